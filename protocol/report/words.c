/* words.c - see words.h. Integers throughout: nothing printed here is decided on. */
#include "protocol/report/words.h"

#include <stdio.h>
#include <string.h>
#include "protocol/meeting/election.h"
#include "protocol/meeting/profile.h"

enum { ZONE_SECONDS = 8 * 3600, DAY_SECONDS = 86400, NUMBER_SIZE = 24 };

static const char *field(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value ? value : "";
}

static int64_t number(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

/* ---- words that data names ---- */

const char *words_named(enum lang lang, const char *prefix, const char *name)
{
	const char *known = text_named(lang, prefix, name);

	return known ? known : name;
}

const char *words_option(enum lang lang, const json_t *option)
{
	const char *known = lang == LANG_ZH ? NULL : text_named(lang, "OPTION_", field(option, "id"));

	return known ? known : field(option, "text");
}

enum words_mark words_mark(const json_t *option)
{
	static const char *const ids[WORDS_MARK_COUNT] = { [WORDS_YES] = "for", [WORDS_NO] = "against", [WORDS_ABSTAIN] = "abstain" };

	for (int mark = 0; mark < WORDS_MARK_COUNT; mark++)
		if (ids[mark] && !strcmp(ids[mark], field(option, "id")))
			return (enum words_mark)mark;
	return WORDS_PLAIN;
}

void words_kind(struct buf *out, enum lang lang, const struct poll *p)
{
	buf_add_text(out, words_named(lang, "KIND_", p->kind));
	if (p->is_rehearsal)
		buf_addf(out, " · %s", text(lang, TEXT_REHEARSAL));
	if (p->is_limited)
		buf_addf(out, " · %s", text(lang, TEXT_LIMITED));
}

const json_t *words_scale(const json_t *definition, size_t contest)
{
	const json_t *of = json_array_get(json_object_get(definition, "contests"), contest);

	return json_array_get(json_object_get(definition, "scales"), (size_t)number(of, "scale"));
}

const char *words_contest(const json_t *definition, size_t contest)
{
	return field(json_array_get(json_object_get(definition, "contests"), contest), "title");
}

static bool has_place(const json_t *places, size_t contest)
{
	const json_t *place;
	size_t i;

	json_array_foreach(places, i, place)
		if (json_integer_value(place) == (json_int_t)contest)
			return true;
	return false;
}

bool words_is_election(const json_t *definition)
{
	return profile_rule_type(json_object_get(definition, "rule")) != RULE_LADDER;
}

bool words_is_silent(const json_t *definition, const json_t *counts, size_t contest)
{
	const json_t *of = json_array_get(json_object_get(definition, "contests"), contest);

	return words_is_election(definition) && number(of, "scale") == ELECTION_WRITE_INS &&
	       !json_integer_value(json_array_get(json_array_get(counts, contest), 0));
}

const char *words_outcome(enum lang lang, const json_t *verdict, size_t contest)
{
	const char *outcome = json_string_value(json_object_get(json_array_get(json_object_get(verdict, "contests"), contest), "outcome"));

	if (outcome)
		return words_named(lang, "OUTCOME_", outcome);
	if (has_place(json_object_get(verdict, "elected"), contest))
		return text(lang, TEXT_OUTCOME_elected);
	return text(lang, has_place(json_object_get(verdict, "tied"), contest) ? TEXT_OUTCOME_tied : TEXT_OUTCOME_not_elected);
}

/* ---- numbers ---- */

/* A date from days since 1970, by eras of 400 years that begin on 1 March (Howard Hinnant, civil_from_days). */
void words_date(struct buf *out, enum lang lang, int64_t at)
{
	int64_t days = (at + ZONE_SECONDS) / DAY_SECONDS + 719468, era = days / 146097, of_era = days % 146097;
	int64_t era_year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * era_year + era_year / 4 - era_year / 100), from_march = (5 * of_year + 2) / 153;
	int64_t day = of_year - (153 * from_march + 2) / 5 + 1, month = from_march < 10 ? from_march + 3 : from_march - 9;
	char year_text[NUMBER_SIZE], month_text[NUMBER_SIZE], day_text[NUMBER_SIZE];
	int digits = lang == LANG_ZH ? 1 : 2;

	snprintf(year_text, sizeof(year_text), "%lld", (long long)(era_year + era * 400 + (month <= 2)));
	snprintf(month_text, sizeof(month_text), "%0*lld", digits, (long long)month);
	snprintf(day_text, sizeof(day_text), "%0*lld", digits, (long long)day);
	text_fill(out, lang, TEXT_REPORT_DATE, (const char *const[]){ year_text, month_text, day_text }, 3);
}

void words_clock(struct buf *out, int64_t at)
{
	int64_t seconds = (at + ZONE_SECONDS) % DAY_SECONDS;

	buf_addf(out, "%02lld:%02lld:%02lld", (long long)(seconds / 3600), (long long)(seconds / 60 % 60), (long long)(seconds % 60));
}

void words_percent(struct buf *out, int64_t count, int64_t base)
{
	int64_t tenths = rule_tenths(count, base);

	if (tenths < 0)
		buf_add_text(out, "–");
	else
		buf_addf(out, "%lld.%lld%%", (long long)(tenths / 10), (long long)(tenths % 10));
}

/* ---- rules ---- */

/* The threshold of a ladder's step, which the fold has checked. */
static struct threshold threshold_of(const json_t *step)
{
	return (struct threshold){ .num = number(step, "num"), .den = number(step, "den"),
				   .op = strcmp(field(step, "op"), rule_op_name(RULE_GE)) ? RULE_GT : RULE_GE };
}

/* The names of the options that `ids` lists: "满意＋基本满意". */
static void add_counted(struct buf *out, enum lang lang, const json_t *scale, const json_t *ids)
{
	const json_t *id, *option;
	size_t i, j;

	json_array_foreach(ids, i, id) {
		if (i)
			buf_add_text(out, text(lang, TEXT_FORMULA_PLUS));
		json_array_foreach(scale, j, option)
			if (json_equal(json_object_get(option, "id"), id))
				buf_add_text(out, words_option(lang, option));
	}
}

/* "赞成 152 ÷ 实到 210" */
static void add_quotient(struct buf *out, enum lang lang, const json_t *scale, const json_t *part, int64_t count, int64_t base)
{
	add_counted(out, lang, scale, json_object_get(part, "counts"));
	buf_addf(out, " %lld ÷ %s %lld", (long long)count, words_named(lang, "BASE_", field(part, "base")), (long long)base);
}

/* " = 72.4% > 1/2", with the sign that is true. */
static void add_comparison(struct buf *out, const struct threshold *t, int64_t count, int64_t base)
{
	bool is_met = threshold_is_met(t, count, base);
	const char *sign = is_met ? t->op == RULE_GE ? "≥" : ">" : t->op == RULE_GE ? "<" : "≤";

	buf_add_text(out, " = ");
	words_percent(out, count, base);
	buf_addf(out, " %s %lld/%lld", sign, (long long)t->num, (long long)t->den);
}

void words_filled(struct buf *out, enum lang lang, enum text_id id, int64_t value)
{
	char digits[NUMBER_SIZE];

	snprintf(digits, sizeof(digits), "%lld", (long long)value);
	text_fill(out, lang, id, (const char *const[]){ digits }, 1);
}

/* "赞成 43 ÷ 应到 71 = 60.6% > 1/2（须有 36 票）"; in a runoff the votes alone. */
static void add_candidate(struct buf *out, enum lang lang, const json_t *definition, const json_t *verdict, const json_t *scale)
{
	const json_t *rule = json_object_get(definition, "rule");
	struct threshold t = threshold_of(rule);
	int64_t count = number(verdict, "count"), base = number(verdict, "base");

	if (profile_rule_type(rule) == RULE_PLURALITY) {
		add_counted(out, lang, scale, json_object_get(rule, "counts"));
		buf_addf(out, " %lld", (long long)count);
		return;
	}
	add_quotient(out, lang, scale, rule, count, base);
	if (base == 0) {
		buf_add_text(out, text(lang, TEXT_FORMULA_BASE_ZERO));
		return;
	}
	add_comparison(out, &t, count, base);
	words_filled(out, lang, TEXT_FORMULA_REQUIRED, number(verdict, "required"));
}

void words_formula(struct buf *out, enum lang lang, const json_t *definition, const json_t *verdict, size_t contest)
{
	const json_t *steps = json_object_get(json_object_get(definition, "rule"), "steps"), *step;
	const json_t *scale = words_scale(definition, contest);
	size_t i;

	if (words_is_election(definition)) {
		add_candidate(out, lang, definition, json_array_get(json_object_get(verdict, "contests"), contest), scale);
		return;
	}
	json_array_foreach(json_object_get(json_array_get(json_object_get(verdict, "contests"), contest), "steps"), i, step) {
		const json_t *of = json_array_get(steps, i);
		struct threshold t = threshold_of(of);
		int64_t count = number(step, "count"), base = number(step, "base");

		if (i)
			buf_add_text(out, text(lang, TEXT_FORMULA_THEN));
		add_quotient(out, lang, scale, of, count, base);
		if (base == 0) {
			buf_add_text(out, text(lang, TEXT_FORMULA_BASE_ZERO));
			continue;
		}
		add_comparison(out, &t, count, base);
		words_filled(out, lang, TEXT_FORMULA_REQUIRED, number(step, "required"));
	}
}

/* The definition's rate of that name for the contest's scale. */
static const json_t *rate_of(const json_t *definition, size_t contest, const char *name)
{
	const json_t *of = json_array_get(json_object_get(definition, "contests"), contest), *rate;
	size_t i;

	json_array_foreach(json_object_get(definition, "rates"), i, rate)
		if (!strcmp(field(rate, "name"), name) && json_equal(json_object_get(rate, "scale"), json_object_get(of, "scale")))
			return rate;
	return NULL;
}

/* A share as a percentage, a weighted score as a number with two decimals; half up. */
static void add_rate_value(struct buf *out, enum lang lang, const json_t *of, const json_t *rate)
{
	int64_t count = number(rate, "count"), base = number(rate, "base"), hundredths = base ? (count * 200 + base) / (2 * base) : 0;

	if (!json_object_get(of, "weights"))
		words_percent(out, count, base);
	else if (base)
		buf_addf(out, "%lld.%02lld", (long long)(hundredths / 100), (long long)(hundredths % 100));
	else
		buf_add_text(out, "–");
	if (json_is_true(json_object_get(rate, "below"))) {
		struct buf share = { 0 };
		const json_t *flag = json_object_get(of, "flag");

		words_percent(&share, number(flag, "num"), number(flag, "den"));
		text_fill(out, lang, TEXT_FORMULA_BELOW, (const char *const[]){ buf_text(&share) }, 1);
		buf_release(&share);
	}
}

void words_rate(struct buf *out, enum lang lang, const json_t *definition, const json_t *rate, size_t contest)
{
	add_rate_value(out, lang, rate_of(definition, contest, field(rate, "name")), rate);
}

void words_rates(struct buf *out, enum lang lang, const json_t *definition, const json_t *verdict, size_t contest, bool is_short)
{
	const json_t *decided = json_array_get(json_object_get(verdict, "contests"), contest), *rate;
	size_t i;

	json_array_foreach(json_object_get(decided, "rates"), i, rate) {
		const json_t *of = rate_of(definition, contest, field(rate, "name"));

		buf_addf(out, "%s%s%s", i ? text(lang, TEXT_FORMULA_THEN) : "", words_named(lang, "RATE_", field(rate, "name")),
			 is_short ? " " : text(lang, TEXT_FORMULA_COLON));
		if (!is_short && json_object_get(of, "counts")) {
			add_quotient(out, lang, words_scale(definition, contest), of, number(rate, "count"), number(rate, "base"));
			buf_add_text(out, " = ");
		}
		add_rate_value(out, lang, of, rate);
	}
	if (json_object_get(decided, "place"))
		words_filled(out, lang, TEXT_FORMULA_PLACE, number(decided, "place"));
}

/* "满意 > 应到 71 × 1/2（须有 36 票）", or without figures "满意 > 应到 × 1/2". Of votes cast there is another
 * number for each contest, so it is left out. */
static void add_threshold(struct buf *out, enum lang lang, const json_t *definition, const json_t *part, const struct figures *f)
{
	struct threshold t = threshold_of(part);
	bool has_number = rule_base_read(&t.base, field(part, "base")) && t.base != BASE_CAST && f;
	int64_t base = has_number ? rule_base_count(f, t.base, 0) : 0;

	add_counted(out, lang, words_scale(definition, 0), json_object_get(part, "counts"));
	buf_addf(out, " %s %s", t.op == RULE_GE ? "≥" : ">", words_named(lang, "BASE_", field(part, "base")));
	if (has_number)
		buf_addf(out, " %lld", (long long)base);
	buf_addf(out, " × %lld/%lld", (long long)t.num, (long long)t.den);
	if (has_number)
		words_filled(out, lang, TEXT_FORMULA_REQUIRED, threshold_required(&t, base));
}

static void add_step(struct buf *out, enum lang lang, const json_t *definition, const json_t *step, const struct figures *f)
{
	add_threshold(out, lang, definition, step, f);
	buf_addf(out, "%s%s%s", text(lang, TEXT_FORMULA_COLON), words_named(lang, "OUTCOME_", field(step, "outcome")),
		 text(lang, TEXT_FORMULA_THEN));
}

/* "应选 2 名；赞成 > 应到 71 × 1/2（须有 36 票），始得当选，超过应选名额的按得票多少取足" */
static void add_election_rule(struct buf *out, enum lang lang, const json_t *definition, const struct figures *f)
{
	const json_t *rule = json_object_get(definition, "rule");

	if (f)
		words_filled(out, lang, TEXT_FORMULA_SEATS, number(definition, "seats"));
	if (profile_rule_type(rule) == RULE_PLURALITY) {
		buf_add_text(out, text(lang, TEXT_FORMULA_PLURALITY));
		return;
	}
	add_threshold(out, lang, definition, rule, f);
	buf_add_text(out, text(lang, TEXT_FORMULA_ELECTED));
}

/* Whether an earlier scale has the same rate: it is told once. */
static bool is_told(const json_t *rates, size_t until)
{
	const json_t *rate = json_array_get(rates, until), *other;
	size_t i;

	json_array_foreach(rates, i, other) {
		if (i == until)
			return false;
		if (!strcmp(field(other, "name"), field(rate, "name")) && json_equal(json_object_get(other, "counts"), json_object_get(rate, "counts")) &&
		    !strcmp(field(other, "base"), field(rate, "base")))
			return true;
	}
	return false;
}

static void add_rate_rules(struct buf *out, enum lang lang, const json_t *definition)
{
	const json_t *rate, *rates = json_object_get(definition, "rates"), *scales = json_object_get(definition, "scales");
	size_t i;

	json_array_foreach(rates, i, rate) {
		bool is_sum = json_array_size(json_object_get(rate, "counts")) > 1;

		if (!json_object_get(rate, "counts") || is_told(rates, i))
			continue;
		buf_addf(out, "%s%s%s", text(lang, TEXT_FORMULA_THEN), words_named(lang, "RATE_", field(rate, "name")),
			 text(lang, TEXT_FORMULA_COLON));
		buf_add_text(out, is_sum ? text(lang, TEXT_FORMULA_LEFT) : "");
		add_counted(out, lang, json_array_get(scales, (size_t)number(rate, "scale")), json_object_get(rate, "counts"));
		buf_addf(out, "%s%s", is_sum ? text(lang, TEXT_FORMULA_SUM_OVER) : " ÷ ", words_named(lang, "BASE_", field(rate, "base")));
	}
}

void words_rule(struct buf *out, enum lang lang, const json_t *definition, const struct attempt *a)
{
	const json_t *rule = json_object_get(definition, "rule"), *step;
	struct figures forms[FORMS_MAX], *f = a ? forms : NULL;
	size_t i;

	if (a)
		attempt_figures(forms, a);
	if (words_is_election(definition)) {
		add_election_rule(out, lang, definition, f);
	} else {
		json_array_foreach(json_object_get(rule, "steps"), i, step)
			add_step(out, lang, definition, step, f);
		text_fill(out, lang, json_array_size(json_object_get(rule, "steps")) ? TEXT_FORMULA_OTHERWISE : TEXT_FORMULA_COUNTED,
			  (const char *const[]){ words_named(lang, "OUTCOME_", field(rule, "otherwise")) }, 1);
	}
	add_rate_rules(out, lang, definition);
}

bool words_electorate(struct buf *out, enum lang lang, const struct poll *p)
{
	const json_t *electorate = json_object_get(p->definition, "electorate");
	char named[NUMBER_SIZE];

	snprintf(named, sizeof(named), "%zu", json_array_size(json_object_get(electorate, "numbers")));
	switch (p->electorate) {
	case ELECTORATE_ALL:
		return false;
	case ELECTORATE_UNIT:
		text_fill(out, lang, TEXT_REPORT_ELECTORATE_UNIT, (const char *const[]){ p->unit }, 1);
		return true;
	case ELECTORATE_LIST:
		text_fill(out, lang, TEXT_REPORT_ELECTORATE_LIST, (const char *const[]){ named }, 1);
		return true;
	case ELECTORATE_EXCEPT:
		text_fill(out, lang, TEXT_REPORT_ELECTORATE_EXCEPT, (const char *const[]){ named, field(electorate, "reason") }, 2);
		return true;
	}
	return false;
}

void words_quorum_rule(struct buf *out, enum lang lang, const struct threshold *t)
{
	buf_addf(out, "%s %s %s × %lld/%lld", text(lang, TEXT_BASE_PRESENT), t->op == RULE_GE ? "≥" : ">",
		 text(lang, TEXT_BASE_EXPECTED), (long long)t->num, (long long)t->den);
}

void words_quorum(struct buf *out, enum lang lang, const struct attempt *a)
{
	buf_addf(out, "%s%s%s %lld ÷ %s %lld", text(lang, TEXT_REPORT_QUORUM), text(lang, TEXT_FORMULA_COLON), text(lang, TEXT_BASE_PRESENT),
		 (long long)a->quorum_present, text(lang, TEXT_BASE_EXPECTED), (long long)a->quorum_expected);
	add_comparison(out, &a->quorum, a->quorum_present, a->quorum_expected);
	words_filled(out, lang,
		   threshold_is_met(&a->quorum, a->quorum_present, a->quorum_expected) ? TEXT_FORMULA_REQUIRED_PRESENT : TEXT_FORMULA_MISSED_PRESENT,
		   threshold_required(&a->quorum, a->quorum_expected));
}

int64_t words_base(const char **name, enum lang lang, const json_t *definition, const json_t *verdict, size_t contest)
{
	const json_t *rule = json_object_get(definition, "rule"), *step = json_array_get(json_object_get(rule, "steps"), 0);
	const json_t *decided = json_array_get(json_object_get(verdict, "contests"), contest),
		*rate = json_array_get(json_object_get(decided, "rates"), 0);

	if (words_is_election(definition)) {
		*name = profile_rule_type(rule) == RULE_PLURALITY ? text(lang, TEXT_BASE_VALID) : words_named(lang, "BASE_", field(rule, "base"));
		return number(decided, "base");
	}
	if (step) {
		*name = words_named(lang, "BASE_", field(step, "base"));
		return number(json_array_get(json_object_get(decided, "steps"), 0), "base");
	}
	/* nothing is decided: the base that its rate is of */
	*name = words_named(lang, "BASE_", field(rate_of(definition, contest, field(rate, "name")), "base"));
	return number(rate, "base");
}

bool words_limited(struct buf *out, enum lang lang, const struct meeting *m)
{
	int64_t count = 0;

	for (size_t i = 0; i < m->poll_count; i++)
		count += m->polls[i]->is_limited && m->polls[i]->attempt_count;
	if (count)
		words_filled(out, lang, TEXT_LIMITED_RECORD, count);
	return count > 0;
}

/* ---- attempts and people ---- */

/* "演练：收到 69 张 ÷ 实到 70 = 98.6% ≥ 98/100，达到要求" */
static void add_rehearsed(struct buf *out, enum lang lang, const struct attempt *a)
{
	const struct threshold t = { .num = number(a->verdict, "num"), .den = number(a->verdict, "den"), .op = RULE_GE };
	int64_t returned = number(a->verdict, "returned"), base = number(a->verdict, "base");

	buf_addf(out, "%s%s%s %lld ÷ %s %lld", text(lang, TEXT_REHEARSAL), text(lang, TEXT_FORMULA_COLON), text(lang, TEXT_BASE_RETURNED),
		 (long long)returned, text(lang, TEXT_BASE_PRESENT), (long long)base);
	add_comparison(out, &t, returned, base);
	buf_add_text(out, text(lang, json_is_true(json_object_get(a->verdict, "met")) ? TEXT_REHEARSAL_MET : TEXT_REHEARSAL_NOT_MET));
}

bool words_fate(struct buf *out, enum lang lang, const struct poll *p, const struct attempt *a)
{
	char returned[NUMBER_SIZE], minimum[NUMBER_SIZE];

	switch (a->state) {
	case ATTEMPT_COUNTED:
	case ATTEMPT_PUBLISHED:
		return false;
	case ATTEMPT_VOID:
		text_fill(out, lang, TEXT_REPORT_VOID,
			  (const char *const[]){ a->void_reason ? a->void_reason : text(lang, TEXT_REPORT_OVERFULL) }, 1);
		return true;
	case ATTEMPT_NOT_OPENED:
		snprintf(returned, sizeof(returned), "%lld", (long long)a->returned);
		snprintf(minimum, sizeof(minimum), "%lld", (long long)p->minimum);
		text_fill(out, lang, TEXT_REPORT_NOT_OPENED, (const char *const[]){ returned, minimum }, 2);
		return true;
	case ATTEMPT_REHEARSED:
		add_rehearsed(out, lang, a);
		return true;
	case ATTEMPT_OPEN:
	case ATTEMPT_HELD:
	case ATTEMPT_CLOSED:
	case ATTEMPT_STATE_COUNT:
		break;
	}
	if (attempt_awaits_paper(a)) {
		buf_add_text(out, text(lang, TEXT_STATE_AWAITS_PAPER));
		return true;
	}
	buf_add_text(out, words_named(lang, "STATE_", attempt_state_name(a->state)));
	return true;
}

void words_figures(const char *names[WORDS_FIGURES], int64_t figures[WORDS_FIGURES], enum lang lang, const struct attempt *a)
{
	static const enum text_id ids[WORDS_FIGURES] = { TEXT_BASE_EXPECTED, TEXT_BASE_PRESENT, TEXT_FIGURE_ISSUED, TEXT_BASE_RETURNED,
							 TEXT_FIGURE_VALID, TEXT_FIGURE_INVALID, TEXT_FIGURE_NOT_VOTED };
	struct figures f[FORMS_MAX];
	int64_t values[WORDS_FIGURES];

	attempt_figures(f, a);
	memcpy(values, (const int64_t[]){ f->expected, f->present, f->issued, f->returned, f->returned - f->invalid,
					  f->invalid, f->issued - f->returned }, sizeof(values));
	for (size_t i = 0; i < WORDS_FIGURES; i++) {
		names[i] = text(lang, ids[i]);
		figures[i] = values[i];
	}
}

enum words_presence words_presence(const struct person *p, size_t sitting)
{
	const struct attendance *a = &p->sittings[sitting - 1];

	switch (a->presence) {
	case PRESENCE_IN: return WORDS_CAME;
	case PRESENCE_LEFT: return WORDS_WENT;
	case PRESENCE_AWAY: break;
	}
	return p->is_on_leave ? WORDS_ON_LEAVE : WORDS_ABSENT;
}

const char *words_presence_name(enum lang lang, enum words_presence presence)
{
	static const enum text_id ids[WORDS_PRESENCE_COUNT] = { TEXT_PRESENCE_CAME, TEXT_PRESENCE_WENT, TEXT_PRESENCE_ON_LEAVE,
								TEXT_PRESENCE_ABSENT };

	return text(lang, ids[presence]);
}

bool words_anomalies(struct buf *out, enum lang lang, int64_t open, int64_t settled)
{
	char all[24], done[24], left[24];

	if (!open && !settled)
		return false;
	snprintf(all, sizeof(all), "%lld", (long long)(open + settled));
	snprintf(done, sizeof(done), "%lld", (long long)settled);
	snprintf(left, sizeof(left), "%lld", (long long)open);
	text_fill(out, lang, TEXT_REPORT_ANOMALIES, (const char *const[]){ all, done, left }, 3);
	return true;
}
