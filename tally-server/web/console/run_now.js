/* run_now.js - the middle of the run page: the item that is shown, whatever state it is in.
 *
 * Must not know: messages; what a key does. */

import { report } from "/common/shell.js";
import { ballot, explain, kindLine } from "/console/ballot.js";
import { gate } from "/console/gate.js";
import { inStatus, isSecretariat, lastAttempt, machines, meeting, serverNow } from "/console/meeting.js";
import { countPaper, countState, isOnPaper, mayCount, papersOf, waitsForCount } from "/console/onpaper.js";
import { result } from "/console/result.js";
import { needed, percent, said } from "/console/rule.js";
import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { clock, number, span, t } from "/page/lang.js";

const SIGN = { ok: "check", warn: "alert", stop: "alert" };
/* Stages, not states: what is behind bears a tick. A rehearsal ends when it is closed, and hands have no box. */
const STAGES = ["ready", "open", "closed", "box", "published"];
/* state → the stage that is now, or "" when all are behind */
const NOW = { draft: "ready", void: "ready", open: "open", held: "open", closed: "box", counted: "published", not_opened: "published", published: "",
	rehearsed: "" };

function stagesOf(poll) {
	if (poll.definition.rehearsal)
		return STAGES.slice(0, 3);
	return hasBox(poll) ? STAGES : STAGES.filter(stage => stage !== "box");
}

export function steps(poll) {
	const state = stateOf(poll), stages = stagesOf(poll);
	const on = NOW[state] === "box" && !stages.includes("box") ? "closed" : NOW[state];
	const isDone = stage => !on || STAGES.indexOf(stage) < STAGES.indexOf(on);
	const name = stage => t(state === "held" && stage === "open" ? "CON_STEP_HELD" : `CON_STEP_${stage.toUpperCase()}`);

	return el("ol", { class: "steps" }, stages.map(stage => el("li",
		{ class: isDone(stage) ? "done" : stage === on ? "on" : "", "aria-current": stage === on ? "step" : null },
		isDone(stage) ? icon("check") : null, name(stage))));
}

/* A sentence that says how it stands, with its colour and sign. */
export const note = (kind, sign, ...text) => el("p", { class: `note-${kind}` }, icon(sign), el("span", null, text));

function gateList(poll) {
	return el("ul", { class: "gate" }, gate(poll).map(({ state, text }) => el("li", { class: state }, icon(SIGN[state]), el("span", null, text))));
}

function draft(poll) {
	const { definition } = poll;

	return [
		el("div", { class: "rule-box" }, el("h3", null, t("REPORT_RULE")), el("p", null, said(poll.rule)),
			said(poll.electorate) ? el("p", { class: "quiet" }, said(poll.electorate)) : null),
		isSecretariat() ? [el("h3", null, t("CON_BEFORE_START")), gateList(poll)] : null,
		el("h3", null, t("CON_BALLOT"), el("small", null, explain(definition))),
		el("div", { class: "ballot-box" }, ballot(definition)),
	];
}

/* Terminals that cannot send a ballot now, by name. */
function offline() {
	const gone = machines("terminal").filter(machine => !machine.connected);

	return gone.length ? [el("h3", null, t("CON_OFFLINE_TERMINALS", gone.length)),
		el("p", { class: "names" }, gone.slice(0, 60).map(machine => el("span", null, machine.name)))]
		: [];
}

function receiving(poll, attempt) {
	const { issued: all, papers = 0, returned } = inStatus(poll.poll);
	const issued = all - papers;
	const need = needed(poll.definition, attempt);
	const elapsed = el("b", { class: "elapsed", "data-since": attempt.opened_at }, span(Math.max(0, serverNow() - attempt.opened_at)));
	const isAll = returned === issued;

	return [
		attempt.state === "held" ? note("warn", "pause", t("CON_HELD_NOTE")) : null,
		el("div", { class: "recv" },
			el("p", { class: "n", role: "status", "aria-label": t("CON_RECEIVED_LABEL", returned, issued) }, number(returned), el("small", null, ` / ${number(issued)}`)),
			el("dl", null, el("dt", null, t("CON_NOT_RECEIVED")), el("dd", null, isAll ? t("CON_ALL_RECEIVED") : number(issued - returned)),
				need ? [el("dt", null, t("CON_TO_PASS")), el("dd", null, need)] : null,
				papers ? [el("dt", null, t("CON_ONPAPER_BESIDE")), el("dd", null, number(papers))] : null,
				attempt.without_slip ? [el("dt", null, t("CON_WITHOUT_SLIP")), el("dd", null, number(attempt.without_slip))] : null),
			el("p", { class: "clock quiet" }, t("CON_ELAPSED"), elapsed)),
		el("p", { class: "bar-thin", "aria-hidden": true }, el("i", { style: { width: `${issued ? returned / issued * 100 : 0}%` } })),
		poll.definition.method === "secret" ? el("p", { class: "quiet" }, t("CON_COUNT_ONLY")) : null,
		offline(),
		el("h3", null, t("CON_BALLOT"), el("small", null, explain(poll.definition))),
		el("div", { class: "ballot-box" }, ballot(poll.definition)),
	];
}

/* Hands are counted in the hall: there is nothing to watch come in. */
function hands(poll, attempt) {
	return [
		attempt.state === "held" ? note("warn", "pause", t("CON_HELD_NOTE")) : null,
		el("div", { class: "findings" }, el("p", { class: "verdict" }, t("CON_HANDS_NOW"))),
		el("dl", { class: "facts" }, el("dt", null, t("BASE_PRESENT")), el("dd", null, number(attempt.issued))),
		el("p", { class: "quiet" }, t("CON_HANDS_HOW")),
		el("h3", null, t("CON_BALLOT")), el("div", { class: "ballot-box" }, ballot(poll.definition)),
	];
}

/* Boxes and papers in the hall: nothing comes in here. */
function paper(poll, attempt) {
	return [
		attempt.state === "held" ? note("warn", "pause", t("CON_HELD_NOTE")) : null,
		el("div", { class: "findings" }, el("p", { class: "verdict" }, t("CON_ONPAPER_NOW"))),
		el("dl", { class: "facts" }, el("dt", null, t("FIGURE_ISSUED")), el("dd", null, number(attempt.issued))),
		el("p", { class: "quiet" }, t("CON_ONPAPER_HOW")),
		el("h3", null, t("CON_BALLOT"), el("small", null, explain(poll.definition))), el("div", { class: "ballot-box" }, ballot(poll.definition)),
	];
}

/* Is the result, by the profile, for the presidium alone? */
export const isLimited = poll => (meeting.profile.kinds[poll.kind]?.publication ?? "hall") !== "hall";
export const isHands = poll => poll.definition.method === "show_of_hands";
/* Only sealed ballots lie in a box. */
const hasBox = poll => poll.definition.method === "secret" && !isOnPaper(poll);
const during = (poll, attempt) => (isHands(poll) ? hands : isOnPaper(poll) ? paper : receiving)(poll, attempt);

/* How many of those present sent a ballot: that is what a rehearsal is for. */
function rehearsed(poll, attempt) {
	const { returned, base, num, den, met } = attempt.verdict ?? { returned: attempt.returned, base: attempt.present, num: 98, den: 100,
		met: attempt.returned * 100 >= attempt.present * 98 };

	return [
		el("div", { class: "findings" }, el("p", { class: `verdict ${met ? "good" : "bad"}` }, el("span", { class: "seal" }, icon(met ? "check" : "alert")),
			t(met ? "CON_REHEARSED_MET" : "CON_REHEARSED_NOT_MET")),
			el("p", { class: "formula" }, `${t("BASE_RETURNED")} ${number(returned)} ÷ ${t("BASE_PRESENT")} ${number(base)} = ${percent(returned,
				base)} ${met ? "≥" : "<"} ${num}/${den}`)),
		el("p", { class: "quiet" }, t("CON_REHEARSED_WHY")), offline(),
	];
}

/* Two people's count on paper comes before the box is opened. */
function toCount(poll) {
	return [note("warn", "alert", t("CON_ONPAPER_TO_COUNT", number(papersOf(poll))), " ", countState(poll)),
		mayCount(poll) ? el("p", null, el("button", { class: "btn main", type: "button", "data-keep": "count", onclick: () => countPaper(poll).catch(report) },
			t("CON_ONPAPER_COUNT"))) : null];
}

const fact = (name, value) => [el("dt", null, name), el("dd", null, number(value))];

/* What is known before the box is opened; papers that wait to be counted are neither returned nor missing. */
function boxFacts(poll, attempt) {
	const papers = waitsForCount(poll) ? papersOf(poll) : 0;

	return el("dl", { class: "facts" }, fact(t("FIGURE_ISSUED"), attempt.issued), papers ? fact(t("CON_ONPAPER_BESIDE"), papers) : null,
		isOnPaper(poll) && papers ? null : [fact(t("BASE_RETURNED"), attempt.returned), fact(t("FIGURE_NOT_VOTED"), attempt.issued - papers - attempt.returned)],
		papers ? null : fact(t("CON_SHARES"), attempt.shares));
}

function waitBox(poll, attempt) {
	const trustees = machines("trustee"), least = meeting.status.ceremony?.t ?? 0;

	return [
		el("div", { class: "waiting" }, el("span", { class: "ring", "aria-hidden": true }),
			el("div", null, el("h2", null, t("CON_WAIT_BOX")), el("p", { class: "quiet" }, t("CON_WAIT_BOX_WHY")))),
		boxFacts(poll, attempt),
		trustees.filter(machine => machine.connected).length < least ? note("warn", "alert", t("CON_TOO_FEW_KEYS", least)) : null,
		el("h3", null, t("CON_TRUSTEES")),
		el("ul", { class: "gate" }, trustees.map(machine => el("li", { class: machine.connected ? "ok" : "warn" }, icon(machine.connected ? "check" : "alert"),
			el("span", null, machine.name), el("span", null, t(machine.connected ? "CON_ONLINE" : "CON_NOT_ONLINE"))))),
	];
}

function closed(poll, attempt) {
	if (waitsForCount(poll))
		return [toCount(poll), boxFacts(poll, attempt)];
	return hasBox(poll) ? waitBox(poll, attempt) : [];
}

function counted(poll, attempt) {
	return [
		attempt.state === "counted" ? note("warn", "lock", t("CON_NOT_YET_PUBLIC")) : null,
		isLimited(poll) && attempt.verdict ? note("warn", "lock", t("CON_LIMITED")) : null,
		el("div", { class: "findings" }, attempt.verdict ? result(poll, attempt) : isLimited(poll) ? note("warn", "lock", t("CON_LIMITED")) : null),
	];
}

function voided(poll, attempt) {
	return [note("bad", "cross", t("CON_VOIDED_ATTEMPT", attempt.number, attempt.reason)), isOnPaper(poll) ? note("warn", "file", t("CON_ONPAPER_WILL")) : null, draft(poll)];
}

const BODY = {
	draft, open: during, held: during, closed, rehearsed, counted, published: counted, void: voided,
	not_opened: (poll, attempt) => [note("warn", "alert", t("CON_ATTEMPT_NO", attempt.number), t("WEB_COLON"), t("REPORT_NOT_OPENED", attempt.returned, poll.definition.minimum)), draft(poll)],
};

export const stateOf = poll => lastAttempt(poll)?.state ?? "draft";
const place = poll => meeting.agenda.indexOf(poll) + 1;

/* The number of the attempt that is under way or has come to something, else of the one that would start. */
export function attemptShown(poll) {
	const number = lastAttempt(poll)?.number ?? 0;
	return ["draft", "void", "not_opened"].includes(stateOf(poll)) ? number + 1 : number;
}

export function eyebrow(poll, attempt) {
	return [t("CON_ITEM_NO", place(poll)), t("CON_ATTEMPT_NO", attempt), kindLine(poll.definition), t(`CON_METHOD_${poll.definition.method}`),
		poll.definition.rehearsal ? t("REHEARSAL") : ""].filter(Boolean).join(t("CON_COMMA"));
}

export function nowBody(poll) {
	const attempt = lastAttempt(poll);
	return BODY[stateOf(poll)](poll, attempt);
}

/* Nothing on the agenda yet, or no sitting: what comes first. */
export function empty() {
	return el("div", { class: "empty" }, el("h1", null, t("CON_NO_ITEMS")), el("p", { class: "quiet" }, t(isSecretariat() ? "CON_NO_ITEMS_WHY" : "CON_NO_ITEMS_WAIT")),
		isSecretariat() ? el("a", { class: "btn main", href: "#prepare/agenda" }, t("CON_AGENDA_BALLOTS")) : null);
}

export const at = seconds => clock(seconds, true);
