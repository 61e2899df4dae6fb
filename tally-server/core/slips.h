/* slips.h - what acts and polls do to the private table of slips. */
#ifndef TALLY_SLIPS_H
#define TALLY_SLIPS_H

#include "tally-server/core/core.h"

struct private_slip;

/* The latest issue has just been confirmed: give its slips to the voters who hold none, in the order of the roster; the rest are spares.
 * In the transaction of the entry. */
MUST_CHECK enum err slips_assign(struct core *c);

/* A poll has been closed or voided: write the named entries of slips that were replaced while it ran, in the order of
 * the persons' numbers. What has been lost is logged, and added to `warnings` (may be NULL) as {"code": "reissue_lost"}.
 * Errors: ERR_STORE, fatal. */
MUST_CHECK enum err slips_poll_ended(struct core *c, json_t *warnings);

/* Does the record still wait for an entry of that kind by this operator, who must be in office then?
 * Errors: ERR_POLL_OPEN if so; ERR_STORE, ERR_MEMORY. */
MUST_CHECK enum err slips_check_waiting(const struct core *c, const char *name);

/* The slip that has this key in this slot; NULL if none. Borrowed until the table changes. */
const struct private_slip *slips_of_key(const struct core *c, uint32_t slot, const uint8_t key[POINT_SIZE]);
/* The public key of a slip in a slot. */
MUST_CHECK enum err slips_key(const struct core *c, uint8_t key[POINT_SIZE], const struct private_slip *s, uint32_t slot);

#endif
