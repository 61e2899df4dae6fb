// ceremony.mjs - the key ceremony of n trustees (P10): reveals, shares, and the key record that comes of them.

import { createCipheriv, createDecipheriv } from 'node:crypto';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { G, IDENTITY, POINT_SIZE, isIdentity, mod, mul, pointBytes, readPoint, readScalar, scalarBytes, sum } from './group.mjs';
import { SIGNATURE_SIZE, checkSignature, sign } from './schnorr.mjs';
import { concat, equal, toBase64 } from './bytes.mjs';
import { fields, h } from './hash.mjs';
import { demand } from './refused.mjs';
import { parseObject } from './json.mjs';
import * as shape from './shape.mjs';

const TAG_SIZE = 16;
const NONCE = new Uint8Array(12);

// P10.2
export function commitHash(meetingId, ceremony, index, text) {
	return h('ceremony-commit', meetingId, ceremony, index, text);
}

// P10.3. `coefficients` are scalars, `channel` the public key's bytes, `inputs` 64 random bytes for each proof of possession.
export function revealText({ meetingId, ceremony, index, name, auto, channel, cosign, coefficients, inputs, fresh }) {
	const possession = coefficients.map((f, k) => sign('possession', f, inputs[k], meetingId, ceremony, index, k));
	return JSON.stringify({
		index, name, auto,
		channel: toBase64(channel),
		cosign: toBase64(cosign),
		coefficients: coefficients.map(f => toBase64(pointBytes(mul(G, f)))),
		possession: possession.map(toBase64),
		fresh: toBase64(fresh),
	});
}

export function readReveal({ meetingId, ceremony, n, t }, text) {
	const reveal = shape.object({
		index: shape.integer(1, n),
		name: shape.text(1, 60),
		auto: shape.bool,
		channel: shape.base64(POINT_SIZE),
		cosign: shape.base64(32),
		coefficients: shape.list(shape.base64(POINT_SIZE), t, t),
		possession: shape.list(shape.base64(SIGNATURE_SIZE), t, t),
		fresh: shape.base64(32),
	})(parseObject(text));
	readPoint(reveal.channel);
	const points = reveal.coefficients.map(bytes => readPoint(bytes));
	reveal.possession.forEach((signature, k) =>
		checkSignature('possession', reveal.coefficients[k], signature, meetingId, ceremony, reveal.index, k));
	return { ...reveal, points };
}

// f(x) over scalars, and the same in the exponent.
export function evaluate(coefficients, x) {
	return coefficients.reduceRight((total, f) => mod(total * BigInt(x) + f), 0n);
}

function evaluatePoints(points, x) {
	return points.reduceRight((total, C) => mul(total, BigInt(x)).add(C), IDENTITY);
}

// P10.4: info and key of the box from trustee i to trustee j.
function boxKey({ meetingId, ceremony, from, to }, E, channel, secret) {
	const info = fields('ceremony-share', meetingId, ceremony, from, to, E, channel);
	return { info, key: hkdf(sha256, secret, undefined, info, 32) };
}

// `e` is the ephemeral secret, `channel` the receiver's public key as bytes, `share` the scalar f_i(j).
export function sealShare(where, e, channel, share) {
	const E = pointBytes(mul(G, e));
	const { info, key } = boxKey(where, E, channel, pointBytes(mul(readPoint(channel), e)));
	const cipher = createCipheriv('aes-256-gcm', key, NONCE).setAAD(info);
	const sealed = concat(cipher.update(scalarBytes(share)), cipher.final());
	return { ephemeral: E, box: concat(sealed, cipher.getAuthTag()) };
}

export function openShare(where, channelSecret, { ephemeral, box }) {
	const channel = pointBytes(mul(G, channelSecret));
	const { info, key } = boxKey(where, ephemeral, channel, pointBytes(mul(readPoint(ephemeral), channelSecret)));
	demand(box.length === 32 + TAG_SIZE, 'share', 'length');
	const decipher = createDecipheriv('aes-256-gcm', key, NONCE).setAAD(info).setAuthTag(box.slice(32));
	let plain;
	try {
		plain = concat(decipher.update(box.slice(0, 32)), decipher.final());
	} catch {
		demand(false, 'share', 'box');
	}
	return readScalar(plain);
}

// P10.5, what a receiver checks: share·G against the sender's public coefficients.
export function checkShare(points, to, share) {
	demand(mul(G, share).equals(evaluatePoints(points, to)), 'share', 'not on the polynomial');
}

// P10.5 and P10.6 from the reveals in order of index.
export function keyRecord({ meetingId, ceremony, n, t }, texts) {
	demand(n >= 1 && n <= 9 && 2 * t > n && t <= n && texts.length === n, 'range', 'n and t');
	const reveals = texts.map(text => readReveal({ meetingId, ceremony, n, t }, text));
	demand(reveals.every(({ index }, at) => index === at + 1), 'range', 'indices');
	const K = sum(reveals.map(({ points }) => points[0]));
	const keys = reveals.map((_, at) => sum(reveals.map(({ points }) => evaluatePoints(points, at + 1))));
	demand([K, ...keys].every(key => !isIdentity(key)), 'point', 'identity as a key');
	return {
		n, t, reveals,
		K: pointBytes(K),
		keys: keys.map(pointBytes),
		hash: h('key-record', meetingId, ceremony, n, t, ...texts),
	};
}

export function sameRecord(record, hash, K) {
	return equal(record.hash, hash) && equal(record.K, K);
}
