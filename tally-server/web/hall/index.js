/* index.js - a screen in the hall: asks for its page, draws it, asks again when the server says
 * that something changed, and every few seconds anyway.
 *
 * Whether the browser was enrolled as a screen or an operator looks on, the page is the same. Must not know: what pages look like. */

import { ask, online, onLink, onNudge } from "/common/api.js";
import { lang, setLang, t } from "/page/lang.js";
import { WORDS } from "/page/words.js";
import { enrolForm } from "/hall/enrol.js";
import { screen } from "/hall/screen.js";

const ASK_MS = 4000, GATHER_MS = 200, RETRY_MS = 500;

const query = new URLSearchParams(location.search);
let which = "hall", show = null, timer = 0, shown = "", offset = 0;

/* Its name says which screen it is, unless the address does. */
function choose(me) {
	const isRostrum = WORDS.HALL_SCREEN_rostrum.some(name => me.machine?.toLowerCase().includes(name.toLowerCase()));

	return query.get("screen") === "rostrum" || (!query.has("screen") && isRostrum) ? "rostrum" : "hall";
}

const now = () => Date.now() / 1000 + offset;

function again(ms) {
	clearTimeout(timer);
	timer = setTimeout(refresh, ms);
}

async function refresh() {
	try {
		const page = await ask("hall", { screen: which });
		const { at, head, ...rest } = page, text = JSON.stringify(rest);

		offset = at - Date.now() / 1000;
		show.link(true);
		/* what stands is not drawn again: a turned page stays turned */
		if (text !== shown)
			show.show(page);
		shown = text;
		/* until it is told again what changes, it asks often */
		again(online() ? ASK_MS : RETRY_MS);
	} catch (error) {
		if (error.code === "session" || error.code === "machine" || error.code === "not_permitted")
			location.reload();
		show.link(false);
		again(RETRY_MS);
	}
}

function start(me) {
	which = choose(me);
	document.title = t("HALL_TITLE");
	show = screen(document.body);
	setInterval(() => show.tick(now()), 1000);
	document.addEventListener("dblclick", () => document.documentElement.requestFullscreen?.().catch(() => {}));
	document.addEventListener("keydown", event => {
		if (event.key === "l" || event.key === "L")
			setLang(lang() === "zh" ? "en" : "zh");
	});
	onNudge(() => again(GATHER_MS), Boolean(me.machine));
	onLink(up => {
		show.link(up);
		/* it looks for the server itself: the stream begins again later than a new picture is due */
		again(up ? 0 : RETRY_MS);
	});
	refresh();
}

async function begin() {
	try {
		const me = await ask("me");

		if (me.name || me.machine)
			start(me);
		else
			enrolForm(document.body, begin);
	} catch {
		setTimeout(begin, RETRY_MS);
	}
}

if (query.has("lang"))
	setLang(query.get("lang"));
begin();
