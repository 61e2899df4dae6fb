/* index.js - pages made for A4 paper: which one is said by the page's name, of what by its address (poll, sitting, lang).
 *
 *     /print/result.html?poll=p3&count=3       /print/attendance.html?sitting=1       /print/minutes.html
 *     /print/ballots.html?poll=p3&count=20        /print/seats.html
 *
 * Must not know: what is on them. */

import { ask } from "/common/api.js";
import { langKeys, report, signedIn } from "/common/shell.js";
import { $, el, replace } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { setLang, t } from "/page/lang.js";
import { ballots, COUNT_MAX } from "/print/ballots.js";
import { COPIES_MAX, ready } from "/print/document.js";
import { minutes } from "/print/minutes.js";
import { seats } from "/print/seats.js";

const given = new URLSearchParams(location.search);
const which = location.pathname.replace(/^.*\/|\.html$/g, "");

/* How many are wanted: by the address, as it is set in the bar. */
const count = (least, most) => Math.min(most, Math.max(least, Number(given.get("count")) || 0));

/* Each gives the nodes of the page; `field` is the name and the bound of the number that can be set in the bar. */
const PAGES = {
	result: { title: "REPORT_SHEET", make: () => ready({ what: "result", poll: given.get("poll") ?? "" }, count(1, COPIES_MAX)), field: ["PRINT_COPIES", COPIES_MAX] },
	attendance: { title: "REPORT_ATTENDANCE", make: () => ready({ what: "attendance", sitting: Number(given.get("sitting") ?? 1) }) },
	minutes: { title: "PRINT_MINUTES", make: minutes },
	ballots: { title: "PRINT_BALLOTS", make: name => ballots(name, given.get("poll") ?? "", count(0, COUNT_MAX)), field: ["PRINT_COUNT", COUNT_MAX] },
	seats: { title: "PRINT_SEATS", make: seats },
};

function numberField(text, most) {
	const input = el("input", { class: "input small", type: "number", min: 1, max: most, value: given.get("count") ?? "", id: "print-count", onchange: () => {
		given.set("count", input.value);
		history.replaceState(null, "", `?${given}`);
		draw().catch(report);
	} });

	return el("span", { class: "print-count" }, el("label", { for: "print-count" }, t(text)), input);
}

/* Drawn at once, so that a sheet that comes late takes nothing out of somebody's hands. */
function drawBar() {
	const page = PAGES[which];

	replace($(".print-bar"), el("b", null, t(page.title)), page.field ? numberField(...page.field) : null, langKeys(),
		el("button", { class: "btn main", type: "button", onclick: () => window.print() }, icon("print"), t("PRINT_GO")));
}

async function draw() {
	const page = PAGES[which], { name } = await ask("status");

	document.title = `${t(page.title)} · ${name}`;
	replace($("main"), await page.make(name));
}

async function main() {
	if (given.has("lang"))
		setLang(given.get("lang"));
	await signedIn(["secretariat", "chair", "scrutineer", "viewer"]);
	document.addEventListener("langchange", () => {
		drawBar();
		draw().catch(report);
	});
	drawBar();
	await draw();
}

main().catch(report);
