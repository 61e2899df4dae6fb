/* delegate.js - which screen a delegate sees in which state.
 *
 * Must not know: how any of them looks. */

import { isOfCandidates } from "/ballot.js";
import { checkScreen } from "/check.js";
import { idleScreen, overScreen, troubleScreen, waitScreen, receiptScreen, refusalScreen, heldScreen } from "/waiting.js";
import { slipScreen } from "/slip.js";
import { questionScreen } from "/question.js";
import { electionScreen } from "/election.js";
import { rollScreen } from "/roll.js";
import { gradesScreen } from "/grades.js";
import { sealingScreen, confirmScreen, lostScreen } from "/confirm.js";
import { openingScreen } from "/opening.js";
import { assistScreen, assistedBar, followAssist, isAsking } from "/assist.js";

/* For these the terminal itself is of no more use: whom it talks to contradicts itself, or does not know it. */
const BROKEN = new Set(["head", "tree_proof", "signature", "note", "machine"]);
/* These pass. */
const PASSING = new Set(["network", "tls", "busy", "io"]);
const SENDING = new Set(["sealing", "casting", "testing"]);

function choosing(ui, tools) {
	const { poll } = ui.state;

	if (poll.contests.length === 1)
		return questionScreen(ui, tools);
	if (!isOfCandidates(poll))
		return gradesScreen(ui, tools);
	return ui.isPicking ? rollScreen(ui, tools) : electionScreen(ui, tools);
}

export function delegateScreen(ui, tools) {
	followAssist(ui);
	const screen = screenOf(ui, tools);

	return ui.isAssisted ? { ...screen, bar: assistedBar(ui) } : screen;
}

function screenOf(ui, tools) {
	const { state } = ui;

	if (ui.isCut || BROKEN.has(state.why))
		return troubleScreen(ui, tools);
	if (state.opening)
		return openingScreen(ui, tools);
	if (state.check)
		return checkScreen(ui, tools);
	if (state.over && state.state === "waiting")
		return overScreen(ui);
	if (!state.slip)
		return slipScreen(ui, tools);
	if (SENDING.has(state.state) && (PASSING.has(state.why) || state.why === "held"))
		return waitScreen(ui, tools);
	if (state.why === "held" && (state.state === "choosing" || state.state === "sealed"))
		return heldScreen(ui, tools);
	if (isAsking(ui))
		return assistScreen(ui, tools);
	switch (state.state) {
	case "choosing": return choosing(ui, tools);
	case "sealing": case "testing": case "casting": return sealingScreen(ui, tools);
	case "sealed": return ui.ballot?.isChosen ? confirmScreen(ui, tools) : lostScreen(ui, tools);
	case "received": return receiptScreen(ui, tools);
	default: return state.why === "ok" || PASSING.has(state.why) ? idleScreen(ui, tools) : refusalScreen(ui, tools);
	}
}
