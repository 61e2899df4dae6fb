// ledger_settings.mjs - the story's fourth part: seats that nobody passed for are given up, and a rehearsal without a quorum.

import { Delegate, pick } from './delegate.mjs';
import { QUORUM, definition, openBody } from './opening_body.mjs';
import { TRUSTEES, TWO, actBody, machineActor } from './ledger_start.mjs';
import { hold } from './ledger_elections.mjs';

const nominated = title => ({ title, scale: 0 });

function reduce(recorder, story) {
	const where = { poll: 'e4', attempt: 1, slot: 9 };
	const limits = [{ terms: [[0, 1], [2, 1]], min: 0, max: 2 }];
	recorder.add('poll', definition('e4', 'election', [nominated('张伟'), nominated('刘洋')], limits, { seats: 2, order: { type: 'strokes' } }));
	const body = { ...pick(where), seats: 1, reason: '主席团决定' };
	recorder.refuse('seats of a draft reduced', 'seats_reduced', body, TWO);
	const result = hold(recorder, story, where, [[0, 0], [0, 0], [0, 1], [0, 1], [0, 2], [0, 2], [0, 2]]);
	recorder.refuse('seats reduced before they are counted', 'seats_reduced', body, TWO);
	recorder.add('result', result);
	const bad = (purpose, change, options = TWO) => recorder.refuse(purpose, 'seats_reduced', { ...body, ...change }, options);
	bad('as many seats as before', { seats: 2 });
	bad('no seats', { seats: 0 });
	bad('a reduction without a reason', { reason: '' });
	bad('a reduction by one', {}, {});
	bad('seats of a runoff reduced', { poll: 'r1' });
	bad('seats of a resolution reduced', { poll: 'p1' });
	recorder.add('seats_reduced', body, TWO);
	bad('reduced twice', {});
}

function practise(recorder, story, where) {
	const five = { holders: [0, 1, 2, 3, 4], present: 5 };
	recorder.add('poll_open', { ...openBody(recorder, story, { ...where, ...five }), quorum: { ...QUORUM, present: 5 } });
	five.holders.forEach(at => new Delegate(recorder, story, where, at).vote([0]));
	recorder.add('poll_close', { ...pick(where), issued: 5, papers: 0, returned: 5, not_returned: 0, tested: 0 });
}

function rehearse(recorder, story) {
	const where = { poll: 'x1', attempt: 1, slot: 10 };
	recorder.add('poll', definition('x1', 'resolution', 1, [], { rehearsal: true }));
	recorder.add('poll', definition('x2', 'resolution', 1));
	recorder.add('leave', { number: '6' });
	recorder.add('leave', { number: '7' });
	const five = { holders: [0, 1, 2, 3, 4], present: 5 };
	const without = { ...openBody(recorder, story, { ...where, poll: 'x2', ...five }), quorum: { ...QUORUM, present: 5 } };
	recorder.refuse('a poll without a quorum', 'poll_open', without);
	recorder.refuse('a rehearsal by hands', 'poll', definition('x1', 'resolution', 1, [], { rehearsal: true, method: 'show_of_hands' }));
	practise(recorder, story, where);
	recorder.refuse('a rehearsal is published', 'publish', pick(where));
	recorder.refuse('a share of a rehearsal is refused', 'refusal', { ...pick(where), index: 1, reason: '演练' }, machineActor(TRUSTEES[0]));
	const voided = { act: 'poll_void', ...pick(where), paper: false, reason: '演练' };
	recorder.refuse('a rehearsal is voided', 'poll_void', actBody(story, recorder.meeting.acts + 1, voided), TWO);
	practise(recorder, story, { ...where, attempt: 2, slot: 11 });
}

export function tellSettings(recorder, story) {
	reduce(recorder, story);
	rehearse(recorder, story);
}
