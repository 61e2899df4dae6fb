// verdict.mjs - vectors of P15: random definitions of every type of rule, counts and figures, and the verdict. Small numbers, so that
// ties and thresholds are hit.

import { bytesToNumber } from '../src/group.mjs';
import { draw } from './draw.mjs';
import { refusal } from '../src/refused.mjs';
import { verdictOf } from '../src/verdict.mjs';

const CASES = 320;
const IDS = ['for', 'against', 'abstain', 'fair', 'poor'];
const FRACTIONS = [[1, 2], [1, 3], [2, 3], [3, 4], [4, 5], [1, 1], [60, 100], [80, 100], [1, 1000], [999, 1000]];
// many pass, so that more pass than there are seats
const LOW = [[1, 2], [1, 3], [1, 4], [1, 10], [1, 1000]];
const SHARED_BASES = ['EXPECTED', 'PRESENT', 'RETURNED', 'VALID'];
const BASES = [...SHARED_BASES, 'CAST'];
const NEXTS = ['none', 'runoff', 'supplementary_or_reduce', 'chair'];

// Throws of dice, the same ones each time.
class Dice {
	constructor(label) {
		this.label = label;
		this.thrown = 0;
	}

	// from 0 to sides - 1
	throw(sides) {
		return Number(bytesToNumber(draw(`${this.label}/${this.thrown++}`, 8)) % BigInt(sides));
	}

	between(least, most) {
		return least + this.throw(most - least + 1);
	}

	one(list) {
		return list[this.throw(list.length)];
	}

	some(list) {
		const found = list.filter(() => this.throw(2) === 0);
		return found.length > 0 ? found : [this.one(list)];
	}

	times(count, make) {
		return Array.from({ length: count }, (_, at) => make(at));
	}
}

function figuresOf(dice) {
	const expected = dice.throw(12) === 0 ? dice.between(100, 6000) : dice.between(1, 30);
	const present = expected - dice.throw(Math.ceil(expected / 3));
	const issued = present - dice.throw(2);
	const returned = dice.throw(15) === 0 ? 0 : dice.between(Math.floor(issued / 2), issued);
	return { expected, present, issued, returned, invalid: dice.throw(3) === 0 ? dice.between(0, Math.ceil(returned / 4)) : 0 };
}

function thresholdOf(dice, bases, fractions = FRACTIONS) {
	const [num, den] = dice.one(fractions);
	return { op: dice.one(['GE', 'GT']), num, den, base: dice.one(bases) };
}

function rateOf(dice, name, scales) {
	const scale = dice.throw(scales.length);
	const options = scales[scale].map(({ id }) => id);
	const what = dice.throw(3) === 0 ? { weights: options.map(() => dice.one([0, 1, 30, 60, 100, 1000])) } : { counts: dice.some(options) };
	const [num, den] = dice.one(what.weights ? [[60, 1], [1, 1], [1000, 3]] : FRACTIONS);
	return { name, scale, base: dice.one(BASES), ...what, ...(dice.throw(2) === 0 ? { flag: { num, den } } : {}) };
}

function ruleOf(dice, type, common) {
	if (type === 'plurality')
		return { type, counts: [dice.one(common)] };
	if (type === 'election')
		return { type, counts: [dice.one(common)], ...thresholdOf(dice, SHARED_BASES, LOW) };
	const steps = dice.times(dice.throw(4), at => ({ outcome: `o${at + 1}`, counts: dice.some(common), ...thresholdOf(dice, BASES) }));
	return { type, steps, otherwise: 'otherwise' };
}

function markOf(dice, id, type) {
	const abstain = id === 'abstain' || dice.throw(20) === 0;
	return { abstain, ...(type === 'ladder' && !abstain && dice.throw(8) === 0 ? { invalid: true } : {}) };
}

function capsOf(dice, scales) {
	const parts = [{ num: 1, den: 3 }, { num: 25, den: 100 }, { num: 1, den: 2 }, { num: 1, den: 1 }];

	return dice.times(dice.between(1, 2), at => ({ name: `cap${at + 1}`, scale: dice.throw(scales.length), ...dice.one(parts) }));
}

function definitionOf(dice, type) {
	const scales = dice.times(dice.between(1, type === 'ladder' ? 3 : 2), () =>
		IDS.slice(0, dice.between(2, IDS.length)).map(id => ({ id, text: id, ...markOf(dice, id, type) })));
	const common = IDS.filter(id => scales.every(scale => scale.some(option => option.id === id)));
	const contests = dice.times(dice.between(1, 7), at => ({ title: `c${at + 1}`, scale: dice.throw(scales.length) }));
	const rates = dice.times(dice.throw(4), at => rateOf(dice, `r${at + 1}`, scales));
	return {
		scales, contests, rule: ruleOf(dice, type, common), rates,
		rank: type === 'ladder' && rates.length > 0 && dice.throw(3) > 0 ? dice.one(rates).name : '',
		...(type === 'ladder' && dice.throw(2) === 0 ? { caps: capsOf(dice, scales) } : {}),
		...(type === 'ladder' ? {} : { seats: Math.min(dice.between(1, contests.length), dice.between(1, contests.length)) }),
	};
}

// `total` spread over the options, sometimes in a way that others have too.
function rowOf(dice, options, total) {
	const row = options.map(() => 0);
	const share = Math.ceil(total / dice.one([1, 2, 3, 4, 5]));
	let left = total;
	for (let at = 0; at < options.length - 1; at++) {
		row[at] = Math.min(left, dice.throw(2) === 0 ? share : dice.between(0, left));
		left -= row[at];
	}
	row[options.length - 1] = left;
	return row;
}

// Every third contest is as one before.
function countsOf(dice, { contests, scales }, valid) {
	const rows = [];
	contests.forEach(({ scale }, at) => {
		const alike = rows.filter((_, q) => contests[q].scale === contests[at].scale);
		rows.push(alike.length > 0 && dice.throw(3) === 0 ? dice.one(alike) : rowOf(dice, scales[scale], valid));
	});
	return rows;
}

function damaged(dice, counts) {
	const q = dice.throw(counts.length);
	const change = dice.one([row => [row[0] + 1, ...row.slice(1)], row => [row[0] - 1, ...row.slice(1)],
		row => [-1, row[1] + row[0] + 1, ...row.slice(2)]]);
	return counts.map((row, at) => (at === q ? change(row) : row));
}

function makeCase(at) {
	const dice = new Dice(`verdict/${at}`);
	const definition = definitionOf(dice, dice.one(['ladder', 'ladder', 'election', 'election', 'plurality']));
	const figures = figuresOf(dice);
	const good = countsOf(dice, definition, figures.returned - figures.invalid);
	const counts = dice.throw(15) === 0 ? damaged(dice, good) : good;
	let verdict = null;
	const error = refusal(() => {
		verdict = verdictOf(definition, figures, counts);
	});
	return { definition, figures, counts, error, verdict };
}

export function makeVerdicts() {
	const cases = Array.from({ length: CASES }, (_, at) => makeCase(at));
	for (const next of NEXTS)
		if (!cases.some(({ verdict }) => verdict?.next === next))
			throw new Error(`no case comes to ${next}`);
	return { cases };
}
