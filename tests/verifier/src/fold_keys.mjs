// fold_keys.mjs - the key ceremony step by step, and the lists of slips (P10, P14.6, P14.7).

import { checkFields } from './ed25519.mjs';
import { commitHash, keyRecord, readReveal, sameRecord } from './ceremony.mjs';
import { equal } from './bytes.mjs';
import { demand } from './refused.mjs';
import { issueFingerprint } from './slip.mjs';
import { readPoint } from './group.mjs';

function ceremony_start(meeting, { body }) {
	const { ceremony, n, t, trustees } = body;
	demand(!meeting.ceremony, 'ceremony', 'one is running');
	demand(!meeting.busy('open', 'held', 'closed'), 'poll_open');
	demand(ceremony === meeting.lastCeremony + 1, 'ceremony', `number ${ceremony}`);
	demand(trustees.length === n && 2 * t > n && t <= n && new Set(trustees).size === n, 'range');
	const holders = new Map([...meeting.machines.values()].filter(({ role }) => role === 'trustee').map(({ name, holder }) => [name, holder]));
	demand(trustees.every(name => holders.has(name)), 'machine');
	meeting.lastCeremony = ceremony;
	meeting.ceremony = {
		meetingId: meeting.genesis.meeting, ceremony, n, t, trustees, holders: trustees.map(name => holders.get(name)),
		ceremony_commit: new Map(), ceremony_reveal: new Map(), ceremony_shares: new Map(), ceremony_confirm: new Map(),
	};
}

const STEPS = ['ceremony_commit', 'ceremony_reveal', 'ceremony_shares', 'ceremony_confirm'];

// Each step after all of the step before, each index once, by its own machine.
const step = check => (meeting, entry) => {
	const { type, by, body } = entry;
	const running = meeting.ceremony;
	demand(running && running.ceremony === body.ceremony, 'ceremony', 'not this one');
	demand(body.index <= running.n && by[0] === `machine:${running.trustees[body.index - 1]}`, 'ceremony', 'not its machine');
	const before = STEPS[STEPS.indexOf(type) - 1];
	demand(!before || running[before].size === running.n, 'ceremony', `before all ${before}`);
	demand(!running[type].has(body.index), 'ceremony', 'twice');
	check(running, body);
	running[type].set(body.index, body);
	if (type === 'ceremony_confirm' && running[type].size === running.n)
		putInForce(meeting, running);
};

function checkReveal(running, { index, reveal }) {
	const { commit } = running.ceremony_commit.get(index);
	demand(equal(commit, commitHash(running.meetingId, running.ceremony, index, reveal)), 'ceremony', 'not what was committed to');
	const read = readReveal(running, reveal);
	demand(read.index === index && read.name === running.trustees[index - 1], 'ceremony', 'index or name');
}

function checkShares(running, { index, shares }) {
	const others = Array.from({ length: running.n }, (_, at) => at + 1).filter(other => other !== index);
	demand(shares.length === others.length && shares.every(({ to }, at) => to === others[at]), 'ceremony', 'shares in order');
	shares.forEach(({ ephemeral }) => readPoint(ephemeral));
}

function recordOf(running) {
	const texts = Array.from({ length: running.n }, (_, at) => running.ceremony_reveal.get(at + 1).reveal);
	return keyRecord(running, texts);
}

function checkConfirm(running, { index, record, key, sig }) {
	running.record ??= recordOf(running);
	demand(sameRecord(running.record, record, key), 'ceremony', 'another record');
	checkFields(running.record.reveals[index - 1].cosign, sig, 'confirm', running.meetingId, running.ceremony, record, key);
}

function putInForce(meeting, running) {
	meeting.record = { ...running.record, ceremony: running.ceremony, holders: running.holders };
	meeting.records.push(meeting.record);
	meeting.ceremony = null;
}

function ceremony_abort(meeting, { body }) {
	demand(meeting.ceremony && meeting.ceremony.ceremony === body.ceremony, 'ceremony', 'not this one');
	meeting.ceremony = null;
}

function slip_lists(meeting, entry, act) {
	const { issue, slips, slots, lists, fingerprint } = act;
	demand(issue === meeting.issues.length + 1, 'slip_list', `issue ${issue}`);
	demand(lists.length === slots && (issue === 1 || slots === meeting.issues[0].slots), 'slip_list', 'slots');
	demand(equal(fingerprint, issueFingerprint(meeting.genesis.meeting, issue, slips, lists)), 'slip_list', 'fingerprint');
	meeting.issues.push(act);
}

function reissue(meeting, { body }) {
	demand(!meeting.busy('open', 'held'), 'poll_open');
	demand(meeting.people.has(body.number), 'no_such_person', body.number);
}

export const keyHandlers = {
	ceremony_start, ceremony_abort, slip_lists, reissue,
	ceremony_commit: step(() => {}),
	ceremony_reveal: step(checkReveal),
	ceremony_shares: step(checkShares),
	ceremony_confirm: step(checkConfirm),
};
