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

function row(line, open) {
	const kind = kindOf(line.verdict);
	const isOpen = Boolean(line.number);

	return el("li", { "data-kind": kind },
		el("button", { type: "button", disabled: !isOpen, onclick: () => open(line.number) },
			el("time", null, clock(line.at / 1000, true)), sign(KIND_SIGNS[kind]),
			el("b", { "data-size": sizeOf(line.name) }, line.name ? nameText(line.name) : "—"), el("span", { class: "where" }, whereText(line)),
			line.state === "pending" ? el("span", { class: "pending" }, t("DESK_PENDING")) : el("span", null, resultText(line))));
}

/* lines: of the log, the newest first; as many as fit are shown. open(number) is called for one that is pressed */
export function drawRecent(place, lines, open) {
	const fit = rowsThatFit(place, "--recent-row", 20);

	replace(place, el("ul", { "aria-label": t("DESK_RECENT") }, lines.slice(0, fit).map(line => row(line, open))),
		lines.length ? null : el("p", { class: "quiet" }, t("DESK_RECENT_NONE")));
}
