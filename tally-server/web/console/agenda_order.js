/* agenda_order.js - the order of the agenda: an item goes up or down by one, a draft leaves it (PROTOCOL.md P14.22).
 *
 * Must not know: where the agenda is shown. */

import { ask } from "/common/api.js";
import { confirmOne, toast } from "/common/shell.js";
import { meeting, refresh } from "/console/meeting.js";
import { t } from "/page/lang.js";

const order = () => meeting.agenda.map(poll => poll.poll);
/* Where it fails, the agenda may be another by now. */
const arrange = (polls, withdrawn = []) => ask("agenda_order", { polls, withdrawn }).finally(refresh);

export const isDraft = poll => poll.attempts.length === 0;
export const canMove = (id, by) => order()[order().indexOf(id) + by] !== undefined;

/* Changes places with its neighbour: by -1 with the one before it, by 1 with the one behind. Gives its new place, from 1. */
export async function move(id, by) {
	const polls = order(), at = polls.indexOf(id);

	polls.splice(at, 1);
	polls.splice(at + by, 0, id);
	await arrange(polls);
	return at + by + 1;
}

/* After asking; true once it is done. */
export async function withdraw(poll) {
	const isSure = await confirmOne({ title: t("CON_WITHDRAW_TITLE", poll.title), text: t("CON_WITHDRAW_TEXT"), yes: t("CON_WITHDRAW"), danger: true });

	if (!isSure)
		return false;
	await arrange(order().filter(id => id !== poll.poll), [poll.poll]);
	toast(t("CON_WITHDRAWN", poll.title));
	return true;
}
