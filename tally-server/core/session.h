/* session.h - operators' passwords and sessions (P16.5).
 *
 * Passwords are kept as scrypt hashes, sessions as hashes of their tokens, both in rows of the store that survive a restart.
 * Must not know: roles, requests. */
#ifndef TALLY_SESSION_H
#define TALLY_SESSION_H

#include <stdbool.h>
#include <stdint.h>
#include "protocol/crypto/rng.h"
#include "protocol/ledger/entry.h"
#include "tally-server/pipe.h"
#include "tally-server/store/store.h"

enum {
	SESSION_TOKEN_SIZE = 64, SESSION_ID_SIZE = 65, SESSION_MAX_SECONDS = 12 * 3600, SESSION_IDLE_SECONDS = 30 * 60, SESSION_MAX_COUNT = 1000,
	SESSION_FREE_TRIES = 5, SESSION_LOCK_SECONDS = 15, PASSWORD_MIN = 8, PASSWORD_MAX = 200,
};

struct sessions;

/* Read the sessions that still live at `now` (seconds). Errors: ERR_STORE, ERR_MEMORY. */
MUST_CHECK enum err session_open(struct sessions **out, struct store *s, const struct rng *rng, int64_t now);
void session_free(struct sessions *s);

/* Set a name's password and end its sessions; that of the token `but` (NULL for none) goes on. */
MUST_CHECK enum err session_set_password(struct sessions *s, const char *name, const char *password, const char *but);
/* Is it the name's password? After SESSION_FREE_TRIES failures the name is locked at that door, longer each time;
 * the doors are apart, so that nobody out in the hall can lock the operator out who sits at the server. A browser
 * whose `device` token ("" for none) has signed in as that name before is counted apart from all others, so that
 * strangers cannot lock it out. `now_us` is monotonic.
 * Errors: ERR_LOGIN, ERR_LOCKED. */
MUST_CHECK enum err session_check_password(struct sessions *s, enum door door, const char *device, const char *name,
					   const char *password, uint64_t now_us);
/* That browser has signed in as `name`. Draws a token where `device` holds none. */
MUST_CHECK enum err session_know_device(struct sessions *s, char device[SESSION_TOKEN_SIZE + 1], const char *name);
/* The same for a second person, whom somebody who is signed in at that door has named: counted
 * apart, so that nobody who is not signed in can hold up what two must do. */
MUST_CHECK enum err session_check_second(struct sessions *s, enum door door, const char *name, const char *password, uint64_t now_us);

/* Begin a session; the oldest gives way where there are too many. */
MUST_CHECK enum err session_start(struct sessions *s, char token[SESSION_TOKEN_SIZE + 1], const char *name, int64_t now);
/* Whose session is it, if it is alive? Keeps it alive. Errors: ERR_SESSION. */
MUST_CHECK enum err session_find(struct sessions *s, char name[ACTOR_MAX + 1], const char *token, int64_t now);
MUST_CHECK enum err session_end(struct sessions *s, const char *token);
/* All of that name, but for that of the token `but` (NULL for none). */
MUST_CHECK enum err session_end_all(struct sessions *s, const char *name, const char *but);

/* What a session is known by without its token: hex SHA-256 of it. */
void session_id(char id[SESSION_ID_SIZE], const char *token);
/* Is it alive? Does not keep it alive. */
bool session_is_alive(const struct sessions *s, const char *id, int64_t now);

#endif
