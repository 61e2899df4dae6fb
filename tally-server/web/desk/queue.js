/* queue.js - scans on their way to the server: written down first, sent one after the other, each under its nonce, kept until answered.
 *
 * The order of a scan's life:  add() -> on disk -> verdict shown -> sent -> answered -> gone from the queue, its line of the log updated.
 * A nonce is answered alike however often it is sent, so whatever is in doubt is sent again. Must not know: the page, pinyin, pictures. */

/* The server has looked and says no: the scan is answered. After any other error it stays in the queue. */
const FINAL = new Set(["code", "badge", "badge_revoked", "already_in", "not_in", "no_such_person", "no_sitting", "sealed"]);
const LOG_LINES = 40;

function newNonce() {
	return [...crypto.getRandomValues(new Uint8Array(8))].map(byte => byte.toString(16).padStart(2, "0")).join("");
}

function bodyOf(item) {
	const who = item.badge ? { badge: item.badge } : { number: item.number };
	/* only what could not be said at once bears the desk's own time */
	const when = item.isLate ? { desk_at: Math.floor(item.at / 1000) } : {};

	return { ...who, mode: item.mode, nonce: item.nonce, ...when };
}

/* ask(type, body): as in common/api.js. onAnswer(line): a line of the log was answered. onStuck(error): the server refuses to listen.
 * -> { add, drain, saveLine, markLate, pending, log, presence, delta } */
export async function openQueue(db, { ask, onAnswer, onStuck }) {
	const waiting = await db.all("queue");
	let log = (await db.all("log")).sort((a, b) => b.at - a.at);
	let draining = null;

	async function saveLine(line) {
		log = [line, ...log.filter(l => l.nonce !== line.nonce)].sort((a, b) => b.at - a.at);
		const old = log.splice(LOG_LINES).filter(l => !waiting.some(item => item.nonce === l.nonce));

		await db.write(["log"], store => {
			store("log").put(line);
			old.forEach(l => store("log").delete(l.nonce));
		});
	}

	/* Write a scan down. scan: {badge or "", number, mode, then, delta, meeting, at (ms)}; line: what the log shows of it. */
	async function add(scan, line) {
		const item = { ...scan, nonce: newNonce(), isLate: false };
		const shown = { ...line, nonce: item.nonce, at: item.at, state: "pending" };

		item.seq = await db.write(["queue", "log"], store => {
			store("log").put(shown);
			return store("queue").add(item);
		});
		waiting.push(item);
		log = [shown, ...log];
		return item;
	}

	async function settle(item, answer) {
		const line = { ...log.find(l => l.nonce === item.nonce), nonce: item.nonce, at: item.at, number: item.number, ...answer };

		await db.write(["queue", "log"], store => {
			store("queue").delete(item.seq);
			store("log").put(line);
		});
		waiting.splice(waiting.indexOf(item), 1);
		log = log.map(l => l.nonce === line.nonce ? line : l);
		onAnswer(line, item);
	}

	/* false: leave the rest for later */
	async function send(item) {
		try {
			const ok = await ask("scan", bodyOf(item));

			await settle(item, { state: "done", ok });
		} catch (error) {
			if (!FINAL.has(error.code)) {
				markLate();
				onStuck(error);
				return false;
			}
			await settle(item, { state: "refused", code: error.code });
		}
		return true;
	}

	const of = meeting => waiting.filter(item => item.meeting === meeting);

	async function drainOnce(meeting) {
		for (let [item] = of(meeting); item && await send(item);)
			[item] = of(meeting);
	}

	function drain(meeting) {
		/* of two pages of this desk one sends at a time */
		draining ??= navigator.locks.request("desk-queue", () => drainOnce(meeting)).finally(() => {
			draining = null;
		});
		return draining;
	}

	function markLate() {
		for (const item of waiting.filter(i => !i.isLate)) {
			item.isLate = true;
			db.write(["queue"], store => store("queue").put(item));
		}
	}

	return {
		add,
		drain,
		saveLine,
		markLate,
		log: () => log,
		/* of one meeting alone: what waits for another is kept for it, and is not this one's business */
		pending: meeting => of(meeting).length,
		/* what the waiting scans of a person come to; undefined if there are none */
		presence: (meeting, number) => of(meeting).findLast(item => item.number === number)?.then,
		/* what they come to for the number present */
		delta: meeting => of(meeting).reduce((sum, item) => sum + item.delta, 0),
	};
}
