// json.mjs - the JSON that the protocol allows (P1.3): integers only, no repeated key, nothing behind the object.

import { demand, refuse } from './refused.mjs';

const DEPTH = 16;
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?![0-9.eE])/y;
const PLAIN = /[^"\\\u0000-\u001f\u007f]*/y;
const WORDS = [['true', true], ['false', false], ['null', null]];
const ESCAPES = { '"': '"', '\\': '\\', '/': '/', n: '\n' };

class Parser {
	constructor(text) {
		this.text = text;
		this.at = 0;
	}

	match(pattern) {
		pattern.lastIndex = this.at;
		const found = pattern.exec(this.text);
		demand(found, 'json', `character ${this.at}`);
		this.at = pattern.lastIndex;
		return found[0];
	}

	expect(character) {
		demand(this.text[this.at] === character, 'json', `${character} expected at ${this.at}`);
		this.at++;
	}

	// White space, then whether `character` follows; it is taken if so.
	takes(character) {
		this.match(SPACE);
		if (this.text[this.at] !== character)
			return false;
		this.at++;
		return true;
	}

	// Control characters are refused however they are spelled, but for the line feed: which texts may hold one is for shape.mjs.
	escape() {
		const short = ESCAPES[this.text[this.at]];
		if (short) {
			this.at++;
			return short;
		}
		const unit = parseInt(this.match(/u[0-9a-fA-F]{4}/y).slice(1), 16);
		demand((unit > 0x1f && unit !== 0x7f) || unit === 0x0a, 'text', 'control character');
		return String.fromCharCode(unit);
	}

	string() {
		this.expect('"');
		let out = this.match(PLAIN);
		while (this.text[this.at] === '\\') {
			this.at++;
			out += this.escape() + this.match(PLAIN);
		}
		this.expect('"');
		demand(!/\p{Surrogate}/u.test(out), 'json', 'lone surrogate');
		return out;
	}

	number() {
		const value = Number(this.match(NUMBER));
		demand(Number.isSafeInteger(value), 'json', 'number out of bounds');
		return value === 0 ? 0 : value;
	}

	object(depth) {
		this.expect('{');
		const out = Object.create(null);
		if (this.takes('}'))
			return out;
		do {
			this.match(SPACE);
			const key = this.string();
			demand(!(key in out), 'json', `repeated key ${key}`);
			demand(this.takes(':'), 'json', 'colon expected');
			out[key] = this.value(depth);
		} while (this.takes(','));
		this.expect('}');
		return out;
	}

	array(depth) {
		this.expect('[');
		const out = [];
		if (this.takes(']'))
			return out;
		do {
			out.push(this.value(depth));
		} while (this.takes(','));
		this.expect(']');
		return out;
	}

	value(depth) {
		this.match(SPACE);
		const first = this.text[this.at];
		demand(depth < DEPTH || (first !== '{' && first !== '['), 'json', 'nested too deep');
		if (first === '{')
			return this.object(depth + 1);
		if (first === '[')
			return this.array(depth + 1);
		if (first === '"')
			return this.string();
		for (const [word, value] of WORDS) {
			if (this.text.startsWith(word, this.at)) {
				this.at += word.length;
				return value;
			}
		}
		return this.number();
	}
}

export function parseObject(text) {
	const parser = new Parser(text);
	const value = parser.value(0);
	demand(parser.at === text.length, 'json', 'bytes behind the object');
	demand(value !== null && typeof value === 'object' && !Array.isArray(value), 'json', 'not an object');
	return value;
}

export function parseBytes(bytes) {
	let text;
	try {
		text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		refuse('json', 'not UTF-8');
	}
	return parseObject(text);
}
