/* roll.js - somebody else than the candidates, picked from the roll: names are pressed, not typed.
 *
 * Must not know: who may be picked (the definition says). */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t } from "/page/lang.js";
import { has, isWriteIn, optionOf } from "/ballot.js";
import { key } from "/press.js";
import { sized, spaced } from "/typeset.js";
import { foot, head, paged } from "/rows.js";
import { markRow, tally } from "/election.js";

const ON_A_PAGE = 15;

function person(ui, tools, row) {
	const { title } = ui.ballot.poll.contests[row];
	const isOn = has(ui.ballot, row, "for");

	return key(`extra-${row}`, { class: `pick${sized(title, 5)}`, "aria-pressed": isOn }, () => markRow(ui, tools, row, optionOf(ui.ballot, row, "for")), isOn && icon("check"), spaced(title));
}

export function rollScreen(ui, tools) {
	const rows = ui.ballot.poll.contests.flatMap((contest, row) => (isWriteIn(ui.ballot, row) ? [row] : []));
	const { pages, items } = paged(ui, rows, ON_A_PAGE);
	const close = () => { Object.assign(ui, { isPicking: false, page: ui.pageBefore ?? 0, stop: null }); tools.draw(); };
	const done = key("roll-done", { class: "go wide" }, close, icon("back"), t("KIOSK_EXTRA_DONE"));

	return {
		name: `roll-${ui.page}`, title: t("KIOSK_EXTRA"), body: "dense",
		main: el("main", { class: "page" }, head(t("KIOSK_EXTRA"), tally(ui.ballot)), el("div", { class: "roll" }, items.map(row => person(ui, tools, row))),
			foot(ui, tools, pages, t("KIOSK_EXTRA_HOW"), done)),
	};
}
