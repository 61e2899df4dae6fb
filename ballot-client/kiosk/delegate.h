/* delegate.h - what stands behind the delegate's page: a voter, and what its screen may show of it.
 *
 * The choice lives in the page until it is sealed, and in the voter while it is; the page is never
 * told it, nor the slip's secret, nor a seed but that of a ballot that was opened as a test.
 * Must not know: HTTP, how anything looks. */
#ifndef TALLY_DELEGATE_H
#define TALLY_DELEGATE_H

#include <jansson.h>
#include "protocol/base/bytes.h"

struct event_base;
struct delegate;

struct delegate_options {
	struct event_base *base;
	const char *folder;             /* the machine's */
	bool is_booth;                  /* one delegate after the other; else one for the whole meeting */
	bool is_checker;                /* nobody votes here: it reads what other terminals have opened as tests */
	/* A booth forgets its slip so many seconds after the last touch, and after what the delegate came for is done; the
	 * first, too, is how long any page keeps a code that somebody has begun to type. 0: 120 and 12. */
	unsigned idle_seconds, done_seconds;
	void *context;
	void (*on_change)(void *context);       /* what delegate_state says has changed */
};

MUST_CHECK enum err delegate_new(struct delegate **out, const struct delegate_options *options);
void delegate_free(struct delegate *d);

/* {"role", "mode", "machine", "meeting", "state", "why", "call", "clears_at" …}; NULL if out of memory. */
json_t *delegate_state(const struct delegate *d);
/* {"do": "slip", "code"}, {"do": "choose", "poll", "attempt", "marks"}, {"do": "assist", "helper"},
 * {"do": "check", "text"}, and "cast", "test", "back", "done", "leave", "help", "alive", "checking" and "checked"
 * (to check another terminal's test, and back).
 * Errors: those of reading fields, ERR_CODE, and the voter's. */
MUST_CHECK enum err delegate_act(struct delegate *d, const json_t *body);
/* "/opening.svg": the ballot just opened as a test, as a QR code. False: there is none. */
bool delegate_picture(struct delegate *d, const char *path, struct buf *svg);

#endif
