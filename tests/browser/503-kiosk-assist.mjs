/* 503-kiosk-assist - is who needs it helped, by somebody who was called, of whom the record holds the name and nothing
 * else, and by a voice, which tells nobody the choice? */

import assert from "node:assert/strict";
import { Hall, tests, until } from "./kit.mjs";
import { Terminal, launch, startKiosk } from "./terminal.mjs";

const MACHINE = "3 排 12 座", BOOTH = "东厅投票间";
const hall = new Hall();
await hall.ready({ present: 60, election: "schema/profiles/grassroots-1990.json" });
const browser = await launch();
const kiosk = await startKiosk(hall, await hall.enrol("terminal", MACHINE), "--seat", "--lang", "zh");
const seat = await Terminal.open(browser, kiosk.url);
const boothAt = async (name, ...options) => Terminal.open(browser,
	(await startKiosk(hall, await hall.enrol("terminal", name), "--booth", "--lang", "zh", ...options)).url);
/* one that has time, and one where whoever does nothing is gone soon */
const booth = await boothAt(BOOTH), hasty = await boothAt("西厅投票间", "--idle", "8");
const { people } = await hall.ask("roll", { from: 0, lookup: false });
const [voter, helper, second, third] = people.filter(({ number }) => hall.slips.has(number));

const textSize = (terminal = seat) => terminal.page.evaluate(() => document.documentElement.dataset.text);

/* The bell, and the bell once more by whoever has come. */
async function call(terminal = seat) {
	await terminal.tap("help");
	await isCalled(terminal);
	await terminal.press("help");
	await terminal.at("assist");
}
const isCalled = (terminal, word = "已呼叫") => terminal.page.waitForFunction(text => document.querySelector("[data-key=help]").innerText.trim() === text, word);

/* A scanner, or a keyboard, types into the field and ends with the enter key. */
async function identify(who, terminal = seat) {
	await terminal.page.locator("[data-key=helper]").fill(who);
	await terminal.page.keyboard.press("Enter");
}

/* A machine has no voice of its own in a test: these stand in for the browser's. What is read is kept until it is stopped. */
const MANDARIN = { name: "Mandarin", lang: "cmn", localService: true }, ENGLISH = { name: "English", lang: "en-US", localService: true };
const CANTONESE = { name: "Cantonese", lang: "yue", localService: true }, REMOTE = { name: "Remote", lang: "zh-CN", localService: false };
const giveVoices = (terminal, ...voices) => terminal.page.evaluate(list => {
	window.read = [];
	window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
	Object.assign(speechSynthesis, {
		getVoices: () => list, cancel: () => { window.read = []; },
		speak: ({ text, voice }) => window.read.push(`${voice.name}: ${text}`),
	});
	speechSynthesis.dispatchEvent(new Event("voiceschanged"));
}, voices);
const isReading = terminal => terminal.page.evaluate(() => document.querySelector("[data-key=read]").getAttribute("aria-pressed") === "true");

async function turnReading(is, terminal = seat) {
	await terminal.tap("read");
	await terminal.page.waitForSelector(`[data-key=read][aria-pressed=${is}]`);
}

/* What is being read, each text without the voice's name; it has to be the Mandarin one. */
async function read(terminal = seat) {
	const texts = await terminal.page.evaluate(() => window.read);

	assert.ok(texts.every(text => text.startsWith("Mandarin: ")), texts.join());
	return texts.map(text => text.slice("Mandarin: ".length));
}

function openPoll(id, kind, ...options) {
	hall.ctl("poll", "--id", id, "--kind", kind, ...options);
	hall.ctl("open", id);
}

const cases = {
"a candidate may not help, nor one whom nobody knows; a second press on the bell is taken back": async () => {
	await seat.at("slip");
	await seat.scan(hall.slips.get(voter.number));
	await seat.at("idle");
	hall.ctl("poll", "--id", "e1", "--kind", "election", "--title", "选举", "--seats", "1", "--row", helper.name, "--row", "万小穗");
	hall.ctl("open", "e1");
	await seat.at("election");
	await seat.doubleTap("help");
	await isCalled(seat);
	assert.equal(await seat.screen(), "election-0", "a double tap calls, and does no more");
	await seat.press("help");
	await seat.at("assist");
	await seat.look("terminal-assist");
	await identify(helper.number);
	await seat.says(/候选人不能协助/);
	await seat.look("terminal-assist-refused");
	await identify("99999999");
	await seat.says(/没有此人/);
	await seat.press("assist-back");
	await seat.at("election");
	assert.equal(await textSize(), "normal");
	await hall.ask("call_done", { machine: MACHINE });
	await isCalled(seat, "请求协助");
	hall.ctl("void", "e1", "--reason", "test");
	await seat.at("refused-not_open");
},

"who helps is named in large text until the ballot is in, and by the record behind the close": async () => {
	hall.ctl("poll", "--id", "r1", "--kind", "resolution", "--title", "关于《红旗镇村道管护办法（草案）》的决议");
	hall.ctl("open", "r1");
	await seat.at("question");
	await call();
	for (const c of helper.number)
		await seat.tap(`char-${c}`);
	await seat.press("assist-on");
	await seat.at("question");
	assert.equal(await textSize(), "large");
	assert.equal(await seat.text(".assisted"), `协助模式 · ${helper.name}`);
	await seat.look("terminal-assisted", { text: "large" });
	await seat.press("option-1");
	await seat.at("confirm");
	assert.ok(await seat.page.locator(".assisted").isVisible());
	await seat.press("cast");
	await seat.at("received");
	assert.equal(await textSize(), "normal");
	assert.equal(await seat.page.locator(".assisted").count(), 0);
	hall.ctl("close", "r1");
	const { lines } = await hall.ask("entries", { from: 0 });
	const [entry, ...others] = lines.map(line => JSON.parse(line)).filter(({ type }) => type === "assist");
	assert.deepEqual(entry.body, { poll: "r1", attempt: 1, helpers: [{ name: helper.name, count: 1 }] });
	assert.equal(others.length, 0);
	assert.ok(!JSON.stringify(entry).includes(MACHINE));
},

"at a booth help ends with the ballot, or when whoever was helped goes away: the next delegate finds the screen as it is made": async () => {
	const isHelped = (at = booth) => at.page.locator(".assisted").count();

	hall.ctl("poll", "--id", "r2", "--kind", "resolution", "--title", "关于预算的决议");
	hall.ctl("open", "r2");
	await hasty.at("slip");
	await hasty.scan(hall.slips.get(second.number));
	await hasty.at("question");
	await call(hasty);
	await identify(helper.number, hasty);
	await hasty.page.waitForSelector(".assisted", { state: "attached" });
	await until("it is large", async () => await textSize(hasty) === "large");
	/* nobody touches it any more */
	await hasty.at("slip");
	assert.equal(await textSize(hasty), "normal");
	await hasty.scan(hall.slips.get(third.number));
	await hasty.at("question");
	assert.equal(await isHelped(hasty), 0);
	await booth.at("slip");
	await booth.scan(hall.slips.get(third.number));
	await booth.at("question");
	await call(booth);
	await identify(helper.number, booth);
	await booth.page.waitForSelector(".assisted", { state: "attached" });
	await booth.press("option-0");
	await booth.at("confirm");
	await booth.press("cast");
	await booth.at("received");
	assert.equal(await isHelped(), 0);
	await booth.look("terminal-receipt-assisted-booth");
	await booth.done();
	await booth.scan(hall.slips.get(second.number));
	await booth.at("question");
	assert.equal(await isHelped(), 0);
	assert.equal(await textSize(booth), "normal");
	hall.ctl("close", "r2");
	const { lines } = await hall.ask("entries", { from: 0 });
	const { body } = lines.map(line => JSON.parse(line)).findLast(({ type }) => type === "assist");

	assert.deepEqual(body, { poll: "r2", attempt: 1, helpers: [{ name: helper.name, count: 2 }] });
},

"the key to read aloud is there with a voice of the machine's own in the page's language, and with no other": async () => {
	await seat.at("refused-not_open");
	assert.equal(await seat.has("read"), false);
	await giveVoices(seat, REMOTE, CANTONESE, ENGLISH);
	assert.equal(await seat.has("read"), false);
	await giveVoices(seat, REMOTE, CANTONESE, ENGLISH, MANDARIN);
	assert.equal(await seat.has("read"), true);
	assert.equal(await isReading(seat), false);
	assert.deepEqual(await read(), []);
	await seat.look("terminal-refused-voice");
},

"what a screen says is read, from one press to the next; another screen ends it, and is read itself": async () => {
	openPoll("v1", "resolution", "--title", "关于《红旗镇村道管护办法（草案）》的决议");
	await seat.at("question");
	await seat.look("terminal-resolution-voice", { text: "large" });
	await turnReading(true);
	const question = await read();
	assert.deepEqual(question, ["决议", "关于《红旗镇村道管护办法（草案）》的决议", "请选一项：赞成、反对、弃权"]);
	await seat.look("terminal-resolution-reading");
	await seat.press("option-1");
	await seat.at("confirm");
	await turnReading(false);
	assert.deepEqual(await read(), [], "stopped");
	await seat.press("back");
	await seat.at("question");
	assert.deepEqual(await read(), [], "and silent until it is pressed again");
	await turnReading(true);
	assert.deepEqual(await read(), question);
},

"the choice is read nowhere, nor does anything that is read depend on it; the code of a ballot is not read either": async () => {
	const heard = [];

	for (const option of [0, 1, 2]) {
		await seat.press(`option-${option}`);
		await seat.at("confirm");
		heard.push((await read()).join());
		if (option < 2) {
			await seat.press("back");
			await seat.at("question");
		}
	}
	assert.match(heard[0], /您的选择不朗读，请看屏幕.*确认提交/);
	assert.doesNotMatch(heard[0], /赞成|反对|弃权/);
	assert.deepEqual(heard, Array(3).fill(heard[0]));
	assert.match(await seat.text("main"), /您的选择不朗读，请看屏幕/, "and the screen says so");
	await seat.look("terminal-confirm-reading");
	await seat.look("terminal-confirm-reading", { text: "large" });
	const code = (await seat.text(".slip .code")).replaceAll("\n", " ");
	await seat.press("cast");
	await seat.at("received");
	const [word, time, ...more] = await read();
	assert.equal(word, "已收到");
	assert.match(time, /^\d\d:\d\d:\d\d$/);
	assert.deepEqual(more, ["请等候宣布结果"]);
	assert.ok(code && !word.concat(time, more).includes(code.split(" ")[0]));
	await seat.look("terminal-receipt-reading");
	hall.ctl("close", "v1");
	await seat.at("idle");
},

"of candidates the names are read, and how many may be chosen; who is picked, and how many, is not, nor the roll": async () => {
	openPoll("v2", "election", "--title", "选举镇委员会委员", "--seats", "2", "--row", "丁守田", "--row", "万小穗", "--row", "王麦青", "--write-in", "孙大庆");
	await seat.at("election");
	const before = await read();
	assert.deepEqual(before, ["选举镇委员会委员", "应选 2 人", "每人或每项可选：赞成、反对", "不选即为弃权。", "丁守田", "万小穗", "王麦青", "另选他人", "第 1 页，共 1 页"]);
	await seat.press("pick-0-for");
	await seat.tap("pick-1-against");
	await seat.page.waitForFunction(() => document.querySelectorAll("[aria-pressed=true].pick").length === 2);
	assert.deepEqual(await read(), before);
	await seat.tap("roll");
	await seat.at("roll");
	assert.deepEqual(await read(), []);
	await seat.press("extra-3");
	await seat.tap("roll-done");
	await seat.at("election");
	assert.deepEqual(await read(), before);
	await seat.press("review");
	await seat.at("confirm");
	assert.doesNotMatch((await read()).join(), /丁守田|万小穗|王麦青|孙大庆|空白|赞成|反对/);
	await seat.look("terminal-confirm-election-reading");
	await seat.press("test");
	await seat.at("opening");
	assert.doesNotMatch((await read()).join(), /丁守田|万小穗|王麦青|孙大庆/, "not even what was chosen for a test");
	hall.ctl("void", "v2", "--reason", "test");
	await seat.press("done");
	await seat.at("refused-not_open");
	await turnReading(false);
},

"at a booth it is off for the next delegate, whether the last one ended or the next one simply scanned": async () => {
	await booth.at("slip");
	await giveVoices(booth, MANDARIN, ENGLISH);
	openPoll("v3", "appraisal", "--title", "中层干部年度测评", "--row", "丁守田", "--row", "万小穗");
	for (const [i, who] of [second, third, voter].entries()) {
		await booth.scanAtOnce(hall.slips.get(who.number));
		await booth.at("grades");
		assert.equal(await isReading(booth), false);
		assert.deepEqual(await read(booth), []);
		assert.equal(await textSize(booth), "normal");
		if (i === 2)
			break;
		await booth.tap("text");
		await turnReading(true, booth);
		assert.deepEqual((await read(booth)).slice(2, 4), ["丁守田", "万小穗"]);
		await booth.press("review");
		await booth.at("confirm");
		await booth.press("cast");
		await booth.at("received");
		if (i === 0)
			await booth.done();
	}
	hall.ctl("void", "v3", "--reason", "test");
},

"nothing went wrong on the page, and every screen was legible in both languages and sizes": async () => {
	assert.deepEqual([...seat.troubles, ...booth.troubles, ...hasty.troubles], []);
	assert.equal([...seat.flawed, ...booth.flawed].join("\n"), "");
},
};

await tests(cases);
await browser.close();
await hall.end();
