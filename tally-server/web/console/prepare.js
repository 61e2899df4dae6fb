/* prepare.js - 会前准备: the sections at the left, each with how it stands; the readiness list first.
 *
 * Must not know: what a section does. */

import { agenda } from "/console/agenda.js";
import { keys } from "/console/keys.js";
import { machinesSection } from "/console/machines.js";
import { lookAgain } from "/console/meeting.js";
import { operators } from "/console/operators.js";
import { papers } from "/console/papers.js";
import { checks } from "/console/ready.js";
import { roster } from "/console/roster.js";
import { rules } from "/console/rules.js";
import { slips } from "/console/slips.js";
import { scope } from "/console/view.js";
import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t } from "/page/lang.js";

const LOOK_MS = 10000;

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

function row({ id, name, text, at, isOk }) {
	return el(at ? "a" : "div", { class: isOk ? "check-row" : "check-row todo", href: at ? `#${at}` : null, "data-keep": id },
		isOk ? icon("check") : el("span", { class: "badge" }, icon("alert")), el("span", { class: "what" }, name), el("span", { class: "how" }, text),
		at ? icon("next") : null);
}

function overview(root, scopeOf) {
	const list = root.appendChild(el("div", { class: "checks" }));

	scopeOf.live(list, () => checks(), () => {
		const all = checks();
		const open = all.filter(check => !check.isOk);
		const done = all.filter(check => check.isOk);

		return [open.length ? [el("h2", null, t("CON_TODO")), open.map(row)] : null, el("h2", null, t("CON_DONE")), done.map(row)];
	});
	scopeOf.every(LOOK_MS, () => lookAgain().catch(() => {}));
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
		el("div", { class: "side-foot" }, el("button", { class: "btn small wide", type: "button", onclick: () => window.open("/console/ready.html", "_blank", "noopener") },
			icon("print"), t("CON_READY_PRINT"))),
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
