/* run_keys.js - the four keys that move an item on: F8 start, F9 stop, F10 publish, and apart from them F4 hold.
 *
 * What each key says and whether it may be pressed is a table by state. Must not know: how an item is drawn. */

import { ask } from "/common/api.js";
import { report, toast } from "/common/shell.js";
import { gate } from "/console/gate.js";
import { attemptOf, inStatus, isInControl, lastAttempt, meeting, openingOf, refresh, watch } from "/console/meeting.js";
import { isOnPaper, waitsForCount } from "/console/onpaper.js";
import { countHands } from "/console/run_more.js";
import { isHands, isLimited, stateOf } from "/console/run_now.js";
import { el, replace } from "/page/dom.js";
import { clock, number, t, word } from "/page/lang.js";

const GUARD_MS = 600;   /* what is pressed sooner after a change was meant for what was there before */
const KEYS = [["start", "F8"], ["stop", "F9"], ["publish", "F10"], ["hold", "F4"]];

const off = note => ({ note, isOff: true });
const on = note => ({ note });
const main = note => ({ note, isMain: true });

function startable(poll) {
	const [first] = gate(poll);
	return first?.state === "stop" ? off(first.short) : main(t(isOnPaper(poll) ? "CON_ONPAPER_OPEN" : "CON_START_READY"));
}

function missing(poll) {
	const { issued, papers = 0, returned } = inStatus(poll.poll);
	return Math.max(0, issued - papers - returned);
}

const still = poll => (missing(poll) ? t("CON_STILL_MISSING", number(missing(poll))) : t("CON_ALL_RECEIVED"));
const since = (name, seconds) => t(name, clock(seconds, true));

/* state → what the keys say */
const PLAN = {
	draft: poll => ({ start: startable(poll), stop: off(t("CON_NOT_STARTED")), publish: off(t("CON_NOT_STARTED")), hold: off("") }),
	open: (poll, a) => ({ start: off(since("CON_STARTED_AT", a.opened_at)), stop: main(still(poll)), publish: off(t("CON_STOP_FIRST")), hold: on(t("CON_HOLD_WHY")) }),
	held: (poll, a) => ({ start: off(since("CON_STARTED_AT", a.opened_at)), stop: on(still(poll)), publish: off(t("CON_STOP_FIRST")),
		hold: main(t("CON_RESUME_WHY")) }),
	closed: (poll, a) => ({ start: off(since("CON_STARTED_AT", a.opened_at)), stop: off(since("CON_CLOSED_AT", a.closed_at)), publish: off(t("CON_BOX_FIRST")),
		hold: off("") }),
	counted: (poll, a) => ({ start: off(since("CON_STARTED_AT", a.opened_at)), stop: off(since("CON_CLOSED_AT", a.closed_at)), publish: main(t(isLimited(poll) ? "CON_PUBLISH_LIMITED" : "CON_PUBLISH_WHY")),
		hold: off("") }),
	not_opened: (poll, a) => ({ start: startable(poll), stop: off(since("CON_CLOSED_AT", a.closed_at)), publish: off(t("CON_KEPT_SHUT")), hold: off("") }),
	published: (poll, a) => ({ start: off(since("CON_STARTED_AT", a.opened_at)), stop: off(since("CON_CLOSED_AT", a.closed_at)),
		publish: off(since("CON_PUBLISHED_AT", a.published_at)), hold: off("") }),
	rehearsed: (poll, a) => ({ start: { ...startable(poll), isMain: false }, stop: off(since("CON_CLOSED_AT", a.closed_at)), publish: off(t("CON_NOTHING_PUBLISHED")),
		hold: off("") }),
	void: poll => ({ start: startable(poll), stop: off(t("CON_VOIDED")), publish: off(t("CON_VOIDED")), hold: off("") }),
};

function plan(poll) {
	const planned = PLAN[stateOf(poll)](poll, lastAttempt(poll));

	if (isOnPaper(poll) && !planned.stop.isOff)
		planned.stop.note = t("CON_ONPAPER_STOP");
	if (waitsForCount(poll))
		planned.publish.note = t("CON_COUNT_FIRST");
	if (isHands(poll) && !planned.stop.isOff)
		planned.stop.note = t("CON_HANDS_WHY");
	/* what cannot be carried out now is not offered */
	if (!isInControl() || !meeting.isLinked)
		for (const [id] of KEYS)
			planned[id] = { ...planned[id], isOff: true, isMain: false };
	return planned;
}

/* "还有 3 人未按": wait, or stop. Tells how many are left as they come in. Gives true to stop. */
function askStop(id) {
	return new Promise(resolve => {
		let isStop = false;
		const title = el("h2", { id: "stop-title" });
		const openedAt = Date.now();
		const stop = () => {
			if (Date.now() - openedAt < GUARD_MS)
				return;
			isStop = true;
			box.close();
		};
		const box = el("dialog", { "aria-labelledby": "stop-title", onclose: () => {
			unwatch();
			box.remove();
			resolve(isStop);
		}, onkeydown: event => {
			if (event.key === "F9" && !event.repeat)
				stop();
		} }, title, el("p", { class: "dialog-text" }, t("CON_STOP_WHY")),
		el("div", { class: "dialog-keys spread" }, el("button", { class: "btn main", type: "button", autofocus: true, onclick: () => box.close() }, t("CON_WAIT_ON")),
			el("button", { class: "btn", type: "button", onclick: stop }, el("kbd", null, "F9"), t("CON_DO_STOP"))));
		const tell = () => {
			const left = missing({ poll: id });
			title.textContent = left ? t("CON_STILL_MISSING_TITLE", number(left)) : t("CON_ALL_RECEIVED");
		};
		const unwatch = watch(tell);

		tell();
		document.body.append(box);
		box.showModal();
	});
}

/* The close stands; what should have come on record with it and cannot is said. */
function tellLost({ warnings = [] }) {
	for (const { code } of warnings)
		toast(word("WARNING_", code), "warn");
}

const ACTS = {
	async start(poll) {
		const { warnings = [] } = await ask("poll_open", openingOf(poll));
		for (const warning of warnings)
			toast(t(warning.pending ? "CON_GATE_DESK" : "CON_GATE_DESK_OFFLINE", warning.desk, warning.pending), "warn");
	},
	async stop(poll) {
		if (isHands(poll))
			await countHands(poll);
		else if (!missing(poll) || await askStop(poll.poll))
			tellLost(await ask("poll_close", attemptOf(poll)));
	},
	publish: poll => ask("poll_publish", attemptOf(poll)),
	hold: poll => (stateOf(poll) === "held" ? ask("poll_resume", attemptOf(poll)) : ask("poll_hold", { ...attemptOf(poll), reason: t("CON_HOLD_REASON") })),
};

const nameOf = (id, poll) => (id === "stop" && isHands(poll) ? t("CON_DO_COUNT") : id === "hold" && stateOf(poll) === "held" ? t("CON_DO_RESUME") : t(`CON_DO_${id.toUpperCase()}`));

/* The row of keys for the item that current() gives. {node, draw()} */
export function actionKeys(current) {
	let isBusy = false, lastState = "", changedAt = 0;

	const press = async id => {
		const poll = current();

		if (isBusy || !poll || plan(poll)[id].isOff || Date.now() - changedAt < GUARD_MS)
			return;
		isBusy = true;
		buttons[id].setAttribute("aria-busy", "true");
		try {
			await ACTS[id](poll);
		} catch (error) {
			report(error);
		}
		isBusy = false;
		buttons[id].removeAttribute("aria-busy");
		await refresh().catch(() => {});
	};
	const buttons = Object.fromEntries(KEYS.map(([id]) => [id, el("button", { class: "act", type: "button", onclick: () => press(id) })]));

	return {
		node: el("div", { class: "actions" }, KEYS.map(([id]) => buttons[id])),
		draw() {
			const poll = current();

			this.node.hidden = !poll;
			if (!poll)
				return;
			const state = `${poll.poll} ${poll.entry} ${stateOf(poll)}`;
			if (state !== lastState)
				changedAt = Date.now();
			lastState = state;
			const planned = plan(poll);
			for (const [id, code] of KEYS) {
				const { note, isOff = false, isMain = false } = planned[id];
				const node = buttons[id];

				node.className = `act ${isMain ? "main" : isOff ? "off" : ""}`;
				node.setAttribute("aria-disabled", String(isOff));
				replace(node, el("span", null, el("kbd", null, code), nameOf(id, poll)), el("small", null, note));
			}
		},
		/* A key of the keyboard; never one that repeats, nor while a dialog asks something. */
		onKey(event) {
			const found = KEYS.find(([, code]) => code === event.key);

			if (!found || event.ctrlKey || event.altKey || event.metaKey)
				return;
			event.preventDefault();
			if (!event.repeat && !document.querySelector("dialog[open]"))
				press(found[0]);
		},
	};
}
