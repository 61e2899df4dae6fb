/* script.js - what the chair reads out, from the state of the meeting: figures and the fraction that was used are part of the sentence.
 *
 * Must not know: elements, messages. */

import { isElection, isRunoff } from "/console/definition.js";
import { hasQuorum, inStatus, item, lastAttempt, meeting } from "/console/meeting.js";
import { counted, optionText, outcome, said, scaleOf } from "/console/rule.js";
import { fraction } from "/hall/say.js";
import { number, t, word } from "/page/lang.js";

/* 半数, 三分之二, 85/100: as it is said. */
function part(num, den) {
	const name = `${num}_${den}`, spoken = word("SCRIPT_PART_", name);

	return spoken === name ? fraction(num, den) : spoken;
}

function quorum() {
	const { expected, present, required, num, den, op } = meeting.status.quorum;
	const rule = t(op === "GE" ? "HALL_QUORUM_GE" : "HALL_QUORUM_GT", part(num, den));

	return hasQuorum() ? t("SCRIPT_QUORUM", number(expected), number(present), rule, number(required)) : t("SCRIPT_NO_QUORUM", number(expected), number(present),
		number(required));
}

function announce(poll, place) {
	const { definition } = poll;
	const how = isElection(definition) ? t("SCRIPT_HOW_ELECTION", definition.seats, definition.contests.filter(contest => contest.scale === 0).length)
		: definition.contests.length > 1 ? t("SCRIPT_HOW_ROWS", definition.contests.length) : t(`SCRIPT_HOW_${definition.method}`);

	return [t("SCRIPT_ITEM", place, poll.title), said(poll.electorate), how].filter(Boolean);
}

const box = attempt => t("SCRIPT_BOX", number(attempt.expected), number(attempt.present), number(attempt.issued), number(attempt.returned));

/* "赞成 152 票，反对 33 票，弃权 20 票，未投 5 票。" */
function votes({ definition }, attempt, q) {
	const parts = scaleOf(definition, q).map((option, o) => t("SCRIPT_VOTES", optionText(option), number(attempt.counts[q][o])));

	if (attempt.issued > attempt.returned)
		parts.push(t("SCRIPT_VOTES", t("FIGURE_NOT_VOTED"), number(attempt.issued - attempt.returned)));
	return parts.join(t("CON_COMMA")) + t("CON_STOP");
}

/* "赞成须达到实到的三分之二，即 140 票，实得 152 票，达到规定。": rule {counts, base, num, den, op} of contest q and what
 * came of it {base, required, count, met}. */
function threshold(name, definition, q, rule, found) {
	const base = word("BASE_", rule.base);

	if (!found.base)
		return t("SCRIPT_NO_BASE", base);
	return t(name + rule.op, counted(scaleOf(definition, q), rule.counts), base, part(rule.num, rule.den),
		number(found.required), number(found.count), t(found.met ? "SCRIPT_MET" : "SCRIPT_NOT_MET"));
}

function elected({ definition }, attempt) {
	const { verdict } = attempt;
	const names = places => places.map(q => t("SCRIPT_NAME_VOTES", definition.contests[q].title, number(verdict.contests[q].count))).join(t("FORMULA_AND"));

	return [
		isRunoff(definition) ? t("SCRIPT_PLURALITY") : threshold("SCRIPT_SEAT_", definition, 0, definition.rule, verdict.contests[0]),
		verdict.elected.length ? t("SCRIPT_ELECTED", names(verdict.elected)) : t("SCRIPT_NONE_ELECTED"),
		verdict.tied.length ? t("SCRIPT_TIED", names(verdict.tied)) : "",
		verdict.unfilled ? t("SCRIPT_UNFILLED", verdict.unfilled) : "",
	].filter(Boolean);
}

/* A row of several: its rates, and its outcome where there is one. */
function decidedRow(attempt, contest, q) {
	const words = attempt.contests[q], isDecided = attempt.verdict.contests[q].outcome !== "counted";

	return t("SCRIPT_ROW", contest.title, [said(words.rates), isDecided ? said(words.outcome) : ""].filter(Boolean).join(t("CON_COMMA")));
}

const SENTENCES = { passed: "SCRIPT_PASSED", not_passed: "SCRIPT_NOT_PASSED" };

function decided(poll, attempt) {
	const { definition } = poll;

	if (isElection(definition))
		return elected(poll, attempt);
	if (definition.contests.length > 1)
		return definition.contests.map((contest, q) => decidedRow(attempt, contest, q));
	const name = outcome(attempt.verdict, 0), { steps } = attempt.verdict.contests[0];
	const last = name === "counted" ? [] : [t(SENTENCES[name] ?? "SCRIPT_OUTCOME", said(attempt.contests[0].outcome))];

	return [
		votes(poll, attempt, 0),
		...steps.map((step, i) => threshold("SCRIPT_STEP_", definition, 0, definition.rule.steps[i], step)),
		...last,
	];
}

function during(poll) {
	const { issued, returned } = inStatus(poll.poll);
	if (poll.definition.method === "show_of_hands")
		return [t("SCRIPT_HANDS")];
	return returned < issued ? [t("SCRIPT_OPEN"), t("SCRIPT_MISSING", number(issued - returned))] : [t("SCRIPT_OPEN"), t("SCRIPT_ALL")];
}

const BY_STATE = {
	draft: (poll, place) => announce(poll, place),
	void: (poll, place) => [t("SCRIPT_VOID"), ...announce(poll, place)],
	open: during,
	held: () => [t("SCRIPT_HELD")],
	closed: (poll, place, attempt) => [t("SCRIPT_CLOSED"), box(attempt), t("SCRIPT_WAIT_BOX")],
	counted: (poll, place, attempt) => [t("SCRIPT_RESULT"), box(attempt), ...decided(poll, attempt)],
	published: (poll, place, attempt) => [t("SCRIPT_RESULT"), box(attempt), ...decided(poll, attempt)],
	rehearsed: () => [t("SCRIPT_REHEARSED")],
	not_opened: (poll, place, attempt) => [t("REPORT_NOT_OPENED", attempt.returned, poll.definition.minimum)],
};

/* The sentences for the item `id` now, one a paragraph. */
export function script(id) {
	const poll = item(id);

	if (!meeting.status.sitting)
		return [t(meeting.status.sealed ? "SCRIPT_SEALED" : meeting.readiness.sittings.some(sitting => sitting.closed_at) ? "SCRIPT_OVER" : "SCRIPT_WAIT")];
	const isFirst = !meeting.agenda.some(each => each.attempts.length);
	const opening = isFirst || !hasQuorum() ? [quorum()] : [];

	if (!poll)
		return opening;
	const attempt = lastAttempt(poll);

	return [...opening, ...BY_STATE[attempt?.state ?? "draft"](poll, meeting.agenda.indexOf(poll) + 1, attempt)];
}
