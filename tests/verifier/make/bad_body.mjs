// bad_body.mjs - bodies that are refused before any proof is looked at: length, points, scalars, repeated α.

import { BRANCH_SIZE, CIPHERTEXT_SIZE, ID_SIZE } from '../src/poll.mjs';
import { N, mod, scalarBytes } from '../src/group.mjs';
import { badPoints } from './hash.mjs';
import { concat } from '../src/bytes.mjs';
import { drawScalar } from './draw.mjs';
import { patch } from './bench.mjs';

function lengths(bench) {
	const body = bench.good('resolution', [0]);
	const add = (name, bytes) => bench.add('body_length', name, 'the length follows from the definition alone (P6.4)', { poll: 'resolution', body: bytes });
	add('empty', new Uint8Array(0));
	add('one byte short', body.slice(0, -1));
	add('one byte more', concat(body, Uint8Array.of(0)));
	add('twice', concat(body, body));
	add('of another poll', bench.good('pair', [0, 1]));
	add('without proofs', body.slice(0, ID_SIZE + 2 * CIPHERTEXT_SIZE));
}

function points(bench) {
	const body = bench.good('resolution', [0]);
	const proofs = ID_SIZE + CIPHERTEXT_SIZE * 2;
	const places = { alpha: ID_SIZE, beta: ID_SIZE + 65, a: proofs, b: proofs + 65 };
	for (const [place, at] of Object.entries(places)) {
		for (const { name, bytes } of badPoints()) {
			if (place === 'alpha' || name === 'identity' || name === 'hybrid')
				bench.add('point', `${place}: ${name}`, 'one form of a point only (P2.2)', { poll: 'resolution', body: patch(body, at, bytes) });
		}
	}
}

// In a simulated branch c or v can be chosen so small that the same number plus n still fits into 32 bytes.
function scalars(bench) {
	const last = ID_SIZE + CIPHERTEXT_SIZE * 2 + BRANCH_SIZE * 2 + 130;
	const add = (name, body) => bench.add('scalar', name, 'a scalar is below n (P2.3)', { poll: 'resolution', body });
	const body = bench.good('resolution', [0]);
	for (const [name, at, wish] of [['c', last, { c: 5n }], ['v', last + 32, { v: 5n }]]) {
		const small = bench.forged('resolution', `small ${name}`, [1, 0], { 0: { chosen: { 2: wish } } });
		bench.add(null, `small ${name} is good`, 'the control for the next one', { poll: 'resolution', body: small });
		add(`${name} + n`, patch(small, at, scalarBytes(5n + N)));
		add(`${name} = n`, patch(body, at, scalarBytes(N)));
		add(`${name} all ones`, patch(body, at, new Uint8Array(32).fill(255)));
	}
}

function alphas(bench) {
	const r = drawScalar('bad/alpha');
	const add = (name, body) => bench.add('alpha_repeated', name, 'an α occurs once in a ballot (P6.7)', { poll: 'pair', body });
	add('same randomness, same mark', bench.forged('pair', 'alpha 1', [1, 0, 1, 0], {}, { 0: r, 2: r }));
	add('same randomness, other mark', bench.forged('pair', 'alpha 2', [1, 0, 0, 1], {}, { 0: r, 2: r }));
	add('negated randomness, the same x', bench.forged('pair', 'alpha 4', [1, 0, 0, 1], {}, { 0: r, 2: mod(-r) }));
	add('within one contest', bench.forged('pair', 'alpha 3', [1, 0, 1, 0], {}, { 0: r, 1: r }));
}

export function badBodies(bench) {
	lengths(bench);
	points(bench);
	scalars(bench);
	alphas(bench);
}
