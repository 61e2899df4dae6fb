/* keys.js - the key of the box: which scrutineers' terminals hold a share, the ceremony step by
 * step, and the fingerprint that is read aloud.
 *
 * The ceremony is the terminals' own; this page starts it and watches. Must not know: shares. */

import { ask } from "/common/api.js";
import { dialog, field } from "/common/shell.js";
import { isInControl, machines, meeting, refresh } from "/console/meeting.js";
import { key } from "/console/view.js";
import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t, word } from "/page/lang.js";

const STEPS = ["commit", "reveal", "shares", "confirm"];
/* Who watches there, and the machine's name where it is another. */
const nameOf = ({ name, holder }) => (holder === name ? name : `${holder} · ${name}`);
const most = n => Math.floor(n / 2) + 1;

async function begin() {
	const list = machines("trustee").filter(machine => machine.connected);
	const boxes = list.map(machine => el("input", { type: "checkbox", value: machine.name, checked: true }));
	const least = el("select", { class: "select" });
	const labels = list.map((machine, i) => el("label", { class: "check" }, boxes[i], nameOf(machine)));
	const chosen = () => boxes.filter(box => box.checked).map(box => box.value);
	const offer = () => {
		const n = chosen().length;
		const options = [];

		for (let i = most(n); i <= n; i++)
			options.push(el("option", { value: i }, t("CON_KEY_OF", i, n)));
		least.replaceChildren(...options);
	};

	for (const box of boxes)
		box.addEventListener("change", offer);
	offer();
	await dialog({
		title: t("CON_KEY_START"), text: t(meeting.status.ceremony?.step === "done" ? "CON_KEY_AGAIN_TEXT" : "CON_KEY_START_TEXT"), yes: t("CON_KEY_START_YES"),
		fields: [el("fieldset", { class: "roles" }, el("legend", null, t("CON_KEY_WHO")), labels),
			field(t("CON_KEY_LEAST"), least, t("CON_KEY_LEAST_WHY"))],
		read: () => (chosen().length > 1 ? chosen() : null), act: trustees => ask("ceremony_start", { t: Number(least.value), trustees }),
	});
	await refresh();
}

async function abort() {
	const reason = el("input", { class: "input", maxlength: 60, value: t("CON_KEY_ABORT_REASON") });

	await dialog({ title: t("CON_KEY_ABORT"), text: t("CON_KEY_ABORT_TEXT"), yes: t("CON_KEY_ABORT"), danger: true, fields: [field(t("WEB_REASON"), reason)],
		read: () => reason.value.trim() || null, act: why => ask("ceremony_abort", { reason: why }) });
	await refresh();
}

function stepList(step) {
	const now = step === "done" ? STEPS.length : STEPS.indexOf(step);

	return el("ol", { class: "key-steps" }, STEPS.map((name, i) => el("li",
		{ class: i < now ? "done" : i === now ? "on" : "", "aria-current": i === now ? "step" : null },
		i < now ? icon("check") : i === now ? el("span", { class: "ring" }) : el("span", { class: "icon" }),
			el("span", null, el("b", null, t(`CON_KEY_STEP_${name}`)), el("small", null, t(`CON_KEY_STEP_${name}_WHY`))))));
}

function print(fingerprint) {
	return el("div", { class: "fingerprint" }, el("p", { class: "quiet" }, t("REPORT_KEY")), el("p", { class: "code" }, fingerprint), el("p", null, t("CON_KEY_READ")));
}

/* What is under way, or what came of it. */
function state() {
	const { ceremony } = meeting.status;

	if (!ceremony)
		return el("p", { class: "note-warn" }, icon("alert"), el("span", null, t("CON_KEY_NONE")));
	if (ceremony.step === "aborted")
		return el("p", { class: "note-bad" }, icon("cross"), el("span", null, word("CEREMONY_", "aborted")));
	return [stepList(ceremony.step), ceremony.fingerprint ? print(ceremony.fingerprint) : null,
		ceremony.step === "done" ? el("p", { class: "note-ok" }, icon("check"), el("span", null, t("CON_KEY_DONE"))) : null];
}

function actions() {
	const { ceremony } = meeting.status;
	const isRunning = ceremony && !["done", "aborted"].includes(ceremony.step);
	const online = machines("trustee").filter(machine => machine.connected).length;

	if (!isInControl())
		return null;
	if (isRunning)
		return el("p", { class: "keys" }, key({ class: "btn", onclick: abort }, t("CON_KEY_ABORT")));
	return el("p", { class: "keys" }, key({ class: ceremony?.step === "done" ? "btn" : "btn main", disabled: online < 2, onclick: begin }, icon("key"),
		t(ceremony?.step === "done" ? "CON_KEY_AGAIN" : "CON_KEY_START")),
		online < 2 ? el("span", { class: "quiet" }, t("CON_KEY_NEED_TWO")) : null);
}

export function keys(root, area) {
	const body = root.appendChild(el("div", { class: "section-scroll keys-page", tabindex: "0" }));

	area.live(body, () => [meeting.status.ceremony, machines("trustee"), isInControl()], () => [
		el("h1", null, t("CON_KEY")), el("p", { class: "quiet" }, t("CON_KEY_WHY")), state(), actions(),
		el("h2", null, t("CON_TRUSTEES")), machines("trustee").length
			? el("ul", { class: "gate" }, machines("trustee").map(machine => el("li", { class: machine.connected ? "ok" : "warn" },
				icon(machine.connected ? "check" : "alert"), el("span", null, nameOf(machine)), el("span", null, t(machine.connected ? "CON_ONLINE" : "CON_NOT_ONLINE")))))
			: el("p", null, el("a", { href: "#prepare/machines" }, t("CON_READY_KEY_TRUSTEES"))),
	]);
}
