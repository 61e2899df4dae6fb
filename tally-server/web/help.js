/* help.js - what staff do, in a few lines for each place. Needs no session, so that it can be read before one.
 *
 * Must not know: the state of the meeting. */

import { header } from "/common/shell.js";
import { $, el, replace } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t } from "/page/lang.js";

const PARTS = [
	{ head: "HELP_STATION", sign: "lock", lines: ["HELP_STATION_1", "HELP_STATION_2", "HELP_STATION_3"], link: { href: "/authority.pem", text: "HELP_STATION_LINK" } },
	{ head: "HELP_SIGN_IN", sign: "person", lines: ["HELP_SIGN_IN_1", "HELP_SIGN_IN_2", "HELP_SIGN_IN_3"] },
	{ head: "HELP_DESK", sign: "desk", lines: ["HELP_DESK_1", "HELP_DESK_2", "HELP_DESK_3", "HELP_DESK_4"] },
	{ head: "HELP_RUN", sign: "key", lines: ["HELP_RUN_1", "HELP_RUN_2", "HELP_RUN_3", "HELP_RUN_4"],
		keys: [["F8", "HELP_KEY_START"], ["F9", "HELP_KEY_STOP"], ["F10", "HELP_KEY_PUBLISH"], ["F4", "HELP_KEY_HOLD"]] },
	{ head: "HELP_SCREEN", sign: "screen", lines: ["HELP_SCREEN_1", "HELP_SCREEN_2"] },
	{ head: "HELP_TROUBLE", sign: "alert", lines: ["HELP_TROUBLE_1", "HELP_TROUBLE_2", "HELP_TROUBLE_3"] },
];

const part = ({ head, sign, lines, link, keys = [] }) => el("section", { class: "card help-part" }, el("h2", null, icon(sign), t(head)),
	el("ol", null, lines.map(line => el("li", null, el("span", null, t(line))))),
	link ? el("p", { class: "help-link" }, el("a", { href: link.href, download: "authority.pem" }, t(link.text))) : null,
	keys.length ? el("dl", null, keys.map(([key, text]) => [el("dt", null, el("kbd", null, key)), el("dd", null, t(text))])) : null);

function draw() {
	document.title = t("WEB_HELP");
	replace($("main"), el("h1", null, t("WEB_HELP")), el("div", { class: "help-parts" }, PARTS.map(part)));
}

header($("header"), { title: () => t("WEB_PRODUCT"), tabs: [{ id: "door", text: "HELP_BACK", href: "/" }] });
document.addEventListener("langchange", draw);
draw();
