/* desk.js - the check-in desk: who works here, what the keys do, and which of its parts is shown.
 *
 * The parts draw, station.js decides. Must not know: storage, codes, what makes a verdict. */
import { ask, onLink, onNudge, online } from "/common/api.js";
import { toast } from "/common/shell.js";
import { $, $$, el, replace } from "/page/dom.js";
import { clock, errorText, t } from "/page/lang.js";
import { drawAnomalies, settle as settleAnomaly } from "/desk/anomalies.js";
import { drawBar } from "/desk/bar.js";
import { openCamera } from "/page/camera.js";
import { openDb } from "/desk/db.js";
import { kindOf } from "/desk/decide.js";
import { looksLikeCode, readBadge } from "/desk/badge.js";
import { drawDetails } from "/desk/details.js";
import { openField } from "/desk/field.js";
import { drawList } from "/desk/list.js";
import { drawBeside, drawOutcome, drawReady, drawVerdict } from "/desk/panel.js";
import { drawRecent } from "/desk/recent.js";
import { searchIndex } from "/desk/search.js";
import { once } from "/desk/once.js";
import { newBadge, undo } from "/desk/second.js";
import { openSound } from "/desk/sound.js";
import { outcome as outcomeOf, Station } from "/desk/station.js";

const SIGN_IN = "/?back=%2Fdesk";
const BEAT_MS = 5000, REFRESH_MS = 3000, TICK_MS = 1000;

const places = { bar: $(".desk-bar"), verdict: $(".verdict"), beside: $(".beside"), recent: $(".recent"), camera: $(".camera") };
const db = await openDb();
const sound = openSound();
const who = await whoAmI();
/* view: verdict, search, absent, details, anomalies */
const s = {
	view: "verdict", mode: "in", outcome: null, query: "", hits: [], at: -1, person: null, stuck: null, find: () => [], camera: null,
	looked: Number(localStorage.getItem("desk-looked")),
};

/* ---- who works here ---- */

function toSignIn() {
	location.replace(SIGN_IN);
	return new Promise(() => {});
}

/* Without the server it is whoever was here last: the desk goes on after a reload. */
async function whoAmI() {
	const last = await db.read("kept", "who");

	try {
		const me = await ask("me");

		/* the server takes scans from nobody else */
		if (!me.roles.includes("desk"))
			return toSignIn();
		await db.keep("who", me.name);
		return me.name;
	} catch (error) {
		return error.code === "network" && last ? last : toSignIn();
	}
}

async function signOut() {
	if (station.pending) {
		toast(t("DESK_OUT_WAIT", station.pending), "warn");
		return;
	}
	try {
		await ask("logout");
	} finally {
		await station.forget();
		location.assign("/");
	}
}

/* ---- drawing ---- */

const isTwin = person => station.sameName(person).length > 0;

function drawHits({ title, help, empty, more }) {
	const shown = s.hits.map(person => [person.number, station.presenceOf(person)]);

	once(places.beside, [s.view, title, s.at, shown, places.beside.clientHeight], () => drawList(places.beside, {
		title, help, hits: s.hits, at: s.at, presenceOf: person => station.presenceOf(person), isTwin, choose: chooseHit, empty, more,
	}));
}

const VIEWS = {
	verdict() {
		const { outcome } = s;
		const facts = station.facts;

		if (outcome) {
			const others = outcome.person ? station.sameName(outcome.person) : [];
			const known = { others, listAt: online() ? 0 : facts?.at ?? 0, hasDigits: station.hasDigits };

			drawOutcome(places.verdict, outcome);
			once(places.beside, [s.view, outcome, known], () => drawBeside(places.beside, outcome, known));
			return;
		}
		if (!facts) {
			drawVerdict(places.verdict, { kind: "ready", text: t("DESK_V_waiting") });
			return;
		}
		const now = { name: facts.name, isOpen: station.isOpen, expected: station.expected, present: station.present };

		drawVerdict(places.verdict, { kind: "ready", text: t(station.isOpen ? "DESK_V_ready" : "DESK_V_no_sitting") });
		once(places.beside, [s.view, now], () => drawReady(places.beside, now));
	},
	search() {
		drawVerdict(places.verdict, { kind: "search", text: t("DESK_V_search"), sub: t("DESK_COUNT", s.hits.length) });
		drawHits({ title: t("DESK_V_search"), help: t("DESK_RESULTS_HELP", t(`DESK_DO_${s.mode}`)), empty: t("DESK_V_nobody"), more: "DESK_RESULTS_MORE" });
	},
	absent() {
		s.hits = station.notYet;
		drawVerdict(places.verdict, { kind: "search", text: t("DESK_V_absent"), sub: t("DESK_COUNT", s.hits.length) });
		drawHits({ title: t("DESK_V_absent"), help: t("DESK_RESULTS_HELP", t("DESK_V_details")), empty: t("DESK_NONE_ABSENT"), more: "DESK_ABSENT_MORE" });
	},
	details() {
		const person = station.person(s.person);
		const now = {
			person, presence: station.presenceOf(person), isOnline: online(), isOpen: station.isOpen, isWaiting: station.isWaiting(person),
		};

		drawVerdict(places.verdict, { kind: "person", text: t("DESK_V_details") });
		once(places.beside, [s.view, now], () => drawDetails(places.beside, now, { register: mode => byHand(person, mode),
			undo: () => withSecond(undo, person, "undone"), newBadge: () => withSecond(newBadge, person, ""), back: toVerdict }));
	},
	anomalies() {
		const list = station.anomalies, isOnline = online(), open = station.open.length;
		const settle = one => settleAnomaly(one).then(done => done && attempt(() => station.refresh()));

		drawVerdict(places.verdict, open ? { kind: "already", text: t("DESK_ANOMALIES"), sub: t("DESK_ITEMS", open) } : { kind: "settled", text: t("DESK_ALL_SETTLED") });
		once(places.beside, [s.view, list, isOnline, places.beside.clientHeight],
			() => drawAnomalies(places.beside, list, { back: toVerdict, open: openDetails, isOnline, settle }));
	},
};

const newest = () => Math.max(0, ...station.open.map(one => one.entry));

function drawHead() {
	const now = { who, mode: s.mode, present: station.present, expected: station.expected, isOnline: online(), pending: station.pending,
		anomalies: station.open.length, hasNew: newest() > s.looked, isMuted: sound.isMuted() };

	once(places.bar, now, () => drawBar(places.bar, now, { setMode, signOut, showAnomalies, mute }));
}

function showAnomalies() {
	s.looked = newest();
	localStorage.setItem("desk-looked", s.looked);
	show("anomalies");
}

function mute() {
	sound.mute(!sound.isMuted());
	draw();
}

function drawStuck() {
	const place = $(".desk-stuck");

	place.hidden = !s.stuck;
	once(place, s.stuck?.code, () => replace(place, s.stuck?.code === "session" ? [t("DESK_SIGN_IN_AGAIN"), " ", el("a", { href: SIGN_IN }, t("WEB_SIGN_IN"))]
		: s.stuck && t("DESK_REFUSED_BY_SERVER", errorText(s.stuck))));
}

function draw() {
	document.title = t("WEB_PAGE_DESK");
	document.body.dataset.mode = s.mode;
	drawHead();
	VIEWS[s.view]();
	drawRecent(places.recent, station.log, { personOf: number => station.person(number), open: openDetails });
	field.draw({ text: t(s.mode === "in" ? "DESK_FIELD" : "DESK_FIELD_OUT"), keys: [
		{ key: "F2", text: t("DESK_KEY_DETAILS") }, { key: "F4", text: t("DESK_KEY_ABSENT") },
		{ key: "F8", text: t(s.mode === "in" ? "DESK_KEY_LEAVING" : "DESK_KEY_ARRIVING") }, { key: "F9", text: t("DESK_KEY_CAMERA") }] });
	places.camera.hidden = !s.camera;
	for (const hint of $$("p", places.camera))
		hint.textContent = t("DESK_CAMERA_HINT");
	drawStuck();
}

function show(view, more = {}) {
	Object.assign(s, { view, at: -1 }, more);
	draw();
}

function toVerdict() {
	field.clear();
	show("verdict");
}

function showAbsent() {
	field.clear();
	show("absent");
}

function openDetails(number) {
	if (!station.person(number))
		return;
	field.clear();
	show("details", { person: number });
}

/* ---- what a scan or a name comes to ---- */

/* The field stays as it is: by now the next code may be half in it. */
function showOutcome(outcome) {
	sound.play(kindOf(outcome.verdict));
	show("verdict", { outcome });
}

/* If it could not even be written down here, nobody is told that it was. */
const settle = async result => showOutcome(await result.catch(() => (outcomeOf("refused", null))));

/* The field is free for the next one at once. */
function scanned(text) {
	field.clear();
	settle(station.scan(text, s.mode));
}

function byHand(person, mode) {
	field.clear();
	settle(station.byHand(person.number, mode));
}

/* The person of a list that is pressed, or chosen and entered. Who has not come is looked at, who was searched for is noted. */
function chooseHit(person) {
	if (s.view === "absent") {
		openDetails(person.number);
	} else if (s.hits.includes(person)) {
		/* a second press before the verdict is there must not be a second scan */
		s.hits = [];
		byHand(person, s.mode);
	}
}

/* One alone is meant; of several one must be chosen first. */
const chosen = () => s.hits.length === 1 ? s.hits[0] : s.hits[s.at];

function entered(text) {
	if (readBadge(text)) {
		scanned(text);
		return;
	}
	if (text)
		typed(text);
	if (["search", "absent"].includes(s.view) && s.hits.length) {
		if (chosen())
			chooseHit(chosen());
		else
			show(s.view, { at: 0 });
		return;
	}
	if (looksLikeCode(text))
		scanned(text);
	else if (text) {
		field.clear();
		showOutcome(outcomeOf("nobody", null));
	}
}

function typed(text) {
	if (!text.trim()) {
		if (s.view === "search")
			show("verdict");
		return;
	}
	const hits = s.find(text);

	/* the same text again, on Enter, keeps what is chosen */
	show("search", { hits, query: text, at: s.view === "search" && text === s.query ? s.at : -1 });
}

async function withSecond(act, person, verdict) {
	if (!await act(person))
		return;
	await attempt(() => station.refresh());
	if (verdict)
		showOutcome(station.tell(verdict, person.number));
	else
		draw();
}

/* ---- keys ---- */

function setMode(mode) {
	s.mode = mode;
	show("verdict", { outcome: null });
	field.focus();
}

function move(step) {
	if (!["search", "absent"].includes(s.view))
		return false;
	show(s.view, { at: Math.min(Math.max(s.at + step, 0), s.hits.length - 1) });
	return true;
}

const KEYS = {
	F2: () => openDetails((["search", "absent"].includes(s.view) ? chosen() : s.outcome?.person)?.number),
	F4: () => s.view === "absent" ? toVerdict() : showAbsent(),
	F8: () => setMode(s.mode === "in" ? "out" : "in"),
	F9: () => toggleCamera(),
	Escape: () => toVerdict(),
	ArrowDown: () => move(1),
	ArrowUp: () => move(-1),
};

function pressed(key) {
	return Object.hasOwn(KEYS, key) && KEYS[key]() !== false;
}

/* ---- the camera ---- */

async function toggleCamera() {
	if (s.camera) {
		(await s.camera)?.stop();
		s.camera = null;
	} else {
		const video = el("video", { "aria-label": t("DESK_KEY_CAMERA"), muted: true, playsinline: true });

		replace(places.camera, video, el("p"));
		s.camera = openCamera(video, scanned).catch(() => {
			s.camera = null;
			toast(t("DESK_CAMERA_NONE"), "warn");
			draw();
		});
	}
	draw();
}

/* ---- the server ---- */

function onStuck(error) {
	if (error.code === "session" && s.stuck?.code !== "session")
		station.forget();
	s.stuck = error.code === "network" ? null : error;
	draw();
}

async function attempt(fn) {
	try {
		await fn();
		if (s.stuck) {
			s.stuck = null;
			draw();
		}
	} catch (error) {
		onStuck(error);
	}
}

let due = 0, refreshedAt = 0;

/* Every arrival at any desk is a nudge: many of them make one reading. */
function refreshSoon() {
	due ||= setTimeout(async () => {
		due = 0;
		refreshedAt = Date.now();
		await attempt(() => station.refresh());
	}, Math.max(0, refreshedAt + REFRESH_MS - Date.now()));
}

/* A verdict that is still to be seen is put right; one that has gone is in the list of the last scans. */
function onLate(outcome) {
	if (s.outcome?.nonce !== outcome.nonce)
		return;
	if (kindOf(outcome.verdict) !== kindOf(s.outcome.verdict))
		sound.play(kindOf(outcome.verdict));
	s.outcome = outcome;
	draw();
}

function onRoll() {
	s.find = searchIndex(station.people);
	draw();
}

const station = await Station.open(db, { ask, online, roll: onRoll, change: () => draw(), late: onLate, stuck: onStuck });
const field = openField($(".scan"), { enter: entered, type: typed, key: pressed, code: scanned });

async function keepPage() {
	try {
		await navigator.serviceWorker.register("/sw.js", { scope: "/desk" });
		await navigator.storage?.persist?.();
	} catch {
		toast(t("DESK_NOT_KEPT"), "warn");
	}
}

onRoll();
onNudge(refreshSoon);
onLink(() => {
	draw();
	if (online())
		refreshSoon();
});
refreshSoon();
document.addEventListener("langchange", draw);
addEventListener("resize", draw);
setInterval(() => attempt(() => station.beat()), BEAT_MS);
setInterval(() => {
	$(".bar-clock").textContent = clock(Date.now() / 1000, true);
}, TICK_MS);
keepPage();
