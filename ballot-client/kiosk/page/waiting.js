/* waiting.js - the screens on which a delegate has nothing to do but read: waiting, received, not submitted, held, and why not.
 *
 * Must not know: how a ballot is made. */

import { $$, el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { clock, lang, t } from "/page/lang.js";
import { checkKey } from "/check.js";
import { key } from "/press.js";
import { broken, code, width } from "/typeset.js";

const many = (text, limit) => (width(text) > limit ? "many" : "");

/* A round sign, one big word, and what goes with it; its sentences are read aloud, codes and counters are not. */
export function wordPage(name, sign, word, ...more) {
	const main = el("main", { class: "split word-page" }, el("section", {}, sign),
		el("section", {}, el("h1", { class: `word-1 ${many(word, lang() === "zh" ? 4 : 8)}`, role: "status" }, broken(word)), more));

	return { name, title: word, main, says: [word, ...$$(".word-2, .about:not([data-tick]), .plain-list li, .state", main).map(node => node.textContent)] };
}

export const round = (kind, name) => el("span", { class: `round ${kind}` }, icon(name));
const list = (...names) => el("ul", { class: "plain-list" }, names.map(name => el("li", {}, t(name))));

function clockNode() {
	const node = el("time", { "data-tick": true });
	const show = () => { node.textContent = clock(Date.now() / 1000); };

	node.addEventListener("tick", show);
	show();
	return node;
}

function link(state) {
	if (state.why === "tls")
		return t("KIOSK_LINK_STRANGER");
	return t(state.meeting && state.why === "ok" ? "KIOSK_LINK_UP" : "KIOSK_LINK_DOWN");
}

/* Nothing more is voted: the record is sealed. */
export function overScreen({ state }) {
	return wordPage("over", round("calm", "check"), t("KIOSK_OVER"), state.meeting && el("p", { class: "about" }, broken(state.meeting)), list("KIOSK_OVER_WHY", "KIOSK_OVER_DO"));
}

export function idleScreen(ui, tools) {
	const { state } = ui;

	return {
		name: "idle", title: t("KIOSK_WAIT"), bar: el("span", {}, state.meeting),
		main: el("main", { class: "idle" },
			el("div", { class: "idle-who" }, el("h1", { class: many(state.machine, 5.5) }, state.machine), clockNode(),
				state.mode === "booth" && el("p", { class: "quiet" }, t("KIOSK_BOOTH_SLIP"))),
			el("p", { class: "idle-foot" }, el("span", { class: "state", role: "status" }, icon("none"), t("KIOSK_WAIT")), el("span", { class: "eyebrow" }, link(state)), checkKey(ui, tools))),
	};
}

/* Counts up from when the trouble began. */
function waitRing(since) {
	const node = el("span", { class: "round wait", "data-tick": true });
	const show = () => node.replaceChildren(String(Math.max(0, Math.floor(Date.now() / 1000) - since)), el("small", {}, t("KIOSK_SECONDS")));

	node.addEventListener("tick", show);
	show();
	return node;
}

/* Not submitted, and on its way as soon as there is one. */
export function waitScreen({ state }) {
	const isHeld = state.why === "held", cast = isHeld ? "KIOSK_SENT_AFTER_HELD" : "KIOSK_SENT_LATER";
	/* by itself goes only what was confirmed */
	const later = state.state === "sealing" ? "KIOSK_CONFIRM_LATER" : state.state === "testing" ? "KIOSK_TEST_LATER" : cast;

	return wordPage(isHeld ? "wait-held" : "wait", waitRing(state.since), t("KIOSK_NOT_SUBMITTED"), el("p", { class: "word-2" }, t(isHeld ? "KIOSK_HELD" : "KIOSK_RECONNECTING")),
		list("KIOSK_KEPT", later, "KIOSK_STAY"));
}

export function heldScreen({ state }) {
	return wordPage("held", round("calm", "pause"), t("KIOSK_HELD"), list(state.state === "sealed" ? "KIOSK_HELD_SEALED" : "KIOSK_HELD_CHOOSING", "KIOSK_HELD_WAIT"));
}

/* The terminal is of no use, or its program is not there. */
export function troubleScreen(ui) {
	if (ui.isCut)
		return wordPage("cut", round("alarm", "alert"), t("KIOSK_CUT"), list("KIOSK_CUT_WHY", "KIOSK_CALL_STAFF"));
	return wordPage("broken", round("alarm", "alert"), t("KIOSK_BROKEN"), list(ui.state.why === "machine" ? "KIOSK_BROKEN_REVOKED" : "KIOSK_BROKEN_WHY", "KIOSK_BROKEN_ELSEWHERE"));
}

function clearing(state) {
	const node = el("p", { class: "about", "data-tick": true });
	const show = () => { node.textContent = t("KIOSK_CLEARS", Math.max(0, state.clears_at - Math.floor(Date.now() / 1000))); };

	node.addEventListener("tick", show);
	show();
	return node;
}

const doneKey = (tools, name) => key("done", { class: "alt", "data-focus": true }, () => tools.send({ do: "done" }), t(name));

/* Said only when the server has it on disk. */
export function receiptScreen(ui, tools) {
	const { state } = ui, isBooth = state.mode === "booth";
	const after = isBooth ? [doneKey(tools, "KIOSK_DONE"), clearing(state)] : el("p", { class: "after" }, el("span", { class: "state" }, t("KIOSK_WAIT_RESULT")), checkKey(ui, tools));
	const slip = el("div", { class: "slip" }, el("p", { class: "eyebrow" }, t("KIOSK_TRACKING")), code(state.tracking), el("p", { class: "eyebrow" }, t("KIOSK_TRACKING_USE")));

	if (!state.received.own)
		return wordPage("received-elsewhere", round("calm", "check"), t("KIOSK_RECEIVED_ELSEWHERE"), el("p", { class: "about" }, t("KIOSK_RECEIVED_ELSEWHERE_WHY")), slip, after);
	return wordPage("received", round("", "check"), t("KIOSK_RECEIVED"), state.received.at > 0 && el("p", { class: "word-2" }, clock(state.received.at, true)), slip, after);
}

/* Why this slip has no vote now, and what to do about it. */
const REFUSALS = {
	key_unknown: ["KIOSK_SLIP_WRONG", ["KIOSK_SLIP_WRONG_WHY", "KIOSK_CALL_STAFF"], true],
	key_revoked: ["KIOSK_SLIP_REVOKED", ["KIOSK_SLIP_REVOKED_WHY", "KIOSK_CALL_STAFF"], true],
	not_in: ["KIOSK_SLIP_NOT_IN", ["KIOSK_SLIP_NOT_IN_WHY", "KIOSK_WAIT_NEXT"], false],
	key_not_entitled: ["KIOSK_SLIP_LATE", ["KIOSK_SLIP_LATE_WHY", "KIOSK_WAIT_NEXT"], false],
	key_paper: ["KIOSK_SLIP_PAPER", ["KIOSK_SLIP_PAPER_WHY", "KIOSK_WAIT_NEXT"], false],
	not_open: ["KIOSK_ENDED", ["KIOSK_ENDED_WHY", "KIOSK_WAIT_NEXT"], false],
};

export function refusalScreen({ state }, tools) {
	const [word, why, isOther] = REFUSALS[state.why] ?? ["KIOSK_NOT_RECEIVED", ["KIOSK_NOT_RECEIVED_WHY", "KIOSK_CALL_STAFF"], true];

	return wordPage(`refused-${state.why}`, round(isOther ? "alarm" : "calm", isOther ? "alert" : "none"), t(word), list(...why),
		state.mode === "booth" ? [doneKey(tools, "KIOSK_DONE"), clearing(state)]
			: isOther && key("leave", { class: "alt", "data-focus": true }, () => tools.send({ do: "leave" }), t("KIOSK_SLIP_AGAIN")));
}
