/* setup.js - the meeting's beginning in a browser (P16.16): the code from the server's own machine;
 * then name, sittings, rules and the first secretary.
 *
 * What was typed is kept here until the meeting is there. Must not know: what rules mean, what comes after. */

import { ask } from "/common/api.js";
import { field, langKeys } from "/common/shell.js";
import { profileTitle, ruleSheet } from "/console/rules.js";
import { $, $$, el, replace } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { errorText, t } from "/page/lang.js";

const SITTINGS_MAX = 20, FILE_MAX = 256 << 10, TEXT_BYTES = 200, NAME_BYTES = 60, PASSWORD_LEAST = 8;

const offered = { profile: [], election: [] };
const draft = { code: "", name: "", sittings: [""], profile: null, election: null, operator: "", password: "", again: "" };
let step = "code";
let wrong = {};                 /* what is wrong by field, as a function that says it in the page's language; "" for what is of none */
let shown = null;               /* of the rules chosen: {profile, words}; or null */
let asked = 0;

const bytes = text => new TextEncoder().encode(text).length;
const say = (name, ...args) => () => t(name, ...args);

const note = text => el("p", { class: "note-bad", role: "alert" }, icon("alert"), el("span", null, text));

/* A labelled field with what is wrong with it. */
function row(name, label, control, hint) {
	const bad = wrong[name];

	control.id = `setup-${name}`;
	if (bad) {
		control.setAttribute("aria-invalid", "true");
		control.setAttribute("aria-describedby", `bad-${name}`);
	}
	return el("div", null, field(label, control, hint), bad ? el("p", { class: "setup-bad", id: `bad-${name}` }, icon("alert"), bad()) : null);
}

/* What was wrong with a field and is not any more goes while one types; the field itself stays, with the caret in it. */
function mend(name, controls) {
	if (!wrong[name] || flaws()[name])
		return;
	delete wrong[name];
	$(`#bad-${name}`).remove();
	for (const control of controls)
		control.removeAttribute("aria-invalid");
}

const input = (name, props) => el("input", { class: "input", autocomplete: "off", value: draft[name], ...props, oninput: ({ target }) => {
	draft[name] = target.value;
	mend(name, [target]);
	if (name === "password")
		mend("again", [$("#setup-again")]);
} });

/* ---- the code ---- */

async function sendCode(event) {
	event.preventDefault();
	if (!draft.code.trim()) {
		$("#setup-code").focus();
		return;
	}
	wrong = {};
	try {
		const { profiles } = await ask("setup", { code: draft.code.trim() });

		// a code that was drawn anew finds the choice as it was
		if (offered.profile.every(one => one.file)) {
			offered.profile.unshift(...profiles.filter(one => one.quorum));
			offered.election.unshift(...profiles.filter(one => !one.quorum));
		}
		step = "form";
	} catch (error) {
		refused(error);
	}
	draw();
	$(step === "form" ? "#setup-name" : "#setup-code").focus();
	if (step === "form" && draft.profile)
		await showRules();
}

const codePart = () => [
	el("section", { class: "door-about" }, el("p", { class: "eyebrow" }, t("WEB_PRODUCT")), el("h1", { class: "title" }, t("SETUP_TITLE")),
		el("p", { class: "lead" }, t("SETUP_LEAD")),
		el("ol", { class: "setup-steps" }, ["SETUP_STEP_1", "SETUP_STEP_2", "SETUP_STEP_3"].map(name => el("li", null, el("span", null, t(name)))))),
	el("section", { class: "card" }, el("h2", null, t("SETUP_CODE_TITLE")),
		el("form", { onsubmit: sendCode, novalidate: true },
			row("code", t("SETUP_CODE"), input("code", { class: "input code", spellcheck: "false", autocapitalize: "characters", maxlength: 40 }), t("SETUP_CODE_HINT")),
			el("button", { class: "btn main", type: "submit" }, t("SETUP_NEXT"))),
		el("p", { class: "door-else" }, el("a", { href: "/help" }, t("WEB_HELP")))),
];

/* ---- rules ---- */

/* Without a file's own mark, which is this page's alone. */
const bare = one => one && (({ file, ...rest }) => rest)(one);
const chosen = () => ({ profile: bare(draft.profile), ...(draft.election && { election: bare(draft.election) }) });

/* Ask for the rules in words; a later choice overtakes an earlier one. */
async function showRules() {
	const mine = ++asked;

	shown = null;
	delete wrong.profile;
	delete wrong.election;
	if (draft.profile) {
		try {
			const answer = await ask("setup_rules", { code: draft.code.trim(), ...chosen() });
			shown = mine === asked ? answer : shown;
		} catch (error) {
			if (mine === asked)
				refused(error);
		}
	}
	if (mine === asked)
		draw();
}

function choice(name, none) {
	const list = offered[name];

	return el("select", { class: "select", onchange: event => {
		draft[name] = list[event.target.value] ?? null;
		showRules();
	} }, el("option", { value: "" }, none),
	list.map((one, i) => el("option", { value: i, selected: one === draft[name] }, one.file ? t("SETUP_FROM_FILE", one.title, one.file) : profileTitle(one))));
}

/* A file is of a meeting or of an election: by whether it has a quorum of its own. */
async function takeFile(file) {
	let read = null, name = "profile";

	if (!file)
		return;
	try {
		read = file.size <= FILE_MAX ? JSON.parse(await file.text()) : null;
	} catch { /* told below */ }
	if (!read || typeof read !== "object" || !read.kinds || typeof read.title !== "string") {
		wrong.profile = file.size > FILE_MAX ? say("SETUP_FILE_LARGE") : say("SETUP_FILE_NONE", file.name);
		draw();
		return;
	}
	name = read.quorum ? "profile" : "election";
	read.file = file.name;
	offered[name] = [...offered[name].filter(one => one.file !== file.name), read];
	draft[name] = read;
	await showRules();
}

function fileKey() {
	const file = el("input", { type: "file", accept: ".json,application/json", hidden: true, "aria-label": t("SETUP_FILE"), onchange: () => takeFile(file.files[0]) });

	return el("p", null, file, el("button", { class: "btn small", type: "button", id: "setup-file", onclick: () => file.click() }, icon("file"), t("SETUP_FILE")));
}

const rulePart = () => el("section", { class: "card setup-rules", tabindex: "0", "aria-label": t("SETUP_RULES_SHOWN") }, el("h2", null, t("SETUP_RULES_SHOWN")),
	shown ? ruleSheet(shown) : el("p", { class: "quiet" }, t("SETUP_RULES_NONE")));

/* ---- the form ---- */

function sittings() {
	const change = (list, at) => {
		draft.sittings = list;
		delete wrong.sittings;
		draw();
		$(`#setup-sitting-${at}`).focus();
	};
	const one = (text, i) => el("div", { class: "setup-sitting" },
		el("input", { class: "input", autocomplete: "off", id: `setup-sitting-${i}`, value: text, "aria-label": t("SETUP_SITTING", i + 1),
			"aria-invalid": wrong.sittings && !text.trim(), oninput: ({ target }) => {
				draft.sittings[i] = target.value;
				mend("sittings", $$(".setup-sitting .input"));
			} }),
		draft.sittings.length > 1 ? el("button", { class: "btn small", type: "button", "aria-label": t("SETUP_SITTING_LESS", i + 1),
			onclick: () => change(draft.sittings.filter((_, at) => at !== i), Math.max(0, i - 1)) }, icon("cross")) : null);

	return el("fieldset", { class: "field" }, el("legend", { class: "label" }, t("SETUP_SITTINGS")), draft.sittings.map(one),
		el("span", { class: "note" }, t("SETUP_SITTINGS_HINT")),
		wrong.sittings ? el("p", { class: "setup-bad", id: "bad-sittings" }, icon("alert"), wrong.sittings()) : null,
		draft.sittings.length < SITTINGS_MAX ? el("p", null, el("button", { class: "btn small", type: "button", id: "setup-more",
			onclick: () => change([...draft.sittings, ""], draft.sittings.length) }, icon("plus"), t("SETUP_SITTING_MORE"))) : null);
}

const formPart = () => [
	el("form", { class: "card setup-form", onsubmit: create, novalidate: true }, el("h1", null, t("SETUP_TITLE")),
		row("name", t("SETUP_NAME"), input("name"), t("SETUP_NAME_HINT")),
		sittings(),
		row("profile", t("SETUP_PROFILE"), choice("profile", t("WEB_CHOOSE")), t("SETUP_PROFILE_HINT")),
		row("election", t("SETUP_ELECTION"), choice("election", t("SETUP_NO_ELECTION"))),
		fileKey(),
		row("operator", t("SETUP_OPERATOR"), input("operator", { autocomplete: "username" }), t("SETUP_OPERATOR_HINT")),
		el("div", { class: "pair-of-fields" },
			row("password", t("WEB_PASSWORD"), input("password", { type: "password", autocomplete: "new-password" }), t("CON_PASSWORD_WHY")),
			row("again", t("CON_PASSWORD_AGAIN"), input("again", { type: "password", autocomplete: "new-password" }))),
		wrong[""] ? note(wrong[""]()) : null,
		el("button", { class: "btn main", type: "submit", id: "setup-create" }, t("SETUP_CREATE"))),
	rulePart(),
];

/* What can be seen here; the server checks all of it. */
function flaws() {
	const found = {};
	const text = (name, value, least, most) => {
		if (!value.trim())
			found[name] = say(least);
		else if (bytes(value.trim()) > most)
			found[name] = say("SETUP_TOO_LONG");
	};

	text("name", draft.name, "SETUP_NEEDS_NAME", TEXT_BYTES);
	for (const sitting of draft.sittings)
		text("sittings", sitting, "SETUP_NEEDS_SITTING", TEXT_BYTES);
	if (!draft.profile)
		found.profile = say("SETUP_NEEDS_PROFILE");
	else if (wrong.profile || wrong.election)
		Object.assign(found, wrong.profile && { profile: wrong.profile }, wrong.election && { election: wrong.election });
	text("operator", draft.operator, "SETUP_NEEDS_OPERATOR", NAME_BYTES);
	if (draft.password.length < PASSWORD_LEAST)
		found.password = say("SETUP_SHORT");
	else if (bytes(draft.password) > TEXT_BYTES)
		found.password = say("SETUP_TOO_LONG");
	else if (draft.again !== draft.password)
		found.again = say("SETUP_DIFFER");
	return found;
}

/* What the server said stands where it belongs: at the code, at a field, or below all. */
function refused(error) {
	const [name, ...rest] = (error.detail ?? "").split(" ");

	if (error.code === "meeting_exists")
		location.replace("/");
	if (step === "code" || ["setup_code", "code"].includes(error.code)) {
		step = "code";
		wrong = { code: () => errorText(error) };
	} else if (name === "profile") {
		wrong[draft.election ? "election" : "profile"] = say("SETUP_PROFILE_WRONG", rest.join(" "), errorText(error));
	} else {
		wrong[{ by: "operator" }[name] ?? (name in draft ? name : "")] = () => errorText(error);
	}
}

async function enter() {
	await ask("login", { name: draft.operator.trim(), password: draft.password }).catch(() => {});
	location.replace("/console");
}

async function create(event) {
	const key = $("#setup-create");

	event.preventDefault();
	if (key.disabled)
		return;
	wrong = flaws();
	if (Object.keys(wrong).length) {
		draw();
		$(".setup-form [aria-invalid=true]").focus();
		return;
	}
	key.disabled = true;
	replace(key, t("SETUP_CREATING"));
	try {
		await ask("create", {
			code: draft.code.trim(), name: draft.name.trim(), sittings: draft.sittings.map(one => one.trim()), ...chosen(),
			operator: draft.operator.trim(), password: draft.password,
		});
	} catch (error) {
		refused(error);
		draw();
		$("main [aria-invalid=true], #setup-create").focus();
		return;
	}
	await enter();
}

/* ---- the page ---- */

function draw() {
	const held = document.activeElement?.id;
	const top = $(".setup-rules")?.scrollTop ?? 0;

	document.title = `${t("SETUP_TITLE")} · ${t("WEB_PRODUCT")}`;
	replace($(".door-head"), langKeys());
	replace($("main"), step === "code" ? codePart() : formPart());
	$("main").className = `at-${step}`;
	if ($(".setup-rules"))
		$(".setup-rules").scrollTop = top;
	if (held)
		document.getElementById(held)?.focus();
}

document.addEventListener("langchange", draw);
draw();
$("#setup-code").focus();
try {
	await ask("me");
	location.replace("/");
} catch { /* no meeting: that is what the page is for; and what else there is, is said when the code is sent */ }
