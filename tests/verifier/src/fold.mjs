// fold.mjs - the state of a meeting as a function of its entries (P14): who handles what, and the state that they share.
//
// Every handler checks first and changes after, so that a refused entry changes nothing. Equations over the group are checked too (P14.14).

import { ACTS } from './bodies.mjs';
import { Tree } from './tree.mjs';
import { checkFields } from './ed25519.mjs';
import { demand } from './refused.mjs';
import { keyHandlers } from './fold_keys.mjs';
import { openingHandlers } from './fold_opening.mjs';
import { parseObject } from './json.mjs';
import { pollHandlers } from './fold_poll.mjs';
import { readEntry } from './entry.mjs';
import { rollHandlers } from './fold_roll.mjs';
import { wayHandlers } from './fold_ways.mjs';
import { toHex } from './bytes.mjs';

const HANDLERS = { ...rollHandlers, ...keyHandlers, ...pollHandlers, ...openingHandlers, ...wayHandlers };
const NO_ENTRY = '0'.repeat(64);
const SERVER = 'machine:server';
const BY_THRESHOLD = ['slip_lists', 'seal'];
const BY_SERVER = ['server_start', 'result'];

export class Meeting {
	constructor() {
		this.tree = new Tree();
		this.last = NO_ENTRY;
		this.genesis = null;
		this.sealed = false;
		this.founder = '';
		this.operators = new Map();     // name -> is active
		this.people = new Map();        // number -> person
		this.badges = new Map();        // number -> hash (hex)
		this.machines = new Map();      // spki (hex) -> machine, the not revoked
		this.sitting = 0;               // open one, or 0
		this.lastSitting = 0;
		this.presence = new Map();      // number -> 'in' or 'out', of this sitting
		this.movedFrom = new Map();     // number -> presence before the last move, while that can be undone
		this.anomalies = new Set();     // numbers of those that are not settled
		this.ceremony = null;           // the running one
		this.lastCeremony = 0;
		this.record = null;             // key record in force
		this.records = [];              // all that ever were
		this.issues = [];
		this.acts = 0;
		this.lastSlot = 0;
		this.polls = new Map();         // id -> poll, in the order of the agenda
		this.attempts = [];             // in the order in which they were opened
		this.cosigned = new Map();      // size -> names of the trustees who co-signed that head
	}

	get size() {
		return this.tree.leaves.length;
	}

	// The next line of the ledger, without its line feed.
	apply(line) {
		const entry = readEntry(line, this.size, this.last);
		demand(!this.sealed, 'sealed');
		demand((this.size === 0) === (entry.type === 'genesis'), this.genesis ? 'meeting_exists' : 'no_meeting');
		this.checkActors(entry);
		const act = ACTS[entry.type] ? this.readAct(entry) : undefined;
		HANDLERS[entry.type](this, entry, act);
		if (act)
			this.acts = entry.body.number;
		this.tree.append(entry.leaf);
		this.last = toHex(entry.leaf);
		return entry;
	}

	// P14.1, P14.5
	checkActors({ type, by, body }) {
		demand(new Set(by).size === by.length, 'second_person');
		const machines = [...this.machines.values()].map(({ name }) => `machine:${name}`);
		for (const actor of by) {
			if (actor.startsWith('machine:'))
				demand(by.length === 1 && (machines.includes(actor) || (actor === SERVER && BY_SERVER.includes(type))), 'machine', actor);
			else if (this.operators.size > 0)
				demand(this.operators.get(actor), 'not_permitted', actor);
			else if (type !== 'genesis')
				demand(type === 'operator' && actor === this.founder && body.name === actor && body.active, 'not_permitted', actor);
		}
	}

	// P13.0, P14.8
	readAct({ type, body }) {
		demand(this.record, 'no_key');
		demand(body.number === this.acts + 1, 'act', `number ${body.number}`);
		const indices = new Set(body.sigs.map(({ index }) => index));
		const needed = BY_THRESHOLD.includes(type) ? this.record.t : 1;
		demand(indices.size === body.sigs.length && indices.size >= needed, 'act', 'too few signatures');
		for (const { index, sig } of body.sigs) {
			const trustee = this.record.reveals[index - 1];
			demand(trustee, 'act', `trustee ${index}`);
			checkFields(trustee.cosign, sig, 'act', this.genesis.meeting, body.number, body.act);
		}
		return ACTS[type](parseObject(body.act));
	}

	attempt({ poll, attempt }) {
		const known = this.polls.get(poll);
		demand(known, 'no_such_poll', poll);
		const found = known.attempts[attempt - 1];
		demand(found, 'poll_state', `${poll} has no attempt ${attempt}`);
		return found;
	}

	// An attempt in one of these states.
	attemptIn(body, ...states) {
		const found = this.attempt(body);
		demand(states.includes(found.state), 'poll_state', `${body.poll} is ${found.state}`);
		return found;
	}

	// The attempt that is in one of these states, if any.
	busy(...states) {
		return this.attempts.find(({ state }) => states.includes(state));
	}

	isIn({ number }) {
		return this.presence.get(number) === 'in';
	}
}
