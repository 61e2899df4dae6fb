/* list.js - persons to choose from: what a search found, who has not come yet.
 *
 * Must not know: why they are listed. */
import { el, replace } from "/page/dom.js";
import { t } from "/page/lang.js";
import { nameText, presenceText, roleText, seatText, sizeOf } from "/desk/say.js";

const HEAD_AND_MORE = 110;

/* As many rows as fit without a scrollbar: the style sheet says how high one is. */
export function rowsThatFit(place, row, others = 0) {
	const high = parseFloat(getComputedStyle(place).getPropertyValue(row));

	return Math.max(Math.floor((place.clientHeight - others) / high), 3);
}

function row(person, { isChosen, isTwin, presence, choose }) {
	return el("li", { role: "option", "aria-selected": isChosen, onclick: () => choose(person), "data-number": person.number },
		el("b", { "data-size": sizeOf(person.name) }, nameText(person.name)),
		el("span", { class: isTwin ? "twin" : null }, person.unit || roleText(person), isTwin ? el("small", null, t("DESK_SAME_NAME")) : null),
		el("span", null, person.seat ? seatText(person.seat) : ""),
		el("span", { class: "num" }, person.number),
		el("span", { class: `is is-${presence}` }, presenceText(person, presence)));
}

/* hits: persons; at: index of the chosen one, −1 none; presenceOf(person), isTwin(person), choose(person); empty: what is said
 * where there is nobody; more: NAME of the word for how many are not shown */
export function drawList(place, { title, help, hits, at, presenceOf, isTwin, choose, empty, more: moreText }) {
	const fit = rowsThatFit(place, "--list-row", HEAD_AND_MORE);
	/* the chosen one is always among those shown */
	const from = Math.max(0, at - fit + 1);
	const shown = hits.slice(from, from + fit);
	const more = hits.length - from - shown.length;

	replace(place, el("div", { class: "list" },
		el("p", { class: "list-head" }, el("b", null, title), el("span", null, help)),
		hits.length ? el("ul", { role: "listbox", "aria-label": title }, shown.map((person, i) => row(person, { isChosen: from + i === at, isTwin: isTwin(person),
			presence: presenceOf(person), choose }))) : el("p", { class: "list-none" }, empty),
		more > 0 ? el("p", { class: "list-more" }, t(moreText, more)) : null));
}
