/* report_forms.c - how many papers of each form went out and came in: the forms of one poll, and
 * polls that were held together (P14.9). They decide nothing.
 *
 * Must not know: votes. */
#include "protocol/report/report_internal.h"

#include <string.h>
#include "protocol/meeting/verdict.h"

static const char *form_title(const struct poll *p, size_t form)
{
	const char *title = json_string_value(json_object_get(json_array_get(json_object_get(p->definition, "forms"), form), "title"));

	return title ? title : p->title;
}

static void add_head(const struct sheet *s)
{
	static const enum text_id ids[] = { TEXT_REPORT_FORM_HEAD, TEXT_FIGURE_ISSUED, TEXT_BASE_RETURNED, TEXT_FIGURE_VALID, TEXT_FIGURE_INVALID,
					    TEXT_FIGURE_NOT_VOTED };

	buf_add_text(s->out, "<table class=left><tr>");
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		sheet_head(s, ids[i]);
	buf_add_text(s->out, "</tr>\n");
}

static void add_rows(const struct sheet *s, const struct poll *p, const struct attempt *a)
{
	struct figures figures[FORMS_MAX];
	size_t count = verdict_form_count(p->definition);

	attempt_figures(figures, a);
	for (size_t i = 0; i < count; i++) {
		const struct figures *f = &figures[i];

		buf_add_text(s->out, "<tr>");
		sheet_cell(s, form_title(p, i));
		sheet_number(s, f->issued);
		sheet_number(s, f->returned);
		sheet_number(s, f->returned - f->invalid);
		sheet_number(s, f->invalid);
		sheet_number(s, f->issued - f->returned);
		buf_add_text(s->out, "</tr>\n");
	}
}

void report_forms(const struct sheet *s, const struct poll *p, const struct attempt *a)
{
	if (verdict_form_count(p->definition) < 2)
		return;
	add_head(s);
	add_rows(s, p, a);
	buf_add_text(s->out, "</table>\n");
}

/* ---- polls that belong together ---- */

static const char *together_of(const struct poll *p)
{
	return p->attempt_count ? json_string_value(json_object_get(p->definition, "together")) : NULL;
}

/* Is it the first of those that bear its name, and is it not alone? */
static bool is_first_of_several(const struct meeting *m, size_t at)
{
	const char *name = together_of(m->polls[at]);
	size_t others = 0;

	for (size_t i = 0; name && i < m->poll_count; i++) {
		const char *other = i == at ? NULL : together_of(m->polls[i]);

		if (other && !strcmp(name, other) && i < at)
			return false;
		others += other && !strcmp(name, other);
	}
	return others > 0;
}

static void add_together(const struct sheet *s, const char *name)
{
	buf_add_text(s->out, "<section>\n");
	sheet_title(s, TEXT_REPORT_TOGETHER);
	add_head(s);
	for (size_t i = 0; i < s->m->poll_count; i++) {
		const struct poll *p = s->m->polls[i];
		const char *other = together_of(p);

		if (other && !strcmp(name, other))
			add_rows(s, p, poll_last_attempt(p));
	}
	buf_add_text(s->out, "</table>\n</section>\n");
}

void report_together(const struct sheet *s)
{
	for (size_t i = 0; i < s->m->poll_count; i++)
		if (is_first_of_several(s->m, i))
			add_together(s, together_of(s->m->polls[i]));
}
