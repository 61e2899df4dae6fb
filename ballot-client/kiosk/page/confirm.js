/* confirm.js - the ballot is being sealed; then it is sealed, and cast, opened as a test, or gone back on.
 *
 * The blue key never lies where the key of the choice lay: it stands at the top, or, where that was in the upper half, at the bottom.
 * Must not know: rows and pages. */

import { el } from "/page/dom.js";
import { icon, mark as signOf } from "/page/icons.js";
import { errorText, t } from "/page/lang.js";
import { key } from "/press.js";
import { broken, code, optionText, sized, width } from "/typeset.js";
import { blankIsInvalid, isWriteIn, isOfCandidates, isBlank, countOf, scaleOf, unmarked, has } from "/ballot.js";

/* The server has refused what was sent, and says why. */
export function refusedNote(ui) {
	const { why } = ui.state;
	const wrong = ui.wrong ?? (why === "ok" || why === "held" || why === "network" ? null : why);

	return wrong && el("p", { class: "trouble", role: "alert" }, icon("alert"), errorText({ code: wrong }));
}

const MARKED = new Set(["for", "against", "abstain"]);

export function oneChoice(ballot) {
	const option = scaleOf(ballot, 0)[ballot.marks[0]];
	const text = optionText(option);

	return el("h1", { class: `chosen ${width(text) > 2.5 ? "many" : ""}` }, scaleOf(ballot, 0).every(o => MARKED.has(o.id)) && signOf(option.id), text);
}

const line = (name, value) => el("div", { class: "line" }, el("dt", {}, name), el("dd", {}, value));
function namesWith(ballot, id, isExtra) {
	return ballot.poll.contests.filter((c, row) => has(ballot, row, id) && isWriteIn(ballot, row) === isExtra).map(c => c.title);
}
const COMMA = () => t("KIOSK_COMMA");

function candidates(ballot) {
	const chosen = namesWith(ballot, "for", false), extra = namesWith(ballot, "for", true), against = namesWith(ballot, "against", false);
	const printed = ballot.poll.contests.filter((c, row) => !isWriteIn(ballot, row)).length;
	const part = (name, names) => names.length > 0 && [el("dt", {}, t(name, names.length)), el("dd", {}, names.join(COMMA()))];

	return el("dl", { class: `sum${chosen.length + extra.length + against.length < 9 ? " few" : ""}` }, part("KIOSK_SUM_FOR", chosen), part("KIOSK_SUM_EXTRA", extra),
		part("KIOSK_SUM_AGAINST", against), printed > chosen.length + against.length && el("dt", {}, t("KIOSK_SUM_ABSTAIN", printed - chosen.length - against.length)));
}

function grades(ballot) {
	const options = new Map(ballot.poll.scales.flat().map(option => [option.id, option]));
	const left = unmarked(ballot).length;
	const marked = [...options.values()].filter(option => countOf(ballot, option.id) > 0);

	return el("dl", { class: "sum" }, marked.map(option => line(optionText(option), t("KIOSK_ROWS", countOf(ballot, option.id)))),
		left > 0 && line(t(blankIsInvalid(ballot, unmarked(ballot)[0]) ? "KIOSK_SUM_INVALID" : "KIOSK_SUM_LEFT"), t("KIOSK_ROWS", left)));
}

/* What is in this ballot, in plain ink. */
export function choiceOf(ballot) {
	if (ballot.poll.contests.length === 1)
		return oneChoice(ballot);
	if (isBlank(ballot))
		return el("p", { class: "title" }, t(blankIsInvalid(ballot, 0) ? "KIOSK_BLANK_INVALID" : "KIOSK_BLANK"));
	return isOfCandidates(ballot.poll) ? candidates(ballot) : grades(ballot);
}

const slip = state => el("div", { class: "slip foot" }, el("p", { class: "eyebrow" }, t("KIOSK_TRACKING")), code(state.tracking));

function left(ui, ...more) {
	const { poll } = ui.ballot, silent = ui.isReading && t("KIOSK_READ_SILENT");

	if (poll.contests.length > 1)
		return el("section", {}, el("p", { class: "eyebrow" }, silent || broken(poll.title)), choiceOf(ui.ballot), more);
	return el("section", {}, el("p", { class: "eyebrow" }, silent || t("KIOSK_YOUR_CHOICE")), choiceOf(ui.ballot),
		el("p", { class: `about${sized(poll.title, 24)}` }, broken(poll.title)), more);
}

/* On its way: nothing can be pressed. */
export function sealingScreen(ui) {
	const { state } = ui.state;

	return {
		name: state, title: t("KIOSK_SEALING"),
		main: el("main", { class: "split" }, ui.ballot?.isChosen ? left(ui) : el("section", {}),
			el("section", {}, el("p", { class: "state", role: "status" }, icon(state === "sealing" ? "lock" : "none"),
				t(state === "sealing" ? "KIOSK_SEALING" : state === "casting" ? "KIOSK_SUBMITTING" : "KIOSK_TESTING")))),
	};
}

export function confirmScreen(ui, tools) {
	const { state } = ui;
	const cast = key("cast", { class: "go" }, () => tools.send({ do: "cast" }), t("KIOSK_CAST"), el("small", {}, t("KIOSK_CAST_FINAL")));
	const back = key("back", { class: "alt" }, () => tools.send({ do: "back" }), t("KIOSK_BACK"));
	const test = el("p", { class: "test" }, key("test", { class: "key" }, () => tools.send({ do: "test" }), t("KIOSK_TEST")), el("span", {}, t("KIOSK_TEST_HOW")));
	const isOpen = ui.ballot.poll.method === "open";
	const sealed = el("p", { class: "state", role: "status" }, isOpen ? t("KIOSK_OPEN_VOTE") : [icon("lock"), t("KIOSK_SEALED")]);
	const testOrNot = state.last ? el("p", { class: "test" }, t("KIOSK_LAST")) : test;
	const says = ["KIOSK_READ_SILENT", isOpen ? "KIOSK_OPEN_VOTE" : "KIOSK_SEALED", "KIOSK_CAST", "KIOSK_CAST_FINAL", isOpen || !state.last ? "KIOSK_BACK" : "KIOSK_LAST"];

	return {
		name: "confirm", title: t("KIOSK_CAST"), says: [ui.ballot.poll.title, ...says.map(name => t(name))],
		main: el("main", { class: "split" }, left(ui, slip(state)),
			el("section", {}, el("div", { class: `press${ui.low ? " low" : ""}` }, cast, (isOpen || !state.last) && back,
				el("div", { class: "rest" }, refusedNote(ui), sealed, !isOpen && testOrNot)))),
	};
}

/* The page was loaded anew after the ballot was sealed: what is in it is not known here any more. */
export function lostScreen(ui, tools) {
	const { state } = ui, isFinal = state.last && state.poll.method !== "open";

	return {
		name: "lost", title: t("KIOSK_LOST"), says: [t("KIOSK_LOST"), t(isFinal ? "KIOSK_LOST_LAST" : "KIOSK_LOST_WHY")],
		main: el("main", { class: "split" }, el("section", {}, el("h1", { class: "title" }, t("KIOSK_LOST")), slip(state)),
			el("section", {}, el("p", { class: "state" }, t(isFinal ? "KIOSK_LOST_LAST" : "KIOSK_LOST_WHY")), el("div", { class: "press" },
				isFinal ? key("cast", { class: "go" }, () => tools.send({ do: "cast" }), t("KIOSK_CAST")) : key("back", { class: "go" }, () => tools.send({ do: "back" }), t("KIOSK_LOST_BACK"))))),
	};
}
