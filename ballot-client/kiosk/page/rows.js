/* rows.js - what pages of rows share: turning them, and the strip at their foot.
 *
 * Must not know: what a row is. */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t } from "/page/lang.js";
import { key } from "/press.js";
import { broken, sized } from "/typeset.js";

export const isLarge = () => document.documentElement.dataset.text === "large";

/* The items of one page, and how many pages there are; the page is kept within them. */
export function paged(ui, items, size) {
	const pages = Math.max(1, Math.ceil(items.length / size));

	ui.page = Math.min(ui.page, pages - 1);
	return { pages, items: items.slice(ui.page * size, (ui.page + 1) * size) };
}

export const head = (title, ...tally) => el("header", { class: "page-head" },
	el("h1", { class: `title${sized(title, 10, 26)}` }, broken(title)), el("p", { class: "tally" }, tally));

function turn(ui, tools, by) {
	ui.page += by;
	ui.stop = null;
	tools.draw();
}

/* `next`: the key on the last page. ui.stop: what was just not done and why, a sentence's name and its figures. */
export function foot(ui, tools, pages, notes, next) {
	const isLast = ui.page === pages - 1;

	return el("footer", { class: "page-foot" },
		ui.stop ? el("p", { class: "stop", role: "alert" }, t(...ui.stop)) : el("p", {}, pages > 1 && [t("KIOSK_PAGE", ui.page + 1, pages), isLarge() ? " · " : el("br")], notes),
		el("div", { class: "pair" },
			ui.page > 0 && key("page-back", { class: "alt wide" }, () => turn(ui, tools, -1), icon("back"), t("KIOSK_PAGE_BACK")),
			isLast ? next : key("page-next", { class: "go wide" }, () => turn(ui, tools, 1), t("KIOSK_PAGE_NEXT"), icon("next"))));
}
