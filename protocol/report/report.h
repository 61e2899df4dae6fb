/* report.h - what people read of a meeting: result sheets and attendance as one HTML document for
 * A4 paper, as text for a terminal, as JSON.
 *
 * A function of the meeting alone: the same record gives the same bytes everywhere, so that an auditor can compare. Times are of UTC+8.
 * Must not know: files, clocks, who draws QR codes. */
#ifndef TALLY_REPORT_H
#define TALLY_REPORT_H

#include "protocol/meeting/meeting.h"
#include "protocol/text/catalogue.h"

/* Any change to what the document's bytes are, but for what the record says, takes another number. */
enum { REPORT_FORM = 2 };
#define REPORT_FORM_META "<meta name=\"tally-report\" content=\""

/* The whole document: summary, one sheet an attempt, attendance of each sitting. `qr` appends a
 * drawing of `text` (qr_svg), NULL leaves drawings out.
 * Errors: ERR_MEMORY and those of `qr`. */
MUST_CHECK enum err report_html(struct buf *out, const struct meeting *m, enum lang lang,
				enum err (*qr)(struct buf *out, const char *text, unsigned size_mm));

/* A part of it as a document of its own: the sheets of one poll's attempts, or the attendance of one sitting that was opened. */
enum report_what { REPORT_ALL, REPORT_RESULT, REPORT_ATTENDANCE };
struct report_part {
	enum report_what what;
	const struct poll *poll;        /* of REPORT_RESULT */
	size_t sitting;                 /* of REPORT_ATTENDANCE */
};
MUST_CHECK enum err report_html_part(struct buf *out, const struct meeting *m, enum lang lang, const struct report_part *part,
				     enum err (*qr)(struct buf *out, const char *text, unsigned size_mm));

/* The ballot paper of a poll, a sheet for each of its forms. Errors: ERR_MEMORY. */
MUST_CHECK enum err report_papers(struct buf *out, const struct meeting *m, const struct poll *p, enum lang lang);

/* Attendance and all results; or one poll's, its attempts in order. Lines end with line feeds. */
void report_text(struct buf *out, const struct meeting *m, enum lang lang);
void report_text_poll(struct buf *out, const struct meeting *m, const struct poll *p, enum lang lang);

/* Figures for other programs, as a new object: meeting, sittings, polls with their attempts. NULL if out of memory. */
json_t *report_json(const struct meeting *m);

#endif
