/* opening.js - a ballot was opened as a test: its opening as a QR code, for another device; then a fresh ballot.
 *
 * Must not know: what the QR code says. */

import { el } from "/page/dom.js";
import { t } from "/page/lang.js";
import { key } from "/press.js";
import { code } from "/typeset.js";
import { choiceOf } from "/confirm.js";

const STEPS = ["KIOSK_OPENING_1", "KIOSK_OPENING_2", "KIOSK_OPENING_3"];

export function openingScreen(ui, tools) {
	const { state, tested } = ui;

	return {
		name: "opening", title: t("KIOSK_OPENING"), says: [t("KIOSK_OPENING"), ...STEPS.map(name => t(name))],
		main: el("main", { class: "split" },
			el("section", {}, el("h1", { class: "title" }, t("KIOSK_OPENING")),
				el("ol", { class: "steps" }, STEPS.map(name => el("li", {}, t(name)))),
				tested?.isChosen && el("div", { class: "foot" }, el("p", { class: "eyebrow" }, t("KIOSK_OPENING_CHOICE")), choiceOf(tested))),
			el("section", { class: "opening" }, el("img", { src: `/opening.svg?${encodeURIComponent(state.opening)}`, alt: t("KIOSK_OPENING_QR") }), code(state.opening),
				key("done", { class: "go" }, () => tools.send({ do: "done" }), t("KIOSK_OPENING_DONE")))),
	};
}
