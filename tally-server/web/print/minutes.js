/* minutes.js - a draft of the minutes: sittings, every item with its attempts and what came of
 * them, what went otherwise than planned, lines to sign.
 *
 * Only what was published is told with its result. Must not know: how counts come about. */

import { ask } from "/common/api.js";
import { el } from "/page/dom.js";
import { clock, date, lang, t, word } from "/page/lang.js";
import { named } from "/hall/frame.js";
import { optionName } from "/hall/say.js";

/* The server's words come as {zh, en}. */
const said = both => both?.[lang()] ?? "";
const line = (label, text) => (text ? el("p", null, label ? el("b", null, label, t("WEB_COLON")) : null, text) : null);

async function wholeAgenda() {
	const polls = [];

	for (let total = 1; polls.length < total;) {
		const part = await ask("agenda", { from: polls.length });

		if (!part.polls.length)
			break;
		polls.push(...part.polls);
		total = part.total;
	}
	return polls;
}

function sittings(list) {
	const held = list.filter(one => one.opened_at);
	const until = one => (one.closed_at ? `–${clock(one.closed_at)}` : "");
	const lines = held.map(one => line(one.name, `${date(one.opened_at)} ${clock(one.opened_at)}${until(one)}`));

	return [el("h2", null, t("PRINT_SITTINGS")), held.length ? lines : el("p", null, t("PRINT_NONE"))];
}

function times(attempt) {
	return [
		t("REPORT_OPENED", date(attempt.opened_at), clock(attempt.opened_at, true)),
		attempt.closed_at ? t("REPORT_CLOSED", clock(attempt.closed_at, true)) : "",
		attempt.counted_at ? t("REPORT_COUNTED", clock(attempt.counted_at, true)) : "",
	].join("");
}

/* "赞成 152，反对 33，弃权 20，未投 5" */
function votes({ definition }, attempt, q) {
	const options = definition.scales[definition.contests[q].scale];
	const counts = options.map((option, i) => `${optionName(option)} ${attempt.counts[q][i]}`);

	return [...counts, `${t("REPORT_NOT_VOTED")} ${attempt.issued - attempt.returned}`].join(t("HALL_AND"));
}

function oneContest(poll, attempt) {
	const [decided] = attempt.contests;

	return [line(t("REPORT_OUTCOME_HEAD"), `${said(decided.outcome)}${t("WEB_COLON")}${said(decided.formula) || said(decided.rates)}`), line("", votes(poll, attempt, 0))];
}

/* A table of rows: what was counted of each, and what it came to. Write-ins whom nobody named are left out. */
function manyContests(poll, attempt) {
	const { contests, scales } = poll.definition, isElection = Boolean(said(attempt.seats));
	const hasRates = attempt.contests.some(contest => said(contest.rates));
	const isShown = ({ contest, q }) => !isElection || contest.scale === 0 || attempt.counts[q][0];
	const rows = contests.map((contest, q) => ({ contest, q })).filter(isShown);

	return [isElection ? line("", said(attempt.seats)) : null, el("table", null,
		el("thead", null, el("tr", null, el("th", { class: "wide" }, t("REPORT_ROW_HEAD")),
			scales[0].map(option => el("th", null, optionName(option))), hasRates ? el("th", null, t("PRINT_RATES")) : null,
			el("th", null, t("REPORT_OUTCOME_HEAD")))),
		el("tbody", null, rows.map(({ contest, q }) => el("tr", null, el("td", { class: "wide" }, isElection ? named(contest.title) : contest.title),
			contest.scale ? el("td", { colspan: scales[0].length }, votes(poll, attempt, q)) : attempt.counts[q].map(count => el("td", null, count)),
			hasRates ? el("td", null, said(attempt.contests[q].rates)) : null, el("td", null, said(attempt.contests[q].outcome))))))];
}

function outcome(poll, attempt, isLimited) {
	if (attempt.state === "void")
		return line("", t("REPORT_VOID", attempt.reason));
	if (attempt.state !== "published" || !attempt.contests)
		return line("", isLimited ? t("PRINT_LIMITED") : word("STATE_", attempt.state));
	if (isLimited)
		return line("", t("PRINT_LIMITED"));
	return attempt.contests.length === 1 && !said(attempt.seats) ? oneContest(poll, attempt) : manyContests(poll, attempt);
}

const attemptPart = (poll, attempt, isLimited) => el("div", { class: "attempt" },
	el("p", { class: "meta" }, poll.attempts.length > 1 ? `${t("HALL_ATTEMPT", attempt.number)} · ` : "", times(attempt)),
	line("", [["BASE_EXPECTED", attempt.expected], ["BASE_PRESENT", attempt.present], ["FIGURE_ISSUED", attempt.issued], ["BASE_RETURNED", attempt.returned]]
		.map(([name, value]) => `${t(name)} ${value}`).join(t("HALL_AND"))), line("", said(attempt.quorum)), outcome(poll, attempt, isLimited));

const itemPart = (poll, i, isLimited) => el("section", { class: "item" },
	el("h3", null, t("REPORT_ITEM", i + 1, poll.title)), el("p", { class: "meta" }, word("KIND_", poll.kind)), line("", said(poll.electorate)),
	poll.attempts.length ? poll.attempts.map(attempt => attemptPart(poll, attempt, isLimited)) : line("", t("STATE_draft")));

/* What went otherwise than planned. */
function incidents(polls, { total, open }) {
	const found = polls.flatMap((poll, i) => poll.attempts.filter(attempt => ["void", "not_opened"].includes(attempt.state)).map(attempt =>
		el("p", null, t("REPORT_ITEM", i + 1, poll.title), t("HALL_AND"), t("HALL_ATTEMPT", attempt.number), t("WEB_COLON"),
			attempt.state === "void" ? t("REPORT_VOID", attempt.reason) : word("STATE_", attempt.state))));

	if (total)
		found.push(el("p", null, t("REPORT_ANOMALIES", total, total - open, open)));
	return [el("h2", null, t("PRINT_INCIDENTS")), found.length ? found : el("p", null, t("PRINT_NONE"))];
}

export async function minutes(name) {
	const [{ sittings: held, at }, polls, { profile }, scans] = [await ask("readiness"), await wholeAgenda(), await ask("profile"), await ask("anomalies")];
	const isLimited = poll => ![undefined, "hall"].includes(profile.kinds[poll.kind]?.publication);

	return el("article", { class: "sheet numbered" }, el("h1", null, t("PRINT_MINUTES")), el("p", { class: "sub" }, name), sittings(held),
		el("h2", null, t("PRINT_ITEMS")), polls.length ? polls.map((poll, i) => itemPart(poll, i, isLimited(poll))) : el("p", null, t("PRINT_NONE")), incidents(polls, scans),
		el("div", { class: "signs" }, ["REPORT_SIGN_CHAIR", "PRINT_SIGN_CLERK", "REPORT_SIGN_CHIEF", "REPORT_SIGN_DATE"].map(sign => el("p", null, el("span", null, t(sign))))),
		el("p", { class: "meta" }, t("PRINT_MADE", date(at), clock(at))));
}
