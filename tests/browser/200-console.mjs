// 200-console - the secretariat's console: can a whole meeting be prepared, run, published and sealed through its pages, and
// does it bear three thousand people?

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { equal, look, newBrowser, newHall, ok, PASSWORD, ROOT, SECOND, SECRETARY, signIn, tests, until } from './kit.mjs';
import { noneWaits } from './desk.mjs';
import { area, begin, dialogKey, next, press, publish, received, second, section, station } from './station.mjs';

const BIN = resolve(ROOT, process.env.BIN ?? 'build/bin');
const CHAIR = '主持人甲';
const NAMES = ['田禾', '阿娜尔·巴合提', '王建国', '王建国', '何立新', '罗永强', '宋佳慧', '唐文斌', '曹月华', '㛃𬱖', '陈志远', '周建华', '吴丽萍', '郑国强', '冯雅琴', '蒋文博'];
const PEOPLE = [...NAMES.map((name, i) => [String(i + 1), name, i % 2 ? '东沟村代表团' : '西岭村代表团', `${1 + (i / 8 | 0)}-${i % 8 + 1}`, '正式代表']), ['90', '李列席', '机关', '9-1', '列席']];
const VOTERS = NAMES.length;

// ---- the product's own programs ----

function program(name, ...args) {
	const done = spawnSync(join(BIN, name), args, { cwd: ROOT, encoding: 'utf8', timeout: 120000 });
	ok(done.status === 0, `${name}: ${done.stderr || done.stdout}`);
	return done.stdout;
}

/* A machine is set up with the code that the page has shown. */
function enrolWith(hall, code, name) {
	const folder = join(hall.home, 'machines', name);
	mkdirSync(dirname(folder), { recursive: true });
	program('ballot-client', 'enrol', '--folder', folder, '--host', '127.0.0.1', '--port', String(hall.browsers), '--code', code);
	return folder;
}

// ---- parts of the whole meeting ----

async function addItem(page, kind, title, { seats, rows = {}, before = () => {} } = {}) {
	await section(page, 'agenda/new');
	await page.getByLabel('类别').selectOption(kind);
	await page.getByLabel('标题').fill(title);
	if (seats)
		await page.getByLabel('应选名额').fill(String(seats));
	for (const [label, names] of Object.entries(rows))
		await page.getByLabel(label, { exact: true }).fill(names.join('\n'));
	await before();
	await page.getByRole('button', { name: '保存' }).click();
	await page.locator('.agenda-list [aria-current]', { hasText: title }).waitFor();
}

async function importRoster(hall, page) {
	await section(page, 'roster');
	await page.getByRole('button', { name: '导入' }).click();
	await page.setInputFiles('#roster-file', join(ROOT, 'schema/samples/roster-bad.csv'));
	await page.locator('.totals .errors').waitFor();
	ok(await page.locator('.problem-scroll tr.error').count() > 5, 'each problem of a bad file has its row');
	ok(await dialogKey(page, '导入').isDisabled(), 'a file with errors cannot be imported');
	await look(page, 'console-import');
	const file = join(hall.home, 'roster.csv');
	writeFileSync(file, ['编号,姓名,代表团,座位,身份', ...PEOPLE.map(row => row.join(','))].join('\n'));
	await page.setInputFiles('#roster-file', file);
	await page.locator('.totals', { hasText: String(PEOPLE.length) }).waitFor();
	equal((await hall.ask('status')).expected, 0, 'a preview imports nobody:');
	await dialogKey(page, '导入').click();
	await page.locator('.roster-table td.name', { hasText: '阿娜尔·巴合提' }).waitFor();
	equal(await page.locator('.same').count(), 2, 'two of one name are told apart:');
	await look(page, 'console-roster');
}

async function addAccounts(page) {
	await section(page, 'operators');
	const advice = page.locator('.section-operators .note-warn');
	await advice.waitFor();
	await look(page, 'console-few');
	await page.locator('tr', { hasText: SECOND }).getByRole('button', { name: '修改' }).click();
	await page.locator('.toast', { hasText: '需要另外两人' }).locator('button').click();
	for (const [name, role] of [[CHAIR, '主席'], ['东门', '签到台']]) {
		await page.getByRole('button', { name: '添加账号' }).click();
		await page.locator('dialog[open]').getByLabel('姓名').first().fill(name);
		await page.locator('dialog[open] .roles label', { hasText: role }).first().click();
		await page.getByLabel('密码', { exact: true }).first().fill(PASSWORD);
		await page.getByLabel('再输入一次').fill(PASSWORD);
		await page.locator('dialog[open] .second').getByLabel('姓名').selectOption(SECOND);
		await page.locator('dialog[open] .second').getByLabel('密码').fill(PASSWORD);
		if (role === '主席')
			await look(page, 'console-account');
		await dialogKey(page, '保存').click();
		await page.locator('.section-operators td', { hasText: name }).waitFor();
	}
	equal(await advice.isVisible(), false, 'three and more need no advice:');
}

async function enrolTrustees(hall, page) {
	await section(page, 'machines');
	await page.getByRole('button', { name: '登记监票人' }).click();
	await page.locator('dialog[open] textarea').fill('监票人1 赵大明\n监票人2 钱二虎\n监票人3 孙三立');
	await dialogKey(page, '生成登记码').click();
	await page.locator('.code-card').nth(2).waitFor();
	await look(page, 'console-codes');
	const codes = await page.locator('.code-card .code').allTextContents();
	equal(codes.length, await page.locator('.code-card svg.qr').count(), 'each code is a picture too:');
	for (const [i, code] of codes.entries())
		hall.headless(enrolWith(hall, code, `监票人${i + 1}`), 'trustee', ['--auto-open'], `sample-${i}`);
	await dialogKey(page, '关闭').click();
	await page.locator('.machine .dot:not(.off)', { hasText: '监票人3' }).waitFor();
}

async function holdCeremony(page) {
	await section(page, 'keys');
	await page.getByRole('button', { name: '开始密钥仪式' }).click();
	for (const place of ['dialog[open] .roles', '.keys-page .gate'])
		ok((await page.locator(place).textContent()).includes('孙三立 · 监票人3'), 'the page names who holds a key, not the machine alone');
	await dialogKey(page, '开始').click();
	await page.locator('.note-ok', { hasText: '密钥已生效' }).waitFor();
	ok(/^([0-9A-Z]{4} ){4}[0-9A-Z]{4}$/.test(await page.locator('.fingerprint .code').textContent()), 'the fingerprint is there to be read aloud');
	await look(page, 'console-key');
}

async function bringSlips(hall, page) {
	const issuer = join(hall.home, 'issuer');
	const words = program('tally-issue', 'make', '--meeting', hall.meeting, '--slips', String(VOTERS), '--title', 'test', '--slots', '12', '--out', issuer);
	const [print] = /([0-9A-Z]{4} ){4}[0-9A-Z]{4}/.exec(words.trim().split('\n').at(-1));
	const propose = async code => {
		await page.setInputFiles('#slips-file', join(issuer, 'public.jsonl'));
		await page.getByLabel('名单指纹').fill(code);
		await second(page);
		await dialogKey(page, '提交签署').click();
	};

	await section(page, 'slips');
	await propose('0000 0000 0000 0000 0000');
	await page.locator('dialog[open] .note-bad', { hasText: '指纹与文件不符' }).waitFor();
	await page.getByLabel('名单指纹').fill(print);
	await dialogKey(page, '提交签署').click();
	await page.locator('.section-slips .note-ok', { hasText: `${VOTERS} 人有码单` }).waitFor();
	const paper = readFileSync(join(issuer, 'slips.html'), 'utf8').replaceAll('\n', '');
	const codes = new Map([...paper.matchAll(/<b>(\d+)<\/b>.*?class=code>([0-9A-Z ]+)/g)]
		.map(([, outer, code]) => [Number(outer), code.replaceAll(' ', '')]));
	hall.slips = new Map((await hall.ask('handout')).rows.map(row => [row.number, codes.get(Number(row.outer))]));
	hall.delegates = [...hall.slips.keys()];
}

async function makeAgenda(page) {
	await addItem(page, 'resolution', '关于《红旗镇村道管护办法（草案）》的决议');
	await addItem(page, 'satisfaction', '镇党委领导班子及成员满意度测评', { rows: { 测评对象: ['镇党委领导班子', '陈志远', '阿娜尔·巴合提'] } });
	await addItem(page, 'election', '选举红旗镇第八届委员会委员', { seats: 2, rows: { 候选人: ['罗永强', '何立新', '丁一'], 可另选的人: ['曹月华'] }, before: () => look(page, 'console-item') });
	equal(await page.locator('.form-preview .ballot-rows').first().locator('li').allTextContents(), ['丁　一', '何立新', '罗永强'], 'candidates stand by strokes:');
}

/* Badges are read at the desk's own page, as a scanner types them. */
async function checkInAtDesk(hall, count) {
	const page = await (await newBrowser(hall)).page('/');
	const badges = await hall.badges();

	await signIn(page, '东门');
	await page.waitForURL(/\/desk/);
	await page.locator('.ready').waitFor();
	for (const number of hall.delegates.slice(0, count)) {
		await page.keyboard.type(badges.get(number).replaceAll(' ', ''));
		await page.keyboard.press('Enter');
		await page.locator('.verdict', { hasText: `第 ${number} 位` }).waitFor();
	}
	await noneWaits(page);
	await page.close();
}

/* F8, ballots, F9, the box is opened by the scrutineers' terminals: the result stands on the page, not yet on the hall's screen. */
async function holdItem(hall, page, poll, choices) {
	await begin(page);
	await hall.vote(poll, hall.delegates.slice(0, 12), choices);
	await received(page, 12);
	await press(page, 'F9');
	await page.locator('dialog[open] h2', { hasText: '还有 1 人未按' }).waitFor();
	await press(page, 'F9');
	await next(page, 'F10');
	equal((await hall.ask('hall', { screen: 'hall' })).view, 'opening', 'the hall does not see the result yet:');
}

async function seal(hall, page) {
	await page.getByRole('button', { name: '结束本场会议' }).click();
	await dialogKey(page, '结束本场会议').click();
	await page.getByRole('button', { name: '封存会议…' }).click();
	await page.getByLabel('请输入“封存”').fill('封存');
	await second(page);
	await dialogKey(page, '封存').click();
	await until('the record is sealed', async () => (await hall.ask('status')).sealed);
	await page.locator('.toast', { hasText: '会议记录已封存' }).waitFor();
}

await tests({
	'a whole meeting goes through the pages, from an empty roster to the seal': async () => {
		const hall = await newHall(each => each.create({ election: 'schema/profiles/grassroots-2020.json' }));
		const browser = await newBrowser(hall);
		const page = await station(hall, { name: SECRETARY, browser });

		await page.locator('.checks').waitFor();
		await look(page, 'console-readiness-empty');
		const scrutineer = await station(hall, { name: SECOND });
		await scrutineer.getByText('请等待秘书处准备议程').waitFor();
		equal(await scrutineer.locator('.now a').count(), 0, 'a scrutineer is sent nowhere:');
		await look(scrutineer, 'console-run-wait');
		await importRoster(hall, page);
		await addAccounts(page);
		await enrolTrustees(hall, page);
		await holdCeremony(page);
		await bringSlips(hall, page);
		await makeAgenda(page);
		await section(page, 'ready');
		await look(page, 'console-readiness');

		await area(page, 'run');
		await page.getByRole('button', { name: '开始第一次全体会议' }).click();
		await dialogKey(page, '开始本场会议').click();
		await checkInAtDesk(hall, 3);
		await hall.checkIn(hall.delegates.slice(3, 13));
		await page.locator('.att', { hasText: '13' }).waitFor();
		await look(page, 'console-run-ready');

		const chair = await station(hall, { name: CHAIR });
		await holdItem(hall, page, 'p1', i => [i < 9 ? 0 : i < 11 ? 1 : 2]);
		await page.locator('.verdict.good', { hasText: '通过' }).waitFor();
		await chair.locator('.verdict.good', { hasText: '通过' }).waitFor();
		ok((await chair.locator('.chair-words').textContent()).includes('赞成 9 票，反对 2 票，弃权 1 票，未投 1 票'), 'the chair has the sentence to read');
		await look(page, 'console-run-counted');
		await look(chair, 'console-chair');
		await chair.setViewportSize({ width: 1920, height: 1080 });
		equal(await chair.locator('.chair-words').evaluate(node => getComputedStyle(node).fontSize), '40px', 'thirty points:');
		await publish(page);
		equal((await hall.ask('hall', { screen: 'hall' })).view, 'result', 'now the hall sees it:');
		await look(page, 'console-run-published');
		/* the chair reads on while the hall sees it, until the next item is shown there */
		await chair.locator('.chair-state', { hasText: '已公布' }).waitFor();
		ok((await chair.locator('.chair-words').textContent()).includes('赞成 9 票'), 'the words to read stay');
		await hall.ask('show', { screen: 'hall', view: 'item', poll: 'p2' });
		await chair.locator('.chair-state', { hasText: '满意度测评' }).waitFor();
		await hall.ask('show', { screen: 'hall', view: 'auto' });

		await page.getByRole('button', { name: '下一项' }).click();
		await holdItem(hall, page, 'p2', i => [0, i % 2, i < 10 ? 0 : 2]);
		await look(page, 'console-run-rows');
		await publish(page);

		await page.getByRole('button', { name: '下一项' }).click();
		await holdItem(hall, page, 'p3', i => (i < 9 ? [0, 0, 2, 1] : i < 10 ? [0, 2, 0, 1] : [1, 2, 0, 0]));
		await look(page, 'console-run-election');
		await publish(page);

		const sheet = await browser.page('/print/result.html?poll=p1');
		await sheet.locator('main', { hasText: '村道管护办法' }).waitFor();
		for (const [path, text] of [['badges.html', '阿娜尔·巴合提'], ['handout.html', '田　禾'], ['proof.html?poll=p3', '按姓氏笔画']]) {
			await sheet.goto(`${hall.url}/console/${path}`);
			await sheet.locator('main', { hasText: text }).waitFor();
			await look(sheet, `console-${path.split('.')[0]}`, { full: true });
		}
		await area(page, 'results');
		await look(page, 'console-results');
		await area(page, 'run');
		await seal(hall, page);
		await look(page, 'console-sealed');
	},

	'three thousand people scroll well, and are found by name, initials and seat': async () => {
		const hall = await newHall();
		const family = '赵钱孙李周吴郑王冯陈', given = '春夏秋冬东南西北中华';
		hall.rosterOf(Array.from({ length: 3000 }, (_, i) => [i + 1, `${family[i % 10]}${given[i / 10 % 10 | 0]}${given[i / 100 % 10 | 0]}`,
			`第${i % 12 + 1}代表团`, `${1 + (i / 50 | 0)}-${i % 50 + 1}`, '正式代表']));
		const page = await station(hall, { path: '/console#prepare/roster' });

		await page.locator('.section-roster [role=status]', { hasText: '3,000 人' }).waitFor();
		ok(await page.locator('.roster-table tbody tr').count() < 80, 'only rows that are seen are drawn');
		const times = await page.evaluate(async () => {
			const scroller = document.querySelector('.roster-scroll'), list = [];
			for (let top = 0; top < scroller.scrollHeight; top += 4000) {
				const start = performance.now();
				scroller.scrollTop = top;
				await new Promise(done => requestAnimationFrame(done));
				list.push(performance.now() - start);
			}
			scroller.scrollTop = scroller.scrollHeight;
			return list.sort((a, b) => a - b);
		});
		/* one of the quickest: a machine that is busy with other tests is late now and then, a page that draws too much always is */
		ok(times[times.length >> 3] < 100, `a screenful is drawn in time, not in ${times.map(Math.round)} ms`);
		await page.locator('.roster-table .link', { hasText: /^3000$/ }).waitFor();
		for (const [query, found] of [['2999', '2999'], ['60-50', '3000'], ['zcc', '1']]) {
			await page.getByRole('searchbox').fill(query);
			await page.locator('.roster-table .link', { hasText: new RegExp(`^${found}$`) }).first().waitFor();
		}
	},
});
