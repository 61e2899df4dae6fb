/* station.js - the desk without its page: the roll as last read, what a scan comes to, and the server when it is there.
 *
 * A scan that changes something is on this machine's disk before anybody is told of it. The server is given a moment to answer;
 * otherwise the desk's own roll decides and the scan waits in the queue. Must not know: elements, words, sounds. */
import { badgeHash, readBadge } from "/desk/badge.js";
import { decide, isVoter, verdictOf } from "/desk/decide.js";
import { openQueue } from "/desk/queue.js";

const ANSWER_MS = 150;          /* of the 300 from scan to verdict: the rest is for the disk and the screen */
const KEEP_MS = 200;
const SCANNERS = ["desk", "secretariat"];

/* The persons of whom an entry from number `since` on tells (0: everybody) -> {people, sitting, size}. */
async function readRoll(ask, since) {
	const people = [];
	let size = 0, sitting = 0;

	for (let from = 0, total = 1; from < total;) {
		const part = await ask("roll", { from, lookup: true, since });

		people.push(...part.people);
		/* the first reply's: what happens between two of them is read again */
		size ||= part.size;
		({ next: from, total, sitting } = part);
	}
	return { people, sitting, size };
}

const within = (promise, ms) => Promise.race([promise, new Promise(resolve => setTimeout(resolve, Math.max(ms, 0), null))]);

/* What the desk says of a scan: {verdict, person or null, at (s), since (s, 0 unknown) and by: when and where he came or left, count: present, isPending, nonce}. */
const outcome = (verdict, person, more) => ({ verdict, person, at: Date.now() / 1000, since: 0, by: "", count: 0, isPending: false, nonce: "", ...more });

/* db: db.js; ask, online: common/api.js. Calls onRoll() when persons have changed, onChange() when figures or queue have, onLate(outcome) when the
 * server has answered a scan whose verdict was already shown, and onStuck(error) when it takes no scans at all. */
export async function openStation({ db, ask, online, onRoll, onChange, onLate, onStuck }) {
	const kept = await db.read("kept", "roll");
	const waiters = new Map();
	let facts = kept?.facts ?? null, people = [], byNumber = new Map(), byBadge = new Map(), anomalies = [], keeping = 0;

	function setPeople(list) {
		people = list;
		byNumber = new Map(list.map(person => [person.number, person]));
		byBadge = new Map(list.filter(person => person.badge).map(person => [person.badge, person]));
	}
	setPeople(kept?.people ?? []);

	const queue = await openQueue(db, { ask, onAnswer: answered, onStuck });
	const waits = person => queue.presence(facts?.meeting, person.number);
	const presenceOf = person => waits(person) ?? person.presence;
	const pending = () => queue.pending(facts?.meeting);
	const count = () => (facts?.present ?? 0) + queue.delta(facts?.meeting);

	/* ---- the server's word ---- */

	/* soon, and once for many: a reload without the server must find what it has said */
	function keepSoon() {
		keeping ||= setTimeout(() => {
			keeping = 0;
			db.keep("roll", { facts, people });
		}, KEEP_MS);
	}

	/* What an answer says about a person holds for the roll until it is read again. */
	function believe(ok) {
		const person = byNumber.get(ok.number);

		Object.assign(facts, { expected: ok.expected, present: ok.present });
		keepSoon();
		/* an anomaly has changed nothing */
		if (!person || ok.verdict === "anomaly")
			return;
		person.presence = ["out", "already_out"].includes(ok.verdict) ? "left" : "in";
		person.first_in = ok.at;
		if (ok.verdict === "out")
			person.last_out = Math.floor(Date.now() / 1000);
	}

	function outcomeOf(ok, wasLeft, nonce) {
		const known = byNumber.get(ok.number);
		const person = known ?? { ...ok, role: ok.verdict === "observer" ? "observer" : "delegate", status: "active", presence: "in" };
		const verdict = ok.verdict === "anomaly" ? "conflict" : ok.verdict === "in" && wasLeft ? "back" : ok.verdict;

		/* `at` and `by` are those of the first arrival, whatever the scan was */
		return outcome(verdict, person, { since: verdict === "already_out" ? person.last_out : ok.at, by: ok.by, count: ok.present, nonce });
	}

	function answered(line, item) {
		const wasLeft = item.wasLeft;

		if (line.ok)
			believe(line.ok);
		const result = line.ok ? outcomeOf(line.ok, wasLeft, line.nonce)
			: outcome(verdictOf(line.code), byNumber.get(item.number) ?? null, { nonce: line.nonce });
		const waiter = waiters.get(line.nonce);

		note({ ...result, at: item.at / 1000 }, line.state);
		waiters.delete(line.nonce);
		if (waiter)
			waiter(result);
		else
			onLate(result);
		onChange();
	}

	/* ---- a scan ---- */

	function lineOf(result, state) {
		const { number = "", name = "", unit = "", seat = "" } = result.person ?? {};

		return { number, name, unit, seat, verdict: result.verdict, count: result.count, nonce: result.nonce || crypto.randomUUID(),
			at: result.at * 1000, state };
	}

	/* Lines of the log are told, not promised: nobody waits for them. */
	function note(result, state = "done") {
		queue.saveLine(lineOf(result, state)).then(onChange);
		return result;
	}

	/* What changes nothing here is only asked: the server may know of another desk. */
	async function askOnly({ badge, number, mode, local, wasLeft, started }) {
		const body = { ...(badge ? { badge } : { number }), mode };
		const reply = ask("scan", body).then(ok => {
			believe(ok);
			return outcomeOf(ok, wasLeft, "");
		}, error => error.code === "network" || error.code === "session" ? null : outcome(verdictOf(error.code), local.person));

		return note(await within(reply, started + ANSWER_MS - performance.now()) ?? local);
	}

	async function write({ badge, person, mode, step, started }) {
		const scan = { badge, number: person.number, mode, then: step.then, delta: step.delta, wasLeft: step.verdict === "back" || presenceOf(person) === "left",
			meeting: facts.meeting, at: Date.now() };
		const local = outcome(step.verdict, person, { isPending: true, count: count() + step.delta });
		const item = await queue.add(scan, lineOf(local, "pending"));
		const reply = new Promise(resolve => waiters.set(item.nonce, resolve));

		onChange();
		if (!online())
			queue.markLate();
		queue.drain(facts.meeting);
		const result = online() ? await within(reply, started + ANSWER_MS - performance.now()) : null;

		waiters.delete(item.nonce);
		return result ?? { ...local, nonce: item.nonce };
	}

	async function register({ badge, person, mode, started }) {
		if (!person)
			return online() ? askOnly({ badge, mode, local: outcome("unknown", null), started }) : note(outcome("unknown", null));
		if (!facts.sitting)
			return note(outcome("no_sitting", person));
		const step = decide(person, presenceOf(person), mode);
		const local = outcome(step.verdict, person, { since: step.verdict === "already_out" ? person.last_out : person.first_in, by: person.by, count: count() });

		if (step.then)
			return write({ badge, person, mode, step, started });
		if (online() && !waits(person))
			return askOnly({ badge, number: person.number, mode, local, wasLeft: presenceOf(person) === "left", started });
		return note(local);
	}

	/* ---- what the page may do ---- */

	let last = Promise.resolve();

	/* one scan after the other: the second of two quick ones must see what the first has changed */
	function inTurn(fn) {
		const started = performance.now();
		const mine = last.then(() => fn(started));

		last = mine.catch(() => {});
		return mine;
	}

	const station = {
		facts: () => facts,
		people: () => people,
		person: number => byNumber.get(number),
		presenceOf,
		isWaiting: person => waits(person) !== undefined,
		expected: () => facts?.expected ?? 0,
		present: count,
		pending,
		log: queue.log,
		anomalies: () => anomalies,
		sameName: person => people.filter(other => other.name === person.name && other.number !== person.number),
		notYet: () => people.filter(person => isVoter(person) && presenceOf(person) === "none"),

		scan: (text, mode) => inTurn(async started => {
			const code = readBadge(text);

			if (!code)
				return note(outcome("unreadable", null));
			if (!facts)
				return outcome("no_roll", null);
			return register({ badge: text, person: byBadge.get(await badgeHash(facts.meeting, code)), mode, started });
		}),
		/* what was done otherwise stands in the log too */
		note: (verdict, number) => note(outcome(verdict, byNumber.get(number))),
		byHand: (number, mode) => inTurn(started => register({ badge: "", person: byNumber.get(number), mode, started })),

		/* Read everything anew and send what waits. Throws what ask throws. */
		async refresh() {
			const { meeting, name, sitting, expected, present } = await ask("status");
			/* another sitting changes what is known of everybody */
			const goesOn = facts?.meeting === meeting && facts.sitting === sitting;

			facts = { meeting, name, sitting, expected, present, size: goesOn ? facts.size : 0, at: Date.now() / 1000 };
			await queue.drain(meeting);
			const read = await readRoll(ask, facts.size);

			setPeople(goesOn ? [...new Map([...people, ...read.people].map(person => [person.number, person])).values()] : read.people);
			facts.size = read.size;
			anomalies = (await ask("anomalies")).anomalies.reverse();
			keepSoon();
			if (read.people.length)
				onRoll();
			else
				onChange();
		},
		/* Keep nothing from now on: somebody signs out. */
		forget() {
			clearTimeout(keeping);
			keeping = -1;
		},
		/* Tell the server that this desk is there and what it holds back; then send that. */
		async beat() {
			await ask("desk_state", { pending: pending() });
			if (pending())
				await queue.drain(facts.meeting);
		},
	};
	return station;
}

/* May these roles work here? */
export const mayScan = roles => SCANNERS.some(role => roles.includes(role));
