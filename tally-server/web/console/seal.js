/* seal.js - the end of the meeting: what is still open, the seal by two persons and the scrutineers, and the sealed record as one file.
 *
 * Must not know: the run page. */

import { ApiError, ask } from "/common/api.js";
import { bytesOf, save } from "/common/save.js";
import { proposeAct } from "/console/act.js";
import { has, isInControl, lastAttempt, meeting } from "/console/meeting.js";
import { key } from "/console/view.js";
import { el, replace } from "/page/dom.js";
import { headText } from "/page/head.js";
import { icon } from "/page/icons.js";
import { lang, t } from "/page/lang.js";

const TRIES = 3;        /* an entry that comes in between makes the act stale: propose it again */
const WAIT_SECONDS = 60, SOON = ["cosignatures", "busy"];
const sleep = ms => new Promise(done => setTimeout(done, ms));

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

/* The file comes in pieces, and is kept here until it is whole. */
async function fetchBundle(tell) {
	const parts = [];
	let have = 0, whole;

	do {
		const { data, size } = await ask("bundle", { lang: lang(), from: have });

		/* more signatures have come in meanwhile: these pieces are of another file */
		if (whole !== undefined && size !== whole)
			throw new ApiError({ code: "busy" });
		whole = size;
		parts.push(bytesOf(data));
		have += parts.at(-1).length;
		tell(Math.floor(100 * have / whole));
	} while (have < whole);
	return parts;
}

async function download(told, tries = WAIT_SECONDS) {
	try {
		const parts = await fetchBundle(percent => replace(told, t("CON_BUNDLE_COMING", percent)));

		save(t("CON_BUNDLE_NAME", meeting.status.name), parts);
		replace(told, t("CON_BUNDLE_DONE"));
	} catch (error) {
		if (error.code === "too_long") {
			replace(told, t("CON_BUNDLE_LARGE"));
			return;
		}
		if (!SOON.includes(error.code) || !tries) {
			replace(told);
			throw error;
		}
		/* scrutineers' terminals sign the last head by themselves, a moment after the seal */
		replace(told, t("CON_BUNDLE_WAIT"));
		await sleep(1000);
		await download(told, tries - 1);
	}
}

/* Who may read the whole record may have it. */
function bundleKey() {
	const told = el("p", { class: "quiet", role: "status" });

	return ["secretariat", "chair", "scrutineer"].some(has)
		? [key({ class: "btn main", onclick: () => download(told) }, icon("file"), t("CON_BUNDLE")), told] : null;
}

/* What there is to read out and to do once the record is sealed. */
export function sealedPage() {
	return el("div", { class: "empty" }, el("h1", null, t("CON_SEALED_TITLE")), el("p", { class: "quiet" }, t("CON_SEALED_READ")),
		el("p", { class: "code sealed-head" }, headText(meeting.status.head)),
		bundleKey(), el("p", { class: "quiet" }, t("CON_SEALED_NEXT")));
}
