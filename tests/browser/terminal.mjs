/* terminal.mjs - a terminal in the hall, for tests: its program, and its page in Chromium. Presses as a finger does them,
 * counts them, and hears all that the page is told.
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
import { ROOT, until, WAIT_MS } from "./hall.mjs";
import { flaws, weakTexts } from "./legible.mjs";

const SIZES = [[1280, 800], [1920, 1080]];
export const CLIENT = resolve(ROOT, process.env.BIN ?? "build/bin", "ballot-client");
/* text 10:1; words on a filled key, and on one that cannot be pressed, 4.5:1 */
const CONTRAST = 10, CONTRAST_ON_KEYS = 4.5;

/* What is pressed in the first 600 ms of a page does not count. */
const QUIET_MS = 620;

/* Runs in the page: when was it last drawn? */
function noteDrawing() {
	window.drawnAt = performance.now();
	new MutationObserver(() => { window.drawnAt = performance.now(); })
		.observe(document, { attributes: true, attributeFilter: ["data-screen"], subtree: true });
}

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
		await page.evaluate(noteDrawing);
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
		await terminal.context.addInitScript(noteDrawing);
		terminal.page = await terminal.context.newPage();
		terminal.page.setDefaultTimeout(WAIT_MS);
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
		const isOfLink = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE/;

		this.page.on("pageerror", error => this.troubles.push(String(error.stack)));
		this.page.on("console", message => message.type() === "error" && !isOfLink.test(message.text()) && this.troubles.push(message.text()));
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
	async at(name) {
		const pattern = name instanceof RegExp ? name : new RegExp(`^${name}(-\\d+)?$`);

		try {
			await this.page.waitForFunction(([source]) => new RegExp(source).test(document.body.dataset.screen ?? ""), [pattern.source],
				{ timeout: WAIT_MS });
		} catch {
			throw new Error(`waited for ${pattern}, on screen: ${await this.screen()}: ${await this.text()}`);
		}
	}

	/* As a finger does: a tap inside the key, once the page takes it. What is drawn anew may be another page: it waits from then on. */
	async press(key) {
		await this.calm();
		await this.tap(key);
	}

	/* The page takes presses: it stands for long enough. */
	async calm() {
		await this.page.waitForFunction(quiet => performance.now() - window.drawnAt > quiet, QUIET_MS, { timeout: WAIT_MS });
	}

	/* Away from what is only read: where the machine is slow it has gone by itself. */
	async done() {
		await this.calm();
		if (await this.has("done"))
			await this.page.locator('[data-key="done"]').tap({ timeout: 3000 }).catch(() => {});
		await this.at("slip");
	}

	async tap(key) {
		this.presses++;
		await this.page.locator(`[data-key="${key}"]`).tap({ timeout: WAIT_MS });
	}

	/* A hand that shakes: two presses on the same place with nothing between them, however busy the machine is. */
	async doubleTap(key) {
		await this.calm();
		await this.page.evaluate(name => {
			for (let i = 0; i < 2; i++)
				document.querySelector(`[data-key="${name}"]`).click();
		}, key);
	}

	/* Presses a key of that screen in the very moment in which the screen is there, however busy the machine is. The page watches
	 * for it from now on; it has been pressed once what this gives has been awaited. */
	async pressAtOnce(screen, key) {
		await this.page.evaluate(([name, pressed]) => {
			const watch = new MutationObserver(() => {
				if (document.body.dataset.screen !== name)
					return;
				watch.disconnect();
				document.querySelector(`[data-key="${pressed}"]`).click();
				window.hasPressed = true;
			});

			window.hasPressed = false;
			watch.observe(document.body, { attributes: true });
		}, [screen, key]);
		return () => this.page.waitForFunction(() => window.hasPressed);
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

	/* Waits until the page says so, at `selector`. What it said before may still stand there for a moment. */
	async says(pattern, selector = ".trouble") {
		let said = "";

		await until(pattern, async () => {
			said = (await this.page.locator(selector).allInnerTexts()).join(" ");
			return pattern.test(said.replaceAll("\u2060", ""));
		}).catch(() => { throw new Error(`waited for ${selector} to say ${pattern}, it says: ${said}`); });
	}

	/* What a scanner does: it types fast, and ends with the enter key. */
	async scan(code) {
		await this.page.keyboard.type(code.trim(), { delay: 1 });
		await this.page.keyboard.press("Enter");
	}

	/* A scanner is told from a person by its speed, which a busy machine's keyboard has not: here all keys have gone down before
	 * the page draws what the first one did. */
	scanAtOnce(code) {
		return this.page.evaluate(keys => {
			for (const event of keys.map(key => new KeyboardEvent("keydown", { key, bubbles: true })))
				document.body.dispatchEvent(event);
		}, [...code.trim(), "Enter"]);
	}

	/* The screen as it is, in both languages and sizes: nothing is cut, nothing lies over another, every text is strong enough.
	 * With SCREENS=1 pictures too. `look` is {text, theme}, put on for it. */
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

		return [...weak.filter(text => !(/ in (button\.go|small\.)/.test(text) && parseFloat(text) >= CONTRAST_ON_KEYS)),
			...await this.page.evaluate(flaws), ...await this.spills()];
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
				for (const [b, rb] of parts) {
					const high = Math.min(ra.bottom, rb.bottom) - Math.max(ra.top, rb.top);
					const wide = Math.min(ra.right, rb.right) - Math.max(ra.left, rb.left);
					if (a !== b && a.parentNode === b.parentNode && ra.height && rb.height && high > 2 && wide > 2)
						out.push(`${a.className} lies over ${b.className}`);
				}
			return [...new Set(out)];
		});
	}

	async close() {
		await this.context.close();
	}
}

export const overlap = (a, b) => Math.min(a.x + a.width, b.x + b.width) > Math.max(a.x, b.x) &&
	Math.min(a.y + a.height, b.y + b.height) > Math.max(a.y, b.y);
