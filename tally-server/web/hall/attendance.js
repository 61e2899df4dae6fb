/* attendance.js - who is here, in figures: present large, the quorum's verdict with its formula, and which seats are taken.
 *
 * Must not know: names. */

import { el } from "/page/dom.js";
import { t } from "/page/lang.js";
import { quorumLines } from "/hall/say.js";
import { fitted, share, strip, tick, top } from "/hall/frame.js";
import { standing } from "/hall/plain.js";
import { seatMap } from "/hall/seats.js";

const row = (label, value, size = "") => el("p", { class: `figure-row ${size}` },
	el("span", null, label), fitted("b", null, size ? [264, 236, 200, 160] : [160], value));

/* Where no seats are known: the same as a bar, with a tick at the quorum. */
function bar({ quorum }) {
	return el("div", { class: "quorum-bar" }, el("p", { class: "track" }, el("i", { style: { width: share(quorum.present, quorum.expected) } }),
		tick(quorum.required, quorum.expected)));
}

export function attendance(page) {
	const { expected, present, leave, left, sitting, name, seats } = page;
	const absent = expected - present - leave - left;
	const { is, why } = quorumLines(page);

	return [
		top(t("HALL_ATTENDANCE"), name),
		el("main", { class: `attend${seats.length ? "" : " wide"}` },
			el("section", { class: "numbers" }, row(t("HALL_PRESENT"), present, "main"), row(t("HALL_EXPECTED"), expected),
				el("p", { class: "away" }, [[t("HALL_LEAVE"), leave], [t("HALL_HAVE_LEFT"), left], [t("HALL_ABSENT"), absent]].map(([label, value]) =>
					el("span", null, label, el("b", null, value))))),
			seats.length ? seatMap(seats) : bar(page)),
		!sitting ? strip(t("HALL_NO_SITTING"), [standing(page)]) : strip(page.has_quorum ? t("HALL_QUORUM_MET") : t("HALL_QUORUM_NOT_MET"), [is, why], { tone: page.has_quorum ? "ok" : "bad" }),
	];
}
