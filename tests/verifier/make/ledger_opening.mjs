// ledger_opening.mjs - the story's last part but the election: heads co-signed, shares, counts, verdict; and the final note.

import { LOG_KEY, LOG_SECRET, TRUSTEES, machineActor } from './ledger_start.mjs';
import { checkShare, counts, encryptedTotals, makeShare } from '../src/opening.mjs';
import { cosignatureLine, logLine, noteText, originOf, trusteeName } from '../src/note.mjs';
import { draw, drawInputs } from './draw.mjs';
import { flip, pick } from './delegate.mjs';
import { toBase64, toHex } from '../src/bytes.mjs';
import { MEETING } from './poll.mjs';
import { ciphertextCount } from '../src/poll.mjs';
import { evaluate } from '../src/ceremony.mjs';
import { mod } from '../src/group.mjs';
import { verdictOf } from '../src/verdict.mjs';

function noteOf(meeting, story, size, index,
	{ secret = LOG_SECRET, root = meeting.tree.root(size), cosigner = story.trustees[index - 1].cosignSecret } = {}) {
	const text = noteText(originOf(MEETING), size, root);
	const log = logLine(originOf(MEETING), secret, LOG_KEY, text);
	return `${text}\n${log}${cosignatureLine(trusteeName(MEETING, 2, index), cosigner, story.trustees[index - 1].cosign, text, 1767230000)}`;
}

function keyShares(story) {
	return [1, 2, 3].map(j => story.trustees.reduce((total, { coefficients }) => mod(total + evaluate(coefficients, j)), 0n));
}

const by = index => machineActor(TRUSTEES[index - 1]);

// A closed attempt's box: its head, its totals, what its trustees send, and what that comes to.
function boxOf({ meeting }, story, where, closing) {
	const size = closing.n + 1;
	const attempt = meeting.attempt(where);
	const totals = encryptedTotals(ciphertextCount(attempt.layout), attempt.boxes);
	const head = { size, root: meeting.tree.root(size) };
	const share = (index, at = head, secret = keyShares(story)[index - 1]) =>
		makeShare({ ...attempt, head: at }, index, secret, totals, drawInputs(`ledger/share/${where.poll}/${index}`, totals.length));
	const body = (index, bytes = share(index), at = head) =>
		({ ...pick(where), index, size: at.size, root: toHex(at.root), share: toBase64(bytes) });
	const countBy = indices => {
		const parts = indices.map(index => [index, checkShare({ ...attempt, head }, index, story.record.keys[index - 1], totals, share(index))]);
		return counts(attempt.layout, totals, new Map(parts), attempt.boxes.length);
	};
	return { attempt, head, share, body, countBy };
}

export function openBox(recorder, story, where, closing) {
	const { attempt, head, share, body, countBy } = boxOf(recorder, story, where, closing);
	recorder.refuse('share without co-signatures', 'share', body(1), by(1));
	mischiefWithNotes(recorder, story, head.size);
	cosign(recorder, story, head.size);
	const earlier = { size: head.size - 1, root: recorder.meeting.tree.root(head.size - 1) };
	recorder.refuse('share for an earlier head', 'share', body(1, share(1, earlier), earlier), by(1));
	recorder.refuse('share one byte short', 'share', body(1, share(1).slice(1)), by(1));
	recorder.refuseEquation('share with another secret', 'share', body(1, share(1, head, 5n)), by(1));
	recorder.refuseEquation('share of another trustee', 'share', body(1, share(2)), by(1));
	const first = recorder.add('share', body(1), by(1));
	recorder.refuse('share twice', 'share', body(1), by(1));
	recorder.add('refusal', { ...pick(where), index: 2, reason: '身体不适' }, by(2));
	const third = recorder.add('share', body(3), by(3));
	announce(recorder, where, attempt, [first.n, third.n], countBy([1, 3]));
}

// The same without mischief: the body of the result that follows.
export function openQuietly(recorder, story, where, closing) {
	const { attempt, body, countBy } = boxOf(recorder, story, where, closing);
	cosign(recorder, story, closing.n + 1);
	const shares = [2, 3].map(index => recorder.add('share', body(index), by(index)).n);
	const found = countBy([2, 3]);
	return { ...pick(where), shares, counts: found, verdict: verdictOf(attempt.definition, attempt.figures, found) };
}

function mischiefWithNotes(recorder, story, size) {
	const { meeting } = recorder;
	const flipped = flip(meeting.tree.root(size), 0);
	recorder.refuse('co-signature of another root', 'cosign', { note: noteOf(meeting, story, size, 1, { root: flipped }) }, by(1));
	recorder.refuse('co-signature of a larger ledger', 'cosign', { note: noteOf(meeting, story, size + 9, 1, { root: flipped }) }, by(1));
	recorder.refuse('note signed by another log', 'cosign', { note: noteOf(meeting, story, size, 1, { secret: draw('ledger/other', 32) }) }, by(1));
	recorder.refuse('co-signed by another key', 'cosign', { note: noteOf(meeting, story, size, 1, { cosigner: draw('ledger/other', 32) }) }, by(1));
	recorder.refuse('note with a line more', 'cosign', { note: noteOf(meeting, story, size, 1).replace('\n\n', '\nmore\n\n') }, by(1));
}

function cosign(recorder, story, size) {
	const { meeting } = recorder;
	for (const index of [1, 3])
		recorder.add('cosign', { note: noteOf(meeting, story, size, index) }, by(index));
}

function announce(recorder, where, attempt, shares, found) {
	const verdict = verdictOf(attempt.definition, attempt.figures, found);
	const body = { ...pick(where), shares, counts: found, verdict };
	const other = found.map((row, q) => (q === 0 ? [row[0] + 1, row[1] - 1, ...row.slice(2)] : row));
	const [contest, ...rest] = verdict.contests;
	recorder.refuse('publish before the count', 'publish', pick(where));
	recorder.refuseEquation('counts that the box does not hold', 'result',
		{ ...body, counts: other, verdict: verdictOf(attempt.definition, attempt.figures, other) });
	recorder.refuse('result from one share', 'result', { ...body, shares: shares.slice(0, 1) });
	recorder.refuse('result from the same share twice', 'result', { ...body, shares: [shares[0], shares[0]] });
	recorder.refuse('another outcome', 'result', { ...body, verdict: { contests: [{ ...contest, outcome: '另行表决' }, ...rest] } });
	recorder.refuse('counts that do not add up', 'result', { ...body, counts: [found[0].map(count => count + 1), ...found.slice(1)] });
	recorder.add('result', body);
	recorder.add('publish', pick(where));
	recorder.refuse('publish twice', 'publish', pick(where));
}

// The note of the final head, with the co-signatures of two trustees.
export function finalNote(recorder, story) {
	const { meeting } = recorder;
	const note = noteOf(meeting, story, meeting.size, 1);
	const text = noteText(originOf(MEETING), meeting.size, meeting.tree.root());
	return note + cosignatureLine(trusteeName(MEETING, 2, 2), story.trustees[1].cosignSecret, story.trustees[1].cosign, text, 1767240000);
}
