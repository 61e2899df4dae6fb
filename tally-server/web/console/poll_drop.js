/* poll_drop.js - what goes out in one drop: the papers that one item stands on, and the item that
 * it is held together with (P14.9, `forms` and `together`).
 *
 * Both are for counting what went out and came in; they decide nothing. Must not know: rules, how an item is saved. */

import { field } from "/common/shell.js";
import { freeId } from "/console/definition.js";
import { meeting } from "/console/meeting.js";
import { el, replace } from "/page/dom.js";
import { t } from "/page/lang.js";

const FORMS_MAX = 8;

/* ---- several papers ---- */

/* One paper of several; the last one takes the rows that are left, and so has nothing to fill in there. */
function part(i, { title, contests }, isLast, changed) {
	const name = el("input", { class: "input small", maxlength: 60, value: title, oninput: changed });
	const rows = el("input", { class: "input small", type: "number", min: 1, value: contests, disabled: isLast, oninput: changed });

	return { name, rows, node: el("div", { class: "form-paper" }, field(t("CON_FORM_TITLE", i + 1), name), field(t("CON_FORM_ROWS"), rows)) };
}

/* `was`: forms or undefined; groups() the rows as they are typed, [{label, count}] for each scale that has some;
 * changed() after each change. {node, fit() draws what depends on the rows, read() forms or undefined, isComplete()} */
export function forms(was, groups, changed) {
	const total = () => groups().reduce((sum, { count }) => sum + count, 0);
	const many = el("select", { class: "select" }), place = el("div", { class: "form-part" });
	const node = el("div", { class: "form-part" }, field(t("CON_FORMS"), many, t("CON_FORMS_WHY")), place);
	let parts = [];

	const isSeveral = () => !node.hidden && parts.length > 1;
	/* a kind with a team and its members has a paper for each */
	const suggested = n => (groups().length === n ? groups().map(({ label, count }) => ({ title: label, contests: count }))
		: Array.from({ length: n }, (_, i) => ({ title: t("CON_FORM_DEFAULT", i + 1), contests: 1 })));
	const draw = list => {
		parts = list.length > 1 ? list.map((one, i) => part(i, one, i === list.length - 1, changed)) : [];
		replace(place, parts.map(one => one.node));
	};
	const rest = () => total() - parts.slice(0, -1).reduce((sum, { rows }) => sum + Number(rows.value), 0);

	many.addEventListener("change", () => {
		draw(suggested(Number(many.value)));
		changed();
	});
	replace(many, Array.from({ length: FORMS_MAX }, (_, i) => el("option", { value: i + 1, selected: i + 1 === (was?.length ?? 1) },
		i ? t("CON_FORMS_MANY", i + 1) : t("CON_FORMS_ONE"))));
	draw(was ?? []);
	return {
		node,
		fit(isPossible) {
			node.hidden = !isPossible || total() < 2;
			if (parts.length)
				parts.at(-1).rows.value = rest();
		},
		read: () => (isSeveral() ? parts.map(({ name, rows }) => ({ title: name.value.trim(), contests: Number(rows.value) })) : undefined),
		isComplete: () => !isSeveral() || parts.every(({ name, rows }) => name.value.trim() && Number(rows.value) >= 1),
	};
}

/* ---- held together ---- */

/* With which items this one can go: those that are no rehearsal, and can still be told or were told so. */
function partners(own) {
	return meeting.agenda.filter(({ poll, attempts, definition }) =>
		poll !== own && !definition.rehearsal && (!attempts.length || definition.together));
}

/* `was`: a definition, or what was filled in. {node, read() the name that they share or undefined,
 * chosen() the other's id, other() its definition where that has to bear the name too} */
export function together(was) {
	const list = partners(was.poll);
	const known = was.beside ?? list.find(({ definition }) => was.together && definition.together === was.together)?.poll ?? "";
	const select = el("select", { class: "select" }, el("option", { value: "" }, t("CON_TOGETHER_NONE")),
		list.map(({ poll, title }) => el("option", { value: poll, selected: poll === known }, title)));
	const node = field(t("CON_TOGETHER"), select, t("CON_TOGETHER_WHY"));
	const chosen = () => list.find(({ poll }) => poll === select.value)?.definition;
	const name = () => chosen() && (chosen().together ?? freeId(meeting.agenda.map(({ definition }) => definition.together), "d"));

	node.hidden = !list.length;
	return {
		node, read: name,
		chosen: () => select.value,
		other: () => (chosen() && !chosen().together ? { ...chosen(), together: name() } : null),
	};
}
