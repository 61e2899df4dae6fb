/* 504-kiosk-camera - is a voting code read by the terminal's camera, where there is one, and is the camera off whenever nobody
 * holds a code before it? */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { filmOf } from "./film.mjs";
import { Hall, tests } from "./kit.mjs";
import { Terminal, launch, startKiosk } from "./terminal.mjs";

const hall = new Hall();
await hall.ready({ present: 3 });
const browsers = [];

/* A terminal whose camera sees this text; null: it has none. */
async function terminal(kiosk, text) {
	const film = join(hall.home, `film-${browsers.length}.y4m`);

	if (text !== null)
		writeFileSync(film, await filmOf(text));
	const browser = await launch(...(text === null ? [] : ["--auto-accept-camera-and-microphone-capture", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${film}`]));
	browsers.push(browser);
	const page = await Terminal.open(browser, kiosk.url);
	/* every camera that is ever opened */
	await page.page.evaluate(() => {
		const devices = navigator.mediaDevices, open = devices.getUserMedia.bind(devices);

		window.opened = [];
		devices.getUserMedia = async what => { const stream = await open(what); window.opened.push(...stream.getTracks()); return stream; };
	});
	return page;
}

const lights = page => page.page.evaluate(() => window.opened.map(track => track.readyState));
const code = place => hall.slips.get(hall.delegates[place]);
const start = async (name, ...options) => startKiosk(hall, await hall.enrol("terminal", name), ...options, "--lang", "zh");
const flawed = [], troubles = [];
const done = async page => { flawed.push(...page.flawed); troubles.push(...page.troubles); await page.close(); };

const cases = {
"a terminal without a camera offers none": async () => {
	const page = await terminal(await start("无摄像头", "--seat"), null);

	await page.at("slip");
	await page.page.waitForTimeout(500);
	assert.equal(await page.has("eye"), false);
	await done(page);
},

"the slip before the camera is handed over as if typed; then the camera is off and the code is gone": async () => {
	const page = await terminal(await start("3 排 12 座", "--seat"), code(0));

	await page.at("slip");
	await page.page.waitForSelector("[data-key=eye]");
	await page.look("terminal-slip-with-camera");
	await page.look("terminal-slip-with-camera", { text: "large" });
	assert.deepEqual(await lights(page), [], "no camera before it is asked for");
	await page.press("eye");
	await page.at("idle");
	assert.deepEqual(await lights(page), ["ended"]);
	assert.ok(!(await page.page.content()).includes(code(0).slice(0, 4)));
	await done(page);
},

"another code is told to be another, and the camera is closed by a press": async () => {
	const page = await terminal(await start("4 排 1 座", "--seat"), "https://example.org/");

	await page.at("slip");
	await page.press("eye");
	await page.says(/不是这里要的码/);
	assert.deepEqual(await lights(page), ["live"]);
	await page.look("terminal-slip-camera");
	await page.look("terminal-slip-camera", { text: "large" });
	await page.press("eye-close");
	await page.page.waitForSelector(".pad");
	assert.deepEqual(await lights(page), ["ended"]);
	await page.press("eye");
	await page.page.waitForSelector("video.eye");
	await page.page.waitForFunction(() => window.opened.length === 2);
	await page.scan(code(1));
	await page.at("idle");
	assert.deepEqual(await lights(page), ["ended", "ended"], "whoever goes on by other means leaves no camera on");
	await done(page);
},

"a new machine is enrolled by the code on the console's screen": async () => {
	const { code: given } = await hall.ask("enrol_code", { role: "terminal", name: "5 排 2 座" });
	const page = await terminal(await startKiosk(hall, join(hall.home, "machines", "new"), "--host", `127.0.0.1:${hall.browsers}`, "--lang", "zh"), given.replaceAll(" ", ""));

	await page.at("enrol-code");
	await page.page.waitForSelector("[data-key=eye]");
	await page.look("terminal-enrol-with-camera");
	await page.press("eye");
	await page.at("slip");
	assert.deepEqual(await lights(page), ["ended"]);
	await done(page);
},

"the code of another terminal's test is read off its screen; the camera is off before the answer": async () => {
	const page = await terminal(await start("核对终端", "--check"), `tally-test ${hall.meeting} p1 1 ${"12".repeat(32)} ${"34".repeat(32)}`);

	await page.at("check");
	await page.page.waitForSelector("[data-key=eye]");
	await page.look("terminal-check-with-camera");
	await page.press("eye");
	await page.at("check-failed");
	assert.match(await page.text("main"), /会议记录中没有这张检查票/);
	assert.deepEqual(await lights(page), ["ended"]);
	await done(page);
},

"nothing went wrong on the pages, and every screen was legible in both languages and sizes": async () => {
	assert.deepEqual(troubles, []);
	assert.equal(flawed.join("\n"), "");
},
};

await tests(cases);
for (const browser of browsers)
	await browser.close();
await hall.end();
