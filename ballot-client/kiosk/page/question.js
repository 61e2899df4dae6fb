/* question.js - a poll of one row: its options as large keys; a press on one seals it.
 *
 * Must not know: lists of rows. */

import { el } from "/page/dom.js";
import { icon, mark as signOf } from "/page/icons.js";
import { t, word } from "/page/lang.js";
import { finalMarks, scaleOf } from "/ballot.js";
import { key } from "/press.js";
import { broken, optionText, sized, width } from "/typeset.js";
import { refusedNote } from "/confirm.js";

const FILLS = { for: "fill-yes", against: "fill-no", abstain: "fill-abstain" };
const COUNTS = { 4: "four", 5: "five" };

function pollEyebrow(poll) {
	const kind = poll.attempt > 1 ? t("KIOSK_POLL_AGAIN", word("KIND_", poll.kind), poll.attempt) : word("KIND_", poll.kind);

	if (poll.rehearsal)
		return t("KIOSK_REHEARSAL", kind);
	/* who votes by name is told so before anything is pressed */
	return poll.method === "secret" ? kind : t("KIOSK_BY_NAME", kind);
}
const heading = poll => [el("p", { class: "eyebrow" }, pollEyebrow(poll)), el("h1", { class: `title${sized(poll.title, 24, 48)}` }, broken(poll.title))];

/* Hand the choice over to be sealed; `pressed` tells where the next page may not have its blue key. */
export function choose(ui, tools, pressed) {
	const { poll, attempt } = ui.ballot.poll;
	const { top, height } = pressed.getBoundingClientRect();

	ui.low = top + height / 2 < window.innerHeight / 2;
	ui.ballot.isChosen = true;
	ui.wrong = null;
	return tools.send({ do: "choose", poll, attempt, marks: finalMarks(ui.ballot) });
}

function option(ui, tools, o, i, hasMarks) {
	const text = optionText(o);

	return key(`option-${i}`, { class: `vote ${hasMarks ? FILLS[o.id] : ""} ${ui.ballot.marks[0] === i ? "chosen-before" : ""}` }, pressed => {
		ui.ballot.marks = [i];
		choose(ui, tools, pressed);
	}, hasMarks && el("span", { class: "mark" }, signOf(o.id)), el("span", { class: `word ${width(text) > 2 ? "many" : ""}` }, text));
}

export function questionScreen(ui, tools) {
	const { poll } = ui.state;
	const scale = scaleOf(ui.ballot, 0);
	const hasMarks = scale.every(o => FILLS[o.id]);
	const title = poll.contests[0].title;

	return {
		name: "question", about: `${poll.poll} ${poll.attempt}`, title: poll.title,
		says: [pollEyebrow(poll), poll.title, ...(title === poll.title ? [] : [title]), t("KIOSK_READ_ONE", scale.map(optionText).join(t("KIOSK_COMMA")))],
		main: el("main", { class: "split" },
			el("section", {}, heading(poll), title !== poll.title && el("p", { class: `about${sized(title, 30)}` }, broken(title)),
				el("div", { class: "foot" }, refusedNote(ui), el("p", { class: "state" }, icon("none"),
					t(ui.ballot.marks[0] === null ? "KIOSK_NOT_VOTED" : "KIOSK_NOT_SUBMITTED_YET")))),
			el("section", { class: `ballot ${COUNTS[scale.length] ?? (scale.length > 5 ? "five" : "")}` },
				scale.map((o, i) => option(ui, tools, o, i, hasMarks)))),
	};
}
