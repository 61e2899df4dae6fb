/* second.js - what the desk may do only with a second person: undo what was noted, replace a badge and print the new one.
 *
 * Must not know: the roll, the queue. */
import { ask } from "/common/api.js";
import { confirmTwo, dialog } from "/common/shell.js";
import { qr } from "/console/qr.js";
import { $, el, replace } from "/page/dom.js";
import { t } from "/page/lang.js";
import { nameText, roleText, seatText } from "/desk/say.js";

/* true once undone, else null. */
export const undo = person => confirmTwo({
	title: t("DESK_UNDO_TITLE", person.name), text: t("DESK_UNDO_TEXT"), yes: t("DESK_DO_UNDO"), danger: true,
	reason: [t("DESK_UNDO_WRONG_PERSON"), t("DESK_UNDO_WRONG_MODE")],
	act: async ({ second, reason }) => {
		await ask("checkin_undo", { number: person.number, reason, second });
		return true;
	},
});

/* The code is the picture and the line below it; the name stands beside, never inside. */
const badgeNode = (person, code) => el("div", { class: "badge" },
	el("p", { class: "badge-role" }, roleText(person)),
	el("p", { class: "badge-name" }, nameText(person.name)),
	el("p", { class: "badge-unit" }, [person.unit, person.seat && seatText(person.seat)].filter(Boolean).map(text => el("span", null, text))),
	qr(code.replaceAll(" ", ""), t("DESK_D_BADGE")),
	el("p", { class: "code" }, code));

function showBadge(person, code) {
	replace($(".print-badge"), badgeNode(person, code));
	const closed = dialog({ title: t("DESK_BADGE_NEW"), text: t("DESK_BADGE_DONE"), yes: t("DESK_BADGE_PRINT"), fields: [badgeNode(person, code)],
		act: () => {
			window.print();
			return true;
		} });

	$("dialog .main").focus();
	return closed.then(() => replace($(".print-badge")));
}

/* Revokes the badge and shows the new one, to be printed; true, or null if it was not done. */
export async function newBadge(person) {
	const code = await confirmTwo({
		title: t("DESK_BADGE_TITLE", person.name), text: t("DESK_BADGE_TEXT"), yes: t("DESK_DO_BADGE"), danger: true,
		reason: [t("DESK_BADGE_LOST"), t("DESK_BADGE_DAMAGED"), t("DESK_BADGE_FORGOTTEN")],
		act: async ({ second, reason }) => (await ask("badge_replace", { number: person.number, reason, second })).code,
	});

	if (code)
		await showBadge(person, code);
	return code && true;
}
