// 230-console-paths - the console where a meeting does not go straight: slips lost, paper beside terminals, keys away, seats
// that nobody passed for, results for the presidium alone, calls.

import { equal, expectErrors, look, newBrowser, ok, PASSWORD, SECOND, SECRETARY, setLang, signIn, tests, until } from './kit.mjs';
import { action, area, begin, choose, dialogKey, itemOf, more, next, press, publish, received, second, section, station } from './station.mjs';
import { launch, startKiosk, Terminal } from './terminal.mjs';

const CHAIR = '主持人甲', VIEWER = '观察员', BOOTH = '投票间 1', DESK = '西门';
const NAMES = ['𠮷田', '阿娜尔·巴合提', '王建国', '王建国', '何立新', '罗永强', '宋佳慧', '唐文斌', '曹月华', '㛃𬱖', '陈志远', '周建华', '吴丽萍', '郑国强', '冯雅琴', '蒋文博'];
const ALL = NAMES.length, MINIMUM = 5;

async function prepare(hall) {
	await hall.create({ election: 'schema/profiles/grassroots-2020.json' });
	hall.rosterOf(NAMES.map((name, i) => [i + 1, name, i % 2 ? '东沟村代表团' : '西岭村代表团', `1-${i + 1}`, '正式代表']));
	await hall.trustees();
	await hall.keysAndSlips(ALL);
	await hall.ask('sitting_open', { sitting: 1 });
	hall.delegates = [...hall.slips.keys()];
	await hall.checkIn(hall.delegates);
	hall.operator(CHAIR, 'chair');
	hall.operator(VIEWER, 'viewer');
	hall.operator(DESK, 'desk');
}

const statusOf = async (hall, id) => (await hall.ask('status')).polls.find(({ poll }) => poll === id);
const agendaOf = async (hall, id) => (await hall.ask('agenda', { poll: id })).polls[0];
const lastOf = async (hall, id) => (await agendaOf(hall, id)).attempts.at(-1);

/* F9, and where some have not pressed once more. */
async function stop(page, missing = 0) {
	await press(page, 'F9');
	if (missing) {
		await page.locator('dialog[open] h2', { hasText: `还有 ${missing} 人未按` }).waitFor();
		await press(page, 'F9');
	}
}

/* Who has lost the password of a second person is told so and may try again; nobody can be chosen as both. */
async function wrongSeconds(page, go) {
	await second(page, SECOND, 'not-the-password');
	await dialogKey(page, go).click();
	await page.locator('dialog[open] [role=alert]', { hasText: '姓名或密码不对' }).waitFor();
	ok(!(await page.locator('dialog[open] .second option').allTextContents()).includes(SECRETARY), 'who asks is not in the list');
	await second(page);
}

async function enterCount(page, figures) {
	await page.locator('.now .btn', { hasText: '录入纸质计票' }).click();
	for (const [i, figure] of figures.entries())
		await page.locator('dialog[open] input').nth(i).fill(String(figure));
	await dialogKey(page, '录入').last().click();
}

/* A booth, and whoever steps up to it. */
let booth = null;
async function boothOf(hall) {
	if (!booth) {
		const browser = await launch();
		const kiosk = await startKiosk(hall, await hall.enrol('terminal', BOOTH), '--booth', '--lang', 'zh');

		booth = await Terminal.open(browser, kiosk.url);
		booth.browser = browser;
	}
	return booth;
}

async function atBooth(hall, slip, screen) {
	const at = await boothOf(hall);

	await at.at('slip');
	await at.scan(slip);
	await at.at(screen);
	return at;
}

const leaveBooth = at => at.done();

await tests({
	'a lost slip is replaced by two persons, before a poll and while one is open; the lost one votes no more': async hall => {
		const page = await station(hall, { path: '/console#prepare/roster' });

		await page.locator('.roster-table tr[data-number="3"]').click();
		await page.locator('dialog[open]').getByRole('button', { name: '补发表决码单' }).click();
		equal(await page.locator('dialog[open]').getByLabel('备用码单').inputValue(), String(ALL + 1), 'the first spare:');
		await look(page, 'console-reissue', { sizes: ['1280x800'] });
		await wrongSeconds(page, '补发');
		equal(await hall.entries('reissue'), [], 'nothing is on record yet:');
		await dialogKey(page, '补发').click();
		await page.locator('.toast', { hasText: '代表 3 改用备用码单 17' }).waitFor();
		equal((await hall.entries('reissue')).map(({ body }) => [body.number, body.reason]), [['3', '遗失']]);
		const lost = hall.slips.get('3'), lostLater = hall.slips.get('5');
		hall.slips.set('3', hall.outer.get(17));

		hall.ctl('poll', '--id', 'slips', '--kind', 'resolution', '--title', '关于码单的决议');
		await area(page, 'run');
		await choose(page, '关于码单的决议');
		await begin(page);
		await leaveBooth(await atBooth(hall, lost, 'refused-key_revoked'));
		await hall.vote('slips', ['1', '2'], () => [0]);
		await received(page, 2);

		await more(page, '补发表决码单');
		await page.locator('dialog[open]').getByLabel('编号', { exact: true }).fill('5');
		await page.locator('dialog[open] [role=status]', { hasText: '何立新' }).waitFor();
		await second(page);
		await dialogKey(page, '补发').click();
		await page.locator('.toast', { hasText: '代表 5 改用备用码单 18' }).waitFor();
		hall.slips.set('5', hall.outer.get(18));
		equal([(await hall.entries('key_swap')).length, (await hall.entries('reissue')).length], [1, 1], 'while it is open only the key is exchanged, nobody is named:');
		await leaveBooth(await atBooth(hall, lostLater, 'refused-key_revoked'));
		await hall.vote('slips', hall.delegates.slice(2), i => [i < 11 ? 0 : 1]);
		await received(page, ALL);
		await stop(page);
		await page.locator('.verdict.good', { hasText: '通过' }).waitFor();
		equal((await hall.entries('reissue')).map(({ body }) => body.number), ['3', '5'], 'the name follows when the poll has ended:');
		equal([(await lastOf(hall, 'slips')).issued, (await lastOf(hall, 'slips')).counts], [ALL, [[13, 3, 0]]]);
		await publish(page);
	},

	'some vote on paper while terminals vote, and the two are counted together': async hall => {
		const page = await itemOf(hall, 'beside', '关于部分纸质选票的决议', '--kind', 'resolution');
		const numbers = hall.delegates.slice(11);

		await begin(page);
		await hall.vote('beside', hall.delegates.slice(0, 10), i => [i < 6 ? 0 : 1]);
		await received(page, 10);
		await more(page, '给部分人发纸质选票');
		await page.locator('dialog[open] textarea').fill(numbers.slice(1).join('，'));
		await second(page);
		await dialogKey(page, '改用纸质').click();
		equal(await page.locator('dialog[open] textarea').getAttribute('aria-invalid'), 'true', 'four are too few, and the field says so:');
		await page.locator('dialog[open] textarea').fill(numbers.join('\n'));
		await look(page, 'console-paper-issue', { sizes: ['1280x800'] });
		await wrongSeconds(page, '改用纸质');
		await dialogKey(page, '改用纸质').click();
		await page.locator('.toast', { hasText: '纸质选票共 5 张' }).waitFor();
		await page.locator('.recv', { hasText: '/ 11' }).waitFor();
		await look(page, 'console-run-beside');
		const entry = (await hall.entries('paper_issue'))[0].body;
		ok(!JSON.stringify(entry).includes(NAMES[11]) && entry.keys.length === MINIMUM, 'the record has keys and no names');
		await leaveBooth(await atBooth(hall, hall.slips.get(numbers[0]), 'refused-key_paper'));

		await stop(page, 1);
		await page.locator('.now .note-warn', { hasText: '有纸质选票 5 张，须先计票' }).waitFor();
		equal(await page.locator('.now .facts dd').allTextContents(), ['16', '5', '10', '1'], 'issued, on paper, returned, not voted:');
		ok((await action(page, 'F10').textContent()).includes('须先计票'), 'the key that publishes says so');
		equal(await page.locator('.now .waiting').count(), 0, 'nobody is said to open the box yet:');
		equal((await hall.entries('share')).filter(({ body }) => body.poll === 'beside'), [], 'the box stays shut until the papers are counted:');
		const teller = await station(hall, { name: SECOND, path: '/console#run' });
		await enterCount(page, [5, 1, 2, 1, 1]);
		await teller.locator('.note-warn', { hasText: `${SECRETARY} 已录入` }).waitFor();
		await look(page, 'console-run-beside-count');
		await enterCount(teller, [5, 1, 2, 1, 1]);
		await page.locator('.verdict', { hasText: '通过' }).waitFor();
		const attempt = await lastOf(hall, 'beside');
		equal([attempt.issued, attempt.returned, attempt.counts], [16, 15, [[8, 5, 1]]], 'issued, returned and votes of both:');
		await page.locator('.figures', { hasText: '无效 1' }).waitFor();
		await page.locator('.onscreen .count .n', { hasText: '15 / 16' }).waitFor();
		await look(page, 'console-run-beside-result');
		await publish(page);
		const sheet = await (await newBrowser(hall)).page('/');
		await signIn(sheet);
		await sheet.waitForURL(/\/console/);
		await sheet.goto(`${hall.url}/print/result.html?poll=beside`);
		await sheet.locator('main', { hasText: '纸质' }).waitFor();
		await look(sheet, 'print-beside', { full: true, sizes: ['1280x800'] });
	},

	'a box whose keys are away is voided by two and a scrutineer, and held again on paper': async hall => {
		const page = await itemOf(hall, 'away', '关于钥匙的决议', '--kind', 'resolution');
		const gone = hall.scrutineers.slice(1);

		await begin(page);
		await hall.vote('away', hall.delegates.slice(0, 8), () => [0]);
		await received(page, 8);
		await hall.keysLeave(gone);
		await stop(page, 8);
		await page.locator('.now .gate li.warn', { hasText: '监票人2' }).waitFor();
		await page.locator('.now .note-warn', { hasText: '在线的监票人不足 2 位' }).waitFor();
		await look(page, 'console-run-keys-away');
		await more(page, '作废本次表决');
		await page.locator('dialog[open]').getByLabel('常用原因').selectOption('其他');
		await page.locator('dialog[open]').getByLabel('原因', { exact: true }).fill('两位监票人离场');
		await page.getByLabel('下一次改用纸质选票').check();
		await page.getByLabel('请输入“作废”').fill('作废');
		await wrongSeconds(page, '作废');
		await dialogKey(page, '作废').click();
		await page.locator('.note-bad', { hasText: '第 1 次已作废：两位监票人离场' }).waitFor();
		await page.locator('.now .note-warn', { hasText: '下一次用纸质选票' }).waitFor();
		ok((await action(page, 'F8').textContent()).includes('用纸质选票开始'), 'the key says so too');
		await look(page, 'console-run-void-paper');
		equal((await hall.ask('hall', { screen: 'hall' })).view !== 'result', true, 'the hall is shown no result:');

		await next(page, 'F8');
		await press(page, 'F8');
		await page.locator('.verdict', { hasText: '正在用纸质选票表决' }).waitFor();
		await page.locator('.now-head', { hasText: '第 2 次' }).waitFor();
		await press(page, 'F9');
		await page.locator('.now .btn', { hasText: '录入纸质计票' }).waitFor();
		await page.locator('.onscreen', { hasText: '正在清点纸质选票' }).waitFor();
		await look(page, 'console-run-paper-closed');
		const teller = await station(hall, { name: SECOND, path: '/console#run' });
		await enterCount(teller, [16, 0, 9, 6, 1]);
		await page.locator('.note-warn', { hasText: `${SECOND} 已录入` }).waitFor();
		await enterCount(page, [16, 0, 9, 6, 1]);
		await page.locator('.verdict.good', { hasText: '通过' }).waitFor();
		equal((await agendaOf(hall, 'away')).attempts.map(({ number, state, reason }) => [number, state, reason]), [[1, 'void', '两位监票人离场'], [2, 'counted', '']]);
		await publish(page);
	},

	'an open vote is defined in the console, run, and told by name': async hall => {
		await hall.settle();
		const page = await station(hall, { path: '/console#prepare/agenda/new' });

		await page.getByLabel('类别').selectOption('procedural');
		await page.getByLabel('标题').fill('记名通过会议议程');
		await page.getByText('其他设置').click();
		await page.getByLabel('表决方式').selectOption('open');
		await page.getByRole('button', { name: '保存' }).click();
		await page.locator('.agenda-list [aria-current]', { hasText: '记名通过会议议程' }).waitFor();
		const { poll } = (await hall.ask('status')).polls.at(-1);

		await area(page, 'run');
		await choose(page, '记名通过会议议程');
		await begin(page);
		equal(await page.locator('.steps li', { hasText: '开箱' }).count(), 0, 'there is no box to open:');
		await look(page, 'console-run-open-vote');
		await hall.vote(poll, hall.delegates, i => [i < 10 ? 0 : i < 14 ? 1 : 2]);
		await received(page, ALL);
		await stop(page);
		await page.locator('.verdict.good', { hasText: '通过' }).waitFor();
		equal((await hall.entries('open_vote')).filter(({ body }) => body.number === '2').map(({ body }) => body.marks), [[0]], 'who voted what is on record:');
		await publish(page);
		await page.goto(`${hall.url}/print/result.html?poll=${poll}`);
		await page.locator('main', { hasText: '阿娜尔·巴合提' }).waitFor();
		ok(!(await page.locator('main').innerText()).includes('无记名'), 'the sheet says how it was voted');
		await look(page, 'print-open-vote', { full: true, sizes: ['1280x800'] });
	},

	'seats that nobody passed for: a decision gives one up, others stand for the rest, and a tie of theirs is voted again': async hall => {
		const page = await itemOf(hall, 'short', '选举委员会委员', '--kind', 'election', '--seats', '3', '--row', '丁一', '--row', '何立新', '--row', '宋佳慧', '--row', '罗永强');

		await begin(page);
		await hall.vote('short', hall.delegates, i => [0, i < 6 ? 0 : 1, 1, i < 5 ? 0 : 2]);
		await received(page, ALL);
		await stop(page);
		await page.locator('.verdict.open', { hasText: '当选 1 人，应选 3 人' }).waitFor();
		await publish(page);
		await look(page, 'console-run-short');

		await more(page, '决定减少名额');
		await page.locator('dialog[open]').getByLabel('应选名额').fill('2');
		await look(page, 'console-reduce', { sizes: ['1280x800'] });
		await wrongSeconds(page, '记录');
		await dialogKey(page, '记录').click();
		await page.locator('.findings', { hasText: '经会议表决决定' }).waitFor();
		await look(page, 'console-run-reduced');
		equal((await hall.entries('seats_reduced')).map(({ body }) => [body.poll, body.seats]), [['short', 2]]);
		await page.getByRole('button', { name: '本项其他操作…' }).click();
		equal(await page.locator('.more-item', { hasText: '决定减少名额' }).count(), 0, 'it is decided once:');
		await page.locator('.more-item', { hasText: '另行选举' }).click();

		await page.locator('.section-agenda').waitFor();
		equal(await page.getByLabel('应选名额').inputValue(), '1', 'for the seat that is left:');
		await page.getByLabel('候选人', { exact: true }).fill('吴丽萍\n郑国强');
		await page.getByRole('button', { name: '保存' }).click();
		await page.locator('.agenda-list [aria-current]', { hasText: '补足缺额' }).waitFor();
		const { poll } = (await hall.ask('status')).polls.at(-1);
		equal((await agendaOf(hall, poll)).definition.follows, { poll: 'short', attempt: 1 });

		await area(page, 'run');
		await choose(page, '补足缺额');
		await begin(page);
		await hall.vote(poll, hall.delegates, i => (i < 10 ? [0, 1] : [1, 0]));
		await received(page, ALL);
		await stop(page);
		await page.locator('.verdict.good', { hasText: '当选 1 人，应选 1 人' }).waitFor();
		await publish(page);
	},

	'a result for the presidium alone is read by the chair, and shown to no screen, no onlooker, and on no print of theirs': async hall => {
		const page = await itemOf(hall, 'limited', '委员候选人预选', '--kind', 'preliminary', '--seats', '1', '--row', '卜一', '--row', '汤二');
		const chair = await station(hall, { name: CHAIR }), viewer = await station(hall, { name: VIEWER });

		await begin(page);
		await hall.vote('limited', hall.delegates, i => (i < 12 ? [0, 1] : [1, 0]));
		await received(page, ALL);
		await stop(page);
		await next(page, 'F10');
		await publish(page);
		await page.locator('.note-warn', { hasText: '只供主席团' }).waitFor();
		await look(page, 'console-run-limited');
		await chair.locator('.chair-choose select').selectOption('limited');
		await chair.locator('.verdict.good', { hasText: '当选 1 人' }).waitFor();
		ok((await chair.locator('.chair-words').innerText()).includes('卜一'), 'the chair reads who stands first');
		await look(chair, 'console-chair-limited');

		await choose(viewer, '委员候选人预选');
		await viewer.locator('.note-warn', { hasText: '只供主席团' }).waitFor();
		equal([await viewer.locator('.now .verdict').count(), await viewer.locator('.now .result-table').count()], [0, 0]);
		await look(viewer, 'console-viewer-limited');
		for (const screen of ['hall', 'rostrum']) {
			await hall.ask('show', { screen, view: 'result', poll: 'limited' }).catch(() => {});
			const shown = await hall.ask('hall', { screen });
			ok(!shown.poll?.result, `the ${screen} screen has no figures`);
			await hall.ask('show', { screen, view: 'auto' });
		}
		expectErrors(viewer, /403|Failed to load/);
		await area(viewer, 'results');
		ok(!(await viewer.locator('.sheet', { hasText: '委员候选人预选' }).innerText()).includes('12'), 'nor has the page of results');
		for (const path of ['result.html?poll=limited', 'minutes.html?']) {
			await viewer.goto(`${hall.url}/print/${path}`);
			await until(`an answer of ${path}`, async () => (await viewer.locator('main').innerText()).trim() || await viewer.locator('.toast, [role=alert]').count());
			ok(!/卜一.{0,60}12|当选：卜一/s.test(await viewer.locator('main').innerText()), `${path} tells an onlooker nothing`);
		}
	},

	'a call from a terminal is answered by who may, and a late scan that did not fit stands where it is seen': async hall => {
		const at = await boothOf(hall);
		const page = await station(hall, { path: '/console#run' });
		const chair = await station(hall, { name: CHAIR, path: '/console#run' }), viewer = await station(hall, { name: VIEWER, path: '/console#run' });

		await at.tap('help');
		for (const each of [page, chair, viewer])
			await each.locator('.calls li', { hasText: BOOTH }).waitFor();
		await look(page, 'console-run-call');
		equal(await viewer.locator('.calls button').count(), 0, 'who only looks on cannot take it away:');
		await chair.locator('.calls li', { hasText: BOOTH }).getByRole('button', { name: '已处理' }).click();
		for (const each of [page, chair, viewer])
			await each.locator('.calls li', { hasText: BOOTH }).waitFor({ state: 'detached' });

		const desk = await (await newBrowser(hall)).page('/');
		await signIn(desk, DESK);
		await desk.waitForURL(/\/desk/);
		const found = await desk.evaluate(async () => (await import('/common/api.js'))
			.ask('scan', { number: '2', mode: 'in', desk_at: Math.floor(Date.now() / 1000) - 60, nonce: '0123456789abcdef' }));
		equal([found.verdict, found.found], ['anomaly', 'already_in']);
		await page.locator('.calls li', { hasText: '当时已在场' }).waitFor();
		await look(page, 'console-run-anomaly');
	},

	'eighty people are appraised: proof, terminal, result and the hall show each of them': async hall => {
		const subjects = Array.from({ length: 79 }, (_, i) => `${['镇党政综合办公室', '镇自然资源和规划建设环保所（综合行政执法队）', '财政所'][i % 3]} ${NAMES[i % ALL]}${i}`);
		await hall.settle();
		const page = await station(hall, { path: '/console#prepare/agenda/new' });

		await page.getByLabel('类别').selectOption('appraisal');
		await page.getByLabel('标题').fill('镇领导班子及成员年度考核民主测评');
		await page.getByLabel('领导班子').fill('镇领导班子');
		await page.locator('.agenda-form textarea').nth(1).fill(subjects.join('\n'));
		await look(page, 'console-item-80');
		await page.getByRole('button', { name: '保存' }).click();
		await page.locator('.agenda-list [aria-current]', { hasText: '民主测评' }).waitFor();
		const { poll } = (await hall.ask('status')).polls.at(-1);

		await area(page, 'run');
		await choose(page, '民主测评');
		await look(page, 'console-run-80');
		await begin(page);
		const at = await atBooth(hall, hall.slips.get('1'), 'grades');
		await at.look('terminal-80-first');
		await hall.vote(poll, hall.delegates.slice(1), i => Array.from({ length: 80 }, (_, q) => (i + q) % 5));
		await received(page, ALL - 1);
		await stop(page, 1);
		await next(page, 'F10');
		equal(await page.locator('.findings .result-table tbody tr').count(), 80, 'each has a row:');
		await look(page, 'console-run-80-result');
		for (const lang of ['en', 'zh']) {
			await setLang(page, lang);
			equal(await page.locator('.findings .result-table').evaluateAll(tables => tables.filter(table =>
				table.getBoundingClientRect().right > table.closest('.findings').getBoundingClientRect().right + 1).length), 0, `${lang}: tables cut`);
		}
		await publish(page);
		const sheet = await (await newBrowser(hall)).page('/');
		await signIn(sheet);
		await sheet.waitForURL(/\/console/);
		for (const [path, name] of [[`/console/proof.html?poll=${poll}`, 'proof-80'], [`/print/result.html?poll=${poll}`, 'print-80']]) {
			await sheet.goto(`${hall.url}${path}`);
			await sheet.locator('main', { hasText: subjects.at(-1) }).waitFor();
			equal(await sheet.locator('main th', { hasText: '结果' }).count(), 0, 'nothing is decided, so no column says so:');
			await look(sheet, name, { full: true, sizes: ['1280x800'] });
		}
	},

	'voiding and publishing are never neighbours, and each key does only what it says': async hall => {
		const page = await itemOf(hall, 'apart', '关于按键的决议', '--kind', 'resolution');
		const boxOf = target => target.boundingBox();
		const away = (a, b) => Math.max(a.x - b.x - b.width, b.x - a.x - a.width, a.y - b.y - b.height, b.y - a.y - a.height);

		await begin(page);
		await hall.vote('apart', hall.delegates, () => [0]);
		await received(page, ALL);
		for (const key of ['F8', 'F10']) {
			await press(page, key);
			equal((await statusOf(hall, 'apart')).state, 'open', `${key} does nothing while it is open:`);
		}
		await stop(page);
		await next(page, 'F10');
		await page.evaluate(async () => (await import('/common/shell.js')).toast('签到台“西门”不在线', 'warn'));
		for (const key of await page.locator('.run button').all())
			ok(away(await boxOf(page.locator('.toast').last()), await boxOf(key)) > 0, `a message that stays lies over "${await key.innerText()}"`);
		const publishing = await boxOf(action(page, 'F10'));
		ok(away(publishing, await boxOf(page.locator('[data-keep=more]'))) > 200, 'the key behind which voiding is lies far from publishing');
		await page.locator('[data-keep=more]').click();
		const voiding = await boxOf(page.locator('.more-item.danger'));
		ok(away(publishing, voiding) > 40, 'and where voiding is pressed, publishing was not');
		await page.keyboard.press('F10');
		equal((await statusOf(hall, 'apart')).state, 'counted', 'behind an open menu no key of the row acts:');
		await page.locator('.more-item.danger').click();
		await page.keyboard.press('F10');
		equal((await statusOf(hall, 'apart')).state, 'counted', 'nor behind the dialog that voids:');
		ok(away(publishing, await boxOf(page.locator('dialog[open] .btn.danger'))) > 40, 'the last key of voiding is not where publishing was either');
		await page.keyboard.press('Escape');
		await page.locator('dialog[open]').waitFor({ state: 'detached' });
		await publish(page);
	},
}, prepare);

await booth?.browser.close();
