/* words_ways.c - see words.h: how an attempt was voted, who told what no machine counted, and what a result tells about single votes. */
#include "protocol/report/words.h"

#include <stdio.h>
#include <string.h>
#include "protocol/meeting/verdict.h"

enum { NUMBER_SIZE = 24, FEW_BALLOTS = 10 };

static void add_filled(struct buf *out, enum lang lang, enum text_id id, int64_t value)
{
	char digits[NUMBER_SIZE];

	snprintf(digits, sizeof(digits), "%lld", (long long)value);
	text_fill(out, lang, id, (const char *const[]){ digits }, 1);
}

void words_way(struct buf *out, enum lang lang, const struct attempt *a)
{
	buf_add_text(out, words_named(lang, "WAY_", attempt_way_name(a->way)));
	if (a->way == WAY_SEALED && a->papers)
		add_filled(out, lang, TEXT_WAY_AND_PAPER, a->papers);
}

bool words_told(struct buf *out, enum lang lang, const struct meeting *m, const struct attempt *a)
{
	const struct ceremony_record *c = m->ceremonies[a->ceremony];
	struct buf signers = { 0 };

	if (!a->by_hand)
		return false;
	for (uint32_t i = 0; i < c->params.n; i++)
		if (a->told_signers >> i & 1)
			buf_addf(&signers, "%s%s", signers.len ? text(lang, TEXT_FORMULA_AND) : "", c->names[i]);
	text_fill(out, lang, a->way == WAY_HANDS ? TEXT_TOLD_HANDS : TEXT_TOLD_PAPER,
		  (const char *const[]){ a->told_by[0], a->told_by[1], buf_text(&signers) }, 3);
	out->failed |= signers.failed;
	buf_release(&signers);
	return true;
}

int64_t words_unaccounted(const struct poll *p, const struct attempt *a, size_t contest)
{
	struct figures figures[FORMS_MAX];
	const struct figures *f = &figures[verdict_form_of(p->definition, contest)];
	const json_t *count;
	int64_t sum = 0;
	size_t o;

	attempt_figures(figures, a);
	json_array_foreach(json_array_get(a->counts, contest), o, count)
		sum += json_integer_value(count);
	return f->returned - f->invalid - sum;
}

bool words_papers(struct buf *out, enum lang lang, const struct poll *p, const struct attempt *a)
{
	if (!a->papers || !a->paper_forms)
		return false;
	for (size_t i = 0; i < a->paper_forms; i++) {
		char issued[NUMBER_SIZE], returned[NUMBER_SIZE], invalid[NUMBER_SIZE];
		const char *title = json_string_value(json_object_get(json_array_get(json_object_get(p->definition, "forms"), i), "title"));

		snprintf(issued, sizeof(issued), "%lld", (long long)a->papers);
		snprintf(returned, sizeof(returned), "%lld", (long long)a->paper[i].returned);
		snprintf(invalid, sizeof(invalid), "%lld", (long long)a->paper[i].invalid);
		buf_addf(out, "%s%s%s", i ? text(lang, TEXT_FORMULA_THEN) : "", title ? title : "", title ? " " : "");
		text_fill(out, lang, TEXT_PAPERS, (const char *const[]){ issued, returned, invalid }, 3);
	}
	return true;
}

/* Contests in which every ballot marks the same option; that nobody wrote in a name says nothing. */
static int64_t unanimous(const struct poll *p, const struct attempt *a)
{
	struct figures figures[FORMS_MAX];
	const json_t *row, *count;
	int64_t same = 0;
	size_t q, o;

	attempt_figures(figures, a);
	json_array_foreach(a->counts, q, row) {
		const struct figures *f = &figures[verdict_form_of(p->definition, q)];

		json_array_foreach(row, o, count)
			same += json_integer_value(count) == f->returned - f->invalid && !words_is_silent(p->definition, a->counts, q);
	}
	return same;
}

bool words_secrecy(struct buf *out, enum lang lang, const struct poll *p, const struct attempt *a)
{
	int64_t same = unanimous(p, a), returned = attempt_returned(a);

	/* there is none to keep */
	if (p->method != METHOD_SECRET || (!same && returned >= FEW_BALLOTS))
		return false;
	buf_addf(out, "%s%s", text(lang, TEXT_REPORT_SECRECY), text(lang, TEXT_FORMULA_COLON));
	if (same)
		add_filled(out, lang, TEXT_REPORT_UNANIMOUS, same);
	if (same && returned < FEW_BALLOTS)
		buf_add_text(out, text(lang, TEXT_FORMULA_THEN));
	if (returned < FEW_BALLOTS)
		add_filled(out, lang, TEXT_REPORT_FEW, returned);
	return true;
}
