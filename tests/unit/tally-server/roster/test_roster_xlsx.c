/* Is a workbook read as a person sees it, whoever wrote it; and does none of the known tricks of zip and XML get through? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "protocol/os/os.h"
#include "tally-server/roster/roster_internal.h"
#include "tests/unit/cmocka_all.h"

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define HEADER "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>编号</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>姓名</t></is></c>" \
	       "<c r=\"C1\" t=\"inlineStr\"><is><t>单位</t></is></c></row>"

/* A book's parts; those that are NULL are usual or missing. */
struct book {
	const char *workbook, *relations, *strings, *styles, *rows, *after;     /* after: what follows the rows */
};

static void add_part(zip_t *zip, const char *name, const char *text, int method)
{
	zip_source_t *source = zip_source_buffer(zip, text, strlen(text), 0);
	zip_int64_t place = zip_file_add(zip, name, source, 0);

	assert_true(place >= 0);
	assert_int_equal(zip_set_file_compression(zip, (zip_uint64_t)place, method, 0), 0);
}

/* The bytes that `zip` becomes, in `out`. */
static void close_zip(zip_t *zip, zip_source_t *memory, struct buf *out)
{
	uint8_t chunk[4096];
	zip_int64_t n;

	zip_source_keep(memory);
	assert_int_equal(zip_close(zip), 0);
	assert_int_equal(zip_source_open(memory), 0);
	while ((n = zip_source_read(memory, chunk, sizeof chunk)) > 0)
		buf_add(out, chunk, (size_t)n);
	zip_source_close(memory);
	zip_source_free(memory);
}

static void make_book(struct buf *out, const struct book *b)
{
	zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(memory, ZIP_CREATE, NULL);
	struct buf sheet = { 0 };

	assert_non_null(zip);
	add_part(zip, "xl/workbook.xml", b->workbook ? b->workbook : "<workbook " MAIN " xmlns:r=\"r\"><sheets><sheet name=\"1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
		 ZIP_CM_DEFLATE);
	add_part(zip, "xl/_rels/workbook.xml.rels", b->relations ? b->relations : "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
		 ZIP_CM_STORE);
	if (b->strings)
		add_part(zip, "xl/sharedStrings.xml", b->strings, ZIP_CM_DEFLATE);
	if (b->styles)
		add_part(zip, "xl/styles.xml", b->styles, ZIP_CM_DEFLATE);
	buf_addf(&sheet, "<worksheet " MAIN "><sheetData>%s</sheetData>%s</worksheet>", b->rows ? b->rows : "", b->after ? b->after : "");
	add_part(zip, "xl/worksheets/sheet1.xml", buf_text(&sheet), ZIP_CM_DEFLATE);
	close_zip(zip, memory, out);
	buf_release(&sheet);
}

static enum err parse_bytes(json_t **out, const struct buf *bytes)
{
	/* memory of the exact length, so that sanitizers see what reads behind it */
	uint8_t *exact = malloc(bytes->len);
	enum err err;

	assert_non_null(exact);
	memcpy(exact, bytes->at, bytes->len);
	err = roster_parse(out, exact, bytes->len);
	free(exact);
	return err;
}

static json_t *parse(const struct book *b)
{
	struct buf bytes = { 0 };
	json_t *out = NULL;

	make_book(&bytes, b);
	assert_int_equal(parse_bytes(&out, &bytes), OK);
	buf_release(&bytes);
	return out;
}

static void refuse(enum err expected, const struct book *b)
{
	struct buf bytes = { 0 };
	json_t *out = NULL;

	make_book(&bytes, b);
	assert_int_equal(parse_bytes(&out, &bytes), expected);
	assert_null(out);
	buf_release(&bytes);
}

static const char *cell(const json_t *roster, size_t row, const char *name)
{
	const json_t *r = json_array_get(json_object_get(roster, "rows"), row);
	const char *text = json_string_value(json_object_get(r, name));

	return text ? text : "absent";
}

static const char *problem(const json_t *roster, size_t i)
{
	static char said[200];
	const json_t *p = json_array_get(json_object_get(roster, "problems"), i);

	snprintf(said, sizeof said, "%d %s %s", (int)json_integer_value(json_object_get(p, "row")), json_string_value(json_object_get(p, "column")),
		 json_string_value(json_object_get(p, "code")));
	return p ? said : "none";
}

/* The problem that is there besides the missing column of roles, which all these books lack. */
static const char *only_problem(const json_t *roster)
{
	assert_int_equal(json_array_size(json_object_get(roster, "problems")), 2);
	return problem(roster, 1);
}

/* ---- reading ---- */

static void numbers_dates_and_formulas_are_read_as_they_are_seen(void **state)
{
	static const char styles[] = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"0000\"/><numFmt numFmtId=\"165\" formatCode=\"[$-804]yyyy&quot;年&quot;m&quot;月&quot;\"/>"
				     "<numFmt numFmtId=\"166\" formatCode=\"0.0&quot;day&quot;\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
				     "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"14\"/><xf numFmtId=\"165\"/><xf numFmtId=\"166\"/></cellXfs></styleSheet>";
	static const struct { const char *cell, *seen; } rows[] = {
		{ "<c r=\"C2\"><v>717</v></c>", "717" }, { "<c r=\"C2\" s=\"1\"><v>717</v></c>", "0717" }, { "<c r=\"C2\"><v>1.001E3</v></c>", "1001" },
		{ "<c r=\"C2\"><v>2.5</v></c>", "2.5" }, { "<c r=\"C2\"><v>0.30000000000000004</v></c>", "0.3" }, { "<c r=\"C2\" s=\"2\"><v>46089</v></c>", "2026-03-08" },
		{ "<c r=\"C2\" s=\"3\"><v>46089.5</v></c>", "2026-03-08 12:00" }, { "<c r=\"C2\" s=\"2\"><v>0.375</v></c>", "09:00" },
		{ "<c r=\"C2\" s=\"4\"><v>1.5</v></c>", "1.5" }, { "<c r=\"C2\" t=\"str\"><f>A1</f><v>北组</v></c>", "北组" }, { "<c r=\"C2\" t=\"b\"><v>1</v></c>", "1" },
		{ "<c r=\"C2\"><f>1+1</f><v>2</v></c>", "2" }, { "<c r=\"C2\" s=\"2\"><v>9e99</v></c>", "9e99" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[600];
		json_t *roster;

		snprintf(text, sizeof text, HEADER "<row r=\"2\"><c r=\"A2\"><v>1001</v></c><c r=\"B2\" t=\"str\"><v>甲</v></c>%s</row>", rows[i].cell);
		roster = parse(&(struct book){ .rows = text, .styles = styles });
		assert_string_equal(cell(roster, 0, "number"), "1001");
		assert_string_equal(cell(roster, 0, "unit"), rows[i].seen);
		json_decref(roster);
	}
}

static void shared_strings_are_joined_and_their_pronunciation_left_out(void **state)
{
	const struct book b = {
		.strings = "<x:sst xmlns:x=\"m\"><x:si><x:t>编号</x:t></x:si><x:si><x:r><x:t>姓</x:t></x:r><x:r><x:rPr><x:b/></x:rPr><x:t>名</x:t></x:r></x:si>"
			   "<x:si><x:t>林</x:t><x:rPh sb=\"0\" eb=\"1\"><x:t>リン</x:t></x:rPh></x:si><x:si/></x:sst>",
		.rows = "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row><row><c><v>7</v></c><c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c></row>",
	};
	json_t *roster = parse(&b);

	(void)state;
	assert_string_equal(cell(roster, 0, "number"), "7");
	assert_string_equal(cell(roster, 0, "name"), "林");
	json_decref(roster);
}

static void a_title_and_blank_rows_are_passed_over_and_rows_keep_their_numbers(void **state)
{
	const struct book b = {
		.rows = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>代表名册</v></c></row><row r=\"3\"><c r=\"B3\" t=\"str\"><v>姓名</v></c><c r=\"D3\" t=\"str\"><v> 编号 </v></c></row>"
			"<row r=\"4\"/><row r=\"9\"><c r=\"B9\" t=\"str\"><v>甲</v></c><c r=\"D9\"><v>1</v></c></row>"
			"<row r=\"12\"><c r=\"B12\" t=\"str\"><v>乙</v></c></row>",
	};
	json_t *roster = parse(&b);

	(void)state;
	assert_int_equal(json_array_size(json_object_get(roster, "rows")), 1);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(json_object_get(roster, "rows"), 0), "row")), 9);
	assert_string_equal(cell(roster, 0, "name"), "甲");
	/* the empty columns of the header are none; the last problem is that of row 12 */
	assert_string_equal(problem(roster, json_array_size(json_object_get(roster, "problems")) - 1), "12 编号 NUMBER_MISSING");
	json_decref(roster);
}

static void a_merged_cell_stands_in_each_of_its_rows(void **state)
{
	const struct book b = {
		.rows = HEADER "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"str\"><v>甲</v></c><c r=\"C2\" t=\"str\"><v>北组</v></c></row>"
			"<row r=\"3\"><c r=\"A3\"><v>2</v></c><c r=\"B3\" t=\"str\"><v>乙</v></c></row>"
			"<row r=\"4\"><c r=\"A4\"><v>3</v></c><c r=\"B4\" t=\"str\"><v>丙</v></c></row>",
		.after = "<mergeCells count=\"2\"><mergeCell ref=\"C2:C3\"/><mergeCell ref=\"E2:G90\"/></mergeCells>",
	};
	json_t *roster = parse(&b);

	(void)state;
	assert_string_equal(cell(roster, 0, "unit"), "北组");
	assert_string_equal(cell(roster, 1, "unit"), "北组");
	assert_string_equal(cell(roster, 2, "unit"), "");
	json_decref(roster);
}

static void errors_and_formulas_without_a_value_are_told(void **state)
{
	static const struct { const char *cell, *said; } rows[] = {
		{ "<c r=\"C2\" t=\"e\"><v>#N/A</v></c>", "2 单位 CELL_ERROR" }, { "<c r=\"C2\"><f>A1</f></c>", "2 单位 CELL_NO_VALUE" },
		{ "<c r=\"D2\" t=\"str\"><v>x</v></c>", "2  CELL_EXTRA" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[600];
		json_t *roster;

		snprintf(text, sizeof text, HEADER "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"str\"><v>甲</v></c>%s</row>", rows[i].cell);
		roster = parse(&(struct book){ .rows = text });
		assert_string_equal(only_problem(roster), rows[i].said);
		assert_int_equal(json_array_size(json_object_get(roster, "rows")), 0);
		json_decref(roster);
	}
}

static void the_first_visible_sheet_is_read_and_others_are_told(void **state)
{
	const struct book b = {
		.workbook = "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"0\" state=\"hidden\" r:id=\"rId9\" xmlns:r=\"r\"/><sheet name=\"1\" r:id=\"rId2\" xmlns:r=\"r\"/>"
			    "<sheet name=\"2\" r:id=\"rId3\" xmlns:r=\"r\"/></sheets></workbook>",
		.relations = "<Relationships><Relationship Id=\"rId9\" Target=\"none.xml\"/><Relationship Id=\"rId2\" Target=\"/xl/worksheets/sheet1.xml\"/></Relationships>",
		.styles = "<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
		.rows = HEADER "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>1</v></c><c r=\"B2\" t=\"str\"><v>甲</v></c><c r=\"C2\" s=\"0\"><v>44627</v></c></row>",
	};
	json_t *roster = parse(&b);

	(void)state;
	assert_string_equal(problem(roster, 0), "1  SHEETS_MORE");
	assert_string_equal(cell(roster, 0, "unit"), "2026-03-08");
	json_decref(roster);
}

/* ---- tricks ---- */

static void what_is_no_workbook_is_refused(void **state)
{
	static const struct book books[] = {
		{ .rows = "<row r=\"2\"></row><row r=\"2\"></row>" }, { .rows = "<row r=\"0\"></row>" }, { .rows = "<row r=\"1048577\"></row>" },
		{ .rows = "<row r=\"1\"><c r=\"A2\"/></row>" }, { .rows = "<row r=\"1\"><c r=\"1\"/></row>" }, { .rows = "<c r=\"A1\"/>" },
		{ .rows = "<row r=\"1\"><c t=\"s\"><v>0</v></c></row>" }, { .rows = "<row>" }, { .rows = HEADER, .after = "<mergeCell ref=\"A1\"/>" },
		{ .relations = "<Relationships/>" }, { .relations = "<Relationships><Relationship Id=\"rId1\" Target=\"../../etc/passwd\"/></Relationships>" },
		{ .workbook = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\">]><workbook><sheets><sheet id=\"rId1\"/></sheets></workbook>" },
	};
	struct buf cut = { 0 };
	json_t *out = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof books / sizeof *books; i++)
		refuse(ERR_CSV, &books[i]);
	refuse(ERR_COLUMN, &(struct book){ .rows = "" });
	make_book(&cut, &(struct book){ .rows = HEADER });
	for (size_t len = 4; len < cut.len; len += 7)
		assert_int_equal(roster_parse(&out, cut.at, len), ERR_CSV);
	buf_release(&cut);
	assert_int_equal(roster_parse(&out, (const uint8_t *)"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8), ERR_OLD_SHEET);
}

/* Two hundred megabytes of white space in a file of 200 KiB; as many strings; as many cells. */
static void what_unpacks_beyond_all_bounds_is_refused(void **state)
{
	struct buf text = { 0 };

	(void)state;
	buf_add_text(&text, HEADER);
	while (text.len < (50 << 20))
		buf_addf(&text, "%4096s", "");
	refuse(ERR_TOO_LONG, &(struct book){ .rows = buf_text(&text) });
	text.len = 0;
	buf_add_text(&text, "<sst>");
	for (int i = 0; i < 300000; i++)
		buf_add_text(&text, "<si/>");
	buf_add_text(&text, "</sst>");
	refuse(ERR_TOO_LONG, &(struct book){ .strings = buf_text(&text), .rows = HEADER });
	text.len = 0;
	buf_add_text(&text, HEADER);
	for (int i = 2; i < 7000; i++)
		buf_addf(&text, "<row><c><v>%d</v></c></row>", i);
	refuse(ERR_TOO_LONG, &(struct book){ .rows = buf_text(&text) });
	text.len = 0;
	buf_add_text(&text, HEADER "<row><c r=\"ZZ2\"><v>1</v></c></row>");
	refuse(ERR_COLUMN, &(struct book){ .rows = buf_text(&text) });
	buf_release(&text);
}

static void a_cell_that_is_too_long_is_told_and_its_row_left_out(void **state)
{
	struct buf text = { 0 };
	json_t *roster;

	(void)state;
	buf_add_text(&text, HEADER "<row><c><v>1</v></c><c t=\"str\"><v>甲</v></c><c t=\"str\"><v>");
	for (int i = 0; i < 100000; i++)
		buf_add_text(&text, "组");
	buf_add_text(&text, "</v></c></row>");
	roster = parse(&(struct book){ .rows = buf_text(&text) });
	assert_string_equal(only_problem(roster), "2 单位 CELL_TOO_LONG");
	json_decref(roster);
	buf_release(&text);
}

static void an_encrypted_part_is_refused(void **state)
{
	zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(memory, ZIP_CREATE, NULL);
	struct buf bytes = { 0 };
	json_t *out = NULL;

	(void)state;
	add_part(zip, "xl/workbook.xml", "<workbook/>", ZIP_CM_STORE);
	assert_int_equal(zip_file_set_encryption(zip, 0, ZIP_EM_AES_256, "password"), 0);
	close_zip(zip, memory, &bytes);
	assert_int_equal(parse_bytes(&out, &bytes), ERR_CSV);
	buf_release(&bytes);
}

/* In the sandboxed child, of the same people as the CSV: with a title, merged delegations, numbers as numbers. */
static void the_sample_workbook_says_what_the_sample_csv_says(void **state)
{
	static const char *const files[] = { "schema/samples/roster.csv", "schema/samples/roster.xlsx" };
	json_t *rosters[2] = { NULL }, *row;
	struct buf file = { 0 };
	size_t at;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		file.len = 0;
		assert_int_equal(file_read(&file, files[i], ROSTER_MAX_BYTES), OK);
		assert_int_equal(roster_read(&rosters[i], file.at, file.len), OK);
		json_array_foreach(json_object_get(rosters[i], "rows"), at, row)
			json_object_del(row, "row");
	}
	assert_int_equal(json_array_size(json_object_get(rosters[0], "rows")), 76);
	assert_true(json_equal(json_object_get(rosters[0], "rows"), json_object_get(rosters[1], "rows")));
	json_decref(rosters[0]);
	json_decref(rosters[1]);
	buf_release(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_dates_and_formulas_are_read_as_they_are_seen),
		cmocka_unit_test(shared_strings_are_joined_and_their_pronunciation_left_out),
		cmocka_unit_test(a_title_and_blank_rows_are_passed_over_and_rows_keep_their_numbers),
		cmocka_unit_test(a_merged_cell_stands_in_each_of_its_rows),
		cmocka_unit_test(errors_and_formulas_without_a_value_are_told),
		cmocka_unit_test(the_first_visible_sheet_is_read_and_others_are_told),
		cmocka_unit_test(what_is_no_workbook_is_refused),
		cmocka_unit_test(what_unpacks_beyond_all_bounds_is_refused),
		cmocka_unit_test(a_cell_that_is_too_long_is_told_and_its_row_left_out),
		cmocka_unit_test(an_encrypted_part_is_refused),
		cmocka_unit_test(the_sample_workbook_says_what_the_sample_csv_says),
	};

	roster_prepare();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
