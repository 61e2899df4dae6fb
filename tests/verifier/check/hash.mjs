// hash.mjs - hash.json: fields, hashes, points, scalars, signatures.

import { G, bytesToNumber, mod, mul, pointBytes, readPoint, readScalar, scalarBytes } from '../src/group.mjs';
import { H, HS, fields, h } from '../src/hash.mjs';
import { b64, fieldOf, load, sameBytes, sameRefusal, shortTag } from './expect.mjs';
import { checkBytes, checkFields, publicKey } from '../src/ed25519.mjs';
import { checkSignature } from '../src/schnorr.mjs';

function checkArithmetic({ a, b, ...listed }) {
	const [x, y] = [a, b].map(text => readScalar(b64(text)));
	sameBytes(scalarBytes(mod(x + y)), listed.sum, 'sum');
	sameBytes(scalarBytes(mod(x * y)), listed.product, 'product');
	const [X, Y] = [listed.aG, listed.bG].map(text => readPoint(b64(text), { orIdentity: true }));
	sameBytes(pointBytes(mul(G, x)), listed.aG, 'aG');
	sameBytes(pointBytes(X.add(Y)), listed.sumG, 'aG + bG');
	sameBytes(pointBytes(mul(Y, x)), listed.productG, 'a(bG)');
}

export function checkHash() {
	const file = load('hash.json');
	for (const item of file.hashes) {
		const list = [shortTag(item.tag), ...item.fields.map(fieldOf)];
		sameBytes(fields(...list), item.encoding, `encoding ${item.tag}`);
		sameBytes(H(...list), item.H, `H ${item.tag}`);
		sameBytes(h(...list), item.h, `h ${item.tag}`);
		sameBytes(scalarBytes(HS(...list)), item.HS, `HS ${item.tag}`);
	}
	for (const { name, bytes, error } of file.points)
		sameRefusal(() => readPoint(b64(bytes)), error, name);
	for (const { bytes, error } of file.scalars)
		sameRefusal(() => readScalar(b64(bytes)), error, bytes);
	file.arithmetic.forEach(checkArithmetic);
	for (const { tag, fields: list, x, X, signature } of file.schnorr) {
		sameBytes(pointBytes(mul(G, bytesToNumber(b64(x)))), X, 'public key');
		sameRefusal(() => checkSignature(shortTag(tag), b64(X), b64(signature), ...list.map(fieldOf)), null, `Schnorr ${tag}`);
	}
	for (const { name, error, tag, fields: list, X, signature } of file.schnorr_bad)
		sameRefusal(() => checkSignature(shortTag(tag), b64(X), b64(signature), ...list.map(fieldOf)), error, name);
	for (const { secret, public: key, tag, fields: list, message, signature } of file.ed25519) {
		sameBytes(publicKey(b64(secret)), key, 'Ed25519 key');
		sameRefusal(() => checkFields(b64(key), b64(signature), shortTag(tag), ...list.map(fieldOf)), null, `Ed25519 ${tag}`);
		sameRefusal(() => checkBytes(b64(key), b64(message), b64(signature)), null, `Ed25519 ${tag} as bytes`);
		sameRefusal(() => checkBytes(b64(key), b64(message).slice(1), b64(signature)), 'signature', `Ed25519 ${tag} shortened`);
	}
}
