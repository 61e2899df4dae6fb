/* once.js - redraw a place only when what it shows has changed: keys keep their focus, and a reader is not told the same twice.
 *
 * Must not know: what is drawn. */
import { lang } from "/page/lang.js";

const shown = new WeakMap();

const nameOf = key => key.getAttribute("aria-label") ?? key.textContent;

/* Where drawing anew took the focus away, the key of that name has it again: another one, in its place. */
function keepFocus(place, fn) {
	const had = document.activeElement;
	const name = had !== place && place.contains(had) ? nameOf(had) : null;

	fn();
	if (name !== null && document.activeElement === document.body)
		[...place.querySelectorAll("button")].find(key => nameOf(key) === name)?.focus();
}

/* fn() draws `place` from `key` (anything that JSON can hold) and from nothing else. */
export function once(place, key, fn) {
	const text = JSON.stringify([lang(), key]);

	if (shown.get(place) === text)
		return;
	shown.set(place, text);
	keepFocus(place, fn);
}
