/* keys.js - voting without touching the screen: a keyboard, a pad of three keys (up, down, enter), and a scanner that types.
 *
 * A scanner's characters come faster than any finger's: they are a voting code, and never presses. Must not know: screens. */

import { $$ } from "/page/dom.js";
import { takeCheck } from "/check.js";
import { LENGTH, character } from "/code.js";
import { enrolNow, typeEnrol } from "/enrol.js";
import { eraseCharacter, handOver, isWhole, typeCharacter } from "/slip.js";

const BURST_MS = 60, SCAN_MS = 1000;

/* All keys of the page in their order, round and round; those of the strip at the top come last. */
function move(by) {
	const all = [...$$("main button"), ...$$(".bar button")].filter(button => !button.disabled && button.tabIndex >= 0);
	const at = all.indexOf(document.activeElement);

	if (all.length > 0)
		all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length].focus();
}

const pressNamed = name => document.querySelector(`[data-key="${name}"]`)?.click();

/* A single character, typed by a person: its option, where the page has one. */
function single(key) {
	if (/^[1-9]$/.test(key))
		pressNamed(`option-${Number(key) - 1}`);
}

/* The pages that take a code, and how each does. */
const CODE_PAGES = { slip: { type: typeCharacter, enter: handOver }, "enrol-code": { type: typeEnrol, enter: enrolNow } };

/* `burst`: what has come as fast as a scanner types. */
function onCodePage(page, ui, tools, event, burst) {
	const c = character(event.key), scanned = [...burst].map(character);

	if (c)
		page.type(ui, c);
	else if (event.key === "Backspace")
		eraseCharacter(ui);
	else if (event.key === "Enter" && (isWhole(ui) || scanned.length === LENGTH)) {
		/* a scanner's: whatever has the focus is not pressed, and what stood there before is not of its code */
		event.preventDefault();
		if (scanned.length === LENGTH)
			Object.assign(ui, { typed: scanned, cursor: LENGTH });
		page.enter(ui, tools);
	} else
		return;
	tools.draw();
}

/* On other pages a scanned code is another delegate's at a booth; it is taken only where nothing of the last one's is under way. */
function takeScan(ui, tools, text) {
	const code = [...text].map(character).join("");
	const isFree = ui.state.mode === "booth" && !ui.state.opening && ["waiting", "received"].includes(ui.state.state);

	if (code.length !== LENGTH || !isFree)
		return;
	tools.resetSession();
	tools.send({ do: "slip", code });
}

/* The code of another terminal's test has blanks in it: within a scan they press nothing. */
function checkReader(ui, tools) {
	let text = "", last = 0;

	return event => {
		const goesOn = text !== "" && event.timeStamp - last < SCAN_MS;

		if (event.key === "Enter" && goesOn) {
			event.preventDefault();
			takeCheck(ui, tools, text);
			text = "";
		} else if (event.key.length === 1 && (goesOn || event.key !== " ")) {
			event.preventDefault();
			text = goesOn ? text + event.key : event.key;
			last = event.timeStamp;
		} else {
			return false;
		}
		return true;
	};
}

export function listen(ui, tools) {
	let burst = "", last = 0, timer = 0;
	const readCheck = checkReader(ui, tools);

	function onCharacter(event) {
		const isFast = event.timeStamp - last < BURST_MS;

		last = event.timeStamp;
		burst = isFast ? burst + event.key : event.key;
		clearTimeout(timer);
		timer = setTimeout(() => {
			if (burst.length === 1)
				single(burst);
			burst = "";
		}, 2 * BURST_MS);
	}

	document.addEventListener("keydown", event => {
		if (event.ctrlKey || event.altKey || event.metaKey || !ui.state || event.target instanceof HTMLInputElement)
			return;
		const page = CODE_PAGES[document.body.dataset.screen], isCharacter = event.key.length === 1 && event.key !== " ";

		if (page) {
			if (isCharacter)
				onCharacter(event);
			onCodePage(page, ui, tools, event, burst);
			return;
		}
		if (document.body.dataset.screen === "check" && readCheck(event))
			return;
		if (isCharacter) {
			onCharacter(event);
		} else if (event.key === "Enter" && burst.length > 1) {
			event.preventDefault();
			takeScan(ui, tools, burst);
			burst = "";
		} else if (event.key === "ArrowDown" || event.key === "ArrowRight" || event.key === "ArrowUp" || event.key === "ArrowLeft") {
			event.preventDefault();
			move(event.key === "ArrowDown" || event.key === "ArrowRight" ? 1 : -1);
		} else if (event.key === "Escape") {
			pressNamed("back");
		}
	});
}
