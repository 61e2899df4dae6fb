/* document.js - a sheet that the server has made (message `report`), shown as it stands: the same bytes as in the sealed record's report.
 *
 * Its one style sheet is taken over as such, since the page's policy refuses styles that stand in a document;
 * nothing of it can run. Where several copies are printed each bears its number, at its foot and on every page,
 * and counts its pages. Must not know: what the sheet says. */

import { ask } from "/common/api.js";
import { el } from "/page/dom.js";
import { lang, t } from "/page/lang.js";

export const COPIES_MAX = 20;
const PAGES_MAX = 60;

const sheet = new CSSStyleSheet();

/* The nodes once more, as copy `i` of `count`: its pages are of a kind of their own, which says so. */
function copyOf(nodes, i, count) {
	return nodes.map(node => {
		const copy = node.cloneNode(true);

		if (copy.nodeName === "SECTION") {
			copy.style.setProperty("page", `copy-${i}`);
			copy.append(el("p", { class: "copy" }, t("PRINT_COPY_OF", i, count)));
		}
		return copy;
	});
}

/* Copies are alike, so each has its share of all the pages that are printed: a style of counter that writes 12 of three copies as 4. */
function shareOf(count) {
	const shares = Array.from({ length: count * PAGES_MAX }, (_, i) => `"${Math.ceil((i + 1) / count)}"`);

	return `@counter-style share{system:fixed;symbols:${shares.join(" ")}}`;
}

/* Each copy counts its own pages. */
function pageRule(i, count) {
	const name = JSON.stringify(t("PRINT_COPY_OF", i, count));

	return `@page copy-${i}{counter-increment:copy-${i};@bottom-left{content:${name};font-size:9pt}` +
		`@bottom-right{content:counter(copy-${i}) " / " counter(pages,share)}}`;
}

/* On the screen a copy's number stands at its end; on paper the foot of every page has it. */
const COPY_STYLE = ".copy{text-align:right;font-size:9pt;margin-top:2mm}@media print{.copy{display:none}}";

export async function ready(what, copies = 0) {
	const { html } = await ask("report", { ...what, lang: lang() });
	const [whole, style] = /<style>([^<]*)<\/style>/.exec(html);
	const page = new DOMParser().parseFromString(html.replace(whole, ""), "text/html");
	const nodes = [...page.body.childNodes].map(node => document.importNode(node, true));
	const numbers = Array.from({ length: copies }, (_, i) => i + 1);

	sheet.replaceSync([style, COPY_STYLE, copies ? shareOf(copies) : "", ...numbers.map(i => pageRule(i, copies))].join(""));
	document.adoptedStyleSheets = [sheet];
	return copies ? numbers.flatMap(i => copyOf(nodes, i, copies)) : nodes;
}
