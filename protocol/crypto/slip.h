/* slip.h - voting slips: from a slip code to its slot keys, and the commitments to lists of keys (P5).
 *
 * Must not know: names, outer numbers, paper. */
#ifndef TALLY_SLIP_H
#define TALLY_SLIP_H

#include "protocol/crypto/group.h"
#include "protocol/crypto/rng.h"

enum { SLIP_CODE_SIZE = 16, SLIP_MAX_SLOTS = 512, SLIP_DEFAULT_SLOTS = 64, SLIP_MAX_COUNT = 6000 };

/* x_p and X_p of P5.1. Errors: ERR_RANGE (slot outside 1 .. 512), ERR_SCALAR (zero: draw another code), ERR_MEMORY. */
MUST_CHECK enum err slip_slot_key(struct group *g, struct scalar *secret, uint8_t key[POINT_SIZE], const uint8_t code[SLIP_CODE_SIZE],
				  const char *meeting, uint64_t slot);
/* Sort `count` keys of POINT_SIZE bytes in place and hash them (P5.2). Errors: ERR_SLIP_LIST if two are equal. */
MUST_CHECK enum err slip_list_hash(uint8_t out[32], uint8_t *keys, size_t count, const char *meeting, uint64_t issue, uint64_t slot);
/* F of P5.3; `lists` are the L_p behind one another. */
void slip_fingerprint(uint8_t out[32], const char *meeting, uint64_t issue, uint64_t slips, const uint8_t *lists, size_t slots);

/* The signature of `slip_status` (P8, table), made and checked. */
MUST_CHECK enum err slip_status_sign(struct group *g, uint8_t signature[97], const char *meeting, uint64_t slot, struct scalar secret,
				     const struct rng *rng);
MUST_CHECK enum err slip_status_check(struct group *g, const char *meeting, uint64_t slot, const uint8_t key[POINT_SIZE],
				      const uint8_t signature[97]);

#endif
