/* enrol.js - the form that makes a browser a screen of the hall, by a code that works once.
 *
 * Must not know: what a screen shows. */

import { ask } from "/common/api.js";
import { field, langKeys } from "/common/shell.js";
import { el, replace } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { errorText, t } from "/page/lang.js";

export function enrolForm(place, done) {
	const code = el("input", { class: "input code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 40 });
	const wrong = el("p", { class: "note-bad", role: "alert", hidden: true });
	const go = el("button", { class: "btn main", type: "submit" }, t("HALL_ENROL_GO"));
	let failed = null;

	const submit = async event => {
		event.preventDefault();
		go.disabled = true;
		try {
			await ask("screen_enrol", { code: code.value.trim() });
			document.removeEventListener("langchange", draw);
			place.classList.remove("enrol");
			done();
		} catch (error) {
			failed = error;
			tell();
			code.select();
		}
		go.disabled = false;
	};
	const tell = () => {
		replace(wrong, icon("alert"), el("span", null, failed && errorText(failed)));
		wrong.hidden = !failed;
	};
	const draw = () => {
		tell();
		document.title = t("HALL_TITLE");
		go.textContent = t("HALL_ENROL_GO");
		replace(place, el("header", { class: "enrol-head" }, langKeys()),
			el("main", { class: "card" }, el("h1", null, icon("screen"), t("HALL_ENROL")), el("p", { class: "quiet" }, t("HALL_ENROL_HOW")),
				el("form", { onsubmit: submit, novalidate: true }, field(t("HALL_ENROL_CODE"), code), wrong, go),
				el("p", { class: "quiet small" }, t("HALL_ENROL_ELSE"), " ", el("a", { href: "/" }, t("WEB_SIGN_IN")))));
		code.focus();
	};

	place.classList.remove("hall-box");
	place.classList.add("enrol");
	document.documentElement.dataset.theme = "light";
	document.addEventListener("langchange", draw);
	draw();
}
