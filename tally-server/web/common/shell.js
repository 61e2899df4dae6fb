/* shell.js - what every staff page has around it: the header, messages that pass, and dialogs that ask for a second person.
 *
 * Must not know: any one page. */

import { ask, onLink, online } from "/common/api.js";
import { icon } from "/page/icons.js";
import { $, el, replace } from "/page/dom.js";
import { clock, errorText, lang, setLang, t } from "/page/lang.js";
import { phrased } from "/page/phrased.js";

const TOAST_MS = 5000;

/* ---- the header ---- */

/* The two languages, the other one a key away. */
export function langKeys() {
	const key = (l, text) => el("button", { class: "lang-key", type: "button", lang: l === "zh" ? "zh-CN" : "en", "aria-pressed": lang() === l, onclick: () => setLang(l) }, text);

	return el("span", { class: "lang-keys", role: "group", "aria-label": t("WEB_LANGUAGE") }, key("zh", t("OWN_LANG_ZH")), key("en", t("OWN_LANG_EN")));
}

async function signOut() {
	try {
		await ask("logout");
	} catch { /* without a session there is nothing to end */ }
	location.assign("/");
}

function tabLink({ id, text, href }, current, go) {
	return el("a", { href: href ?? `#${id}`, "aria-current": id === current ? "page" : null, onclick: go && (event => {
		event.preventDefault();
		go(id);
	}) }, t(text));
}

/* Draws the header into `place`, and again when the language or the link changes.
 *   title()   text at the left: the meeting's name
 *   tabs      [{id, text: NAME of a word, href}]; `go(id)` where the page itself changes them
 *   who       name of the operator; extra() gives nodes for the right side (such as the control seat)
 * Gives {draw(), setTab(id)}. */
export function header(place, { title, tabs = [], tab = "", go = null, who = "", extra = () => [] }) {
	const time = el("time");
	let current = tab;

	const tick = () => {
		time.textContent = clock(Date.now() / 1000, true);
	};
	const draw = () => {
		replace(place,
			el("b", { class: "shell-title title" }, phrased(title())),
			tabs.length ? el("nav", { "aria-label": t("WEB_PAGES") }, tabs.map(one => tabLink(one, current, go))) : null,
			el("div", { class: "shell-right" },
				online() ? null : el("span", { class: "shell-offline", role: "alert" }, icon("alert"), t("WEB_OFFLINE")),
				extra(),
				langKeys(),
				who ? el("button", { class: "shell-who", type: "button", title: t("WEB_PASSWORD_CHANGE"), "aria-label": `${who}${t("WEB_COLON")}${t("WEB_PASSWORD_CHANGE")}`,
					onclick: changePassword }, icon("person"), who) : null,
				who ? el("button", { class: "shell-out", type: "button", onclick: signOut }, t("WEB_SIGN_OUT")) : null,
				time));
		tick();
	};
	place.classList.add("shell");
	place.dataset.theme = "dark";
	document.addEventListener("langchange", draw);
	onLink(draw);
	setInterval(tick, 1000);
	draw();
	return {
		draw,
		setTab(id) {
			current = id;
			draw();
		},
	};
}

/* ---- who is here ---- */

/* The operator of this session, {name, roles, machine, meeting}, who must have one of `roles`; else
 * the sign-in page takes over, and comes back here. */
export async function signedIn(roles) {
	const me = await ask("me").catch(error => {
		if (error.code !== "no_meeting")
			throw error;
		return { name: "" };
	});

	if (me.name && roles.some(role => me.roles.includes(role)))
		return me;
	location.replace(`/?back=${encodeURIComponent(location.pathname + location.hash)}`);
	return new Promise(() => {});
}

/* For requests that a page's own code does not await one by one: shows what went wrong; without a session the sign-in page takes over. */
export function report(error) {
	if (error.code === "session") {
		location.replace(`/?back=${encodeURIComponent(location.pathname + location.hash)}`);
		return;
	}
	toast(error.detail ? `${errorText(error)}${t("WEB_COLON")}${error.detail}` : errorText(error), "bad");
}

/* ---- messages that pass ---- */

/* kind: ok, warn, bad. What is bad stays until it is closed. */
export function toast(text, kind = "ok") {
	const place = $("#toasts") ?? document.body.appendChild(el("div", { id: "toasts", "aria-live": "polite" }));
	const note = el("div", { class: `toast note-${kind}` }, icon(kind === "ok" ? "check" : "alert"), el("span", null, text),
		el("button", { class: "toast-close", type: "button", "aria-label": t("WEB_CLOSE"), onclick: () => note.remove() }, icon("cross")));

	place.append(note);
	if (kind === "ok")
		setTimeout(() => note.remove(), TOAST_MS);
}

/* ---- dialogs ---- */

let nextId = 0;

/* A labelled field; `control` is made by el. */
export function field(label, control, note) {
	if (!control.id)
		control.id = `field-${nextId++}`;
	return el("div", { class: "field" }, el("label", { for: control.id }, label), control, note ? el("span", { class: "note" }, note) : null);
}

/* A dialog whose form is sent by `act(data, box)`, a promise: while it runs the key rests, if it
 * fails the dialog stays and says why. Gives what `act` gave, or null.
 *   title, text; fields: nodes; yes: text of the key; danger: bool; read(): the data, or null where something is missing */
export function dialog({ title, text, fields = [], yes, danger = false, read = () => ({}), act = data => data }) {
	return new Promise(resolve => {
		const error = el("p", { class: "note-bad", role: "alert", hidden: true });
		const go = el("button", { class: danger ? "btn danger" : "btn main", type: "submit" }, yes);
		const stop = el("button", { class: "btn", type: "button", onclick: () => box.close() }, t("WEB_CANCEL"));
		let given = null;

		const submit = async event => {
			event.preventDefault();
			const data = read();

			if (!data || go.disabled)
				return;
			go.disabled = true;
			error.hidden = true;
			try {
				given = await act(data, box);
				box.close();
			} catch (e) {
				replace(error, icon("alert"), el("span", null, e.detail ? `${errorText(e)}${t("WEB_COLON")}${e.detail}` : errorText(e)));
				error.hidden = false;
				// in a low window the keys under it would be pushed out of sight
				box.scrollTo(0, box.scrollHeight);
			}
			go.disabled = false;
		};
		const head = el("h2", { id: `dialog-${nextId++}` }, title);
		const box = el("dialog", { "aria-labelledby": head.id, onclose: () => {
			box.remove();
			resolve(given);
		} }, el("form", { onsubmit: submit, novalidate: true }, head, text ? el("p", { class: "dialog-text" }, text) : null, fields, error,
			el("div", { class: "dialog-keys" }, stop, go)));

		document.body.append(box);
		box.showModal();
	});
}

/* Asks once; true or null. */
export const confirmOne = ({ title, text, yes, danger }) => dialog({ title, text, yes, danger, act: () => true });

/* Marks the field that is still to be filled, and gives what read() gives then: null. */
export const missing = input => {
	input.setAttribute("aria-invalid", "true");
	input.addEventListener("input", () => input.removeAttribute("aria-invalid"), { once: true });
	input.focus();
	return null;
};

const PASSWORD_LEAST = 8;

/* One's own (P16.5). */
export async function changePassword() {
	const secret = autocomplete => el("input", { class: "input", type: "password", autocomplete, maxlength: 200 });
	const old = secret("current-password"), fresh = secret("new-password"), again = secret("new-password");
	const read = () => {
		const bad = !old.value ? old : fresh.value.length < PASSWORD_LEAST ? fresh : again.value !== fresh.value ? again : null;
		return bad ? missing(bad) : { old: old.value, new: fresh.value };
	};
	const done = await dialog({
		title: t("WEB_PASSWORD_CHANGE"), text: t("WEB_PASSWORD_TEXT"), yes: t("WEB_SAVE"), read, act: given => ask("password", given),
		fields: [field(t("WEB_PASSWORD_OLD"), old), el("div", { class: "pair-of-fields" }, field(t("WEB_PASSWORD_NEW"), fresh),
			field(t("CON_PASSWORD_AGAIN"), again))],
	});

	if (done)
		toast(t("WEB_PASSWORD_CHANGED"));
}

const ASK_AGAIN_MS = 1000;
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

/* Sends it again until the second person has answered at a page of their own (P16.6), or the dialog is closed. */
async function untilAnswered(act, data, box, waits) {
	for (;;) {
		try {
			return await act(data);
		} catch (error) {
			const isWaiting = error.code === "second_waiting";

			waits.hidden = !isWaiting;
			for (const input of box.querySelectorAll("input, select, textarea"))
				input.disabled = isWaiting;
			if (!isWaiting)
				throw error;
		}
		await sleep(ASK_AGAIN_MS);
		if (!box.open)
			return null;
	}
}

const PRESIDIUM = ["secretariat", "chair", "scrutineer"];

/* Puts into `select` all accounts that may confirm what this operator does (P16.6): active, with one of
 * `roles`, and not `except`. Who is signed in may see them; `lack` says why there is none. */
async function listSeconds(select, lack, roles, except) {
	try {
		const { name: own } = await ask("me"), { operators } = await ask("readiness");
		const isAble = ({ name, active, roles: has }) => active && name !== own && name !== except && has.some(role => roles.includes(role));
		const able = operators.filter(isAble);

		replace(select, able.length > 1 ? el("option", { value: "" }, t("WEB_CHOOSE")) : null, able.map(({ name }) => el("option", null, name)));
		lack.textContent = able.length ? "" : t("WEB_SECOND_NOBODY");
	} catch (error) {
		lack.textContent = errorText(error);
	}
	lack.hidden = !lack.textContent;
}

/* Asks for what two persons must confirm. `act` is called with {second: {name, password}, reason,
 * value}; without a password where the second one is asked at a page of their own.
 *   roles: of whom the second person has one; except: the name of who may not be it; who: in words;
 *   isAfar: whether they may be asked at a page of their own
 *   reason: true, or a list of reasons to choose from (the last may be overwritten); typed: a word that must be typed as it stands
 *   fields, value(): further fields, and what they hold (null: not complete) */
export function confirmTwo({
	title, text, yes, danger = false, roles = PRESIDIUM, except = "", who = t("WEB_SECOND_WHY"), isAfar = true, reason = null, typed = "",
	fields = [], value = () => ({}), act = data => data,
}) {
	const name = el("select", { class: "select" }), lack = el("p", { class: "note-bad", role: "alert", hidden: true });
	const password = el("input", { class: "input", type: "password", autocomplete: "off", maxlength: 200 });
	const passwordField = field(t("WEB_PASSWORD"), password), waits = el("p", { class: "second-waits", role: "status", hidden: true }, icon("person"),
		el("span", null, t("WEB_SECOND_WAITS")));
	const afar = el("input", { type: "checkbox", onchange: () => {
		passwordField.hidden = afar.checked;
	} });
	const why = el("input", { class: "input", autocomplete: "off", maxlength: 60 });
	const choice = Array.isArray(reason) ? el("select", { class: "select", onchange: () => {
		why.value = choice.value;
	} }, reason.map(one => el("option", null, one))) : null;
	const word = el("input", { class: "input", autocomplete: "off" });

	if (choice)
		why.value = choice.value;
	listSeconds(name, lack, roles, except);
	const read = () => {
		for (const input of [reason && why, typed && word, name, !afar.checked && password])
			if (input && (!input.value.trim() || (input === word && input.value.trim() !== typed)))
				return missing(input);
		const more = value(), second = { name: name.value, ...(!afar.checked && { password: password.value }) };

		return more && { second, ...(reason && { reason: why.value.trim() }), value: more };
	};
	return dialog({
		title, text, yes, danger, read, act: (data, box) => untilAnswered(act, data, box, waits), fields: [
			fields,
			choice ? el("div", { class: "pair-of-fields" }, field(t("WEB_REASON_CHOOSE"), choice), field(t("WEB_REASON"), why)) : null,
			reason && !choice ? field(t("WEB_REASON"), why) : null,
			typed ? field(t("WEB_TYPE_WORD", typed), word) : null,
			el("fieldset", { class: "second" }, el("legend", null, t("WEB_SECOND")), el("p", { class: "small quiet" }, who),
				el("div", { class: "pair-of-fields" }, field(t("WEB_NAME"), name), passwordField), lack,
				isAfar ? el("label", { class: "check" }, afar, t("WEB_SECOND_AFAR")) : null, waits),
		],
	});
}
