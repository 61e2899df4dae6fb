/* signs.js - the signs that only the desk needs, drawn like those of icons.js: a grid of 24, round ends, one stroke width.
 *
 * Must not know: what it stands beside. */
import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";

const OWN = {
	info: [3.2, "M12 10.5v8.5M12 5v.1"],
	scan: [1.6, "M3.5 8V3.5H8M16 3.5h4.5V8M20.5 16v4.5H16M8 20.5H3.5V16M7.5 8v8M11 8v8M13.6 8v8M16.5 8v8"],
	camera: [2, "M3.5 7.5h4l1.8-2.5h5.4l1.8 2.5h4v12h-17zM12 16.5a3.2 3.2 0 1 0 0-6.4a3.2 3.2 0 1 0 0 6.4z"],
	sound: [2, "M4 9.5h3.5L12 5.5v13l-4.5-4H4zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11"],
	mute: [2, "M4 9.5h3.5L12 5.5v13l-4.5-4H4zM16 9.5l5 5M21 9.5l-5 5"],
};

export function sign(name) {
	if (!Object.hasOwn(OWN, name))
		return icon(name);
	const [width, d] = OWN[name];

	return el("svg", { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": true, focusable: "false" },
		el("path", { d, fill: "none", stroke: "currentColor", "stroke-width": width, "stroke-linecap": "round", "stroke-linejoin": "round" }));
}

/* The sign of each kind of verdict. */
export const KIND_SIGNS = { ok: "check", already: "alert", wrong: "cross", observer: "info", left: "out", ready: "scan", search: "search", person: "person", settled: "check" };
