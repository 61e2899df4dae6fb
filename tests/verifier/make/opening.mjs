// opening.mjs - a box opened: ballots, totals, shares of all trustees, counts, and shares that must be refused (P11).

import { G, IDENTITY, mod, mul, pointBytes, scalarBytes } from '../src/group.mjs';
import { ciphertextCount, pollHash } from '../src/poll.mjs';
import { checkShare, counts, encryptedTotals, makeShare } from '../src/opening.mjs';
import { draw, drawInputs } from './draw.mjs';
import { listPoll, makePoll, makeVoter } from './poll.mjs';
import { concat, toBase64 } from '../src/bytes.mjs';
import { parseBody } from '../src/ballot.mjs';
import { sealFor } from './ballot.mjs';

const LAYOUT = { rows: [3, 4], limits: [] };
const MARKS = [[0, 0], [0, 1], [0, 2], [0, 3], [2, 0], [2, 1], [0, 0]];

function makeBallots(poll) {
	return MARKS.map((marks, at) => {
		const voter = makeVoter(`opening/${at}`);
		return { voter, body: sealFor(poll, voter, `opening/${at}`, marks).body };
	});
}

// Another head, another poll, another trustee, and damage, for trustee 1.
function badShares(where, keyShares, totals) {
	const inputs = drawInputs('opening/bad', totals.length);
	const make = change => makeShare({ ...where, ...change }, 1, keyShares[0], totals, inputs);
	const good = make({});
	const flip = at => good.map((byte, i) => (i === at ? byte ^ 1 : byte));
	const exchanged = concat(good.slice(129, 258), good.slice(0, 129), good.slice(258));
	const wrongD = concat(pointBytes(mul(G, 3n)), good.slice(65));
	return [
		['decryption', 'for a head of another size', make({ head: { ...where.head, size: where.head.size + 1 } })],
		['decryption', 'for a head with another root', make({ head: { ...where.head, root: draw('opening/root/2', 32) } })],
		['decryption', 'for another poll', make({ pollId: 'other' })],
		['decryption', 'for another attempt', make({ attempt: 2 })],
		['decryption', 'for another key record', make({ keyRecord: draw('opening/record', 32) })],
		['decryption', 'by another trustee', makeShare(where, 2, keyShares[1], totals, inputs)],
		['decryption', 'with another secret', makeShare(where, 1, mod(keyShares[0] + 1n), totals, inputs)],
		['decryption', 'another D', wrongD],
		['decryption', 'c changed', flip(65 + 31)],
		['decryption', 'z changed', flip(65 + 63)],
		['decryption', 'ciphertexts exchanged', exchanged],
		['point', 'D off the curve', flip(64)],
		['scalar', 'z all ones', concat(good.slice(0, 97), new Uint8Array(32).fill(255), good.slice(129))],
		['range', 'one ciphertext too few', good.slice(129)],
		['range', 'one byte more', concat(good, Uint8Array.of(0))],
	].map(([error, name, share]) => ({ name, error, index: 1, share: toBase64(share) }));
}

function listShares(where, record, keyShares, totals, label) {
	return keyShares.map((x, at) => {
		const inputs = drawInputs(`${label}/${at + 1}`, totals.length);
		const share = makeShare(where, at + 1, x, totals, inputs);
		return { index: at + 1, secret: toBase64(scalarBytes(x)), public: toBase64(record.keys[at]), inputs: inputs.map(toBase64),
			share: toBase64(share), bytes: share };
	});
}

const listTotals = totals => totals.map(({ alpha, beta }) => ({ alpha: toBase64(pointBytes(alpha)), beta: toBase64(pointBytes(beta)) }));
const withoutBytes = ({ bytes, ...rest }) => rest;

export function makeOpening({ record, keyShares }) {
	const base = makePoll('opening', LAYOUT, record.K);
	const poll = { ...base, keyRecord: record.hash, hPoll: pollHash({ ...base, keyRecord: record.hash }) };
	const where = { ...poll, head: { size: 1234, root: draw('opening/root', 32) } };
	const ballots = makeBallots(poll);
	const totals = encryptedTotals(ciphertextCount(LAYOUT), ballots.map(({ body }) => parseBody(LAYOUT, body).ciphertexts));
	const shares = listShares(where, record, keyShares, totals, 'opening/share');
	const parts = new Map(shares.slice(0, 2).map(({ index, bytes }) =>
		[index, checkShare(where, index, record.keys[index - 1], totals, bytes)]));

	// Randomness that adds up to zero: allowed, if unlikely.
	const nothing = totals.map(() => ({ alpha: IDENTITY, beta: IDENTITY }));
	return {
		poll: listPoll(poll),
		t: record.t,
		head: { size: where.head.size, root: toBase64(where.head.root) },
		ballots: ballots.map(({ voter, body }) => ({ slot_key: toBase64(voter.X), body: toBase64(body) })),
		totals: listTotals(totals),
		shares: shares.map(withoutBytes),
		subsets: [[1, 2], [1, 3], [2, 3]],
		counts: counts(LAYOUT, totals, parts, ballots.length),
		bad_shares: badShares(where, keyShares, totals),
		identity: { totals: listTotals(nothing), shares: listShares(where, record, keyShares, nothing, 'opening/identity').map(withoutBytes) },
	};
}
