// shape.mjs - readers for the fields of a JSON object: each takes a value and returns it checked and decoded, or refuses.

import { fromBase64, fromHex, utf8 } from './bytes.mjs';
import { demand } from './refused.mjs';

export const integer = (min, max) => value => {
	demand(typeof value === 'number', 'field_type', 'integer');
	demand(value >= min && value <= max, 'range', `integer from ${min} to ${max}`);
	return value;
};

// Bounds in bytes. Only `lines` may hold line feeds (P1.3).
export const text = (min, max) => value => {
	demand(typeof value === 'string', 'field_type', 'text');
	demand(!value.includes('\n'), 'text', 'line feed');
	return lines(min, max)(value);
};

export const lines = (min, max) => value => {
	demand(typeof value === 'string', 'field_type', 'text');
	const size = utf8(value).length;
	demand(size >= min && size <= max, 'range', `text of ${min} to ${max} bytes`);
	return value;
};

export const matching = pattern => value => {
	demand(typeof value === 'string', 'field_type', 'text');
	demand(pattern.test(value), 'range', String(pattern));
	return value;
};

export const oneOf = (...words) => value => {
	demand(words.includes(value), 'range', words.join(' '));
	return value;
};

export const bool = value => {
	demand(typeof value === 'boolean', 'field_type', 'true or false');
	return value;
};

export const base64 = size => value => fromBase64(value, size);

export const hex = size => value => fromHex(value, size);

export const list = (reader, min, max) => value => {
	demand(Array.isArray(value), 'field_type', 'list');
	demand(value.length >= min && value.length <= max, 'range', `list of ${min} to ${max}`);
	return value.map(reader);
};

// Exactly these keys.
export const object = readers => value => {
	demand(value !== null && typeof value === 'object' && !Array.isArray(value), 'field_type', 'object');
	const out = {};
	for (const [key, reader] of Object.entries(readers)) {
		demand(key in value, 'field_missing', key);
		out[key] = reader(value[key]);
	}
	for (const key of Object.keys(value))
		demand(key in readers, 'field_unknown', key);
	return out;
};

// Any keys, up to `max`, as a Map.
export const mapping = (keyReader, reader, max) => value => {
	demand(value !== null && typeof value === 'object' && !Array.isArray(value), 'field_type', 'object');
	const entries = Object.entries(value);
	demand(entries.length <= max, 'range', `at most ${max} keys`);
	return new Map(entries.map(([key, inner]) => [keyReader(key), reader(inner)]));
};
