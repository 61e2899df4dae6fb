/* identity.h - who this machine is: its folder (P17.5).
 *
 * Knows files and their fields. Must not know: TLS, connections, what the role does. */
#ifndef TALLY_IDENTITY_H
#define TALLY_IDENTITY_H

#include "protocol/ledger/note.h"
#include "protocol/meeting/meeting.h"

enum { IDENTITY_HOST_MAX = 253, IDENTITY_PATH_MAX = 4096, IDENTITY_PEM_MAX = 16384 };

struct identity {
	char folder[IDENTITY_PATH_MAX];
	char meeting[MEETING_ID_LEN + 1];
	char name[ACTOR_MAX + 1];
	enum machine_role role;
	char host[IDENTITY_HOST_MAX + 1];       /* where the server is; its name in TLS is always tally-server */
	uint16_t port;
};

/* Paths within the folder. Errors: ERR_TOO_LONG. */
MUST_CHECK enum err identity_path(char out[IDENTITY_PATH_MAX], const struct identity *who, const char *file);

/* Was this machine enrolled? Only a folder that is surely without machine.json says no. */
bool identity_is_there(const char *folder);
/* Read machine.json of `folder`. Errors: ERR_IO (also if there is none), ERR_TOO_LONG, and those of reading fields. */
MUST_CHECK enum err identity_read(struct identity *out, const char *folder);
/* Write the whole folder durably, machine.json last, so that a folder that has one is complete. The key's file has mode 0600, as all have.
 * Errors: ERR_IO, ERR_TOO_LONG, ERR_MEMORY. */
MUST_CHECK enum err identity_write(const struct identity *who, const struct buf *key_pem, const char *certificate_pem,
				   const char *authority_pem);

/* The last head seen, kept as its signed note. Errors: ERR_IO if there is none, ERR_NOTE. */
MUST_CHECK enum err identity_read_head(struct head *out, const struct identity *who);
MUST_CHECK enum err identity_write_head(const struct identity *who, const char *note);

#endif
