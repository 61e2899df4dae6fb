/* voting.js - pages while a poll goes on: how many ballots have come in, never for what; then that
 * the box is closed, with the head to compare.
 *
 * Must not know: counts of options. */

import { el } from "/page/dom.js";
import { headText } from "/page/head.js";
import { span, t } from "/page/lang.js";
import { figures, fitted, pollTop, share, strip } from "/hall/frame.js";
import { legend } from "/hall/plain.js";
import { needLine, pick } from "/hall/say.js";

const LAST_SECONDS = 10;

/* Those who vote at terminals; paper is counted later. */
const rights = poll => poll.issued - poll.papers;

const progress = poll => el("p", { class: "progress" }, el("i", { style: { width: share(poll.returned, rights(poll)) } }));

const count = (poll, label, more) => el("div", { class: "count" },
	el("div", null, el("p", { class: "label" }, label), el("p", { class: "n" }, poll.returned, el("small", null, ` / ${rights(poll)}`))), more);

/* The time left; it stands at zero until the secretariat closes. */
function countdown(page, now) {
	const seconds = Math.max(0, page.until - Math.floor(now));

	return el("p", { class: `left${seconds <= LAST_SECONDS ? " last" : ""}`, "data-until": page.until }, t("HALL_LEFT"), el("b", null, span(seconds)));
}

/* Called each second on the page that stands. */
export function tickCountdown(root, now) {
	const left = root.querySelector(".left[data-until]");

	if (!left)
		return;
	const seconds = Math.max(0, Number(left.dataset.until) - Math.floor(now));

	left.querySelector("b").textContent = span(seconds);
	left.classList.toggle("last", seconds <= LAST_SECONDS);
}

/* The scale stands below where it is one of few: names of an election are on the terminal. */
const hint = poll => el("p", { class: "hint" }, poll.is_election ? t("HALL_SEATS", poll.seats) : poll.rows.length > 1 ? t("HALL_SUBJECTS", poll.rows.length) : legend(poll),
	el("em", null, t("HALL_AT_TERMINAL")));

/* By hand or on paper nothing comes in before the count. */
const WITHOUT_COUNT = { hands: "HALL_BY_HANDS", paper: "HALL_ON_PAPER" };
const asked = poll => el("main", { class: "centre item" },
	fitted("h2", { class: "large" }, [132, 112, 96], t(WITHOUT_COUNT[poll.way])), poll.is_election ? null : legend(poll));

/* What is said beside the figures while nothing else has to be. */
function noteOf(poll) {
	if (poll.papers && !WITHOUT_COUNT[poll.way])
		return t("HALL_PAPERS", poll.papers);
	if (poll.electorate)
		return pick(poll.electorate);
	return t(poll.method === "secret" ? "HALL_SECRET" : "HALL_NO_RESULT_YET");
}

export function voting(page, turn, now) {
	const { poll } = page;
	const isHeld = poll.state === "held";
	const lines = figures([[t("HALL_EXPECTED"), poll.expected], [t("HALL_PRESENT"), poll.present], needLine(poll) && ["", needLine(poll)]]);

	return [
		pollTop(poll),
		WITHOUT_COUNT[poll.way] ? asked(poll)
			: el("main", { class: "pad" }, count(poll, t("HALL_RECEIVED"), page.until && !isHeld ? countdown(page, now) : null), progress(poll), hint(poll)),
		strip(isHeld ? t("HALL_HELD") : t("HALL_VOTING"), [lines, isHeld ? t("HALL_HELD_WHY") : noteOf(poll)]),
	];
}

/* Closed: scrutineers compare this head with the one on their terminals before they open the box. */
export function opening(page) {
	const { poll } = page;
	const isAllPaper = poll.papers > 0 && poll.papers === poll.issued;

	return [
		pollTop(poll),
		el("main", { class: "pad opening" }, isAllPaper ? fitted("h2", { class: "large" }, [112, 96], t("HALL_COUNTING")) : [count(poll, t("HALL_RETURNED_OF"), null), progress(poll)],
			poll.closing_head ? el("p", { class: "head" }, el("span", null, t("REPORT_HEAD")), el("b", { class: "code" }, headText(poll.closing_head))) : null),
		strip(t("HALL_CLOSED"), [t("HALL_OPENING"), isAllPaper ? "" : poll.papers ? t("HALL_PAPERS", poll.papers) : poll.way === "sealed" ? t("HALL_COMPARE") : ""]),
	];
}
