/* station.js - the desk without its page: what a scan comes to, with the server or without.
 *
 * A scan that changes something is on this machine's disk before anybody is told of it. The server is given a moment to answer;
 * otherwise the desk's own roll decides and the scan waits in the queue. Must not know: elements, words, sounds. */
import { badgeHash, readBadge } from "/desk/badge.js";
import { decide, isVoter, verdictOf } from "/desk/decide.js";
import { Queue } from "/desk/queue.js";
import { Roll } from "/desk/roll.js";

const ANSWER_MS = 150;          /* of the 300 from scan to verdict: the rest is for the disk and the screen */
/* without a word of the server's own these leave a scan as it is */
const NO_ANSWER = new Set(["network", "session", "busy", "halted"]);

/* What the desk says of a scan: {verdict, person or null, at (s), since (s, 0 unknown) and by: when
 * and where he came or left, count: present, isPending, nonce}. */
export const outcome = (verdict, person, more) => ({
	verdict, person, at: Date.now() / 1000, since: 0, by: "", count: 0, isPending: false, nonce: crypto.randomUUID(), ...more,
});

const within = (promise, ms) => Promise.race([promise, new Promise(resolve => setTimeout(resolve, Math.max(ms, 0), null))]);

/* A line of the log. It names nobody: the roll does. */
function lineOf({ person, verdict, count, nonce, at }, state) {
	return { number: person?.number ?? "", verdict, count, nonce, at: at * 1000, state };
}

export class Station {
	anomalies = [];
	#db;
	#roll;
	#queue;
	#on;
	#waiters = new Map();           /* who waits for the answer to which nonce */
	#last = Promise.resolve();

	constructor(db, on) {
		this.#db = db;
		this.#on = on;
	}

	/* on: {ask, online: common/api.js; roll(): persons have changed; change(): figures or the log have; late(outcome):
	 * the server has answered a scan whose verdict was already shown; stuck(error): it takes no scans} */
	static async open(db, on) {
		const station = new Station(db, on);

		station.#roll = await Roll.open(db);
		station.#queue = await Queue.open(db, { ask: on.ask, stuck: on.stuck, answered: (item, answer) => station.#answered(item, answer) });
		return station;
	}

	/* ---- what is known ---- */

	get facts() { return this.#roll.facts; }
	get people() { return this.#roll.people; }
	get log() { return this.#queue.log; }
	get open() { return this.anomalies.filter(one => !one.settled); }
	get hasDigits() { return this.#roll.hasDigits; }
	get isOpen() { return Boolean(this.facts?.sitting); }
	get expected() { return this.facts?.expected ?? 0; }
	get present() { return (this.facts?.present ?? 0) + this.#queue.delta(this.facts?.meeting); }
	get pending() { return this.#queue.pending(this.facts?.meeting); }
	get notYet() { return this.people.filter(person => isVoter(person) && this.presenceOf(person) === "none"); }

	person(number) { return this.#roll.person(number); }
	sameName(person) { return this.#roll.sameName(person); }
	isWaiting(person) { return this.#waits(person) !== undefined; }
	presenceOf(person) { return this.#waits(person) ?? person.presence; }

	#waits(person) {
		return this.#queue.presence(this.facts?.meeting, person.number);
	}

	/* ---- what may be done ---- */

	/* A code as it was read. */
	scan(text, mode) {
		return this.#inTurn(async started => {
			const code = readBadge(text);

			if (!code)
				return this.#note(outcome("unreadable", null));
			if (!this.facts)
				return outcome("no_roll", null);
			const person = this.#roll.badge(await badgeHash(this.facts.meeting, code));

			return this.#register({ badge: text, person, mode, started });
		});
	}

	/* Somebody who was found by name. */
	byHand(number, mode) {
		return this.#inTurn(started => this.#register({ badge: "", person: this.person(number), mode, started }));
	}

	/* What was done otherwise stands in the log too. */
	tell(verdict, number) {
		return this.#note(outcome(verdict, this.person(number)));
	}

	/* Send what waits and read everything anew. Throws what ask throws. */
	async refresh() {
		await this.#send();
		const hasChanged = await this.#roll.read(this.#on.ask);

		await this.#send();

		this.anomalies = (await this.#on.ask("anomalies")).anomalies.reverse();
		if (hasChanged)
			this.#on.roll();
		else
			this.#on.change();
	}

	/* Tell the server that this desk is there and what it holds back; then send that. */
	async beat() {
		await this.#on.ask("desk_state", { pending: this.pending });
		await this.#send();
	}

	async #send() {
		if (this.facts && this.pending)
			await this.#queue.drain(this.facts.meeting);
	}

	/* The session is over: persons go from the disk. What the page itself still knows goes with
	 * the page, so that a queue at the door goes on. */
	async forget() {
		this.#roll.forget();
		await this.#db.clear();
	}

	/* ---- a scan ---- */

	/* One after the other: the second of two quick ones must see what the first has changed. */
	#inTurn(fn) {
		const started = performance.now();
		const mine = this.#last.then(() => fn(started));

		this.#last = mine.catch(() => {});
		return mine;
	}

	async #register({ badge, person, mode, started }) {
		const isOnline = this.#on.online();

		if (!person)
			return isOnline ? this.#askOnly({ badge }, mode, outcome("unknown", null), started) : this.#note(outcome("unknown", null));
		if (!this.isOpen)
			return this.#note(outcome("no_sitting", person));
		const step = decide(person, this.presenceOf(person), mode);
		const since = step.verdict === "already_out" ? person.last_out : person.first_in;
		const local = outcome(step.verdict, person, { since, by: person.by, count: this.present + step.delta });

		if (step.then)
			return this.#write({ badge, person, mode, step, local, started });
		if (isOnline && !this.isWaiting(person))
			return this.#askOnly(badge ? { badge } : { number: person.number }, mode, local, started);
		return this.#note(local);
	}

	/* What changes something: on disk first, then on its way. */
	async #write({ badge, person, mode, step, local, started }) {
		const { meeting } = this.facts, { then, delta, verdict } = step;
		const scan = { badge, number: person.number, mode, then, delta, wasLeft: verdict === "back", meeting, at: Date.now() };
		const item = await this.#queue.add(scan, lineOf(local, "pending"));
		const reply = new Promise(resolve => this.#waiters.set(item.nonce, resolve));
		const isOnline = this.#on.online();

		if (!isOnline)
			this.#queue.markLate();
		this.#queue.drain(meeting);
		const result = isOnline ? await within(reply, started + ANSWER_MS - performance.now()) : null;

		this.#waiters.delete(item.nonce);
		this.#on.change();
		return result ?? { ...local, isPending: true, nonce: item.nonce };
	}

	/* What changes nothing here is only asked: the server may know of another desk, or of a badge that is new. */
	async #askOnly(who, mode, local, started) {
		const wasLeft = local.person && this.presenceOf(local.person) === "left";
		let isTold = false;
		const reply = this.#on.ask("scan", { ...who, mode }).then(ok => {
			this.#roll.believe(ok);
			return this.#outcomeOf(ok, wasLeft, local.nonce);
		}, error => NO_ANSWER.has(error.code) ? null : { ...local, verdict: verdictOf(error.code) }).then(result => {
			if (isTold && result)
				this.#on.late(this.#note(result));
			return result;
		});
		const result = await within(reply, started + ANSWER_MS - performance.now());

		isTold = true;
		return this.#note(result ?? local);
	}

	/* ---- the server's word ---- */

	#outcomeOf(ok, wasLeft, nonce) {
		const person = this.person(ok.number) ?? { ...ok, role: ok.verdict === "observer" ? "observer" : "delegate", status: "active", presence: "in" };
		const verdict = ok.verdict === "anomaly" ? "conflict" : ok.verdict === "in" && wasLeft ? "back" : ok.verdict;

		/* `at` and `by` are those of the first arrival, whatever the scan was */
		return outcome(verdict, person, { since: verdict === "already_out" ? person.last_out : ok.at, by: ok.by, count: ok.present, nonce });
	}

	#answered(item, { ok, code }) {
		if (ok)
			this.#roll.believe(ok);
		const result = ok ? this.#outcomeOf(ok, item.wasLeft, item.nonce)
			: outcome(verdictOf(code), this.person(item.number) ?? null, { nonce: item.nonce });
		const waiter = this.#waiters.get(item.nonce);

		/* in the log it stands where it was scanned */
		this.#note({ ...result, at: item.at / 1000 });
		if (waiter)
			waiter(result);
		else
			this.#on.late(result);
	}

	/* Lines of the log are told, not promised: nobody waits for them. */
	#note(result) {
		this.#queue.saveLine(lineOf(result, "done")).then(() => this.#on.change());
		return result;
	}
}
