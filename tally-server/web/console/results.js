/* results.js - all results of the meeting, and attendance: to read again, to print, to export.
 *
 * Must not know: what is decided. */

import { ask } from "/common/api.js";
import { bytesOf, save } from "/common/save.js";
import { isSecretariat, lastAttempt, meeting } from "/console/meeting.js";
import { result } from "/console/result.js";
import { eyebrow, note, stateOf } from "/console/run_now.js";
import { key, scope } from "/console/view.js";
import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { lang, t, word } from "/page/lang.js";

const keep = ({ name, data }) => save(name, [bytesOf(data)]);

const exportKey = (what, format, sitting) => key({ class: "btn small",
	onclick: async () => keep(await ask("export", { what, format, lang: lang(), ...(sitting && { sitting }) })) },
	icon("file"), t("CON_EXPORT_AS", format.toUpperCase()));
const print = path => window.open(`/print/${path}&lang=${lang()}`, "_blank", "noopener");
const printKey = (text, path) => el("button", { class: "btn small", type: "button", onclick: () => print(path) }, icon("print"), text);

function sheet(poll) {
	const attempt = lastAttempt(poll);
	const state = stateOf(poll);

	return el("section", { class: "card sheet" }, el("header", { class: "now-head" },
		el("div", null, el("p", { class: "quiet" }, eyebrow(poll, attempt?.number ?? 1)), el("h2", { class: "title" }, poll.title)),
		el("div", { class: "keys" }, state === "draft" ? null : printKey(t("CON_PRINT_SHEET"), `result.html?poll=${encodeURIComponent(poll.poll)}`))),
	attempt?.verdict ? el("div", { class: "findings" }, result(poll, attempt))
		: note("warn", "alert", state === "void" ? t("REPORT_VOID", attempt.reason) : word("STATE_", state)));
}

function papers() {
	return el("section", { class: "card papers" }, el("h2", null, t("CON_PAPERS")),
		meeting.readiness.sittings.map(({ name }, i) => el("div", { class: "paper-row" }, el("b", null, name), el("span", { class: "keys" },
			printKey(t("CON_PRINT_ATTENDANCE"), `attendance.html?sitting=${i + 1}`),
				isSecretariat() ? [exportKey("attendance", "csv", i + 1), exportKey("attendance", "xlsx", i + 1)] : null))),
		el("div", { class: "paper-row" }, el("b", null, t("CON_RESULTS")), el("span", { class: "keys" }, printKey(t("CON_PRINT_MINUTES"), "minutes.html?"),
			isSecretariat() ? [exportKey("results", "csv"), exportKey("results", "xlsx")] : null)));
}

export function results(root) {
	const area = scope();
	const list = el("div", { class: "sheets" });

	root.append(el("div", { class: "results" }, list));
	area.live(list, () => [meeting.agenda], () => [papers(), meeting.agenda.filter(poll => !poll.definition.rehearsal).map(sheet),
		meeting.agenda.length ? null : el("p", { class: "quiet" }, t("CON_NO_ITEMS"))]);
	return () => area.stop();
}

