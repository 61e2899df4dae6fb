// bundle.mjs - a sealed bundle that is changed and then shown to the auditor; for the system tests. Node's own library only.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const FILES = ['checkpoint', 'ledger.jsonl', 'report.html'];
const AT_ONCE = 2;
const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');

// The same lines with n and prev written anew, as one would who can write but not sign.
export function rechained(list) {
	let prev = '0'.repeat(64);
	return list.map((line, n) => {
		const text = line.replace(/^\{"n":\d+,"prev":"[0-9a-f]*"/, `{"n":${n},"prev":"${prev}"`);
		prev = sha256(Buffer.concat([Buffer.from([0]), Buffer.from(text)]));
		return text;
	});
}

export class Bundle {
	constructor(folder) {
		this.folder = folder;
		this.lines = this.text('ledger.jsonl').trimEnd().split('\n');
		this.entries = this.lines.map(line => JSON.parse(line));
	}

	text(name) {
		return readFileSync(`${this.folder}/${name}`, 'utf8');
	}

	// A copy with other content in some files; MANIFEST is made to fit unless it is given.
	copy(folder, content) {
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(folder, { recursive: true });
		for (const name of FILES)
			copyFileSync(`${this.folder}/${name}`, `${folder}/${name}`);
		for (const [name, bytes] of Object.entries(content))
			writeFileSync(`${folder}/${name}`, bytes);
		if (!('MANIFEST' in content))
			writeFileSync(`${folder}/MANIFEST`, FILES.map(name => `${sha256(readFileSync(`${folder}/${name}`))}  ${name}\n`).join(''));
	}

	// Audit a copy for each job [what, content, arguments, judge]; the working folder is theirs.
	async audited(auditor, work, jobs) {
		const worker = async id => {
			for (let job = jobs.pop(); job; job = jobs.pop()) {
				const [, content, args, judge] = job;
				this.copy(`${work}/${id}`, content);
				judge(await audit(auditor, `${work}/${id}`, args));
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, (_, id) => worker(id)));
	}
}

// What the auditor answers: { status, said }, and of a failure its rule, and the entry or the part where it was found.
function audit(auditor, folder, args) {
	return new Promise(resolve => {
		const child = spawn(auditor, ['verify', folder, '--lang', 'en', ...args]);
		let said = '';
		child.stdout.on('data', bytes => { said += bytes; });
		child.stderr.on('data', bytes => { said += bytes; });
		child.on('close', (status, signal) => {
			const entry = /^entry (\d+): /m.exec(said)?.[1];
			resolve({
				status: signal ?? status, said,
				rule: /^FAIL {2}(\S+) /m.exec(said)?.[1],
				entry: entry === undefined ? undefined : Number(entry),
				part: /^found in: (\S+)/m.exec(said)?.[1],
			});
		});
	});
}
