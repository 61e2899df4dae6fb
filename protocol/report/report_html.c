/* report_html.c - see report.h: the document, its style and its summary page. */
#include "protocol/report/report_internal.h"

#include <stdio.h>
#include <string.h>
#include "protocol/base/code.h"

enum { NUMBER_SIZE = 24 };

static const char style[] =
	"@page{size:A4;margin:14mm 18mm;@bottom-right{content:counter(page) ' / ' counter(pages);font-size:9pt}}"
	"*{box-sizing:border-box;margin:0}"
	"body{font:11pt/1.5 'Noto Sans CJK SC','Source Han Sans SC',sans-serif;color:#000;background:#fff;font-variant-numeric:tabular-nums}"
	"section{max-width:174mm;min-height:266mm;margin:0 auto;display:flex;flex-direction:column;break-after:page}"
	"section.long{display:block;min-height:0}"
	"section:last-of-type{break-after:auto}"
	".base svg{flex:none}"
	"@media screen{body{background:#888}section{max-width:210mm;min-height:297mm;margin:6mm auto;padding:14mm 18mm;background:#fff}}"
	"h1{font:700 22pt/1.35 'Noto Serif CJK SC','Source Han Serif SC',serif;text-align:center}"
	":lang(zh) h1{letter-spacing:.06em}"
	".sub{text-align:center;font-size:12pt;margin-top:2mm}"
	"h2{font-size:14pt;margin-top:6mm;padding-top:4mm;border-top:.6mm solid #000;overflow-wrap:anywhere}"
	"h3{font-size:12pt;margin-top:5mm}"
	".meta{margin-top:2mm;color:#222;font-size:9.5pt}"
	"table{width:100%;font-size:10.5pt;border-collapse:collapse;margin-top:4mm}"
	"thead{display:table-header-group}tr{break-inside:avoid}"
	"th,td{border:.25mm solid #000;padding:1.4mm 1.6mm;text-align:center}"
	"th{background:#f0f0f0;line-height:1.3}th::first-letter{text-transform:uppercase}"
	".left td:first-child,td.left{text-align:left}.left td:first-child{min-width:24mm}"
	/* only what people wrote is broken within words, and only it may be that long */
	".left td:first-child,td.left,.people td{overflow-wrap:anywhere}"
	".votes td{font-size:15pt;line-height:1.3;padding:2mm}.votes td:first-child{text-align:left;padding-left:8mm}.votes b{font-size:19pt}"
	".signs-of{position:absolute}"
	".mark{display:inline-block;width:6mm;height:6mm;margin-right:4mm;vertical-align:-1mm}"
	".line{fill:none;stroke:#000;stroke-width:2.8}"
	".rows{font-size:10pt}.rows td{padding:.9mm 1.6mm}.rows td:first-child{min-width:34mm}.rows small{color:#222;margin-left:1mm}"
	/* number, times and status stay on one line, names wrap; a unit's name stays with its first person */
	".people td{padding:.8mm 1mm}.people td:nth-child(-n+3){text-align:left}.rows.people td:first-child{min-width:0}"
	".people :is(td,th):is(:first-child,:nth-child(n+5)){white-space:nowrap}.people th:nth-child(4){min-width:4em}"
	".people .unit th{text-align:left;white-space:normal;padding:1.6mm 1mm 1mm;background:none;overflow-wrap:anywhere}"
	".people .unit{break-after:avoid}"
	".final{display:flex;align-items:center;gap:6mm;margin-top:6mm;border:.6mm solid #000;padding:3mm 6mm;break-inside:avoid}"
	".final b{font:700 24pt/1.2 'Noto Serif CJK SC','Source Han Serif SC',serif;white-space:nowrap}"
	":lang(zh) .final>b{letter-spacing:.3em;margin-right:-.3em}"
	".final.of-rows{display:block}:lang(zh) .of-rows>b{font-size:18pt;letter-spacing:.06em;white-space:normal}"
	".signs{display:grid;grid-template-columns:1fr 1fr;gap:9mm 12mm;margin:12mm 0 9mm;break-inside:avoid;break-after:avoid}"
	".rows~.signs{gap:5mm 12mm;margin:5mm 0 4mm}"
	".signs p{display:flex;align-items:flex-end;white-space:nowrap}:lang(zh) .signs span{width:4em;text-align-last:justify}"
	".signs p::after{content:'';flex:1;border-bottom:.25mm solid #000;margin-left:2mm}"
	".base{margin-top:auto;display:flex;gap:6mm;align-items:center;border-top:.25mm solid #000;padding-top:3mm;"
	"font-size:9pt;line-height:1.45;break-inside:avoid}"
	".code{font:12pt/1.4 'Noto Sans Mono CJK SC',monospace}.code u{text-decoration:none;margin-left:.5em}"
	"dl{display:grid;grid-template-columns:auto 1fr;gap:1mm 5mm;margin-top:4mm}dt{font-weight:700}dd{overflow-wrap:anywhere}";

/* The marks ○ ✕ △ … once; sheets refer to them. */
static const char marks[] =
	"<svg class=signs-of width=\"0\" height=\"0\">"
	"<symbol id=\"yes\" viewBox=\"0 0 24 24\"><circle class=line cx=\"12\" cy=\"12\" r=\"7.8\"/></symbol>"
	"<symbol id=\"no\" viewBox=\"0 0 24 24\"><path class=line d=\"M5 5l14 14M19 5L5 19\"/></symbol>"
	"<symbol id=\"abstain\" viewBox=\"0 0 24 24\"><path class=line d=\"M12 4.4l8.4 14.4H3.6z\"/></symbol>"
	"<symbol id=\"none\" viewBox=\"0 0 24 24\"><circle cx=\"5\" cy=\"12\" r=\"2.1\"/><circle cx=\"12\" cy=\"12\" r=\"2.1\"/>"
	"<circle cx=\"19\" cy=\"12\" r=\"2.1\"/></symbol></svg>\n";

/* ---- the summary page ---- */

static void add_sittings(const struct sheet *s, const struct meeting *m)
{
	static const enum text_id heads[] = { TEXT_REPORT_SITTING_HEAD, TEXT_REPORT_FROM_HEAD, TEXT_REPORT_TO_HEAD, TEXT_BASE_EXPECTED,
					      TEXT_PRESENCE_CAME, TEXT_PRESENCE_WENT, TEXT_PRESENCE_ON_LEAVE, TEXT_PRESENCE_ABSENT,
					      TEXT_REPORT_OBSERVERS };

	buf_add_text(s->out, "<table class=left><thead><tr>");
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		sheet_head(s, heads[i]);
	buf_add_text(s->out, "</tr></thead>\n");
	for (size_t i = 1; i <= m->sitting_count; i++) {
		const struct sitting *sitting = &m->sittings[i - 1];
		struct attendance_totals totals;

		if (!sitting->was_opened)
			continue;
		report_attendance_totals(&totals, m, i, NULL);
		buf_add_text(s->out, "<tr>");
		sheet_cell(s, sitting->name);
		sheet_clock(s, sitting->opened_at);
		sheet_clock(s, sitting->closed_at);
		sheet_number(s, totals.expected);
		for (int state = 0; state < WORDS_PRESENCE_COUNT; state++)
			sheet_number(s, totals.states[state]);
		sheet_number(s, totals.others);
		buf_add_text(s->out, "</tr>\n");
	}
	buf_add_text(s->out, "</table>\n");
}

static void add_agenda_row(const struct sheet *s, size_t item, const struct poll *p, const struct attempt *a)
{
	buf_add_text(s->out, "<tr>");
	sheet_number(s, (int64_t)item);
	buf_add_text(s->out, "<td class=left>");
	html_text(s->out, p->title);
	buf_addf(s->out, "</td><td>%u</td><td>", a ? a->number : 0);
	if (a)
		report_sheet_outcome(s, p, a);
	else
		html_text(s->out, text(s->lang, TEXT_STATE_draft));
	buf_add_text(s->out, "</td></tr>\n");
}

static void add_agenda(const struct sheet *s, const struct meeting *m)
{
	buf_add_text(s->out, "<table><thead><tr>");
	sheet_head(s, TEXT_REPORT_ITEM_HEAD);
	sheet_head(s, TEXT_REPORT_TITLE_HEAD);
	sheet_head(s, TEXT_REPORT_ATTEMPT_HEAD);
	sheet_head(s, TEXT_REPORT_OUTCOME_HEAD);
	buf_add_text(s->out, "</tr></thead>\n");
	for (size_t i = 0; i < m->poll_count; i++) {
		const struct poll *p = m->polls[i];

		if (!p->attempt_count)
			add_agenda_row(s, i + 1, p, NULL);
		for (size_t j = 0; j < p->attempt_count; j++)
			add_agenda_row(s, i + 1, p, p->attempts[j]);
	}
	buf_add_text(s->out, "</table>\n");
}

static void add_term(const struct sheet *s, enum text_id id, const char *const *values, size_t count)
{
	struct buf words = { 0 };

	text_fill(&words, s->lang, id, values, count);
	buf_add_text(s->out, "<dt>");
	sheet_words(s, &words);
	buf_add_text(s->out, "</dt><dd>");
}

static void add_keys(const struct sheet *s, const struct ceremony_record *c)
{
	char shown[CODE_TEXT_SIZE], n[NUMBER_SIZE], t[NUMBER_SIZE];

	code_show(shown, CODE_FINGERPRINT, c->hash);
	add_term(s, TEXT_REPORT_KEY, NULL, 0);
	buf_addf(s->out, "<span class=code>%s</span></dd>\n", shown);
	snprintf(n, sizeof(n), "%u", c->params.n);
	snprintf(t, sizeof(t), "%u", c->params.t);
	add_term(s, TEXT_REPORT_TRUSTEES, (const char *const[]){ n, t }, 2);
	for (uint32_t i = 0; i < c->params.n; i++) {
		buf_add_text(s->out, i ? " · " : "");
		html_text(s->out, c->names[i]);
		buf_add_text(s->out, c->reveals[i].is_auto ? text(s->lang, TEXT_REPORT_AUTO) : "");
	}
	buf_add_text(s->out, "</dd>\n");
}

static void add_record(const struct sheet *s, const struct meeting *m)
{
	struct note_key log;
	struct buf words = { 0 };
	char size[NUMBER_SIZE], shown[CODE_TEXT_SIZE];

	buf_add_text(s->out, "<dl>");
	add_term(s, TEXT_REPORT_MEETING_ID, NULL, 0);
	buf_addf(s->out, "<span class=code>%s</span></dd>\n", m->id);
	snprintf(size, sizeof(size), "%llu", (unsigned long long)m->tree.size);
	add_term(s, TEXT_REPORT_RECORD, NULL, 0);
	text_fill(s->out, s->lang, m->is_sealed ? TEXT_REPORT_RECORD_SEALED : TEXT_REPORT_RECORD_OPEN, (const char *const[]){ size }, 1);
	buf_add_text(s->out, "</dd>\n");
	log_note_key(&log, m);
	note_vkey_write(&words, &log);
	add_term(s, TEXT_REPORT_VKEY, NULL, 0);
	sheet_words(s, &words);
	buf_add_text(s->out, "</dd>\n");
	if (m->key_record)
		add_keys(s, m->key_record);
	for (size_t i = 0; i < m->issue_count; i++) {
		snprintf(size, sizeof(size), "%u", m->issues[i].slips);
		code_show(shown, CODE_FINGERPRINT, m->issues[i].fingerprint);
		add_term(s, TEXT_REPORT_SLIPS, NULL, 0);
		text_fill(s->out, s->lang, TEXT_REPORT_SLIPS_OF, (const char *const[]){ size, shown }, 2);
		buf_add_text(s->out, "</dd>\n");
	}
	buf_add_text(s->out, "</dl>\n");
}

static enum err add_summary(const struct sheet *s, const struct meeting *m)
{
	struct buf words = { 0 };
	struct head head;
	enum err err = meeting_head(&head, m, m->tree.size);

	if (err)
		return err;
	buf_add_text(s->out, "<section>\n");
	sheet_title(s, TEXT_REPORT_TITLE);
	if (words_limited(&words, s->lang, m)) {
		buf_add_text(s->out, "<p class=sub><b>");
		sheet_words(s, &words);
		buf_add_text(s->out, "</b></p>\n");
	}
	buf_add_text(s->out, "<p class=sub>");
	words_date(s->out, s->lang, m->created_at);
	buf_addf(s->out, "</p>\n<h2>%s</h2>\n", text(s->lang, TEXT_REPORT_ATTENDANCE));
	add_sittings(s, m);
	buf_addf(s->out, "<h2>%s</h2>\n", text(s->lang, TEXT_REPORT_OUTCOME_HEAD));
	add_agenda(s, m);
	buf_addf(s->out, "<h2>%s</h2>\n", text(s->lang, TEXT_REPORT_RECORD));
	add_record(s, m);
	err = sheet_foot(s, &head, TEXT_REPORT_HOW);
	buf_add_text(s->out, "</section>\n");
	return err;
}

/* ---- documents ---- */

static enum err add_sheets(const struct sheet *s, const struct report_part *part)
{
	const struct meeting *m = s->m;
	enum err err = OK;

	for (size_t i = 0; i < m->poll_count; i++)
		for (size_t j = 0; (!part->poll || part->poll == m->polls[i]) && j < m->polls[i]->attempt_count && !err; j++)
			err = report_sheet(s, i + 1, m->polls[i], m->polls[i]->attempts[j]);
	return err;
}

static enum err add_part(const struct sheet *s, const struct report_part *part)
{
	enum err err = OK;

	switch (part->what) {
	case REPORT_ALL:
		err = add_summary(s, s->m);
		if (!err)
			err = add_sheets(s, part);
		if (!err) {
			report_together(s);
			report_attendance(s, s->m, 0);
			report_rules(s);
		}
		return err;
	case REPORT_RESULT:
		return add_sheets(s, part);
	case REPORT_ATTENDANCE:
		report_attendance(s, s->m, part->sitting);
		return OK;
	}
	return ERR_BUG;
}

enum err report_html_part(struct buf *out, const struct meeting *m, enum lang lang, const struct report_part *part,
			  enum err (*qr)(struct buf *out, const char *text, unsigned size_mm))
{
	struct buf page = { 0 };
	struct sheet s = { .out = &page, .m = m, .lang = lang, .qr = qr };
	enum err err;

	buf_addf(&page, "<!doctype html>\n<html lang=\"%s\">\n<meta charset=\"utf-8\">\n%s%d\">\n<title>", lang == LANG_ZH ? "zh-CN" : "en",
		 REPORT_FORM_META, REPORT_FORM);
	html_text(&page, m->name);
	buf_addf(&page, "</title>\n<style>%s</style>\n<body>\n%s", style, marks);
	err = add_part(&s, part);
	if (!err) {
		buf_add_text(&page, "</body>\n</html>\n");
		buf_add(out, page.at, page.len);
	}
	if (!err && (page.failed || out->failed))
		err = ERR_MEMORY;
	buf_release(&page);
	return err;
}

enum err report_html(struct buf *out, const struct meeting *m, enum lang lang,
		     enum err (*qr)(struct buf *out, const char *text, unsigned size_mm))
{
	return report_html_part(out, m, lang, &(struct report_part){ .what = REPORT_ALL }, qr);
}
