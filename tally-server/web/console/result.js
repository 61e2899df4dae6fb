/* result.js - what an attempt came to: the verdict first, then the rule, then the figures, with bars drawn to the rule's own base.
 *
 * Draws what `agenda` tells; decides nothing. Must not know: messages, keys. */

import { isElection, isRunoff } from "/console/definition.js";
import { isLong, shown } from "/console/names.js";
import { barBase, isSilent, optionText, outcome, percent, said, scaleOf } from "/console/rule.js";
import { named } from "/hall/frame.js";
import { el } from "/page/dom.js";
import { icon, mark } from "/page/icons.js";
import { number, t, word } from "/page/lang.js";

const GOOD = new Set(["passed", "elected", "satisfied", "basically", "excellent", "competent", "basically_competent", "confident"]);
/* A proof of so many characters stands below the verdict, a shorter one beside it. */
const LONG_PROOF = 60;
/* More rows than these are set closer. */
const FEW_ROWS = 8;
const share = (count, base) => `${base ? Math.min(100, count / base * 100) : 0}%`;
const FILL = { for: "fill-yes", against: "fill-no", abstain: "fill-abstain" };

/* A bar to `base` with the tick of what is needed. */
function bar(count, { base, tick }, fill) {
	return el("span", { class: `track ${fill ?? "fill-plain"}`, "aria-hidden": true },
		el("i", { class: fill === "fill-none" ? "hatch" : "", style: { width: share(count, base) } }),
		tick === null ? null : el("b", { class: "tick", style: { left: share(tick, base) } }));
}

/* Expected, present and the rest in one line. */
export function figures(attempt) {
	const pair = (name, value) => el("span", null, `${name} `, el("b", null, number(value)));

	return el("p", { class: "figures" }, pair(t("BASE_EXPECTED"), attempt.expected), pair(t("BASE_PRESENT"), attempt.present),
		pair(t("FIGURE_ISSUED"), attempt.issued), pair(t("BASE_RETURNED"), attempt.returned),
		pair(t("FIGURE_NOT_VOTED"), attempt.issued - attempt.returned),
		attempt.invalid ? pair(t("FIGURE_INVALID"), attempt.invalid) : null,
		attempt.tested ? pair(t("CON_TESTED"), attempt.tested) : null);
}

/* What the eye meets first, and beside it the sentence that proves it. `kind`: good, bad, open, or nothing where nothing is decided. */
function lead(kind, words, ...proofs) {
	const isLong = proofs.join("").length > LONG_PROOF;

	return el("div", { class: isLong ? "lead below" : "lead" },
		el("p", { class: `verdict ${kind}` }, kind ? el("span", { class: "seal" }, icon({ good: "check", bad: "cross", open: "alert" }[kind])) : null, words),
		el("div", { class: "proof" }, proofs.filter(Boolean).map((proof, i) => el("p", { class: i ? "quiet" : "formula" }, proof))));
}

/* ---- one question ---- */

function optionRow(option, count, base) {
	return el("div", { class: `option ${FILL[option.id] ?? ""}` }, mark(option.id) ?? el("span"), el("span", { class: "word" }, optionText(option)),
		el("b", { class: "num" }, number(count)), el("span", { class: "share" }, percent(count, base.base)), bar(count, base, FILL[option.id]));
}

function single({ definition }, attempt) {
	const decided = attempt.verdict.contests[0];
	const base = barBase(definition, attempt, 0);
	const [words] = attempt.contests;
	const isGood = GOOD.has(decided.outcome);
	const missing = attempt.issued - attempt.returned;
	const others = { base: base.base, tick: null };

	return [
		lead(decided.outcome === "counted" ? "" : isGood ? "good" : "bad", said(words.outcome), said(words.formula) || said(attempt.rule),
			decided.steps.length ? "" : said(words.rates)),
		el("div", { class: "options" },
			el("p", { class: "scale" }, base.tick === null ? null : el("b", null, t("CON_NEEDED", number(base.tick))), `${base.name} ${number(base.base)}`),
			scaleOf(definition, 0).map((option, o) => optionRow(option, attempt.counts[0][o], o ? others : base)),
			missing ? el("div", { class: "option fill-none" }, icon("none"), el("span", { class: "word" }, t("FIGURE_NOT_VOTED")),
				el("b", { class: "num" }, number(missing)), el("span", { class: "share" }, percent(missing, base.base)), bar(missing, others, "fill-none")) : null),
		figures(attempt),
	];
}

/* ---- an election ---- */

function candidate(definition, attempt, q, place, base) {
	const name = definition.contests[q].title;
	const result = outcome(attempt.verdict, q);
	const [yes, ...rest] = attempt.counts[q];

	return el("tr", { class: result }, el("td", { class: "num quiet" }, place), el("td", { class: isLong(name) ? "name long" : "name" }, shown(name),
		definition.contests[q].scale ? el("small", null, t("CON_WRITE_IN")) : null),
	el("td", { class: "num votes" }, number(yes)), el("td", { class: "bar-cell" }, bar(yes, base, "fill-yes")),
	el("td", { class: "quiet nowrap" }, definition.contests[q].scale ? "" : rest.map(number).join(" · ")),
	el("td", null, result === "elected" ? el("span", { class: "chip won" }, icon("check"), t("OUTCOME_elected"))
		: el("span", { class: result === "tied" ? "chip tied" : "chip" }, t(`OUTCOME_${result}`))));
}

function election({ definition }, attempt) {
	const { verdict, counts } = attempt;
	const votes = q => verdict.contests[q].count;
	const named = definition.contests.map((_, q) => q).filter(q => !isSilent(definition, counts, q));
	const order = named.sort((a, b) => votes(b) - votes(a) || a - b);
	const placeOf = q => 1 + order.findIndex(r => votes(r) === votes(q));
	const base = isRunoff(definition) ? { base: attempt.returned, tick: null, name: t("BASE_VALID") } : barBase(definition, attempt, order[0]);
	const isDone = verdict.unfilled === 0;

	return [
		lead(isDone ? "good" : "open", t("CON_ELECTED", verdict.elected.length, definition.seats), said(attempt.seats), said(attempt.rule)),
		el("table", { class: "table result-table" },
			el("thead", null, el("tr", null, el("th", { class: "num" }, ""), el("th", null, t("CON_CANDIDATE")),
				el("th", { class: "num" }, t("OPTION_for")),
				el("th", { class: "scale-head" }, base.tick === null ? "" : t("CON_NEEDED_OF", number(base.tick), base.name, number(base.base))),
				el("th", null, scaleOf(definition, 0).slice(1).map(optionText).join(" · ")), el("th", null, t("REPORT_OUTCOME_HEAD")))),
			el("tbody", null, order.map(q => candidate(definition, attempt, q, placeOf(q), base)))),
		figures(attempt),
	];
}

/* ---- many rows ---- */

/* The name of the rate that a table's column is of. */
const rateName = (attempt, q) => (attempt.verdict.contests[q].rates.length ? word("RATE_", attempt.verdict.contests[q].rates[0].name) : "");

function row({ definition }, attempt, q) {
	const words = attempt.contests[q];
	const name = definition.contests[q].title;
	const decided = attempt.verdict.contests[q].outcome;
	const isBelow = attempt.verdict.contests[q].rates.some(rate => rate.below);

	return el("tr", null,
		el("td", { class: "num quiet" }, q + 1), el("td", { class: isLong(name) ? "name long" : "name" }, named(name)),
		attempt.counts[q].map(count => el("td", { class: "num" }, number(count))),
		el("td", { class: isBelow ? "num below" : "num" }, said(words.rates).replace(`${rateName(attempt, q)} `, "")),
		decided === "counted" ? null : el("td", { class: GOOD.has(decided) ? "decided" : "decided below" }, said(words.outcome)));
}

/* How many rows came to which outcome: "满意 7　基本满意 1". */
function summary(attempt) {
	const counts = new Map();

	for (const contest of attempt.contests)
		counts.set(said(contest.outcome), (counts.get(said(contest.outcome)) ?? 0) + 1);
	return [...counts].map(([name, count]) => t("REPORT_COUNT_OF", name, count)).join(t("FORMULA_AND"));
}

function table(poll, attempt) {
	const { definition } = poll;
	const rowsOf = s => definition.contests.flatMap((contest, q) => (contest.scale === s ? [q] : []));
	const tables = definition.scales.map((scale, s) => ({ scale, rows: rowsOf(s) })).filter(({ rows }) => rows.length);

	return [
		lead("", summary(attempt), said(attempt.rule)),
		tables.map(({ scale, rows }) => el("table", { class: rows.length > FEW_ROWS ? "table result-table rows dense" : "table result-table rows" },
			el("thead", null, el("tr", null, el("th", { class: "num" }, ""), el("th", null, t("REPORT_ROW_HEAD")),
				scale.map(option => el("th", { class: "num" }, optionText(option))), el("th", { class: "num rate" }, rateName(attempt, rows[0])),
				attempt.verdict.contests[rows[0]].outcome === "counted" ? null : el("th", { class: "decided" }, t("REPORT_OUTCOME_HEAD")))),
			el("tbody", null, rows.map(q => row(poll, attempt, q))))),
		figures(attempt),
	];
}

/* Nodes for a counted or published attempt of `poll` (of `agenda`). */
export function result(poll, attempt) {
	if (isElection(poll.definition))
		return election(poll, attempt);
	return poll.definition.contests.length === 1 ? single(poll, attempt) : table(poll, attempt);
}
