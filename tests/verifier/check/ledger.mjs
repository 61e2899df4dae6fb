// ledger.mjs - ledger.json: the meeting folds to its end, everything bad is refused on the way, tree and checkpoint hold.

import { b64, load, same, sameRefusal } from './expect.mjs';
import { checkConsistency, checkInclusion } from '../src/tree.mjs';
import { fromHex, toHex, utf8 } from '../src/bytes.mjs';
import { openNote, originOf } from '../src/note.mjs';
import { Meeting } from '../src/fold.mjs';
import { refusal } from '../src/refused.mjs';
import { trusteeKeys } from '../src/fold_opening.mjs';

function checkTree(tree, vectors) {
	const roots = new Map(vectors.roots.map(({ size, root }) => [size, root]));
	const rootOf = size => fromHex(roots.get(size) ?? toHex(tree.root(size)), 32);
	for (const [size, root] of roots)
		same(toHex(tree.root(size)), root, `root of ${size}`);
	for (const { index, size, proof } of vectors.inclusion) {
		const check = (list, at) => () => checkInclusion(list, at, size, tree.leaves[index], rootOf(size));
		sameRefusal(check(proof.map(b64), index), null, `inclusion of ${index} in ${size}`);
		sameRefusal(check([...proof.map(b64), tree.leaves[0]], index), 'tree_proof', `inclusion of ${index} in ${size} with a hash too many`);
	}
	for (const { first, size, proof } of vectors.consistency) {
		const check = list => () => checkConsistency(list, first, rootOf(first), size, rootOf(size));
		sameRefusal(check(proof.map(b64)), null, `consistency of ${first} and ${size}`);
		sameRefusal(check([...proof.map(b64), tree.leaves[0]]), 'tree_proof', `consistency of ${first} and ${size} with a hash too many`);
	}
}

function checkNote(meeting, { note, log_key: log }) {
	const origin = originOf(meeting.genesis.meeting);
	const cosigners = trusteeKeys(meeting);
	const opened = openNote(note, { origin, log: b64(log), cosigners });
	same(`${opened.size} ${toHex(opened.root)}`, `${meeting.size} ${toHex(meeting.tree.root())}`, 'final checkpoint');
	same(opened.cosigners.map(({ index }) => index).join(), '1,2', 'co-signers of the final checkpoint');
}

export function checkLedger() {
	const file = load('ledger.json');
	const meeting = new Meeting();
	for (let at = 0; at <= file.lines.length; at++) {
		for (const { purpose, line } of file.bad.filter(({ after }) => after === at))
			same(refusal(() => meeting.apply(utf8(line))) === null, false, purpose);
		if (at < file.lines.length)
			sameRefusal(() => meeting.apply(utf8(file.lines[at])), null, `line ${at}`);
	}
	same(meeting.sealed, true, 'sealed');
	checkTree(meeting.tree, file.tree);
	checkNote(meeting, file);
}
