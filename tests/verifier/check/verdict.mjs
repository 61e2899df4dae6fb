// verdict.mjs - verdict.json: every verdict follows from the definition, the figures and the counts; who is elected fills the seats.

import { isSame, verdictOf } from '../src/verdict.mjs';
import { load, same, sameRefusal } from './expect.mjs';

function checkSeats({ seats }, { contests, elected, tied, unfilled, next }, what) {
	same(elected.length + unfilled, seats, `${what}: seats`);
	same([...elected, ...tied].every(q => contests[q].met), true, `${what}: who is elected passes`);
	same(tied.length === 0 || tied.length > unfilled, true, `${what}: more are tied than seats are left`);
	same(next === 'none', unfilled === 0, `${what}: next`);
}

export function checkVerdicts() {
	load('verdict.json').cases.forEach(({ definition, figures, counts, error, verdict }, at) => {
		let found = null;
		sameRefusal(() => {
			found = verdictOf(definition, figures, counts);
		}, error, `case ${at}`);
		same(isSame(found, verdict), true, `verdict ${at}`);
		if (verdict?.elected)
			checkSeats(definition, verdict, `case ${at}`);
	});
}
