// 231-console-roster - the roll by the console: is a file of any kind read and judged before it is taken, are four hundred
// people of all sorts of names listed whole, and does a badge that was replaced open no door any more?

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal, look, newBrowser, ok, PASSWORD, ROOT, SECOND, signIn, tests, until } from './kit.mjs';
import { dialogKey, second, section, station } from './station.mjs';

const DESK = '东门';
const HEAD = '编号,姓名,代表团,职务,座位,身份';
const LONGEST = '阿卜杜热合曼·买买提吐尔逊·阿不都克里木';
/* characters beyond the first plane, beyond the fonts of most, names of one, two and many, two of one name */
const NAMES = ['𠮷田', '㛃𬱖', '田禾', '单', '买买提·吐尔逊', LONGEST, '王建国', '王建国', '欧阳修远', '䶮小燕'];
const UNITS = ['镇机关代表团', '东沟村、西岭村、南桥村、北渠村联合代表团', '县直机关代表团'];
const PEOPLE = Array.from({ length: 400 }, (_, i) => [i + 1, NAMES[i] ?? `${'张王李赵陈'[i % 5]}${'建国秀英伟芳'[i / 5 % 6 | 0]}${'一二三四五六七八九十百千万亿'[i / 30 | 0]}`, UNITS[i % 3],
	i % 7 ? '' : '镇自然资源和规划建设环保所（综合行政执法队）所长', `${1 + (i / 20 | 0)}-${i % 20 + 1}`, '正式代表']);

const textOf = rows => [HEAD, ...rows.map(row => row.join(','))].join('\r\n');

/* A file as Excel and its like write it on machines here. */
function file(hall, name, text, charset) {
	const path = join(hall.home, name);
	const made = spawnSync('iconv', ['-f', 'UTF-8', '-t', charset], { input: text, maxBuffer: 1 << 26 });
	ok(made.status === 0, `iconv: ${made.stderr}`);
	writeFileSync(path, made.stdout);
	return path;
}

async function choose(page, path) {
	await page.setInputFiles('#roster-file', path);
	await page.locator('.preview .totals').waitFor();
}

/* All four hundred are on the roll, and a sitting is open: where a test is run alone too. */
async function everybody(hall) {
	if (!await expected(hall)) {
		const path = join(hall.home, 'people.csv');
		writeFileSync(path, textOf(PEOPLE));
		hall.roster(path);
	}
	if (!(await hall.ask('status')).sitting)
		await hall.ask('sitting_open', { sitting: 1 });
}

/* What the preview counts: new, changed, as they were, to look at, errors. */
const totals = async page => (await page.locator('.preview .totals dd').allTextContents()).map(text => Number(text.replace(',', '')));
const expected = async hall => (await hall.ask('status')).expected;
const rosterRows = page => page.locator('.roster-table tbody tr:not(.spacer)');

async function openImport(page) {
	await section(page, 'roster');
	await page.getByRole('button', { name: '导入' }).click();
	await page.locator('dialog[open] #roster-file').waitFor({ state: 'attached' });
}

/* Every row as the screen draws it, by scrolling through: [number, name], and what does not fit its cell. */
const listed = page => page.evaluate(async HALF_LINE => {
	const scroller = document.querySelector('.roster-scroll'), seen = new Map(), cut = new Set();

	for (let top = 0; ; top += scroller.clientHeight / 2) {
		scroller.scrollTop = top;
		await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
		for (const row of document.querySelectorAll('.roster-table tr[data-number]')) {
			seen.set(row.dataset.number, row.querySelector('td.name').firstChild.textContent);
			if (row.offsetHeight > 45)
				cut.add(`${row.textContent} is ${row.offsetHeight} high`);
			for (const node of row.querySelectorAll('td, td > span'))
				if (node.clientWidth && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + HALF_LINE))
					cut.add(node.textContent);
		}
		if (top + scroller.clientHeight >= scroller.scrollHeight)
			return { seen: [...seen], cut: [...cut] };
	}
}, 6);

/* Boxes of a printed page whose text leaves them. */
const spilt = (page, selector) => page.locator(selector)
	.evaluateAll(nodes => nodes.filter(node => node.scrollWidth > node.clientWidth + 1).map(node => node.textContent));

await tests({
	'an Excel file, one of an old Excel and one in UTF-16 are read alike; while a row has an error nothing is imported': async hall => {
		const page = await station(hall);

		await openImport(page);
		await choose(page, join(ROOT, 'schema/samples/roster.xlsx'));
		equal(await totals(page), [76, 0, 0, 1, 0], 'the sample of Excel, with the warning of a rare name:');
		equal(await expected(hall), 0, 'a preview imports nobody:');

		const wrong = [...PEOPLE.slice(0, 8), [8, '八号重复', UNITS[0], '', '9-1', '正式代表'], ['', '无编号', UNITS[0], '', '9-2', '正式代表'], [11, '', UNITS[0], '', '9-3', '正式代表']];
		await choose(page, file(hall, 'wrong.csv', textOf(wrong), 'GB18030'));
		equal(await page.locator('.problem-scroll tr.error td:first-child').allTextContents(), ['10', '11', '12'], 'each error by its row:');
		ok((await page.locator('.problem-scroll').innerText()).includes('八号重复') || (await page.locator('.problem-scroll tr.error').first().innerText()).includes('8'), 'and by its cell');
		ok(await dialogKey(page, '导入').isDisabled(), 'with errors nothing can be imported');
		await look(page, 'console-import-errors');
		equal(await expected(hall), 0);

		/* a file that is chosen while another is still being read: what was seen of the first must not let the second be imported */
		const held = [];
		await page.route('**/api', route => {
			if (!route.request().postData().includes('"roster"'))
				return route.continue();
			return held.push(() => route.continue());
		});
		await page.setInputFiles('#roster-file', join(ROOT, 'schema/samples/roster.xlsx'));
		await until('the first is asked about', () => held[0]);
		await page.setInputFiles('#roster-file', file(hall, 'later.csv', textOf(PEOPLE.slice(0, 3)), 'UTF-8'));
		await held[0]();
		await until('the second is asked about', () => held[1]);
		equal([await page.locator('.preview .totals').count(), await dialogKey(page, '导入').isDisabled()], [0, true], 'nothing is shown of the first:');
		await held[1]();
		await page.locator('.preview .totals').waitFor();
		equal((await totals(page))[0], 3);
		await page.unroute('**/api');

		const right = file(hall, 'right.csv', textOf(PEOPLE), 'GB18030');
		await choose(page, right);
		equal((await totals(page)).filter((_, i) => i !== 3), [400, 0, 0, 0], 'four hundred in GB18030:');
		await look(page, 'console-import-400');
		await dialogKey(page, '导入').click();
		await page.locator('.section-roster [role=status]', { hasText: '400 人' }).waitFor();
		equal(await expected(hall), 400);

		const seats = { 5: '20-20', 400: '1-5' };
		const moved = PEOPLE.map(([number, ...row]) => [number, ...row.slice(0, 3), seats[number] ?? row[3], row[4]]);
		await openImport(page);
		await choose(page, file(hall, 'moved.csv', textOf(moved), 'UTF-16'));
		equal((await totals(page)).filter((_, i) => i !== 3), [0, 2, 398, 0], 'two have changed seats, in UTF-16:');
		await dialogKey(page, '导入').click();
		await page.locator('.roster-table tr[data-number="5"] td', { hasText: /^20-20$/ }).waitFor();
		equal((await hall.ask('roll', { from: 399, lookup: false })).people[0].seat, '1-5');
	},

	'four hundred people are listed whole, whatever their names are made of': async hall => {
		await everybody(hall);
		const page = await station(hall, { path: '/console#prepare/roster' });

		await page.locator('.section-roster [role=status]', { hasText: '400 人' }).waitFor();
		const { seen, cut } = await listed(page);
		equal(seen.map(([number]) => Number(number)), PEOPLE.map(([number]) => number), 'everybody, in the order of the roster:');
		equal(seen.slice(0, NAMES.length).map(([, name]) => name.replace('\u3000', '')), NAMES);
		equal(cut, [], 'cut:');
		await page.evaluate(() => { document.querySelector('.roster-scroll').scrollTop = 0; });
		await page.locator('.roster-table tr[data-number="1"]').waitFor();
		equal(await page.locator('.same').count(), 2, 'two of one name are told apart:');
		await look(page, 'console-roster-400');

		for (const [query, numbers] of [['𠮷', ['1']], ['㛃', ['2']], ['买买提', ['5', '6']], ['tex', ['5', '6']], ['王建国', ['7', '8']]]) {
			await page.getByRole('searchbox').fill(query);
			const found = () => rosterRows(page).evaluateAll(rows => rows.map(row => row.dataset.number));
			await until(`${query} finds ${numbers}`, async () => (await found()).join() === numbers.join());
			equal(await page.locator('.section-roster [role=status]').innerText(), `${numbers.length} 人`);
		}
		await page.getByRole('searchbox').fill('');
		await page.locator('button[data-keep=units]').click();
		await page.locator('.roster-scroll td', { hasText: UNITS[1] }).waitFor();
		await look(page, 'console-delegations');
	},

	'badges, seats and the attendance list bear every name whole': async hall => {
		await everybody(hall);
		const browser = await newBrowser(hall);
		const page = await station(hall, { browser });

		for (const [path, name, cells] of [['/console/badges.html', 'print-badges-400', '.badge b'], ['/print/seats.html', 'print-seats-400', 'main td, main li'],
			['/print/attendance.html?sitting=1', 'print-attendance-400', 'main td']]) {
			await page.goto(`${hall.url}${path}`);
			await page.locator('main', { hasText: LONGEST }).waitFor();
			const text = (await page.locator('main').innerText()).replaceAll('\u3000', '');

			for (const one of new Set(NAMES))
				ok(text.includes(one), `${path} has ${one}`);
			equal(await spilt(page, cells), [], `${path} spills:`);
			await look(page, name, { sizes: ['1280x800'], langs: ['zh'] });
		}
	},

	'a badge is replaced from the roll by two persons, the new one is printed, and the old one opens no door': async hall => {
		await everybody(hall);
		const browser = await newBrowser(hall);
		const page = await station(hall, { browser, path: '/console#prepare/roster' });
		const old = (await hall.badges()).get('5');

		hall.operator(DESK, 'desk');
		await page.locator('.roster-table tr[data-number="5"]').click();
		await page.locator('dialog[open]').getByRole('button', { name: '补办代表证' }).click();
		await look(page, 'console-badge-new', { sizes: ['1280x800'] });
		await second(page, SECOND, 'not-the-password');
		await dialogKey(page, '补办').click();
		await page.locator('dialog[open] [role=alert]', { hasText: '姓名或密码不对' }).waitFor();
		equal(await hall.entries('badge_replace'), [], 'nothing is revoked yet:');
		await second(page);
		const [sheet] = await Promise.all([browser.context.waitForEvent('page'), dialogKey(page, '补办').click()]);
		await sheet.locator('.badge', { hasText: '买买提·吐尔逊' }).waitFor();
		equal(await sheet.locator('.badge').count(), 1, 'one badge is on the sheet:');
		const fresh = (await sheet.locator('.badge .code').innerText()).replaceAll(' ', '');
		ok(fresh !== old.replaceAll(' ', ''), 'with another code');

		const desk = await (await newBrowser(hall)).page('/');
		await signIn(desk, DESK);
		await desk.locator('.ready').waitFor();
		const scan = async (code, kind, text) => {
			await desk.keyboard.type(code.replaceAll(' ', ''));
			await desk.keyboard.press('Enter');
			await desk.locator(`.verdict[data-kind="${kind}"]`, { hasText: text }).waitFor();
		};
		await scan(old, 'wrong', '此证已挂失');
		await scan(fresh, 'ok', '第 1 位');
		ok((await desk.locator('main').innerText()).includes('买买提·吐尔逊'), 'with its name');
		equal((await hall.ask('status')).present, 1);
	},
}, hall => hall.create());
