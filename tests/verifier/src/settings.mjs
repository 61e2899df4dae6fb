// settings.mjs - what a definition may say beside its question (P14.9), and who may not be elected while keeping the key (P14.10).

import { demand } from './refused.mjs';
import { isOfCandidates } from './profile.mjs';

const sum = numbers => numbers.reduce((total, number) => total + number, 0);

export function checkSettings({ method, rule, contests, rehearsal, order, forms }) {
	demand((rule.type === 'election') === (order !== undefined), order ? 'rule' : 'field_missing', 'order');
	demand(!rehearsal || method === 'secret', 'secret_required', 'rehearsal');
	if (forms) {
		demand(!isOfCandidates(rule), 'rule', 'forms');
		demand(sum(forms.map(form => form.contests)) === contests.length, 'rule', 'forms');
	}
}

// A title is of a person who bears its name, alone or with more behind it in brackets.
const isOf = (title, name) => title === name || title.startsWith(`${name}（`);

export const isOnBallot = ({ contests }, name) => contests.some(({ title }) => isOf(title, name));

export function checkScrutineers({ election, definition }, { holders }) {
	const candidates = election ? definition.contests : [];
	demand(!candidates.some(({ title }) => holders.some(name => isOf(title, name))), 'candidate_is_scrutineer');
}
