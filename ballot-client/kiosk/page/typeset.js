/* typeset.js - how texts of the agenda are set: titles, names, options, codes.
 *
 * Must not know: screens. */

import { el } from "/page/dom.js";
import { lang, t, word } from "/page/lang.js";

const segmenter = new Intl.Segmenter("zh", { granularity: "word" });

const OPENS = /[（《〈“‘「『【(]$/u;
const CLOSES = /^[）》〉”’」』】)，。、；：！？,.;:!?]/u;

/* A title breaks between words, not inside them, nor behind a bracket that opens or before one that closes. */
export function broken(text) {
	const words = [...segmenter.segment(text)].map(({ segment }) => segment);

	return words.flatMap((segment, i) => (i && !OPENS.test(words[i - 1]) && !CLOSES.test(segment) ? [el("wbr"), segment] : ["\u2060", segment])).slice(1);
}

/* How long a text is on the screen, in Chinese characters; and the class for one that is longer than that. */
export const width = text => [...text].reduce((sum, c) => sum + (c.codePointAt(0) < 0x2e80 ? 0.55 : 1), 0);
export const sized = (text, long, longest = Infinity) => (width(text) > longest ? " longest" : width(text) > long ? " long" : "");

/* A name of two characters is as wide as one of three; a longer one is set smaller, never cut. */
export const spaced = name => (/^\p{Script=Han}{2}$/u.test(name) ? `${name[0]}\u3000${name[1]}` : name);
export const nameOf = name => el("b", { class: `name${sized(name, 4.5, 8)}` }, spaced(name));

/* An option in the words of the meeting; in English in the catalogue's, where it has it. */
export function optionText({ id, text, invalid }) {
	if (invalid)
		return t("KIOSK_LEAVE_BLANK");
	const english = word("OPTION_", id);

	return lang() === "zh" || english === id ? text : english;
}

/* A sentence with figures that stand out: (NAME, figure 0, figure 1). The class of a figure is its number. */
export function figures(name, ...values) {
	const parts = t(name, ...values.map((value, i) => `\u0001${i}\u0001`)).split("\u0001");

	return parts.map((part, i) => (i % 2 ? el("b", { class: `figure-${part}` }, values[part]) : part));
}

/* A code in groups of four, which stay whole. */
export const code = text => el("p", { class: "code" }, text.split(" ").flatMap((group, i) => [i ? " " : "", el("span", {}, group)]));
