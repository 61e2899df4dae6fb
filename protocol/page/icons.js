/* icons.js - the signs of the product. Ballot marks have equal optical size; all others one stroke width and a grid of 24.
 *
 * A sign never stands without its word: it is hidden from screen readers. Must not know: what it stands beside. */

import { el } from "/page/dom.js";

const stroked = (width, ...paths) => ({ width, paths });

const SIGNS = {
	no: stroked(2.8, "M5.1 5.1l13.8 13.8M18.9 5.1L5.1 18.9"),
	abstain: stroked(2.8, "M12 4.4l8.4 14.4H3.6z"),
	yes: stroked(2.8, "M19.8 12a7.8 7.8 0 1 1-15.6 0a7.8 7.8 0 1 1 15.6 0z"),
	check: stroked(3, "M4.5 12.8l5 5L19.5 7"),
	cross: stroked(3, "M6 6l12 12M18 6L6 18"),
	alert: stroked(3.4, "M12 4.5v9.5M12 19.4v.1"),
	bell: stroked(2, "M6 17V11a6 6 0 0 1 12 0v6M4 17h16M10.5 20.5h3M12 3v2"),
	sound: stroked(2, "M3.5 9.5v5h4l5 4.5V5l-5 4.5zM16 9a4.2 4.2 0 0 1 0 6M18.8 6.2a8.2 8.2 0 0 1 0 11.6"),
	plus: stroked(2.6, "M12 5v14M5 12h14"),
	minus: stroked(2.6, "M5 12h14"),
	next: stroked(2.8, "M9 5l7 7-7 7"),
	back: stroked(2.8, "M15 5l-7 7 7 7"),
	up: stroked(2.8, "M5 15l7-7 7 7"),
	down: stroked(2.8, "M5 9l7 7 7-7"),
	lock: stroked(2.2, "M4.5 10.5h15v10h-15zM8 10.5V7.5a4 4 0 0 1 8 0v3M12 14.5v2.5"),
	camera: stroked(2, "M3.5 7.5H8l1.5-3h5l1.5 3h4.5v12h-17zM12 16.8a3.8 3.8 0 1 0 0-7.6a3.8 3.8 0 1 0 0 7.6z"),
	search: stroked(2.4, "M10.5 17a6.5 6.5 0 1 0 0-13a6.5 6.5 0 1 0 0 13zM15.5 15.5L21 21"),
	print: stroked(2, "M7 9V3.5h10V9M7 17H4V9h16v8h-3M7 14h10v6.5H7z"),
	screen: stroked(2, "M3 4.5h18v12H3zM8.5 20.5h7M12 16.5v4"),
	desk: stroked(2, "M3.5 9.5h17M5 9.5v10M19 9.5v10M8 9.5V4.5h8v5"),
	file: stroked(2, "M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5"),
	key: stroked(2.2, "M8 19a4.5 4.5 0 1 0 0-9a4.5 4.5 0 1 0 0 9zM11.2 11.3L19.5 3M16 6.5l3 3"),
	people: stroked(2, "M9 11.5a3.6 3.6 0 1 0 0-7.2a3.6 3.6 0 1 0 0 7.2zM2.5 20c0-4 2.8-6 6.5-6s6.5 2 6.5 6M16 4.7a3.4 3.4 0 0 1 0 6.4M18 14.4c2.2.8 3.5 2.6 3.5 5.6"),
	out: stroked(2.2, "M10 4H4.5v16H10M14 8l4 4-4 4M8.5 12H18"),
	pause: stroked(3, "M8.5 5v14M15.5 5v14"),
};

const sign = (name, ...shapes) => el("svg", { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": true, focusable: "false" }, ...shapes);

/* The sign called so, as large as the text about it. */
export function icon(name) {
	if (name === "none")
		return sign(name, [5, 12, 19].map(cx => el("circle", { cx, cy: 12, r: 2.1, fill: "currentColor" })));
	if (name === "person")
		return sign(name, el("circle", { cx: 12, cy: 8.6, r: 4.6, fill: "currentColor" }),
			el("path", { d: "M2.5 24c0-6 4-9 9.5-9s9.5 3 9.5 9z", fill: "currentColor" }));
	if (name === "contrast")
		return sign(name, el("circle", { cx: 12, cy: 12, r: 8.5, fill: "none", stroke: "currentColor", "stroke-width": 2 }),
			el("path", { d: "M12 3.5a8.5 8.5 0 0 1 0 17z", fill: "currentColor" }));
	if (!Object.hasOwn(SIGNS, name))
		throw new Error(`no sign is called ${name}`);
	const { width, paths } = SIGNS[name];
	return sign(name, paths.map(d => el("path", { d, fill: "none", stroke: "currentColor", "stroke-width": width, "stroke-linecap": "round",
		"stroke-linejoin": "round" })));
}

/* The mark of a ballot's option: ○ ✕ △, or … for one who has not voted. Other options have none. */
const MARKS = { for: "yes", against: "no", abstain: "abstain", none: "none" };
export const mark = option => (Object.hasOwn(MARKS, option) ? icon(MARKS[option]) : null);
