/* ballot.js - a ballot as delegates will see it: question, options, rows. On the run page in short, on the proof sheet in full.
 *
 * Must not know: messages, results. */

import { isElection, isRunoff, WRITE_INS } from "/console/definition.js";
import { isLong, shown } from "/console/names.js";
import { optionText } from "/console/rule.js";
import { el } from "/page/dom.js";
import { mark } from "/page/icons.js";
import { t, word } from "/page/lang.js";

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
		return t("CON_KIND_SEATS", kind, definition.seats, definition.contests.filter(contest => contest.scale !== WRITE_INS).length);
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

function rowsOf(definition, scale) {
	return definition.contests.filter(contest => contest.scale === scale).map(contest =>
		el("li", { class: isLong(contest.title) ? "long" : "" }, shown(contest.title)));
}

/* Options once, then the names in columns. */
export function ballot(definition) {
	if (definition.contests.length === 1 && !isElection(definition))
		return [options(definition.scales[0])];
	return definition.scales.map((scale, s) => {
		const rows = rowsOf(definition, s);

		return rows.length ? [options(scale), el("ol", { class: "ballot-rows", start: 1 }, rows)] : [];
	});
}
