/* order.js - in which order candidates stand, and why: by the strokes of their surnames, or otherwise for a reason that goes on the proof sheet.
 *
 * The order itself is part of the definition; the reason is kept in this browser until the sheet is signed. */

import { isElection, isRunoff } from "/console/definition.js";
import { isByStrokes } from "/console/names.js";
import { t } from "/page/lang.js";

const place = poll => `order-${poll}`;

export function keepReason(poll, reason) {
	try {
		localStorage.setItem(place(poll), reason);
	} catch { /* the sheet then says only that the order is another */ }
}

export function reasonOf(poll) {
	try {
		return localStorage.getItem(place(poll)) ?? "";
	} catch {
		return "";
	}
}

/* What the proof sheet says about the order; empty where there are no candidates. */
export function orderNote(definition) {
	if (!isElection(definition) || isRunoff(definition))
		return "";
	const names = definition.contests.filter(contest => contest.scale === 0).map(contest => contest.title);

	return isByStrokes(names) ? t("CON_ORDER_STROKES") : t("CON_ORDER_OTHER", reasonOf(definition.poll) || t("CON_ORDER_NO_REASON"));
}
