/* load - with 300 terminals voting at once, how long does a delegate wait between 确认提交 and 已收到? For `make bench`: prints
 * milliseconds, a poll each, as JSON; no test, for it fails on a busy machine. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Hall, until } from "./kit.mjs";
import { Terminal, launch, startKiosk } from "./terminal.mjs";

const TERMINALS = 300, POLLS = 5;

const hall = new Hall();
await hall.create();
hall.rosterOf([...Array(TERMINALS + 10).keys()]
	.map(i => [String(1001 + i), `代表${i + 1}`, "第一代表团", `${Math.floor(i / 20) + 1}-${i % 20 + 1}`, "正式代表"]));
await hall.trustees();
await hall.ask("badges");
await hall.keysAndSlips(TERMINALS + 10);
await hall.ask("sitting_open", { sitting: 1 });
hall.delegates = [...hall.slips.keys()];
await hall.checkIn(hall.delegates);
const browser = await launch();
const kiosk = await startKiosk(hall, await hall.enrol("terminal", "3 排 12 座"), "--seat");
const seat = await Terminal.open(browser, kiosk.url);
const polls = [...Array(POLLS).keys()].map(i => `p${i + 1}`);
const connected = async name => (await hall.ask("status")).machines.find(machine => machine.name === name)?.connected;

/* Presses the blue key in the page itself, so that only the terminal and the server are measured. */
const confirmToReceived = () => seat.page.evaluate(() => new Promise(done => {
	const began = performance.now();
	const watch = new MutationObserver(() => document.body.dataset.screen === "received" && done(performance.now() - began));

	watch.observe(document.body, { attributes: true });
	document.querySelector("[data-key=cast]").click();
}));

const votes = join(hall.home, "votes.jsonl"), times = [];

writeFileSync(votes, hall.delegates.slice(1, TERMINALS + 1).map((number, i) =>
	`${JSON.stringify({ slip: hall.slips.get(number), choices: Object.fromEntries(polls.map(id => [id, [i % 3]])) })}\n`).join(""));
hall.headless(await hall.enrol("terminal", "会场终端"), "terminal", ["--votes", votes, "--seconds", "300"]);
await until("the crowd", () => connected("会场终端"));
await seat.at("slip");
await seat.scan(hall.slips.get(hall.delegates[0]));
await seat.at("idle");
/* all have sat down */
await seat.page.waitForTimeout(5000);
for (const id of polls) {
	hall.ctl("poll", "--id", id, "--kind", "resolution", "--title", `第 ${id} 号决议`);
	hall.ctl("open", id);
	await seat.at("question");
	await seat.press("option-0");
	await seat.at("confirm");
	await seat.page.waitForTimeout(620);
	times.push(await confirmToReceived());
	await until("all ballots", async () => (await hall.ask("status")).polls.find(poll => poll.poll === id).returned === TERMINALS + 1, 60000);
	await hall.ask("poll_close", { poll: id, attempt: 1 });
	await until("the count", async () => (await hall.ask("status")).polls.find(poll => poll.poll === id).state === "counted", 60000);
	await hall.ask("poll_publish", { poll: id, attempt: 1 });
	await seat.at("idle");
}
console.log(JSON.stringify(times.map(ms => Math.round(ms)).sort((a, b) => a - b)));
await browser.close();
await hall.end();
