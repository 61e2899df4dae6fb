// note.mjs - checkpoints: C2SP signed notes of the log, co-signed by trustees and witnesses (P12.6).

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, equal, fromBase64, toBase64, toHex, u64, utf8 } from './bytes.mjs';
import { checkBytes, signBytes } from './ed25519.mjs';
import { demand, refuse } from './refused.mjs';

const LOG = 0x01;
const COSIGNER = 0x04;
const MAX_BYTES = 16384;
const MAX_SIGNATURES = 32;

export const originOf = meetingId => `tally/m/${meetingId}`;
export const trusteeName = (meetingId, ceremony, index) => `${originOf(meetingId)}/trustee/${ceremony}/${index}`;

function keyId(name, type, key) {
	return sha256(concat(utf8(`${name}\n`), Uint8Array.of(type), key)).slice(0, 4);
}

export function noteText(origin, size, root) {
	return `${origin}\n${size}\n${toBase64(root)}\n`;
}

const cosignedMessage = (text, time) => utf8(`cosignature/v1\ntime ${time}\n${text}`);

export function logLine(origin, secret, key, text) {
	return `— ${origin} ${toBase64(concat(keyId(origin, LOG, key), signBytes(secret, utf8(text))))}\n`;
}

export function cosignatureLine(name, secret, key, text, time) {
	const signature = signBytes(secret, cosignedMessage(text, time));
	return `— ${name} ${toBase64(concat(keyId(name, COSIGNER, key), u64(time), signature))}\n`;
}

// { origin, size, root, text, signatures: [{ name, id, rest }] }; no signature is checked yet.
function parseNote(note) {
	demand(utf8(note).length <= MAX_BYTES, 'note', 'too long');
	const match = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([^\n]+)\n\n((?:— [^ \n]+ [^ \n]+\n)+)$/u.exec(note);
	demand(match, 'note', 'form');
	const [, origin, size, root, lines] = match;
	const signatures = lines.trimEnd().split('\n').map(line => {
		const [, name, blob] = line.split(' ');
		const bytes = fromBase64(blob);
		demand(bytes.length > 4, 'note', 'signature too short');
		return { name, id: bytes.slice(0, 4), rest: bytes.slice(4) };
	});
	demand(signatures.length <= MAX_SIGNATURES, 'note', 'too many signatures');
	demand(Number.isSafeInteger(Number(size)), 'note', 'size');
	return { origin, size: Number(size), root: fromBase64(root, 32), text: noteText(origin, size, fromBase64(root, 32)), signatures };
}

function checkLine(text, type, key, rest) {
	if (type === LOG)
		return checkBytes(key, utf8(text), rest);
	demand(rest.length === 8 + 64, 'signature', 'length of a co-signature');
	const time = Buffer.from(rest.slice(0, 8)).readBigUInt64BE();
	return checkBytes(key, cosignedMessage(text, time), rest.slice(8));
}

// Checks a note against the keys that we know: `log` is the log's key, `cosigners` [{ name, key, … }].
// Returns the note and the cosigners whose signature it bears, each once.
export function openNote(note, { origin, log, cosigners }) {
	const parsed = parseNote(note);
	demand(parsed.origin === origin, 'note', 'origin');
	const known = [{ name: origin, key: log, type: LOG }, ...cosigners.map(cosigner => ({ ...cosigner, type: COSIGNER, cosigner }))]
		.map(key => ({ ...key, id: keyId(key.name, key.type, key.key) }));
	const signers = new Set();
	for (const { name, id, rest } of parsed.signatures) {
		const key = known.find(candidate => candidate.name === name && equal(candidate.id, id));
		if (!key)
			continue;
		checkLine(parsed.text, key.type, key.key, rest);
		signers.add(key.cosigner ?? 'log');
	}
	if (!signers.delete('log'))
		refuse('note', 'not signed by the log');
	return { ...parsed, cosigners: [...signers] };
}

// A C2SP verifier key of the log, `name+id+base64(type ‖ key)`.
export function readVkey(vkey) {
	const match = /^([^+ ]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey);
	demand(match, 'note', 'vkey');
	const [, name, id, blob] = match;
	const bytes = fromBase64(blob, 33);
	demand(bytes[0] === LOG && toHex(keyId(name, LOG, bytes.slice(1))) === id, 'note', 'vkey');
	return { name, key: bytes.slice(1) };
}
