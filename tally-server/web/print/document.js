/* document.js - a sheet that the server has made (message `report`), shown as it stands: the same bytes as in the sealed record's report.
 *
 * Its one style sheet is taken over as such, since the page's policy refuses styles that stand in a document;
 * nothing of it can run. Where several copies are printed each bears its number, at its foot and on every page.
 * Must not know: what the sheet says. */

import { ask } from "/common/api.js";
import { el } from "/page/dom.js";
import { lang, t } from "/page/lang.js";

export const COPIES_MAX = 20;

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

/* Pages are counted through all that is printed, so only a single copy numbers them. */
const pageRule = (i, count) => `@page copy-${i}{@bottom-left{content:${JSON.stringify(t("PRINT_COPY_OF", i, count))};font-size:9pt}${count > 1 ? "@bottom-right{content:none}" : ""}}`;

export async function ready(what, copies = 0) {
	const { html } = await ask("report", { ...what, lang: lang() });
	const [whole, style] = /<style>([^<]*)<\/style>/.exec(html);
	const page = new DOMParser().parseFromString(html.replace(whole, ""), "text/html");
	const nodes = [...page.body.childNodes].map(node => document.importNode(node, true));
	const numbers = Array.from({ length: copies }, (_, i) => i + 1);

	sheet.replaceSync(`${style}.copy{text-align:right;font-size:9pt;margin-top:2mm}@media print{.copy{display:none}}${numbers.map(i => pageRule(i, copies)).join("")}`);
	document.adoptedStyleSheets = [sheet];
	return copies ? numbers.flatMap(i => copyOf(nodes, i, copies)) : nodes;
}
