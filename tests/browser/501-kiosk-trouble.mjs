/* 501-kiosk-trouble - when something fails, does the screen say what is true, is nothing counted twice, and does nothing secret
 * leave the terminal's memory? */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { join, resolve } from "node:path";
import { qrModule } from "./film.mjs";
import { Hall, ROOT, tests, until } from "./kit.mjs";
import { Terminal, launch, startKiosk } from "./terminal.mjs";

const RESOLUTION = ["--title", "关于《红旗镇村道管护办法（草案）》的决议"];
/* a slip of another meeting: right in itself */
const STRANGER = "0000 0000 0000 0000 0000 0000 0000";
/* a booth where somebody is gone soon, and another that has time */
const HASTY_SECONDS = 8;
const BIN = resolve(ROOT, process.env.BIN ?? "build/bin");

const hall = new Hall();
await hall.ready({ present: 60 });
const browser = await launch();
const folders = { seat: await hall.enrol("terminal", "3 排 12 座"), booth: await hall.enrol("terminal", "东厅投票间"), hasty: await hall.enrol("terminal", "西厅投票间"),
	other: await hall.enrol("terminal", "备用终端") };
const seatKiosk = await startKiosk(hall, folders.seat, "--seat");
const seat = await Terminal.open(browser, seatKiosk.url);
const booth = await Terminal.open(browser, (await startKiosk(hall, folders.booth, "--booth")).url);
const hasty = await Terminal.open(browser, (await startKiosk(hall, folders.hasty, "--booth", "--idle", String(HASTY_SECONDS))).url);

const slip = place => hall.slips.get(hall.delegates[place]);
const pollOf = async id => (await hall.ask("status")).polls.find(poll => poll.poll === id);
const open = id => { hall.ctl("poll", "--id", id, "--kind", "resolution", ...RESOLUTION); hall.ctl("open", id); };
async function linesOf() {
	const all = [];

	for (let size = 1; all.length < size;) {
		const some = await hall.ask("entries", { from: all.length });

		size = some.size;
		all.push(...some.lines);
	}
	return all;
}
const entriesOf = async type => (await linesOf()).map(line => JSON.parse(line)).filter(entry => entry.type === type);

/* The QR code on the screen, as a camera sees it: 1 for each dark pixel. */
const SIDE = 400;
const photo = terminal => terminal.page.evaluate(side => {
	const canvas = document.createElement("canvas");

	canvas.width = canvas.height = side;
	const to = canvas.getContext("2d");
	to.fillStyle = "#fff";
	to.fillRect(0, 0, side, side);
	to.drawImage(document.querySelector(".opening img"), 0, 0, side, side);
	const { data } = to.getImageData(0, 0, side, side);

	return Array.from({ length: side * side }, (_, i) => (data[4 * i] < 128 ? "1" : "0")).join("");
}, SIDE);

/* What it says, by the reader of the pages. */
async function readPhoto(dark) {
	return (await qrModule("decode.js")).decodeQR({ width: SIDE, height: SIDE,
		data: Uint8Array.from([...dark].flatMap(one => (one === "1" ? [0, 0, 0, 255] : [255, 255, 255, 255]))) });
}

async function sealed(terminal, option) {
	await terminal.at("question");
	await terminal.press(`option-${option}`);
	await terminal.at("confirm");
}

/* A request as another program on this machine could make it. */
const ask = (url, { method = "GET", headers = {}, body = "" } = {}) => new Promise((done, fail) => {
	const asked = request(url, { method, headers }, reply => {
		let text = "";

		reply.on("data", chunk => { text += chunk; });
		reply.on("end", () => done({ status: reply.statusCode, headers: reply.headers, text }));
	});

	asked.on("error", fail);
	asked.end(body);
});

const cases = {
	"the page's door opens to its own page alone: the first address once, then by cookie, by this host's name, from this page": async () => {
		const { host, origin } = new URL(seatKiosk.url);
		const [cookie] = await seat.context.cookies();
		const mine = { Cookie: `kiosk=${cookie.value}` };

		assert.ok(cookie.httpOnly && cookie.sameSite === "Strict");
		assert.equal((await ask(seatKiosk.url)).status, 403);
		assert.equal((await ask(`${origin}/`)).status, 403);
		assert.equal((await ask(`${origin}/kiosk.js`)).status, 403);
		assert.equal((await ask(`${origin}/kiosk.js`, { headers: mine })).status, 200);
		assert.equal((await ask(`${origin}/kiosk.js`, { headers: { ...mine, Host: `localhost:${host.split(":")[1]}` } })).status, 403);
		const send = (more, body = '{"do":"help"}') => ask(`${origin}/do`, { method: "POST", headers: { ...mine, ...more, "Content-Length": Buffer.byteLength(body) }, body });

		assert.equal((await send({})).status, 403);
		assert.equal((await send({ Origin: "http://evil.example" })).status, 403);
		assert.equal((await send({ Origin: origin }, "{")).text, '{"error":"json"}');
		assert.equal((await send({ Origin: origin }, '{"do":"vote"}')).text, '{"error":"range"}');
		assert.equal((await send({ Origin: origin }, `{"do":"${"x".repeat(70000)}"}`).catch(() => ({ status: 413 }))).status, 413);
		const policy = (await ask(`${origin}/kiosk.js`, { headers: mine })).headers["content-security-policy"];

		assert.match(policy, /default-src 'self'/);
		assert.ok(!/unsafe/.test(policy));
	},

	"another page in this machine's browser, from another port, gets nothing of ours and takes nothing from it": async () => {
		const other = createServer((question, reply) => reply.end("<!doctype html><title>other</title>"));

		other.listen(0, "127.0.0.1");
		await once(other, "listening");
		const page = await seat.context.newPage(), streams = () => seat.page.evaluate(() => window.cuts);

		await seat.page.evaluate(() => {
			window.cuts = 0;
			new MutationObserver(() => { window.cuts += document.body.dataset.screen === "cut"; }).observe(document.body, { attributes: true });
		});
		await page.goto(`http://127.0.0.1:${other.address().port}/`);
		/* the cookie is sent: browsers keep it by host, whatever the port */
		const got = await page.evaluate(async origin => {
			const load = (tag, from) => new Promise(done => {
				const told = { onload: () => done(true), onerror: () => done(false) };
				document.head.append(Object.assign(document.createElement(tag), { ...from, ...told }));
			});
			const ask = (path, how) => fetch(`${origin}${path}`, { credentials: "include", ...how }).then(() => true, () => false);
			/* as many streams as the program keeps, and more */
			const images = await Promise.all([...Array(6).keys()].map(i => load("img", { src: `${origin}/state?${i}` })));

			return [...images, await load("script", { src: `${origin}/kiosk.js` }), await load("link", { rel: "stylesheet", href: `${origin}/kiosk.css` }),
				await ask("/state"), await ask("/state", { mode: "no-cors" }), await ask("/do", { method: "POST", mode: "no-cors", body: '{"do":"help"}' })];
		}, new URL(seatKiosk.url).origin);

		assert.deepEqual(got.filter(Boolean), []);
		assert.equal(await streams(), 0, "the page's own stream goes on");
		assert.equal(await seat.page.locator("[data-key=help][aria-pressed=true]").count(), 0, "nobody was called");
		await page.close();
		other.close();
	},

	"a code of another meeting is told at once, before any poll, and another may be entered": async () => {
		await seat.at("slip");
		await seat.scan(STRANGER);
		await seat.at("refused-key_unknown");
		await seat.look("terminal-refused-wrong");
		await seat.press("leave");
		await seat.at("slip");
		await seat.scan(slip(0));
		await seat.at("idle");
		open("t1");
		await sealed(seat, 0);
	},

	"the server dies at the confirmation: not submitted, and sent by itself once it is back and voting goes on": async () => {
		/* what was not confirmed is not sent by itself, and does not say so */
		await hall.stop();
		await seat.press("back");
		await seat.at("question");
		await seat.press("option-1");
		await seat.at("wait");
		assert.match(await seat.text("main"), /未提交.*还要您确认提交/s);
		assert.doesNotMatch(await seat.text("main"), /自动送出/);
		await seat.look("terminal-reconnecting-unconfirmed");
		const test = await seat.page.evaluate(async () => {
			const { waitScreen } = await import("/waiting.js");
			return waitScreen({ state: { state: "testing", why: "network", since: 0 } }).main.textContent;
		});

		assert.match(test, /不计票/);
		await hall.start();
		await seat.at("wait-held");
		hall.ctl("resume", "t1");
		await seat.at("confirm");
		await hall.stop();
		await seat.press("cast");
		await seat.at("wait");
		assert.match(await seat.text("main"), /未提交.*自动送出/s);
		await seat.look("terminal-reconnecting");
		await hall.start();
		await seat.at("wait-held");
		await seat.look("terminal-reconnecting-held");
		hall.ctl("resume", "t1");
		await seat.at("received");
		assert.equal((await pollOf("t1")).returned, 1);
		hall.ctl("close", "t1");
		await seat.at("idle");
	},

	"a poll that is held says so, and the choice is still there": async () => {
		open("t2");
		await sealed(seat, 2);
		hall.ctl("hold", "t2", "--reason", "test");
		await seat.at("held");
		await seat.look("terminal-held");
		hall.ctl("resume", "t2");
		await seat.at("confirm");
		assert.match(await seat.text("main"), /弃权/);
	},

	"a page that was loaded anew does not know the choice, says so, and lets it be made again": async () => {
		await seat.page.reload();
		await seat.at("lost");
		await seat.look("terminal-lost");
		await seat.press("back");
		await sealed(seat, 2);
	},

	"the terminal dies; the slip votes at another, and the first says truthfully that a ballot is in, not from here": async () => {
		await seatKiosk.kill("SIGKILL");
		await seat.at("cut");
		await seat.look("terminal-cut");
		await booth.at("slip");
		await booth.look("terminal-slip-booth");
		await booth.scan(slip(0));
		await sealed(booth, 1);
		await booth.press("cast");
		await booth.at("received");
		await booth.look("terminal-receipt-booth");
		const again = await startKiosk(hall, folders.seat, "--seat");

		await seat.goto(again.url);
		await seat.at("slip");
		await seat.scan(slip(0));
		await seat.at("received-elsewhere");
		assert.match(await seat.text("h1"), /非本机/);
		await seat.look("terminal-received-elsewhere");
		assert.equal((await pollOf("t2")).returned, 1);
	},

	"a booth shows the receipt to who cast it, and clears; the next delegate begins with the screen as it is made": async () => {
		const theme = () => hasty.page.evaluate(() => document.documentElement.dataset.theme);

		await booth.done();
		await hasty.at("slip");
		await hasty.tap("contrast");
		assert.equal(await theme(), "contrast");
		/* what was said and worn while the strip warned */
		await hasty.page.evaluate(() => {
			window.warned = [];
			setInterval(() => document.querySelector(".warn-strip:not([hidden])") && window.warned.push(document.documentElement.dataset.theme), 50);
		});
		await hasty.scan(slip(1));
		await hasty.at("question");
		await hasty.at("slip");
		assert.deepEqual(await hasty.page.evaluate(() => [...new Set(window.warned)]), ["contrast"]);
		assert.equal(await theme(), "light");
	},

	"who goes away from a sealed ballot at a booth has not cast it, and may come back": async () => {
		await hasty.scan(slip(1));
		await sealed(hasty, 0);
		/* what lies on the screen keeps nothing there */
		await hasty.page.mouse.move(300, 400);
		await hasty.page.mouse.down();
		await hasty.at("slip");
		await hasty.page.mouse.up();
		assert.equal((await pollOf("t2")).returned, 1);
		await booth.scan(slip(1));
		await sealed(booth, 0);
		await booth.press("cast");
		await booth.at("received");
		await booth.done();
	},

	"a code that somebody has begun to type and left is gone from the screen; a scanner's code is its own, whatever stands before it": async () => {
		const typed = () => hasty.page.locator(".group span:not(:empty)").count();

		await hasty.at("slip");
		for (const c of "ABCD")
			await hasty.tap(`char-${c}`);
		assert.equal(await typed(), 4);
		await until("the code has gone", async () => await typed() === 0);
		assert.equal(await hasty.screen(), "slip");
		for (const c of "EFG")
			await hasty.tap(`char-${c}`);
		await hasty.scanAtOnce(slip(1));
		await hasty.at("received-elsewhere");
		await hasty.done();
	},

	"who is not there, came too late, or holds a slip that is void is told so": async () => {
		const absent = hall.delegates[65];

		await booth.scan(hall.slips.get(absent));
		await booth.at("refused-not_in");
		await booth.look("terminal-refused-absent");
		await booth.done();
		await hall.checkIn([absent]);
		await booth.at("slip");
		await booth.scan(hall.slips.get(absent));
		await booth.at("refused-key_not_entitled");
		assert.match(await booth.text("main"), /本轮已开始.*请等待下一项/s);
		await booth.look("terminal-refused-late");
		await booth.done();
		const spare = (await hall.ask("handout")).spares[0];

		/* replaced while somebody votes with it */
		await booth.at("slip");
		await booth.scan(slip(2));
		await booth.at("question");
		hall.ctl("reissue", hall.delegates[2], String(spare), "--reason", "lost");
		await booth.press("option-0");
		await booth.at("refused-key_revoked");
		await booth.done();
		await booth.scan(slip(2));
		await booth.at("refused-key_revoked");
		await booth.look("terminal-refused-revoked");
		await booth.done();
	},

	"a ballot is tested instead of cast: its opening is shown here alone, is in the record, and a fresh ballot is voted": async () => {
		await booth.at("slip");
		await booth.scan(slip(3));
		await sealed(booth, 1);
		await booth.press("test");
		await booth.at("opening");
		assert.match(await booth.text("main"), /反对/);
		await booth.page.waitForFunction(() => document.querySelector(".opening img").naturalWidth > 0);
		await booth.look("terminal-opening");
		const [test] = (await entriesOf("ballot_test")).slice(-1);

		assert.equal((await booth.text(".opening .code")).replaceAll(/\s/g, "").length, 20);
		const seen = await photo(booth);

		booth.seeds = [test.body.seed, Buffer.from(test.body.seed, "base64").toString("hex")];
		await booth.press("done");
		await booth.at("question");
		assert.equal((await pollOf("t2")).returned, 2, "a test is no vote");
		await sealed(booth, 0);
		await booth.press("cast");
		await booth.at("received");
		await booth.done();
		/* the second device: it reads the code off the screen, and knows nothing else but the record */
		const read = await readPhoto(seen);

		booth.testCode = read;

		writeFileSync(join(hall.home, "ledger.jsonl"), (await linesOf()).map(line => `${line}\n`).join(""));
		const check = code => spawnSync(join(BIN, "tally-audit"), ["check-test-ballot", hall.home, code, "--lang", "zh"], { encoding: "utf8" });

		assert.match(check(read).stdout, /决议.*反对/s);
		assert.equal(check(read).status, 0);
		const swapped = read.replace(/.$/, last => (last === "0" ? "1" : "0"));

		assert.match(check(swapped).stdout, /P9\.6/);
		assert.notEqual(check(swapped).status, 0);
	},

	"another terminal tells what was sealed, by the code on the screen and the record; and goes back to what it was doing": async () => {
		await seat.at("received-elsewhere");
		await seat.press("checking");
		await seat.at("check");
		await seat.look("terminal-check");
		await seat.scan(booth.testCode);
		await seat.at("checked");
		assert.match(await seat.text("main"), /反对/);
		assert.match(await seat.text("main"), /会议记录第 \d+ 条/);
		await seat.look("terminal-checked");
		await seat.press("checked");
		await seat.at("received-elsewhere");
	},

	"a terminal that is there for nothing else takes one code after the other, says what is wrong with one, and no slip": async () => {
		const checker = await startKiosk(hall, folders.other, "--check", "--lang", "zh"), page = await Terminal.open(browser, checker.url);

		await page.at("check");
		await page.scan("https://example.org/");
		await page.says(/./);
		await page.look("terminal-check-wrong");
		await page.scan(slip(4));
		await page.says(/./);
		await page.scan(booth.testCode.replace(/.$/, last => (last === "0" ? "1" : "0")));
		await page.at("check-failed");
		assert.match(await page.text("main"), /与检查码不符/);
		await page.look("terminal-check-failed");
		await page.press("check-next");
		await page.at("check");
		await page.scan(booth.testCode);
		await page.at("checked");
		assert.match(await page.text("main"), /反对/);
		await page.press("check-next");
		await page.at("check");
		assert.deepEqual(page.troubles, []);
		booth.flawed.push(...page.flawed);
		await page.close();
		await checker.kill("SIGTERM");
	},

	"a poll that ends meanwhile, closed or void, is told plainly": async () => {
		await seat.at("received-elsewhere");
		hall.ctl("close", "t2");
		await seat.at("idle");
		open("t3");
		await seat.at("question");
		await seat.calm();
		/* with a finger on a key: it is about what has ended */
		const { x, y } = await seat.box("option-0");

		await seat.page.mouse.move(x + 20, y + 20);
		await seat.page.mouse.down();
		hall.ctl("void", "t3", "--reason", "wrong question");
		await until("the page has heard", () => seat.told.at(-1).includes('"why":"not_open"'));
		await seat.page.mouse.up();
		await seat.at("refused-not_open");
		await seat.look("terminal-refused-ended");
	},

	"after the last permitted change the terminal says that only this ballot can be submitted": async () => {
		open("t4");
		await seat.at("question");
		for (let i = 0; i < 39; i++) {
			await seat.page.evaluate(async mark => {
				const send = what => fetch("/do", { method: "POST", body: JSON.stringify(what) }).then(reply => reply.json());
				const shown = () => document.body.dataset.screen;

				await send({ do: "choose", poll: "t4", attempt: 1, marks: [mark] });
				while (!/confirm|lost/.test(shown()))
					await new Promise(done => setTimeout(done, 20));
				await send({ do: "back" });
				while (shown() !== "question")
					await new Promise(done => setTimeout(done, 20));
			}, i % 3);
		}
		await sealed(seat, 0);
		await seat.look("terminal-last");
		assert.equal(await seat.has("back"), false);
		assert.equal(await seat.has("test"), false);
		await seat.press("cast");
		await seat.at("received");
		hall.ctl("close", "t4");
	},

	"no answer to the page holds a slip, a seed but the tested one, or a choice": async () => {
		const told = [...seat.told, ...booth.told, ...hasty.told].filter(text => !text.startsWith("/*")).join("\n");

		assert.ok(told.length > 1000);
		for (let place = 0; place < 4; place++) {
			const code = slip(place);

			assert.ok(!told.replaceAll(" ", "").includes(code), "a slip");
		}
		for (const seed of booth.seeds)
			assert.ok(!told.includes(seed), "the tested seed is in its picture alone");
		assert.equal(/.{60}"(marks|choice|code|seed|secret)":.{60}/.exec(told), null);
	},

	"a crash with a sealed ballot leaves nothing of slip or choice on a disk, in a log or a core": async () => {
		const crash = await startKiosk(hall, folders.other, "--seat");
		const page = await Terminal.open(browser, crash.url);

		open("t5");
		await page.at("slip");
		await page.scan(slip(5));
		await sealed(page, 1);
		spawnSync("prlimit", ["--core=unlimited", "--pid", String(crash.child.pid)]);
		await crash.kill("SIGABRT");
		await page.close();
		const code = slip(5), raw = rawOf(code);
		const files = readdirSync(hall.home, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
			.map(entry => join(entry.parentPath ?? entry.path, entry.name));

		assert.deepEqual(files.filter(file => /(^|\/)core/.test(file)), []);
		for (const file of files.filter(name => !name.includes("/issuer/"))) {
			const bytes = readFileSync(file);

			assert.ok(!bytes.includes(code) && !bytes.includes(raw) && !bytes.includes(code.match(/.{4}/g).join(" ")), `${file} holds the slip`);
		}
		assert.ok(!crash.said.includes(code.slice(0, 4)));
		hall.ctl("close", "t5");
	},

	"from the confirmation to 已收到 takes less than half a second": async () => {
		const times = [];

		/* a machine that is busy with other tests is late now and then: of some polls in one it is in time. With 300 terminals it is
		 * measured by `make bench`. */
		for (let i = 0; i < 5 && !(times.at(-1) < 500); i++) {
			open(`t6-${i}`);
			await sealed(seat, 0);
			await seat.calm();
			times.push(await seat.page.evaluate(() => new Promise(done => {
				const began = performance.now();
				const watch = new MutationObserver(() => document.body.dataset.screen === "received" && done(performance.now() - began));

				watch.observe(document.body, { attributes: true });
				document.querySelector("[data-key=cast]").click();
			})));
			hall.ctl("close", `t6-${i}`);
		}
		console.log(`     ${times.map(Math.round)} ms`);
		assert.ok(times.at(-1) < 500, `${times.map(Math.round)} ms`);
	},

	"once the record is sealed the terminals say that the meeting is over": async () => {
		await hall.ask("sitting_close", { sitting: 1 });
		hall.ctl("seal", "--out", join(hall.home, "bundle"));
		for (const one of [booth, hasty, seat])
			await one.at("over");
		await booth.look("terminal-over");
	},

	"nothing else went wrong on the pages, and every screen was legible in both languages and sizes": async () => {
		assert.deepEqual([...seat.troubles, ...booth.troubles, ...hasty.troubles], []);
		assert.equal([...seat.flawed, ...booth.flawed].join("\n"), "");
	},
};

/* The 16 bytes of a slip code. */
function rawOf(code) {
	const bits = [...code.slice(0, 26)].map(c => "0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(c).toString(2).padStart(5, "0")).join("").slice(0, 128);

	return Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
}

await tests(cases);
await browser.close();
await hall.end();
