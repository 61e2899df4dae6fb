// fold_poll.mjs - polls from definition to closing, and every ballot in between (P14.9 to P14.12).

import { ALL, attendance, checkElectorate, presentElectors } from './electorate.mjs';
import { alphasOf, checkBody, openTest, parseBody, trackingHash } from './ballot.mjs';
import { equal, toBase64, toHex } from './bytes.mjs';
import { isMet, isSame, leastMeeting } from './verdict.mjs';
import { isSorted, listHash } from './slip.mjs';
import { checkCandidates } from './candidates.mjs';
import { checkScrutineers, checkSettings } from './settings.mjs';
import { ciphertextCount, pollHash } from './poll.mjs';
import { checkSignature } from './schnorr.mjs';
import { demand } from './refused.mjs';

const MOST_COMMITS = 40;
const MOST_TESTS = 5;
const MOST_VALUES = 1024;

function layoutOf({ contests, scales, limits }) {
	return { rows: contests.map(({ scale }) => scales[scale].length), limits };
}

function areDifferent(terms) {
	return new Set(terms.map(([at]) => at)).size === terms.length;
}

// P14.9
function poll(meeting, entry) {
	const { body } = entry;
	const kind = meeting.genesis.profile.kinds.get(body.kind);
	demand(kind, 'rule', `no kind ${body.kind}`);
	demand(['scales', 'rule', 'rates', 'rank', 'caps'].every(name => isSame(body[name], kind[name])), 'rule', 'not the rule of its kind');
	demand(body.method === 'secret' || !kind.secret, 'secret_required');
	demand(body.method === 'secret' || body.limits.length === 0, 'rule', 'limits');
	demand(body.method !== 'show_of_hands' || body.contests.length === 1, 'rule', 'contests');
	demand(body.minimum >= meeting.genesis.profile.minimum, 'range', 'minimum');
	demand(body.contests.every(({ scale }) => scale < body.scales.length), 'range', 'scale');
	const count = ciphertextCount(layoutOf(body));
	for (const { terms, min, max } of body.limits)
		demand(min <= max && max - min < MOST_VALUES && terms.every(([at]) => at < count) && areDifferent(terms), 'range', 'limit');
	checkElectorate(meeting, body.electorate);
	checkSettings(body);
	checkCandidates(meeting, body);

	const before = meeting.polls.get(body.poll);
	demand(!before || before.attempts.length === 0, 'poll_state', 'not a draft');
	const election = kind.election && !body.rehearsal;
	const made = { definition: body, entry: entry.n, leaf: entry.leaf, election, attempts: [] };
	meeting.polls.set(body.poll, made);
}

// P14.22
function agenda(meeting, { body: { polls } }) {
	demand(new Set(polls).size === polls.length, 'range', 'a poll twice');
	const order = new Map(polls.map(id => [id, meeting.polls.get(id)]));
	demand([...order.values()].every(poll => poll), 'no_such_poll');
	demand([...meeting.polls].every(([id, { attempts }]) => attempts.length === 0 || order.has(id)), 'poll_state', 'a poll that was opened is left out');
	meeting.polls = order;
}

// P14.10
function checkQuorum(meeting, opening, given) {
	const counts = poll => poll.election && (poll === opening || poll.attempts.at(-1)?.state !== 'void');
	const elections = [...meeting.polls.values()].filter(counts);
	const { quorum, quorum_election: forElections } = meeting.genesis.profile;
	const { num, den, op } = elections.length > 0 ? forElections : quorum;
	const { expected, present } = attendance(meeting, ALL);
	demand(isSame(given, { expected, present, required: leastMeeting({ num, den, op }, expected), num, den, op }), 'quorum', 'figures');
	demand(opening.definition.rehearsal || isMet({ num, den, op }, present, expected), 'quorum');
}

// P14.11
function readLists(meeting, { slot, lists }) {
	demand(lists.length === meeting.issues.length, 'slip_list', 'one list for each issue');
	const listed = new Set();
	const entitled = new Set();
	lists.forEach(({ issue, keys, entitled: bits }, at) => {
		demand(issue === at + 1 && keys.length === meeting.issues[at].slips && bits.length === keys.length, 'slip_list');
		demand(isSorted(keys), 'slip_list', 'order');
		demand(equal(listHash(meeting.genesis.meeting, issue, slot, keys), meeting.issues[at].lists[slot - 1]), 'slip_list', `issue ${issue}`);
		keys.map(toBase64).forEach((key, k) => {
			demand(!listed.has(key), 'slip_list', 'key in two lists');
			listed.add(key);
			if (bits[k] === '1')
				entitled.add(key);
		});
	});
	return { listed, entitled };
}

// P14.15
const WAYS = { secret: ['sealed', 'paper'], open: ['open'], show_of_hands: ['hands'] };

function checkWay(meeting, { definition: { method }, mustBePaper }, { way, slot, lists }) {
	demand(WAYS[method].includes(way), 'rule', 'way');
	demand(way === 'paper' || !mustBePaper, 'poll_state', 'it was voided for paper');
	if (way === 'hands' || way === 'paper') {
		demand(slot === 0 && lists.length === 0, 'no_slot', 'a way without slips');
		return;
	}
	demand(meeting.issues.length > 0, 'no_slips');
	demand(slot === meeting.lastSlot + 1 && slot <= meeting.issues[0].slots, 'no_slot');
}

function poll_open(meeting, { body }) {
	demand(meeting.sitting, 'no_sitting');
	demand(!meeting.busy('open', 'held', 'closed'), 'poll_open');
	demand(meeting.record, 'no_key');
	const known = meeting.polls.get(body.poll);
	demand(known, 'no_such_poll', body.poll);
	const last = known.attempts.at(-1);
	demand(!last || ['void', 'not_opened', 'rehearsed'].includes(last.state), 'poll_state');
	demand(body.attempt === known.attempts.length + 1 && body.definition === known.entry, 'poll_state', 'attempt or definition');
	checkWay(meeting, known, body);
	demand(body.ceremony === meeting.record.ceremony && equal(body.key_record, meeting.record.hash), 'no_key', 'another record');
	checkScrutineers(known, meeting.record);
	const { expected, present } = attendance(meeting, known.definition.electorate);
	demand(body.expected === expected && body.present === present, 'quorum', 'E or P');
	checkQuorum(meeting, known, body.quorum);
	const { listed, entitled } = body.slot ? readLists(meeting, body) : { listed: new Set(), entitled: new Set() };
	demand(body.issued === (body.slot ? entitled.size : present) && body.issued + body.without_slip === body.present, 'unaccounted');
	demand(body.issued >= known.definition.minimum || known.definition.method !== 'secret', 'too_few_rights');

	const attempt = newAttempt(meeting, known, body, { listed, entitled });
	for (const { number } of presentElectors(meeting, known.definition.electorate))
		attempt.voters.set(number, null);
	known.attempts.push(attempt);
	meeting.attempts.push(attempt);
	meeting.lastSlot = Math.max(meeting.lastSlot, body.slot);
}

function newAttempt(meeting, { definition, leaf }, body, { listed, entitled }) {
	const { record } = meeting;
	const given = {
		meetingId: meeting.genesis.meeting, pollId: body.poll, attempt: body.attempt, definition: leaf, keyRecord: record.hash, K: record.K,
	};
	return {
		...given, way: body.way, state: 'open', published: false, definition, record,
		layout: layoutOf(definition), hPoll: pollHash(given), minimum: definition.minimum,
		figures: { expected: body.expected, present: body.present, issued: body.issued },
		voters: new Map(),      // number of each elector who was in -> marks of an open vote, or null
		papers: body.way === 'paper' ? body.issued : 0, onPaper: new Set(), paper: null,
		listed, entitled,
		keys: new Map(),        // key -> { commits: count, hashes, tests: count, tested: hashes, cast }
		alphas: new Set(), boxes: [], tests: 0,
		closingSize: 0, shares: new Map(),
	};
}

function poll_hold(meeting, { body }) {
	meeting.attemptIn(body, 'open').state = 'held';
}

function poll_resume(meeting, { body }) {
	meeting.attemptIn(body, 'held').state = 'open';
}

function server_start(meeting) {
	const open = meeting.busy('open');
	if (open)
		open.state = 'held';
}

const UNUSED = { commits: 0, hashes: [], tests: 0, tested: [], cast: false };

// The use of an entitled key so far, which has not cast.
export function useOf(attempt, key) {
	const name = toBase64(key);
	demand(attempt.listed.has(name), 'key_unknown');
	demand(!attempt.onPaper.has(name), 'key_paper');
	demand(attempt.entitled.has(name), 'key_not_entitled');
	const use = attempt.keys.get(name) ?? UNUSED;
	demand(!use.cast, 'already_received');
	return use;
}

function setUse(attempt, key, use) {
	attempt.keys.set(toBase64(key), use);
}

function ballot_commit(meeting, { body }) {
	const attempt = meeting.attemptIn(body, 'open');
	demand(attempt.way === 'sealed', 'not_open', attempt.way);
	const use = useOf(attempt, body.key);
	demand(use.commits < MOST_COMMITS, 'commit_limit');
	checkSignature('commit', body.key, body.sig, attempt.hPoll, body.tracking);
	setUse(attempt, body.key, { ...use, commits: use.commits + 1, hashes: [...use.hashes, toHex(body.tracking)] });
}

// What cast and test have in common: returns the body taken apart and its tracking hash (hex).
function checkArrival(attempt, use, tag, { key, body, sig }) {
	const { ciphertexts } = parseBody(attempt.layout, body);
	const tracking = toHex(trackingHash(attempt.hPoll, key, body));
	demand(use.hashes.includes(tracking), 'no_commit');
	demand(!use.tested.includes(tracking), 'tested');
	const alphas = alphasOf(ciphertexts);
	demand(alphas.every(alpha => !attempt.alphas.has(alpha)), 'alpha_repeated');
	checkBody({ ...attempt, X: key }, body);
	checkSignature(tag, key, sig, attempt.hPoll, body);
	return { ciphertexts, alphas, tracking };
}

function ballot_cast(meeting, { body }) {
	const attempt = meeting.attemptIn(body, 'open');
	const use = useOf(attempt, body.key);
	const { ciphertexts, alphas } = checkArrival(attempt, use, 'cast', body);
	alphas.forEach(alpha => attempt.alphas.add(alpha));
	attempt.boxes.push(ciphertexts);
	setUse(attempt, body.key, { ...use, cast: true });
}

function ballot_test(meeting, { body }) {
	const attempt = meeting.attemptIn(body, 'open');
	const use = useOf(attempt, body.key);
	demand(use.tests < MOST_TESTS, 'commit_limit');
	const { alphas, tracking } = checkArrival(attempt, use, 'test', body);
	openTest({ ...attempt, X: body.key }, body.body, body.seed);
	alphas.forEach(alpha => attempt.alphas.add(alpha));
	attempt.tests++;
	setUse(attempt, body.key, { ...use, tests: use.tests + 1, tested: [...use.tested, tracking] });
}

function key_swap(meeting, { body }) {
	const attempt = meeting.attemptIn(body, 'open', 'held');
	useOf(attempt, body.old);
	const next = toBase64(body.new);
	demand(attempt.listed.has(next), 'key_unknown');
	demand(!attempt.entitled.has(next) && !attempt.keys.has(next) && !attempt.onPaper.has(next), 'key_not_entitled', 'new key is used');
	attempt.entitled.delete(toBase64(body.old));
	attempt.entitled.add(next);
	// A key that has been swapped away is never taken back.
	attempt.keys.set(toBase64(body.old), attempt.keys.get(toBase64(body.old)) ?? UNUSED);
}

function poll_close(meeting, entry) {
	const { body } = entry;
	const attempt = meeting.attemptIn(body, 'open', 'held');
	demand(attempt.way !== 'hands', 'poll_state', 'hands are counted');
	const { issued } = attempt.figures;
	const returned = attempt.way === 'open' ? [...attempt.voters.values()].filter(marks => marks).length : attempt.boxes.length;
	const { papers } = attempt;
	const found = [body.issued, body.papers, body.returned, body.not_returned, body.tested];
	demand(isSame(found, [issued, papers, returned, issued - papers - returned, attempt.tests]), 'unaccounted');
	attempt.figures.returned = returned;
	const tells = attempt.way === 'sealed' && returned < attempt.minimum && !(papers > 0 && returned === 0);
	const afterwards = tells ? 'not_opened' : 'closed';
	attempt.state = attempt.definition.rehearsal ? 'rehearsed' : afterwards;
	attempt.closingSize = entry.n + 1;
}

export const pollHandlers = { poll, agenda, poll_open, poll_hold, poll_resume, server_start, ballot_commit, ballot_cast,
	ballot_test, key_swap, poll_close };
