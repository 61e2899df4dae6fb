/* run_more.js - what is rarely done with an item, behind a key of its own and away from publishing: void, a new slip, the runoff, prints.
 *
 * Must not know: how the run page is laid out. */

import { ask } from "/common/api.js";
import { confirmTwo, dialog, field, report, toast } from "/common/shell.js";
import { proposeAct } from "/console/act.js";
import { isDraft, withdraw } from "/console/agenda_order.js";
import { freeId, runoff } from "/console/definition.js";
import { attemptOf, inStatus, isInControl, lastAttempt, meeting, refresh, seatsLeft } from "/console/meeting.js";
import { countPaper, issuePaper, mayCount, openOnPaper } from "/console/onpaper.js";
import { people } from "/console/people.js";
import { optionText } from "/console/rule.js";
import { stateOf } from "/console/run_now.js";
import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { lang, t } from "/page/lang.js";

const REASONS = ["CON_VOID_WRONG_ITEM", "CON_VOID_MISTAKE", "CON_VOID_POWER", "CON_VOID_DISPUTE", "CON_REASON_OTHER"];

async function voidPoll(poll) {
	const paper = el("input", { type: "checkbox" });

	await proposeAct({
		type: "poll_void", title: t("CON_VOID_TITLE", poll.title), text: t("CON_VOID_TEXT"), yes: t("CON_VOID"), danger: true, typed: t("CON_VOID_WORD"),
		reason: REASONS.map(name => t(name)), fields: poll.definition.method === "secret" ? [el("label", { class: "check" }, paper, t("CON_ONPAPER_NEXT"))] : [],
		body: ({ reason }) => ({ ...attemptOf(poll), reason, ...(paper.checked && { paper: true }) }), done: t("CON_VOID_DONE"),
	});
}

/* A new slip for one who lost it: the old one is revoked, a spare takes its place. */
export async function reissue(person = null) {
	const { spares } = await ask("handout", {});
	const everybody = person ? [] : await people();
	const whose = el("p", { class: "quiet", role: "status" });
	const tell = () => {
		const found = everybody.find(each => each.number === number.value.trim());
		whose.textContent = found ? [found.name, found.unit, found.seat].filter(Boolean).join(t("CON_COMMA")) : "";
	};
	const number = el("input", {
		class: "input", inputmode: "numeric", maxlength: 8, autocomplete: "off", value: person?.number ?? "", readonly: person !== null,
		oninput: tell,
	});
	const outer = el("select", { class: "select" }, spares.map(spare => el("option", null, String(spare))));

	if (!spares.length) {
		toast(t("CON_NO_SPARES"), "bad");
		return;
	}
	const given = await confirmTwo({
		title: person ? t("CON_REISSUE_FOR", person.name) : t("CON_REISSUE"), text: t("CON_REISSUE_TEXT"), yes: t("CON_REISSUE_YES"),
		reason: [t("CON_REISSUE_LOST"), t("CON_REISSUE_DAMAGED"), t("CON_REASON_OTHER")],
		fields: [field(t("REPORT_NUMBER_HEAD"), number), whose, field(t("CON_SPARE"), outer)],
		value: () => (number.value.trim() ? { number: number.value.trim(), outer: Number(outer.value) } : null),
		act: async ({ value, reason, second }) => {
			await ask("reissue", { ...value, reason, second });
			return value;
		},
	});
	if (given)
		toast(t("CON_REISSUED", given.number, given.outer));
}

/* One action makes the runoff of those who were tied. */
export async function makeRunoff(poll, select) {
	const id = freeId(meeting.agenda.map(each => each.poll));
	const title = el("input", { class: "input", maxlength: 60, value: t("CON_RUNOFF_OF", poll.title).slice(0, 60) });
	const made = await dialog({
		title: t("CON_RUNOFF"), text: t("CON_RUNOFF_TEXT", lastAttempt(poll).verdict.tied.map(q => poll.definition.contests[q].title).join(t("FORMULA_AND")),
			lastAttempt(poll).verdict.unfilled),
		yes: t("CON_RUNOFF_YES"), fields: [field(t("CON_TITLE"), title)], read: () => title.value.trim() || null,
		act: text => ask("poll", runoff(poll.definition, lastAttempt(poll), meeting.profile, id, text)),
	});

	if (!made)
		return;
	await refresh();
	select(id);
}

/* What was counted in the hall, confirmed by a second person and signed by a scrutineer; it closes the attempt. */
export async function countHands(poll) {
	const [scale] = poll.definition.scales;
	const { issued } = lastAttempt(poll);
	const inputs = scale.map(() => el("input", { class: "input", type: "number", min: 0, max: issued, value: "" }));
	const wrong = el("p", { class: "quiet", role: "status" }, t("CON_HANDS_MOST", issued));

	await proposeAct({
		type: "hands", title: t("CON_HANDS_TITLE", poll.title), text: t("CON_HANDS_TEXT"), yes: t("CON_HANDS_YES"),
		fields: [el("div", { class: "two" }, scale.map((option, o) => field(optionText(option), inputs[o]))), wrong],
		value: () => {
			const counts = inputs.map(input => Number(input.value));
			const isTooMany = counts.reduce((sum, n) => sum + n, 0) > issued;
			const bad = inputs.find(input => input.value === "" || Number(input.value) < 0) ?? (isTooMany ? inputs[0] : null);

			bad?.setAttribute("aria-invalid", "true");
			bad?.focus();
			return bad ? null : { counts: [counts] };
		},
		body: ({ value }) => ({ ...attemptOf(poll), ...value }), done: t("CON_HANDS_DONE"),
	});
}

/* The decision that seats which nobody passed for are given up. */
async function reduceSeats(poll) {
	const { verdict } = lastAttempt(poll);
	const seats = el("input", { class: "input", type: "number", min: Math.max(1, verdict.elected.length), max: poll.definition.seats - 1,
		value: Math.max(1, verdict.elected.length) });
	const done = await confirmTwo({
		title: t("CON_REDUCE"), text: t("CON_REDUCE_TEXT"), yes: t("CON_REDUCE_YES"), reason: [t("CON_REDUCE_REASON"), t("CON_REASON_OTHER")],
			fields: [field(t("CON_SEATS"), seats)],
		value: () => ({ seats: Number(seats.value) }),
		act: async ({ value, reason, second }) => {
			await ask("seats_reduced", { ...attemptOf(poll), ...value, reason, second });
			return true;
		},
	});

	if (done)
		toast(t("CON_REDUCED"));
	await refresh();
}

/* The result as it will be printed, in a window of its own. */
const printResult = poll => window.open(`/print/result.html?poll=${encodeURIComponent(poll.poll)}&lang=${lang()}`, "_blank", "noopener");
export const printProof = poll => window.open(`/console/proof.html?poll=${encodeURIComponent(poll.poll)}`, "_blank", "noopener");

/* What this item's state allows: [sign, words, why, work, danger]. */
function choices(poll, select) {
	const state = stateOf(poll);
	const verdict = lastAttempt(poll)?.verdict;
	const list = [["file", "CON_MORE_PROOF", "CON_MORE_PROOF_WHY", () => printProof(poll)]];

	if (["counted", "published", "not_opened"].includes(state))
		list.push(["print", "CON_MORE_PRINT", "CON_MORE_PRINT_WHY", () => printResult(poll)]);
	if (mayCount(poll))
		list.push(["people", "CON_ONPAPER_COUNT", "CON_ONPAPER_COUNT_WHY", () => countPaper(poll)]);
	if (!isInControl())
		return list;
	if (["draft", "void"].includes(state) && poll.definition.method === "secret" && !poll.definition.rehearsal)
		list.push(["file", "CON_ONPAPER_OPEN", "CON_ONPAPER_OPEN_WHY", () => openOnPaper(poll)]);
	if (["open", "held"].includes(state) && inStatus(poll.poll).way === "sealed" && !poll.definition.rehearsal)
		list.push(["file", "CON_ONPAPER_ISSUE", "CON_ONPAPER_ISSUE_WHY", () => issuePaper(poll)]);
	if (isDraft(poll)) {
		list.push(["file", "CON_MORE_EDIT", "CON_MORE_EDIT_WHY", () => location.assign(`#prepare/agenda/${poll.poll}`)]);
		list.push(["minus", "CON_MORE_WITHDRAW", "CON_MORE_WITHDRAW_WHY", () => withdraw(poll)]);
	}
	if (verdict?.next === "runoff" && meeting.profile.kinds.runoff)
		list.push(["people", "CON_RUNOFF", "CON_RUNOFF_WHY", () => makeRunoff(poll, select)]);
	if (verdict?.next === "supplementary_or_reduce" && seatsLeft(poll))
		list.push(["people", "CON_SUPPLEMENTARY", "CON_SUPPLEMENTARY_WHY", () => location.assign(`#prepare/agenda/after/${poll.poll}`)]);
	if (verdict?.next === "supplementary_or_reduce" && !lastAttempt(poll).reduced_seats)
		list.push(["minus", "CON_REDUCE", "CON_REDUCE_WHY", () => reduceSeats(poll)]);
	list.push(["key", "CON_REISSUE", "CON_REISSUE_WHY", () => reissue()]);
	if (["open", "held", "closed", "counted", "not_opened"].includes(state))
		list.push(["cross", "CON_MORE_VOID", "CON_MORE_VOID_WHY", () => voidPoll(poll), true]);
	return list;
}

/* The menu of an item. */
export function more(poll, select) {
	const box = el("dialog", { "aria-labelledby": "more-title", class: "more-menu", onclose: () => box.remove() },
		el("h2", { id: "more-title" }, t("CON_MORE")), el("p", { class: "dialog-text quiet" }, poll.title),
		el("div", { class: "more-list" }, choices(poll, select).map(([sign, name, why, work, isDanger]) =>
			el("button", { class: isDanger ? "more-item danger" : "more-item", type: "button", onclick: () => {
				box.close();
				Promise.resolve(work()).catch(report);
			} }, icon(sign), el("span", null, el("b", null, t(name)), el("small", null, t(why)))))),
		el("div", { class: "dialog-keys" }, el("button", { class: "btn", type: "button", onclick: () => box.close() }, t("WEB_CLOSE"))));

	document.body.append(box);
	box.showModal();
}
