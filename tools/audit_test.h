/* audit_test.h - what is in a ballot that was opened as a test (P9.6)? The second device of cast-or-test.
 *
 * Must not know: the ledger's own word about the seed; the code that the terminal showed brings it. */
#ifndef TALLY_AUDIT_TEST_H
#define TALLY_AUDIT_TEST_H

#include <stdio.h>
#include "protocol/meeting/meeting.h"
#include "protocol/text/catalogue.h"

/* Read the code `tally-test MEETING POLL ATTEMPT TRACKING SEED`, find the ballot's body in `ledger`,
 * which `m` has been folded from, open it with the seed and print what was sealed, row by row.
 * Errors: ERR_CODE (no such code, or of another meeting), ERR_NO_COMMIT (the record holds no such
 * test), ERR_OPENING (something else was sealed), ERR_MEMORY, those of reading fields. */
MUST_CHECK enum err audit_test_show(const struct meeting *m, FILE *ledger, enum lang lang, const char *code);

#endif
