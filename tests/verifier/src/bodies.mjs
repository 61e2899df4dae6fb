// bodies.mjs - the fields of every type of entry, with their bounds (P13, P14.9, P15.5).

import { base64, bool, choice, hex, integer, lines, list, matching, object, oneOf, text } from './shape.mjs';
import { caps, fraction, minimum, name, op, profile, rank, rates, rule } from './profile.mjs';
import { demand } from './refused.mjs';

const MAX = Number.MAX_SAFE_INTEGER;
const count = integer(0, MAX);
const number = integer(1, MAX);
const id = matching(/^[a-z0-9-]{1,20}$/);
const machineName = text(1, 52);
const reason = text(1, 200);
const hash = hex(32);
const point = base64(65);
const signature = base64(97);
const personNumber = matching(/^[0-9]{1,8}$/);
const index = integer(1, 9);
const attempt = { poll: id, attempt: number };

// P14.9
const sumBound = integer(-(2 ** 31), 2 ** 31 - 1);
function term(value) {
	const [ciphertext, weight] = list(integer(-(2 ** 31), 2 ** 31 - 1), 2, 2)(value);
	demand(weight !== 0, 'range', 'weight');
	return [integer(0, 2 ** 31 - 1)(ciphertext), integer(-1000, 1000)(weight)];
}
function scale(value) {
	const options = list(object({ id, text: text(1, 200), abstain: bool }, { invalid: bool }), 2, 100)(value);
	demand(new Set(options.map(option => option.id)).size === options.length, 'range', 'two options with one id');
	return options;
}
function numbers(value) {
	const out = list(personNumber, 1, 6000)(value);
	demand(new Set(out).size === out.length, 'range', 'a number twice');
	return out;
}
const electorate = choice('type', {
	all: object({ type: name }),
	unit: object({ type: name, unit: text(1, 200) }),
	list: object({ type: name, numbers }),
	except: object({ type: name, numbers, reason }),
});
const order = choice('type', { strokes: object({ type: name }), manual: object({ type: name, reason }) });
const forms = list(object({ title: text(1, 200), contests: integer(1, 600) }), 2, 8);
const definition = object({
	poll: id, kind: id, title: text(1, 200), method: oneOf('secret', 'open', 'show_of_hands'), electorate, minimum,
	scales: list(scale, 1, 4),
	contests: list(object({ title: text(1, 200), scale: integer(0, 3) }), 1, 600),
	limits: list(object({ terms: list(term, 1, 1200), min: sumBound, max: sumBound }), 0, 8),
	rule, rates, rank,
}, { seats: integer(1, 600), follows: object(attempt), rehearsal: bool, order, forms, together: id, caps });

const machine = { name: machineName, role: name, spki: hash };

const act = object({
	number,
	act: text(1, 1 << 20),
	sigs: list(object({ index, sig: base64(64) }), 1, 9),
});

const entitled = matching(/^[01]+$/);
const opened = object({
	...attempt, definition: count, way: oneOf('sealed', 'open', 'hands', 'paper'), slot: count, ceremony: number, key_record: hash, expected: count, present: count,
	quorum: object({ expected: count, present: count, required: count, num: fraction, den: fraction, op }),
	issued: count, without_slip: count,
	lists: list(object({ issue: number, keys: list(point, 1, 6000), entitled }), 0, 512),
});

const papers = integer(0, 12000);
const counts = list(list(count, 2, 100), 1, 600);

// P15.5
const compared = { count, base: count, required: count, met: bool };
const toldRates = list(object({ name, count, base: count }, { below: bool }), 0, 8);
const places = list(integer(0, 599), 0, 600);
const ladderVerdict = object({
	contests: list(object({ outcome: name, steps: list(object(compared), 0, 8), rates: toldRates }, { place: number }), 1, 600),
}, { caps: list(object({ name, of: count, max: count }, { within: places }), 1, 4) });
const candidatesVerdict = object({
	contests: list(object({ ...compared, rates: toldRates }), 1, 600),
	elected: places, tied: places, unfilled: count, next: oneOf('none', 'runoff', 'supplementary_or_reduce', 'chair'),
});
const verdict = value => ('elected' in Object(value) ? candidatesVerdict : ladderVerdict)(value);

const move = object({ number: personNumber }, { desk_at: count });

const type = (by, body, at = true) => ({ at, by: [by].flat(), body: typeof body === 'function' ? body : object(body) });

export const BODIES = {
	genesis: type(1, {
		product: oneOf('tally'), version: integer(1, 1), group: oneOf('P-256'), meeting: matching(/^[0-9A-HJKMNP-TV-Z]{16}$/), name: text(1, 200),
		sittings: list(text(1, 200), 1, 20), log_key: base64(32), authority: hash, profile,
	}),
	operator: type([1, 2], { name: text(1, 60), roles: list(oneOf('secretariat', 'desk', 'chair', 'scrutineer', 'viewer'), 1, 5), active: bool }),
	person: type(1, {
		number: personNumber, name: text(1, 200), unit: text(0, 200), post: text(0, 200), seat: text(0, 60),
		role: oneOf('delegate', 'observer', 'invited', 'staff'), leave: bool, status: oneOf('active', 'excluded'), reason: text(0, 200),
	}),
	badge: type(1, { number: personNumber, hash }),
	badge_replace: type(2, { number: personNumber, reason, hash }),
	machine: type(1, choice('role', {
		trustee: object({ ...machine, holder: text(1, 60) }),
		...Object.fromEntries(['terminal', 'desk', 'witness', 'standby', 'hall'].map(role => [role, object(machine)])),
	})),
	machine_revoke: type(1, { spki: hash, reason }),
	ceremony_start: type(1, { ceremony: number, n: index, t: index, trustees: list(machineName, 1, 9) }),
	ceremony_commit: type(1, { ceremony: number, index, commit: hash }),
	ceremony_reveal: type(1, { ceremony: number, index, reveal: text(1, 8192) }),
	ceremony_shares: type(1, { ceremony: number, index, shares: list(object({ to: index, ephemeral: point, box: base64(48) }), 0, 8) }),
	ceremony_confirm: type(1, { ceremony: number, index, record: hash, key: point, sig: base64(64) }),
	ceremony_abort: type(1, { ceremony: number, reason }),
	slip_lists: type(2, act),
	reissue: type(2, { number: personNumber, reason }),
	key_swap: type(0, { ...attempt, old: point, new: point }, false),
	sitting_open: type(1, { sitting: number }),
	sitting_close: type(1, { sitting: number }),
	checkin: type(1, move),
	leave: type(1, move),
	return: type(1, move),
	checkin_undo: type(2, { number: personNumber, reason }),
	anomaly: type(1, {
		number: personNumber, mode: oneOf('in', 'out'), desk_at: count,
		found: oneOf('already_in', 'already_out', 'not_in', 'badge_revoked', 'no_sitting', 'other_sitting'),
	}),
	anomaly_settle: type(1, { anomaly: count, note: reason }),
	poll: type(1, definition),
	agenda: type(1, { polls: list(id, 0, 200) }),
	poll_open: type(1, opened),
	poll_hold: type(1, { ...attempt, reason }),
	poll_resume: type(1, attempt),
	ballot_commit: type(0, { ...attempt, key: point, tracking: hash, sig: signature }, false),
	ballot_cast: type(0, { ...attempt, key: point, body: base64(), sig: signature }, false),
	ballot_test: type(0, { ...attempt, key: point, body: base64(), seed: base64(32), sig: signature }, false),
	open_vote: type(0, { ...attempt, number: personNumber, key: point, marks: list(integer(0, 99), 1, 600), sig: signature }, false),
	poll_close: type(1, { ...attempt, issued: count, papers: count, returned: count, not_returned: count, tested: count }),
	assist: type(1, { ...attempt, helpers: list(object({ name: text(1, 200), count: integer(1, 1000) }), 1, 1000) }),
	hands: type(2, act),
	paper_issue: type(2, { ...attempt, keys: list(point, 1, 6000) }),
	paper_count: type(2, act),
	cosign: type(1, { note: lines(1, 16384) }),
	share: type(1, { ...attempt, index, size: number, root: hash, share: base64() }),
	refusal: type(1, { ...attempt, index, reason }),
	result: type(1, value => object({ ...attempt, shares: list(count, 0, 9), counts, verdict }, { electronic: counts })(value)),
	publish: type(1, attempt),
	seats_reduced: type(2, { ...attempt, seats: integer(1, 600), reason }),
	poll_void: type(2, act),
	server_start: type(1, { version: text(1, 200) }),
	seal: type(2, act),
};

// What the text of an act holds (P13.0), by the type of its entry.
export const ACTS = {
	slip_lists: object({
		act: oneOf('slip_lists'), issue: number, slips: integer(1, 6000), slots: integer(1, 512), lists: list(hash, 1, 512), fingerprint: hash,
	}),
	hands: object({ act: oneOf('hands'), ...attempt, counts }),
	paper_count: object({ act: oneOf('paper_count'), ...attempt, forms: list(object({ returned: papers, invalid: papers }), 1, 8), counts }),
	poll_void: object({ act: oneOf('poll_void'), ...attempt, reason, paper: bool }),
	seal: object({ act: oneOf('seal'), size: count, polls: list(object({ ...attempt, state: text(1, 20) }), 0, 10000) }),
};
