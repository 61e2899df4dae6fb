/* run_hall.js - what the hall screen shows now, and the choice of another page for it.
 *
 * The server composes the page; this is its small likeness. Must not know: how the screen draws it. */

import { ask } from "/common/api.js";
import { dialog, field, report } from "/common/shell.js";
import { isInControl, machines, watch } from "/console/meeting.js";
import { card } from "/console/view.js";
import { el } from "/page/dom.js";
import { number, span, t } from "/page/lang.js";

/* Pages that can be chosen; what runs by itself comes first. */
const VIEWS = ["auto", "welcome", "attendance", "item", "result", "message", "hold", "blank"];

function figure(page) {
	if (page.view === "voting" && page.poll)
		return [number(page.poll.returned), el("small", null, ` / ${number(page.poll.issued)}`)];
	if (page.view === "attendance")
		return [number(page.present), el("small", null, ` / ${number(page.expected)}`)];
	return page.view === "message" ? el("small", null, page.text) : "";
}

function mini(page) {
	return el("div", { class: "mini", "data-theme": "dark" }, el("p", null, page.poll ? t("CON_MINI_ITEM", page.poll.item, page.poll.title) : page.name), el("b", null, figure(page)),
		el("p", null, page.until > page.at ? t("CON_COUNTDOWN", span(page.until - page.at)) : t(`CON_VIEW_${page.view.toUpperCase()}`)));
}

/* A message for the hall, or a countdown beside what is shown. */
async function askText(view) {
	if (view !== "message")
		return {};
	const text = el("textarea", { class: "textarea", rows: 3, maxlength: 130 });
	return dialog({ title: t("CON_VIEW_MESSAGE"), text: t("CON_MESSAGE_WHY"), yes: t("CON_SHOW"), fields: [field(t("CON_MESSAGE"), text)],
		read: () => (text.value.trim() ? { text: text.value.trim() } : null) });
}

export function hall(scope, node) {
	let page = null, timer = 0;
	const load = async () => {
		page = await ask("hall", { screen: "hall" });
		redraw();
	};
	const show = async view => {
		const more = await askText(view);
		if (more)
			await ask("show", { screen: "hall", view, ...more });
		await load();
	};
	const choice = () => el("select", { class: "select small", "aria-label": t("CON_SHOW"), "data-keep": "view", onchange: event => show(event.target.value).catch(report) },
		VIEWS.map(view => el("option", { value: view, selected: view === page.chosen }, t(`CON_VIEW_${view.toUpperCase()}`))));
	const body = el("div", { class: "hall-body" });
	const redraw = () => {
		/* a list that is open would close */
		if (body.contains(document.activeElement) && document.activeElement.tagName === "SELECT")
			return;
		body.replaceChildren(...[page ? mini(page) : null, page && isInControl() ? choice() : null].filter(Boolean));
	};

	scope.live(node, () => machines("hall").map(machine => machine.connected), () => card(t("CON_HALL_NOW"), machines("hall").length ? null : t("CON_NONE_ENROLLED"), body));
	/* at most twice a second, whatever comes in */
	const later = () => {
		timer ||= setTimeout(() => {
			timer = 0;
			load().catch(() => {});
		}, 500);
	};
	scope.onStop(watch(later));
	scope.listen(document, "langchange", later);
	load().catch(() => {});
}
