// hall.mjs - a real server with a meeting of its own, for one test: started, filled and ended by the product's own programs.
//
// Knows the local door and tallyctl. Must not know browsers. Programs come from $BIN, or build/bin.

import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const PASSWORD = 'sample-password', SECRETARY = '秘书长', SECOND = '总监票人';
const BIN = resolve(ROOT, process.env.BIN ?? 'build/bin');
/* As long as anything is waited for: it costs nothing where it comes, and a machine that is busy with other tests is slow. */
export const WAIT_MS = 60000;

export const sleep = ms => new Promise(done => setTimeout(done, ms));

// The first thing that is not false, asked for until it comes.
export async function until(what, ask, ms = WAIT_MS) {
	const end = Date.now() + ms;
	for (;;) {
		const found = await ask();
		if (found)
			return found;
		if (Date.now() > end)
			throw new Error(`waited in vain: ${what}`);
		await sleep(50);
	}
}

const run = (program, args, { fds = [], input } = {}) => {
	// what a program reads from descriptors 3, 4, … lies in files of this moment
	const folder = mkdtempSync(join(tmpdir(), 'tally-fd-'));
	try {
		const extra = fds.map((text, i) => {
			writeFileSync(join(folder, String(i)), `${text}\n`, { mode: 0o600 });
			return openSync(join(folder, String(i)), 'r');
		});
		const stdio = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...extra];
		const limits = { timeout: 2 * WAIT_MS, maxBuffer: 1 << 26 };
		const done = spawnSync(join(BIN, program), args, { cwd: ROOT, encoding: 'utf8', input, stdio, ...limits });
		if (done.status !== 0)
			throw new Error(`${program} ${args.join(' ')}: ${done.stderr || done.stdout || done.error}`);
		return done.stdout;
	} finally {
		rmSync(folder, { recursive: true });
	}
};

export class Hall {
	constructor() {
		this.home = mkdtempSync(join(tmpdir(), 'tally-browser-'));
		this.state = join(this.home, 'state');
		this.socket = join(this.home, 'tally.sock');
		this.children = [];
		this.terminals = this.browsers = 0;
		mkdirSync(this.state);
	}

	get url() {
		return `https://127.0.0.1:${this.browsers}`;
	}

	get authority() {
		return join(this.state, 'authority.pem');
	}

	// ---- the server ----

	async start() {
		const log = openSync(join(this.home, 'server.log'), 'a');
		this.server = spawn(join(BIN, 'tally-server'), ['--state', this.state, '--socket', this.socket, '--listen', '127.0.0.1', '--terminal-port', String(this.terminals),
			'--browser-port', String(this.browsers), '--strangers', '200'], { stdio: ['ignore', 'pipe', log] });
		this.said = [];
		createInterface({ input: this.server.stdout }).on('line', line => this.said.push(line));
		const line = await until('the doors', () => this.said.find(one => one.startsWith('ready terminals=')));
		[, this.terminals, this.browsers] = /terminals=(\d+) browsers=(\d+)/.exec(line).map(Number);
	}

	get isRunning() {
		return this.server?.exitCode === null && this.server.signalCode === null;
	}

	async stop() {
		this.#local?.socket.destroy();
		this.#local = null;
		if (!this.isRunning)
			return;
		const ended = new Promise(done => this.server.once('exit', done));
		this.server.kill('SIGTERM');
		await ended;
	}

	// Everything ends, nothing is left.
	async end() {
		for (const child of this.children)
			child.kill('SIGTERM');
		if (this.server)
			await this.stop();
		if (!process.env.KEEP)
			rmSync(this.home, { recursive: true, force: true });
	}

	log() {
		return readFileSync(join(this.home, 'server.log'), 'utf8');
	}

	// ---- as the secretary, at the server's own machine ----

	ctl(...args) {
		return run('tallyctl', ['--socket', this.socket, '--as', SECRETARY, '--password-fd', '3', '--second', SECOND, '--second-fd', '4', ...args],
			{ fds: [PASSWORD, PASSWORD, PASSWORD] });
	}

	async create({ name = '红旗镇第八届代表大会第三次会议', sittings = ['第一次全体会议', '第二次全体会议'], profile = 'schema/profiles/hunyuan.json', election } = {}) {
		await this.start();
		this.ctl('create', '--name', name, ...sittings.flatMap(one => ['--sitting', one]), '--profile', profile, ...(election ? ['--election', election] : []));
		await this.created();
	}

	// There is a meeting now, by tallyctl or by the pages, and the secretary runs it.
	async created() {
		this.operator(SECOND, 'scrutineer');
		this.meeting = (await this.ask('status')).meeting;
	}

	operator(name, roles) {
		this.ctl('operator', name, '--roles', roles, '--new-password-fd', '5');
	}

	#local = null;
	#last = Promise.resolve();

	// One message over the local door, with the secretary's session: the `ok` object.
	ask(type, body = {}) {
		const mine = this.#last.then(() => this.#askInTurn(type, body));

		this.#last = mine.catch(() => {});
		return mine;
	}

	async #askInTurn(type, body) {
		/* the server ends a connection that is silent for a minute */
		if (this.#local && Date.now() - this.#local.at > 30000)
			this.#local.socket.destroy();
		if (!this.#local || this.#local.socket.destroyed) {
			const socket = connect(this.socket);
			socket.on('error', () => {});
			this.#local = { socket, lines: createInterface({ input: socket })[Symbol.asyncIterator](), at: Date.now() };
			this.#local.session = (await this.#say('login', { name: SECRETARY, password: PASSWORD })).session;
		}
		this.#local.at = Date.now();
		return this.#say(type, body);
	}

	async #say(type, body) {
		const { socket, lines, session } = this.#local;
		socket.write(`${JSON.stringify({ id: 1, type, body, ...(session && { session }) })}\n`);
		const { value } = await lines.next();
		const answer = JSON.parse(value ?? '{"error":{"code":"closed"}}');
		if (answer.error)
			throw new Error(`${type}: ${answer.error.code} ${answer.error.detail ?? ''}`);
		return answer.ok;
	}

	/* A test that failed in the middle has left a poll open, or keys away: others may open theirs, and have it counted. */
	async settle() {
		this.keysCome((this.scrutineers ?? []).filter(one => !one.child));
		for (const { poll, attempt, state } of (await this.ask('status')).polls)
			if (state === 'open' || state === 'held')
				await this.ask('poll_close', { poll, attempt });
	}

	second() {
		return { name: SECOND, password: PASSWORD };
	}

	// The record so far, entries of some types, in order.
	async entries(...types) {
		const lines = [];
		for (;;) {
			const part = await this.ask('entries', { from: lines.length });
			lines.push(...part.lines.map(line => JSON.parse(line)));
			if (lines.length >= part.size)
				return lines.filter(({ type }) => types.includes(type));
		}
	}

	// ---- people and machines ----

	roster(file = 'schema/samples/roster.csv') {
		this.ctl('roster', file, '--apply');
	}

	// A roster made here: rows of [number, name, unit, seat, role].
	rosterOf(rows) {
		const file = join(this.home, 'roster.csv');
		writeFileSync(file, ['编号,姓名,代表团,座位,身份', ...rows.map(row => row.join(','))].join('\n'));
		this.roster(file);
	}

	async badges() {
		return new Map((await this.ask('badges')).badges.map(one => [one.number, one.code]));
	}

	async enrol(role, name) {
		const folder = join(this.home, 'machines', name);
		mkdirSync(dirname(folder), { recursive: true });
		// a trustee's machine bears its scrutineer's name
		const { code } = await this.ask('enrol_code', { role, name, ...(role === 'trustee' && { holder: name }) });
		run('ballot-client', ['enrol', '--folder', folder, '--host', '127.0.0.1', '--port', String(this.browsers), '--code', code]);
		return folder;
	}

	headless(folder, role, args = [], passphrase = null) {
		const log = openSync(`${folder}.log`, 'a');
		const secret = `${folder}.passphrase`;
		if (passphrase)
			writeFileSync(secret, `${passphrase}\n`, { mode: 0o600 });
		const child = spawn(join(BIN, 'ballot-client'), ['--folder', folder, '--headless', '--role', role, ...(passphrase ? ['--passphrase-fd', '3'] : []), ...args],
			{ cwd: ROOT, stdio: ['ignore', log, log, ...(passphrase ? [openSync(secret, 'r')] : [])] });
		this.children.push(child);
		return child;
	}

	// Three scrutineers whose terminals sign and open by themselves.
	async trustees() {
		this.scrutineers = [];
		for (const name of ['监票人1', '监票人2', '监票人3'])
			this.scrutineers.push({ name, folder: await this.enrol('trustee', name) });
		this.keysCome(this.scrutineers);
	}

	// Scrutineers with their keys come, or go away: some of `scrutineers`.
	keysCome(those) {
		for (const one of those)
			one.child = this.headless(one.folder, 'trustee', ['--auto-open'], `sample-${one.name}`);
	}

	async keysLeave(those) {
		for (const one of those) {
			const ended = new Promise(done => one.child.once('exit', done));
			one.child.kill('SIGTERM');
			await ended;
			one.child = null;
		}
	}

	// The key ceremony, and slips for so many; their codes by the delegate's number, and by the number on the envelope.
	async keysAndSlips(count) {
		this.ctl('ceremony', '--threshold', '2', '监票人1', '监票人2', '监票人3');
		const issuer = join(this.home, 'issuer');
		const words = run('tally-issue', ['make', '--meeting', this.meeting, '--slips', String(count), '--title', 'test', '--out', issuer]);
		const fingerprint = /([0-9A-Z]{4} ){4}[0-9A-Z]{4}/.exec(words.trim().split('\n').at(-1))[0];
		this.ctl('slips', join(issuer, 'public.jsonl'), '--fingerprint', fingerprint);
		const paper = readFileSync(join(issuer, 'slips.html'), 'utf8').replaceAll('\n', '');
		this.outer = new Map([...paper.matchAll(/<b>(\d+)<\/b>.*?class=code>([0-9A-Z ]+)/g)]
			.map(([, outer, code]) => [Number(outer), code.replaceAll(' ', '')]));
		this.slips = new Map((await this.ask('handout')).rows.map(row => [row.number, this.outer.get(Number(row.outer))]));
	}

	// A meeting that could vote at once: roster, scrutineers, key, slips, the first sitting with `present` delegates in (of those
	// with a slip).
	async ready({ present = 20, roster, ...meeting } = {}) {
		await this.create(meeting);
		this.roster(roster);
		await this.trustees();
		const people = (await this.ask('badges')).badges;
		await this.keysAndSlips(people.length);
		await this.ask('sitting_open', { sitting: 1 });
		this.delegates = [...this.slips.keys()];
		await this.checkIn(this.delegates.slice(0, present));
	}

	async checkIn(numbers, mode = 'in') {
		const badges = await this.badges();
		this.desk ??= await this.enrol('desk', '东门签到台');
		run('ballot-client', ['--folder', this.desk, '--headless', '--role', 'desk', '--seconds', '60'], { input: numbers.map(n => `${mode} ${badges.get(n)}\n`).join('') });
	}

	// Delegates vote at a terminal: choices(i) gives the marks of the i-th.
	async vote(poll, numbers, choices) {
		const file = join(this.home, `votes-${poll}.jsonl`);
		this.terminal ??= await this.enrol('terminal', '表决终端');
		writeFileSync(file, numbers.map((n, i) => `${JSON.stringify({ slip: this.slips.get(n), choices: { [poll]: choices(i) } })}\n`).join(''));
		run('ballot-client', ['--folder', this.terminal, '--headless', '--role', 'terminal', '--votes', file, '--seconds', '60']);
	}

	// A copy of a file of the meeting, for a test to change.
	copy(from, name) {
		const to = join(this.home, name);
		copyFileSync(resolve(ROOT, from), to);
		return to;
	}
}
