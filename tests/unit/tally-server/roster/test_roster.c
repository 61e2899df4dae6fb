/* test_roster.c - is every way of writing a roster read as it was meant, and every fault of one told at its row and column? */
#include "tally-server/roster/roster.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/os/os.h"
#include "protocol/text/catalogue.h"
#include "tests/unit/cmocka_all.h"

#define ZH "编号,姓名,身份,座位,职务,请假,权重,手机末四位,身份证末四位\n"

static enum err parse_bytes(json_t **out, const void *bytes, size_t len)
{
	/* memory of the exact length, so that sanitizers see what reads behind it */
	uint8_t *exact = malloc(len ? len : 1);
	enum err err;

	assert_non_null(exact);
	memcpy(exact, bytes, len);
	err = roster_parse(out, exact, len);
	free(exact);
	return err;
}

static json_t *parse(const char *text)
{
	json_t *out = NULL;

	assert_int_equal(parse_bytes(&out, text, strlen(text)), OK);
	return out;
}

static void assert_refused(enum err expected, const void *bytes, size_t len)
{
	json_t *out = NULL;

	assert_int_equal(parse_bytes(&out, bytes, len), expected);
	assert_null(out);
}

static const json_t *row_at(const json_t *roster, size_t i)
{
	return json_array_get(json_object_get(roster, "rows"), i);
}

static size_t row_count(const json_t *roster)
{
	return json_array_size(json_object_get(roster, "rows"));
}

static size_t problem_count(const json_t *roster)
{
	return json_array_size(json_object_get(roster, "problems"));
}

static void assert_cell(const json_t *row, const char *name, const char *expected)
{
	assert_string_equal(json_string_value(json_object_get(row, name)), expected);
}

/* The only problem of `text` is this one; how many rows are left? */
static void assert_problem(const char *text, json_int_t row, const char *level, const char *column, const char *code,
			   const char *value, size_t rows)
{
	json_t *roster = parse(text);
	const json_t *p = json_array_get(json_object_get(roster, "problems"), 0);

	assert_int_equal(problem_count(roster), 1);
	assert_int_equal(json_integer_value(json_object_get(p, "row")), row);
	assert_cell(p, "level", level);
	assert_cell(p, "column", column);
	assert_cell(p, "code", code);
	assert_cell(p, "value", value);
	assert_int_equal(row_count(roster), rows);
	json_decref(roster);
}

static void every_column_comes_out_under_its_own_name(void **state)
{
	json_t *roster = parse("备注,照片,需协助,手机末四位,身份证末四位,权重,座位,身份,职务,代表团,性别,请假,姓名,编号\n"
			       "新任,7.jpg,大字,0042,123X,1,3-12,列席,村医,清河村,女,已请假,林雪梅,1007\n");
	const json_t *row = row_at(roster, 0), *private = json_object_get(row, "private");

	(void)state;
	assert_int_equal(problem_count(roster), 0);
	assert_int_equal(json_integer_value(json_object_get(row, "row")), 2);
	assert_cell(row, "number", "1007");
	assert_cell(row, "name", "林雪梅");
	assert_cell(row, "unit", "清河村");
	assert_cell(row, "post", "村医");
	assert_cell(row, "seat", "3-12");
	assert_cell(row, "role", "observer");
	assert_true(json_is_true(json_object_get(row, "leave")));
	assert_cell(private, "gender", "女");
	assert_cell(private, "id4", "123X");
	assert_cell(private, "tel4", "0042");
	assert_cell(private, "photo", "7.jpg");
	assert_cell(private, "assist", "大字");
	assert_cell(private, "note", "新任");
	assert_int_equal(json_object_size(row), 9);
	assert_int_equal(json_object_size(private), 6);
	json_decref(roster);
}

static void mark_separator_line_ends_and_language_make_no_difference(void **state)
{
	static const char *const same[] = {
		"编号,姓名,身份\n1,甲,正式代表\n2,乙,特邀\n",
		"\xEF\xBB\xBF编号,姓名,身份\r\n1,甲,正式代表\r\n2,乙,特邀\r\n",
		"编号;姓名;身份\r1;甲;代表\r2;乙;特邀",
		"编号\t姓名\t身份\n1\t甲\tdelegate\n\n2\t乙\tinvited\n",
		"Number;NAME;role\n 1 ;\"甲\";Delegate\n2;  乙;INVITED\n",
		"\"no\",\"name\",\"role\"\n\"1\",\" 甲 \",\"delegate\"\n,,\n2,乙,invited,,,\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		json_t *roster = parse(same[i]);

		assert_int_equal(problem_count(roster), 0);
		assert_int_equal(row_count(roster), 2);
		assert_cell(row_at(roster, 0), "number", "1");
		assert_cell(row_at(roster, 0), "name", "甲");
		assert_cell(row_at(roster, 0), "role", "delegate");
		assert_cell(row_at(roster, 1), "number", "2");
		assert_cell(row_at(roster, 1), "name", "乙");
		assert_cell(row_at(roster, 1), "role", "invited");
		json_decref(roster);
	}
}

/* As Excel of a Chinese Windows writes "CSV" and "Unicode text"; in the child, where no file can be opened. */
static void other_encodings_are_read_and_a_guess_is_told(void **state)
{
	static const struct { const char *bytes; size_t len, problems; } files[] = {
		{ "\xB1\xE0\xBA\xC5,\xD0\xD5\xC3\xFB,\xC9\xED\xB7\xDD\r\n1,\xC1\xD6\x81\x39\xEE\x39,\xB4\xFA\xB1\xED\r\n", 0, 1 },
		{ "\xFF\xFE\x16\x7F\xF7\x53\t\0\xD3\x59\x0D\x54\t\0\xAB\x8E\xFD\x4E\n\0001\0\t\0\x97\x67\x40\xD8\x0B\xDC\t\0\xE3\x4E\x68\x88", 36, 0 },
		{ "\xFE\xFF\x7F\x16\x53\xF7\0\t\x59\xD3\x54\x0D\0\t\x8E\xAB\x4E\xFD\0\n\0001\0\t\x67\x97\xD8\x40\xDC\x0B\0\t\x4E\xE3\x88\x68", 36, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		json_t *roster = NULL;

		assert_int_equal(roster_read(&roster, (const uint8_t *)files[i].bytes, files[i].len ? files[i].len : strlen(files[i].bytes)), OK);
		assert_int_equal(row_count(roster), 1);
		assert_cell(row_at(roster, 0), "number", "1");
		assert_int_equal(problem_count(roster), files[i].problems);
		if (i)
			assert_cell(row_at(roster, 0), "name", "林𠀋");
		else
			assert_cell(json_array_get(json_object_get(roster, "problems"), 0), "code", "ENCODING_GUESSED");
		json_decref(roster);
	}
}

static void white_space_that_only_aligns_is_left_out(void **state)
{
	static const struct { const char *written, *name; } rows[] = {
		{ "王　芳", "王芳" }, { " 王 芳\xC2\xA0", "王芳" }, { "　欧 阳  娜　", "欧阳娜" }, { "John Smith", "John Smith" }, { "José Ñandú Ñ", "José Ñandú Ñ" },
		{ "李 John", "李 John" }, { "John 李", "John 李" }, { "买买提·艾力", "买买提·艾力" }, { "𠀋 　林", "𠀋林" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[200];
		json_t *roster;

		snprintf(text, sizeof text, "编　号,姓  名, 身份\n1,%s,代表\n", rows[i].written);
		roster = parse(text);
		assert_int_equal(problem_count(roster), 0);
		assert_cell(row_at(roster, 0), "name", rows[i].name);
		json_decref(roster);
	}
}

static void separators_and_quotes_inside_quotes_are_text(void **state)
{
	json_t *roster = parse("number,name,role,post\n1,\"Brook, Ada\",delegate,\"the \"\"old\"\" clerk; retired\"\n");

	(void)state;
	assert_cell(row_at(roster, 0), "name", "Brook, Ada");
	assert_cell(row_at(roster, 0), "post", "the \"old\" clerk; retired");
	json_decref(roster);
	/* a line feed in quotes does not end the row, and may not travel either */
	assert_problem(ZH "1,甲,代表,,\"党员\n组长\"\n2,乙,代表\n", 2, "error", "职务", "CONTROL_CHARACTER", "", 1);
}

static void names_are_kept_to_the_character(void **state)
{
	json_t *roster = parse(ZH "1,阿依古丽·买买提,代表\n2,赵䶮,代表\n3,𠮷野,代表\n");

	(void)state;
	assert_int_equal(problem_count(roster), 0);
	assert_cell(row_at(roster, 0), "name", "阿依古丽·买买提");
	assert_cell(row_at(roster, 1), "name", "赵䶮");
	assert_cell(row_at(roster, 2), "name", "𠮷野");
	json_decref(roster);
}

static void every_fault_of_a_row_is_told_and_leaves_only_that_row_out(void **state)
{
	(void)state;
	assert_problem(ZH ",甲,代表\n2,乙,代表\n", 2, "error", "编号", "NUMBER_MISSING", "", 1);
	assert_problem(ZH "A1,甲,代表\n2,乙,代表\n", 2, "error", "编号", "NUMBER_BAD", "A1", 1);
	assert_problem(ZH "123456789,甲,代表\n", 2, "error", "编号", "NUMBER_BAD", "123456789", 0);
	assert_problem(ZH "12345678,甲,代表\n12345678,乙,代表\n", 3, "error", "编号", "NUMBER_TWICE", "12345678", 1);
	assert_problem(ZH "1,,代表\n2,乙,代表\n", 2, "error", "姓名", "NAME_MISSING", "", 1);
	assert_problem(ZH "1,甲,\n2,乙,代表\n", 2, "error", "身份", "ROLE_MISSING", "", 1);
	assert_problem(ZH "1,甲,旁听\n2,乙,代表\n", 2, "error", "身份", "ROLE_UNKNOWN", "旁听", 1);
	assert_problem(ZH "1,甲,代表,,,也许\n2,乙,代表\n", 2, "error", "请假", "LEAVE_UNKNOWN", "也许", 1);
	assert_problem(ZH "1,甲,代表,,,,2\n2,乙,代表\n", 2, "error", "权重", "WEIGHT", "2", 1);
	/* what is looked up by only is not repeated in a preview */
	assert_problem(ZH "1,甲,代表,,,,,138\n2,乙,代表\n", 2, "error", "手机末四位", "FOUR_DIGITS", "", 1);
	assert_problem(ZH "1,甲,代表,,,,,,12345\n2,乙,代表\n", 2, "error", "身份证末四位", "FOUR_DIGITS", "", 1);
	assert_problem(ZH "1,甲,代表,,,,,,12X\n2,乙,代表\n", 2, "error", "身份证末四位", "FOUR_DIGITS", "", 1);
	assert_problem(ZH "1,甲,代表,\t1-1\x01\n2,乙,代表\n", 2, "error", "座位", "CONTROL_CHARACTER", "", 1);
	assert_problem(ZH "1,甲,代表,,,,,,,张三\n2,乙,代表\n", 2, "error", "", "CELL_EXTRA", "", 1);
}

static void doubts_are_told_and_leave_no_row_out(void **state)
{
	(void)state;
	assert_problem(ZH "1,王建国,代表\n2,王建国,代表\n", 3, "warning", "姓名", "NAME_TWICE", "王建国", 2);
	assert_problem(ZH "1,\xEE\x80\x80,代表\n", 2, "warning", "姓名", "NAME_RARE", "\xEE\x80\x80", 1);
	assert_problem(ZH "1,\xEF\xBF\xBD,代表\n", 2, "warning", "姓名", "NAME_RARE", "\xEF\xBF\xBD", 1);
	assert_problem("编号,姓名,身份,血型\n1,甲,代表,A\n", 1, "warning", "血型", "COLUMN_UNKNOWN", "血型", 1);
	assert_problem("编号,姓名\n1,甲\n", 1, "warning", "身份", "ROLE_COLUMN_MISSING", "", 1);
	assert_problem("编号,姓名,身份,单位,代表团\n1,甲,代表,,\n", 1, "error", "单位", "COLUMN_TWICE", "代表团", 1);
}

static void every_code_has_its_text(void **state)
{
	json_t *samples[] = { parse("编号,姓名,血型,姓名\n,,\n"), NULL };
	const json_t *p;
	struct buf file = { 0 };
	size_t i;

	(void)state;
	assert_int_equal(file_read(&file, "schema/samples/roster-bad.csv", ROSTER_MAX_BYTES), OK);
	assert_int_equal(parse_bytes(&samples[1], file.at, file.len), OK);
	assert_int_equal(problem_count(samples[1]), 16);
	for (size_t s = 0; s < 2; s++) {
		json_array_foreach(json_object_get(samples[s], "problems"), i, p)
			assert_non_null(text_named(LANG_ZH, "ROSTER_", json_string_value(json_object_get(p, "code"))));
		json_decref(samples[s]);
	}
	buf_release(&file);
}

static void a_file_that_is_no_roster_is_refused_whole(void **state)
{
	static const char nul[] = "编号,姓名\n1,甲\0乙\n";

	(void)state;
	assert_refused(ERR_COLUMN, "", 0);
	assert_refused(ERR_COLUMN, "\xEF\xBB\xBF", 3);
	assert_refused(ERR_COLUMN, "姓名,身份\n甲,代表\n", strlen("姓名,身份\n甲,代表\n"));
	assert_refused(ERR_COLUMN, "编号,身份\n1,代表\n", strlen("编号,身份\n1,代表\n"));
	assert_refused(ERR_CSV, ZH "1,\"甲,代表\n", strlen(ZH "1,\"甲,代表\n"));
	assert_refused(ERR_CSV, ZH "1,\"甲\"乙,代表\n", strlen(ZH "1,\"甲\"乙,代表\n"));
	assert_refused(ERR_ENCODING, ZH "1,\xBC\xD7,代表\n", strlen(ZH "1,\xBC\xD7,代表\n"));
	assert_refused(ERR_ENCODING, ZH "1,\x80\xFF", strlen(ZH "1,\x80\xFF"));
	assert_refused(ERR_ENCODING, "\xFF\xFE\x00\xD8", 4);
	assert_refused(ERR_ENCODING, "\xFF\xFE\x16", 3);
	assert_refused(ERR_ENCODING, "\xFF\xFE" "a\0\0\0", 6);
	assert_refused(ERR_ENCODING, nul, sizeof nul - 1);
}

/* A header and rows 1 .. count. */
static void make_rows(struct buf *out, size_t count)
{
	buf_add_text(out, "编号,姓名,身份\r\n");
	for (size_t i = 1; i <= count; i++)
		buf_addf(out, "%zu,第%zu人,代表\r\n", i, i);
	assert_false(out->failed);
}

static void six_thousand_rows_are_taken_and_not_one_more(void **state)
{
	struct buf text = { 0 };
	json_t *roster = NULL;

	(void)state;
	make_rows(&text, ROSTER_MAX_ROWS);
	assert_int_equal(roster_read(&roster, text.at, text.len), OK);
	assert_int_equal(row_count(roster), ROSTER_MAX_ROWS);
	assert_cell(row_at(roster, ROSTER_MAX_ROWS - 1), "number", "6000");
	json_decref(roster);
	text.len = 0;
	make_rows(&text, ROSTER_MAX_ROWS + 1);
	assert_refused(ERR_TOO_LONG, text.at, text.len);
	roster = NULL;
	assert_int_equal(roster_read(&roster, text.at, text.len), ERR_TOO_LONG);
	assert_null(roster);
	buf_release(&text);
}

static void columns_cells_and_bytes_are_taken_to_their_limits(void **state)
{
	struct buf text = { 0 };
	char long_cell[ROSTER_MAX_CELL + 2];
	uint8_t *large = calloc(1, ROSTER_MAX_BYTES + 1);

	(void)state;
	assert_non_null(large);
	memset(large, ' ', ROSTER_MAX_BYTES + 1);
	assert_refused(ERR_TOO_LONG, large, ROSTER_MAX_BYTES + 1);
	assert_refused(ERR_COLUMN, large, ROSTER_MAX_BYTES);
	free(large);

	buf_add_text(&text, "编号,姓名,身份");
	for (int i = 3; i < ROSTER_MAX_COLUMNS; i++)
		buf_addf(&text, ",第%d列", i);
	json_t *roster = parse(buf_text(&text));
	assert_int_equal(problem_count(roster), ROSTER_MAX_COLUMNS - 3);
	json_decref(roster);
	buf_add_text(&text, ",又");
	assert_refused(ERR_COLUMN, text.at, text.len);

	memset(long_cell, 'x', sizeof long_cell);
	for (int extra = 0; extra <= 1; extra++) {
		text.len = 0;
		buf_addf(&text, "编号,姓名,身份,备注\n1,甲,代表,%.*s\n", ROSTER_MAX_CELL + extra, long_cell);
		if (extra) {
			assert_problem(buf_text(&text), 2, "error", "备注", "CELL_TOO_LONG", "", 0);
			continue;
		}
		roster = parse(buf_text(&text));
		assert_int_equal(row_count(roster), 1);
		json_decref(roster);
	}
	buf_release(&text);
	assert_problem(ZH "1,甲,代表,123456789012345678901234567890123456789012345678901234567890x\n", 2, "error", "座位", "CELL_TOO_LONG", "", 0);
	roster = parse(ZH "1,甲,代表,,镇社会治安综合治理中心（网格化服务管理中心）主任\n");
	assert_int_equal(problem_count(roster), 0);
	json_decref(roster);
}

static void of_many_problems_the_first_are_told_and_an_error_is_never_crowded_out(void **state)
{
	struct buf text = { 0 };

	(void)state;
	buf_add_text(&text, "number,name,role\n");
	for (int i = 1; i <= 2 * ROSTER_MAX_PROBLEMS; i++)
		buf_addf(&text, "%d,same,delegate\n", i);
	buf_add_text(&text, "x,last,delegate\nx,last,delegate\n");
	json_t *roster = parse(buf_text(&text));
	assert_int_equal(problem_count(roster), ROSTER_MAX_PROBLEMS + 1);
	assert_cell(json_array_get(json_object_get(roster, "problems"), ROSTER_MAX_PROBLEMS), "code", "NUMBER_BAD");
	assert_int_equal(row_count(roster), 2 * ROSTER_MAX_PROBLEMS);
	json_decref(roster);
	buf_release(&text);
}

static void the_samples_are_what_the_manual_says(void **state)
{
	struct buf file = { 0 };
	json_t *roster = NULL, *row;
	size_t i, delegates = 0, observers = 0, leave = 0;

	(void)state;
	assert_int_equal(file_read(&file, "schema/samples/roster.csv", ROSTER_MAX_BYTES), OK);
	assert_memory_equal(file.at, "\xEF\xBB\xBF", 3);
	assert_int_equal(roster_read(&roster, file.at, file.len), OK);
	json_array_foreach(json_object_get(roster, "rows"), i, row) {
		delegates += !strcmp(json_string_value(json_object_get(row, "role")), "delegate");
		observers += !strcmp(json_string_value(json_object_get(row, "role")), "observer");
		leave += json_is_true(json_object_get(row, "leave"));
	}
	assert_int_equal(delegates, 71);
	assert_int_equal(observers, 4);
	assert_int_equal(row_count(roster), 76);
	assert_int_equal(leave, 2);
	assert_int_equal(problem_count(roster), 1);
	assert_cell(json_array_get(json_object_get(roster, "problems"), 0), "code", "NAME_TWICE");
	json_decref(roster);
	file.len = 0;
	assert_int_equal(file_read(&file, "schema/samples/roster-en.csv", ROSTER_MAX_BYTES), OK);
	assert_int_equal(roster_read(&roster, file.at, file.len), OK);
	assert_int_equal(row_count(roster), 8);
	assert_int_equal(problem_count(roster), 0);
	json_decref(roster);
	buf_release(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_column_comes_out_under_its_own_name),
		cmocka_unit_test(mark_separator_line_ends_and_language_make_no_difference),
		cmocka_unit_test(other_encodings_are_read_and_a_guess_is_told),
		cmocka_unit_test(white_space_that_only_aligns_is_left_out),
		cmocka_unit_test(separators_and_quotes_inside_quotes_are_text),
		cmocka_unit_test(names_are_kept_to_the_character),
		cmocka_unit_test(every_fault_of_a_row_is_told_and_leaves_only_that_row_out),
		cmocka_unit_test(doubts_are_told_and_leave_no_row_out),
		cmocka_unit_test(every_code_has_its_text),
		cmocka_unit_test(a_file_that_is_no_roster_is_refused_whole),
		cmocka_unit_test(six_thousand_rows_are_taken_and_not_one_more),
		cmocka_unit_test(columns_cells_and_bytes_are_taken_to_their_limits),
		cmocka_unit_test(of_many_problems_the_first_are_told_and_an_error_is_never_crowded_out),
		cmocka_unit_test(the_samples_are_what_the_manual_says),
	};

	roster_prepare();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
