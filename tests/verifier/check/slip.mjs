// slip.mjs - slip.json: every key follows from its code, every list from its keys, the fingerprint from the lists.

import { b64, load, same, sameBytes, sameRefusal } from './expect.mjs';
import { isSorted, issueFingerprint, listHash, slotKey } from '../src/slip.mjs';
import { checkSignature } from '../src/schnorr.mjs';
import { decodeCode } from '../src/codes.mjs';

export function checkSlip() {
	const file = load('slip.json');
	for (const { code, bytes, keys } of file.slips) {
		sameBytes(decodeCode('slip', code), bytes, code);
		for (const { slot, secret, public: key } of keys) {
			const made = slotKey(b64(bytes), file.meeting_id, slot);
			sameBytes(made.secret, secret, `secret of slot ${slot}`);
			sameBytes(made.X, key, `key of slot ${slot}`);
			same(file.lists[slot - 1].keys.includes(key), true, 'key is in its list');
		}
	}
	for (const { slot, keys, hash } of file.lists) {
		same(isSorted(keys.map(b64)), true, `order of list ${slot}`);
		sameBytes(listHash(file.meeting_id, file.issue, slot, keys.map(b64)), hash, `hash of list ${slot}`);
	}
	const hashes = file.lists.map(({ hash }) => b64(hash));
	sameBytes(issueFingerprint(file.meeting_id, file.issue, file.slips.length, hashes), file.fingerprint, 'fingerprint');
	const { slip, slot, signature } = file.status;
	const key = b64(file.slips[slip].keys[slot - 1].public);
	sameRefusal(() => checkSignature('status', key, b64(signature), file.meeting_id, slot), null, 'slip status');
}
