// hostile.mjs - peers that send what nobody should, at each of the three doors: node hostile.mjs SOCKET MACHINES BROWSERS_PORT LEDGER
//
// Each case says what it sends and which error code is the answer; "close" is a connection that ends without one. After each
// the ledger must have the size it had. Prints a line for what does not hold, and last how many cases there were.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { local, machine, post, secretary } from './peer.mjs';

const [socket, machines, port, ledger] = process.argv.slice(2);
const folder = name => `${machines}/${name}`;
const entries = readFileSync(ledger, 'utf8').trimEnd().split('\n').map(line => JSON.parse(line));
const operator = await secretary(socket);
const sizeNow = async () => (await operator.ask('ping', {})).ok.size;
const size = await sizeNow();
let cases = 0;
let faults = 0;

function fault(words) {
	faults++;
	console.log(`  FALSE: ${words}`);
}

// An answer as one word: its error code, "ok", "close" or "malformed".
function wordOf(answer) {
	if (answer === null)
		return 'close';
	if (answer.ok)
		return 'ok';
	const { code, rule, text, detail, ...more } = answer.error ?? {};
	const isWhole = typeof code === 'string' && typeof rule === 'string' && typeof text === 'string' && (detail === undefined || typeof detail === 'string');
	return isWhole && Number.isInteger(answer.id) && Object.keys(more).length === 0 ? code : 'malformed';
}

async function expect(what, wanted, answer) {
	cases++;
	const got = wordOf(await answer);
	if (!wanted.split(' ').includes(got))
		fault(`${what}: wanted ${wanted}, got ${got}`);
	const after = await sizeNow();
	if (after !== size)
		fault(`${what}: the ledger has grown from ${size} to ${after}`);
}

const deep = n => `${'['.repeat(n)}${']'.repeat(n)}`;
const message = (type, body, more = '') => `{"id":1,"type":"${type}","body":${typeof body === 'string' ? body : JSON.stringify(body)}${more}}`;

// What is wrong whoever says it: [what, bytes, code].
const badLines = [
	['not JSON', 'hello', 'json'],
	['half an object', '{"id":1,"type":"ping"', 'json'],
	['an empty line', '', 'json'],
	['an array', '[1,2]', 'json field_type'],
	['a number', '7', 'json field_type'],
	['null', 'null', 'json field_type'],
	['a repeated key', '{"id":1,"id":2,"type":"ping","body":{}}', 'json'],
	['a repeated key inside', message('ping', '{"a":1,"a":1}'), 'json'],
	['bytes behind the object', `${message('ping', {})} x`, 'json'],
	['two objects', message('ping', {}) + message('ping', {}), 'json'],
	['a real number', '{"id":1.5,"type":"ping","body":{}}', 'json'],
	['a number beyond all', '{"id":99999999999999999999999999,"type":"ping","body":{}}', 'json'],
	['an exponent', '{"id":1e2,"type":"ping","body":{}}', 'json'],
	['nested 17 deep', message('ping', `{"a":${deep(16)}}`), 'json'],
	['nested 20,000 deep', deep(20000), 'json'],
	['a zero byte', Buffer.from('{"id":1,"type":"pi\0ng","body":{}}'), 'json'],
	['an escaped zero', '{"id":1,"type":"pi\\u0000ng","body":{}}', 'json text'],
	['a control character', '{"id":1,"type":"pi\\u0001ng","body":{}}', 'json text not_permitted'],
	['bytes that are not UTF-8', Buffer.concat([Buffer.from('{"id":1,"type":"'), Buffer.from([0xff, 0xfe]), Buffer.from('","body":{}}')]), 'json'],
	['half a surrogate', '{"id":1,"type":"\\ud800","body":{}}', 'json'],
	['a byte order mark', `\ufeff${message('ping', {})}`, 'json'],
	['no id', '{"type":"ping","body":{}}', 'field_missing'],
	['no type', '{"id":1,"body":{}}', 'field_missing'],
	['no body', '{"id":1,"type":"ping"}', 'field_missing'],
	['an unknown field', '{"id":1,"type":"ping","body":{},"who":"me"}', 'field_unknown'],
	['an unknown field in the body', message('ping', { who: 'me' }), 'field_unknown'],
	['a negative id', '{"id":-1,"type":"ping","body":{}}', 'range'],
	['an id of text', '{"id":"1","type":"ping","body":{}}', 'field_type'],
	['a type that is a list', '{"id":1,"type":["ping"],"body":{}}', 'field_type'],
	['a body that is text', '{"id":1,"type":"ping","body":"x"}', 'field_type'],
	['a type that does not exist', message('pong', {}), 'not_permitted'],
	['a long type', message('p'.repeat(1000), {}), 'range'],
	['a head that is not there yet', message('ping', {}, `,"seen":${size + 1000}`), 'head'],
	['a negative head', message('ping', {}, ',"seen":-1'), 'range'],
];

const local1 = async line => { const peer = await local(socket); const answer = await peer.raw(line); peer.end(); return answer; };
const as = name => async line => {
	const peer = await machine(folder(name)), answer = await peer.raw(line);
	peer.end();
	return answer;
};
const browser = async (line, headers = {}) =>
	(await post(folder('terminals'), port, line, { headers: { origin: `https://127.0.0.1:${port}`, ...headers } })).answer;
const doors = { local: local1, terminals: as('terminals'), browsers: browser };

for (const [door, send] of Object.entries(doors)) {
	for (const [what, line, code] of badLines)
		await expect(`${door}: ${what}`, code, send(line));
}

// ---- too much ----

await expect('terminals: a line of 1 MiB', 'too_long close', as('terminals')(`{"id":1,"type":"ping","body":{"x":"${'x'.repeat(1 << 20)}"}}`));
await expect('local: a line of 5 MiB', 'too_long close', local1(`{"id":1,"type":"ping","body":{"x":"${'x'.repeat(5 << 20)}"}}`));
const large = await post(folder('terminals'), port, 'x'.repeat(5 << 20)).catch(() => ({ status: 'close', answer: null }));
await expect('browsers: a body of 5 MiB', large.answer ? 'too_long json' : 'close', large.answer);

// ---- who may say what ----

const key = entries.find(entry => entry.type === 'poll_open').body.lists[0];
const poll = { poll: 'p1', attempt: 1 };
const secretaryTypes = ['operator', 'enrol_code', 'machine_revoke', 'roster', 'badges', 'sitting_open', 'sitting_close', 'slips_begin', 'slips_keys', 'slips_propose', 'handout',
	'reissue', 'ceremony_start', 'ceremony_abort', 'act', 'seal', 'poll', 'poll_open', 'poll_hold', 'poll_resume', 'poll_close', 'poll_publish', 'poll_void', 'snapshot', 'logout', 'password',
	'person', 'badge_replace', 'checkin_undo', 'not_voted', 'hands', 'paper_issue', 'paper_count', 'seats_reduced', 'agenda_order', 'anomaly_settle', 'show', 'control'];
const trusteeTypes = ['ceremony_commit', 'ceremony_reveal', 'ceremony_shares', 'ceremony_confirm', 'acts', 'act_sign', 'cosign', 'share', 'refusal'];
const terminalTypes = ['state', 'slip_status', 'commit', 'cast', 'test', 'vote', 'assist'];
// What begins a meeting, where there is one already.
const creation = { name: 'x', sittings: ['x'], profile: entries[0].body.profile, operator: 'x', password: 'sample-stranger' };
const setup = { setup_code: {}, setup: {}, setup_rules: { profile: creation.profile }, create: creation };
const { ok: { session } } = await (await local(socket)).ask('login', { name: '秘书长', password: 'sample-secretary' });

for (const [name, others] of [['terminals', ['scan', 'entries', 'checkpoint', ...trusteeTypes]], ['desk', ['entries', 'checkpoint', ...terminalTypes, ...trusteeTypes]],
	['trustee-1', ['scan', ...terminalTypes]]]) {
	for (const type of [...others, ...secretaryTypes, 'login', 'enrol', 'bundle', ...Object.keys(setup)])
		await expect(`${name} says ${type}`, 'not_permitted', as(name)(message(type, poll)));
	for (const type of secretaryTypes)
		await expect(`${name} says ${type} with a secretary's session`, 'not_permitted', as(name)(message(type, poll, `,"session":"${session}"`)));
}
// A session stands in the message at one door; at the other it is a cookie, and the message proves that it was read (P16.12).
const field = text => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);
const csrf = token => createHash('sha256').update(Buffer.concat([field('tally/1/csrf'), field(token)])).digest('hex');
const sayLocally = (type, body, by = null) => local1(message(type, body, by ? `,"session":"${by}"` : ''));
const sayByBrowser = (type, body, by = null) => browser(message(type, body, by ? `,"csrf":"${csrf(by)}"` : ''), by ? { cookie: `__Host-tally=${by}` } : {});
for (const [door, say] of [['local', sayLocally], ['browsers', sayByBrowser]]) {
	for (const type of [...secretaryTypes, 'status', 'entries', 'checkpoint', 'bundle']) {
		await expect(`${door}: ${type} without a session`, 'session', say(type, {}));
		await expect(`${door}: ${type} with a session of one's own making`, 'session', say(type, {}, 'a'.repeat(64)));
	}
	for (const type of [...terminalTypes, ...trusteeTypes])
		await expect(`${door}: ${type} by an operator`, 'not_permitted', say(type, poll, session));
	for (const [type, body] of Object.entries(setup))
		await expect(`${door}: ${type} where there is a meeting`, type === 'setup_code' && door === 'browsers' ? 'not_permitted' : 'meeting_exists', say(type, body));
	await expect(`${door}: a wrong password`, 'login', say('login', { name: '总监票人', password: 'x' }));
	await expect(`${door}: an unknown name`, 'login', say('login', { name: 'nobody', password: 'x' }));
	await expect(`${door}: scan by a secretary`, 'not_permitted', say('scan', { badge: 'x', mode: 'in' }, session));
}
const cookie = { cookie: `__Host-tally=${session}` };
for (const type of secretaryTypes) {
	await expect(`browsers: ${type} by the cookie alone`, 'csrf', browser(message(type, {}), cookie));
	await expect(`browsers: ${type} from another site`, 'origin', browser(message(type, {}, `,"csrf":"${csrf(session)}"`), { ...cookie, origin: 'https://another' }));
	await expect(`browsers: ${type} with the token in the message`, 'field_unknown', browser(message(type, {}, `,"session":"${session}"`)));
}
await expect('browsers: a secretary without the control seat', 'control', sayByBrowser('enrol_code', { role: 'desk', name: 'x' }, session));
await expect('browsers: a screen by a code out of the air', 'enrol_code code', browser(message('screen_enrol', { code: '0'.repeat(28) })));
await expect('browsers: an enrol code out of the air', 'enrol_code code', browser(message('enrol', { code: '0'.repeat(28), request: 'x' })));

// ---- ballots that are not one's own ----

const casts = entries.filter(entry => entry.type === 'ballot_cast');
const commits = entries.filter(entry => entry.type === 'ballot_commit');
const used = new Set(casts.map(cast => cast.body.key));
const free = key.keys.find((candidate, i) => key.entitled[i] === '1' && !used.has(candidate));
const absent = key.keys.find((candidate, i) => key.entitled[i] === '0');
const [mine, theirs] = casts;
const terminal = as('terminals-2');
const cast = (what, code, body) => expect(`cast: ${what}`, code, terminal(message('cast', body)));

const again = await terminal(message('cast', mine.body));
cases++;
if (again?.ok?.entry !== mine.n || await sizeNow() !== size)
	fault('the same bytes from another terminal get the same receipt and nothing else');
await cast('another body for a key that has cast', 'already_received', { ...mine.body, body: theirs.body.body, sig: theirs.body.sig });
await cast('the same body for a key that has not cast', 'no_commit', { ...mine.body, key: free });
await cast('for a key that is not entitled', 'key_not_entitled', { ...mine.body, key: absent });
await cast('for a key of nobody', 'key_unknown', { ...mine.body, key: Buffer.alloc(65, 4).toString('base64') });
await cast('in another attempt', 'not_open', { ...mine.body, attempt: 2 });
await cast('in another poll', 'no_such_poll', { ...mine.body, poll: 'p9' });
await cast('a body one byte short', 'body_length', { ...mine.body, key: free, body: Buffer.from(mine.body.body, 'base64').subarray(1).toString('base64') });
await cast('an empty body', 'body_length range', { ...mine.body, key: free, body: '' });
await cast('not base64', 'base64', { ...mine.body, key: free, sig: '!'.repeat(132) });
await cast('with a seed', 'field_unknown no_commit', { ...mine.body, key: free, seed: Buffer.alloc(32).toString('base64') });
await cast('an attempt of nought', 'not_open', { ...mine.body, attempt: 0 });
await expect('commit: with another one\'s signature', 'signature', terminal(message('commit', { ...commits[0].body, key: free })));
await expect('commit: for a point off the curve', 'point signature', terminal(message('commit', { ...commits[0].body, key: Buffer.alloc(65, 4).toString('base64') })));
await expect('commit: by a key that has cast', 'already_received', terminal(message('commit', commits.find(commit => commit.body.key === mine.body.key).body)));
await expect('test: of a ballot that was cast', 'already_received', terminal(message('test', { ...mine.body, seed: Buffer.alloc(32, 1).toString('base64') })));
await expect('slip_status: without the key\'s signature', 'signature', terminal(message('slip_status', { slot: 1, key: free, sig: mine.body.sig })));
await expect('slip_status: slot nought', 'range', terminal(message('slip_status', { slot: 0, key: free, sig: mine.body.sig })));

// ---- before its time ----

const trustee = as('trustee-1');
await expect('a share of a box that is not closed', 'poll_state not_open range', trustee(message('share', { ...poll, index: 1, size, root: '0'.repeat(64), share: 'AAAA' })));
await expect('a refusal of a box that is not closed', 'poll_state not_open', trustee(message('refusal', { ...poll, index: 1, reason: 'no' })));
await expect('a ceremony\'s step without a ceremony', 'ceremony', trustee(message('ceremony_commit', { ceremony: 1, index: 1, commit: '0'.repeat(64) })));
await expect('a signature on an act that nobody proposed', 'act', trustee(message('act_sign', { number: 99, sig: Buffer.alloc(64).toString('base64') })));
await expect('a co-signature on no note', 'note head signature', trustee(message('cosign', { note: 'tally\n1\nAAAA\n' })));
await expect('entries from beyond the end', 'ok range', trustee(message('entries', { from: size + 5 })));
await expect('a checkpoint beyond the end', 'range head', trustee(message('checkpoint', { size: size + 5 })));

// ---- strangers ----

const { host, port: terminalsPort } = JSON.parse(readFileSync(`${folder('terminals')}/machine.json`, 'utf8'));
const file = name => readFileSync(`${folder('terminals')}/${name}`);

// "close" if no line can be had.
function stranger(open) {
	return new Promise(resolve => {
		const stream = open(ready => ready.write('{"id":1,"type":"ping","body":{}}\n'));
		let text = '';
		stream.on('data', bytes => { text += bytes; if (text.includes('\n{"id"') || text.startsWith('{"id"')) resolve({ ok: true }); });
		stream.on('error', () => resolve(null));
		stream.on('close', () => resolve(null));
		stream.setTimeout(60000, () => stream.destroy());
	});
}
const tlsStranger = options => stranger(ready => {
	const stream = connectTls({ host, port: terminalsPort, ca: file('authority.pem'), checkServerIdentity: () => undefined, ...options },
		() => ready(stream));
	return stream;
});
const own = { key: file('key.pem'), cert: file('certificate.pem') };

await expect('a known machine, for comparison', 'ok', tlsStranger(own));
await expect('no certificate', 'close', tlsStranger({}));
await expect('a certificate of one\'s own making', 'close', tlsStranger({ key: readFileSync(`${machines}/stranger.key`), cert: readFileSync(`${machines}/stranger.pem`) }));
await expect('TLS 1.2', 'close', tlsStranger({ ...own, maxVersion: 'TLSv1.2' }));
await expect('a line without TLS', 'close', stranger(ready => { const stream = connectTcp(terminalsPort, host, () => ready(stream)); return stream; }));
await expect('a revoked machine', 'close machine', as('revoked')(message('ping', {})).catch(() => null));
for (const [what, path, options] of [['another path', '/admin', {}], ['a path upwards', '/../../etc/passwd', {}], ['GET', '/api', { method: 'GET' }], ['PUT', '/api', { method: 'PUT' }]]) {
	const { status, answer } = await post(folder('terminals'), port, message('ping', {}), { path, ...options }).catch(() => ({ status: 400, answer: null }));
	await expect(`browsers: ${what} (${status})`, status >= 400 ? wordOf(answer) : 'an error', answer);
}

// Out of turn: a second request before the first is answered waits for its own turn, and both are answered in order.
const hasty = await machine(folder('terminals'));
hasty.write('{"id":1,"type":"ping","body":{}}\n{"id":2,"type":"ping","body":{}}\n');
const both = [JSON.parse(await hasty.line()).id, JSON.parse(await hasty.line()).id];
hasty.end();
cases++;
if (both.join() !== '1,2')
	fault(`two requests at once are answered ${both}`);

operator.end();
console.log(`${cases} cases, ${faults} found false`);
process.exit(faults ? 1 : 0);
