/* view.js - parts of a page that redraw themselves when what they show has changed.
 *
 * Must not know: what is shown. */

import { watch } from "/console/meeting.js";
import { report } from "/common/shell.js";
import { el, replace } from "/page/dom.js";
import { lang } from "/page/lang.js";

/* Keyboard users keep their place: an element with data-keep is focused again after it has been drawn anew. */
function redraw(node, children) {
	const held = node.contains(document.activeElement) ? document.activeElement.dataset.keep : undefined;

	replace(node, children);
	if (held !== undefined)
		node.querySelector(`[data-keep="${CSS.escape(held)}"]`)?.focus();
}

/* What lives as long as one area of the page is shown. */
export function scope() {
	const stops = [];
	const updates = [];

	return {
		/* Draw `node` now and whenever key() has changed. */
		live(node, key, draw) {
			let seen;
			const update = () => {
				const now = JSON.stringify([lang(), key()]);

				if (now === seen)
					return;
				seen = now;
				redraw(node, draw());
			};
			update();
			updates.push(update);
			stops.push(watch(update));
			document.addEventListener("langchange", update);
			stops.push(() => document.removeEventListener("langchange", update));
			return node;
		},
		every(ms, fn) {
			const timer = setInterval(fn, ms);
			stops.push(() => clearInterval(timer));
			fn();
		},
		listen(target, type, fn) {
			target.addEventListener(type, fn);
			stops.push(() => target.removeEventListener(type, fn));
		},
		onStop(fn) {
			stops.push(fn);
		},
		/* What does not come from the meeting has changed: a choice of the operator. */
		redraw() {
			for (const update of updates)
				update();
		},
		stop() {
			for (const stop of stops.splice(0))
				stop();
		},
	};
}

/* A key that rests while its work, a promise, is under way. */
export function key(props, ...children) {
	const node = el("button", { type: "button", class: "btn", ...props, onclick: async () => {
		if (node.disabled)
			return;
		node.disabled = true;
		node.setAttribute("aria-busy", "true");
		try {
			await props.onclick();
		} catch (error) {
			report(error);
		}
		node.disabled = false;
		node.removeAttribute("aria-busy");
	} }, children);

	return node;
}

/* A list to choose one name from; text(name) is what stands there. */
export function choice(names, chosen, text) {
	return el("select", { class: "select" }, names.map(name => el("option", { value: name, selected: name === chosen }, text(name))));
}

/* A card with a heading and something small at its right. */
export function card(title, aside, ...children) {
	return [el("h2", null, title, aside === null ? null : el("span", null, aside)), children];
}
