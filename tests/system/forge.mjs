// forge.mjs - is another outcome of an election believed? node forge.mjs AUDITOR BUNDLE WORKING_FOLDER [POLL,…]
//
// Every result of a poll of candidates in the bundle says in turn that others are elected, tied, passing, or that seats are
// filled; every other result that the outcome, a base, a threshold, a rate, a place or a cap is another; every runoff is among
// others, for other seats, of another poll; every reduction of seats is of those that are filled. What follows is chained anew,
// and MANIFEST made to fit. The auditor must refuse each at this very entry. Prints a line a fault, and figures.

import { Bundle, rechained } from './bundle.mjs';

const [auditor, folder, work, only] = process.argv.slice(2);
const isAsked = poll => !only || only.split(',').includes(poll);
const bundle = new Bundle(folder);
const { lines, entries } = bundle;
let faults = 0;

// Each changes the body, or returns false where it has nothing to change.
const RESULTS = {
	'one who is not elected is': ({ verdict: v }) => {
		const other = v.contests.findIndex((_, q) => !v.elected.includes(q));
		return other >= 0 && (v.elected = [...v.elected.slice(0, -1), other]);
	},
	'one of the tied is elected': ({ verdict: v }) =>
		v.tied.length > 0 && Object.assign(v, { elected: [...v.elected, v.tied[0]], tied: [], unfilled: v.unfilled - 1,
			next: v.unfilled > 1 ? v.next : 'none' }),
	'the last seat is filled': ({ verdict: v }) => v.unfilled > 0 && Object.assign(v, { unfilled: v.unfilled - 1 }),
	'a seat is left': ({ verdict: v }) => v.unfilled++ >= 0,
	'one elected less': ({ verdict: v }) => v.elected.pop() !== undefined,
	'elected in another order': ({ verdict: v }) => v.elected.length > 1 && v.elected.reverse(),
	'nothing follows': ({ verdict: v }) => v.next !== 'none' && (v.next = 'none'),
	'a runoff follows': ({ verdict: v }) => v.next !== 'runoff' && (v.next = 'runoff'),
	'a lower base': ({ verdict: v }) => v.contests.forEach(contest => contest.base--) ?? true,
	'fewer votes needed': ({ verdict: v }) => v.contests.forEach(contest => contest.required--) ?? true,
	'another one passes, or does not': ({ verdict: v }) => { v.contests.at(-1).met = !v.contests.at(-1).met; },
	'a vote more in the verdict': ({ verdict: v }) => { v.contests[0].count++; },
	'a vote moved from against to for, and the verdict with it': ({ counts, verdict: v }) => {
		const q = counts.findIndex(row => row[1] > 0);
		counts[q][0]++;
		counts[q][1]--;
		v.contests[q].count++;
	},
	'the votes of two exchanged, and all that follows from them': ({ counts, verdict: v }) => {
		const places = v.contests.map((contest, q) => q).filter(q => counts[q].length === counts[0].length);
		const [a, b] = [0, places.find(q => counts[q].join() !== counts[0].join()) ?? 0];
		if (a === b)
			return false;
		const swap = q => (q === a ? b : q === b ? a : q);
		[counts[a], counts[b]] = [counts[b], counts[a]];
		[v.contests[a], v.contests[b]] = [v.contests[b], v.contests[a]];
		v.elected = v.elected.map(swap);
		v.tied = v.tied.map(swap);
	},
};

const LADDERS = {
	'another outcome': ({ verdict: v }) => { v.contests[0].outcome = v.contests[0].outcome === 'passed' ? 'not_passed' : 'passed'; },
	'another one, with the step that gives it': ({ verdict: v }) => { const step = v.contests[0].steps.at(-1); return step && Object.assign(step, { met: !step.met }); },
	'a lower base': ({ verdict: v }) => v.contests[0].steps.length > 0 && v.contests[0].steps[0].base--,
	'a lower threshold': ({ verdict: v }) => v.contests[0].steps.length > 0 && v.contests[0].steps[0].required--,
	'a step that was not taken': ({ verdict: v }) => v.contests[0].steps.length > 0 && v.contests[0].steps.push({ ...v.contests[0].steps[0] }),
	'a rate of a vote more': ({ verdict: v }) => v.contests[0].rates.length > 0 && ++v.contests[0].rates[0].count,
	'a rate over another base': ({ verdict: v }) => v.contests[0].rates.length > 0 && ++v.contests[0].rates[0].base,
	'a flag turned': ({ verdict: v }) => 'below' in (v.contests[0].rates[0] ?? {}) &&
		Object.assign(v.contests[0].rates[0], { below: !v.contests[0].rates[0].below }),
	'another place': ({ verdict: v }) => 'place' in v.contests[0] && ++v.contests[0].place,
	'a cap of one more': ({ verdict: v }) => v.caps && ++v.caps[0].max,
	'one more within the cap': ({ verdict: v }) => v.caps?.[0].within && v.caps[0].within.push(v.contests.findIndex((_, q) => !v.caps[0].within.includes(q))),
	'nobody within the cap': ({ verdict: v }) => v.caps?.[0].within?.length > 0 && v.caps[0].within.splice(0),
	'a vote moved, and no word of it in the verdict': ({ counts: [row] }) => {
		const from = row.findIndex(count => count > 0);
		row[from]--;
		row[(from + 1) % row.length]++;
	},
};

const REDUCTIONS = {
	'fewer seats than elected': body => { body.seats = seatsOf(body).elected - 1; },
	'as many seats as before': body => { body.seats = seatsOf(body).seats; },
	'of another poll': body => { body.poll = entries.find(({ type, body: other }) => type === 'poll' && other.poll !== body.poll).body.poll; },
	'of another attempt': body => { body.attempt++; },
};
const seatsOf = ({ poll }) => ({
	seats: entries.findLast(({ type, body }) => type === 'poll' && body.poll === poll).body.seats,
	elected: entries.findLast(({ type, body }) => type === 'result' && body.poll === poll).body.verdict.elected.length,
});

const RUNOFFS = {
	'in another order': body => { body.contests.reverse(); },
	'one of them is another': body => { body.contests[0].title = '他人'; },
	'for a seat more': body => { body.seats++; body.limits[0].max++; },
	'of another attempt': body => { body.follows.attempt++; },
	'of no poll': body => { delete body.follows; },
	'of another poll': body => { body.follows.poll = entries.find(({ type }) => type === 'poll').body.poll; },
};

const jobs = [];
function tryAll(forgeries, k, poll) {
	for (const [what, change] of Object.entries(forgeries)) {
		const entry = structuredClone(entries[k]);
		if (change(entry.body) === false || JSON.stringify(entry) === lines[k])
			continue;
		const forged = rechained([...lines.slice(0, k), JSON.stringify(entry), ...lines.slice(k + 1)]).map(line => `${line}\n`).join('');
		jobs.push([what, { 'ledger.jsonl': forged }, [], ({ status, rule, entry: found, said }) => {
			if (status === 1 && rule && found === k)
				return;
			faults++;
			console.log(`  FALSE: ${poll}: ${what} (entry ${k}): status ${status}: ${said.trim().replace(/\n/g, ' | ').slice(0, 300)}`);
		}]);
	}
}
entries.forEach(({ type, body }, k) => {
	if (!isAsked(body.poll))
		return;
	if (type === 'result' && body.verdict.elected)
		tryAll(RESULTS, k, body.poll);
	else if (type === 'result')
		tryAll(LADDERS, k, body.poll);
	if (type === 'seats_reduced')
		tryAll(REDUCTIONS, k, body.poll);
	if (type === 'poll' && body.rule.type === 'plurality')
		tryAll(RUNOFFS, k, body.poll);
});
const count = jobs.length;
await bundle.audited(auditor, work, jobs);
console.log(`${count} forged outcomes, runoffs and reductions, ${faults} found false`);
process.exit(faults || !count ? 1 : 0);
