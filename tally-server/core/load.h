/* load.h - from the folder of a meeting to its state in memory. */
#ifndef TALLY_LOAD_H
#define TALLY_LOAD_H

#include "tally-server/core/core.h"

/* Open the store and, if there is none yet, see to its authority; if there is a meeting, fold all its entries, check
 * log key and authority against it, and restore the ballot box of an attempt that is not counted. Logs what is wrong.
 * Errors: ERR_IO, ERR_BUSY, ERR_STORE, ERR_HEAD (an entry is not the one that was stored), those of meeting_apply, ... */
MUST_CHECK enum err load_meeting(struct core *c);
void load_release(struct core *c);

/* Path of a file in the meeting's folder; NULL if out of memory. The caller frees it. */
char *load_path(const struct core *c, const char *name);

#endif
