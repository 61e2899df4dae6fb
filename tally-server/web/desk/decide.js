/* decide.js - what a scan means for a person who stands so: the same table as the server's (core/people.c).
 *
 * Pure. Must not know: storage, the page, the network. */

const STEPS = {
	in: {
		none: { verdict: "in", then: "in" },
		in: { verdict: "already_in", then: null },
		left: { verdict: "back", then: "in" },
	},
	out: {
		none: { verdict: "not_in", then: null },
		in: { verdict: "out", then: "left" },
		left: { verdict: "already_out", then: null },
	},
};

/* A voter counts towards expected and present; others are welcome, and are told apart. */
export function isVoter(person) {
	return person.role === "delegate" && person.status === "active";
}

/* -> { verdict, then: presence afterwards, null if nothing changes, delta: what it does to the number present } */
export function decide(person, presence, mode) {
	const step = STEPS[mode][presence];
	const arrives = step.verdict === "in" || step.verdict === "back";

	return {
		verdict: arrives && !isVoter(person) ? "observer" : step.verdict,
		then: step.then,
		delta: !step.then || !isVoter(person) ? 0 : step.then === "in" ? 1 : -1,
	};
}

/* Colour, sign and tone of a verdict. What changes nothing is amber; what cannot be is red. */
const KINDS = {
	in: "ok", back: "ok", observer: "observer", out: "left",
	already_in: "already", already_out: "already", not_in: "already", conflict: "already", undone: "already",
};

export const kindOf = verdict => KINDS[verdict] ?? "wrong";

/* What the server's refusals are called here. */
const REFUSALS = { code: "unreadable", badge: "unknown", badge_revoked: "revoked", no_such_person: "unknown", not_in: "not_in", no_sitting: "no_sitting" };

export const verdictOf = code => REFUSALS[code] ?? "refused";
