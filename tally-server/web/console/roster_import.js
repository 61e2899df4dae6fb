/* roster_import.js - a roster file: chosen or dropped, checked by the server row by row, shown whole, and only then imported.
 *
 * Must not know: columns and their rules. */

import { ask } from "/common/api.js";
import { save } from "/common/save.js";
import { toast } from "/common/shell.js";
import { el, replace } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { errorText, number, t, word } from "/page/lang.js";

const MAX_BYTES = 2 << 20;
const TOTALS = ["created", "updated", "skipped", "warnings", "errors"];

/* In pieces, as a call takes only so many arguments. */
function base64(bytes) {
	let text = "";

	for (let i = 0; i < bytes.length; i += 0x8000)
		text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
	return btoa(text);
}

function problemTable(problems) {
	return el("div", { class: "problem-scroll", tabindex: "0" }, el("table", { class: "table" },
		el("thead", null, el("tr", null, ["CON_ROW", "CON_LEVEL", "CON_COLUMN", "CON_PROBLEM", "CON_CELL"].map(name => el("th", null, t(name))))),
		el("tbody", null, problems.map(problem => el("tr", { class: problem.level }, el("td", { class: "num" }, problem.row),
			el("td", null, el("span", { class: "level" }, icon("alert"), t(problem.level === "error" ? "CON_ERROR" : "CON_WARNING"))),
			el("td", null, problem.column), el("td", null, word("ROSTER_", problem.code)), el("td", null, problem.value))))));
}

function preview(seen) {
	const verdict = seen.errors ? ["bad", "alert", t("CON_IMPORT_ERRORS", seen.errors)]
		: seen.warnings ? ["warn", "alert", t("CON_IMPORT_WARNINGS", seen.warnings)] : ["ok", "check", t("CON_IMPORT_CLEAN")];

	return [
		el("dl", { class: "totals" }, TOTALS.map(name => el("div", { class: seen[name] && (name === "errors" || name === "warnings") ? name : "" },
			el("dt", null, t(`CON_TOTAL_${name.toUpperCase()}`)), el("dd", null, number(seen[name]))))),
		el("p", { class: `note-${verdict[0]}` }, icon(verdict[1]), el("span", null, verdict[2])),
		seen.problems.length ? problemTable(seen.problems) : null,
	];
}

/* A file to fill in; with the mark by which Excel knows UTF-8. */
function sample() {
	save(t("CON_SAMPLE_NAME"), ["\uFEFF", t("CON_SAMPLE_CSV").replaceAll("\n", "\r\n")]);
}

/* Opens the dialog; done() is called once a roster has been imported. */
export function importRoster(done) {
	let content = "", asked = 0;
	const file = el("input", { type: "file", accept: ".csv,.txt,.xlsx", class: "sr-only", id: "roster-file" });
	const drop = el("label", { class: "drop", for: "roster-file" }, icon("file"), el("b", null, t("CON_CHOOSE_FILE")),
		el("span", { class: "quiet" }, t("CON_CHOOSE_FILE_WHY")));
	const shown = el("div", { class: "preview", role: "status" });
	const go = el("button", { class: "btn main", type: "button", disabled: true }, t("CON_IMPORT"));
	const say = (kind, text) => replace(shown, el("p", { class: `note-${kind}` }, icon("alert"), el("span", null, text)));

	/* a later choice overtakes an earlier one: what is imported is what was seen */
	const check = async chosen => {
		const mine = ++asked;

		go.disabled = true;
		if (!chosen)
			return;
		if (chosen.size > MAX_BYTES) {
			say("bad", t("CON_FILE_TOO_LARGE"));
			return;
		}
		replace(shown, el("div", { class: "waiting" }, el("span", { class: "ring" }), t("CON_CHECKING", chosen.name)));
		drop.classList.add("small");
		drop.querySelector("b").textContent = chosen.name;
		try {
			const read = base64(new Uint8Array(await chosen.arrayBuffer()));
			const seen = await ask("roster", { csv: read, apply: false });
			if (mine !== asked)
				return;
			content = read;
			replace(shown, preview(seen));
			go.disabled = seen.errors > 0 || seen.created + seen.updated === 0;
			if (!go.disabled)
				go.focus();
		} catch (error) {
			if (mine === asked)
				say("bad", errorText(error));
		}
		file.value = "";
	};
	const apply = async () => {
		go.disabled = true;
		go.setAttribute("aria-busy", "true");
		try {
			const made = await ask("roster", { csv: content, apply: true });
			toast(t("CON_IMPORTED", number(made.created), number(made.updated)));
			box.close();
			done();
		} catch (error) {
			say("bad", errorText(error));
		}
		go.removeAttribute("aria-busy");
	};
	const box = el("dialog", { class: "wide", "aria-labelledby": "import-title", onclose: () => box.remove() },
		el("h2", { id: "import-title" }, t("CON_IMPORT_ROSTER")),
		file, drop, shown, el("p", { class: "quiet small" }, t("CON_IMPORT_COLUMNS"), " ",
			el("button", { class: "link", type: "button", onclick: sample }, t("CON_SAMPLE"))),
		el("div", { class: "dialog-keys" }, el("button", { class: "btn", type: "button", onclick: () => box.close() }, t("WEB_CANCEL")), go));

	file.addEventListener("change", () => check(file.files[0]));
	go.addEventListener("click", apply);
	drop.addEventListener("dragover", event => event.preventDefault());
	drop.addEventListener("drop", event => {
		event.preventDefault();
		check(event.dataTransfer.files[0]);
	});
	document.body.append(box);
	box.showModal();
	file.focus();
}
