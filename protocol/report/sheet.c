/* sheet.c - see sheet.h. */
#include "protocol/report/sheet.h"

#include <stdio.h>
#include <string.h>
#include "protocol/report/html.h"
#include "protocol/report/words.h"

enum { SHEET_QR_MM = 28, NUMBER_SIZE = 24, HEAD_GROUP = 4 };

void sheet_title(const struct sheet *s, enum text_id id)
{
	buf_addf(s->out, "<h1>%s</h1>\n<p class=sub>", text(s->lang, id));
	html_text(s->out, s->m->name);
	buf_add_text(s->out, "</p>\n");
}

void sheet_head(const struct sheet *s, enum text_id id)
{
	buf_add_text(s->out, "<th>");
	html_text(s->out, text(s->lang, id));
	buf_add_text(s->out, "</th>");
}

void sheet_cell(const struct sheet *s, const char *value)
{
	buf_add_text(s->out, "<td>");
	html_text(s->out, value);
	buf_add_text(s->out, "</td>");
}

/* Bytes of the Han character that `at` begins with; 0 if it is none. */
static size_t han_length(const char *at)
{
	unsigned char a = (unsigned char)at[0], b = a ? (unsigned char)at[1] : 0;

	/* U+3400 to U+9FFF, then the planes of rare characters from U+20000 on */
	if ((a == 0xe3 && b >= 0x90) || (a >= 0xe4 && a <= 0xe9))
		return 3;
	return a == 0xf0 && b >= 0xa0 ? 4 : 0;
}

void sheet_name(const struct sheet *s, const char *name)
{
	size_t first = han_length(name), second = first ? han_length(name + first) : 0;
	struct buf wide = { 0 };

	if (second && !name[first + second]) {
		buf_add(&wide, name, first);
		buf_add_text(&wide, "\u3000");
		buf_add_text(&wide, name + first);
	} else {
		buf_add_text(&wide, name);
	}
	buf_add_text(s->out, "<td>");
	sheet_words(s, &wide);
	buf_add_text(s->out, "</td>");
}

void sheet_number(const struct sheet *s, int64_t value)
{
	buf_addf(s->out, "<td>%lld</td>", (long long)value);
}

void sheet_clock(const struct sheet *s, int64_t at)
{
	buf_add_text(s->out, "<td>");
	if (at)
		words_clock(s->out, at);
	buf_add_text(s->out, "</td>");
}

void sheet_words(const struct sheet *s, struct buf *words)
{
	html_text(s->out, buf_text(words));
	s->out->failed |= words->failed;
	buf_release(words);
}

void sheet_line(const struct sheet *s, enum text_id id, const char *const *values, size_t count)
{
	struct buf words = { 0 };

	text_fill(&words, s->lang, id, values, count);
	buf_add_text(s->out, "<p>");
	sheet_words(s, &words);
	buf_add_text(s->out, "</p>\n");
}

/* In groups of four, as a head is compared from screen to screen; copied from the page, or searched for in the file, it is one word. */
static void add_head_groups(const struct sheet *s, const char *shown)
{
	const char *colon = strchr(shown, ':');

	buf_add(s->out, shown, (size_t)(colon + 1 - shown));
	for (const char *at = colon + 1; *at; at += strnlen(at, HEAD_GROUP))
		buf_addf(s->out, "<u>%.*s</u>", HEAD_GROUP, at);
}

enum err sheet_foot(const struct sheet *s, const struct head *h, enum text_id note)
{
	char shown[HEAD_TEXT_SIZE], size[NUMBER_SIZE];
	enum err err = OK;

	head_show(shown, h);
	snprintf(size, sizeof(size), "%llu", (unsigned long long)h->size);
	buf_add_text(s->out, "<div class=base>");
	if (s->qr)
		err = s->qr(s->out, shown, SHEET_QR_MM);
	buf_addf(s->out, "<div><p>%s <span class=code title=\"%s\">", text(s->lang, TEXT_REPORT_HEAD), shown);
	add_head_groups(s, shown);
	buf_add_text(s->out, "</span></p>\n");
	sheet_line(s, note, (const char *const[]){ size }, 1);
	sheet_line(s, TEXT_REPORT_ROUNDING, NULL, 0);
	buf_add_text(s->out, "</div></div>\n");
	return err;
}
