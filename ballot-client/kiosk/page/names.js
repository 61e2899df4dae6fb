/* names.js - by what a name is looked for: its surname, and the letter that this is spelt with.
 *
 * Must not know: whose names. */

let pinyin, compound;

/* What is known of surnames is large and rarely needed: once before the two below are called. */
export async function learnNames() {
	if (!pinyin) {
		compound = new Set(Object.keys((await import("/page/vendor/pinyin-pro/esm/data/surname.mjs")).default).filter(surname => [...surname].length === 2));
		({ pinyin } = await import("/page/vendor/pinyin-pro/esm/index.mjs"));
	}
}

const isHan = text => /^\p{Script=Han}/u.test(text);

export function surnameOf(name) {
	const [first, second = ""] = [...name];

	if (compound.has(first + second))
		return first + second;
	/* a name in letters: its first word */
	return isHan(first) ? first : name.split(/\s/)[0];
}

export function initialOf(name) {
	const read = isHan(name) ? pinyin(name, { mode: "surname", surname: "head", toneType: "none", type: "array" })[0] : name;

	return read.normalize("NFD")[0].toUpperCase();
}
