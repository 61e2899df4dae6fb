/* index.js - the sign-in page, and the choice of a page by role.
 *
 * Must not know: what the pages behind it do. */

import { ask } from "/common/api.js";
import { changePassword, field, langKeys } from "/common/shell.js";
import { forgetPersons } from "/desk/db.js";
import { $, el, replace } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { errorText, t } from "/page/lang.js";
import { phrased } from "/page/phrased.js";

/* Where each role works. */
const PAGES = [
	{ href: "/console", sign: "key", name: "WEB_PAGE_CONSOLE", about: "WEB_PAGE_CONSOLE_ABOUT", roles: ["secretariat"] },
	{ href: "/console", sign: "file", name: "WEB_PAGE_READ", about: "WEB_PAGE_READ_ABOUT", roles: ["chair", "scrutineer", "viewer"], unless: "secretariat" },
	{ href: "/desk", sign: "desk", name: "WEB_PAGE_DESK", about: "WEB_PAGE_DESK_ABOUT", roles: ["desk"] },
];

let me = { name: "", roles: [], meeting: "" };
let typed = "";
let waiting = 0;        /* scans that the check-in desk has not sent */

const pagesOf = roles => PAGES.filter(page => page.roles.some(role => roles.includes(role)) && !roles.includes(page.unless));

/* Only a page of our own, and none that a link from elsewhere could make of it. */
function wayBack(pages) {
	const back = new URLSearchParams(location.search).get("back") ?? "";

	const isOurs = ({ href }) => back === href || back.startsWith(`${href}#`) || back.startsWith(`${href}/`);

	return pages.some(isOurs) || back.startsWith("/print/") ? back : "";
}

function enter() {
	const pages = pagesOf(me.roles);
	const to = wayBack(pages) || (pages.length === 1 ? pages[0].href : "");

	if (to)
		location.replace(to);
	else
		draw();
}

const about = () => el("section", { class: "door-about" },
	el("p", { class: "eyebrow" }, t("WEB_PRODUCT")),
	el("h1", { class: "title" }, phrased(me.meeting || t("WEB_NO_MEETING"))),
	el("p", { class: "lead" }, t("WEB_DOOR_LEAD")));

const waitingNote = () => (waiting ? el("p", { class: "note-warn door-waiting" }, icon("alert"), el("span", null, t("DESK_LEFT_WAITING", waiting))) : null);

function signInCard() {
	const name = el("input", { class: "input", autocomplete: "username", maxlength: 64, value: typed, oninput: () => {
		typed = name.value;
	} });
	const password = el("input", { class: "input", type: "password", autocomplete: "current-password", maxlength: 200 });
	const wrong = el("p", { class: "note-bad", role: "alert", hidden: true });
	const go = el("button", { class: "btn main", type: "submit" }, t("WEB_SIGN_IN"));

	const submit = async event => {
		event.preventDefault();
		const empty = [name, password].find(input => !input.value);

		if (empty || go.disabled) {
			empty?.focus();
			return;
		}
		go.disabled = true;
		try {
			await ask("login", { name: name.value.trim(), password: password.value });
			me = await ask("me");
			enter();
		} catch (error) {
			replace(wrong, icon("alert"), el("span", null, errorText(error)));
			wrong.hidden = false;
			password.value = "";
			password.focus();
		}
		go.disabled = false;
	};
	return el("section", { class: "card" }, el("h2", null, t("WEB_SIGN_IN")), waitingNote(),
		el("form", { onsubmit: submit, novalidate: true }, field(t("WEB_NAME"), name), field(t("WEB_PASSWORD"), password), wrong, go),
		el("p", { class: "door-else" }, el("a", { href: "/hall" }, t("WEB_IS_SCREEN")), el("a", { href: "/help" }, t("WEB_HELP"))));
}

const pageCard = () => el("section", { class: "card" }, el("h2", null, t("WEB_WELCOME", me.name)),
	el("nav", { class: "door-pages" }, pagesOf(me.roles).map(page => el("a", { href: page.href }, icon(page.sign), el("b", null, t(page.name)),
		el("span", null, t(page.about)), icon("next")))),
	el("p", { class: "door-else" }, el("button", { class: "btn small", type: "button", onclick: changePassword }, t("WEB_PASSWORD_CHANGE")),
		el("button", { class: "btn small", type: "button", onclick: async () => {
		await ask("logout").catch(() => {});
		me = { ...me, name: "", roles: [] };
		waiting = await forgetPersons();
		draw();
	} }, t("WEB_SIGN_OUT"))));

function draw() {
	document.title = t("WEB_PRODUCT");
	replace($(".door-head"), langKeys());
	replace($("main"), about(), me.name ? pageCard() : signInCard());
	$("input")?.focus();
}

document.addEventListener("langchange", draw);
draw();
try {
	me = await ask("me");
	if (!me.name)
		waiting = await forgetPersons();
} catch (error) {
	/* whatever else there is the form says when it is sent */
	if (error.code === "no_meeting")
		location.replace("/setup");
}
if (me.name) {
	enter();
} else {        /* the form stays as it is: somebody may be typing */
	$(".door-about")?.replaceWith(about());
	$(".card h2")?.after(...[waitingNote()].filter(Boolean));
}
