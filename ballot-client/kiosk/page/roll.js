/* roll.js - somebody else than the candidates, picked from the roll: names are pressed, not typed. A
 * long roll is narrowed by a surname, which is pressed too, or by the letter that it is spelt with.
 * Nothing of it is read aloud: that somebody is here at all tells how they vote.
 *
 * Must not know: who may be picked (the definition says). */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t } from "/page/lang.js";
import { has, isWriteIn, optionOf } from "/ballot.js";
import { key } from "/press.js";
import { initialOf, learnNames, surnameOf } from "/names.js";
import { sized, spaced } from "/typeset.js";
import { foot, head, paged } from "/rows.js";
import { markRow, tally } from "/election.js";

const ON_A_PAGE = 15, KEYS_ON_A_PAGE = 28;

function person(ui, tools, row) {
	const { title } = ui.ballot.poll.contests[row];
	const isOn = has(ui.ballot, row, "for");

	return key(`extra-${row}`, { class: `pick${sized(title, 5)}`, "aria-pressed": isOn },
		() => markRow(ui, tools, row, optionOf(ui.ballot, row, "for")), isOn && icon("check"), spaced(title));
}

const titleOf = (ui, row) => ui.ballot.poll.contests[row].title;
const rollOf = ui => ui.ballot.poll.contests.flatMap((contest, row) => (isWriteIn(ui.ballot, row) ? [row] : []));

/* ui.find: how the roll is being narrowed, {by, is}; `is` is null while the surname or letter is still to be pressed. */
const BY = { surname: surnameOf, letter: initialOf };

function turnTo(ui, tools, find) {
	Object.assign(ui, { find, page: 0, stop: null });
	tools.draw();
}

const leave = (ui, tools) => { Object.assign(ui, { isPicking: false, find: null, page: ui.pageBefore ?? 0, stop: null }); tools.draw(); };

/* Surnames in the order of the roll, letters in their own; each but once. */
function finderScreen(ui, tools) {
	const { by } = ui.find, other = by === "surname" ? "letter" : "surname";
	const all = [...new Set(rollOf(ui).map(row => BY[by](titleOf(ui, row))))];
	const { pages, items } = paged(ui, by === "letter" ? all.sort() : all, KEYS_ON_A_PAGE);

	return {
		name: `find-${by}-${ui.page}`, title: t("KIOSK_FIND"), body: "dense", says: [],
		main: el("main", { class: "page" },
			head(t(by === "surname" ? "KIOSK_FIND_SURNAME" : "KIOSK_FIND_LETTER"), key("find-other", { class: "key" }, () => turnTo(ui, tools, { by: other, is: null }), t(other === "surname" ? "KIOSK_FIND_SURNAMES" : "KIOSK_FIND_LETTERS"))),
			el("div", { class: "finder" }, items.map(is => key(`find-${is}`, { class: `pick${sized(is, 2)}` }, () => turnTo(ui, tools, { by, is }), is))),
			foot(ui, tools, pages, by === "surname" && t("KIOSK_FIND_HOW"), key("find-all", { class: "go wide" }, () => turnTo(ui, tools, null), icon("back"), t("KIOSK_FIND_ALL")))),
	};
}

export function rollScreen(ui, tools) {
	if (ui.find && ui.find.is === null)
		return finderScreen(ui, tools);
	const all = rollOf(ui), rows = ui.find ? all.filter(row => BY[ui.find.by](titleOf(ui, row)) === ui.find.is) : all;
	const { pages, items } = paged(ui, rows, ON_A_PAGE);
	const toFinder = () => learnNames().then(() => turnTo(ui, tools, { by: ui.find?.by ?? "surname", is: null }));
	const find = all.length > ON_A_PAGE && key("find", { class: "key" }, toFinder, icon("search"), t("KIOSK_FIND"));

	return {
		name: `roll-${ui.page}`, about: ui.find?.is, title: t("KIOSK_EXTRA"), body: "dense", says: [],
		main: el("main", { class: "page" },
			head(ui.find ? t("KIOSK_EXTRA_FOUND", ui.find.is) : t("KIOSK_EXTRA"), find, tally(ui.ballot)),
			el("div", { class: "roll" }, items.map(row => person(ui, tools, row))),
			foot(ui, tools, pages, t("KIOSK_EXTRA_HOW"), key("roll-done", { class: "go wide" }, () => leave(ui, tools), icon("back"), t("KIOSK_EXTRA_DONE")))),
	};
}
