/* press.js - a key that can be pressed, and when a press counts.
 *
 * A press ends inside the key where it began (a click does); none counts in the first 0.6 s of a
 * new page, so that a double tap never presses what has come to lie under the finger.
 * Must not know: what is pressed. */

import { el } from "/page/dom.js";

const QUIET_MS = 600;
let pageSince = performance.now();

/* Another page is shown from now on. */
export function newPage() {
	pageSince = performance.now();
}

const isQuiet = () => performance.now() - pageSince < QUIET_MS;

/* A button. `name` finds it again when the page is drawn anew, e.g. to keep the focus; what is on at once is the strip at the top. */
export function key(name, props, onPress, ...children) {
	const { atOnce, ...rest } = props;

	return el("button", {
		type: "button", "data-key": name, ...rest,
		onclick: event => {
			if (!isQuiet() || atOnce)
				onPress(event.currentTarget);
		},
	}, ...children);
}

/* A key that is held down presses once. */
document.addEventListener("keydown", event => {
	if (event.repeat && (event.key === "Enter" || event.key === " "))
		event.preventDefault();
}, true);
document.addEventListener("contextmenu", event => event.preventDefault());
