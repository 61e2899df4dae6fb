// ledger_start.mjs - the story's first part: the meeting is created, people and machines are entered, keys and slips are made.

import { commitHash, keyRecord } from '../src/ceremony.mjs';
import { issueFingerprint, listHash, slotKey, sortKeys } from '../src/slip.mjs';
import { makeTrustee, sharesOf } from './ceremony.mjs';
import { publicKey, signFields } from '../src/ed25519.mjs';
import { toBase64, toHex } from '../src/bytes.mjs';
import { MEETING } from './poll.mjs';
import { draw } from './draw.mjs';
import { h } from '../src/hash.mjs';

export const TRUSTEES = ['监票一', '监票二', '监票三'];
const SLOTS = 14;
const VOTES = [
	{ id: 'for', text: '赞成', abstain: false },
	{ id: 'against', text: '反对', abstain: false },
	{ id: 'abstain', text: '弃权', abstain: true },
];

const ladder = (base, num, den, op) => ({
	type: 'ladder',
	steps: [
		{ outcome: '通过', counts: ['for'], op, num, den, base },
		{ outcome: '搁置', counts: ['against'], op: 'GT', num: 1, den: 4, base: 'CAST' },
	],
	otherwise: '不通过',
});
const rate = (name, counts, base, more = {}) => ({ name, scale: 0, base, counts, ...more });
const OTHERS = [
	{ id: 'for', text: '另选', abstain: false },
	{ id: 'none', text: '不另选', abstain: false },
];
const GRADES = [
	{ id: 'good', text: '优秀', abstain: false },
	{ id: 'fair', text: '称职', abstain: false },
	{ id: 'poor', text: '不称职', abstain: false },
	{ id: 'abstain', text: '弃权', abstain: true },
];
const third = { type: 'election', counts: ['for'], op: 'GE', num: 1, den: 3, base: 'PRESENT' };

const ofCandidates = (scales, rule) =>
	({ election: true, secret: true, scales, rule, rates: [rate('赞成率', ['for'], 'VALID', { flag: { num: 1, den: 2 } })], rank: '' });

export const PROFILE = {
	id: 'sample', title: '样例', source: '议事规则第九条',
	quorum: { num: 1, den: 2, op: 'GT', base: 'EXPECTED' },
	quorum_election: { num: 2, den: 3, op: 'GE', base: 'EXPECTED' },
	minimum: 5,
	settings: { body: { value: '主席团', source: '议事规则第三条' } },
	kinds: {
		resolution: {
			election: false, secret: false, scales: [VOTES], rule: ladder('EXPECTED', 1, 2, 'GE'), rates: [rate('赞成率', ['for'], 'CAST')], rank: '',
		},
		confirmation: { election: true, secret: true, scales: [VOTES], rule: ladder('CAST', 2, 3, 'GE'), rates: [], rank: '' },
		election: ofCandidates([VOTES, OTHERS], third),
		runoff: ofCandidates([VOTES], { type: 'plurality', counts: ['for'] }),
		appraisal: {
			election: false, secret: true, scales: [GRADES, GRADES], rule: { type: 'ladder', steps: [], otherwise: '已测评' }, rank: '得分',
			rates: [
				rate('称职率', ['good', 'fair'], 'VALID', { flag: { num: 80, den: 100 } }),
				rate('称职率', ['good', 'fair'], 'VALID', { flag: { num: 60, den: 100 }, scale: 1 }),
				{ name: '得分', scale: 1, base: 'VALID', weights: [100, 80, 30, 0] },
			],
			caps: [{ name: '优秀上限', scale: 1, num: 1, den: 2 }], publication: 'presidium',
		},
		// such kinds can be, but no election of them
		'for-last': ofCandidates([[VOTES[1], VOTES[0]]], third),
		'no-against': ofCandidates([[VOTES[0], VOTES[2]], OTHERS], third),
		'three-scales': ofCandidates([VOTES, OTHERS, OTHERS], third),
	},
};

export const LOG_SECRET = draw('ledger/log', 32);
export const LOG_KEY = publicKey(LOG_SECRET);
const GENESIS = {
	product: 'tally', version: 1, group: 'P-256', meeting: MEETING, name: '第三次全体会议', sittings: ['上午', '下午'],
	log_key: toBase64(LOG_KEY), authority: toHex(draw('ledger/authority', 32)), profile: PROFILE,
};

export const machineActor = name => ({ by: [`machine:${name}`] });

// What a profile may not say, P15.1.
function profiles(recorder) {
	const { kinds } = PROFILE;
	const bad = (purpose, name, change) =>
		recorder.refuse(purpose, 'genesis', { ...GENESIS, profile: { ...PROFILE, kinds: { ...kinds, [name]: { ...kinds[name], ...change } } } });
	const badRule = (purpose, name, change) => bad(purpose, name, { rule: { ...kinds[name].rule, ...change } });
	const badRate = (purpose, change) => bad(purpose, 'appraisal', { rates: [{ ...kinds.appraisal.rates[2], ...change }], rank: '' });
	const [step] = kinds.resolution.rule.steps;
	badRule('unknown type of rule', 'election', { type: 'lottery' });
	badRule('nine steps', 'resolution', { steps: Array(9).fill(step) });
	badRule('a step over an option that is not there', 'resolution', { steps: [{ ...step, counts: ['maybe'] }] });
	badRule('an election over what was cast', 'election', { base: 'CAST' });
	badRule('an election that counts two options', 'for-last', { counts: ['for', 'against'] });
	badRule('an election that counts an option of one scale only', 'election', { counts: ['against'] });
	badRule('an election by more than all', 'election', { num: 4 });
	badRule('a plurality that counts two options', 'runoff', { counts: ['for', 'against'] });
	badRule('a plurality with a base', 'runoff', { base: 'VALID' });
	badRule('a plurality over an option that is not there', 'runoff', { counts: ['none'] });
	bad('a kind without a rank', 'election', { rank: undefined });
	bad('ranked by a rate that is not there', 'appraisal', { rank: '优秀率' });
	bad('two rates of one name in a scale', 'appraisal', { rates: [kinds.appraisal.rates[2], kinds.appraisal.rates[2]] });
	badRate('a rate with counts and weights', { counts: ['good'] });
	badRate('a rate with neither', { weights: undefined });
	badRate('a weight too few', { weights: [100, 80, 30] });
	badRate('a weight too large', { weights: [1001, 80, 30, 0] });
	badRate('a negative weight', { weights: [100, 80, 30, -1] });
	badRate('a rate of a scale that is not there', { scale: 2 });
	badRate('a flag at nothing', { flag: { num: 0, den: 100 } });
	badRate('a flag with a base', { flag: { num: 1, den: 100, base: 'VALID' } });
	badRate('no options counted', { weights: undefined, counts: [] });
	badRate('an option that is not there counted', { weights: undefined, counts: ['for'] });
	bad('a cap of more than all', 'appraisal', { caps: [{ name: '优秀上限', scale: 1, num: 4, den: 3 }] });
	bad('a cap of a scale that is not there', 'appraisal', { caps: [{ name: '优秀上限', scale: 2, num: 1, den: 3 }] });
	bad('two caps of one name', 'appraisal', { caps: Array(2).fill({ name: '优秀上限', scale: 1, num: 1, den: 3 }) });
	bad('no caps', 'appraisal', { caps: [] });
	bad('a cap where seats are filled', 'election', { caps: [{ name: '上限', scale: 0, num: 1, den: 3 }] });
	bad('a surplus where nobody stands', 'resolution', { surplus: { num: 1, den: 5 } });
	bad('a surplus in a runoff', 'runoff', { surplus: { num: 1, den: 5 } });
	bad('published to the press', 'election', { publication: 'press' });
	bad('an invalid option where seats are filled', 'election', { scales: [[{ ...VOTES[0], invalid: true }, ...VOTES.slice(1)], OTHERS] });
	bad('an abstention that is invalid', 'resolution', { scales: [[...VOTES.slice(0, 2), { ...VOTES[2], invalid: true }]] });
	recorder.refuse('an unknown setting', 'genesis', { ...GENESIS, profile: { ...PROFILE, settings: { weather: { value: '晴', source: '气象台' } } } });
	recorder.refuse('a setting without a source', 'genesis', { ...GENESIS, profile: { ...PROFILE, settings: { body: { value: '主席团' } } } });
	recorder.refuse('a kind with a long name', 'genesis', { ...GENESIS, profile: { ...PROFILE, kinds: { ...kinds, ['k'.repeat(41)]: kinds.election } } });
	recorder.refuse('no kinds', 'genesis', { ...GENESIS, profile: { ...PROFILE, kinds: {} } });
}

function begin(recorder) {
	recorder.refuse('a meeting begins with genesis', 'server_start', { version: '1' });
	recorder.refuse('another group', 'genesis', { ...GENESIS, group: 'P-384' });
	recorder.refuse('a meeting id outside the alphabet', 'genesis', { ...GENESIS, meeting: '0123456789ABCDEI' });
	recorder.refuse('a threshold over one', 'genesis', { ...GENESIS, profile: { ...PROFILE, quorum: { ...PROFILE.quorum, num: 3 } } });
	profiles(recorder);
	recorder.add('genesis', GENESIS);
	recorder.refuse('a second genesis', 'genesis', GENESIS);
	recorder.refuse('nobody is an operator yet', 'sitting_open', { sitting: 1 });
	recorder.refuse('not the founder', 'operator', { name: '李强', roles: ['desk'], active: true }, { by: ['李强'] });
	recorder.refuse('the founder names another', 'operator', { name: '李强', roles: ['secretariat'], active: true });
	recorder.refuse('the founder is not active', 'operator', { name: '王芳', roles: ['secretariat'], active: false });
	recorder.add('operator', { name: '王芳', roles: ['secretariat'], active: true });
	recorder.refuse('two actors where nobody else is active', 'operator', { name: '李强', roles: ['secretariat', 'chair'], active: true }, TWO);
	recorder.add('operator', { name: '李强', roles: ['secretariat', 'chair'], active: true });
	recorder.refuse('an operator made by one of two', 'operator', { name: '赵敏', roles: ['desk'], active: false });
	recorder.refuse('an operator changed by one of two', 'operator', { name: '王芳', roles: ['secretariat', 'desk'], active: true });
	recorder.refuse('an operator who vouches for themselves', 'operator', { name: '李强', roles: ['secretariat'], active: true }, TWO);
	recorder.add('operator', { name: '赵敏', roles: ['desk'], active: false }, TWO);
	recorder.add('server_start', { version: '1.0' }, machineActor('server'));
	recorder.refuse('an operator who is not active', 'sitting_open', { sitting: 1 }, { by: ['赵敏'] });
	recorder.refuse('the server does what is not for it', 'sitting_open', { sitting: 1 }, machineActor('server'));
	envelopes(recorder);
}

// One line wrong in its form, P12.1 and P1.3.
function envelopes(recorder) {
	const type = 'operator';
	const body = { name: '赵敏', roles: ['desk'], active: true };
	const good = recorder.line(type, body, TWO);
	recorder.refuse('number of another entry', type, body, { ...TWO, n: recorder.lines.length + 1 });
	recorder.refuse('does not follow the entry before', type, body, { ...TWO, prev: '0'.repeat(64) });
	recorder.refuse('prev in upper case', type, body, { ...TWO, prev: recorder.meeting.last.toUpperCase() });
	recorder.refuse('unknown type', 'coffee', {});
	recorder.refuse('time is missing', type, body, { ...TWO, at: false });
	recorder.refuse('actor is missing', type, body, { by: [] });
	recorder.refuse('two actors where one is due', 'sitting_open', { sitting: 1 }, TWO);
	recorder.refuse('three actors', type, body, { by: [...TWO.by, '王芳'] });
	recorder.refuse('unknown machine acts', 'sitting_open', { sitting: 1 }, machineActor('nobody'));
	recorder.refuse('unknown key beside body', type, body, { ...TWO, extra: 1 });
	recorder.refuse('unknown key in body', type, { ...body, extra: 1 }, TWO);
	recorder.refuse('key of body is missing', type, { name: '赵敏', roles: ['desk'] }, TWO);
	recorder.refuse('unknown role', type, { ...body, roles: ['king'] }, TWO);
	recorder.refuse('wrong type of a value', type, { ...body, active: 1 }, TWO);
	recorder.refuse('empty name', type, { ...body, name: '' }, TWO);
	recorder.refuse('line feed in a name', type, { ...body, name: '李\n强' }, TWO);
	recorder.refuse('name of 61 bytes', type, { ...body, name: 'x'.repeat(61) }, TWO);
	recorder.refuseLine('repeated key', good.replace('{"n":', '{"n":2,"n":'));
	recorder.refuseLine('a real number', good.replace(/"at":[0-9]+/, '"at":1.5'));
	recorder.refuseLine('bytes behind the object', `${good}{}`);
	recorder.refuseLine('not an object', '[1]');
	recorder.refuseLine('nested too deep', good.replace('["desk"]', '['.repeat(20) + ']'.repeat(20)));
	recorder.refuseLine('control character', good.replace('赵敏', '赵\\u0007敏'));
	recorder.refuseLine('cut off', good.slice(0, -1));
}

const machine = (name, more) => ({ name, spki: toHex(draw(`ledger/spki/${name}`, 32)), ...more });

function people(recorder) {
	const person = (number, name, more = {}) => ({
		number, name, unit: number === '7' || number === '8' ? '二组' : '一组', post: '', seat: `1-${number}`, role: 'delegate',
		leave: false, status: 'active', reason: '', ...more,
	});
	for (let at = 1; at <= 8; at++)
		recorder.add('person', person(String(at), `代表${at}`));
	recorder.add('person', person('9', '代表9', { status: 'excluded', reason: '停止职务' }));
	recorder.add('person', person('20', '列席一', { role: 'observer', unit: '列席' }));
	recorder.add('person', person('8', '代表8', { leave: true }));
	recorder.refuse('excluded without a reason', 'person', person('7', '代表7', { status: 'excluded' }));
	recorder.refuse('a number with letters', 'person', person('7a', '代表7'));
	recorder.add('badge', { number: '1', hash: toHex(h('badge', MEETING, draw('ledger/badge', 10))) });
	recorder.refuse('badge of nobody', 'badge', { number: '99', hash: '0'.repeat(64) });
	for (const name of [...TRUSTEES, '终端一'])
		recorder.add('machine', machine(name, TRUSTEES.includes(name) ? { role: 'trustee', holder: `持钥人${TRUSTEES.indexOf(name) + 1}` } : { role: 'terminal' }));
	recorder.refuse('a scrutineer\'s machine without a scrutineer', 'machine', machine('监票四', { role: 'trustee' }));
	recorder.refuse('a scrutineer at a terminal', 'machine', machine('终端二', { role: 'terminal', holder: '持钥人4' }));
	recorder.refuse('machine called server', 'machine', { name: 'server', role: 'terminal', spki: toHex(draw('ledger/spki/new', 32)) });
	recorder.refuse('machine with a name in use', 'machine', { name: '终端一', role: 'terminal', spki: toHex(draw('ledger/spki/new', 32)) });
	recorder.refuse('machine with a key in use', 'machine', { name: '终端二', role: 'terminal', spki: toHex(draw('ledger/spki/终端一', 32)) });
	recorder.add('machine_revoke', { spki: toHex(draw('ledger/spki/终端一', 32)), reason: '更换' });
	recorder.refuse('a revoked machine acts', 'checkin', { number: '1' }, machineActor('终端一'));
}

const trusteesOf = (ceremony, t) => [1, 2, 3]
	.map(index => makeTrustee({ meetingId: MEETING, ceremony, n: 3, t }, index, TRUSTEES[index - 1]));

// A ceremony that is begun and given up, then one that is finished. Returns its trustees with their key shares.
function ceremony(recorder) {
	const start = { ceremony: 1, n: 3, t: 2, trustees: TRUSTEES };
	recorder.refuse('half of the trustees could open', 'ceremony_start', { ...start, t: 1 });
	recorder.refuse('trustee without a machine', 'ceremony_start', { ...start, trustees: [...TRUSTEES.slice(0, 2), '终端一'] });
	recorder.refuse('ceremony with another number', 'ceremony_start', { ...start, ceremony: 2 });
	recorder.add('ceremony_start', start);
	recorder.refuse('two ceremonies at once', 'ceremony_start', { ...start, ceremony: 2 });
	recorder.add('ceremony_abort', { ceremony: 1, reason: '重新开始' });
	recorder.add('ceremony_start', { ...start, ceremony: 2 });

	const where = { meetingId: MEETING, ceremony: 2, n: 3, t: 2 };
	const trustees = trusteesOf(2, 2);
	const step = (type, of, body, check = () => {}) => trustees.forEach(trustee => {
		check(trustee);
		recorder.add(type, { ceremony: 2, index: trustee.index, ...body(trustee) }, machineActor(of(trustee)));
	});
	const own = ({ index }) => TRUSTEES[index - 1];
	const commitOf = ({ index, reveal }) => ({ commit: toHex(commitHash(MEETING, 2, index, reveal)) });
	recorder.refuse('commit by the machine of another', 'ceremony_commit', { ceremony: 2, index: 1, ...commitOf(trustees[0]) }, machineActor(TRUSTEES[1]));
	step('ceremony_commit', own, commitOf, ({ index, reveal }) => {
		if (index === 3)
			recorder.refuse('reveal before all commits', 'ceremony_reveal', { ceremony: 2, index: 1, reveal: trustees[0].reveal }, machineActor(TRUSTEES[0]));
		if (index === 2)
			recorder.refuse('commit twice', 'ceremony_commit', { ceremony: 2, index: 1, ...commitOf({ index, reveal }) }, machineActor(TRUSTEES[0]));
	});
	const rushed = makeTrustee({ ...where, ceremony: 3 }, 3).reveal;
	step('ceremony_reveal', own, ({ reveal }) => ({ reveal }), ({ index }) => {
		if (index === 3)
			recorder.refuse('reveal of other keys than committed to', 'ceremony_reveal', { ceremony: 2, index, reveal: rushed }, machineActor(TRUSTEES[2]));
	});
	const boxes = trustee => ({ shares: sharesOf(where, trustee, trustees).map(({ to, ephemeral, box }) => ({ to, ephemeral, box })) });
	const backwards = boxes(trustees[0]).shares.reverse();
	recorder.refuse('shares out of order', 'ceremony_shares', { ceremony: 2, index: 1, shares: backwards }, machineActor(TRUSTEES[0]));
	step('ceremony_shares', own, boxes);
	return confirm(recorder, where, trustees, step, own);
}

function confirm(recorder, where, trustees, step, own) {
	const record = keyRecord(where, trustees.map(({ reveal }) => reveal));
	const body = (trustee, hash = record.hash) => ({
		record: toHex(hash), key: toBase64(record.K), sig: toBase64(signFields(trustee.cosignSecret, 'confirm', MEETING, where.ceremony, hash, record.K)),
	});
	recorder.refuse('confirm of another record', 'ceremony_confirm', { ceremony: 2, index: 1, ...body(trustees[0], draw('ledger/record', 32)) }, machineActor(TRUSTEES[0]));
	recorder.refuse('confirm signed by another', 'ceremony_confirm', { ceremony: 2, index: 1, ...body(trustees[1]) }, machineActor(TRUSTEES[0]));
	step('ceremony_confirm', own, trustee => body(trustee));
	return { record, trustees };
}

// The body of an act and its signatures by trustees of these indices.
export function actBody({ trustees }, number, fields, indices = [1, 2]) {
	const act = JSON.stringify(fields);
	const sigs = indices.map(index => ({ index, sig: toBase64(signFields(trustees[index - 1].cosignSecret, 'act', MEETING, number, act)) }));
	return { number, act, sigs };
}

export const TWO = { by: ['王芳', '李强'] };

function slips(recorder, keys) {
	const codes = Array.from({ length: 10 }, (_, at) => draw(`ledger/slip/${at}`, 16));
	const lists = Array.from({ length: SLOTS }, (_, at) => sortKeys(codes.map(code => slotKey(code, MEETING, at + 1).X)));
	const hashes = lists.map((list, at) => listHash(MEETING, 1, at + 1, list));
	const act = {
		act: 'slip_lists', issue: 1, slips: codes.length, slots: SLOTS, lists: hashes.map(toHex),
		fingerprint: toHex(issueFingerprint(MEETING, 1, codes.length, hashes)),
	};
	recorder.refuse('act with one signature', 'slip_lists', actBody(keys, 1, act, [1]), TWO);
	recorder.refuse('act with the same signature twice', 'slip_lists', actBody(keys, 1, act, [1, 1]), TWO);
	recorder.refuse('act with another number', 'slip_lists', actBody(keys, 2, act), TWO);
	recorder.refuse('act signed for another number', 'slip_lists', { ...actBody(keys, 2, act), number: 1 }, TWO);
	recorder.refuse('act by one actor', 'slip_lists', actBody(keys, 1, act));
	recorder.refuse('act by one operator twice', 'slip_lists', actBody(keys, 1, act), { by: ['王芳', '王芳'] });
	recorder.refuse('act of another kind', 'slip_lists', actBody(keys, 1, { ...act, act: 'seal' }), TWO);
	recorder.refuse('fingerprint of other lists', 'slip_lists', actBody(keys, 1, { ...act, lists: [...act.lists].reverse() }), TWO);
	recorder.refuse('issue 2 before issue 1', 'slip_lists', actBody(keys, 1, { ...act, issue: 2 }), TWO);
	recorder.add('slip_lists', actBody(keys, 1, act), TWO);
	return { codes, lists };
}

export function startStory(recorder) {
	begin(recorder);
	people(recorder);
	const keys = ceremony(recorder);
	return { ...keys, ...slips(recorder, keys) };
}
