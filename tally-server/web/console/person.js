/* person.js - one person of the roll: add, change, exclude with a reason; a new slip or a new badge for who lost theirs.
 *
 * The server checks as it checks a roster. Must not know: the table. */

import { ask } from "/common/api.js";
import { confirmTwo, dialog, field, report, toast } from "/common/shell.js";
import { reissue } from "/console/run_more.js";
import { choice } from "/console/view.js";
import { el } from "/page/dom.js";
import { t } from "/page/lang.js";

const ROLES = ["delegate", "observer", "invited", "staff"];
const TEXTS = [["name", "REPORT_NAME_HEAD", 60], ["unit", "REPORT_UNIT_HEAD", 60], ["post", "REPORT_POST_HEAD", 60], ["seat", "REPORT_SEAT_HEAD", 20]];

async function replaceBadge(person) {
	const given = await confirmTwo({
		title: t("CON_BADGE_FOR", person.name), text: t("CON_BADGE_TEXT"), yes: t("CON_BADGE_YES"),
			reason: [t("CON_REISSUE_LOST"), t("CON_REISSUE_DAMAGED"), t("CON_REASON_OTHER")],
		act: ({ reason, second }) => ask("badge_replace", { number: person.number, reason, second }),
	});
	if (given)
		window.open(`/console/badges.html?number=${encodeURIComponent(person.number)}`, "_blank", "noopener");
}

/* Keys that do something else with the person: the form is closed first. */
function others(person) {
	const go = work => event => {
		event.target.closest("dialog").close();
		Promise.resolve(work(person)).catch(report);
	};

	return el("div", { class: "keys" }, el("button", { class: "btn small", type: "button", onclick: go(replaceBadge) }, t("CON_BADGE_NEW")),
		person.role === "delegate" ? el("button", { class: "btn small", type: "button", onclick: go(reissue) }, t("CON_REISSUE")) : null);
}

/* Gives true once the person has been entered. `person` null: a new one. */
export async function editPerson(person) {
	const input = (value, max) => el("input", { class: "input", autocomplete: "off", maxlength: max, value: value ?? "" });
	const number = input(person?.number, 8);
	const texts = TEXTS.map(([name, , most]) => input(person?.[name], most));
	const role = choice(ROLES, person?.role ?? "delegate", name => t(`CON_ROLE_${name}`));
	const leave = el("input", { type: "checkbox", checked: person?.leave ?? false });
	const isOut = person?.status === "excluded";
	const reason = input(person?.reason, 60);
	const excluded = el("input", { type: "checkbox", checked: isOut, onchange: () => {
		reason.closest(".field").hidden = !excluded.checked;
	} });
	const why = field(t("CON_EXCLUDED_WHY"), reason);

	number.disabled = person !== null;
	why.hidden = !isOut;
	const done = await dialog({
		title: person ? t("CON_EDIT_PERSON", person.name) : t("CON_ADD_PERSON"), yes: t("WEB_SAVE"),
		fields: [
			el("div", { class: "two" }, field(t("REPORT_NUMBER_HEAD"), number), field(t("CON_ROLE"), role)),
			el("div", { class: "two" }, TEXTS.map(([, text], i) => field(t(text), texts[i]))),
			el("label", { class: "check" }, leave, t("CON_ON_LEAVE")), el("label", { class: "check" }, excluded, t("CON_EXCLUDE")), why,
			person ? others(person) : null,
		],
		read: () => {
			const missing = [number, texts[0], ...(excluded.checked ? [reason] : [])].find(each => !each.value.trim());
			missing?.setAttribute("aria-invalid", "true");
			missing?.focus();
			return missing ? null : Object.fromEntries(TEXTS.map(([name], i) => [name, texts[i].value.trim()]));
		},
		act: async given => {
			await ask("person", { ...given, number: number.value.trim(), role: role.value, leave: leave.checked, status: excluded.checked ? "excluded" : "active",
				reason: excluded.checked ? reason.value.trim() : "" });
			return true;
		},
	});

	if (done)
		toast(t("CON_PERSON_SAVED"));
	return done;
}
