// 410-print - what is printed: does each sheet say what the record says, on A4, with nothing cut and nothing of it from the screen?

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal, look, newBrowser, ok, ROOT, setLang, signIn, tests } from './kit.mjs';

const NAMES = ['丁守田', '田禾', '阿娜尔·巴合提', '买买提吐尔逊·阿不都热合曼', '𬱖䶮', '欧阳修远', '周穗生'];
const VOTERS = 14, ROLL = 400, PAPER = { width: 794, height: 1123 };

const rows = names => names.flatMap(name => ['--row', name]);

const JOINT = '红旗村、前进村、东风村联合代表团';

// A meeting that has held a resolution, an election with a tie and an appraisal of eighty rows, and voided one.
async function held(hall) {
	const file = join(hall.home, 'roster.csv');
	const people = Array.from({ length: VOTERS },
		(_, i) => `${1001 + i},${NAMES[i] ?? `代表${i + 1}`},${i % 2 ? '镇机关代表团' : JOINT},,正式代表,${i === 13 ? '' : `1-${i + 1}`}`);
	writeFileSync(file, ['编号,姓名,代表团,职务,身份,座位', ...people, '2001,何满仓,列席单位,县委组织部二级调研员,列席,9-1'].join('\n'));
	await hall.ready({ present: VOTERS - 1, roster: file, election: 'schema/profiles/grassroots-1990.json' });
	const who = hall.delegates.slice(0, VOTERS - 1);
	const run = async (id, kind, choices, ...more) => {
		hall.ctl('poll', '--id', id, '--kind', kind, ...more);
		hall.ctl('open', id);
		await hall.vote(id, who, choices);
		hall.ctl('close', id);
		hall.ctl('wait', id, 'counted');
		hall.ctl('publish', id);
	};
	await run('p1', 'resolution', i => [i < 9 ? 0 : i % 3], '--title', '关于《红旗镇村道管护办法（草案）》的决议');
	await run('e1', 'election', i => [0, 0, i < 8 ? 0 : 1, i > 4 ? 0 : 1, 1, 1, 1, 1], '--title', '选举镇委员会委员', '--seats', '3', ...rows(NAMES), '--write-in', '何满仓');
	await run('s1', 'satisfaction', i => Array.from({ length: 80 }, (_, q) => (q + i) % 3), '--title', '对镇直各部门工作的满意度测评',
		...rows(Array.from({ length: 80 }, (_, i) => `镇自然资源和规划建设环保所（${i + 1}）`)));
	hall.ctl('poll', '--id', 'p2', '--kind', 'resolution', '--title', '关于财政预算的决议');
	hall.ctl('open', 'p2');
	hall.ctl('void', 'p2', '--reason', '表决终端故障');
}

// A roll of four hundred in ten delegations, most of them in.
async function longRoll(hall) {
	await hall.create({ election: 'schema/profiles/grassroots-1990.json' });
	hall.rosterOf(Array.from({ length: ROLL }, (_, i) =>
		[1001 + i, NAMES[i] ?? `代表${i + 1}`, i % 10 ? `第${i % 10}代表团` : JOINT, `${Math.floor(i / 20) + 1}-${(i % 20) + 1}`, '正式代表']));
}

/* As printed: pages, and whether anything is wider than the paper. */
async function print(page, name) {
	const before = page.viewportSize();
	await page.setViewportSize(PAPER);
	await page.emulateMedia({ media: 'print' });
	ok(!(await page.locator('.print-bar').isVisible()), 'the bar is not printed');
	const over = await page.evaluate(() => [...document.querySelectorAll('main *')]
		.filter(node => node.getBoundingClientRect().right > innerWidth + 1).length);
	equal(over, 0, `${name}: wider than the paper:`);
	const [cut, bare] = await page.evaluate(() => [
		[...document.querySelectorAll('main tr')].filter(row => getComputedStyle(row).breakInside !== 'avoid').length,
		[...document.querySelectorAll('main table')].filter(table => table.rows.length > 20 &&
			getComputedStyle(table.tHead ?? table).display !== 'table-header-group').length]);
	equal([cut, bare], [0, 0], `${name}: rows that a page's end may cut, long tables whose head does not stand on each page:`);
	const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
	if (process.env.SCREENS)
		writeFileSync(join(ROOT, 'build/screens', `${name}.pdf`), pdf);
	await page.emulateMedia({ media: 'screen' });
	await page.setViewportSize(before);
	return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length;
}

/* What stands at the foot of each kind of page that is numbered: the page, its number, and how many it is said to have where
 * `all` are printed. */
const footers = (page, all) => page.evaluate(printed => {
	const rules = [...document.adoptedStyleSheets[0].cssRules];
	const share = rules.find(rule => rule instanceof CSSCounterStyleRule).symbols.match(/"\d+"/g)[printed - 1].slice(1, -1);

	return rules.filter(rule => rule instanceof CSSPageRule && rule.selectorText)
		.map(rule => [/counter-increment: (\S+)/.exec(rule.cssText)[1],
			/@bottom-right \{[^}]*?content: ([^;]+)/.exec(rule.cssText)[1], share]);
}, all);

async function open(hall, page, path) {
	await page.goto(`${hall.url}/print/${path}`);
	await setLang(page, 'zh');
	await page.locator('main :is(h1, h2)').first().waitFor();
	return (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
}

async function staff(hall) {
	const page = await (await newBrowser(hall)).page();
	await signIn(page);
	return page;
}

await tests({
	'results, attendance, minutes, ballots and seats, each as the record has it': async hall => {
		const page = await staff(hall);

		const result = await open(hall, page, 'result.html?poll=p1');
		for (const part of ['表决结果报告单', '红旗镇第八届代表大会第三次会议', '第 1 项', '应到', '14', '通过', '法定人数', '总监票人', '封签码'])
			ok(result.includes(part), `the result sheet says ${part}`);
		const { polls: [{ attempts: [attempt] }] } = await hall.ask('agenda', { poll: 'p1' });
		ok(result.includes(attempt.contests[0].formula.zh), 'the formula of the record');
		ok(await page.locator('main svg path').count() > 0, 'the code of the seal is drawn');
		equal(result.match(/无记名/g).length, 1, 'that it was secret is said once:');
		equal(await page.locator('.copy').allInnerTexts(), ['第 1 份，共 1 份']);
		equal(await print(page, 'print-result'), 1, 'pages of a resolution:');
		await page.getByLabel('份数').fill('3');
		await page.getByLabel('份数').press('Enter');
		await page.locator('.copy').nth(2).waitFor();
		equal(await page.locator('.copy').allInnerTexts(), [1, 2, 3].map(i => `第 ${i} 份，共 3 份`));
		equal(await print(page, 'print-result-copies'), 3, 'pages of three copies:');
		await open(hall, page, 'result.html?poll=p1');
		await look(page, 'print-result', { full: true, sizes: ['1280x800'] });

		const election = await open(hall, page, 'result.html?poll=e1');
		equal(await page.locator('.final b').innerText(), '当选 2 人', 'the verdict of an election:');
		equal(await page.locator('.rows tbody td:first-child').nth(1).innerText(), '田　禾', 'a name as wide as the others:');
		for (const part of ['当选', '阿娜尔·巴合提', '买买提吐尔逊·阿不都热合曼', '𬱖 䶮'])
			ok(election.includes(part), `the election's sheet says ${part}`);
		equal(await print(page, 'print-election'), 1, 'pages of an election:');
		await look(page, 'print-election', { full: true, sizes: ['1280x800'], langs: ['zh'] });

		await open(hall, page, 'result.html?poll=s1');
		const sheets = await print(page, 'print-appraisal');
		ok(sheets > 1 && sheets <= 4, `eighty rows take four pages at most, not ${sheets}`);
		await open(hall, page, 'result.html?poll=s1&count=3');
		const all = await print(page, 'print-appraisal-copies');
		equal(all, 3 * sheets, 'pages of three copies:');
		equal(await footers(page, all), Array.from({ length: 3 },
			(_, i) => [`copy-${i + 1}`, `counter(copy-${i + 1}) " / " counter(pages, share)`, String(sheets)]),
			'each copy counts its own pages, of as many as it has:');

		const attendance = await open(hall, page, 'attendance.html?sitting=1');
		ok(attendance.includes('红旗村、前进村、东风村联合代表团') && attendance.includes('出席') && attendance.includes('缺席') && attendance.includes('县委组织部二级调研员'), 'attendance');
		await print(page, 'print-attendance');
		await look(page, 'print-attendance', { full: true, sizes: ['1280x800'] });

		const minutes = await open(hall, page, 'minutes.html?all=1');
		for (const part of ['会议纪要（草稿）', '第一次全体会议', '通过', '本次表决已作废：表决终端故障', '特殊情况', '执行主席', attempt.contests[0].formula.zh])
			ok(minutes.includes(part), `the minutes say ${part}`);
		ok(await print(page, 'print-minutes') <= 4, 'eighty rows and three items take four pages at most');
		ok(minutes.includes(await page.locator('main .meta').filter({ hasText: '截止' }).first().innerText()) &&
			result.includes(minutes.match(/(\d\d:\d\d:\d\d) 截止/)[1]),
			'the minutes and the sheet are of one time');
		await look(page, 'print-minutes', { full: true, sizes: ['1280x800'] });

		const seats = await open(hall, page, 'seats.html');
		ok(seats.indexOf('1-2 ') < seats.indexOf('1-10 ') && seats.includes('田　禾') === false, 'seats in their order');
		await print(page, 'print-seats');
		await look(page, 'print-seats', { full: true, sizes: ['1280x800'] });
	},
}, held);

await tests({
	'badges bear check-in codes that a scanner reads, ten a page at most, and proof sheets what will be voted on': async hall => {
		hall.ctl('poll', '--id', 'b1', '--kind', 'resolution', '--title', '关于《红旗镇村道管护办法（草案）》的决议');
		const page = await staff(hall);
		await page.evaluate(async () => (await import('/common/api.js')).ask('control', { take: true }));
		await page.goto(`${hall.url}/console/badges.html`);
		await page.locator('.badge').first().waitFor();
		const codes = new Set((await hall.badges()).values());
		for (const shown of await page.locator('.badge .code').allInnerTexts())
			ok(codes.has(shown), `${shown} is a badge code`);
		equal(await page.locator('.badge svg').count(), ROLL, 'codes drawn:');
		equal(await print(page, 'print-badges'), ROLL / 10);
		await page.goto(`${hall.url}/console/proof.html?poll=b1`);
		await page.getByText('关于《红旗镇村道管护办法（草案）》的决议').first().waitFor();
		equal(await print(page, 'print-proof'), 1);
	},

	'paper ballots are all alike, in the order of the definition, and say how to mark them': async hall => {
		hall.ctl('poll', '--id', 'p1', '--kind', 'resolution', '--title', '关于《红旗镇村道管护办法（草案）》的决议');
		hall.ctl('poll', '--id', 's1', '--kind', 'satisfaction', '--title', '对镇直各部门工作的满意度测评', ...rows(Array.from({ length: 30 }, (_, i) => `部门${i + 1}`)));
		hall.ctl('poll', '--id', 'e1', '--kind', 'election', '--title', '选举镇委员会委员', '--seats', '3', ...rows(NAMES), '--write-in', '代表9');
		const page = await staff(hall);
		await open(hall, page, 'ballots.html?poll=p1&count=7');
		equal(await page.locator('.paper-ballot').count(), 9, 'three a sheet, whole sheets:');
		equal(new Set(await page.locator('.paper-ballot').allInnerTexts()).size, 1, 'different ballots:');
		equal(await page.locator('.paper-ballot').first().locator('.box').count(), 3);
		equal(await print(page, 'print-ballots'), 3);
		await look(page, 'print-ballots', { full: true, sizes: ['1280x800'] });
		await open(hall, page, 'ballots.html?poll=s1');
		equal(await page.locator('.paper-ballot .wide').allInnerTexts().then(all => all.filter(one => one.startsWith('部门'))),
			Array.from({ length: 30 }, (_, i) => `部门${i + 1}`));
		ok(await print(page, 'print-ballots-rows') <= 2, 'thirty rows take two pages at most');
		const { polls: [{ definition }] } = await hall.ask('agenda', { poll: 's1' });
		await hall.ask('poll', { ...definition, forms: [{ title: '党政部门', contests: 4 }, { title: '驻镇单位', contests: 26 }] });
		await open(hall, page, 'ballots.html?poll=s1');
		equal(await page.locator('.sheet').count(), 2, 'a paper for each form:');
		ok(/党政部门[^]*部门4 *$/.test((await page.locator('.paper-ballot').first().innerText()).replace('（盖章有效）', '').trimEnd()), 'four rows on the first');
		await page.getByLabel('张数').fill('4');
		await page.getByLabel('张数').press('Enter');
		await page.locator('.sheet').nth(5).waitFor();
		await open(hall, page, 'ballots.html?poll=e1');
		equal(await page.locator('.paper-ballot .line').count(), 3, 'lines for other names:');
		ok(!(await page.locator('main').innerText()).includes('代表9'), 'who may be written in is not printed');
		equal(await print(page, 'print-ballots-election'), 1);
		await look(page, 'print-ballots-election', { full: true, sizes: ['1280x800'] });
	},

	'the sheets of four hundred people: every delegation under its name, heads on every page, no row cut': async hall => {
		await hall.ask('sitting_open', { sitting: 1 });
		const numbers = [...(await hall.badges()).keys()];
		await hall.checkIn(numbers.slice(0, 330));
		await hall.checkIn(numbers.slice(0, 10), 'out');
		const page = await staff(hall);
		const attendance = await open(hall, page, 'attendance.html?sitting=1');
		equal(await page.locator('.people .unit').count(), 10, 'delegations:');
		equal(['出席', '中途离场', '缺席'].map(state => attendance.split(` ${state} `).length - 1 > 0), [true, true, true]);
		equal(await page.locator('.people tbody tr:not(.unit)').count(), ROLL);
		ok(await print(page, 'print-attendance-long') <= 12, 'forty a page at least');
		await open(hall, page, 'seats.html');
		equal(await page.locator('.seat-list tbody tr').count(), ROLL);
		ok(await print(page, 'print-seats-long') <= 6, 'seventy a page at least');
	},

	'who has no session signs in first': async hall => {
		const page = await (await newBrowser(hall)).page();
		await page.goto(`${hall.url}/print/minutes.html`);
		await page.waitForURL(/back=/);
	},
}, longRoll);
