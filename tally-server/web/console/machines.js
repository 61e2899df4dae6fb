/* machines.js - machines in the hall: who is enrolled, who is online, and one-time codes for new ones as text and as a picture.
 *
 * A code is shown once and kept nowhere. Must not know: certificates. */

import { ask } from "/common/api.js";
import { dialog, field, toast } from "/common/shell.js";
import { deskList, isInControl, machines, meeting, refresh } from "/console/meeting.js";
import { lines } from "/console/names.js";
import { qr } from "/console/qr.js";
import { choice } from "/console/view.js";
import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t } from "/page/lang.js";

const ROLES = ["terminal", "trustee", "desk", "hall"];
const SUGGESTED = { terminal: "", trustee: "CON_NAME_TRUSTEE", desk: "CON_NAME_DESK", hall: "CON_NAME_HALL" };

/* Where a machine types its code. */
const server = () => `${location.hostname}:${location.port || 443}`;

function codeCard({ name, role, code }) {
	return el("article", { class: "code-card" }, el("h3", null, name, el("small", null, t(`MACHINE_${role}`))), qr(code.replaceAll(" ", ""), t("CON_CODE_OF", name)),
		el("p", { class: "code" }, code));
}

/* The codes that were made; they can be printed and handed to who sets the machines up. */
function showCodes(codes) {
	const box = el("dialog", { class: "wide codes", "aria-labelledby": "codes-title", onclose: () => box.remove() }, el("h2", { id: "codes-title" }, t("CON_CODES")),
		el("p", { class: "dialog-text" }, t("CON_CODES_WHY")), el("p", { class: "dialog-text" }, t("CON_SERVER_AT"), " ", el("span", { class: "code" }, server())),
		el("div", { class: "code-cards" }, codes.map(codeCard)),
		el("div", { class: "dialog-keys" }, el("button", { class: "btn", type: "button", onclick: () => window.print() }, icon("print"), t("CON_PRINT")),
			el("button", { class: "btn main", type: "button", onclick: () => box.close() }, t("WEB_CLOSE"))));

	document.body.append(box);
	box.showModal();
}

/* A line names the machine; that of a scrutineer says behind a space whose it is. */
async function codeFor(role, line) {
	const [name, holder = ""] = role === "trustee" ? line.split(/\s+(.*)/) : [line];
	const { code } = await ask("enrol_code", { role, name, ...(role === "trustee" && { holder: holder || name }) });

	return { name: line, role, code };
}

async function enrol(given) {
	const role = choice(ROLES, given, name => t(`MACHINE_${name}`));
	const names = el("textarea", { class: "textarea", rows: 5 });
	const why = el("span");
	const suggest = () => {
		why.textContent = t(role.value === "trustee" ? "CON_MACHINE_NAMES_TRUSTEE" : "CON_MACHINE_NAMES_WHY");
		names.value = SUGGESTED[role.value] ? t(SUGGESTED[role.value]) : "";
	};

	role.addEventListener("change", suggest);
	suggest();
	const codes = await dialog({
		title: t("CON_ENROL"), text: t("CON_ENROL_TEXT"), yes: t("CON_ENROL_YES"), fields: [field(t("CON_MACHINE_ROLE"), role), field(t("CON_MACHINE_NAMES"), names, why)],
		read: () => (lines(names.value).length ? lines(names.value) : null),
		act: async list => {
			const made = [];
			for (const line of list)
				made.push(await codeFor(role.value, line));
			return made;
		},
	});

	if (codes)
		showCodes(codes);
}

async function revoke(machine) {
	const reason = el("input", { class: "input", maxlength: 60, value: t("CON_REVOKE_REASON") });
	const done = await dialog({
		title: t("CON_REVOKE_TITLE", machine.name), text: t("CON_REVOKE_TEXT"), yes: t("CON_REVOKE"), danger: true, fields: [field(t("WEB_REASON"), reason)],
		read: () => reason.value.trim() || null, act: async why => {
			await ask("machine_revoke", { name: machine.name, reason: why });
			return true;
		},
	});

	if (done)
		toast(t("CON_REVOKED", machine.name));
	await refresh();
}

/* A browser of a desk account is nobody's machine. */
const isEnrolled = machine => meeting.status.machines.some(each => each.name === machine.name);

function machineRow(machine) {
	return el("li", { class: "machine" }, el("span", { class: machine.connected ? "dot" : "dot off" }, machine.name),
		el("span", { class: "quiet" }, t(machine.connected ? "CON_ONLINE" : "CON_NOT_ONLINE"), isEnrolled(machine) ? "" : t("CON_BY_PAGE")),
		isInControl() && isEnrolled(machine) ? el("button", { class: "link", type: "button", "data-keep": machine.name, onclick: () => revoke(machine) }, t("CON_REVOKE")) : null);
}

/* Those that are away come first. */
const byUrgency = (a, b) => a.connected - b.connected || a.name.localeCompare(b.name, "zh", { numeric: true });

function group(role) {
	const list = [...(role === "desk" ? deskList() : machines(role))].sort(byUrgency);

	return el("section", { class: "machine-group" }, el("h2", null, el("span", { class: "what" }, t(`MACHINE_${role}`)),
		el("small", null, list.length ? t("CON_ONLINE_OF", list.filter(machine => machine.connected).length, list.length) : t("CON_NONE_ENROLLED"))),
		list.length ? el("ul", null, list.map(machineRow)) : null,
		isInControl() ? el("button", { class: "btn small", type: "button", "data-keep": `enrol-${role}`, onclick: () => enrol(role) }, icon("plus"),
			t("CON_ENROL_ROLE", t(`MACHINE_${role}`))) : null);
}

export function machinesSection(root, area) {
	const head = el("header", { class: "section-head" }), body = el("div", { class: "section-scroll machine-groups", tabindex: "0" });

	root.append(head, body);
	area.live(head, () => 0, () => el("h1", null, t("CON_DEVICES")));
	area.live(body, () => [meeting.status.machines, meeting.status.desks, isInControl()], () => ROLES.map(group));
}
