// candidates.mjs - what the definition of an election or a runoff must hold beside its shape (P14.9).

import { demand } from './refused.mjs';
import { isOfCandidates } from './profile.mjs';
import { isSame } from './verdict.mjs';
import { voters } from './electorate.mjs';

const NOMINATED = 0;
const WRITE_IN = 1;
const MOST_WRITTEN = 200000;

const ofScale = (contests, wanted) => contests.filter(({ scale }) => scale === wanted).length;

function checkContests(meeting, { contests, seats }) {
	const nominated = ofScale(contests, NOMINATED);
	const written = ofScale(contests, WRITE_IN);
	demand(nominated + written === contests.length, 'rule', 'a third scale');
	demand(contests.slice(0, nominated).every(({ scale }) => scale === NOMINATED), 'rule', 'a write-in before a candidate');
	demand(new Set(contests.map(({ title }) => title)).size === contests.length, 'rule', 'two candidates of one name');
	demand(seats <= nominated, 'rule', 'seats');
	demand(written === 0 || contests.length * voters(meeting).length <= MOST_WRITTEN, 'too_long', 'contests');
}

// The limits that follow from the rest of a definition.
function limitsOf({ contests, scales, rule, seats }) {
	// what each ciphertext says, by its number
	const meanings = contests.flatMap(({ scale }) => scales[scale].slice(0, -1).map(({ id }) => ({ scale, id })));
	const terms = (id, wanted, weight) => {
		const found = meanings.flatMap((meaning, at) => (meaning.id === id && meaning.scale === wanted ? [[at, weight]] : []));
		demand(found.length === ofScale(contests, wanted), 'rule', `no ciphertext says ${id}`);
		return found;
	};
	const [approve] = rule.counts;
	const writes = terms(approve, WRITE_IN, 1);
	const limits = [{ terms: [...terms(approve, NOMINATED, 1), ...writes], min: 0, max: seats }];
	if (writes.length > 0) {
		const objections = terms('against', NOMINATED, -1);
		limits.push({ terms: [...writes, ...objections], min: -objections.length, max: 0 });
	}
	return limits;
}

function checkRunoff(meeting, { contests, seats, follows }) {
	demand(follows, 'field_missing', 'follows');
	const { verdict, state, definition } = meeting.attempt(follows);
	demand((state === 'counted' || state === 'published') && verdict.tied?.length > 0, 'rule', 'nobody was tied');
	const tied = verdict.tied.map(at => definition.contests[at].title);
	demand(isSame(contests.map(({ title }) => title), tied), 'rule', 'others than were tied');
	demand(seats === verdict.unfilled, 'rule', 'seats');
}

export function checkCandidates(meeting, definition) {
	const { rule, seats, follows } = definition;
	if (!isOfCandidates(rule)) {
		demand(seats === undefined && follows === undefined, 'rule', 'seats or follows');
		return;
	}
	demand(seats !== undefined, 'field_missing', 'seats');
	checkContests(meeting, definition);
	demand(isSame(definition.limits, limitsOf(definition)), 'rule', 'limits');
	if (rule.type === 'plurality')
		checkRunoff(meeting, definition);
	else if (follows)
		demand(meeting.attempt(follows) && meeting.polls.get(follows.poll).election, 'rule', 'follows');
}
