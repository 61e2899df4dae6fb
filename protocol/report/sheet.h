/* sheet.h - the pen of the HTML report: a document in the making, and what all its pages are written with.
 *
 * Must not know: what any page is about. */
#ifndef TALLY_SHEET_H
#define TALLY_SHEET_H

#include "protocol/meeting/meeting.h"
#include "protocol/text/catalogue.h"

/* A document in the making. */
struct sheet {
	struct buf *out;
	const struct meeting *m;
	enum lang lang;
	enum err (*qr)(struct buf *out, const char *text, unsigned size_mm);
};

/* A page's title with the meeting's name under it. */
void sheet_title(const struct sheet *s, enum text_id id);
/* <th> and <td>, escaped; a number; a catalogue's word. */
void sheet_head(const struct sheet *s, enum text_id id);
void sheet_cell(const struct sheet *s, const char *value);
/* <td> with a person's name: one of two characters is as wide as one of three. */
void sheet_name(const struct sheet *s, const char *name);
void sheet_number(const struct sheet *s, int64_t value);
void sheet_clock(const struct sheet *s, int64_t at);
/* "<p>" and the text, escaped, with {i} replaced by values[i]. */
void sheet_line(const struct sheet *s, enum text_id id, const char *const *values, size_t count);
/* What words_... appended to `words`, escaped; `words` is released. */
void sheet_words(const struct sheet *s, struct buf *words);
/* The foot of a page: QR code and text of a head, then `note` about it. */
MUST_CHECK enum err sheet_foot(const struct sheet *s, const struct head *h, enum text_id note);

#endif
