// bench.mjs - where bad ballots are made: their polls, their delegate, and ways to damage a body.

import { LAYOUTS, makePoll, makeVoter } from './poll.mjs';
import { draw } from './draw.mjs';
import { errorSum, forge } from './forge.mjs';
import { parseBody } from '../src/ballot.mjs';
import { sealFor } from './ballot.mjs';
import { sign } from '../src/schnorr.mjs';
import { toBase64 } from '../src/bytes.mjs';

const NAMES = ['resolution', 'council', 'write_ins'];
export const POLLS = { pair: { rows: [3, 3], limits: [] }, ...Object.fromEntries(NAMES.map(name => [name, LAYOUTS[name]])) };

export class Bench {
	constructor() {
		this.items = [];
		this.polls = Object.fromEntries(Object.entries(POLLS).map(([name, layout]) => [name, makePoll(name, layout)]));
	}

	// A ballot as cast: signed by its key over the body, unless `signature` says otherwise.
	add(error, name, purpose, { poll, body, voter, signature, group }) {
		const by = voter ?? makeVoter(`bad/${poll}`);
		this.items.push({
			name, purpose, error,
			...(group ? { group } : {}),
			poll,
			slot_key: toBase64(by.X),
			body: toBase64(body),
			signature: toBase64(signature ?? this.signed(poll, by, body)),
		});
	}

	signed(poll, voter, body, tag = 'cast') {
		return sign(tag, voter.x, draw(`bad/signature/${this.items.length}`, 64), this.polls[poll].hPoll, body);
	}

	good(poll, marks, label = 'bad/good', voter = makeVoter(`bad/${poll}`)) {
		return sealFor(this.polls[poll], voter, `${label}/${poll}`, marks).body;
	}

	forged(poll, label, values, wishes, r) {
		return forge(this.polls[poll], makeVoter(`bad/${poll}`).X, `bad/${label}`, values, wishes, r);
	}

	errorSum(poll, body) {
		return errorSum(this.polls[poll], makeVoter(`bad/${poll}`).X, parseBody(POLLS[poll], body));
	}
}

export function patch(body, at, bytes) {
	const out = body.slice();
	out.set(bytes, at);
	return out;
}

export const flip = (body, at) => patch(body, at, [body[at] ^ 1]);

export function exchange(body, at, other, size) {
	return patch(patch(body, at, body.slice(other, other + size)), other, body.slice(at, at + size));
}
