/* request.h - one request from its bytes to its reply. For core.c; handlers do without it.
 *
 * Must not know: other requests of the turn, but for the batch of ballots; transactions; the socket. */
#ifndef TALLY_REQUEST_H
#define TALLY_REQUEST_H

#include "tally-server/core/core.h"

/* Read the message of `conn`, a frame's payload, into a fresh `r`. What is wrong with it becomes r->err and is answered later.
 * Errors: ERR_RANGE (the frame is none), ERR_MEMORY. */
MUST_CHECK enum err request_read(struct request *r, struct conn *conn, const uint8_t *bytes, size_t len);
void request_release(struct request *r);

/* Decode the casts and tests among `requests` that the current attempt may take, and check their equations in one batch: request.ballot.
 * Errors: ERR_MEMORY. */
MUST_CHECK enum err request_check_ballots(struct core *c, struct request *requests, size_t count);

/* Is it permitted now? Then let its handler decide. The answer is in r->err and r->ok. */
void request_decide(struct core *c, struct request *r);

/* Append the reply as a frame to c->out. `note` is the checkpoint after the turn; NULL if there is no meeting. */
MUST_CHECK enum err request_reply(struct core *c, const struct request *r, const char *note);

#endif
