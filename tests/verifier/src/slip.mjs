// slip.mjs - slip codes, slot keys and the lists of an issue (P5).

import { G, mul, pointBytes, scalarBytes } from './group.mjs';
import { HS, h } from './hash.mjs';
import { compare, concat, equal } from './bytes.mjs';
import { demand } from './refused.mjs';

// P5.1: { x, X } of slot p of the slip with this code (16 bytes).
export function slotKey(code, meetingId, slot) {
	const x = HS('slot-key', code, meetingId, slot);
	demand(x !== 0n, 'code', 'zero slot key');
	return { x, X: pointBytes(mul(G, x)), secret: scalarBytes(x) };
}

// P5.2: the public keys of one slot in their published order.
export function sortKeys(keys) {
	const sorted = [...keys].sort(compare);
	demand(sorted.every((key, at) => at === 0 || !equal(key, sorted[at - 1])), 'repeated', 'slot key');
	return sorted;
}

export function isSorted(keys) {
	return keys.every((key, at) => at === 0 || compare(keys[at - 1], key) < 0);
}

export function listHash(meetingId, issue, slot, sortedKeys) {
	return h('slot-list', meetingId, issue, slot, concat(...sortedKeys));
}

// P5.3
export function issueFingerprint(meetingId, issue, slips, listHashes) {
	return h('slip-lists', meetingId, issue, slips, concat(...listHashes));
}
