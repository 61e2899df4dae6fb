/* trustee_copy.js - the key file copied to a stick, or taken back from one on a machine that has none.
 *
 * Must not know: what is in it: a copy is sealed under the same passphrase. */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t } from "/page/lang.js";
import { key } from "/press.js";
import { passPage, wrongNote } from "/trustee_unlock.js";
import { pageOf } from "/trustee_parts.js";

function close(ui, tools) {
	Object.assign(ui, { isCopying: false, from: undefined, pass: "", again: "", wrong: null });
	tools.draw();
}

function stick(ui, tools, { folder, copy }, at) {
	const isRestore = ui.state.state === "locked";
	const name = folder.split("/").pop();
	const press = () => {
		if (!isRestore)
			return tools.send({ do: "backup", to: at });
		ui.from = at;
		return tools.draw();
	};

	return key(`stick-${at}`, { class: "alt", disabled: isRestore && !copy }, press, name, el("small", {}, t(copy ? "KIOSK_STICK_COPY" : "KIOSK_STICK_EMPTY")));
}

export function copyScreen(ui, tools) {
	const { state } = ui, isRestore = state.state === "locked", sticks = state.media ?? [];
	const back = key("close", { class: "key" }, () => close(ui, tools), icon("back"), t("KIOSK_CLOSE"));

	if (isRestore && ui.from !== undefined)
		return passPage(ui, tools, "restore-pass", t("KIOSK_RESTORE"), false, { do: "restore", from: ui.from }, el("p", { class: "test" }, back));
	if (state.state !== "locked" && ui.from !== undefined)
		close(ui, tools);
	return pageOf(isRestore ? "restore" : "backup", t(isRestore ? "KIOSK_RESTORE" : "KIOSK_BACKUP"), state,
		[el("h1", { class: "title" }, t(isRestore ? "KIOSK_RESTORE" : "KIOSK_BACKUP")), el("p", { class: "state" }, t(isRestore ? "KIOSK_RESTORE_HOW" : "KIOSK_BACKUP_HOW")),
			el("div", { class: "foot" }, wrongNote(ui), state.copied && el("p", { class: "state" }, icon("check"), t("KIOSK_COPIED")))],
		[el("div", { class: "press" }, sticks.length === 0 && el("p", { class: "state" }, icon("none"), t("KIOSK_NO_STICK")), sticks.map((one, at) => stick(ui, tools, one, at))),
			el("p", { class: "foot test" }, key("again", { class: "key" }, () => tools.send({ do: "media" }), t("KIOSK_LOOK_AGAIN")), back)]);
}
