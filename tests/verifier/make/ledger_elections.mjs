// ledger_elections.mjs - the story's third part: an election with a write-in and a tie, its runoff, an appraisal without the one
// appraised, polls of a unit and of a list.

import { Delegate, pick } from './delegate.mjs';
import { PROFILE, TWO, actBody } from './ledger_start.mjs';
import { QUORUM, definition, openBody } from './opening_body.mjs';
import { openQuietly } from './ledger_opening.mjs';

const nominated = title => ({ title, scale: 0 });
const written = title => ({ title, scale: 1 });

// Ciphertexts 0, 2, 4 say for, 1, 3, 5 against; 6 says that the place for another name is used.
const CANDIDATES = [nominated('张伟'), nominated('刘洋'), nominated('陈静'), written('另选人一')];
const LIMITS = [
	{ terms: [[0, 1], [2, 1], [4, 1], [6, 1]], min: 0, max: 2 },
	{ terms: [[6, 1], [1, -1], [3, -1], [5, -1]], min: -3, max: 0 },
];
const STROKES = { order: { type: 'strokes' } };
const ELECTION = definition('e2', 'election', CANDIDATES, LIMITS, { seats: 2, ...STROKES });

// For each delegate the option marked in each contest, from 0.
const VOTES = [[0, 0, 1, 1], [0, 0, 2, 1], [0, 0, 1, 1], [0, 2, 0, 1], [0, 1, 0, 1], [1, 2, 0, 0], [2, 2, 2, 1]];
const RUNOFF_VOTES = [[0, 1], [0, 1], [0, 2], [1, 0], [2, 0], [1, 0], [2, 2]];
const GRADES = [[0, 0, 1], [0, 1, 1], [1, 0, 2], [1, 3, 1], [2, 1, 0], [2, 0, 2]];

function badSeats(recorder) {
	const bad = (purpose, change) => recorder.refuse(purpose, 'poll', { ...ELECTION, ...change });
	const [first, second] = LIMITS;
	bad('an election without seats', { seats: undefined });
	bad('no seats', { seats: 0, limits: [{ ...first, max: 0 }, second] });
	bad('more seats than are nominated', { seats: 4, limits: [{ ...first, max: 4 }, second] });
	bad('a write-in before a candidate', { contests: [CANDIDATES[0], CANDIDATES[3], ...CANDIDATES.slice(1, 3)], limits: [
		{ terms: [[0, 1], [3, 1], [5, 1], [2, 1]], min: 0, max: 2 }, { terms: [[2, 1], [1, -1], [4, -1], [6, -1]], min: -3, max: 0 },
	] });
	bad('two candidates of one name', { contests: [CANDIDATES[0], CANDIDATES[0], ...CANDIDATES.slice(2)] });
	bad('a write-in of a candidate\'s name', { contests: [...CANDIDATES.slice(0, 3), written('张伟')] });
	bad('a scale that is not the kind\'s', { contests: [...CANDIDATES.slice(0, 3), { title: '另选人一', scale: 2 }] });
	const third = [...CANDIDATES.slice(0, 3), { title: '另选人一', scale: 2 }];
	recorder.refuse('a third scale in an election', 'poll', definition('e3', 'three-scales', third, [{ ...first, terms: first.terms.slice(0, 3) }], { seats: 2, ...STROKES }));
	recorder.refuse('an approval without a ciphertext', 'poll', definition('e3', 'for-last', 1, [{ terms: [[0, 1]], min: 0, max: 1 }], { seats: 1, ...STROKES }));
	recorder.refuse('no option against', 'poll', definition('e3', 'no-against', [CANDIDATES[0], CANDIDATES[3]], [
		{ terms: [[0, 1], [1, 1]], min: 0, max: 1 }, { terms: [[1, 1]], min: -1, max: 0 },
	], { seats: 1, ...STROKES }));
	recorder.refuse('seats where nobody is elected', 'poll', definition('p2', 'resolution', 3, [], { seats: 2 }));
}

function badLimits(recorder) {
	const bad = (purpose, limits, change = {}) => recorder.refuse(purpose, 'poll', { ...ELECTION, ...change, limits });
	const [first, second] = LIMITS;
	bad('an election without limits', []);
	bad('more approvals than seats', [{ ...first, max: 3 }, second]);
	bad('fewer approvals than seats', [{ ...first, max: 1 }, second]);
	bad('at least one approval', [{ ...first, min: 1 }, second]);
	bad('a candidate outside the limit', [{ ...first, terms: first.terms.slice(1) }, second]);
	bad('write-ins that are not approvals', [{ ...first, terms: first.terms.slice(0, 3) }, second]);
	bad('objections limited', [{ ...first, terms: [[1, 1], ...first.terms.slice(1)] }, second]);
	bad('an approval that counts twice', [{ ...first, terms: [[0, 2], ...first.terms.slice(1)] }, second]);
	bad('terms in another order', [{ ...first, terms: [...first.terms].reverse() }, second]);
	bad('write-ins without objections', [first]);
	bad('a write-in without an objection', [first, { ...second, max: 1 }]);
	bad('fewer objections than candidates', [first, { ...second, min: -2 }]);
	bad('objections before write-ins', [first, { ...second, terms: [...second.terms.slice(1), second.terms[0]] }]);
	bad('limits in another order', [second, first]);
	bad('a third limit', [...LIMITS, { terms: [[0, 1]], min: 0, max: 1 }]);
	const withoutWriteIn = [{ ...first, terms: first.terms.slice(0, 3) }, { ...second, terms: second.terms.slice(1) }];
	bad('a limit of write-ins without write-ins', withoutWriteIn, { contests: CANDIDATES.slice(0, 3) });
}

function badSettings(recorder) {
	const bad = (purpose, change) => recorder.refuse(purpose, 'poll', { ...ELECTION, ...change });
	bad('candidates in no order', { order: undefined });
	bad('an unknown order', { order: { type: 'age' } });
	bad('strokes for a reason', { order: { type: 'strokes', reason: '上级批准' } });
	bad('an order by hand without a reason', { order: { type: 'manual' } });
	bad('an election on two forms', { forms: [{ title: '甲票', contests: 2 }, { title: '乙票', contests: 2 }] });
	const other = (purpose, more) => recorder.refuse(purpose, 'poll', definition('p2', 'resolution', 3, [], more));
	other('an order where nobody stands', STROKES);
	other('one form', { forms: [{ title: '甲票', contests: 3 }] });
	other('forms of fewer contests', { forms: [{ title: '甲票', contests: 1 }, { title: '乙票', contests: 1 }] });
	other('a form of nothing', { forms: [{ title: '甲票', contests: 0 }, { title: '乙票', contests: 3 }] });
	other('together with no name', { together: '' });
	other('a rehearsal that is not sure', { rehearsal: 'yes' });
}

// One who keeps the key may not be elected while keeping it.
function barred(recorder, story) {
	const open = title => {
		recorder.add('poll', { ...ELECTION, contests: [CANDIDATES[0], nominated(title), ...CANDIDATES.slice(2)] });
		recorder.refuse('a scrutineer is a candidate', 'poll_open', openBody(recorder, story, { poll: 'e2', attempt: 1, slot: 4 }));
	};
	open('持钥人2');
	open('持钥人3（二组）');
}

function badElectorates(recorder) {
	const bad = (purpose, electorate) => recorder.refuse(purpose, 'poll', { ...definition('p2', 'resolution', 1), electorate });
	bad('unknown electorate', { type: 'some' });
	bad('everybody, with a unit', { type: 'all', unit: '一组' });
	bad('a unit of nobody', { type: 'unit', unit: '三组' });
	bad('a unit of observers alone', { type: 'unit', unit: '列席' });
	bad('a unit without a name', { type: 'unit', unit: '' });
	bad('a list of nobody', { type: 'list', numbers: [] });
	bad('a list with a stranger', { type: 'list', numbers: ['1', '2', '3', '4', '5', '77'] });
	bad('a list with an observer', { type: 'list', numbers: ['1', '2', '3', '4', '5', '20'] });
	bad('a list with one of them twice', { type: 'list', numbers: ['1', '2', '3', '4', '5', '1'] });
	bad('a list of integers', { type: 'list', numbers: [1, 2, 3, 4, 5] });
	bad('a list with a reason', { type: 'list', numbers: ['1'], reason: '回避' });
	bad('an exception without a reason', { type: 'except', numbers: ['2'] });
	bad('an exception for an empty reason', { type: 'except', numbers: ['2'], reason: '' });
	bad('an exception of a stranger', { type: 'except', numbers: ['77'], reason: '回避' });
}

// Opens, votes and closes; then what the trustees find. `marks` of each of `holders`.
export function hold(recorder, story, where, marks, { holders = [0, 1, 2, 3, 4, 5, 6], ...figures } = {}) {
	recorder.add('poll_open', openBody(recorder, story, { ...where, holders, ...figures }));
	holders.forEach((at, i) => new Delegate(recorder, story, where, at).vote(marks[i]));
	const closing = recorder.add('poll_close',
		{ ...pick(where), issued: holders.length, papers: 0, returned: holders.length, not_returned: 0, tested: 0 });
	return openQuietly(recorder, story, where, closing);
}

function conclude(recorder, where, result, forge) {
	forge((purpose, change) => recorder.refuse(purpose, 'result', { ...result, verdict: { ...result.verdict, ...change } }));
	recorder.add('result', result);
}

const changed = (list, at, change) => list.map((item, i) => (i === at ? { ...item, ...change } : item));

function election(recorder, story) {
	const where = { poll: 'e2', attempt: 1, slot: 4 };
	const result = hold(recorder, story, where, VOTES);
	const { contests, next } = result.verdict;
	conclude(recorder, where, result, bad => {
		bad('one of the tied is elected', { elected: [0, 1], tied: [], unfilled: 0, next: 'none' });
		bad('the tied are elected too', { elected: [0, 1, 2] });
		bad('elected by no votes', { elected: [0, 3], tied: [], unfilled: 0, next: 'none' });
		bad('the elected is not', { elected: [], unfilled: 2 });
		bad('nobody is tied', { tied: [], next: 'supplementary_or_reduce' });
		bad('a third one is tied', { tied: [1, 2, 3] });
		bad('the tied in another order', { tied: [2, 1] });
		bad('no seat is left', { unfilled: 0 });
		bad('the election is over', { next: 'none' });
		bad('the chair decides an election', { next: 'chair' });
		bad('an unknown next', { next: 'dice' });
		bad('next is missing', { next: undefined });
		bad('a vote too many', { contests: changed(contests, 1, { count: contests[1].count + 1 }) });
		bad('another base', { contests: changed(contests, 0, { base: 8 }) });
		bad('another required number', { contests: changed(contests, 0, { required: 4 }) });
		bad('passed without the votes', { contests: changed(contests, 3, { met: true }) });
		bad('a write-in with the rates of candidates', { contests: changed(contests, 3, { rates: contests[0].rates }) });
		bad('below where it is not', { contests: changed(contests, 0, { rates: [{ ...contests[0].rates[0], below: true }] }) });
		bad('outcomes in an election', { contests: changed(contests, 0, { outcome: '当选' }) });
	});
	return next;
}

function badRunoffs(recorder, good) {
	const bad = (purpose, change) => recorder.refuse(purpose, 'poll', { ...good, ...change });
	bad('a runoff of nothing', { follows: undefined });
	bad('a runoff of an attempt to come', { follows: { poll: 'e2', attempt: 2 } });
	bad('a runoff of an unknown poll', { follows: { poll: 'e9', attempt: 1 } });
	bad('a runoff of a poll that was not opened', { follows: { poll: 'e1', attempt: 2 } });
	bad('a runoff of a resolution', { follows: { poll: 'p1', attempt: 1 } });
	bad('a runoff with more in follows', { follows: { ...good.follows, seats: 1 } });
	bad('the tied in another order', { contests: [...good.contests].reverse() });
	bad('a runoff with another', { contests: [good.contests[0], nominated('张伟')] });
	bad('a runoff of one of them', { contests: good.contests.slice(0, 1), limits: [{ terms: [[0, 1]], min: 0, max: 1 }] });
	bad('a runoff of more of them', {
		contests: [...good.contests, nominated('张伟')], limits: [{ terms: [[0, 1], [2, 1], [4, 1]], min: 0, max: 1 }],
	});
	bad('a runoff for more seats', { seats: 2, limits: [{ ...good.limits[0], max: 2 }] });
	bad('a runoff without limits', { limits: [] });
	recorder.refuse('an election after an unknown poll', 'poll', { ...ELECTION, poll: 'e3', follows: { poll: 'e9', attempt: 1 } });
	recorder.refuse('an election after a resolution', 'poll', { ...ELECTION, poll: 'e3', follows: { poll: 'p1', attempt: 1 } });
	recorder.refuse('an election after an attempt to come', 'poll', { ...ELECTION, poll: 'e3', follows: { poll: 'e2', attempt: 2 } });
	recorder.refuse('a resolution that follows', 'poll', definition('p2', 'resolution', 1, [], { follows: { poll: 'e2', attempt: 1 } }));
}

function runoff(recorder, story) {
	const where = { poll: 'r1', attempt: 1, slot: 5 };
	const contests = [nominated('刘洋'), nominated('陈静')];
	const limits = [{ terms: [[0, 1], [2, 1]], min: 0, max: 1 }];
	const good = definition('r1', 'runoff', contests, limits, { seats: 1, follows: { poll: 'e2', attempt: 1 } });
	badRunoffs(recorder, good);
	recorder.add('poll', good);
	// a supplementary election says what it follows; it never opens
	recorder.add('poll', { ...ELECTION, poll: 'e3', follows: { poll: 'e2', attempt: 1 } });
	const result = hold(recorder, story, where, RUNOFF_VOTES);
	const { contests: counted } = result.verdict;
	conclude(recorder, where, result, bad => {
		bad('a second runoff', { next: 'runoff' });
		bad('a tie is broken by the order', { elected: [0], tied: [], unfilled: 0, next: 'none' });
		bad('a runoff with a threshold', { contests: changed(counted, 0, { required: 3 }) });
		bad('one of the two does not pass', { contests: changed(counted, 1, { met: false }) });
		bad('below is missing', { contests: changed(counted, 0, { rates: [{ ...counted[0].rates[0], below: undefined }] }) });
	});
	const again = { ...good, poll: 'r2', follows: { poll: 'r1', attempt: 1 } };
	recorder.add('poll', again);
	voided(recorder, story, where);
	recorder.refuse('a runoff of a poll that is void', 'poll', again);
}

function appraisal(recorder, story) {
	const where = { poll: 'a1', attempt: 1, slot: 6 };
	const figures = { holders: [0, 2, 3, 4, 5, 6], expected: 7, present: 6 };
	const contests = [nominated('班子'), written('王局长'), written('周局长')];
	const one = { ...definition('a1', 'appraisal', contests), electorate: { type: 'except', numbers: ['2'], reason: '评议对象' } };
	recorder.add('poll', one);
	const body = openBody(recorder, story, { ...where, ...figures });
	const bad = (purpose, change) => recorder.refuse(purpose, 'poll_open', { ...body, ...change });
	bad('E of the meeting for an electorate', { expected: 8 });
	bad('P of the meeting for an electorate', { present: 7 });
	bad('quorum over the E of an electorate', { quorum: { ...QUORUM, expected: 7 } });
	bad('quorum over the P of an electorate', { quorum: { ...QUORUM, present: 6 } });
	recorder.refuse('more rights than electors', 'poll_open', { ...openBody(recorder, story, { ...where }), expected: 7, present: 6 });

	const result = hold(recorder, story, where, GRADES, figures);
	const rated = result.verdict.contests;
	const badRate = (refuse, purpose, q, at, change) =>
		refuse(purpose, { contests: changed(rated, q, { rates: changed(rated[q].rates, at, change) }) });
	conclude(recorder, where, result, refuse => {
		badRate(refuse, 'a flag that is not told', 0, 0, { below: false });
		badRate(refuse, 'a flag that is left out', 0, 0, { below: undefined });
		badRate(refuse, 'a flag where there is none', 1, 1, { below: false });
		badRate(refuse, 'another score', 1, 1, { count: rated[1].rates[1].count + 1 });
		badRate(refuse, 'a rate of another name', 1, 1, { name: '总分' });
		refuse('a rate too few', { contests: changed(rated, 1, { rates: rated[1].rates.slice(1) }) });
		refuse('another place', { contests: changed(rated, 1, { place: 3 - rated[1].place }) });
		refuse('a place that is left out', { contests: changed(rated, 1, { place: undefined }) });
		refuse('a place where nothing is ranked', { contests: changed(rated, 0, { place: 1 }) });
		refuse('an appraisal that decides', { contests: changed(rated, 0, { outcome: '不通过' }) });
		refuse('a cap that is left out', { caps: undefined });
		refuse('a cap of more', { caps: [{ ...result.verdict.caps[0], max: result.verdict.caps[0].max + 1 }] });
		refuse('a cap of another number', { caps: [{ ...result.verdict.caps[0], of: 3 }] });
		refuse('another one within the cap', { caps: [{ ...result.verdict.caps[0], within: [3 - result.verdict.caps[0].within[0]] }] });
		refuse('nobody within the cap', { caps: [{ ...result.verdict.caps[0], within: undefined }] });
		refuse('an appraisal that elects', { elected: [], tied: [], unfilled: 0, next: 'none' });
	});
}

function voided(recorder, story, where) {
	recorder.add('poll_void', actBody(story, recorder.meeting.acts + 1, { act: 'poll_void', ...pick(where), reason: '仅作样例', paper: false }), TWO);
}

// A unit, then a list with one who is away and one who is excluded: opened, and given up.
function ofSome(recorder, story) {
	const unit = { poll: 'u1', attempt: 1, slot: 7 };
	const list = { poll: 'l1', attempt: 1, slot: 8 };
	const six = { holders: [0, 1, 2, 3, 4, 5], expected: 6, present: 6 };
	recorder.add('poll', { ...definition('l1', 'resolution', 1), electorate: { type: 'list', numbers: ['8', '1', '2', '3', '4', '9', '5'] } });
	recorder.add('poll', { ...definition('u1', 'resolution', 1), electorate: { type: 'unit', unit: '一组' } });
	recorder.refuse('the whole meeting for a unit', 'poll_open', openBody(recorder, story, unit));
	recorder.refuse('an excluded one in a unit', 'poll_open', openBody(recorder, story, { ...unit, ...six, expected: 7 }));
	recorder.add('poll_open', openBody(recorder, story, { ...unit, ...six }));
	voided(recorder, story, unit);
	recorder.refuse('all of a list are in', 'poll_open', openBody(recorder, story, { ...list, ...six }));
	recorder.add('poll_open', openBody(recorder, story, { ...list, holders: [0, 1, 2, 3, 4], expected: 6, present: 5 }));
	voided(recorder, story, list);
}

export function tellElections(recorder, story) {
	badSeats(recorder);
	badLimits(recorder);
	badElectorates(recorder);
	badSettings(recorder);
	barred(recorder, story);
	recorder.add('poll', { ...ELECTION, order: { type: 'manual', reason: '上级党委批准的顺序' } });
	recorder.add('poll', ELECTION);
	election(recorder, story);
	runoff(recorder, story);
	appraisal(recorder, story);
	ofSome(recorder, story);
}
