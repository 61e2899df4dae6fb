/* seats.js - the list of seats: who sits where, in the order of the seats.
 *
 * Must not know: who is in. */

import { ask } from "/common/api.js";
import { el } from "/page/dom.js";
import { t } from "/page/lang.js";
import { named } from "/hall/frame.js";

async function everyone() {
	const people = [];

	for (let from = 0, total = 1; from < total;) {
		const part = await ask("roll", { from, lookup: false });

		people.push(...part.people);
		total = part.total;
		from = part.next > from ? part.next : total;
	}
	return people;
}

/* 3-2 before 3-12: by the numbers in it. */
const bySeat = (a, b) => a.seat.localeCompare(b.seat, "zh-CN", { numeric: true }) || a.number.localeCompare(b.number, "en", { numeric: true });

export async function seats(name) {
	const people = (await everyone()).filter(person => person.status === "active");
	const seated = people.filter(person => person.seat).sort(bySeat), without = people.length - seated.length;
	const row = ({ seat, name: whose, unit }) => el("tr", null,
		el("td", null, el("b", null, seat)), el("td", { class: "name" }, named(whose)), el("td", null, unit));

	return el("article", { class: "sheet numbered" }, el("h1", null, t("PRINT_SEATS")), el("p", { class: "sub" }, name),
		el("div", { class: "columns" }, el("table", { class: "seat-list" },
			el("thead", null, el("tr", null, ["SEAT", "NAME", "UNIT"].map(part => el("th", null, t(`REPORT_${part}_HEAD`))))),
			el("tbody", null, seated.map(row)))),
		without ? el("p", { class: "meta" }, t("PRINT_WITHOUT_SEAT", without)) : null);
}
