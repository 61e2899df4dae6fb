/* ready.js - what a meeting needs before its first poll, item by item: how it stands, and what to do next in words.
 *
 * Knows what status, agenda and roll say. Must not know: elements. */

import { machines, meeting } from "/console/meeting.js";
import { headGroups } from "/console/view.js";
import { said } from "/console/rule.js";
import { number, t, word } from "/page/lang.js";

const CLOCK_SECONDS = 2, DISK_LEAST = 1e9;

const ok = text => ({ isOk: true, text });
const todo = text => ({ isOk: false, text });

function all(role, none, gone, good) {
	const list = machines(role);
	const away = list.filter(machine => !machine.connected);

	if (!list.length)
		return todo(t(none));
	if (!away.length)
		return ok(t(good, list.length));
	const names = away.slice(0, 6).map(machine => machine.name).join(t("FORMULA_AND"));
	return todo(t(gone, list.length - away.length, list.length, away.length > 6 ? t("CON_AND_MORE", names, away.length) : names));
}

function roster({ expected }) {
	return expected ? ok(t("CON_READY_ROSTER_OK", number(expected))) : todo(t("CON_READY_ROSTER_TODO"));
}

function agenda() {
	return meeting.agenda.length ? ok(t("CON_READY_AGENDA_OK", meeting.agenda.length)) : todo(t("CON_READY_AGENDA_TODO"));
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
	const held = meeting.agenda.filter(poll => poll.definition.rehearsal).flatMap(poll => poll.attempts).filter(attempt => attempt.state === "rehearsed").at(-1);

	if (!held)
		return todo(t("CON_READY_REHEARSAL_TODO"));
	const figures = [number(held.returned), number(held.present)];
	return held.returned * 100 >= held.present * 98 ? ok(t("CON_READY_REHEARSAL_OK", ...figures)) : todo(t("CON_READY_REHEARSAL_BAD", ...figures));
}

function clock() {
	return Math.abs(meeting.skew) <= CLOCK_SECONDS ? ok(t("CON_READY_CLOCK_OK", Math.abs(meeting.skew))) : todo(t("CON_READY_CLOCK_TODO", Math.abs(meeting.skew)));
}

function disk() {
	const space = meeting.readiness.disk;
	const free = t("CON_GB", number(Math.floor(space.free / 1e9)));
	return space.free >= DISK_LEAST ? ok(t("CON_READY_DISK_OK", free)) : todo(t("CON_READY_DISK_TODO", free));
}

function record({ head, size }) {
	return meeting.isLinked ? ok(t("CON_READY_RECORD_OK", number(size), headGroups(head))) : todo(t("WEB_OFFLINE"));
}

/* Void, seal and the like ask for a second person. */
function operators() {
	const able = meeting.readiness.operators.filter(each => each.active && each.roles.some(role => ["secretariat", "chair", "scrutineer"].includes(role)));
	return able.length > 1 ? ok(t("CON_READY_OPERATORS_OK", able.length)) : todo(t("CON_READY_OPERATORS_TODO"));
}

/* [{id, name, section, isOk, text}] in the order in which they are done. */
export function checks() {
	const { status } = meeting;
	const list = [
		["roster", "CON_ROSTER", "roster", roster(status)],
		["rules", "CON_RULES", "rules", ok(said(meeting.words.quorum))],
		["sittings", "CON_SITTINGS", "agenda", ok(t("CON_READY_SITTINGS", meeting.readiness.sittings.length,
			meeting.readiness.sittings.map(each => each.name).join(t("FORMULA_AND"))))],
		["agenda", "CON_AGENDA", "agenda", agenda()],
		["operators", "CON_OPERATORS", "operators", operators()],
		["trustees", "CON_TRUSTEES", "machines", all("trustee", "CON_READY_TRUSTEES_NONE", "CON_READY_GONE", "CON_READY_ALL")],
		["key", "CON_KEY", "keys", key(status)],
		["slips", "CON_SLIPS", "slips", slips(status)],
		["terminals", "CON_TERMINALS", "machines", all("terminal", "CON_READY_TERMINALS_NONE", "CON_READY_GONE", "CON_READY_ALL")],
		["desks", "MACHINE_desk", "machines", all("desk", "CON_READY_DESKS_NONE", "CON_READY_GONE", "CON_READY_ALL")],
		["screens", "MACHINE_hall", "machines", all("hall", "CON_READY_SCREENS_NONE", "CON_READY_GONE", "CON_READY_ALL")],
		["rehearsal", "REHEARSAL", "agenda/rehearse", rehearsal()],
		["clock", "CON_CLOCK", "ready", clock()],
		["disk", "CON_DISK", "ready", disk()],
		["record", "REPORT_RECORD", "ready", record(status)],
	];

	return list.map(([id, name, section, state]) => ({ id, name: t(name), section, ...state }));
}
