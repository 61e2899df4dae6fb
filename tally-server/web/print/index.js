/* index.js - pages made for A4 paper: which one is said by the page's name, of what by its address (poll, sitting, lang).
 *
 *     /print/result.html?poll=p3       /print/attendance.html?sitting=1       /print/minutes.html
 *     /print/ballots.html?poll=p3&count=20        /print/seats.html
 *
 * Must not know: what is on them. */

import { ask } from "/common/api.js";
import { langKeys, report, signedIn } from "/common/shell.js";
import { $, el, replace } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { setLang, t } from "/page/lang.js";
import { ballots, ballotField } from "/print/ballots.js";
import { ready } from "/print/document.js";
import { minutes } from "/print/minutes.js";
import { seats } from "/print/seats.js";

const given = new URLSearchParams(location.search);
const which = location.pathname.replace(/^.*\/|\.html$/g, "");

/* Each gives the nodes of the page; `field` what else can be set in the bar. */
const PAGES = {
	result: { title: "REPORT_SHEET", make: () => ready({ what: "result", poll: given.get("poll") ?? "" }) },
	attendance: { title: "REPORT_ATTENDANCE", make: () => ready({ what: "attendance", sitting: Number(given.get("sitting") ?? 1) }) },
	minutes: { title: "PRINT_MINUTES", make: minutes },
	ballots: { title: "PRINT_BALLOTS", make: name => ballots(name, given.get("poll") ?? "", Number(given.get("count") ?? 0)), field: draw => ballotField(given, draw) },
	seats: { title: "PRINT_SEATS", make: seats },
};

async function draw() {
	const page = PAGES[which], { name } = await ask("status");

	document.title = `${t(page.title)} · ${name}`;
	replace($("main"), await page.make(name));
	replace($(".print-bar"), el("b", null, t(page.title)), page.field?.(() => draw().catch(report)), langKeys(),
		el("button", { class: "btn main", type: "button", onclick: () => window.print() }, icon("print"), t("PRINT_GO")));
}

async function main() {
	if (given.has("lang"))
		setLang(given.get("lang"));
	await signedIn(["secretariat", "chair", "scrutineer", "viewer"]);
	document.addEventListener("langchange", () => draw().catch(report));
	await draw();
}

main().catch(report);
