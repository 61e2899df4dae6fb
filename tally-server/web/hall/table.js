/* table.js - the result of many rows on one ballot, as appraisals are: counts of each option, rates, outcome. A few rows a page.
 *
 * Must not know: elections. */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { lang, t, word } from "/page/lang.js";
import { fitted, named, pageMark, pollTop, strip } from "/hall/frame.js";
import { closing, tone } from "/hall/result.js";
import { optionMark, optionName, pick, ruleLines } from "/hall/say.js";

const PER_PAGE = 6;

/* A page holds rows of one scale, so that one head stands over them. */
function pagesOf(poll) {
	const pages = [];

	for (const row of poll.result.rows) {
		const last = pages.at(-1);

		if (last && last[0].scale === row.scale && last.length < PER_PAGE)
			last.push(row);
		else
			pages.push([row]);
	}
	return pages;
}

export const tablePages = page => pagesOf(page.poll).length;

/* "满意 70 项；不满意 10 项", in the order in which outcomes occur. */
function outcomes(poll) {
	const counts = new Map();

	for (const row of poll.result.rows)
		counts.set(row.decided.outcome, (counts.get(row.decided.outcome) ?? 0) + 1);
	return [...counts].map(([outcome, count]) => t("REPORT_COUNT_OF", word("OUTCOME_", outcome), count)).join(t("FORMULA_THEN"));
}

/* English words of many columns are long. */
const heads = () => (lang() === "zh" ? [44, 40] : [44, 40, 36, 33]);

const cell = (tag, cls, ...children) => el(tag, { class: cls }, ...children);

const headText = text => fitted("span", { class: "option", "data-group": "heads" }, heads(), text);

function optionHead(option) {
	const sign = optionMark(option);

	return cell("th", sign && `fill-${sign}`, el("span", { class: "with-mark" }, sign ? icon(sign) : null, headText(optionName(option))));
}

const headRow = (poll, scale, rates, hasOutcome) => el("tr", null, cell("th", "what", t("HALL_SUBJECT")),
	poll.scales[scale].map(optionHead), rates.map(rate => cell("th", "rate", headText(word("RATE_", rate.name)))),
	hasOutcome ? cell("th", "outcome", t("REPORT_OUTCOME_HEAD")) : null);

const bodyRow = (poll, row, hasOutcome) => el("tr", null, cell("td", "what", fitted("span", { class: "subject" }, [57, 48, 42, 40], named(row.title))),
	row.counts.map(count => cell("td", "tally", count)), row.rates.map(rate => cell("td", "rate", pick(rate.value))),
	hasOutcome ? cell("td", `outcome ${tone(poll, row)}`, fitted("b", null, [52, 46, 40], word("OUTCOME_", row.decided.outcome))) : null);

export function table(page, turn) {
	const { poll } = page, pages = pagesOf(poll), rows = pages[turn];
	const hasOutcome = poll.rule.steps?.length > 0, lines = ruleLines(poll);

	return [
		pollTop(poll),
		strip(t("HALL_RESULT"), [hasOutcome ? outcomes(poll) : t("FORMULA_COUNTED"), pick(poll.electorate) || lines.join(t("FORMULA_THEN"))], { place: "verdict" }),
		el("main", { class: "result-table" }, el("table", { class: rows[0].counts.length + rows[0].rates.length > 5 ? "wide" : null },
			el("thead", null, headRow(poll, rows[0].scale, rows[0].rates, hasOutcome)), el("tbody", null, rows.map(row => bodyRow(poll, row, hasOutcome))))),
		closing(poll, pageMark(turn, pages.length)),
	];
}
