/* 503-kiosk-assist - can somebody who was called help, is it seen while it lasts, and does the record name who helped and nothing else? */

import assert from "node:assert/strict";
import { Hall, tests } from "./kit.mjs";
import { Terminal, launch, startKiosk } from "./terminal.mjs";

const MACHINE = "3 排 12 座";
const hall = new Hall();
await hall.ready({ present: 60, election: "schema/profiles/grassroots-1990.json" });
const browser = await launch();
const kiosk = await startKiosk(hall, await hall.enrol("terminal", MACHINE), "--seat", "--lang", "zh");
const seat = await Terminal.open(browser, kiosk.url);
const [voter, helper] = (await hall.ask("roll", { from: 0, lookup: false })).people.filter(({ number }) => hall.slips.has(number));

const textSize = () => seat.page.evaluate(() => document.documentElement.dataset.text);

/* The bell, and the bell once more by whoever has come. */
async function call() {
	await seat.tap("help");
	await seat.page.waitForFunction(() => /已呼叫|Called/.test(document.querySelector("[data-key=help]").innerText));
	await seat.tap("help");
	await seat.at("assist");
}

/* A scanner, or a keyboard, types into the field and ends with the enter key. */
async function identify(who) {
	await seat.page.locator("[data-key=helper]").fill(who);
	await seat.page.keyboard.press("Enter");
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
	await seat.page.waitForSelector(".trouble");
	assert.match(await seat.text(".trouble"), /候选人不能协助/);
	await seat.look("terminal-assist-refused");
	await identify("99999999");
	await seat.page.waitForFunction(() => /没有此人/.test(document.querySelector(".trouble")?.innerText ?? ""));
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

"nothing went wrong on the page, and every screen was legible in both languages and sizes": async () => {
	assert.deepEqual(seat.troubles, []);
	assert.equal(seat.flawed.join("\n"), "");
},
};

await tests(cases);
await browser.close();
await hall.end();
