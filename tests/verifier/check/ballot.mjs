// ballot.mjs - ballot.json and ballot_bad.json: good ballots hold and open with their seed, bad ones are refused with the listed word.

import { b64, load, same, sameBytes, sameRefusal } from './expect.mjs';
import { checkBody, openTest, trackingHash } from '../src/ballot.mjs';
import { checkSignature } from '../src/schnorr.mjs';
import { decodeCode } from '../src/codes.mjs';
import { pollOf } from './poll.mjs';
import { slotKey } from '../src/slip.mjs';
import { toBase64 } from '../src/bytes.mjs';

function checkGood(poll, ballot, name) {
	const X = b64(ballot.slot_key);
	const body = b64(ballot.body);
	sameBytes(slotKey(b64(ballot.code), poll.meetingId, ballot.slot).X, ballot.slot_key, `${name}: slot key`);
	sameRefusal(() => checkBody({ ...poll, X }, body), null, name);
	same(openTest({ ...poll, X }, body, b64(ballot.seed)).join(), ballot.marks.join(), `${name}: marks`);
	sameRefusal(() => openTest({ ...poll, X }, body, b64(ballot.seed).reverse()), 'seed', `${name}: another seed`);
	sameBytes(body.slice(0, 16), ballot.ballot_id, `${name}: ballot id`);
	const tracking = trackingHash(poll.hPoll, X, body);
	sameBytes(tracking, ballot.tracking, `${name}: tracking hash`);
	sameBytes(decodeCode('tracking', ballot.tracking_code), toBase64(tracking.slice(0, 10)), `${name}: tracking code`);
	for (const [tag, { signature }] of Object.entries(ballot.signatures)) {
		const what = tag === 'commit' ? tracking : body;
		sameRefusal(() => checkSignature(tag, X, b64(signature), poll.hPoll, what), null, `${name}: ${tag}`);
	}
}

export function checkBallots() {
	for (const listed of load('ballot.json').polls) {
		const poll = pollOf(listed);
		listed.ballots.forEach((ballot, at) => checkGood(poll, ballot, `${listed.name} ${at}`));
	}
}

// A ballot as it arrives to be cast: the body first, then the signature.
function receive(poll, { slot_key: key, body, signature }) {
	const X = b64(key);
	checkBody({ ...poll, X }, b64(body));
	checkSignature('cast', X, b64(signature), poll.hPoll, b64(body));
}

export function checkBad() {
	const file = load('ballot_bad.json');
	const polls = new Map(file.polls.map(listed => [listed.name, pollOf(listed)]));
	for (const ballot of file.ballots)
		sameRefusal(() => receive(polls.get(ballot.poll), ballot), ballot.error, ballot.name);
}
