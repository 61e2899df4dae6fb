/* tallyctl_decide.c - `tallyctl decide CASES.csv`: decide from counted numbers, without a server.
 * CSV by libcsv; the rules are protocol/meeting/decide.h.
 *
 * A row that cannot be decided is named on standard error by file and line, and the others are answered all the same. */
#include <csv.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/meeting/decide.h"
#include "protocol/os/os.h"
#include "tools/tallyctl.h"

enum { CASES_MAX = 8 << 20, CELL_MAX = 1 << 16, COLUMNS_MAX = 64 };

struct reading {
	const struct ctl *ctl;
	size_t line;                    /* of the file, where the row begins; from 1 */
	int column_of[COLUMNS_MAX];     /* enum decide_column, or -1 */
	size_t column_count;            /* 0 before the header */
	enum err err;                   /* of the header: nothing more is read */
	bool has_failed;                /* a row could not be decided */
	/* the row */
	char *cells[DECIDE_COLUMN_COUNT];
	size_t field;
	bool has_text, is_done;
	enum err row_err;
};

static int find_column(const char *name, size_t len)
{
	for (int c = 0; c < DECIDE_COLUMN_COUNT; c++) {
		if (strlen(decide_columns[c]) == len && memcmp(decide_columns[c], name, len) == 0)
			return c;
	}
	return -1;
}

static void complain(struct reading *r, enum err err, const char *detail)
{
	r->has_failed = true;
	fprintf(stderr, "%s:%zu: %s", r->ctl->args[0], r->line, r->ctl->lang == LANG_ZH ? err_text_zh(err) : err_text_en(err));
	fprintf(stderr, detail ? " [%s]\n" : "\n", detail);
}

static enum err check_text(const char *text, size_t len)
{
	if (len > CELL_MAX)
		return ERR_TOO_LONG;
	json_t *string = json_stringn(text, len);
	enum err err = string && !memchr(text, 0, len) ? OK : ERR_ENCODING;

	json_decref(string);
	return err;
}

static void on_field(void *data, size_t len, void *arg)
{
	struct reading *r = arg;
	const char *text = len ? data : "";
	size_t place = r->field++;

	r->has_text |= len > 0;
	if (!r->column_count) {
		if (place < COLUMNS_MAX)
			r->column_of[place] = find_column(text, len);
		return;
	}
	if (place >= r->column_count) {
		/* most often a comma that wants quotes, so that all the cells behind it are not where they belong */
		r->row_err = len > 0 ? ERR_CASE_CELLS : r->row_err;
		return;
	}
	int c = r->column_of[place];
	if (c < 0 || r->row_err != OK || (r->row_err = check_text(text, len)) != OK)
		return;
	r->cells[c] = strndup(text, len);
	r->row_err = r->cells[c] ? OK : ERR_MEMORY;
}

/* A cell of the answer; quoted where CSV asks for it. */
static void print_cell(const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, stdout);
		return;
	}
	csv_fwrite(stdout, text, strlen(text));
}

static void decide_row(struct reading *r)
{
	const char *cells[DECIDE_COLUMN_COUNT], *detail = NULL;
	struct buf required = { 0 }, answer = { 0 };
	enum err err = r->row_err;

	for (int c = 0; c < DECIDE_COLUMN_COUNT; c++)
		cells[c] = r->cells[c] ? r->cells[c] : "";
	if (!err)
		err = decide(&required, &answer, &detail, cells);
	if (!err) {
		print_cell(cells[DECIDE_ID]);
		printf(",%s,", buf_text(&required));
		print_cell(buf_text(&answer));
		putchar('\n');
	} else {
		complain(r, err, detail);
	}
	buf_release(&required);
	buf_release(&answer);
}

/* Every column once; others may stand between them. */
static void check_header(struct reading *r)
{
	r->column_count = r->field;
	if (r->field > COLUMNS_MAX)
		complain(r, r->err = ERR_CASE_CELLS, NULL);
	for (int c = 0; c < DECIDE_COLUMN_COUNT && !r->err; c++) {
		size_t found = 0;

		for (size_t i = 0; i < r->column_count; i++)
			found += r->column_of[i] == c;
		if (found != 1)
			complain(r, r->err = found ? ERR_CASE_NAME : ERR_COLUMN, decide_columns[c]);
	}
	if (!r->err)
		printf("id,min_required,expect\n");
}

static void forget_row(struct reading *r)
{
	for (int c = 0; c < DECIDE_COLUMN_COUNT; c++) {
		free(r->cells[c]);
		r->cells[c] = NULL;
	}
	r->field = 0;
	r->has_text = false;
	r->row_err = OK;
}

static void on_row(int end, void *arg)
{
	struct reading *r = arg;

	(void)end;
	if (!r->column_count)
		check_header(r);
	else if (r->has_text && !r->err)
		decide_row(r);
	forget_row(r);
	r->is_done = true;
}

static size_t line_length(const char *at, size_t len)
{
	const char *end = memchr(at, '\n', len);

	return end ? (size_t)(end - at) + 1 : len;
}

static bool is_blank(const char *at, size_t len)
{
	while (len && strchr(" \t\r\n", at[len - 1]) && at[len - 1])
		len--;
	return len == 0;
}

/* The row that begins here, over as many lines as its quotes span. Returns how much was read: of a row that
 * is no CSV only its first line, so that a quote left open does not take the rest of the file with it. */
static size_t read_row(struct reading *r, const char *at, size_t len)
{
	struct csv_parser csv;
	size_t first = line_length(at, len), used = 0, lines = 0;
	bool is_good = !csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI);

	for (r->is_done = is_blank(at, first); is_good && !(r->is_done && lines) && used < len; lines++) {
		size_t n = line_length(at + used, len - used);

		is_good = csv_parse(&csv, at + used, n, on_field, on_row, r) == n;
		used += n;
	}
	if (is_good && !r->is_done)
		is_good = !csv_fini(&csv, on_field, on_row, r);
	csv_free(&csv);
	if (!is_good) {
		complain(r, ERR_CSV, NULL);
		forget_row(r);
		used = first;
		lines = 1;
	}
	r->line += lines;
	return used;
}

enum err ctl_decide(struct ctl *c)
{
	struct reading r = { .ctl = c, .line = 1 };
	struct buf file = { 0 };
	enum err err = file_read(&file, c->args[0], CASES_MAX);

	if (err)
		return err;
	size_t at = file.len >= 3 && memcmp(file.at, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	while (at < file.len && !r.err)
		at += read_row(&r, (const char *)file.at + at, file.len - at);
	if (!r.column_count && !r.has_failed)
		complain(&r, ERR_COLUMN, decide_columns[0]);
	buf_release(&file);
	if (fflush(stdout) != 0 || ferror(stdout))
		return ERR_IO;
	return r.has_failed ? ERR_CASE : OK;
}
