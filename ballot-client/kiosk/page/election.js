/* election.js - a poll of candidates: for or against each, or neither; others from the roll where the rules allow it.
 *
 * What would be too many is stopped and explained; nothing is ever unmarked by itself. Must not know: what the limits are (ballot.js). */

import { el } from "/page/dom.js";
import { icon, mark as signOf } from "/page/icons.js";
import { t } from "/page/lang.js";
import { countOf, has, isWriteIn, keysOf, mark } from "/ballot.js";
import { key } from "/press.js";
import { figures, nameOf, optionText } from "/typeset.js";
import { foot, head, isLarge, paged } from "/rows.js";
import { choose } from "/question.js";

const FILLS = { for: "fill-yes", against: "fill-no" };
const PIPS_MAX = 12, COLUMN = 5;

/* Which limit was in the way: a sentence's name, and its figures. */
function explain(ballot, broken, row) {
	if (broken === 0)
		return ["KIOSK_FULL", ballot.poll.seats];
	return [isWriteIn(ballot, row) ? "KIOSK_OBJECT_FIRST" : "KIOSK_EXTRA_FIRST"];
}

/* Mark a row, or say why not. True if it was done. */
export function markRow(ui, tools, row, option) {
	const broken = mark(ui.ballot, row, option);

	ui.stop = broken < 0 ? null : explain(ui.ballot, broken, row);
	tools.draw();
	return broken < 0;
}

function pick(ui, tools, row, option) {
	const isOn = ui.ballot.marks[row] === option.i;

	return key(`pick-${row}-${option.id}`, { class: `pick ${FILLS[option.id]}`, "aria-pressed": isOn },
		() => markRow(ui, tools, row, option.i), signOf(option.id), optionText(option));
}

function candidate(ui, tools, row) {
	return el("li", { class: "cand" }, nameOf(ui.ballot.poll.contests[row].title), keysOf(ui.ballot, row).map(option => pick(ui, tools, row, option)));
}

/* One place, however many are picked: the candidates stay where they are. */
function others(ui, tools, extra) {
	const names = extra.filter(row => has(ui.ballot, row, "for")).map(row => ui.ballot.poll.contests[row].title);
	const open = () => { Object.assign(ui, { isPicking: true, find: null, pageBefore: ui.page, page: 0, stop: null }); tools.draw(); };

	return el("li", { class: "cand extra" }, names.length > 0 ? nameOf(names.join(t("KIOSK_COMMA"))) : el("span", { class: "name" }, t("KIOSK_EXTRA")),
		key("roll", { class: "pick" }, open, icon(names.length > 0 ? "check" : "plus"), t(names.length > 0 ? "KIOSK_EXTRA_CHANGE" : "KIOSK_EXTRA_ROLL")));
}

function places(ui, tools) {
	const rows = ui.ballot.poll.contests.map((contest, row) => row);
	const printed = rows.filter(row => !isWriteIn(ui.ballot, row)), extra = rows.filter(row => isWriteIn(ui.ballot, row));
	const places = printed.map(row => ({ title: ui.ballot.poll.contests[row].title, draw: () => candidate(ui, tools, row) }));

	return extra.length > 0 ? [...places, { title: t("KIOSK_EXTRA"), draw: () => others(ui, tools, extra) }] : places;
}

export function tally(ballot) {
	const { seats } = ballot.poll, count = countOf(ballot, "for");

	return [el("span", { role: "status" }, figures("KIOSK_CHOSEN", seats, count)),
		seats <= PIPS_MAX && el("span", { class: "pips", "aria-hidden": true }, [...Array(seats).keys()].map(i => el("i", { class: i < count ? "on" : "" })))];
}

function notes(ballot) {
	const extra = ballot.poll.contests.some((c, row) => isWriteIn(ballot, row));
	const against = countOf(ballot, "against");

	return [t("KIOSK_BLANK_ROWS"), extra && [el("br"), t("KIOSK_OBJECTIONS", against)]];
}

export function electionScreen(ui, tools) {
	const { poll } = ui.state;
	const all = places(ui, tools);
	const isFew = isLarge() || all.length <= COLUMN;
	const { pages, items } = paged(ui, all, isFew ? COLUMN : 2 * COLUMN);
	const next = key("review", { class: "go wide" }, pressed => choose(ui, tools, pressed), t("KIOSK_REVIEW"), icon("next"));

	return {
		name: `election-${ui.page}`, title: poll.title, body: "dense",
		says: [poll.title, t("KIOSK_READ_SEATS", poll.seats), t("KIOSK_READ_EACH", keysOf(ui.ballot, 0).map(optionText).join(t("KIOSK_COMMA"))), t("KIOSK_BLANK_ROWS"),
			...items.map(item => item.title), t("KIOSK_PAGE", ui.page + 1, pages)],
		main: el("main", { class: "page" }, head(poll.title, tally(ui.ballot)), el("ul", { class: isFew ? "cands few" : "cands" }, items.map(item => item.draw())),
			foot(ui, tools, pages, notes(ui.ballot), next)),
	};
}

