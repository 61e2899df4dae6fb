/* run_side.js - what stands at both sides of the run page: agenda and record at the left,
 * attendance, devices, calls and the hall screen at the right.
 *
 * Must not know: the item in the middle. */

import { ask } from "/common/api.js";
import { confirmOne } from "/common/shell.js";
import { anomaliesKey, anomalyLine, readAnomalies } from "/console/anomalies.js";
import { quorumLine } from "/console/gate.js";
import { deskList, has, hasQuorum, isInControl, lastAttempt, machines, meeting, nextSitting, refresh, sittingName } from "/console/meeting.js";
import { said } from "/console/rule.js";
import { sealCard } from "/console/seal.js";
import { card, key } from "/console/view.js";
import { el } from "/page/dom.js";
import { headText } from "/page/head.js";
import { icon } from "/page/icons.js";
import { clock, number, t, word } from "/page/lang.js";
import { phrased } from "/page/phrased.js";

/* ---- left ---- */

/* "已公布，通过" */
function itemState(poll) {
	const attempt = lastAttempt(poll);
	const state = attempt?.state ?? "draft";
	const text = word("STATE_", state);
	const [first] = attempt?.contests ?? [];
	const isSingle = poll.definition.contests.length === 1;

	if (state === "published" || state === "counted")
		return [icon("check"), first && isSingle && said(first.outcome) ? [text, said(first.outcome)].join(t("CON_COMMA")) : text];
	return [text];
}

function agendaItem(poll, i, shown, select) {
	return el("li", null, el("button", { type: "button", class: poll.poll === shown ? "on" : "", "aria-current": poll.poll === shown ? "true" : null,
		"data-keep": poll.poll,
		onclick: () => select(poll.poll) }, el("span", { class: "no" }, i + 1), el("b", null, phrased(poll.title)), el("small", null, itemState(poll))));
}

export function agenda(scope, node, shown, select) {
	scope.live(node, () => [shown(), meeting.agenda.map(poll => [poll.title, lastAttempt(poll)?.state])],
		() => card(t("CON_AGENDA"), null, el("ol", null, meeting.agenda.map((poll, i) => agendaItem(poll, i, shown(), select)))));
}

export function record(scope, node) {
	const ago = el("dd");

	scope.live(node, () => [meeting.status.head, meeting.status.sealed, isInControl()], () => card(t("REPORT_RECORD"), meeting.status.sealed ? t("CON_SEALED") : null,
		el("dl", { class: "pairs" }, el("dt", { class: "whole" }, t("REPORT_HEAD")), el("dd", { class: "code whole" }, headText(meeting.status.head)),
			el("dt", null, t("CON_LAST_WRITTEN")), ago),
		sealCard()));
	const tick = () => {
		ago.textContent = t("CON_SECONDS_AGO", number(Math.max(0, Math.round(Date.now() / 1000 - meeting.grownAt))));
	};

	scope.every(1000, tick);
	scope.listen(document, "langchange", tick);
}

/* ---- right ---- */

async function openSitting(n) {
	if (await confirmOne({ title: t("CON_SITTING_OPEN_TITLE", sittingName(n)), text: t("CON_SITTING_OPEN_TEXT"), yes: t("CON_SITTING_OPEN") }))
		await ask("sitting_open", { sitting: n });
	await refresh();
}

async function closeSitting(n) {
	if (await confirmOne({ title: t("CON_SITTING_CLOSE_TITLE", sittingName(n)), text: t("CON_SITTING_CLOSE_TEXT"), yes: t("CON_SITTING_CLOSE") }))
		await ask("sitting_close", { sitting: n });
	await refresh();
}

function sittingKey() {
	const { sitting, sealed } = meeting.status;

	if (!isInControl() || sealed)
		return null;
	if (sitting)
		return key({ class: "btn small", onclick: () => closeSitting(sitting) }, t("CON_SITTING_CLOSE"));
	return nextSitting() ? key({ class: "btn small main", onclick: () => openSitting(nextSitting()) }, t("CON_SITTING_OPEN_NAME", sittingName(nextSitting()))) : null;
}

export function attendance(scope, node) {
	const s = () => meeting.status;
	const seen = () => [s().expected, s().present, s().observers, s().sitting, s().quorum, s().sealed,
		meeting.readiness.sittings, isInControl()];

	scope.live(node, seen, () => [
		card(t("CON_ATTENDANCE"), s().sitting ? sittingName(s().sitting) : t(s().sealed ? "CON_SEALED" : "CON_NO_SITTING"),
			el("p", { class: "att" }, el("span", null, `${t("BASE_PRESENT")} `, el("b", null, number(s().present))),
				el("span", null, `${t("BASE_EXPECTED")} `, el("b", null, number(s().expected)))),
			s().sitting ? el("p", { class: hasQuorum() ? "quorum good" : "quorum bad" }, icon(hasQuorum() ? "check" : "alert"),
				t(hasQuorum() ? "CON_QUORUM" : "CON_NO_QUORUM")) : null,
			el("p", { class: "formula" }, s().sitting ? phrased(quorumLine()) : s().sealed ? "" : t("CON_NO_SITTING_WHY")),
			s().observers ? el("p", { class: "formula" }, t("CON_OBSERVERS", number(s().observers))) : null,
			sittingKey()),
	]);
}

/* `enough`: as many will do. */
function device(name, all, extra = "", enough = all.length) {
	const online = all.filter(machine => machine.connected).length;
	const dot = all.length === 0 ? "off" : online < enough ? "warn" : "";

	return [el("dt", null, name), el("dd", null, el("span", { class: `dot ${dot}` }, all.length ? t("CON_ONLINE_OF", online, all.length) : t("CON_NONE_ENROLLED"),
		extra))];
}

/* Desks that hold scans which the server has not got yet. */
function pending() {
	const waiting = (meeting.status.desks ?? []).reduce((sum, desk) => sum + desk.pending, 0);
	return waiting ? `${t("CON_COMMA")}${t("CON_PENDING", waiting)}` : "";
}

export function devices(scope, node) {
	scope.live(node, () => [meeting.status.machines, meeting.status.desks], () => card(t("CON_DEVICES"), null, el("dl", { class: "pairs" },
		device(t("MACHINE_terminal"), machines("terminal")), device(t("MACHINE_trustee"), machines("trustee")),
		device(t("MACHINE_desk"), deskList(), pending(), 1), device(t("MACHINE_hall"), machines("hall")))));
}

/* Who may say that a call was answered: all but those who only look on. */
const HELPERS = ["secretariat", "desk", "chair", "scrutineer"];

const CALLS_MS = 10000;

/* Calls for help, and scans of an offline desk that did not fit. Nothing to do: one quiet line. */
export function calls(scope, node) {
	let list = [], open = [];
	const read = async () => {
		({ anomalies: list } = await readAnomalies());
		open = list.filter(each => !each.settled);
		scope.redraw();
	};

	scope.live(node, () => [meeting.status.calls, list, isInControl()], () => {
		const waiting = meeting.status.calls ?? [];

		return card(t("CON_CALLS"), list.length ? anomaliesKey(list.length, read) : waiting.length || null,
			waiting.length + open.length === 0 ? el("p", { class: "quiet" }, t("CON_CALLS_NONE")) : null,
			el("ul", null, waiting.map(call => el("li", null, el("b", null, call.machine), el("span", null, clock(call.at)),
				HELPERS.some(has) ? key({ class: "btn small plain", "data-keep": call.machine, onclick: () => ask("call_done", { machine: call.machine }).then(refresh) },
					t("CON_CALL_DONE")) : null)),
			open.map(each => anomalyLine(each, read))));
	});
	scope.every(CALLS_MS, () => read().catch(() => {}));
}
