/* press.js - a key that can be pressed, and when a press counts.
 *
 * A press ends inside the key where it began (a click does); none counts in the first 0.6 s of a
 * new page, so that a double tap never presses what has come to lie under the finger; nor one on
 * the same key so soon after the last, so that it never takes back what it has just done.
 * Must not know: what is pressed. */

import { el } from "/page/dom.js";

const QUIET_MS = 600;
let pageSince = performance.now(), last = { name: "", at: 0 };

/* Another page is shown from now on. */
export function newPage() {
	pageSince = performance.now();
}

const isQuiet = () => performance.now() - pageSince < QUIET_MS;
const isAgain = name => name === last.name && performance.now() - last.at < QUIET_MS;

/* A button. `name` finds it again when the page is drawn anew, e.g. to keep the focus; what is on at once is the strip at the
 * top; what types is so too, and as often as it is pressed. */
export function key(name, props, onPress, ...children) {
	const { atOnce, types, ...rest } = props;

	return el("button", {
		type: "button", "data-key": name, ...rest,
		onclick: event => {
			if (!types && (isAgain(name) || (!atOnce && isQuiet())))
				return;
			last = { name, at: performance.now() };
			onPress(event.currentTarget);
		},
	}, ...children);
}

/* What a keyboard, or a scanner, which is one, may do here. All else is the browser's, and leads away: to a new tab, the list of
 * downloads, the tools of developers. */
const NAMED = new Set(["Enter", "Tab", "Backspace", "Delete", "Home", "End", "Escape", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);

function isOurs(event) {
	const isPlain = event.getModifierState("AltGraph") || !(event.ctrlKey || event.altKey || event.metaKey);

	return isPlain && (event.key.length === 1 || NAMED.has(event.key)) && !(event.shiftKey && event.key === "Escape");
}

/* A key that is held down presses once. */
document.addEventListener("keydown", event => {
	if (!isOurs(event) || (event.repeat && (event.key === "Enter" || event.key === " ")))
		event.preventDefault();
}, true);
document.addEventListener("contextmenu", event => event.preventDefault());
