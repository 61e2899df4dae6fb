/* queue.js - scans on their way to the server: written down first, sent one after the other, each under its nonce, kept until answered.
 *
 * The order of a scan's life:  add() -> on disk -> verdict shown -> sent -> answered -> gone from the queue, its line of the log updated.
 * A nonce is answered alike however often it is sent, so whatever is in doubt is sent again. What waits for another meeting is kept
 * for it, and is not this one's business. Must not know: the page, what a scan means. */

/* The server has looked and says no: the scan is answered. After any other error it stays in the queue. */
const FINAL = new Set(["code", "badge", "badge_revoked", "already_in", "not_in", "no_such_person", "no_sitting", "sealed"]);
const LOG_LINES = 40;

const newNonce = () => [...crypto.getRandomValues(new Uint8Array(8))].map(byte => byte.toString(16).padStart(2, "0")).join("");

function bodyOf(item) {
	const who = item.badge ? { badge: item.badge } : { number: item.number };
	/* only what could not be said at once bears the desk's own time */
	const when = item.isLate ? { desk_at: Math.floor(item.at / 1000) } : {};

	return { ...who, mode: item.mode, nonce: item.nonce, ...when };
}

export class Queue {
	/* the last scans as shown, the newest first */
	log = [];
	#db;
	#on;
	#waiting = [];
	#draining = null;

	/* on: {ask(type, body): as in common/api.js; answered(item, {ok} or {code}); stuck(error): the server takes nothing} */
	constructor(db, on) {
		this.#db = db;
		this.#on = on;
	}

	static async open(db, on) {
		const queue = new Queue(db, on);

		queue.#waiting = await db.all("queue");
		/* a line that says it waits, and does not, was answered just before the end */
		queue.log = (await db.all("log")).sort((a, b) => b.at - a.at)
			.map(line => queue.#waiting.some(item => item.nonce === line.nonce) ? line : { ...line, state: "done" });
		return queue;
	}

	/* ---- what waits for a meeting ---- */

	#of(meeting) {
		return this.#waiting.filter(item => item.meeting === meeting);
	}

	/* Of any meeting, where it is not known which this is. */
	pending(meeting) {
		return meeting ? this.#of(meeting).length : this.#waiting.length;
	}

	/* What the waiting scans of a person come to: in or left; undefined if there are none. */
	presence(meeting, number) {
		return this.#of(meeting).findLast(item => item.number === number)?.then;
	}

	/* What they all come to for the number present. */
	delta(meeting) {
		return this.#of(meeting).reduce((sum, item) => sum + item.delta, 0);
	}

	/* ---- writing down ---- */

	/* scan: {badge or "", number, mode, then, delta, wasLeft, meeting, at (ms)}; line: what the
	 * log shows of it. Resolves once both are on disk. */
	async add(scan, line) {
		const item = { ...scan, nonce: newNonce(), isLate: false };
		const shown = { ...line, nonce: item.nonce, at: item.at, state: "pending" };

		item.seq = await this.#db.write(["queue", "log"], store => {
			store("log").put(shown);
			return store("queue").add(item);
		});
		this.#waiting.push(item);
		this.#show(shown);
		return item;
	}

	/* A line of the log that is nothing to be sent, or that takes the place of the one of its nonce. */
	async saveLine(line) {
		this.#show(line);
		const old = this.log.splice(LOG_LINES).filter(l => !this.#waiting.some(item => item.nonce === l.nonce));

		await this.#db.write(["log"], store => {
			store("log").put(line);
			old.forEach(l => store("log").delete(l.nonce));
		});
	}

	#show(line) {
		this.log = [line, ...this.log.filter(l => l.nonce !== line.nonce)].sort((a, b) => b.at - a.at);
	}

	/* From now on they bear the desk's own time: they could not be said at once. */
	markLate() {
		for (const item of this.#waiting.filter(i => !i.isLate)) {
			item.isLate = true;
			this.#db.write(["queue"], store => store("queue").put(item));
		}
	}

	/* ---- sending ---- */

	/* Send what waits for this meeting, in order, until one is not taken. */
	drain(meeting) {
		/* of two pages of this desk one sends at a time */
		this.#draining ??= navigator.locks.request("desk-queue", () => this.#drainOnce(meeting)).finally(() => {
			this.#draining = null;
		});
		return this.#draining;
	}

	async #drainOnce(meeting) {
		for (let [item] = this.#of(meeting); item && await this.#send(item);)
			[item] = this.#of(meeting);
	}

	/* false: leave the rest for later */
	async #send(item) {
		try {
			const ok = await this.#on.ask("scan", bodyOf(item));

			await this.#settle(item, { ok });
		} catch (error) {
			if (!FINAL.has(error.code)) {
				this.markLate();
				this.#on.stuck(error);
				return false;
			}
			await this.#settle(item, { code: error.code });
		}
		return true;
	}

	async #settle(item, answer) {
		await this.#db.write(["queue"], store => store("queue").delete(item.seq));
		this.#waiting = this.#waiting.filter(other => other !== item);
		this.#on.answered(item, answer);
	}
}
