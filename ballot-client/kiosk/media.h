/* media.h - sticks that are plugged in, and copies of a trustee's key file on them.
 *
 * A copy is as good as the file: sealed under the same passphrase. Must not know: what is in a key. */
#ifndef TALLY_MEDIA_H
#define TALLY_MEDIA_H

#include "ballot-client/identity.h"

enum { MEDIA_MAX = 8 };

struct media {
	char folders[MEDIA_MAX][IDENTITY_PATH_MAX];
	bool has_copy[MEDIA_MAX];       /* of this machine's key file for this meeting */
	size_t count;
};

/* Look again: folders under /media and /run/media that can be written to; or the one given, where it is not NULL. */
void media_find(struct media *m, const struct identity *who, const char *only);
/* Copy the key file to stick number `at`, and read it back.
 * Errors: ERR_RANGE, ERR_IO (there is no key file, or the stick does not hold what was written), ERR_MEMORY. */
MUST_CHECK enum err media_copy_to(const struct media *m, size_t at, const struct identity *who);
/* Take the copy on stick number `at` as this machine's key file, where it has none, once the
 * passphrase opens it and it is of this machine in this meeting.
 * Errors: ERR_RANGE, ERR_NAME_TAKEN (there is a key file), ERR_PASSPHRASE, ERR_MACHINE (another's,
 * or of another meeting), ERR_IO, ERR_MEMORY. */
MUST_CHECK enum err media_take_from(const struct media *m, size_t at, const struct identity *who, const char *passphrase);

#endif
