/* qr.js - a code as a picture, for cameras and scanners.
 *
 * Must not know: what the code is for. */

import encodeQR from "/page/vendor/qr/index.js";
import { el } from "/page/dom.js";

const QUIET = 4;        /* modules of white about it, as the standard asks */

/* An SVG of `text`, as large as its class makes it; correction as wanted: low, medium, quartile, high. */
export function qr(text, label, ecc = "quartile") {
	const rows = encodeQR(text, "raw", { ecc, border: QUIET });
	const size = rows.length;
	const dark = rows.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : ""))).join("");

	return el("svg", { viewBox: `0 0 ${size} ${size}`, class: "qr", role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
		el("rect", { width: size, height: size, fill: "#fff" }), el("path", { d: dark, fill: "#000" }));
}
