// ceremony.mjs - a ceremony of three trustees, two of whom open the box, and what must be refused in one (P10).

import { G, mul, pointBytes, scalarBytes, mod } from '../src/group.mjs';
import { commitHash, evaluate, keyRecord, revealText, sealShare } from '../src/ceremony.mjs';
import { draw, drawInputs, drawScalar } from './draw.mjs';
import { publicKey, signFields } from '../src/ed25519.mjs';
import { toBase64 } from '../src/bytes.mjs';
import { encodeCode } from '../src/codes.mjs';

const WHERE = { meetingId: '0123456789ABCDEF', ceremony: 1, n: 3, t: 2 };
const INDICES = [1, 2, 3];

export function makeTrustee(where, index, name = `监票人${index}`) {
	const label = `ceremony/${where.ceremony}/${index}`;
	const secrets = {
		coefficients: Array.from({ length: where.t }, (_, k) => drawScalar(`${label}/coefficient/${k}`)),
		channelSecret: drawScalar(`${label}/channel`),
		cosignSecret: draw(`${label}/cosign`, 32),
	};
	const given = {
		...where, index,
		name,
		auto: index === 3,
		channel: pointBytes(mul(G, secrets.channelSecret)),
		cosign: publicKey(secrets.cosignSecret),
		coefficients: secrets.coefficients,
		inputs: drawInputs(`${label}/possession`, where.t),
		fresh: draw(`${label}/fresh`, 32),
	};
	return { ...given, ...secrets, reveal: revealText(given) };
}

export function sharesOf(where, sender, trustees) {
	return trustees.filter(({ index }) => index !== sender.index).map(receiver => {
		const e = drawScalar(`ceremony/${where.ceremony}/${sender.index}/ephemeral/${receiver.index}`);
		const share = evaluate(sender.coefficients, receiver.index);
		const sealed = sealShare({ ...where, from: sender.index, to: receiver.index }, e, receiver.channel, share);
		return {
			to: receiver.index,
			ephemeral_secret: toBase64(scalarBytes(e)),
			share: toBase64(scalarBytes(share)),
			ephemeral: toBase64(sealed.ephemeral),
			box: toBase64(sealed.box),
		};
	});
}

// The same text with one thing changed, made anew by `change` on the parsed object.
function altered(text, change) {
	const reveal = JSON.parse(text);
	change(reveal);
	return JSON.stringify(reveal);
}

function badReveals(trustees) {
	const [first, second] = trustees.map(({ reveal }) => reveal);
	const other = JSON.parse(second);
	const identity = toBase64(new Uint8Array(65));
	return [
		['point', 'a coefficient is the identity', altered(first, reveal => { reveal.coefficients[1] = identity; })],
		['point', 'the channel is the identity', altered(first, reveal => { reveal.channel = identity; })],
		['signature', 'possession of another trustee', altered(first, reveal => { reveal.possession = other.possession; })],
		['signature', 'keys and possession of another trustee', altered(first, reveal => {
			Object.assign(reveal, { coefficients: other.coefficients, possession: other.possession });
		})],
		['signature', 'possessions exchanged', altered(first, reveal => { reveal.possession.reverse(); })],
		['range', 'one coefficient too few', altered(first, reveal => { reveal.coefficients.pop(); reveal.possession.pop(); })],
		['signature', 'index of another trustee', altered(first, reveal => { reveal.index = 2; })],
		['field_unknown', 'an unknown key', altered(first, reveal => { reveal.more = 1; })],
		['field_missing', 'a missing key', altered(first, reveal => { delete reveal.fresh; })],
		['json', 'a repeated key', first.replace('{', '{"auto":true,')],
		['json', 'bytes behind the object', `${first} `],
		['base64', 'fresh is too short', altered(first, reveal => { reveal.fresh = toBase64(new Uint8Array(31)); })],
	].map(([error, name, reveal]) => ({ name, error, reveal }));
}

// Shares from trustee 1 to trustee 2.
function badShares(trustees) {
	const [sender, receiver, third] = trustees;
	const where = { ...WHERE, from: 1, to: 2 };
	const e = drawScalar('ceremony/bad');
	const share = evaluate(sender.coefficients, 2);
	const good = sealShare(where, e, receiver.channel, share);
	const list = [
		['one more', sealShare(where, e, receiver.channel, mod(share + 1n))],
		['the value for another trustee', sealShare(where, e, receiver.channel, evaluate(sender.coefficients, 3))],
		['sealed for another trustee', sealShare(where, e, third.channel, share)],
		['bound to another place', sealShare({ ...where, from: 3 }, e, receiver.channel, share)],
		['bound to another ceremony', sealShare({ ...where, ceremony: 2 }, e, receiver.channel, share)],
		['box changed', { ...good, box: good.box.map((byte, at) => (at === 0 ? byte ^ 1 : byte)) }],
		['tag changed', { ...good, box: good.box.map((byte, at) => (at === 47 ? byte ^ 1 : byte)) }],
	];
	return list.map(([name, { ephemeral, box }]) => ({ name, error: 'share', ephemeral: toBase64(ephemeral), box: toBase64(box) }));
}

// Also returns what the opening vectors need: { record, where, secrets by index }.
export function makeCeremony() {
	const trustees = INDICES.map(index => makeTrustee(WHERE, index));
	const record = keyRecord(WHERE, trustees.map(({ reveal }) => reveal));
	const keyShares = INDICES.map(j => trustees.reduce((total, { coefficients }) => mod(total + evaluate(coefficients, j)), 0n));
	const file = {
		meeting_id: WHERE.meetingId,
		ceremony: WHERE.ceremony,
		n: WHERE.n,
		t: WHERE.t,
		trustees: trustees.map((trustee, at) => ({
			index: trustee.index,
			name: trustee.name,
			auto: trustee.auto,
			coefficients: trustee.coefficients.map(f => toBase64(scalarBytes(f))),
			channel_secret: toBase64(scalarBytes(trustee.channelSecret)),
			cosign_secret: toBase64(trustee.cosignSecret),
			possession_inputs: trustee.inputs.map(toBase64),
			fresh: toBase64(trustee.fresh),
			reveal: trustee.reveal,
			commit: toBase64(commitHash(WHERE.meetingId, WHERE.ceremony, trustee.index, trustee.reveal)),
			shares: sharesOf(WHERE, trustee, trustees),
			key_share: toBase64(scalarBytes(keyShares[at])),
			public: toBase64(record.keys[at]),
			confirm: toBase64(signFields(trustee.cosignSecret, 'confirm', WHERE.meetingId, WHERE.ceremony, record.hash, record.K)),
		})),
		key: toBase64(record.K),
		record: toBase64(record.hash),
		fingerprint: encodeCode('fingerprint', record.hash.slice(0, 10)),
		bad_reveals: badReveals(trustees),
		bad_shares: badShares(trustees),
	};
	return { file, record, keyShares, meetingId: WHERE.meetingId };
}
