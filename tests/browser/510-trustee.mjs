/* 510-trustee - can a scrutineer do all that is asked of one by single presses, sees what is signed or opened first, and says
 * no with effect? */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, readdirSync, renameSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { Hall, PASSWORD, ROOT, SECOND, SECRETARY, tests, until } from "./kit.mjs";
import { Terminal, launch, startKiosk } from "./terminal.mjs";

const BIN = resolve(ROOT, process.env.BIN ?? "build/bin");
const PASSPHRASE = "QINGHE 2026 box";
const TITLE = "关于《红旗镇村道管护办法（草案）》的决议";
const NAMES = ["监票人1", "监票人2", "监票人3"];

const hall = new Hall();
await hall.create();
hall.roster();
const folder = await hall.enrol("trustee", NAMES[0]);
const stick = join(hall.home, "media", "U盘");
mkdirSync(stick, { recursive: true });
const browser = await launch();
const start = () => startKiosk(hall, folder, "--media", stick);
let kiosk = await start();
const page = await Terminal.open(browser, kiosk.url);

/* A command that waits for the scrutineers, while a scrutineer presses: the secretary's, or another's. */
const ctl = (...args) => ctlAs(SECRETARY, SECOND, ...args);
function ctlAs(who, other, ...args) {
	const child = spawn(join(BIN, "tallyctl"), ["--socket", hall.socket, "--as", who, "--password-fd", "3", "--second", other, "--second-fd", "4", ...args],
		{ cwd: ROOT, stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"] });
	let said = "";

	for (const out of [child.stdout, child.stderr])
		out.on("data", chunk => { said += chunk; });
	for (const fd of [3, 4]) {
		child.stdio[fd].on("error", () => {});
		child.stdio[fd].end(`${PASSWORD}\n`);
	}
	return new Promise((done, fail) => child.on("exit", status => (status === 0 ? done(said) : fail(new Error(`${args[0]}: ${said}`)))));
}

const status = () => hall.ask("status");
const pollOf = async id => (await status()).polls.find(poll => poll.poll === id);
const entriesOf = async type => {
	const all = [];

	for (let size = 1; all.length < size;) {
		const some = await hall.ask("entries", { from: all.length });

		size = some.size;
		all.push(...some.lines.map(line => JSON.parse(line)));
	}
	return all.filter(entry => entry.type === type);
};
const type = async (name, text) => page.page.locator(`[data-key="${name}"]`).fill(text);
const codeOn = async selector => (await page.text(selector)).replaceAll(/\s+/g, " ").trim();
const figure = i => page.page.locator(".fact .big").nth(i).textContent();
let waits, second, third;

const cases = {
	"a passphrase is chosen twice, is not too short, and is gone from the page at once": async () => {
		await page.at("unlock-new");
		await page.look("trustee-unlock-new");
		await type("pass", "short");
		await page.press("enter");
		await page.says(/至少 8 个字符/);
		await type("pass", PASSPHRASE);
		await type("again", `${PASSPHRASE}x`);
		await page.press("enter");
		await page.says(/不一样/);
		await type("pass", PASSPHRASE);
		await type("again", PASSPHRASE);
		await page.page.keyboard.press("Enter");
		await page.at("follow");
		assert.ok(!(await page.page.content()).includes(PASSPHRASE));
		await page.look("trustee-follow-first");
	},

	"the ceremony stops at the fingerprint until the scrutineer has compared it": async () => {
		const others = await Promise.all(NAMES.slice(1).map(async name => hall.headless(await hall.enrol("trustee", name), "trustee", ["--auto-open"], `sample-${name}`)));

		[second, third] = others;
		waits = ctl("ceremony", "--threshold", "2", ...NAMES);
		await page.at("ask-fingerprint");
		await page.look("trustee-fingerprint");
		assert.equal((await status()).ceremony.step, "confirm");
		assert.equal(await codeOn(".aloud .code"), (await status()).ceremony.fingerprint);
		await page.press("decline");
		await page.at("declined");
		await page.look("trustee-declined-print");
		assert.equal((await status()).ceremony.step, "confirm");
		await page.press("reconsider");
		await page.at("ask-fingerprint");
		await page.press("agree");
		await waits;
		await page.at("follow");
		await page.page.waitForFunction(() => /1.*3.*2/s.test(document.querySelector(".proofs")?.innerText ?? ""));
	},

	"the key is copied to a stick, and read back": async () => {
		await page.press("copy");
		await page.at("backup");
		await page.look("trustee-backup");
		await page.press("stick-0");
		await page.page.waitForFunction(() => /已备份/.test(document.body.innerText));
		const [copy] = readdirSync(stick);

		assert.ok(readFileSync(join(stick, copy)).equals(readFileSync(join(folder, "trustee.key"))));
		await page.press("close");
		await page.at("follow");
	},

	"a key that is being pressed is not taken away by what happens meanwhile": async () => {
		const { x, y, width, height } = await page.box("copy");

		await page.calm();
		await page.page.mouse.move(x + width / 2, y + height / 2);
		await page.page.mouse.down();
		hall.ctl("poll", "--id", "r1", "--kind", "resolution", "--title", "草稿");
		await page.page.waitForTimeout(500);
		await page.page.mouse.up();
		await page.at("backup");
		await page.press("close");
		await page.at("follow");
	},

	"the lists of slips are signed by the fingerprint that the issuer printed": async () => {
		const issuer = join(hall.home, "issuer");
		const people = (await hall.ask("badges")).badges.length;
		const words = await new Promise(done => {
			const child = spawn(join(BIN, "tally-issue"), ["make", "--meeting", hall.meeting, "--slips", String(people), "--title", "test", "--out", issuer], { stdio: ["ignore", "pipe", "inherit"] });
			let said = "";

			child.stdout.on("data", chunk => { said += chunk; });
			child.on("exit", () => done(said));
		});
		const printed = /([0-9A-Z]{4} ){4}[0-9A-Z]{4}/.exec(words.trim().split("\n").at(-1))[0];

		/* of those who sign by themselves one is not there: it takes this one too */
		third.kill("SIGSTOP");
		waits = ctl("slips", join(issuer, "public.jsonl"), "--fingerprint", printed);
		await page.at("ask-slips");
		assert.equal(await codeOn(".aloud .code"), printed);
		await page.press("agree");
		await waits;
		third.kill("SIGCONT");
		const paper = readFileSync(join(issuer, "slips.html"), "utf8").replaceAll("\n", "");
		const codes = new Map([...paper.matchAll(/<b>(\d+)<\/b>.*?class=code>([0-9A-Z ]+)/g)]
			.map(([, outer, code]) => [Number(outer), code.replaceAll(" ", "")]));

		hall.slips = new Map((await hall.ask("handout")).rows.map(row => [row.number, codes.get(Number(row.outer))]));
		hall.delegates = [...hall.slips.keys()];
		await hall.ask("sitting_open", { sitting: 1 });
		await hall.checkIn(hall.delegates.slice(0, 60));
	},

	"before a poll the box is shown to be empty; while it runs, issued and received, and no total": async () => {
		hall.ctl("poll", "--id", "r1", "--kind", "resolution", "--title", TITLE);
		await page.page.waitForFunction(title => document.body.innerText.replaceAll("\u2060", "").includes(title), TITLE);
		assert.equal(await figure(0), "0张");
		await page.look("trustee-zero");
		hall.ctl("open", "r1");
		await page.page.waitForFunction(() => /60/.test(document.querySelector(".fact .big").innerText));
		await hall.vote("r1", hall.delegates.slice(0, 12), i => [i % 3]);
		await page.page.waitForFunction(() => /12/.test(document.querySelectorAll(".fact .big")[1].innerText));
		assert.ok(!/赞成/.test(await page.text("main")), "no total while it runs");
		await page.look("trustee-follow-open");
	},

	"the box is opened by one press, after head and number could be compared; who says they differ is in the record, and nothing is opened": async () => {
		/* one colleague is missing: the other two suffice */
		third.kill("SIGKILL");
		const { head } = await hall.ask("poll_close", { poll: "r1", attempt: 1 });

		await page.at("open");
		assert.equal((await codeOn(".fact .code")).replaceAll(" ", ""), head);
		assert.equal(await figure(0), "12张");
		assert.ok(!/赞成/.test(await page.text("main")), "no total before it is opened");
		await page.look("trustee-open");
		await page.look("trustee-open", { theme: "contrast" });
		await page.press("decline");
		await page.at("declined");
		await page.look("trustee-declined");
		await until("the refusal", async () => (await entriesOf("refusal")).length === 1);
		assert.equal((await entriesOf("share")).filter(entry => entry.body.index === 1).length, 0);
		await page.press("reconsider");
		await page.at("open");
		await page.press("agree");
		await until("the count", async () => (await pollOf("r1")).state === "counted");
		assert.deepEqual((await pollOf("r1")).counts, [[4, 4, 4]]);
		await page.page.waitForFunction(() => /赞成 4/.test(document.body.innerText));
		await page.look("trustee-follow-counted");
		hall.ctl("publish", "r1");
	},

	"an act is shown in words and signed by one press; who does not sign has not signed": async () => {
		hall.ctl("poll", "--id", "r2", "--kind", "resolution", "--title", "关于预算的决议");
		hall.ctl("open", "r2");
		/* who signs by itself is not there: one signature is enough for this */
		second.kill("SIGSTOP");
		waits = ctl("void", "r2", "--paper", "--reason", "题目有误");
		await page.at("ask-act");
		assert.match((await page.text("main")).replaceAll("\u2060", ""), /作废.*关于预算的决议.*改用纸质选票.*题目有误/s);
		assert.match(await page.text("main"), /您的签名\s*以您个人的名义签署/, "no machine has checked that");
		await page.look("trustee-act");
		await page.press("decline");
		await page.at("declined");
		assert.equal((await pollOf("r2")).state, "open");
		await page.press("reconsider");
		await page.at("ask-act");
		await page.press("agree");
		await waits;
		assert.equal((await pollOf("r2")).state, "void");
		await page.at("follow");
	},

	"what two people have counted on paper is signed with its figures in sight, and is then the result": async () => {
		const figures = ["paper-count", "r2", "--form", "58,1", "50,5,2"];

		hall.ctl("open", "r2", "--paper");
		hall.ctl("close", "r2");
		await page.page.waitForFunction(() => /尚未清点/.test(document.body.innerText));
		assert.ok(!/已开箱/.test(await page.text("main")), "no key opens papers");
		await page.look("trustee-paper");
		await ctl(...figures);
		waits = ctlAs(SECOND, SECRETARY, ...figures);
		await page.at("ask-act");
		assert.match((await page.text("main")).replaceAll("\u2060", ""), /纸质选票的计数.*关于预算的决议.*第 2 次.*收回 58，无效 1.*赞成 50\u3000反对 5\u3000弃权 2/s);
		await page.look("trustee-paper-count");
		await page.press("agree");
		await waits;
		await until("the result", async () => (await pollOf("r2")).state === "counted");
		assert.deepEqual((await pollOf("r2")).counts, [[50, 5, 2]]);
		await page.at("follow");
		hall.ctl("publish", "r2");
	},

	"the hands that were counted are signed the same way": async () => {
		hall.ctl("poll", "--id", "h1", "--kind", "procedural", "--method", "show_of_hands", "--title", "通过会议议程");
		hall.ctl("open", "h1");
		waits = ctl("hands", "h1", "52,3,1");
		await page.at("ask-act");
		assert.match((await page.text("main")).replaceAll("\u2060", ""), /举手表决的计数.*通过会议议程.*赞成 52\u3000反对 3\u3000弃权 1/s);
		await page.look("trustee-hands");
		await page.press("agree");
		await waits;
		second.kill("SIGCONT");
		await until("the result", async () => (await pollOf("h1")).state === "counted");
		hall.ctl("publish", "h1");
		await page.at("follow");
	},

	"of an act with many lines every one is seen before the key that signs it is there": async () => {
		const contests = Array.from({ length: 15 }, (_, i) => ({ title: `候选人${i + 1}`, scale: 0 }));
		const act = { act: "paper_count", poll: "r2", attempt: 2, forms: [{ returned: 90, invalid: 1 }], counts: contests.map((_, i) => [700 + i, 3, 2]) };
		const question = { kind: "act", what: JSON.stringify(act), titles: { r2: "选举" }, contests, scales: [["赞成", "反对", "弃权"].map(text => ({ text }))] };
		const pages = await page.page.evaluate(async asked => {
			const { askScreen } = await import("/trustee_ask.js");
			const ui = { state: { question: asked, machine: "x" }, page: 0 }, seen = [];

			for (;; ui.page++) {
				const { main, about } = askScreen(ui, {});

				document.querySelector("main").replaceWith(main);
				seen.push({ text: main.textContent, about, isWhole: [...main.children].every(side => side.scrollHeight <= side.clientHeight),
					keys: [...main.querySelectorAll("[data-key]")].map(each => each.dataset.key) });
				if (!main.querySelector("[data-key=page-next]"))
					return seen;
			}
		}, question);

		for (let i = 0; i < contests.length; i++)
			assert.ok(pages.some(({ text }) => text.includes(String(700 + i))), `row ${i + 1}`);
		assert.ok(pages.every(({ isWhole }) => isWhole));
		assert.ok(pages.length > 1 && pages.every(({ keys }, i) => keys.includes("agree") === (i === pages.length - 1)));
		/* another page waits before it takes a press */
		assert.equal(new Set(pages.map(({ about }) => about)).size, pages.length);
	},

	"a machine that lost its key file takes it back from the stick by its passphrase, and shows that it is the right one": async () => {
		await kiosk.kill("SIGTERM");
		renameSync(join(folder, "trustee.key"), join(hall.home, "lost.key"));
		kiosk = await start();
		await page.goto(kiosk.url);
		await page.at("unlock-new");
		await page.press("restore");
		await page.at("restore");
		await page.look("trustee-restore");
		await page.press("stick-0");
		await page.at("restore-pass");
		await type("pass", "not the right one");
		await page.press("enter");
		await page.says(/./);
		await type("pass", PASSPHRASE);
		await page.press("enter");
		await page.at("follow");
		await page.page.waitForFunction(() => document.querySelectorAll(".proofs li:not(.bad)").length === 3);
	},

	"a wrong passphrase opens nothing; the right one, once": async () => {
		await kiosk.kill("SIGTERM");
		kiosk = await start();
		await page.goto(kiosk.url);
		await page.at("unlock");
		await page.look("trustee-unlock");
		await type("pass", "not the right one");
		await page.press("enter");
		await page.says(/./);
		for (const c of "QINGHE".replace("I", "1"))
			await page.tap(`char-${c}`);
		assert.equal(await page.page.locator("[data-key=pass]").inputValue(), "Q1NGHE");
		await type("pass", PASSPHRASE);
		await page.press("enter");
		await page.at("follow");
	},

	"whoever is left out of a new key is told so, and is in again with the next": async () => {
		third = hall.headless(join(hall.home, "machines", NAMES[2]), "trustee", ["--auto-open"], `sample-${NAMES[2]}`);
		await ctl("ceremony", "--threshold", "2", ...NAMES.slice(1));
		await page.page.waitForFunction(() => document.querySelector("[role=alert]"));
		assert.match((await page.text("main")).replaceAll("\u2060", ""), /密钥已更换，本机没有份/);
		assert.equal(await codeOn(".slip .code"), (await status()).ceremony.fingerprint);
		await page.look("trustee-left-out");
		waits = ctl("ceremony", "--threshold", "2", ...NAMES);
		await page.at("ask-fingerprint");
		await page.press("agree");
		await waits;
		await page.at("follow");
		await page.page.waitForFunction(() => !document.querySelector("[role=alert]"));
		third.kill("SIGKILL");
	},

	"the passphrase serves one sitting: with the next it is asked for again": async () => {
		await hall.ask("sitting_close", { sitting: 1 });
		await hall.ask("sitting_open", { sitting: 2 });
		await page.at("unlock");
		await type("pass", PASSPHRASE);
		await page.press("enter");
		await page.at("follow");
	},

	"the seal is signed with what it seals in sight": async () => {
		await hall.ask("sitting_close", { sitting: 2 });
		waits = ctl("seal", "--out", join(hall.home, "bundle"));
		await page.at("ask-act");
		await page.look("trustee-seal");
		assert.match((await page.text("main")).replaceAll("\u2060", ""), /封存会议记录/);
		await page.press("page-next");
		await page.press("agree");
		await waits;
		await page.page.waitForFunction(() => /已封存/.test(document.body.innerText));
		assert.doesNotMatch(await page.text("main"), /赞成/, "totals of a poll stand beside its name, or nowhere");
		await page.look("trustee-sealed");
	},

	"no answer to the page and no file holds the passphrase; nothing went wrong on the page, and every screen was legible in both languages and sizes": async () => {
		assert.ok(!page.told.join("\n").includes(PASSPHRASE));
		for (const file of readdirSync(hall.home, { recursive: true, withFileTypes: true }).filter(one => one.isFile()))
			assert.ok(!readFileSync(join(file.parentPath ?? file.path, file.name)).includes(PASSPHRASE), file.name);
		assert.deepEqual(page.troubles, []);
		assert.equal(page.flawed.join("\n"), "");
	},
};

await tests(cases);
await browser.close();
await hall.end();
