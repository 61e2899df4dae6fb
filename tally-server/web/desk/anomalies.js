/* anomalies.js - what was noted offline and did not fit the record when it was sent.
 *
 * Must not know: how it came about. */
import { icon } from "/page/icons.js";
import { el, replace } from "/page/dom.js";
import { clock, t, word } from "/page/lang.js";
import { rowsThatFit } from "/desk/list.js";
import { nameText, seatText, sizeOf } from "/desk/say.js";

const HEAD = 160;

function row({ number, name, unit, seat, mode, found, desk_at: at, by }, open) {
	return el("li", { onclick: () => open(number) },
		el("time", null, clock(at)), el("b", { "data-size": sizeOf(name) }, nameText(name)), el("span", null, unit, seat ? el("small", null, seatText(seat)) : null), el("span", null, by),
		el("span", null, t("DESK_ANOMALY", t(`DESK_DO_${mode}`), word("DESK_FOUND_", found))));
}

/* list: of `anomalies`, the newest first; as many as fit are shown */
export function drawAnomalies(place, list, on) {
	const shown = list.slice(0, rowsThatFit(place, "--list-row", HEAD));

	replace(place, el("div", { class: "list" },
		el("p", { class: "list-head" }, el("b", null, t("DESK_ANOMALIES")),
			el("button", { class: "btn small plain", type: "button", onclick: on.back }, icon("back"), t("DESK_BACK"), el("kbd", null, "Esc"))),
		el("p", { class: "list-why" }, t("DESK_ANOMALIES_WHY")),
		el("ul", { class: "anomalies" }, shown.map(one => row(one, on.open)))));
}
