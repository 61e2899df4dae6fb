// decide.mjs - what a case of counted numbers comes to, written from the notation of the acceptance cases alone, never from
// protocol/meeting/decide.c.
//
// A case is an object of texts, one for each column; the answer is { required, parts }. What cannot be decided throws
// Undecidable. BigInt everywhere, and a range of bases is tried number by number, so that there is no cleverness to be wrong
// about.

export class Undecidable extends Error {}

const LIMIT = 10n ** 12n, FRACTION_LIMIT = 10n ** 6n;

function refuse(why) {
	throw new Undecidable(why);
}

function readCount(text, what) {
	if (!/^[0-9]+$/.test(text))
		refuse(`${what}: ${text === '' ? 'missing' : 'not a count'}`);
	const count = BigInt(text);
	return count <= LIMIT ? count : refuse(`${what}: too large`);
}

function readFraction(text) {
	const [, num, den] = /^([0-9]+)\/([0-9]+)$/.exec(text) ?? refuse('frac');
	const parts = [BigInt(num), BigInt(den)];
	return parts.every(part => part >= 1n && part <= FRACTION_LIMIT) ? parts : refuse('frac');
}

// [[name, text], …]; the last colon divides, so that a name may hold others
function readTally(text) {
	const parts = text.split(';');
	if (parts.at(-1) === '')
		parts.pop();
	const pairs = parts.map(part => {
		const at = part.lastIndexOf(':');
		return at > 0 ? [part.slice(0, at), part.slice(at + 1)] : refuse('tally');
	});
	return new Set(pairs.map(([name]) => name)).size === pairs.length ? pairs : refuse('tally: a name stands twice');
}

const countsOf = cells => readTally(cells.tally).map(([name, text]) => [name, readCount(text, name)]);

function textNamed(pairs, name) {
	return (pairs.find(([other]) => other === name) ?? refuse(`tally: no ${name}`))[1];
}

const given = (pairs, name, otherwise) => pairs.some(([other]) => other === name) ? textNamed(pairs, name) : otherwise;

// ---- bases and thresholds ----

const BASES = ['', 'PRESENT', 'EXPECTED', 'CAST', 'RETURNED', 'VALID', 'POOL', 'NONE'];

function computedBase(cells) {
	const cell = name => readCount(cells[name], name);
	switch (cells.base) {
	case 'PRESENT': return cell('P');
	case 'EXPECTED': return cell('E');
	case 'RETURNED': return cell('returned');
	case 'VALID': return cell('returned') - cell('invalid');
	case 'CAST':
		if (cells.type === 'election')
			return cell('returned') - cell('invalid') - cell('abstain');
		if (cells.type === 'resolution')
			return textNamed(countsOf(cells), 'for') + textNamed(countsOf(cells), 'against');
	}
	return refuse('base_n');
}

function bases(cells) {
	if (!BASES.includes(cells.base))
		refuse('base');
	const [, from, to] = /^(.*)\.\.(.*)$/.exec(cells.base_n) ?? [];
	if (from !== undefined) {
		const list = [];
		for (let n = readCount(from, 'base_n'); n <= readCount(to, 'base_n'); n++)
			list.push(n);
		return list.length > 0 ? list : refuse('base_n: an empty range');
	}
	const base = cells.base_n === '' ? computedBase(cells) : readCount(cells.base_n, 'base_n');
	return base >= 0n ? [base] : refuse('base_n: less than nothing');
}

function threshold(cells) {
	const [num, den] = readFraction(cells.frac);
	if (cells.op === 'GE')
		return { isMet: (x, n) => n > 0n && x * den >= n * num, least: n => (n * num + den - 1n) / den };
	if (cells.op === 'GT')
		return { isMet: (x, n) => n > 0n && x * den > n * num, least: n => n === 0n ? 0n : n * num / den + 1n };
	return refuse('op');
}

// Hundredths of a percent, half up.
function percent(count, base) {
	if (base === 0n)
		refuse('base_n: a percentage of nothing');
	const hundredths = (count * 20000n + base) / (2n * base);
	return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

// ---- types that are decided on a base ----

function quorum(cells, n) {
	const { isMet } = threshold(cells);
	return n === 0n ? ['error_empty_roll'] : [isMet(readCount(cells.P, 'P'), n) ? 'met' : 'not_met'];
}

const bothGiven = cells => cells.issued !== '' && cells.returned !== '';
const tooManyReturned = cells => bothGiven(cells) && readCount(cells.returned, 'returned') > readCount(cells.issued, 'issued');

function resolution(cells, n) {
	const counts = countsOf(cells);
	const parts = [threshold(cells).isMet(textNamed(counts, 'for'), n) ? 'passed' : 'not_passed'];
	if (tooManyReturned(cells))
		return ['void_rerun'];
	if (bothGiven(cells))
		parts.push('ballot_count_valid');
	const missing = n - counts.reduce((sum, [, count]) => sum + count, 0n);
	if (cells.base === 'PRESENT' && missing > 0n && given(counts, 'not_voted') !== undefined)
		parts.push(`unaccounted=${missing}`);
	return parts;
}

function election(cells, n) {
	const { isMet } = threshold(cells);
	const seats = Number(readCount(cells.seats, 'seats'));
	const passing = countsOf(cells).filter(([, votes]) => isMet(votes, n)).sort(([, a], [, b]) => Number(b - a));
	if (tooManyReturned(cells))
		return ['void_rerun'];
	const names = list => list.map(([name]) => name).join('|');
	// whoever has as many votes as the first who finds no seat is not elected by rank
	const cut = passing[seats]?.[1];
	const tie = seats > 0 && passing[seats - 1]?.[1] === cut ? passing.filter(([, votes]) => votes === cut) : [];
	const elected = tie.length > 0 ? passing.filter(([, votes]) => votes > cut) : passing.slice(0, seats);
	const parts = [`elected=${names(elected)}`, `unfilled=${seats - elected.length}`];
	if (elected.length < seats)
		parts.push(tie.length > 0 ? `tie=${names(tie)}` : cells.base === 'CAST' ? 'runoff' : 'supplementary_or_reduce');
	return parts;
}

function grade3(cells, n) {
	const { isMet } = threshold(cells);
	const counts = countsOf(cells);
	const satisfied = textNamed(counts, '满意');
	if (isMet(satisfied, n))
		return ['满意'];
	return [isMet(satisfied + textNamed(counts, '基本满意'), n) ? '基本满意' : '不满意'];
}

function rate(cells, n) {
	const counts = countsOf(cells);
	return counts.length > 0 ? counts.map(([name, count]) => `${name === 'present' ? '出席' : name}率=${percent(count, n)}`) : refuse('tally');
}

function rateFlag(cells, n) {
	const [num, den] = readFraction(cells.frac);
	const counts = countsOf(cells);
	const [[, count]] = counts.length === 1 ? counts : refuse('tally: one count');
	return [`称职率=${percent(count, n)}`, count * den < num * n ? 'below' : 'not_below'];
}

function cap(cells, n) {
	const [num, den] = readFraction(cells.frac);
	return [`max=${n * num / den}`];
}

const BASED = { quorum, resolution, election, grade3, rate, rate_flag: rateFlag, cap };

// ---- types that need no base ----

function validity(cells) {
	return [readCount(cells.returned, 'returned') > readCount(cells.issued, 'issued') ? 'void_rerun' : 'valid'];
}

function ballot(cells) {
	const counts = countsOf(cells);
	if (textNamed(counts, 'approvals') > readCount(cells.seats, 'seats'))
		return ['invalid_whole_ballot'];
	return [given(counts, 'write_ins', 0n) > given(counts, 'against', 0n) ? 'write_in_not_allowed' : 'valid'];
}

function cosign(cells) {
	return [textNamed(countsOf(cells), 'distinct_active') >= readFraction(cells.frac)[0] ? 'accepted' : 'rejected'];
}

const pad = (number, digits) => String(number).padStart(digits, '0');
const isLeap = year => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysIn = (year, month) => [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];

function deadline(cells) {
	const pairs = readTally(cells.tally);
	const [year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(textNamed(pairs, 'start')) ?? refuse('start')).slice(1).map(Number);
	const [, number, unit] = /^(\d{1,4}) (month|day)s?$/.exec(textNamed(pairs, 'add')) ?? refuse('add');
	if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)))
		refuse('start: no such day');
	if (unit === 'day') {
		const due = new Date(Date.UTC(year, month - 1, day));
		due.setUTCDate(day + Number(number));
		return [`due=${pad(due.getUTCFullYear(), 4)}-${pad(due.getUTCMonth() + 1, 2)}-${pad(due.getUTCDate(), 2)}`];
	}
	const months = year * 12 + month - 1 + Number(number);
	const [dueYear, dueMonth] = [Math.floor(months / 12), months % 12 + 1];
	return [`due=${pad(dueYear, 4)}-${pad(dueMonth, 2)}-${pad(Math.min(day, daysIn(dueYear, dueMonth)), 2)}`];
}

function surplus(cells) {
	const [num, den] = readFraction(cells.frac);
	const seats = readCount(cells.seats, 'seats');
	const least = (num * seats + den - 1n) / den;
	return [`min_extra=${least}`, textNamed(countsOf(cells), 'candidates') - seats >= least ? 'ok' : 'below'];
}

function secrecy(cells) {
	const pairs = readTally(cells.tally);
	const isSecretKind = ['election', 'appraisal', 'satisfaction', 'confidence'].includes(textNamed(pairs, 'item'));
	return [isSecretKind && textNamed(pairs, 'method') !== 'secret' ? 'refused' : 'allowed'];
}

const PLAIN = { validity, ballot, cosign, deadline, surplus, secrecy };

// ---- one case ----

// A cell that is not what its column holds makes the line an error, needed or not.
function readAll(cells) {
	for (const name of ['E', 'P', 'issued', 'returned', 'invalid', 'abstain', 'seats'])
		if (cells[name] !== '')
			readCount(cells[name], name);
	if (!['', 'GE', 'GT'].includes(cells.op))
		refuse('op');
	if (cells.frac !== '')
		readFraction(cells.frac);
	readTally(cells.tally);
}

export function decide(cells) {
	const { type } = cells;
	readAll(cells);
	if (PLAIN[type])
		return { required: '', parts: PLAIN[type](cells) };
	if (!BASED[type])
		refuse('type');
	const numbers = bases(cells);
	const outcomes = new Set(numbers.map(n => BASED[type](cells, n).join(';')));
	if (outcomes.size > 1)
		refuse('base_n: two outcomes');
	const hasThreshold = ['quorum', 'resolution', 'election', 'grade3'].includes(type);
	const required = hasThreshold && numbers.length === 1 ? String(threshold(cells).least(numbers[0])) : '';

	return { required, parts: [...outcomes][0].split(';') };
}
