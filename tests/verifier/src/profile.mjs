// profile.mjs - what a profile may say, and a definition after it: quorums, scales, rules, rates (P15.1, P15.2).

import { bool, choice, integer, list, mapping, object, oneOf, text } from './shape.mjs';
import { demand } from './refused.mjs';

export const name = text(1, 40);
export const op = oneOf('GE', 'GT');
export const fraction = integer(1, 1000);
export const minimum = integer(5, 10000);
export const rank = text(0, 40);
const base = oneOf('EXPECTED', 'PRESENT', 'RETURNED', 'VALID', 'CAST');
const sharedBase = oneOf('EXPECTED', 'PRESENT', 'RETURNED', 'VALID');
const ids = list(name, 1, 20);
const oneId = list(name, 1, 1);

// P15.2
const threshold = fields => value => {
	const out = object({ ...fields, op, num: fraction, den: fraction })(value);
	demand(out.num <= out.den, 'range', 'a fraction over one');
	return out;
};

export const rule = choice('type', {
	ladder: object({ type: name, steps: list(threshold({ outcome: name, counts: ids, base }), 0, 8), otherwise: name }),
	election: threshold({ type: name, counts: oneId, base: sharedBase }),
	plurality: object({ type: name, counts: oneId }),
});

const told = { name, scale: integer(0, 3), base };
const flag = { flag: object({ num: fraction, den: fraction }) };
const counted = object({ ...told, counts: ids }, flag);
const weighted = object({ ...told, weights: list(integer(0, 1000), 2, 100) }, flag);
export const rates = list(value => (value && 'weights' in Object(value) ? weighted : counted)(value), 0, 8);

const share = fields => value => {
	const out = object({ ...fields, num: fraction, den: fraction })(value);
	demand(out.num <= out.den, 'range', 'a share of more than all');
	return out;
};
const cap = share({ name, scale: integer(0, 3) });
const listOfCaps = list(cap, 1, 4);
export const caps = value => {
	const out = listOfCaps(value);
	demand(new Set(out.map(({ name: own }) => own)).size === out.length, 'range', 'two caps of one name');
	return out;
};

const scales = list(list(object({ id: name, text: text(1, 60), abstain: bool }, { invalid: bool }), 2, 100), 1, 4);
const kindFields = object({ election: bool, secret: bool, scales, rule, rates, rank }, {
	caps, surplus: share({}), publication: oneOf('hall', 'presidium'),
});

export const isOfCandidates = ({ type }) => type !== 'ladder';

function checkRate({ scale, counts, weights }, scales) {
	const options = scales[scale];
	demand(options, 'range', 'scale of a rate');
	if (weights)
		demand(weights.length === options.length, 'range', 'weights');
	else
		demand(counts.every(id => options.some(option => option.id === id)), 'range', 'counts of a rate');
}

function kind(value) {
	const out = kindFields(value);
	const named = isOfCandidates(out.rule) ? out.rule.counts : out.rule.steps.flatMap(({ counts }) => counts);
	for (const scale of out.scales)
		demand(named.every(id => scale.some(option => option.id === id)), 'range', 'counts of a rule');
	const invalid = out.scales.flat().filter(option => option.invalid);
	demand(invalid.length === 0 || !isOfCandidates(out.rule), 'range', 'an invalid option where seats are filled');
	demand(invalid.every(({ abstain }) => !abstain), 'range', 'invalid and an abstention');
	demand(!out.caps || (!isOfCandidates(out.rule) && out.caps.every(({ scale }) => scale < out.scales.length)), 'range', 'caps');
	demand(!out.surplus || out.rule.type === 'election', 'range', 'surplus');
	out.rates.forEach(rate => checkRate(rate, out.scales));
	demand(new Set(out.rates.map(rate => `${rate.scale} ${rate.name}`)).size === out.rates.length, 'range', 'two rates of one name');
	demand(out.rank === '' || out.rates.some(rate => rate.name === out.rank), 'range', 'rank');
	return out;
}

const quorum = threshold({ base: oneOf('EXPECTED') });
const kinds = mapping(name, kind, 1, 40);
const setting = object({ value: text(1, 200), source: text(1, 200) });
const SETTINGS = ['item_notice', 'session_notice', 'body', 'session', 'resolution_change', 'cosigners', 'reply_deadline', 'roll', 'group_activity', 'contacts', 'reception_day', 'vacancies'];
const settings = object({}, Object.fromEntries(SETTINGS.map(key => [key, setting])));
export const profile = object(
	{ id: text(1, 80), title: text(1, 400), source: text(1, 6000), quorum, quorum_election: quorum, minimum, kinds }, { settings });
