// ceremony.mjs - ceremony.json: commitments, reveals, every share as its receiver sees it, the key record, confirms.

import { b64, load, sameBytes, sameRefusal } from './expect.mjs';
import { checkShare, commitHash, evaluate, keyRecord, openShare, readReveal } from '../src/ceremony.mjs';
import { bytesToNumber, mod, scalarBytes } from '../src/group.mjs';
import { checkFields } from '../src/ed25519.mjs';
import { decodeCode } from '../src/codes.mjs';
import { toBase64 } from '../src/bytes.mjs';

const scalar = text => bytesToNumber(b64(text));

// The key share of trustee `to`: its own value and what the others sent.
function receivedShare(where, trustees, record, to) {
	return trustees.reduce((total, from) => {
		if (from.index === to.index)
			return mod(total + evaluate(from.coefficients.map(scalar), to.index));
		const sent = from.shares.find(share => share.to === to.index);
		const place = { ...where, from: from.index, to: to.index };
		const share = openShare(place, scalar(to.channel_secret), { ephemeral: b64(sent.ephemeral), box: b64(sent.box) });
		sameBytes(scalarBytes(share), sent.share, `share ${from.index} to ${to.index}`);
		sameRefusal(() => checkShare(record.reveals[from.index - 1].points, to.index, share), null, 'share fits');
		return mod(total + share);
	}, 0n);
}

function checkBadOnes(where, file, record) {
	for (const { name, error, reveal } of file.bad_reveals)
		sameRefusal(() => readReveal(where, reveal), error, name);
	const place = { ...where, from: 1, to: 2 };
	for (const { name, error, ephemeral, box } of file.bad_shares) {
		sameRefusal(() => {
			const share = openShare(place, scalar(file.trustees[1].channel_secret), { ephemeral: b64(ephemeral), box: b64(box) });
			checkShare(record.reveals[0].points, 2, share);
		}, error, name);
	}
}

export function checkCeremony() {
	const file = load('ceremony.json');
	const { trustees } = file;
	const where = { meetingId: file.meeting_id, ceremony: file.ceremony, n: file.n, t: file.t };
	const record = keyRecord(where, trustees.map(({ reveal }) => reveal));
	sameBytes(record.K, file.key, 'K');
	sameBytes(record.hash, file.record, 'key record');
	sameBytes(decodeCode('fingerprint', file.fingerprint), toBase64(record.hash.slice(0, 10)), 'fingerprint');
	for (const trustee of trustees) {
		const { index } = trustee;
		sameBytes(commitHash(where.meetingId, where.ceremony, index, trustee.reveal), trustee.commit, `commit ${index}`);
		sameBytes(record.keys[index - 1], trustee.public, `public share ${index}`);
		sameBytes(scalarBytes(receivedShare(where, trustees, record, trustee)), trustee.key_share, `key share ${index}`);
		sameRefusal(() => checkFields(record.reveals[index - 1].cosign, b64(trustee.confirm), 'confirm', where.meetingId, where.ceremony,
			record.hash, record.K),
			null, `confirm ${index}`);
	}
	checkBadOnes(where, file, record);
}
