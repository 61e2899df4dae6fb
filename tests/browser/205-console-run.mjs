// 205-console-run - the secretariat's console while items are held: do its keys rest where they must, does each step wait for whom it needs, and is one person's station never
// another's? All in one small hall, an item after the other.

import { equal, expectErrors, isQuiet, keyboardReaches, look, newBrowser, ok, PASSWORD, SECOND, signIn, sleep, tests } from './kit.mjs';
import { action, area, begin, choose, dialogKey, itemOf, more, next, press, publish, received, second, section, station, twelve } from './station.mjs';

const CHAIR = '主持人甲', DEPUTY = '副秘书长';

const stateOf = async (hall, id) => (await hall.ask('status')).polls.find(({ poll }) => poll === id).state;

await tests({
	'without a quorum the key rests and says how many are missing; after voiding, the attempt is the second': async hall => {
		await hall.checkIn(hall.delegates.slice(7), 'out');
		const page = await itemOf(hall, 'quorum', '关于村道管护办法的决议', '--kind', 'resolution');

		try {
			await action(page, 'F8').and(page.locator('.off')).waitFor();
			ok((await action(page, 'F8').textContent()).includes('还差 1 人'), 'the key says how many are missing');
			await press(page, 'F8');
			await sleep(500);
			equal(await stateOf(hall, 'quorum'), 'draft', 'nothing opens:');
			await look(page, 'console-run-no-quorum');
		} finally {
			await hall.checkIn(hall.delegates.slice(7));
		}
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
		await page.locator('.note-bad', { hasText: '第 1 次已作废：' }).waitFor();
		await next(page, 'F8');
		await page.locator('.now-head', { hasText: '第 2 次' }).waitFor();
		await look(page, 'console-run-void');
		await press(page, 'F8');
		await page.locator('.recv .n').waitFor();
		await page.locator('.now-head', { hasText: '第 2 次' }).waitFor();
	},

	'words that a colleague has changed do not open under the key of a page that has not heard of it': async hall => {
		const OLD = '关于村道管护办法的决议（原稿）', NEW = '关于村道管护办法的决议（修改稿）';
		const page = await itemOf(hall, 'words', OLD, '--kind', 'resolution');

		await next(page, 'F8');
		const old = await page.evaluate(async () => (await import('/common/api.js')).ask('status'));
		await page.route('**/api', route => (route.request().postData().includes('"status"') ? route.fulfill({ json: { ok: old } }) : route.continue()));
		hall.ctl('poll', '--id', 'words', '--title', NEW, '--kind', 'resolution');
		await press(page, 'F8');
		await page.locator('.toast', { hasText: '本项内容已有修改' }).waitFor();
		await page.locator('.now-head h1', { hasText: '原稿' }).waitFor();
		equal(await stateOf(hall, 'words'), 'draft', 'nothing opens:');
		await look(page, 'console-run-words-changed');

		await page.unroute('**/api');
		await page.evaluate(async () => (await import('/console/meeting.js')).refresh());
		await page.locator('.now-head h1', { hasText: '修改稿' }).waitFor();
		await begin(page);
		await hall.ask('poll_close', { poll: 'words', attempt: 1 });
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
		await page.locator('dialog[open] .second').getByLabel('姓名').selectOption(CHAIR);
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
		await page.locator('.note-bad', { hasText: '第 1 次已作废' }).waitFor();
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
	},

	'a rehearsal, a show of hands and a count on paper': async hall => {
		await hall.settle();
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

	'a sitting that was passed over is offered no more': async hall => {
		const page = await station(hall);

		equal(await page.evaluate(async () => {
			const { meeting, nextSitting } = await import('/console/meeting.js');
			const { readiness } = meeting, held = [[0, 0, 0], [5, 0, 0], [0, 5, 0], [0, 0, 5]];
			const next = held.map(times => {
				meeting.readiness = { ...readiness, sittings: times.map(opened_at => ({ name: '', opened_at })) };
				return nextSitting();
			});

			meeting.readiness = readiness;
			return next;
		}), [1, 2, 3, 0]);
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
