/* roster.h - a roster file into rows and problems.
 *
 * The file is hostile until read: parsing happens in a short-lived child that may do nothing but
 * read, write and allocate. Knows columns and what a cell may hold.
 * Must not know: the meeting's present roll, the ledger. */
#ifndef TALLY_ROSTER_H
#define TALLY_ROSTER_H

#include <jansson.h>
#include "protocol/base/bytes.h"

enum { ROSTER_MAX_BYTES = 2 << 20, ROSTER_MAX_ROWS = 6000, ROSTER_MAX_COLUMNS = 40, ROSTER_MAX_CELL = 200, ROSTER_MAX_PROBLEMS = 200 };

/* Once before the first roster_read, while files may still be opened: what the child needs of them. */
void roster_prepare(void);

/* Read a CSV (UTF-8, UTF-16 with its mark, GB18030; comma, semicolon or tab) or an XLSX workbook's
 * first visible sheet in the sandboxed child. *out is a new object
 *
 *     {"rows":[{"row", "number", "name", "unit", "post", "seat", "role", "leave",
 *               "private":{"gender","id4","tel4","photo","assist","note"}}, ...],
 *      "problems":[{"row", "level" (error, warning), "column", "code", "value"}, ...]}
 *
 * White space at the ends of a cell, and what only aligns the characters of a Chinese name, is left out. `row`
 * counts lines of the table from 1, the header; `code` names a text ROSTER_* of the catalogue, `value` is the cell.
 * Rows with an error are left out. Only the first ROSTER_MAX_PROBLEMS problems are told.
 * Errors: ERR_TOO_LONG, ERR_ENCODING, ERR_CSV (also if the child died), ERR_OLD_SHEET, ERR_COLUMN, ERR_MEMORY, ERR_IO. */
MUST_CHECK enum err roster_read(json_t **out, const uint8_t *bytes, size_t len);

/* Has it a private-use character or U+FFFD? Fonts of other machines show something else. `text` is valid UTF-8. */
bool roster_has_rare(const char *text);

/* The same in this process, for tests and fuzzing. */
MUST_CHECK enum err roster_parse(json_t **out, const uint8_t *bytes, size_t len);

#endif
