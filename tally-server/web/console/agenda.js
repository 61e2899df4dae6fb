/* agenda.js - the agenda before the meeting: polls in their order, and the form of one.
 *
 * Must not know: what a definition is made of. */

import { report } from "/common/shell.js";
import { canMove, isDraft, move, withdraw } from "/console/agenda_order.js";
import { kindLine } from "/console/ballot.js";
import { isInControl, item, lastAttempt, meeting, seatsLeft, watchControl } from "/console/meeting.js";
import { pollForm } from "/console/poll_form.js";
import { printProof } from "/console/run_more.js";
import { key } from "/console/view.js";
import { el, replace } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t, word } from "/page/lang.js";
import { phrased } from "/page/phrased.js";

/* Said to those who do not see the list move. */
const spoken = el("p", { class: "sr-only", role: "status" });

async function moveBy(poll, by) {
	if (!isInControl() || !canMove(poll.poll, by))
		return;
	replace(spoken, t("CON_MOVED", poll.title, await move(poll.poll, by)));
}

/* A key that has nowhere to go rests, but keeps the focus: who has moved an item to the end goes on from there. */
function moveKey(poll, by, sign, name) {
	return el("button", { class: "btn small plain", type: "button", "aria-disabled": String(!canMove(poll.poll, by)), "data-keep": `${sign} ${poll.poll}`,
		onclick: () => moveBy(poll, by).catch(report) }, icon(sign), t(name));
}

async function leave(poll) {
	if (await withdraw(poll))
		location.hash = "#prepare/agenda";
}

function entry(poll, i, current) {
	const isCurrent = poll.poll === current;
	const onkeydown = event => {
		const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];

		if (!by || !event.altKey)
			return;
		event.preventDefault();
		moveBy(poll, by).catch(report);
	};

	return el("li", null,
		el("a", { href: `#prepare/agenda/${poll.poll}`, "aria-current": isCurrent ? "true" : null, "data-keep": poll.poll, "aria-keyshortcuts": "Alt+ArrowUp Alt+ArrowDown",
			onkeydown },
		el("span", { class: "no" }, i + 1), el("b", null, phrased(poll.title)),
			el("small", null, [kindLine(poll.definition), word("STATE_", lastAttempt(poll)?.state ?? "draft")].join(t("CON_COMMA")))),
		isCurrent && isInControl() ? el("p", { class: "item-keys" }, moveKey(poll, -1, "up", "CON_UP"), moveKey(poll, 1, "down", "CON_DOWN"),
			isDraft(poll) ? key({ class: "btn small plain", onclick: () => leave(poll) }, icon("cross"), t("CON_WITHDRAW")) : null) : null);
}

function list(current) {
	return [
		el("header", { class: "section-head" }, el("h1", null, t("CON_AGENDA_BALLOTS"))),
		meeting.agenda.length ? el("ol", { class: "agenda-list" }, meeting.agenda.map((poll, i) => entry(poll, i, current))) : el("p", { class: "quiet" },
			t("CON_READY_AGENDA_TODO")),
		isInControl() ? el("a", { class: current === "new" ? "btn small" : "btn small main", href: "#prepare/agenda/new", "data-keep": "new" }, icon("plus"),
			t("CON_ADD_ITEM")) : null,
		isInControl() && meeting.agenda.length > 1 ? el("p", { class: "quiet small" }, t("CON_MOVE_WHY")) : null,
	];
}

/* What a new item begins with: nothing, a rehearsal, or the election of others for seats that were left. */
const NEW = {
	new: () => ({}),
	rehearse: () => ({ kind: "resolution", title: t("CON_REHEARSAL_TITLE"), rehearsal: true }),
	after: id => {
		const { definition } = item(id), attempt = lastAttempt(item(id));
		return { kind: definition.kind, title: t("CON_SUPPLEMENTARY_OF", definition.title), seats: seatsLeft(item(id)), electorate: definition.electorate,
			follows: { poll: id, attempt: attempt.number } };
	},
};

/* What was filled in for a new item and not saved: who looks elsewhere meanwhile, or presses Back, finds it again. */
let unsaved = null;

export function agenda(root, area, [id = meeting.agenda.length ? "" : "new", of = ""]) {
	const left = el("div", { class: "agenda-side" }), right = el("div", { class: "agenda-form", tabindex: "0" });
	const begun = () => (id === "new" && unsaved) || NEW[id](of);
	let form = null;
	/* what was typed stays when the language changes, or the control seat */
	const show = () => {
		const poll = item(id);

		/* the number of a new item is the next that is free when it is saved */
		if (Object.hasOwn(NEW, id) || (poll && !poll.attempts.length))
			form = pollForm(form ? { ...form.draft(), poll: poll?.poll } : poll?.definition ?? begun());
		replace(right, form?.nodes ?? el("div", { class: "empty" }, el("p", { class: "quiet" }, t(poll ? "CON_ITEM_FIXED" : "CON_CHOOSE_ITEM")),
			poll ? el("button", { class: "btn small", type: "button", onclick: () => printProof(poll) }, icon("print"), t("CON_MORE_PROOF")) : null));
	};

	root.append(left, right, spoken);
	const seen = poll => [poll.poll, poll.title, kindLine(poll.definition), lastAttempt(poll)?.state];
	area.live(left, () => [meeting.agenda.map(seen), isInControl()], () => list(id));
	area.listen(document, "langchange", show);
	area.onStop(watchControl(show));
	area.onStop(() => {
		if (id === "new")
			unsaved = form.isSaved() ? null : { ...form.draft(), poll: undefined };
	});
	show();
	/* what makes it a rehearsal is to be seen */
	if (id === "rehearse")
		right.querySelector(".more-settings").scrollIntoView({ block: "nearest" });
}
