/* trustee.js - which screen a scrutineer sees in which state.
 *
 * Must not know: how any of them looks. */

import { unlockScreen } from "/trustee_unlock.js";
import { followScreen, failedScreen } from "/trustee_follow.js";
import { askScreen, declinedScreen } from "/trustee_ask.js";
import { openScreen } from "/trustee_open.js";
import { copyScreen } from "/trustee_copy.js";
import { troubleScreen } from "/waiting.js";

export function trusteeScreen(ui, tools) {
	const { state } = ui, { question } = state;

	if (ui.isCut)
		return troubleScreen(ui, tools);
	if (ui.isCopying)
		return copyScreen(ui, tools);
	if (state.state === "locked")
		return unlockScreen(ui, tools);
	if (state.state === "failed")
		return failedScreen(ui, tools);
	if (question?.declined)
		return declinedScreen(ui, tools);
	if (question)
		return question.kind === "open" ? openScreen(ui, tools) : askScreen(ui, tools);
	return followScreen(ui, tools);
}
