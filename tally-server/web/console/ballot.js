/* ballot.js - a ballot as delegates will see it: question, options, rows. On the run page in short, on the proof sheet in full.
 *
 * Must not know: messages, results. */

import { isElection, isRunoff, WRITE_INS } from "/console/definition.js";
import { isLong, shown } from "/console/names.js";
import { optionText } from "/console/rule.js";
import { el } from "/page/dom.js";
import { mark } from "/page/icons.js";
import { t, word } from "/page/lang.js";

/* A title of so many characters wants a column of its own width. */
const LONG_TITLE = 12;
const FILL = { for: "fill-yes", against: "fill-no", abstain: "fill-abstain" };

export function options(scale) {
	return el("p", { class: "ballot-options" }, scale.map(option => el("span", { class: FILL[option.id] ?? "" }, option.id in FILL ? mark(option.id) : null,
		optionText(option))));
}

/* "选举　应选 3 人" */
export function kindLine(definition) {
	const kind = word("KIND_", definition.kind);
	const count = definition.contests.length;

	if (isElection(definition))
		return count ? t("CON_KIND_SEATS", kind, definition.seats, definition.contests.filter(contest => contest.scale !== WRITE_INS).length) : kind;
	return count > 1 ? t("CON_KIND_ROWS", kind, count) : kind;
}

/* What the last option of a row means, where that has to be said. */
export function explain(definition) {
	if (isRunoff(definition))
		return t("CON_EXPLAIN_RUNOFF", definition.seats);
	if (isElection(definition))
		return t("CON_EXPLAIN_ELECTION", definition.seats);
	return definition.contests.length > 1 ? t("CON_EXPLAIN_ROWS") : "";
}

/* The papers that a ballot stands on (P14.9): [{title, contests}]; one without a title where there are no several. */
export function formsOf({ forms, contests }) {
	let from = 0;

	return forms?.map(({ title, contests: count }) => ({ title, contests: contests.slice(from, from += count) })) ?? [{ title: "", contests }];
}

/* All columns are as wide as the longest name asks for, so that they line up. */
function widthOf(contests) {
	const longest = Math.max(...contests.map(({ title }) => [...title].length));
	return longest > LONG_TITLE ? "longest" : contests.some(({ title }) => isLong(title)) ? "long" : "";
}

/* Options once, then the names in columns. */
function rows(definition, contests) {
	return definition.scales.map((scale, s) => {
		const here = contests.filter(contest => contest.scale === s);
		const row = ({ title }) => el("li", null, shown(title));

		return here.length ? [options(scale), el("ol", { class: `ballot-rows ${widthOf(here)}` }, here.map(row))] : [];
	});
}

export function ballot(definition) {
	if (definition.contests.length === 1 && !isElection(definition))
		return [options(definition.scales[0])];
	return formsOf(definition).map(({ title, contests }) => [title ? el("h4", null, title) : null, rows(definition, contests)]);
}
