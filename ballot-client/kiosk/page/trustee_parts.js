/* trustee_parts.js - what the scrutineer's screens share: who it is, facts in boxes, what was checked.
 *
 * Must not know: any one question. */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t, word } from "/page/lang.js";

const who = ({ holder, machine }) => [el("b", {}, holder || machine),
	el("span", {}, t("MACHINE_trustee"), holder && holder !== machine && ` · ${machine}`)];

/* One figure or code, large, with what it is above and what goes with it below. */
export const fact = (name, value, below, unit) => el("div", { class: "fact" }, el("p", { class: "eyebrow" }, name),
	el("p", { class: /^[0-9]+$/.test(String(value)) ? "big" : "code" }, value, unit && el("small", {}, unit)), below && el("p", { class: "eyebrow" }, below));

/* Lines with a tick; one that does not hold has a sign of its own. */
export const proofs = lines => el("ul", { class: "proofs" }, lines.filter(Boolean).map(([holds, ...text]) =>
	el("li", { class: holds ? "" : "bad" }, icon(holds ? "check" : "alert"), el("span", {}, text))));

export function boxName(box) {
	const kind = word("KIND_", box.kind);

	return box.attempt > 1 ? t("KIOSK_POLL_AGAIN", kind, box.attempt) : kind;
}

/* A page of two sides; `kind` "word-page" is one with a sign at the left and a word at the right. */
export const pageOf = (name, title, state, left, right, kind = "") => ({ name, title, bar: who(state),
	main: el("main", { class: `split ${kind}` }, el("section", { class: kind ? "" : "facts" }, left), el("section", {}, right)) });
