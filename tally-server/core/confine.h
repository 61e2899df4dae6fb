/* confine.h - core closes itself in once it has loaded the meeting: files below its state folder alone, no network, no program run.
 *
 * Must not know: what is in the folder. */
#ifndef TALLY_CONFINE_H
#define TALLY_CONFINE_H

#include <stdbool.h>
#include "protocol/base/err.h"

/* Where the kernel has no Landlock the log says so, once, and the rest holds. False if not even that could be done: then go no further. */
MUST_CHECK bool confine_core(const char *state);

#endif
