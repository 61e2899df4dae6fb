/* tallyctl_writein.c - everybody whose name may be written in (an imported roll), as rows of the ballot. CSV by libcsv. See tallyctl.h.
 *
 * Columns are found by their names; others may stand between them, so that a roster serves. Printed candidates and
 * scrutineers are left out: nobody may write them in. Who shares a name is told apart by the unit, or by the number
 * where the unit is the same too. */
#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/meeting/election.h"
#include "protocol/meeting/meeting.h"
#include "tools/tallyctl.h"

enum { ROLL_MAX = 500, FILE_MAX = 1 << 20, COLUMNS_MAX = 100, CELL_MAX = 200 };
enum column { COLUMN_NUMBER, COLUMN_NAME, COLUMN_UNIT, COLUMN_COUNT };

static const enum text_id names[COLUMN_COUNT] = { [COLUMN_NUMBER] = TEXT_ROLL_number, [COLUMN_NAME] = TEXT_ROLL_name,
						  [COLUMN_UNIT] = TEXT_ROLL_unit };

struct eligible {
	char cells[COLUMN_COUNT][CELL_MAX + 1];
};

/* A roll on its way in. */
struct reading {
	size_t column_of[COLUMNS_MAX];  /* which of ours stands there; COLUMN_COUNT if none */
	size_t columns, field, count;
	struct eligible rows[ROLL_MAX], row;
	bool has_text;
	enum err err;
};

static size_t column_named(const char *cell)
{
	for (size_t c = 0; c < COLUMN_COUNT; c++)
		if (strcmp(cell, text(LANG_ZH, names[c])) == 0 || strcmp(cell, text(LANG_EN, names[c])) == 0)
			return c;
	return COLUMN_COUNT;
}

static void on_field(void *bytes, size_t len, void *arg)
{
	struct reading *r = arg;
	size_t at = r->field++;
	char cell[CELL_MAX + 1];

	r->has_text |= len > 0;
	if (at >= COLUMNS_MAX || r->err)
		return;
	/* what is longer than a title is of no use to us, and no name */
	memcpy(cell, bytes, len < CELL_MAX ? len : CELL_MAX);
	cell[len < CELL_MAX ? len : CELL_MAX] = '\0';
	if (!r->columns)
		r->column_of[at] = column_named(cell);
	else if (at < r->columns && r->column_of[at] < COLUMN_COUNT)
		memcpy(r->row.cells[r->column_of[at]], cell, sizeof cell);
}

static enum err check_header(const struct reading *r)
{
	size_t found[COLUMN_COUNT + 1] = { 0 };

	for (size_t i = 0; i < r->columns; i++)
		found[r->column_of[i]]++;
	for (size_t c = 0; c < COLUMN_COUNT; c++)
		if (found[c] != 1)
			return ERR_COLUMN;
	return OK;
}

static void on_row(int end, void *arg)
{
	struct reading *r = arg;

	(void)end;
	if (!r->columns) {
		r->columns = r->field < COLUMNS_MAX ? r->field : COLUMNS_MAX;
		r->err = check_header(r);
	} else if (r->has_text && !r->err) {
		if (r->count == ROLL_MAX)
			r->err = ERR_TOO_LONG;
		else if (!r->row.cells[COLUMN_NUMBER][0] || !r->row.cells[COLUMN_NAME][0])
			r->err = ERR_FIELD_MISSING;
		else
			r->rows[r->count++] = r->row;
	}
	r->row = (struct eligible){ .cells = { "" } };
	r->field = 0;
	r->has_text = false;
}

static enum err read_roll(struct ctl *c, struct reading *r, const char *path)
{
	struct csv_parser csv;
	struct buf file = { 0 };
	enum err err = ctl_read_file(c, &file, path, FILE_MAX);

	if (err)
		return err;
	size_t bom = file.len >= 3 && memcmp(file.at, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	if (csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL)) {
		buf_release(&file);
		return ERR_MEMORY;
	}
	size_t len = file.len - bom;
	bool is_good = csv_parse(&csv, file.at + bom, len, on_field, on_row, r) == len && !csv_fini(&csv, on_field, on_row, r);
	csv_free(&csv);
	buf_release(&file);
	return r->err ? r->err : !is_good ? ERR_CSV : !r->columns ? ERR_COLUMN : OK;
}

/* ---- rows ---- */

static size_t count_same(const struct reading *r, const struct eligible *one, bool and_unit)
{
	size_t count = 0;

	for (size_t i = 0; i < r->count; i++)
		count += strcmp(r->rows[i].cells[COLUMN_NAME], one->cells[COLUMN_NAME]) == 0 &&
			 (!and_unit || strcmp(r->rows[i].cells[COLUMN_UNIT], one->cells[COLUMN_UNIT]) == 0);
	return count;
}

static void title_of(struct buf *out, const struct reading *r, const struct eligible *one)
{
	const char *apart = one->cells[count_same(r, one, true) > 1 ? COLUMN_NUMBER : COLUMN_UNIT];

	if (count_same(r, one, false) > 1)
		text_fill(out, LANG_ZH, TEXT_ROLL_NAMESAKE, (const char *[]){ one->cells[COLUMN_NAME], apart }, 2);
	else
		buf_add_text(out, one->cells[COLUMN_NAME]);
}

static bool is_printed(const json_t *contests, const char *title)
{
	const json_t *contest;
	size_t i;

	json_array_foreach(contests, i, contest)
		if (strcmp(json_string_value(json_object_get(contest, "title")), title) == 0)
			return true;
	return false;
}

static bool is_scrutineer(const struct meeting *m, const char *name)
{
	for (uint32_t i = 0; m->key_record && i < m->key_record->params.n; i++)
		if (strcmp(m->key_record->holders[i], name) == 0)
			return true;
	return false;
}

/* A candidate whose name two people bear has to be printed with what tells them apart, or one of them would stand twice. */
static enum err add_rows(struct ctl *c, json_t *contests, const struct reading *r, const struct meeting *m)
{
	size_t printed = json_array_size(contests);
	enum err err = OK;

	for (size_t i = 0; i < r->count && !err; i++) {
		const struct eligible *one = &r->rows[i];
		struct buf title = { 0 };

		title_of(&title, r, one);
		if (count_same(r, one, false) > 1 && is_printed(contests, one->cells[COLUMN_NAME])) {
			ctl_detail(c, TEXT_CTL_NAMESAKES, one->cells[COLUMN_NAME]);
			err = ERR_USAGE;
		} else if (!is_printed(contests, buf_text(&title)) && !is_scrutineer(m, one->cells[COLUMN_NAME])) {
			err = json_array_append_new(contests, json_pack("{s:s, s:i}", "title", buf_text(&title), "scale", ELECTION_WRITE_INS)) ? ERR_MEMORY : OK;
		}
		buf_release(&title);
	}
	return !err && printed == json_array_size(contests) ? ERR_FIELD_MISSING : err;
}

enum err ctl_add_write_ins(struct ctl *c, json_t *contests, const char *path)
{
	struct reading *r = calloc(1, sizeof *r);
	struct buf lines = { 0 };
	struct meeting m;
	enum err err = r ? read_roll(c, r, path) : ERR_MEMORY;

	meeting_init(&m, 0);
	if (!err)
		err = ctl_fetch_record(c, &m, &lines);
	if (!err)
		err = add_rows(c, contests, r, &m);
	buf_release(&lines);
	meeting_release(&m);
	free(r);
	return err;
}
