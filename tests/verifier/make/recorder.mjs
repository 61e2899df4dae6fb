// recorder.mjs - writes a ledger line by line while folding it, and keeps beside it the lines that must be refused.

import { Meeting } from '../src/fold.mjs';
import { refusal } from '../src/refused.mjs';
import { utf8 } from '../src/bytes.mjs';

export class Recorder {
	constructor() {
		this.meeting = new Meeting();
		this.lines = [];
		this.bad = [];
		this.clock = 1767225600;
	}

	line(type, body, { by = ['王芳'], at = true, n = this.lines.length, prev = this.meeting.last, ...more } = {}) {
		const envelope = { n, prev, type, ...(at ? { at: this.clock } : {}), ...(by.length > 0 ? { by } : {}), body, ...more };
		return JSON.stringify(envelope);
	}

	add(type, body, options) {
		const line = this.line(type, body, options);
		const entry = this.meeting.apply(utf8(line));
		this.lines.push(line);
		this.clock += 7;
		return entry;
	}

	// A line that must be refused here. `equation`: only because an equation over the group does not hold (P14.14).
	refuse(purpose, type, body, options) {
		this.refuseLine(purpose, this.line(type, body, options));
	}

	refuseEquation(purpose, type, body, options) {
		this.refuseLine(purpose, this.line(type, body, options), true);
	}

	refuseLine(purpose, line, equation = false) {
		const word = refusal(() => this.meeting.apply(utf8(line)));
		if (word === null)
			throw new Error(`accepted: ${purpose}`);
		this.bad.push({ purpose, after: this.lines.length, equation, line });
	}
}
