// draw.mjs - the random inputs of the vectors: SHA-512 in counter mode over a label, so that every run makes the same files.

import { sha512 } from '@noble/hashes/sha2.js';
import { concat, u64, utf8 } from '../src/bytes.mjs';
import { bytesToNumber, mod } from '../src/group.mjs';

export function draw(label, size) {
	const blocks = Array.from({ length: Math.ceil(size / 64) }, (_, at) => sha512(concat(utf8(`tally vectors/${label}/`), u64(at))));
	return concat(...blocks).slice(0, size);
}

export function drawScalar(label) {
	return mod(bytesToNumber(draw(label, 64)));
}

export function drawInputs(label, count) {
	return Array.from({ length: count }, (_, at) => draw(`${label}/${at}`, 64));
}
