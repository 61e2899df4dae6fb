// fold_roll.mjs - the beginning, people, machines, sittings, who is in (P14.1 to P14.5).

import { demand } from './refused.mjs';
import { toHex } from './bytes.mjs';

function genesis(meeting, { by, body }) {
	meeting.genesis = body;
	meeting.founder = by[0];
}

function operator(meeting, { by, body }) {
	const active = [...meeting.operators.values()].filter(Boolean).length;
	demand(by.length === (active < 2 ? 1 : 2) && by[1] !== body.name && !by[0].startsWith('machine:'), 'second_person');
	meeting.operators.set(body.name, body.active);
}

function person(meeting, { body }) {
	const before = meeting.people.get(body.number);
	demand(body.status === 'active' || body.reason !== '', 'range', 'reason');
	if (before) {
		demand(!meeting.busy('open', 'held', 'closed'), 'poll_open');
		demand(!meeting.sitting || before.status === body.status, 'sitting_open');
	}
	meeting.people.set(body.number, body);
}

function badge(meeting, { body }) {
	demand(meeting.people.has(body.number), 'no_such_person', body.number);
	meeting.badges.set(body.number, toHex(body.hash));
}

function badge_replace(meeting, entry) {
	demand(meeting.badges.has(entry.body.number), 'badge', entry.body.number);
	badge(meeting, entry);
}

function machine(meeting, { body }) {
	const spki = toHex(body.spki);
	demand(body.name !== 'server', 'name_taken', body.name);
	demand(!meeting.machines.has(spki), 'machine', 'key is known');
	demand([...meeting.machines.values()].every(({ name }) => name !== body.name), 'name_taken', body.name);
	meeting.machines.set(spki, body);
}

function machine_revoke(meeting, { body }) {
	demand(meeting.machines.delete(toHex(body.spki)), 'machine');
}

function sitting_open(meeting, { body }) {
	demand(body.sitting <= meeting.genesis.sittings.length && body.sitting > meeting.lastSitting, 'no_such_sitting');
	demand(!meeting.sitting, 'sitting_open');
	meeting.sitting = meeting.lastSitting = body.sitting;
	meeting.presence.clear();
	meeting.movedFrom.clear();
}

function sitting_close(meeting, { body }) {
	demand(meeting.sitting && meeting.sitting === body.sitting, 'no_sitting');
	demand(!meeting.busy('open', 'held'), 'poll_open');
	meeting.sitting = 0;
}

// P14.4: `before` is what the person must be (undefined: has not arrived), `after` what they become.
const moves = (before, after, word) => (meeting, { body }) => {
	demand(meeting.sitting, 'no_sitting');
	demand(meeting.people.has(body.number), 'no_such_person', body.number);
	demand(meeting.presence.get(body.number) === before, word, body.number);
	meeting.presence.set(body.number, after);
	meeting.movedFrom.set(body.number, before);
};

function checkin_undo(meeting, { body: { number } }) {
	demand(meeting.sitting, 'no_sitting');
	demand(!meeting.busy('open', 'held'), 'poll_open');
	demand(meeting.people.has(number), 'no_such_person', number);
	demand(meeting.movedFrom.has(number), 'nothing_to_undo', number);
	meeting.presence.set(number, meeting.movedFrom.get(number));
	meeting.movedFrom.delete(number);
}

function anomaly(meeting, { n, body }) {
	demand(meeting.people.has(body.number), 'no_such_person', body.number);
	meeting.anomalies.add(n);
}

function anomaly_settle(meeting, { body }) {
	demand(meeting.anomalies.delete(body.anomaly), 'anomaly');
}

export const rollHandlers = {
	genesis, operator, person, badge, badge_replace, machine, machine_revoke, sitting_open, sitting_close,
	checkin: moves(undefined, 'in', 'already_in'),
	leave: moves('in', 'out', 'not_in'),
	return: moves('out', 'in', 'already_in'),
	checkin_undo, anomaly, anomaly_settle,
};
