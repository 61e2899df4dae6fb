/* seen.h - the last head that this machine has seen, and that the next may not contradict it (P16.9).
 *
 * Must not know: connections, files. */
#ifndef TALLY_SEEN_H
#define TALLY_SEEN_H

#include <jansson.h>
#include "protocol/ledger/note.h"
#include "protocol/meeting/meeting.h"

struct seen {
	char origin[NOTE_NAME_MAX + 1];
	struct head head;               /* size 0: none yet */
	struct buf note;                /* it came in; empty if it did not come in since the start */
	struct note_key log;            /* the log's key */
	bool knows_log;
};

/* `head` is where it begins, NULL for none. */
void seen_init(struct seen *s, const char *meeting, const struct head *head);
void seen_release(struct seen *s);
void seen_know_log(struct seen *s, const uint8_t key[SIGN_KEY_SIZE]);

/* Take the next {"note", "proof"}, or refuse it for good; `detail` (300 bytes) then says what was seen and what came.
 * Errors: ERR_NOTE (malformed, or of another meeting), ERR_SIGNATURE, ERR_HEAD (shorter than before), ERR_TREE_PROOF, ERR_MEMORY. */
MUST_CHECK enum err seen_take(struct seen *s, char detail[300], const json_t *head);

#endif
