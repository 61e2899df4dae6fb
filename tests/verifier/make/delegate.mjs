// delegate.mjs - what a delegate's terminal sends in the story: commits, casts, tests.

import { draw, drawInputs } from './draw.mjs';
import { seal, trackingHash } from '../src/ballot.mjs';
import { toBase64, toHex } from '../src/bytes.mjs';
import { MEETING } from './poll.mjs';
import { proofsOf } from '../src/poll.mjs';
import { sign } from '../src/schnorr.mjs';
import { slotKey } from '../src/slip.mjs';

// Ballots bear neither time nor actor.
export const NONE = { by: [], at: false };

export const flip = (bytes, at) => Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 1 : byte));
export const pick = ({ poll, attempt }) => ({ poll, attempt });

// What a delegate with slip `at` sends.
export class Delegate {
	constructor(recorder, story, { poll, attempt, slot }, at) {
		Object.assign(this, slotKey(story.codes[at], MEETING, slot), { recorder, poll, attempt, at });
		this.context = recorder.meeting.attempt({ poll, attempt });
		this.label = `ledger/${poll}/${attempt}/${at}`;
		this.signed = 0;
	}

	sign(tag, what) {
		return toBase64(sign(tag, this.x, draw(`${this.label}/sign/${this.signed++}`, 64), this.context.hPoll, what));
	}

	seal(marks, name = '', X = this.X) {
		const label = `${this.label}/${name}`;
		const inputs = drawInputs(`${label}/proof`, proofsOf(this.context.layout).length);
		const seed = draw(`${label}/seed`, 32);
		return { seed, body: seal({ ...this.context, X, ballotId: draw(`${label}/id`, 16), seed, proofInputs: inputs, marks }) };
	}

	get place() {
		return { poll: this.poll, attempt: this.attempt, key: toBase64(this.X) };
	}

	commit(body) {
		const tracking = trackingHash(this.context.hPoll, this.X, body);
		return { ...this.place, tracking: toHex(tracking), sig: this.sign('commit', tracking) };
	}

	cast(body) {
		return { ...this.place, body: toBase64(body), sig: this.sign('cast', body) };
	}

	test(body, seed) {
		return { ...this.place, body: toBase64(body), seed: toBase64(seed), sig: this.sign('test', body) };
	}

	vote(marks) {
		const { body } = this.seal(marks);
		this.recorder.add('ballot_commit', this.commit(body), NONE);
		this.recorder.add('ballot_cast', this.cast(body), NONE);
		return body;
	}
}
