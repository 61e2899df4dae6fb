// fold_ways.mjs - counts that people tell, with a scrutineer's signature: a show of hands (P14.16).

import { demand } from './refused.mjs';

const sum = numbers => numbers.reduce((total, number) => total + number, 0);

// A count for each option of each contest.
export function checkShape({ layout }, counts) {
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

export const wayHandlers = { hands };
