/* report_rows.h - attendance and results as plain rows of cells, for spreadsheets: a header, then
 * one row for a person in a sitting, or for an option of a contest.
 *
 * Times are of UTC+8, written 2026-03-08 09:00:00. Must not know: files, CSV, workbooks. */
#ifndef TALLY_REPORT_ROWS_H
#define TALLY_REPORT_ROWS_H

#include "protocol/meeting/meeting.h"
#include "protocol/text/catalogue.h"

/* Where the cells go, from left to right. */
struct rows_sink {
	void (*text)(void *arg, const char *value);
	void (*number)(void *arg, int64_t value);
	void (*end)(void *arg);         /* of a row */
	void *arg;
};

/* Of one sitting, or (0) all that were opened: everybody of whom something is expected, and who came besides. */
void rows_attendance(const struct rows_sink *out, const struct meeting *m, enum lang lang, size_t sitting);
/* Of all attempts in the order of the agenda. What has not been counted, or is not for the reader to see, has no votes, and one row. */
struct rows_reader {
	bool (*sees)(const void *arg, const struct poll *p, const struct attempt *a);
	const void *arg;
};
void rows_results(const struct rows_sink *out, const struct meeting *m, enum lang lang, const struct rows_reader *reader);

#endif
