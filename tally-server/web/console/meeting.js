/* meeting.js - what the console knows of the meeting now: asked of the server again at every nudge, and told to whoever watches.
 *
 * The server decides; nothing here is kept over a reload. Must not know: pages. */
import { ask, onLink, onNudge } from "/common/api.js";

export const meeting = {
	me: null,               /* {name, roles, csrf, machine} */
	status: null,           /* P16, status */
	profile: null,          /* the meeting's rules */
	words: null,            /* the same in words, {quorum, quorum_election, kinds} */
	agenda: [],             /* every poll's definition and attempts */
	isLinked: true,
	readiness: null,        /* operators, sittings with their times, slips, disk */
	signed: null,           /* the last checkpoint that the server has signed for us, {size, at}; null if it did not */
	skew: 0,                /* seconds that the server's clock is ahead of this station's */
	grownAt: 0,             /* when the record was last seen to have grown, seconds of this station */
};

const watchers = new Set();

/* fn() is called after every change; returns a function that ends it. */
export function watch(fn) {
	watchers.add(fn);
	return () => watchers.delete(fn);
}

function tell() {
	for (const fn of [...watchers])
		fn();
}

export const has = role => meeting.me?.roles.includes(role) === true;
export const isSecretariat = () => has("secretariat");
/* May this station act, or does another hold the control seat? */
export const isInControl = () => isSecretariat() && (meeting.status?.control?.mine ?? true);

/* fn() when this station has got the control seat, or lost it; returns a function that ends it. */
export function watchControl(fn) {
	let was = isInControl();

	return watch(() => {
		if (isInControl() === was)
			return;
		was = !was;
		fn();
	});
}

export const item = id => meeting.agenda.find(each => each.poll === id);
export const inStatus = id => meeting.status?.polls.find(each => each.poll === id);
export const machines = role => (meeting.status?.machines ?? []).filter(machine => machine.role === role);
/* Desks like machines: those that were enrolled, and browsers of desk accounts. */
export const deskList = () => (meeting.status?.desks ?? []).map(({ name, online }) => ({ name, connected: online }));
export const lastAttempt = poll => poll?.attempts.at(-1);
/* What a message about it names: the poll, and the attempt that its page has in mind (P16.17). */
export const attemptOf = poll => ({ poll: poll.poll, attempt: poll.attempts.length });
/* And what opens it: also the words that its page shows. */
export const openingOf = poll => ({ ...attemptOf(poll), definition: poll.entry });
/* Seats of an election that nobody has and that were not given up. */
export const seatsLeft = poll => (lastAttempt(poll).reduced_seats || poll.definition.seats) - lastAttempt(poll).verdict.elected.length;
export const hasQuorum = () => meeting.status.quorum.present >= meeting.status.quorum.required;
export const sittingName = n => meeting.readiness.sittings[n - 1]?.name ?? "";
/* The number of the sitting behind the last that was opened: one that was passed over opens no more (P14.3). 0 if none is left. */
export function nextSitting() {
	const { sittings } = meeting.readiness, number = sittings.findLastIndex(sitting => sitting.opened_at) + 2;
	return number > sittings.length ? 0 : number;
}
export const serverNow = () => Date.now() / 1000 + meeting.skew;

/* The poll that stands between the hall and everything else: open, held, or closed and not yet counted. */
export function running() {
	return meeting.status?.polls.find(poll => ["open", "held", "closed"].includes(poll.state));
}

/* While ballots come in the record grows at every nudge; the agenda is read again only for what changes it. */
function agendaKey(status) {
	const isBusy = status.polls.some(poll => poll.state === "open");
	return JSON.stringify([isBusy ? 0 : status.size, status.polls.map(poll => [poll.poll, poll.entry, poll.attempt, poll.state])]);
}

/* Every poll; a long agenda comes in several replies. */
export async function agenda() {
	const polls = [];
	let part;

	do {
		part = await ask("agenda", { from: polls.length });
		polls.push(...part.polls);
	} while (part.polls.length && polls.length < part.total);
	return polls;
}

let seenAgenda = "";

async function update() {
	const status = await ask("status", {});

	if (meeting.status?.size !== status.size)
		meeting.grownAt = Date.now() / 1000;
	if (agendaKey(status) !== seenAgenda) {
		const polls = await agenda();

		await readReadiness(status);
		/* not before it is told: a key pressed meanwhile means what the page still shows */
		meeting.agenda = polls;
		seenAgenda = agendaKey(status);
	}
	meeting.status = status;
}

let current = null, following = null;

/* Ask again. The promise is kept when what was asked after this call has been told; calls that come
 * while one is under way share the one behind it. */
export function refresh() {
	if (!current) {
		current = update().then(tell).finally(() => {
			current = null;
		});
		return current;
	}
	following ??= current.catch(() => {}).then(() => {
		following = null;
		return refresh();
	});
	return following;
}

/* Its time also tells how far this station's clock is off. */
async function readReadiness({ size }) {
	const before = Date.now();

	meeting.readiness = await ask("readiness", {});
	meeting.skew = Math.round(meeting.readiness.at + 0.5 - (before + Date.now()) / 2000);
	meeting.signed = await ask("checkpoint", { size }).then(() => ({ size, at: meeting.readiness.at }), () => null);
}

/* Disk and clocks change without an entry. */
export const lookAgain = () => readReadiness(meeting.status).then(tell);

/* Load all of it once, then follow the server's nudges. */
export async function start(me) {
	meeting.me = me;
	({ profile: meeting.profile, words: meeting.words } = await ask("profile", {}));
	await refresh();
	onNudge(() => refresh().catch(() => {}));
	onLink(isLinked => {
		meeting.isLinked = isLinked;
		tell();
	});
}
