// expect.mjs - what the checks of the vectors share: reading a file, comparing, counting.

import { readFileSync } from 'node:fs';
import { fromBase64, toBase64 } from '../src/bytes.mjs';
import { refusal } from '../src/refused.mjs';

const FOLDER = new URL('../../vectors/', import.meta.url);
let checked = 0;

export const b64 = text => fromBase64(text);

export function load(name) {
	return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
}

export function same(found, listed, what) {
	checked++;
	if (found !== listed)
		throw new Error(`${what}: found ${found}, listed ${listed}`);
}

export function sameBytes(found, listed, what) {
	same(toBase64(found), listed, what);
}

// `error` null: must be accepted.
export function sameRefusal(attempt, error, what) {
	same(refusal(attempt), error, what);
}

export function takeCount() {
	const count = checked;
	checked = 0;
	return count;
}

// A listed field back to what fields() takes.
export function fieldOf({ text, number, bytes }) {
	return text ?? number ?? b64(bytes);
}

export const shortTag = tag => tag.replace(/^tally\/1\//, '');
