/* print.js - badges, the hand-out list and proof sheets, made for A4 paper. Which one is said by the page's name.
 *
 * Badges bear check-in codes only; voting slips come from the issuer and never pass here. */

import { ask } from "/common/api.js";
import { report, signedIn } from "/common/shell.js";
import { ballot, explain, kindLine } from "/console/ballot.js";
import { isLong, shown } from "/console/names.js";
import { orderNote } from "/console/order.js";
import { qr } from "/console/qr.js";
import { said } from "/console/rule.js";
import { phrased } from "/hall/frame.js";
import { $, el, replace } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { date, t } from "/page/lang.js";

const given = new URLSearchParams(location.search);

function badge(name, person) {
	return el("section", { class: "badge" }, el("h2", null, name),
		el("div", null, el("b", { class: isLong(person.name) ? "long" : "" }, shown(person.name)), el("p", null, person.unit),
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

async function proof(name) {
	const { polls: [poll] } = await ask("agenda", { poll: given.get("poll") ?? "" });
	const { definition } = poll;

	return [el("p", { class: "sub" }, name), el("h1", null, t("CON_PROOF")), el("p", { class: "sub" }, kindLine(definition)),
		el("section", { class: "paper-ballot" }, el("h2", { class: "title" }, phrased(poll.title)), el("p", null, explain(definition)), ballot(definition)),
		el("dl", { class: "proof-facts" }, el("dt", null, t("REPORT_RULE")), el("dd", null, said(poll.rule)),
			el("dt", null, t("CON_ELECTORATE")), el("dd", null, said(poll.electorate) || t("CON_ELECTORATE_ALL")),
			el("dt", null, t("CON_MINIMUM")), el("dd", null, t("CON_MINIMUM_WHY", definition.minimum)),
			orderNote(definition) ? [el("dt", null, t("CON_ORDER")), el("dd", null, orderNote(definition))] : null),
		el("p", null, t("CON_PROOF_CHECK")),
		el("div", { class: "signatures" }, ["CON_SIGN_SECRETARIAT", "REPORT_SIGN_CHIEF", "REPORT_SIGN_DATE"].map(part => el("p", null, t(part)))),
		el("p", { class: "quiet" }, t("CON_PROOF_MADE", date(Date.now() / 1000)))];
}

const PAGES = { badges, handout, proof };

async function main() {
	await signedIn(["secretariat", "chair", "scrutineer"]);
	const { name } = await ask("status", {});
	const which = location.pathname.replace(/^.*\/|\.html$/g, "");
	const sheet = $("main");
	const draw = async () => {
		replace(sheet, await PAGES[which](name));
		document.title = `${name} · ${t({ badges: "BADGE_TITLE", handout: "HANDOUT_TITLE", proof: "CON_PROOF" }[which])}`;
		replace($("body > header"), el("button", { class: "btn main", type: "button", onclick: () => window.print() }, icon("print"), t("CON_PRINT")));
	};

	document.addEventListener("langchange", () => draw().catch(report));
	await draw();
}

main().catch(report);
