// proof.mjs - one membership proof: its statement, making it, checking it (P7).
//
// A ciphertext is { alpha, beta } as points. A branch is { a, b, c, v }, points and scalars.

import { G, N, IDENTITY, isIdentity, mod, mul, pointBytes, scalarBytes, sum } from './group.mjs';
import { HS } from './hash.mjs';
import { concat } from './bytes.mjs';
import { demand } from './refused.mjs';

// P7.2
export function weights(hBallot, number, t) {
	return Array.from({ length: t }, (_, at) => (at === 0 ? 1n : HS('weight', hBallot, number, at + 1)));
}

// The same combination of anything that adds and multiplies.
function combine(combination, values, add, times, zero) {
	return combination.reduce((total, [at, weight]) => add(total, times(values[at], BigInt(weight))), zero);
}

const combinePoints = (combination, points) => combine(combination, points, (p, q) => p.add(q), mul, IDENTITY);
const combineScalars = (combination, scalars) => combine(combination, scalars, (p, q) => mod(p + q), (p, q) => mod(p * q), 0n);

export function randomnessOf(proof, w, r) {
	return proof.combinations.reduce((total, combination, s) => mod(total + w[s] * combineScalars(combination, r)), 0n);
}

// A and all B_i of a statement.
export function statement(proof, w, ciphertexts) {
	const alphas = ciphertexts.map(c => c.alpha);
	const betas = ciphertexts.map(c => c.beta);
	const A = sum(proof.combinations.map((combination, s) => mul(combinePoints(combination, alphas), w[s])));
	const B0 = sum(proof.combinations.map((combination, s) => mul(combinePoints(combination, betas), w[s])));
	const B = proof.allowed.map(V => B0.subtract(mul(G, V.reduce((total, value, s) => total + w[s] * BigInt(value), 0n))));
	return { A, B };
}

// P7.3
export function challenge(hBallot, number, branches) {
	return HS('challenge', hBallot, number, concat(...branches.flatMap(({ a, b }) => [pointBytes(a), pointBytes(b)])));
}

// P7.4
export function checkProof(proof, number, hBallot, K, ciphertexts, branches) {
	const c = challenge(hBallot, number, branches);
	const given = branches.reduce((total, branch) => (total + branch.c) % N, 0n);
	demand(given === c, 'proof', `challenges of proof ${number}`);
	const { A, B } = statement(proof, weights(hBallot, number, proof.combinations.length), ciphertexts);
	branches.forEach((branch, i) => {
		demand(branch.a.equals(mul(G, branch.v).add(mul(A, branch.c))), 'proof', `first equation, proof ${number}, branch ${i}`);
		demand(branch.b.equals(mul(K, branch.v).add(mul(B[i], branch.c))), 'proof', `second equation, proof ${number}, branch ${i}`);
	});
}

// P7.5. `marked` is the branch M, `r` the randomness of every ciphertext, `input` the 64 random bytes.
export function prove(proof, number, hBallot, K, r, marked, input) {
	const b = proof.allowed.length;
	const w = weights(hBallot, number, proof.combinations.length);
	const R = randomnessOf(proof, w, r);
	const nonce = x => HS('nonce', input, scalarBytes(R), hBallot, number, x);
	const u = proof.allowed.map((_, i) => nonce(i));
	const c = proof.allowed.map((_, i) => nonce(b + i));
	const z = nonce(2 * b);
	const d = proof.allowed.map(V => V.reduce((total, value, s) => mod(total + w[s] * BigInt(proof.allowed[marked][s] - value)), 0n));

	const branches = u.map((ui, i) => ({ a: mul(G, ui), b: mul(K, ui).subtract(mul(G, z)).add(mul(G, c[i] * d[i] + z)) }));
	demand(branches.every(branch => !isIdentity(branch.a) && !isIdentity(branch.b)), 'input', 'identity in a proof');
	const others = c.reduce((total, ci, i) => (i === marked ? total : total + ci), 0n);
	c[marked] = mod(challenge(hBallot, number, branches) - others);
	return branches.map((branch, i) => ({ ...branch, c: c[i], v: mod(u[i] - c[i] * R) }));
}
