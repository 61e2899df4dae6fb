// csv.mjs - CSV as RFC 4180 has it, for the tests of `tallyctl decide`.

// Rows as objects by the names of the first.
export function readCsv(text) {
	const rows = [[]];
	const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
	const body = text.replace(/^\ufeff/, '');
	while (cells.lastIndex < body.length) {
		const found = cells.exec(body);
		if (!found)
			throw new Error(`no CSV: row ${rows.length}`);
		const [, quoted, plain, end] = found;
		rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
		if (end !== ',')
			rows.push([]);
	}
	const [names, ...others] = rows.filter(row => row.length > 1);
	return others.map(row => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ''])));
}

// Spaces at either end count only within quotes.
export const writeCell = (text, isQuoted = false) => isQuoted || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
