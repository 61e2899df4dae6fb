// check-profiles.mjs - does the schema for authors say what the rules say? Every shipped profile, alone and joined (P17.6), and
// every way to spoil one that a schema can see, is judged alike by schema/profiles/profile.schema.json and by P15.1 as it is
// read here; what a schema cannot see is refused by P15.1 alone.

import { readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import { profile as byRules } from './src/profile.mjs';

const FOLDER = new URL('../../schema/profiles/', import.meta.url);
const SCHEMA = 'profile.schema.json';
const read = name => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
const bySchema = new Ajv({ strictTypes: false, allErrors: true }).compile(read(SCHEMA));

let checks = 0;
function expect(what, wanted, got, why) {
	checks++;
	if (wanted !== got) {
		console.error(`${what}: ${got ? 'accepted' : `refused: ${why}`}`);
		process.exitCode = 1;
	}
}

function expectSchema(what, wanted, value) {
	expect(`schema: ${what}`, wanted, bySchema(value), JSON.stringify(bySchema.errors?.[0]));
}

function expectRules(what, wanted, value) {
	let why;
	try {
		byRules(value);
	} catch (error) {
		why = error.message;
	}
	expect(`P15.1: ${what}`, wanted, why === undefined, why);
}

// P17.6
const joined = (a, b) => ({
	...a, id: `${a.id}+${b.id}`, title: `${a.title} + ${b.title}`, source: `${a.source}；${b.source}`, quorum_election: b.quorum_election,
	kinds: { ...a.kinds, ...b.kinds },
});

const shipped = readdirSync(FOLDER).filter(name => name.endsWith('.json') && name !== SCHEMA).map(name => [name, read(name)]);
const meetings = shipped.filter(([, value]) => value.quorum);
const elections = shipped.filter(([, value]) => !value.quorum);
for (const [name, value] of shipped)
	expectSchema(name, true, value);
for (const [name, value] of meetings) {
	expectRules(name, true, value);
	for (const [other, election] of elections)
		expectRules(`${name} with ${other}`, true, joined(value, election));
}

// [path, value; undefined removes it, can a schema see it?]
const election = { type: 'election', counts: ['for'], num: 1, den: 2, op: 'GT', base: 'VALID' };
const SPOILT = [
	['id', undefined], ['id', ''], ['title', 7], ['more', 1], ['$schema', SCHEMA], ['minimum', 4], ['minimum', '5'],
	['quorum.den', 1001], ['quorum.num', 0], ['quorum.op', 'GX'], ['quorum.base', 'PRESENT'], ['quorum.more', 1], ['quorum_election', undefined], ['quorum_election.base', 'SEATS'],
	['kinds', {}], ['kinds', []], ['kinds.resolution.secret', 1], ['kinds.resolution.election', undefined], ['kinds.resolution.scales', []], ['kinds.resolution.scales', [[]]],
	['kinds.resolution.scales.0.0.abstain', 0], ['kinds.resolution.scales.0.0.text', ''], ['kinds.resolution.scales.0.0.more', 1],
	['kinds.resolution.rule.type', 'points'], ['kinds.resolution.rule.type', undefined], ['kinds.resolution.rule.otherwise', undefined], ['kinds.resolution.rule.seats', 1],
	['kinds.resolution.rule.steps.0.counts', []], ['kinds.resolution.rule.steps.0.base', undefined], ['kinds.resolution.rule.steps', Array(9).fill({})],
	['kinds.resolution.rule', { ...election, base: 'CAST' }], ['kinds.resolution.rule', { ...election, counts: ['for', 'against'] }],
	['kinds.resolution.rule', { ...election, otherwise: 'x' }], ['kinds.resolution.rule', { type: 'plurality' }], ['kinds.resolution.rule', { ...election, type: 'plurality' }],
	['kinds.resolution.rates.0.counts', [1]], ['kinds.resolution.rates.0.weights', [1, 2, 3]], ['kinds.resolution.rates.0.counts', undefined], ['kinds.resolution.rates.0.scale', 4],
	['kinds.resolution.rates.0.op', 'GE'], ['kinds.resolution.rates.0.flag', { num: 0, den: 1 }], ['kinds.resolution.rates.0.flag', { num: 1 }], ['kinds.resolution.rank', undefined],
	['kinds.model-delegate.caps', []], ['kinds.model-delegate.caps.0.num', 0], ['kinds.model-delegate.caps.0.of', 4], ['kinds.model-delegate.caps.0.scale', 4],
	['kinds.resolution.surplus', { num: 1 }], ['kinds.resolution.publication', 'press'], ['kinds.resolution.scales.0.0.invalid', 1],
	['settings.session', '每年一次'], ['settings.session.source', undefined], ['settings.weather', { value: '晴', source: '气象台' }],
	['kinds.score.rates.0.weights.0', -1], ['kinds.score.rates.0.weights.0', 1001],
	['kinds.model-delegate.caps.0.num', 101, false], ['kinds.model-delegate.caps.0.scale', 1, false], ['kinds.resolution.surplus', { num: 1, den: 5 }, false],
	['kinds.resolution.scales.0.2.invalid', true, false],
	['quorum.num', 4, false], ['kinds.resolution.rule.steps.0.counts', ['nobody'], false], ['kinds.resolution.rates.0.scale', 1, false], ['kinds.resolution.rank', 'nothing', false],
	['kinds.score.rates.0.weights', [1, 2], false], ['kinds.resolution.rule', { ...election, counts: ['nobody'] }, false],
];

function spoilt(value, path, by) {
	const copy = structuredClone(value);
	const parts = path.split('.');
	const at = parts.slice(0, -1).reduce((place, part) => place[part], copy);
	if (by === undefined)
		delete at[parts.at(-1)];
	else
		at[parts.at(-1)] = by;
	return copy;
}

const base = read('hunyuan.json');
for (const rule of [election, { type: 'plurality', counts: ['for'] }]) {
	expectSchema(rule.type, true, spoilt(base, 'kinds.resolution.rule', rule));
	expectRules(rule.type, true, spoilt(base, 'kinds.resolution.rule', rule));
}
for (const [path, value, isSeen = true] of SPOILT) {
	const what = `${path}: ${JSON.stringify(value)}`;
	expectSchema(what, !isSeen, spoilt(base, path, value));
	expectRules(what, false, spoilt(base, path, value));
}
for (const [path, value] of [['minimum', 5], ['quorum_election', undefined], ['kinds', {}]])
	expectSchema(`an election profile, ${path}`, false, spoilt(elections[0][1], path, value));
console.log(`profiles: ${checks} checks`);
