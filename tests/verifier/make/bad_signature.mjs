// bad_signature.mjs - good bodies whose cast signature does not hold (P8.1).

import { N, bytesToNumber, mod, pointBytes, readPoint, scalarBytes } from '../src/group.mjs';
import { concat } from '../src/bytes.mjs';
import { makeVoter } from './poll.mjs';

export function badSignatures(bench) {
	const poll = 'resolution';
	const voter = makeVoter(`bad/${poll}`);
	const body = bench.good(poll, [1]);
	const good = bench.signed(poll, voter, body);
	const Rs = good.slice(0, 65);
	const s = bytesToNumber(good.slice(65));
	const withS = value => concat(Rs, scalarBytes(value));
	const add = (error, name, signature, more = {}) =>
		bench.add(error, name, 'the key signs this body as cast in this poll (P8.1)', { poll, body, signature, ...more });

	add('signature', 'signed as a test', bench.signed(poll, voter, body, 'test'));
	add('signature', 'signed by another key', bench.signed(poll, makeVoter('bad/other'), body));
	add('signature', 'over another body', bench.signed(poll, voter, bench.good(poll, [2], 'bad/second')));
	add('signature', 'for another poll', bench.signed('pair', voter, body));
	add('signature', 's is zero', withS(0n));
	add('signature', 's negated', withS(mod(-s)));
	add('signature', 'Rs negated', concat(pointBytes(readPoint(Rs).negate()), scalarBytes(s)));
	add('signature', 's + 1, first of two', withS(mod(s + 1n)), { group: 'two signatures' });
	add('scalar', 's is n', withS(N));
	add('scalar', 's all ones', concat(Rs, new Uint8Array(32).fill(255)));
	add('point', 'Rs is the identity', concat(new Uint8Array(65), scalarBytes(s)));
	add('point', 'Rs hybrid', concat(Uint8Array.of(6 + (Rs[64] & 1)), Rs.slice(1), scalarBytes(s)));
	add('point', 'Rs off the curve', concat(Rs.slice(0, 64), Uint8Array.of(Rs[64] ^ 1), scalarBytes(s)));
	secondOfTwo(bench, poll);
}

// Another ballot of the same delegate's neighbour, its signature wrong by as much in the other direction.
function secondOfTwo(bench, poll) {
	const voter = makeVoter('bad/neighbour');
	const body = bench.good(poll, [1], 'bad/neighbour', voter);
	const good = bench.signed(poll, voter, body);
	const signature = concat(good.slice(0, 65), scalarBytes(mod(bytesToNumber(good.slice(65)) - 1n)));
	bench.add('signature', 's − 1, second of two', 'errors that cancel under equal weights', { poll, body, voter, signature, group: 'two signatures' });
}
