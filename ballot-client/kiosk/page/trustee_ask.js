/* trustee_ask.js - what a scrutineer compares or signs: the fingerprint of the key or of the slips, and acts, in words. One
 * press; nothing is typed back. An act of many lines is turned page by page, and the key that signs stands on the last.
 *
 * Must not know: the box (trustee_open.js). */

import { el } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { t, word } from "/page/lang.js";
import { WORDS } from "/page/words.js";
import { key } from "/press.js";
import { paged } from "/rows.js";
import { code, optionText, sized } from "/typeset.js";
import { pageOf, proofs } from "/trustee_parts.js";

const LINES = 4;
const pollName = (question, act) => question.titles?.[act.poll] ?? act.poll;
const attempt = act => (act.attempt > 1 ? t("KIOSK_ATTEMPT", act.attempt) : null);
const line = (name, value) => el("div", { class: "line" }, el("dt", {}, name), el("dd", {}, value));

function counts(question, act) {
	return act.counts.map((row, at) => {
		const contest = question.contests?.[at], scale = question.scales?.[contest?.scale] ?? [];
		const said = row.map((n, i) => `${scale[i] ? optionText(scale[i]) : i + 1} ${n}`);

		return line(act.counts.length > 1 ? contest?.title ?? at + 1 : t("KIOSK_COUNTS"), said.join(t("KIOSK_WIDE_SPACE")));
	});
}

const forms = act => act.forms.map(({ returned, invalid }, at) =>
	line(act.forms.length > 1 ? t("KIOSK_FORM", at + 1) : t("KIOSK_RETURNED"), t("KIOSK_FORM_COUNTS", returned, invalid)));

const seal = (question, act) => [line(t("KIOSK_SEAL_SIZE"), act.size),
	...act.polls.map(one => line(`${pollName(question, one)}${attempt(one) ? ` ${attempt(one)}` : ""}`, word("STATE_", one.state)))];

/* Everything else that an act says, by its fields: no act is shown without its content. */
const SAID = new Set(["act", "poll", "attempt", "reason", "counts", "polls", "size", "paper", "forms"]);

function inWords(question) {
	const act = JSON.parse(question.what);
	const title = Object.hasOwn(WORDS, `KIOSK_ACT_${act.act}`) ? t(`KIOSK_ACT_${act.act}`) : act.act;
	const others = Object.entries(act).filter(([name]) => !SAID.has(name));
	const lines = [
		act.poll && line(t("KIOSK_ACT_POLL"), pollName(question, act)),
		attempt(act) && line(t("KIOSK_ACT_ATTEMPT"), attempt(act)),
		act.paper && line(t("KIOSK_ACT_PAPER"), t("KIOSK_ACT_PAPER_YES")),
		act.reason && line(t("KIOSK_ACT_REASON"), act.reason),
		...(act.forms ? forms(act) : []),
		...(act.counts ? counts(question, act) : []),
		...(act.polls ? seal(question, act) : []),
		...others.map(([name, value]) => line(name, typeof value === "object" ? JSON.stringify(value) : String(value))),
	];

	return { title, lines: lines.filter(Boolean) };
}

/* What is to be compared, or signed: its title, itself, what the key says, and what was checked or follows, under its heading. */
function content(ui, question) {
	if (question.kind === "act") {
		const { title, lines } = inWords(question), { pages, items } = paged(ui, lines, LINES);

		return {
			title, pages, what: el("dl", { class: "sum act" }, items), heading: t("KIOSK_SIGN_YOURS"),
			yes: t("KIOSK_SIGN"), small: t("KIOSK_SIGN_WHAT"), no: t("KIOSK_SIGN_NOT"),
			checks: [[true, t("KIOSK_SIGN_NAME")], [true, t("KIOSK_SIGN_RECORD")]],
		};
	}
	const isSlips = question.kind === "slips", name = isSlips ? "SLIPS" : "PRINT";

	return {
		title: t(`KIOSK_${name}`), heading: t("KIOSK_CHECKED_HERE"), pages: 1,
		what: [el("p", { class: "state" }, t(`KIOSK_${name}_HOW`)), el("div", { class: "aloud" }, code(question.what))],
		yes: t("KIOSK_AGREES"), small: t(`KIOSK_${name}_YES`), no: t("KIOSK_DIFFERS"),
		checks: (isSlips ? ["KIOSK_SLIPS_CHECKED"] : ["KIOSK_PRINT_CHECKED", "KIOSK_PRINT_SHARE"]).map(each => [true, t(each)]),
	};
}

export function askScreen(ui, tools) {
	const { state } = ui, { question } = state;

	if (ui.asked !== question.what)
		Object.assign(ui, { asked: question.what, page: 0 });
	const { title, heading, pages, what, yes, small, no, checks } = content(ui, question);
	const turn = by => {
		ui.page += by;
		tools.draw();
	};
	const agree = () => tools.send({ do: "agree", what: question.what });

	return { about: `${ui.page} ${question.what}`, ...pageOf(`ask-${question.kind}`, title, state,
		[el("h1", { class: `title${sized(title, 16)}` }, title), pages > 1 && el("p", { class: "eyebrow" }, t("KIOSK_PAGE", ui.page + 1, pages)), what],
		[el("p", { class: "eyebrow" }, heading), proofs(checks),
			el("div", { class: "press foot" },
				ui.page < pages - 1 ? key("page-next", { class: "go" }, () => turn(1), t("KIOSK_PAGE_NEXT"))
					: key("agree", { class: "go" }, agree, yes, el("small", {}, small)),
				el("p", { class: "open-foot" }, key("decline", { class: "key" }, () => tools.send({ do: "decline", what: question.what }), no),
					ui.page > 0 && key("page-back", { class: "key" }, () => turn(-1), icon("back"), t("KIOSK_PAGE_BACK"))))]) };
}

/* The scrutineer has said no: nothing was signed or opened. */
export function declinedScreen(ui, tools) {
	const { state } = ui, isBox = state.question.kind === "open";

	return pageOf("declined", t("KIOSK_DECLINED"), state,
		[el("span", { class: "round calm" }, icon("pause"))],
		[el("h1", { class: "word-1 many" }, t("KIOSK_DECLINED")), el("ul", { class: "plain-list" }, el("li", {}, t(isBox ? "KIOSK_DECLINED_BOX" : "KIOSK_DECLINED_ACT")), isBox && el("li", {}, t("KIOSK_DECLINED_TOLD")),
			el("li", {}, t("KIOSK_DECLINED_DO"))), key("reconsider", { class: "alt" }, () => tools.send({ do: "reconsider" }), t("KIOSK_RECONSIDER"))], "word-page");
}
