/* poll_form.js - one poll, filled in: kind, title, rows or candidates, seats, who votes; beside it the ballot as it will look.
 *
 * The rule comes with the kind and cannot be changed here. Must not know: ciphertexts, limits, what papers are for. */

import { ask } from "/common/api.js";
import { field, toast } from "/common/shell.js";
import { ballot, explain, kindLine } from "/console/ballot.js";
import { CANDIDATES, define, freeId, isElection, isRunoff, WRITE_INS } from "/console/definition.js";
import { isInControl, meeting, refresh } from "/console/meeting.js";
import { byStrokes, lines, twice } from "/console/names.js";
import { delegations, people, voters } from "/console/people.js";
import { forms, together } from "/console/poll_drop.js";
import { said } from "/console/rule.js";
import { choice, key } from "/console/view.js";
import { el, replace } from "/page/dom.js";
import { t } from "/page/lang.js";
import { phrased } from "/page/phrased.js";

const SINGLE = new Set(["resolution", "procedural", "consultation"]);

const area = (value, rows) => el("textarea", { class: "textarea", rows, value });

/* What was typed for a scale; the title that stands for a single question was not. */
function rowsOf({ contests = [], title }, scale) {
	const titles = contests.filter(contest => contest.scale === scale).map(contest => contest.title);
	return contests.length === 1 && titles[0] === title ? [] : titles;
}

const COMMON = ["resolution", "election", "appraisal", "satisfaction", "confidence"];

/* Kinds that can be put on the agenda by hand, common ones first: a runoff follows from a tie. */
function kinds() {
	const all = Object.keys(meeting.profile.kinds).filter(kind => !isRunoff(meeting.profile.kinds[kind]));
	return [...COMMON.filter(kind => all.includes(kind)), ...all.filter(kind => !COMMON.includes(kind))];
}

/* What stands above the field of a scale's rows. */
function rowsLabel(name, kind, scale) {
	if (isElection(kind))
		return t(scale === CANDIDATES ? "CON_CANDIDATES" : "CON_WRITE_INS");
	if (name === "appraisal" && kind.scales.length === 2)
		return t(scale ? "CON_ROWS_MEMBERS" : "CON_ROWS_TEAM");
	return kind.scales.length > 1 ? t("CON_ROWS_GROUP", scale + 1) : t(SINGLE.has(name) ? "CON_ROWS_MATTERS" : "CON_ROWS");
}

/* ---- who votes ---- */

function electorate({ electorate: was = { type: "all" } }) {
	const type = choice(["all", "unit", "except", "list"], was.type, name => t(`CON_ELECTORATE_${name.toUpperCase()}`));
	const unit = el("select", { class: "select" });
	const numbers = area((was.numbers ?? []).join("\n"), 3), reason = el("input", { class: "input", maxlength: 60, value: was.reason ?? "" });
	const parts = { unit: field(t("REPORT_UNIT_HEAD"), unit), numbers: field(t("CON_NUMBERS"), numbers, t("CON_NUMBERS_WHY")), reason: field(t("WEB_REASON"), reason) };
	const fit = () => {
		parts.unit.hidden = type.value !== "unit";
		parts.numbers.hidden = !["list", "except"].includes(type.value);
		parts.reason.hidden = type.value !== "except";
	};

	type.addEventListener("change", fit);
	fit();
	people().then(list => {
		const units = delegations(list).filter(each => each.voters);
		replace(unit, units.map(each => el("option", { value: each.unit, selected: each.unit === was.unit }, `${each.unit}（${each.voters}）`)));
	}).catch(() => {});
	return {
		node: el("div", { class: "form-part" }, field(t("CON_ELECTORATE"), type), Object.values(parts)),
		/* null where something is missing */
		read() {
			const list = numbers.value.split(/[\s,，、]+/).filter(number => number);

			switch (type.value) {
			case "unit": return unit.value ? { type: "unit", unit: unit.value } : null;
			case "list": return list.length ? { type: "list", numbers: list } : null;
			case "except": return list.length && reason.value.trim() ? { type: "except", numbers: list, reason: reason.value.trim() } : null;
			default: return { type: "all" };
			}
		},
	};
}

/* ---- candidates in order ---- */

/* By strokes as it is typed, or as it stands with a reason. */
function order(was, changed) {
	const isManual = was?.type === "manual";
	const manual = el("input", { type: "checkbox", checked: isManual, onchange: () => fit() });
	const reason = el("input", { class: "input", maxlength: 60, value: was?.reason ?? "", oninput: () => changed() });
	const why = field(t("CON_ORDER_REASON"), reason, t("CON_ORDER_REASON_WHY"));
	const fit = () => {
		why.hidden = !manual.checked;
		changed();
	};

	why.hidden = !isManual;
	return {
		node: el("div", { class: "form-part" }, el("label", { class: "check" }, manual, t("CON_ORDER_MANUAL")), why),
		sort: list => (manual.checked ? list : byStrokes(list)),
		isComplete: () => !manual.checked || reason.value.trim() !== "",
		read: () => (manual.checked ? { type: "manual", reason: reason.value.trim() } : { type: "strokes" }),
	};
}

/* ---- the form ---- */

/* All delegates by name who are not candidates: whom a delegate may write in. Namesakes are told apart by their unit. */
async function fillWriteIns(target, candidates, changed) {
	const taken = new Set(candidates()), all = voters(await people()), again = twice(all.map(person => person.name));
	const named = ({ name, unit }) => (again.has(name) && unit ? `${name}（${unit}）` : name);

	target.value = byStrokes(all.filter(person => !taken.has(person.name)).map(named).filter(name => !taken.has(name))).join("\n");
	changed();
}

/* `was`: the definition that is changed, or what a new one begins with, any of its fields. Gives
 * {nodes, draft(): what is filled in now, isSaved(): is it the server's?}. */
export function pollForm(was) {
	const kind = choice(kinds(), was.kind, name => said(meeting.words.kinds[name].name));
	const title = el("input", { class: "input", maxlength: 60, value: was.title ?? "" });
	const seats = el("input", { class: "input", type: "number", min: 1, max: 600, value: was.seats ?? 1 });
	const minimum = el("input", { class: "input", type: "number", min: meeting.profile.minimum, max: 10000, value: was.minimum ?? meeting.profile.minimum });
	const method = choice(["secret", "open", "show_of_hands"], was.method, name => t(`CON_METHOD_${name}`));
	const methodField = field(t("CON_METHOD"), method), rehearsal = el("input", { type: "checkbox", checked: was.rehearsal ?? false });
	const who = electorate(was), beside = together(was);
	const rule = el("p", { class: "quiet" }), fields = el("div", { class: "form-part" }), preview = el("section", { class: "form-preview" });
	const wrong = el("p", { class: "note-bad", role: "alert", hidden: true });
	const drop = el("details", { open: Boolean(was.forms || beside.chosen()) }, el("summary", null, t("CON_DROP")));
	let texts = [], sorting = null, papers = null, isSaved = false;

	const profileKind = () => meeting.profile.kinds[kind.value];
	const titles = scale => {
		const list = texts[scale] ? lines(texts[scale].value) : [];
		return isElection(profileKind()) && scale === CANDIDATES ? sorting.sort(list) : list;
	};
	/* the rows of each scale that has some */
	const groups = () => {
		const of = profileKind();

		return of.scales.map((_, scale) => ({ label: rowsLabel(kind.value, of, scale), count: titles(scale).length }))
			.filter(({ count }) => count);
	};
	const filled = () => ({
		poll: was.poll ?? freeId(meeting.agenda.map(each => each.poll)), kind: kind.value, title: title.value.trim(),
		electorate: who.read() ?? { type: "all" }, minimum: Number(minimum.value),
		contests: profileKind().scales.flatMap((_, scale) => titles(scale).map(name => ({ title: name, scale }))), seats: Number(seats.value),
		method: methodField.hidden ? "secret" : method.value, order: sorting?.read(), rehearsal: rehearsal.checked, follows: was.follows,
		forms: papers?.read(), together: beside.read(), beside: beside.chosen(),
	});
	const definition = () => define(filled(), profileKind());
	const show = () => {
		papers.fit(!isElection(profileKind()) && (methodField.hidden || method.value !== "show_of_hands"));
		drop.hidden = papers.node.hidden && beside.node.hidden;
		const made = definition();

		replace(preview, el("h2", null, t("CON_BALLOT")), el("div", { class: "paper-ballot" }, el("h3", { class: "title" }, phrased(made.title || t("CON_TITLE_NONE"))),
			el("p", { class: "quiet" }, [made.rehearsal ? t("REHEARSAL") : "", kindLine(made)].filter(Boolean).join(t("CON_COMMA"))), el("p", null, explain(made)),
			el("div", { class: "ballot-box" }, ballot(made))));
	};
	/* What is still missing, in words; empty where nothing is. */
	const problem = () => {
		const names = profileKind().scales.flatMap((_, scale) => titles(scale));
		const again = [...twice(names)];

		if (!title.value.trim())
			return t("CON_NEED_TITLE");
		if (again.length)
			return t("CON_NEED_DIFFERENT", again.join(t("FORMULA_AND")));
		if (!who.read())
			return t("CON_NEED_ELECTORATE");
		if (!papers.isComplete())
			return t("CON_NEED_FORMS", names.length);
		if (!isElection(profileKind()))
			return "";
		if (!titles(CANDIDATES).length)
			return t("CON_NEED_CANDIDATES");
		if (Number(seats.value) < 1 || Number(seats.value) > titles(CANDIDATES).length)
			return t("CON_NEED_SEATS", titles(CANDIDATES).length);
		return sorting.isComplete() ? "" : t("CON_NEED_ORDER");
	};
	const save = async () => {
		const missing = problem();

		wrong.hidden = !missing;
		wrong.textContent = missing;
		if (missing)
			return;
		const made = definition(), other = beside.other(), at = location.hash;
		const { warnings = [] } = await ask("poll", made);
		isSaved = true;
		if (other)
			await ask("poll", other);
		toast(t("CON_ITEM_SAVED", made.title));
		for (const warning of warnings)
			toast(warning.code === "surplus" ? t("WARNING_surplus", warning.extra, warning.min_extra) : t("WARNING_small", warning.electors), "warn");
		await refresh();
		/* who has gone on meanwhile is not called back */
		if (location.hash === at)
			location.hash = `#prepare/agenda/${made.poll}`;
	};
	const fit = () => {
		const of = profileKind(), isChosen = isElection(of);

		methodField.hidden = of.secret || isChosen;
		rule.textContent = said(meeting.words.kinds[kind.value].rule);
		texts = of.scales.map((_, scale) => area(rowsOf(was.kind === kind.value ? was : {}, scale).join("\n"), scale || isChosen ? 5 : 6));
		for (const text of texts)
			text.addEventListener("input", show);
		sorting = isChosen ? order(was.order, show) : null;
		papers = forms(was.kind === kind.value ? was.forms : undefined, groups, () => show());
		replace(drop, drop.firstChild, papers.node, beside.node);
		const rows = texts.map((text, scale) => [field(rowsLabel(kind.value, of, scale), text,
			scale === WRITE_INS && isChosen ? t("CON_WRITE_INS_WHY") : t(isChosen ? "CON_CANDIDATES_WHY" : "CON_ROWS_WHY")),
			scale === WRITE_INS && isChosen ? key({ class: "btn small", onclick: () => fillWriteIns(text, () => titles(CANDIDATES), show) }, t("CON_WRITE_INS_ALL")) : null,
			scale === CANDIDATES && isChosen ? sorting.node : null]);
		replace(fields, isChosen ? field(t("CON_SEATS"), seats) : null,
			SINGLE.has(kind.value) ? el("details", { open: texts[0].value !== "" }, el("summary", null, t("CON_ROWS_OPTIONAL")), rows) : rows);
		show();
	};

	kind.addEventListener("change", fit);
	title.addEventListener("input", show);
	seats.addEventListener("input", show);
	method.addEventListener("change", show);
	rehearsal.addEventListener("change", show);
	fit();
	const nodes = [
		el("form", { class: "form", novalidate: true, onsubmit: event => event.preventDefault() },
			el("h2", null, t(meeting.agenda.some(each => each.poll === was.poll) ? "CON_ITEM_EDIT" : "CON_ITEM_NEW")),
			el("div", { class: "form-part" }, field(t("CON_KIND"), kind), rule), field(t("CON_TITLE"), title), fields, who.node, drop,
			el("details", { class: "more-settings", open: rehearsal.checked }, el("summary", null, t("CON_MORE_SETTINGS")), methodField,
				field(t("CON_MINIMUM"), minimum, t("CON_MINIMUM_WHY", minimum.min)),
				el("label", { class: "check" }, rehearsal, el("span", null, t("CON_REHEARSAL_IS"), el("small", null, t("CON_REHEARSAL_WHY"))))), wrong,
			isInControl() ? el("div", { class: "keys" }, key({ class: "btn main", type: "submit", onclick: save }, t("WEB_SAVE"))) : null),
		preview,
	];

	return { nodes, draft: filled, isSaved: () => isSaved };
}
