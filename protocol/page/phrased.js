/* phrased.js - text that breaks between words: Chinese has no spaces, so a place to break is put between any two words.
 *
 * For blocks whose words are kept whole (`word-break: keep-all`). Must not know: pages. */

import { el } from "/page/dom.js";

const OPENS = /[（《〈“‘「『【〔([]$/, IS_OPENING = /^[（《〈“‘「『【〔([]/;
/* 第八届, 第12次, 2026年: words to the eye, not to the segmenter. Numerals 〇零一二三四五六七八九十百千, and 年月日届次号 behind figures. */
const NUMERAL = "[\\d\u3007\u96f6\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343]";
const WHOLE = new RegExp(`\u7b2c${NUMERAL}+\\p{Script=Han}?|\\d+[\u5e74\u6708\u65e5\u5c4a\u6b21\u53f7]`, "gu");
const segmenter = new Intl.Segmenter("zh", { granularity: "word" });

/* The places inside a whole one, where no line breaks. */
function insides(text) {
	return [...text.matchAll(WHOLE)].flatMap(({ 0: whole, index }) => [...whole].map((_, i) => index + i).slice(1));
}

/* Nodes: the words of `text`, with a <wbr> wherever a line may break: before a word and before an opening bracket. */
export function phrased(text) {
	const inside = new Set(insides(text));
	const nodes = [];
	let before = "";

	for (const { segment, index, isWordLike } of segmenter.segment(text)) {
		if (before && !inside.has(index) && (isWordLike || IS_OPENING.test(segment)) && !OPENS.test(before))
			nodes.push(el("wbr"));
		nodes.push(segment);
		before = segment;
	}
	return nodes;
}

/* A sentence that breaks behind its commas before it breaks elsewhere. For blocks with `.clause { display: inline-block }`. */
export const clauses = text => text.split(/(?<=[\uff0c\u3002\uff1b\uff1a])/).map(part => el("span", { class: "clause" }, part));
