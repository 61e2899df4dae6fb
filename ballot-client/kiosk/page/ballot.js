/* ballot.js - the choice while it is being made: marks, what the definition's limits let be marked,
 * and what stands for a row that was left blank.
 *
 * It lives in this page's memory alone. Must not know: how anything looks. */

/* A ballot of an open poll with nothing marked: marks[row] is the number of an option, or null. */
export function newBallot(poll) {
	const first = [];
	let next = 0;

	for (const contest of poll.contests) {
		first.push(next);
		next += poll.scales[contest.scale].length - 1;
	}
	return { poll, first, marks: poll.contests.map(() => null) };
}

export const scaleOf = (ballot, row) => ballot.poll.scales[ballot.poll.contests[row].scale];
export const isOfCandidates = poll => poll.rule === "election" || poll.rule === "plurality";
export const isWriteIn = (ballot, row) => isOfCandidates(ballot.poll) && ballot.poll.contests[row].scale === 1;

/* The pieces of paper that the rows stand on, where there are several: each with its title and its rows. */
export function formsOf(poll) {
	let next = 0;

	return (poll.forms ?? [{ title: poll.title, contests: poll.contests.length }]).map(({ title, contests }) => {
		const rows = poll.contests.map((contest, row) => row).slice(next, next + contests);

		next += contests;
		return { title, rows };
	});
}

/* The option that a row left blank stands for, an abstention or no valid vote; null where every row must be marked. */
export function blankOf(ballot, row) {
	const scale = scaleOf(ballot, row);
	const blank = scale.findIndex(option => option.abstain || option.invalid);

	if (blank >= 0)
		return blank;
	return isOfCandidates(ballot.poll) ? scale.length - 1 : null;
}

export const optionOf = (ballot, row, id) => scaleOf(ballot, row).findIndex(option => option.id === id);
export const has = (ballot, row, id) => ballot.marks[row] !== null && scaleOf(ballot, row)[ballot.marks[row]].id === id;
export const countOf = (ballot, id) => ballot.marks.filter((mark, row) => has(ballot, row, id)).length;
export const isBlank = ballot => ballot.marks.every((mark, row) => mark === null || mark === blankOf(ballot, row));
export const unmarked = ballot => ballot.marks.flatMap((mark, row) => (mark === null ? [row] : []));

/* The options that are shown as keys: leaving a row blank needs none. */
const isKey = option => option.id !== "abstain" && option.id !== "none" && !option.invalid;
export const keysOf = (ballot, row) => scaleOf(ballot, row).map((option, i) => ({ ...option, i })).filter(isKey);
export const blankIsInvalid = (ballot, row) => Boolean(scaleOf(ballot, row)[blankOf(ballot, row)]?.invalid);

/* Which ciphertext holds which mark (P6.1): the last option of a row has none. */
function isSet(ballot, marks, ciphertext) {
	const row = ballot.first.findLastIndex(first => first <= ciphertext);
	const mark = marks[row] ?? blankOf(ballot, row);

	return mark === ciphertext - ballot.first[row];
}

/* The number of the first limit that these marks break, or -1. */
function brokenLimit(ballot, marks) {
	return ballot.poll.limits.findIndex(limit => {
		const sum = limit.terms.reduce((total, [ciphertext, weight]) => total + (isSet(ballot, marks, ciphertext) ? weight : 0), 0);

		return sum < limit.min || sum > limit.max;
	});
}

/* Mark a row, or unmark it by marking it again. Nothing else is ever changed: where a limit is in
 * the way the ballot stays as it is, and its number is the answer; else -1. */
export function mark(ballot, row, option) {
	const marks = [...ballot.marks];

	marks[row] = marks[row] === option ? null : option;
	const broken = brokenLimit(ballot, marks);
	if (broken < 0)
		ballot.marks = marks;
	return broken;
}

/* What is sealed: one option a row. */
export const finalMarks = ballot => ballot.marks.map((option, row) => option ?? blankOf(ballot, row));
