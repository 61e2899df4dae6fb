/* report_rows.c - see report_rows.h. */
#include "protocol/report/report_rows.h"

#include <string.h>
#include "protocol/report/words.h"

static void add_heads(const struct rows_sink *out, enum lang lang, const enum text_id *ids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		out->text(out->arg, text(lang, ids[i]));
	out->end(out->arg);
}

static void add_time(const struct rows_sink *out, int64_t at)
{
	struct buf words = { 0 };

	if (at) {
		/* the form that sorts, in either language */
		words_date(&words, LANG_EN, at);
		buf_add_text(&words, " ");
		words_clock(&words, at);
	}
	out->text(out->arg, buf_text(&words));
	buf_release(&words);
}

/* ---- attendance ---- */

static void add_person(const struct rows_sink *out, const struct meeting *m, enum lang lang, size_t sitting, const struct person *p)
{
	const struct attendance *a = &p->sittings[sitting - 1];

	out->text(out->arg, m->sittings[sitting - 1].name);
	out->text(out->arg, p->number);
	out->text(out->arg, p->name);
	out->text(out->arg, p->unit);
	out->text(out->arg, p->post);
	out->text(out->arg, words_named(lang, "PERSON_", person_role_name(p->role)));
	out->text(out->arg, p->seat);
	out->text(out->arg, words_presence_name(lang, words_presence(p, sitting)));
	add_time(out, a->first_in);
	add_time(out, a->presence == PRESENCE_LEFT ? a->last_out : 0);
	out->text(out->arg, a->by);
	out->end(out->arg);
}

void rows_attendance(const struct rows_sink *out, const struct meeting *m, enum lang lang, size_t sitting)
{
	static const enum text_id heads[] = { TEXT_REPORT_SITTING_HEAD, TEXT_REPORT_NUMBER_HEAD, TEXT_REPORT_NAME_HEAD, TEXT_REPORT_UNIT_HEAD,
					      TEXT_REPORT_POST_HEAD, TEXT_REPORT_ROLE_HEAD, TEXT_REPORT_SEAT_HEAD, TEXT_REPORT_STATUS_HEAD, TEXT_REPORT_IN_HEAD,
					      TEXT_REPORT_OUT_HEAD, TEXT_REPORT_BY_HEAD };

	add_heads(out, lang, heads, sizeof(heads) / sizeof(heads[0]));
	for (size_t s = 1; s <= m->sitting_count; s++) {
		if (!m->sittings[s - 1].was_opened || (sitting && s != sitting))
			continue;
		for (size_t i = 0; i < m->person_count; i++) {
			const struct person *p = &m->persons[i];

			if ((person_is_voter(p) && p->is_active) || p->sittings[s - 1].presence != PRESENCE_AWAY)
				add_person(out, m, lang, s, p);
		}
	}
}

/* ---- results ---- */

/* The cells that all rows of an attempt begin with. */
static void add_attempt(const struct rows_sink *out, enum lang lang, size_t item, const struct poll *p, const struct attempt *a)
{
	const char *names[WORDS_FIGURES];
	int64_t figures[WORDS_FIGURES];

	out->number(out->arg, (int64_t)item);
	out->text(out->arg, p->id);
	out->text(out->arg, p->title);
	out->text(out->arg, words_named(lang, "KIND_", p->kind));
	out->number(out->arg, a->number);
	out->text(out->arg, words_named(lang, "STATE_", attempt_state_name(a->state)));
	add_time(out, a->opened_at);
	add_time(out, a->closed_at);
	words_figures(names, figures, lang, a);
	for (size_t i = 0; i < WORDS_FIGURES; i++)
		out->number(out->arg, figures[i]);
}

static void add_contest(const struct rows_sink *out, enum lang lang, size_t item, const struct poll *p,
			const struct attempt *a, size_t contest)
{
	const json_t *option;
	size_t i;

	json_array_foreach(words_scale(p->definition, contest), i, option) {
		add_attempt(out, lang, item, p, a);
		out->text(out->arg, words_contest(p->definition, contest));
		out->text(out->arg, words_option(lang, option));
		out->number(out->arg, json_integer_value(json_array_get(json_array_get(a->counts, contest), i)));
		out->text(out->arg, words_outcome(lang, a->verdict, contest));
		out->end(out->arg);
	}
}

static void add_counted(const struct rows_sink *out, enum lang lang, size_t item, const struct poll *p, const struct attempt *a)
{
	size_t count = json_array_size(a->counts);

	for (size_t q = 0; q < count; q++)
		if (!words_is_silent(p->definition, a->counts, q))
			add_contest(out, lang, item, p, a, q);
}

void rows_results(const struct rows_sink *out, const struct meeting *m, enum lang lang, const struct rows_reader *reader)
{
	static const enum text_id heads[] = { TEXT_REPORT_ITEM_HEAD, TEXT_REPORT_POLL_HEAD, TEXT_REPORT_TITLE_HEAD,
					      TEXT_REPORT_KIND_HEAD, TEXT_REPORT_ATTEMPT_HEAD, TEXT_REPORT_STATUS_HEAD,
					      TEXT_REPORT_FROM_HEAD, TEXT_REPORT_TO_HEAD, TEXT_BASE_EXPECTED,
					      TEXT_BASE_PRESENT, TEXT_FIGURE_ISSUED, TEXT_BASE_RETURNED, TEXT_FIGURE_VALID,
					      TEXT_FIGURE_INVALID, TEXT_FIGURE_NOT_VOTED, TEXT_REPORT_ROW_HEAD,
					      TEXT_REPORT_VOTE_HEAD, TEXT_REPORT_COUNT_HEAD, TEXT_REPORT_OUTCOME_HEAD };

	add_heads(out, lang, heads, sizeof(heads) / sizeof(heads[0]));
	for (size_t i = 0; i < m->poll_count; i++) {
		const struct poll *p = m->polls[i];

		for (size_t j = 0; j < p->attempt_count; j++) {
			const struct attempt *a = p->attempts[j];

			if (a->counts && a->verdict && reader->sees(reader->arg, p, a)) {
				add_counted(out, lang, i + 1, p, a);
			} else {
				add_attempt(out, lang, i + 1, p, a);
				out->end(out->arg);
			}
		}
	}
}
