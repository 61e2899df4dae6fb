// bundle.mjs - a bundle made of ledger.json in a temporary folder: it holds as it is, and does not once anything in it or outside differs.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { checkOutside, verifyBundle } from '../src/bundle.mjs';
import { load, same, sameRefusal } from './expect.mjs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { refusal } from '../src/refused.mjs';
import { tmpdir } from 'node:os';
import { toHex } from '../src/bytes.mjs';

const FILES = ['checkpoint', 'ledger.jsonl', 'report.html'];

function writeBundle(folder, contents) {
	const manifest = FILES.map(name => `${createHash('sha256').update(contents[name]).digest('hex')}  ${name}\n`).join('');
	for (const [name, text] of Object.entries({ ...contents, MANIFEST: manifest }))
		writeFileSync(join(folder, name), text);
}

function checkHeads(meeting) {
	const head = `${meeting.size - 3}:${toHex(meeting.tree.root(meeting.size - 3)).slice(0, 20)}`;
	sameRefusal(() => checkOutside(meeting, { head }), null, 'a head from outside');
	sameRefusal(() => checkOutside(meeting, { head: head.replace(/.$/, last => (last === '0' ? '1' : '0')) }), 'head', 'another head');
	sameRefusal(() => checkOutside(meeting, { head: `${meeting.size + 1}:${head.split(':')[1]}` }), 'head', 'a head to come');
}

function checkIn(folder, file) {
	const good = { 'ledger.jsonl': file.lines.map(line => `${line}\n`).join(''), checkpoint: file.note, 'report.html': '<!doctype html>\n' };
	const bad = (what, change) => {
		writeBundle(folder, { ...good, ...change });
		same(refusal(() => verifyBundle(folder)) === null, false, what);
	};
	const signatures = file.note.split('\n');
	bad('a last line that is not ended', { 'ledger.jsonl': good['ledger.jsonl'].slice(0, -1) });
	bad('a checkpoint with one co-signature', { checkpoint: [...signatures.slice(0, -2), ''].join('\n') });
	writeBundle(folder, good);
	checkHeads(verifyBundle(folder));
	writeFileSync(join(folder, 'report.html'), 'another');
	sameRefusal(() => verifyBundle(folder), 'manifest', 'another report');
}

export function checkBundle() {
	const folder = mkdtempSync(join(tmpdir(), 'tally-bundle-'));
	try {
		checkIn(folder, load('ledger.json'));
	} finally {
		rmSync(folder, { recursive: true });
	}
}
