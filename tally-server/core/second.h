/* second.h - a second person who confirms at a page of their own (P16.6): what they are asked waits
 * in memory until they say yes or no, or nobody asks any more.
 *
 * Must not know: what is confirmed. */
#ifndef TALLY_SECOND_H
#define TALLY_SECOND_H

#include "tally-server/core/core.h"

/* r's message names the second person `name` without a password. OK once they have said yes to this very message; it counts once.
 * Errors: ERR_SECOND_WAITING (they are asked, or still are), ERR_SECOND_REFUSED, ERR_BUSY (what
 * another operator asks waits), ERR_MEMORY. */
MUST_CHECK enum err second_await(struct core *c, const struct request *r, const char *name);
/* What the asker of `status` is to confirm, as a new value; JSON null if nothing. */
json_t *second_asked(const struct core *c, const struct request *r);

#endif
