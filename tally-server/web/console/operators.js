/* operators.js - who may sign in, and as what. Passwords are set here and shown nowhere. Once there are two, it takes two people.
 *
 * Must not know: sessions. */

import { ask } from "/common/api.js";
import { confirmTwo, dialog, field, toast } from "/common/shell.js";
import { isInControl, meeting, watchControl } from "/console/meeting.js";
import { key } from "/console/view.js";
import { el, replace } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t } from "/page/lang.js";

const ROLES = ["secretariat", "chair", "scrutineer", "desk", "viewer"];
const LEAST = 8, ENOUGH = 3;

/* `known` null: a new one. `active`: the names of all who may sign in. */
async function edit(known, active) {
	const others = active.filter(one => one !== meeting.me.name && one !== known?.name), takesTwo = active.length > 1;
	const name = el("input", { class: "input", autocomplete: "off", maxlength: 20, value: known?.name ?? "" });
	const boxes = ROLES.map(role => el("input", { type: "checkbox", value: role, checked: known?.roles.includes(role) ?? false }));
	const password = el("input", { class: "input", type: "password", autocomplete: "new-password", maxlength: 200 });
	const again = el("input", { class: "input", type: "password", autocomplete: "new-password", maxlength: 200 });
	const mayEnter = el("input", { type: "checkbox", checked: known?.active ?? true });
	const bad = input => {
		input.setAttribute("aria-invalid", "true");
		input.focus();
		return null;
	};

	if (takesTwo && !others.length) {
		toast(t("CON_OPERATOR_NOBODY", known.name), "bad");
		return null;
	}
	name.disabled = known !== null;
	const read = () => {
		if (!name.value.trim())
			return bad(name);
		if ((!known || password.value) && password.value.length < LEAST)
			return bad(password);
		if (again.value !== password.value)
			return bad(again);
		const roles = boxes.filter(box => box.checked).map(box => box.value);
		if (!roles.length)
			return bad(boxes[0]);
		return { name: name.value.trim(), roles, active: mayEnter.checked, ...(password.value && { password: password.value }) };
	};
	const send = async given => {
		await ask("operator", given);
		return true;
	};
	const form = {
		title: known ? t("CON_OPERATOR_EDIT", known.name) : t("CON_OPERATOR_ADD"), yes: t("WEB_SAVE"),
		fields: [field(t("WEB_NAME"), name),
			el("fieldset", { class: "roles" }, el("legend", null, t("CON_ROLES")),
				boxes.map((box, i) => el("label", { class: "check" }, box, el("span", null, t(`ROLE_${ROLES[i]}`), el("small", null, t(`CON_ROLE_WHY_${ROLES[i]}`)))))),
			el("div", { class: "two" }, field(t(known ? "CON_PASSWORD_NEW" : "WEB_PASSWORD"), password, t("CON_PASSWORD_WHY")), field(t("CON_PASSWORD_AGAIN"), again)),
			known ? el("label", { class: "check" }, mayEnter, t("CON_OPERATOR_ACTIVE")) : null],
	};
	const act = ({ value, second }) => send({ ...value, second });
	const done = takesTwo
		? await confirmTwo({ ...form, roles: ROLES, except: known?.name, who: t("CON_OPERATOR_TWO"), isAfar: false, value: read, act })
		: await dialog({ ...form, read, act: send });

	if (done)
		toast(t("CON_OPERATOR_SAVED"));
	return done;
}

function rowOf(operator, change) {
	return el("tr", null, el("td", { class: "name" }, operator.name, operator.name === meeting.me.name ? el("small", null, t("CON_YOU")) : null),
		el("td", null, operator.roles.map(role => t(`ROLE_${role}`)).join(t("FORMULA_AND"))), el("td", null, t(operator.active ? "CON_ACTIVE" : "CON_INACTIVE")),
		el("td", { class: "num" }, isInControl() ? key({ class: "btn small", onclick: () => change(operator) }, t("CON_CHANGE")) : null));
}

export function operators(root, area) {
	const head = el("header", { class: "section-head" }), few = el("p", { class: "note-warn" }), body = el("tbody"), heads = el("thead");
	let active = [];
	const change = async operator => {
		if (await edit(operator, active))
			await load();
	};
	const load = async () => {
		const { operators: list } = await ask("readiness", {});

		active = list.filter(operator => operator.active).map(operator => operator.name);
		few.hidden = active.length >= ENOUGH;
		replace(few, icon("alert"), el("span", null, t("CON_OPERATORS_FEW")));
		replace(head, el("h1", null, t("CON_OPERATORS")), el("span", { class: "keys right" },
			isInControl() ? key({ class: "btn small main", onclick: () => change(null) }, icon("plus"), t("CON_OPERATOR_ADD")) : null));
		replace(heads, el("tr", null, [t("WEB_NAME"), t("CON_ROLES"), t("REPORT_STATUS_HEAD"), ""].map(text => el("th", null, text))));
		replace(body, list.map(operator => rowOf(operator, change)));
	};

	root.append(head, el("p", { class: "quiet section-lead" }), el("div", { class: "section-scroll", tabindex: "0" }, few, el("table", { class: "table" }, heads, body)));
	area.live(root.querySelector(".section-lead"), () => 0, () => t("CON_OPERATORS_WHY"));
	area.listen(document, "langchange", () => load().catch(() => {}));
	area.onStop(watchControl(() => load().catch(() => {})));
	load().catch(() => {});
}
