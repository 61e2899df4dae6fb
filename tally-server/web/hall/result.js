/* result.js - a published result of one question: the verdict first, then the rule, then the figures, drawn to the rule's own base.
 *
 * Rows stand in the order of the ballot, whatever their size. Must not know: elections, tables. */

import { el } from "/page/dom.js";
import { headText } from "/page/head.js";
import { icon } from "/page/icons.js";
import { t, word } from "/page/lang.js";
import { fitted, pollTop, share, strip, tick } from "/hall/frame.js";
import { optionMark, optionName, percent, pick, thresholds } from "/hall/say.js";

/* The name of the base that a row's percentages are of. */
function baseName(poll, row) {
	const [step] = thresholds(poll);

	return word("BASE_", step?.base ?? poll.rates.find(rate => rate.scale === row.scale)?.base ?? "VALID");
}

/* The step of the ladder that decided; -1 where none was met. */
const decidedBy = row => row.decided.steps.findIndex(step => step.met);

/* ok where the first step was met, bad where none was; what lies between is told by its word alone. */
export function tone(poll, row) {
	if (!row.decided.steps.length)
		return "";
	const step = decidedBy(row);

	return step === 0 ? "ok" : step < 0 ? "bad" : "";
}

/* Bars of the options that the first threshold counts bear its tick, if there is one such option. */
function tickOf(poll, row, option) {
	const [step] = row.decided.steps, [threshold] = thresholds(poll);

	return step && threshold.counts.length === 1 && threshold.counts[0] === option.id ? step.required : 0;
}

const track = (value, base, { isHatched = false, required = 0 }) => el("p", { class: "track" },
	el("i", { class: isHatched ? "hatch" : null, style: { width: share(value, base) } }),
	required && base ? tick(required, base) : null);

const voteRow = (sign, label, value, base, more) => el("div", { class: `vote-row ${sign ? `fill-${sign}` : "fill-plain"}` },
	sign ? icon(sign) : el("span"), fitted("span", { class: "word", "data-group": "words" }, [72, 60, 50, 42], label), el("b", { class: "value" }, value),
	el("span", { class: "share" }, more.scale ? el("span", { class: "scale base" }, more.scale) : null, percent(value, base)),
	track(value, base, more));

export function result(page) {
	const { poll } = page, [row] = poll.result.rows, { base } = row;
	const options = poll.scales[row.scale];
	const scale = t("REPORT_SHARE_HEAD", `${baseName(poll, row)} ${base}`);
	const others = [[t("FIGURE_INVALID"), poll.invalid], [t("REPORT_UNACCOUNTED"), row.unaccounted]].filter(([, count]) => count);
	/* a rate that the formula has told is not told twice */
	const untold = row.rates.filter(rate => !pick(row.formula).includes(pick(rate.value)));
	const rates = untold.map(rate => `${word("RATE_", rate.name)} ${pick(rate.value)}`).join(t("FORMULA_THEN"));
	const state = row.decided.steps.length ? word("OUTCOME_", row.decided.outcome) : t("HALL_RESULT");

	return [
		pollTop(poll),
		strip(state, [pick(row.formula), rates, pick(poll.electorate)].filter(Boolean).slice(0, 2), { tone: tone(poll, row), place: "verdict" }),
		el("main", { class: `result${options.length + others.length > 3 ? " many" : ""}` },
			options.map((option, i) => voteRow(optionMark(option), optionName(option), row.counts[i], base,
				{ required: tickOf(poll, row, option), scale: i ? "" : scale })),
			others.map(([label, count]) => voteRow("", label, count, base, { isHatched: true })),
			voteRow("none", t("REPORT_NOT_VOTED"), poll.issued - poll.returned, base, { isHatched: true })),
		closing(poll),
	];
}

/* The figures a result rests on, and the head that the record can be checked by. */
export const closing = (poll, turn = "") => el("footer", { class: "strip closing" },
	el("p", null, t("HALL_CLOSING", poll.expected, poll.present, poll.issued, poll.returned)),
	el("p", { class: "head" }, turn || [t("REPORT_HEAD"), " ", el("b", { class: "code" }, headText(poll.closing_head))]));
