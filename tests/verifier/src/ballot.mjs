// ballot.mjs - sealing a ballot, taking a body apart, checking it, opening a test (P6, P7, P9).

import { G, POINT_SIZE, SCALAR_SIZE, mod, mul, pointBytes, readBase, readPoint, readScalar, scalarBytes } from './group.mjs';
import { ID_SIZE, bodySize, ciphertextCount, plaintexts, proofsOf, rowStarts } from './poll.mjs';
import { H, HS, h } from './hash.mjs';
import { checkProof, prove } from './proof.mjs';
import { concat, toBase64 } from './bytes.mjs';
import { demand, refuse } from './refused.mjs';

// P6.6
function randomness(seed, hPoll, X, ballotId, number) {
	const r = HS('r', seed, hPoll, X, ballotId, number);
	demand(r !== 0n, 'input', 'zero randomness');
	return r;
}

// P6.3
export function encrypt(K, r, m) {
	return { alpha: mul(G, r), beta: mul(K, r).add(mul(G, mod(BigInt(m)))) };
}

const ciphertextBytes = ({ alpha, beta }) => concat(pointBytes(alpha), pointBytes(beta));

function branchBytes({ a, b, c, v }) {
	return concat(pointBytes(a), pointBytes(b), scalarBytes(c), scalarBytes(v));
}

// P6.5
export function ballotHash(hPoll, X, ballotId, ciphertexts) {
	return H('ballot', hPoll, X, ballotId, concat(...ciphertexts.map(ciphertextBytes)));
}

// P6.4; `proofs` holds a list of branches for each proof.
export function bodyBytes({ ballotId, ciphertexts, proofs }) {
	return concat(ballotId, ...ciphertexts.map(ciphertextBytes), ...proofs.flat().map(branchBytes));
}

function markedBranch(proof, values) {
	const vector = proof.combinations.map(terms => terms.reduce((total, [at, weight]) => total + weight * values[at], 0));
	const marked = proof.allowed.findIndex(V => V.every((value, s) => value === vector[s]));
	demand(marked >= 0, 'marks', 'not an allowed ballot');
	return marked;
}

// P7.5 for a whole ballot. `marks` holds the marked option of each contest, `proofInputs` 64 random bytes for each proof.
export function seal({ layout, hPoll, K, X, ballotId, seed, proofInputs, marks }) {
	const key = readBase(K);
	const values = plaintexts(layout, marks);
	const r = values.map((_, j) => randomness(seed, hPoll, X, ballotId, j));
	const ciphertexts = values.map((m, j) => encrypt(key, r[j], m));
	const hBallot = ballotHash(hPoll, X, ballotId, ciphertexts);
	const proofs = proofsOf(layout).map((proof, number) =>
		prove(proof, number, hBallot, key, r, markedBranch(proof, values), proofInputs[number]));
	return bodyBytes({ ballotId, ciphertexts, proofs });
}

// Length, points and scalars; no arithmetic (P6.4).
export function parseBody(layout, body) {
	demand(body.length === bodySize(layout), 'body_length', `${body.length}, not ${bodySize(layout)}`);
	let at = 0;
	const take = size => body.slice(at, at += size);
	const point = () => readPoint(take(POINT_SIZE));
	const scalar = () => readScalar(take(SCALAR_SIZE));

	const ballotId = take(ID_SIZE);
	const ciphertexts = Array.from({ length: ciphertextCount(layout) }, () => ({ alpha: point(), beta: point() }));
	const proofs = proofsOf(layout).map(proof => proof.allowed.map(() => ({ a: point(), b: point(), c: scalar(), v: scalar() })));
	return { ballotId, ciphertexts, proofs };
}

// P6.7: the x coordinates. For one ballot here; across ballots the caller keeps the set.
export function alphasOf(ciphertexts) {
	return ciphertexts.map(({ alpha }) => toBase64(pointBytes(alpha).slice(1, 33)));
}

// Everything that a body must satisfy by itself. Returns it taken apart.
export function checkBody({ layout, hPoll, K, X }, body) {
	const parsed = parseBody(layout, body);
	const alphas = alphasOf(parsed.ciphertexts);
	demand(new Set(alphas).size === alphas.length, 'alpha_repeated');
	const hBallot = ballotHash(hPoll, X, parsed.ballotId, parsed.ciphertexts);
	const key = readBase(K);
	proofsOf(layout).forEach((proof, number) =>
		checkProof(proof, number, hBallot, key, parsed.ciphertexts, parsed.proofs[number]));
	return parsed;
}

// P9.1
export function trackingHash(hPoll, X, body) {
	return h('tracking', hPoll, X, body);
}

// P9.6: the marked option of each contest, found with the seed.
export function openTest({ layout, hPoll, K, X }, body, seed) {
	const { ballotId, ciphertexts } = parseBody(layout, body);
	const key = readBase(K);
	const starts = rowStarts(layout);
	const values = ciphertexts.map(({ alpha, beta }, j) => {
		const r = randomness(seed, hPoll, X, ballotId, j);
		return [0, 1].find(m => {
			const made = encrypt(key, r, m);
			return made.alpha.equals(alpha) && made.beta.equals(beta);
		});
	});
	return layout.rows.map((k, q) => {
		const row = values.slice(starts[q], starts[q] + k - 1);
		const marked = row.filter(value => value === 1).length;
		if (row.includes(undefined) || marked > 1)
			refuse('seed', `contest ${q}`);
		return marked === 1 ? row.indexOf(1) : k - 1;
	});
}
