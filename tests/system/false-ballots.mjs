// false-ballots.mjs - a terminal that seals what it must not: node false-ballots.mjs MACHINE_FOLDER MEETING SLIP_CODE
//
// It has a delegate's slip and the key of a real machine, encrypts marks that break a limit of the open poll, or no marks at
// all, and proves them as well as a forger can. The server must refuse each cast by its proof. Last the same hands seal an
// honest ballot, which is received: so the refusals mean something.

import { randomBytes } from 'node:crypto';
import { machine } from './peer.mjs';
import { forge } from '../verifier/make/forge.mjs';
import { trackingHash } from '../verifier/src/ballot.mjs';
import { toBase64, toHex } from '../verifier/src/bytes.mjs';
import { keyRecord } from '../verifier/src/ceremony.mjs';
import { decodeCode } from '../verifier/src/codes.mjs';
import { plaintexts, pollHash } from '../verifier/src/poll.mjs';
import { sign } from '../verifier/src/schnorr.mjs';
import { slotKey } from '../verifier/src/slip.mjs';
import { leafHash } from '../verifier/src/tree.mjs';

const [folder, meetingId, slip] = process.argv.slice(2);
const peer = await machine(folder);
const { ok: { poll: open } } = await peer.ask('state');
const { poll: pollId, attempt, slot, ceremony, n, t } = open;
const { scales, contests, limits } = JSON.parse(open.definition).body;
const { hash, K } = keyRecord({ meetingId, ceremony, n, t }, open.reveals);
const layout = { rows: contests.map(({ scale }) => scales[scale].length), limits };
const hPoll = pollHash({ meetingId, pollId, attempt, definition: leafHash(Buffer.from(open.definition)), keyRecord: hash, K });
const { x, X } = slotKey(decodeCode('slip', slip), meetingId, slot);
const place = { poll: pollId, attempt, key: toBase64(X) };
const signed = (tag, what) => toBase64(sign(tag, x, new Uint8Array(randomBytes(64)), hPoll, what));

// The error code that the server answers, or "received".
async function cast(values, wishes) {
	const body = forge({ layout, hPoll, K }, X, toHex(randomBytes(8)), values, wishes);
	const tracking = trackingHash(hPoll, X, body);
	const { error } = await peer.ask('commit', { ...place, tracking: toHex(tracking), sig: signed('commit', tracking) });
	if (error)
		return `commit ${error.code}`;
	const answer = await peer.ask('cast', { ...place, body: toBase64(body), sig: signed('cast', body) });
	return answer.error?.code ?? 'received';
}

// Plaintexts of marks, some of them replaced: { ciphertext: value }.
const marks = (list, others = {}) => Object.assign(plaintexts(layout, list), others);
const LIMIT = layout.rows.length;
const cases = [
	['four approved for three seats', 'proof', marks([0, 0, 0, 0, 1, 1, 1])],
	['two written in for one objection', 'proof', marks([2, 2, 2, 2, 1, 0, 0]), { [LIMIT + 1]: { balanced: true } }],
	['one candidate approved twice', 'proof', marks([1, 1, 1, 1, 1, 1, 1], { 0: 2, 1: 0 })],
	['an approval and an objection in one row', 'proof', marks([0, 1, 1, 1, 1, 1, 1], { 1: 1 })],
	['an honest ballot of the same hands', 'received', marks([0, 0, 1, 2, 2, 0, 1])],
];
let faults = 0;
for (const [what, wanted, values, wishes] of cases) {
	const got = await cast(values, wishes);
	if (got !== wanted) {
		faults++;
		console.log(`  FALSE: ${what}: wanted ${wanted}, got ${got}`);
	}
}
peer.end();
console.log(`a hostile terminal: ${cases.length - 1} false ballots and an honest one, ${faults} found false`);
process.exit(faults ? 1 : 0);
