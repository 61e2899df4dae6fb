// verify.mjs - is this sealed bundle right?  node verify.mjs BUNDLE [--head SIZE:HEX20] [--key VKEY]
//
// BUNDLE may also be a ledger file alone, sealed or not: then only what its lines say is checked. Exit status 0 if all holds.

import { readFileSync, statSync } from 'node:fs';
import { checkOutside, foldLedger, verifyBundle } from './src/bundle.mjs';
import { encodeCode } from './src/codes.mjs';
import { toHex } from './src/bytes.mjs';

const USAGE = 'usage: node verify.mjs BUNDLE [--head SIZE:HEX20] [--key VKEY]';

function readArguments(list) {
	const [path, ...rest] = list;
	const outside = {};
	if (!path || path.startsWith('--') || rest.length % 2 !== 0)
		return null;
	for (let at = 0; at < rest.length; at += 2) {
		const name = { '--head': 'head', '--key': 'key' }[rest[at]];
		if (!name)
			return null;
		outside[name] = rest[at + 1];
	}
	return { path, outside };
}

function verify({ path, outside }) {
	if (statSync(path).isDirectory())
		return verifyBundle(path, outside);
	const meeting = foldLedger(new Uint8Array(readFileSync(path)));
	checkOutside(meeting, outside);
	return meeting;
}

// What a verdict says of contest q.
function said({ contests, elected, tied }, q) {
	if (!elected)
		return contests[q].outcome;
	return elected.includes(q) ? 'elected' : tied.includes(q) ? 'tied' : 'not elected';
}

function report(meeting, outside) {
	console.log(`${meeting.genesis.name}: ${meeting.size} entries, head ${meeting.size}:${toHex(meeting.tree.root()).slice(0, 20)}`);
	for (const record of meeting.records)
		console.log(`key record ${record.ceremony}: ${encodeCode('fingerprint', record.hash.slice(0, 10))}`);
	for (const { pollId, attempt, state, figures, counts, verdict, definition } of meeting.attempts) {
		console.log(`${pollId} ${attempt} ${state}: issued ${figures.issued}, returned ${figures.returned ?? '-'}`);
		counts?.forEach((row, q) => console.log(`  ${definition.contests[q].title}: ${row.join(' ')}: ${said(verdict, q)}`));
		if (verdict?.elected)
			console.log(`  unfilled ${verdict.unfilled}, next ${verdict.next}`);
	}
	console.log(outside.head || outside.key ? 'The record holds, and agrees with what was kept outside.' : 'The record agrees with itself.');
}

const given = readArguments(process.argv.slice(2));
if (!given) {
	console.error(USAGE);
	process.exit(2);
}
try {
	report(verify(given), given.outside);
} catch (error) {
	console.error(`refused: ${error.message}`);
	process.exit(1);
}
