// 400-hall - does a screen in the hall show what the meeting has come to, at once, after any break, and nothing that the hall
// may not know yet?

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal, expectErrors, look, newBrowser, ok, SECOND, setLang, signIn, sleep, tests, until } from './kit.mjs';

const TITLE = '关于《红旗镇村道管护办法（草案）》的决议';
const LONG = '关于授权镇集体资产监督管理委员会办理红旗镇第八届代表大会闭会期间村道管护、农田水利设施维修养护有关事项的决议';
const NAMES = ['丁守田', '万小穗', '王麦青', '田禾', '刘春和', '阿娜尔·巴合提', '陈立秋', '周穗生', '赵永田', '买买提吐尔逊·阿不都热合曼', '𬱖䶮', '欧阳修远'];
const SUBJECTS = Array.from({ length: 80 }, (_, i) => `${['镇党政综合办公室', '镇自然资源和规划建设环保所（综合行政执法队）', '财政所'][i % 3]}${i + 1}`);
const SEATS = 400, VOTERS = 12, REDRAW_MS = 2000, ASK_MS = 4000, WALL = '1920x1080';

const rows = names => names.flatMap(name => ['--row', name]);
const text = page => page.locator('.hall').innerText();
const at = (page, view) => page.locator(`.hall[data-view="${view}"]`).waitFor();
const shows = (page, what) => page.getByText(what).first().waitFor();

// A screen on the wall, enrolled by the code that the secretariat made; what the test before chose for it, or left open, is undone.
async function newScreen(hall, screen = 'hall') {
	hall.screens = (hall.screens ?? 0) + 1;
	const page = await (await newBrowser(hall)).page('/hall', 'zh', WALL);
	const name = `${screen === 'hall' ? '会场大屏' : '主席台屏'} ${hall.screens}`;
	await hall.settle();
	await hall.ask('show', { screen, view: 'auto', countdown: 0 });
	await page.getByLabel('登记码').fill((await hall.ask('enrol_code', { role: 'hall', name })).code);
	await page.getByRole('button', { name: '登记' }).click();
	await page.locator('.hall[data-view]').waitFor();
	return page;
}

// A roll of four hundred, and sittings enough.
async function manySeats(hall) {
	await hall.create({ sittings: ['第一次全体会议', '第二次全体会议', '第三次全体会议'] });
	hall.rosterOf(Array.from({ length: SEATS }, (_, i) =>
		[1001 + i, `代表${i + 1}`, `第${(i % 10) + 1}代表团`, `${Math.floor(i / 20) + 1}-${(i % 20) + 1}`, '正式代表']));
}

// A meeting of twelve that can vote.
async function voters(hall) {
	const file = join(hall.home, 'twelve.csv');
	writeFileSync(file, ['编号,姓名,代表团,座位,身份', ...Array.from({ length: VOTERS }, (_, i) => `${1001 + i},代表${i + 1},第一代表团,1-${i + 1},正式代表`)].join('\n'));
	await hall.ready({ present: VOTERS, roster: file, election: 'schema/profiles/grassroots-1990.json' });
}

// This sitting is open, whichever was.
async function openSitting(hall, sitting) {
	const open = (await hall.ask('status')).sitting;
	if (open)
		await hall.ask('sitting_close', { sitting: open });
	await hall.ask('sitting_open', { sitting });
}

async function run(hall, id, numbers, choices) {
	hall.ctl('open', id);
	await hall.vote(id, numbers, choices);
	hall.ctl('close', id);
	hall.ctl('wait', id, 'counted');
	hall.ctl('publish', id);
}

/* The smallest text and the sizes of some, in lines of a picture of 1080. */
const sizes = page => page.evaluate(() => {
	const size = node => parseFloat(getComputedStyle(node).fontSize);
	const hasText = node => [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
	const all = [...document.querySelectorAll('.hall *')]
		.filter(node => node.checkVisibility() && hasText(node) && !(node instanceof SVGElement));
	const values = [...document.querySelectorAll('.value, .n, .figure-row b')];
	return {
		least: Math.min(...all.map(size)), value: Math.min(...values.map(size)),
		state: size(document.querySelector('.state b') ?? document.body),
	};
});

/* Texts that lie over one another, or leave their place. */
const spills = page => page.evaluate(() => [...document.querySelectorAll('.hall [data-fit]')].filter(node => node.scrollWidth > node.clientWidth + 1 ||
	node.scrollHeight > node.clientHeight + 0.25 * parseFloat(getComputedStyle(node).fontSize)).map(node => node.textContent.slice(0, 30)));

async function see(page, name, { langs = ['zh', 'en'] } = {}) {
	for (const lang of langs) {
		await look(page, name, { hall: true, langs: [lang] });
		await setLang(page, lang);
		equal(await spills(page), [], `${name} ${lang} spills:`);
	}
	await setLang(page, 'zh');
}

await tests({
	'a browser becomes a screen by a code that works once, and a screen that is revoked shows nothing more': async hall => {
		const page = await (await newBrowser(hall)).page('/hall', 'zh', WALL);
		await page.getByLabel('登记码').fill('AAAA BBBB CCCC DDDD EEEE FFFF GGGG');
		await page.keyboard.press('Enter');
		await page.locator('[role=alert]').filter({ hasText: /登记码|代码/ }).waitFor();
		await look(page, 'hall-enrol');
		await setLang(page, 'en');
		await page.locator('[role=alert]').filter({ hasText: /code/ }).waitFor();
		await setLang(page, 'zh');
		const { code } = await hall.ask('enrol_code', { role: 'hall', name: '会场大屏' });
		await page.getByLabel('登记码').fill(code);
		await page.keyboard.press('Enter');
		await at(page, 'welcome');
		await see(page, 'hall-welcome');
		const other = await (await newBrowser(hall)).page('/hall', 'zh', WALL);
		await other.getByLabel('登记码').fill(code);
		await other.keyboard.press('Enter');
		await other.locator('[role=alert]:not([hidden])').waitFor();
		expectErrors(page, /events/);
		await hall.ask('machine_revoke', { name: '会场大屏', reason: '撤下' });
		await page.getByLabel('登记码').waitFor();
	},

	'attendance in figures, with the quorum and its formula, and seats taken or free without a name': async hall => {
		const page = await newScreen(hall);
		await openSitting(hall, 1);
		await at(page, 'attendance');
		await shows(page, '未达法定人数');
		await hall.checkIn(Array.from({ length: 330 }, (_, i) => String(1001 + i)));
		await until('330 in', async () => (await page.locator('.figure-row.main b').innerText()) === '330');
		await shows(page, '符合规定');
		const { status } = { status: await hall.ask('status') };
		ok((await text(page)).includes(`实到 330 ≥ ${status.quorum.required}`), 'the quorum with its figure');
		const count = async part => (await page.locator(`.seatmap .${part}`).getAttribute('d')).split('M').length - 1;
		equal([await count('taken'), await count('free')], [330, 70]);
		ok(!/代表\d/.test(await page.content()), 'no name on the page');
		const { least, value, state } = await sizes(page);
		ok(least >= 40 && value >= 160 && state >= 120, `sizes ${least} ${value} ${state}`);
		await see(page, 'hall-attendance');
		await hall.ask('sitting_close', { sitting: 1 });
		await shows(page, '第一次全体会议已结束，下一场：第二次全体会议');
		await see(page, 'hall-recess');
		await hall.ask('show', { screen: 'hall', view: 'attendance' });
		await at(page, 'attendance');
		await shows(page, '第一次全体会议已结束，下一场：第二次全体会议');
		ok(!(await text(page)).includes('法定人数'), 'between sittings nothing is said of a quorum');
	},

	'the secretariat chooses what each screen shows; the rostrum has its own; a dark screen stays dark, a page that is held stands still': async hall => {
		const page = await newScreen(hall), rostrum = await newScreen(hall, 'rostrum');
		const from = await page.evaluate(() => performance.now());
		await hall.ask('show', { screen: 'hall', view: 'message', text: '请各位代表就座\n会议将于十分钟后继续' });
		await at(page, 'message');
		await see(page, 'hall-message', { langs: ['zh'] });
		await at(rostrum, 'welcome');
		await hall.ask('show', { screen: 'rostrum', view: 'attendance' });
		await at(rostrum, 'attendance');
		await hall.ask('show', { screen: 'hall', view: 'blank' });
		await at(page, 'blank');
		equal((await text(page)).trim(), '', 'a dark screen says nothing:');
		await hall.ask('show', { screen: 'hall', view: 'attendance' });
		await at(page, 'attendance');
		await hall.ask('show', { screen: 'hall', view: 'hold' });
		await openSitting(hall, 2);
		await hall.checkIn([...(await hall.badges()).keys()].slice(0, 5));
		await until('the rostrum counts', async () => (await rostrum.locator('.figure-row.main b').innerText()) !== '0');
		equal(await page.locator('.figure-row.main b').innerText(), '0', 'the page that is held:');
		await hall.ask('show', { screen: 'hall', view: 'auto' });
		await until('the hall counts', async () => (await page.locator('.figure-row.main b').innerText()) !== '0');
		await hall.ask('sitting_close', { sitting: 2 });
		const asked = await page.evaluate(since => performance.getEntriesByType('resource')
			.filter(({ name, startTime }) => name.endsWith('/api') && startTime > since)
			.map(({ startTime }) => startTime), from);
		ok(asked.some((at, i) => i && at - asked[i - 1] < 0.8 * ASK_MS),
			`it asks when it is told of a change, not only when it is time: ${asked.map(Math.round)}`);
	},

	'after a break the picture stays, says that it is old, and is new within two seconds of the connection': async hall => {
		await openSitting(hall, 3);
		const page = await newScreen(hall);
		await at(page, 'attendance');
		const beat = () => page.locator('.hall').evaluate(node => node.classList.contains('beat-on'));
		const before = await beat();
		await until('the beat', async () => (await beat()) !== before);
		expectErrors(page, /./);
		const times = [];
		/* where the machine is busy with other tests one break of three is enough */
		for (let i = 1; i <= 3 && !(times.at(-1) < REDRAW_MS); i++) {
			await hall.stop();
			await page.getByText('正在重连').waitFor();
			if (i === 1) {
				await at(page, 'attendance');
				await look(page, 'hall-reconnecting', { hall: true, sizes: [WALL] });
			}
			await hall.start();
			const began = Date.now();
			await hall.ask('show', { screen: 'hall', view: 'message', text: `第 ${i} 次通知` });
			await page.waitForFunction(words => document.body.innerText.includes(words), `第 ${i} 次通知`);
			times.push(Date.now() - began);
		}
		ok(times.at(-1) < REDRAW_MS, `it took ${times} ms`);
		await page.getByText('正在重连').waitFor({ state: 'hidden' });
		await hall.ask('show', { screen: 'hall', view: 'auto' });
		await hall.ask('sitting_close', { sitting: 3 });
		await at(page, 'welcome');
		await shows(page, /^第三次全体会议已结束/);
	},

	'an operator looks on without a screen of their own': async hall => {
		hall.operator('旁观者', 'viewer');
		const page = await (await newBrowser(hall)).page();
		await signIn(page, '旁观者');
		await page.goto(`${hall.url}/hall?screen=rostrum`);
		await setLang(page, 'zh');
		await hall.ask('show', { screen: 'rostrum', view: 'message', text: '请主席团成员到后台' });
		await shows(page, '请主席团成员到后台');
	},
}, manySeats);

await tests({
	'a resolution from its text to its result: nothing is told before it is published, the verdict comes first, the tick stands where the rule puts it': async hall => {
		const who = hall.delegates;
		const page = await newScreen(hall);
		hall.ctl('poll', '--id', 'p1', '--kind', 'resolution', '--title', TITLE);
		await hall.ask('show', { screen: 'hall', view: 'item', poll: 'p1' });
		await at(page, 'item');
		await see(page, 'hall-item');
		hall.ctl('open', 'p1');
		await at(page, 'voting');
		await hall.ask('show', { screen: 'hall', view: 'auto', countdown: 90 });
		await shows(page, /^[01]:\d\d$/);
		await hall.vote('p1', who.slice(0, 9), i => [i < 7 ? 0 : i - 6]);
		await shows(page, '9 / 12');
		ok(!/反对 1|赞成 7|%/.test(await text(page)), 'no partial totals');
		const { least, value } = await sizes(page);
		ok(least >= 40 && value >= 300, `sizes ${least} ${value}`);
		await see(page, 'hall-voting');
		/* the last ten seconds are another colour */
		const ink = () => page.locator('.left b').evaluate(node => getComputedStyle(node).color);
		const before = await ink();
		await hall.ask('show', { screen: 'hall', view: 'auto', countdown: 10 });
		await page.locator('.left.last').waitFor();
		ok(await ink() !== before, 'amber');
		hall.ctl('hold', 'p1', '--reason', '核对名单');
		await shows(page, '暂停表决');
		hall.ctl('resume', 'p1');
		hall.ctl('close', 'p1');
		await at(page, 'opening');
		hall.ctl('wait', 'p1', 'counted');
		await sleep(500);
		await at(page, 'opening');
		ok(!/赞成|反对|%/.test(await text(page)), 'nothing of the result yet');
		const { polls: [poll] } = await hall.ask('agenda', { poll: 'p1' });
		await see(page, 'hall-opening');
		hall.ctl('publish', 'p1');
		await at(page, 'result');
		const said = await text(page);
		const { verdict } = poll.attempts[0], [{ base, required, count }] = verdict.contests[0].steps;
		ok(said.indexOf('通过') < said.indexOf(`${count} ÷`) && said.indexOf(`${count} ÷`) < said.indexOf('反对'), 'verdict, rule, figures');
		const parts = ['.vote-row:first-child .track i', '.vote-row:first-child .track', '.vote-row:first-child .tick'];
		const [bar, track, tick] = await Promise.all(parts.map(part => page.locator(part).first().boundingBox()));
		ok(Math.abs(bar.width / track.width - count / base) < 0.004, 'the bar is drawn to the base of the rule');
		ok(Math.abs((tick.x + tick.width / 2 - track.x) / track.width - required / base) < 0.005, 'the tick stands at what is required');
		equal(await page.locator('.vote-row .word').allInnerTexts(), ['赞成', '反对', '弃权', '未投']);
		equal(await page.locator('.vote-row .value').allInnerTexts(), ['7', '1', '1', '3']);
		equal(await page.locator('.vote-row > .icon').count(), 4, 'a sign beside every word:');
		await see(page, 'hall-result');
		await page.reload();
		await at(page, 'result');
	},

	'an election ranks ten names a page and turns its pages; eighty rows are told six at a time; a long title and rare characters stand whole; ties are bracketed, seats given up are said': async hall => {
		const who = hall.delegates;
		const page = await newScreen(hall);
		hall.ctl('poll', '--id', 'e1', '--kind', 'election', '--title', '选举镇委员会委员', '--seats', '7', ...rows(NAMES), '--write-in', '何满仓');
		await hall.ask('show', { screen: 'hall', view: 'item', poll: 'e1' });
		await at(page, 'item');
		await see(page, 'hall-candidates');
		/* five are clear, three after them equal for the two seats that are left, the rest below half */
		await run(hall, 'e1', who, i => [...NAMES.map((_, q) => (q < 5 || (q < 8 && q % 3 !== i % 3) ? 0 : 1)), 1]);
		await at(page, 'election');
		equal(await page.locator('.rank-row').count(), 10);
		equal(await page.locator('.chip.won').allInnerTexts(), Array(5).fill('当选'));
		equal(await page.locator('.bracket').allInnerTexts(), ['并列'], 'one bracket');
		equal(await page.locator('.rank-row:has(.bracket) .no').innerText(), '6');
		equal(await page.locator('.rank-row .name').filter({ hasText: '禾' }).innerText(), '田　禾', 'a name as wide as the others:');
		await shows(page, '缺额 2 人；须在得票相同者中重新投票');
		await see(page, 'hall-election');
		await page.locator('.closing').filter({ hasText: '第 2 页' }).waitFor();
		equal(await page.locator('.rank-row').count(), 2);
		hall.ctl('poll', '--id', 's1', '--kind', 'satisfaction', '--title', LONG.replace('决议', '测评'), ...rows(SUBJECTS));
		await run(hall, 's1', who, i => SUBJECTS.map((_, q) => (q + i) % 3));
		await at(page, 'table');
		equal(await page.locator('tbody tr').count(), 6);
		ok((await text(page)).includes('共 14 页'), 'fourteen pages');
		const { least } = await sizes(page);
		ok(least >= 40, `the smallest text is ${least}`);
		await see(page, 'hall-table');
		hall.ctl('poll', '--id', 'e2', '--kind', 'election', '--title', '选举镇监察办公室主任、副主任', '--seats', '3', ...rows(NAMES.slice(0, 4)));
		await run(hall, 'e2', who, () => [0, 0, 1, 1]);
		await shows(page, '应选 3 人，赞成 ≥ 7 票始得当选');
		hall.ctl('reduce-seats', 'e2', '2', '--reason', '主席团决定');
		await shows(page, '应选 3 人，经决定减为 2 人');
		await shows(page, '名额已满');
		await see(page, 'hall-election-reduced');
	},

	'a poll on paper says where it is voted, and papers without a mark have a row of their own': async hall => {
		const page = await newScreen(hall);
		hall.ctl('poll', '--id', 'w1', '--kind', 'resolution', '--title', TITLE);
		hall.ctl('open', 'w1', '--paper');
		await at(page, 'voting');
		await see(page, 'hall-paper');
		hall.ctl('close', 'w1');
		const teller = await (await newBrowser(hall)).page();
		await signIn(teller, SECOND);
		/* of eleven papers one is invalid, and two of the ten others bear no mark */
		const sheet = { poll: 'w1', attempt: 1, forms: [{ returned: 11, invalid: 1 }], counts: [[7, 1, 0]] };
		await hall.ask('paper_count', sheet);
		await teller.evaluate(async body => (await import('/common/api.js')).ask('paper_count', body), sheet);
		hall.ctl('wait', 'w1', 'counted');
		hall.ctl('publish', 'w1');
		await at(page, 'result');
		equal(await page.locator('.vote-row .word').allInnerTexts(), ['赞成', '反对', '弃权', '无效', '未计', '未投']);
		equal(await page.locator('.vote-row .value').allInnerTexts(), ['7', '1', '0', '1', '2', '1']);
		await see(page, 'hall-result-paper');
	},

	'from the console each screen is changed by one key, seen there as it is on the wall, and a countdown hides no vote': async hall => {
		const who = hall.delegates;
		const wall = await newScreen(hall), rostrum = await newScreen(hall, 'rostrum');
		hall.ctl('poll', '--id', 'p6', '--kind', 'resolution', '--title', TITLE);
		const page = await (await newBrowser(hall)).page('/', 'zh', '1440x900');
		await signIn(page);
		await page.goto(`${hall.url}/console#run`);
		await page.getByRole('button', { name: '换画面' }).click();
		const panel = page.locator('.hall-control');
		const press = name => panel.getByRole('button', { name, exact: true }).click();
		await press('黑屏');
		await at(wall, 'blank');
		await panel.locator('.hall[data-view="blank"]').waitFor();
		await panel.getByLabel('通知内容').fill('请各位代表就座');
		await press('通知');
		await at(wall, 'message');
		await press('主席台');
		await press('到会');
		await at(rostrum, 'attendance');
		await press('大屏');
		await press('议题');
		await at(wall, 'item');
		await look(page, 'hall-control', { sizes: ['1280x800', WALL] });
		hall.ctl('open', 'p6');
		await at(wall, 'voting');
		await panel.locator('.hall[data-view="voting"]').waitFor();
		await press('2 分钟');
		await shows(wall, /^[12]:\d\d$/);
		await at(wall, 'voting');
		await hall.vote('p6', who.slice(0, 5), () => [0]);
		await panel.getByText('5 / 12').waitFor();
	},

}, voters);
