// codes.mjs - vectors of P1.2 and P4: encodings and the codes that people type.

import { KINDS, encodeCode, spell } from '../src/codes.mjs';
import { toBase64, toHex } from '../src/bytes.mjs';
import { draw } from './draw.mjs';

function encodings() {
	const patterns = size => [new Uint8Array(size), new Uint8Array(size).fill(0xff), Uint8Array.from({ length: size }, (_, at) => at)];
	return Object.entries(KINDS).flatMap(([kind, { bytes }]) =>
		[...patterns(bytes), draw(`code/${kind}`, bytes)].map(data => ({ kind, data: toBase64(data), code: encodeCode(kind, data) })));
}

function readings() {
	const data = draw('code/read', 10);
	const code = encodeCode('tracking', data);
	const spellings = [code, code.toLowerCase(), code.replace(/ /g, ''), code.replace(/ /g, '-'), ` ${code} `,
		code.replace(/0/g, 'O').replace(/1/g, 'L'), code.replace(/0/g, 'o').replace(/1/g, 'i')];
	return spellings.map(text => ({ kind: 'tracking', text, data: toBase64(data) }));
}

function replaceAt(text, at, character) {
	return text.slice(0, at) + character + text.slice(at + 1);
}

// A slip code's last data character carries two filling bits; here one is set and the check characters are right.
const FILLED = spell([...Array(25).fill(0), 1], 2);

function refusals() {
	const good = encodeCode('slip', draw('code/slip', 16)).replace(/ /g, '');
	const other = good[7] === 'A' ? 'B' : 'A';
	const swap = [...good].findIndex((character, at) => at > 0 && character !== good[at - 1]);
	return [
		{ purpose: 'one wrong character', text: replaceAt(good, 7, other) },
		{ purpose: 'one wrong check character', text: replaceAt(good, 27, good[27] === 'A' ? 'B' : 'A') },
		{ purpose: 'two neighbours exchanged', text: good.slice(0, swap - 1) + good[swap] + good[swap - 1] + good.slice(swap + 1) },
		{ purpose: 'one character missing', text: good.slice(0, -1) },
		{ purpose: 'one character more', text: good + '0' },
		{ purpose: 'empty', text: '' },
		{ purpose: 'U is not in the alphabet', text: replaceAt(good, 7, 'U') },
		{ purpose: 'a full stop is no separator', text: `${good.slice(0, 4)}.${good.slice(4)}` },
		{ purpose: 'filling bits are set', text: FILLED },
		{ purpose: 'code of another kind', text: encodeCode('badge', draw('code/badge', 10)) },
	].map(item => ({ kind: 'slip', ...item }));
}

export function makeCodes() {
	return {
		encode: encodings(),
		read: readings(),
		refuse: refusals(),
		base64: {
			good: [[], [0], [0, 1], [0, 1, 2], [251, 255, 254]]
				.map(bytes => ({ text: toBase64(Uint8Array.from(bytes)), hex: toHex(Uint8Array.from(bytes)) })),
			bad: ['AA', 'AA=', 'AB==', 'AAF=', 'AA==A', 'AA==AA==', 'AA ==', 'AAAA\n', ' AAAA', '-_-_', 'A', '====', 'AAA*'],
		},
		hex: { good: [{ text: '', hex: '' }, { text: '00ff7a', hex: '00ff7a' }], bad: ['0', '0G', 'AB', '0x', ' 00', '00 '] },
	};
}
