/* roster_internal.h - what the readers of a roster file share. Included by roster*.c alone. */
#ifndef TALLY_ROSTER_INTERNAL_H
#define TALLY_ROSTER_INTERNAL_H

#include "tally-server/roster/roster.h"

/* A table as a spreadsheet has it, before its columns mean anything. Only rows that hold something are there. */
enum table_kind { TABLE_TEXT, TABLE_ERROR /* #N/A and its like */, TABLE_NO_VALUE /* a formula that was never calculated */ };
struct table_row {
	uint32_t number;                        /* in the sheet, from 1; ascending */
	uint32_t texts[ROSTER_MAX_COLUMNS];     /* places in table.text; 0 is "" */
	uint8_t kinds[ROSTER_MAX_COLUMNS];      /* enum table_kind */
};
struct table {
	struct table_row *rows;
	size_t row_count, row_cap;
	struct buf text;                        /* each with its NUL */
	bool has_more_sheets;
};
/* roster_table.c */
void table_release(struct table *t);
const char *table_text(const struct table *t, const struct table_row *row, size_t column);

/* roster_xlsx.c: the first sheet that is not hidden. Numbers and dates become the text that a reader of the sheet
 * sees, merged cells stand in each of their rows. A text longer than ROSTER_MAX_CELL is cut somewhere behind it.
 * Errors: ERR_CSV, ERR_TOO_LONG, ERR_COLUMN, ERR_MEMORY. */
bool roster_is_xlsx(const uint8_t *bytes, size_t len);
MUST_CHECK enum err roster_xlsx(struct table *out, const uint8_t *bytes, size_t len);

/* roster_text.c: a CSV file's bytes as UTF-8, appended. *is_guessed: nothing but the bytes themselves says that they are GB18030.
 * Errors: ERR_ENCODING, ERR_MEMORY. */
MUST_CHECK enum err roster_text(struct buf *out, bool *is_guessed, const uint8_t *bytes, size_t len);
/* What must be loaded from files, before no file may be opened any more. */
void roster_text_prepare(void);

/* ---- a workbook: roster_xlsx.c and roster_sheet.c ---- */

/* How a cell's number is shown. */
enum style { STYLE_PLAIN, STYLE_DATE, STYLE_ZEROS /* + digits */ };

/* A workbook in the reading. */
struct xlsx {
	void *zip, *parser;                     /* zip_t, XML_Parser */
	enum err err;                           /* why the parser was stopped */
	size_t budget;                          /* bytes that may still be unpacked */
	struct table *table;
	char relation[64], path[256];           /* of the sheet that is read */
	size_t sheets;                          /* visible ones */
	bool has_1904;                          /* days are counted from 1904 */
	uint32_t *strings;                      /* shared ones: places in table.text */
	size_t string_count, string_cap;
	uint8_t *styles;                        /* of cells: enum style */
	size_t style_count, style_cap;
	struct { unsigned id; uint8_t style; } formats[200];
	size_t format_count;
	bool in_styles, in_phonetic, is_collecting;
	struct buf held;                        /* text of the element that is read */
	/* of a sheet */
	uint32_t row, merges;
	size_t column;
	char type[12];                          /* of the cell */
	uint8_t style;
	bool has_formula, has_value;
};

/* roster_table.c: stop with `err`. */
void xlsx_stop(struct xlsx *x, enum err err);
/* The value of an attribute, by its name without prefix; NULL if absent. */
const char *xlsx_attribute(const char **attributes, const char *name);
/* A name without its prefix. */
const char *xlsx_local(const char *name);
/* Keep a text of the table; its place. */
uint32_t xlsx_keep(struct xlsx *x, const char *text, size_t len);
/* roster_sheet.c: expat's handlers for a sheet. */
void sheet_start(void *arg, const char *name, const char **attributes);
void sheet_end(void *arg, const char *name);

#endif
