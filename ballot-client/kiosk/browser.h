/* browser.h - Chromium on the terminal's screen: started full-screen, and started anew when it ends.
 *
 * Its files lie in memory, and go with it: profile, caches, whatever it takes for its home. Must not know: what it shows. */
#ifndef TALLY_BROWSER_H
#define TALLY_BROWSER_H

#include "protocol/base/err.h"

struct event_base;
struct browser;

struct browser_options {
	struct event_base *base;
	const char *memory;             /* a folder that is kept in memory */
	void *context;
	void (*new_address)(void *context, char out[160]);      /* for the next one; it works once */
};

/* Errors: ERR_IO (no folder in memory, no process), ERR_MEMORY. Whether the program is there shows later: it is tried again every 3 s. */
MUST_CHECK enum err browser_new(struct browser **out, const struct browser_options *options);
/* Ends it too. */
void browser_free(struct browser *b);

#endif
