/* enrolment.h - what stands behind the page of a machine that is not enrolled yet: the server's
 * address, typed or found nearby, the one-time code, and whether it was taken.
 *
 * The call itself is made by a child process, so that the page goes on; the code is kept nowhere.
 * Must not know: HTTP, what the role does. */
#ifndef TALLY_ENROLMENT_H
#define TALLY_ENROLMENT_H

#include <jansson.h>
#include "ballot-client/identity.h"

struct event_base;
struct enrolment;

struct enrolment_options {
	struct event_base *base;
	const char *folder;             /* the machine's, to be written */
	const char *server;             /* as typed on the page; NULL: it is typed there */
	void *context;
	void (*on_change)(void *context);       /* what enrolment_state says has changed */
	/* The folder is whole. The call may free the enrolment. */
	void (*on_joined)(void *context);
};

/* Errors: ERR_IO (the folder cannot be written), ERR_RANGE (the server is not an address), ERR_MEMORY. */
MUST_CHECK enum err enrolment_new(struct enrolment **out, const struct enrolment_options *options);
void enrolment_free(struct enrolment *e);

/* The machine is enrolled, in a role that has no page here: say so. */
void enrolment_tell_other(struct enrolment *e, const struct identity *who);

/* {"role": "none", "state" (asking, calling, other), "why", "server", "nearby": [{"name", "server"}, …] …}; NULL if out of memory. */
json_t *enrolment_state(const struct enrolment *e);
/* {"do": "server", "server"} and {"do": "enrol", "code"}.
 * Errors: those of reading fields, ERR_RANGE (no address), ERR_CODE (mistyped), ERR_POLL_STATE (not now), ERR_IO, ERR_MEMORY. */
MUST_CHECK enum err enrolment_act(struct enrolment *e, const json_t *body);

#endif
