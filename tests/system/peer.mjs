// peer.mjs - someone who speaks to the server's three doors and need not be polite; for the system tests.
//
// Node's own library only. A Peer writes bytes and reads lines; what the server pushes of its own accord (events) is left out.

import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';

const PATIENCE_MS = 60000;

class Peer {
	constructor(socket) {
		this.socket = socket;
		this.lines = [];
		this.rest = '';
		this.ended = false;
		this.wake = () => {};
		this.id = 0;
		socket.setEncoding('utf8');
		socket.on('data', text => this.take(text));
		socket.on('error', () => {});
		socket.on('close', () => { this.ended = true; this.wake(); });
	}

	take(text) {
		const lines = (this.rest + text).split('\n');
		this.rest = lines.pop();
		this.lines.push(...lines.filter(line => !line.startsWith('{"event"')));
		this.wake();
	}

	write(bytes) {
		if (!this.ended)
			this.socket.write(bytes);
	}

	// The next line; null if the connection ends first.
	async line() {
		const patience = setTimeout(() => this.socket.destroy(new Error('patience')), PATIENCE_MS);
		while (!this.lines.length && !this.ended)
			await new Promise(wake => { this.wake = wake; });
		clearTimeout(patience);
		return this.lines.shift() ?? null;
	}

	// A whole line as it stands; its answer, or null.
	async raw(line) {
		this.write(Buffer.concat([Buffer.from(line), Buffer.from('\n')]));
		const answer = await this.line();
		return answer === null ? null : JSON.parse(answer);
	}

	async ask(type, body = {}, more = {}) {
		return this.raw(JSON.stringify({ id: ++this.id, type, body, ...more }));
	}

	end() {
		this.socket.destroy();
	}
}

export function local(path) {
	return new Promise((resolve, reject) => {
		const socket = connect(path, () => resolve(new Peer(socket)));
		socket.on('error', reject);
	});
}

// As the machine of this folder.
export function machine(folder, options = {}) {
	const file = name => readFileSync(join(folder, name));
	const { host, port } = JSON.parse(file('machine.json'));
	return new Promise((resolve, reject) => {
		const socket = connectTls({ host, port, key: file('key.pem'), cert: file('certificate.pem'), ca: file('authority.pem'), checkServerIdentity: () => undefined,
			...options }, () => resolve(new Peer(socket)));
		socket.on('error', reject);
	});
}

// POST to the browsers' door: { status, answer }; answer is null if there was none that is JSON.
export function post(folder, port, text, { path = '/api', method = 'POST', headers = {} } = {}) {
	const ca = readFileSync(join(folder, 'authority.pem'));
	return new Promise((resolve, reject) => {
		const asked = request({ host: '127.0.0.1', port, path, method, ca, checkServerIdentity: () => undefined, timeout: PATIENCE_MS,
			headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers } }, reply => {
			let body = '';
			reply.setEncoding('utf8');
			reply.on('data', part => { body += part; });
			reply.on('end', () => resolve({ status: reply.statusCode, answer: readOrNull(body) }));
		});
		asked.on('error', reject);
		asked.end(text);
	});
}

function readOrNull(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

// The secretary of the sample meeting.
export async function secretary(path) {
	const peer = await local(path);
	const { ok } = await peer.ask('login', { name: '秘书长', password: 'sample-secretary' });
	return { ask: (type, body) => peer.ask(type, body, { session: ok.session }), end: () => peer.end() };
}

export async function ledgerOf(operator) {
	const lines = [];
	for (;;) {
		const { ok } = await operator.ask('entries', { from: lines.length });
		lines.push(...ok.lines);
		if (lines.length >= ok.size)
			return lines;
	}
}
