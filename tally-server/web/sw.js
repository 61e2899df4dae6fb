/* sw.js - keeps the files of the check-in desk, so that its page opens without the server. The scope is /desk.
 *
 * The server's files go first; what is kept stands in where it does not answer.
 * Must not know: messages, persons; nothing of /api or /events passes here. */

const KEEP = "desk-1";
const PATIENCE_MS = 2500;

const FILES = [
	"/desk",
	...["anomalies", "badge", "bar", "db", "decide", "desk", "details", "field", "list", "once", "panel", "queue", "recent", "roll", "say", "search", "second",
		"signs", "sound", "station"].map(name => `/desk/${name}.js`),
	"/desk/desk.css", "/console/qr.js", "/common/api.js", "/common/hear.js", "/common/settle.js", "/common/shell.js",
	"/common/shell.css", "/page/base.css", "/page/camera.js", "/page/dom.js", "/page/icon.svg", "/page/icons.js", "/page/lang.js",
	"/page/phrased.js", "/page/tokens.css", "/page/words.js", "/page/vendor/qr/index.js", "/page/vendor/qr/decode.js",
	...["index", "common/constant", "common/utils", "common/segmentit/index", "common/segmentit/max-probability", "common/segmentit/min-tokenization",
		"common/segmentit/reverse-max-match", "core/convert/index", "core/custom/index", "core/custom/state", "core/dict/index", "core/html/index",
		"core/match/index", "core/pinyin/all", "core/pinyin/handle", "core/pinyin/index", "core/pinyin/middlewares", "core/polyphonic/index",
		"core/segment/index", "core/segment/middlewares", "core/traditional/index", "data/dict1", "data/dict2", "data/dict3", "data/dict4", "data/dict5",
		"data/patterns", "data/special", "data/surname"].map(name => `/page/vendor/pinyin-pro/esm/${name}.mjs`),
];

async function keepAll() {
	const kept = await caches.open(KEEP);

	await kept.addAll(FILES.map(path => new Request(path, { cache: "no-cache" })));
}

/* All of them, from the server that is there now: a file of yesterday never meets one of today. */
self.addEventListener("install", event => event.waitUntil(keepAll().then(() => self.skipWaiting())));

self.addEventListener("activate", event => event.waitUntil(caches.keys()
	.then(names => Promise.all(names.filter(name => name !== KEEP).map(name => caches.delete(name))))
	.then(() => self.clients.claim())));

async function fromServer(request) {
	const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });

	if (response.ok)
		(await caches.open(KEEP)).put(new URL(request.url).pathname, response.clone());
	return response;
}

async function answer(request) {
	try {
		return await fromServer(request);
	} catch (error) {
		const kept = await caches.match(new URL(request.url).pathname);

		if (!kept)
			throw error;
		return kept;
	}
}

self.addEventListener("fetch", event => {
	const { origin, pathname } = new URL(event.request.url);

	if (event.request.method === "GET" && origin === location.origin && FILES.includes(pathname))
		event.respondWith(answer(event.request));
});
