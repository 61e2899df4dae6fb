/* anomalies.js - scans that waited at a desk and did not fit the record any more: who, what, what was found, and what the
 * secretariat made of it (P16, `anomalies`).
 *
 * Settling one changes nobody's presence; it says that somebody has looked. Must not know: how a scan came about. */

import { ask } from "/common/api.js";
import { settle as askToSettle } from "/common/settle.js";
import { report, toast } from "/common/shell.js";
import { isInControl } from "/console/meeting.js";
import { shown } from "/console/names.js";
import { key } from "/console/view.js";
import { el, replace } from "/page/dom.js";
import { clock, date, t, word } from "/page/lang.js";

/* {anomalies, open}: the newest first, those that are open before the others. */
export async function readAnomalies() {
	const { anomalies, open } = await ask("anomalies", {});
	return { anomalies: [...anomalies].sort((a, b) => Boolean(a.settled) - Boolean(b.settled) || b.entry - a.entry), open };
}

/* "离线签到未计入：当时已在场" */
const foundText = ({ mode, found }) => t(mode === "out" ? "CON_ANOMALY_OUT" : "CON_ANOMALY", word("DESK_FOUND_", found));
const scanText = each => t("CON_ANOMALY_SCAN", each.by, clock(each.desk_at, true), clock(each.at, true));

/* True once it is on record, else null. */
async function settle(each) {
	const fact = (name, text) => [el("dt", null, t(name)), el("dd", null, text)];
	const done = await askToSettle(each, {
		title: t("CON_ANOMALY_SETTLE_TITLE", each.name), yes: t("CON_ANOMALY_SETTLE"), text: t("CON_ANOMALY_WHY"),
		facts: el("dl", { class: "rule-facts" }, fact("REPORT_NUMBER_HEAD", [each.number, each.unit, each.seat].filter(Boolean).join("　")),
			fact("CON_ANOMALY_WHAT", foundText(each)), fact("CON_ANOMALY_WHERE", scanText(each))),
		label: t("CON_ANOMALY_NOTE"), why: t("CON_ANOMALY_NOTE_WHY"),
	});

	if (done)
		toast(t("CON_ANOMALY_SETTLED", each.name));
	return done;
}

const settleKey = (each, looks, changed) => key({ ...looks, onclick: async () => {
	if (await settle(each))
		await changed();
} }, t("CON_ANOMALY_SETTLE"));

function row(each, again) {
	const { settled } = each;

	return el("tr", null, el("td", { class: "quiet" }, each.number), el("td", { class: "name" }, shown(each.name)), el("td", null, each.unit),
		el("td", null, foundText(each), el("small", { class: "line" }, scanText(each))),
		el("td", null, settled ? [settled.note, el("small", { class: "line" }, t("CON_ANOMALY_BY", settled.by, date(settled.at), clock(settled.at)))]
			: isInControl() ? settleKey(each, { class: "btn small" }, again) : t("CON_ANOMALY_OPEN")));
}

/* All of them, settled or not. changed() after each that has been settled. */
async function showAnomalies(changed) {
	const body = el("tbody"), count = el("p", { class: "dialog-text", role: "status" });
	const draw = async () => {
		const { anomalies, open } = await readAnomalies();

		replace(count, t("CON_ANOMALIES_OPEN", open, anomalies.length));
		replace(body, anomalies.map(each => row(each, () => Promise.all([draw(), changed()]))));
	};
	const box = el("dialog", { class: "wide", "aria-labelledby": "anomalies-title", onclose: () => box.remove() },
		el("h2", { id: "anomalies-title" }, t("CON_ANOMALIES")), el("p", { class: "dialog-text quiet" }, t("CON_ANOMALY_WHY")), count,
		el("div", { class: "problem-scroll", tabindex: "0" }, el("table", { class: "table" }, el("thead", null, el("tr", null,
			["REPORT_NUMBER_HEAD", "REPORT_NAME_HEAD", "REPORT_UNIT_HEAD", "CON_ANOMALY_WHAT", "CON_ANOMALY_RESULT"].map(name => el("th", null, t(name))))), body)),
		el("div", { class: "dialog-keys" }, el("button", { class: "btn", type: "button", onclick: () => box.close() }, t("WEB_CLOSE"))));

	await draw();
	document.body.append(box);
	box.showModal();
}

/* One that is open, in the card of the run page. */
export function anomalyLine(each, changed) {
	return el("li", { class: "misfit" }, el("b", { class: "nowrap" }, shown(each.name)),
		el("span", null, t("DESK_ANOMALY", t(`DESK_MODE_${each.mode}`), word("DESK_FOUND_", each.found))),
		isInControl() ? settleKey(each, { class: "btn small plain", "data-keep": `anomaly ${each.entry}` }, changed) : null);
}

/* Leads to the whole list. */
export const anomaliesKey = (count, changed) => el("button", {
	class: "link", type: "button", "data-keep": "anomalies", onclick: () => showAnomalies(changed).catch(report),
}, t("CON_ANOMALIES_ALL", count));
