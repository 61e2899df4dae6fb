/* slip.js - the voting code: scanned like typing, or typed on the keys of the screen. It is kept in
 * this page until it is right, then handed over and gone.
 *
 * Must not know: polls. */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { errorText, t } from "/page/lang.js";
import { ALPHABET, LENGTH, SLIP_CHECKS, isRight } from "/code.js";
import { checkKey } from "/check.js";
import { eyeKey, eyeView, takesCode } from "/eye.js";
import { key } from "/press.js";

const GROUP = 4;

/* Behind a code that was wrong begins another: a scanner does not erase first. */
export function typeCharacter(ui, c, isWrong = Boolean(ui.wrong)) {
	if (isWrong && isWhole(ui) && ui.cursor === LENGTH)
		Object.assign(ui, { typed: [], cursor: 0 });
	if (ui.cursor >= LENGTH)
		return;
	ui.typed[ui.cursor++] = c;
	ui.wrong = null;
}

export function eraseCharacter(ui) {
	if (ui.cursor > 0)
		ui.typed[--ui.cursor] = undefined;
	ui.wrong = null;
}

export const isWhole = ui => [...Array(LENGTH).keys()].every(i => ui.typed[i]);

/* A code that was begun goes from the screen when nobody has touched it for as long as the program says, for whoever began it may
 * have gone away: then in milliseconds since 1970; null where there is none. */
export const typedUntil = ui => (ui.typed.some(Boolean) && ui.state.idle ? ui.touchedAt + 1000 * ui.state.idle : null);

/* Hand it over if it is right. The field is cleared in the same moment. */
export async function handOver(ui, tools) {
	if (!isWhole(ui))
		return;
	const code = ui.typed.join("");

	if (!isRight(code, SLIP_CHECKS)) {
		ui.wrong = "code";
		tools.draw();
		return;
	}
	Object.assign(ui, { typed: [], cursor: 0, wrong: null, sent: true });
	tools.draw();
	await tools.send({ do: "slip", code });
	ui.sent = null;
}

function group(ui, tools, g) {
	const places = [...Array(GROUP).keys()].map(i => g * GROUP + i);

	/* a group is pressed to type it anew */
	return key(`group-${g}`, { class: "group", tabindex: -1, "aria-label": t("KIOSK_GROUP", g + 1) }, () => { ui.cursor = places[0]; tools.draw(); },
		places.map(i => el("span", { class: i === ui.cursor ? "at" : "" }, ui.typed[i] ?? "")));
}

/* Seven groups, as the code stands on paper. */
export const groups = (ui, tools, label) => el("div", { class: "typed", role: "group", "aria-label": label }, [0, 1, 2, 3, 4, 5, 6].map(g => group(ui, tools, g)));

/* Keys for who has no keyboard: the characters of codes, or others. */
export function pad(onType, onErase, characters = ALPHABET) {
	return el("div", { class: "pad" }, [...characters].map(c => key(`char-${c}`, { class: "char", types: true, tabindex: -1 }, () => onType(c), c)),
		key("erase", { class: "char wide", types: true, tabindex: -1 }, onErase, t("KIOSK_ERASE")));
}

/* The right side of a page that takes a code: what the camera sees while it looks; else keys for the
 * characters, for the camera and for handing over. */
export function codeKeys(ui, tools, checks, type, enter) {
	if (ui.isLooking)
		return eyeView(ui, tools);
	const onType = c => { type(ui, c); tools.draw(); };
	const onErase = () => { eraseCharacter(ui); tools.draw(); };

	return el("section", {}, pad(onType, onErase), el("div", { class: "pad-keys foot" },
		eyeKey(ui, tools, takesCode(ui, tools, checks, enter)),
		key("enter", { class: "go", disabled: !isWhole(ui) }, () => enter(ui, tools), t("KIOSK_ENTER"))));
}

const WRONG = { code: "KIOSK_CODE_WRONG", eye: "KIOSK_EYE_NONE", eye_other: "KIOSK_EYE_OTHER" };

const wrong = ui => (WRONG[ui.wrong] ? t(WRONG[ui.wrong]) : errorText({ code: ui.wrong }));
const message = ui => ui.wrong && el("p", { class: "trouble", role: "alert" }, icon("alert"), wrong(ui));

function how(ui) {
	if (ui.isLooking)
		return t("KIOSK_EYE_HOW");
	return t(ui.sent ? "KIOSK_SLIP_SENT" : ui.state.meeting ? "KIOSK_SLIP_HOW" : "KIOSK_LINK_DOWN");
}

export function slipScreen(ui, tools) {
	const asks = t(ui.state.mode === "booth" ? "KIOSK_SLIP_BOOTH" : "KIOSK_SLIP");

	return {
		name: "slip", title: t("KIOSK_SLIP"), says: [asks, ui.wrong ? wrong(ui) : how(ui)], hasEye: true, about: ui.isLooking,
		bar: el("span", {}, ui.state.machine, ui.state.meeting && ` · ${ui.state.meeting}`),
		main: el("main", { class: "split" },
			el("section", {},
				el("h1", { class: "title" }, asks),
				groups(ui, tools, t("KIOSK_SLIP")),
				el("div", { class: "foot" }, message(ui), !(ui.isLooking && ui.wrong) && el("p", { class: "state" }, icon("none"), how(ui)),
					!ui.isLooking && !ui.wrong && el("p", { class: "check-foot" }, checkKey(ui, tools)))),
			codeKeys(ui, tools, SLIP_CHECKS, typeCharacter, handOver)),
	};
}
