/* run.js - 会中运行: one page that always shows what is now. Left agenda and record, in the middle the
 * item and its keys, right attendance, devices, calls, hall screen.
 *
 * The item of which something is going on comes to the middle by itself. Must not know: messages. */

import { agenda, attendance, calls, devices, record } from "/console/run_side.js";
import { hall } from "/console/run_hall.js";
import { actionKeys } from "/console/run_keys.js";
import { more, makeRunoff } from "/console/run_more.js";
import { attemptShown, empty, eyebrow, nowBody, stateOf, steps } from "/console/run_now.js";
import { gate } from "/console/gate.js";
import { inStatus, isInControl, isSecretariat, item, lastAttempt, machines, meeting, running, serverNow, watch } from "/console/meeting.js";
import { sealedPage } from "/console/seal.js";
import { scope } from "/console/view.js";
import { $$, el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { span, t } from "/page/lang.js";
import { phrased } from "/page/phrased.js";

/* What comes next by itself: what runs, else the result that waits, else the first that was never held. */
function next() {
	const polls = meeting.status.polls;
	const found = running() ?? polls.find(poll => poll.state === "counted") ?? polls.find(poll => poll.state === "draft") ?? polls.at(-1);
	return found?.poll ?? "";
}

const PLACES = ["agenda-card", "record", "attendance", "devices", "calls", "onscreen"];

let selected = "";      /* kept while the operator looks at another area */

function head(poll, select) {
	return el("header", { class: "now-head" }, el("div", null, el("p", { class: "quiet" }, eyebrow(poll, attemptShown(poll))), el("h1", { class: "title" }, phrased(poll.title))),
		el("button", { class: "btn small", type: "button", "data-keep": "more", onclick: () => more(poll, select) }, t("CON_MORE_KEY")));
}

/* After publishing: the item that follows; after a tie: the runoff. */
function onward(poll, select) {
	const following = meeting.agenda.slice(meeting.agenda.indexOf(poll) + 1).find(each => stateOf(each) === "draft");
	const hasTie = lastAttempt(poll)?.verdict?.next === "runoff" && !meeting.agenda.some(each => each.definition.follows?.poll === poll.poll);

	if (hasTie && isInControl())
		return el("p", { class: "onward" }, el("button", { class: "btn main", type: "button", onclick: () => makeRunoff(poll, select) }, icon("people"), t("CON_RUNOFF")));
	if (!["published", "rehearsed"].includes(stateOf(poll)) || !following)
		return null;
	return el("p", { class: "onward" }, el("button", { class: "btn main", type: "button", onclick: () => select(following.poll) }, t("CON_NEXT_ITEM", following.title),
		icon("next")));
}

/* All that the middle depends on. */
function nowKey(id) {
	const poll = item(id);
	const status = inStatus(id);

	return [meeting.status.sealed && meeting.status.head,
		poll && [poll, status, meeting.status.paper_entry, gate(poll), machines("terminal").filter(machine => !machine.connected).length, machines("trustee"),
			isInControl()]];
}

export function run(root) {
	const area = scope();
	const shown = () => (item(selected) ? selected : meeting.status.sealed ? "" : next());
	const keys = actionKeys(() => item(shown()));
	const places = Object.fromEntries(PLACES.map(name => [name, el("section", { class: `card ${name}` })]));
	const body = el("div", { class: "now-body" });
	let lastRunning = running()?.poll, wasSealed = meeting.status.sealed;

	const select = id => {
		selected = id;
		redrawAll();
	};
	/* what has just begun to run comes to the middle, and at the end the seal */
	const follow = () => {
		const busy = running()?.poll;

		if (busy && busy !== lastRunning)
			selected = busy;
		if (meeting.status.sealed && !wasSealed)
			selected = "";
		lastRunning = busy;
		wasSealed = meeting.status.sealed;
	};
	const draw = () => {
		const poll = item(shown());

		if (!poll && meeting.status.sealed)
			return sealedPage();
		return poll ? [head(poll, select), steps(poll), onward(poll, select), el("div", { class: "now-scroll", tabindex: "0" }, nowBody(poll))] : empty();
	};

	root.append(el("div", { class: "run" },
		el("div", { class: "col" }, places["agenda-card"], places.record),
		el("article", { class: "card now" }, body, isSecretariat() ? keys.node : null),
		el("div", { class: "col" }, places.attendance, places.devices, places.calls, places.onscreen)));
	area.onStop(watch(follow));
	area.live(body, () => [shown(), nowKey(shown())], draw);
	area.onStop(watch(() => keys.draw()));
	area.listen(document, "langchange", () => keys.draw());
	keys.draw();
	agenda(area, places["agenda-card"], shown, select);
	record(area, places.record);
	attendance(area, places.attendance);
	devices(area, places.devices);
	calls(area, places.calls);
	hall(area, places.onscreen);
	const redrawAll = () => {
		area.redraw();
		keys.draw();
	};
	if (isSecretariat())
		area.listen(document, "keydown", keys.onKey);
	area.every(1000, () => {
		for (const node of $$(".elapsed", body))
			node.textContent = span(Math.max(0, serverNow() - Number(node.dataset.since)));
	});
	return () => area.stop();
}
