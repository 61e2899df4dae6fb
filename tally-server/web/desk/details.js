/* details.js - one person in full, and what the desk may do about him.
 *
 * Must not know: how it is done. */
import { el, replace } from "/page/dom.js";
import { clock, t } from "/page/lang.js";
import { icon } from "/page/icons.js";
import { nameText, presenceText, roleText, seatText, sinceText } from "/desk/say.js";

const pair = ([label, value]) => value ? [el("dt", null, label), el("dd", null, value)] : null;

const factsOf = (person, presence) => [
	[t("DESK_D_NUMBER"), person.number],
	[t("DESK_D_ROLE"), roleText(person)],
	[t("DESK_D_POST"), person.post],
	[t("DESK_D_PRESENCE"), presenceText(person, presence)],
	[t("DESK_D_FIRST_IN"), person.first_in ? sinceText({ since: person.first_in, by: person.by }) : ""],
	[t("DESK_D_LAST_OUT"), person.last_out ? clock(person.last_out) : ""],
	[t("DESK_D_BADGE"), person.badge ? t("DESK_D_HAS_BADGE") : t("DESK_D_NO_BADGE")],
	[t("DESK_D_TAIL"), person.id4],
	[t("DESK_D_TEL"), person.tel4],
];

/* s: {person, presence, isOnline, isOpen (a sitting is), isWaiting (for the server)}; on: {register(mode), undo(), newBadge(), back()} */
export function drawDetails(place, { person, presence, isOnline, isOpen, isWaiting }, on) {
	const mode = presence === "in" ? "out" : "in";
	const verb = presence === "left" ? "back" : mode;
	const key = (text, fn, more) => el("button", { class: "btn", type: "button", onclick: fn, ...more }, text);

	replace(place, el("div", { class: "beside-in details" },
		el("h1", null, nameText(person.name)),
		el("p", { class: "unit" }, el("span", null, person.unit), el("span", null, seatText(person.seat))),
		el("dl", { class: "facts" }, factsOf(person, presence).map(pair)),
		el("div", { class: "details-keys" },
			key(t(`DESK_DO_${verb}`), () => on.register(mode), { disabled: !isOpen }),
			key(t("DESK_DO_UNDO"), on.undo, { disabled: !isOnline || isWaiting || presence === "none" }),
			key(t("DESK_DO_BADGE"), on.newBadge, { disabled: !isOnline }),
			el("button", { class: "btn plain", type: "button", onclick: on.back }, icon("back"), t("DESK_BACK"), el("kbd", null, "Esc"))),
		isOnline ? null : el("p", { class: "quiet" }, t("DESK_NEEDS_LINK"))));
}
