/* voice.js - the screen read aloud, where this machine has a voice of its own for the page's language.
 *
 * Everybody nearby hears it: of a screen only those texts are read that it gives for that, `says`, and no choice is ever
 * among them, nor a code by which a ballot could be found. Must not know: screens, the ballot. */

import { lang } from "/page/lang.js";

/* A Chinese page is read in Mandarin, which some systems call cmn. */
const SPOKEN = { zh: /^(cmn|zh(-(cn|sg|tw|hans|hant))?)$/i, en: /^en(-|$)/i };
const voices = {};
let heard = "";

/* The voices come late, and by themselves. One that is not local would send to another host what it reads:
 * it is not used. */
export function findVoices(tools) {
	const find = () => {
		const local = speechSynthesis.getVoices().filter(voice => voice.localService);

		for (const [language, spoken] of Object.entries(SPOKEN))
			voices[language] = local.find(voice => spoken.test(voice.lang));
		tools.draw();
	};

	speechSynthesis.addEventListener("voiceschanged", find);
	find();
}

export const hasVoice = () => Boolean(voices[lang()]);

/* What is on the screen now, and what it says: while reading is on, another screen or other words end what is being read,
 * and are read. */
export function follow(ui, about, says) {
	const voice = ui.isReading && voices[lang()], now = voice ? [about, ...says].join("\n") : "";

	if (now === heard)
		return;
	heard = now;
	speechSynthesis.cancel();
	for (const text of voice ? says : [])
		speechSynthesis.speak(Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang }));
}
