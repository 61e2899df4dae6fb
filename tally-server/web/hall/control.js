/* control.js - the panel by which the secretariat chooses what each screen shows, with a picture of
 * the screen as it is. For the console to embed:
 *
 *     import { hallControl } from "/hall/control.js";            and <link rel="stylesheet" href="/hall/hall.css">, result.css, control.css
 *     const panel = hallControl(place, { polls: () => agenda, onError: report });
 *     panel.refresh();                                            after each nudge; panel.stop() when the place goes away
 *
 * `polls()` gives [{poll, title, state}] for the pages of one item. Must not know: the rest of the console. */

import { ask } from "/common/api.js";
import { el, replace } from "/page/dom.js";
import { t } from "/page/lang.js";
import { screen } from "/hall/screen.js";

const SCREENS = ["hall", "rostrum"], MINUTES = [0, 1, 2, 3, 5, 10];
const KEYS = ["auto", "welcome", "attendance", "item", "result", "message", "hold", "blank"];

export function hallControl(place, { polls = () => [], onError = () => {} } = {}) {
	let which = "hall", page = null, isAlive = true;
	const picture = el("div", { class: "control-picture", "aria-hidden": true });
	const shown = screen(picture);
	const text = el("textarea", { class: "textarea", rows: 2, maxlength: 120 }), poll = el("select", { class: "select small" });
	const [keys, tabs, clock] = ["control-keys", "control-tabs", "control-keys"].map(name => el("div", { class: name, role: "group" }));

	async function refresh() {
		try {
			const next = await ask("hall", { screen: which });

			if (!isAlive)
				return;
			page = next;
			shown.show(page);
			draw();
		} catch (error) {
			onError(error);
		}
	}
	async function show(view, more = {}) {
		try {
			await ask("show", { screen: which, view, ...more });
			await refresh();
		} catch (error) {
			onError(error);
		}
	}
	/* what goes with a view that is chosen */
	function details(view) {
		if (view === "message")
			return { text: text.value.trim() };
		return ["item", "result"].includes(view) && poll.value ? { poll: poll.value } : {};
	}
	const choose = view => show(view, details(view));
	const key = view => el("button", { class: "btn small", type: "button", "data-view": view, "aria-pressed": page?.chosen === view,
		onclick: () => choose(view) }, t(`HALL_VIEW_${view}`));
	/* a countdown goes with what stands there; a choice that a vote has pushed aside is not brought back by it */
	function standing() {
		if (!page || (page.view !== page.chosen && page.chosen !== "hold"))
			return ["auto", {}];
		return [page.chosen, page.chosen === "message" ? { text: page.text } : page.poll ? { poll: page.poll.poll } : {}];
	}
	function countdown(seconds) {
		const [view, more] = standing();

		return show(view, { ...more, countdown: seconds });
	}
	const minutes = count => el("button", { class: "btn small", type: "button", onclick: () => countdown(count * 60) }, count ? t("HALL_CONTROL_MINUTES", count) : t("HALL_CONTROL_NO_COUNTDOWN"));

	function drawPolls() {
		const before = poll.value;

		replace(poll, el("option", { value: "" }, t("HALL_CONTROL_NEXT")), polls().map(one => el("option", { value: one.poll }, one.title)));
		poll.value = before;
	}
	function draw() {
		for (const [node, name] of [[text, "TEXT"], [poll, "ITEM"], [keys, "VIEW"], [tabs, "SCREEN"], [clock, "COUNTDOWN"]])
			node.setAttribute("aria-label", t(`HALL_CONTROL_${name}`));
		text.placeholder = t("HALL_CONTROL_TEXT");
		replace(tabs, SCREENS.map(name => el("button", { class: "btn small", type: "button", "aria-pressed": which === name, onclick: () => {
			which = name;
			page = null;
			refresh();
		} }, t(`HALL_SCREEN_${name}`))));
		replace(keys, KEYS.map(key));
		replace(clock, MINUTES.map(minutes));
		drawPolls();
	}

	document.addEventListener("langchange", draw);
	const timer = setInterval(() => shown.tick(Date.now() / 1000), 1000);

	place.classList.add("hall-control");
	draw();
	replace(place, tabs, picture, keys, poll, text, clock);
	refresh();
	return {
		refresh,
		stop() {
			isAlive = false;
			document.removeEventListener("langchange", draw);
			clearInterval(timer);
		},
	};
}
