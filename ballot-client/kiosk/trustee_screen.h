/* trustee_screen.h - what stands behind the scrutineer's page: a trustee, once its passphrase is
 * given, and the one question that waits for a person.
 *
 * Everything shown comes from what this machine has verified itself. The passphrase is handed through and kept nowhere; when
 * another sitting opens it is asked for again.
 * Must not know: HTTP, how anything looks. */
#ifndef TALLY_TRUSTEE_SCREEN_H
#define TALLY_TRUSTEE_SCREEN_H

#include <jansson.h>
#include <stdbool.h>
#include "protocol/base/err.h"

struct event_base;
struct trustee_screen;

struct trustee_screen_options {
	struct event_base *base;
	const char *folder;             /* the machine's */
	const char *media;              /* the folder for copies of the key; NULL: sticks that are plugged in */
	void *context;
	void (*on_change)(void *context);
};

MUST_CHECK enum err trustee_screen_new(struct trustee_screen **out, const struct trustee_screen_options *options);
void trustee_screen_free(struct trustee_screen *s);

/* {"role", "machine", "state" (locked, following, failed) …}; NULL if out of memory. */
json_t *trustee_screen_state(struct trustee_screen *s);
/* {"do": "unlock", "passphrase"}, {"do": "agree" or "decline", "what"}, "reconsider", "media",
 * {"do": "backup", "to"}, {"do": "restore", "from", "passphrase"}.
 * Errors: those of reading fields, of trustee_new, trustee_answer and media.h; ERR_POLL_STATE where it is not the time. */
MUST_CHECK enum err trustee_screen_act(struct trustee_screen *s, const json_t *body);

#endif
