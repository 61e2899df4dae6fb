/* tested.h - the second device of cast-or-test (P9.7): the code that a terminal shows for a ballot
 * that it opened as a test, and what the record's entry had sealed.
 *
 * The seed is that of the code; the ledger's own word about it is not asked. Must not know: where the entry comes from, screens. */
#ifndef TALLY_TESTED_H
#define TALLY_TESTED_H

#include "protocol/meeting/meeting.h"

enum { TESTED_TEXT_SIZE = 256 };

struct tested {
	char meeting[MEETING_ID_LEN + 1], poll[ID_MAX + 1];
	uint32_t attempt;
	uint8_t tracking[32], seed[SEED_SIZE];
};

/* `tally-test MEETING POLL ATTEMPT TRACKING SEED`, and back: exactly what tested_show writes. The text holds the seed: wipe it.
 * Errors: ERR_CODE; `out` is then untouched. */
void tested_show(char out[TESTED_TEXT_SIZE], const struct tested *t);
MUST_CHECK enum err tested_read(struct tested *out, const char *text);

/* What did the terminal seal?  `line` is the entry that the record holds of it, `form` the
 * attempt's, whose K is the key of `g`; `marks` has row_count places.
 * Errors: ERR_NO_COMMIT (the entry is none of this test), ERR_OPENING (something else was sealed),
 * ERR_BODY_LENGTH, ERR_MEMORY, those of reading fields. */
MUST_CHECK enum err tested_open(struct group *g, uint8_t *marks, const struct tested *t, const struct ballot_form *form,
				const char *line, size_t len);

#endif
