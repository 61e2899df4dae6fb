// codes.mjs - codes with their check characters (P4), for tests that need one that no paper bears.

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function times(a, b) {
	let product = 0;
	for (let bit = 0; bit < 5; bit++)
		product ^= b >> bit & 1 ? a << bit : 0;
	for (let bit = 8; bit >= 5; bit--)
		product ^= product >> bit & 1 ? 0b100101 << (bit - 5) : 0;
	return product;
}

function checkOf(data, m) {
	let g = [1];
	for (let i = 0, root = 2; i < m; i++, root = times(root, 2))
		g = [...g, 0].map((c, at) => c ^ (at ? times(g[at - 1], root) : 0));
	const rest = [...data, ...Array(m).fill(0)];
	data.forEach((_, at) => {
		const lead = rest[at];
		g.forEach((c, k) => { rest[at + k] ^= times(lead, c); });
	});
	return rest.slice(data.length);
}

export function spell(bytes, m) {
	const bits = [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('');
	const data = bits.match(/.{1,5}/g).map(five => parseInt(five.padEnd(5, '0'), 2));
	return [...data, ...checkOf(data, m)].map(value => ALPHABET[value]).join('').match(/.{1,4}/g).join(' ');
}
