/* names.js - names of people as lists show and order them.
 *
 * Knows strings. Must not know: pages, messages, who the people are. */

/* The lines of a text field, trimmed, without empty ones. */
export function lines(text) {
	return text.split("\n").map(line => line.trim()).filter(line => line);
}

const strokes = new Intl.Collator("zh-u-co-stroke");

/* By the strokes of the surname, then of the characters behind it. Returns a new list; equal names keep their order. */
export function byStrokes(list, name = item => item) {
	return [...list].sort((a, b) => strokes.compare(name(a), name(b)));
}

/* A name of two ideographs gets a space between them, so that it is as wide in a list as one of three. */
export function shown(name) {
	return /^\p{Script=Han}{2}$/u.test(name) ? [...name].join("\u3000") : name;
}

/* Names with a middle dot, and Latin ones, are set smaller rather than cut. */
export function isLong(name) {
	return [...name].length > 5;
}

/* How a text goes into a cell as wide as `n` characters: as it is, in two lines, or in three small ones. */
export function linesOf(text, n) {
	const count = [...text].length;

	return count <= n ? "" : count <= 2 * n ? "long" : "longer";
}

/* The names that stand more than once, as a Set. */
export function twice(names) {
	const seen = new Set();
	const again = new Set();

	for (const name of names) {
		if (seen.has(name))
			again.add(name);
		seen.add(name);
	}
	return again;
}
