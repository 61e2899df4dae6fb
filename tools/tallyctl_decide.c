/* tallyctl_decide.c - `tallyctl decide CASES.csv`: decide from counted numbers, without a server. CSV by libcsv; the rules are protocol/meeting/decide.h. */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/meeting/decide.h"
#include "protocol/os/os.h"
#include "tools/tallyctl.h"

enum { CASES_MAX = 8 << 20, CELL_MAX = 1 << 16, COLUMNS_MAX = 64 };

struct reading {
	const struct ctl *ctl;
	size_t line, field;             /* from 1; from 0 */
	int column_of[COLUMNS_MAX];     /* enum decide_column, or -1 */
	char *cells[DECIDE_COLUMN_COUNT];
	enum err err;                   /* of the file as a whole */
	bool has_failed;                /* a line could not be decided */
};

static int find_column(const char *name, size_t len)
{
	for (int c = 0; c < DECIDE_COLUMN_COUNT; c++) {
		if (strlen(decide_columns[c]) == len && memcmp(decide_columns[c], name, len) == 0)
			return c;
	}
	return -1;
}

static void on_field(void *data, size_t len, void *arg)
{
	struct reading *r = arg;

	if (r->field >= COLUMNS_MAX || len > CELL_MAX || (len && memchr(data, 0, len))) {
		r->err = ERR_CSV;
		return;
	}
	if (r->line == 1) {
		r->column_of[r->field++] = find_column(data ? data : "", len);
		return;
	}
	int c = r->column_of[r->field++];
	if (c >= 0) {
		free(r->cells[c]);
		r->cells[c] = strndup(data ? data : "", len);
	}
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

static void decide_line(struct reading *r)
{
	const char *cells[DECIDE_COLUMN_COUNT], *detail = NULL;
	struct buf required = { 0 }, answer = { 0 };

	for (int c = 0; c < DECIDE_COLUMN_COUNT; c++)
		cells[c] = r->cells[c] ? r->cells[c] : "";
	enum err err = decide(&required, &answer, &detail, cells);
	if (err == OK) {
		print_cell(cells[DECIDE_ID]);
		printf(",%s,", buf_text(&required));
		print_cell(buf_text(&answer));
		putchar('\n');
	} else {
		r->has_failed = true;
		fprintf(stderr, "%s:%zu: %s [%s]\n", r->ctl->args[0], r->line, r->ctl->lang == LANG_ZH ? err_text_zh(err) : err_text_en(err),
			detail ? detail : "");
	}
	buf_release(&required);
	buf_release(&answer);
}

static void on_line(int end, void *arg)
{
	struct reading *r = arg;
	bool is_blank = r->field == 0 || (r->field == 1 && r->line > 1);

	(void)end;
	if (r->line == 1) {
		for (int c = 0; c < DECIDE_COLUMN_COUNT && r->err == OK; c++) {
			bool found = false;

			for (size_t i = 0; i < r->field; i++)
				found |= r->column_of[i] == c;
			if (!found)
				r->err = ERR_COLUMN;
		}
		printf("id,min_required,expect\n");
	} else if (!is_blank && r->err == OK) {
		decide_line(r);
	}
	for (int c = 0; c < DECIDE_COLUMN_COUNT; c++) {
		free(r->cells[c]);
		r->cells[c] = NULL;
	}
	r->field = 0;
	r->line++;
}

enum err ctl_decide(struct ctl *c)
{
	struct reading *r = calloc(1, sizeof *r);
	struct buf file = { 0 };
	struct csv_parser csv;
	enum err err = r ? file_read(&file, c->args[0], CASES_MAX) : ERR_MEMORY;
	size_t bom = file.len >= 3 && memcmp(file.at, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	if (err != OK || csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI)) {
		buf_release(&file);
		free(r);
		return err != OK ? err : ERR_MEMORY;
	}
	r->ctl = c;
	r->line = 1;
	if (csv_parse(&csv, file.at + bom, file.len - bom, on_field, on_line, r) != file.len - bom || csv_fini(&csv, on_field, on_line, r))
		err = ERR_CSV;
	else
		err = r->err != OK ? r->err : r->has_failed ? ERR_CASE : OK;
	csv_free(&csv);
	buf_release(&file);
	free(r);
	return err;
}
