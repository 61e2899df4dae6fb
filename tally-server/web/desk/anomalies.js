/* anomalies.js - what was noted offline and did not fit the record when it was sent.
 *
 * Must not know: how it came about. */
import { icon } from "/page/icons.js";
import { el, replace } from "/page/dom.js";
import { clock, t, word } from "/page/lang.js";
import { nameText } from "/desk/say.js";

/* list: of `anomalies`, the newest first; personOf(number) may be undefined */
export function drawAnomalies(place, list, personOf, on) {
	replace(place, el("div", { class: "list" },
		el("p", { class: "list-head" }, el("b", null, t("DESK_ANOMALIES")),
			el("button", { class: "btn small plain", type: "button", onclick: on.back }, icon("back"), t("DESK_BACK"), el("kbd", null, "Esc"))),
		el("p", { class: "list-why" }, t("DESK_ANOMALIES_WHY")),
		el("ul", { class: "anomalies" }, list.map(({ number, mode, desk_at: at, found }) => {
			const person = personOf(number);

			return el("li", { onclick: () => on.open(number) },
				el("time", null, clock(at)), el("b", null, person ? nameText(person.name) : number), el("span", null, person?.unit ?? ""),
				el("span", null, t("DESK_ANOMALY", t(`DESK_DO_${mode}`), word("DESK_FOUND_", found))));
		}))));
}
