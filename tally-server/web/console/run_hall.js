/* run_hall.js - the hall screen as it is now, small, and behind a key the choice of another page for it.
 *
 * Must not know: how a page of the screen is made; that is the hall's own. */

import { ask } from "/common/api.js";
import { report } from "/common/shell.js";
import { isInControl, machines, meeting, serverNow, watch } from "/console/meeting.js";
import { stateOf } from "/console/run_now.js";
import { card } from "/console/view.js";
import { hallControl } from "/hall/control.js";
import { screen } from "/hall/screen.js";
import { el } from "/page/dom.js";
import { t } from "/page/lang.js";

const LEAST_MS = 500;   /* between two askings, whatever comes in */

function choose(done) {
	const place = el("div");
	const box = el("dialog", { class: "hall-dialog", "aria-labelledby": "hall-title", onclose: () => {
		panel.stop();
		unwatch();
		box.remove();
		done();
	} }, el("h2", { id: "hall-title" }, t("CON_HALL_NOW")), place,
		el("div", { class: "dialog-keys" }, el("button", { class: "btn", type: "button", onclick: () => box.close() }, t("WEB_CLOSE"))));

	document.body.append(box);
	box.showModal();
	const polls = () => meeting.agenda.map(poll => ({ poll: poll.poll, title: poll.title, state: stateOf(poll) }));
	const panel = hallControl(place, { polls, onError: report });
	const unwatch = watch(() => panel.refresh());
}

export function hall(scope, node) {
	const box = el("div", { class: "hall-picture", "aria-hidden": true });
	const shown = screen(box);
	let timer = 0;

	const load = async () => {
		shown.show(await ask("hall", { screen: "hall" }));
		shown.tick(serverNow());
	};
	const later = () => {
		timer ||= setTimeout(() => {
			timer = 0;
			load().catch(() => {});
		}, LEAST_MS);
	};

	scope.live(node, () => [machines("hall"), isInControl()], () => card(t("CON_HALL_NOW"), isInControl()
		? el("button", { class: "link", type: "button", "data-keep": "hall", onclick: () => choose(later) },
			t("CON_HALL_CHOOSE")) : machines("hall").length ? null : t("CON_NONE_ENROLLED"), box));
	scope.onStop(watch(later));
	scope.every(1000, () => shown.tick(serverNow()));
	load().catch(() => {});
}
