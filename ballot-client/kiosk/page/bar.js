/* bar.js - the strip at the top: whose terminal it is, larger text, high contrast, reading aloud, and the bell.
 *
 * Must not know: polls. */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t } from "/page/lang.js";
import { askHelper, canBeHelped } from "/assist.js";
import { key } from "/press.js";
import { typedUntil } from "/slip.js";
import { hasVoice } from "/voice.js";

const WARN_SECONDS = 20, COUNTDOWN_SECONDS = 10;

function toggle(name, value, otherwise, tools) {
	const root = document.documentElement;

	root.dataset[name] = root.dataset[name] === value ? otherwise : value;
	tools.draw();
}

/* A terminal says before it forgets; any touch keeps it. */
function warning(ui) {
	const strip = el("p", { class: "warn-strip", "data-tick": true, role: "status", hidden: true });

	strip.addEventListener("tick", () => {
		const { state, why, clears_at: clears } = ui.state;
		const until = clears || Math.floor((typedUntil(ui) ?? 0) / 1000), left = until - Math.floor(Date.now() / 1000);
		/* screens that are only read say it themselves */
		const isRead = state === "received" || (state === "waiting" && why !== "ok");

		strip.hidden = !until || left > WARN_SECONDS || left < 0 || isRead;
		strip.textContent = t("KIOSK_CLEARS_TOUCH", Math.max(left, 0));
	});
	strip.dispatchEvent(new CustomEvent("tick"));
	return strip;
}

/* The chair's countdown, calmly, and only at its end: nothing closes by it. */
function countdown(ui) {
	const strip = el("p", { class: "countdown", "data-tick": true, hidden: true });

	strip.addEventListener("tick", () => {
		const { state, until } = ui.state, left = (until ?? 0) - Math.floor(Date.now() / 1000);

		strip.hidden = left > COUNTDOWN_SECONDS || left < 1 || (state !== "choosing" && state !== "sealed");
		strip.textContent = t("KIOSK_COUNTDOWN", left);
	});
	strip.dispatchEvent(new CustomEvent("tick"));
	return strip;
}

/* Whose key the ballot is sealed under, to be compared with what was read aloud; said to be new where it is. */
function keyLine({ poll, new_key: isNew }) {
	return poll && poll.method !== "open" && el("span", { class: isNew ? "key-print new" : "key-print" },
		t(isNew ? "KIOSK_NEW_KEY" : "KIOSK_KEY"), " ", el("span", { class: "code" }, poll.key));
}

const CALLS = { none: "KIOSK_HELP", sending: "KIOSK_HELP_SENDING", heard: "KIOSK_HELP_HEARD" };

/* The first press calls; whoever has come presses again, to say who they are. */
function callOrHelp(ui, tools) {
	if (ui.state.call === "none" || !canBeHelped(ui.state)) {
		tools.send({ do: "help" });
	} else if (ui.state.call === "heard") {
		askHelper(ui);
		tools.draw();
	}
}

function readKey(ui, tools) {
	const press = () => { ui.isReading = !ui.isReading; tools.draw(); };

	return key("read", { class: "key", atOnce: true, "aria-pressed": ui.isReading }, press,
		icon("sound"), t(ui.isReading ? "KIOSK_READ_STOP" : "KIOSK_READ"));
}

function helpKey(ui, tools) {
	const isPressed = ui.isAssisted || ui.state.call !== "none";

	return key("help", { class: "key", atOnce: true, "aria-pressed": isPressed }, () => ui.isAssisted || callOrHelp(ui, tools),
		icon("bell"), t(ui.isAssisted ? "KIOSK_ASSIST" : CALLS[ui.state.call]));
}

/* `who`: what stands at the left, in place of the machine's name. */
export function bar(ui, tools, who) {
	const { theme, text } = document.documentElement.dataset;
	const { state } = ui;

	return el("header", { class: "bar" },
		el("div", { class: "who" }, who ?? [el("b", {}, state.machine), state.mode === "booth" && el("span", {}, t("KIOSK_BOOTH")), keyLine(state)], warning(ui), countdown(ui)),
		el("div", { class: "keys" },
			key("text", { class: "key", atOnce: true, "aria-pressed": text === "large" }, () => toggle("text", "large", "normal", tools),
				icon(text === "large" ? "minus" : "plus"), t(text === "large" ? "KIOSK_TEXT_SMALL" : "KIOSK_TEXT_LARGE")),
			key("contrast", { class: "key", atOnce: true, "aria-pressed": theme === "contrast" }, () => toggle("theme", "contrast", "light", tools),
				icon("contrast"), t("KIOSK_CONTRAST")),
			state.role === "terminal" && hasVoice() && readKey(ui, tools),
			state.role === "terminal" && helpKey(ui, tools)));
}
