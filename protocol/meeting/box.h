/* box.h - the ballot box of one attempt: checks the group equations of arriving ballots in batches and keeps the encrypted total.
 *
 * Used by the server before it writes, by trustees on arrival, by auditors on reading. Must not know: where ballots come from. */
#ifndef TALLY_BOX_H
#define TALLY_BOX_H

#include "protocol/crypto/opening.h"
#include "protocol/meeting/meeting.h"

struct box {
	struct group *group;                    /* owned; its key is the attempt's K */
	const struct attempt *attempt;          /* borrowed; attempts stay where they are */
	struct total total;
	const struct rng *rng;
};

/* An empty box for the attempt. Errors: ERR_MEMORY, ERR_POINT. */
MUST_CHECK enum err box_init(struct box *b, const struct meeting *m, const struct attempt *a, const struct rng *rng);
void box_release(struct box *b);
/* Verdicts as ballot_check_batch. */
MUST_CHECK enum err box_check(struct box *b, enum err *verdicts, const struct ballot_in *ballots, size_t count);
/* Count a checked ballot's body. */
MUST_CHECK enum err box_add(struct box *b, const uint8_t *body);
/* What shares of this attempt are bound to (P11.3). */
void box_opening(struct opening *out, const struct box *b, const struct meeting *m, const struct poll *p);
/* X_i of a trustee in the attempt's key record; computed from the reveals. */
MUST_CHECK enum err box_share_keys(struct group *g, uint8_t key[POINT_SIZE], uint8_t (*shares)[POINT_SIZE],
				   const struct ceremony_record *c);

#endif
