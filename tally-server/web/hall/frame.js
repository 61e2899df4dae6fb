/* frame.js - what every page of a screen has: the strip at the top, the one at the foot, and text that fits its place.
 *
 * Must not know: messages, any one page. */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { lang, t } from "/page/lang.js";
import { phrased } from "/page/phrased.js";

/* A person's name: 田　禾 is as wide as three characters; a long one breaks behind its dot. */
export const named = text => (/^\p{Script=Han}{2}$/u.test(text) ? `${[...text][0]}　${[...text][1]}` : text.includes("·")
	? text.split(/(?<=·)/).map((part, i) => [i ? el("wbr") : null, part]) : phrased(text));

/* Text in the first of `sizes` (of 1080 lines) with which it fits its place; the last one otherwise. */
export function fitted(tag, props, sizes, ...children) {
	return el(tag, { ...props, "data-fit": sizes.join(" ") }, ...children);
}

/* Signs reach a little out of tight lines; a line too many reaches further. */
const SLACK = 0.25;

function fits(node) {
	const slack = SLACK * parseFloat(getComputedStyle(node).fontSize);

	return node.scrollWidth <= node.clientWidth + 1 && node.scrollHeight <= node.clientHeight + slack;
}

/* To be called once the page stands in the document. Those of one data-group get one size. */
export function fitAll(root) {
	const least = {};

	for (const node of root.querySelectorAll("[data-fit]"))
		for (const size of node.dataset.fit.split(" ")) {
			node.style.setProperty("--size", size);
			least[node.dataset.group] = Math.min(least[node.dataset.group] ?? size, size);
			if (fits(node))
				break;
		}
	for (const node of root.querySelectorAll("[data-group]"))
		node.style.setProperty("--size", least[node.dataset.group]);
}

/* The strip at the top: what it is about. The clock and the beat belong to the screen (index.js). */
export const top = (label, title) => el("header", { class: "top" },
	el("h1", null, label ? el("span", { class: "label" }, label) : null, fitted("b", { class: "title" }, [64, 54, 48, 43, 40], phrased(title))),
	el("p", { class: "link" }, icon("alert"), t("HALL_RECONNECTING")), el("p", { class: "beat" }, el("time"), el("i")));

/* Which of several pages this is, "" of one. */
export const pageMark = (turn, count) => (count > 1 ? t("HALL_PAGE", turn + 1, count) : "");

const withSmall = (label, parts) => [label, parts.some(Boolean) ? el("small", null, parts.filter(Boolean).join(" ")) : null];

/* The top of a page about the meeting; `mark` says which page this is. */
export const markedTop = (label, title, mark) => top(withSmall(label, [mark]), title);

/* The top of a page about one poll. */
export const pollTop = (poll, mark = "") =>
	top(withSmall(t("HALL_ITEM", poll.item), [poll.rehearsal ? t("REHEARSAL") : "", poll.attempt > 1 ? t("HALL_ATTEMPT", poll.attempt) : "", mark]), poll.title);

/* A sentence that breaks only where a new part of it begins: behind a semicolon, before a bracket. */
const parts = text => text.split(/(?<=；)|(?=（)|(?<=;) | (?=\()/)
	.map((part, i) => [i && lang() !== "zh" ? " " : null, el("span", { class: "part" }, part)]);

/* The strip that says how things stand, and why. `tone` ok or bad gives it a sign. */
export function strip(word, lines, { tone = "", place = "foot" } = {}) {
	const seal = tone ? el("span", { class: `seal ${tone}` }, icon(tone === "ok" ? "check" : "cross")) : null;
	const lineOf = (line, i) => fitted("p", null, i ? [44, 40] : [57, 50, 44, 40], typeof line === "string" ? parts(line) : line);

	return el(place === "foot" ? "footer" : "section", { class: `strip ${place}` },
		el("p", { class: "state" }, seal, fitted("b", null, [120, 104, 92, 80, 68, 57], word)),
		el("div", { class: "lines" }, lines.filter(Boolean).map(lineOf)));
}

/* Figures in one line: [["应到", 218], …]. */
export const figures = pairs => pairs.filter(Boolean).map(([label, value]) => el("span", { class: "figure-pair" }, label, " ", value));

/* How far along a bar `value` of `base` is. */
export const share = (value, base) => `${base ? Math.min(100, (100 * value) / base) : 0}%`;

/* A threshold on a bar; its label lies to the left of it, but where there is no room. */
export function tick(required, base) {
	const left = share(required, base);
	const place = required * 2 > base ? { right: `${100 - (100 * required) / base}%` } : { left };

	return [el("span", { class: "tick", style: { left } }), el("span", { class: "scale need", style: place }, t("HALL_NEEDS", required))];
}
