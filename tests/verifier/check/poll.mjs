// poll.mjs - a listed poll back to what the library takes; its h_poll and body size are checked on the way.

import { b64, same, sameBytes } from './expect.mjs';
import { bodySize, pollHash } from '../src/poll.mjs';

export function pollOf(listed) {
	const given = {
		meetingId: listed.meeting_id,
		pollId: listed.poll_id,
		attempt: listed.attempt,
		definition: b64(listed.definition),
		keyRecord: b64(listed.key_record),
		K: b64(listed.key),
	};
	const hPoll = pollHash(given);
	sameBytes(hPoll, listed.h_poll, `h_poll of ${listed.name}`);
	same(bodySize(listed.layout), listed.body_size, `body size of ${listed.name}`);
	return { ...given, layout: listed.layout, hPoll };
}
