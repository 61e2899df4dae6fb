/* search.js - finds persons by name, pinyin (whole or initials, any reading of a character), number, seat, id4 or tel4.
 *
 * Pure. Must not know: storage, the page. */
import { pinyin, polyphonic } from "/page/vendor/pinyin-pro/esm/index.mjs";

/* For each character of the name its readings, the likeliest first: as a surname where it stands as one (单 shan, 解 xie). */
function readingsOf(name) {
	const likely = pinyin(name, { mode: "surname", surname: "head", toneType: "none", type: "array", v: true });
	const every = polyphonic(name, { toneType: "none", type: "array" });

	return likely.map((first, i) => [...new Set([first, ...(every[i] ?? [])])].map(r => r.replaceAll("ü", "v").toLowerCase()))
		.filter(readings => /^[a-z]/.test(readings[0]));
}

/* Can `query` be cut so that each piece begins a reading of the next character?  zsf, zhangsf and zhangs all find 张三丰. */
function spells(query, readings, at = 0) {
	if (!query)
		return true;
	if (at === readings.length)
		return false;
	return readings[at].some(reading => {
		for (let n = Math.min(reading.length, query.length); n > 0; n--) {
			if (reading.startsWith(query.slice(0, n)) && spells(query.slice(n), readings, at + 1))
				return true;
		}
		return false;
	});
}

/* How well it fits, smaller is better; -1 not at all. */
function rankByLetters(entry, query) {
	const start = entry.readings.findIndex((_, i) => spells(query, entry.readings.slice(i)));

	if (start < 0)
		return entry.latin.includes(query) ? 3 : -1;
	/* the likeliest reading goes before a rare one */
	return start === 0 && entry.readings[0][0].startsWith(query[0]) ? 0 : start === 0 ? 1 : 2;
}

function rankByDigits(person, query) {
	if (person.number === query || Number(person.number) === Number(query))
		return 0;
	if (person.number.startsWith(query))
		return 1;
	return query.length === 4 && (person.id4 === query || person.tel4 === query) ? 2 : -1;
}

function rank(entry, query) {
	if (/^\d+$/.test(query))
		return rankByDigits(entry.person, query);
	if (/^[a-z ]+$/.test(query))
		return rankByLetters(entry, query.replaceAll(" ", ""));
	if (entry.person.name.startsWith(query))
		return 0;
	if (entry.person.name.includes(query))
		return 1;
	/* 四位尾号 of an identity card may end in X */
	return entry.person.id4 && entry.person.id4.toLowerCase() === query || entry.person.seat.toLowerCase() === query ? 2 : -1;
}

/* Make it ready once; call find(query) at every key. */
export function searchIndex(persons) {
	const entries = persons.map(person => ({
		person,
		readings: readingsOf(person.name),
		latin: person.name.toLowerCase().replace(/[^a-z]/g, ""),
	}));

	/* -> persons, best first, equal ones by number */
	return function find(text) {
		const query = text.trim().toLowerCase().replace(/[.・•‧]/g, "·");

		if (!query)
			return [];
		return entries.map(entry => ({ person: entry.person, rank: rank(entry, query) }))
			.filter(hit => hit.rank >= 0)
			.sort((a, b) => a.rank - b.rank || Number(a.person.number) - Number(b.person.number))
			.map(hit => hit.person);
	};
}
