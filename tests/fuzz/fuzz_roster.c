/* fuzz_roster.c - a roster file is refused, or its rows keep every promise of roster.h and read the
 * same when they are written as CSV again. */
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include "protocol/base/fields.h"
#include "tally-server/roster/roster.h"

static const char *const open_cells[] = { "number", "name", "unit", "post", "seat", "role" };
static const char *const private_cells[] = { "gender", "id4", "tel4", "photo", "assist", "note" };

static const char *cell(const json_t *row, const char *name)
{
	const char *text = json_string_value(json_object_get(row, name));

	MUST(text && strlen(text) <= ROSTER_MAX_CELL);
	for (const char *s = text; *s; s++)
		MUST((unsigned char)*s >= 0x20 && *s != 0x7F);
	return text;
}

static void add_cell(struct buf *out, const char *text)
{
	buf_add_text(out, ",\"");
	for (; *text; text++)
		buf_addf(out, *text == '"' ? "\"\"" : "%c", *text);
	buf_add_text(out, "\"");
}

static void add_row(struct buf *out, const json_t *row)
{
	const json_t *private = json_object_get(row, "private");

	buf_add_text(out, json_is_true(json_object_get(row, "leave")) ? "yes" : "no");
	for (size_t i = 0; i < sizeof open_cells / sizeof *open_cells; i++)
		add_cell(out, cell(row, open_cells[i]));
	for (size_t i = 0; i < sizeof private_cells / sizeof *private_cells; i++)
		add_cell(out, cell(private, private_cells[i]));
	buf_add_text(out, "\r\n");
}

static void check_problems(const json_t *problems)
{
	size_t i;
	const json_t *p;

	MUST(json_array_size(problems) <= ROSTER_MAX_PROBLEMS + 1);
	json_array_foreach(problems, i, p) {
		cell(p, "column");
		cell(p, "value");
		MUST(cell(p, "code")[0] && cell(p, "level")[0]);
	}
}

/* All but the number of the line, which changes where rows were left out. */
static bool is_same_row(json_t *a, json_t *b)
{
	json_object_del(a, "row");
	json_object_del(b, "row");
	return json_equal(a, b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf again = { 0 };
	json_t *first = NULL, *second = NULL, *row;
	size_t i;

	if (roster_parse(&first, data, size))
		return 0;

	const json_t *rows = json_object_get(first, "rows");
	MUST(json_array_size(rows) <= ROSTER_MAX_ROWS);
	check_problems(json_object_get(first, "problems"));
	buf_add_text(&again, "leave,number,name,unit,post,seat,role,gender,id4,tel4,photo,assist,note\r\n");
	json_array_foreach(rows, i, row)
		add_row(&again, row);
	MUST(!again.failed);
	/* a workbook may hold more than a CSV file of its size */
	if (again.len > ROSTER_MAX_BYTES)
		goto out;
	MUST(!roster_parse(&second, again.at, again.len));

	const json_t *same = json_object_get(second, "rows");
	MUST(json_array_size(same) == json_array_size(rows));
	json_array_foreach(rows, i, row)
		MUST(is_same_row(row, json_array_get(same, i)));

out:
	json_decref(second);
	json_decref(first);
	buf_release(&again);
	return 0;
}
