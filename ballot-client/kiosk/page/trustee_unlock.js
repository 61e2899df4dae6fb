/* trustee_unlock.js - the passphrase, once a sitting: typed, handed over, gone. Where there is no
 * key file yet it is chosen, twice; or a copy is taken back from a stick.
 *
 * Must not know: keys. */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { errorText, t } from "/page/lang.js";
import { key } from "/press.js";
import { pad } from "/slip.js";

const LEAST = 8;

function field(ui, tools, name, label, onEnter) {
	return el("label", { class: "secret" }, el("span", { class: "eyebrow" }, label), el("input", {
		type: "password", autocomplete: "off", spellcheck: "false", value: ui[name] ?? "", "data-key": name, "data-focus": name === "pass",
		oninput: event => { ui[name] = event.target.value; ui.wrong = null; },
		onfocus: () => { ui.field = name; },
		onkeydown: event => event.key === "Enter" && onEnter(),
	}));
}

/* Both fields are empty before the answer comes. */
export async function handOver(ui, tools, what, isNew) {
	const { pass = "", again = "" } = ui;

	if (pass.length < LEAST || (isNew && pass !== again)) {
		ui.wrong = pass.length < LEAST ? "short" : "differs";
		tools.draw();
		return;
	}
	Object.assign(ui, { pass: "", again: "", wrong: null, sent: true });
	tools.draw();
	await tools.send({ ...what, passphrase: pass });
	ui.sent = null;
	tools.draw();
}

const WRONG = { short: "KIOSK_PASS_SHORT", differs: "KIOSK_PASS_DIFFERS" };

export function wrongNote(ui) {
	return ui.wrong && el("p", { class: "trouble", role: "alert" }, icon("alert"), WRONG[ui.wrong] ? t(WRONG[ui.wrong]) : errorText({ code: ui.wrong }));
}

/* The fields at the left, keys for who has no keyboard at the right. */
export function passPage(ui, tools, name, title, isNew, what, ...more) {
	const enter = () => handOver(ui, tools, what, isNew);
	const at = () => (ui.field === "again" ? "again" : "pass");
	const change = make => () => { ui[at()] = make(ui[at()] ?? ""); ui.wrong = null; tools.draw(); };

	return {
		name, title, bar: el("span", {}, ui.state.machine),
		main: el("main", { class: "split" },
			el("section", {}, el("h1", { class: "title" }, title), field(ui, tools, "pass", t(isNew ? "KIOSK_PASS_NEW" : "KIOSK_PASS"), enter),
				isNew && field(ui, tools, "again", t("KIOSK_PASS_AGAIN"), enter), el("div", { class: "foot" }, wrongNote(ui), more)),
			el("section", {}, pad(c => change(text => text + c)(), change(text => text.slice(0, -1))),
				el("div", { class: "pad-keys foot" }, key("enter", { class: "go", disabled: Boolean(ui.sent) }, enter, t("KIOSK_ENTER"))))),
	};
}

export function unlockScreen(ui, tools) {
	const isNew = !ui.state.has_key;
	const restore = () => { Object.assign(ui, { isCopying: true, pass: "", again: "", wrong: null }); tools.send({ do: "media" }); };

	return passPage(ui, tools, isNew ? "unlock-new" : "unlock", t(isNew ? "KIOSK_UNLOCK_NEW" : "KIOSK_UNLOCK"), isNew, { do: "unlock" },
		el("p", { class: "eyebrow" }, t(isNew ? "KIOSK_UNLOCK_NEW_WHY" : "KIOSK_UNLOCK_WHY")),
		isNew && el("p", { class: "test" }, key("restore", { class: "key" }, restore, t("KIOSK_RESTORE"))));
}
