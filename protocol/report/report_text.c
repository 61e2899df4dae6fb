/* report_text.c - see report.h: results for a terminal, in columns that hold with Chinese characters of double width. */
#include "protocol/report/report_internal.h"

#include <stdio.h>
#include <string.h>
#include "protocol/text/visible.h"

enum { NUMBER_SIZE = 24, COUNT_COLUMNS = 8, SHARE_COLUMNS = 9 };

/* ---- columns ---- */

/* Columns that a character takes: two for East Asian wide and fullwidth (Unicode TR 11). */
static size_t char_columns(uint32_t c)
{
	static const struct { uint32_t from, to; } wide[] = { { 0x1100, 0x115F }, { 0x2E80, 0xA4CF }, { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF },
							      { 0xFE30, 0xFE6F }, { 0xFF00, 0xFF60 }, { 0xFFE0, 0xFFE6 }, { 0x20000, 0x3FFFD } };

	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (c >= wide[i].from && c <= wide[i].to)
			return 2;
	return 1;
}

/* `words` is valid UTF-8, as all text of a record and of the catalogue is. */
static size_t text_columns(const char *words)
{
	size_t columns = 0;

	while (*words) {
		unsigned char lead = (unsigned char)*words++;
		uint32_t c = lead < 0x80 ? lead : lead < 0xE0 ? lead & 0x1F : lead < 0xF0 ? lead & 0x0F : lead & 0x07;

		while (((unsigned char)*words & 0xC0) == 0x80)
			c = c << 6 | ((unsigned char)*words++ & 0x3F);
		columns += char_columns(c);
	}
	return columns;
}

static void add_spaces(struct buf *out, size_t count)
{
	while (count--)
		buf_add_text(out, " ");
}

static void add_left(struct buf *out, const char *words, size_t columns)
{
	size_t taken = text_columns(words);

	buf_add_text(out, words);
	add_spaces(out, taken < columns ? columns - taken : 0);
}

static void add_right(struct buf *out, const char *words, size_t columns)
{
	size_t taken = text_columns(words);

	add_spaces(out, taken < columns ? columns - taken : 0);
	buf_add_text(out, words);
}

static void add_count(struct buf *out, int64_t count, size_t columns)
{
	char digits[NUMBER_SIZE];

	snprintf(digits, sizeof(digits), "%lld", (long long)count);
	add_right(out, digits, columns);
}

static void add_share(struct buf *out, int64_t count, int64_t base)
{
	struct buf words = { 0 };

	words_percent(&words, count, base);
	add_right(out, buf_text(&words), SHARE_COLUMNS);
	buf_release(&words);
}

/* ---- one attempt ---- */

static int64_t count_of(const struct attempt *a, size_t contest, size_t option)
{
	return json_integer_value(json_array_get(json_array_get(a->counts, contest), option));
}

static void add_figures(struct buf *out, enum lang lang, const struct attempt *a)
{
	const char *names[WORDS_FIGURES];
	int64_t figures[WORDS_FIGURES];

	words_figures(names, figures, lang, a);
	buf_add_text(out, "  ");
	for (size_t i = 0; i < WORDS_FIGURES; i++)
		buf_addf(out, "%s%s %lld", i ? "  " : "", names[i], (long long)figures[i]);
	buf_add_text(out, "\n");
}

static void add_option(struct buf *out, enum words_mark mark, const char *name, size_t columns, int64_t count, int64_t base)
{
	static const char *const signs[WORDS_MARK_COUNT] = { " ", "○", "✕", "△", "…" };

	buf_addf(out, "  %s ", signs[mark]);
	add_left(out, name, columns);
	add_count(out, count, COUNT_COLUMNS);
	add_share(out, count, base);
	buf_add_text(out, "\n");
}

static void add_single(struct buf *out, enum lang lang, const struct poll *p, const struct attempt *a)
{
	const char *base_name, *not_voted = text(lang, TEXT_FIGURE_NOT_VOTED);
	int64_t base = words_base(&base_name, lang, p->definition, a->verdict, 0);
	const json_t *scale = words_scale(p->definition, 0), *option;
	size_t columns = text_columns(not_voted), o;

	json_array_foreach(scale, o, option)
		if (text_columns(words_option(lang, option)) > columns)
			columns = text_columns(words_option(lang, option));
	json_array_foreach(scale, o, option)
		add_option(out, words_mark(option), words_option(lang, option), columns, count_of(a, 0, o), base);
	add_option(out, WORDS_NOT_VOTED, not_voted, columns, a->issued - attempt_returned(a), base);
	buf_addf(out, "  %s  ", words_outcome(lang, a->verdict, 0));
	words_formula(out, lang, p->definition, a->verdict, 0);
	buf_add_text(out, "\n");
	if (json_array_size(json_object_get(p->definition, "rates"))) {
		buf_add_text(out, "  ");
		words_rates(out, lang, p->definition, a->verdict, 0, false);
		buf_add_text(out, "\n");
	}
}

/* The head of columns of a scale; `columns` is the width of the first. */
static void add_row_head(struct buf *out, enum lang lang, const json_t *scale, size_t columns)
{
	const json_t *option;
	size_t o;

	buf_add_text(out, "  ");
	add_left(out, text(lang, TEXT_REPORT_ROW_HEAD), columns);
	json_array_foreach(scale, o, option) {
		buf_add_text(out, "  ");
		add_right(out, words_option(lang, option), COUNT_COLUMNS);
	}
	buf_addf(out, "  %s\n", text(lang, TEXT_REPORT_OUTCOME_HEAD));
}

static void add_row(struct buf *out, enum lang lang, const struct poll *p, const struct attempt *a, size_t contest, size_t columns)
{
	const json_t *scale = words_scale(p->definition, contest), *option;
	size_t o;

	buf_add_text(out, "  ");
	add_left(out, words_contest(p->definition, contest), columns);
	json_array_foreach(scale, o, option) {
		size_t taken = text_columns(words_option(lang, option));

		buf_add_text(out, "  ");
		add_count(out, count_of(a, contest, o), taken > COUNT_COLUMNS ? taken : COUNT_COLUMNS);
	}
	buf_addf(out, "  %s", words_outcome(lang, a->verdict, contest));
	if (json_array_size(json_object_get(p->definition, "rates"))) {
		buf_add_text(out, "  ");
		words_rates(out, lang, p->definition, a->verdict, contest, true);
	}
	buf_add_text(out, "\n");
}

static void add_rows(struct buf *out, enum lang lang, const struct poll *p, const struct attempt *a)
{
	size_t count = json_array_size(json_object_get(p->definition, "contests")), columns = text_columns(text(lang, TEXT_REPORT_ROW_HEAD));
	const json_t *scale = NULL;

	for (size_t q = 0; q < count; q++)
		if (text_columns(words_contest(p->definition, q)) > columns)
			columns = text_columns(words_contest(p->definition, q));
	for (size_t q = 0; q < count; q++) {
		if (words_is_silent(p->definition, a->counts, q))
			continue;
		if (words_scale(p->definition, q) != scale) {
			scale = words_scale(p->definition, q);
			add_row_head(out, lang, scale, columns);
		}
		add_row(out, lang, p, a, q, columns);
	}
	buf_addf(out, "  %s%s", text(lang, TEXT_REPORT_RULE), text(lang, TEXT_FORMULA_COLON));
	words_rule(out, lang, p->definition, a);
	buf_add_text(out, "\n");
}

/* A sentence as a line of its own, if there is one; `note` is empty again. */
static void add_note(struct buf *out, struct buf *note, bool has_one)
{
	if (has_one)
		buf_addf(out, "  %s\n", buf_text(note));
	out->failed |= note->failed;
	buf_drop(note, note->len);
}

/* Also what the sheet says below the votes. */
static void add_votes(struct buf *out, enum lang lang, const struct meeting *m, const struct poll *p, const struct attempt *a)
{
	struct buf note = { 0 };

	if (json_array_size(json_object_get(p->definition, "contests")) == 1)
		add_single(out, lang, p, a);
	else
		add_rows(out, lang, p, a);
	bool has_seats = words_seats(&note, lang, p->definition, a->verdict);
	if (has_seats)
		words_reduction(&note, lang, a);
	add_note(out, &note, has_seats);
	add_note(out, &note, words_follows(&note, lang, m, p->definition));
	add_note(out, &note, words_order(&note, lang, p->definition));
	add_note(out, &note, words_surplus(&note, lang, m, p));
	add_note(out, &note, words_caps(&note, lang, p->definition, a->verdict));
	add_note(out, &note, words_secrecy(&note, lang, p, a));
	buf_release(&note);
}

static void add_attempt(struct buf *out, enum lang lang, const struct meeting *m, const struct poll *p, const struct attempt *a)
{
	char digits[NUMBER_SIZE], head[HEAD_TEXT_SIZE];
	struct buf fate = { 0 }, electorate = { 0 };

	snprintf(digits, sizeof(digits), "%u", a->number);
	buf_add_text(out, "  ");
	text_fill(out, lang, TEXT_REPORT_ATTEMPT, (const char *const[]){ digits }, 1);
	buf_addf(out, "  %s  ", words_named(lang, "STATE_", attempt_state_name(a->state)));
	words_way(out, lang, a);
	buf_add_text(out, "\n");
	add_figures(out, lang, a);
	if (a->assists)
		words_filled(&fate, lang, TEXT_REPORT_ASSISTS, a->assists);
	add_note(out, &fate, a->assists);
	if (words_papers(&fate, lang, p, a))
		buf_addf(out, "  %s\n", buf_text(&fate));
	buf_drop(&fate, fate.len);
	if (words_fate(&fate, lang, p, a))
		buf_addf(out, "  %s\n", buf_text(&fate));
	else
		add_votes(out, lang, m, p, a);
	if (words_electorate(&electorate, lang, p))
		buf_addf(out, "  %s\n", buf_text(&electorate));
	buf_release(&electorate);
	buf_release(&fate);
	buf_add_text(out, "  ");
	words_quorum(out, lang, a);
	if (a->closing_head.size) {
		head_show(head, &a->closing_head);
		buf_addf(out, "\n  %s %s", text(lang, TEXT_REPORT_HEAD), head);
	}
	buf_add_text(out, "\n");
}

static void add_poll(struct buf *out, const struct meeting *m, const struct poll *p, enum lang lang)
{
	buf_addf(out, "%s · ", p->title);
	words_kind(out, lang, p);
	buf_add_text(out, "\n");
	if (!p->attempt_count)
		buf_addf(out, "  %s\n", text(lang, TEXT_STATE_draft));
	for (size_t i = 0; i < p->attempt_count; i++)
		add_attempt(out, lang, m, p, p->attempts[i]);
}

/* ---- the whole ---- */

static void add_sitting(struct buf *out, enum lang lang, const struct meeting *m, size_t sitting)
{
	struct attendance_totals totals;
	struct anomaly_totals anomalies;

	report_attendance_totals(&totals, m, sitting, NULL);
	buf_addf(out, "%s%s%s %lld", m->sittings[sitting - 1].name, text(lang, TEXT_FORMULA_COLON), text(lang, TEXT_BASE_EXPECTED),
		 (long long)totals.expected);
	for (int state = 0; state < WORDS_PRESENCE_COUNT; state++)
		buf_addf(out, "  %s %lld", words_presence_name(lang, (enum words_presence)state), (long long)totals.states[state]);
	buf_addf(out, "  %s %lld\n", text(lang, TEXT_REPORT_OBSERVERS), (long long)totals.others);
	report_anomalies(&anomalies, m, sitting);
	if (words_anomalies(out, lang, anomalies.open, anomalies.settled))
		buf_add_text(out, "\n");
}

static void add_meeting(struct buf *out, const struct meeting *m, enum lang lang)
{
	buf_addf(out, "%s\n", m->name);
	if (words_limited(out, lang, m))
		buf_add_text(out, "\n");
	for (size_t i = 1; i <= m->sitting_count; i++)
		if (m->sittings[i - 1].was_opened)
			add_sitting(out, lang, m, i);
	for (size_t i = 0; i < m->poll_count; i++) {
		buf_addf(out, "\n%zu. ", i + 1);
		add_poll(out, m, m->polls[i], lang);
	}
}

/* Names may be anyone's; `words` is released. */
static void add_visible(struct buf *out, struct buf *words)
{
	visible_add(out, buf_text(words));
	out->failed |= words->failed;
	buf_release(words);
}

void report_text(struct buf *out, const struct meeting *m, enum lang lang)
{
	struct buf words = { 0 };

	add_meeting(&words, m, lang);
	add_visible(out, &words);
}

void report_text_poll(struct buf *out, const struct meeting *m, const struct poll *p, enum lang lang)
{
	struct buf words = { 0 };

	add_poll(&words, m, p, lang);
	add_visible(out, &words);
}
