/* roster_xlsx.c - see roster_internal.h: a workbook's parts, unpacked by libzip and read by expat, in a stream and within bounds.
 *
 * Must not know: what columns mean. Nothing here trusts a size that the file states; a document
 * type, which could define entities, ends the reading. */
#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>
#include "tally-server/roster/roster_internal.h"

enum { UNPACKED_MAX = 48 << 20, STRINGS_MAX = 200000, STYLES_MAX = 65536, CHUNK = 1 << 16 };

typedef void start_handler(void *arg, const char *name, const char **attributes);
typedef void end_handler(void *arg, const char *name);

bool roster_is_xlsx(const uint8_t *bytes, size_t len)
{
	return len >= 4 && memcmp(bytes, "PK\3\4", 4) == 0;
}

static void on_text(void *arg, const char *text, int len)
{
	struct xlsx *x = arg;

	/* a cell that is too long stays too long */
	if (x->is_collecting && x->held.len <= 4 * ROSTER_MAX_CELL)
		buf_add(&x->held, text, (size_t)len);
}

static void on_doctype(void *arg, const char *name, const char *system, const char *public, int has_subset)
{
	(void)name, (void)system, (void)public, (void)has_subset;
	xlsx_stop(arg, ERR_CSV);
}

/* ---- the parts ---- */

static void workbook_start(void *arg, const char *name, const char **attributes)
{
	struct xlsx *x = arg;
	const char *state = xlsx_attribute(attributes, "state"), *id = xlsx_attribute(attributes, "id"),
		*from_1904 = xlsx_attribute(attributes, "date1904");

	name = xlsx_local(name);
	if (strcmp(name, "workbookPr") == 0)
		x->has_1904 = from_1904 && (strcmp(from_1904, "1") == 0 || strcmp(from_1904, "true") == 0);
	if (strcmp(name, "sheet") != 0 || (state && strcmp(state, "visible") != 0))
		return;
	if (x->sheets++ == 0 && id && strlen(id) < sizeof x->relation)
		strcpy(x->relation, id);
}

/* A target is relative to xl/, or absolute. */
static void relations_start(void *arg, const char *name, const char **attributes)
{
	struct xlsx *x = arg;
	const char *id = xlsx_attribute(attributes, "Id"), *target = xlsx_attribute(attributes, "Target");

	(void)name;
	if (!id || !target || strcmp(id, x->relation) != 0 || strlen(target) + sizeof "xl/" > sizeof x->path)
		return;
	snprintf(x->path, sizeof x->path, "%s%s", target[0] == '/' ? "" : "xl/", target + (target[0] == '/'));
}

static void strings_start(void *arg, const char *name, const char **attributes)
{
	struct xlsx *x = arg;

	(void)attributes;
	name = xlsx_local(name);
	if (strcmp(name, "si") == 0)
		x->held.len = 0;
	/* how a name is pronounced is no part of it */
	x->in_phonetic |= strcmp(name, "rPh") == 0;
	x->is_collecting = !x->in_phonetic && strcmp(name, "t") == 0;
}

static void strings_end(void *arg, const char *name)
{
	struct xlsx *x = arg;

	name = xlsx_local(name);
	x->is_collecting = false;
	if (strcmp(name, "rPh") == 0)
		x->in_phonetic = false;
	if (strcmp(name, "si") != 0)
		return;
	if (x->string_count == x->string_cap) {
		size_t cap = x->string_cap ? 2 * x->string_cap : 256;
		uint32_t *strings = cap > 2 * STRINGS_MAX ? NULL : realloc(x->strings, cap * sizeof *strings);

		if (!strings) {
			xlsx_stop(x, cap > 2 * STRINGS_MAX ? ERR_TOO_LONG : ERR_MEMORY);
			return;
		}
		x->strings = strings;
		x->string_cap = cap;
	}
	x->strings[x->string_count++] = xlsx_keep(x, (const char *)x->held.at, x->held.len);
}

/* Is a date, a time of day, only zeros ("0000"), or something else written in the format's code? */
static uint8_t style_of_code(const char *code)
{
	size_t zeros = strspn(code, "0");

	if (zeros && !code[zeros] && zeros < 16)
		return (uint8_t)(STYLE_ZEROS + zeros);
	for (const char *s = code; *s; s++) {
		if (*s == '\\' && s[1])
			s++;
		else if ((*s == '"' || *s == '[') && strchr(s + 1, *s == '"' ? '"' : ']'))
			s = strchr(s + 1, *s == '"' ? '"' : ']');
		else if (strchr("yYmMdDhH", *s))
			return STYLE_DATE;
	}
	return STYLE_PLAIN;
}

static uint8_t style_of_format(const struct xlsx *x, unsigned id)
{
	for (size_t i = 0; i < x->format_count; i++)
		if (x->formats[i].id == id)
			return x->formats[i].style;
	return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58) ? STYLE_DATE : STYLE_PLAIN;
}

static void add_style(struct xlsx *x, uint8_t style)
{
	if (x->style_count == x->style_cap) {
		size_t cap = x->style_cap ? 2 * x->style_cap : 64;
		uint8_t *styles = cap > STYLES_MAX ? NULL : realloc(x->styles, cap);

		if (!styles) {
			xlsx_stop(x, cap > STYLES_MAX ? ERR_TOO_LONG : ERR_MEMORY);
			return;
		}
		x->styles = styles;
		x->style_cap = cap;
	}
	x->styles[x->style_count++] = style;
}

static void styles_start(void *arg, const char *name, const char **attributes)
{
	struct xlsx *x = arg;
	const char *id = xlsx_attribute(attributes, "numFmtId"), *code = xlsx_attribute(attributes, "formatCode");
	unsigned number = id ? (unsigned)strtoul(id, NULL, 10) : 0;

	name = xlsx_local(name);
	x->in_styles |= strcmp(name, "cellXfs") == 0;
	if (strcmp(name, "numFmt") == 0 && code && x->format_count < sizeof x->formats / sizeof *x->formats) {
		x->formats[x->format_count].id = number;
		x->formats[x->format_count++].style = style_of_code(code);
	}
	if (x->in_styles && strcmp(name, "xf") == 0)
		add_style(x, style_of_format(x, number));
}

static void styles_end(void *arg, const char *name)
{
	struct xlsx *x = arg;

	if (strcmp(xlsx_local(name), "cellXfs") == 0)
		x->in_styles = false;
}

/* ---- reading a part ---- */

static enum err feed(struct xlsx *x, zip_file_t *file)
{
	enum XML_Status status = XML_STATUS_OK;
	zip_int64_t n = 1;

	while (n > 0 && status == XML_STATUS_OK) {
		void *room = XML_GetBuffer(x->parser, CHUNK);

		n = room ? zip_fread(file, room, CHUNK) : -1;
		if (n < 0)
			return room ? ERR_CSV : ERR_MEMORY;
		if ((size_t)n > x->budget)
			return ERR_TOO_LONG;
		x->budget -= (size_t)n;
		status = XML_ParseBuffer(x->parser, (int)n, n == 0);
	}
	if (x->err)
		return x->err;
	if (status != XML_STATUS_OK)
		return XML_GetErrorCode(x->parser) == XML_ERROR_NO_MEMORY ? ERR_MEMORY : ERR_CSV;
	return x->held.failed ? ERR_MEMORY : OK;
}

static bool is_readable(const zip_stat_t *s)
{
	return (s->valid & ZIP_STAT_COMP_METHOD) && (s->comp_method == ZIP_CM_STORE || s->comp_method == ZIP_CM_DEFLATE) &&
	       (s->valid & ZIP_STAT_ENCRYPTION_METHOD) && s->encryption_method == ZIP_EM_NONE;
}

/* A part that is missing is fine where it is `optional`. */
static enum err read_part(struct xlsx *x, const char *path, bool optional, start_handler *start, end_handler *end)
{
	zip_int64_t place = zip_name_locate(x->zip, path, ZIP_FL_ENC_RAW);
	zip_stat_t stat;
	zip_file_t *file = NULL;
	enum err err = ERR_CSV;

	if (place < 0)
		return optional ? OK : ERR_CSV;
	if (zip_stat_index(x->zip, (zip_uint64_t)place, 0, &stat) == 0 && is_readable(&stat))
		file = zip_fopen_index(x->zip, (zip_uint64_t)place, 0);
	x->parser = file ? XML_ParserCreate(NULL) : NULL;
	if (x->parser) {
		/* or expat would ask the system for randomness, which the sandbox forbids */
		XML_SetHashSalt(x->parser, 0x7A11);
		XML_SetUserData(x->parser, x);
		XML_SetElementHandler(x->parser, start, end);
		XML_SetCharacterDataHandler(x->parser, on_text);
		XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
		err = feed(x, file);
		XML_ParserFree(x->parser);
		x->parser = NULL;
	} else if (file) {
		err = ERR_MEMORY;
	}
	if (file)
		zip_fclose(file);
	return err;
}

static enum err read_parts(struct xlsx *x)
{
	enum err err = read_part(x, "xl/workbook.xml", false, workbook_start, NULL);

	if (!err)
		err = read_part(x, "xl/_rels/workbook.xml.rels", false, relations_start, NULL);
	if (!err)
		err = read_part(x, "xl/sharedStrings.xml", true, strings_start, strings_end);
	if (!err)
		err = read_part(x, "xl/styles.xml", true, styles_start, styles_end);
	x->is_collecting = false;
	if (!err)
		err = read_part(x, x->path, false, sheet_start, sheet_end);
	x->table->has_more_sheets = x->sheets > 1;
	return err;
}

enum err roster_xlsx(struct table *out, const uint8_t *bytes, size_t len)
{
	struct table table = { 0 };
	struct xlsx x = { .budget = UNPACKED_MAX, .table = &table };
	zip_source_t *source = zip_source_buffer_create(bytes, len, 0, NULL);
	enum err err = ERR_CSV;

	if (!source)
		return ERR_MEMORY;
	buf_add(&table.text, "", 1);
	x.zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
	if (x.zip) {
		err = table.text.failed ? ERR_MEMORY : read_parts(&x);
		zip_discard(x.zip);
	} else {
		zip_source_free(source);
	}
	free(x.strings);
	free(x.styles);
	buf_release(&x.held);
	if (!err)
		*out = table;
	else
		table_release(&table);
	return err;
}
