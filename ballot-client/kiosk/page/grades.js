/* grades.js - a poll of many rows, each with the options of its scale: an appraisal, a satisfaction
 * evaluation, several resolutions on one form.
 *
 * The first row that is still open is pointed out; a row may stay open where its scale knows an abstention.
 * Must not know: what the grades mean. */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t } from "/page/lang.js";
import { blankIsInvalid, blankOf, formsOf, keysOf, mark, unmarked } from "/ballot.js";
import { key } from "/press.js";
import { figures, nameOf, optionText } from "/typeset.js";
import { foot, head, isLarge } from "/rows.js";
import { choose } from "/question.js";

const COUNTS = { 5: "five", 6: "six" };
const rowsOnPage = () => (isLarge() ? 3 : 5);

function gradeKey(ui, tools, at, option) {
	const isOn = ui.ballot.marks[at] === option.i;
	const press = () => {
		ui.stop = mark(ui.ballot, at, option.i) < 0 ? null : ["KIOSK_TOO_MANY"];
		tools.draw();
	};

	return key(`grade-${at}-${option.id}`, { class: "grade", "aria-pressed": isOn }, press, isOn && icon("check"), optionText(option));
}

function row(ui, tools, at, isNext) {
	const options = keysOf(ui.ballot, at), name = nameOf(ui.ballot.poll.contests[at].title);
	const count = COUNTS[options.length] ?? (options.length > 6 ? "six" : "");

	if (isNext)
		name.append(el("span", { class: "todo" }, t("KIOSK_OPEN_ROW")));
	return el("li", { class: `row${isNext ? " open" : ""}` }, name,
		el("div", { class: `grades ${count}` }, options.map(option => gradeKey(ui, tools, at, option))));
}

/* A page holds rows of one form alone. */
function pagesOf(poll) {
	const size = rowsOnPage();
	const inPages = rows => Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size));

	return formsOf(poll).flatMap(({ title, rows }) => inPages(rows).map(part => ({ title, rows: part })));
}

/* On to the review; or to the first row that must not stay open. */
function review(ui, tools, pages, pressed) {
	const missing = unmarked(ui.ballot).filter(at => blankOf(ui.ballot, at) === null);

	if (missing.length === 0)
		return choose(ui, tools, pressed);
	ui.page = pages.findIndex(({ rows }) => rows.includes(missing[0]));
	ui.stop = ["KIOSK_MUST_MARK", missing.length];
	tools.draw();
}

/* What leaving these rows open means. */
function noteOf(ballot, open) {
	if (open.some(at => blankOf(ballot, at) === null))
		return "KIOSK_PAGE_MUST";
	return open.some(at => blankIsInvalid(ballot, at)) ? "KIOSK_PAGE_INVALID" : "KIOSK_PAGE_LEFT";
}

export function gradesScreen(ui, tools) {
	const { poll } = ui.state;
	const pages = pagesOf(poll);

	ui.page = Math.min(ui.page, pages.length - 1);
	const { title, rows } = pages[ui.page];
	const open = rows.filter(at => ui.ballot.marks[at] === null);
	const options = new Set(rows.flatMap(at => keysOf(ui.ballot, at).map(optionText)));
	const note = open.length === 0 ? t("KIOSK_PAGE_DONE") : t(noteOf(ui.ballot, open), open.length);

	return {
		name: `grades-${ui.page}`, title: poll.title, body: "dense",
		says: [title, t("KIOSK_READ_EACH", [...options].join(t("KIOSK_COMMA"))), ...rows.map(at => poll.contests[at].title), t("KIOSK_PAGE", ui.page + 1, pages.length)],
		main: el("main", { class: "page" },
			head(title, el("span", { role: "status" }, figures("KIOSK_MARKED", poll.contests.length, poll.contests.length - unmarked(ui.ballot).length))),
			el("ul", { class: "rows" }, rows.map(at => row(ui, tools, at, at === open[0]))),
			foot(ui, tools, pages.length, note, key("review", { class: "go wide" }, pressed => review(ui, tools, pages, pressed), t("KIOSK_REVIEW"), icon("next")))),
	};
}
