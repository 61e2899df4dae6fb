/* say.js - the words for what a scan came to.
 *
 * Must not know: elements, storage, the server. */
import { clock, t, word } from "/page/lang.js";

const place = seat => seat.match(/^(\d+)\s*[-–]\s*(\d+)$/);

/* 3-12 is said as 3 排 12 座; whatever else stands there is said as it is. */
export function seatText(seat) {
	const found = place(seat);

	return found ? t("DESK_SEAT", Number(found[1]), Number(found[2])) : seat || t("DESK_NO_SEAT");
}

/* Two characters are spread as three are (田　禾); anything else stands as it is. */
export const nameText = name => /^\p{Script=Han}{2}$/u.test(name) ? [...name].join("\u3000") : name;

/* Names are never cut: long ones are set smaller. */
export function sizeOf(name) {
	const wide = [...name].reduce((sum, c) => sum + (c.codePointAt(0) > 0x2e80 ? 1 : 0.55), 0);

	return wide <= 4 ? "short" : wide <= 8 ? "middle" : "long";
}

export const roleText = person => t(`PERSON_${person.role}`);

/* Where somebody stands: his unit and seat, in one line. */
export const whereText = person => [person.unit, person.seat && seatText(person.seat)].filter(Boolean).join(t("DESK_COMMA"));

export const verdictText = verdict => t(`DESK_V_${verdict}`);

/* When, and at which desk or by whom: the record tells a machine from an operator by a word before its name. */
export const sinceText = ({ since, by }) => !since ? "" : by ? t("DESK_SINCE_BY", clock(since), by.replace(/^machine:/, "")) : clock(since);

/* The line below the verdict. */
export function detailText(outcome) {
	switch (outcome.verdict) {
	case "in":
		return t("DESK_PLACE", outcome.count);
	case "back":
		return t("DESK_NOW_PRESENT", outcome.count);
	case "out":
		return t("DESK_LEFT_AT", clock(outcome.at), outcome.count);
	case "observer":
		return t("DESK_NO_VOTE");
	case "already_in":
	case "already_out":
		return sinceText(outcome);
	default:
		return "";
	}
}

const SPOKEN = new Set(["already_in", "already_out", "not_in", "unreadable", "unknown", "nobody", "revoked", "no_sitting", "no_roll", "refused", "conflict", "undone"]);

/* What else is to be known: sentences, the most pressing first. others: persons of the same name; listAt: when
 * the roll was read, 0 if it is fresh; hasDigits: people are found by the last digits of their cards too */
export function noteTexts(outcome, { others = [], listAt = 0, hasDigits = true } = {}) {
	const { verdict, person, isPending } = outcome;
	const notes = [];

	if (verdict === "unknown" && listAt)
		notes.push(t("DESK_N_unknown_cut", clock(listAt)));
	else if (verdict === "nobody" && !hasDigits)
		notes.push(t("DESK_N_nobody_cut"));
	else if (SPOKEN.has(verdict))
		notes.push(t(`DESK_N_${verdict}`));
	if (isPending)
		notes.push(t("DESK_N_pending"));
	if (person?.status === "excluded")
		notes.push(t("DESK_N_excluded", person.reason));
	if (person?.leave && verdict === "in")
		notes.push(t("DESK_N_on_leave"));
	if (others.length)
		notes.push(t("DESK_N_same_name", others.map(whereText).join(t("DESK_SEMICOLON"))));
	return notes;
}

/* Whether somebody is in, for lists. */
export const presenceText = (person, presence) => presence === "none" && person.leave ? t("DESK_IS_leave") : word("DESK_IS_", presence);
