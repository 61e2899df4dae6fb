/* election.js - the result of an election: who is elected, by how many votes, who is tied, and what follows. Ten names a page.
 *
 * Must not know: questions and tables. */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t, word } from "/page/lang.js";
import { fitted, named, pageMark, pollTop, strip } from "/hall/frame.js";
import { closing } from "/hall/result.js";
import { thresholds, votesOf } from "/hall/say.js";

const PER_PAGE = 10, PER_COLUMN = 5, WRITE_INS = 1;

/* Most votes first, equal ones in the order of the ballot; `place` counts those with more. */
function ranked(poll) {
	const rows = poll.result.rows.map(row => ({
		...row, votes: votesOf(poll, row), isElected: poll.result.elected.includes(row.row), isTied: poll.result.tied.includes(row.row),
	}));

	for (const row of rows)
		row.place = 1 + rows.filter(other => other.votes > row.votes).length;
	return rows.sort((a, b) => b.votes - a.votes || a.row - b.row);
}

export const electionPages = page => Math.ceil(page.poll.result.rows.length / PER_PAGE);

const isHalf = poll => thresholds(poll).some(one => one.num * 2 === one.den);

function chip(poll, row) {
	if (row.isElected)
		return el("span", { class: "chip won" }, icon("check"), word("OUTCOME_", "elected"));
	return el("span", { class: "chip lost" }, row.decided.met ? word("OUTCOME_", "not_elected") : t(isHalf(poll) ? "HALL_NOT_HALF" : "HALL_TOO_FEW_VOTES"));
}

/* One bracket over those of a tie that stand below one another. */
function bracket(rows, i) {
	const isFirst = rows[i].isTied && (i % PER_COLUMN === 0 || !rows[i - 1]?.isTied);
	let count = 0;

	while (isFirst && rows[i + count]?.isTied && Math.floor((i + count) / PER_COLUMN) === Math.floor(i / PER_COLUMN))
		count++;
	return count ? el("span", { class: `bracket${count === 1 ? " one" : ""}`, style: { "--rows": String(count) } }, el("b", null, word("OUTCOME_", "tied"))) : null;
}

const rankRow = (poll, rows, i) => el("div", { class: `rank-row${rows[i].isElected || rows[i].isTied ? "" : " out"}` },
	el("span", { class: "no" }, rows[i].place),
	fitted("span", { class: "name" }, [64, 54, 48, 44, 40], named(rows[i].title), rows[i].scale === WRITE_INS ? el("small", null, t("HALL_WRITE_IN")) : null),
	el("b", { class: "votes" }, rows[i].votes), rows[i].isTied ? bracket(rows, i) : chip(poll, rows[i]));

/* "缺额 1 人；须在得票相同者中重新投票"; where seats were given up, of those that are left. */
function following({ unfilled, next, reduced }) {
	const then = !reduced ? word("NEXT_", next) : unfilled ? "" : word("NEXT_", "none");

	return [unfilled ? t("HALL_UNFILLED", unfilled) : "", then].filter(Boolean).join(t("FORMULA_THEN"));
}

const seats = ({ seats: of, result: { reduced } }) => (reduced ? t("HALL_SEATS_REDUCED", of, reduced) : t("HALL_SEATS", of));

export function election(page, turn) {
	const { poll } = page, { result } = poll;
	const rows = ranked(poll).slice(turn * PER_PAGE, (turn + 1) * PER_PAGE);
	const [required] = poll.required;
	const need = required > 0 ? t("HALL_ELECTED_BY", required) : "";

	return [
		pollTop(poll),
		strip(t("HALL_ELECTED", result.elected.length), [following(result), [seats(poll), need].filter(Boolean).join(t("HALL_AND"))], { place: "verdict" }),
		el("main", { class: rows.length > PER_COLUMN ? "rank" : "rank few" }, rows.map((row, i) => rankRow(poll, rows, i))),
		closing(poll, pageMark(turn, electionPages(page))),
	];
}
