/* onpaper.js - ballots on paper: for some beside the terminals, for all, and their count, which two people enter each for himself.
 *
 * Must not know: who votes on paper once it is said. */

import { ask } from "/common/api.js";
import { confirmOne, confirmTwo, dialog, field, toast } from "/common/shell.js";
import { waitFor } from "/console/act.js";
import { formsOf } from "/console/ballot.js";
import { attemptOf, has, inStatus, isInControl, meeting, openingOf, refresh } from "/console/meeting.js";
import { optionText } from "/console/rule.js";
import { el } from "/page/dom.js";
import { t } from "/page/lang.js";

export const papersOf = poll => inStatus(poll.poll)?.papers ?? 0;
/* What runs or was counted; where that is void, what comes next. */
export const isOnPaper = poll => {
	const { way, state, paper_next: isNext } = inStatus(poll.poll) ?? {};
	return state === "void" ? isNext : way === "paper";
};

export const waitsForCount = poll => inStatus(poll.poll)?.papers_wait === true;

/* May who sits here enter a count?  Scrutineers too, at a station of their own. */
export const mayCount = poll => waitsForCount(poll) && (isInControl() || has("scrutineer"));

/* The whole attempt on paper, without terminals. */
export async function openOnPaper(poll) {
	if (await confirmOne({ title: t("CON_ONPAPER_OPEN"), text: t("CON_ONPAPER_OPEN_TEXT"), yes: t("CON_DO_START") }))
		await ask("poll_open", { ...openingOf(poll), paper: true });
	await refresh();
}

/* For those who cannot vote at a terminal; their right moves to paper. */
export async function issuePaper(poll) {
	const numbers = el("textarea", { class: "textarea", rows: 4 });
	const { minimum } = poll.definition;
	const done = await confirmTwo({
		title: t("CON_ONPAPER_ISSUE"), text: t("CON_ONPAPER_ISSUE_TEXT", minimum), yes: t("CON_ONPAPER_ISSUE_YES"),
			fields: [field(t("CON_NUMBERS"), numbers, t("CON_NUMBERS_WHY"))],
		value: () => {
			const list = numbers.value.split(/[\s,，、]+/).filter(number => number);

			if (list.length >= minimum)
				return { numbers: list };
			numbers.setAttribute("aria-invalid", "true");
			numbers.focus();
			return null;
		},
		act: ({ value, second }) => ask("paper_issue", { ...attemptOf(poll), ...value, second }),
	});

	if (done)
		toast(t("CON_ONPAPER_ISSUED", done.papers));
	await refresh();
}

/* ---- the count ---- */

const figure = () => el("input", { class: "input small", type: "number", min: 0, max: 100000 });

/* What came in of each piece of paper, and under it its rows; every cell is to be filled. */
function countTable(definition) {
	const rowOf = ({ title, scale }) => ({ title, scale: definition.scales[scale], inputs: definition.scales[scale].map(figure) });
	const parts = formsOf(definition).map(form => ({
		title: form.title || definition.title, returned: figure(), invalid: figure(), rows: form.contests.map(rowOf),
	}));
	const label = (text, input) => el("label", { class: "count-cell" }, el("span", null, text), input);
	const node = parts.map(part => el("fieldset", { class: "count-form" }, el("legend", null, part.title),
		el("div", { class: "count-row" }, label(t("CON_ONPAPER_RETURNED"), part.returned), label(t("FIGURE_INVALID"), part.invalid)),
		part.rows.map(row => el("div", { class: "count-row" }, part.rows.length > 1 ? el("b", null, row.title) : null,
			row.inputs.map((input, o) => label(optionText(row.scale[o]), input))))));

	return {
		node,
		read() {
			const inputs = parts.flatMap(part => [part.returned, part.invalid, ...part.rows.flatMap(row => row.inputs)]);
			const bad = inputs.find(input => input.value === "" || Number(input.value) < 0);

			bad?.setAttribute("aria-invalid", "true");
			bad?.focus();
			return bad ? null : {
				forms: parts.map(part => ({ returned: Number(part.returned.value), invalid: Number(part.invalid.value) })),
				counts: parts.flatMap(part => part.rows.map(row => row.inputs.map(input => Number(input.value)))),
			};
		},
	};
}

/* The first entry waits for another person's; two that agree go to a scrutineer to sign. */
export async function countPaper(poll) {
	const table = countTable(poll.definition);
	const made = await dialog({ title: t("CON_ONPAPER_COUNT"), text: t("CON_ONPAPER_COUNT_TEXT"), yes: t("CON_ONPAPER_COUNT_YES"),
		fields: [el("div", { class: "count-forms" }, table.node)],
		read: table.read, act: given => ask("paper_count", { ...attemptOf(poll), ...given }) });

	if (made?.state === "waiting")
		toast(t("CON_ONPAPER_WAITING"));
	if (made?.state === "differs")
		toast(t("CON_ONPAPER_DIFFERS", made.at.join(t("FORMULA_AND"))), "warn");
	if (made?.state === "proposed")
		await waitFor(made.act, t("CON_ONPAPER_COUNT"));
	await refresh();
}

/* How the count stands, in words; empty where nothing has been entered. */
export function countState(poll) {
	const entry = meeting.status.paper_entry;

	if (entry?.poll !== poll.poll)
		return t("CON_ONPAPER_NONE");
	return entry.state === "differs" ? t("CON_ONPAPER_DIFFERS", entry.at.join(t("FORMULA_AND"))) : t("CON_ONPAPER_FIRST", entry.by);
}
