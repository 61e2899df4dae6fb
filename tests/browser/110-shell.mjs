// 110-shell - what every staff page has around it: header, messages that pass, dialogs that ask for a second person. On the
// help page, which has nothing else.

import { equal, expectErrors, keyboardReaches, look, newBrowser, ok, PASSWORD, SECOND, signIn, tests, until } from './kit.mjs';

const two = (page, options = {}) => page.evaluate(async given => {
	const { confirmTwo } = await import('/common/shell.js');
	window.tries = [];
	window.given = 'waiting';
	confirmTwo({ title: '作废「关于村道管护办法的决议」', text: '作废后，本次表决的全部选票不再计票，记录保留。', yes: '作废本次表决', danger: true, typed: '作废', reason: ['会场秩序', '选项有误', '其他'],
		act: async data => {
			window.tries.push(data);
			if (data.second.password !== 'sample-password')
				throw Object.assign(new Error('no'), { code: 'login', detail: '' });
			return data;
		}, ...given }).then(data => { window.given = data; });
}, options);

/* The help page, for the secretary. */
async function signedIn(hall) {
	const page = await (await newBrowser(hall)).page('/');
	await signIn(page);
	await page.waitForURL(/\/console/);
	await page.goto(`${hall.url}/help`);
	return page;
}

await tests({
	'a second person is chosen from those who may confirm, and a stranger learns no name': async hall => {
		const page = await signedIn(hall), stranger = await (await newBrowser(hall)).page('/help');
		const listed = async (page, options) => {
			await two(page, options);
			const names = page.getByLabel('姓名').locator('option'), lack = page.locator('.second .note-bad');
			await until('the list, or why there is none', async () => await names.count() || await lack.isVisible());
			const found = [await names.allTextContents(), await lack.innerText()];
			await page.keyboard.press('Escape');
			return found;
		};
		const second = { name: SECOND, password: PASSWORD };
		const add = (name, role, active = true) => hall.ask('operator', { name, roles: [role], active, password: PASSWORD, second });

		equal(await listed(page), [[SECOND], ''], 'the only other one need not be chosen:');
		equal((await listed(page, { except: SECOND }))[0], [], 'nobody:');
		ok((await listed(page, { except: SECOND }))[1].startsWith('没有别的账号可以确认'), 'and it says so');
		await add('主席甲', 'chair');
		await add('主席乙', 'chair', false);
		await add('签到员', 'desk');
		equal(await listed(page), [['请选择', SECOND, '主席甲'], ''], 'neither oneself, nor who may not sign in, nor a desk:');
		equal(await listed(page, { roles: ['desk', 'chair'] }), [['请选择', '主席甲', '签到员'], '']);
		expectErrors(stranger, /Failed to load/);
		equal((await listed(stranger))[0], [], 'a stranger is told no name:');
	},

	'what two must confirm is asked for whole, refused in words, and given once': async hall => {
		const page = await signedIn(hall);
		await two(page);
		const box = page.getByRole('dialog', { name: /作废/ });
		await box.waitFor();
		await look(page, 'dialog-two', { sizes: ['1280x800'] });
		await keyboardReaches(page, 'dialog');
		await box.getByRole('button', { name: '作废本次表决' }).click();
		equal(await page.evaluate(() => window.tries), [], 'nothing is asked of the server while something is missing:');
		equal(await page.evaluate(() => document.activeElement.getAttribute('aria-invalid')), 'true');
		await box.getByLabel('请输入“作废”').fill('作废 ');
		await box.getByLabel('常用原因').selectOption('选项有误');
		await page.keyboard.press('Enter');
		equal(await page.evaluate(() => window.tries), [], 'nor while nobody is chosen, or no password typed:');
		await box.getByLabel('姓名').selectOption(SECOND);
		await box.getByLabel('密码').fill('not-the-password');
		await page.keyboard.press('Enter');
		await box.getByText('姓名或密码不对').waitFor();
		await look(page, 'dialog-refused', { sizes: ['1280x800'] });
		await box.getByLabel('密码').fill('sample-password');
		await page.keyboard.press('Enter');
		await page.waitForFunction(() => window.given !== 'waiting');
		equal(await page.evaluate(() => window.given), { second: { name: SECOND, password: 'sample-password' }, reason: '选项有误', value: {} });
		equal(await page.locator('dialog').count(), 0);
	},

	'a dialog ends by Escape and by its own key, and gives nothing': async hall => {
		const page = await signedIn(hall);
		for (const end of [() => page.keyboard.press('Escape'), () => page.getByRole('button', { name: '取消' }).click()]) {
			await two(page);
			await page.getByRole('dialog').waitFor();
			const { x, y, width, height } = await page.locator('.lang-key[lang=en]').boundingBox();
			await page.mouse.click(x + width / 2, y + height / 2);
			equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN', 'its words stay in their language, for no key behind it is pressed:');
			await end();
			await page.waitForFunction(() => window.given === null);
			equal(await page.locator('dialog').count(), 0);
		}
	},

	'what went well is told for a while, what went wrong until it is read': async hall => {
		const page = await (await newBrowser(hall)).page('/help');
		await page.evaluate(async () => {
			const { toast } = await import('/common/shell.js');
			toast('第一次全体会议已开始');
			toast('签到台 东门 离线，还有 12 条待传', 'warn');
			toast('未达到法定人数，不能开始表决', 'bad');
		});
		await look(page, 'toasts', { sizes: ['1280x800'] });
		await page.getByText('第一次全体会议已开始').waitFor({ state: 'detached' });
		ok(await page.getByText('未达到法定人数').isVisible());
		await page.locator('.toast.note-bad').getByRole('button', { name: '关闭' }).click();
		equal(await page.locator('.toast').count(), 1);
	},

	'the header says when the server is away, and when it is back': async hall => {
		const page = await (await newBrowser(hall)).page('/');
		await page.evaluate(() => { history.replaceState(null, '', '/'); });
		await page.goto(`${hall.url}/help`);
		expectErrors(page, /ERR_|Failed to load|EventSource/);
		const code = (await hall.ask('enrol_code', { role: 'hall', name: '主屏' })).code;
		await page.evaluate(async given => {
			const { ask, onNudge } = await import('/common/api.js');
			await ask('screen_enrol', { code: given });
			onNudge(() => {});
		}, code);
		await until('the stream', async () => (await hall.ask('status')).machines.some(one => one.connected));
		await hall.stop();
		await page.getByText('连不上服务器', { exact: true }).waitFor();
		await look(page, 'offline', { sizes: ['1280x800'] });
		await hall.start();
		await page.getByText('连不上服务器', { exact: true }).waitFor({ state: 'detached' });
	},

	'an operator changes their own password by the keyboard, and is signed out elsewhere': async hall => {
		const name = '田新', [page, other] = [await (await newBrowser(hall)).page('/'), await (await newBrowser(hall)).page('/')];
		await hall.ask('operator', { name, roles: ['viewer'], active: true, password: 'sample-password', second: { name: SECOND, password: 'sample-password' } });
		for (const each of [page, other]) {
			await signIn(each, name, 'sample-password');
			await each.waitForURL(/\/console/);
		}
		const box = page.getByRole('dialog', { name: '更改密码' });
		const fill = async (old, fresh, again = fresh) => {
			for (const [label, value] of [['现在的密码', old], ['新密码', fresh], ['再输入一次', again]])
				await box.getByLabel(label).fill(value);
			await page.keyboard.press('Enter');
		};
		await page.getByRole('button', { name: `${name}：更改密码` }).focus();
		await page.keyboard.press('Enter');
		await box.waitFor();
		await look(page, 'dialog-password', { sizes: ['1280x800'] });
		await keyboardReaches(page, 'dialog');
		await fill('sample-password', 'a-new-password', 'a-new-passwort');
		equal(await page.evaluate(() => document.activeElement.getAttribute('aria-invalid')), 'true', 'typed twice alike:');
		await fill('not-the-password', 'a-new-password');
		await box.getByText('姓名或密码不对').waitFor();
		await fill('sample-password', 'a-new-password');
		await page.getByText('密码已更改').waitFor();
		await page.reload();
		await page.locator('.shell-who').waitFor();
		expectErrors(other, /Failed to load|EventSource/);
		await other.reload();
		await other.getByLabel('密码').waitFor();
		await signIn(other, name, 'a-new-password');
		await other.waitForURL(/\/console/);
	},

	'eight pages of one browser hear of every change, and each can still ask': async hall => {
		const browser = await newBrowser(hall);
		const first = await browser.page('/');
		await signIn(first);
		await first.waitForURL(/\/console/);
		const pages = [];
		for (let i = 0; i < 8; i++)
			pages.push(await browser.page('/console#run'));
		const expected = n => Promise.all(pages.map(page => page.locator('.attendance .att', { hasText: `应到 ${n}` }).waitFor()));
		await expected(0);
		hall.rosterOf([['1', '田禾', '东沟村代表团', '1-1', '正式代表']]);
		await expected(1);
		const mistyped = await browser.page('/console#%');
		await mistyped.locator('a[aria-current=page]', { hasText: '会前准备' }).waitFor();
		await mistyped.close();
		expectErrors(first, /ERR_|Failed to load/);
		for (const page of pages)
			expectErrors(page, /ERR_|Failed to load/);
		await hall.stop();
		await Promise.all(pages.map(page => page.locator('.shell-offline').waitFor()));
		await hall.start();
		await Promise.all(pages.map(page => page.locator('.shell-offline').waitFor({ state: 'detached' })));
	},
}, hall => hall.create());
