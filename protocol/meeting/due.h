/* due.h - the day that lies some months or days after another.
 *
 * Knows the calendar. Must not know: working days, clocks, time zones. */
#ifndef TALLY_DUE_H
#define TALLY_DUE_H

#include "protocol/base/bytes.h"

/* Append the day ("2025-02-28") that lies `add` ("3 months", "60 days", at most 9999 of them) after `start`.
 * Months end on the last day of a shorter month; of days, the first is not counted.
 * Errors: ERR_FIELD_TYPE if either is not written like that or no such day exists; `out` is then untouched. */
MUST_CHECK enum err due_date(struct buf *out, const char *start, const char *add);

#endif
