/* people.js - the roll in this page: fetched whole once, then only who has changed.
 *
 * Must not know: elements. */

import { ask } from "/common/api.js";
import { meeting } from "/console/meeting.js";

const byNumber = new Map();
let size = 0, sitting = 0, isLoading = null;

async function load() {
	let from = 0, page;

	/* another sitting begins with nobody in: everybody has changed */
	if (meeting.status.sitting !== sitting)
		size = 0;
	do {
		page = await ask("roll", { from, lookup: false, since: size });
		for (const person of page.people)
			byNumber.set(person.number, person);
		from = page.next;
	} while (from < page.total);
	({ size, sitting } = page);
}

/* Everybody on the roll, in the roll's order; up to date when the promise is kept. */
export async function people() {
	isLoading ??= load().finally(() => {
		isLoading = null;
	});
	await isLoading;
	return [...byNumber.values()];
}

export const voters = list => list.filter(person => person.role === "delegate" && person.status === "active");

/* The delegations in the roll's order: [{unit, voters, others, present, leave}]. */
export function delegations(list) {
	const units = new Map();

	for (const person of list) {
		const unit = units.get(person.unit) ?? { unit: person.unit, voters: 0, others: 0, present: 0, leave: 0 };
		const isVoter = person.role === "delegate" && person.status === "active";

		unit[isVoter ? "voters" : "others"]++;
		unit.present += isVoter && person.presence === "in" ? 1 : 0;
		unit.leave += isVoter && person.leave ? 1 : 0;
		units.set(person.unit, unit);
	}
	return [...units.values()];
}
