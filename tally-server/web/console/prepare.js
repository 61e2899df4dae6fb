/* prepare.js - 会前准备: the sections at the left, each with how it stands; the readiness list first.
 *
 * Must not know: what a section does. */

import { agenda } from "/console/agenda.js";
import { keys } from "/console/keys.js";
import { machinesSection } from "/console/machines.js";
import { operators } from "/console/operators.js";
import { papers } from "/console/papers.js";
import { checks } from "/console/ready.js";
import { roster } from "/console/roster.js";
import { rules } from "/console/rules.js";
import { slips } from "/console/slips.js";
import { scope } from "/console/view.js";
import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { clock, t } from "/page/lang.js";

/* section → [its words, what it is made of (names of checks), how it is shown] */
const SECTIONS = {
	ready: ["CON_READY", null, overview],
	roster: ["CON_ROSTER", ["roster"], roster],
	rules: ["CON_RULES", ["rules"], rules],
	agenda: ["CON_AGENDA_BALLOTS", ["agenda"], agenda],
	machines: ["CON_DEVICES", ["trustees", "terminals", "desks", "screens"], machinesSection],
	keys: ["CON_KEY", ["key"], keys],
	slips: ["CON_SLIPS", ["slips"], slips],
	papers: ["CON_PAPERS_BADGES", null, papers],
	operators: ["CON_OPERATORS", ["operators"], operators],
};

function row(check, isTodo) {
	return el("a", { class: isTodo ? "check-row todo" : "check-row", href: `#prepare/${check.section}` },
		isTodo ? el("span", { class: "badge" }, icon("alert")) : icon("check"), el("span", { class: "what" }, check.name), el("span", { class: "how" }, check.text),
		check.section === "ready" ? null : icon("next"));
}

function overview(root, scopeOf) {
	const list = root.appendChild(el("div", { class: "checks" }));

	scopeOf.live(list, () => checks(), () => {
		const all = checks();
		const open = all.filter(check => !check.isOk);
		const done = all.filter(check => check.isOk);

		return [open.length ? [el("h2", null, t("CON_TODO")), open.map(check => row(check, true))] : null, el("h2", null, t("CON_DONE")),
			done.map(check => row(check, false))];
	});
}

function side(list, current) {
	const all = checks();
	const done = all.filter(check => check.isOk).length;
	const stands = names => (names ? names.every(name => all.find(check => check.id === name).isOk) : null);

	return [
		el("p", { class: "quiet" }, t("CON_READY_TITLE")),
		el("p", { class: "n" }, done, el("small", null, ` / ${all.length}`)),
		el("p", { class: "bar-thin ok", "aria-hidden": true }, el("i", { style: { width: `${done / all.length * 100}%` } })),
		el("h1", null, done === all.length ? t("CON_READY_ALL_DONE") : t("CON_READY_LEFT", all.length - done)),
		el("nav", { class: "sections", "aria-label": t("CON_PREPARE") }, list.map(id => {
			const [name, parts] = SECTIONS[id];
			const state = stands(parts);

			return el("a", { href: `#prepare/${id}`, "aria-current": id === current ? "page" : null, "data-keep": id },
				state === null ? el("span", { class: "icon" }) : el("span", { class: state ? "good" : "todo" }, icon(state ? "check" : "alert")), t(name));
		})),
		el("p", { class: "quiet small" }, t("CON_READY_SEEN", clock(Date.now() / 1000))),
	];
}

export function prepare(root, [section = "ready", ...rest]) {
	const area = scope();
	const current = Object.hasOwn(SECTIONS, section) ? section : "ready";
	const left = el("aside", { class: "card ready-side" });
	const body = el("section", { class: `card section section-${current}` });

	root.append(el("div", { class: "ready" }, left, body));
	area.live(left, () => [checks().map(check => [check.id, check.isOk]), current], () => side(Object.keys(SECTIONS), current));
	const end = SECTIONS[current][2](body, area, rest);
	return () => {
		end?.();
		area.stop();
	};
}
