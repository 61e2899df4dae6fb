/* rule.js - options, shares and outcomes for pages to draw. Sentences about rules come with
 * `agenda` and `profile`, as the printed sheet has them.
 *
 * Decides nothing: what is met or not comes with the verdict. Must not know: pages, messages. */
import { lang, t, word } from "/page/lang.js";
import { isElection, isRunoff, WRITE_INS } from "/console/definition.js";

/* {zh, en} as the server sends it, in the page's language. */
export const said = pair => pair?.[lang()] ?? "";

export function optionText(option) {
	const known = word("OPTION_", option.id);
	return lang() === "zh" || known === option.id ? option.text : known;
}

/* One decimal, half up; "–" of base 0 (P15.6). */
export function percent(count, base) {
	if (!base)
		return "–";
	const tenths = Math.floor((count * 2000 + base) / (2 * base));
	return `${Math.floor(tenths / 10)}.${tenths % 10}%`;
}

/* The least count that meets a threshold (P15.2). */
function required({ num, den, op }, base) {
	if (!base)
		return 0;
	return op === "GE" ? Math.ceil(num * base / den) : Math.floor(num * base / den) + 1;
}

export const scaleOf = (definition, q) => definition.scales[definition.contests[q].scale];

export function counted(scale, ids) {
	return ids.map(id => optionText(scale.find(option => option.id === id) ?? { id, text: id })).join(t("FORMULA_PLUS"));
}

/* The threshold that a contest meets first, or null where nothing is decided or most votes win. */
function firstStep(definition) {
	if (isRunoff(definition))
		return null;
	return isElection(definition) ? definition.rule : definition.rule.steps[0] ?? null;
}

/* "赞成 ≥ 140" while ballots come in; empty where the base is known at closing only. */
export function needed(definition, figures) {
	const step = firstStep(definition);
	const base = step && { EXPECTED: figures.expected, PRESENT: figures.present }[step.base];

	return base ? `${counted(definition.scales[0], step.counts)} ≥ ${required(step, base)}` : "";
}

/* What the bars of contest q are drawn to: the base of its rule, and where its tick stands (null: none). */
export function barBase(definition, attempt, q) {
	const decided = attempt.verdict.contests[q];
	const first = isElection(definition) ? decided : decided.steps[0];
	const step = firstStep(definition);

	if (step && first?.base)
		return { base: first.base, tick: first.required, name: word("BASE_", step.base) };
	return { base: attempt.returned, tick: null, name: word("BASE_", "VALID") };
}

/* A contest's outcome by name: of its ladder, or elected, tied, not_elected. */
export function outcome(verdict, q) {
	return verdict.contests[q].outcome ?? (verdict.elected.includes(q) ? "elected" : verdict.tied.includes(q) ? "tied" : "not_elected");
}

/* A write-in that nobody named is not shown. */
export function isSilent(definition, counts, q) {
	return isElection(definition) && definition.contests[q].scale === WRITE_INS && !counts[q][0];
}
