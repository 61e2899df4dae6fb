/* check.js - the second device of cast-or-test: the code on another terminal's screen is scanned,
 * and what that terminal had sealed is said in words.
 *
 * What is shown is public and no vote. Must not know: how it was verified (the program has done that before it tells). */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { errorText, t } from "/page/lang.js";
import { newBallot, scaleOf } from "/ballot.js";
import { closeEye, eyeKey, eyeView } from "/eye.js";
import { key } from "/press.js";
import { foot, head, paged } from "/rows.js";
import { code, broken, nameOf, optionText } from "/typeset.js";
import { oneChoice } from "/confirm.js";
import { round, wordPage } from "/waiting.js";

const ROWS = 7;

const begin = tools => tools.send({ do: "checking" });
const end = (ui, tools) => { Object.assign(ui, { wrong: null, page: 0 }); tools.send({ do: "checked" }); };

/* On screens that wait: this terminal may check another. */
export const checkKey = (ui, tools) => key("checking", { class: "key", tabindex: -1 }, () => { ui.wrong = null; begin(tools); }, icon("search"), t("KIOSK_CHECK"));

/* A scanner's text, or the camera's. */
export async function takeCheck(ui, tools, text) {
	closeEye(ui);
	ui.wrong = null;
	await tools.send({ do: "check", text });
}

/* ---- before ---- */

const WRONG = { code: "KIOSK_CHECK_NO_CODE", eye: "KIOSK_CHECK_NO_EYE", eye_other: "KIOSK_CHECK_NO_CODE" };

function trouble(ui) {
	return ui.wrong && el("p", { class: "trouble", role: "alert" }, icon("alert"), WRONG[ui.wrong] ? t(WRONG[ui.wrong]) : errorText({ code: ui.wrong }));
}

const STEPS = ["KIOSK_CHECK_1", "KIOSK_CHECK_2", "KIOSK_CHECK_3"];

function askScreen(ui, tools) {
	const isAsking = ui.state.check.state === "asking";
	const take = text => {
		const is = text.startsWith("tally-test ");

		if (is)
			takeCheck(ui, tools, text);
		return is;
	};

	return {
		name: "check", title: t("KIOSK_CHECK"), says: [t("KIOSK_CHECK"), ...STEPS.map(name => t(name))], hasEye: true, about: ui.isLooking,
		main: el("main", { class: "split" },
			el("section", {}, el("h1", { class: "title" }, t("KIOSK_CHECK")),
				el("ol", { class: "steps" }, STEPS.map(name => el("li", {}, t(name)))),
				el("div", { class: "foot" }, trouble(ui) || (isAsking && el("p", { class: "state", role: "status" }, icon("none"), t("KIOSK_CHECK_ASKING"))))),
			ui.isLooking ? eyeView(ui, tools) : el("section", { class: "check-side" }, el("span", { class: "round calm" }, icon("search")),
				el("div", { class: "pad-keys foot" }, eyeKey(ui, tools, take), closeKey(ui, tools)))),
	};
}

/* A terminal that does nothing else stays at it. */
function closeKey(ui, tools) {
	return ui.state.mode !== "checker" && key("checked", { class: "alt" }, () => end(ui, tools), t("KIOSK_CLOSE"));
}

function nextKey(ui, tools, kind) {
	const press = () => { Object.assign(ui, { page: 0, wrong: null }); begin(tools); };

	return key("check-next", { class: kind, "data-focus": true }, press, t("KIOSK_CHECK_NEXT"));
}

/* ---- after ---- */

const MEANING = ["KIOSK_CHECK_SAME", "KIOSK_CHECK_OTHER", "KIOSK_CHECK_PUBLIC"];
const recorded = check => [el("p", { class: "eyebrow" }, t("KIOSK_TRACKING")), code(check.tracking), el("p", { class: "eyebrow" }, t("KIOSK_CHECK_RECORD", check.entry))];

function resultOfOne(ui, tools, ballot) {
	const { check } = ui.state;

	return {
		name: "checked", title: t("KIOSK_CHECK_SEALED"), says: MEANING.map(name => t(name)),
		main: el("main", { class: "split" },
			el("section", {}, el("p", { class: "eyebrow" }, t("KIOSK_CHECK_SEALED")), oneChoice(ballot),
				el("p", { class: "about" }, broken(ballot.poll.title)), el("div", { class: "slip foot" }, recorded(check))),
			el("section", {}, el("ul", { class: "plain-list bare" }, MEANING.map(name => el("li", {}, t(name)))),
				el("div", { class: "press foot" }, nextKey(ui, tools, "go"), closeKey(ui, tools)))),
	};
}

function resultOfRows(ui, tools, ballot) {
	const { check } = ui.state, { contests } = ballot.poll;
	const { pages, items } = paged(ui, contests.map((contest, row) => row), ROWS);
	const sealed = row => optionText(scaleOf(ballot, row)[ballot.marks[row]]);

	return {
		name: `checked-rows-${ui.page}`, title: t("KIOSK_CHECK_SEALED"), body: "dense", says: MEANING.map(name => t(name)),
		main: el("main", { class: "page" }, head(t("KIOSK_CHECK_SEALED"), el("span", { class: "code" }, check.tracking)),
			el("dl", { class: "sealed-rows" }, items.map(row => [el("dt", {}, nameOf(contests[row].title)), el("dd", {}, sealed(row))])),
			foot(ui, tools, pages, [t("KIOSK_CHECK_SAME"), " ", t("KIOSK_CHECK_RECORD", check.entry)], nextKey(ui, tools, "go wide"))),
	};
}

const FAILS = { code: ["KIOSK_CHECK_NO_CODE", false], no_commit: ["KIOSK_CHECK_NONE", true], no_such_poll: ["KIOSK_CHECK_NONE", true], not_open: ["KIOSK_CHECK_NONE", true], opening: ["KIOSK_CHECK_OPENING", true] };

function failScreen(ui, tools) {
	const { why } = ui.state.check, [sentence, isGrave] = FAILS[why] ?? [null, true];

	return wordPage("check-failed", round(isGrave ? "alarm" : "calm", isGrave ? "alert" : "none"), t("KIOSK_CHECK_FAILED"), el("p", { class: "about" }, sentence ? t(sentence) : errorText({ code: why })),
		isGrave && el("p", { class: "about" }, t("KIOSK_CHECK_TELL")), nextKey(ui, tools, "alt"));
}

export function checkScreen(ui, tools) {
	const { check } = ui.state;

	if (check.state !== "done")
		return askScreen(ui, tools);
	if (check.why !== "ok")
		return failScreen(ui, tools);
	const ballot = { ...newBallot(check.poll), marks: check.sealed };

	return check.poll.contests.length === 1 ? resultOfOne(ui, tools, ballot) : resultOfRows(ui, tools, ballot);
}
