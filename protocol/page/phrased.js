/* phrased.js - text that breaks between words: Chinese has no spaces, so a place to break is put between any two words.
 *
 * For blocks whose words are kept whole (`word-break: keep-all`). Must not know: pages. */

import { el } from "/page/dom.js";

const OPENS = /[（《〈“‘「『【〔([]$/, IS_OPENING = /^[（《〈“‘「『【〔([]/;
/* 第八届, 第12次, 2026年: words to the eye, not to the segmenter */
const WHOLE = /第[〇零一二三四五六七八九十百千\d]+\p{Script=Han}?|\d+[年月日届次号]/gu;
const segmenter = new Intl.Segmenter("zh", { granularity: "word" });

/* Nodes: the words of `text`, with a <wbr> wherever a line may break: before a word and before an opening bracket. */
export function phrased(text) {
	const inside = new Set([...text.matchAll(WHOLE)].flatMap(({ 0: { length }, index }) => Array.from({ length: length - 1 }, (_, i) => index + 1 + i)));
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
