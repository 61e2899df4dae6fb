/* kiosk.js - the terminal's page: draws the screen for the state that the program tells, and keeps the choice until it is handed over.
 *
 * Must not know: what any one screen looks like. */

import { el, replace, $ } from "/page/dom.js";
import { setLang, lang } from "/page/lang.js";
import { follow, act } from "/link.js";
import { newBallot } from "/ballot.js";
import { newPage } from "/press.js";
import { bar } from "/bar.js";
import { delegateScreen } from "/delegate.js";
import { closeEye, findCamera } from "/eye.js";
import { enrolScreen } from "/enrol.js";
import { typedUntil } from "/slip.js";
import { trusteeScreen } from "/trustee.js";
import { listen } from "/keys.js";
import { findVoices, follow as readAloud } from "/voice.js";

/* What the page itself knows. `ballot` is the choice; it is in no storage. */
const ui = {
	state: null, ballot: null, page: 0, low: false, stop: null, typed: [], cursor: 0, wrong: null, sent: null,
	isPicking: false, isReading: false, touchedAt: 0, aliveAt: 0,
};
let shown = "";
/* A finger is on the screen: what it presses must not be taken away under it, nor come to mean something else. What
 * is told meanwhile waits, but not for what lies on the screen and is no press. */
const LONGEST_PRESS_MS = 5000;
let isTouched = false, isWaiting = false, unheard, lifting = 0;

function isOpen(state) {
	return state.poll && ["choosing", "sealing", "sealed", "casting", "testing"].includes(state.state);
}

/* Another poll, another slip or the end of this one: the choice is gone. What was chosen for a test
 * is shown beside its opening, and then gone too. */
function keepChoice(state) {
	const before = ui.ballot?.poll, isNewOpening = state.opening && !ui.state?.opening;
	const isSame = before && isOpen(state) && before.poll === state.poll.poll && before.attempt === state.poll.attempt;

	if (isNewOpening)
		ui.tested = ui.ballot;
	else if (!state.opening)
		ui.tested = null;
	if (isSame && !isNewOpening)
		return;
	ui.ballot = isOpen(state) ? newBallot(state.poll) : null;
	Object.assign(ui, { page: 0, low: false, stop: null, isPicking: false, find: null });
}

/* The next delegate begins with the screen as it is made. */
function resetSession() {
	document.documentElement.dataset.text = "normal";
	document.documentElement.dataset.theme = "light";
	Object.assign(ui, { typed: [], cursor: 0, wrong: null, sent: null, ballot: null, isReading: false });
}

function onState(state) {
	if (isTouched) {
		unheard = state;
		return;
	}
	if (state) {
		if (state.lang !== lang())
			setLang(state.lang);
		if (ui.state && (ui.state.role !== state.role || (ui.state.slip && !state.slip)))
			resetSession();
		if (state.slip)
			Object.assign(ui, { typed: [], cursor: 0, wrong: null, sent: null });
		if (state.role === "terminal")
			keepChoice(state);
	}
	ui.isCut = !state;
	ui.state = state ?? ui.state;
	draw();
}

const SCREENS = { none: enrolScreen, terminal: delegateScreen, trustee: trusteeScreen };

/* Draw the screen. The same page about the same thing, drawn anew, keeps the focus; another waits before it takes a press. */
function draw() {
	isWaiting = isTouched;
	if (!ui.state || isTouched)
		return;
	const screen = SCREENS[ui.state.role](ui, tools);
	if (ui.isLooking && !screen.hasEye)
		closeEye(ui);
	const focus = document.activeElement?.dataset?.key, about = `${screen.name} ${screen.about ?? ""}`;

	document.title = screen.title;
	document.body.className = `terminal ${screen.body ?? ""}`;
	document.body.dataset.screen = screen.name;
	replace(document.body, bar(ui, tools, screen.bar), screen.main);
	if (about !== shown) {
		shown = about;
		newPage();
		$("[data-focus]")?.focus();
	} else if (focus) {
		$(`[data-key="${CSS.escape(focus)}"]`)?.focus();
	}
	readAloud(ui, about, screen.says ?? [screen.title]);
}

async function send(what) {
	const wrong = await act(what);

	if (wrong) {
		ui.wrong = wrong;
		draw();
	}
	return wrong;
}

const tools = { draw, send, resetSession };

/* Somebody is there: a booth does not forget while it is used. */
function alive() {
	const now = Date.now();

	ui.touchedAt = now;
	if (ui.state?.clears_at && now - ui.aliveAt > 3000) {
		ui.aliveAt = now;
		act({ do: "alive" });
	}
}

function catchUp() {
	const state = unheard;

	if (isTouched)
		return;
	unheard = undefined;
	if (state !== undefined)
		onState(state);
	else if (isWaiting)
		draw();
}

function touch(is) {
	isTouched = is;
	clearTimeout(lifting);
	/* after the click that follows */
	lifting = is ? setTimeout(touch, LONGEST_PRESS_MS, false) : setTimeout(catchUp);
}

document.addEventListener("pointerdown", () => touch(true), { passive: true });
for (const event of ["pointerup", "pointercancel"])
	document.addEventListener(event, () => touch(false), { passive: true });
for (const event of ["pointerdown", "keydown"])
	document.addEventListener(event, alive, { passive: true });
/* clocks and counters */
setInterval(() => {
	for (const node of document.querySelectorAll("[data-tick]"))
		node.dispatchEvent(new CustomEvent("tick"));
	if (Date.now() > (typedUntil(ui) ?? Infinity)) {
		resetSession();
		draw();
	}
}, 250);
document.addEventListener("langchange", draw);
document.addEventListener("visibilitychange", () => { closeEye(ui); draw(); });
listen(ui, tools);
findCamera(tools);
findVoices(tools);
follow(onState);
replace(document.body, el("main", {}));
