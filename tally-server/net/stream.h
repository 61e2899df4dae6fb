/* stream.h - server-sent events to one browser: nudges, each at most four times a second, and a sign of life where there are none (P16.14).
 *
 * Must not know: who listens, what an event means. */
#ifndef TALLY_STREAM_H
#define TALLY_STREAM_H

#include <event2/event.h>
#include <event2/http.h>
#include "protocol/base/bytes.h"

struct stream;

/* Answer `request`, whose headers are set, with a stream. The request must outlive it. Errors: ERR_MEMORY. */
MUST_CHECK enum err stream_new(struct stream **out, struct event_base *base, struct evhttp_request *request);
/* Takes NULL. Sends nothing. */
void stream_free(struct stream *s);

/* Soon tell of it, once, however often it comes meanwhile. Errors: ERR_BUSY: this browser does not read what it is sent. */
MUST_CHECK enum err stream_tell(struct stream *s, const uint8_t *message, size_t len);

#endif
