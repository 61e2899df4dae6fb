// entry.mjs - one line of the ledger: its envelope and the form of its body (P12.1, P13). What it means is for the fold.

import { BODIES } from './bodies.mjs';
import { demand } from './refused.mjs';
import { leafHash } from './tree.mjs';
import { parseBytes } from './json.mjs';
import { toHex } from './bytes.mjs';
import * as shape from './shape.mjs';

const MAX_LINE = 1 << 20;
const LARGE = ['ballot_cast', 'ballot_test'];

// { n, type, at, by, body, leaf } of a line's bytes; `n` and `prev` (hex) are what they must be.
export function readEntry(line, n, prev) {
	const object = parseBytes(line);
	const type = shape.oneOf(...Object.keys(BODIES))(object.type);
	demand(line.length <= MAX_LINE || LARGE.includes(type), 'too_long', 'line');
	const form = BODIES[type];
	const entry = shape.object({
		n: shape.integer(0, Number.MAX_SAFE_INTEGER),
		prev: shape.matching(/^[0-9a-f]{64}$/),
		type: shape.text(1, 60),
		...(form.at ? { at: shape.integer(0, Number.MAX_SAFE_INTEGER) } : {}),
		...(form.by[0] ? { by: shape.list(shape.text(1, 68), form.by[0], form.by.at(-1)) } : {}),
		body: form.body,
	})(object);
	demand(entry.n === n, 'entry_number', `${entry.n}, not ${n}`);
	demand(entry.prev === prev, 'entry_prev');
	const leaf = leafHash(line);
	return { by: [], ...entry, leaf, leafHex: toHex(leaf) };
}
