// fold_ways.mjs - rights that go to paper, counts that people tell, and who helped at terminals: hands, paper, open votes,
// helpers (P14.16 to P14.21).

import { isSorted } from './slip.mjs';
import { compare, toBase64, utf8 } from './bytes.mjs';
import { checkSignature } from './schnorr.mjs';
import { demand } from './refused.mjs';
import { isOnBallot } from './settings.mjs';
import { formOf } from './verdict.mjs';
import { useOf } from './fold_poll.mjs';

const sum = numbers => numbers.reduce((total, number) => total + number, 0);

// A count for each option of each contest.
function checkShape({ layout }, counts) {
	demand(counts.length === layout.rows.length && counts.every((row, q) => row.length === layout.rows[q]), 'range', 'counts');
}

function hands(meeting, entry, act) {
	const attempt = meeting.attemptIn(act, 'open', 'held');
	demand(attempt.way === 'hands', 'poll_state', attempt.way);
	checkShape(attempt, act.counts);
	const returned = sum(act.counts[0]);
	demand(returned <= attempt.figures.issued, 'unaccounted', 'more hands than are there');
	attempt.byHand = act.counts;
	attempt.figures.returned = returned;
	attempt.state = 'closed';
	attempt.closingSize = entry.n + 1;
}

// P14.19
function open_vote(meeting, { body: { number, key, marks, sig, ...where } }) {
	const attempt = meeting.attemptIn(where, 'open');
	const { layout, voters, hPoll } = attempt;
	demand(attempt.way === 'open', 'not_open', attempt.way);
	const use = useOf(attempt, key);
	demand(meeting.people.has(number), 'no_such_person', number);
	demand(voters.has(number), 'not_in', number);
	demand(voters.get(number) === null, 'already_received', number);
	demand(marks.length === layout.rows.length && marks.every((mark, q) => mark < layout.rows[q]), 'range', 'marks');
	checkSignature('open-vote', key, sig, hPoll, ...marks);
	voters.set(number, marks);
	attempt.keys.set(toBase64(key), { ...use, cast: true });
}

// What the open votes come to.
export function openCounts({ layout, voters }) {
	const votes = [...voters.values()].filter(marks => marks);
	return layout.rows.map((k, q) => Array.from({ length: k }, (_, option) => votes.filter(marks => marks[q] === option).length));
}

function paper_issue(meeting, { body: { keys, ...where } }) {
	const attempt = meeting.attemptIn(where, 'open', 'held');
	demand(attempt.way === 'sealed' && !attempt.definition.rehearsal, 'not_open', attempt.way);
	demand(isSorted(keys), 'slip_list', 'order');
	keys.forEach(key => useOf(attempt, key));
	const left = attempt.figures.issued - attempt.papers - keys.length;
	demand(keys.length >= attempt.minimum && (left === 0 || left >= attempt.minimum), 'too_few_rights');
	for (const key of keys.map(toBase64)) {
		attempt.entitled.delete(key);
		attempt.onPaper.add(key);
	}
	attempt.papers += keys.length;
}

// The ciphertexts' counts: of each row all but the last option's.
const ofCiphertexts = counts => counts.flatMap(row => row.slice(0, -1));

function checkPapers({ definition, layout }, forms, counts) {
	demand(forms.length === (definition.forms?.length ?? 1), 'range', 'forms');
	demand(forms.every(({ returned, invalid }) => invalid <= returned), 'range', 'invalid');
	const valid = forms.map(({ returned, invalid }) => returned - invalid);
	demand(counts.every((row, q) => sum(row) <= valid[formOf(definition, q)]), 'unaccounted', 'more marks than papers');
	const each = ofCiphertexts(counts);
	for (const { terms, max } of layout.limits.filter(limit => limit.terms.every(([, weight]) => weight > 0)))
		demand(sum(terms.map(([at, weight]) => weight * each[at])) <= max * valid[0], 'unaccounted', 'limit');
}

function paper_count(meeting, entry, act) {
	const attempt = meeting.attemptIn(act, 'closed');
	demand(attempt.papers > 0 && !attempt.paper, 'poll_state', 'no paper to count');
	checkShape(attempt, act.counts);
	checkPapers(attempt, act.forms, act.counts);
	attempt.paper = act.forms;
	attempt.byHand = act.counts;
	attempt.figures.forms = act.forms.map(({ returned, invalid }) =>
		({ returned: attempt.figures.returned + returned, invalid, paper: returned - invalid }));
	if (act.forms.some(({ returned }) => returned > attempt.papers))
		attempt.state = 'void';
}

// P14.21: who helped at terminals, right behind the close.
function assist(meeting, { n, body: { helpers, ...where } }) {
	const { way, closingSize, definition } = meeting.attempt(where);
	demand((way === 'sealed' || way === 'open') && closingSize === n, 'poll_state', 'not behind its close');
	const names = helpers.map(({ name }) => name);
	const known = new Set([...meeting.operators.keys(), ...[...meeting.people.values()].map(({ name }) => name)]);
	demand(names.every((name, i) => i === 0 || compare(utf8(names[i - 1]), utf8(name)) < 0), 'range', 'order');
	demand(!names.some(name => isOnBallot(definition, name)), 'candidate_helps');
	demand(names.every(name => known.has(name)), 'no_such_person');
	demand(sum(helpers.map(({ count }) => count)) <= 1000, 'range', 'in all');
}

export const wayHandlers = { assist, open_vote, hands, paper_issue, paper_count };
