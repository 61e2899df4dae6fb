// schnorr.mjs - Schnorr signatures of slot keys and proofs of possession (P8.1).

import { G, POINT_SIZE, SCALAR_SIZE, isIdentity, mod, mul, pointBytes, readPoint, readScalar, scalarBytes } from './group.mjs';
import { H, HS } from './hash.mjs';
import { concat } from './bytes.mjs';
import { demand } from './refused.mjs';

export const SIGNATURE_SIZE = POINT_SIZE + SCALAR_SIZE;

// `input` is the 64-byte random input.
export function sign(tag, x, input, ...fields) {
	const X = pointBytes(mul(G, x));
	const k = HS('nonce', input, scalarBytes(x), H(tag, X, ...fields), 0, 0);
	demand(k !== 0n, 'input', 'zero nonce');
	const Rs = pointBytes(mul(G, k));
	const e = HS(tag, X, Rs, ...fields);
	return concat(Rs, scalarBytes(mod(k + e * x)));
}

// `X` is the public key's 65 bytes.
export function checkSignature(tag, X, signature, ...fields) {
	const key = readPoint(X);
	demand(signature.length === SIGNATURE_SIZE, 'signature', 'length');
	const Rs = signature.slice(0, POINT_SIZE);
	const R = readPoint(Rs);
	const s = readScalar(signature.slice(POINT_SIZE));
	const e = HS(tag, X, Rs, ...fields);
	demand(isIdentity(mul(G, s).subtract(R).subtract(mul(key, e))), 'signature');
}
