/* assist.h - who helps delegates at their terminals, from the moment it is said until the poll closes (P14.21).
 *
 * Kept as one sealed row an attempt in the private table: {NONCE: name}.
 * Must not know: who was helped, at which terminal, with which slip. */
#ifndef TALLY_ASSIST_H
#define TALLY_ASSIST_H

#include "tally-server/core/core.h"

/* Behind the `poll_close` of `a`: write the entry, if anybody was helped. If who it was has been lost,
 * {"code": "assists_lost"} is added to `warnings`. ERR_STORE if it cannot be written: the close stands. */
MUST_CHECK enum err assist_poll_closed(struct core *c, struct request *r, const struct poll *p, const struct attempt *a, json_t *warnings);

#endif
