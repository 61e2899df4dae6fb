/* roll.js - the roll as the server last told it, kept on this computer: who may come, where they stand, by which badge hash they are known.
 *
 * The last digits of identity cards and telephones, by which people are also found, stay in the page's memory: no disk holds them.
 * Must not know: the queue, what a scan means. */

const KEEP_MS = 200;

/* The persons of whom an entry from number `since` on tells (0: everybody) -> {people, size}. */
async function readPeople(ask, since) {
	const people = [];
	let size = 0;

	for (let from = 0, total = 1; from < total;) {
		const part = await ask("roll", { from, lookup: true, since });

		people.push(...part.people);
		/* the first reply's: what happens between two of them is read again */
		size ||= part.size;
		({ next: from, total } = part);
	}
	return { people, size };
}

export class Roll {
	/* {meeting, name, sitting (0: none is open), expected, present, size (of the record as
	 * read), at (s: when)}; null before the first reading */
	facts = null;
	people = [];
	#db;
	#byNumber = new Map();
	#byBadge = new Map();
	#keeping = 0;

	constructor(db) {
		this.#db = db;
	}

	/* What this computer remembers. */
	static async open(db) {
		const roll = new Roll(db);
		const kept = await db.read("kept", "roll");

		/* what the disk does not hold is read anew, of everybody */
		if (kept)
			roll.#take({ ...kept.facts, size: 0 }, kept.people);
		return roll;
	}

	/* Are people found by the digits of their cards? */
	get hasDigits() {
		return this.people.some(person => "id4" in person);
	}

	person(number) {
		return this.#byNumber.get(number);
	}

	badge(hash) {
		return this.#byBadge.get(hash);
	}

	sameName({ name, number }) {
		return this.people.filter(other => other.name === name && other.number !== number);
	}

	/* Read anew, of known people what is new alone. Changes nothing if it fails. -> has anybody changed? */
	async read(ask) {
		const { meeting, name, sitting, expected, present } = await ask("status");
		/* another sitting changes what is known of everybody */
		const goesOn = this.facts?.meeting === meeting && this.facts.sitting === sitting;
		const { people, size } = await readPeople(ask, goesOn ? this.facts.size : 0);
		const all = goesOn ? [...new Map([...this.people, ...people].map(person => [person.number, person])).values()] : people;

		this.#take({ meeting, name, sitting, expected, present, size, at: Date.now() / 1000 }, all);
		this.#keepSoon();
		return people.length > 0;
	}

	/* What the answer to a scan says holds until the roll is read again. */
	believe(ok) {
		const person = this.person(ok.number);

		Object.assign(this.facts, { expected: ok.expected, present: ok.present });
		this.#keepSoon();
		/* an anomaly has changed nothing */
		if (!person || ok.verdict === "anomaly")
			return;
		person.presence = ["out", "already_out"].includes(ok.verdict) ? "left" : "in";
		person.first_in = ok.at;
		if (ok.verdict === "out")
			person.last_out = Math.floor(Date.now() / 1000);
	}

	/* What was about to be kept is not: the session is over. */
	forget() {
		clearTimeout(this.#keeping);
		this.#keeping = 0;
	}

	#take(facts, people) {
		this.facts = facts;
		this.people = people;
		this.#byNumber = new Map(people.map(person => [person.number, person]));
		this.#byBadge = new Map(people.filter(person => person.badge).map(person => [person.badge, person]));
	}

	/* Soon, and once for many: a reload without the server must find it. */
	#keepSoon() {
		this.#keeping ||= setTimeout(() => {
			this.#keeping = 0;
			this.#db.keep("roll", { facts: this.facts, people: this.people.map(({ id4, tel4, ...person }) => person) });
		}, KEEP_MS);
	}
}
