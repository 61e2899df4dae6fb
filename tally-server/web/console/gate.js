/* gate.js - what stands in the way of opening a poll, said before it is tried; the server decides.
 *
 * Must not know: elements. */

import { hasQuorum, isInControl, isSecretariat, machines, meeting, running, sittingName } from "/console/meeting.js";
import { isOnPaper } from "/console/onpaper.js";
import { number, t } from "/page/lang.js";

const yes = text => ({ state: "ok", text });
const no = (text, short) => ({ state: "stop", text, short });
const warn = text => ({ state: "warn", text });

function seat() {
	if (!isSecretariat() || isInControl())
		return [];
	return [no(t("CON_GATE_CONTROL", meeting.status.control.holder || t("CON_NOBODY")), t("CON_SHORT_CONTROL"))];
}

function sitting() {
	const { sitting: open } = meeting.status;
	return [open ? yes(t("CON_GATE_SITTING", sittingName(open))) : no(t("CON_GATE_NO_SITTING"), t("CON_NO_SITTING"))];
}

export function quorumLine() {
	const { expected, present, num, den, op, required } = meeting.status.quorum;
	const rule = t("CON_QUORUM_RULE", op === "GE" ? "≥" : ">", num, den);

	return hasQuorum() ? t("CON_QUORUM_MET", number(present), number(required), number(expected), rule)
		: t("CON_QUORUM_SHORT", number(present), number(required), number(expected), rule, number(required - present));
}

function quorum(isRehearsal) {
	return [hasQuorum() ? yes(quorumLine()) : isRehearsal ? warn(quorumLine()) : no(quorumLine(),
		t("CON_SHORT_QUORUM", number(meeting.status.quorum.required - meeting.status.quorum.present)))];
}

function key() {
	const { ceremony } = meeting.status;
	return ceremony?.step === "done" ? [] : [no(t("CON_GATE_NO_KEY"), t("CON_SHORT_KEY"))];
}

function other(id) {
	const busy = running();
	return busy && busy.poll !== id ? [no(t("CON_GATE_RUNNING", busy.title), t("CON_SHORT_RUNNING"))] : [];
}

/* A desk that is not reached may hold arrivals that nobody has counted yet. */
function desks() {
	const late = (meeting.status.desks ?? []).filter(desk => !desk.online && desk.pending);
	return late.map(desk => warn(t("CON_GATE_DESK", desk.name, desk.pending)));
}

function terminals() {
	const all = machines("terminal");
	const gone = all.filter(machine => !machine.connected);

	if (!all.length)
		return [warn(t("CON_GATE_NO_TERMINAL"))];
	return [gone.length ? warn(t("CON_GATE_TERMINALS", all.length - gone.length, all.length)) : yes(t("CON_GATE_TERMINALS", all.length, all.length))];
}

/* [{state: ok, warn or stop, text, short (of what stops)}], what stops first. */
export function gate(poll) {
	const rank = { stop: 0, warn: 1, ok: 2 };
	const { method, rehearsal } = poll.definition;

	return [...seat(), ...sitting(), ...quorum(rehearsal), ...key(), ...other(poll.poll), ...desks(),
		...(method === "show_of_hands" || isOnPaper(poll) ? [] : terminals())].sort((a, b) => rank[a.state] - rank[b.state]);
}
