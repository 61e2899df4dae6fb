/* 502-kiosk-enrol - does a new machine join its meeting by the page alone, and does every way in which that fails say what to do? */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Hall, tests } from "./kit.mjs";
import { Terminal, launch, startKiosk } from "./terminal.mjs";

const hall = new Hall(), other = new Hall();
await hall.create();
await other.create();
const browser = await launch();
const at = one => `127.0.0.1:${one.browsers}`;
const codeFor = async (one, role, name) => (await one.ask("enrol_code", { role, name, ...(role === "trustee" && { holder: name }) })).code;
const folder = name => join(hall.home, "machines", name);

/* In place of Avahi's program, which has nobody to ask here: says what it once said, of the servers that are to be nearby. */
const programs = join(hall.home, "programs");
const escaped = name => [...Buffer.from(name)].map(byte => `\\${String(byte).padStart(3, "0")}`).join("");
const announce = (...servers) => {
	writeFileSync(join(programs, "new"), servers.map(([name, host, port]) =>
		`=;eth0;IPv4;${escaped(name)};_tally._tcp;local;hall.local;${host};${port};\n`).join(""));
	renameSync(join(programs, "new"), join(programs, "said"));
};
mkdirSync(programs);
writeFileSync(join(programs, "avahi-browse"), `#!/bin/sh\nexec cat "${programs}/said"\n`);
chmodSync(join(programs, "avahi-browse"), 0o755);
process.env.PATH = `${programs}:${process.env.PATH}`;
announce();

const kiosk = await startKiosk(hall, folder("new"), "--seat", "--lang", "zh");
const page = await Terminal.open(browser, kiosk.url);
const code = await codeFor(hall, "terminal", "3 排 12 座");

/* Both processes of it. */
const children = readFileSync(`/proc/${hall.server.pid}/task/${hall.server.pid}/children`, "utf8").trim().split(" ").map(Number);
const signalServer = name => [hall.server.pid, ...children].forEach(pid => process.kill(pid, name));

const typeCode = async text => {
	for (const c of text.replaceAll(" ", ""))
		await page.tap(`char-${c}`);
};
const toServer = async server => {
	await page.press("change");
	await page.at("enrol-server");
	await page.page.locator("[data-key=address]").fill(server);
	await page.press("enter");
	await page.at("enrol-code");
};

const cases = {
"a new machine asks for the server first, typed on the keys of the screen; what is no address is told": async () => {
	await page.at("enrol-server");
	await page.look("terminal-enrol-server");
	await page.look("terminal-enrol-server", { text: "large" });
	for (const c of "127.1:99999")
		await page.tap(`char-${c}`);
	await page.press("enter");
	await page.says(/./);
	await page.look("terminal-enrol-server-wrong");
	for (let i = 0; i < 11; i++)
		await page.tap("erase");
	for (const c of "127.0.0.1:1")
		await page.tap(`char-${c}`);
	await page.press("enter");
	await page.at("enrol-code");
	await page.look("terminal-enrol");
	await page.look("terminal-enrol", { text: "large" });
	await page.look("terminal-enrol", { theme: "contrast" });
},

"a mistyped code is told before anybody is called": async () => {
	const last = code.at(-1) === "Z" ? "Y" : "Z";

	await page.calm();
	await typeCode(code.slice(0, -1) + last);
	await page.press("enter");
	await page.says(/有字符不对/);
	await page.look("terminal-enrol-mistyped");
	await page.tap("erase");
	await typeCode(code.at(-1));
},

"a server that is not there is named, and the code stays for another try": async () => {
	await page.press("enter");
	await page.says(/连不上 127\.0\.0\.1:1/);
	assert.equal(await page.page.locator(".group span:empty").count(), 0);
	await page.look("terminal-enrol-away");
},

"another meeting's server never gets the code's secret, and the page says that it is not the right one": async () => {
	await toServer(at(other));
	await page.press("enter");
	await page.says(/不是开出此码的/);
	await page.look("terminal-enrol-stranger");
},

"the right server takes it; the page goes on to the voting code, and the code is in no folder but as a certificate": async () => {
	await toServer(at(hall));
	await page.press("enter");
	await page.at("slip");
	assert.match(await page.text(".bar"), /3 排 12 座/);
	assert.equal(await page.page.locator(".group span:not(:empty)").count(), 0);
	assert.deepEqual(readdirSync(folder("new")).filter(name => name.endsWith(".pem") || name === "machine.json").sort(), ["authority.pem", "certificate.pem", "key.pem", "machine.json"]);
	assert.ok(!page.told.some(text => text.includes(code.replaceAll(" ", "")) || text.includes(code)), "no answer says the code");
},

"a used code is said to be of no more use; a scanner's next one takes its place": async () => {
	const second = await startKiosk(hall, folder("second"), "--host", at(hall), "--lang", "zh");

	await page.goto(second.url);
	await page.at("enrol-code");
	await page.scan(code.replaceAll(" ", ""));
	await page.says(/已经用过/);
	assert.ok(!existsSync(join(folder("second"), "machine.json")));
	await page.look("terminal-enrol-used");
	await page.look("terminal-enrol-used", { text: "large" });
	await page.scan((await codeFor(hall, "trustee", "监票人1")).replaceAll(" ", ""));
	await page.at("unlock-new");
	assert.match(await page.text("body"), /监票人1/);
},

"a code that lay for more than its day is said to have expired": async () => {
	const late = await codeFor(other, "terminal", "3 排 14 座");
	const machine = await startKiosk(other, folder("late"), "--host", at(other), "--lang", "zh");

	/* a day passes: the server, which is not there meanwhile, finds its codes a day and a second older */
	await other.stop();
	execFileSync("sqlite3", [join(other.state, "meeting.db"), "UPDATE kept SET value = CAST(json_set(CAST(value AS TEXT), '$.until', json_extract(CAST(value AS TEXT), '$.until') - 86401) AS BLOB) WHERE kind = 'enrol'"]);
	await other.start();
	await page.goto(machine.url);
	await page.at("enrol-code");
	await page.scan(late.replaceAll(" ", ""));
	await page.says(/已过期，请让秘书处再开一个/);
	assert.ok(!existsSync(join(folder("late"), "machine.json")));
	await page.look("terminal-enrol-expired");
},

"while the call lasts the page says so": async () => {
	const third = await startKiosk(hall, folder("third"), "--host", at(hall), "--lang", "zh");

	await page.goto(third.url);
	await page.at("enrol-code");
	const desk = await codeFor(hall, "desk", "东门签到台");
	/* stopped, the server leaves the call waiting */
	signalServer("SIGSTOP");
	await page.scan(desk.replaceAll(" ", ""));
	await page.at("enrolling");
	await page.look("terminal-enrolling");
	assert.equal(await page.screen(), "enrolling");
	signalServer("SIGCONT");
	await page.at("enrolled-other");
	await page.look("terminal-enrolled-other");
},

"a page that was enrolled is so when it is started again": async () => {
	await kiosk.kill("SIGTERM");
	await page.goto((await startKiosk(hall, folder("new"), "--seat")).url);
	await page.at("slip");
},

"a server that announces itself is offered, under whatever name; who types goes on typing meanwhile; to press one is to have typed it": async () => {
	const address = page.page.locator("[data-key=address]");

	await page.goto((await startKiosk(hall, folder("fourth"), "--lang", "zh")).url);
	await page.at("enrol-server");
	announce(["大会<b>服务器", "192.0.2.10", 7443]);
	await page.at("enrol-nearby");
	assert.match(await page.text(".nearby"), /大会<b>服务器/);
	await page.look("terminal-enrol-nearby");
	await page.press("type");
	await page.at("enrol-server");
	await page.look("terminal-enrol-type");
	await page.look("terminal-enrol-type", { text: "large" });
	announce();
	await page.page.waitForSelector("[data-key=nearby]", { state: "detached" });
	await address.pressSequentially("tally.");
	announce(["hall", "192.0.2.10", 7443], ["第".repeat(21), "2001:db8:1111:2222:3333:4444:5555:6666", 65535], ["server-of-the-county-assembly", "192.168.200.200", 17443]);
	await page.page.waitForSelector("[data-key=nearby]");
	await page.page.keyboard.type("local");
	assert.equal(await address.inputValue(), "tally.local");
	await page.press("nearby");
	await page.at("enrol-nearby");
	await page.look("terminal-enrol-nearby-three");
	await page.look("terminal-enrol-nearby-three", { text: "large" });
	await page.look("terminal-enrol-nearby-three", { theme: "contrast" });
	await page.press("nearby-192.0.2.10:7443");
	await page.at("enrol-code");
	assert.match(await page.text(".server"), /192\.0\.2\.10:7443/);
},

"nothing went wrong on the page, it asked nobody else, and every screen was legible in both languages and sizes": async () => {
	assert.deepEqual(page.troubles, []);
	assert.equal(page.flawed.join("\n"), "");
},
};

await tests(cases);
await browser.close();
await other.end();
await hall.end();
