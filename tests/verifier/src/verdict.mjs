// verdict.mjs - thresholds, bases and what a rule says of counts (P15). Integers only.

import { demand } from './refused.mjs';
import { isDeepStrictEqual } from 'node:util';

// The least count that meets a threshold; with base 0 it is never met, and written as 0 (P15.2).
export function leastMeeting({ op, num, den }, base) {
	if (base === 0)
		return 0;
	const product = BigInt(num) * BigInt(base);
	return Number(op === 'GE' ? (product + BigInt(den) - 1n) / BigInt(den) : product / BigInt(den) + 1n);
}

export function isMet(threshold, count, base) {
	return base > 0 && count >= leastMeeting(threshold, base);
}

// P15.3 for one contest; `options` is its scale, `row` its counts.
function bases({ expected, present, returned }, options, row) {
	const valid = returned;
	const abstained = row.filter((_, at) => options[at].abstain).reduce((total, count) => total + count, 0);
	return { EXPECTED: expected, PRESENT: present, RETURNED: returned, VALID: valid, CAST: valid - abstained };
}

function countOf(ids, options, row) {
	demand(ids.every(id => options.some(option => option.id === id)), 'range', 'counts');
	return row.filter((_, at) => ids.includes(options[at].id)).reduce((total, count) => total + count, 0);
}

function contestVerdict(rule, rates, figures, options, row) {
	const N = bases(figures, options, row);
	const steps = [];
	let outcome = rule.otherwise;
	for (const step of rule.steps) {
		const count = countOf(step.counts, options, row);
		const base = N[step.base];
		const met = isMet(step, count, base);
		steps.push({ count, base, required: leastMeeting(step, base), met });
		if (met) {
			outcome = step.outcome;
			break;
		}
	}
	return { outcome, steps, rates: rates.map(({ name, counts, base }) => ({ name, count: countOf(counts, options, row), base: N[base] })) };
}

// P15.5; `figures` are { expected, present, returned } of the attempt.
export function verdictOf(definition, figures, counts) {
	const contests = definition.contests.map(({ scale }, q) =>
		contestVerdict(definition.rule, definition.rates, figures, definition.scales[scale], counts[q]));
	return { contests };
}

export const isSame = isDeepStrictEqual;
