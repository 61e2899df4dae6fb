/* html.c - see html.h. */
#include "protocol/report/html.h"

#include <string.h>
#include "protocol/text/visible.h"

static const char *entity(char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return "";
	}
}

static void add_escaped(struct buf *out, const char *text)
{
	while (*text) {
		size_t plain = strcspn(text, "&<>\"'");

		buf_add(out, text, plain);
		text += plain;
		if (*text)
			buf_add_text(out, entity(*text++));
	}
}

void html_text(struct buf *out, const char *text)
{
	struct buf shown = { 0 };

	visible_add(&shown, text);
	add_escaped(out, buf_text(&shown));
	out->failed |= shown.failed;
	buf_release(&shown);
}
