/* seal.js - the end of the meeting: what is still open, and the seal by two persons and the scrutineers.
 *
 * Must not know: the run page. */

import { proposeAct } from "/console/act.js";
import { isInControl, lastAttempt, meeting } from "/console/meeting.js";
import { key } from "/console/view.js";
import { el } from "/page/dom.js";
import { t } from "/page/lang.js";

const TRIES = 3;        /* an entry that comes in between makes the act stale: propose it again */

const unpublished = () => meeting.agenda.filter(poll => lastAttempt(poll)?.state === "counted");
const unheld = () => meeting.agenda.filter(poll => !poll.attempts.length);

/* What the operator should know before: the seal takes these as they are. */
function reminders() {
	return [unheld().length ? t("CON_SEAL_UNHELD", unheld().map(poll => poll.title).join(t("FORMULA_AND"))) : null,
		unpublished().length ? t("CON_SEAL_UNPUBLISHED", unpublished().map(poll => poll.title).join(t("FORMULA_AND"))) : null].filter(Boolean);
}

function seal() {
	return proposeAct({
		type: "seal", title: t("CON_SEAL_TITLE"), text: [t("CON_SEAL_TEXT"), ...reminders()].join(" "), yes: t("CON_SEAL"), typed: t("CON_SEAL_WORD"),
		body: () => ({}), tries: TRIES, done: t("CON_SEAL_DONE"),
	});
}

/* The key that seals; only when nothing is going on any more. */
export function sealCard() {
	const { status } = meeting;
	const isBusy = status.sitting || status.polls.some(poll => ["open", "held", "closed"].includes(poll.state));

	if (status.sealed || isBusy || !isInControl() || !meeting.agenda.some(poll => poll.attempts.length))
		return null;
	return key({ class: "btn small wide", onclick: seal }, t("CON_SEAL_KEY"));
}

/* What there is to read out and to do once the record is sealed. */
export function sealedPage(groups) {
	return el("div", { class: "empty" }, el("h1", null, t("CON_SEALED_TITLE")), el("p", { class: "quiet" }, t("CON_SEALED_READ")),
		el("p", { class: "code sealed-head" }, `${meeting.status.size}:`, " ", groups),
		el("p", { class: "quiet" }, t("CON_SEALED_NEXT")));
}
