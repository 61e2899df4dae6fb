/* roster_parse.c - see roster.h. CSV by libcsv, sheets by roster_xlsx.c; this file knows the columns and their rules. */
#include <csv.h>
#include <ctype.h>
#include <string.h>
#include "tally-server/roster/roster_internal.h"

enum { TITLE_ROWS = 20, SEAT_MAX = 60 };

enum column { COL_NUMBER, COL_NAME, COL_GENDER, COL_UNIT, COL_POST, COL_ROLE, COL_SEAT, COL_WEIGHT, COL_ID4, COL_TEL4,
	      COL_PHOTO, COL_ASSIST, COL_LEAVE, COL_NOTE, COL_COUNT };

/* The first name is the one that problems are told with. */
static const char *const column_names[COL_COUNT][5] = {
	[COL_NUMBER] = { "编号", "number", "no" },
	[COL_NAME]   = { "姓名", "name" },
	[COL_GENDER] = { "性别", "gender" },
	[COL_UNIT]   = { "单位", "代表团", "单位/代表团", "unit", "delegation" },
	[COL_POST]   = { "职务", "post" },
	[COL_ROLE]   = { "身份", "role" },
	[COL_SEAT]   = { "座位", "seat" },
	[COL_WEIGHT] = { "权重", "weight" },
	[COL_ID4]    = { "身份证末四位", "id4" },
	[COL_TEL4]   = { "手机末四位", "tel4" },
	[COL_PHOTO]  = { "照片", "photo" },
	[COL_ASSIST] = { "需协助", "assist" },
	[COL_LEAVE]  = { "请假", "leave" },
	[COL_NOTE]   = { "备注", "note" },
};

struct word {
	const char *written, *meaning;
};
static const struct word role_words[] = {
	{ "正式代表", "delegate" }, { "代表", "delegate" }, { "delegate", "delegate" }, { "列席", "observer" }, { "observer", "observer" },
	{ "特邀", "invited" }, { "invited", "invited" }, { "工作人员", "staff" }, { "staff", "staff" }, { NULL, NULL },
};
static const struct word leave_words[] = {
	{ "", "no" }, { "否", "no" }, { "no", "no" }, { "0", "no" }, { "已请假", "yes" }, { "请假", "yes" }, { "是", "yes" }, { "yes", "yes" },
	{ "1", "yes" }, { NULL, NULL },
};

struct parse {
	json_t *rows, *problems;
	json_t *numbers, *names;        /* sets: what has been seen */
	int column_of[ROSTER_MAX_COLUMNS];      /* enum column, or -1; of the header's `columns` */
	size_t columns;
	size_t field;                   /* next field of this line */
	size_t line;
	char cells[COL_COUNT][ROSTER_MAX_CELL + 1];
	bool in_header, has_role, row_failed, is_blank;
	enum err err;
};

static bool has_control(const char *text)
{
	for (const unsigned char *s = (const unsigned char *)text; *s; s++) {
		if (*s < 0x20 || *s == 0x7F)
			return true;
	}
	return false;
}

static void problem(struct parse *p, bool is_error, const char *column, const char *code, const char *value)
{
	p->row_failed |= is_error;
	/* errors must never be crowded out by warnings */
	if (json_array_size(p->problems) >= ROSTER_MAX_PROBLEMS + (is_error ? 1 : 0))
		return;

	/* a cell with control characters may not travel (P1.3) */
	json_t *row = json_pack("{s:I, s:s, s:s, s:s, s:s}", "row", (json_int_t)p->line, "level", is_error ? "error" : "warning",
				"column", has_control(column) ? "" : column, "code", code, "value", has_control(value) ? "" : value);
	if (!row || json_array_append_new(p->problems, row))
		p->err = ERR_MEMORY;
}

/* Bytes of the white space that a text begins with: ASCII, no-break or ideographic; 0 if it begins with none. */
static size_t space_at(const char *at, size_t len)
{
	if (len && isspace((unsigned char)*at))
		return 1;
	if (len >= 2 && memcmp(at, "\xC2\xA0", 2) == 0)
		return 2;
	return len >= 3 && memcmp(at, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

static void trim(const char **at, size_t *len)
{
	size_t size;

	while ((size = space_at(*at, *len)) != 0)
		*at += size, *len -= size;
	for (size_t back = 1; back <= 3 && back <= *len; back++) {
		if (space_at(*at + *len - back, back) == back) {
			*len -= back;
			back = 0;
		}
	}
}

/* "王　芳" is 王芳: between two wide characters white space only aligns. In place. */
static void join_wide(char *text)
{
	size_t len = strlen(text);
	char *out = text;
	bool after_wide = false;

	for (size_t i = 0, size; i < len; i += size) {
		size_t end = i;

		while ((size = space_at(text + end, len - end)) != 0)
			end += size;
		size = end > i ? end - i : 1;
		if (end > i && after_wide && (unsigned char)text[end] >= 0xE2)
			continue;
		/* bytes that continue a character leave it as it is */
		if ((text[i] & 0xC0) != 0x80)
			after_wide = end == i && (unsigned char)text[i] >= 0xE2;
		memmove(out, text + i, size);
		out += size;
	}
	*out = '\0';
}

/* White space in a name of a column says nothing: "姓  名". */
static int find_column(const char *name, size_t len)
{
	char close[ROSTER_MAX_CELL + 1];
	size_t used = 0;

	if (len > ROSTER_MAX_CELL)
		return -1;
	for (size_t i = 0, size; i < len; i += size ? size : 1) {
		size = space_at(name + i, len - i);
		if (!size)
			close[used++] = name[i];
	}
	close[used] = '\0';
	for (int c = 0; c < COL_COUNT; c++) {
		for (size_t i = 0; i < 5 && column_names[c][i]; i++) {
			if (strcasecmp(column_names[c][i], close) == 0)
				return c;
		}
	}
	return -1;
}

static void header_field(struct parse *p, const char *at, size_t len)
{
	char name[ROSTER_MAX_CELL + 1] = { 0 };
	int c = find_column(at, len);

	memcpy(name, at, len < ROSTER_MAX_CELL ? len : 0);
	if (c < 0)
		problem(p, false, name, "COLUMN_UNKNOWN", name);
	for (size_t i = 0; c >= 0 && i < p->field; i++) {
		if (p->column_of[i] == c)
			problem(p, true, column_names[c][0], "COLUMN_TWICE", name);
	}
	p->column_of[p->field] = c;
}

static void on_field(void *data, size_t len, void *arg)
{
	struct parse *p = arg;
	const char *at = data ? data : "";

	trim(&at, &len);
	if (p->field >= ROSTER_MAX_COLUMNS) {
		if (len)
			p->err = ERR_COLUMN;
		return;
	}
	if (p->in_header) {
		header_field(p, at, len);
	} else if (len && p->field >= p->columns) {
		p->is_blank = false;
		problem(p, true, "", "CELL_EXTRA", "");
	} else if (len) {
		int c = p->column_of[p->field];

		p->is_blank = false;
		if (len > ROSTER_MAX_CELL)
			problem(p, true, c < 0 ? "" : column_names[c][0], "CELL_TOO_LONG", "");
		else if (c >= 0)
			memcpy(p->cells[c], at, len);
	}
	p->field++;
}

static const char *meaning(const struct word *words, const char *written)
{
	for (; words->written; words++) {
		if (strcasecmp(words->written, written) == 0)
			return words->meaning;
	}
	return NULL;
}

static bool is_digits(const char *text, size_t min, size_t max)
{
	size_t len = strlen(text);

	return len >= min && len <= max && strspn(text, "0123456789") == len;
}

bool roster_has_rare(const char *text)
{
	for (const unsigned char *s = (const unsigned char *)text; *s; s++) {
		bool is_private = s[0] == 0xEE || (s[0] == 0xEF && s[1] <= 0xA3) || (s[0] == 0xF3 && s[1] >= 0xB0) || s[0] == 0xF4;

		if (is_private || (s[0] == 0xEF && s[1] == 0xBF && s[2] == 0xBD))
			return true;
	}
	return false;
}

static void check_text(struct parse *p, enum column c)
{
	if (has_control(p->cells[c]))
		problem(p, true, column_names[c][0], "CONTROL_CHARACTER", "");
}

/* Seen before in this file? Remembers it. */
static bool is_repeated(struct parse *p, json_t *set, const char *value)
{
	bool seen = json_object_get(set, value);

	if (!seen && json_object_set_new(set, value, json_true()))
		p->err = ERR_MEMORY;
	return seen;
}

static void check_person(struct parse *p)
{
	const char *number = p->cells[COL_NUMBER], *name = p->cells[COL_NAME];

	if (!is_digits(number, 1, 8))
		problem(p, true, column_names[COL_NUMBER][0], number[0] ? "NUMBER_BAD" : "NUMBER_MISSING", number);
	else if (is_repeated(p, p->numbers, number))
		problem(p, true, column_names[COL_NUMBER][0], "NUMBER_TWICE", number);

	if (!name[0])
		problem(p, true, column_names[COL_NAME][0], "NAME_MISSING", "");
	else if (is_repeated(p, p->names, name))
		problem(p, false, column_names[COL_NAME][0], "NAME_TWICE", name);
	if (roster_has_rare(name))
		problem(p, false, column_names[COL_NAME][0], "NAME_RARE", name);
}

static void check_details(struct parse *p)
{
	if (p->has_role && !meaning(role_words, p->cells[COL_ROLE]))
		problem(p, true, column_names[COL_ROLE][0], p->cells[COL_ROLE][0] ? "ROLE_UNKNOWN" : "ROLE_MISSING", p->cells[COL_ROLE]);
	if (!meaning(leave_words, p->cells[COL_LEAVE]))
		problem(p, true, column_names[COL_LEAVE][0], "LEAVE_UNKNOWN", p->cells[COL_LEAVE]);
	if (p->cells[COL_WEIGHT][0] && strcmp(p->cells[COL_WEIGHT], "1") != 0)
		problem(p, true, column_names[COL_WEIGHT][0], "WEIGHT", p->cells[COL_WEIGHT]);
	if (p->cells[COL_TEL4][0] && !is_digits(p->cells[COL_TEL4], 4, 4))
		problem(p, true, column_names[COL_TEL4][0], "FOUR_DIGITS", "");
	if (p->cells[COL_ID4][0] && strlen(p->cells[COL_ID4]) != 4)
		problem(p, true, column_names[COL_ID4][0], "FOUR_DIGITS", "");
	if (strlen(p->cells[COL_SEAT]) > SEAT_MAX)
		problem(p, true, column_names[COL_SEAT][0], "CELL_TOO_LONG", "");
}

static void add_row(struct parse *p)
{
	const char *role = p->has_role ? meaning(role_words, p->cells[COL_ROLE]) : "delegate";
	bool is_leave = strcmp(meaning(leave_words, p->cells[COL_LEAVE]), "yes") == 0;
	json_t *private = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "gender", p->cells[COL_GENDER],
				    "id4", p->cells[COL_ID4], "tel4", p->cells[COL_TEL4], "photo", p->cells[COL_PHOTO],
				    "assist", p->cells[COL_ASSIST], "note", p->cells[COL_NOTE]);
	json_t *row = json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:o}", "row", (json_int_t)p->line, "number", p->cells[COL_NUMBER],
				"name", p->cells[COL_NAME], "unit", p->cells[COL_UNIT], "post", p->cells[COL_POST], "seat", p->cells[COL_SEAT],
				"role", role, "leave", is_leave, "private", private);

	if (!row || json_array_append_new(p->rows, row))
		p->err = ERR_MEMORY;
}

static void end_header(struct parse *p)
{
	bool has[COL_COUNT] = { false };

	for (size_t i = 0; i < p->field; i++) {
		if (p->column_of[i] >= 0)
			has[p->column_of[i]] = true;
	}
	if (!has[COL_NUMBER] || !has[COL_NAME])
		p->err = ERR_COLUMN;
	p->columns = p->field;
	p->has_role = has[COL_ROLE];
	if (!p->has_role)
		problem(p, false, column_names[COL_ROLE][0], "ROLE_COLUMN_MISSING", "");
}

static void on_line(int end, void *arg)
{
	struct parse *p = arg;

	(void)end;
	if (p->in_header) {
		end_header(p);
		p->in_header = false;
	} else if (!p->is_blank) {
		join_wide(p->cells[COL_NAME]);
		for (int c = 0; c < COL_COUNT; c++)
			check_text(p, (enum column)c);
		check_person(p);
		check_details(p);
		if (json_array_size(p->rows) >= ROSTER_MAX_ROWS)
			p->err = ERR_TOO_LONG;
		if (!p->row_failed && !p->err)
			add_row(p);
	}
	memset(p->cells, 0, sizeof p->cells);
	p->field = 0;
	p->line++;
	p->row_failed = false;
	p->is_blank = true;
}

/* The separator that the header line has most of. */
static unsigned char separator(const uint8_t *bytes, size_t len)
{
	size_t comma = 0, semicolon = 0, tab = 0;

	for (size_t i = 0; i < len && bytes[i] != '\n'; i++) {
		comma += bytes[i] == ',';
		semicolon += bytes[i] == ';';
		tab += bytes[i] == '\t';
	}
	if (tab > comma && tab > semicolon)
		return '\t';
	return semicolon > comma ? ';' : ',';
}

static enum err parse_csv(struct parse *p, const uint8_t *bytes, size_t len)
{
	struct buf text = { 0 };
	struct csv_parser csv;
	bool is_guessed;
	enum err err = roster_text(&text, &is_guessed, bytes, len);

	if (!err && csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI))
		err = ERR_MEMORY;
	if (err) {
		buf_release(&text);
		return err;
	}
	if (is_guessed)
		problem(p, false, "", "ENCODING_GUESSED", "");
	csv_set_delim(&csv, separator(text.at, text.len));
	if (csv_parse(&csv, text.at, text.len, on_field, on_line, p) != text.len || csv_fini(&csv, on_field, on_line, p))
		err = csv_error(&csv) == CSV_ENOMEM ? ERR_MEMORY : ERR_CSV;
	csv_free(&csv);
	buf_release(&text);
	return err;
}

/* Above the columns a sheet often has a title: the header is the first row that names number and person. */
static size_t find_header(const struct table *t)
{
	for (size_t i = 0; i < t->row_count && i < TITLE_ROWS; i++) {
		bool has_number = false, has_name = false;

		for (size_t c = 0; c < ROSTER_MAX_COLUMNS; c++) {
			const char *at = table_text(t, &t->rows[i], c);
			size_t len = strlen(at);
			int column;

			trim(&at, &len);
			column = find_column(at, len);
			has_number |= column == COL_NUMBER;
			has_name |= column == COL_NAME;
		}
		if (has_number && has_name)
			return i;
	}
	return 0;
}

static size_t row_width(const struct table_row *row)
{
	size_t width = ROSTER_MAX_COLUMNS;

	while (width && !row->texts[width - 1] && row->kinds[width - 1] == TABLE_TEXT)
		width--;
	return width;
}

static void sheet_row(struct parse *p, const struct table *t, const struct table_row *row)
{
	size_t width = row_width(row);

	p->line = row->number;
	for (size_t c = 0; c < width; c++) {
		char *text = (char *)(uintptr_t)table_text(t, row, c);
		int column = !p->in_header && c < p->columns ? p->column_of[c] : -1;

		if (row->kinds[c] != TABLE_TEXT && column >= 0)
			problem(p, true, column_names[column][0], row->kinds[c] == TABLE_ERROR ? "CELL_ERROR" : "CELL_NO_VALUE", text);
		on_field(text, strlen(text), p);
	}
	on_line(0, p);
}

static enum err parse_xlsx(struct parse *p, const uint8_t *bytes, size_t len)
{
	struct table t = { 0 };
	enum err err = roster_xlsx(&t, bytes, len);

	if (err)
		return err;
	if (t.has_more_sheets)
		problem(p, false, "", "SHEETS_MORE", "");
	for (size_t i = find_header(&t); i < t.row_count && !p->err; i++)
		sheet_row(p, &t, &t.rows[i]);
	table_release(&t);
	return OK;
}

static enum err parse(struct parse *p, const uint8_t *bytes, size_t len)
{
	enum err err;

	if (roster_is_xlsx(bytes, len))
		err = parse_xlsx(p, bytes, len);
	else if (len >= 4 && memcmp(bytes, "\xD0\xCF\x11\xE0", 4) == 0)
		return ERR_OLD_SHEET;
	else
		err = parse_csv(p, bytes, len);
	if (!err && p->in_header)
		err = ERR_COLUMN;
	return err ? err : p->err;
}

enum err roster_parse(json_t **out, const uint8_t *bytes, size_t len)
{
	struct parse p = { .line = 1, .in_header = true, .is_blank = true };
	json_t *both = NULL;
	enum err err = ERR_MEMORY;

	if (len > ROSTER_MAX_BYTES)
		return ERR_TOO_LONG;
	p.rows = json_array();
	p.problems = json_array();
	p.numbers = json_object();
	p.names = json_object();
	if (p.rows && p.problems && p.numbers && p.names)
		err = parse(&p, bytes, len);
	if (!err) {
		both = json_pack("{s:O, s:O}", "rows", p.rows, "problems", p.problems);
		err = both ? OK : ERR_MEMORY;
	}
	json_decref(p.numbers);
	json_decref(p.names);
	json_decref(p.rows);
	json_decref(p.problems);
	if (!err)
		*out = both;
	return err;
}
