// group.mjs - NIST P-256 and its scalars as bytes and back (P2). Scalars are BigInts below N.
// Variable time throughout: this program checks and makes test data, it guards no live secret.

import { p256 } from '@noble/curves/nist.js';
import { compare } from './bytes.mjs';
import { demand, refuse } from './refused.mjs';

const P = p256.Point;

export const N = P.Fn.ORDER;
export const G = P.BASE;
export const IDENTITY = P.ZERO;
export const POINT_SIZE = 65;
export const SCALAR_SIZE = 32;

const IDENTITY_BYTES = new Uint8Array(POINT_SIZE);

export function bytesToNumber(bytes) {
	return BigInt('0x' + (Buffer.from(bytes).toString('hex') || '0'));
}

export function mod(x) {
	const r = x % N;
	return r < 0n ? r + N : r;
}

export function invert(x) {
	return P.Fn.inv(mod(x));
}

export function mul(point, scalar) {
	const k = mod(BigInt(scalar));
	return k === 0n ? IDENTITY : point.multiplyUnsafe(k);
}

export function sum(points) {
	return points.reduce((total, point) => total.add(point), IDENTITY);
}

export function isIdentity(point) {
	return point.equals(IDENTITY);
}

export function pointBytes(point) {
	return isIdentity(point) ? IDENTITY_BYTES.slice() : new Uint8Array(point.toBytes(false));
}

// P2.2: one form only. `orIdentity` is for the few places where a rule says "may be the identity".
export function readPoint(bytes, { orIdentity = false } = {}) {
	demand(bytes.length === POINT_SIZE, 'point', 'length');
	if (compare(bytes, IDENTITY_BYTES) === 0)
		return orIdentity ? IDENTITY : refuse('point', 'identity');
	demand(bytes[0] === 4, 'point', 'prefix');
	try {
		return P.fromHex(Buffer.from(bytes).toString('hex'));
	} catch {
		return refuse('point', 'not on the curve');
	}
}

const bases = new Map();

// A point that many multiples will be taken of, as a meeting's key: read once, with a table.
export function readBase(bytes) {
	const name = Buffer.from(bytes).toString('hex');
	if (!bases.has(name))
		bases.set(name, readPoint(bytes).precompute(8, false));
	return bases.get(name);
}

export function scalarBytes(scalar) {
	return new Uint8Array(Buffer.from(scalar.toString(16).padStart(2 * SCALAR_SIZE, '0'), 'hex'));
}

export function readScalar(bytes, { orZero = true } = {}) {
	demand(bytes.length === SCALAR_SIZE, 'scalar', 'length');
	const scalar = bytesToNumber(bytes);
	demand(scalar < N, 'scalar', 'not below n');
	demand(orZero || scalar !== 0n, 'scalar', 'zero');
	return scalar;
}
