/* export.c - attendance and results as a file for a spreadsheet: CSV as Excel opens it, or XLSX by libxlsxwriter. Reads; decides nothing.
 *
 * Must not know: what a cell means. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "protocol/os/os.h"
#include "protocol/report/report_rows.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/load.h"

enum { EXPORT_MAX = 5 << 20, COLUMNS_MAX = 30, WIDTH_MIN = 6, WIDTH_MAX = 40 };

/* ---- CSV ---- */

struct csv {
	struct buf out;
	bool is_inside;                 /* of a row */
};

/* By the signs of both widths: where Chinese is typed a spreadsheet may take the full-width ones for the others. */
static bool is_formula(const char *value)
{
	static const char *const signs[] = { "=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20" };

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (!strncmp(value, signs[i], strlen(signs[i])))
			return true;
	return false;
}

/* A cell that a spreadsheet would take for a formula gets an apostrophe before it. */
static void csv_text(void *arg, const char *value)
{
	struct csv *c = arg;
	bool is_quoted = value[strcspn(value, ",\"\r\n")] != '\0';

	buf_add_text(&c->out, c->is_inside ? "," : "");
	buf_add_text(&c->out, is_quoted ? "\"" : "");
	buf_add_text(&c->out, is_formula(value) ? "'" : "");
	for (; *value; value++)
		buf_add(&c->out, *value == '"' ? "\"\"" : value, *value == '"' ? 2 : 1);
	buf_add_text(&c->out, is_quoted ? "\"" : "");
	c->is_inside = true;
}

static void csv_number(void *arg, int64_t value)
{
	struct csv *c = arg;

	buf_addf(&c->out, "%s%lld", c->is_inside ? "," : "", (long long)value);
	c->is_inside = true;
}

static void csv_end(void *arg)
{
	struct csv *c = arg;

	buf_add_text(&c->out, "\r\n");
	c->is_inside = false;
}

/* ---- XLSX ---- */

struct sheet {
	lxw_worksheet *sheet;
	lxw_format *head;
	lxw_row_t row;
	lxw_col_t column;
	size_t widths[COLUMNS_MAX];
	bool failed;
};

/* A Chinese character is as wide as two others. */
static size_t width_of(const char *text)
{
	size_t width = 0;

	for (const unsigned char *s = (const unsigned char *)text; *s; s++)
		width += *s < 0x80 ? 1 : (*s & 0xC0) == 0xC0 ? 2 : 0;
	return width;
}

static void sheet_text(void *arg, const char *value)
{
	struct sheet *s = arg;
	size_t width = width_of(value);

	if (s->column < COLUMNS_MAX && width > s->widths[s->column])
		s->widths[s->column] = width;
	s->failed |= worksheet_write_string(s->sheet, s->row, s->column++, value, s->row ? NULL : s->head) != LXW_NO_ERROR;
}

static void sheet_number(void *arg, int64_t value)
{
	struct sheet *s = arg;

	s->failed |= worksheet_write_number(s->sheet, s->row, s->column++, (double)value, NULL) != LXW_NO_ERROR;
}

static void sheet_end(void *arg)
{
	struct sheet *s = arg;

	s->row++;
	s->column = 0;
}

static void set_widths(const struct sheet *s)
{
	for (lxw_col_t c = 0; c < COLUMNS_MAX && s->widths[c]; c++) {
		size_t width = s->widths[c] < WIDTH_MIN ? WIDTH_MIN : s->widths[c] > WIDTH_MAX ? WIDTH_MAX : s->widths[c];

		worksheet_set_column(s->sheet, c, c, (double)width + 2, NULL);
	}
	worksheet_freeze_panes(s->sheet, 1, 0);
}

/* ---- the message ---- */

struct wish {
	bool is_attendance, is_xlsx;
	enum lang lang;
	size_t sitting;                 /* 0: all */
	const struct request *reader;
};

static bool sees(const void *arg, const struct poll *p, const struct attempt *a)
{
	return core_shows_result(p, a, arg);
}

static void write_rows(const struct wish *w, const struct rows_sink *sink, const struct meeting *m)
{
	if (w->is_attendance)
		rows_attendance(sink, m, w->lang, w->sitting);
	else
		rows_results(sink, m, w->lang, &(struct rows_reader){ sees, w->reader });
}

static enum err export_csv(struct buf *out, const struct wish *w, const struct meeting *m)
{
	struct csv c = { .is_inside = false };
	const struct rows_sink sink = { csv_text, csv_number, csv_end, &c };

	/* by this mark Excel knows that it is UTF-8 */
	buf_add_text(&c.out, "\xEF\xBB\xBF");
	write_rows(w, &sink, m);
	buf_add(out, c.out.at, c.out.len);
	out->failed |= c.out.failed;
	buf_release(&c.out);
	return out->failed ? ERR_MEMORY : OK;
}

/* libxlsxwriter writes files: here in the meeting's own folder, gone as soon as they are read. */
static enum err write_xlsx(const char *path, const char *folder, const struct wish *w, const struct meeting *m)
{
	lxw_workbook_options options = { .tmpdir = (char *)(uintptr_t)folder };
	lxw_workbook *book = workbook_new_opt(path, &options);
	struct sheet s = { 0 };
	const struct rows_sink sink = { sheet_text, sheet_number, sheet_end, &s };

	if (!book)
		return ERR_MEMORY;
	s.sheet = workbook_add_worksheet(book, NULL);
	s.head = workbook_add_format(book);
	if (s.sheet && s.head) {
		format_set_bold(s.head);
		write_rows(w, &sink, m);
		set_widths(&s);
	}
	/* which frees it */
	return workbook_close(book) == LXW_NO_ERROR && s.sheet && s.head && !s.failed ? OK : ERR_IO;
}

static enum err export_xlsx(struct buf *out, const struct wish *w, const struct core *c)
{
	char *path = load_path(c, "export.xlsx");
	enum err err = path ? write_xlsx(path, c->options->state, w, &c->meeting) : ERR_MEMORY;

	if (!err)
		err = file_read(out, path, EXPORT_MAX);
	if (path)
		unlink(path);
	free(path);
	return err;
}

static enum err read_wish(struct wish *w, const struct core *c, const struct request *r)
{
	const char *what, *format, *lang;
	struct fields f;
	enum err err;

	fields_open(&f, r->body);
	what = fields_text(&f, "what", 1, ID_MAX);
	format = fields_text(&f, "format", 1, ID_MAX);
	lang = fields_text(&f, "lang", 2, 2);
	if (fields_has(&f, "sitting"))
		w->sitting = (size_t)fields_int(&f, "sitting", 1, MEETING_MAX_SITTINGS);
	err = fields_close(&f);
	if (err)
		return err;
	w->is_attendance = !strcmp(what, "attendance");
	w->is_xlsx = !strcmp(format, "xlsx");
	w->lang = strcmp(lang, "en") ? LANG_ZH : LANG_EN;
	if ((!w->is_attendance && strcmp(what, "results")) || (!w->is_xlsx && strcmp(format, "csv")) || (w->lang == LANG_ZH && strcmp(lang, "zh")))
		return ERR_RANGE;
	if (w->sitting && (w->sitting > c->meeting.sitting_count || !c->meeting.sittings[w->sitting - 1].was_opened))
		return ERR_NO_SUCH_SITTING;
	return OK;
}

enum err handle_export(struct core *c, struct request *r)
{
	struct wish w = { .reader = r };
	struct buf file = { 0 };
	char name[60], sitting[30] = "";
	enum err err = read_wish(&w, c, r);

	if (err)
		return err;
	err = w.is_xlsx ? export_xlsx(&file, &w, c) : export_csv(&file, &w, &c->meeting);
	if (!err && file.len > EXPORT_MAX)
		err = ERR_TOO_LONG;
	if (!err) {
		if (w.sitting)
			snprintf(sitting, sizeof(sitting), "-%zu", w.sitting);
		snprintf(name, sizeof(name), "%s%s.%s", w.is_attendance ? "attendance" : "results", sitting, w.is_xlsx ? "xlsx" : "csv");
		r->ok = json_pack("{s:s, s:o}", "name", name, "data", json_base64(file.at, file.len));
		err = r->ok ? OK : ERR_MEMORY;
	}
	buf_release(&file);
	return err;
}
