/* document.js - a sheet that the server has made (message `report`), shown as it stands: the same bytes as in the sealed record's report.
 *
 * Its one style sheet is taken over as such, since the page's policy refuses styles that stand in a document; nothing of it can run. Must not know: what it says. */

import { ask } from "/common/api.js";
import { lang } from "/page/lang.js";

const sheet = new CSSStyleSheet();

export async function ready(what) {
	const { html } = await ask("report", { ...what, lang: lang() });
	const [whole, style] = /<style>([^<]*)<\/style>/.exec(html);
	const page = new DOMParser().parseFromString(html.replace(whole, ""), "text/html");

	sheet.replaceSync(style);
	document.adoptedStyleSheets = [sheet];
	return [...page.body.childNodes].map(node => document.importNode(node, true));
}
