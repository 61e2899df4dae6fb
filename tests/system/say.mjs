// say.mjs - the secretary's questions that tallyctl has no command for: node say.mjs SOCKET ledger, or node say.mjs SOCKET TYPE BODY
// A machine's: node say.mjs FOLDER TYPE BODY. Prints the ledger's lines, or the answer.
import { statSync } from 'node:fs';
import { ledgerOf, machine, secretary } from './peer.mjs';

const [from, what, body] = process.argv.slice(2);
const peer = statSync(from).isDirectory() ? await machine(from) : await secretary(from);
if (what === 'ledger') {
	for (const line of await ledgerOf(peer))
		console.log(line);
} else {
	console.log(JSON.stringify(await peer.ask(what, JSON.parse(body))));
}
peer.end();
