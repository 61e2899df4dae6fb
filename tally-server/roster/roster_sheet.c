/* roster_sheet.c - see roster_internal.h: one sheet's cells into a table, each as the text that a reader of the sheet sees.
 *
 * Must not know: zip, what columns mean. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "tally-server/roster/roster_internal.h"

enum { SHEET_MAX_ROW = 1 << 20, SHEET_MAX_MERGES = 20000, SPARE_ROWS = 100, EXACT_DIGITS = 15, UNIX_DAY = 25569,
	DAYS_TO_1904 = 1462, DAY_SECONDS = 86400 };

/* ---- values ---- */

/* Days since the end of 1899, and a fraction for the time of day. */
static void date_text(const struct xlsx *x, char out[40], double days)
{
	double seconds = floor((days + (x->has_1904 ? DAYS_TO_1904 : 0) - UNIX_DAY) * DAY_SECONDS + 0.5);
	time_t at = (time_t)seconds;
	struct tm tm;
	bool has_time = at % DAY_SECONDS != 0;

	if (!gmtime_r(&at, &tm) || !strftime(out, 40, days < 1 ? "%H:%M" : has_time ? "%Y-%m-%d %H:%M" : "%Y-%m-%d", &tm))
		out[0] = '\0';
}

/* A number as the sheet shows it: 1001 for 1001.0, 0717 for 717 in the format 0000. */
static void number_text(const struct xlsx *x, char out[40], const char *written)
{
	char *end;
	double value = strtod(written, &end);

	out[0] = '\0';
	if (end == written || *end || !isfinite(value) || fabs(value) >= 1e15)
		snprintf(out, 40, "%.39s", written);
	else if (x->style == STYLE_DATE && value >= 0 && value < 2958466)       /* to the year 9999 */
		date_text(x, out, value);
	else if (value == floor(value))
		snprintf(out, 40, "%0*.0f", x->style > STYLE_ZEROS ? x->style - STYLE_ZEROS : 1, value);
	else
		snprintf(out, 40, "%.*g", EXACT_DIGITS, value);
}

/* ---- rows ---- */

/* The row that is read, made when its first cell holds something. */
static struct table_row *current_row(struct xlsx *x)
{
	struct table *t = x->table;

	if (t->row_count && t->rows[t->row_count - 1].number == x->row)
		return &t->rows[t->row_count - 1];
	if (t->row_count == ROSTER_MAX_ROWS + SPARE_ROWS) {
		xlsx_stop(x, ERR_TOO_LONG);
		return NULL;
	}
	if (t->row_count == t->row_cap) {
		size_t cap = t->row_cap ? 2 * t->row_cap : 64;
		struct table_row *rows = realloc(t->rows, cap * sizeof *rows);

		if (!rows) {
			xlsx_stop(x, ERR_MEMORY);
			return NULL;
		}
		t->rows = rows;
		t->row_cap = cap;
	}
	t->rows[t->row_count] = (struct table_row){ .number = x->row };
	return &t->rows[t->row_count++];
}

static void put_cell(struct xlsx *x, enum table_kind kind, uint32_t text)
{
	struct table_row *row;

	if (kind == TABLE_TEXT && !text)
		return;
	if (x->column >= ROSTER_MAX_COLUMNS) {
		xlsx_stop(x, ERR_COLUMN);
		return;
	}
	row = current_row(x);
	if (!row)
		return;
	row->texts[x->column] = text;
	row->kinds[x->column] = (uint8_t)kind;
}

/* "BC12": column 54, row 12; false if it is no such thing. */
static bool read_reference(const char **at, size_t *column, uint32_t *row)
{
	size_t letters = 0, c = 0;
	char *end;
	unsigned long r;

	for (; **at >= 'A' && **at <= 'Z' && letters < 3; (*at)++, letters++)
		c = c * 26 + (size_t)(**at - 'A' + 1);
	if (!letters || **at < '1' || **at > '9')
		return false;
	r = strtoul(*at, &end, 10);
	*at = end;
	*column = c - 1;
	*row = (uint32_t)r;
	return r <= SHEET_MAX_ROW;
}

/* The first cell's text for all rows of the merged range, in its first column: one delegation for the many under it. */
static void merge(struct xlsx *x, const char *range)
{
	struct table *t = x->table;
	size_t column, last_column;
	uint32_t first, last;
	const struct table_row *from = NULL;

	if (++x->merges > SHEET_MAX_MERGES || !range || !read_reference(&range, &column, &first) || *range++ != ':' ||
	    !read_reference(&range, &last_column, &last)) {
		xlsx_stop(x, x->merges > SHEET_MAX_MERGES ? ERR_TOO_LONG : ERR_CSV);
		return;
	}
	for (size_t i = 0; column < ROSTER_MAX_COLUMNS && i < t->row_count && t->rows[i].number <= last; i++) {
		if (t->rows[i].number == first)
			from = &t->rows[i];
		if (from && !t->rows[i].texts[column] && t->rows[i].kinds[column] == TABLE_TEXT) {
			t->rows[i].texts[column] = from->texts[column];
			t->rows[i].kinds[column] = from->kinds[column];
		}
	}
}

/* ---- elements ---- */

static void row_start(struct xlsx *x, const char *number)
{
	unsigned long row = number ? strtoul(number, NULL, 10) : x->row + 1UL;

	if (row <= x->row || row > SHEET_MAX_ROW) {
		xlsx_stop(x, ERR_CSV);
		return;
	}
	x->row = (uint32_t)row;
	x->column = (size_t)-1;
}

static void cell_start(struct xlsx *x, const char *reference, const char *type, const char *style)
{
	size_t at = style ? strtoul(style, NULL, 10) : 0;
	uint32_t row = x->row;

	x->column++;
	if (reference && (!read_reference(&reference, &x->column, &row) || row != x->row)) {
		xlsx_stop(x, ERR_CSV);
		return;
	}
	snprintf(x->type, sizeof x->type, "%s", type ? type : "n");
	x->style = at < x->style_count ? x->styles[at] : STYLE_PLAIN;
	x->has_formula = x->has_value = false;
	x->held.len = 0;
}

void sheet_start(void *arg, const char *name, const char **attributes)
{
	struct xlsx *x = arg;

	name = xlsx_local(name);
	if (strcmp(name, "row") == 0)
		row_start(x, xlsx_attribute(attributes, "r"));
	else if (strcmp(name, "c") == 0)
		cell_start(x, xlsx_attribute(attributes, "r"), xlsx_attribute(attributes, "t"), xlsx_attribute(attributes, "s"));
	else if (strcmp(name, "mergeCell") == 0)
		merge(x, xlsx_attribute(attributes, "ref"));
	x->has_formula |= strcmp(name, "f") == 0;
	x->has_value |= strcmp(name, "v") == 0 || strcmp(name, "is") == 0;
	x->in_phonetic |= strcmp(name, "rPh") == 0;
	x->is_collecting = !x->in_phonetic && (strcmp(name, "v") == 0 || strcmp(name, "t") == 0);
}

static void cell_end(struct xlsx *x)
{
	const char *written = buf_text(&x->held);
	char shown[40];

	if (x->held.failed || !x->row) {
		xlsx_stop(x, x->row ? ERR_MEMORY : ERR_CSV);
	} else if (x->has_formula && !x->has_value) {
		put_cell(x, TABLE_NO_VALUE, 0);
	} else if (strcmp(x->type, "e") == 0) {
		put_cell(x, TABLE_ERROR, xlsx_keep(x, written, x->held.len));
	} else if (strcmp(x->type, "s") == 0) {
		size_t at = strtoul(written, NULL, 10);

		if (x->held.len && at >= x->string_count)
			xlsx_stop(x, ERR_CSV);
		else if (x->held.len)
			put_cell(x, TABLE_TEXT, x->strings[at]);
	} else if (strcmp(x->type, "n") == 0 && x->held.len) {
		number_text(x, shown, written);
		put_cell(x, TABLE_TEXT, xlsx_keep(x, shown, strlen(shown)));
	} else {
		put_cell(x, TABLE_TEXT, xlsx_keep(x, written, x->held.len));
	}
}

void sheet_end(void *arg, const char *name)
{
	struct xlsx *x = arg;

	name = xlsx_local(name);
	x->is_collecting = false;
	if (strcmp(name, "rPh") == 0)
		x->in_phonetic = false;
	if (strcmp(name, "c") == 0)
		cell_end(x);
}
