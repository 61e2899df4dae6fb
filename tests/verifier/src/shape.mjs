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

function demandObject(value) {
	demand(value !== null && typeof value === 'object' && !Array.isArray(value), 'field_type', 'object');
}

// Exactly these keys; those of `optional` may be absent.
export const object = (readers, optional = {}) => value => {
	demandObject(value);
	const out = {};
	for (const [key, reader] of Object.entries({ ...readers, ...optional })) {
		if (key in value)
			out[key] = reader(value[key]);
		else
			demand(key in optional, 'field_missing', key);
	}
	for (const key of Object.keys(value))
		demand(key in readers || key in optional, 'field_unknown', key);
	return out;
};

// What the text at `key` says decides how the object is read.
export const choice = (key, readers) => value => {
	demandObject(value);
	demand(key in value, 'field_missing', key);
	return readers[oneOf(...Object.keys(readers))(value[key])](value);
};

// Any keys, `min` to `max` of them, as a Map.
export const mapping = (keyReader, reader, min, max) => value => {
	demandObject(value);
	const entries = Object.entries(value);
	demand(entries.length >= min && entries.length <= max, 'range', `${min} to ${max} keys`);
	return new Map(entries.map(([key, inner]) => [keyReader(key), reader(inner)]));
};
