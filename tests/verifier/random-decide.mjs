// random-decide.mjs - does `tallyctl decide` say what decide.mjs says, over thousands of cases of all types?
//
//     node random-decide.mjs [COUNT [SEED]]     TALLY_BIN names the folder of programs
//
// Numbers crowd around where a rule turns: ties, exactly the threshold, one more, one less, nothing at all. Some cases are
// spoilt on purpose; these must be refused, line by line.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Undecidable, decide } from './decide.mjs';
import { readCsv, writeCell } from './csv.mjs';

const COLUMNS = ['id', 'type', 'E', 'P', 'issued', 'returned', 'invalid', 'abstain', 'base', 'base_n', 'op', 'frac', 'seats', 'tally'];
const count = Number(process.argv[2] ?? 5000);
const seed = Number(process.argv[3] ?? Date.now() % 1000000);

// ---- dice: mulberry32, so that a seed gives the same cases everywhere ----

let state = seed >>> 0;
function dice() {
	state = (state + 0x6D2B79F5) >>> 0;
	let t = Math.imul(state ^ state >>> 15, state | 1);
	t ^= t + Math.imul(t ^ t >>> 7, t | 61);
	return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
}
const between = (low, high) => low + Math.floor(dice() * (high - low + 1));
const one = list => list[between(0, list.length - 1)];
const maybe = (share, value, otherwise = '') => dice() < share ? value : otherwise;

// ---- cases ----

const FRACTIONS = ['1/2', '2/3', '4/5', '3/4', '1/3', '1/1', '499/1000', '7/9'];
const NAMES = ['张伟', '王芳', 'P.Galindo', 'A', 'B', 'Dong-hee Na', 'Viet Nam', 'a:b', '甲:乙:丙', '"quoted"', 'with, comma', 'two\nlines', '欧阳·娜', 'x=y', '李强 (补)', "O'Neill", '率', 'for'];

// A count about where `fraction` of `n` lies.
function near(n, fraction) {
	const [num, den] = fraction.split('/').map(Number);
	return Math.max(0, Math.floor(n * num / den) + one([-2, -1, 0, 0, 0, 1, 1, 2, between(-n, n)]));
}

const size = () => one([0, 1, 2, 3, between(0, 12), between(10, 120), between(10, 120), between(60, 400), between(0, 5000), 999999999999]);
const tally = pairs => pairs.map(pair => pair.join(':')).join(';') + maybe(0.05, ';');
const rule = () => ({ op: one(['GE', 'GT']), frac: one(FRACTIONS) });
const paper = () => {
	const issued = size();
	return {
		issued: maybe(0.6, issued), returned: maybe(0.95, one([issued, issued, Math.max(0, issued - 1), issued + 1, between(0, issued)])),
		invalid: maybe(0.95, between(0, 2)), abstain: maybe(0.95, between(0, 3)),
	};
};
// The base: in its cell, in base_n, in both as the same number, as a range, or nowhere.
function over(n, bases = ['PRESENT', 'EXPECTED']) {
	const base = one(bases);
	const cell = { PRESENT: { P: n }, EXPECTED: { E: n }, RETURNED: { returned: n }, VALID: { returned: n + 1, invalid: 1 } }[base] ?? {};
	const low = Math.max(0, n - between(0, 6));
	return { base, ...one([cell, cell, { base_n: n }, { ...cell, base_n: n }, { base_n: `${low}..${n + between(0, 6)}` },
		{ base_n: `${n}..${n}` }, ...maybe(0.2, [{}], [])]) };
}

const MAKERS = {
	quorum() {
		const n = size(), r = rule();
		return { ...r, ...over(n, ['EXPECTED']), P: near(n, r.frac) };
	},
	resolution() {
		const n = size(), r = rule();
		const yes = near(n, r.frac), no = between(0, Math.max(0, Math.min(n, 5000) - yes)), rest = between(0, 3);
		const base = one([over(n), over(n), over(n, ['RETURNED', 'VALID']), { base: 'CAST', ...maybe(0.3, { base_n: yes + no }, {}) }]);
		const pairs = [['for', yes], ['against', no], ...maybe(0.6, [['abstain', rest]], []),
			...maybe(0.5, [['not_voted', Math.max(0, n - yes - no - rest - between(0, 3))]], [])];
		return { ...r, ...maybe(0.3, paper(), {}), ...base, tally: tally(pairs) };
	},
	election() {
		const n = size(), r = rule(), seats = one([0, 1, 1, 2, 3, 5, between(0, 12)]);
		const names = [...NAMES].sort(() => dice() - 0.5).slice(0, between(0, 12));
		const level = near(n, r.frac);
		const votes = () => one([level, level, level + 1, level + between(0, 4), level + between(0, 4), Math.max(0, level - 1), between(0, n)]);
		return { ...r, ...paper(), ...one([over(n), over(n), over(n, ['RETURNED', 'VALID']), { base: 'CAST', ...maybe(0.4, { base_n: n }, {}) }]),
			seats, tally: tally(names.map(name => [name, votes()])) };
	},
	validity: () => maybe(0.95, paper(), {}),
	ballot() {
		const seats = between(0, 9), against = between(0, 4);
		return { seats, tally: tally([['approvals', seats + between(-seats, 2)], ...maybe(0.7, [['against', against]], []),
			...maybe(0.7, [['write_ins', between(0, 4)]], [])]) };
	},
	grade3() {
		const n = size(), r = rule(), level = near(n, r.frac), satisfied = between(0, 1) ? level : between(0, Math.min(level, n));
		return { ...r, ...over(n, ['EXPECTED', 'PRESENT', 'VALID']), tally: tally([['满意', satisfied],
			...maybe(0.95, [['基本满意', Math.max(0, near(n, r.frac) - satisfied)]], []), ['不满意', between(0, 9)]]) };
	},
	rate() {
		const n = size();
		return { ...over(n, ['EXPECTED', 'RETURNED', 'VALID']), tally: tally(one([[['present', between(0, n)]], ['满意', '基本满意', '不满意'].map(name => [name, between(0, n)]), []])) };
	},
	rate_flag() {
		const n = size(), frac = one(['80/100', '60/100', '1/3']);
		return { frac, ...over(n, ['VALID', 'RETURNED', 'PRESENT']), tally: tally([['称职以上', near(n, frac)], ...maybe(0.03, [['优秀', 1]], [])]) };
	},
	cap: () => ({ frac: one(['25/100', '1/4', '1/3', '1/10']), base: one(['POOL', 'POOL', 'EXPECTED']), base_n: maybe(0.9, size()) }),
	cosign() {
		const least = between(1, 12);
		return { frac: `${least}/1`, tally: tally([['signers', between(0, 20)], ...maybe(0.95, [['distinct_active', Math.max(0, least + between(-2, 2))]], [])]) };
	},
	deadline() {
		const day = [one([1900, 2000, 2023, 2024, 2028, 2100, between(1800, 2400)]), one([1, 2, 2, between(1, 12), 12]),
			one([1, 28, 29, 29, 30, 31, between(1, 31)])];
		return { tally: tally([['start', `${day[0]}-${String(day[1]).padStart(2, '0')}-${String(day[2]).padStart(2, '0')}`],
			['add', `${one([0, 1, 2, 3, 12, 60, between(0, 500)])} ${one(['months', 'month', 'days', 'day', 'weeks'])}`]]) };
	},
	surplus() {
		const seats = between(0, 15);
		return { frac: one(['1/5', '20/100', '1/10']), seats: maybe(0.97, seats), tally: tally([['candidates', seats + between(-1, 5)]]) };
	},
	secrecy: () => ({ tally: tally([['item', one(['election', 'appraisal', 'satisfaction', 'confidence', 'resolution', 'procedural'])], ['method', one(['secret', 'show_of_hands', 'other'])]]) }),
};

const HOSTILE = ['-1', '+5', '1.5', '1e3', ' 7', '7 ', '0x10', '９', '1000000000001', '99999999999999999999999999', 'NULL', '=1+1', '1,000', '5..', '..5', '9..3', '3...5', 'GTE', '1/0', '0/2', '2', '1/2/3', '1/-2',
	'A', 'A:', ':1', 'A:1;A:2', 'A:1;;B:2', ';', 'A:-1', 'A:1:2x', 'for:1e9;against:2', 'start:2023-02-29;add:1 months', 'start:2024-2-3;add:1 days', 'start:0000-01-01;add:1 days', '"', '\r\n', '\u202e', 'quorum '];

function makeCase(number) {
	const type = one([...Object.keys(MAKERS), 'election', 'election', 'election', 'resolution', 'resolution', 'grade3']);
	const cells = Object.fromEntries(COLUMNS.map(name => [name, '']));
	for (const [name, value] of Object.entries({ id: `K${number}`, type, ...MAKERS[type]() }))
		cells[name] = String(value);
	if (dice() < 0.08)
		cells[one(COLUMNS.slice(1))] = one([...HOSTILE, '']);
	return cells;
}

// ---- both answers ----

function reference(cells) {
	try {
		return decide(cells);
	} catch (error) {
		if (error instanceof Undecidable)
			return null;
		throw error;
	}
}

// The CSV and the line on which each case begins: columns in any order, columns of no meaning, either line end, blank lines,
// quotes where they are needed or not.
function writeCases(cases) {
	const order = [...COLUMNS, 'note', 'expect'].sort(() => dice() - 0.5);
	const lines = [];
	let text = '\ufeff' + order.join(',') + '\r\n';
	for (const cells of cases) {
		text += maybe(0.02, '\n') + maybe(0.02, ','.repeat(order.length - 1) + '\r\n');
		lines.push(text.split('\n').length);
		text += order.map(name => writeCell(cells[name] ?? one(['', 'a note, with a comma', 'a "note"\nof two lines']), dice() < 0.1)).join(',') + one(['\n', '\r\n']);
	}
	return { text, lines };
}

function answersOf(text) {
	const folder = mkdtempSync(join(tmpdir(), 'tally-decide-'));
	const path = join(folder, 'cases.csv');
	try {
		writeFileSync(path, text);
		const done = spawnSync(join(process.env.TALLY_BIN ?? 'build/bin', 'tallyctl'), ['decide', path, '--lang', 'en'], { encoding: 'utf8', maxBuffer: 1 << 28 });
		if (done.error || done.signal)
			throw done.error ?? new Error(`tallyctl: ${done.signal}`);
		const errors = done.stderr.split('\n').map(line => /:(\d+): (.+)$/.exec(line)).filter(Boolean).map(([, line, why]) => [Number(line), why]);
		return { status: done.status, answers: new Map(readCsv(done.stdout).map(row => [row.id, row])), errors: new Map(errors),
			stderr: done.stderr };
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function difference(wanted, answer, why) {
	if (!wanted)
		return answer ? 'answered, and should be refused' : why ? null : 'neither answered nor refused';
	if (!answer || why)
		return `refused: ${why}`;
	if (wanted.required !== '' && wanted.required !== answer.min_required)
		return `min_required ${answer.min_required}`;
	return [...wanted.parts].sort().join(';') === answer.expect.split(';').sort().join(';') ? null : `expect ${answer.expect}`;
}

console.log(`seed ${seed}, ${count} cases`);
const cases = Array.from({ length: count }, (_, number) => makeCase(number));
const { text, lines } = writeCases(cases);
const got = answersOf(text);
const seen = {};
let refused = 0, different = 0;

cases.forEach((cells, number) => {
	const wanted = reference(cells);
	const what = difference(wanted, got.answers.get(cells.id), got.errors.get(lines[number]));
	const kind = wanted ? `${cells.type} ${wanted.parts.map(part => part.split('=')[0]).join(' ')}` : 'refused';
	seen[kind] = (seen[kind] ?? 0) + 1;
	refused += wanted ? 0 : 1;
	if (what && ++different <= 10)
		console.error(`line ${lines[number]}: ${what}\n  ${JSON.stringify(cells)}\n  reference: ${JSON.stringify(wanted)}`);
});
if (got.status !== (refused > 0 ? 1 : 0) || got.answers.size !== count - refused || got.errors.size !== refused) {
	console.error(`status ${got.status}, ${got.answers.size} answers, ${got.errors.size} error lines, ` +
		`where ${refused} of ${count} should be refused`);
	different++;
}
console.log(`${count - refused} answered, ${refused} refused, ${Object.keys(seen).length} kinds of outcome, ${different} differences`);
if (process.env.V)
	console.log(seen);
process.exitCode = different > 0 ? 1 : 0;
