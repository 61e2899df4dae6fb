/* fuzz_xlsx.c - a sheet's XML, in a workbook that is otherwise whole, is refused, or becomes a
 * table that keeps every promise of roster_internal.h. */
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include <zip.h>
#include "tally-server/roster/roster_internal.h"

static const char workbook[] = "<workbook><sheets><sheet id=\"a\"/></sheets></workbook>";
static const char relations[] = "<Relationships><Relationship Id=\"a\" Target=\"sheet.xml\"/></Relationships>";
static const char strings[] = "<sst><si><t>编号</t></si><si><t>姓名</t></si><si><r><t>甲</t></r><rPh><t>x</t></rPh></si></sst>";
static const char styles[] = "<styleSheet><numFmts><numFmt numFmtId=\"200\" formatCode=\"0000\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"200\"/>"
			     "<xf numFmtId=\"14\"/></cellXfs></styleSheet>";

static void add_part(zip_t *zip, const char *name, const void *bytes, size_t len)
{
	zip_source_t *source = zip_source_buffer(zip, bytes, len, 0);
	zip_int64_t place = zip_file_add(zip, name, source, 0);

	MUST(place >= 0 && !zip_set_file_compression(zip, (zip_uint64_t)place, ZIP_CM_STORE, 0));
}

static void make_book(struct buf *out, const uint8_t *sheet, size_t len)
{
	zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(memory, ZIP_CREATE, NULL);
	uint8_t chunk[4096];
	zip_int64_t n;

	add_part(zip, "xl/workbook.xml", workbook, strlen(workbook));
	add_part(zip, "xl/_rels/workbook.xml.rels", relations, strlen(relations));
	add_part(zip, "xl/sharedStrings.xml", strings, strlen(strings));
	add_part(zip, "xl/styles.xml", styles, strlen(styles));
	add_part(zip, "xl/sheet.xml", sheet, len);
	zip_source_keep(memory);
	MUST(!zip_close(zip) && !zip_source_open(memory));
	while ((n = zip_source_read(memory, chunk, sizeof chunk)) > 0)
		buf_add(out, chunk, (size_t)n);
	zip_source_close(memory);
	zip_source_free(memory);
}

static void check_table(const struct table *t)
{
	uint32_t last = 0;

	MUST(t->row_count <= ROSTER_MAX_ROWS + 100);
	for (size_t i = 0; i < t->row_count; i++) {
		MUST(t->rows[i].number > last);
		last = t->rows[i].number;
		for (size_t c = 0; c < ROSTER_MAX_COLUMNS; c++) {
			MUST(t->rows[i].texts[c] < t->text.len && t->rows[i].kinds[c] <= TABLE_NO_VALUE);
			MUST(memchr(table_text(t, &t->rows[i], c), 0, t->text.len - t->rows[i].texts[c]));
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf book = { 0 };
	struct table t = { 0 };
	json_t *roster = NULL;

	make_book(&book, data, size);
	MUST(!book.failed);
	if (!roster_xlsx(&t, book.at, book.len))
		check_table(&t);
	table_release(&t);
	if (book.len <= ROSTER_MAX_BYTES && !roster_parse(&roster, book.at, book.len))
		MUST(json_array_size(json_object_get(roster, "rows")) <= ROSTER_MAX_ROWS);
	json_decref(roster);
	buf_release(&book);
	return 0;
}
