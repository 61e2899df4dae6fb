/* local.h - the terminal's own page: HTTP on 127.0.0.1, for the one browser that shows it.
 *
 * Whoever opens the first address with the token in it gets the cookie; everything else needs that cookie and comes
 * from the page itself. The page sees one JSON object, the screen's state, over an event stream, and does one thing
 * at a time by POST /do.
 * Must not know: what the state means, votes, the server. */
#ifndef TALLY_LOCAL_H
#define TALLY_LOCAL_H

#include <jansson.h>
#include "protocol/base/bytes.h"
#include "protocol/base/embedded.h"

struct event_base;
struct local;

struct local_options {
	struct event_base *base;
	uint16_t port;                          /* 0: any that is free */
	const struct embedded *files;           /* as pages_new takes them; "/" is the page */
	void *context;
	/* What the screen shows; the caller takes over the object. NULL if out of memory. */
	json_t *(*state)(void *context);
	/* The page does something: `body` is borrowed, and wiped after the call. What is wrong goes
	 * back to the page as an error, OK as {}. */
	enum err (*act)(void *context, const json_t *body);
	/* A picture that is made for this moment, by its path; false: there is none. */
	bool (*picture)(void *context, const char *path, struct buf *svg);
};

/* Listen. Errors: ERR_NETWORK (the port is taken), ERR_MEMORY. */
MUST_CHECK enum err local_new(struct local **out, const struct local_options *options);
void local_free(struct local *l);

/* The first address; it works once. */
void local_url(char out[160], const struct local *l);
/* A new first address, for a browser that was started anew; the cookie from before is good no more. */
void local_renew(struct local *l);
/* The state may have changed: tell the page soon. May be called from anywhere. */
void local_publish(struct local *l);

/* From now on what libevent lets go of is wiped: what was typed on the page passes through its buffers. Once, before anything is typed. */
void local_wipe_buffers(void);

#endif
