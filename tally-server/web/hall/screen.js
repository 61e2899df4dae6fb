/* screen.js - draws what `hall` answered into a place of any size: the same picture on the wall and, small, on the console.
 *
 * A screen keeps nothing but the page it draws: given one, it shows all of it at once. Must not know: messages, sessions. */

import { el, replace } from "/page/dom.js";
import { clock } from "/page/lang.js";
import { attendance } from "/hall/attendance.js";
import { election, electionPages } from "/hall/election.js";
import { fitAll } from "/hall/frame.js";
import { blank, ended, item, itemPages, message, welcome, welcomePages } from "/hall/plain.js";
import { result } from "/hall/result.js";
import { table, tablePages } from "/hall/table.js";
import { opening, tickCountdown, voting } from "/hall/voting.js";

const TURN_SECONDS = 12;

const one = () => 1;
const VIEWS = {
	welcome: [welcome, welcomePages], attendance: [attendance, one], item: [item, itemPages], voting: [voting, one], opening: [opening, one],
	ended: [ended, one], message: [message, one], blank: [blank, one],
	result: [result, one], election: [election, electionPages], table: [table, tablePages],
};

function viewOf(page) {
	if (page.view !== "result")
		return page.view;
	return page.poll.is_election ? "election" : page.poll.result.rows.length > 1 ? "table" : "result";
}

/* A screen in `box`, which has a size of its own. Gives
 *   show(page)     draw this page
 *   tick(now)      each second, with the server's time: clock, countdown, and pages that turn
 *   link(isUp)     tell whether the server is reached */
export function screen(box) {
	const root = el("div", { class: "hall", "data-theme": "dark" });
	let page = null, turn = 0, since = 0, beat = false, now = 0, isUp = true;

	const pageCount = () => Math.max(1, VIEWS[viewOf(page)][1](page));
	const setClock = () => {
		const time = root.querySelector(".beat time");

		if (time)
			time.textContent = clock(now);
		root.classList.toggle("beat-on", beat);
		root.classList.toggle("is-cut", !isUp);
		tickCountdown(root, now);
	};
	const draw = () => {
		const name = viewOf(page);

		turn %= pageCount();
		root.dataset.view = name;
		replace(root, VIEWS[name][0](page, turn, now));
		/* the clock takes room that titles must leave */
		setClock();
		fitAll(root);
	};

	box.classList.add("hall-box");
	replace(box, root);
	new ResizeObserver(() => page && draw()).observe(box);
	document.addEventListener("langchange", () => page && draw());
	return {
		show(next) {
			const isOther = !page || viewOf(page) !== viewOf(next) || page.poll?.poll !== next.poll?.poll;

			page = next;
			now = Math.max(now, next.at);
			if (isOther) {
				turn = 0;
				since = now;
			}
			draw();
		},
		tick(at) {
			now = at;
			beat = !beat;
			if (!page)
				return;
			if (pageCount() > 1 && now - since >= TURN_SECONDS) {
				turn++;
				since = now;
				draw();
			}
			setClock();
		},
		link(up) {
			isUp = up;
			setClock();
		},
	};
}
