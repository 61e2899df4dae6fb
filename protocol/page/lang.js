/* lang.js - the language of a page, and every word on it by name.
 *
 * Words stand in protocol/text/catalogue.inc and nowhere else; words.js is made from it. Must not know: any page. */

import { ERRORS, WORDS } from "/page/words.js";

const KEY = "lang";
/* kept beside storage, which a browser may refuse */
let current = stored() ?? "zh";

function stored() {
	try {
		const l = localStorage.getItem(KEY);
		return l === "zh" || l === "en" ? l : null;
	} catch {
		return null;
	}
}

export const lang = () => current;

export function setLang(l) {
	current = l === "en" ? "en" : "zh";
	try {
		localStorage.setItem(KEY, current);
	} catch { /* it lasts as long as the page */ }
	document.documentElement.lang = current === "zh" ? "zh-CN" : "en";
	document.dispatchEvent(new CustomEvent("langchange"));
}

const pick = pair => pair[current === "zh" ? 0 : 1];
const fill = (text, args) => text.replace(/\{(\d)\}/g, (place, i) => (i < args.length ? String(args[i]) : place));

/* The word called NAME with {0}, {1} … filled in. */
export function t(name, ...args) {
	if (!Object.hasOwn(WORDS, name))
		throw new Error(`no word is called ${name}`);
	return fill(pick(WORDS[name]), args);
}

/* A word that data names, e.g. word("OPTION_", "for"): data itself where the catalogue has none. A hyphen stands for an underscore. */
export function word(prefix, name) {
	const found = prefix + String(name).replaceAll("-", "_");

	return Object.hasOwn(WORDS, found) ? pick(WORDS[found]) : String(name);
}

/* A Chinese text in the page's language, where one of the catalogue's words of this prefix says the same; else as it is. */
export function inWords(prefix, text) {
	const found = Object.entries(WORDS).find(([name, [zh]]) => name.startsWith(prefix) && zh === text);

	return found ? pick(found[1]) : text;
}

/* What an error (with `code`, and `text` as the server said it) means, in the page's language. */
export function errorText(error) {
	const text = Object.hasOwn(ERRORS, error?.code ?? "") ? pick(ERRORS[error.code]) : error?.text || t("WEB_FAULT");

	/* programs say it behind a colon, a page as a sentence */
	return text.charAt(0).toUpperCase() + text.slice(1);
}

export const number = n => new Intl.NumberFormat("en-US").format(n);
const two = n => String(n).padStart(2, "0");

/* Times are of UTC+8, as in the record and on its sheets, wherever the browser stands. */
const ZONE_SECONDS = 8 * 3600;
const moment = seconds => new Date((seconds + ZONE_SECONDS) * 1000);

/* 24 hours, with seconds if asked; from seconds since 1970. */
export function clock(seconds, withSeconds = false) {
	const d = moment(seconds);

	return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}${withSeconds ? `:${two(d.getUTCSeconds())}` : ""}`;
}

export function date(seconds) {
	const d = moment(seconds);

	return current === "zh" ? t("REPORT_DATE", d.getUTCFullYear(), d.getUTCMonth() + 1, d.getUTCDate())
		: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(d);
}

/* A length of time as 0:42 or 12:05; a negative one with its sign. */
export function span(seconds) {
	const s = Math.abs(Math.trunc(seconds));

	return `${seconds < 0 ? "−" : ""}${Math.trunc(s / 60)}:${two(s % 60)}`;
}

document.documentElement.lang = current === "zh" ? "zh-CN" : "en";
