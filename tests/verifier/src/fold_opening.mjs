// fold_opening.mjs - what follows a closing: co-signed heads, shares, results, publishing, voiding, and the seal (P14.8, P14.13).

import { checkShare, counts, encryptedTotals } from './opening.mjs';
import { openCounts } from './fold_ways.mjs';
import { isSame, verdictOf } from './verdict.mjs';
import { openNote, originOf, trusteeName } from './note.mjs';
import { ciphertextCount } from './poll.mjs';
import { demand } from './refused.mjs';
import { equal } from './bytes.mjs';

// The co-signing keys of every key record that matters: in force, or an attempt's.
export function trusteeKeys(meeting) {
	const records = meeting.records.filter(record => record === meeting.record || meeting.attempts.some(attempt => attempt.record === record));
	return records.flatMap(({ ceremony, reveals }) => reveals.map(({ index, cosign }) =>
		({ name: trusteeName(meeting.genesis.meeting, ceremony, index), key: cosign, ceremony, index })));
}

function cosign(meeting, { body }) {
	const { meeting: id, log_key: log } = meeting.genesis;
	const note = openNote(body.note, { origin: originOf(id), log, cosigners: trusteeKeys(meeting) });
	demand(note.cosigners.length === 1, 'note', 'one co-signature');
	demand(note.size <= meeting.size && equal(note.root, meeting.tree.root(note.size)), 'head');
	const names = meeting.cosigned.get(note.size) ?? new Set();
	meeting.cosigned.set(note.size, names.add(note.cosigners[0].name));
}

function cosignedBy(meeting, { record, closingSize, meetingId }) {
	const names = meeting.cosigned.get(closingSize) ?? new Set();
	return record.reveals.filter(({ index }) => names.has(trusteeName(meetingId, record.ceremony, index))).length;
}

function totalsOf(attempt) {
	attempt.totals ??= encryptedTotals(ciphertextCount(attempt.layout), attempt.boxes);
	return attempt.totals;
}

// Has a box that trustees open (P14.13), once paper is counted.
const hasBox = ({ way, boxes, papers, paper }) => way === 'sealed' && boxes.length > 0 && (papers === 0 || paper !== null);

function share(meeting, entry) {
	const { body } = entry;
	const attempt = meeting.attemptIn(body, 'closed');
	demand(hasBox(attempt), 'poll_state', 'no box');
	const { record } = attempt;
	demand(body.index <= record.n && !attempt.shares.has(body.index), 'poll_state', 'index');
	const head = { size: body.size, root: body.root };
	demand(head.size === attempt.closingSize && equal(head.root, meeting.tree.root(head.size)), 'head', 'not the closing head');
	demand(cosignedBy(meeting, attempt) >= record.t, 'head', 'too few co-signatures');
	const parts = checkShare({ ...attempt, head }, body.index, record.keys[body.index - 1], totalsOf(attempt), body.share);
	attempt.shares.set(body.index, { entry: entry.n, parts });
}

function refusal(meeting, { body }) {
	const attempt = meeting.attemptIn(body, 'closed');
	demand(hasBox(attempt), 'poll_state', 'no box');
	demand(body.index <= attempt.record.n, 'range', 'index');
}

// What the t shares that are named open to (P11.4, P11.5).
function openedCounts(attempt, entries) {
	const used = [...attempt.shares].filter(([, { entry }]) => entries.includes(entry));
	demand(entries.length === attempt.record.t && used.length === entries.length, 'result', 'shares');
	const parts = new Map(used.map(([index, { parts: D }]) => [index, D]));
	return counts(attempt.layout, totalsOf(attempt), parts, attempt.boxes.length);
}

const plus = (one, other) => one.map((row, q) => row.map((count, option) => count + other[q][option]));
const nothing = ({ layout }) => layout.rows.map(k => Array(k).fill(0));

// What a result must say: the counts, and of them what was in the box where there was paper beside it (P14.18).
function expectedCounts(attempt, entries) {
	const { way, papers, paper, byHand } = attempt;
	demand(papers === 0 || paper, 'poll_state', 'paper is not counted');
	demand(hasBox(attempt) || entries.length === 0, 'result', 'shares');
	if (way !== 'sealed')
		return { counts: way === 'open' ? openCounts(attempt) : byHand };
	const box = hasBox(attempt) ? openedCounts(attempt, entries) : nothing(attempt);
	return papers > 0 ? { counts: plus(box, byHand), electronic: box } : { counts: box };
}

function result(meeting, { body }) {
	const attempt = meeting.attemptIn(body, 'closed');
	const found = expectedCounts(attempt, body.shares);
	demand(isSame(found.counts, body.counts) && isSame(found.electronic, body.electronic), 'result', 'counts');
	demand(isSame(verdictOf(attempt.definition, attempt.figures, found.counts), body.verdict), 'result', 'verdict');
	attempt.counts = found.counts;
	attempt.verdict = body.verdict;
	attempt.state = 'counted';
}

function publish(meeting, { body }) {
	const attempt = meeting.attemptIn(body, 'counted', 'not_opened');
	demand(!attempt.published, 'poll_state', 'published');
	attempt.published = true;
	if (attempt.state === 'counted')
		attempt.state = 'published';
}

function seats_reduced(meeting, { body }) {
	const attempt = meeting.attemptIn(body, 'counted', 'published');
	const { verdict, definition } = attempt;
	demand(!attempt.reduced, 'poll_state', 'reduced already');
	demand(verdict.next === 'supplementary_or_reduce', 'rule', 'nothing to give up');
	demand(body.seats >= verdict.elected.length && body.seats < definition.seats, 'rule', 'seats');
	attempt.reduced = true;
}

function poll_void(meeting, entry, act) {
	const attempt = meeting.attempt(act);
	demand(!attempt.published && !['void', 'rehearsed'].includes(attempt.state), 'poll_state', attempt.state);
	demand(!act.paper || (attempt.definition.method === 'secret' && !attempt.definition.rehearsal), 'rule', 'paper');
	attempt.state = 'void';
	meeting.polls.get(act.poll).mustBePaper = act.paper;
}

function seal(meeting, entry, act) {
	demand(!meeting.busy('open', 'held', 'closed'), 'poll_open');
	demand(act.size === entry.n, 'head', 'size');
	const listed = [...meeting.polls.values()].flatMap(({ attempts }) =>
		attempts.map(({ pollId, attempt, state }) => ({ poll: pollId, attempt, state })));
	demand(isSame(act.polls, listed), 'act', 'polls');
	meeting.sealed = true;
}

export const openingHandlers = { cosign, share, refusal, result, publish, seats_reduced, poll_void, seal };
