// say.mjs - the secretary's questions that tallyctl has no command for: node say.mjs SOCKET ledger
import { ledgerOf, secretary } from './peer.mjs';

const [socket, what] = process.argv.slice(2);
if (what !== 'ledger')
	throw new Error('usage: node say.mjs SOCKET ledger');
const operator = await secretary(socket);
for (const line of await ledgerOf(operator))
	console.log(line);
operator.end();
