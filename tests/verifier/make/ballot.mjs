// ballot.mjs - good ballots with every random input (P6, P7, P8, P9).

import { LAYOUTS, listPoll, makePoll, makeVoter } from './poll.mjs';
import { draw, drawInputs } from './draw.mjs';
import { seal, trackingHash } from '../src/ballot.mjs';
import { encodeCode } from '../src/codes.mjs';
import { proofsOf } from '../src/poll.mjs';
import { sign } from '../src/schnorr.mjs';
import { toBase64 } from '../src/bytes.mjs';

// Marked options, counted from 0, of each ballot of each poll.
const MARKS = {
	two: [[0], [1]],
	resolution: [[0], [1], [2]],
	appraisal: [[0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 0, 0]],
	council: [[0, 0, 0, 0, 0, 0, 0, 1, 2], Array(9).fill(1)],
	write_ins: [[0, 0, 0, 1, 1, 0, 0, 1], [1, 1, 1, 1, 1, 0, 0, 0], [2, 2, 2, 2, 2, 1, 1, 1]],
};

export function sealFor(poll, voter, label, marks) {
	const ballotId = draw(`${label}/id`, 16);
	const seed = draw(`${label}/seed`, 32);
	const proofInputs = drawInputs(`${label}/proof`, proofsOf(poll.layout).length);
	const body = seal({ ...poll, X: voter.X, ballotId, seed, proofInputs, marks });
	return { ballotId, seed, proofInputs, body };
}

function makeBallot(poll, marks, at) {
	const label = `ballot/${poll.name}/${at}`;
	const voter = makeVoter(label);
	const { ballotId, seed, proofInputs, body } = sealFor(poll, voter, label, marks);
	const tracking = trackingHash(poll.hPoll, voter.X, body);
	const signed = { commit: tracking, cast: body, test: body };
	const signatures = {};
	for (const [tag, what] of Object.entries(signed)) {
		const input = draw(`${label}/${tag}`, 64);
		signatures[tag] = { input: toBase64(input), signature: toBase64(sign(tag, voter.x, input, poll.hPoll, what)) };
	}
	return {
		code: toBase64(voter.code),
		slot: voter.slot,
		slot_secret: toBase64(voter.secret),
		slot_key: toBase64(voter.X),
		marks,
		ballot_id: toBase64(ballotId),
		seed: toBase64(seed),
		proof_inputs: proofInputs.map(toBase64),
		body: toBase64(body),
		tracking: toBase64(tracking),
		tracking_code: encodeCode('tracking', tracking.slice(0, 10)),
		signatures,
	};
}

export function makeBallots() {
	return {
		polls: Object.entries(LAYOUTS).map(([name, layout]) => {
			const poll = makePoll(name, layout);
			return { ...listPoll(poll), ballots: MARKS[name].map((marks, at) => makeBallot(poll, marks, at)) };
		}),
	};
}
