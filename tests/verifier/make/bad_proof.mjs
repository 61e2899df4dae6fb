// bad_proof.mjs - bodies whose proofs do not hold: false votes, damage, proofs from elsewhere, errors that would cancel.

import { BRANCH_SIZE, CIPHERTEXT_SIZE, ID_SIZE, bodySize, ciphertextCount, plaintexts, pollHash } from '../src/poll.mjs';
import { G, bytesToNumber, isIdentity, mod, mul, pointBytes, readPoint, scalarBytes } from '../src/group.mjs';
import { POLLS, exchange, flip, patch } from './bench.mjs';
import { makePoll, makeVoter } from './poll.mjs';
import { concat } from '../src/bytes.mjs';
import { demand } from '../src/refused.mjs';
import { drawScalar } from './draw.mjs';
import { sealFor } from './ballot.mjs';

function falseVotes(bench) {
	const add = (poll, name, values, number = 0) => {
		bench.add('proof', name, 'no proof of a false statement (P7.4)', { poll, body: bench.forged(poll, name, values) });
		const body = bench.forged(poll, `${name} balanced`, values, { [number]: { balanced: true } });
		demand(isIdentity(bench.errorSum(poll, body)), 'bug', name);
		bench.add('proof', `${name}, balanced`, 'Σc_i = c and Σc_i·d_i = 0: passes a batch with one weight for a ballot', { poll, body });
	};
	add('resolution', 'two for one', [2, 0]);
	add('resolution', 'less than none', [-1, 0]);
	add('resolution', 'two marks in a row', [1, 1]);
	add('resolution', 'a thousand votes', [1000, 0]);
	const council = POLLS.council;
	add('council', 'eight of seven', plaintexts(council, [0, 0, 0, 0, 0, 0, 0, 0, 2]), council.rows.length);
	const other = POLLS.write_ins;
	add('write_ins', 'more other names than objections', plaintexts(other, [2, 2, 2, 2, 2, 0, 1, 1]), other.rows.length + 1);
}

function changed(bench) {
	const body = bench.good('resolution', [0]);
	const proofs = ID_SIZE + CIPHERTEXT_SIZE * 2;
	const add = (name, bytes, more = {}) => bench.add('proof', name, 'the hashes bind it (P6.5, P7.3)', { poll: 'resolution', body: bytes, ...more });
	const other = makeVoter('bad/other');
	add('other ballot id', flip(body, 0));
	add('under another key', body, { voter: other });
	add('α replaced', patch(body, ID_SIZE, pointBytes(mul(G, 9n))));
	add('β + G', patch(body, ID_SIZE + 65, pointBytes(readPoint(body.slice(ID_SIZE + 65, ID_SIZE + 130)).add(G))));
	add('ciphertexts exchanged', exchange(body, ID_SIZE, ID_SIZE + CIPHERTEXT_SIZE, CIPHERTEXT_SIZE));
	add('branches exchanged', exchange(body, proofs, proofs + BRANCH_SIZE, BRANCH_SIZE));
	add('a replaced', patch(body, proofs, pointBytes(mul(G, 9n))));
	add('b replaced', patch(body, proofs + 65, pointBytes(mul(G, 9n))));
	add('c + 1', patch(body, proofs + 130, plus(body, proofs + 130, 1n)));
	add('c + 1 and c − 1', twice(body, proofs + 130));
	add('v + 1', patch(body, proofs + 162, plus(body, proofs + 162, 1n)));
	add('v + 1 and v − 1', twice(body, proofs + 162));
	const zeros = Array.from({ length: 3 }, () => concat(pointBytes(G), pointBytes(G), new Uint8Array(64)));
	add('zero proof', patch(body, proofs, concat(...zeros)));
	add('randomised anew', remasked(bench, body));
}

function plus(body, at, by) {
	return scalarBytes(mod(bytesToNumber(body.slice(at, at + 32)) + by));
}

// One more at `at`, one less at the same place of the next branch.
function twice(body, at) {
	const next = at + BRANCH_SIZE;
	return patch(patch(body, at, plus(body, at, 1n)), next, plus(body, next, -1n));
}

// A copy that hides its origin: the same vote under fresh randomness, with the copied proof.
function remasked(bench, body) {
	const K = readPoint(bench.polls.resolution.K);
	const out = body.slice();
	for (let at = ID_SIZE; at < ID_SIZE + 2 * CIPHERTEXT_SIZE; at += CIPHERTEXT_SIZE) {
		const r = drawScalar(`bad/mask/${at}`);
		out.set(pointBytes(readPoint(body.slice(at, at + 65)).add(mul(G, r))), at);
		out.set(pointBytes(readPoint(body.slice(at + 65, at + 130)).add(mul(K, r))), at + 65);
	}
	return out;
}

function moved(bench) {
	const voter = makeVoter('bad/resolution');
	const add = (name, poll, body) => bench.add('proof', name, 'a proof stands for one place (P6.2, P7.2)', { poll, body });
	const elsewhere = change => sealFor({ ...bench.polls.resolution, ...change }, voter, 'bad/moved', [0]).body;
	add('from another poll', 'resolution', elsewhere({ hPoll: makePoll('other', POLLS.resolution).hPoll }));
	add('from another attempt', 'resolution', elsewhere({ hPoll: pollHash({ ...bench.polls.resolution, attempt: 2 }) }));
	add('for another key', 'resolution', elsewhere({ K: pointBytes(mul(G, 7n)) }));

	const pair = bench.good('pair', [0, 1]);
	const start = ID_SIZE + CIPHERTEXT_SIZE * ciphertextCount(POLLS.pair);
	const rows = exchange(pair, ID_SIZE, ID_SIZE + 2 * CIPHERTEXT_SIZE, 2 * CIPHERTEXT_SIZE);
	add('contests exchanged', 'pair', exchange(rows, start, start + 3 * BRANCH_SIZE, 3 * BRANCH_SIZE));
	add('proofs exchanged', 'pair', exchange(pair, start, start + 3 * BRANCH_SIZE, 3 * BRANCH_SIZE));
	add('one proof twice', 'pair', patch(pair, start + 3 * BRANCH_SIZE, pair.slice(start, start + 3 * BRANCH_SIZE)));
	const council = bench.good('council', [0, 0, 0, 0, 0, 0, 0, 1, 2]);
	const limit = bodySize(POLLS.council) - 8 * BRANCH_SIZE;
	add('branches of a limit exchanged', 'council', exchange(council, limit, limit + 7 * BRANCH_SIZE, BRANCH_SIZE));
}

// Each of these passes where all equations of a ballot, or of a batch, carry the same weight.
function cancelling(bench) {
	const add = (name, shifts, more = {}) => {
		const wishes = Object.fromEntries(shifts.map(([number, ...list]) =>
			[number, { shift: list.map(([branch, side, by]) => ({ branch, side, by: BigInt(by) })) }]));
		const body = bench.forged('pair', name, [1, 0, 0, 1], wishes);
		demand(more.group || isIdentity(bench.errorSum('pair', body)), 'bug', name);
		bench.add('proof', name, 'errors that cancel under equal weights', { poll: 'pair', body, ...more });
	};
	add('a + G and a − G', [[0, [0, 'a', 1], [1, 'a', -1]]]);
	add('a + G and b − G', [[0, [0, 'a', 1], [0, 'b', -1]]]);
	add('b + G and b − G', [[0, [1, 'b', 1], [2, 'b', -1]]]);
	add('two proofs, a + G and a − G', [[0, [0, 'a', 1]], [1, [0, 'a', -1]]]);
	add('first of two ballots, a + G', [[0, [0, 'a', 1]]], { group: 'two ballots' });
	add('second of two ballots, a − G', [[0, [0, 'a', -1]]], { group: 'two ballots' });
}

export function badProofs(bench) {
	falseVotes(bench);
	changed(bench);
	moved(bench);
	cancelling(bench);
}
