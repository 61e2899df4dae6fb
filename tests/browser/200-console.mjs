// 200-console - the secretariat's console: can a whole meeting be prepared, run, published and sealed through its pages, and does it hold its keys apart?

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { equal, expectErrors, isQuiet, keyboardReaches, look, newBrowser, newHall, ok, PASSWORD, ROOT, SECOND, SECRETARY, signIn, sleep, tests, until } from './kit.mjs';
import { action, area, begin, choose, dialogKey, more, next, press, received, second, section, station, twelve } from './station.mjs';

const BIN = resolve(ROOT, process.env.BIN ?? 'build/bin');
const CHAIR = '主持人甲', DEPUTY = '副秘书长';
const NAMES = ['田禾', '阿娜尔·巴合提', '王建国', '王建国', '何立新', '罗永强', '宋佳慧', '唐文斌', '曹月华', '㛃𬱖', '陈志远', '周建华', '吴丽萍', '郑国强', '冯雅琴', '蒋文博'];
const PEOPLE = [...NAMES.map((name, i) => [String(i + 1), name, i % 2 ? '东沟村代表团' : '西岭村代表团', `${1 + (i / 8 | 0)}-${i % 8 + 1}`, '正式代表']), ['90', '李列席', '机关', '9-1', '列席']];
const VOTERS = NAMES.length;

// ---- the product's own programs ----

function program(name, ...args) {
	const done = spawnSync(join(BIN, name), args, { cwd: ROOT, encoding: 'utf8', timeout: 60000 });
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
	const codes = new Map([...paper.matchAll(/<b>(\d+)<\/b>.*?class=code>([0-9A-Z ]+)/g)].map(([, outer, code]) => [Number(outer), code.replaceAll(' ', '')]));
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

async function publish(page) {
	await press(page, 'F10');
	await page.locator('.steps li.done', { hasText: '公布' }).waitFor();
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
		await publish(page);
		equal((await hall.ask('hall', { screen: 'hall' })).view, 'result', 'now the hall sees it:');
		await look(page, 'console-run-published');

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
		hall.rosterOf(Array.from({ length: 3000 }, (_, i) => [i + 1, `${family[i % 10]}${given[i / 10 % 10 | 0]}${given[i / 100 % 10 | 0]}`, `第${i % 12 + 1}代表团`, `${1 + (i / 50 | 0)}-${i % 50 + 1}`, '正式代表']));
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
		/* one of the quicker: a machine that is busy with other tests is late now and then, a page that draws too much always is */
		ok(times[times.length >> 2] < 100, `a screenful is drawn in time, not in ${times.map(Math.round)} ms`);
		await page.locator('.roster-table .link', { hasText: /^3000$/ }).waitFor();
		for (const [query, found] of [['2999', '2999'], ['60-50', '3000'], ['zcc', '1']]) {
			await page.getByRole('searchbox').fill(query);
			await page.locator('.roster-table .link', { hasText: new RegExp(`^${found}$`) }).first().waitFor();
		}
	},
});

/* An item at the end of the agenda, and a station that has it in the middle. */
async function itemOf(hall, poll, title, ...more_) {
	hall.ctl('poll', '--id', poll, '--title', title, ...more_);
	const page = await station(hall, { path: '/console#run' });

	await choose(page, title);
	return page;
}

const stateOf = async (hall, id) => (await hall.ask('status')).polls.find(({ poll }) => poll === id).state;

// What follows is done in one small hall, an item after the other.
await tests({
	'without a quorum the key rests and says how many are missing; after voiding, the attempt is the second': async hall => {
		await hall.checkIn(hall.delegates.slice(7), 'out');
		const page = await itemOf(hall, 'quorum', '关于村道管护办法的决议', '--kind', 'resolution');

		await action(page, 'F8').and(page.locator('.off')).waitFor();
		ok((await action(page, 'F8').textContent()).includes('还差 1 人'), 'the key says how many are missing');
		await press(page, 'F8');
		await sleep(500);
		equal(await stateOf(hall, 'quorum'), 'draft', 'nothing opens:');
		await look(page, 'console-run-no-quorum');
		await hall.checkIn(hall.delegates.slice(7));
		await next(page, 'F8');
		await press(page, 'F8');
		await page.locator('.recv .n', { hasText: '/ 12' }).waitFor();

		await press(page, 'F4');
		await page.locator('.now .note-warn', { hasText: '表决已暂停' }).waitFor();
		await press(page, 'F4');
		await page.locator('.now .note-warn', { hasText: '表决已暂停' }).waitFor({ state: 'detached' });
		await page.locator('.steps li.on', { hasText: '表决' }).waitFor();
		await press(page, 'F9');
		await page.locator('dialog[open] h2', { hasText: '还有 12 人未按' }).waitFor();
		await look(page, 'console-stop');
		await page.keyboard.press('Enter');
		await page.locator('dialog[open]').waitFor({ state: 'detached' });
		equal(await stateOf(hall, 'quorum'), 'open', 'waiting on is the key that Enter means:');

		ok(!(await page.locator('.actions').textContent()).includes('作废'), 'voiding is not among the keys that move on');
		await more(page, '作废本次表决');
		await second(page);
		await page.getByLabel('请输入“作废”').fill('作非');
		await dialogKey(page, '作废').click();
		equal(await stateOf(hall, 'quorum'), 'open', 'a mistyped word voids nothing:');
		await look(page, 'console-void');
		await page.getByLabel('请输入“作废”').fill('作废');
		await dialogKey(page, '作废').click();
		await page.locator('.note-bad', { hasText: '本次表决已作废' }).waitFor();
		await next(page, 'F8');
		await press(page, 'F8');
		await page.locator('.now-head', { hasText: '第 2 次' }).waitFor();
		await hall.ask('poll_close', { poll: 'quorum' });
	},

	'the chair confirms at a page of their own what they are shown, and can refuse': async hall => {
		const page = await itemOf(hall, 'asked', '关于由主席确认的决议', '--kind', 'resolution');
		hall.operator(CHAIR, 'chair');
		const chair = await station(hall, { name: CHAIR });
		const strip = chair.locator('.asked');
		const agree = async password => {
			await chair.getByLabel('您的密码').fill(password);
			await dialogKey(chair, '确认').click();
		};

		await begin(page);
		await received(page, 0);
		await more(page, '作废本次表决');
		await page.locator('dialog[open] .second').getByLabel('姓名').fill(CHAIR);
		await page.getByLabel('由本人在自己的页面上确认').check();
		await page.getByLabel('请输入“作废”').fill('作废');
		await page.getByLabel('原因', { exact: true }).fill('选项有误');
		await dialogKey(page, '作废').click();
		await page.getByText('正在等第二人在自己的页面上确认').waitFor();
		await look(page, 'console-second-waits');
		const told = strip.locator('p', { hasText: '秘书长 请您作为第二人确认作废“关于由主席确认的决议”，原因：选项有误' });
		await told.waitFor();
		await look(chair, 'console-chair-asked');
		await told.waitFor();
		await keyboardReaches(chair, 'asked');
		await strip.getByRole('button', { name: '不同意' }).click();
		await page.locator('dialog[open] .note-bad', { hasText: '第二人不同意' }).waitFor();
		await strip.waitFor({ state: 'hidden' });
		equal(await stateOf(hall, 'asked'), 'open', 'a refusal voids nothing:');

		await dialogKey(page, '作废').click();
		await strip.getByRole('button', { name: '确认…' }).click();
		await agree('not-the-password');
		await chair.locator('dialog[open] .note-bad').waitFor();
		await look(chair, 'console-chair-confirms');
		equal(await stateOf(hall, 'asked'), 'open', 'another password voids nothing:');
		await agree(PASSWORD);
		await page.locator('.note-bad', { hasText: '本次表决已作废' }).waitFor();
		await strip.waitFor({ state: 'hidden' });
	},

	'one station has the control seat; another sees whose it is, and can take it': async hall => {
		hall.operator(DEPUTY, 'secretariat');
		hall.operator('观察员', 'viewer');
		const first = await itemOf(hall, 'seat', '关于控制席的决议', '--kind', 'resolution');
		await first.locator('.control-seat', { hasText: '本机' }).waitFor();
		const other = await station(hall, { name: DEPUTY, path: '/console#run' });

		await choose(other, '关于控制席的决议');
		await other.locator('.control-seat', { hasText: '秘书长' }).waitFor();
		await press(other, 'F8');
		await sleep(400);
		equal(await stateOf(hall, 'seat'), 'draft', 'who has not the seat opens nothing:');
		await look(other, 'console-run-no-seat');
		await section(other, 'agenda/seat');
		equal(await other.getByRole('button', { name: '保存' }).count(), 0, 'nor changes anything:');
		await section(first, 'roster');
		await other.getByRole('button', { name: '接管控制席' }).click();
		await dialogKey(other, '接管').click();
		await other.locator('.control-seat', { hasText: '本机' }).waitFor();
		await other.getByRole('button', { name: '保存' }).waitFor();
		await first.locator('.toast', { hasText: `${DEPUTY} 已接管控制席` }).waitFor();
		await first.getByRole('button', { name: '导入' }).waitFor({ state: 'detached' });
		await area(first, 'run');
		await area(other, 'run');
		for (const page of [first, other])
			await choose(page, '关于控制席的决议');
		await action(first, 'F8').and(first.locator('.off')).waitFor();
		await begin(other);

		const viewer = await station(hall, { name: '观察员' });
		await viewer.locator('.recv .n').waitFor();
		equal([await viewer.locator('.act').count(), await viewer.locator('nav a', { hasText: '会前准备' }).count(), await viewer.getByRole('button', { name: '结束本场会议' }).count()],
			[0, 0, 0], 'who only looks has no keys and nothing to prepare:');
		await hall.ask('poll_close', { poll: 'seat' });
	},

	'a server that restarts leaves the item on hold; the station has its seat again, and one key goes on': async hall => {
		const page = await itemOf(hall, 'restart', '关于断电的决议', '--kind', 'resolution');

		expectErrors(page, /Failed to load resource|net::ERR|status of 50\d/);
		await begin(page);
		await hall.vote('restart', hall.delegates.slice(0, 5), () => [0]);
		await received(page, 5);
		await hall.stop();
		await page.locator('.shell-offline').waitFor();
		await look(page, 'console-offline');
		await hall.start();
		await page.locator('.now .note-warn', { hasText: '表决已暂停' }).waitFor();
		await page.locator('.control-seat', { hasText: '本机' }).waitFor();
		await received(page, 5);
		await press(page, 'F4');
		await page.locator('.now .note-warn', { hasText: '表决已暂停' }).waitFor({ state: 'detached' });
		equal(await stateOf(hall, 'restart'), 'open', 'one key goes on:');
		await hall.ask('poll_close', { poll: 'restart' });
	},

	'a rehearsal, a show of hands and a count on paper': async hall => {
		const page = await station(hall, { path: '/console#prepare/agenda/rehearse' });

		await page.getByRole('button', { name: '保存' }).click();
		await page.locator('.agenda-list [aria-current]', { hasText: '会场准备好了吗' }).waitFor();
		await area(page, 'run');
		await choose(page, '会场准备好了吗');
		await begin(page);
		await hall.vote((await hall.ask('status')).polls.at(-1).poll, hall.delegates, () => [0]);
		await received(page, 12);
		await press(page, 'F9');
		await page.locator('.verdict.good', { hasText: '演练达到要求' }).waitFor();
		await look(page, 'console-rehearsed');

		hall.ctl('poll', '--id', 'hands', '--kind', 'resolution', '--title', '举手通过议程', '--method', 'show_of_hands');
		await choose(page, '举手通过议程');
		await next(page, 'F8');
		await press(page, 'F8');
		await page.locator('.verdict', { hasText: '正在举手表决' }).waitFor();
		await press(page, 'F9');
		for (const [option, count] of [['赞成', 9], ['反对', 2], ['弃权', 5]])
			await page.locator('dialog[open]').getByLabel(option).fill(String(count));
		await second(page);
		await dialogKey(page, '提交签署').click();
		ok(await page.locator('dialog[open]').count(), 'sixteen hands of twelve people are not taken');
		await page.locator('dialog[open]').getByLabel('弃权').fill('1');
		await dialogKey(page, '提交签署').click();
		await page.locator('.verdict.good', { hasText: '通过' }).waitFor();
		await publish(page);

		hall.ctl('poll', '--id', 'paper', '--kind', 'resolution', '--title', '关于纸质选票的决议');
		await choose(page, '关于纸质选票的决议');
		await more(page, '用纸质选票开始');
		await dialogKey(page, '开始').click();
		await page.locator('.verdict', { hasText: '正在用纸质选票表决' }).waitFor();
		await press(page, 'F9');
		await page.getByRole('button', { name: '录入纸质计票' }).waitFor();
		await look(page, 'console-paper');
		const teller = await station(hall, { name: SECOND });
		const enter = async (at, figures) => {
			await at.getByRole('button', { name: '录入纸质计票' }).click();
			for (const [i, figure] of figures.entries())
				await at.locator('dialog[open] input').nth(i).fill(String(figure));
			await dialogKey(at, '录入').last().click();
		};
		await enter(page, [12, 1, 8, 2, 1]);
		await page.locator('.note-warn', { hasText: '等待另一人独立录入' }).waitFor();
		await enter(teller, [12, 1, 7, 3, 1]);
		await page.locator('.note-warn', { hasText: '两人录入不一致' }).waitFor();
		await enter(page, [12, 1, 8, 2, 1]);
		await enter(teller, [12, 1, 8, 2, 1]);
		await page.locator('.verdict.good', { hasText: '通过' }).waitFor();
	},

	'a tie is told, makes a runoff with one key, and the runoff decides': async hall => {
		const page = await itemOf(hall, 'tie', '选举委员', '--kind', 'election', '--seats', '2', '--row', '丁一', '--row', '何立新', '--row', '罗永强');

		await begin(page);
		await hall.vote('tie', hall.delegates, i => (i < 5 ? [0, 0, 2] : i < 10 ? [0, 2, 0] : [2, 0, 0]));
		await received(page, 12);
		await press(page, 'F9');
		await page.locator('.verdict.open', { hasText: '当选 1 人，应选 2 人' }).waitFor();
		equal(await page.locator('.chip.tied').count(), 2, 'tied:');
		await look(page, 'console-run-tie');
		await page.getByRole('button', { name: '生成重新投票' }).click();
		await dialogKey(page, '加入议程').click();
		await page.locator('.now-head', { hasText: '得票相同者重新投票' }).waitFor();
		equal(await page.locator('.ballot-rows li').allTextContents(), ['何立新', '罗永强'], 'those who were tied:');
		const { poll } = (await hall.ask('status')).polls.at(-1);
		await begin(page);
		await hall.vote(poll, hall.delegates, i => (i < 7 ? [0, 2] : [2, 0]));
		await received(page, 12);
		await press(page, 'F9');
		await page.locator('.verdict.good', { hasText: '当选 1 人，应选 1 人' }).waitFor();
		ok(await page.locator('tr.elected', { hasText: '何立新' }).count(), 'more votes decide');
		await publish(page);
	},

	'a desk in a browser is a desk: all is set though the enrolled one is away': async hall => {
		const page = await station(hall);
		const row = state => page.locator(`.check-row${state}[data-keep=desks]`);

		hall.operator('北门', 'desk');
		await section(page, 'ready');
		await row('.todo').getByText('0 / 1').waitFor();
		const desk = await (await newBrowser(hall)).page('/');
		await signIn(desk, '北门');
		await row(':not(.todo)').getByText('1 / 2').waitFor();
		await section(page, 'machines');
		await page.locator('.machine', { hasText: '北门' }).getByText('网页签到').waitFor();
		equal(await page.locator('.machine', { hasText: '北门' }).getByRole('button').count(), 0, 'nothing to revoke:');
		await look(page, 'console-desks');
		await area(page, 'run');
		await page.locator('.dot:not(.warn)', { hasText: '1 / 2' }).waitFor();
		await look(page, 'console-desks-run');
	},

	'everything is reached by keys alone': async hall => {
		const page = await itemOf(hall, 'keys', '关于按键的决议', '--kind', 'resolution');

		await page.locator('.act.main').waitFor();
		await keyboardReaches(page, 'run');
		for (const name of ['ready', 'agenda/keys', 'machines', 'operators']) {
			await section(page, name);
			await isQuiet(page);
			await keyboardReaches(page, name);
			await look(page, `console-${name.split('/')[0]}-page`);
		}
	},
}, twelve({ election: 'schema/profiles/grassroots-2020.json' }));
