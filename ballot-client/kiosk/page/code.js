/* code.js - is a code of 28 characters typed right?  (P4: GF(32), two check characters on a slip,
 * four on an enrol code.) So that a slip of the finger can be mended before the code is handed over.
 *
 * Must not know: what the code opens. */

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const LENGTH = 28;
export const SLIP_CHECKS = 2, ENROL_CHECKS = 4;

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

/* (x − 2)(x − 4)(x − 8) … with so many factors, the highest coefficient first. */
function generator(checks) {
	let product = [1];

	for (let i = 0, root = 2; i < checks; i++, root = times(root, 2))
		product = [...product, 0].map((c, j) => c ^ times(product[j - 1] ?? 0, root));
	return product;
}

/* All characters are there, and the remainder by the generator is nought. */
export function isRight(code, checks) {
	const word = [...code].map(c => ALPHABET.indexOf(c)), factors = generator(checks);

	if (word.length !== LENGTH || word.includes(-1))
		return false;
	for (let i = 0; i <= LENGTH - factors.length; i++) {
		const lead = word[i];

		factors.forEach((g, j) => { word[i + j] ^= times(lead, g); });
	}
	return word.every(c => c === 0);
}
