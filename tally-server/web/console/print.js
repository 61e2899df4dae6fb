/* print.js - badges, the hand-out list, proof sheets and the list of what is ready, made for A4
 * paper. Which one is said by the page's name.
 *
 * Badges bear check-in codes only; voting slips come from the issuer and never pass here. */

import { ask } from "/common/api.js";
import { report, signedIn } from "/common/shell.js";
import { ballot, explain, kindLine } from "/console/ballot.js";
import { agenda, start } from "/console/meeting.js";
import { isLong, shown } from "/console/names.js";
import { orderNote } from "/console/order.js";
import { qr } from "/console/qr.js";
import { checks } from "/console/ready.js";
import { said } from "/console/rule.js";
import { named } from "/hall/frame.js";
import { $, el, replace } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { clock, date, t } from "/page/lang.js";
import { phrased } from "/page/phrased.js";

const given = new URLSearchParams(location.search);

function badge(name, person) {
	return el("section", { class: "badge" }, el("h2", null, name),
		el("div", null, el("b", { class: isLong(person.name) ? "long" : "" }, named(person.name)), el("p", null, person.unit),
		person.seat ? el("p", null, `${t("BADGE_SEAT")} ${person.seat}`) : null), qr(person.code.replaceAll(" ", ""), t("CON_CODE_OF", person.name)),
	el("footer", null, el("span", null, `${t("BADGE_NUMBER")} ${person.number}`), el("span", { class: "code" }, person.code)));
}

async function badges(name) {
	const { badges: list } = await ask("badges", {});
	const wanted = given.get("number");

	return el("div", { class: "badges" }, list.filter(person => !wanted || person.number === wanted).map(person => badge(name, person)));
}

async function handout(name) {
	const { rows, spares } = await ask("handout", {});

	return [el("h1", null, t("HANDOUT_TITLE")), el("p", { class: "sub" }, name),
		el("table", { class: "grid" }, el("thead", null, el("tr", null,
			["OUTER", "NUMBER", "NAME", "UNIT", "SEAT", "SIGN"].map(part => el("th", null, t(`HANDOUT_${part}`))))),
			el("tbody", null, rows.map(row => el("tr", null, el("td", { class: "num" }, el("b", null, row.outer)), el("td", null, row.number),
				el("td", { class: "name" }, shown(row.name)), el("td", null, row.unit), el("td", null, row.seat), el("td", { class: "sign" }))))),
		el("p", { class: "sub" }, t("HANDOUT_SPARES"), " ", spares.join(t("FORMULA_AND")))];
}

const formsNote = ({ forms }) => forms.map(({ title, contests }) => t("CON_FORM_PART", title, contests)).join(t("FORMULA_AND"));

/* The other items of its drop. */
async function heldWith({ poll, together }) {
	return together ? (await agenda()).filter(({ definition }) => definition.together === together && definition.poll !== poll) : [];
}

async function proof(name) {
	const { polls: [poll] } = await ask("agenda", { poll: given.get("poll") ?? "" });
	const { definition } = poll, beside = await heldWith(definition);

	return [el("p", { class: "sub" }, name), el("h1", null, t("CON_PROOF")), el("p", { class: "sub" }, kindLine(definition)),
		el("section", { class: "paper-ballot" }, el("h2", { class: "title" }, phrased(poll.title)), el("p", null, explain(definition)), ballot(definition)),
		el("dl", { class: "proof-facts" }, el("dt", null, t("REPORT_RULE")), el("dd", null, said(poll.rule)),
			el("dt", null, t("CON_ELECTORATE")), el("dd", null, said(poll.electorate) || t("CON_ELECTORATE_ALL")),
			el("dt", null, t("CON_MINIMUM")), el("dd", null, t("CON_MINIMUM_WHY", definition.minimum)),
			orderNote(definition) ? [el("dt", null, t("CON_ORDER")), el("dd", null, orderNote(definition))] : null,
			definition.forms ? [el("dt", null, t("CON_FORMS")), el("dd", null, formsNote(definition))] : null,
			beside.length ? [el("dt", null, t("CON_TOGETHER")), el("dd", null, beside.map(({ title }) => el("p", null, title)))] : null),
		el("p", null, t("CON_PROOF_CHECK")),
		el("div", { class: "signatures" }, ["CON_SIGN_SECRETARIAT", "REPORT_SIGN_CHIEF", "REPORT_SIGN_DATE"].map(part => el("p", null, t(part)))),
		el("p", { class: "quiet" }, t("CON_PROOF_MADE", date(Date.now() / 1000)))];
}

/* What was ready and what was not, at this moment. */
async function ready(name, me) {
	await start(me);
	const all = checks();

	return [el("p", { class: "sub" }, name), el("h1", null, t("CON_READY_TITLE")),
		el("p", { class: "sub" }, t("CON_READY_COUNT", all.filter(check => check.isOk).length, all.length)),
		el("table", { class: "grid" }, el("tbody", null, all.map(({ name: what, isOk, text }) => el("tr", null, el("th", { class: "what" }, what),
			el("td", { class: "nowrap" }, t(isOk ? "CON_DONE" : "CON_TODO")), el("td", null, text))))),
		el("div", { class: "signatures" }, ["CON_SIGN_SECRETARIAT", "REPORT_SIGN_DATE"].map(part => el("p", null, t(part)))),
		el("p", { class: "quiet" }, t("CON_READY_MADE", date(Date.now() / 1000), clock(Date.now() / 1000)))];
}

const PAGES = { badges, handout, proof, ready };

async function main() {
	const me = await signedIn(["secretariat", "chair", "scrutineer"]);
	const { name } = await ask("status", {});
	const which = location.pathname.replace(/^.*\/|\.html$/g, "");
	const sheet = $("main");
	const draw = async () => {
		replace(sheet, await PAGES[which](name, me));
		document.title = `${name} · ${t({ badges: "BADGE_TITLE", handout: "HANDOUT_TITLE", proof: "CON_PROOF", ready: "CON_READY_TITLE" }[which])}`;
		replace($("body > header"), el("button", { class: "btn main", type: "button", onclick: () => window.print() }, icon("print"), t("CON_PRINT")));
	};

	document.addEventListener("langchange", () => draw().catch(report));
	await draw();
}

main().catch(report);
