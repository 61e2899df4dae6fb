/* recent.js - the last scans, the newest on top. What waits for the server is marked.
 *
 * Must not know: the queue. */
import { el, replace } from "/page/dom.js";
import { clock, t } from "/page/lang.js";
import { kindOf } from "/desk/decide.js";
import { rowsThatFit } from "/desk/list.js";
import { nameText, sizeOf, verdictText, whereText } from "/desk/say.js";
import { KIND_SIGNS, sign } from "/desk/signs.js";

const resultText = line => line.verdict === "in" && line.count ? t("DESK_PLACE", line.count) : verdictText(line.verdict);

function row(line, person, open) {
	const kind = kindOf(line.verdict);

	return el("li", { "data-kind": kind },
		el("button", { type: "button", disabled: !person, onclick: () => open(line.number) },
			el("time", null, clock(line.at / 1000, true)), sign(KIND_SIGNS[kind]),
			el("b", { "data-size": sizeOf(person?.name ?? "") }, person ? nameText(person.name) : "—"), el("span", { class: "where" }, person ? whereText(person) : ""),
			line.state === "pending" ? el("span", { class: "pending" }, t("DESK_PENDING")) : el("span", null, resultText(line))));
}

/* lines: of the log, the newest first; as many as fit are shown. personOf(number); open(number) is called for one that is pressed */
export function drawRecent(place, lines, { personOf, open }) {
	const fit = rowsThatFit(place, "--recent-row", 20);

	replace(place, el("ul", { "aria-label": t("DESK_RECENT") }, lines.slice(0, fit).map(line => row(line, personOf(line.number), open))),
		lines.length ? null : el("p", { class: "quiet" }, t("DESK_RECENT_NONE")));
}
