/* 503-kiosk-assist - can somebody who was called help, is it seen while it lasts, and does the record name who helped and nothing else? */

import assert from "node:assert/strict";
import { Hall, tests, until } from "./kit.mjs";
import { Terminal, launch, startKiosk } from "./terminal.mjs";

const MACHINE = "3 排 12 座", BOOTH = "东厅投票间";
const hall = new Hall();
await hall.ready({ present: 60, election: "schema/profiles/grassroots-1990.json" });
const browser = await launch();
const kiosk = await startKiosk(hall, await hall.enrol("terminal", MACHINE), "--seat", "--lang", "zh");
const seat = await Terminal.open(browser, kiosk.url);
const boothAt = async (name, ...options) => Terminal.open(browser, (await startKiosk(hall, await hall.enrol("terminal", name), "--booth", "--lang", "zh", ...options)).url);
/* one that has time, and one where whoever does nothing is gone soon */
const booth = await boothAt(BOOTH), hasty = await boothAt("西厅投票间", "--idle", "8");
const [voter, helper, second, third] = (await hall.ask("roll", { from: 0, lookup: false })).people.filter(({ number }) => hall.slips.has(number));

const textSize = (terminal = seat) => terminal.page.evaluate(() => document.documentElement.dataset.text);

/* The bell, and the bell once more by whoever has come. */
async function call(terminal = seat) {
	await terminal.tap("help");
	await terminal.page.waitForFunction(() => /已呼叫|Called/.test(document.querySelector("[data-key=help]").innerText));
	await terminal.tap("help");
	await terminal.at("assist");
}

/* A scanner, or a keyboard, types into the field and ends with the enter key. */
async function identify(who, terminal = seat) {
	await terminal.page.locator("[data-key=helper]").fill(who);
	await terminal.page.keyboard.press("Enter");
}

const cases = {
"a candidate may not help, nor one whom nobody knows; a second press on the bell is taken back": async () => {
	await seat.at("slip");
	await seat.scan(hall.slips.get(voter.number));
	await seat.at("idle");
	hall.ctl("poll", "--id", "e1", "--kind", "election", "--title", "选举", "--seats", "1", "--row", helper.name, "--row", "万小穗");
	hall.ctl("open", "e1");
	await seat.at("election");
	await call();
	await seat.look("terminal-assist");
	await identify(helper.number);
	await seat.says(/候选人不能协助/);
	await seat.look("terminal-assist-refused");
	await identify("99999999");
	await seat.says(/没有此人/);
	await seat.press("assist-back");
	await seat.at("election");
	assert.equal(await textSize(), "normal");
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

"nothing went wrong on the page, and every screen was legible in both languages and sizes": async () => {
	assert.deepEqual([...seat.troubles, ...booth.troubles, ...hasty.troubles], []);
	assert.equal([...seat.flawed, ...booth.flawed].join("\n"), "");
},
};

await tests(cases);
await browser.close();
await hall.end();
