// hash.mjs - fields and the three hashes over them (P3). Tags are given short: 'poll' stands for 'tally/1/poll'.

import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { concat, u32, u64, utf8 } from './bytes.mjs';
import { N, bytesToNumber } from './group.mjs';

// A field is bytes, text, or a number that stands for u64 of it.
function bytesOf(field) {
	if (typeof field === 'number')
		return u64(field);
	return typeof field === 'string' ? utf8(field) : field;
}

export function fields(tag, ...rest) {
	const parts = [];
	for (const field of [`tally/1/${tag}`, ...rest].map(bytesOf))
		parts.push(u32(field.length), field);
	return concat(...parts);
}

export function H(tag, ...rest) {
	return sha512(fields(tag, ...rest));
}

export function h(tag, ...rest) {
	return sha256(fields(tag, ...rest));
}

export function HS(tag, ...rest) {
	return bytesToNumber(H(tag, ...rest)) % N;
}
