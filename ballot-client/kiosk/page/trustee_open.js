/* trustee_open.js - opening the box: two facts to compare with the hall screen, what this machine has checked itself, and one key.
 *
 * Must not know: what is in the box. */

import { el } from "/page/dom.js";
import { headText } from "/page/head.js";
import { t, word } from "/page/lang.js";
import { key } from "/press.js";
import { boxName, fact, pageOf, proofs } from "/trustee_parts.js";

export function openScreen(ui, tools) {
	const { state } = ui, { question, box } = state;
	const agree = () => tools.send({ do: "agree", what: question.what });
	const decline = () => tools.send({ do: "decline", what: question.what });

	return { about: question.what, ...pageOf("open", t("KIOSK_OPEN"), state,
		[el("div", {}, el("p", { class: "eyebrow" }, boxName(box), " · ", word("STATE_", "closed")), el("h1", {}, t("KIOSK_COMPARE"))),
			fact(t("KIOSK_RETURNED"), question.ballots, t("KIOSK_ISSUED_OF", box.issued), t("KIOSK_SHEETS")), fact(t("KIOSK_HEAD"), headText(question.what))],
		[el("p", { class: "eyebrow" }, t("KIOSK_CHECKED_ALL")),
			proofs([[true, t("KIOSK_CHECKED_RIGHTS", box.issued)], [true, t("KIOSK_CHECKED_BALLOTS", question.ballots)], [true, t("KIOSK_CHECKED_TOTAL")], [true, t("KIOSK_CHECKED_RECORD", state.size)],
				state.key && [true, t("KIOSK_CHECKED_KEY"), " ", el("span", { class: "code" }, state.key.fingerprint)]]),
			el("div", { class: "press foot" }, key("agree", { class: "go" }, agree, t("KIOSK_OPEN"), el("small", {}, t("KIOSK_OPEN_ONLY"))),
				el("p", { class: "open-foot" }, key("decline", { class: "key" }, decline, t("KIOSK_DIFFERS")), el("span", {}, t("KIOSK_GIVEN", box.given, box.t, box.n))))]) };
}
