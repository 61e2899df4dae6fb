// desk.mjs - check-in desks on one hall, for tests: a hundred people, a sitting for each test, scans as a scanner makes them,
// and what they have come to.
//
// Must not know: what a test is about.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal, newBrowser, signIn, until } from './kit.mjs';

export const DESK = '东门 1 号', OTHER = '西门 2 号';
export const IN_TIME_MS = 300;
/* What a page says of a server that is away. */
export const AWAY = /Failed to load resource|net::ERR|ERR_CONNECTION|status of 50\d/;
export const PEOPLE = [
	['1', '林秀禾', '东沟村代表团', '3-12', '正式代表', '', '1293', '0717'],
	['2', '田禾', '镇机关代表团', '1-4', '正式代表', '', '2325', '6150'],
	['3', '何满仓', '西岭村代表团', '7-8', '正式代表', '村委会主任', '0872', '4054'],
	['4', '阿娜尔·巴合提', '北渠村代表团', '5-16', '正式代表', '', '8308', '3430'],
	['5', '王建国', '东沟村代表团', '2-1', '正式代表', '', '1001', '2001'],
	['6', '王建国', '西岭村代表团', '7-9', '正式代表', '', '1002', '2002'],
	['7', '单田芳', '南桥村代表团', '4-4', '正式代表', '', '100X', '2003'],
	['8', '买买提·阿卜杜热合曼·托乎提', '北渠村代表团', '5-17', '正式代表', '', '1004', '2004'],
	['9', '许田生', '县直机关', '列席-2', '列席', '县农业农村局副局长', '1005', '2005'],
	['10', '解晓东', '南桥村代表团', '6-6', '正式代表', '', '1006', '2006'],
	...Array.from({ length: 90 }, (_, i) => {
		const name = `张${'一二三四五六七八九十'[i % 10]}${'春夏秋冬东南西北中'[i / 10 | 0]}`;
		return [String(i + 11), name, '河口村代表团', `${10 + (i / 20 | 0)}-${i % 20 + 1}`, '正式代表', '', '', ''];
	}),
];
export const VOTERS = PEOPLE.length - 1;

// ---- one hall with two desks; each test has a sitting of its own, to which nobody has come ----

const SITTINGS = Array.from({ length: 20 }, (_, i) => `第 ${i + 1} 次全体会议`);

export async function prepare(hall) {
	await hall.create({ sittings: SITTINGS });
	const file = join(hall.home, 'roster.csv');
	writeFileSync(file, ['编号,姓名,代表团,座位,身份,职务,身份证末四位,手机末四位', ...PEOPLE.map(row => row.join(','))].join('\n'));
	hall.roster(file);
	hall.operator(DESK, 'desk');
	hall.operator(OTHER, 'desk');
	hall.sitting = 0;
}

async function close(hall) {
	const { sitting } = await hall.ask('status');
	if (sitting)
		await hall.ask('sitting_close', { sitting });
	hall.sitting = Math.max(hall.sitting, sitting);
}

/* A sitting is open, and a desk. */
export async function ready(hall, { isOpen = true, ...more } = {}) {
	await close(hall);
	if (isOpen)
		await hall.ask('sitting_open', { sitting: hall.sitting + 1 });
	hall.codes = await hall.badges();
	hall.from = (await hall.ask('status')).size;
	return openDesk(hall, DESK, more);
}

export async function openDesk(hall, name, { args = [] } = {}) {
	const page = await (await newBrowser(hall, { args })).page();
	await signIn(page, name);
	await page.waitForURL(/\/desk$/);
	await page.locator('.ready').waitFor();
	/* the page is kept for when the server is away */
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
	await page.locator('.dot', { hasText: '已连接，无待传' }).waitFor();
	return page;
}

/* As a scanner does it: twenty keys and Enter, without a pause. */
export async function scan(page, code) {
	await page.keyboard.type(code.replaceAll(' ', ''));
	await page.keyboard.press('Enter');
}

/* What the verdict says once it is about `text`. */
export async function verdict(page, kind, text) {
	await page.locator(`.verdict[data-kind="${kind}"]`, { hasText: text }).waitFor();
	return page.locator('.verdict').innerText();
}

/* From the scanner's Enter to the verdict on the screen that says `text`, ms; Infinity if there is none. */
function timed(page, text) {
	return page.evaluate(wanted => new Promise(done => {
		let from = 0;
		const place = document.querySelector('.verdict');
		addEventListener('keydown', event => {
			if (event.key === 'Enter')
				from ||= performance.now();
		}, { capture: true });
		new MutationObserver((_, observer) => {
			if (!from || !place.innerText.includes(wanted))
				return;
			observer.disconnect();
			requestAnimationFrame(() => done(performance.now() - from));
		}).observe(place, { childList: true, subtree: true, attributes: true });
		setTimeout(() => done(Infinity), 30000);
	}), text);
}

export async function timedScan(page, code, text) {
	const time = timed(page, text);
	/* the observer is there before the first key */
	await page.evaluate(() => null);
	await scan(page, code);
	return time;
}

/* Those from number 11 on come, one as soon as the one before has a verdict: how long the verdicts took, the quickest first. */
export async function sixty(hall, page) {
	const times = [];
	for (let i = 0; i < 60; i++)
		times.push(await timedScan(page, code(hall, i + 11), `第 ${i + 1} 位`));
	return times.sort((a, b) => a - b);
}

export const code = (hall, number) => hall.codes.get(String(number));

/* Of this test. */
export async function entries(hall, ...types) {
	const lines = [];
	for (;;) {
		const part = await hall.ask('entries', { from: hall.from + lines.length });
		lines.push(...part.lines.map(line => JSON.parse(line)));
		if (hall.from + lines.length >= part.size)
			return types.length ? lines.filter(({ type }) => types.includes(type)) : lines;
	}
}

export const moves = async hall => (await entries(hall, 'checkin', 'leave', 'return')).map(({ type, body }) => `${type} ${body.number}`);

export async function noneWaits(page) {
	await page.locator('.dot', { hasText: '已连接，无待传' }).waitFor();
}

/* A verdict does not wait for the server: once it has all, these are the entries of this test. */
export async function recorded(hall, page, ...wanted) {
	await noneWaits(page);
	equal(await moves(hall), wanted);
}

/* Present and expected at the head of the page. */
export async function figures(page, ...wanted) {
	const shown = async () => (await page.locator('.figures').innerText()).match(/\d+/g).map(Number);
	await until(`present and expected: ${wanted}`, async () => (await shown()).join() === wanted.join());
}
