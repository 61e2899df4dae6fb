// station.mjs - the secretary's station, for tests: the console's page, its keys and dialogs as a person uses them, and a small meeting to use them on.
//
// Must not know: what a test is about.

import { newBrowser, PASSWORD, SECOND, signIn } from './kit.mjs';

/* What is pressed within 600 ms after a change is not taken. */
const GUARD_MS = 650;

/* A station with `name` signed in. Without a name it is the secretary's, who has the control seat. */
export async function station(hall, { name, path = '/console', browser } = {}) {
	const own = browser ?? await newBrowser(hall);
	const page = await own.page('/');
	await signIn(page, name);
	await page.waitForURL(/\/console/);
	if (!name)
		await page.evaluate(async () => (await import('/common/api.js')).ask('control', { take: true }));
	if (path !== '/console')
		await page.goto(`${hall.url}${path}`);
	await page.locator('main > *').first().waitFor();
	return page;
}

export async function section(page, name) {
	await page.evaluate(hash => { location.hash = hash; }, `#prepare/${name}`);
	await page.locator(`.section-${name.split('/')[0]}`).waitFor();
}

export async function area(page, name) {
	await page.evaluate(hash => { location.hash = hash; }, `#${name}`);
	await page.locator(`.${name}`).waitFor();
}

/* A key of the keyboard, once the item, its keys and the dialogs have stood still for long enough. */
export async function press(page, key) {
	await page.evaluate(ms => new Promise(done => {
		let seen = '', since = 0;
		const look = () => {
			const now = [...document.querySelectorAll('.now-head, .act, dialog[open] h2')].map(node => `${node.className} ${node.textContent}`).join('|');

			if (now !== seen)
				[seen, since] = [now, performance.now()];
			/* a key whose dialog is open is busy with it */
			if (performance.now() - since >= ms && (document.querySelector('dialog[open]') || !document.querySelector('.act[aria-busy]')))
				done();
			else
				setTimeout(look, 20);
		};
		look();
	}), GUARD_MS);
	await page.keyboard.press(key);
}

/* The key of the row that is named by its code, such as F8; its main form is the one that comes next. */
export const action = (page, code) => page.locator('.act', { hasText: code });
export const next = (page, code) => action(page, code).and(page.locator('.main')).waitFor();

/* The item in the middle is started, once it may be. */
export async function begin(page) {
	await next(page, 'F8');
	await press(page, 'F8');
	await page.locator('.recv .n').waitFor();
}

export const dialogKey = (page, text) => page.locator('dialog[open] button', { hasText: text });

/* The second person's name and password, as they stand in every such dialog. */
export async function second(page, name = SECOND, password = PASSWORD) {
	const part = page.locator('dialog[open] .second');
	await part.getByLabel('姓名').selectOption(name);
	await part.getByLabel('密码').fill(password);
}

/* Item `title` of the agenda comes to the middle. */
export async function choose(page, title) {
	await page.locator('.agenda-card button', { hasText: title }).click();
	await page.locator('.now-head h1', { hasText: title }).waitFor();
}

/* A new item at the end of the agenda stands in the middle of the secretary's run page. */
export async function itemOf(hall, poll, title, ...more_) {
	await hall.settle();
	hall.ctl('poll', '--id', poll, '--title', title, ...more_);
	const page = await station(hall, { path: '/console#run' });

	await choose(page, title);
	return page;
}

/* The result that is in the middle is published. */
export async function publish(page) {
	await next(page, 'F10');
	await press(page, 'F10');
	await page.locator('.steps li.done', { hasText: '公布' }).waitFor();
}

/* What is rarely done with the item in the middle. */
export async function more(page, text) {
	await page.getByRole('button', { name: '本项其他操作…' }).click();
	await page.locator('.more-item', { hasText: text }).click();
}

/* So many ballots have come in. */
export const received = (page, count) => page.locator('.recv .n', { hasText: new RegExp(`^${count} `) }).waitFor();

/* Twelve delegates with slips, `present` of them in; and another dozen of spare slips. */
export function twelve({ present = 12, ...meeting } = {}) {
	return async hall => {
		await hall.create(meeting);
		hall.rosterOf(Array.from({ length: 12 }, (_, i) => [i + 1, `张${'一二三四五六七八九十甲乙'[i]}`, '东沟村代表团', `1-${i + 1}`, '正式代表']));
		await hall.trustees();
		await hall.keysAndSlips(12);
		await hall.ask('sitting_open', { sitting: 1 });
		hall.delegates = [...hall.slips.keys()];
		await hall.checkIn(hall.delegates.slice(0, present));
	};
}
