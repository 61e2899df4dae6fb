/* 500-kiosk - can a delegate vote in every kind of poll, by touch and by keys, in the fewest presses, and is what the screen says true? */

import assert from "node:assert/strict";
import { Hall, tests, until } from "./kit.mjs";
import { Terminal, launch, overlap, startKiosk } from "./terminal.mjs";

const RESOLUTION = ["--title", "关于《红旗镇村道管护办法（草案）》的决议"];
const NAMES = ["丁守田", "万小穗", "王麦青", "田禾", "刘春和", "阿娜尔·巴合提", "陈立秋", "周穗生", "赵永田"];
const WRITE_INS = ["--write-in", "孙大庆", "--write-in", "李云"];
const rows = names => names.flatMap(name => ["--row", name]);

const hall = new Hall();
await hall.ready({ present: 60, election: "schema/profiles/grassroots-1990.json" });
const browser = await launch();
const kiosk = await startKiosk(hall, await hall.enrol("terminal", "3 排 12 座"), "--seat", "--lang", "zh");
const seat = await Terminal.open(browser, kiosk.url);

const slip = place => hall.slips.get(hall.delegates[place]);
const pollOf = async id => (await hall.ask("status")).polls.find(poll => poll.poll === id);
function open(id, kind, ...options) {
	hall.ctl("poll", "--id", id, "--kind", kind, ...options);
	hall.ctl("open", id);
}
async function end(id) {
	hall.ctl("void", id, "--reason", "test");
	await seat.at("idle");
}

const cases = {
'a mistyped code is told on the spot and stays to be mended; a right one is gone from the page at once': async () => {
	const code = slip(0), wrong = code.slice(0, 5) + (code[5] === "Z" ? "Y" : "Z") + code.slice(6);

	await seat.at("slip");
	await seat.look("terminal-slip");
	await seat.scan(wrong);
	await seat.says(/./);
	await seat.look("terminal-slip-wrong");
	await seat.page.locator(`[data-key="group-1"]`).tap();
	await seat.press(`char-${code[4]}`);
	await seat.tap(`char-${code[5]}`);
	await seat.tap("enter");
	await seat.at("idle");
	assert.ok(!(await seat.page.content()).includes(code.slice(0, 4)));
	await seat.look("terminal-idle");
},

'a resolution takes two presses; the blue key never lies where the choice was; what is received is in the record': async () => {
	open("r1", "resolution", ...RESOLUTION);
	await seat.at("question");
	await seat.look("terminal-resolution");
	await seat.look("terminal-resolution", { text: "large" });
	await seat.look("terminal-resolution", { theme: "contrast" });
	const { key } = JSON.parse(seat.told.findLast(text => text.includes('"state":"choosing"'))).poll;

	assert.match((await seat.text(".key-print")).replaceAll("\n", " "), new RegExp(key), "the key's fingerprint, as it was read aloud");
	assert.equal(key, (await hall.ask("status")).ceremony.fingerprint);
	for (const option of [2, 1, 0]) {
		const where = await seat.box(`option-${option}`);
		await seat.press(`option-${option}`);
		await seat.at("confirm");
		assert.ok(!overlap(where, await seat.box("cast")), `confirm lies under option ${option}`);
		await seat.look(`terminal-confirm-${option}`);
			await seat.press("back");
		await seat.at("question");
	}
	seat.presses = 0;
	await seat.press("option-1");
	await seat.at("confirm");
	const code = (await seat.text(".slip .code")).replaceAll("\n", " ");
	await seat.press("cast");
	await seat.at("received");
	assert.equal(seat.presses, 2);
	assert.match(await seat.text(".word-2"), /^\d\d:\d\d:\d\d$/);
	assert.equal((await seat.text(".slip .code")).replaceAll("\n", " "), code);
	assert.ok(!/赞成|反对|For|Against/.test(await seat.text("main")), "the receipt shows no choice");
	assert.equal((await pollOf("r1")).returned, 1);
	await seat.look("terminal-receipt");
	hall.ctl("close", "r1");
	await seat.at("idle");
},

'a double tap on an option does not cast, nor does a press in the first 0.6 s of a page': async () => {
	const early = await seat.pressAtOnce("question", "option-0");

	open("r2", "resolution", ...RESOLUTION);
	await early();
	await seat.page.waitForTimeout(200);
	assert.equal(await seat.screen(), "question", "a press within 0.6 s of the question does nothing");
	await seat.calm();
	const { x, y, width, height } = await seat.box("option-0");
	const sooner = await seat.pressAtOnce("confirm", "cast");
	for (let i = 0; i < 2; i++)
		await seat.page.touchscreen.tap(x + width / 2, y + height / 2);
	await sooner();
	await seat.page.waitForTimeout(300);
	assert.equal(await seat.screen(), "confirm", "a press within 0.6 s of the confirm page does nothing");
	assert.equal((await pollOf("r2")).returned, 0);
},

"the hall's countdown is seen in its last ten seconds alone, and nothing closes by it": async () => {
	const shown = () => seat.page.evaluate(() => window.counted);

	/* all that the strip ever says, "" where it is not there */
	await seat.page.evaluate(() => {
		window.counted = [""];
		setInterval(() => {
			const strip = document.querySelector(".countdown"), text = !strip || strip.hidden ? "" : strip.textContent;

			if (text !== window.counted.at(-1))
				window.counted.push(text);
		}, 50);
	});
	await hall.ask("show", { screen: "hall", view: "auto", countdown: 13 });
	await until("the terminal has heard", () => seat.told.some(text => /"until":[1-9]/.test(text)));
	await until("it counts", async () => (await shown()).length > 1);
	await seat.look("terminal-countdown");
	await until("it is over", async () => (await shown()).at(-1) === "");
	const [first, ...others] = (await shown()).filter(Boolean);

	assert.match(first, /^还有 (10|9|8|7) 秒$/);
	assert.ok(others.every(text => parseInt(text.match(/\d+/)[0], 10) <= 10), others.join());
	assert.equal(await seat.screen(), "confirm");
	assert.equal((await pollOf("r2")).state, "open");
},

'what is changed before the confirmation counts as changed, and going back to the same uses the sealed ballot again': async () => {
	const before = await seat.text(".slip .code");

	await seat.press("back");
	await seat.at("question");
	await seat.press("option-0");
	await seat.at("confirm");
	assert.equal(await seat.text(".slip .code"), before);
	await seat.press("back");
	await seat.at("question");
	await seat.press("option-1");
	await seat.at("confirm");
	await seat.press("cast");
	await seat.at("received");
	await hall.vote("r2", hall.delegates.slice(1, 10), () => [0]);
	hall.ctl("close", "r2");
	const { counts } = await until("the count", async () => (await pollOf("r2")).counts && pollOf("r2"));
	assert.deepEqual(counts, [[9, 1, 0]]);
	hall.ctl("publish", "r2");
	await seat.at("idle");
},

'an election of k takes k + 2 presses; one too many is stopped and explained, and nothing is unticked': async () => {
	open("e1", "election", "--title", "选举镇委员会委员", "--seats", "5", ...rows(NAMES), ...WRITE_INS);
	await seat.at("election");
	await seat.look("terminal-election-empty");
	await seat.doubleTap("pick-8-against");
	assert.equal(await seat.page.locator(".pick[aria-pressed=true]").count(), 1, "a double tap does not take back what it has done");
	await seat.press("pick-8-against");
	assert.equal(await seat.page.locator(".pick[aria-pressed=true]").count(), 0, "another press does");
	seat.presses = 0;
	await seat.press("pick-0-for");
	for (const row of [1, 3, 5, 7])
		await seat.tap(`pick-${row}-for`);
	assert.equal(await seat.text(".figure-1"), "5");
	const presses = seat.presses;
	await seat.tap("pick-8-for");
	assert.match(await seat.text(".stop"), /5/);
	assert.equal(await seat.page.locator(".pick[aria-pressed=true]").count(), 5);
	await seat.look("terminal-election-full");
	seat.presses = presses;
	await seat.tap("review");
	await seat.at("confirm");
	await seat.look("terminal-confirm-election");
	await seat.press("cast");
	await seat.at("received");
	assert.equal(seat.presses, 7);
	await end("e1");
},

'another is picked from the roll only for one objected to; a blank ballot is allowed and said to be blank': async () => {
	open("e2", "election", "--title", "选举镇委员会委员", "--seats", "5", ...rows(NAMES), ...WRITE_INS);
	await seat.at("election");
	await seat.press("review");
	await seat.at("confirm");
	assert.match(await seat.text("main"), /空白票|blank/i);
	await seat.look("terminal-confirm-blank");
	await seat.press("back");
	await seat.at("election");
	await seat.press("roll");
	await seat.at("roll");
	await seat.press("extra-9");
	await seat.page.waitForSelector(".stop");
	await seat.look("terminal-roll-stop");
	await seat.press("roll-done");
	await seat.at("election");
	await seat.press("pick-4-against");
	await seat.press("roll");
	await seat.at("roll");
	await seat.press("extra-9");
	await seat.look("terminal-roll");
	await seat.tap("roll-done");
	await seat.at("election");
	await seat.press("pick-4-against");
	await seat.page.waitForSelector(".stop");
	assert.equal(await seat.page.locator("[data-key=pick-4-against]").getAttribute("aria-pressed"), "true");
	await seat.tap("pick-0-for");
	await seat.look("terminal-election");
	await seat.look("terminal-election", { theme: "contrast" });
	await seat.look("terminal-election", { text: "large" });
	await seat.at("election");
	await seat.press("review");
	await seat.at("confirm");
	assert.match(await seat.text("main"), /孙大庆/);
	await seat.press("cast");
	await seat.at("received");
	await end("e2");
},

"on a long roll somebody is found by the surname, or by its first letter, without typing": async () => {
	const roll = ["丁一", "欧阳海", "欧阳清", "单国强", "曾小红", "李大山", "李云", "李梅", "孙大庆", "阿依古丽·买买提", "Anna Wang", "朱红", "解放", "周一山", "郑和平", "吴用", "张三丰", "张伟", "章子", "牛皋"];
	const picks = () => seat.page.locator("main .pick").allInnerTexts();

	open("e5", "election", "--title", "选举镇委员会委员", "--seats", "5", ...rows(NAMES), ...roll.flatMap(name => ["--write-in", name]));
	await seat.at("election");
	await seat.press("pick-4-against");
	await seat.tap("roll");
	await seat.at("roll");
	await seat.look("terminal-roll-long");
	await seat.look("terminal-roll-long", { text: "large" });
	await seat.press("find");
	await seat.at("find-surname");
	assert.deepEqual(await picks(), ["丁", "欧阳", "单", "曾", "李", "孙", "阿", "Anna", "朱", "解", "周", "郑", "吴", "张", "章", "牛"]);
	await seat.look("terminal-find-surname");
	await seat.press("find-李");
	await seat.at("roll");
	assert.deepEqual((await picks()).map(name => name.replace("　", "")), ["李大山", "李云", "李梅"]);
	await seat.look("terminal-roll-found");
	await seat.press("find");
	await seat.at("find-surname");
	await seat.press("find-other");
	await seat.at("find-letter");
	assert.deepEqual(await picks(), ["A", "D", "L", "N", "O", "S", "W", "X", "Z"]);
	await seat.look("terminal-find-letter");
	await seat.press("find-Z");
	await seat.at("roll");
	assert.deepEqual((await picks()).map(name => name.replace("　", "")), ["曾小红", "朱红", "周一山", "郑和平", "张三丰", "张伟", "章子"]);
	await seat.press("find");
	await seat.at("find-letter");
	await seat.press("find-S");
	await seat.at("roll");
	await seat.press(`extra-${NAMES.length + roll.indexOf("单国强")}`);
	await seat.tap("roll-done");
	await seat.at("election");
	await seat.press("review");
	await seat.at("confirm");
	assert.match(await seat.text("main"), /单国强/);
	await seat.press("cast");
	await seat.at("received");
	await end("e5");
},

"a tie at the last seat is voted again among the tied alone": async () => {
	open("e3", "election", "--title", "选举镇纪委委员", "--seats", "2", ...rows(["丁守田", "王麦青", "周穗生"]));
	await seat.at("election");
	await seat.press("pick-1-for");
	await seat.tap("pick-2-for");
	await seat.tap("review");
	await seat.at("confirm");
	await seat.press("cast");
	await seat.at("received");
	/* 48, 36 and 36 of 60 */
	await hall.vote("e3", hall.delegates.slice(1, 60), i => (i < 24 ? [0, 0, 2] : i < 48 ? [0, 2, 0] : [2, 0, 0]));
	hall.ctl("close", "e3");
	await until("the count", async () => (await pollOf("e3")).verdict?.next === "runoff");
	hall.ctl("publish", "e3");
	hall.ctl("runoff", "e3", "--id", "e4", "--title", "重选镇纪委委员");
	hall.ctl("open", "e4");
	await seat.at("election");
	assert.deepEqual(await seat.page.locator(".cand .name").allTextContents(), ["王麦青", "周穗生"]);
	assert.equal((await seat.text(".tally")).trim().replaceAll(/\s/g, ""), "应选1人，已选0人");
	await seat.look("terminal-runoff");
	await seat.press("pick-0-for");
	await seat.tap("pick-1-for");
	await seat.page.waitForSelector(".stop");
	await seat.tap("review");
	await seat.at("confirm");
	await seat.press("cast");
	await seat.at("received");
	await end("e4");
},

'an appraisal of m takes m + 1 presses and the page turns; what is open is pointed out and may stay so': async () => {
	const people = [...NAMES.slice(0, 7)];

	open("a1", "appraisal", "--title", "中层干部年度测评", ...rows(people));
	await seat.at("grades");
	await seat.look("terminal-appraisal-empty");
	seat.presses = 0;
	await seat.press("grade-0-excellent");
	for (const row of [1, 2, 4])
		await seat.tap(`grade-${row}-competent`);
	assert.equal(await seat.page.locator(".row.open").count(), 1);
	assert.match(await seat.text(".row.open"), /田/);
	await seat.look("terminal-appraisal");
	await seat.look("terminal-appraisal", { text: "large" });
	await seat.tap("grade-3-not-competent");
	await seat.tap("page-next");
	await seat.at("grades-1");
	await seat.press("grade-5-excellent");
	await seat.tap("grade-6-excellent");
	await seat.tap("review");
	await seat.at("confirm");
	await seat.look("terminal-confirm-appraisal");
	await seat.press("cast");
	await seat.at("received");
	assert.equal(seat.presses, people.length + 1 + 2, "one page turn, and the one to the review");
	await end("a1");
},

'pieces of paper of one drop are shown each on pages of its own, under its title': async () => {
	const titles = [], counts = [];

	open("f1", "appraisal", "--title", "班子和成员民主测评", ...rows(["镇领导班子", ...NAMES.slice(0, 6)]), "--form", "班子评议票:1", "--form", "成员评议票:6");
	for (let page = 0; page < 3; page++) {
		await seat.at(`grades-${page}`);
		titles.push((await seat.text(".page-head h1")).replaceAll("\u2060", ""));
		counts.push(await seat.page.locator(".row").count());
		await seat.look(`terminal-forms-${page}`);
		await seat.press(page < 2 ? "page-next" : "review");
	}
	assert.deepEqual(titles, ["班子评议票", "成员评议票", "成员评议票"]);
	assert.deepEqual(counts, [1, 5, 1]);
	await seat.at("confirm");
	await seat.press("cast");
	await seat.at("received");
	await end("f1");
},

'every other kind of poll is voted with its own options': async () => {
	for (const kind of ["satisfaction", "satisfaction-strict", "satisfaction-dk", "confidence", "procedural", "consultation", "member-appraisal", "score", "preliminary", "by-election"]) {
		const id = `k-${kind}`.slice(0, 20), isOne = /satisfaction|confidence|procedural|consultation/.test(kind);

		const seats = /elec|prelim/.test(kind) ? ["--seats", "2"] : [];

		open(id, kind, ...(isOne ? ["--title", "对镇政府工作报告的评价"] : ["--title", "测试", ...rows(NAMES.slice(0, 4)), ...seats]));
		await seat.at(isOne ? "question" : /grades|election/);
		await seat.look(`terminal-kind-${kind}`);
			await seat.press(isOne ? "option-0" : "review");
		await seat.at("confirm");
		await seat.press("cast");
		await seat.at("received");
		await end(id);
	}
},

"a vote by name says so before anything is pressed, may be changed, and offers no test": async () => {
	open("n1", "procedural", ...RESOLUTION, "--method", "open");
	await seat.at("question");
	assert.match(await seat.text("main"), /记名/);
	await seat.look("terminal-by-name");
	await seat.press("option-0");
	await seat.at("confirm");
	assert.match(await seat.text("main"), /不保密/);
	assert.equal(await seat.has("test"), false);
	await seat.look("terminal-confirm-by-name");
	await seat.press("back");
	await seat.at("question");
	await seat.press("option-1");
	await seat.at("confirm");
	await seat.press("cast");
	await seat.at("received");
	hall.ctl("close", "n1");
	await seat.at("idle");
},

'three keys are enough: up, down, enter; and digits choose': async () => {
	open("r3", "resolution", ...RESOLUTION);
	await seat.at("question");
	await seat.calm();
	for (const key of ["ArrowDown", "ArrowDown", "Enter"])
		await seat.page.keyboard.press(key);
	await seat.at("confirm");
	assert.match(await seat.text("main"), /反对|Against/);
	await seat.calm();
	await seat.page.keyboard.press("Escape");
	await seat.at("question");
	await seat.calm();
	await seat.page.keyboard.press("3");
	await seat.at("confirm");
	assert.match(await seat.text("main"), /弃权|Abstain/);
	await seat.calm();
	await seat.page.keyboard.press("ArrowDown");
	await seat.page.keyboard.press("Enter");
	await seat.at("received");
	hall.ctl("close", "r3");
},

'somebody is called; larger text and contrast are one press each': async () => {
	await seat.tap("help");
	await seat.page.waitForSelector("[data-key=help][aria-pressed=true]");
	await seat.tap("contrast");
	assert.equal(await seat.page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(0, 0, 0)");
	await seat.look("terminal-idle", { theme: "contrast" });
	await seat.press("contrast");
},

'the page has asked nobody else, nothing went wrong on it, and every screen was legible in both languages and sizes': async () => {
	assert.deepEqual(seat.troubles, []);
	assert.equal(seat.flawed.join("\n"), "");
},
};

await tests(cases);
await browser.close();
await hall.end();
