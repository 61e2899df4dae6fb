// ballot_bad.mjs - ballots that must be refused, each wrong in one respect only, signed over what they are (P6, P7, P8).

import { Bench } from './bench.mjs';
import { badBodies } from './bad_body.mjs';
import { badProofs } from './bad_proof.mjs';
import { badSignatures } from './bad_signature.mjs';
import { listPoll } from './poll.mjs';

export function makeBad() {
	const bench = new Bench();
	for (const poll of Object.keys(bench.polls))
		bench.add(null, `good ${poll}`, 'a good neighbour in a batch', { poll, body: bench.good(poll, GOOD[poll]) });
	badBodies(bench);
	badProofs(bench);
	badSignatures(bench);
	return { polls: Object.values(bench.polls).map(listPoll), ballots: bench.items };
}

const GOOD = {
	pair: [0, 1],
	resolution: [2],
	council: [0, 0, 0, 0, 0, 0, 0, 1, 2],
	write_ins: [0, 0, 0, 1, 1, 0, 0, 1],
};
