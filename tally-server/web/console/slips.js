/* slips.js - the lists of voting slips: the issuer's public file is sent slot by slot, compared by
 * its fingerprint, and signed by the scrutineers.
 *
 * The file holds public keys only; slips themselves never come here. Must not know: keys and their slots. */

import { ask } from "/common/api.js";
import { report, toast } from "/common/shell.js";
import { proposeAct } from "/console/act.js";
import { isInControl, meeting } from "/console/meeting.js";
import { key } from "/console/view.js";
import { readBadge } from "/desk/badge.js";
import { el, replace } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { lang, number, t } from "/page/lang.js";

const MAX_BYTES = 64 << 20;
const hex = bytes => [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");

/* As one word of a command. */
const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;

/* Line 1 says what it is; then one line a slot (P17.3). */
function parse(text) {
	const [first, ...rest] = text.split("\n").filter(line => line);
	const header = JSON.parse(first);

	return rest.length === header.slots && header.meeting === meeting.status.meeting ? { header, rest } : null;
}

/* Sends all of it; said(done, all) as it goes. */
async function send({ header, rest }, said) {
	const { issue, slips, slots, fingerprint } = header;

	await ask("slips_begin", { issue, slips, slots, fingerprint });
	for (const [i, line] of rest.entries()) {
		await ask("slips_keys", { issue, ...JSON.parse(line) });
		said(i + 1, slots);
	}
}

/* Does the fingerprint that the issuer was shown belong to this file? */
function agrees(typed, fingerprint) {
	const bytes = readBadge(typed);
	return bytes !== null && fingerprint.startsWith(hex(bytes));
}

function confirm({ header }) {
	const typed = el("input", { class: "input code", autocomplete: "off", maxlength: 30, id: "slips-print" });
	const wrong = el("p", { class: "note-bad", role: "alert", hidden: true }, icon("alert"), el("span", null, t("CON_SLIPS_DIFFER")));

	return proposeAct({
		type: "slips_propose", title: t("CON_SLIPS_CONFIRM"), text: t("CON_SLIPS_CONFIRM_TEXT", number(header.slips)), yes: t("CON_SLIPS_CONFIRM_YES"),
		fields: [el("div", { class: "field" }, el("label", { for: "slips-print" }, t("CON_SLIPS_PRINT")), typed), wrong],
		value: () => {
			const good = agrees(typed.value, header.fingerprint);

			typed.setAttribute("aria-invalid", String(!good));
			wrong.hidden = good;
			if (!good)
				typed.focus();
			return good ? {} : null;
		},
		body: () => ({ issue: header.issue }), done: t("CON_SLIPS_DONE"),
	});
}

function standing(handout) {
	if (!handout?.rows.length)
		return el("p", { class: "note-warn" }, icon("alert"), el("span", null,
			t(meeting.status.ceremony?.step === "done" ? "CON_READY_SLIPS_TODO" : "CON_READY_SLIPS_KEY")));
	return el("p", { class: "note-ok" }, icon("check"), el("span", null, t("CON_READY_SLIPS_OK", number(handout.rows.length), handout.spares.length)));
}

export function slips(root, area) {
	const body = root.appendChild(el("div", { class: "section-scroll", tabindex: "0" }));
	const file = el("input", { type: "file", accept: ".jsonl", class: "sr-only", id: "slips-file" });
	const progress = el("div", { class: "preview", role: "status" });
	let handout = null;

	const load = async () => {
		handout = await ask("handout", {}).catch(() => null);
		area.redraw();
	};
	const take = async chosen => {
		const public_ = chosen.size <= MAX_BYTES ? parse(await chosen.text()) : null;

		if (!public_) {
			toast(t("CON_SLIPS_BAD_FILE"), "bad");
			return;
		}
		await send(public_, (done, all) => replace(progress, el("p", null, t("CON_SLIPS_SENT", done, all)),
			el("p", { class: "bar-thin" }, el("i", { style: { width: `${done / all * 100}%` } }))));
		if (await confirm(public_))
			replace(progress);
		await load();
	};

	file.addEventListener("change", () => {
		const [chosen] = file.files;
		if (chosen)
			take(chosen).catch(error => (error instanceof SyntaxError ? toast(t("CON_SLIPS_BAD_FILE"), "bad") : report(error)));
		file.value = "";
	});
	area.live(body, () => [handout?.rows.length, handout?.spares, meeting.status.ceremony?.step, isInControl()], () => [
		el("h1", null, t("CON_SLIPS")), el("p", { class: "quiet" }, t("CON_SLIPS_WHY")), standing(handout),
		el("ol", { class: "how-to" },
			el("li", null, t("CON_SLIPS_1"), el("p", { class: "code command" },
				`build/bin/tally-issue make --meeting ${meeting.status.meeting} --slips ${meeting.status.expected} ` +
				`--title ${quoted(meeting.status.name)} --out slips`)),
			el("li", null, t("CON_SLIPS_2")), el("li", null, t("CON_SLIPS_3"))),
		isInControl() ? el("p", { class: "keys" }, file, el("label", { class: handout?.rows.length ? "btn" : "btn main", for: "slips-file" }, icon("file"),
			t("CON_SLIPS_CHOOSE")),
			handout?.rows.length ? key({ class: "btn", onclick: () => window.open(`/console/handout.html?lang=${lang()}`, "_blank", "noopener") }, icon("print"),
				t("HANDOUT_TITLE")) : null) : null,
		progress,
	]);
	load();
}
