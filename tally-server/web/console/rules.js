/* rules.js - a meeting's rules, each in words: quorum, then every kind of poll that the profile knows.
 *
 * The profile was chosen when the meeting was created. Must not know: how words are made of rules. */

import { options } from "/console/ballot.js";
import { meeting } from "/console/meeting.js";
import { said } from "/console/rule.js";
import { el } from "/page/dom.js";
import { inWords, t } from "/page/lang.js";

/* Profiles that come with the server, and two of them together, in the page's language; one's own is called as its file says. */
export const profileTitle = ({ title }) => title.split(" + ").map(part => inWords("PROFILE_", part)).join(" + ");

const kindCard = (of, words) => el("article", { class: "kind" },
	el("h3", null, said(words.name), el("small", null, t(of.secret ? "CON_ALWAYS_SECRET" : "CON_ANY_METHOD"))), el("p", null, said(words.rule)), of.scales.map(options));

/* A profile and its words, as `profile` and `setup_rules` send them, under the heading of the page. */
export const ruleSheet = ({ profile, words }) => [
	el("p", { class: "quiet" }, profileTitle(profile)),
	el("dl", { class: "rule-facts" }, el("dt", null, t("REPORT_QUORUM")), el("dd", null, said(words.quorum)),
		el("dt", null, t("CON_QUORUM_ELECTION")), el("dd", null, said(words.quorum_election)),
		el("dt", null, t("CON_MINIMUM")), el("dd", null, t("CON_MINIMUM_WHY", profile.minimum))),
	el("div", { class: "kinds" }, Object.entries(words.kinds).map(([kind, its]) => kindCard(profile.kinds[kind], its))),
	el("details", { class: "source" }, el("summary", null, t("CON_SOURCE")), el("p", { class: "quiet" }, profile.source)),
];

export function rules(root, area) {
	const body = root.appendChild(el("div", { class: "rules", tabindex: "0" }));

	area.live(body, () => 0, () => [el("h1", null, t("CON_RULES")), ruleSheet(meeting)]);
}
