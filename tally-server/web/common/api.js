/* api.js - asking the server (P16), hearing from it, and knowing whether it is there.
 *
 * One request is on its way at a time, in order. The session is a cookie that no script can read; what proves that a request is this page's own is `csrf`, kept here alone.
 * Must not know: words, elements, what a message means. */

const TIMEOUT_MS = 20000, RETRY_MS = 2000;
/* what needs no session, and so no proof */
const FREE = new Set(["ping", "login", "me", "screen_enrol"]);

export class ApiError extends Error {
	constructor({ code = "network", rule = "", text = "", detail = "" } = {}) {
		super(`${code} ${detail}`.trim());
		Object.assign(this, { code, rule, text, detail });
	}
}

let csrf = "", nextId = 1, queue = Promise.resolve(), source = null, isOnline = true;
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
	if (!source || source.readyState === EventSource.OPEN)
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

function tell(event) {
	for (const fn of nudges)
		fn(event);
}

function listen() {
	source = new EventSource("/events");
	source.onopen = () => {
		setOnline(true);
		tell("state");
	};
	source.onmessage = ({ data }) => tell(JSON.parse(data).event);
	source.onerror = () => {
		setOnline(false);
		/* where the server answered with an error the browser itself does not try again */
		if (source.readyState !== EventSource.CLOSED)
			return;
		source.close();
		setTimeout(listen, RETRY_MS);
	};
}

/* fn(event) for each nudge of the server, "state" or "head", and "state" after each (re)connection. Begins to listen. */
export function onNudge(fn) {
	nudges.add(fn);
	if (!source)
		listen();
}

/* fn(true|false) when the server is reached again, or not any more. */
export function onLink(fn) {
	links.add(fn);
}

export const online = () => isOnline;
