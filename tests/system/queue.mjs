// queue.mjs - a desk's queue of scans, sent in order: node queue.mjs FOLDER FILE [COUNT]. Prints the verdict of each, "anomaly FOUND", or the error's code.
// COUNT sends only so many, and goes away without waiting for the last answer, as a desk does whose cable is pulled.
import { readFileSync } from 'node:fs';
import { machine } from './peer.mjs';

const [folder, file, count] = process.argv.slice(2);
const bodies = readFileSync(file, 'utf8').trim().split('\n').slice(0, count ? Number(count) : undefined);
const desk = await machine(folder);
for (const [i, body] of bodies.entries()) {
	if (count && i === bodies.length - 1) {
		desk.write(`{"id":9,"type":"scan","body":${body}}\n`);
		await new Promise(done => setTimeout(done, 200));
		break;
	}
	const { ok, error } = await desk.ask('scan', JSON.parse(body));
	console.log(ok ? [ok.verdict, ok.found].filter(Boolean).join(' ') : error.code);
}
desk.end();
