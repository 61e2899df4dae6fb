// check-vectors.mjs - reads tests/vectors/*.json and verifies what they claim, making nothing anew.

import { checkBad, checkBallots } from './check/ballot.mjs';
import { checkBundle } from './check/bundle.mjs';
import { checkCeremony } from './check/ceremony.mjs';
import { checkCodes } from './check/codes.mjs';
import { checkHash } from './check/hash.mjs';
import { checkLedger } from './check/ledger.mjs';
import { checkOpening } from './check/opening.mjs';
import { checkSlip } from './check/slip.mjs';
import { checkVerdicts } from './check/verdict.mjs';
import { takeCount } from './check/expect.mjs';

const CHECKS = {
	'codes.json': checkCodes,
	'hash.json': checkHash,
	'slip.json': checkSlip,
	'ballot.json': checkBallots,
	'ballot_bad.json': checkBad,
	'ceremony.json': checkCeremony,
	'opening.json': checkOpening,
	'verdict.json': checkVerdicts,
	'ledger.json': checkLedger,
	'a bundle of ledger.json': checkBundle,
};

for (const [name, check] of Object.entries(CHECKS)) {
	try {
		check();
		console.log(`${name}: ${takeCount()} checks`);
	} catch (error) {
		console.error(`${name}: ${error.message}`);
		process.exitCode = 1;
	}
}
