// tamper.mjs - is a changed record refused, whatever is changed? node tamper.mjs AUDITOR BUNDLE WORKING_FOLDER HEAD
//
// For every type of entry in the bundle's ledger: every field of one entry is changed, the entry is dropped, repeated, swapped
// with its neighbour, and bits are turned; each as it stands, and again with n and prev of all that follows written anew, as
// one would who can write but not sign. MANIFEST is made to fit. The auditor must refuse each and name its rule, and the entry
// (or, where only the end of the chain tells, the checkpoint). Prints one line a fault, and figures.

import { randomInt } from 'node:crypto';
import { Bundle, rechained } from './bundle.mjs';

const [auditor, folder, work, head] = process.argv.slice(2);
const bundle = new Bundle(folder);
const { lines, entries } = bundle;

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

const spliced = (at, count, ...more) => [...lines.slice(0, at), ...more, ...lines.slice(at + count)];

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

let faults = 0;
const fault = (what, { status, said }) => {
	faults++;
	console.log(`  FALSE: ${what}: status ${status}: ${said.trim().replace(/\n/g, ' | ').slice(0, 300)}`);
};

function check(what, answer, k, isChained) {
	const { rule, entry, part } = answer;
	const isNamed = entry !== undefined ? entry >= k && (isChained || entry <= k + 1) : part === 'checkpoint' && (isChained || k === lines.length - 1);
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
const text = name => bundle.text(name);
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
jobs.push(['a report of another form, which is not compared', { 'report.html': text('report.html').replace('name="tally-report" content="', '$&9') }, ['--lang', 'en'],
	answer => (answer.status === 0 && answer.said.includes('has not been compared')) || fault('a report of another form', answer)]);
other('report: of no form', { 'report.html': text('report.html').replace('tally-report', 'tally-papers') });
other('report: an end more', { 'report.html': `${text('report.html')} ` });
other('MANIFEST: of another bundle', { MANIFEST: text('MANIFEST').replace(/^[0-9a-f]/, digit => (digit === '0' ? '1' : '0')) });
other('MANIFEST: a line less', { MANIFEST: text('MANIFEST').split('\n').slice(1).join('\n') });
other('a head of another record', {}, ['--head', `${head.split(':')[0]}:0123456789abcdef0123`]);
other('a head of another size', {}, ['--head', `${Number(head.split(':')[0]) - 1}:${head.split(':')[1]}`]);
jobs.push(['the bundle as it is, so that the refusals mean something', {}, ['--head', head], answer => answer.status === 0 || fault('the bundle as it is', answer)]);

const count = jobs.length;
await bundle.audited(auditor, work, jobs);
console.log(`${types.size} types of entries, ${count} bundles, ${faults} found false`);
process.exit(faults ? 1 : 0);
