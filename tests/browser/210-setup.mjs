// 210-setup - can a meeting be begun in a browser on a server that has none, by whoever has the code from that server's own
// machine and by nobody else?

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { equal, keyboardReaches, look, newBrowser, ok, PASSWORD, ROOT, SECRETARY, setLang, tests, until } from './kit.mjs';

const NAME = '红旗镇第八届代表大会第三次会议';
const draw = hall => JSON.parse(hall.ctl('--json', 'setup')).code;
const says = (page, text) => page.locator('.setup-bad', { hasText: text }).waitFor();

// One message as a page of ours sends it: the ok object, or the error's code.
const ask = (page, type, body) => page.evaluate(async message => {
	const { ok: answer, error } = await (await fetch('/api', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(message) })).json();
	return answer ?? error.code;
}, { id: 1, type, body });

async function withCode(page, code) {
	await page.getByLabel('服务器打印的创建码').fill(code);
	await page.keyboard.press('Enter');
}

/* One resolution by secret ballot, and the end. */
async function holdAndSeal(hall) {
	// many who only look on, so that the record comes in more than one piece
	hall.rosterOf([...[...'一二三四五六'].map((name, i) => [i + 1, `张${name}`, '东沟村代表团', `1-${i + 1}`, '正式代表']),
		...Array.from({ length: 1500 }, (_, i) => [1001 + i, `旁听${i + 1}`, '', '', '列席'])]);
	await hall.trustees();
	await hall.keysAndSlips(6);
	await hall.ask('sitting_open', { sitting: 1 });
	await hall.checkIn([...hall.slips.keys()]);
	hall.ctl('poll', '--id', 'p1', '--kind', 'resolution', '--title', '关于村道管护办法的决议');
	hall.ctl('open', 'p1');
	await hall.vote('p1', [...hall.slips.keys()], i => [i % 3]);
	await hall.ask('poll_close', { poll: 'p1', attempt: 1 });
	await until('the count', async () => (await hall.ask('status')).polls[0].state === 'counted');
	await hall.ask('poll_publish', { poll: 'p1', attempt: 1 });
	await hall.ask('sitting_close', { sitting: 1 });
	equal(await hall.ask('bundle', { lang: 'zh', from: 0 }).catch(error => error.message), 'bundle: unsealed ');
	hall.ctl('--lang', 'zh', 'seal', '--out', join(hall.home, 'sealed'));
	// two signatures are enough for the seal: the third may come a moment later
	const { size } = await hall.ask('status');
	await until('all have signed the last head', async () => (await hall.ask('checkpoint', { size })).note.split('trustee/').length === 4);
	hall.ctl('--lang', 'zh', 'seal', '--out', join(hall.home, 'sealed'));
}

async function download(hall, page) {
	await page.goto(`${hall.url}/console#run`);
	await page.getByRole('heading', { name: '会议记录已封存' }).waitFor();
	await look(page, 'console-sealed-download');
	const [loading] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载封存记录' }).click()]);
	equal(loading.suggestedFilename(), `${NAME}　封存记录.zip`);
	await page.getByText('已下载').waitFor();

	const zip = join(hall.home, 'bundle.zip'), folder = join(hall.home, 'unpacked'), sealed = join(hall.home, 'sealed');
	await loading.saveAs(zip);
	ok(statSync(zip).size > 256 << 10, 'it is larger than a piece');
	const run = (program, args) => spawnSync(program, args, { encoding: 'utf8' });
	equal(run('unzip', ['-q', zip, '-d', folder]).status, 0, 'unzip');
	equal(readdirSync(folder).sort(), readdirSync(sealed).sort());
	for (const name of readdirSync(sealed))
		ok(readFileSync(join(folder, name)).equals(readFileSync(join(sealed, name))), `${name} is, to the byte, what tallyctl seal writes`);
	// as the page shows it, spaces and all
	const head = await page.locator('.sealed-head').innerText();
	const audit = run(resolve(ROOT, process.env.BIN ?? 'build/bin', 'tally-audit'), ['verify', folder, '--head', head, '--lang', 'en']);
	equal(audit.status, 0, audit.stdout + audit.stderr);
	ok(!readdirSync(hall.state).includes('bundle.jsonl'), 'nothing is left half made');
}

// All in one hall, which has no meeting until the last creates it.
await tests({
	'a server without a meeting asks for the latest code, whatever page is opened': async hall => {
		const page = await (await newBrowser(hall)).page('/setup');
		for (const path of ['/', '/console', '/desk', '/print/minutes.html']) {
			await page.goto(`${hall.url}${path}`);
			await page.waitForURL(`${hall.url}/setup`);
		}
		await page.locator('#setup-code:focus').waitFor();
		await look(page, 'setup-code');
		equal(await keyboardReaches(page, 'setup-code'), ['中文', 'English', '服务器打印的创建码', '下一步', '使用说明']);

		equal(await page.evaluate(async () => (await fetch('/authority.pem')).text()), readFileSync(hall.authority, 'utf8'), 'a station can be told the authority already:');
		const old = draw(hall), code = draw(hall);
		await withCode(page, code.replace(/.$/, last => (last === '0' ? '1' : '0')));
		await says(page, '代码有误，请检查后重新输入');
		await withCode(page, old);
		await says(page, '创建码不对，或已换新：请输入 tallyctl setup 最后一次打印的创建码');
		await look(page, 'setup-code-wrong');
		equal(await ask(page, 'create', { code: old, name: 'x', sittings: ['x'], profile: {}, operator: 'x', password: PASSWORD }), 'setup_code');
		equal(await ask(page, 'setup_rules', { profile: {} }), 'field_missing');
		equal(await ask(page, 'setup_code', {}), 'not_permitted');
		equal(await ask(page, 'status', {}), 'no_meeting');
		ok(!hall.log().includes(code.slice(0, 9)) && !hall.log().includes(code.replaceAll(' ', '')), 'no code is in the log');
		await withCode(page, code.toLowerCase().replaceAll(' ', ''));
		await page.locator('#setup-name:focus').waitFor();
	},

	'rules are told in words before they are chosen, and a file that is none says why': async hall => {
		const page = await (await newBrowser(hall)).page('/setup');
		await withCode(page, draw(hall));
		await page.getByLabel('会议规则').selectOption({ label: '浑源方案：三分之二到会，有选举时五分之四' });
		await page.getByText('实到 ≥ 应到 × 2/3').waitFor();
		await page.getByLabel('选举规则').selectOption({ label: '基层组织选举（2020）' });
		await page.getByRole('heading', { name: '等额选举' }).waitFor();
		await setLang(page, 'en');
		await page.getByRole('heading', { name: 'The rules chosen' }).waitFor();
		await page.getByRole('heading', { name: /^Resolution/ }).waitFor();
		await page.locator('.setup-rules').getByText('Hunyuan rules: two thirds present, four fifths where there is an election + Grassroots elections (2020)').waitFor();
		await look(page, 'setup-rules');
		await setLang(page, 'zh');

		const own = JSON.parse(readFileSync(join(ROOT, 'schema/profiles/shitai.json'), 'utf8'));
		const choose = async (name, content) => {
			const file = join(hall.home, name);
			writeFileSync(file, content);
			const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: '用自己的规则文件…' }).click()]);
			await chooser.setFiles(file);
		};
		await choose('picture.json', 'no rules');
		await says(page, '“picture.json”不是规则文件');
		await choose('own.json', JSON.stringify({ ...own, title: '本镇规则' }));
		await page.locator('.setup-rules').getByText('本镇规则 + 基层组织选举（2020）').waitFor();
		await page.getByLabel('选举规则').selectOption({ label: '没有选举' });
		await page.locator('.setup-rules').getByText('本镇规则', { exact: true }).waitFor();
		await choose('bad.json', JSON.stringify({ ...own, minimum: 1 }));
		await says(page, '规则不能用：数值或长度超出范围（minimum）');
		equal(await page.getByLabel('会议规则').getAttribute('aria-invalid'), 'true');
	},

	'a meeting is created by the keyboard alone, the code opens nothing after it, and what it leaves is downloaded as the auditor wants it': async hall => {
		const browser = await newBrowser(hall);
		const page = await browser.page('/setup'), late = await browser.page('/setup');
		const code = draw(hall);
		await page.bringToFront();
		await withCode(page, code);
		await page.locator('#setup-name:focus').waitFor();
		await page.keyboard.press('Enter');
		for (const text of ['请填写会议名称', '请填写场次名称，或删去这一场', '请选择会议规则', '请填写姓名', '密码至少 8 个字符'])
			await says(page, text);
		await look(page, 'setup-missing');
		await page.locator('#setup-name:focus').waitFor();
		await keyboardReaches(page, 'setup');

		const press = async (...keys) => {
			for (const key of keys)
				await page.keyboard.press(key);
		};
		await page.locator('#setup-name').focus();
		await page.keyboard.type(NAME);
		equal([await page.locator('#setup-name').getAttribute('aria-invalid'), await page.getByText('请填写会议名称').count()], [null, 0], 'what is there now is red no more:');
		await press('Tab');
		await page.keyboard.type('第一次全体会议');
		await press('Tab', 'Enter');
		await page.locator('#setup-sitting-1:focus').waitFor();
		await page.keyboard.type('第二次全体会议');
		await press('Tab', 'Tab', 'Enter');
		await page.locator('#setup-sitting-2:focus').waitFor();
		await press('Tab', 'Enter');
		await page.locator('#setup-sitting-1:focus').waitFor();
		await page.locator('#setup-sitting-2').waitFor({ state: 'detached' });
		await press('Tab', 'Tab', 'Tab');
		for (const rules of ['支部党员大会', '浑源方案']) {
			await press('ArrowDown');
			await page.locator('.setup-rules', { hasText: rules }).waitFor();
		}
		await press('Tab', 'Tab', 'Tab');
		await page.keyboard.type(SECRETARY);
		await press('Tab');
		await page.keyboard.type(PASSWORD);
		await press('Tab');
		await page.keyboard.type('another-password');
		await press('Enter');
		await says(page, '两次输入的密码不一样');
		await page.locator('#setup-again:focus').waitFor();
		await press('Control+A');
		await page.keyboard.type(PASSWORD);
		equal(await page.locator('.setup-bad').count(), 0, 'what is wrong:');
		await look(page, 'setup-filled');
		await press('Enter');
		await page.waitForURL(/console/);
		await page.getByText('控制席：本机').waitFor();

		const { meeting, name } = await hall.ask('status');
		ok(readFileSync(hall.authority, 'utf8') && meeting.length === 16, 'the meeting has its id');
		equal(name, NAME);
		ok(/event=created meeting=\w{16} door=1/.test(hall.log()), 'the log says by which door');
		equal((await hall.ask('readiness')).sittings.map(one => one.name), ['第一次全体会议', '第二次全体会议']);
		equal((await hall.ask('readiness')).operators.map(({ name: who, roles }) => [who, roles]), [[SECRETARY, ['secretariat']]]);
		equal((await hall.ask('profile')).profile, JSON.parse(readFileSync(join(ROOT, 'schema/profiles/hunyuan.json'), 'utf8')));
		equal(await ask(late, 'create', { code, name: 'x', sittings: ['x'], profile: {}, operator: 'x', password: PASSWORD }), 'meeting_exists');
		await withCode(late, code);
		await late.waitForURL(/console/);
		await late.goto(`${hall.url}/setup`);
		await late.waitForURL(/console/);

		await hall.created();
		await holdAndSeal(hall);
		await download(hall, page);
	},
}, hall => hall.start());
