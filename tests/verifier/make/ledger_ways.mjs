// ledger_ways.mjs - the story's fifth part: a show of hands, an open vote, paper for all and in the place of terminals, a paper too many.

import { Delegate, NONE, pick } from './delegate.mjs';
import { TWO, actBody } from './ledger_start.mjs';
import { definition, openBody } from './opening_body.mjs';
import { compare, fromBase64, toBase64, utf8 } from '../src/bytes.mjs';
import { draw } from './draw.mjs';
import { sign } from '../src/schnorr.mjs';
import { verdictOf } from '../src/verdict.mjs';

const HOLDERS = [0, 1, 2, 3, 4, 5, 6];
const SERVER = { by: ['machine:server'] };

// Without slips, everyone who is in has a right.
function openingWithout(recorder, story, where, way) {
	const body = openBody(recorder, story, { ...where, slot: 1 });
	return { ...body, way, slot: 0, lists: [], issued: body.present, without_slip: 0 };
}

const act = (recorder, story, fields, signers = [1]) => actBody(story, recorder.meeting.acts + 1, fields, signers);

// The result that follows from counts that people told.
function toldResult(recorder, where, counts, more = {}) {
	const { definition: defined, figures } = recorder.meeting.attempt(where);
	return { ...pick(where), shares: [], counts, ...more, verdict: verdictOf(defined, figures, counts) };
}

function showHands(recorder, story) {
	const where = { poll: 'h1', attempt: 1 };
	const ofHands = { method: 'show_of_hands' };
	recorder.refuse('an appraisal by hands', 'poll', definition('h1', 'appraisal', 1, [], ofHands));
	recorder.refuse('two rows by hands', 'poll', definition('h1', 'resolution', 2, [], ofHands));
	recorder.add('poll', definition('h1', 'resolution', 1, [], ofHands));
	const body = openingWithout(recorder, story, where, 'hands');
	const bad = (purpose, change) => recorder.refuse(purpose, 'poll_open', { ...body, ...change });
	bad('hands as sealed ballots', { way: 'sealed' });
	bad('hands that take a slot', { slot: 12 });
	bad('hands of fewer than are in', { issued: 6 });
	bad('hands without a slip', { issued: 6, without_slip: 1 });
	recorder.add('poll_open', body);
	const hands = { act: 'hands', ...where, counts: [[4, 2, 0]] };
	recorder.refuse('hands are closed uncounted', 'poll_close', { ...where, issued: 7, papers: 0, returned: 0, not_returned: 7, tested: 0 });
	recorder.refuse('more hands than people', 'hands', act(recorder, story, { ...hands, counts: [[5, 2, 1]] }), TWO);
	recorder.refuse('hands of an option less', 'hands', act(recorder, story, { ...hands, counts: [[4, 2]] }), TWO);
	recorder.refuse('hands told by one', 'hands', act(recorder, story, hands));
	recorder.refuse('hands that nobody signed', 'hands', { ...act(recorder, story, hands), sigs: [] }, TWO);
	recorder.add('hands', act(recorder, story, hands), TWO);
	recorder.refuse('hands counted twice', 'hands', act(recorder, story, hands), TWO);
	recorder.refuse('a result of other hands', 'result', toldResult(recorder, where, [[5, 1, 0]]), SERVER);
	recorder.refuse('a result of hands with shares', 'result', { ...toldResult(recorder, where, [[4, 2, 0]]), shares: [1] }, SERVER);
	recorder.add('result', toldResult(recorder, where, [[4, 2, 0]]), SERVER);
}

function openVote(delegate, marks, number = String(delegate.at + 1)) {
	const input = draw(`${delegate.label}/open-vote/${marks}`, 64);
	return { ...delegate.place, number, marks, sig: toBase64(sign('open-vote', delegate.x, input, delegate.context.hPoll, ...marks)) };
}

function voteOpenly(recorder, story) {
	const where = { poll: 'o1', attempt: 1, slot: 12 };
	recorder.add('poll', definition('o1', 'resolution', 2, [], { method: 'open' }));
	recorder.add('poll_open', { ...openBody(recorder, story, where), way: 'open' });
	const [first, second] = HOLDERS.map(at => new Delegate(recorder, story, where, at));
	const vote = openVote(first, [0, 1]);
	const bad = (purpose, change) => recorder.refuse(purpose, 'open_vote', { ...vote, ...change }, NONE);
	bad('an open vote of nobody', { number: '77' });
	bad('an open vote of one who is away', { number: '8' });
	bad('an open vote of a row less', { marks: [0] });
	bad('an open vote for an option that is not there', { marks: [0, 3] });
	recorder.refuseEquation('an open vote that was changed', 'open_vote', { ...vote, marks: [1, 1] }, NONE);
	recorder.refuseEquation('an open vote signed by another', 'open_vote', { ...vote, key: second.place.key }, NONE);
	recorder.refuse('an open vote that bears a time', 'open_vote', vote, { by: [] });
	recorder.refuse('a commit in an open vote', 'ballot_commit', first.commit(first.seal([0, 1]).body), NONE);
	recorder.add('open_vote', vote, NONE);
	bad('an open vote twice', {});
	recorder.refuse('two open votes of one person', 'open_vote', openVote(second, [0, 0], '1'), NONE);
	recorder.add('open_vote', openVote(second, [0, 2]), NONE);
	recorder.add('poll_close', { ...pick(where), issued: 7, papers: 0, returned: 2, not_returned: 5, tested: 0 });
	helped(recorder, pick(where));
	recorder.refuse('a result of other open votes', 'result', toldResult(recorder, where, [[2, 0, 0], [1, 1, 0]]), SERVER);
	recorder.add('result', toldResult(recorder, where, [[2, 0, 0], [0, 1, 1]]), SERVER);
}

// Delegate 8 is away, and helps; so does an operator.
function helped(recorder, where) {
	const helpers = [{ name: '代表8', count: 2 }, { name: '王芳', count: 1 }].sort((a, b) => compare(utf8(a.name), utf8(b.name)));
	const bad = (purpose, wrong) => recorder.refuse(purpose, 'assist', { ...where, helpers: wrong });
	bad('nobody helped', []);
	bad('helpers out of order', [...helpers].reverse());
	bad('a helper twice', [helpers[0], helpers[0]]);
	bad('a helper whom nobody knows', [{ name: '路人', count: 1 }]);
	bad('a helper who never helped', [{ name: '王芳', count: 0 }]);
	bad('help beyond all measure', helpers.map(({ name }) => ({ name, count: 600 })));
	bad('whom somebody helped', [{ ...helpers[0], number: '1' }]);
	recorder.refuse('helpers of another attempt', 'assist', { poll: 'p1', attempt: 1, helpers });
	recorder.add('assist', { ...where, helpers });
	bad('helpers told twice', helpers);
}

const closing = where => ({ ...pick(where), issued: 7, papers: 7, returned: 0, not_returned: 0, tested: 0 });

function voteOnPaper(recorder, story) {
	const where = { poll: 'w1', attempt: 1 };
	recorder.add('poll', definition('w1', 'resolution', 1));
	recorder.add('poll_open', openingWithout(recorder, story, where, 'paper'));
	const counted = { act: 'paper_count', ...where, forms: [{ returned: 6, invalid: 1 }], counts: [[3, 1, 0]] };
	const bad = (purpose, change) => recorder.refuse(purpose, 'paper_count', act(recorder, story, { ...counted, ...change }), TWO);
	bad('papers counted before the close', {});
	recorder.refuse('papers that were not issued', 'poll_close', { ...closing(where), papers: 6, not_returned: 1 });
	recorder.add('poll_close', closing(where));
	recorder.refuse('a result before papers are counted', 'result', { ...pick(where), shares: [], counts: [[0, 0, 0]], verdict: { contests: [] } }, SERVER);
	bad('more marks than papers', { counts: [[3, 2, 1]] });
	bad('more invalid than came in', { forms: [{ returned: 6, invalid: 7 }] });
	bad('forms that there are not', { forms: [{ returned: 6, invalid: 1 }, { returned: 6, invalid: 1 }] });
	recorder.add('paper_count', act(recorder, story, counted), TWO);
	bad('papers counted twice', {});
	recorder.refuse('a box where there is none', 'result', toldResult(recorder, where, [[3, 1, 0]], { electronic: [[0, 0, 0]] }), SERVER);
	recorder.add('result', toldResult(recorder, where, [[3, 1, 0]]), SERVER);
}

// Voided for paper; then there is a paper more than was issued.
function voidForPaper(recorder, story) {
	const where = { poll: 'w2', attempt: 1, slot: 13 };
	recorder.add('poll', definition('w2', 'resolution', 1));
	recorder.add('poll_open', openBody(recorder, story, where));
	recorder.add('poll_void', act(recorder, story, { act: 'poll_void', ...pick(where), reason: '密钥不在', paper: true }), TWO);
	const again = { poll: 'w2', attempt: 2, slot: 14 };
	recorder.refuse('terminals where it must be paper', 'poll_open', openBody(recorder, story, again));
	recorder.add('poll_open', openingWithout(recorder, story, again, 'paper'));
	recorder.add('poll_close', closing(again));
	const counted = { act: 'paper_count', ...pick(again), forms: [{ returned: 8, invalid: 0 }], counts: [[4, 3, 1]] };
	recorder.add('paper_count', act(recorder, story, counted), TWO);
	recorder.refuse('a result of what paper voided', 'result', { ...pick(again), shares: [], counts: [[4, 3, 1]], verdict: { contests: [] } }, SERVER);
}

function giveAllPaper(recorder, story) {
	const where = { poll: 'w3', attempt: 1, slot: 14 };
	recorder.add('poll', definition('w3', 'resolution', 1));
	recorder.add('poll_open', openBody(recorder, story, where));
	const delegates = HOLDERS.map(at => new Delegate(recorder, story, where, at));
	const keys = delegates.map(({ place }) => place.key).sort((one, other) => compare(fromBase64(one), fromBase64(other)));
	const bad = (purpose, change) => recorder.refuse(purpose, 'paper_issue', { ...pick(where), keys, ...change }, TWO);
	bad('four papers', { keys: keys.slice(0, 4) });
	bad('two left to terminals', { keys: keys.slice(0, 5) });
	bad('keys in another order', { keys: [...keys].reverse() });
	bad('a key twice', { keys: [keys[0], ...keys] });
	bad('a spare on paper', { keys: [...keys.slice(1), new Delegate(recorder, story, where, 8).place.key] });
	recorder.refuse('papers given by one', 'paper_issue', { ...pick(where), keys });
	recorder.add('paper_issue', { ...pick(where), keys }, TWO);
	bad('papers given twice', {});
	recorder.refuse('a commit by a key on paper', 'ballot_commit', delegates[0].commit(delegates[0].seal([0]).body), NONE);
	recorder.add('poll_close', closing(where));
	const counted = { act: 'paper_count', ...pick(where), forms: [{ returned: 6, invalid: 0 }], counts: [[4, 2, 0]] };
	recorder.add('paper_count', act(recorder, story, counted), TWO);
	recorder.refuse('paper beside terminals without the box', 'result', toldResult(recorder, where, [[4, 2, 0]]), SERVER);
	recorder.refuse('a vote in an empty box', 'result', toldResult(recorder, where, [[4, 2, 0]], { electronic: [[1, 0, 0]] }), SERVER);
	recorder.add('result', toldResult(recorder, where, [[4, 2, 0]], { electronic: [[0, 0, 0]] }), SERVER);
}

export function tellWays(recorder, story) {
	recorder.add('return', { number: '6' });
	recorder.add('return', { number: '7' });
	showHands(recorder, story);
	voteOpenly(recorder, story);
	voteOnPaper(recorder, story);
	voidForPaper(recorder, story);
	giveAllPaper(recorder, story);
}
