// check-cases.mjs - do the answers of `tallyctl decide`, and those of decide.mjs, agree with the outcomes that are known?
//
//     node check-cases.mjs CASES.csv ANSWERS.csv

import { readFileSync } from 'node:fs';
import { readCsv } from './csv.mjs';
import { decide } from './decide.mjs';

const [cases, answers] = process.argv.slice(2).map(path => readCsv(readFileSync(path, 'utf8')));
const sorted = parts => [...parts].sort().join(';');
let wrong = 0;

function compare(who, { id, min_required: required, expect }, gotRequired, gotParts) {
	if (required !== '' && required !== gotRequired || sorted(expect.split(';')) !== sorted(gotParts)) {
		console.log(`${id}: wanted ${required} ${expect}, ${who} says ${gotRequired} ${gotParts.join(';')}`);
		wrong++;
	}
}

for (const known of cases) {
	const found = answers.filter(({ id }) => id === known.id);
	const { required, parts } = decide(known);
	compare('the second implementation', known, required, parts);
	if (found.length === 1)
		compare('tallyctl', known, found[0].min_required, found[0].expect.split(';'));
	else
		console.log(`${known.id}: ${found.length} answers`, ++wrong);
}
console.log(`${cases.length} cases, ${wrong} wrong`);
process.exitCode = cases.length > 0 && wrong === 0 && answers.length === cases.length ? 0 : 1;
