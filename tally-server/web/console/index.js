/* index.js - the secretariat's console: one page with two areas, prepare and run; the chair reads, others watch.
 *
 * Knows which area is shown to whom. Must not know: what is in them. */

import { ask } from "/common/api.js";
import { confirmOne, header, report, signedIn, toast } from "/common/shell.js";
import { asked } from "/console/asked.js";
import { chair } from "/console/chair.js";
import { has, isSecretariat, meeting, refresh, start, watch } from "/console/meeting.js";
import { prepare } from "/console/prepare.js";
import { results } from "/console/results.js";
import { run } from "/console/run.js";
import { $, el } from "/page/dom.js";
import { lang, t } from "/page/lang.js";

const AREAS = {
	prepare: { text: "CON_PREPARE", show: prepare, isFor: isSecretariat },
	run: { text: "CON_RUN", show: run, isFor: () => true },
	results: { text: "CON_RESULTS", show: results, isFor: () => true },
	chair: { text: "CON_CHAIR", show: chair, isFor: () => has("chair") || isSecretariat() },
};

/* "#prepare/agenda/p3" → ["prepare", "agenda", "p3"]; an address that somebody mistyped leads to the first area */
function path() {
	try {
		return location.hash.slice(1).split("/").map(decodeURIComponent);
	} catch {
		return [""];
	}
}
const areas = () => Object.keys(AREAS).filter(id => AREAS[id].isFor());

/* Where each role begins: the secretariat prepares until a sitting is open, the chair reads. */
function first() {
	if (!isSecretariat())
		return has("chair") ? "chair" : "run";
	return meeting.status.sitting || meeting.status.sealed ? "run" : "prepare";
}

/* ---- the control seat ---- */

async function takeSeat() {
	const { holder } = meeting.status.control;
	const isSure = !holder || await confirmOne({ title: t("CON_SEAT_TAKE"), text: t("CON_SEAT_TAKE_TEXT", holder), yes: t("CON_SEAT_TAKE_YES") });

	if (isSure)
		await ask("control", { take: true });
	await refresh();
}

function seat() {
	const { control } = meeting.status;

	if (!isSecretariat() || !control)
		return [];
	if (control.mine)
		return [el("span", { class: "control-seat" }, t("CON_SEAT_MINE"))];
	return [el("span", { class: "control-seat warn" }, control.holder ? t("CON_SEAT_OF", control.holder) : t("CON_SEAT_FREE")),
		el("button", { class: "seat-take", type: "button", onclick: () => takeSeat().catch(report) }, t("CON_SEAT_TAKE"))];
}

/* Whoever loses the seat, or takes it, sees it at once. */
function watchSeat(draw) {
	let seen = JSON.stringify(meeting.status.control);
	let wasMine = meeting.status.control?.mine;

	watch(() => {
		const now = JSON.stringify(meeting.status.control);

		if (now === seen)
			return;
		seen = now;
		const { mine, holder } = meeting.status.control;
		if (wasMine && !mine && holder)
			toast(t("CON_SEAT_LOST", holder), "warn");
		/* the server has been started anew: who had the seat has it again */
		if (wasMine && !mine && !holder)
			ask("control", { take: true }).then(refresh).catch(report);
		wasMine = mine;
		draw();
	});
}

/* ---- the page ---- */

async function main() {
	const me = await signedIn(["secretariat", "chair", "scrutineer", "viewer"]);
	let stop = null, shown = "";

	await start(me);
	if (isSecretariat() && meeting.status.control && !meeting.status.control.holder) {
		await ask("control", { take: true });
		await refresh();
	}
	const root = $("main");
	root.before(asked());
	const bar = header($("body > header"), {
		title: () => meeting.status.name, tabs: areas().map(id => ({ id, text: AREAS[id].text })), tab: "", who: me.name, extra: seat,
	});
	const route = () => {
		const [id, ...rest] = path();
		const area = areas().includes(id) ? id : first();

		if (area === shown && !rest.length && area !== "prepare")
			return;
		stop?.();
		root.replaceChildren();
		shown = area;
		stop = AREAS[area].show(root, rest);
		bar.setTab(area);
	};
	const title = () => {
		document.title = `${meeting.status.name} · ${t("WEB_PAGE_CONSOLE")}`;
		document.documentElement.lang = lang() === "zh" ? "zh-CN" : "en";
	};

	window.addEventListener("hashchange", route);
	document.addEventListener("langchange", title);
	watchSeat(bar.draw);
	title();
	route();
}

main().catch(report);
