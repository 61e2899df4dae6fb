/* bar.js - the head of the page: whose desk, arriving or leaving, how many are here, whether the server is, what waits.
 *
 * Must not know: how any of that is found out. */
import { changePassword, langKeys } from "/common/shell.js";
import { icon } from "/page/icons.js";
import { el, replace } from "/page/dom.js";
import { clock, t } from "/page/lang.js";
import { sign } from "/desk/signs.js";

function linkNode({ isOnline, pending }) {
	const text = isOnline ? pending ? t("DESK_SENDING", pending) : t("DESK_LINKED") : pending ? t("DESK_CUT_PENDING", pending) : t("DESK_CUT");

	return el("span", { class: isOnline ? "dot" : "dot warn", role: "status" }, text);
}

const modeKeys = (mode, setMode) => el("div", { class: "modes", role: "group", "aria-label": t("DESK_MODE") }, ["in", "out"].map(one =>
	el("button", { type: "button", "aria-pressed": one === mode, onclick: () => setMode(one) }, t(`DESK_MODE_${one}`))));

/* s: {who, mode, present, expected, isOnline, pending, anomalies (how many), hasNew (nobody has
 * looked yet), isMuted}; on: {setMode, mute, showAnomalies, signOut} */
export function drawBar(place, s, on) {
	const muteText = s.isMuted ? t("DESK_SOUND_OFF") : t("DESK_SOUND_ON");

	replace(place,
		el("b", { class: "bar-who" }, el("span", { class: "bar-what" }, t("WEB_PAGE_DESK")), el("span", null, s.who)),
		modeKeys(s.mode, on.setMode),
		el("div", { class: "right" },
			s.anomalies ? el("button", { class: s.hasNew ? "to-check new" : "to-check", type: "button", onclick: on.showAnomalies }, icon("alert"), t("DESK_TO_CHECK", s.anomalies)) : null,
			el("span", { class: "figures" }, t("DESK_PRESENT"), " ", el("b", null, String(s.present)), el("i"), t("DESK_EXPECTED"), " ", String(s.expected)),
			linkNode(s),
			el("button", { class: "bar-key", type: "button", "aria-pressed": s.isMuted, "aria-label": muteText, title: muteText, onclick: on.mute }, sign(s.isMuted ? "mute" : "sound")),
			langKeys(),
			el("button", { class: "bar-key", type: "button", "aria-label": t("WEB_PASSWORD_CHANGE"), title: t("WEB_PASSWORD_CHANGE"), onclick: changePassword }, icon("key")),
			el("button", { class: "bar-key", type: "button", "aria-label": t("WEB_SIGN_OUT"), title: t("WEB_SIGN_OUT"), onclick: on.signOut }, icon("out")),
			el("time", { class: "bar-clock" }, clock(Date.now() / 1000, true))));
}
