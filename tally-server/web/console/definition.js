/* definition.js - a poll's definition from what was filled in (PROTOCOL.md P14.9): the profile's
 * template for its kind with the agenda's words.
 *
 * Pure. Must not know: pages, messages. The server checks the whole again. */

export const CANDIDATES = 0;
export const WRITE_INS = 1;

/* Is it decided by seats?  `of` is a kind of the profile or a definition. */
export function isElection(of) {
	return of.rule.type !== "ladder";
}

export function isRunoff(of) {
	return of.rule.type === "plurality";
}

/* [[ciphertext, weight], …] for the option `id` of every contest of `scale`; the last option of a scale has no ciphertext of its own. */
function terms(definition, scale, id, weight) {
	const list = [];
	let ciphertext = 0;

	for (const contest of definition.contests) {
		const options = definition.scales[contest.scale];
		const place = options.findIndex(option => option.id === id);

		if (contest.scale === scale && place >= 0 && place < options.length - 1)
			list.push([ciphertext + place, weight]);
		ciphertext += options.length - 1;
	}
	return list;
}

/* Nobody approves more than there are seats; nobody writes in more than he objects to. */
function limits(definition) {
	const approves = definition.rule.counts[0];
	const candidates = definition.contests.filter(contest => contest.scale === CANDIDATES).length;
	const list = [{
		terms: [...terms(definition, CANDIDATES, approves, 1), ...terms(definition, WRITE_INS, approves, 1)],
		min: 0, max: definition.seats,
	}];

	if (candidates < definition.contests.length)
		list.push({
			terms: [...terms(definition, WRITE_INS, approves, 1), ...terms(definition, CANDIDATES, "against", -1)],
			min: -candidates, max: 0,
		});
	return list;
}

/* {poll, kind, title, method, electorate, minimum, contests:[{title, scale}], seats, order, follows, rehearsal,
 * forms, together} and the profile's kind → a definition. Contests may be empty where the title is the only one;
 * not in an election. */
export function define(given, kind) {
	const isTitleAlone = !given.contests.length && !isElection(kind);
	const definition = {
		poll: given.poll, kind: given.kind, title: given.title, method: given.method ?? "secret", electorate: given.electorate, minimum: given.minimum,
		scales: kind.scales, contests: isTitleAlone ? [{ title: given.title, scale: 0 }] : given.contests, limits: [],
		rule: kind.rule, rates: kind.rates, rank: kind.rank, ...(kind.caps && { caps: kind.caps }),
	};

	if (isElection(kind)) {
		definition.seats = given.seats;
		definition.limits = limits(definition);
	}
	if (kind.rule.type === "election")
		definition.order = given.order ?? { type: "strokes" };
	if (given.follows)
		definition.follows = given.follows;
	if (given.rehearsal)
		definition.rehearsal = true;
	if (given.forms)
		definition.forms = given.forms;
	if (given.together)
		definition.together = given.together;
	return definition;
}

/* The runoff of those who were tied, for the seats that were left (P14.9, follows). */
export function runoff(definition, attempt, profile, poll, title) {
	return define({
		poll, kind: "runoff", title, electorate: definition.electorate, minimum: definition.minimum,
		contests: attempt.verdict.tied.map(place => ({ title: definition.contests[place].title, scale: CANDIDATES })),
		seats: attempt.verdict.unfilled, follows: { poll: definition.poll, attempt: attempt.number },
	}, profile.kinds.runoff);
}

/* An id that none has yet: p1, p2, … for polls. */
export function freeId(taken, letter = "p") {
	let n = 1;

	while (taken.includes(`${letter}${n}`))
		n++;
	return `${letter}${n}`;
}
