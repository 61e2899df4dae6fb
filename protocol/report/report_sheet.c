/* report_sheet.c - the result sheet of one attempt (HALL 6.4): figures, votes, verdict with its
 * formula, lines to sign, the closing head. */
#include "protocol/report/report_internal.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_SIZE = 24 };

static size_t contest_count(const struct poll *p)
{
	return json_array_size(json_object_get(p->definition, "contests"));
}

static int64_t count_of(const struct attempt *a, size_t contest, size_t option)
{
	return json_integer_value(json_array_get(json_array_get(a->counts, contest), option));
}

/* ---- outcome in short ---- */

static const char *outcome(const struct sheet *s, const struct attempt *a, size_t contest)
{
	return words_outcome(s->lang, a->verdict, contest);
}

/* "满意 5 项" for each outcome that occurs, in the order of first occurrence. */
static void add_outcome_counts(const struct sheet *s, const struct poll *p, const struct attempt *a)
{
	size_t count = contest_count(p);

	for (size_t q = 0; q < count; q++) {
		size_t same = 0, before = 0;
		char digits[NUMBER_SIZE];
		struct buf words = { 0 };

		for (size_t r = 0; r < count; r++) {
			same += !strcmp(outcome(s, a, r), outcome(s, a, q));
			before += r < q && !strcmp(outcome(s, a, r), outcome(s, a, q));
		}
		if (before)
			continue;
		snprintf(digits, sizeof(digits), "%zu", same);
		buf_add_text(&words, q ? text(s->lang, TEXT_FORMULA_THEN) : "");
		text_fill(&words, s->lang, TEXT_REPORT_COUNT_OF,
			  (const char *const[]){ outcome(s, a, q), digits }, 2);
		sheet_words(s, &words);
	}
}

static void add_elected(const struct sheet *s, const struct attempt *a)
{
	struct buf words = { 0 };

	words_filled(&words, s->lang, TEXT_HALL_ELECTED, (int64_t)json_array_size(json_object_get(a->verdict, "elected")));
	sheet_words(s, &words);
}

void report_sheet_outcome(const struct sheet *s, const struct poll *p, const struct attempt *a)
{
	struct buf words = { 0 };

	if (words_fate(&words, s->lang, p, a)) {
		sheet_words(s, &words);
		return;
	}
	if (words_is_election(p->definition))
		add_elected(s, a);
	else if (contest_count(p) == 1)
		html_text(s->out, outcome(s, a, 0));
	else
		add_outcome_counts(s, p, a);
	if (a->state == ATTEMPT_COUNTED)
		html_text(s->out, text(s->lang, TEXT_REPORT_UNPUBLISHED));
}

/* ---- top of the sheet ---- */

static void add_times(const struct sheet *s, const struct attempt *a)
{
	const int64_t at[] = { a->closed_at, a->counted_at };
	static const enum text_id ids[] = { TEXT_REPORT_CLOSED, TEXT_REPORT_COUNTED };
	struct buf date = { 0 }, clock = { 0 };

	words_date(&date, s->lang, a->opened_at);
	words_clock(&clock, a->opened_at);
	text_fill(s->out, s->lang, TEXT_REPORT_OPENED, (const char *const[]){ buf_text(&date), buf_text(&clock) }, 2);
	buf_release(&date);
	for (size_t i = 0; i < 2 && at[i]; i++) {
		buf_drop(&clock, clock.len);
		words_clock(&clock, at[i]);
		text_fill(s->out, s->lang, ids[i], (const char *const[]){ buf_text(&clock) }, 1);
	}
	buf_release(&clock);
}

static void add_figures(const struct sheet *s, const struct attempt *a)
{
	const char *names[WORDS_FIGURES];
	int64_t figures[WORDS_FIGURES];

	words_figures(names, figures, s->lang, a);
	buf_add_text(s->out, "<table><tr>");
	for (size_t i = 0; i < WORDS_FIGURES; i++)
		buf_addf(s->out, "<th>%s</th>", names[i]);
	buf_add_text(s->out, "</tr><tr>");
	for (size_t i = 0; i < WORDS_FIGURES; i++)
		sheet_number(s, figures[i]);
	buf_add_text(s->out, "</tr></table>\n");
}

static void add_remark(const struct sheet *s, enum text_id id, int64_t count)
{
	char digits[NUMBER_SIZE];

	if (!count)
		return;
	snprintf(digits, sizeof(digits), "%lld", (long long)count);
	buf_add_text(s->out, "<div class=meta>");
	sheet_line(s, id, (const char *const[]){ digits }, 1);
	buf_add_text(s->out, "</div>");
}

static void add_top(const struct sheet *s, size_t item, const struct poll *p, const struct attempt *a)
{
	char digits[NUMBER_SIZE];
	struct buf words = { 0 };

	sheet_title(s, TEXT_REPORT_SHEET);
	buf_add_text(s->out, "<h2>");
	snprintf(digits, sizeof(digits), "%zu", item);
	text_fill(&words, s->lang, TEXT_REPORT_ITEM, (const char *const[]){ digits, p->title }, 2);
	sheet_words(s, &words);
	buf_add_text(s->out, "</h2>\n<p class=meta>");
	words = (struct buf){ 0 };
	words_kind(&words, s->lang, p);
	sheet_words(s, &words);
	buf_add_text(s->out, " · ");
	snprintf(digits, sizeof(digits), "%u", a->number);
	text_fill(s->out, s->lang, TEXT_REPORT_ATTEMPT, (const char *const[]){ digits }, 1);
	buf_add_text(s->out, " · ");
	add_times(s, a);
	buf_add_text(s->out, " · ");
	words = (struct buf){ 0 };
	words_way(&words, s->lang, a);
	sheet_words(s, &words);
	buf_add_text(s->out, "</p>\n");
	add_figures(s, a);
	report_forms(s, p, a);
	add_remark(s, TEXT_REPORT_WITHOUT_SLIP, a->without_slip);
	add_remark(s, TEXT_REPORT_TESTED, a->tested);
	add_remark(s, TEXT_REPORT_ASSISTS, a->assists);
}

/* ---- votes ---- */

static void add_vote(const struct sheet *s, enum words_mark mark, const char *name, int64_t count, int64_t base)
{
	static const char *const symbols[WORDS_MARK_COUNT] = { [WORDS_YES] = "yes", [WORDS_NO] = "no", [WORDS_ABSTAIN] = "abstain",
							       [WORDS_NOT_VOTED] = "none" };

	buf_add_text(s->out, "<tr><td>");
	if (symbols[mark])
		buf_addf(s->out, "<svg class=mark aria-hidden=true><use href=\"#%s\"/></svg>", symbols[mark]);
	html_text(s->out, name);
	buf_addf(s->out, "</td><td><b>%lld</b></td><td>", (long long)count);
	words_percent(s->out, count, base);
	buf_add_text(s->out, "</td></tr>\n");
}

static void add_single(const struct sheet *s, const struct poll *p, const struct attempt *a)
{
	const json_t *option;
	const char *base_name;
	int64_t base = words_base(&base_name, s->lang, p->definition, a->verdict, 0);
	size_t o;

	buf_add_text(s->out, "<table class=votes><tr>");
	sheet_head(s, TEXT_REPORT_VOTE_HEAD);
	sheet_head(s, TEXT_REPORT_COUNT_HEAD);
	buf_add_text(s->out, "<th>");
	text_fill(s->out, s->lang, TEXT_REPORT_SHARE_HEAD, &base_name, 1);
	buf_add_text(s->out, "</th></tr>\n");
	json_array_foreach(words_scale(p->definition, 0), o, option)
		add_vote(s, words_mark(option), words_option(s->lang, option), count_of(a, 0, o), base);
	if (words_unaccounted(p, a, 0))
		add_vote(s, WORDS_PLAIN, text(s->lang, TEXT_REPORT_UNACCOUNTED), words_unaccounted(p, a, 0), base);
	add_vote(s, WORDS_NOT_VOTED, text(s->lang, TEXT_REPORT_NOT_VOTED), a->issued - attempt_returned(a), base);
	buf_add_text(s->out, "</table>\n");
}

/* Does the rule come to something, or are counts and rates all there is? */
static bool decides(const struct poll *p)
{
	const json_t *rule = json_object_get(p->definition, "rule");

	return strcmp(json_string_value(json_object_get(rule, "type")), "ladder") != 0 || json_array_size(json_object_get(rule, "steps")) > 0;
}

/* A line of a table with many: count and percentage in each option's column, each rate, the outcome where there is one. */
static void add_row(const struct sheet *s, const struct poll *p, const struct attempt *a, size_t contest)
{
	const json_t *rate, *rates = json_object_get(json_array_get(json_object_get(a->verdict, "contests"), contest), "rates");
	const char *base_name;
	int64_t base = words_base(&base_name, s->lang, p->definition, a->verdict, contest);
	size_t count = json_array_size(words_scale(p->definition, contest)), i;

	buf_add_text(s->out, "<tr>");
	if (words_is_election(p->definition))
		sheet_name(s, words_contest(p->definition, contest));
	else
		sheet_cell(s, words_contest(p->definition, contest));
	for (size_t o = 0; o < count; o++) {
		buf_addf(s->out, "<td>%lld <small>", (long long)count_of(a, contest, o));
		words_percent(s->out, count_of(a, contest, o), base);
		buf_add_text(s->out, "</small></td>");
	}
	json_array_foreach(rates, i, rate) {
		struct buf words = { 0 };

		buf_add_text(s->out, "<td>");
		words_rate(&words, s->lang, p->definition, rate, contest);
		sheet_words(s, &words);
		buf_add_text(s->out, "</td>");
	}
	if (decides(p)) {
		buf_add_text(s->out, "<td><b>");
		html_text(s->out, outcome(s, a, contest));
		buf_add_text(s->out, "</b></td>");
	}
	buf_add_text(s->out, "</tr>\n");
}

/* The table's head, which stands again on every page that it takes; `scale` is its index. */
static void add_row_head(const struct sheet *s, const struct poll *p, json_int_t scale_index)
{
	const json_t *scale = json_array_get(json_object_get(p->definition, "scales"), (size_t)scale_index);
	const json_t *option, *rate;
	size_t i;

	buf_add_text(s->out, "<table class=\"rows left\"><thead><tr>");
	sheet_head(s, TEXT_REPORT_ROW_HEAD);
	json_array_foreach(scale, i, option) {
		buf_add_text(s->out, "<th>");
		html_text(s->out, words_option(s->lang, option));
		buf_add_text(s->out, "</th>");
	}
	json_array_foreach(json_object_get(p->definition, "rates"), i, rate) {
		if (json_integer_value(json_object_get(rate, "scale")) != scale_index)
			continue;
		buf_add_text(s->out, "<th>");
		html_text(s->out, words_named(s->lang, "RATE_", json_string_value(json_object_get(rate, "name"))));
		buf_add_text(s->out, "</th>");
	}
	if (decides(p))
		sheet_head(s, TEXT_REPORT_OUTCOME_HEAD);
	buf_add_text(s->out, "</tr></thead>\n");
}

/* All contests as tables, a new one wherever the scale changes. */
static void add_rows(const struct sheet *s, const struct poll *p, const struct attempt *a)
{
	const json_t *contests = json_object_get(p->definition, "contests");
	json_int_t head = -1;

	for (size_t q = 0; q < contest_count(p); q++) {
		json_int_t scale = json_integer_value(json_object_get(json_array_get(contests, q), "scale"));

		if (words_is_silent(p->definition, a->counts, q))
			continue;
		if (scale != head) {
			buf_add_text(s->out, head < 0 ? "" : "</table>\n");
			head = scale;
			add_row_head(s, p, scale);
		}
		add_row(s, p, a, q);
	}
	buf_add_text(s->out, head < 0 ? "" : "</table>\n");
}

/* ---- verdict ---- */

/* A line of its own, where there is such a thing to say. */
static void add_sentence(const struct sheet *s, struct buf *words, bool is_there)
{
	if (!is_there)
		return;
	sheet_words(s, words);
	buf_add_text(s->out, "<br>");
	*words = (struct buf){ 0 };
}

static void add_verdict(const struct sheet *s, const struct poll *p, const struct attempt *a)
{
	bool is_single = contest_count(p) == 1;
	struct buf words = { 0 };

	buf_add_text(s->out, is_single ? "<div class=final>" : "<div class=\"final of-rows\">");
	if (is_single || decides(p)) {
		buf_add_text(s->out, "<b>");
		report_sheet_outcome(s, p, a);
		buf_add_text(s->out, "</b>");
	}
	if (is_single) {
		words_formula(&words, s->lang, p->definition, a->verdict, 0);
	} else {
		buf_addf(&words, "%s%s", text(s->lang, TEXT_REPORT_RULE), text(s->lang, TEXT_FORMULA_COLON));
		words_rule(&words, s->lang, p->definition, a);
	}
	buf_add_text(s->out, "<p>");
	add_sentence(s, &words, true);
	bool has_seats = words_seats(&words, s->lang, p->definition, a->verdict);
	if (has_seats)
		words_reduction(&words, s->lang, a);
	add_sentence(s, &words, has_seats);
	add_sentence(s, &words, words_follows(&words, s->lang, s->m, p->definition));
	add_sentence(s, &words, words_order(&words, s->lang, p->definition));
	add_sentence(s, &words, words_surplus(&words, s->lang, s->m, p));
	add_sentence(s, &words, words_caps(&words, s->lang, p->definition, a->verdict));
	if (is_single)
		words_rates(&words, s->lang, p->definition, a->verdict, 0, false);
	add_sentence(s, &words, words.len);
	add_sentence(s, &words, words_electorate(&words, s->lang, p));
	words_quorum(&words, s->lang, a);
	sheet_words(s, &words);
	buf_add_text(s->out, "</p></div>\n");
}

static void add_signs(const struct sheet *s)
{
	static const enum text_id ids[] = { TEXT_REPORT_SIGN_CHIEF, TEXT_REPORT_SIGN_CHAIR, TEXT_REPORT_SIGN_SCRUTINEER,
					    TEXT_REPORT_SIGN_SCRUTINEER, TEXT_REPORT_SIGN_TELLER, TEXT_REPORT_SIGN_DATE };

	buf_add_text(s->out, "<div class=signs>");
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		buf_addf(s->out, "<p><span>%s</span></p>\n", text(s->lang, ids[i]));
	buf_add_text(s->out, "</div>\n");
}

static void add_votes(const struct sheet *s, const struct poll *p, const struct attempt *a)
{
	struct buf note = { 0 };

	if (contest_count(p) == 1)
		add_single(s, p, a);
	else
		add_rows(s, p, a);
	add_verdict(s, p, a);
	report_ways(s, p, a);
	if (words_secrecy(&note, s->lang, p, a)) {
		buf_add_text(s->out, "<p class=meta>");
		sheet_words(s, &note);
		buf_add_text(s->out, "</p>\n");
	}
}

enum err report_sheet(const struct sheet *s, size_t item, const struct poll *p, const struct attempt *a)
{
	struct buf fate = { 0 };
	enum err err = OK;

	buf_add_text(s->out, "<section>\n");
	add_top(s, item, p, a);
	if (words_fate(&fate, s->lang, p, a)) {
		buf_add_text(s->out, "<div class=final><p>");
		sheet_words(s, &fate);
		buf_add_text(s->out, "</p></div>\n");
	} else {
		add_votes(s, p, a);
	}
	add_signs(s);
	if (a->closing_head.size)
		err = sheet_foot(s, &a->closing_head, TEXT_REPORT_SHEET_HEAD_NOTE);
	buf_add_text(s->out, "</section>\n");
	return err;
}
