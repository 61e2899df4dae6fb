// 310-desk-away - the check-in desk while the server is away, or does not answer, or the session has ended: does it go on, and
// is nothing lost and nothing doubled?

import { equal, expectErrors, look, ok, signIn, tests, until } from './kit.mjs';
import { AWAY, code, DESK, entries, figures, IN_TIME_MS, moves, noneWaits, openDesk, OTHER, PEOPLE, prepare, ready, recorded,
	scan, timedScan, verdict, VOTERS } from './desk.mjs';

/* Is a verdict in time? Where a machine is busy with other tests one of ten scans has to be: what we wait for by ourselves is
 * the same each time. Who comes are those from `number` on, the first of them is the `place`-th. Gives how many it took. */
async function inTime(hall, page, number, place) {
	const times = [];
	for (let i = 0; i < 10; i++) {
		times.push(await timedScan(page, code(hall, number + i), `第 ${place + i} 位`));
		if (times.at(-1) < IN_TIME_MS)
			return times.length;
	}
	throw new Error(`the verdicts took ${times.map(Math.round)} ms`);
}

/* What this computer's disk holds for the desk. */
const disk = page => page.evaluate(async () => {
	const db = await (await import('/desk/db.js')).openDb();
	return Object.fromEntries(await Promise.all(['kept', 'log', 'queue'].map(async store => [store, await db.all(store)])));
});

await tests({
	'a verdict does not wait for the server, neither for one that is silent nor for one that is away': async hall => {
		const page = await ready(hall);
		expectErrors(page, AWAY);
		await page.route('**/api', route => route.request().postData().includes('"scan"') ? null : route.continue());
		const came = await inTime(hall, page, 11, 1);
		await page.unroute('**/api');
		await hall.stop();
		await page.locator('.dot', { hasText: '未连接' }).waitFor();
		await inTime(hall, page, 11 + came, 1 + came);
	},

	'the server stops twice mid-queue, the page is opened anew in between: nothing is lost, nothing doubled, all in order': async hall => {
		const page = await ready(hall);
		expectErrors(page, AWAY);
		await scan(page, code(hall, 1));
		await verdict(page, 'ok', '第 1 位');
		await noneWaits(page);
		await hall.stop();
		await scan(page, code(hall, 2));
		await verdict(page, 'ok', '待上传');
		await look(page, 'desk-offline');
		/* who is in at this desk is in, whether the server knows it or not */
		await scan(page, code(hall, 2));
		await verdict(page, 'already', '已签到');
		await scan(page, code(hall, 3));
		await verdict(page, 'ok', '第 3 位');
		/* nobody goes while something waits */
		await page.getByRole('button', { name: '退出' }).click();
		await page.locator('.toast', { hasText: '还有 2 条未上传' }).waitFor();
		await page.reload();
		await page.locator('.dot', { hasText: '待上传 2 条' }).waitFor();
		await look(page, 'desk-offline-reload');
		await page.keyboard.press('F8');
		await scan(page, code(hall, 1));
		await verdict(page, 'left', '离场登记');
		await page.keyboard.press('F8');
		/* the digits of cards have stayed on no disk: this page has lost them until the server is back */
		ok(!JSON.stringify(await disk(page)).includes('100X') && (await disk(page)).kept.some(one => one.people?.length === PEOPLE.length), 'the roll is kept without digits');
		await page.keyboard.type('2003');
		await page.keyboard.press('Enter');
		ok((await verdict(page, 'wrong', '查无此人')) && (await page.locator('.notes').innerText()).includes('手机尾号'), 'it says why nobody is found');
		await page.keyboard.type('stf');
		await page.keyboard.press('Enter');
		await verdict(page, 'ok', '第 3 位');
		await hall.start();
		/* it goes away again while the queue is on its way */
		await until('the first has arrived', async () => (await moves(hall)).length > 1);
		await hall.stop();
		await scan(page, code(hall, 5));
		await page.locator('.person .seat b', { hasText: '2 排 1 座' }).waitFor();
		await scan(page, code(hall, 6));
		await page.locator('.person .seat b', { hasText: '7 排 9 座' }).waitFor();
		await page.reload();
		await page.locator('.ready').waitFor();
		await scan(page, code(hall, 8));
		await page.locator('.person h1', { hasText: '托乎提' }).waitFor();
		await hall.start();
		await recorded(hall, page, 'checkin 1', 'checkin 2', 'checkin 3', 'leave 1', 'checkin 7', 'checkin 5', 'checkin 6', 'checkin 8');
		const late = (await entries(hall, 'checkin', 'leave')).slice(1);
		ok(late.every(({ body, at }) => body.desk_at > 0 && body.desk_at <= at), 'each late one bears the desk\'s own time');
		equal((await entries(hall, 'anomaly')).length, 0, 'anomalies');
		await figures(page, 6, VOTERS);
		await page.locator('.recent', { hasText: '待上传' }).waitFor({ state: 'hidden' });
	},

	'a scan that stays unanswered is shown in time and told again, once': async hall => {
		const page = await ready(hall);
		/* the server hears the first scan, the desk does not hear the answer */
		await page.evaluate(() => {
			const real = window.fetch;
			let isFirst = true;

			window.fetch = async (url, options) => {
				const answer = await real(url, options);
				if (isFirst && options?.body?.includes('"scan"')) {
					isFirst = false;
					await new Promise(done => { window.lose = done; });
					throw new TypeError('lost');
				}
				return answer;
			};
		});
		await scan(page, code(hall, 1));
		ok((await verdict(page, 'ok', '待上传')).includes('签到成功'), 'it is marked');
		await page.waitForFunction(() => window.lose);
		await page.evaluate(() => window.lose());
		await recorded(hall, page, 'checkin 1');
		equal((await entries(hall, 'anomaly')).length, 0, 'anomalies');
	},

	'what was noted offline and does not fit is on the list to check, changes nothing, and is settled with a note': async hall => {
		const page = await ready(hall);
		const other = await openDesk(hall, OTHER);
		expectErrors(page, AWAY);
		await page.route('**/api', route => route.abort());
		await scan(page, code(hall, 1));
		ok((await verdict(page, 'ok', '待上传')).includes('签到成功'), 'it is marked');
		await scan(other, code(hall, 1));
		await verdict(other, 'ok', '第 1 位');
		await page.unroute('**/api');
		await verdict(page, 'already', '待核对');
		await page.locator('.to-check.new', { hasText: '1' }).waitFor();
		await look(page, 'desk-conflict');
		await page.locator('.to-check').click();
		await page.locator('.anomalies li', { hasText: '当时已在场' }).waitFor();
		await look(page, 'desk-anomalies');
		const [anomaly] = await entries(hall, 'anomaly');
		equal([anomaly.body.number, anomaly.body.found], ['1', 'already_in']);
		await page.getByRole('button', { name: '处理' }).click();
		await look(page, 'desk-settle', { langs: ['zh'] });
		await page.getByLabel('处理结果').fill('重复扫码，以记录为准');
		await page.keyboard.press('Enter');
		await page.locator('.settled', { hasText: '重复扫码，以记录为准' }).waitFor();
		await page.locator('.verdict', { hasText: '均已处理' }).waitFor();
		await page.locator('.to-check').waitFor({ state: 'detached' });
		await look(page, 'desk-anomalies-settled');
		equal((await entries(hall, 'anomaly_settle')).map(({ by, body }) => [by, body]), [[[DESK], { anomaly: anomaly.n, note: '重复扫码，以记录为准' }]]);
		await recorded(hall, page, 'checkin 1');
	},

	'a session that has ended stops nobody at the door: scans are kept and sent after signing in again, names are on the disk no more': async hall => {
		const page = await ready(hall);
		expectErrors(page, AWAY);
		await page.evaluate(async () => (await import('/common/api.js')).ask('logout'));
		await scan(page, code(hall, 1));
		ok((await verdict(page, 'ok', '待上传')).includes('签到成功'), 'it is marked');
		await page.locator('.desk-stuck', { hasText: '登录已过期' }).waitFor();
		await look(page, 'desk-session-over');
		await scan(page, code(hall, 2));
		await page.locator('.person h1', { hasText: /^田\u3000禾$/ }).waitFor();
		await until('no list is left on the disk', async () => !(await disk(page)).kept.length);
		const rest = await disk(page);
		equal([rest.queue.length, /林秀禾|东沟村/.test(JSON.stringify(rest))], [2, false], 'left on the disk:');
		await page.locator('.desk-stuck a').click();
		await page.locator('.door-waiting', { hasText: '还有 2 条签到没有上传' }).waitFor();
		await look(page, 'desk-signed-out-waiting');
		/* whoever works here next sends them */
		await signIn(page, OTHER);
		await page.waitForURL(/\/desk$/);
		await recorded(hall, page, 'checkin 1', 'checkin 2');
		await page.locator('.recent', { hasText: '林秀禾' }).waitFor();
	},

	'who signs out leaves no names behind, at the desk or at the door': async hall => {
		const page = await ready(hall);
		/* the server ends the stream of events with the session */
		expectErrors(page, AWAY);
		await scan(page, code(hall, 1));
		await verdict(page, 'ok', '第 1 位');
		await noneWaits(page);
		ok(!JSON.stringify((await disk(page)).log).includes('林秀禾'), 'the log names nobody');
		await page.getByRole('button', { name: '退出' }).click();
		await page.waitForURL(url => url.pathname === '/');
		equal(await disk(page), { kept: [], log: [], queue: [] });
		await signIn(page, DESK);
		await page.waitForURL(/\/desk$/);
		await page.locator('.ready').waitFor();
		await until('the roll is kept', async () => (await disk(page)).kept.length > 1);
		/* a session that ended elsewhere: the door finds it out */
		await page.evaluate(async () => (await import('/common/api.js')).ask('logout'));
		await page.goto(hall.url);
		await page.getByLabel('姓名').waitFor();
		await until('the disk is empty', async () => !(await disk(page)).kept.length);
	},

	'every file that the page loads is kept for when the server is away': async hall => {
		const page = await ready(hall, { isOpen: false });
		const [loaded, kept] = await page.evaluate(async () => [
			performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter(path => !['/api', '/events', '/sw.js'].includes(path)),
			(await (await caches.open((await caches.keys())[0])).keys()).map(({ url }) => new URL(url).pathname),
		]);
		equal(loaded.filter(path => !kept.includes(path)), []);
	},
}, prepare);
