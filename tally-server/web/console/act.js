/* act.js - what two persons propose and scrutineers then sign on their own terminals: asking for it, and waiting for the signatures.
 *
 * Must not know: what is signed. */

import { ask } from "/common/api.js";
import { confirmTwo, toast } from "/common/shell.js";
import { refresh } from "/console/meeting.js";
import { el, replace } from "/page/dom.js";
import { t } from "/page/lang.js";

const POLL_MS = 700;
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

/* Shows how many have signed act `number`. Gives "done", "gone" (something else came in between),
 * or "left": closed by the operator, the act waits on. */
export async function waitFor(number, title) {
	let isLeft = false;
	const count = el("p", { class: "sign-count", role: "status" });
	const box = el("dialog", { "aria-labelledby": "act-title", onclose: () => {
		isLeft = true;
	} }, el("h2", { id: "act-title" }, title), el("div", { class: "waiting" }, el("span", { class: "ring", "aria-hidden": true }),
		el("div", null, count, el("p", { class: "quiet" }, t("CON_ACT_WHY")))),
	el("div", { class: "dialog-keys" }, el("button", { class: "btn", type: "button", onclick: () => box.close() }, t("CON_ACT_LEAVE"))));
	let act = { state: "waiting", signatures: 0 };

	document.body.append(box);
	box.showModal();
	while (act.state === "waiting" && !isLeft) {
		act = await ask("act", { number }).catch(() => act);
		replace(count, t("CON_ACT_SIGNED", act.signatures));
		if (act.state === "waiting")
			await sleep(POLL_MS);
	}
	box.remove();
	await refresh().catch(() => {});
	return act.state === "waiting" ? "left" : act.state;
}

/* confirmTwo, whose `type` message with body(data) proposes an act; then the wait. `tries`: how often it is
 * proposed anew if another entry came in between, with the password that was typed once; who confirms at a page of
 * their own is asked once. Gives true once it is signed. */
export async function proposeAct({ type, body, tries = 1, done, ...asked }) {
	let typed = null;
	const propose = async data => {
		typed = data;
		return ask(type, { ...body(data), second: data.second });
	};
	let proposed = await confirmTwo({ ...asked, act: propose });
	let state = "gone";

	for (let i = 0; proposed && i < (typed.second.password ? tries : 1) && state === "gone"; i++) {
		proposed = i ? await ask(type, { ...body(typed), second: typed.second }) : proposed;
		state = await waitFor(proposed.act, asked.title);
	}
	typed = null;
	if (!proposed)
		return false;
	if (state === "done")
		toast(done);
	else
		toast(t(state === "gone" ? "CON_ACT_GONE" : "CON_ACT_WAITING"), "warn");
	return state === "done";
}
