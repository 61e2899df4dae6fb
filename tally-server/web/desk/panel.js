/* panel.js - the verdict, a third of the page, and beside it the person whom it is about.
 *
 * Must not know: where a verdict comes from. */
import { el, replace } from "/page/dom.js";
import { t } from "/page/lang.js";
import { clauses, phrased } from "/page/phrased.js";
import { once } from "/desk/once.js";
import { kindOf } from "/desk/decide.js";
import { detailText, nameText, noteTexts, roleText, seatText, sizeOf, verdictText } from "/desk/say.js";
import { KIND_SIGNS, sign } from "/desk/signs.js";

/* The left third. kind: as in signs.js; sub and chip may be "". */
export function drawVerdict(place, { kind, text, sub = "", chip = "" }) {
	once(place, { kind, text, sub, chip }, () => {
		place.dataset.kind = kind;
		replace(place, sign(KIND_SIGNS[kind]), el("b", { class: [...text].length > 4 ? "small-word" : null }, text),
			sub ? el("span", { class: "sub" }, sub) : null,
			chip ? el("span", { class: "chip" }, chip) : null);
	});
}

export function drawOutcome(place, outcome) {
	drawVerdict(place, { kind: kindOf(outcome.verdict), text: verdictText(outcome.verdict), sub: detailText(outcome),
		chip: outcome.isPending ? t("DESK_PENDING") : "" });
}

const notesNode = (kind, texts) => texts.length ? el("div", { class: "notes", "data-kind": kind }, texts.map(text => el("p", null, clauses(text)))) : null;

const personNode = person => el("div", { class: "person" },
	el("h1", { "data-size": sizeOf(person.name) }, nameText(person.name)),
	el("p", { class: "unit" }, [person.unit, person.post, roleText(person)].filter(Boolean).map(text => el("span", null, text))),
	el("p", { class: "seat" }, el("b", { class: person.seat ? null : "quiet" }, seatText(person.seat)), el("small", null, t("DESK_NUMBER", person.number))));

/* The right two thirds: the person and what else is to be known; without a person that alone. */
export function drawBeside(place, outcome, known) {
	replace(place, el("div", { class: "beside-in" },
		outcome.person ? personNode(outcome.person) : null,
		notesNode(kindOf(outcome.verdict), noteTexts(outcome, known))));
}

/* Before the first scan: which meeting this is, and how many are here. */
export function drawReady(place, { name, isOpen, expected, present }) {
	const figure = (label, value, is) => el("div", { class: is }, el("dt", null, label), el("dd", null, String(value)));

	replace(place, el("div", { class: "beside-in ready" },
		el("h1", { class: "title" }, phrased(name)),
		isOpen ? el("dl", null, figure(t("DESK_PRESENT"), present, "main"), figure(t("DESK_EXPECTED"), expected, ""))
			: notesNode("already", [t("DESK_N_no_sitting")])));
}
