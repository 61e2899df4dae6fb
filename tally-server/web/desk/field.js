/* field.js - where everything is scanned or typed. It has the cursor unless a dialog is open, and
 * hears a scanner even through an input method.
 *
 * Must not know: what the text means, beyond whether it is a badge code. */
import { $, el, replace } from "/page/dom.js";
import { t } from "/page/lang.js";
import { readBadge } from "/desk/badge.js";

const SCANNER_GAP_MS = 80;      /* no hand types that fast for twenty keys */
const PAUSE_MS = 120;           /* a scanner is through before a search begins */

/* A scanner is a keyboard. With a Chinese input method on, its letters would become a word being
 * composed; the keys themselves still tell. */
function hearScanner(onCode) {
	let heard = "", at = 0;

	document.addEventListener("keydown", event => {
		const key = event.code.match(/^(?:Key([A-Z])|(?:Digit|Numpad)(\d))$/);

		if (event.timeStamp - at > SCANNER_GAP_MS)
			heard = "";
		at = event.timeStamp;
		if (key)
			heard += key[1] ?? key[2];
		else if (/^(Enter|NumpadEnter)$/.test(event.code) && readBadge(heard) && !$("dialog[open]")) {
			event.preventDefault();
			event.stopImmediatePropagation();
			onCode(heard);
			heard = "";
		}
	}, { capture: true });
}

/* -> { draw({label, keys}), clear(), focus(), text() }. on: {enter(text), type(text), key(name) -> true if it was used}
 * keys: [{key, text}] shown below the field; each may be pressed instead. */
export function openField(place, on) {
	const label = el("label", { for: "scan-field" });
	const input = el("input", { id: "scan-field", type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: 64 });
	const keysPlace = el("p", { class: "fkeys" });
	let timer = 0;

	function clear() {
		clearTimeout(timer);
		/* what an input method is composing goes only with the cursor */
		input.blur();
		input.value = "";
		focus();
	}

	function focus() {
		if (!$("dialog[open]"))
			input.focus();
	}

	input.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(() => on.type(input.value), PAUSE_MS);
	});
	input.addEventListener("keydown", event => {
		if (event.key !== "Enter" || event.isComposing)
			return;
		clearTimeout(timer);
		on.enter(input.value.trim());
	});
	document.addEventListener("keydown", event => {
		if (event.isComposing || $("dialog[open]"))
			return;
		/* a key that is held too long acts once */
		if (event.repeat && /^F\d/.test(event.key))
			event.preventDefault();
		else if (on.key(event.key))
			event.preventDefault();
		/* a letter typed anywhere belongs here */
		else if (event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey && document.activeElement !== input
			&& !(event.key === " " && document.activeElement?.tagName === "BUTTON"))
			focus();
	});
	document.addEventListener("click", () => focus());
	document.addEventListener("close", () => focus(), { capture: true });
	hearScanner(on.code);
	place.append(label, input, keysPlace);
	focus();

	return {
		clear,
		focus,
		text: () => input.value.trim(),
		draw({ text, keys }) {
			label.textContent = text;
			input.placeholder = t("DESK_SCAN");
			replace(keysPlace, keys.map(({ key, text: name }) =>
				el("button", { type: "button", tabindex: "-1", onclick: () => on.key(key) }, el("kbd", null, key), name)));
		},
	};
}
