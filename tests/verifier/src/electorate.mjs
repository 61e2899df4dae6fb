// electorate.mjs - who may vote in a poll, of those on the roll (P14.2, P14.9).

import { demand } from './refused.mjs';

export const ALL = { type: 'all' };

const isVoter = ({ role }) => role === 'delegate';

const BELONGS = {
	all: () => true,
	unit: (person, { unit }) => person.unit === unit,
	list: (person, { numbers }) => numbers.includes(person.number),
	except: (person, { numbers }) => !numbers.includes(person.number),
};

// Excluded ones too.
export function voters(meeting) {
	return [...meeting.people.values()].filter(isVoter);
}

const electorsOf = (meeting, electorate) => voters(meeting)
	.filter(person => person.status === 'active' && BELONGS[electorate.type](person, electorate));

export const presentElectors = (meeting, electorate) => electorsOf(meeting, electorate).filter(person => meeting.isIn(person));

// E and P of an electorate, as things stand.
export function attendance(meeting, electorate) {
	return { expected: electorsOf(meeting, electorate).length, present: presentElectors(meeting, electorate).length };
}

// Does the roll know whom a definition names?
export function checkElectorate(meeting, { type, unit, numbers = [] }) {
	const known = voters(meeting);
	demand(type !== 'unit' || known.some(person => person.unit === unit), 'no_such_person', unit);
	for (const number of numbers)
		demand(known.some(person => person.number === number), 'no_such_person', number);
}
