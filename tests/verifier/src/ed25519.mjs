// ed25519.mjs - Ed25519 over the field encoding of P3.1 (P8.2), and over plain bytes for signed notes.

import { ed25519 } from '@noble/curves/ed25519.js';
import { fields } from './hash.mjs';
import { demand } from './refused.mjs';

export const publicKey = secret => ed25519.getPublicKey(secret);

export const signBytes = (secret, message) => ed25519.sign(message, secret);

export function checkBytes(key, message, signature) {
	let good = false;
	try {
		good = ed25519.verify(signature, message, key, { zip215: false });
	} catch {
		good = false;
	}
	demand(good, 'signature', 'Ed25519');
}

export const signFields = (secret, tag, ...rest) => signBytes(secret, fields(tag, ...rest));

export const checkFields = (key, signature, tag, ...rest) => checkBytes(key, fields(tag, ...rest), signature);
