/* trustee_follow.js - nothing is asked of the scrutineer: what this machine follows and has
 * verified, the empty box before a poll, issued and returned before any total.
 *
 * Must not know: questions. */

import { el } from "/page/dom.js";
import { headText } from "/page/head.js";
import { icon } from "/page/icons.js";
import { errorText, t, word } from "/page/lang.js";
import { key } from "/press.js";
import { broken, code, optionText, sized } from "/typeset.js";
import { boxName, fact, pageOf, proofs } from "/trustee_parts.js";

const IS_OVER = new Set(["published", "void", "counted", "rehearsed", "not_opened"]);
const ROWS_MAX = 5;

function keyLine({ key: mine }) {
	if (!mine)
		return [false, t("KIOSK_KEY_NONE")];
	if (!mine.index)
		return [false, t("KIOSK_KEY_OTHERS")];
	return mine.owns ? [true, t("KIOSK_KEY_OWNS", mine.index, mine.n, mine.t)] : [false, t("KIOSK_KEY_LOST", mine.index)];
}

const recordLine = state => [state.current, t(state.current ? "KIOSK_RECORD_GOOD" : "KIOSK_RECORD_BEHIND", state.size)];
const headLine = state => state.head && [true, t("KIOSK_RECORD_HEAD"), " ", el("span", { class: "code" }, headText(state.head))];

/* What came out, row by row, as far as the screen holds it. */
function totals(box) {
	const shown = box.contests.slice(0, ROWS_MAX);

	return el("dl", { class: "totals" }, shown.map((contest, row) => {
		const counts = box.scales[contest.scale].map((option, i) => `${optionText(option)} ${box.counts[row][i]}`);

		return [box.contests.length > 1 && el("dt", {}, contest.title), el("dd", {}, counts.join(t("KIOSK_WIDE_SPACE")))];
	}), box.contests.length > shown.length && el("dt", {}, t("KIOSK_MORE_ROWS", box.contests.length - shown.length)));
}

/* Before a poll: the box is empty. */
function beforePoll(state, next) {
	return [el("div", {}, el("p", { class: "eyebrow" }, t("KIOSK_NEXT_POLL")), el("h1", { class: `title${sized(next.title, 16, 40)}` }, broken(next.title))),
		fact(t("KIOSK_BOX"), 0, t("KIOSK_ZERO_REPORT"), t("KIOSK_SHEETS")), fact(t("KIOSK_PRESENT"), state.present, t("KIOSK_EXPECTED", state.expected), t("KIOSK_HEADS"))];
}

/* Papers lie in a box of their own, and are told once they are counted. */
const awaitsPaper = box => box.way === "paper" && ["open", "held", "closed"].includes(box.state);

function returned(box) {
	if (awaitsPaper(box))
		return fact(t("KIOSK_RETURNED"), "—", t("KIOSK_PAPER_UNCOUNTED"));
	return fact(t("KIOSK_RETURNED"), box.returned, IS_OVER.has(box.state) || box.state === "closed" ? t("KIOSK_NOT_CAST", box.issued - box.returned) : t("KIOSK_ZERO_AT_OPENING"), t("KIOSK_SHEETS"));
}

function duringPoll(box) {
	const state = awaitsPaper(box) && box.state === "closed" ? t("KIOSK_PAPER_WAITS") : word("STATE_", box.state);

	return [el("div", {}, el("p", { class: "eyebrow" }, boxName(box), " · ", state), el("h1", { class: `title${sized(box.title, 16, 40)}` }, broken(box.title))),
		fact(t("KIOSK_ISSUED"), box.issued, box.without_slip > 0 && t("KIOSK_WITHOUT_SLIP", box.without_slip), t("KIOSK_RIGHTS")),
		returned(box)];
}

function waiting(state) {
	const { ceremony } = state;

	return [el("div", {}, el("p", { class: "eyebrow" }, state.meeting), el("h1", { class: "title" }, t(ceremony ? "KIOSK_CEREMONY" : state.sealed ? "KIOSK_SEALED_RECORD" : "KIOSK_NOTHING_ASKED"))),
		ceremony && el("p", { class: "state" }, icon("none"), word("CEREMONY_", ceremony.step)),
		ceremony && fact(t("KIOSK_CEREMONY_DONE"), `${ceremony.done} / ${ceremony.n}`)];
}

/* Others have made a new key without this machine: whoever holds it should hear of that here, not by chance. */
const isLeftOut = ({ key: mine }) => mine && !mine.index && mine.had;

function leftOut(state) {
	return [el("div", {}, el("p", { class: "eyebrow" }, state.meeting), el("h1", { class: "title" }, t("KIOSK_LEFT_OUT"))),
		el("p", { class: "trouble", role: "alert" }, icon("alert"), t("KIOSK_LEFT_OUT_DO")), el("div", { class: "slip foot" }, el("p", { class: "eyebrow" }, t("KIOSK_KEY")), code(state.key.fingerprint))];
}

/* The poll that is looked at; null where it is something else, and no figure of a poll may stand. */
function boxOf(state) {
	const { box, next, ceremony } = state, isPast = next && (box?.state === "published" || box?.state === "void");

	return isPast || isLeftOut(state) || ceremony || state.sealed ? null : box;
}

function left(state) {
	const { next, ceremony } = state, box = boxOf(state);

	if (isLeftOut(state) && !ceremony && !state.sealed)
		return leftOut(state);
	if (box)
		return duringPoll(box);
	return next && state.key && !ceremony && !state.sealed ? beforePoll(state, next) : waiting(state);
}

export function followScreen(ui, tools) {
	const { state } = ui, box = boxOf(state);
	const given = box?.state === "closed" && box.way === "sealed" && t("KIOSK_GIVEN", box.given, box.t, box.n);
	const copy = () => { ui.isCopying = true; tools.send({ do: "media" }); };

	return pageOf("follow", t("KIOSK_NOTHING_ASKED"), state, left(state),
		[el("p", { class: "eyebrow" }, t("KIOSK_CHECKED_HERE")), proofs([recordLine(state), headLine(state), keyLine(state)]),
			box?.counts && el("div", { class: "slip" }, el("p", { class: "eyebrow" }, t("KIOSK_TOTALS")), totals(box)),
			given && el("p", { class: "state waits" }, icon("none"), given),
			el("p", { class: "foot open-foot" }, el("span", {}, t(state.link === "up" ? "KIOSK_LINK_UP" : "KIOSK_LINK_DOWN"), " · ", t("KIOSK_NO_PRESS")),
				state.has_key && key("copy", { class: "key" }, copy, icon("key"), t("KIOSK_BACKUP")))]);
}

/* Something did not verify: nothing is signed or opened here any more. */
export function failedScreen({ state }) {
	return pageOf("failed", t("KIOSK_REFUSES"), state,
		[el("span", { class: "round alarm" }, icon("alert"))],
		[el("h1", { class: "word-1 many" }, t("KIOSK_REFUSES")), el("p", { class: "word-2" }, errorText({ code: state.why })),
			el("ul", { class: "plain-list" }, el("li", {}, t("KIOSK_REFUSES_WHAT")), el("li", {}, t("KIOSK_REFUSES_RECORD", state.size)), el("li", {}, t("KIOSK_REFUSES_DO")))], "word-page");
}
