/* asked.js - what somebody else asks this person to confirm as the second one (PROTOCOL.md P16.6):
 * who asks, for what, and the two answers. Above every area.
 *
 * Must not know: how it is carried out. */

import { ask } from "/common/api.js";
import { dialog, field, toast } from "/common/shell.js";
import { item, meeting, refresh, watch } from "/console/meeting.js";
import { people } from "/console/people.js";
import { optionText } from "/console/rule.js";
import { key } from "/console/view.js";
import { el, replace } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { number, t } from "/page/lang.js";

const LOOK_MS = 5000;   /* nobody tells when it is taken back */

const titleOf = id => item(id)?.title ?? id;

function hands(id, [counts]) {
	const { definition } = item(id);
	return definition.scales[definition.contests[0].scale].map((option, o) => `${optionText(option)} ${number(counts[o])}`).join(t("CON_COMMA"));
}

/* message → what it would do, in words; who(number) is that person's name and number. */
const TEXTS = {
	poll_void: ({ poll, reason, paper }) => [t("ASKED_poll_void", titleOf(poll), reason), paper ? t("ASKED_PAPER_NEXT") : ""].filter(Boolean).join(t("CON_COMMA")),
	seats_reduced: ({ poll, seats, reason }) => t("ASKED_seats_reduced", titleOf(poll), seats, reason),
	hands: ({ poll, counts }) => t("ASKED_hands", titleOf(poll), hands(poll, counts)),
	paper_issue: ({ poll, numbers }, who) => t("ASKED_paper_issue", titleOf(poll), numbers.length, numbers.map(who).join(t("FORMULA_AND"))),
	reissue: ({ number: of, outer, reason }, who) => t("ASKED_reissue", who(of), outer, reason),
	badge_replace: ({ number: of, reason }, who) => t("ASKED_badge_replace", who(of), reason),
	checkin_undo: ({ number: of, reason }, who) => t("ASKED_checkin_undo", who(of), reason),
	slips_propose: ({ issue }) => t("ASKED_slips_propose", issue),
	seal: () => t("ASKED_seal"),
};

async function describe({ type, body }) {
	const names = new Map((await people()).map(person => [person.number, person.name]));
	return TEXTS[type](body, of => (names.has(of) ? `${names.get(of)} ${of}` : of));
}

async function agree({ by, type, body }, text) {
	const password = el("input", { class: "input", type: "password", autocomplete: "off", maxlength: 200 });
	const given = await dialog({
		title: t("ASKED_BY", by), text, yes: t("ASKED_DO"), fields: [field(t("ASKED_OWN_PASSWORD"), password)], read: () => password.value || null,
		act: async typed => {
			await ask("second_give", { type, body, yes: true, password: typed });
			return true;
		},
	});

	if (given)
		toast(t("ASKED_GIVEN"));
	await refresh();
}

async function refuse({ type, body }) {
	await ask("second_give", { type, body, yes: false });
	toast(t("ASKED_REFUSED"));
	await refresh();
}

/* The strip; it is there while something is asked. */
export function asked() {
	const strip = el("section", { class: "asked", role: "alert", hidden: true });
	let seen = "";

	const draw = async () => {
		const now = meeting.status.asked ?? null, shown = JSON.stringify(now);

		if (shown === seen)
			return;
		seen = shown;
		const text = now && await describe(now);
		if (shown !== seen)
			return;
		strip.hidden = !now;
		replace(strip, now ? [icon("people"), el("p", null, el("b", null, t("ASKED_BY", now.by)), text),
			key({ class: "btn small main", onclick: () => agree(now, text) }, t("ASKED_YES")), key({ class: "btn small", onclick: () => refuse(now) }, t("ASKED_NO"))] : null);
	};
	const again = () => {
		seen = "";
		draw().catch(() => {});
	};

	watch(() => draw().catch(() => {}));
	document.addEventListener("langchange", again);
	setInterval(() => meeting.status.asked && refresh().catch(() => {}), LOOK_MS);
	again();
	return strip;
}
