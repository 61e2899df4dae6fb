// kit.mjs - real Chromium on a real server: pages that are watched while a test uses them.
//
//     import { tests, newHall, newBrowser, signIn, look, equal } from './kit.mjs';
//     await tests({ 'a sentence that is true': async () => { … } });
//     await tests({ 'another': async hall => { … } }, hall => hall.create());      all of them in one hall
//
// A page fails its test if it logs an error, asks another host for anything, or shows text that is too weak. SCREENS=1 writes
// what `look` sees to build/screens. Arguments choose tests by a part of their name. KEEP=1 leaves the meeting's folder.

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { Hall, PASSWORD, ROOT, SECRETARY, until, WAIT_MS } from './hall.mjs';
import { flaws, tabThrough, weakTexts } from './legible.mjs';

export { Hall, PASSWORD, ROOT, SECOND, SECRETARY, sleep, until } from './hall.mjs';
export { tabThrough } from './legible.mjs';

const STAFF = 4.5, HALL = 7;
const SIZES = ['1280x800', '1920x1080'];
const open = { halls: [], browsers: [], contexts: [], problems: [] };

export function ok(is, what) {
	if (!is)
		throw new Error(what);
}

export function equal(got, wanted, what = '') {
	const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
	ok(a === b, `${what} wanted ${b}, got ${a}`);
}

// ---- what a test uses, ended after it ----

export async function newHall(prepare = hall => hall.create()) {
	const hall = new Hall();
	open.halls.push(hall);
	await prepare(hall);
	return hall;
}

/* Chromium that trusts the meeting's authority as a desk machine does, by an entry in its certificate store: one for a hall,
 * and for each way to start it. */
async function chromium_(hall, args) {
	const known = open.browsers.find(one => one.hall === hall && one.args === args.join(' '));
	if (known)
		return known.chrome;
	const home = join(hall.home, `browser-${open.browsers.length}`);
	const store = join(home, '.pki/nssdb');
	mkdirSync(store, { recursive: true });
	for (const what of [['-N', '--empty-password'], ['-A', '-n', 'meeting', '-t', 'C,,', '-i', hall.authority]]) {
		const done = spawnSync('certutil', ['-d', `sql:${store}`, ...what], { encoding: 'utf8' });
		ok(done.status === 0, `certutil: ${done.stderr}`);
	}
	const chrome = await chromium.launch({ executablePath: '/usr/bin/chromium', env: { ...process.env, HOME: home },
		args: [...(process.getuid() === 0 ? ['--no-sandbox'] : []), '--disable-background-networking', '--force-color-profile=srgb', ...args] });
	open.browsers.push({ hall, args: args.join(' '), chrome });
	return chrome;
}

/* A person's browser: nothing in it is another's, neither cookies nor storage. */
export async function newBrowser(hall, { args = [] } = {}) {
	const context = await (await chromium_(hall, args)).newContext({ serviceWorkers: 'allow' });
	open.contexts.push(context);
	context.on('request', request => {
		if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== hall.url)
			open.problems.push(`a request to another host: ${request.url()}`);
	});
	return { hall, context, page: (path, lang, size) => newPage(hall, context, path, lang, size) };
}

async function newPage(hall, context, path = '/', lang = 'zh', size = '1280x800') {
	const page = await context.newPage();
	const [width, height] = size.split('x').map(Number);
	page.quietAbout = [];
	page.asking = new Set();
	page.on('request', request => request.url().endsWith('/api') && page.asking.add(request));
	for (const end of ['requestfinished', 'requestfailed'])
		page.on(end, request => page.asking.delete(request));
	const complain = what => {
		if (!page.quietAbout.some(pattern => pattern.test(what)))
			open.problems.push(what);
	};
	page.on('console', message => message.type() === 'error' && complain(`console: ${message.text()} (${message.location().url})`));
	page.on('pageerror', error => complain(`page: ${error.stack}`));
	page.setDefaultTimeout(WAIT_MS);
	await page.setViewportSize({ width, height });
	await page.goto(`${hall.url}${path}`);
	await setLang(page, lang);
	return page;
}

export const setLang = (page, lang) => page.evaluate(async l => (await import('/page/lang.js')).setLang(l), lang);

/* The page has all that it asked the server for, and has drawn it. */
export async function isQuiet(page) {
	await until('the page is quiet', async () => {
		await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
		return !page.asking.size;
	});
}

/* For what a test brings about itself, such as a server that is away: errors that match are not held against the page from now on. */
export function expectErrors(page, pattern) {
	page.quietAbout.push(pattern);
}

export async function signIn(page, name = SECRETARY, password = PASSWORD) {
	await page.getByLabel(/^(姓名|Name)$/).fill(name);
	await page.getByLabel(/^(密码|Password)$/).fill(password);
	await page.keyboard.press('Enter');
	await page.waitForFunction(() => location.pathname !== '/' || document.querySelector('.door-pages, [role=alert]:not([hidden])'));
}

// ---- looking at a page ----

/* The page in both languages and all sizes: is every text strong enough, is nothing cut, has everything a name? With SCREENS=1
 * a picture of each. hall: 7:1 instead of 4.5:1; full: the picture shows the whole page, not the window */
export async function look(page, name, { hall = false, sizes = SIZES, langs = ['zh', 'en'], full = false } = {}) {
	const was = await page.evaluate(() => document.documentElement.lang);
	const before = page.viewportSize();
	for (const size of sizes) {
		const [width, height] = size.split('x').map(Number);
		await page.setViewportSize({ width, height });
		for (const lang of langs) {
			await setLang(page, lang);
			await page.evaluate(() => document.fonts.ready.then(() =>
				new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))));
			const found = [...await page.evaluate(weakTexts, hall ? HALL : STAFF), ...await page.evaluate(flaws)];
			open.problems.push(...found.map(text => `${name} ${lang} ${size}: ${text}`));
			if (process.env.SCREENS)
				await page.screenshot({ path: join(screens(), `${name}.${lang}.${size}.png`), fullPage: full });
		}
	}
	await page.setViewportSize(before);
	await setLang(page, was.slice(0, 2));
}

function screens() {
	const folder = join(ROOT, 'build/screens');
	mkdirSync(folder, { recursive: true });
	return folder;
}

/* Everything on the page can be reached by Tab, and it is seen where one is. Gives the names in order. A page that draws something anew
 * under the walk is walked again: what cannot be reached cannot be at the third time either. */
export async function keyboardReaches(page, what) {
	let walk;
	for (let i = 0; i < 3 && (!walk || walk.problems.length); i++)
		walk = await tabThrough(page);
	open.problems.push(...walk.problems.map(text => `${what}: ${text}`));
	return walk.order;
}

// ---- running ----

/* Ends what a test has opened; all halls but the one that is shared, with their browsers. */
async function endAll(shared = null) {
	for (const context of open.contexts.splice(0))
		await context.close().catch(() => {});
	for (const { chrome } of open.browsers.filter(one => one.hall !== shared))
		await chrome.close().catch(() => {});
	for (const hall of open.halls.filter(one => one !== shared))
		await hall.end().catch(error => open.problems.push(`the hall does not end: ${error.message}`));
	open.browsers = open.browsers.filter(one => one.hall === shared);
	open.halls = open.halls.filter(one => one === shared);
}

async function picture(name) {
	for (const [i, page] of open.contexts.flatMap(context => context.pages()).entries())
		await page.screenshot({ path: join(ROOT, `build/failed/${name.replaceAll(/\W+/g, '-').slice(0, 60)}-${i}.png`), timeout: 3000 })
			.catch(() => {});
}

/* Runs each, one after the other; what one of them opened is ended before the next. With `prepare` they share a hall that it
 * fills, and each is given it. */
export async function tests(cases, prepare = null) {
	const parts = process.argv.slice(2);
	const chosen = Object.entries(cases).filter(([name]) => !parts.length || parts.some(part => name.includes(part)));
	let shared = null, failed = 0;
	for (const [name, test] of chosen) {
		open.problems = [];
		try {
			if (prepare)
				shared ??= await newHall(prepare);
			/* the test before may have stopped it, and failed */
			if (shared && !shared.isRunning)
				await shared.start();
			await test(shared);
		} catch (error) {
			open.problems.unshift(error.stack);
		}
		if (open.problems.length)
			await picture(name);
		await endAll(test === chosen.at(-1)[1] ? null : shared);
		console.log(`${open.problems.length ? 'FAIL' : 'PASS'} ${name}`);
		for (const problem of new Set(open.problems))
			console.log(`     ${problem.split('\n').slice(0, 6).join('\n     ')}`);
		failed += open.problems.length > 0;
	}
	if (failed)
		process.exitCode = 1;
}
