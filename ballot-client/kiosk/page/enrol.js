/* enrol.js - a machine that belongs to no meeting yet: where the server is, and the one-time code,
 * scanned like typing or typed on the keys of the screen.
 *
 * The code stays in the fields until the machine is enrolled, so that a wrong address does not cost typing it again.
 * Must not know: what the role does. */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { errorText, t } from "/page/lang.js";
import { ENROL_CHECKS, isRight } from "/code.js";
import { codeKeys, groups, isWhole, pad, typeCharacter } from "/slip.js";
import { key } from "/press.js";
import { round, troubleScreen, wordPage } from "/waiting.js";

const OF_ADDRESSES = "1234567890.:abcdefghijklmnopqrstuvwxyz-";

/* Why the last call came to nothing; what the page finds itself comes first. */
const WRONG = { code: "KIOSK_CODE_WRONG", eye: "KIOSK_EYE_NONE", eye_other: "KIOSK_EYE_OTHER", range: "KIOSK_ENROL_SERVER_WRONG", enrol_code: "KIOSK_ENROL_CODE_UNKNOWN", tls: "KIOSK_ENROL_STRANGER", network: "KIOSK_ENROL_NETWORK" };

function trouble(ui) {
	const wrong = ui.wrong ?? (ui.state.why === "ok" ? null : ui.state.why);

	return wrong && el("p", { class: "trouble", role: "alert" }, icon("alert"),
		el("span", {}, WRONG[wrong] ? t(WRONG[wrong], ui.state.server) : errorText({ code: wrong })));
}

/* ---- the address ---- */

async function takeServer(ui, tools, server) {
	if (!server)
		return;
	ui.wrong = null;
	if (!await tools.send({ do: "server", server })) {
		Object.assign(ui, { address: null, isAddressing: false, isTyping: false });
		tools.draw();
	}
}

function typingScreen(ui, tools) {
	const typed = ui.address ?? ui.state.server;
	const change = text => { Object.assign(ui, { address: text, isTyping: true, wrong: null }); };
	const press = text => { change(text); tools.draw(); };
	const take = () => takeServer(ui, tools, (ui.address ?? ui.state.server).trim());
	const seeNearby = () => { ui.isTyping = false; tools.draw(); };

	return {
		name: "enrol-server", title: t("KIOSK_ENROL_SERVER"), bar: el("span", {}, t("KIOSK_ENROL_NEW")),
		main: el("main", { class: "split" },
			el("section", {}, el("h1", { class: "title" }, t("KIOSK_ENROL_SERVER")),
				el("label", { class: "secret plain" }, el("span", { class: "eyebrow" }, t("KIOSK_ENROL_SERVER_LIKE")),
					el("input", { type: "text", inputmode: "none", autocomplete: "off", spellcheck: "false", maxlength: 250, value: typed, "data-key": "address", "data-focus": true,
						oninput: event => change(event.target.value), onkeydown: event => event.key === "Enter" && take() })),
				ui.state.nearby.length > 0 && !ui.wrong && key("nearby", { class: "alt wide" }, seeNearby, t("KIOSK_ENROL_NEARBY")),
				el("div", { class: "foot" }, ui.wrong && trouble(ui), el("p", { class: "state" }, icon("none"), t("KIOSK_ENROL_SERVER_HOW")))),
			el("section", {}, pad(c => press(typed + c), () => press(typed.slice(0, -1)), OF_ADDRESSES),
				el("div", { class: "pad-keys foot" }, key("enter", { class: "go" }, take, t("KIOSK_ENROL_NEXT"))))),
	};
}

/* Names that anybody on the network may have chosen: text, and no more. */
function nearbyScreen(ui, tools) {
	const type = () => { ui.isTyping = true; tools.draw(); };
	const found = one => key(`nearby-${one.server}`, { class: "alt" }, () => takeServer(ui, tools, one.server),
		el("bdi", {}, one.name), el("b", { class: one.server.length > 21 ? "long" : "" }, one.server));

	return {
		name: "enrol-nearby", title: t("KIOSK_ENROL_SERVER"), bar: el("span", {}, t("KIOSK_ENROL_NEW")),
		main: el("main", { class: "split" },
			el("section", {}, el("h1", { class: "title" }, t("KIOSK_ENROL_SERVER")),
				el("div", { class: "foot" }, el("p", { class: "state" }, icon("none"), t("KIOSK_ENROL_SERVER_HOW")))),
			el("section", {}, el("p", { class: "eyebrow" }, t("KIOSK_ENROL_NEARBY")),
				el("div", { class: "nearby" }, ui.state.nearby.map(found)),
				el("div", { class: "pad-keys" }, key("type", { class: "alt" }, type, t("KIOSK_ENROL_TYPE"))))),
	};
}

/* Who has begun to type goes on, whatever is found meanwhile. */
const serverScreen = (ui, tools) => ui.state.nearby.length > 0 && !ui.isTyping ? nearbyScreen(ui, tools) : typingScreen(ui, tools);

/* ---- the code ---- */

/* Hand it over if it is right. */
export async function enrolNow(ui, tools) {
	if (!isWhole(ui))
		return;
	const code = ui.typed.join("");

	ui.wrong = isRight(code, ENROL_CHECKS) ? null : "code";
	if (ui.wrong)
		tools.draw();
	else
		await tools.send({ do: "enrol", code });
}

/* A code may be wrong by the page's word or by the server's. */
export const typeEnrol = (ui, c) => typeCharacter(ui, c, Boolean(ui.wrong) || ui.state.why !== "ok");

function codeScreen(ui, tools) {
	const change = () => { ui.isAddressing = true; ui.wrong = null; tools.draw(); };

	return {
		name: "enrol-code", title: t("KIOSK_ENROL"), hasEye: true, about: ui.isLooking, bar: el("span", {}, t("KIOSK_ENROL_NEW")),
		main: el("main", { class: "split" },
			el("section", {}, el("h1", { class: "title" }, t("KIOSK_ENROL")), groups(ui, tools, t("KIOSK_ENROL")),
				el("div", { class: "foot" }, trouble(ui) ?? el("p", { class: "state" }, icon("none"), t(ui.isLooking ? "KIOSK_EYE_HOW" : "KIOSK_ENROL_HOW")),
					el("p", { class: "test server" }, el("span", {}, t("KIOSK_ENROL_AT"), " ", el("b", {}, ui.state.server)), key("change", { class: "key" }, change, t("KIOSK_ENROL_CHANGE"))))),
			codeKeys(ui, tools, ENROL_CHECKS, typeEnrol, enrolNow)),
	};
}

export function enrolScreen(ui, tools) {
	const { state } = ui;

	if (ui.isCut)
		return troubleScreen(ui, tools);
	if (state.state === "calling")
		return wordPage("enrolling", round("calm", "key"), t("KIOSK_ENROLLING"), el("p", { class: "about" }, state.server));
	if (state.state === "other")
		return wordPage("enrolled-other", round("calm", "check"), t("KIOSK_ENROLLED_AS", t(`MACHINE_${state.as}`)), el("p", { class: "about" }, t("KIOSK_ENROLLED_OTHER")));
	return !state.server || ui.isAddressing ? serverScreen(ui, tools) : codeScreen(ui, tools);
}
