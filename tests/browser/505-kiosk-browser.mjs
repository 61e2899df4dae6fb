/* 505-kiosk-browser - does the program show its page in a real Chromium that fills the screen, leaves no way out of it, keeps
 * nothing, and ends with the program, however that ends? */

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { Hall, tests, until } from "./kit.mjs";
import { CLIENT, Terminal } from "./terminal.mjs";

const WIDTH = 1280, HEIGHT = 800;
/* words that are nowhere else: whatever was written down of a page or a choice would hold one of them */
const TITLE = "金丝雀关于水渠的决议", NAMES = ["雀字一号", "雀字二号", "雀字三号"];

const hall = new Hall();
await hall.ready({ present: 10, election: "schema/profiles/grassroots-1990.json" });
const folder = await hall.enrol("terminal", "3 排 12 座");
const home = join(hall.home, "home"), temporary = join(hall.home, "tmp"), programs = join(hall.home, "programs");
for (const one of [home, temporary, programs])
	mkdirSync(one);
/* Chromium as it is, but that this test can look into it. */
writeFileSync(join(programs, "chromium"), `#!/bin/sh\nexec /usr/bin/chromium --remote-debugging-port=0 ${process.getuid() === 0 ? "--no-sandbox" : ""} "$@"\n`,
	{ mode: 0o755 });

/* A screen, and what puts windows on it. */
const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", `${WIDTH}x${HEIGHT}x24`, "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
const display = `:${(await createInterface({ input: screen.stdio[3] })[Symbol.asyncIterator]().next()).value}`;
const manager = spawn("matchbox-window-manager", ["-use_titlebar", "no"], { env: { ...process.env, DISPLAY: display }, stdio: "ignore" });

const processes = () => readdirSync("/proc").filter(name => /^\d+$/.test(name)).flatMap(pid => {
	try {
		return [{ pid, line: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ") }];
	} catch {
		return [];
	}
});
const profileOf = one => /--user-data-dir=(\/dev\/shm\/tally-kiosk-\S+)/.exec(one.line)?.[1];

/* Started by this test and no other: its profile is new. */
async function start() {
	const before = new Set(processes().map(profileOf));
	const child = spawn(CLIENT, ["kiosk", "--folder", folder, "--seat", "--browser", "--lang", "zh"], { cwd: hall.home, stdio: ["ignore", "pipe", "pipe"],
		env: { PATH: `${programs}:${process.env.PATH}`, DISPLAY: display, HOME: home, TMPDIR: temporary, LANG: "zh_CN.UTF-8" } });
	const kiosk = { child, said: "", ended: new Promise(done => child.once("exit", done)) };

	hall.children.push(child);
	for (const stream of [child.stdout, child.stderr])
		stream.on("data", chunk => { kiosk.said += chunk; });
	kiosk.profile = await until("Chromium", () => processes().map(profileOf).find(profile => profile && !before.has(profile)));
	const port = await until("its door", () => existsSync(join(kiosk.profile, "DevToolsActivePort")) && readFileSync(join(kiosk.profile, "DevToolsActivePort"), "utf8").split("\n")[0]);
	kiosk.chrome = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
	const page = await until("the page", () => kiosk.chrome.contexts().flatMap(context => context.pages()).find(one => one.url().startsWith("http://127.0.0.1:")));
	kiosk.seat = await Terminal.on(page);
	return kiosk;
}

const isGone = kiosk => until("Chromium has ended", () => processes().every(one => profileOf(one) !== kiosk.profile));
const filesUnder = top => readdirSync(top, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
	.map(entry => join(entry.parentPath ?? entry.path, entry.name));
const holds = (file, ...texts) => { const bytes = readFileSync(file); return texts.some(text => bytes.includes(text)); };
const slip = () => hall.slips.get(hall.delegates[0]);
let kiosk;

const cases = {
"the page fills the screen, by an address that nobody could read off the list of processes": async () => {
	kiosk = await start();
	await kiosk.seat.at("slip");
	await kiosk.seat.page.waitForFunction(whole => [innerWidth, innerHeight, screenX, screenY].join() === whole, [WIDTH, HEIGHT, 0, 0].join());
	assert.equal(await kiosk.seat.page.evaluate(() => document.fullscreenElement), null);
	assert.equal(new URL(kiosk.seat.page.url()).search, "");
	assert.equal(processes().some(one => one.line.includes(`${new URL(kiosk.seat.page.url()).host}/?t=`)), false);
	assert.ok(processes().some(one => profileOf(one) === kiosk.profile && one.line.includes("--enable-speech-dispatcher")), "it finds the machine's voices");
	assert.equal(kiosk.chrome.contexts().flatMap(context => context.pages()).length, 1);
},

"no pinch, no menu, no question: the page stays as it is": async () => {
	const { page } = kiosk.seat, to = await page.context().newCDPSession(page);

	await to.send("Input.synthesizePinchGesture", { x: 600, y: 400, scaleFactor: 2 });
	assert.equal(await page.evaluate(() => visualViewport.scale), 1);
	assert.equal(await page.evaluate(() => document.body.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }))), false);
	/* by the screen's own keyboard: the browser's shortcuts do not hear what the tools of developers press. F11 never comes to the page, and does nothing */
	const ways = ["F1", "F3", "F5", "F7", "F12", "shift+Escape", "ctrl+t", "ctrl+n", "ctrl+l", "ctrl+j", "ctrl+p", "ctrl+o", "ctrl+f", "ctrl+plus", "ctrl+shift+i", "ctrl+shift+Delete", "alt+Left"];

	await page.evaluate(() => {
		window.went = [];
		addEventListener("keydown", event => !["Control", "Shift", "Alt"].includes(event.key) && window.went.push(event.defaultPrevented));
	});
	spawnSync("xdotool", ["mousemove", String(WIDTH / 4), String(HEIGHT / 2), "click", "1", "key", "F11", ...ways, "Escape"], { env: { ...process.env, DISPLAY: display } });
	await page.waitForFunction(count => window.went.length >= count, ways.length + 1);
	assert.deepEqual(await page.evaluate(() => window.went), [...ways.map(() => true), false]);
	assert.equal(kiosk.chrome.contexts().flatMap(context => context.pages()).length, 1);
	assert.deepEqual(await page.evaluate(() => [innerWidth, innerHeight, location.pathname]), [WIDTH, HEIGHT, "/"]);
},

"killed with a choice on the screen and a sealed ballot in its memory, it takes Chromium with it, and nothing of either is on a disk, in a log or a core": async () => {
	const { seat } = kiosk;

	await seat.scan(slip());
	await seat.at("idle");
	hall.ctl("poll", "--id", "p1", "--kind", "election", "--rehearsal", "--title", TITLE, "--seats", "1", "--row", NAMES[0], "--row", NAMES[1], "--write-in", NAMES[2]);
	hall.ctl("open", "p1");
	await seat.at("election");
	await seat.calm();
	for (const name of ["pick-0-against", "roll"])
		await seat.page.click(`[data-key=${name}]`);
	await seat.at("roll");
	await seat.calm();
	await seat.page.click("[data-key=extra-2]");
	await seat.page.click("[data-key=roll-done]");
	await seat.at("election");
	await seat.calm();
	await seat.page.click("[data-key=review]");
	await seat.at("confirm");
	assert.match(await seat.text("main"), new RegExp(NAMES[2]));
	spawnSync("prlimit", ["--core=unlimited", "--pid", String(kiosk.child.pid)]);
	kiosk.child.kill("SIGSEGV");
	await kiosk.ended;
	await isGone(kiosk);
	const places = [folder, home, temporary, kiosk.profile].flatMap(filesUnder);
	const cores = readdirSync(hall.home).concat(readdirSync(".")).filter(name => /^core/.test(name));

	/* the search finds what is there: the poll is in the server's record */
	assert.ok(filesUnder(hall.state).some(file => holds(file, TITLE)));
	assert.deepEqual(places.filter(file => holds(file, TITLE, ...NAMES, slip(), slip().match(/.{4}/g).join(" "))), []);
	assert.deepEqual(filesUnder(home), [], "Chromium has another home");
	assert.deepEqual(cores, []);
	assert.ok(![TITLE, ...NAMES, slip()].some(text => kiosk.said.includes(text)));
},

"the next one clears up what was left; one that ends as it should leaves nothing": async () => {
	const left = kiosk.profile;

	assert.ok(existsSync(left), "in memory, until then");
	kiosk = await start();
	assert.ok(!existsSync(left));
	await kiosk.seat.at("slip");
	await kiosk.seat.scan(slip());
	await kiosk.seat.at("election");
	kiosk.child.kill("SIGTERM");
	assert.equal(await kiosk.ended, 0);
	await isGone(kiosk);
	assert.ok(!existsSync(kiosk.profile));
	assert.deepEqual(filesUnder(home), []);
},
};

await tests(cases);
manager.kill();
screen.kill();
await hall.end();
