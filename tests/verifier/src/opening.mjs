// opening.mjs - adding up, decryption shares, counts (P11).

import { G, IDENTITY, POINT_SIZE, SCALAR_SIZE, invert, mod, mul, pointBytes, readPoint, readScalar, scalarBytes, sum } from './group.mjs';
import { H, HS } from './hash.mjs';
import { concat } from './bytes.mjs';
import { demand, refuse } from './refused.mjs';
import { rowStarts } from './poll.mjs';

const PART_SIZE = POINT_SIZE + 2 * SCALAR_SIZE;

// P11.1. `ballots` are lists of { alpha, beta }.
export function encryptedTotals(count, ballots) {
	return Array.from({ length: count }, (_, j) => ({
		alpha: sum(ballots.map(ciphertexts => ciphertexts[j].alpha)),
		beta: sum(ballots.map(ciphertexts => ciphertexts[j].beta)),
	}));
}

// `where` is { meetingId, pollId, attempt, keyRecord, hPoll, head: { size, root } }.
function challenge(where, index, j, total, X, D, T1, T2) {
	return HS('decrypt', where.meetingId, where.pollId, where.attempt, j, where.keyRecord, index, where.head.size, where.head.root,
		...[total.alpha, total.beta, X, D, T1, T2].map(pointBytes));
}

// P11.3. `inputs` holds 64 random bytes for each ciphertext.
export function makeShare(where, index, x, totals, inputs) {
	const X = mul(G, x);
	return concat(...totals.map((total, j) => {
		const D = mul(total.alpha, x);
		const y = HS('nonce', inputs[j], scalarBytes(x), H('decrypt-statement', where.hPoll, j, pointBytes(D)), j, 0);
		const c = challenge(where, index, j, total, X, D, mul(G, y), mul(total.alpha, y));
		return concat(pointBytes(D), scalarBytes(c), scalarBytes(mod(y + c * x)));
	}));
}

// The D of every ciphertext, once all proofs hold. `X` is the trustee's public key share.
export function checkShare(where, index, X, totals, share) {
	demand(share.length === PART_SIZE * totals.length, 'range', 'length');
	const key = readPoint(X);
	return totals.map((total, j) => {
		const part = share.slice(PART_SIZE * j, PART_SIZE * (j + 1));
		const D = readPoint(part.slice(0, POINT_SIZE), { orIdentity: true });
		const c = readScalar(part.slice(POINT_SIZE, POINT_SIZE + SCALAR_SIZE));
		const z = readScalar(part.slice(POINT_SIZE + SCALAR_SIZE));
		const T1 = mul(G, z).subtract(mul(key, c));
		const T2 = mul(total.alpha, z).subtract(mul(D, c));
		demand(challenge(where, index, j, total, key, D, T1, T2) === c, 'decryption', `ciphertext ${j}`);
		return D;
	});
}

// P11.4
function lagrange(indices, i) {
	return indices.filter(l => l !== i).reduce((product, l) => mod(product * BigInt(l) * invert(BigInt(l - i))), 1n);
}

// `parts` maps a trustee's index to its D list; any t of them. Returns m_j·G for every ciphertext.
export function combine(totals, parts) {
	const indices = [...parts.keys()];
	return totals.map((total, j) =>
		total.beta.subtract(sum(indices.map(i => mul(parts.get(i)[j], lagrange(indices, i))))));
}

function countOf(point, most) {
	let candidate = IDENTITY;
	for (let m = 0; m <= most; m++) {
		if (candidate.equals(point))
			return m;
		candidate = candidate.add(G);
	}
	return refuse('no_total', 'no count fits');
}

// P11.4 and P11.5: for each contest a count for each option.
export function counts(layout, totals, parts, ballots) {
	const open = combine(totals, parts).map(point => countOf(point, ballots));
	const starts = rowStarts(layout);
	return layout.rows.map((k, q) => {
		const row = open.slice(starts[q], starts[q] + k - 1);
		const last = ballots - row.reduce((total, count) => total + count, 0);
		demand(last >= 0, 'no_total', `contest ${q}`);
		return [...row, last];
	});
}
