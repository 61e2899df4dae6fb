/* terminal.mjs - a terminal in the hall, for tests: its program, and its page in Chromium. Presses as a finger does them, counts them, and hears all that the page is told.
 *
 *     const kiosk = await startKiosk(hall, await hall.enrol("terminal", "3 排 12 座"), "--seat");
 *     const seat = await Terminal.open(browser, kiosk.url);
 *     await seat.at("question");
 *     await seat.press("option-0");
 *
 * Must not know: meetings. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { ROOT } from "./hall.mjs";
import { flaws, weakTexts } from "./legible.mjs";

const SIZES = [[1280, 800], [1920, 1080]];
export const CLIENT = resolve(ROOT, process.env.BIN ?? "build/bin", "ballot-client");
/* text 10:1; words on a filled key, and on one that cannot be pressed, 4.5:1 */
const CONTRAST = 10, CONTRAST_ON_KEYS = 4.5;

export const launch = (...more) => chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--force-color-profile=srgb", ...more] });

/* The program of a machine, once it has printed its address. It is ended with the hall, or by kill. */
export async function startKiosk(hall, folder, ...options) {
	const child = spawn(CLIENT, ["kiosk", "--folder", folder, ...options], { cwd: hall.home, stdio: ["pipe", "pipe", "pipe"] });
	const kiosk = { child, said: "", ended: once(child, "exit") };

	hall.children.push(child);
	child.stderr.on("data", chunk => { kiosk.said += chunk; });
	const first = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
	if (!first.value?.startsWith("ready "))
		throw new Error(`the kiosk says: ${first.value} ${kiosk.said}`);
	kiosk.url = first.value.slice(6);
	kiosk.kill = async signal => { child.kill(signal); await kiosk.ended; };
	return kiosk;
}

export class Terminal {
	told = [];                      /* everything that came from the page's origin, as text */
	troubles = [];                  /* what no page of ours does */
	flawed = [];                    /* what `look` has found */
	presses = 0;

	/* A page that is there already, in a browser that the program has started. */
	static async on(page) {
		const terminal = new Terminal();

		Object.assign(terminal, { page, context: page.context() });
		await terminal.at(/./);
		return terminal;
	}

	static async open(browser, url) {
		const terminal = new Terminal();

		terminal.context = await browser.newContext({ viewport: { width: 1280, height: 800 }, hasTouch: true });
		await terminal.context.exposeFunction("heard", text => terminal.told.push(text));
		await terminal.context.addInitScript(() => {
			window.EventSource = class extends window.EventSource {
				constructor(url) {
					super(url);
					this.addEventListener("message", event => window.heard(event.data));
				}
			};
		});
		terminal.page = await terminal.context.newPage();
		terminal.listen();
		await terminal.goto(url);
		return terminal;
	}

	/* The address of a program that was started anew. */
	async goto(url) {
		this.host = new URL(url).host;
		await this.page.goto(url);
		await this.at(/./);
	}

	listen() {
		this.page.on("pageerror", error => this.troubles.push(String(error.stack)));
		this.page.on("console", message => message.type() === "error" && !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE/.test(message.text()) && this.troubles.push(message.text()));
		this.page.on("request", request => new URL(request.url()).host !== this.host && this.troubles.push(`asked ${request.url()}`));
		this.page.on("response", async response => {
			if (!response.url().endsWith("/state") && response.status() < 300)
				this.told.push(await response.text().catch(() => ""));
		});
	}

	screen() {
		return this.page.evaluate(() => document.body.dataset.screen ?? "");
	}

	/* Wait until a screen of this name is shown and takes presses. */
	async at(name, ms = 15000) {
		const pattern = name instanceof RegExp ? name : new RegExp(`^${name}(-\\d+)?$`);

		try {
			await this.page.waitForFunction(([source]) => new RegExp(source).test(document.body.dataset.screen ?? ""), [pattern.source], { timeout: ms });
		} catch {
			throw new Error(`waited for ${pattern}, on screen: ${await this.screen()}: ${await this.text()}`);
		}
	}

	/* As a finger does: a tap inside the key, once the page takes it. */
	async press(key) {
		await this.page.waitForTimeout(620);
		await this.tap(key);
	}

	async tap(key) {
		this.presses++;
		await this.page.locator(`[data-key="${key}"]`).tap({ timeout: 5000 });
	}

	/* Presses a key of that screen in the very moment in which the screen is there, however busy the machine is. Called before. */
	pressAtOnce(screen, key) {
		return this.page.evaluate(([name, pressed]) => new Promise(done => {
			const watch = new MutationObserver(() => {
				if (document.body.dataset.screen !== name)
					return;
				watch.disconnect();
				document.querySelector(`[data-key="${pressed}"]`).click();
				done();
			});

			watch.observe(document.body, { attributes: true });
		}), [screen, key]);
	}

	box(key) {
		return this.page.locator(`[data-key="${key}"]`).boundingBox();
	}

	has(key) {
		return this.page.locator(`[data-key="${key}"]`).count().then(n => n > 0);
	}

	text(selector = "body") {
		return this.page.locator(selector).first().innerText();
	}

	/* What a scanner does: it types fast, and ends with the enter key. */
	async scan(code) {
		await this.page.keyboard.type(code.trim(), { delay: 1 });
		await this.page.keyboard.press("Enter");
	}

	/* The screen as it is, in both languages and sizes: nothing is cut, nothing lies over another, every text is strong enough. With SCREENS=1 pictures too.
	 * `look` is {text, theme}, put on for it. */
	async look(name, look = {}) {
		const was = await this.page.evaluate(() => document.documentElement.lang), before = this.page.viewportSize(), problems = [];
		const suffix = Object.values(look).map(one => `.${one}`).join("");

		await this.dress({ text: "normal", theme: "light", ...look });
		for (const lang of ["zh", "en"]) {
			await this.page.evaluate(async l => (await import("/page/lang.js")).setLang(l), lang);
			for (const [width, height] of SIZES) {
				await this.page.setViewportSize({ width, height });
				problems.push(...(await this.flaws()).map(flaw => `${name}${suffix} ${lang} ${width}: ${flaw}`));
				if (process.env.SCREENS) {
					mkdirSync(`${ROOT}/build/screens`, { recursive: true });
					await this.page.screenshot({ path: `${ROOT}/build/screens/${name}${suffix}.${lang}.${width}x${height}.png` });
				}
			}
		}
		await this.page.setViewportSize(before);
		await this.page.evaluate(async l => (await import("/page/lang.js")).setLang(l), was.slice(0, 2));
		await this.dress({ text: "normal", theme: "light" });
		this.flawed.push(...problems);
	}

	async dress(look) {
		await this.page.evaluate(l => { Object.assign(document.documentElement.dataset, l); document.dispatchEvent(new CustomEvent("langchange")); }, look);
	}

	async flaws() {
		const weak = await this.page.evaluate(weakTexts, CONTRAST);

		return [...weak.filter(text => !(/ in (button\.go|small\.)/.test(text) && parseFloat(text) >= CONTRAST_ON_KEYS)), ...await this.page.evaluate(flaws), ...await this.spills()];
	}

	/* Nothing overflows, nothing is cut: the page fits the screen without scrolling, and so does every key's word. */
	async spills() {
		return this.page.evaluate(() => {
			const out = [], { innerWidth: w, innerHeight: h } = window;

			for (const node of document.querySelectorAll("main *, .bar *")) {
				const r = node.getBoundingClientRect();

				if (r.width && (r.right > w + 1 || r.bottom > h + 1 || r.left < -1 || r.top < -1))
					out.push(`${node.tagName}.${node.className.baseVal ?? node.className} ${Math.round(r.right)}×${Math.round(r.bottom)}`);
				if (node.tagName === "BUTTON" && node.scrollWidth > node.clientWidth + 1)
					out.push(`key ${node.dataset.key} is too narrow for ${node.innerText}`);
			}
			const parts = [...document.querySelectorAll("main > section > *, main.page > *")].map(n => [n, n.getBoundingClientRect()]);
			for (const [a, ra] of parts)
				for (const [b, rb] of parts)
					if (a !== b && a.parentNode === b.parentNode && ra.height && rb.height && Math.min(ra.bottom, rb.bottom) - Math.max(ra.top, rb.top) > 2 && Math.min(ra.right, rb.right) - Math.max(ra.left, rb.left) > 2)
						out.push(`${a.className} lies over ${b.className}`);
			return [...new Set(out)];
		});
	}

	async close() {
		await this.context.close();
	}
}

export const overlap = (a, b) => Math.min(a.x + a.width, b.x + b.width) > Math.max(a.x, b.x) && Math.min(a.y + a.height, b.y + b.height) > Math.max(a.y, b.y);
