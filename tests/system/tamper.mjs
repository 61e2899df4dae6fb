// tamper.mjs - is a changed record refused, whatever is changed? node tamper.mjs AUDITOR BUNDLE WORKING_FOLDER HEAD
//
// For every type of entry in the bundle's ledger: every field of one entry is changed, the entry is dropped, repeated, swapped with its neighbour, and bits are turned; each
// as it stands, and again with n and prev of all that follows written anew, as one would who can write but not sign. MANIFEST is made to fit. The auditor must refuse each and
// name its rule, and the entry (or, where only the end of the chain tells, the checkpoint). Prints one line a fault, and figures.

import { spawn } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const [auditor, bundle, work, head] = process.argv.slice(2);
const FILES = ['checkpoint', 'ledger.jsonl', 'report.html'];
const AT_ONCE = 2;
const lines = readFileSync(`${bundle}/ledger.jsonl`, 'utf8').trimEnd().split('\n');
const entries = lines.map(line => JSON.parse(line));
const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');

function rechained(list) {
	let prev = '0'.repeat(64);
	return list.map((line, n) => {
		const text = line.replace(/^\{"n":\d+,"prev":"[0-9a-f]*"/, `{"n":${n},"prev":"${prev}"`);
		prev = sha256(Buffer.concat([Buffer.from([0]), Buffer.from(text)]));
		return text;
	});
}

// ---- what can be done to one entry ----

// Another value of the same kind.
function changed(value) {
	if (typeof value === 'number')
		return value + 1;
	if (typeof value === 'boolean')
		return !value;
	const at = value.length >> 1;
	const next = { 0: '1', a: 'b', A: 'B', 1: '0' }[value[at]] ?? (/[0-9]/.test(value[at]) ? '0' : 'a');
	return value.slice(0, at) + next + value.slice(at + 1);
}

// Paths to all single values; of a list the first and the last.
function paths(value, path = []) {
	if (value === null || typeof value !== 'object')
		return [path];
	const keys = Object.keys(value).filter((key, i, all) => !Array.isArray(value) || i === 0 || i === all.length - 1);
	return keys.flatMap(key => paths(value[key], [...path, key]));
}

function withChanged(entry, path) {
	const copy = structuredClone(entry);
	let place = copy;
	for (const key of path.slice(0, -1))
		place = place[key];
	place[path.at(-1)] = changed(place[path.at(-1)]);
	return JSON.stringify(copy);
}

function withoutField(entry, name) {
	const copy = structuredClone(entry);
	delete copy.body[name];
	return JSON.stringify(copy);
}

const spliced = (at, count, ...more) => lines.toSpliced(at, count, ...more);

// [what, lines or bytes, the first entry that can be named]
function mutants(k) {
	const entry = entries[k];
	const list = [];
	const both = (what, result) => {
		list.push([`${what}`, result, false]);
		const fitting = rechained(result);
		if (fitting.join() !== lines.join())
			list.push([`${what}, chained anew`, fitting, true]);
	};
	for (const path of paths(entry))
		both(`${path.join('.')} changed`, spliced(k, 1, withChanged(entry, path)));
	const field = Object.keys(entry.body)[0];
	both(`without ${field}`, spliced(k, 1, withoutField(entry, field)));
	both('with a field more', spliced(k, 1, `${lines[k].slice(0, -1)},"more":1}`));
	both('written with a space', spliced(k, 1, lines[k].replace('"body":{', '"body": {')));
	both('dropped', spliced(k, 1));
	both('repeated', spliced(k, 0, lines[k]));
	if (k + 1 < lines.length)
		both('swapped with the next', spliced(k, 2, lines[k + 1], lines[k]));
	for (let i = 0; i < 4; i++) {
		const bytes = Buffer.from(lines[k]);
		const at = randomInt(bytes.length);
		bytes[at] ^= 1 << randomInt(8);
		list.push([`bit of byte ${at} turned`, [...lines.slice(0, k), bytes, ...lines.slice(k + 1)], false]);
	}
	return list;
}

// ---- asking the auditor ----

function write(folder, content) {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	for (const name of FILES)
		copyFileSync(`${bundle}/${name}`, `${folder}/${name}`);
	for (const [name, bytes] of Object.entries(content))
		writeFileSync(`${folder}/${name}`, bytes);
	if (!('MANIFEST' in content))
		writeFileSync(`${folder}/MANIFEST`, FILES.map(name => `${sha256(readFileSync(`${folder}/${name}`))}  ${name}\n`).join(''));
}

function audit(folder, args) {
	return new Promise(resolve => {
		const child = spawn(auditor, ['verify', folder, '--lang', 'en', ...args]);
		let said = '';
		child.stdout.on('data', bytes => { said += bytes; });
		child.stderr.on('data', bytes => { said += bytes; });
		child.on('close', (status, signal) => resolve({ status: signal ?? status, said }));
	});
}

let faults = 0;
const fault = (what, { status, said }) => {
	faults++;
	console.log(`  FALSE: ${what}: status ${status}: ${said.trim().replace(/\n/g, ' | ').slice(0, 300)}`);
};

function check(what, answer, k, isChained) {
	const rule = /^FAIL {2}(\S+) /m.exec(answer.said)?.[1];
	const entry = /^entry (\d+): /m.exec(answer.said)?.[1];
	const part = /^found in: (\S+)/m.exec(answer.said)?.[1];
	const isNamed = entry !== undefined ? Number(entry) >= k && (isChained || Number(entry) <= k + 1) : part === 'checkpoint' && (isChained || k === lines.length - 1);
	if (answer.status !== 1 || !rule || !isNamed)
		fault(what, answer);
}

const jobs = [];
const types = new Map();
entries.forEach((entry, k) => types.set(entry.type, [...(types.get(entry.type) ?? []), k]));
for (const [type, where] of types) {
	const k = where[where.length >> 1];
	for (const [what, result, isChained] of mutants(k)) {
		const ledger = Buffer.concat(result.flatMap(line => [Buffer.from(line), Buffer.from('\n')]));
		jobs.push([`${type} (entry ${k}): ${what}`, { 'ledger.jsonl': ledger }, [], answer => check(`${type} (entry ${k}): ${what}`, answer, k, isChained)]);
	}
}

const refuses = what => answer => answer.status === 1 && /^FAIL/m.test(answer.said) || fault(what, answer);
const text = name => readFileSync(`${bundle}/${name}`, 'utf8');
const other = (what, content, args = []) => jobs.push([what, content, args, refuses(what)]);
other('the last line without its line feed', { 'ledger.jsonl': lines.join('\n') });
other('an empty line at the end', { 'ledger.jsonl': `${lines.join('\n')}\n\n` });
other('carriage returns', { 'ledger.jsonl': lines.map(line => `${line}\r\n`).join('') });
other('no ledger at all', { 'ledger.jsonl': '' });
other('the ledger up to before its seal', { 'ledger.jsonl': lines.slice(0, -1).map(line => `${line}\n`).join('') });
for (const [i, line] of text('checkpoint').split('\n').entries()) {
	if (line)
		other(`checkpoint: line ${i} changed`, { checkpoint: text('checkpoint').split('\n').map((old, at) => at === i ? changed(old) : old).join('\n') });
}
other('checkpoint: the log\'s signature alone', { checkpoint: text('checkpoint').split('\n').slice(0, 5).join('\n') + '\n' });
other('checkpoint: empty', { checkpoint: '' });
other('report: one figure changed', { 'report.html': text('report.html').replace(/(\d)(?=<)/, digit => String((Number(digit) + 1) % 10)) });
other('report: an end more', { 'report.html': `${text('report.html')} ` });
other('MANIFEST: of another bundle', { MANIFEST: text('MANIFEST').replace(/^[0-9a-f]/, digit => (digit === '0' ? '1' : '0')) });
other('MANIFEST: a line less', { MANIFEST: text('MANIFEST').split('\n').slice(1).join('\n') });
other('a head of another record', {}, ['--head', `${head.split(':')[0]}:0123456789abcdef0123`]);
other('a head of another size', {}, ['--head', `${Number(head.split(':')[0]) - 1}:${head.split(':')[1]}`]);
jobs.push(['the bundle as it is, so that the refusals mean something', {}, ['--head', head], answer => answer.status === 0 || fault('the bundle as it is', answer)]);

const count = jobs.length;
async function worker(id) {
	for (let job = jobs.pop(); job; job = jobs.pop()) {
		const [, content, args, judge] = job;
		write(`${work}/${id}`, content);
		judge(await audit(`${work}/${id}`, args));
	}
}
await Promise.all(Array.from({ length: AT_ONCE }, (_, id) => worker(id)));
console.log(`${types.size} types of entries, ${count} bundles, ${faults} found false`);
process.exit(faults ? 1 : 0);
