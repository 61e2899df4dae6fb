// verdict.mjs - thresholds, bases and what a rule says of counts (P15). Integers only.

import { demand } from './refused.mjs';
import { isDeepStrictEqual } from 'node:util';

const sum = numbers => numbers.reduce((total, number) => total + number, 0);

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

function compare(threshold, count, base) {
	return { count, base, required: leastMeeting(threshold, base), met: isMet(threshold, count, base) };
}

// One contest as it was counted: P15.3 and P15.4.
class Contest {
	constructor({ expected, present, returned, invalid = 0, paper = 0 }, scale, options, row) {
		const valid = returned - invalid;
		demand(row.length === options.length && row.every(count => count >= 0), 'unaccounted', 'counts');
		// a mark may be missing on paper alone
		demand(sum(row) <= valid && sum(row) >= valid - paper, 'unaccounted', 'counts');
		const countWhere = mark => sum(row.filter((_, at) => options[at][mark]));
		const counted = valid - countWhere('invalid');
		this.bases = { EXPECTED: expected, PRESENT: present, RETURNED: returned, VALID: counted, CAST: counted - countWhere('abstain') };
		Object.assign(this, { scale, options, row });
	}

	countOf(ids) {
		return sum(this.row.filter((_, at) => ids.includes(this.options[at].id)));
	}

	rateCount({ counts, weights }) {
		return weights ? sum(weights.map((weight, at) => weight * this.row[at])) : this.countOf(counts);
	}

	rates(rates) {
		return rates.filter(({ scale }) => scale === this.scale).map(rate => {
			const count = this.rateCount(rate);
			const base = this.bases[rate.base];
			const { num, den } = rate.flag ?? {};
			return { name: rate.name, count, base, ...(rate.flag ? { below: base > 0 && count * den < num * base } : {}) };
		});
	}
}

// On which of a definition's forms contest q stands.
export function formOf({ forms = [] }, q) {
	let before = 0;
	return Math.max(forms.findIndex(({ contests }) => (before += contests) > q), 0);
}

function climb(rule, contest) {
	const steps = [];
	for (const { outcome, counts, ...step } of rule.steps) {
		steps.push(compare(step, contest.countOf(counts), contest.bases[step.base]));
		if (steps.at(-1).met)
			return { outcome, steps };
	}
	return { outcome: rule.otherwise, steps };
}

function placeOf(contest, contests, { rates, rank }) {
	const rate = rates.find(({ name, scale }) => name === rank && scale === contest.scale);
	if (!rate)
		return {};
	const better = contests.filter(other => other.scale === contest.scale && compareShares(other, contest, rate) > 0);
	return { place: better.length + 1 };
}

// Whose share of that rate is the greater: as a sort wants it. A share of nothing is none.
function compareShares(one, other, rate) {
	const [x, y] = [one, other].map(contest => (contest.bases[rate.base] > 0 ? [contest.rateCount(rate), contest.bases[rate.base]] : [0, 1]));
	return x[0] * y[1] - y[0] * x[1];
}

// Within are those for whom there is room together with all who do at least as well.
function capOf({ name, scale, num, den }, contests, { rates, rank }) {
	const all = contests.filter(contest => contest.scale === scale);
	const max = Math.floor(all.length * num / den);
	const rate = rates.find(other => other.name === rank && other.scale === scale);
	if (!rate)
		return { name, of: all.length, max };
	const ranked = [...all].sort((one, other) => compareShares(other, one, rate) || contests.indexOf(one) - contests.indexOf(other));
	const within = ranked.filter(contest => all.filter(other => compareShares(other, contest, rate) >= 0).length <= max);
	return { name, of: all.length, max, within: within.map(contest => contests.indexOf(contest)) };
}

function ladderVerdict(definition, contests) {
	return {
		contests: contests.map(contest =>
			({ ...climb(definition.rule, contest), rates: contest.rates(definition.rates), ...placeOf(contest, contests, definition) })),
		...(definition.caps ? { caps: definition.caps.map(cap => capOf(cap, contests, definition)) } : {}),
	};
}

// Who is safe however equal votes are told apart is elected; who is safe in one way of it only is tied.
function fillSeats(candidates, seats) {
	const passing = candidates.filter(({ met }) => met).sort((one, other) => other.count - one.count || one.at - other.at);
	const ahead = ({ count }) => passing.filter(other => other.count > count).length;
	const abreast = ({ count }) => passing.filter(other => other.count >= count).length;
	const elected = passing.filter(candidate => abreast(candidate) <= seats);
	const tied = passing.filter(candidate => abreast(candidate) > seats && ahead(candidate) < seats);
	return { elected: elected.map(({ at }) => at), tied: tied.map(({ at }) => at), unfilled: seats - elected.length };
}

const AFTER_TIE = { election: 'runoff', plurality: 'chair' };

function candidatesVerdict({ rule, rates, seats }, contests) {
	const votes = contests.map(contest => {
		const count = contest.countOf(rule.counts);
		const how = rule.type === 'plurality' ? { count, base: contest.bases.VALID, required: 0, met: true }
			: compare(rule, count, contest.bases[rule.base]);
		return { ...how, rates: contest.rates(rates) };
	});
	const filled = fillSeats(votes.map(({ count, met }, at) => ({ at, count, met })), seats);
	const open = filled.tied.length > 0 ? AFTER_TIE[rule.type] : 'supplementary_or_reduce';
	return { contests: votes, ...filled, next: filled.unfilled === 0 ? 'none' : open };
}

// P15.5; `figures.forms`, where there is paper, holds { returned, invalid, paper } for each form. `figures` are { expected,
// present, returned } of the attempt, with `invalid` where there is paper.
export function verdictOf(definition, figures, counts) {
	demand(counts.length === definition.contests.length, 'range', 'counts');
	const contests = definition.contests.map(({ scale }, q) =>
		new Contest({ ...figures, ...figures.forms?.[formOf(definition, q)] }, scale, definition.scales[scale], counts[q]));
	return definition.rule.type === 'ladder' ? ladderVerdict(definition, contests) : candidatesVerdict(definition, contests);
}

export const isSame = isDeepStrictEqual;
