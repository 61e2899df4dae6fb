/* code.js - is a slip code typed right?  (P4: GF(32), two check characters.) So that a slip of the finger can be mended before the code is handed over.
 *
 * Must not know: what the code opens. */

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const LENGTH = 28;
const GENERATOR = [1, 6, 8];            /* (x − 2)(x − 4) over GF(32) */

/* x⁵ + x² + 1 */
function times(a, b) {
	let product = 0;

	for (let bit = 4; bit >= 0; bit--) {
		product = product & 16 ? (product << 1) ^ 37 : product << 1;
		if (b >> bit & 1)
			product ^= a;
	}
	return product;
}

/* What a scanner or a finger gave, as a character of the alphabet; "" if it is none. */
export function character(typed) {
	const c = typed.toUpperCase().replace("O", "0").replace(/[IL]/, "1");

	return c.length === 1 && ALPHABET.includes(c) ? c : "";
}

/* All characters are there, and the remainder by the generator is nought. */
export function isRight(code) {
	const word = [...code].map(c => ALPHABET.indexOf(c));

	if (word.length !== LENGTH || word.includes(-1))
		return false;
	for (let i = 0; i <= LENGTH - GENERATOR.length; i++) {
		const lead = word[i];

		GENERATOR.forEach((g, j) => { word[i + j] ^= times(lead, g); });
	}
	return word.every(c => c === 0);
}
