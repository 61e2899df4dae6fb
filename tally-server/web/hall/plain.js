/* plain.js - pages of words: welcome with the agenda, the item to be voted on, a message, an end without a result, darkness.
 *
 * Must not know: counts of votes. */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { date, t, word } from "/page/lang.js";
import { phrased } from "/page/phrased.js";
import { figures, fitted, markedTop, named, pageMark, pollTop, strip, top } from "/hall/frame.js";
import { optionMark, optionName, pick, ruleLines } from "/hall/say.js";

const AGENDA_ROWS = 6, NAMES = 10, SUBJECTS = 12;

const agendaRow = item => el("li", { class: `agenda-${item.state}` }, el("span", { class: "no" }, item.item),
	fitted("span", { class: "what" }, [57, 48, 42], phrased(item.title)),
	el("span", { class: "how" }, item.state === "published" ? icon("check") : null, item.state === "draft" ? null : word("HALL_AGENDA_", item.state)));

/* How many pages the agenda takes. */
export const welcomePages = page => Math.ceil(page.agenda.length / AGENDA_ROWS);

/* How the meeting stands while no poll is on. */
export function standing({ sitting, sealed, recess, present }) {
	if (sitting)
		return t("HALL_CHECKED_IN", present);
	if (sealed)
		return t("HALL_SEALED");
	return !recess ? t("HALL_BEFORE") : recess.next ? t("HALL_RECESS", recess.over, recess.next) : t("HALL_OVER", recess.over);
}

export function welcome(page, turn) {
	const place = page.sitting ? page.sitting.name : date(page.at);
	const rows = page.agenda.slice(turn * AGENDA_ROWS, (turn + 1) * AGENDA_ROWS);

	return [
		markedTop(place, page.agenda.length ? page.name : "", pageMark(turn, welcomePages(page))),
		page.agenda.length
			? el("main", { class: "welcome" }, el("ol", { class: "agenda" }, rows.map(agendaRow)))
			: el("main", { class: "centre" }, fitted("h2", { class: "large" }, [128, 108, 92, 76], phrased(page.name))),
		page.recess ? strip(t(page.recess.next ? "HALL_ADJOURNED" : "HALL_ENDED"), [standing(page)])
			: strip(t(page.agenda.length ? "HALL_AGENDA" : "HALL_WELCOME"), [figures([[t("HALL_EXPECTED"), page.expected], page.sitting && [t("HALL_PRESENT"), page.present]]), standing(page)]),
	];
}

/* ---- the item before its vote ---- */

const rowCap = poll => (poll.is_election ? NAMES : SUBJECTS);
const hasRows = poll => poll.is_election || poll.rows.length > 1;

export const itemPages = page => (hasRows(page.poll) ? Math.ceil(page.poll.rows.length / rowCap(page.poll)) : 1);

function rowList(poll, turn) {
	const first = turn * rowCap(poll), sizes = poll.is_election ? [72, 60, 50, 44, 40] : [57, 48, 42, 40];

	return el("ol", { class: `names ${poll.is_election ? "people" : "subjects"}` },
		poll.rows.slice(first, first + rowCap(poll)).map((row, i) => el("li", null, el("span", { class: "no" }, first + i + 1),
			fitted("span", { class: "name" }, sizes, poll.is_election ? named(row) : phrased(row)))));
}

/* What can be marked, with signs where there are any. */
export const legend = poll => el("p", { class: "legend" }, poll.scales[0].map(option => {
	const sign = optionMark(option);

	return el("span", { class: sign && `fill-${sign}` }, sign ? icon(sign) : null, optionName(option));
}));

export function item(page, turn) {
	const { poll } = page;
	const [rule = ""] = ruleLines(poll);
	const what = poll.is_election ? t("HALL_SEATS_OF", poll.seats, poll.rows.length) : hasRows(poll) ? t("HALL_SUBJECTS", poll.rows.length) : "";
	const kind = [word("KIND_", poll.kind), what].filter(Boolean).join(t("HALL_AND"));

	return [
		hasRows(poll) ? pollTop(poll, pageMark(turn, itemPages(page))) : top(t("HALL_ITEM", poll.item), page.name),
		hasRows(poll)
			? el("main", { class: "pad" }, rowList(poll, turn))
			: el("main", { class: "centre item" }, fitted("h2", { class: "large" }, [112, 96, 80, 68, 57], phrased(poll.title)), legend(poll)),
		strip(t("HALL_NEXT"), [kind, pick(poll.electorate) || rule]),
	];
}

/* ---- the rest ---- */

export const message = page => [top("", page.name), el("main", { class: "centre" },
	fitted("h2", { class: "large message" }, [132, 112, 96, 80, 64, 57], page.text.split("\n").map((line, i) => [i ? el("br") : null, phrased(line)])))];

export const blank = () => [el("main", { class: "dark" })];

const ENDS = { void: "HALL_VOID", not_opened: "HALL_NOT_OPENED", rehearsed: "HALL_REHEARSED" };

/* A poll without a result that the hall may see: void, not opened, a rehearsal, or told elsewhere. */
export function ended(page) {
	const { poll } = page;
	const isBad = ["void", "not_opened"].includes(poll.state);

	return [
		pollTop(poll),
		el("main", { class: "centre" }, fitted("h2", { class: "large" }, [92, 80, 68, 57], phrased(poll.fate ? pick(poll.fate) : t("HALL_LIMITED_WHY")))),
		strip(t(ENDS[poll.state] ?? "HALL_LIMITED"), [t("HALL_CLOSING", poll.expected, poll.present, poll.issued, poll.returned)], { tone: isBad ? "bad" : "" }),
	];
}
