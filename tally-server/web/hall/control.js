/* control.js - the panel by which the secretariat chooses what each screen shows, with a picture of the screen as it is. For the console to embed:
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
	const text = el("textarea", { class: "textarea", rows: 2, maxlength: 120, "aria-label": t("HALL_CONTROL_TEXT"), placeholder: t("HALL_CONTROL_TEXT") });
	const poll = el("select", { class: "select small", "aria-label": t("HALL_CONTROL_ITEM") });
	const keys = el("div", { class: "control-keys", role: "group", "aria-label": t("HALL_CONTROL_VIEW") });
	const tabs = el("div", { class: "control-tabs", role: "group", "aria-label": t("HALL_CONTROL_SCREEN") });
	const clock = el("div", { class: "control-keys", role: "group", "aria-label": t("HALL_CONTROL_COUNTDOWN") });

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
	const choose = view => show(view, view === "message" ? { text: text.value.trim() } : (view === "item" || view === "result") && poll.value ? { poll: poll.value } : {});
	const key = view => el("button", { class: "btn small", type: "button", "data-view": view, "aria-pressed": page?.chosen === view, onclick: () => choose(view) }, t(`HALL_VIEW_${view}`));
	const minutes = count => el("button", { class: "btn small", type: "button", onclick: () => show(page?.chosen ?? "auto", {
		countdown: count * 60, ...(page?.chosen === "message" && { text: page.text }), ...(page?.poll && ["item", "result"].includes(page.chosen) && { poll: page.poll.poll }),
	}) }, count ? t("HALL_CONTROL_MINUTES", count) : t("HALL_CONTROL_NO_COUNTDOWN"));

	function drawPolls() {
		const before = poll.value;

		replace(poll, el("option", { value: "" }, t("HALL_CONTROL_NEXT")), polls().map(one => el("option", { value: one.poll }, one.title)));
		poll.value = before;
	}
	function draw() {
		replace(tabs, SCREENS.map(name => el("button", { class: "btn small", type: "button", "aria-pressed": which === name, onclick: () => {
			which = name;
			page = null;
			refresh();
		} }, t(`HALL_SCREEN_${name}`))));
		replace(keys, KEYS.map(key));
		replace(clock, MINUTES.map(minutes));
		drawPolls();
	}

	const timer = setInterval(() => shown.tick(Date.now() / 1000), 1000);

	place.classList.add("hall-control");
	draw();
	replace(place, tabs, picture, keys, poll, text, clock);
	refresh();
	return {
		refresh,
		stop() {
			isAlive = false;
			clearInterval(timer);
		},
	};
}
