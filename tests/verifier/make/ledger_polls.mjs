// ledger_polls.mjs - the story's second part: a sitting, a resolution with casts, tests and a swap; a confirmation that is voided and
// then too thin to be opened; and the seal, which ends the story.

import { Delegate, NONE, flip, pick } from './delegate.mjs';
import { PROFILE, TRUSTEES, TWO, actBody, machineActor } from './ledger_start.mjs';
import { QUORUM, definition, openBody } from './opening_body.mjs';
import { toBase64, toHex } from '../src/bytes.mjs';
import { MEETING } from './poll.mjs';
import { draw } from './draw.mjs';
import { openBox } from './ledger_opening.mjs';
import { slotKey } from '../src/slip.mjs';

function sitting(recorder) {
	recorder.refuse('check-in without a sitting', 'checkin', { number: '1' });
	recorder.refuse('third of two sittings', 'sitting_open', { sitting: 3 });
	recorder.add('sitting_open', { sitting: 1 });
	recorder.refuse('two sittings at once', 'sitting_open', { sitting: 2 });
	for (const number of ['1', '2', '3', '4', '5', '6', '7', '9', '20'])
		recorder.add('checkin', { number });
	recorder.refuse('check-in twice', 'checkin', { number: '1' });
	recorder.refuse('check-in of nobody', 'checkin', { number: '77' });
	recorder.refuse('return of one who is in', 'return', { number: '1' });
	recorder.add('leave', { number: '7' });
	recorder.refuse('leave twice', 'leave', { number: '7' });
	recorder.add('return', { number: '7', desk_at: 1772933400 });
	takenBack(recorder);
	recorder.refuse('status changes in a sitting', 'person', {
		number: '9', name: '代表9', unit: '一组', post: '', seat: '1-9', role: 'delegate', leave: false, status: 'active', reason: '',
	});
}

// A wrong arrival, taken back; and a scan that came too late to be one.
function takenBack(recorder) {
	const undo = { number: '8', reason: '同名误签' };
	recorder.refuse('an undoing before there is anything', 'checkin_undo', undo, TWO);
	recorder.refuse('a desk time that is no time', 'checkin', { number: '8', desk_at: -1 });
	recorder.add('checkin', { number: '8', desk_at: 1772933000 });
	recorder.refuse('an undoing by one', 'checkin_undo', undo);
	recorder.add('checkin_undo', undo, TWO);
	recorder.refuse('an undoing twice', 'checkin_undo', undo, TWO);
	recorder.refuse('leave of one whose arrival was taken back', 'leave', { number: '8' });
	recorder.refuse('an anomaly of nobody', 'anomaly', { number: '77', mode: 'in', desk_at: 1772933000, found: 'already_in' });
	recorder.refuse('an anomaly of an unknown kind', 'anomaly', { number: '8', mode: 'in', desk_at: 1772933000, found: 'lost' });
	const lost = { number: '1', reason: '遗失', hash: 'ab'.repeat(32) };
	recorder.refuse('a badge in place of none', 'badge_replace', { ...lost, number: '8' }, TWO);
	recorder.refuse('a badge replaced by one', 'badge_replace', lost);
	recorder.add('badge_replace', lost, TWO);
	const { n } = recorder.add('anomaly', { number: '1', mode: 'in', desk_at: 1772933000, found: 'already_in' });
	recorder.refuse('another entry settled', 'anomaly_settle', { anomaly: n - 1, note: '已核对' });
	recorder.refuse('an anomaly settled without a word', 'anomaly_settle', { anomaly: n, note: '' });
	recorder.add('anomaly_settle', { anomaly: n, note: '已核对' });
	recorder.refuse('an anomaly settled twice', 'anomaly_settle', { anomaly: n, note: '已核对' });
}

function define(recorder) {
	const one = definition('p1', 'resolution', 3);
	recorder.refuse('rule of another kind', 'poll', { ...one, rule: PROFILE.kinds.confirmation.rule });
	recorder.refuse('scale of another kind', 'poll', { ...one, scales: [one.scales[0].slice(0, 2)] });
	recorder.refuse('a ciphertext twice in a limit', 'poll', { ...one, limits: [{ terms: [[0, 1], [0, 1]], min: 0, max: 1 }] });
	recorder.refuse('a weight of zero', 'poll', { ...one, limits: [{ terms: [[0, 0]], min: 0, max: 1 }] });
	recorder.refuse('rates of another kind', 'poll', { ...one, rates: [] });
	recorder.refuse('ranked otherwise than its kind', 'poll', { ...one, rank: '赞成率' });
	recorder.refuse('unknown kind', 'poll', { ...one, kind: 'lottery' });
	recorder.refuse('minimum under five', 'poll', { ...one, minimum: 4 });
	recorder.refuse('scale that is not there', 'poll', { ...one, contests: [{ title: '第一项', scale: 1 }] });
	recorder.refuse('limit over a ciphertext that is not there', 'poll', { ...one, limits: [{ terms: [[6, 1]], min: 0, max: 1 }] });
	recorder.refuse('limit that nothing meets', 'poll', { ...one, limits: [{ terms: [[0, 1]], min: 1, max: 0 }] });
	recorder.add('poll', { ...one, title: '草案' });
	recorder.add('poll', one);
	recorder.add('poll', definition('e1', 'confirmation', 3, [{ terms: [[0, 1], [2, 1], [4, 1]], min: 0, max: 2 }]));
	order(recorder);
}

// A draft is withdrawn, and what was defined last comes first.
function order(recorder) {
	recorder.add('poll', definition('d1', 'resolution', 1));
	recorder.refuse('an agenda with a poll twice', 'agenda', { polls: ['p1', 'e1', 'p1'] });
	recorder.refuse('an agenda with a poll that is not there', 'agenda', { polls: ['p1', 'e1', 'd2'] });
	recorder.add('agenda', { polls: ['e1', 'p1'] });
	recorder.refuse('an agenda with a poll that was withdrawn', 'agenda', { polls: ['e1', 'p1', 'd1'] });
}

function open(recorder, story) {
	const body = openBody(recorder, story, { poll: 'p1', attempt: 1, slot: 1 });
	const [list] = body.lists;
	const bad = (purpose, change) => recorder.refuse(purpose, 'poll_open', { ...body, ...change });
	bad('another number of the expected', { expected: 9 });
	bad('another number of the present', { present: 6, without_slip: -1 });
	bad('quorum of another fraction', { quorum: { ...QUORUM, num: 1, den: 2, op: 'GT', required: 5 } });
	bad('another required number', { quorum: { ...QUORUM, required: 5 } });
	bad('more rights than bits', { issued: 6, without_slip: 1 });
	bad('rights and present differ', { without_slip: 1 });
	bad('fewer rights than the minimum', openBody(recorder, story, { poll: 'p1', attempt: 1, slot: 1, holders: [0, 1, 2, 3] }));
	bad('another slot', openBody(recorder, story, { poll: 'p1', attempt: 1, slot: 2 }));
	bad('lists of another slot', { lists: openBody(recorder, story, { poll: 'p1', attempt: 1, slot: 2 }).lists });
	bad('keys out of order', { lists: [{ ...list, keys: [...list.keys].reverse(), entitled: [...list.entitled].reverse().join('') }] });
	bad('one key twice', { lists: [{ ...list, keys: [list.keys[0], ...list.keys.slice(0, 9)] }] });
	bad('no list', { lists: [] });
	bad('bits are too few', { lists: [{ ...list, entitled: list.entitled.slice(1) }] });
	bad('second attempt first', { attempt: 2 });
	bad('definition that was replaced', { definition: body.definition - 1 });
	bad('another key record', { key_record: toHex(draw('ledger/record', 32)) });
	bad('another ceremony', { ceremony: 1 });
	bad('a draft that was withdrawn', { poll: 'd1' });
	recorder.add('poll_open', body);
	recorder.refuse('an agenda without the poll that is open', 'agenda', { polls: ['e1'] });
	recorder.refuse('two polls at once', 'poll_open', openBody(recorder, story, { poll: 'e1', attempt: 1, slot: 2 }));
}

// The first delegate commits, tests, commits again and casts.
function firstDelegate(recorder, story, where) {
	const delegate = new Delegate(recorder, story, where, 0);
	const stranger = new Delegate(recorder, story, where, 8);
	const tested = delegate.seal([0, 1, 2], 'tested');
	const { body } = delegate.seal([0, 2, 2], 'cast');
	recorder.refuse('commit by a key that is not entitled', 'ballot_commit', stranger.commit(stranger.seal([0, 0, 2]).body), NONE);
	recorder.refuseEquation('commit signed by another', 'ballot_commit', { ...stranger.commit(body), key: delegate.place.key }, NONE);
	recorder.refuse('cast without a commit', 'ballot_cast', delegate.cast(body), NONE);
	recorder.add('ballot_commit', delegate.commit(tested.body), NONE);
	recorder.refuseEquation('test with another seed', 'ballot_test', delegate.test(tested.body, draw('ledger/seed', 32)), NONE);
	recorder.add('ballot_test', delegate.test(tested.body, tested.seed), NONE);
	recorder.refuse('cast of a tested ballot', 'ballot_cast', delegate.cast(tested.body), NONE);
	recorder.refuse('test twice', 'ballot_test', delegate.test(tested.body, tested.seed), NONE);
	recorder.add('ballot_commit', delegate.commit(body), NONE);
	recorder.refuse('body that was not committed', 'ballot_cast', delegate.cast(flip(body, 0)), NONE);
	recorder.refuse('body one byte short', 'ballot_cast', delegate.cast(body.slice(1)), NONE);
	recorder.refuseEquation('cast signed as a test', 'ballot_cast', { ...delegate.cast(body), sig: delegate.test(body, tested.seed).sig }, NONE);
	recorder.refuse('cast in another attempt', 'ballot_cast', { ...delegate.cast(body), attempt: 2 }, NONE);
	recorder.refuse('time on a ballot', 'ballot_cast', delegate.cast(body), { by: [], at: true });
	recorder.add('ballot_cast', delegate.cast(body), NONE);
	recorder.refuse('cast twice', 'ballot_cast', delegate.cast(body), NONE);
	recorder.refuse('commit after the cast', 'ballot_commit', delegate.commit(tested.body), NONE);
	return { body, tested };
}

// The second one tries what the proofs and P6.7 are there for.
function secondDelegate(recorder, story, where, first) {
	const delegate = new Delegate(recorder, story, where, 1);
	const attempt = (purpose, body, equation) => {
		recorder.add('ballot_commit', delegate.commit(body), NONE);
		recorder[equation ? 'refuseEquation' : 'refuse'](purpose, 'ballot_cast', delegate.cast(body), NONE);
	};
	attempt('copy of a cast ballot', first.body, false);
	attempt('copy of a tested ballot', first.tested.body, false);
	attempt('ballot sealed for another key', delegate.seal([0, 0, 2], 'other', story.lists[0][9]).body, true);
	const good = delegate.seal([0, 0, 2], 'damaged').body;
	attempt('proof damaged', flip(good, good.length - 1), true);
	delegate.vote([0, 0, 2]);
}

function vote(recorder, story, where) {
	const first = firstDelegate(recorder, story, where);
	secondDelegate(recorder, story, where, first);
	const third = new Delegate(recorder, story, where, 2);
	recorder.add('poll_hold', { ...pick(where), reason: '停电' });
	recorder.refuse('commit while held', 'ballot_commit', third.commit(third.seal([1, 1, 2]).body), NONE);
	recorder.add('poll_resume', pick(where));
	recorder.refuse('resume while open', 'poll_resume', pick(where));
	third.vote([1, 1, 2]);
	recorder.add('server_start', { version: '1.0' });
	recorder.refuse('commit after a start', 'ballot_commit', third.commit(third.seal([1, 1, 2]).body), NONE);
	swap(recorder, story, where);
	recorder.add('poll_resume', pick(where));
	recorder.refuse('commit by a key that was swapped away', 'ballot_commit', new Delegate(recorder, story, where, 5).commit(new Uint8Array(32)), NONE);
	new Delegate(recorder, story, where, 3).vote([0, 2, 2]);
	new Delegate(recorder, story, where, 4).vote([2, 2, 2]);
	new Delegate(recorder, story, where, 7).vote([0, 0, 2]);
}

// The slip of delegate 6 is lost: the spare 7 takes its place.
function swap(recorder, story, where) {
	const key = at => toBase64(slotKey(story.codes[at], MEETING, where.slot).X);
	const body = { ...pick(where), old: key(5), new: key(7) };
	recorder.refuse('reissue while held', 'reissue', { number: '6', reason: '遗失' }, TWO);
	recorder.refuse('swap of a key that has cast', 'key_swap', { ...body, old: key(0) }, NONE);
	recorder.refuse('swap to a key that is entitled', 'key_swap', { ...body, new: key(6) }, NONE);
	recorder.refuse('swap to a key of no list', 'key_swap', { ...body, new: toBase64(slotKey(draw('x', 16), MEETING, 1).X) }, NONE);
	recorder.add('key_swap', body, NONE);
}

function close(recorder, where) {
	const body = { ...pick(where), issued: 7, papers: 0, returned: 6, not_returned: 1, tested: 1 };
	recorder.refuse('a ballot too many', 'poll_close', { ...body, returned: 7, not_returned: 0 });
	recorder.refuse('a test too few', 'poll_close', { ...body, tested: 0 });
	recorder.refuse('sitting closes over an open poll', 'sitting_close', { sitting: 1 });
	const closing = recorder.add('poll_close', body);
	recorder.add('reissue', { number: '6', reason: '遗失' }, TWO);
	return closing;
}

function thinConfirmation(recorder, story) {
	const first = { poll: 'e1', attempt: 1, slot: 2 };
	recorder.refuse('a published poll opens again', 'poll_open', openBody(recorder, story, { poll: 'p1', attempt: 2, slot: 2 }));
	recorder.add('poll_open', openBody(recorder, story, first));
	new Delegate(recorder, story, first, 0).vote([0, 0, 1]);
	const voided = { act: 'poll_void', ...pick(first), reason: '名单有误', paper: false };
	recorder.refuse('void of a published poll', 'poll_void', actBody(story, 2, { ...voided, poll: 'p1' }), TWO);
	const early = { act: 'seal', size: recorder.meeting.size, polls: statesOf(recorder) };
	recorder.refuse('seal over an open poll', 'seal', actBody(story, 2, early), TWO);
	recorder.add('poll_void', actBody(story, 2, voided), TWO);
	recorder.refuse('commit after voiding', 'ballot_commit', new Delegate(recorder, story, first, 1).commit(new Uint8Array(32)), NONE);

	const second = { ...first, attempt: 2, slot: 3 };
	const body = openBody(recorder, story, second);
	recorder.refuse('a slot used twice', 'poll_open', openBody(recorder, story, { ...second, slot: 2 }));
	recorder.refuse('a poll of an election kind opens again under the other quorum', 'poll_open', { ...body, quorum: { ...QUORUM, num: 1, den: 2, op: 'GT', required: 5 } });
	recorder.add('poll_open', body);
	for (let at = 0; at < 4; at++)
		new Delegate(recorder, story, second, at).vote([0, 1, 2]);
	recorder.add('poll_close', { ...pick(second), issued: 7, papers: 0, returned: 4, not_returned: 3, tested: 0 });
	recorder.refuse('refusal of a box that is not opened', 'refusal', { ...pick(second), index: 1, reason: '不足' }, machineActor(TRUSTEES[0]));
	recorder.add('publish', pick(second));
}

function statesOf({ meeting }) {
	return [...meeting.polls.values()].flatMap(({ attempts }) =>
		attempts.map(({ pollId, attempt, state }) => ({ poll: pollId, attempt, state })));
}

export function tellPolls(recorder, story) {
	const where = { poll: 'p1', attempt: 1, slot: 1 };
	sitting(recorder);
	define(recorder);
	open(recorder, story);
	vote(recorder, story, where);
	const closing = close(recorder, where);
	openBox(recorder, story, where, closing);
	thinConfirmation(recorder, story);
}

// No sitting, no poll, nothing any more.
export function endStory(recorder, story) {
	recorder.add('sitting_close', { sitting: 1 });
	const { size, acts } = recorder.meeting;
	const polls = statesOf(recorder);
	const act = { act: 'seal', size, polls };
	recorder.refuse('seal of another size', 'seal', actBody(story, acts + 1, { ...act, size: size + 1 }), TWO);
	recorder.refuse('seal without an attempt', 'seal', actBody(story, acts + 1, { ...act, polls: polls.slice(1) }), TWO);
	recorder.refuse('seal out of the agenda\'s order', 'seal', actBody(story, acts + 1, { ...act, polls: [...polls].reverse() }), TWO);
	recorder.refuse('seal with another state', 'seal', actBody(story, acts + 1, { ...act, polls: polls.map(poll => ({ ...poll, state: 'void' })) }), TWO);
	recorder.add('seal', actBody(story, acts + 1, act), TWO);
	recorder.refuse('anything after the seal', 'server_start', { version: '1.0' });
}
