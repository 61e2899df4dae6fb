// bytes.mjs - byte strings: joining, integers, text, and the strict forms of base64 and hex (P1.1, P1.2).

import { refuse, demand } from './refused.mjs';

export function concat(...parts) {
	return new Uint8Array(Buffer.concat(parts));
}

export function equal(a, b) {
	return Buffer.compare(a, b) === 0;
}

export function compare(a, b) {
	return Buffer.compare(a, b);
}

export function u32(x) {
	const out = Buffer.alloc(4);
	out.writeUInt32BE(x);
	return new Uint8Array(out);
}

export function u64(x) {
	demand(Number.isSafeInteger(x) && x >= 0, 'range', `u64 of ${x}`);
	const out = Buffer.alloc(8);
	out.writeBigUInt64BE(BigInt(x));
	return new Uint8Array(out);
}

export function utf8(text) {
	return new Uint8Array(Buffer.from(text, 'utf8'));
}

export function toBase64(bytes) {
	return Buffer.from(bytes).toString('base64');
}

export function toHex(bytes) {
	return Buffer.from(bytes).toString('hex');
}

// Decoders take any string and return the same bytes for exactly one spelling; `size`, if given, is the only length allowed.
export function fromBase64(text, size) {
	if (typeof text !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(text))
		refuse('base64');
	const bytes = new Uint8Array(Buffer.from(text, 'base64'));
	demand(toBase64(bytes) === text, 'base64');
	demand(size === undefined || bytes.length === size, 'base64', `${bytes.length} bytes, not ${size}`);
	return bytes;
}

export function fromHex(text, size) {
	if (typeof text !== 'string' || !/^([0-9a-f]{2})*$/.test(text))
		refuse('hex');
	const bytes = new Uint8Array(Buffer.from(text, 'hex'));
	demand(size === undefined || bytes.length === size, 'hex', `${bytes.length} bytes, not ${size}`);
	return bytes;
}
