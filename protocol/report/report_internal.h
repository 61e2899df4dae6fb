/* report_internal.h - what the files of the HTML report share. Included by report_*.c alone. */
#ifndef TALLY_REPORT_INTERNAL_H
#define TALLY_REPORT_INTERNAL_H

#include "protocol/report/html.h"
#include "protocol/report/report.h"
#include "protocol/report/sheet.h"
#include "protocol/report/words.h"

/* report_sheet.c: the result sheet of one attempt; `item` is the poll's place in the agenda, from 1. */
MUST_CHECK enum err report_sheet(const struct sheet *s, size_t item, const struct poll *p, const struct attempt *a);
/* Its outcome in a few words: a verdict, or how many rows got which. */
void report_sheet_outcome(const struct sheet *s, const struct poll *p, const struct attempt *a);

/* report_forms.c: figures of each form, where there are several; then, a page each, polls that were held together. */
void report_forms(const struct sheet *s, const struct poll *p, const struct attempt *a);
void report_together(const struct sheet *s);

/* report_ways.c: of an attempt that was counted, what its way adds to the sheet. */
void report_ways(const struct sheet *s, const struct poll *p, const struct attempt *a);

/* report_rules.c: the page of rules. */
void report_rules(const struct sheet *s);

/* report_attendance.c: totals by unit and the list of persons, a page for the sitting, or (0) for each that was opened. */
void report_attendance(const struct sheet *s, const struct meeting *m, size_t only);

/* What a sitting's attendance adds up to, of one unit or (NULL) all; and others than voters. */
struct attendance_totals {
	int64_t expected, states[WORDS_PRESENCE_COUNT], others;
};
void report_attendance_totals(struct attendance_totals *out, const struct meeting *m, size_t sitting, const char *unit);

/* Scans of that sitting that did not fit, open and settled; those from before any are the first one's that was opened. */
struct anomaly_totals {
	int64_t open, settled;
};
void report_anomalies(struct anomaly_totals *out, const struct meeting *m, size_t sitting);

#endif
