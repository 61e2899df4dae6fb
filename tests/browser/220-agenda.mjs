// 220-agenda - the secretariat before the meeting: are items of the agenda put in order, withdrawn, and on as many papers as
// the form says; is a scan that did not fit settled; and does the list of what is ready lead to what is missing?

import { equal, keyboardReaches, look, newBrowser, ok, signIn, tests, until } from './kit.mjs';
import { dialogKey, section, station } from './station.mjs';

const RESOLUTION = '关于村道管护办法的决议', BUDGET = '关于镇财政预算的决议', APPRAISAL = '镇党委领导班子及成员民主评议';

/* The secretary at the agenda, with these items at its end. */
async function prepared(hall, items) {
	for (const [poll, title] of Object.entries(items))
		hall.ctl('poll', '--id', poll, '--kind', 'resolution', '--title', title);
	const browser = await newBrowser(hall);
	return { browser, page: await station(hall, { browser, path: '/console#prepare/agenda' }) };
}

const listed = page => page.locator('.agenda-list b').allTextContents();
/* At the end of the agenda. */
const inOrder = (page, ...titles) => until(`the order ${titles}`,
	async () => JSON.stringify((await listed(page)).slice(-titles.length)) === JSON.stringify(titles));
const definitions = async hall => new Map((await hall.ask('agenda', {})).polls.map(poll => [poll.title, poll.definition]));
const option = (page, label) => page.getByLabel(label).locator('option').allTextContents();

async function save(page, title) {
	await page.getByRole('button', { name: '保存' }).click();
	/* a later save of the same item says the same: this message goes, if it has not gone by itself */
	await page.locator('.toast', { hasText: `已保存：${title}` }).waitFor();
	await page.locator('.toast-close').evaluateAll(keys => keys.forEach(key => key.click()));
	await page.locator('.agenda-list [aria-current]', { hasText: title }).waitFor();
}

await tests({
	'items change places by buttons and by keys, and a draft leaves the agenda after a question': async hall => {
		const { page } = await prepared(hall, { a: '甲项', b: '乙项', c: '丙项' });
		await inOrder(page, '甲项', '乙项', '丙项');
		await page.locator('.agenda-list a', { hasText: '丙项' }).click();
		await page.locator('.item-keys').waitFor();
		await look(page, 'console-agenda-order');
		await keyboardReaches(page, 'agenda');

		await page.getByRole('button', { name: '上移' }).click();
		await inOrder(page, '甲项', '丙项', '乙项');
		equal(await page.evaluate(() => document.activeElement.textContent), '上移', 'the key that was pressed keeps the focus:');
		await page.keyboard.press('Enter');
		await inOrder(page, '丙项', '甲项', '乙项');
		await page.keyboard.press('Enter');
		equal(await page.getByRole('button', { name: '上移' }).getAttribute('aria-disabled'), 'true', 'there is nothing above the first:');

		await page.locator('.agenda-list a', { hasText: '丙项' }).focus();
		await page.keyboard.press('Alt+ArrowDown');
		await inOrder(page, '甲项', '丙项', '乙项');
		await page.keyboard.press('Alt+ArrowDown');
		await inOrder(page, '甲项', '乙项', '丙项');
		await page.locator('[role=status]', { hasText: '丙项：现为第 3 项' }).waitFor();
		equal((await hall.ask('agenda', {})).polls.map(poll => poll.title), ['甲项', '乙项', '丙项'], 'the server has it so:');

		await page.getByRole('button', { name: '撤下' }).click();
		await look(page, 'console-withdraw');
		await page.keyboard.press('Escape');
		equal(await listed(page), ['甲项', '乙项', '丙项'], 'nothing leaves before the question is answered:');
		await page.getByRole('button', { name: '撤下' }).click();
		await dialogKey(page, '撤下').click();
		await inOrder(page, '甲项', '乙项');
		equal((await hall.ask('status')).polls.map(poll => poll.title), ['甲项', '乙项'], 'nor is it anywhere else:');
	},

	'a new item that was not saved is found again after another page was looked at; whom one may write in are told apart where two bear one name': async hall => {
		const { page } = await prepared(hall, {});
		await section(page, 'agenda/new');
		await page.getByLabel('类别').selectOption('election');
		await page.getByLabel('标题').fill('选举镇委员会委员');
		await page.getByLabel('候选人', { exact: true }).fill('丁一\n何立新');
		await section(page, 'roster');
		await page.goBack();
		await page.locator('.section-agenda').waitFor();
		equal([await page.getByLabel('标题').inputValue(), await page.getByLabel('候选人', { exact: true }).inputValue()], ['选举镇委员会委员', '丁一\n何立新']);
		await page.getByRole('button', { name: '填入全部代表' }).click();
		await until('they are filled in', () => page.getByLabel('可另选的人').inputValue());
		equal((await page.getByLabel('可另选的人').inputValue()).split('\n').filter(name => name.startsWith('王建国')).sort(), ['王建国（东沟村代表团）', '王建国（西岭村代表团）']);
		await save(page, '选举镇委员会委员');
		await section(page, 'agenda/new');
		equal(await page.getByLabel('标题').inputValue(), '', 'what is saved does not come again:');
	},

	'an item stands on several papers, and goes out together with another': async hall => {
		const { browser, page } = await prepared(hall, { roads: RESOLUTION, budget: BUDGET });
		await section(page, 'agenda/new');
		equal(await page.locator('.form-preview .quiet').first().textContent(), '决议', 'a new item names its kind:');
		await page.getByLabel('类别').selectOption('election');
		equal(await page.locator('.form-preview .quiet').first().textContent(), '选举', 'nobody is a candidate yet:');
		ok(!(await page.getByLabel('本项发几种票').count() && await page.getByLabel('本项发几种票').isVisible()), 'an election stands on one paper');

		await page.getByLabel('类别').selectOption('appraisal');
		await page.getByLabel('标题').fill(APPRAISAL);
		await page.getByLabel('领导班子', { exact: true }).fill('镇党委领导班子');
		await page.getByLabel('班子成员', { exact: true }).fill('陈志远\n周建华\n吴丽萍');
		await page.getByText('几种票、同场表决').click();
		await page.getByLabel('本项发几种票').selectOption('2');
		equal([await page.getByLabel('第 1 种票').inputValue(), await page.getByLabel('行数').first().inputValue(),
			await page.getByLabel('行数').last().inputValue()],
			['领导班子', '1', '3'], 'a paper for the team, one for its members:');
		await page.getByLabel('第 1 种票').fill('班子评议票');
		await page.getByLabel('第 2 种票').fill('成员评议票');
		await page.getByLabel('行数').first().fill('4');
		await page.getByRole('button', { name: '保存' }).click();
		await page.getByText('每种票都要有名称，至少一行（现在共 4 行）').waitFor();
		await page.getByLabel('行数').first().fill('1');
		equal((await option(page, '与哪一项同场发票')).slice(-2), [RESOLUTION, BUDGET]);
		await page.getByLabel('与哪一项同场发票').selectOption({ label: RESOLUTION });
		await look(page, 'console-item-papers');
		await save(page, APPRAISAL);

		const made = await definitions(hall);
		equal(made.get(APPRAISAL).forms, [{ title: '班子评议票', contests: 1 }, { title: '成员评议票', contests: 3 }]);
		ok(made.get(APPRAISAL).together && made.get(APPRAISAL).together === made.get(RESOLUTION).together, 'both bear the same name');
		equal(made.get(BUDGET).together, undefined, 'the third has none:');

		const proof = await browser.page(`/console/proof.html?poll=${made.get(APPRAISAL).poll}`);
		await proof.locator('.proof-facts', { hasText: '班子评议票（1 行）、成员评议票（3 行）' }).waitFor();
		equal(await proof.locator('.paper-ballot h4').allTextContents(), ['班子评议票', '成员评议票']);
		await proof.locator('.proof-facts', { hasText: RESOLUTION }).waitFor();
		await look(proof, 'console-proof-papers', { full: true });

		await section(page, 'agenda/budget');
		await page.getByText('几种票、同场表决').click();
		await page.getByLabel('与哪一项同场发票').selectOption({ label: APPRAISAL });
		await save(page, BUDGET);
		const joined = await definitions(hall);
		equal(joined.get(BUDGET).together, joined.get(APPRAISAL).together, 'a third joins the same drop:');
		equal(joined.get(APPRAISAL).forms.length, 2, 'and its papers stay:');
		await section(page, `agenda/${made.get(APPRAISAL).poll}`);
		await page.getByLabel('本项发几种票').selectOption('1');
		await page.getByLabel('与哪一项同场发票').selectOption('');
		await save(page, APPRAISAL);
		await until('one paper again', async () => !(await definitions(hall)).get(APPRAISAL).forms);
		equal((await definitions(hall)).get(APPRAISAL).together, undefined);
	},

	'a scan that did not fit is listed, and settled with a note that stays': async hall => {
		await hall.ask('sitting_open', { sitting: 1 });
		hall.operator('东门', 'desk');
		const desk = await (await newBrowser(hall)).page('/');
		await signIn(desk, '东门');
		await desk.waitForURL(/\/desk/);
		const scan = (number, mode, more) => desk.evaluate(async body => (await (await import('/common/api.js')).ask('scan', body)).verdict,
			{ number, mode, ...more });
		const late = Math.floor(Date.now() / 1000) - 60;
		equal([await scan('3', 'in'), await scan('1', 'out', { desk_at: late }), await scan('2', 'out', { desk_at: late })], ['in', 'anomaly', 'anomaly']);

		const page = await station(hall, { path: '/console#run' });
		const line = page.locator('.calls li', { hasText: '张　一' });
		await line.locator('span', { hasText: '离场：当时尚未签到' }).waitFor();
		await look(page, 'console-run-anomalies');
		await page.getByRole('button', { name: '不符登记 2 条…' }).click();
		await page.locator('dialog[open] [role=status]', { hasText: '待核对 2 条，共 2 条' }).waitFor();
		await look(page, 'console-anomalies');
		await page.locator('dialog[open] tr', { hasText: '张　二' }).getByRole('button', { name: '核对' }).click();
		const box = page.locator('dialog[open]').last();
		await box.getByRole('button', { name: '核对' }).click();
		equal(await box.getByLabel('核对结果').getAttribute('aria-invalid'), 'true', 'a note is needed:');
		await box.getByLabel('核对结果').fill('本人未到会，误扫');
		await look(page, 'console-anomaly-settle');
		await box.getByRole('button', { name: '核对' }).click();
		await page.locator('dialog[open] [role=status]', { hasText: '待核对 1 条，共 2 条' }).waitFor();
		await page.locator('dialog[open] tr', { hasText: '本人未到会，误扫' }).locator('small', { hasText: '秘书长' }).waitFor();
		await page.keyboard.press('Escape');
		await page.locator('.calls li', { hasText: '张　二' }).waitFor({ state: 'detached' });
		await line.waitFor();
		equal((await hall.ask('status')).present, 1, 'nobody comes or goes by it:');
		await hall.ask('sitting_close', { sitting: 1 });
	},

	'the list of what is ready leads to the rehearsal, and is printed': async hall => {
		const browser = await newBrowser(hall);
		const page = await station(hall, { browser, path: '/console#prepare/ready' });
		await page.locator('.check-row', { hasText: '演练' }).click();
		await until('the box that says so is in view', () => page.getByText('这是演练').evaluate(node => node.getBoundingClientRect().bottom < innerHeight));
		equal(await page.locator('.form-preview .quiet').first().textContent(), '演练，决议');
		ok(await page.getByLabel('这是演练').isChecked(), 'and is ticked');
		await page.getByRole('button', { name: '保存' }).click();
		await section(page, 'ready');
		await page.locator('.check-row.todo', { hasText: '演练项已在议程中' }).click();
		await page.locator('.run').waitFor();

		const sheet = await browser.page('/console/ready.html');
		for (const text of ['名册', '监票人', '表决终端', '时钟', '磁盘', '已签'])
			await sheet.locator('main tr', { hasText: text }).first().waitFor();
		await look(sheet, 'console-readiness-sheet', { full: true });
	},
}, async hall => {
	await hall.create({ election: 'schema/profiles/grassroots-2020.json' });
	hall.rosterOf([...Array.from({ length: 12 }, (_, i) => [i + 1, `张${'一二三四五六七八九十甲乙'[i]}`, '东沟村代表团', `1-${i + 1}`, '正式代表']),
		...['东沟村代表团', '西岭村代表团'].map((unit, i) => [i + 13, '王建国', unit, `2-${i + 1}`, '正式代表'])]);
});
