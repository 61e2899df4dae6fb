/* chair.js - 主持: the chair's page, to read from. One big state, the sentences to say, the figures; the result before the hall sees it.
 *
 * Reads only. Must not know: how the hall's screen looks. */

import { ask } from "/common/api.js";
import { hasQuorum, inStatus, item, lastAttempt, meeting, running, watch } from "/console/meeting.js";
import { result } from "/console/result.js";
import { note, stateOf } from "/console/run_now.js";
import { script } from "/console/script.js";
import { scope } from "/console/view.js";
import { el } from "/page/dom.js";
import { number, t, word } from "/page/lang.js";
import { phrased } from "/page/phrased.js";

/* What the chair speaks about now: what runs, else the latest result, until the next item is on the hall's screen.
 * `page`: what that shows, or null. */
function current(page) {
	const { polls } = meeting.status;
	const now = running() ?? polls.find(poll => poll.state === "counted");

	if (now)
		return now.poll;
	if (page?.view === "item")
		return page.poll.poll;
	const told = meeting.agenda.filter(poll => stateOf(poll) === "published");
	const [latest] = told.sort((a, b) => lastAttempt(b).published_at - lastAttempt(a).published_at);

	return (latest ?? polls.find(poll => poll.state === "draft") ?? polls.at(-1))?.poll ?? "";
}

function figuresOf(poll) {
	const status = poll && inStatus(poll.poll);
	const isRunning = ["open", "held"].includes(status?.state);
	const big = (name, value, isMain) => el("div", { class: isMain ? "big main" : "big" }, el("span", null, name), el("b", null, number(value)));

	return el("div", { class: "chair-figures" }, big(t("BASE_EXPECTED"), meeting.status.expected), big(t("BASE_PRESENT"), meeting.status.present),
		status?.issued ? big(t("BASE_RETURNED"), status.returned) : null, isRunning ? big(t("CON_NOT_PRESSED"), status.issued - status.returned, true) : null);
}

function panel(poll) {
	const attempt = lastAttempt(poll);

	if (!attempt?.verdict || !["counted", "published"].includes(attempt.state))
		return null;
	return [attempt.state === "counted" ? note("warn", "lock", t("CON_NOT_YET_PUBLIC")) : null, el("div", { class: "findings" }, result(poll, attempt))];
}

export function chair(root) {
	const area = scope();
	const words = el("section", { class: "card chair-script" });
	const side = el("section", { class: "card chair-side" });
	let chosen = "", page = null;
	const shown = () => (item(chosen) ? chosen : current(page));
	const key = () => [shown(), item(shown()), inStatus(shown())?.returned, meeting.status.sitting, meeting.status.quorum];
	const choose = event => {
		chosen = event.target.value;
		area.redraw();
	};

	root.append(el("div", { class: "chair" }, words, side));
	area.live(words, key, () => {
		const poll = item(shown());

		return [
			el("p", { class: "chair-state" }, poll ? word("STATE_", stateOf(poll)) : t("CON_CHAIR"), el("small", { class: "title" }, phrased(poll?.title ?? ""))),
			el("div", { class: "chair-words", tabindex: "0" }, script(shown()).map(sentence => el("p", null, phrased(sentence)))),
			el("label", { class: "chair-choose" }, t("CON_CHAIR_ITEM"),
				el("select", { class: "select small", onchange: choose, "data-keep": "item" }, el("option", { value: "" }, t("CON_CHAIR_NOW")),
				meeting.agenda.map((each, i) => el("option", { value: each.poll, selected: each.poll === chosen }, `${i + 1}　${each.title}`)))),
		];
	});
	area.live(side, key, () => [figuresOf(item(shown())), el("p", { class: hasQuorum() ? "quorum good" : "quorum bad" },
		meeting.status.sitting ? t(hasQuorum() ? "CON_QUORUM" : "CON_NO_QUORUM") : t("CON_NO_SITTING")),
		panel(item(shown()))]);
	const look = async () => {
		page = await ask("hall", { screen: "hall" });
		area.redraw();
	};
	area.onStop(watch(() => look().catch(() => {})));
	look().catch(() => {});
	return () => area.stop();
}
