// 100-sign-in - who comes in at the door of browsers, what a browser can and cannot do there, and who holds the control seat.

import { readFileSync } from 'node:fs';
import { equal, expectErrors, keyboardReaches, look, newBrowser, ok, PASSWORD, SECOND, SECRETARY, setLang, signIn, sleep,
	tests, until } from './kit.mjs';

const ask = (page, type, body = {}) => page.evaluate(async ([t, b]) => {
	const { ask: send } = await import('/common/api.js');
	return send(t, b).then(answer => ({ ok: answer }), error => ({ code: error.code, detail: error.detail }));
}, [type, body]);
const alertOf = page => page.locator('.card [role=alert]').innerText();
// an operator with two pages to choose from stays at the door
const withBoth = async hall => {
	await hall.create();
	hall.operator('田禾', 'secretariat,desk');
	hall.operator('古丽·艾山', 'secretariat,desk');
};

// The control seat is free until a test takes it, and the name that is locked stays so: those come late.

await tests({
	'what is typed before the server has said who one is stays': async hall => {
		const page = await (await newBrowser(hall)).page();
		let answer;
		const asked = new Promise(resolve => page.route('**/api', route => {
			answer = () => route.continue();
			resolve();
		}, { times: 1 }));

		await page.reload({ waitUntil: 'commit' });
		await asked;
		await page.getByLabel('密码').fill('half a word');
		await Promise.all([page.waitForResponse('**/api'), answer()]);
		await sleep(200);
		equal(await page.getByLabel('密码').inputValue(), 'half a word');
	},

	'one role leads to its page, more to a choice, and a link back only to pages of ours': async hall => {
		const browser = await newBrowser(hall);
		const page = await browser.page();
		await page.locator('input[autocomplete=username]:focus').waitFor();
		equal(await keyboardReaches(page, 'sign-in'), ['中文', 'English', '姓名', '密码', '登录', '这是大屏？登记此屏幕', '使用说明']);
		await signIn(page, '田禾');
		await page.getByRole('heading', { name: '田禾，请选择' }).waitFor();
		await look(page, 'pages');
		await keyboardReaches(page, 'pages');
		for (const back of ['https://another.example/', '//another.example', '/\\another.example', '/console.evil', 'javascript:alert(1)', '/api']) {
			await page.goto(`${hall.url}/?back=${encodeURIComponent(back)}`);
			await page.getByRole('heading', { name: '田禾，请选择' }).waitFor();
			equal(new URL(page.url()).pathname, '/', back);
		}
		await page.getByRole('link', { name: /签到台/ }).click();
		await page.waitForURL(`${hall.url}/desk`);
	},

	'help can be read, and the certificate had, before anybody signs in': async hall => {
		const page = await (await newBrowser(hall)).page('/help');
		await page.getByRole('heading', { name: '第一次使用这台机器' }).waitFor();
		await look(page, 'help', { full: true });
		await keyboardReaches(page, 'help');
		const [loading] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载会议证书' }).click()]);
		equal(readFileSync(await loading.path(), 'utf8'), readFileSync(hall.authority, 'utf8'));
		equal((await page.context().cookies()), []);
	},

	'the language is kept': async hall => {
		const page = await (await newBrowser(hall)).page();
		await page.getByRole('button', { name: 'English' }).click();
		await page.getByRole('heading', { name: 'Sign in' }).waitFor();
		equal(await page.evaluate(() => document.documentElement.lang), 'en');
		await page.reload();
		await page.getByRole('heading', { name: 'Sign in' }).waitFor();
		await page.getByRole('button', { name: '中文' }).click();
		await page.getByRole('heading', { name: '登录' }).waitFor();
		equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN');
	},

	'no script reads the session, and nothing that is not of the page runs': async hall => {
		const browser = await newBrowser(hall);
		const page = await browser.page();
		await signIn(page, '田禾');
		await page.locator('.door-pages').waitFor();
		const cookies = await browser.context.cookies();
		equal(cookies.map(({ name }) => name).sort(), ['__Host-tally', '__Host-tally-device']);
		for (const { httpOnly, secure, sameSite, path } of cookies)
			equal([httpOnly, secure, sameSite, path], [true, true, 'Strict', '/']);
		equal(await page.evaluate(() => document.cookie), '');
		const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
		ok(cookies.every(({ value }) => !kept.includes(value)) && !/[0-9a-f]{64}/.test(kept), `no token in storage: ${kept}`);

		const { policy, frames } = await page.evaluate(async () => {
			const { headers } = await fetch('/console');
			return { policy: headers.get('content-security-policy'), frames: headers.get('x-content-type-options') };
		});
		equal([policy, frames], ["default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'", 'nosniff']);
		expectErrors(page, /Content Security Policy|Refused to|Note that 'script-src'|net::ERR_BLOCKED_BY_CSP|violates the following/);
		equal(await page.evaluate(async hostile => {
			const tried = document.body.appendChild(document.createElement('script'));
			tried.textContent = 'window.ran = true';
			const styled = document.body.appendChild(document.createElement('p'));
			styled.setAttribute('style', 'color: rgb(1, 2, 3)');
			const image = await new Promise(done => {
				const node = new Image();
				node.onload = () => done('loaded');
				node.onerror = () => done('refused');
				node.src = hostile;
			});
			let evaluated = 'refused';
			try {
				evaluated = new Function('return "ran"')();
			} catch { /* as it should be */ }
			return [window.ran ?? 'refused', getComputedStyle(styled).color === 'rgb(1, 2, 3)' ? 'styled' : 'refused', image, evaluated];
		}, 'data:image/gif;base64,R0lGODlhAQABAAAAACw='), ['refused', 'refused', 'refused', 'refused']);
	},

	'another page of the same browser signs out, and this one asks to sign in again': async hall => {
		const browser = await newBrowser(hall);
		const [page, other] = [await browser.page(), await browser.page()];
		await signIn(page, '田禾');
		await page.locator('.door-pages').waitFor();
		equal((await ask(page, 'status')).ok.control, { holder: '', mine: false });
		await other.reload();
		await other.getByRole('button', { name: '退出' }).click();
		await other.getByRole('heading', { name: '登录' }).waitFor();
		// what is left opens nothing: by it the server knows that somebody has signed in here before
		equal((await browser.context.cookies()).map(({ name }) => name), ['__Host-tally-device']);
		equal((await ask(page, 'status')).code, 'session');
		// and when somebody signs in anew, the old page goes on as that person without having to be loaded again
		await signIn(other, '古丽·艾山');
		await other.locator('.door-pages').waitFor();
		equal((await ask(page, 'me')).ok.name, '古丽·艾山');
		equal((await ask(page, 'status')).ok.name, '红旗镇第八届代表大会第三次会议');
	},

	'one browser at a time holds the control seat, and sees at once that another has taken it': async hall => {
		const [first, second] = [await (await newBrowser(hall)).page(), await (await newBrowser(hall)).page()];
		await signIn(first, '田禾');
		await signIn(second, '古丽·艾山');
		await first.locator('.door-pages').waitFor();
		await second.locator('.door-pages').waitFor();
		equal((await ask(first, 'enrol_code', { role: 'desk', name: '西门' })).code, 'control');
		await ask(first, 'control', { take: true });
		ok((await ask(first, 'enrol_code', { role: 'desk', name: '西门' })).ok.code, 'the holder may');
		equal(await ask(second, 'enrol_code', { role: 'desk', name: '东门' }), { code: 'control', detail: '田禾' });

		await first.evaluate(async () => {
			const { onNudge, ask: send } = await import('/common/api.js');
			window.seen = [];
			onNudge(async () => window.seen.push((await send('status')).control.holder));
		});
		await first.waitForFunction(() => window.seen.length);
		await ask(second, 'control', { take: true });
		await first.waitForFunction(() => window.seen.at(-1) === '古丽·艾山');
		equal(await ask(first, 'enrol_code', { role: 'desk', name: '东门' }), { code: 'control', detail: '古丽·艾山' });
		ok(/event=control.*古丽·艾山.*田禾/.test(hall.log()), 'the takeover is in the log');
	},

	'a screen of the hall is enrolled once, hears of changes, and is shut out when it is revoked': async hall => {
		const browser = await newBrowser(hall);
		const page = await browser.page();
		const { code } = await hall.ask('enrol_code', { role: 'hall', name: '主屏' });
		equal((await ask(page, 'screen_enrol', { code: code.toLowerCase() })).ok.name, '主屏');
		equal((await ask(page, 'screen_enrol', { code })).code, 'enrol_used');
		const [cookie] = await browser.context.cookies();
		equal([cookie.name, cookie.httpOnly, cookie.secure, cookie.sameSite], ['__Host-tally-screen', true, true, 'Strict']);
		ok(cookie.expires > Date.now() / 1000 + 300 * 86400, 'it lasts');
		equal((await ask(page, 'me')).ok.machine, '主屏');
		ok((await ask(page, 'state')).ok, 'it may ask for the state');
		equal((await ask(page, 'handout')).code, 'session');
		await page.evaluate(async () => {
			const { onNudge, onLink } = await import('/common/api.js');
			window.heard = [];
			window.links = [];
			onNudge(event => window.heard.push(event));
			onLink(is => window.links.push(is));
		});
		await until('it is seen as connected', async () => (await hall.ask('status')).machines.some(one => one.name === '主屏' && one.connected));
		await page.waitForFunction(() => window.heard.length);
		await page.evaluate(() => { window.heard = []; });
		await hall.ask('sitting_open', { sitting: 1 });
		await page.waitForFunction(() => window.heard.includes('state') && window.heard.includes('head'));
		expectErrors(page, /403|ERR_|EventSource/);
		await hall.ask('machine_revoke', { name: '主屏', reason: '更换' });
		await page.waitForFunction(() => window.links.at(-1) === false);
		equal((await ask(page, 'state')).code, 'session');
		equal((await ask(page, 'me')).ok.machine, '');
		equal(await browser.context.cookies(), []);
	},

	'a server that is away is said to be away, and found again': async hall => {
		const page = await (await newBrowser(hall)).page();
		expectErrors(page, /ERR_|Failed to load/);
		await hall.stop();
		await signIn(page);
		equal(await alertOf(page), '网络不通');
		await hall.start();
		await signIn(page);
		await page.waitForURL(/console/);
	},

	'a wrong password is told in either language, and after five the name is locked at this door alone': async hall => {
		const page = await (await newBrowser(hall)).page();
		await page.getByRole('heading', { name: '红旗镇第八届代表大会第三次会议' }).waitFor();
		await look(page, 'sign-in');
		await signIn(page, SECRETARY, 'not-the-password');
		equal(await alertOf(page), '姓名或密码不对');
		equal(await page.getByLabel('密码').inputValue(), '', 'the password is gone, the name stays:');
		equal(await page.getByLabel('姓名').inputValue(), SECRETARY);
		await setLang(page, 'en');
		for (let i = 0; i < 4; i++) {
			await page.getByLabel('Password').fill(`wrong-${i}`);
			await page.keyboard.press('Enter');
			await until('the answer', async () => await page.getByLabel('Password').inputValue() === '' && await page.getByRole('button', { name: 'Sign in' }).isEnabled());
		}
		equal(await alertOf(page), 'The name or password is wrong');
		await signIn(page, SECRETARY, PASSWORD);
		await page.getByText('Too many failures').waitFor();
		ok(hall.ctl('status').includes('红旗镇'), 'the operator at the server is not locked out');
		await signIn(page, SECOND, PASSWORD);
		await page.waitForURL(/console/);
	},
}, withBoth);
