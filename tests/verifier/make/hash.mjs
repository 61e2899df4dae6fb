// hash.mjs - vectors of P2, P3, P8: points, scalars, fields and their hashes, signatures.

import { p256 } from '@noble/curves/nist.js';
import { G, N, mod, mul, pointBytes, readPoint, scalarBytes } from '../src/group.mjs';
import { H, HS, fields, h } from '../src/hash.mjs';
import { concat, toBase64 } from '../src/bytes.mjs';
import { draw, drawScalar } from './draw.mjs';
import { publicKey, signFields } from '../src/ed25519.mjs';
import { refusal } from '../src/refused.mjs';
import { sign } from '../src/schnorr.mjs';

const FIELD_PRIME = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const number256 = x => scalarBytes(x);

// A field as listed: { text } or { number } (u64) or { bytes }.
function listed(field) {
	if (typeof field === 'number')
		return { number: field };
	return typeof field === 'string' ? { text: field } : { bytes: toBase64(field) };
}

function hashes() {
	const lists = [
		['poll'],
		['poll', ''],
		['poll', '', ''],
		['slot-key', draw('hash/code', 16), '0123456789ABCDEF', 1],
		['ballot', 0, 2 ** 32, 2 ** 53 - 1],
		['tracking', '大会选举', new Uint8Array(300).fill(7)],
	];
	return lists.map(list => ({
		tag: `tally/1/${list[0]}`,
		fields: list.slice(1).map(listed),
		encoding: toBase64(fields(...list)),
		H: toBase64(H(...list)),
		h: toBase64(h(...list)),
		HS: toBase64(scalarBytes(HS(...list))),
	}));
}

// The smallest x on the curve: small enough for x + p to fit in 32 bytes, a second spelling that must be refused.
function twoSpellings() {
	for (let x = 1n; ; x++) {
		for (const y of [2, 3]) {
			try {
				const point = p256.Point.fromHex(`0${y}${x.toString(16).padStart(64, '0')}`);
				const good = pointBytes(point);
				return { good, bad: concat(Uint8Array.of(4), number256(x + FIELD_PRIME), good.slice(33)) };
			} catch {
				continue;
			}
		}
	}
}

export function badPoints() {
	const good = pointBytes(mul(G, 5n));
	const y = good[64] & 1;
	const with0 = prefix => concat(Uint8Array.of(prefix), good.slice(1));
	return [
		{ name: 'identity', bytes: new Uint8Array(65) },
		{ name: 'hybrid', bytes: with0(6 + y) },
		{ name: 'hybrid with the other parity', bytes: with0(7 - y) },
		{ name: 'compressed, filled with zeros', bytes: concat(Uint8Array.of(2 + y), good.slice(1, 33), new Uint8Array(32)) },
		{ name: 'prefix 0', bytes: with0(0) },
		{ name: 'not on the curve', bytes: concat(good.slice(0, 64), Uint8Array.of(good[64] ^ 1)) },
		{ name: 'x and y zero behind the prefix', bytes: concat(Uint8Array.of(4), new Uint8Array(64)) },
		{ name: 'x not below the field prime', bytes: twoSpellings().bad },
	];
}

function points() {
	const good = [1n, 2n, 3n, N - 1n, drawScalar('hash/point')].map(k => ({ name: `${k} times G`, bytes: pointBytes(mul(G, k)) }));
	good.push({ name: 'smallest x', bytes: twoSpellings().good });
	const wrongLength = [
		{ name: 'compressed', bytes: concat(Uint8Array.of(2), good[0].bytes.slice(1, 33)) },
		{ name: 'one byte', bytes: Uint8Array.of(0) },
		{ name: 'empty', bytes: new Uint8Array(0) },
		{ name: 'one byte more', bytes: concat(good[0].bytes, Uint8Array.of(0)) },
	];
	return [...good, ...badPoints(), ...wrongLength].map(({ name, bytes }) =>
		({ name, bytes: toBase64(bytes), error: refusal(() => readPoint(bytes)) }));
}

function arithmetic() {
	const pairs = [[1n, 1n], [2n, N - 1n], [N - 1n, 1n], [drawScalar('hash/a'), drawScalar('hash/b')], [0n, drawScalar('hash/c')]];
	return pairs.map(([a, b]) => ({
		a: toBase64(scalarBytes(a)),
		b: toBase64(scalarBytes(b)),
		sum: toBase64(scalarBytes(mod(a + b))),
		product: toBase64(scalarBytes(mod(a * b))),
		aG: toBase64(pointBytes(mul(G, a))),
		bG: toBase64(pointBytes(mul(G, b))),
		sumG: toBase64(pointBytes(mul(G, a + b))),
		productG: toBase64(pointBytes(mul(G, a * b))),
	}));
}

function schnorr() {
	const x = drawScalar('schnorr/x');
	return [['status', '0123456789ABCDEF', 3], ['commit', draw('schnorr/poll', 64), draw('schnorr/tracking', 32)], ['test']].map((list, at) => {
		const input = draw(`schnorr/input/${at}`, 64);
		return {
			tag: `tally/1/${list[0]}`,
			fields: list.slice(1).map(listed),
			x: toBase64(scalarBytes(x)),
			X: toBase64(pointBytes(mul(G, x))),
			input: toBase64(input),
			signature: toBase64(sign(list[0], x, input, ...list.slice(1))),
		};
	});
}

function ed25519() {
	const secret = draw('ed25519/secret', 32);
	return [['act', '0123456789ABCDEF', 1, '{"act":"seal"}'], ['confirm', '0123456789ABCDEF', 1, draw('ed25519/record', 32), pointBytes(G)]].map(list => ({
		secret: toBase64(secret),
		public: toBase64(publicKey(secret)),
		tag: `tally/1/${list[0]}`,
		fields: list.slice(1).map(listed),
		message: toBase64(fields(...list)),
		signature: toBase64(signFields(secret, ...list)),
	}));
}

function badSignatures() {
	const x = drawScalar('schnorr/x');
	const fieldsOf = ['0123456789ABCDEF', 3];
	const good = sign('status', x, draw('schnorr/bad', 64), ...fieldsOf);
	const flipped = (bytes, at) => Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 1 : byte));
	const negated = pointBytes(readPoint(good.slice(0, 65)).negate());
	const s = good.slice(65);
	return [
		['s changed', flipped(good, 96), 'signature'],
		['s is n', concat(good.slice(0, 65), scalarBytes(N)), 'scalar'],
		['s is all ones', concat(good.slice(0, 65), new Uint8Array(32).fill(255)), 'scalar'],
		['s is zero', concat(good.slice(0, 65), new Uint8Array(32)), 'signature'],
		['Rs off the curve', flipped(good, 64), 'point'],
		['Rs is the identity', concat(new Uint8Array(65), s), 'point'],
		['Rs negated', concat(negated, s), 'signature'],
		['Rs is G', concat(pointBytes(G), s), 'signature'],
	].map(([name, signature, error]) => ({
		name, error,
		tag: 'tally/1/status',
		fields: fieldsOf.map(listed),
		X: toBase64(pointBytes(mul(G, x))),
		signature: toBase64(signature),
	}));
}

export function makeHash() {
	const scalars = [0n, 1n, N - 1n, N, N + 1n, 2n ** 256n - 1n].map(x => ({ bytes: toBase64(number256(x)), error: x < N ? null : 'scalar' }));
	return {
		hashes: hashes(),
		points: points(),
		scalars,
		arithmetic: arithmetic(),
		schnorr: schnorr(),
		schnorr_bad: badSignatures(),
		ed25519: ed25519(),
	};
}
