/* papers.js - what is printed before the meeting: badges, the hand-out list, proof sheets. Each
 * opens in a window of its own, ready to print.
 *
 * Must not know: what is on them. */

import { meeting } from "/console/meeting.js";
import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t } from "/page/lang.js";

const open = path => () => window.open(path, "_blank", "noopener");

function paper(name, why, path, isReady) {
	return el("div", { class: "paper-row" }, icon("print"), el("span", null, el("b", null, t(name)), el("small", null, t(why))),
		el("button", { class: "btn small", type: "button", disabled: !isReady, onclick: open(path) }, t("CON_OPEN")));
}

export function papers(root, area) {
	const body = root.appendChild(el("div", { class: "section-scroll", tabindex: "0" }));

	area.live(body, () => [meeting.status.expected, meeting.agenda.map(poll => [poll.poll, poll.title])], () => [
		el("h1", null, t("CON_PAPERS_BADGES")),
		paper("BADGE_TITLE", "CON_PAPER_BADGES", "/console/badges.html", meeting.status.expected > 0),
		paper("HANDOUT_TITLE", "CON_PAPER_HANDOUT", "/console/handout.html", meeting.status.expected > 0),
		paper("PRINT_SEATS", "CON_PAPER_SEATS", "/print/seats.html", meeting.status.expected > 0),
		el("h2", null, t("CON_PROOFS")), meeting.agenda.length ? null : el("p", { class: "quiet" }, t("CON_NO_ITEMS")),
		meeting.agenda.map((poll, i) => el("div", { class: "paper-row" }, el("span", { class: "no" }, i + 1), el("span", null, el("b", null, poll.title)),
			el("span", { class: "keys" }, el("button", { class: "btn small", type: "button", onclick: open(`/print/ballots.html?poll=${encodeURIComponent(poll.poll)}`) },
				t("CON_PAPER_BALLOTS")),
				el("button", { class: "btn small", type: "button", onclick: open(`/console/proof.html?poll=${encodeURIComponent(poll.poll)}`) }, t("CON_PROOF"))))),
	]);
}
