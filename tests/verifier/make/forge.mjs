// forge.mjs - ballots made by someone who does not follow the rules: any plaintexts, any randomness, and proofs that
// are good in all but one chosen respect.

import { G, invert, mod, mul, readPoint, sum } from '../src/group.mjs';
import { ballotHash, bodyBytes, encrypt } from '../src/ballot.mjs';
import { challenge, randomnessOf, statement, weights } from '../src/proof.mjs';
import { drawScalar } from './draw.mjs';
import { proofsOf } from '../src/poll.mjs';

// Makes b branches for one proof by simulating all but `marked`. What may be asked for:
//   chosen    { branch: { c } or { v } } fixed values in simulated branches
//   shift     [{ branch, side: 'a' or 'b', by }] adds by·G to a commitment before the challenge is taken
//   balanced  a false statement whose errors are -c_i·d_i·G with Σ c_i = c and Σ c_i·d_i = 0 (they cancel under one weight)
function forgeProof(poll, number, hBallot, ciphertexts, r, values, label, wish) {
	const proof = proofsOf(poll.layout)[number];
	const K = readPoint(poll.K);
	const w = weights(hBallot, number, proof.combinations.length);
	const { A, B } = statement(proof, w, ciphertexts);
	const R = randomnessOf(proof, w, r);
	const vector = proof.combinations.map(terms => terms.reduce((total, [at, weight]) => total + weight * values[at], 0));
	const honest = proof.allowed.findIndex(V => V.every((value, s) => value === vector[s]));
	const marked = honest < 0 ? 0 : honest;

	const d = proof.allowed.map(V => V.reduce((total, value, s) => mod(total + w[s] * BigInt(vector[s] - value)), 0n));
	const u = drawScalar(`${label}/u`);
	const branches = proof.allowed.map((_, i) => {
		const c = wish.chosen?.[i]?.c ?? drawScalar(`${label}/c/${i}`);
		const v = wish.chosen?.[i]?.v ?? drawScalar(`${label}/v/${i}`);
		if (wish.balanced)
			return { a: mul(G, v), b: mul(K, v), c, u: v };
		if (i === marked)
			return { a: mul(G, u), b: mul(K, u), c, u };
		return { a: mul(G, v).add(mul(A, c)), b: mul(K, v).add(mul(B[i], c)), c, v };
	});
	for (const { branch, side, by } of wish.shift ?? [])
		branches[branch][side] = branches[branch][side].add(mul(G, by));

	const c = challenge(hBallot, number, branches);
	if (wish.balanced)
		balance(branches, d, c);
	else
		branches[marked].c = mod(c - branches.reduce((total, branch, i) => (i === marked ? total : total + branch.c), 0n));
	for (const branch of branches)
		branch.v ??= mod(branch.u - branch.c * R);
	return branches;
}

// Solves c_0 + c_1 = c - Σ others and c_0·d_0 + c_1·d_1 = -Σ others·d.
function balance(branches, d, c) {
	const rest = branches.slice(2);
	const total = mod(c - rest.reduce((t, branch) => t + branch.c, 0n));
	const skew = mod(-rest.reduce((t, branch, i) => t + branch.c * d[i + 2], 0n));
	branches[0].c = mod((skew - total * d[1]) * invert(d[0] - d[1]));
	branches[1].c = mod(total - branches[0].c);
}

// `values` are the plaintexts; `wishes` maps a proof's number to what its forger wants; `r` overrides randomness by ciphertext.
export function forge(poll, X, label, values, wishes = {}, r = {}) {
	const K = readPoint(poll.K);
	const ballotId = new Uint8Array(16).fill(label.length);
	const random = values.map((_, j) => r[j] ?? drawScalar(`${label}/r/${j}`));
	const ciphertexts = values.map((m, j) => encrypt(K, random[j], m));
	const hBallot = ballotHash(poll.hPoll, X, ballotId, ciphertexts);
	const proofs = proofsOf(poll.layout).map((_, number) =>
		forgeProof(poll, number, hBallot, ciphertexts, random, values, `${label}/${number}`, wishes[number] ?? {}));
	return bodyBytes({ ballotId, ciphertexts, proofs });
}

// How far each equation is from holding, as a sum: zero where errors cancel under equal weights.
export function errorSum(poll, X, { ballotId, ciphertexts, proofs }) {
	const K = readPoint(poll.K);
	const hBallot = ballotHash(poll.hPoll, X, ballotId, ciphertexts);
	return sum(proofsOf(poll.layout).flatMap((proof, number) => {
		const { A, B } = statement(proof, weights(hBallot, number, proof.combinations.length), ciphertexts);
		return proofs[number].flatMap(({ a, b, c, v }, i) => [
			a.subtract(mul(G, v)).subtract(mul(A, c)),
			b.subtract(mul(K, v)).subtract(mul(B[i], c)),
		]);
	}));
}
