/* say.js - figures and rules as the hall reads them. Integers decide; what is computed here is for reading (P15.6).
 *
 * Must not know: elements, messages. */

import { lang, t, word } from "/page/lang.js";

/* The server's sentences come as [Chinese, English]. */
export const pick = pair => pair?.[lang() === "zh" ? 0 : 1] ?? "";

/* "72.4%", half up to one decimal; "–" of nothing. */
export function percent(count, base) {
	if (!base)
		return "–";
	const tenths = Math.floor((count * 2000 + base) / (2 * base));

	return `${Math.floor(tenths / 10)}.${tenths % 10}%`;
}

/* 四分之三, or 3/4. */
export function fraction(num, den) {
	const numerals = t("HALL_NUMERALS");

	return Math.max(num, den) < numerals.length ? t("HALL_FRACTION", numerals[num], numerals[den]) : `${num}/${den}`;
}

/* As printed on the ballot in Chinese; in English by its id where the catalogue has it. */
export function optionName(option) {
	const name = word("OPTION_", option.id);

	return lang() === "zh" || name === option.id ? option.text : name;
}

const MARKS = { for: "yes", against: "no", abstain: "abstain" };
/* The sign of an option, "" for one without. */
export const optionMark = option => MARKS[option.id] ?? "";

/* The names of the options that a threshold counts: 满意＋基本满意. */
const countedNames = (scale, ids) => scale.filter(option => ids.includes(option.id)).map(optionName).join(t("FORMULA_PLUS"));

/* The thresholds of a rule in order: one for an election, none for a plurality. */
export function thresholds(poll) {
	return poll.rule.num ? [poll.rule] : poll.rule.steps ?? [];
}

/* "赞成达到实到的三分之二为通过", one sentence for each threshold. */
export function ruleLines(poll) {
	return thresholds(poll).map((step, i) => {
		const required = i === 0 && poll.required[i] >= 0 ? t("HALL_REQUIRED", poll.required[i]) : "";
		const outcome = word("OUTCOME_", step.outcome ?? "elected");

		return t(step.op === "GE" ? "HALL_RULE_GE" : "HALL_RULE_GT", countedNames(poll.scales[0], step.counts), word("BASE_", step.base),
			fraction(step.num, step.den), outcome) + required;
	});
}

/* What must be reached before anyone knows the counts: "须有 140 票赞成"; "" where that is not known. */
export function needLine(poll) {
	const [step] = thresholds(poll);

	return step && poll.required[0] >= 0 ? t("HALL_NEED", poll.required[0], countedNames(poll.scales[0], step.counts)) : "";
}

/* {is, why}: "实到 210 ≥ 175" and "须到会应到的五分之四：218 × 4/5 = 174.4". */
export function quorumLines(page) {
	const { expected, present, required, num, den, op } = page.quorum;
	const tenths = Math.floor((expected * num * 20 + den) / (2 * den));
	const isExact = (expected * num * 10) % den === 0;
	const product = `${Math.floor(tenths / 10)}${tenths % 10 ? `.${tenths % 10}` : ""}`;
	const why = t(op === "GE" ? "HALL_QUORUM_GE" : "HALL_QUORUM_GT", fraction(num, den));

	return {
		is: `${t("HALL_PRESENT")} ${present} ${page.has_quorum ? "≥" : "<"} ${required}`,
		why: `${why}${t("WEB_COLON")}${expected} × ${num}/${den} ${isExact ? "=" : "≈"} ${product}`,
	};
}

/* Row's votes of an election: what its rule counts. */
export function votesOf(poll, row) {
	const [counted] = poll.rule.counts;

	return row.counts[poll.scales[row.scale].findIndex(option => option.id === counted)];
}
