/* vote.h - the open vote: marks that everybody may read, signed by a slot key (P14.19).
 *
 * `marks` holds one mark a row, 0 .. k_q-1; the caller has checked that. Must not know: JSON, the ledger, whose key it is. */
#ifndef TALLY_VOTE_H
#define TALLY_VOTE_H

#include "protocol/crypto/ballot.h"

/* Stands for the vote on receipts, as the tracking hash of P9.1 does for a ballot: the marks, a byte each, in the place of the body. */
void vote_tracking_hash(uint8_t out[32], const struct ballot_form *f, const uint8_t slot_key[POINT_SIZE], const uint8_t *marks);
MUST_CHECK enum err vote_sign(struct group *g, uint8_t signature[SIGNATURE_SIZE], const struct ballot_form *f,
			      struct scalar secret, const uint8_t *marks, const struct rng *rng);
/* Errors: ERR_POINT, ERR_SCALAR, ERR_SIGNATURE, ERR_MEMORY. */
MUST_CHECK enum err vote_check(struct group *g, const struct ballot_form *f, const uint8_t slot_key[POINT_SIZE], const uint8_t *marks,
			       const uint8_t signature[SIGNATURE_SIZE]);

#endif
