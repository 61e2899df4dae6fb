/* Does a spreadsheet get what the record says, whole, and nothing that it would take for a formula? */
#include "tally-server/roster/roster.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core_room.h"

static json_t *wish(const char *what, const char *format)
{
	return json_pack("{s:s, s:s, s:s}", "what", what, "format", format, "lang", "zh");
}

/* The file's bytes; its name in `name`. */
static void export(struct core_room *r, struct buf *out, char name[60], json_t *body)
{
	json_t *ok = room_ok(r, r->vera, "export", body);
	const char *data = json_string_value(json_object_get(ok, "data"));
	size_t len = 0, cap = strlen(data);
	uint8_t *bytes = malloc(cap + 1);

	assert_int_equal(base64_decode_any(bytes, &len, cap, data), OK);
	snprintf(name, 60, "%s", json_string_value(json_object_get(ok, "name")));
	out->len = 0;
	buf_add(out, bytes, len);
	free(bytes);
	json_decref(ok);
}

static void begin(struct core_room *r, void **state)
{
	room_found(r, state);
	room_roster(r, "1,Ada,\"North, \"\"upper\"\"\",delegate,,\n2,=cmd()|x,-South,delegate,,\n3,@Cy,+1,delegate,,\n4,＝Di,＠x,delegate,,\n");
	room_sit(r, 1);
	assert_string_equal(room_code(r, r->ben, "scan", json_pack("{s:s, s:s}", "number", "1", "mode", "in")), "ok");
}

static void csv_has_its_mark_its_quotes_and_no_formula(void **state)
{
	struct core_room r;
	struct buf file = { 0 };
	char name[60];
	const char *text;

	begin(&r, state);
	export(&r, &file, name, wish("attendance", "csv"));
	assert_string_equal(name, "attendance.csv");
	text = buf_text(&file);
	assert_memory_equal(text, "\xEF\xBB\xBF", 3);
	assert_non_null(strstr(text, ",姓名,"));
	assert_non_null(strstr(text, "\r\none,1,Ada,\"North, \"\"upper\"\"\",,"));
	assert_non_null(strstr(text, "\r\none,2,'=cmd()|x,'-South,"));
	assert_non_null(strstr(text, "\r\none,3,'@Cy,'+1,"));
	assert_non_null(strstr(text, "\r\none,4,'＝Di,'＠x,"));
	assert_non_null(strstr(text, ",缺席,,,\r\n"));
	export(&r, &file, name, wish("results", "csv"));
	assert_string_equal(name, "results.csv");
	assert_non_null(strstr(buf_text(&file), ",票数,"));
	buf_release(&file);
	room_close(&r);
}

/* Our own reader of workbooks finds the people again, and no file is left behind. */
static void a_workbook_holds_the_same_and_leaves_nothing_behind(void **state)
{
	struct core_room r;
	struct buf file = { 0 };
	char name[60], path[TEMP_PATH_SIZE + 100];
	json_t *roster = NULL, *body;
	const json_t *row;

	begin(&r, state);
	body = wish("attendance", "xlsx");
	json_object_set_new(body, "sitting", json_integer(1));
	export(&r, &file, name, body);
	assert_string_equal(name, "attendance-1.xlsx");
	assert_int_equal(roster_parse(&roster, file.at, file.len), OK);
	assert_int_equal(json_array_size(json_object_get(roster, "rows")), 4);
	row = json_array_get(json_object_get(roster, "rows"), 1);
	assert_string_equal(json_string_value(json_object_get(row, "number")), "2");
	assert_string_equal(json_string_value(json_object_get(row, "name")), "=cmd()|x");
	snprintf(path, sizeof(path), "%s/export.xlsx", r.folder);
	assert_int_equal(access(path, F_OK), -1);
	json_decref(roster);
	buf_release(&file);
	room_close(&r);
}

static void only_what_there_is_is_exported(void **state)
{
	struct core_room r;
	json_t *body;

	begin(&r, state);
	assert_string_equal(room_code(&r, r.vera, "export", wish("everything", "csv")), "range");
	assert_string_equal(room_code(&r, r.vera, "export", wish("results", "pdf")), "range");
	body = wish("attendance", "csv");
	json_object_set_new(body, "sitting", json_integer(2));
	assert_string_equal(room_code(&r, r.vera, "export", body), "no_such_sitting");
	room_close(&r);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(csv_has_its_mark_its_quotes_and_no_formula),
		IN_FOLDER(a_workbook_holds_the_same_and_leaves_nothing_behind),
		IN_FOLDER(only_what_there_is_is_exported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
