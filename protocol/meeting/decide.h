/* decide.h - decide from counted numbers: paper counts, training, checking a past meeting.
 *
 * A case is a row of texts, one for each column below; the answer is a text as in the column `expect` of
 * tests/vectors/cases.csv, which has examples of every type.
 * Must not know: files, CSV, the ledger. */
#ifndef TALLY_DECIDE_H
#define TALLY_DECIDE_H

#include "protocol/base/bytes.h"

enum decide_column { DECIDE_ID, DECIDE_TYPE, DECIDE_E, DECIDE_P, DECIDE_ISSUED, DECIDE_RETURNED, DECIDE_INVALID,
		     DECIDE_ABSTAIN, DECIDE_BASE, DECIDE_BASE_N, DECIDE_OP, DECIDE_FRAC, DECIDE_SEATS, DECIDE_TALLY,
		     DECIDE_COLUMN_COUNT };

/* Names of the columns, in the order of the enum. */
extern const char *const decide_columns[DECIDE_COLUMN_COUNT];

/* Decide one case; `cells[c]` is "" where nothing is given. `required` gets the least count that satisfies
 * the rule ("" where no threshold applies), `answer` the parts of `expect`. Both are appended to.
 * Errors: ERR_FIELD_TYPE, ERR_FIELD_MISSING, ERR_RANGE, with `*detail` the column's name; ERR_CASE_TYPE,
 * ERR_CASE_NAME, ERR_CASE_CELLS, ERR_CASE_RANGE (a range of base_n that gives two outcomes). */
MUST_CHECK enum err decide(struct buf *required, struct buf *answer, const char **detail, const char *const cells[DECIDE_COLUMN_COUNT]);

#endif
