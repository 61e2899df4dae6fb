/* once.js - redraw a place only when what it shows has changed: keys keep their focus, and a reader is not told the same twice.
 *
 * Must not know: what is drawn. */
import { lang } from "/page/lang.js";

const shown = new WeakMap();

/* fn() draws `place` from `key` (anything that JSON can hold) and from nothing else. */
export function once(place, key, fn) {
	const text = JSON.stringify([lang(), key]);

	if (shown.get(place) === text)
		return;
	shown.set(place, text);
	fn();
}
