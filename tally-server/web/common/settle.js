/* settle.js - settling a scan that did not fit the record (P16, `anomaly_settle`): what came of it is noted, for good.
 *
 * Must not know: any one page, and in which words it asks. */

import { ask } from "/common/api.js";
import { dialog, field, missing } from "/common/shell.js";
import { el } from "/page/dom.js";

const NOTE_MAX = 60;

/* Asks for the note; true once it is on record, else null.
 *   title, text, yes: as in `dialog`; facts: nodes above the note; label, why: of the note; usual: notes to choose from */
export function settle(anomaly, { title, text, yes, facts = [], label, why, usual = [] }) {
	const list = el("datalist", { id: "settle-notes" }, usual.map(value => el("option", { value })));
	const note = el("input", { class: "input", list: list.id, autocomplete: "off", maxlength: NOTE_MAX });

	return dialog({
		title, text, yes, fields: [facts, field(label, note, why), list],
		read: () => note.value.trim() || missing(note),
		act: async said => {
			await ask("anomaly_settle", { anomaly: anomaly.entry, note: said });
			return true;
		},
	});
}
