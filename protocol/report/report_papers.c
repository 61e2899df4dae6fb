/* report_papers.c - the ballot paper of a poll: its definition in its frozen order, a sheet for
 * each form, to be printed as often as there are voters (P14.17).
 *
 * Nothing on it tells one paper from another. Must not know: who votes, attempts. */
#include "protocol/report/report_internal.h"

#include <stdio.h>
#include "protocol/meeting/election.h"
#include "protocol/meeting/verdict.h"

enum { NUMBER_SIZE = 24 };

static const char style[] =
	"@page{size:A4;margin:16mm 18mm}*{box-sizing:border-box;margin:0}"
	"body{font:12pt/1.5 'Noto Sans CJK SC','Source Han Sans SC',sans-serif;color:#000;background:#fff}"
	"section{max-width:174mm;margin:0 auto;break-after:page}section:last-of-type{break-after:auto}"
	"h1{font:700 20pt/1.35 'Noto Serif CJK SC','Source Han Serif SC',serif;text-align:center}"
	"h2{font-size:15pt;text-align:center;margin-top:4mm}p{margin-top:4mm}.sub{text-align:center}"
	"table{width:100%;border-collapse:collapse;margin-top:6mm}thead{display:table-header-group}tr{break-inside:avoid}"
	"th,td{border:.4mm solid #000;padding:2.5mm 2mm;text-align:center;height:13mm}th{font-weight:700}"
	"td:first-child{text-align:left;overflow-wrap:anywhere;min-width:45mm}td:not(:first-child){min-width:20mm}"
	"@media screen{section{padding:12mm 0}}";

static void add_head(const struct sheet *s, const json_t *scale)
{
	const json_t *option;
	size_t o;

	buf_add_text(s->out, "<tr>");
	sheet_head(s, TEXT_REPORT_ROW_HEAD);
	json_array_foreach(scale, o, option) {
		buf_add_text(s->out, "<th>");
		html_text(s->out, words_option(s->lang, option));
		buf_add_text(s->out, "</th>");
	}
	buf_add_text(s->out, "</tr>\n");
}

static void add_row(const struct sheet *s, const char *title, size_t options)
{
	buf_add_text(s->out, "<tr>");
	sheet_cell(s, title);
	for (size_t o = 0; o < options; o++)
		buf_add_text(s->out, "<td></td>");
	buf_add_text(s->out, "</tr>\n");
}

/* Lines for names that the voter writes, one for each seat, in place of the roll that a terminal offers. */
static void add_blank_lines(const struct sheet *s, const json_t *definition)
{
	const json_t *scale = json_array_get(json_object_get(definition, "scales"), ELECTION_WRITE_INS);
	json_int_t seats = json_integer_value(json_object_get(definition, "seats"));

	add_head(s, scale);
	for (json_int_t i = 0; i < seats; i++)
		add_row(s, "", json_array_size(scale));
}

static void add_rows(const struct sheet *s, const struct poll *p, size_t form)
{
	const json_t *contests = json_object_get(p->definition, "contests"), *scale = NULL;
	bool has_blank_lines = false;

	buf_add_text(s->out, "<table>\n");
	for (size_t q = 0; q < json_array_size(contests); q++) {
		bool is_write_in = words_is_election(p->definition) &&
				   json_integer_value(json_object_get(json_array_get(contests, q), "scale")) == ELECTION_WRITE_INS;

		if (verdict_form_of(p->definition, q) != form)
			continue;
		if (is_write_in) {
			has_blank_lines = true;
			continue;
		}
		if (words_scale(p->definition, q) != scale) {
			scale = words_scale(p->definition, q);
			add_head(s, scale);
		}
		add_row(s, words_contest(p->definition, q), json_array_size(scale));
	}
	if (has_blank_lines)
		add_blank_lines(s, p->definition);
	buf_add_text(s->out, "</table>\n");
}

static void add_form(const struct sheet *s, const struct poll *p, size_t form)
{
	const char *title = json_string_value(json_object_get(json_array_get(json_object_get(p->definition, "forms"), form), "title"));
	char seats[NUMBER_SIZE];

	buf_add_text(s->out, "<section>\n");
	sheet_title(s, TEXT_PAPER_TITLE);
	buf_add_text(s->out, "<h2>");
	html_text(s->out, p->title);
	if (title) {
		buf_add_text(s->out, " · ");
		html_text(s->out, title);
	}
	buf_add_text(s->out, "</h2>\n");
	sheet_line(s, TEXT_PAPER_HOW, NULL, 0);
	if (words_is_election(p->definition)) {
		snprintf(seats, sizeof(seats), "%lld", (long long)json_integer_value(json_object_get(p->definition, "seats")));
		sheet_line(s, TEXT_PAPER_SEATS, (const char *const[]){ seats }, 1);
	}
	add_rows(s, p, form);
	buf_add_text(s->out, "</section>\n");
}

enum err report_papers(struct buf *out, const struct meeting *m, const struct poll *p, enum lang lang)
{
	struct buf page = { 0 };
	struct sheet s = { .out = &page, .m = m, .lang = lang };

	buf_addf(&page, "<!doctype html>\n<html lang=\"%s\">\n<meta charset=\"utf-8\">\n<title>", lang == LANG_ZH ? "zh-CN" : "en");
	html_text(&page, p->title);
	buf_addf(&page, "</title>\n<style>%s</style>\n<body>\n", style);
	for (size_t form = 0; form < verdict_form_count(p->definition); form++)
		add_form(&s, p, form);
	buf_add_text(&page, "</body>\n</html>\n");
	buf_add(out, page.at, page.len);
	bool has_failed = page.failed || out->failed;
	buf_release(&page);
	return has_failed ? ERR_MEMORY : OK;
}
