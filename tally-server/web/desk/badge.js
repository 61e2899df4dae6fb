/* badge.js - badge codes as a scanner reads them (PROTOCOL.md P4) and the hash by which the roll knows them (P3.1, P13 `badge`).
 *
 * Must not know: the roll, the page. */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DATA = 16, CHECK = 4;

/* Product in GF(2)[x]/(x^5 + x^2 + 1). */
function multiply(a, b) {
	let product = 0;

	for (let i = 0; i < 5; i++)
		product ^= b >> i & 1 ? a << i : 0;
	for (let i = 8; i >= 5; i--)
		product ^= product >> i & 1 ? 0x25 << (i - 5) : 0;
	return product;
}

/* The coefficients below x^4 of (x - a)(x - a^2)(x - a^3)(x - a^4), highest first. */
function generator() {
	const full = [1, 0, 0, 0, 0];
	let root = 1;

	for (let i = 1; i <= CHECK; i++) {
		root = multiply(root, 2);
		for (let j = i; j > 0; j--)
			full[j] ^= multiply(full[j - 1], root);
	}
	return full.slice(1);
}

function checkOf(data) {
	const g = generator();
	let check = [0, 0, 0, 0];

	for (const value of data) {
		const lead = value ^ check[0];

		check = [...check.slice(1), 0].map((c, j) => c ^ multiply(g[j], lead));
	}
	return check;
}

function valueOf(letter) {
	return ALPHABET.indexOf(letter.toUpperCase().replace("O", "0").replace(/[IL]/, "1"));
}

/* The 10 bytes of a badge code; null if the text is none. Spaces and hyphens are ignored, as P4.3 has it. */
export function readBadge(text) {
	const values = [...text.replace(/[ -]/g, "")].map(valueOf);
	const bytes = [];
	let bits = 0, have = 0;

	if (values.length !== DATA + CHECK || values.includes(-1))
		return null;
	if (checkOf(values.slice(0, DATA)).some((c, i) => c !== values[DATA + i]))
		return null;
	for (const value of values.slice(0, DATA)) {
		bits = (bits << 5 | value) & 0xfff;
		have += 5;
		if (have >= 8) {
			have -= 8;
			bytes.push(bits >> have & 0xff);
		}
	}
	return Uint8Array.from(bytes);
}

function field(bytes) {
	const length = new Uint8Array(4);

	new DataView(length.buffer).setUint32(0, bytes.length);
	return [...length, ...bytes];
}

/* h("badge", meeting id, code) as hex. */
export async function badgeHash(meeting, code) {
	const text = new TextEncoder();
	const input = Uint8Array.from([...field(text.encode("tally/1/badge")), ...field(text.encode(meeting)), ...field(code)]);
	const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", input));

	return [...hash].map(byte => byte.toString(16).padStart(2, "0")).join("");
}

/* Is it long enough, and of the right letters, that somebody meant a code and not a name or a number? */
export function looksLikeCode(text) {
	return text.length >= 12;
}
