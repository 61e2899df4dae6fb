// bundle.mjs - a sealed bundle (P17.1, P17.2): its files, its ledger folded from the first line to the last, its checkpoint.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal, toHex } from './bytes.mjs';
import { openNote, originOf, readVkey, trusteeName } from './note.mjs';
import { Meeting } from './fold.mjs';
import { Refused, demand } from './refused.mjs';

const FILES = ['checkpoint', 'ledger.jsonl', 'report.html'];

const readBytes = (folder, name) => new Uint8Array(readFileSync(join(folder, name)));

// P17.1
function checkManifest(folder) {
	const lines = FILES.map(name => `${createHash('sha256').update(readBytes(folder, name)).digest('hex')}  ${name}\n`);
	demand(readFileSync(join(folder, 'MANIFEST'), 'utf8') === lines.join(''), 'manifest');
}

// P12.3: the lines without their line feeds.
function splitLines(bytes) {
	const lines = [];
	let from = 0;
	for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
		lines.push(bytes.subarray(from, at));
		from = at + 1;
	}
	demand(from === bytes.length, 'json', 'the last line is not ended');
	return lines;
}

// Folds a whole ledger. A refusal names the line.
export function foldLedger(bytes) {
	const meeting = new Meeting();
	for (const line of splitLines(bytes)) {
		try {
			meeting.apply(line);
		} catch (error) {
			if (error instanceof Refused)
				error.message = `entry ${meeting.size}: ${error.message}`;
			throw error;
		}
	}
	demand(meeting.genesis, 'no_meeting');
	return meeting;
}

// P17.1: the final head, signed by the log and t trustees of the key record in force.
function checkCheckpoint(meeting, text) {
	const { meeting: id, log_key: log } = meeting.genesis;
	const { record } = meeting;
	demand(record, 'no_key');
	const cosigners = record.reveals.map(({ index, cosign }) => ({ name: trusteeName(id, record.ceremony, index), key: cosign }));
	const note = openNote(text, { origin: originOf(id), log, cosigners });
	demand(note.size === meeting.size && equal(note.root, meeting.tree.root()), 'head', 'checkpoint');
	demand(note.cosigners.length >= record.t, 'head', 'too few co-signatures');
}

// P17.2: what someone outside has kept.
export function checkOutside(meeting, { head, key }) {
	if (head) {
		const match = /^(0|[1-9][0-9]{0,15}):([0-9a-f]{20})$/.exec(head);
		demand(match, 'head', 'SIZE:HEX20');
		demand(toHex(meeting.tree.root(Number(match[1]))).startsWith(match[2]), 'head', head);
	}
	if (key) {
		const vkey = readVkey(key);
		demand(vkey.name === originOf(meeting.genesis.meeting) && equal(vkey.key, meeting.genesis.log_key), 'note', 'another log key');
	}
}

export function verifyBundle(folder, outside = {}) {
	checkManifest(folder);
	const meeting = foldLedger(readBytes(folder, 'ledger.jsonl'));
	demand(meeting.sealed, 'sealed', 'the ledger has no seal');
	checkCheckpoint(meeting, readFileSync(join(folder, 'checkpoint'), 'utf8'));
	checkOutside(meeting, outside);
	return meeting;
}
