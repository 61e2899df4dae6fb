// poll.mjs - the polls of the ballot vectors, and their delegates.

import { G, mul, pointBytes } from '../src/group.mjs';
import { draw, drawScalar } from './draw.mjs';
import { bodySize, pollHash } from '../src/poll.mjs';
import { slotKey } from '../src/slip.mjs';
import { toBase64 } from '../src/bytes.mjs';

export const MEETING = '0123456789ABCDEF';

const firsts = (rows, k) => Array.from({ length: rows }, (_, q) => [(k - 1) * q, 1]);
const approvals = firsts(5, 3);
const objections = approvals.map(([at]) => [at + 1, 1]);
const writeIns = [[10, 1], [11, 1], [12, 1]];

export const LAYOUTS = {
	// for, against
	two: { rows: [2], limits: [] },
	// for, against, abstain
	resolution: { rows: [3], limits: [] },
	// 15 officers on a scale of four
	appraisal: { rows: Array(15).fill(4), limits: [] },
	// 9 candidates for 7 seats
	council: { rows: Array(9).fill(3), limits: [{ terms: firsts(9, 3), min: 0, max: 7 }] },
	// 5 candidates for 5 seats and 3 places for other names: at most 5 approvals, and no more other names than objections
	write_ins: {
		rows: [...Array(5).fill(3), ...Array(3).fill(2)],
		limits: [
			{ terms: [...approvals, ...writeIns], min: 0, max: 5 },
			{ terms: [...writeIns, ...objections.map(([at]) => [at, -1])], min: -5, max: 0 },
		],
	},
};

// A poll's context: everything that h_poll and a body depend on.
export function makePoll(name, layout, K = pointBytes(mul(G, drawScalar('poll/key')))) {
	const given = {
		meetingId: MEETING,
		pollId: name.replace(/_/g, '-'),
		attempt: 1,
		definition: draw(`poll/${name}/definition`, 32),
		keyRecord: draw('poll/record', 32),
		K,
	};
	return { name, layout, ...given, hPoll: pollHash(given) };
}

export function makeVoter(label) {
	const code = draw(`voter/${label}`, 16);
	return { code, slot: 1, ...slotKey(code, MEETING, 1) };
}

export function listPoll(poll) {
	return {
		name: poll.name,
		meeting_id: poll.meetingId,
		poll_id: poll.pollId,
		attempt: poll.attempt,
		definition: toBase64(poll.definition),
		key_record: toBase64(poll.keyRecord),
		key: toBase64(poll.K),
		h_poll: toBase64(poll.hPoll),
		layout: poll.layout,
		body_size: bodySize(poll.layout),
	};
}
