// ledger.mjs - vectors of P12 to P15: one whole small meeting, line by line; what its fold must refuse; its tree; its final checkpoint.

import { LOG_KEY, startStory } from './ledger_start.mjs';
import { Recorder } from './recorder.mjs';
import { finalNote } from './ledger_opening.mjs';
import { endStory, tellPolls } from './ledger_polls.mjs';
import { tellElections } from './ledger_elections.mjs';
import { tellSettings } from './ledger_settings.mjs';
import { tellWays } from './ledger_ways.mjs';
import { toBase64, toHex } from '../src/bytes.mjs';

const CONSISTENCY = [[1, 2], [1, 7], [3, 7], [4, 8], [6, 8], [7, 64], [33, 100], [8, 8]];
const INCLUSION = [[0, 1], [0, 2], [5, 7], [6, 7], [3, 8], [64, 100], [99, 100]];

function treeVectors(tree) {
	return {
		roots: [...Array(17).keys(), 63, 64, 65, 100, tree.leaves.length].map(size => ({ size, root: toHex(tree.root(size)) })),
		inclusion: INCLUSION.map(([index, size]) => ({ index, size, proof: tree.inclusion(index, size).map(toBase64) })),
		consistency: CONSISTENCY.map(([first, size]) => ({ first, size, proof: tree.consistency(first, size).map(toBase64) })),
	};
}

export function makeLedger() {
	const recorder = new Recorder();
	const story = startStory(recorder);
	tellPolls(recorder, story);
	tellElections(recorder, story);
	tellSettings(recorder, story);
	tellWays(recorder, story);
	endStory(recorder, story);
	return {
		log_key: toBase64(LOG_KEY),
		lines: recorder.lines,
		tree: treeVectors(recorder.meeting.tree),
		note: finalNote(recorder, story),
		bad: recorder.bad,
	};
}
