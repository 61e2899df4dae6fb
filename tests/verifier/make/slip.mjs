// slip.mjs - vectors of P5: slot keys, lists and the fingerprint of an issue; one signed slip status (P8).

import { encodeCode } from '../src/codes.mjs';
import { draw } from './draw.mjs';
import { issueFingerprint, listHash, slotKey, sortKeys } from '../src/slip.mjs';
import { sign } from '../src/schnorr.mjs';
import { toBase64 } from '../src/bytes.mjs';

const MEETING = '0123456789ABCDEF';
const ISSUE = 1;
const SLIPS = 5;
const SLOTS = 3;

export function makeSlip() {
	const codes = Array.from({ length: SLIPS }, (_, at) => draw(`slip/code/${at}`, 16));
	const slots = Array.from({ length: SLOTS }, (_, at) => {
		const keys = sortKeys(codes.map(code => slotKey(code, MEETING, at + 1).X));
		return { slot: at + 1, keys, hash: listHash(MEETING, ISSUE, at + 1, keys) };
	});
	const first = slotKey(codes[0], MEETING, 2);
	const input = draw('slip/status', 64);
	return {
		meeting_id: MEETING,
		issue: ISSUE,
		slips: codes.map(code => ({
			code: encodeCode('slip', code),
			bytes: toBase64(code),
			keys: slots.map(({ slot }) => {
				const { X, secret } = slotKey(code, MEETING, slot);
				return { slot, secret: toBase64(secret), public: toBase64(X) };
			}),
		})),
		lists: slots.map(({ slot, keys, hash }) => ({ slot, keys: keys.map(toBase64), hash: toBase64(hash) })),
		fingerprint: toBase64(issueFingerprint(MEETING, ISSUE, SLIPS, slots.map(({ hash }) => hash))),
		status: { slip: 0, slot: 2, input: toBase64(input), signature: toBase64(sign('status', first.x, input, MEETING, 2)) },
	};
}
