// opening_body.mjs - what the story's polls have in common: their definitions by the profile, and the entries that open them.

import { toBase64, toHex } from '../src/bytes.mjs';
import { MEETING } from './poll.mjs';
import { PROFILE } from './ledger_start.mjs';
import { slotKey } from '../src/slip.mjs';

// `contests`: how many of scale 0, or a list of them; `more`: what an election adds.
export function definition(poll, kind, contests, limits = [], more = {}) {
	const { scales, rule, rates, rank, caps } = PROFILE.kinds[kind];
	const list = Array.isArray(contests) ? contests : Array.from({ length: contests }, (_, q) => ({ title: `第${q + 1}项`, scale: 0 }));
	return {
		poll, kind, title: `${poll}表决`, method: 'secret', electorate: { type: 'all' }, minimum: 5, scales, contests: list, limits, rule,
		rates, rank, ...(caps ? { caps } : {}), ...more,
	};
}

export const QUORUM = { expected: 8, present: 7, required: 6, num: 2, den: 3, op: 'GE' };
const EVERYONE = [0, 1, 2, 3, 4, 5, 6];

// Slips 0 to 6 are in the hands of delegates 1 to 7, the rest are spares. `holders`: the slips that are entitled.
export function openBody(recorder, story, { poll, attempt, slot, holders = EVERYONE, expected = 8, present = 7 }) {
	const keys = story.lists[slot - 1].map(toBase64);
	const entitled = holders.map(at => toBase64(slotKey(story.codes[at], MEETING, slot).X));
	return {
		poll, attempt, definition: recorder.meeting.polls.get(poll).entry, way: 'sealed', slot, ceremony: 2, key_record: toHex(story.record.hash),
		expected, present,
		quorum: QUORUM, issued: holders.length, without_slip: present - holders.length,
		lists: [{ issue: 1, keys, entitled: keys.map(key => (entitled.includes(key) ? '1' : '0')).join('') }],
	};
}
