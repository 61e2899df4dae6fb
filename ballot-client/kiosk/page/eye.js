/* eye.js - a code held before the terminal's camera, where there is one: on by a press, off as soon as it is not needed.
 *
 * Must not know: what the code opens. */

import { openCamera } from "/page/camera.js";
import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t } from "/page/lang.js";
import { LENGTH, character, isRight } from "/code.js";
import { key } from "/press.js";

const PATIENCE_MS = 60000;

/* one for the page: drawn anew, it goes on */
const video = el("video", { class: "eye", playsinline: true });
let hasCamera = false, camera = null, timer = 0, turn = 0;

async function look(tools) {
	const devices = await navigator.mediaDevices.enumerateDevices();

	hasCamera = devices.some(device => device.kind === "videoinput");
	tools.draw();
}

/* Is there a camera? Asked again when one is plugged in. */
export function findCamera(tools) {
	navigator.mediaDevices?.addEventListener("devicechange", () => look(tools));
	if (navigator.mediaDevices)
		look(tools);
}

export function closeEye(ui) {
	turn++;
	clearTimeout(timer);
	camera?.stop();
	camera = null;
	ui.isLooking = false;
}

/* A code of the fields: a right one is in them as if typed, and handed over. */
export const takesCode = (ui, tools, checks, handOver) => text => {
	const code = [...text].map(character).join("");

	if (code.length !== text.length || code.length !== LENGTH || !isRight(code, checks))
		return false;
	closeEye(ui);
	Object.assign(ui, { typed: [...code], cursor: LENGTH, wrong: null });
	handOver(ui, tools);
	return true;
};

async function openEye(ui, tools, take) {
	const mine = ++turn;
	const close = wrong => { closeEye(ui); ui.wrong = wrong; tools.draw(); };

	Object.assign(ui, { isLooking: true, wrong: null });
	tools.draw();
	timer = setTimeout(() => close(null), PATIENCE_MS);
	try {
		const opened = await openCamera(video, text => {
			if (!take(text)) {
				ui.wrong = "eye_other";
				tools.draw();
			}
		});

		if (mine === turn)
			camera = opened;
		else
			opened.stop();
	} catch {
		if (mine === turn)
			close("eye");
	}
}

/* take(text) for what comes into view; false if it is not what is asked for. */
export const eyeKey = (ui, tools, take) => hasCamera && key("eye", { class: "key", tabindex: -1 }, () => openEye(ui, tools, take), icon("camera"), t("KIOSK_EYE"));

/* In place of the keys. */
export const eyeView = (ui, tools) => el("section", {}, video, el("div", { class: "pad-keys foot" },
	key("eye-close", { class: "alt", "data-focus": true }, () => { closeEye(ui); ui.wrong = null; tools.draw(); }, t("KIOSK_EYE_CLOSE"))));
