/* ballots.js - paper ballots of one poll, in the order that its definition has frozen: a box for
 * each option, the same for all. No number, no name, nothing that tells one from another.
 *
 * Must not know: who gets one. */

import { ask } from "/common/api.js";
import { el } from "/page/dom.js";
import { mark } from "/page/icons.js";
import { t } from "/page/lang.js";
import { named } from "/hall/frame.js";
import { optionName } from "/hall/say.js";

export const COUNT_MAX = 1000;
const WRITE_INS = 1, FEW = 6;

const isElection = definition => definition.rule.type !== "ladder";
const isQuestion = definition => definition.contests.length === 1 && !isElection(definition);

/* The papers that one voter gets: a poll has several forms, or is one. */
function formsOf(definition) {
	const forms = definition.forms ?? [{ title: "", contests: definition.contests.length }];
	let from = 0;

	return forms.map(({ title, contests }) => ({ title, from, to: (from += contests) }));
}

const rowsOf = (definition, form) => definition.contests.slice(form.from, form.to);
const takesWriteIns = definition => isElection(definition) && definition.contests.some(contest => contest.scale === WRITE_INS);

/* How many stand on one sheet, with lines to cut along. */
function perSheet(definition, form) {
	const printed = rowsOf(definition, form).filter(contest => contest.scale === 0).length;
	const rows = printed + (isElection(definition) ? definition.seats : 0);

	return isQuestion(definition) ? 3 : rows <= FEW ? 2 : 1;
}

const box = () => el("td", { class: "box" }, el("span"));
const head = scale => el("tr", null, el("th", { class: "no" }), el("th", { class: "wide" }),
	scale.map(option => el("th", null, mark(option.id), optionName(option))));

/* Rows of one scale under its head; one row alone is the question itself. */
function part(definition, form, scale) {
	const rows = rowsOf(definition, form).map((contest, i) => ({ ...contest, i })).filter(contest => contest.scale === scale);
	const isAlone = isQuestion(definition);
	const line = ({ title, i }) => el("tr", null, el("td", { class: "no" }, isAlone ? "" : i + 1),
		el("td", { class: "wide" }, isAlone ? "" : named(title)), definition.scales[scale].map(box));

	return el("table", { class: isAlone ? "alone" : null }, el("thead", null, head(definition.scales[scale])), el("tbody", null, rows.map(line)));
}

/* Lines to write other names on: as many as there are seats. */
const writeIns = definition => el("table", { class: "writes" },
	el("thead", null, el("tr", null, el("th", { class: "no" }), el("th", { class: "wide" }, t("PRINT_WRITE_IN")))),
	el("tbody", null, Array.from({ length: definition.seats }, (_, i) =>
		el("tr", { class: "line" }, el("td", { class: "no" }, i + 1), el("td")))));

/* What counts as a valid mark. */
function how(definition) {
	return [t("PRINT_HOW"), isElection(definition) ? t("PRINT_HOW_SEATS", definition.seats) : "",
		takesWriteIns(definition) ? t("PRINT_HOW_WRITE_IN") : ""].join("");
}

function heading(definition) {
	if (isElection(definition))
		return t("PRINT_BALLOT_ELECTION");
	return t(definition.contests.length > 1 ? "PRINT_BALLOT_ROWS" : "PRINT_BALLOT");
}

function paper(name, definition, form) {
	const here = new Set(rowsOf(definition, form).map(contest => contest.scale));
	const scales = definition.scales.map((_, i) => i).filter(scale => here.has(scale) && !(isElection(definition) && scale === WRITE_INS));

	return el("section", { class: "paper-ballot" }, el("p", { class: "sub" }, name), el("h1", null, heading(definition)),
		el("h2", { class: "title" }, definition.title), form.title ? el("h3", null, form.title) : null, el("p", { class: "how" }, how(definition)),
		scales.map(scale => part(definition, form, scale)), takesWriteIns(definition) ? writeIns(definition) : null,
		el("p", { class: "stamp" }, t("PRINT_STAMP")));
}

export async function ballots(name, id, count) {
	const { polls: [{ definition }] } = await ask("agenda", { poll: id });

	return formsOf(definition).map(form => {
		const per = perSheet(definition, form), total = Math.max(per, count);
		const sheet = () => el("article", { class: `sheet ballots per-${per}` }, Array.from({ length: per }, () => paper(name, definition, form)));

		return Array.from({ length: Math.ceil(total / per) }, sheet);
	});
}
