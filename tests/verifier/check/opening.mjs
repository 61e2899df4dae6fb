// opening.mjs - opening.json: totals from the ballots, every share, the same counts from every set of t shares.

import { b64, load, same, sameBytes, sameRefusal } from './expect.mjs';
import { checkBody } from '../src/ballot.mjs';
import { checkShare, combine, counts, encryptedTotals } from '../src/opening.mjs';
import { ciphertextCount } from '../src/poll.mjs';
import { isIdentity, pointBytes, readPoint } from '../src/group.mjs';
import { pollOf } from './poll.mjs';

const readTotals = list => list.map(({ alpha, beta }) => ({
	alpha: readPoint(b64(alpha), { orIdentity: true }),
	beta: readPoint(b64(beta), { orIdentity: true }),
}));

function partsOf(where, totals, shares) {
	return new Map(shares.map(({ index, public: key, share }) => [index, checkShare(where, index, b64(key), totals, b64(share))]));
}

export function checkOpening() {
	const file = load('opening.json');
	const poll = pollOf(file.poll);
	const where = { ...poll, head: { size: file.head.size, root: b64(file.head.root) } };
	const bodies = file.ballots.map(({ slot_key: key, body }) => checkBody({ ...poll, X: b64(key) }, b64(body)));
	const totals = encryptedTotals(ciphertextCount(poll.layout), bodies.map(({ ciphertexts }) => ciphertexts));
	totals.forEach(({ alpha, beta }, j) => {
		sameBytes(pointBytes(alpha), file.totals[j].alpha, `α of total ${j}`);
		sameBytes(pointBytes(beta), file.totals[j].beta, `β of total ${j}`);
	});

	const parts = partsOf(where, totals, file.shares);
	const choose = subset => new Map(subset.map(index => [index, parts.get(index)]));
	for (const subset of file.subsets)
		same(JSON.stringify(counts(poll.layout, totals, choose(subset), bodies.length)), JSON.stringify(file.counts), `counts by ${subset}`);
	sameRefusal(() => counts(poll.layout, totals, choose([1]), bodies.length), 'no_total', 'one share is too few');
	for (const { name, error, index, share } of file.bad_shares)
		sameRefusal(() => checkShare(where, index, b64(file.shares[index - 1].public), totals, b64(share)), error, name);

	const nothing = readTotals(file.identity.totals);
	const none = partsOf(where, nothing, file.identity.shares);
	same(combine(nothing, none).every(isIdentity), true, 'totals at the identity');
}
