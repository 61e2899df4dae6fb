// 010-words - is every word that a page shows in the catalogue, in both languages, and does every word of the pages' catalogues
// have its page?
//
// Reads the pages' source; needs no browser.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './hall.mjs';

const FOLDERS = ['protocol/page', 'tally-server/web', 'ballot-client/kiosk/page'];
const CJK = /[\u2e80-\u9fff\uf900-\ufaff]/;
// each language's own name, and names of formats, are the same in both
const SAME = /^OWN_/;
const WIDE = /[\u3000-\u303f\uff00-\uffef]/;
// HALL.md 5.5: said of nothing that a person does
const AVOIDED = /加密|令牌|提交成功/;

const scratch = mkdtempSync(join(tmpdir(), 'tally-words-'));
const module = join(scratch, 'words.mjs');
writeFileSync(module, execFileSync(join(ROOT, 'tools/embed-words.sh'), [process.env.CC ?? 'cc'], { cwd: ROOT }));
const { WORDS, ERRORS } = await import(pathToFileURL(module).href);
rmSync(scratch, { recursive: true });

// names of the words that belong to pages, by the file they stand in
const ROOMS = readdirSync(join(ROOT, 'protocol/text')).filter(file => /^catalogue_\w+\.inc$/.test(file));
const OF_PAGES = new Set(ROOMS.flatMap(file => [...readFileSync(join(ROOT, 'protocol/text', file), 'utf8').matchAll(/^X\((\w+),/gm)].map(match => match[1])));
const PREFIXES = new Set([...OF_PAGES].map(name => /^[A-Z]+_/.exec(name)?.[0]).filter(Boolean));

function* sources(folder) {
	if (!existsSync(folder))
		return;
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory() && entry.name !== 'vendor')
			yield* sources(path);
		else if (/\.(m?js|html|css)$/.test(entry.name))
			yield { path: relative(ROOT, path), text: readFileSync(path, 'utf8') };
	}
}
const pages = FOLDERS.flatMap(folder => [...sources(join(ROOT, folder))]);
// words of the catalogue that C shows: reports, prints, programs
const inC = execFileSync('git', ['grep', '-hoE', 'TEXT_[A-Za-z0-9_]+|"[A-Z]+_"', '--', '*.c', '*.h'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });

let problems = [];
const say = what => problems.push(what);
const isWord = name => Object.hasOwn(WORDS, name);
const places = text => [...new Set(text.match(/\{\d\}/g) ?? [])].sort().join();

const checks = {
	'every word stands in both languages, with the same places to fill': () => {
		for (const [name, [zh, en]] of [...Object.entries(WORDS), ...Object.entries(ERRORS)]) {
			// a counter such as that of sheets or heads has none in English
			if (!zh || !en && [...zh].length > 1)
				say(`${name} is not there in both languages`);
			if (places(zh) !== places(en))
				say(`${name} has other places in Chinese than in English`);
			if (OF_PAGES.has(name) && CJK.test(en) && !SAME.test(name))
				say(`${name} is Chinese in English`);
			if (OF_PAGES.has(name) && WIDE.test(en))
				say(`${name} has a sign of Chinese in English`);
			if (OF_PAGES.has(name) && AVOIDED.test(zh))
				say(`${name} says a word that nobody should have to read: ${zh}`);
		}
	},
	'every word that a page names is in the catalogue': () => {
		for (const { path, text } of pages) {
			for (const [, name] of text.matchAll(/\bt\(\s*["'`]([^"'`$]+)["'`]/g))
				if (!isWord(name))
					say(`${path}: there is no word ${name}`);
			for (const [, name] of text.matchAll(/["']([A-Z]+_\w*)["']/g)) {
				const isPrefix = name.endsWith('_') && Object.keys(WORDS).some(word => word.startsWith(name));
				if (PREFIXES.has(/^[A-Z]+_/.exec(name)[0]) && !isWord(name) && !isPrefix)
					say(`${path}: there is no word ${name}`);
			}
		}
	},
	'every profile that comes with the server has its title in both languages': () => {
		const titled = new Set(Object.entries(WORDS).filter(([name]) => name.startsWith('PROFILE_')).map(([, [zh]]) => zh));
		const titles = readdirSync(join(ROOT, 'schema/profiles')).filter(file => !file.includes('schema'))
			.map(file => JSON.parse(readFileSync(join(ROOT, 'schema/profiles', file), 'utf8')).title);
		for (const title of titles)
			if (!titled.has(title))
				say(`no word says ${title}`);
		if (titled.size !== titles.length)
			say('a word is of no profile');
	},
	'every word of the pages is on a page': () => {
		const used = new Set(pages.flatMap(({ text }) => [...text.matchAll(/["'`]([A-Z]+_\w*)/g)].map(match => match[1])));
		const byPrefix = [...used].filter(name => name.endsWith('_'));
		for (const name of OF_PAGES)
			if (!used.has(name) && !byPrefix.some(prefix => name.startsWith(prefix)) && !inC.includes(`TEXT_${name}\n`) &&
				!/"([A-Z]+_)"/g.exec(inC)?.includes(name))
				say(`${name} is shown nowhere`);
	},
};

for (const [name, check] of Object.entries(checks)) {
	problems = [];
	check();
	console.log(`${problems.length ? 'FAIL' : 'PASS'} ${name}`);
	problems.forEach(problem => console.log(`     ${problem}`));
	process.exitCode ||= problems.length ? 1 : 0;
}
