/* ready.js - what a meeting needs before its first poll, item by item: how it stands, and what to do next in words.
 *
 * Knows what status, agenda and roll say. Must not know: elements. */

import { deskList, machines, meeting } from "/console/meeting.js";
import { said } from "/console/rule.js";
import { headText } from "/page/head.js";
import { clock, number, t, word } from "/page/lang.js";

const CLOCK_SECONDS = 2, DISK_LEAST = 1e9;

const ok = text => ({ isOk: true, text });
const todo = text => ({ isOk: false, text });

function all(list, none, gone, good) {
	const away = list.filter(machine => !machine.connected);

	if (!list.length)
		return todo(t(none));
	if (!away.length)
		return ok(t(good, list.length));
	const names = away.slice(0, 6).map(machine => machine.name).join(t("FORMULA_AND"));
	return todo(t(gone, list.length - away.length, list.length, away.length > 6 ? t("CON_AND_MORE", names, away.length) : names));
}

/* Enrolled machines, and browsers of desk accounts: where one of them is, people can come in. */
function desks() {
	const list = deskList();

	return { ...all(list, "CON_READY_DESKS_NONE", "CON_READY_GONE", "CON_READY_ALL"), isOk: list.some(desk => desk.connected) };
}

function roster({ expected }) {
	return expected ? ok(t("CON_READY_ROSTER_OK", number(expected))) : todo(t("CON_READY_ROSTER_TODO"));
}

const rehearsals = () => meeting.agenda.filter(poll => poll.definition.rehearsal);

function agenda() {
	const count = meeting.agenda.length - rehearsals().length;
	return count ? ok(t("CON_READY_AGENDA_OK", count)) : todo(t("CON_READY_AGENDA_TODO"));
}

function key({ ceremony }) {
	const trustees = machines("trustee");

	if (ceremony?.step === "done")
		return ok(t("CON_READY_KEY_OK", ceremony.fingerprint));
	if (ceremony && ceremony.step !== "aborted")
		return todo(word("CEREMONY_", ceremony.step));
	if (trustees.length < 2)
		return todo(t("CON_READY_KEY_TRUSTEES"));
	return todo(t(trustees.every(machine => machine.connected) ? "CON_READY_KEY_START" : "CON_READY_KEY_CONNECT"));
}

function slips({ expected }) {
	const { assigned, spares } = meeting.readiness.slips;

	if (!assigned)
		return todo(t(meeting.status.ceremony?.step === "done" ? "CON_READY_SLIPS_TODO" : "CON_READY_SLIPS_KEY"));
	return assigned >= expected ? ok(t("CON_READY_SLIPS_OK", number(assigned), spares)) : todo(t("CON_READY_SLIPS_SHORT", number(assigned), number(expected)));
}

/* Practice with real slips: the last one that was held. */
function rehearsal() {
	const held = rehearsals().flatMap(poll => poll.attempts).filter(attempt => attempt.state === "rehearsed").at(-1);

	if (!held)
		return todo(t(rehearsals().length ? "CON_READY_REHEARSAL_DRAFT" : "CON_READY_REHEARSAL_TODO"));
	const figures = [number(held.returned), number(held.present)];
	return held.returned * 100 >= held.present * 98 ? ok(t("CON_READY_REHEARSAL_OK", ...figures)) : todo(t("CON_READY_REHEARSAL_BAD", ...figures));
}

function clocks() {
	return Math.abs(meeting.skew) <= CLOCK_SECONDS ? ok(t("CON_READY_CLOCK_OK", Math.abs(meeting.skew))) : todo(t("CON_READY_CLOCK_TODO", Math.abs(meeting.skew)));
}

function disk() {
	const space = meeting.readiness.disk;
	const free = t("CON_GB", number(Math.floor(space.free / 1e9)));
	return space.free >= DISK_LEAST ? ok(t("CON_READY_DISK_OK", free)) : todo(t("CON_READY_DISK_TODO", free));
}

/* Written, and signed for whoever asks. */
function record({ head }) {
	if (!meeting.isLinked)
		return todo(t("WEB_OFFLINE"));
	return meeting.signed ? ok(t("CON_READY_RECORD_OK", headText(head), clock(meeting.signed.at, true))) : todo(t("CON_READY_RECORD_TODO"));
}

/* Void, seal and the like ask for a second person. */
function operators() {
	const able = meeting.readiness.operators.filter(each => each.active && each.roles.some(role => ["secretariat", "chair", "scrutineer"].includes(role)));
	return able.length > 1 ? ok(t("CON_READY_OPERATORS_OK", able.length)) : todo(t("CON_READY_OPERATORS_TODO"));
}

/* [{id, name, at, isOk, text}] in the order in which they are done; `at`: where on the console it
 * is seen to, "" where it is not done there. */
export function checks() {
	const { status } = meeting;
	const list = [
		["roster", "CON_ROSTER", "prepare/roster", roster(status)],
		["rules", "CON_RULES", "prepare/rules", ok(said(meeting.words.quorum))],
		["sittings", "CON_SITTINGS", "run", ok(t("CON_READY_SITTINGS", meeting.readiness.sittings.length,
			meeting.readiness.sittings.map(each => each.name).join(t("FORMULA_AND"))))],
		["agenda", "CON_AGENDA", "prepare/agenda", agenda()],
		["operators", "CON_OPERATORS", "prepare/operators", operators()],
		["trustees", "CON_TRUSTEES", "prepare/machines", all(machines("trustee"), "CON_READY_TRUSTEES_NONE", "CON_READY_GONE", "CON_READY_ALL")],
		["key", "CON_KEY", "prepare/keys", key(status)],
		["slips", "CON_SLIPS", "prepare/slips", slips(status)],
		["terminals", "CON_TERMINALS", "prepare/machines", all(machines("terminal"), "CON_READY_TERMINALS_NONE", "CON_READY_GONE", "CON_READY_ALL")],
		["desks", "MACHINE_desk", "prepare/machines", desks()],
		["screens", "MACHINE_hall", "prepare/machines", all(machines("hall"), "CON_READY_SCREENS_NONE", "CON_READY_GONE", "CON_READY_ALL")],
		["rehearsal", "REHEARSAL", rehearsals().length ? "run" : "prepare/agenda/rehearse", rehearsal()],
		["clock", "CON_CLOCK", "", clocks()],
		["disk", "CON_DISK", "", disk()],
		["record", "REPORT_RECORD", "", record(status)],
	];

	return list.map(([id, name, at, state]) => ({ id, name: t(name), at, ...state }));
}
