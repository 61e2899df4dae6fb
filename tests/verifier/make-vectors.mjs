// make-vectors.mjs - writes tests/vectors/*.json. Every random input comes from a counter: the same files each time.

import { mkdirSync, writeFileSync } from 'node:fs';
import { makeBad } from './make/ballot_bad.mjs';
import { makeBallots } from './make/ballot.mjs';
import { makeCeremony } from './make/ceremony.mjs';
import { makeCodes } from './make/codes.mjs';
import { makeHash } from './make/hash.mjs';
import { makeLedger } from './make/ledger.mjs';
import { makeOpening } from './make/opening.mjs';
import { makeSlip } from './make/slip.mjs';
import { makeVerdicts } from './make/verdict.mjs';

const FOLDER = new URL('../vectors/', import.meta.url);

function write(name, content) {
	writeText(name, `${JSON.stringify(content, null, '\t')}\n`);
}

// One item a line.
function writeList(name, key, list) {
	writeText(name, `{ "${key}": [\n${list.map(item => JSON.stringify(item)).join(',\n')}\n] }\n`);
}

function writeText(name, text) {
	writeFileSync(new URL(name, FOLDER), text);
	console.log(`${name} ${text.length}`);
}

mkdirSync(FOLDER, { recursive: true });
const ceremony = makeCeremony();
write('codes.json', makeCodes());
write('hash.json', makeHash());
write('slip.json', makeSlip());
write('ballot.json', makeBallots());
write('ballot_bad.json', makeBad());
write('ceremony.json', ceremony.file);
write('opening.json', makeOpening(ceremony));
write('ledger.json', makeLedger());
writeList('verdict.json', 'cases', makeVerdicts().cases);
