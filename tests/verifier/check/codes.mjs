// codes.mjs - codes.json: codes decode to what is listed, and nothing else is accepted.

import { b64, load, same, sameBytes, sameRefusal } from './expect.mjs';
import { decodeCode } from '../src/codes.mjs';
import { fromBase64, fromHex, toHex } from '../src/bytes.mjs';

export function checkCodes() {
	const file = load('codes.json');
	for (const { kind, data, code } of file.encode) {
		sameBytes(decodeCode(kind, code), data, code);
		same(b64(data).length > 0 && /^([0-9A-Z]{4} ){4,6}[0-9A-Z]{4}$/.test(code), true, `groups of four: ${code}`);
	}
	for (const { kind, text, data } of file.read)
		sameBytes(decodeCode(kind, text), data, text);
	for (const { kind, text, purpose } of file.refuse)
		sameRefusal(() => decodeCode(kind, text), 'code', purpose);
	for (const { text, hex } of file.base64.good)
		same(toHex(fromBase64(text)), hex, text);
	for (const text of file.base64.bad)
		sameRefusal(() => fromBase64(text), 'base64', JSON.stringify(text));
	for (const { text, hex } of file.hex.good)
		same(toHex(fromHex(text)), hex, text);
	for (const text of file.hex.bad)
		sameRefusal(() => fromHex(text), 'hex', JSON.stringify(text));
}
