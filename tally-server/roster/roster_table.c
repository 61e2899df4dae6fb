/* roster_table.c - see roster_internal.h: a table, and what the readers of a workbook's parts need to put texts into it.
 *
 * Must not know: zip, sheets, what columns mean. */
#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include "tally-server/roster/roster_internal.h"

enum { TEXT_BYTES_MAX = 16 << 20 };

void table_release(struct table *t)
{
	free(t->rows);
	buf_release(&t->text);
	*t = (struct table){ 0 };
}

const char *table_text(const struct table *t, const struct table_row *row, size_t column)
{
	return (const char *)t->text.at + row->texts[column];
}

void xlsx_stop(struct xlsx *x, enum err err)
{
	if (!x->err)
		x->err = err;
	XML_StopParser(x->parser, XML_FALSE);
}

const char *xlsx_local(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

const char *xlsx_attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(xlsx_local(attributes[0]), name) == 0)
			return attributes[1];
	return NULL;
}

uint32_t xlsx_keep(struct xlsx *x, const char *text, size_t len)
{
	uint32_t place = (uint32_t)x->table->text.len;

	if (!len)
		return 0;
	if (x->table->text.len + len + 1 > TEXT_BYTES_MAX) {
		xlsx_stop(x, ERR_TOO_LONG);
		return 0;
	}
	buf_add(&x->table->text, text, len);
	buf_add(&x->table->text, "", 1);
	if (x->table->text.failed)
		xlsx_stop(x, ERR_MEMORY);
	return place;
}
