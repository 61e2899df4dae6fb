/* hall.mjs - a meeting held with the real programs, for tests of the terminals' pages: tools/meeting.sh in a shell of its own, and kiosks beside it.
 *
 *     const hall = await Hall.start("500-kiosk");
 *     await hall.sh("meeting_ready 20");
 *     const kiosk = await hall.kiosk("terminals", "--seat");    → { url, stop(), kill(signal) }
 *
 * Everything lies in build/tests/browser/NAME. Must not know: pages. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const START = 30000;

function within(ms, promise, what) {
	let timer;
	const late = new Promise((_, no) => { timer = setTimeout(() => no(new Error(`${what}: not within ${ms} ms`)), ms); });

	return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export class Hall {
	static async start(name) {
		const hall = new Hall();

		hall.home = `${ROOT}build/tests/browser/${name}`;
		hall.bin = process.env.TALLY_BIN ?? `${ROOT}build/bin`;
		hall.kiosks = new Set();
		rmSync(hall.home, { recursive: true, force: true });
		mkdirSync(hall.home, { recursive: true });
		hall.shell = spawn("bash", ["-c", `. tests/browser/hall.sh`], { cwd: ROOT, env: { ...process.env, bin: hall.bin, home: hall.home, LC_ALL: "C.UTF-8" },
			stdio: ["pipe", "pipe", "inherit"] });
		hall.lines = createInterface({ input: hall.shell.stdout })[Symbol.asyncIterator]();
		await hall.sh(":");
		return hall;
	}

	/* Run a line of shell where the functions of tools/meeting.sh are; its output, or an error with it. */
	async sh(command, ms = 60000) {
		const out = [];

		this.shell.stdin.write(`${command.replaceAll("\n", " ")}\n`);
		return within(ms, (async () => {
			for (;;) {
				const { value, done } = await this.lines.next();

				if (done)
					throw new Error(`the shell has ended at: ${command}`);
				const end = /^\u0001(\d+)$/.exec(value);
				if (end && end[1] !== "0")
					throw new Error(`${command}: status ${end[1]}\n${out.join("\n")}`);
				if (end)
					return out.join("\n");
				out.push(value);
			}
		})(), command);
	}

	/* A terminal's program; resolves once it has printed its address. `ulimit` runs before it, in its shell. */
	async kiosk(folder, ...options) {
		const child = spawn(`${this.bin}/ballot-client`, ["kiosk", "--folder", `${this.home}/machines/${folder}`, ...options], { cwd: this.home, stdio: ["pipe", "pipe", "pipe"] });
		const kiosk = { child, said: "", kill: signal => child.kill(signal) };

		child.stderr.on("data", chunk => { kiosk.said += chunk; });
		child.exited = once(child, "exit");
		kiosk.stop = async () => { child.kill("SIGTERM"); await child.exited; this.kiosks.delete(kiosk); };
		this.kiosks.add(kiosk);
		const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
		const first = await within(START, lines.next(), "kiosk");
		if (!first.value?.startsWith("ready "))
			throw new Error(`kiosk ${folder}: ${first.value} ${kiosk.said}`);
		kiosk.url = first.value.slice(6);
		return kiosk;
	}

	async end() {
		for (const kiosk of this.kiosks)
			kiosk.kill("SIGKILL");
		this.shell.stdin.end("stop_children\nexit 0\n");
		await within(10000, once(this.shell, "exit"), "the shell's end").catch(() => this.shell.kill("SIGKILL"));
	}
}

/* Tests are named as sentences; one that fails is told, and the rest go on. */
export class Questions {
	failed = 0;

	async ask(name, test) {
		try {
			await test();
			console.log(`PASS ${name}`);
		} catch (error) {
			this.failed++;
			console.log(`FAIL ${name}: ${error.stack ?? error}`);
		}
	}
}
