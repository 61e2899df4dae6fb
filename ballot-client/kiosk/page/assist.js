/* assist.js - assisted mode: whoever has come after the call says who they are; from then on the
 * screen is larger and says so, until the ballot is in.
 *
 * Who helps is on record, the choice is not. Must not know: how a ballot is made. */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { errorText, t } from "/page/lang.js";
import { key } from "/press.js";
import { pad } from "/slip.js";

const LONGEST = 60;

/* Somebody can be helped only with a ballot that is open and not on its way. */
export const canBeHelped = state => state.slip && state.poll && (state.state === "choosing" || state.state === "sealed");
const isOn = state => state.assist?.state === "on";
export const isAsking = ui => ui.helper !== undefined && canBeHelped(ui.state) && !isOn(ui.state);

export function askHelper(ui) {
	Object.assign(ui, { helper: "", wrong: null });
}

/* Before a screen is drawn: larger text comes and goes with the help, and what was typed goes with the ballot. */
export function followAssist(ui) {
	const { state } = ui;

	if (!canBeHelped(state) || isOn(state))
		delete ui.helper;
	if (isOn(state) !== Boolean(ui.isAssisted))
		document.documentElement.dataset.text = isOn(state) ? "large" : "normal";
	ui.isAssisted = isOn(state);
}

/* What the strip at the top says while it is on. */
export const assistedBar = ({ state }) => [el("b", {}, state.machine), el("b", { class: "assisted", role: "status" }, t("KIOSK_ASSISTED", state.assist.name))];

async function send(ui, tools) {
	const helper = ui.helper.trim();

	if (helper)
		await tools.send({ do: "assist", helper });
}

function type(ui, tools, text) {
	ui.helper = text.slice(0, LONGEST);
	tools.draw();
	document.querySelector("[data-key=helper]")?.focus();
}

function field(ui, tools) {
	return el("input", { "data-key": "helper", "data-focus": true, class: "helper", style: { "margin-top": "1.6rem" }, value: ui.helper, maxlength: LONGEST, autocomplete: "off", spellcheck: "false",
		"aria-label": t("KIOSK_ASSIST_WHO"), oninput: event => { ui.helper = event.target.value; },
		/* a scanner ends with it */
		onkeydown: event => event.key === "Enter" && send(ui, tools) });
}

function message(ui) {
	const { assist } = ui.state, wrong = ui.wrong ?? (assist.state === "none" && assist.why !== "ok" ? assist.why : null);

	if (wrong)
		return el("p", { class: "trouble", role: "alert" }, icon("alert"), errorText({ code: wrong }));
	return el("p", { class: "state", role: "status" }, icon("none"), t(assist.state === "sending" ? "KIOSK_ASSIST_SENDING" : "KIOSK_ASSIST_RECORD"));
}

export function assistScreen(ui, tools) {
	const back = () => { delete ui.helper; tools.draw(); };

	return {
		name: "assist", title: t("KIOSK_ASSIST"), says: [t("KIOSK_ASSIST"), t("KIOSK_ASSIST_WHO"), t("KIOSK_ASSIST_RECORD")],
		main: el("main", { class: "split" },
			el("section", {}, el("h1", { class: "title" }, t("KIOSK_ASSIST")), el("p", { class: "eyebrow" }, t("KIOSK_ASSIST_WHO")), field(ui, tools),
				el("div", { class: "foot" }, message(ui))),
			el("section", {}, pad(c => type(ui, tools, ui.helper + c), () => type(ui, tools, ui.helper.slice(0, -1))), el("div", { class: "pad-keys foot" },
				key("assist-back", { class: "key" }, back, t("KIOSK_ASSIST_BACK")),
				key("assist-on", { class: "go", disabled: ui.state.assist.state === "sending" }, () => send(ui, tools), t("KIOSK_ASSIST_ON"))))),
	};
}
