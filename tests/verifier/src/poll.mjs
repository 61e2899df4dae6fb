// poll.mjs - what follows from a poll's definition alone: ciphertext numbers, proofs, body length, h_poll (P6.1-P6.4, P7.1).
//
// A layout is { rows: [k, ...], limits: [{ terms: [[ciphertext, weight], ...], min, max }, ...] }: rows[q] is the number of
// options of contest q, limits in the definition's order.

import { POINT_SIZE, SCALAR_SIZE } from './group.mjs';
import { H } from './hash.mjs';

export const ID_SIZE = 16;
export const CIPHERTEXT_SIZE = 2 * POINT_SIZE;
export const BRANCH_SIZE = 2 * POINT_SIZE + 2 * SCALAR_SIZE;

export function ciphertextCount({ rows }) {
	return rows.reduce((total, k) => total + k - 1, 0);
}

// The number of each contest's first ciphertext.
export function rowStarts({ rows }) {
	let next = 0;
	return rows.map(k => {
		const start = next;
		next += k - 1;
		return start;
	});
}

function rowProof(start, k) {
	const combinations = Array.from({ length: k - 1 }, (_, s) => [[start + s, 1]]);
	const unit = Array.from({ length: k - 1 }, (_, i) => combinations.map((_, s) => (s === i ? 1 : 0)));
	return { combinations, allowed: [...unit, combinations.map(() => 0)] };
}

function limitProof({ terms, min, max }) {
	return { combinations: [terms], allowed: Array.from({ length: max - min + 1 }, (_, at) => [min + at]) };
}

// P7.1: each proof as { combinations: t lists of [ciphertext, weight], allowed: b vectors of t integers }.
export function proofsOf(layout) {
	const starts = rowStarts(layout);
	return [...layout.rows.map((k, q) => rowProof(starts[q], k)), ...layout.limits.map(limitProof)];
}

export function bodySize(layout) {
	const branches = proofsOf(layout).reduce((total, proof) => total + proof.allowed.length, 0);
	return ID_SIZE + CIPHERTEXT_SIZE * ciphertextCount(layout) + BRANCH_SIZE * branches;
}

// The plaintext of every ciphertext for one marked option a contest.
export function plaintexts(layout, marks) {
	return layout.rows.flatMap((k, q) => Array.from({ length: k - 1 }, (_, option) => (option === marks[q] ? 1 : 0)));
}

// P6.2. `definition` is the leaf hash of the definition's entry, `keyRecord` the key record's hash, `K` the meeting's key.
export function pollHash({ meetingId, pollId, attempt, definition, keyRecord, K }) {
	return H('poll', 1, 'P-256', meetingId, pollId, attempt, definition, keyRecord, K);
}
