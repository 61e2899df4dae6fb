// receipts.mjs - does the ledger keep what the terminals were told? node receipts.mjs LEDGER LOG...
//
// Each "received" in the logs must be one ballot_cast with that entry number, and its tracking code, computed from the body
// (P9.1), the printed one; every cast in the ledger must be the ballot of one voter; no key casts twice in an attempt. Prints
// figures; exit status 1 and one line a fault if something does not hold.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { spell } from './codes.mjs';

const sha256 = bytes => createHash('sha256').update(bytes).digest();

function u64(n) {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64BE(BigInt(n));
	return bytes;
}

// P3.1
function fields(tag, ...rest) {
	return Buffer.concat([`tally/1/${tag}`, ...rest].map(field => typeof field === 'number' ? u64(field) : Buffer.from(field)).flatMap(bytes => {
		const length = Buffer.alloc(4);
		length.writeUInt32BE(bytes.length);
		return [length, bytes];
	}));
}

const faults = [];
const demand = (holds, words) => holds || faults.push(words);

const [path, ...logs] = process.argv.slice(2);
const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
const entries = lines.map(line => JSON.parse(line));
const leaves = lines.map(line => sha256(Buffer.concat([Buffer.from([0]), Buffer.from(line)])));
entries.forEach((entry, n) => demand(entry.n === n && entry.prev === (n ? leaves[n - 1].toString('hex') : '0'.repeat(64)),
	`entry ${n} does not follow the one before`));

const meeting = entries[0].body.meeting;
const records = new Map();      // by ceremony
const attempts = new Map();     // "poll attempt" to its h_poll (P6.2)
const casts = new Map();        // entry number to { poll, code, isClaimed }
const keys = new Set();
for (const { n, type, body } of entries) {
	if (type === 'ceremony_confirm')
		records.set(body.ceremony, Buffer.from(body.key, 'base64'));
	if (type === 'poll_open') {
		const said = fields('poll', 1, 'P-256', meeting, body.poll, body.attempt, leaves[body.definition],
			Buffer.from(body.key_record, 'hex'), records.get(body.ceremony));
		attempts.set(`${body.poll} ${body.attempt}`, createHash('sha512').update(said).digest());
	}
	if (type !== 'ballot_cast')
		continue;
	const attempt = `${body.poll} ${body.attempt}`;
	const tracking = sha256(fields('tracking', attempts.get(attempt), Buffer.from(body.key, 'base64'), Buffer.from(body.body, 'base64')));
	demand(!keys.has(`${attempt} ${body.key}`), `entry ${n}: this key has cast before`);
	keys.add(`${attempt} ${body.key}`);
	casts.set(n, { poll: body.poll, code: spell(tracking.subarray(0, 10), 4), isClaimed: false });
}

const figures = { received: 0, elsewhere: 0, refused: 0, tested: 0 };
for (const log of logs) {
	for (const line of readFileSync(log, 'utf8').split('\n').filter(text => text.startsWith('{'))) {
		const said = JSON.parse(line);
		figures[said.event === 'received' && !said.own ? 'elsewhere' : said.event]++;
		if (said.event !== 'received')
			continue;
		const cast = said.own ? casts.get(said.entry) : [...casts.values()].find(candidate => candidate.code === said.code);
		demand(cast && cast.poll === said.poll && cast.code === said.code, `no such ballot in the ledger: ${line}`);
		if (!cast || !said.own)
			continue;
		demand(!cast.isClaimed, `two terminals have the receipt of entry ${said.entry}`);
		cast.isClaimed = true;
	}
}
const unclaimed = [...casts].filter(([, cast]) => !cast.isClaimed).length;
console.log(JSON.stringify({ entries: entries.length, casts: casts.size, unclaimed, ...figures, faults: faults.length }));
faults.forEach(fault => console.error(fault));
process.exit(faults.length ? 1 : 0);
