/* report_ways.c - what a result sheet says of the way in which it was voted: box and paper apart,
 * who signed a count, who voted what where all may know it.
 *
 * Must not know: verdicts. */
#include "protocol/report/report_internal.h"

#include <stdio.h>
#include <string.h>

static int64_t count_of(const json_t *counts, size_t contest, size_t option)
{
	return json_integer_value(json_array_get(json_array_get(counts, contest), option));
}

/* ---- box and paper ---- */

static bool is_unaccounted(const struct poll *p, const struct attempt *a)
{
	for (size_t q = 0; q < a->form.row_count; q++)
		if (words_unaccounted(p, a, q))
			return true;
	return false;
}

static void add_part(const struct sheet *s, enum text_id name, const struct poll *p, const json_t *counts, size_t contest)
{
	buf_add_text(s->out, "<tr>");
	sheet_cell(s, words_contest(p->definition, contest));
	sheet_head(s, name);
	for (size_t o = 0; o < json_array_size(words_scale(p->definition, contest)); o++)
		sheet_number(s, count_of(counts, contest, o));
}

/* Each contest by what was in the box, what was on paper, and both; what paper leaves open stands behind. */
static void add_contest(const struct sheet *s, const struct poll *p, const struct attempt *a, size_t contest)
{
	if (a->electronic) {
		add_part(s, TEXT_REPORT_ELECTRONIC, p, a->electronic, contest);
		buf_add_text(s->out, "<td></td></tr>\n");
		add_part(s, TEXT_REPORT_ON_PAPER, p, a->by_hand, contest);
		buf_add_text(s->out, "<td></td></tr>\n");
	}
	add_part(s, a->electronic ? TEXT_REPORT_IN_ALL : TEXT_REPORT_ON_PAPER, p, a->counts, contest);
	sheet_number(s, words_unaccounted(p, a, contest));
	buf_add_text(s->out, "</tr>\n");
}

static void add_head(const struct sheet *s, const json_t *scale)
{
	const json_t *option;
	size_t o;

	buf_add_text(s->out, "<table class=\"rows left\"><thead><tr>");
	sheet_head(s, TEXT_REPORT_ROW_HEAD);
	buf_add_text(s->out, "<th></th>");
	json_array_foreach(scale, o, option) {
		buf_add_text(s->out, "<th>");
		html_text(s->out, words_option(s->lang, option));
		buf_add_text(s->out, "</th>");
	}
	sheet_head(s, TEXT_REPORT_UNACCOUNTED);
	buf_add_text(s->out, "</tr></thead>\n");
}

static void add_parts(const struct sheet *s, const struct poll *p, const struct attempt *a)
{
	const json_t *scale = NULL;

	for (size_t q = 0; q < a->form.row_count; q++) {
		if (words_is_silent(p->definition, a->counts, q))
			continue;
		if (words_scale(p->definition, q) != scale) {
			buf_add_text(s->out, scale ? "</table>\n" : "");
			scale = words_scale(p->definition, q);
			add_head(s, scale);
		}
		add_contest(s, p, a, q);
	}
	buf_add_text(s->out, scale ? "</table>\n" : "");
}

/* ---- who voted what ---- */

/* NULL where the person has not voted. */
static const struct open_vote *vote_of(const struct attempt *a, size_t person)
{
	for (size_t i = 0; i < a->vote_count; i++)
		if (a->votes[i].person == person)
			return &a->votes[i];
	return NULL;
}

/* In the order of the roll, in which a name is looked for. */
static void add_votes(const struct sheet *s, const struct poll *p, const struct attempt *a)
{
	buf_addf(s->out, "<h3>%s</h3>\n<table class=\"rows left people\"><thead><tr>", text(s->lang, TEXT_REPORT_BY_NAME));
	sheet_head(s, TEXT_REPORT_NUMBER_HEAD);
	sheet_head(s, TEXT_REPORT_NAME_HEAD);
	for (size_t q = 0; q < a->form.row_count; q++) {
		buf_add_text(s->out, "<th>");
		html_text(s->out, words_contest(p->definition, q));
		buf_add_text(s->out, "</th>");
	}
	buf_add_text(s->out, "</tr></thead>\n");
	for (size_t i = 0; i < s->m->person_count; i++) {
		const struct open_vote *vote = vote_of(a, i);

		if (!vote)
			continue;
		buf_add_text(s->out, "<tr>");
		sheet_cell(s, s->m->persons[i].number);
		sheet_name(s, s->m->persons[i].name);
		for (size_t q = 0; q < a->form.row_count; q++)
			sheet_cell(s, words_option(s->lang, json_array_get(words_scale(p->definition, q), vote->marks[q])));
		buf_add_text(s->out, "</tr>\n");
	}
	buf_add_text(s->out, "</table>\n");
}

static void add_line(const struct sheet *s, bool has_words, struct buf *words)
{
	if (!has_words)
		return;
	buf_add_text(s->out, "<p class=meta>");
	sheet_words(s, words);
	buf_add_text(s->out, "</p>\n");
}

void report_ways(const struct sheet *s, const struct poll *p, const struct attempt *a)
{
	struct buf papers = { 0 }, told = { 0 };

	add_line(s, words_papers(&papers, s->lang, p, a), &papers);
	add_line(s, words_told(&told, s->lang, s->m, a), &told);
	if (a->electronic || (a->papers && a->counts && is_unaccounted(p, a)))
		add_parts(s, p, a);
	if (a->vote_count && a->counts)
		add_votes(s, p, a);
}
