/* api.js - asking the server (P16), hearing from it, and knowing whether it is there.
 *
 * One request is on its way at a time, in order. The session is a cookie that no script can read;
 * what proves that a request is this page's own is `csrf`, kept here alone.
 * Must not know: words, elements, what a message means. */

import { hear } from "/common/hear.js";

const TIMEOUT_MS = 20000;
/* what needs no session, and so no proof */
const FREE = new Set(["ping", "login", "me", "screen_enrol", "setup", "setup_rules", "create"]);

export class ApiError extends Error {
	constructor({ code = "network", rule = "", text = "", detail = "" } = {}) {
		super(`${code} ${detail}`.trim());
		Object.assign(this, { code, rule, text, detail });
	}
}

let csrf = "", nextId = 1, queue = Promise.resolve(), isOnline = true;
let isStreaming = null; /* null: nobody listens */
const nudges = new Set(), links = new Set();

function setOnline(now) {
	if (now === isOnline)
		return;
	isOnline = now;
	for (const fn of links)
		fn(now);
}

async function post(type, body) {
	let answer;

	try {
		const response = await fetch("/api", {
			method: "POST", headers: { "Content-Type": "application/json" }, credentials: "same-origin", cache: "no-store", redirect: "error",
			body: JSON.stringify({ id: nextId++, type, body, ...(csrf && { csrf }) }), signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		answer = await response.json();
	} catch {
		setOnline(false);
		throw new ApiError();
	}
	if (isStreaming !== false)
		setOnline(true);
	if (answer.error)
		throw new ApiError(answer.error);
	if (typeof answer.ok?.csrf === "string")
		csrf = answer.ok.csrf;
	return answer.ok;
}

async function send(type, body) {
	if (!csrf && !FREE.has(type))
		await post("me", {});
	try {
		return await post(type, body);
	} catch (error) {
		/* another tab has signed in anew, and with it this one */
		if (error.code !== "csrf")
			throw error;
		await post("me", {});
		return post(type, body);
	}
}

/* The `ok` object of the answer, or an ApiError thrown; its code is "network" where none came. */
export function ask(type, body = {}) {
	const mine = queue.then(() => send(type, body));

	queue = mine.catch(() => {});
	return mine;
}

/* ---- what the server tells by itself ---- */

function heard({ isOnline: now, event }) {
	if (now !== undefined) {
		isStreaming = now;
		setOnline(now);
	}
	if (now || event)
		for (const fn of nudges)
			fn(event ?? "state");
}

/* One stream for all pages of this browser; where there can be no such worker, or it was not reached, this page has its own. */
function listen() {
	if (!globalThis.SharedWorker) {
		hear(heard);
		return;
	}
	const worker = new SharedWorker("/common/events.js", { type: "module" });

	worker.onerror = () => hear(heard);
	worker.port.onmessage = ({ data }) => heard(data);
}

/* fn(event) for each nudge of the server, "state" or "head", and "state" after each (re)connection. Begins to
 * listen: with `isOwn` by a stream of this page's own, from which the server knows that a screen is there. */
export function onNudge(fn, isOwn = false) {
	nudges.add(fn);
	if (isStreaming !== null)
		return;
	isStreaming = false;
	if (isOwn)
		hear(heard);
	else
		listen();
}

/* fn(true|false) when the server is reached again, or not any more. */
export function onLink(fn) {
	links.add(fn);
}

export const online = () => isOnline;
