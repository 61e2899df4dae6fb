// codes.mjs - the codes that people read and type (P4): base 32 characters with Reed-Solomon check characters.

import { demand } from './refused.mjs';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

// What a kind of code holds: bytes of data, and how many check characters follow.
export const KINDS = {
	slip: { bytes: 16, check: 2 },
	badge: { bytes: 10, check: 4 },
	enrol: { bytes: 15, check: 4 },
	tracking: { bytes: 10, check: 4 },
	fingerprint: { bytes: 10, check: 4 },
};

// GF(32) = GF(2)[x]/(x^5 + x^2 + 1)
function times(a, b) {
	let product = 0;
	for (let bit = 0; bit < 5; bit++) {
		if (b >> bit & 1)
			product ^= a << bit;
	}
	for (let bit = 8; bit >= 5; bit--) {
		if (product >> bit & 1)
			product ^= 0b100101 << (bit - 5);
	}
	return product;
}

// g(x) = (x - a)(x - a^2)...(x - a^m), coefficients highest first; minus is plus here.
function generator(m) {
	let g = [1];
	let root = 1;
	for (let i = 0; i < m; i++) {
		root = times(root, 2);
		const next = [...g, 0];
		g.forEach((coefficient, at) => { next[at + 1] ^= times(coefficient, root); });
		g = next;
	}
	return g;
}

function checkOf(data, m) {
	const g = generator(m);
	const rest = [...data, ...Array(m).fill(0)];
	for (let at = 0; at < data.length; at++) {
		const lead = rest[at];
		g.forEach((coefficient, k) => { rest[at + k] ^= times(lead, coefficient); });
	}
	return rest.slice(data.length);
}

function characters(bytes) {
	const bits = [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('');
	return bits.match(/.{1,5}/g).map(five => parseInt(five.padEnd(5, '0'), 2));
}

// Data characters and their m check characters as shown: groups of four with a space between.
export function spell(data, m) {
	const text = [...data, ...checkOf(data, m)].map(value => ALPHABET[value]).join('');
	return text.match(/.{1,4}/g).join(' ');
}

export function encodeCode(kind, bytes) {
	const { bytes: size, check } = KINDS[kind];
	demand(bytes.length === size, 'code', 'length');
	return spell(characters(bytes), check);
}

export function decodeCode(kind, text) {
	const { bytes: size, check } = KINDS[kind];
	const plain = text.replace(/[ -]/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
	const values = [...plain].map(character => ALPHABET.indexOf(character));
	demand(values.every(value => value >= 0), 'code', 'character');
	const dataCount = Math.ceil(size * 8 / 5);
	demand(values.length === dataCount + check, 'code', 'length');

	const data = values.slice(0, dataCount);
	demand(checkOf(data, check).every((value, at) => value === values[dataCount + at]), 'code', 'check');
	const bits = data.map(value => value.toString(2).padStart(5, '0')).join('');
	demand(!bits.slice(size * 8).includes('1'), 'code', 'filling bits');
	return Uint8Array.from({ length: size }, (_, at) => parseInt(bits.slice(8 * at, 8 * at + 8), 2));
}
