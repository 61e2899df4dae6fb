/* anomalies.js - what was noted offline and did not fit the record when it was sent, and what became of it.
 *
 * Must not know: how it came about. */
import { settle as askToSettle } from "/common/settle.js";
import { icon } from "/page/icons.js";
import { el, replace } from "/page/dom.js";
import { clock, t, word } from "/page/lang.js";
import { rowsThatFit } from "/desk/list.js";
import { nameText, seatText, sizeOf } from "/desk/say.js";

const HEAD = 160;

const whatText = ({ mode, found }) => t("DESK_ANOMALY", t(`DESK_DO_${mode}`), word("DESK_FOUND_", found));
const settledText = ({ by, at, note }) => t("DESK_SETTLED", clock(at), by, note);

/* true once it is on record, else null. */
export const settle = anomaly => askToSettle(anomaly, {
	title: t("DESK_SETTLE_TITLE", anomaly.name), text: `${clock(anomaly.desk_at)} ${whatText(anomaly)}`, yes: t("DESK_SETTLE"),
	label: t("DESK_SETTLE_NOTE"), why: t("DESK_SETTLE_WHY"),
	usual: ["DESK_SETTLE_TWICE", "DESK_SETTLE_WRONG", "DESK_SETTLE_NOTED"].map(name => t(name)),
});

function row(anomaly, on) {
	const { number, name, unit, seat, desk_at: at, by, settled } = anomaly;

	return el("li", { class: settled ? "settled" : null, onclick: () => on.open(number) },
		el("time", null, clock(at)), el("b", { "data-size": sizeOf(name) }, nameText(name)), el("span", null, unit, seat ? el("small", null, seatText(seat)) : null),
		el("span", null, whatText(anomaly), el("small", null, by), settled ? el("small", null, settledText(settled)) : null),
		settled ? icon("check") : el("button", { class: "btn small", type: "button", disabled: !on.isOnline, onclick: event => {
			event.stopPropagation();
			on.settle(anomaly);
		} }, t("DESK_SETTLE")));
}

/* list: of `anomalies`, those not settled first, the newest first; as many as fit are shown. on:
 * {back(), open(number), settle(anomaly), isOnline} */
export function drawAnomalies(place, list, on) {
	const shown = [...list.filter(one => !one.settled), ...list.filter(one => one.settled)].slice(0, rowsThatFit(place, "--list-row", HEAD));

	replace(place, el("div", { class: "list" },
		el("p", { class: "list-head" }, el("b", null, t("DESK_ANOMALIES")),
			el("button", { class: "btn small plain", type: "button", onclick: on.back }, icon("back"), t("DESK_BACK"), el("kbd", null, "Esc"))),
		el("p", { class: "list-why" }, t("DESK_ANOMALIES_WHY")),
		el("ul", { class: "anomalies" }, shown.map(one => row(one, on)))));
}
