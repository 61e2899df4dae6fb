// again.mjs - a terminal sends a cast of the ledger again, byte for byte: node again.mjs MACHINE LEDGER ENTRY; prints the answer.
import { readFileSync } from 'node:fs';
import { machine } from './peer.mjs';

const [folder, ledger, entry] = process.argv.slice(2);
const peer = await machine(folder);
console.log(JSON.stringify(await peer.ask('cast', JSON.parse(readFileSync(ledger, 'utf8').split('\n')[Number(entry)]).body)));
peer.end();
