/* verdict.c - see verdict.h. */
#include "protocol/meeting/verdict.h"

#include <string.h>
#include "protocol/meeting/elect.h"
#include "protocol/meeting/profile.h"

/* One contest as it is decided. */
struct contest {
	size_t scale_index;
	const json_t *scale, *counts;   /* options; numbers in the same order */
	const struct figures *figures;
	int64_t abstained;
};

/* A poll as it is decided; everything borrowed but what it builds. */
struct decision {
	const json_t *definition, *rule;
	const struct figures *figures;
	struct contest contests[ELECT_MAX];
	size_t count;
};

static int64_t count_of(const json_t *counts, size_t option)
{
	return json_integer_value(json_array_get(counts, option));
}

/* A contest's counts fit its scale, are no less than 0, and add up to VALID (P15.4). */
static enum err open_contest(struct contest *c)
{
	const json_t *option, *count;
	int64_t sum = 0;
	size_t i;

	if (!json_is_array(c->scale) || !json_is_array(c->counts) || json_array_size(c->scale) != json_array_size(c->counts))
		return ERR_RANGE;
	json_array_foreach(c->counts, i, count) {
		int64_t n = json_integer_value(count);

		if (!json_is_integer(count) || n < 0 || n > c->figures->returned)
			return ERR_UNACCOUNTED;
		sum += n;
	}
	if (sum != c->figures->returned - c->figures->invalid)
		return ERR_UNACCOUNTED;
	json_array_foreach(c->scale, i, option) {
		if (json_is_true(json_object_get(option, "abstain")))
			c->abstained += count_of(c->counts, i);
	}
	return OK;
}

static enum err open_contests(struct decision *d, const json_t *counts)
{
	const json_t *contests = json_object_get(d->definition, "contests"), *scales = json_object_get(d->definition, "scales"), *contest;
	enum err err = OK;
	size_t q;

	if (!json_is_array(counts) || json_array_size(contests) != json_array_size(counts) || json_array_size(contests) > ELECT_MAX)
		return ERR_RANGE;
	json_array_foreach(contests, q, contest) {
		size_t scale = (size_t)json_integer_value(json_object_get(contest, "scale"));

		d->contests[q] = (struct contest){ .scale_index = scale, .scale = json_array_get(scales, scale), .counts = json_array_get(counts, q),
						   .figures = d->figures };
		if (err == OK)
			err = open_contest(&d->contests[q]);
	}
	d->count = json_array_size(contests);
	return err;
}

/* ---- counting within a contest ---- */

static bool names_option(const json_t *ids, const json_t *option)
{
	const json_t *id;
	size_t i;

	json_array_foreach(ids, i, id) {
		if (json_equal(json_object_get(option, "id"), id))
			return true;
	}
	return false;
}

/* Sum of the options that `ids` names, each once. */
static int64_t sum_counts(const struct contest *c, const json_t *ids)
{
	const json_t *option;
	int64_t sum = 0;
	size_t i;

	json_array_foreach(c->scale, i, option) {
		if (names_option(ids, option))
			sum += count_of(c->counts, i);
	}
	return sum;
}

static int64_t sum_weights(const struct contest *c, const json_t *weights)
{
	int64_t sum = 0;

	for (size_t i = 0; i < json_array_size(c->counts); i++)
		sum += count_of(c->counts, i) * count_of(weights, i);
	return sum;
}

static int64_t rate_count(const struct contest *c, const struct rate *r)
{
	return r->weights ? sum_weights(c, r->weights) : sum_counts(c, r->counts);
}

/* The rates of the contest's scale. */
static enum err add_rates(json_t *out, const struct contest *c, const json_t *rates)
{
	const char *detail;
	const json_t *object;
	size_t i;

	json_array_foreach(rates, i, object) {
		struct rate r;
		enum err err = profile_rate(&r, object, &detail);

		if (err != OK)
			return err;
		if (r.scale != c->scale_index)
			continue;
		int64_t count = rate_count(c, &r), base = rule_base_count(c->figures, r.base, c->abstained);
		json_t *rate = json_pack("{s:s, s:I, s:I}", "name", r.name, "count", (json_int_t)count, "base", (json_int_t)base);
		/* strict (B34), and so never over nothing */
		if (rate && r.has_flag && json_object_set_new(rate, "below", json_boolean(count * r.flag_den < r.flag_num * base))) {
			json_decref(rate);
			rate = NULL;
		}
		if (json_array_append_new(out, rate))
			return ERR_MEMORY;
	}
	return OK;
}

/* ---- ladders ---- */

/* Climb until a step is met. */
static enum err climb(json_t *steps_out, const json_t **outcome, const struct contest *c, const json_t *rule)
{
	const json_t *step;
	size_t i;

	*outcome = json_object_get(rule, "otherwise");
	json_array_foreach(json_object_get(rule, "steps"), i, step) {
		struct threshold t = { .den = 1 };
		struct fields f;

		fields_open(&f, step);
		fields_text(&f, "outcome", 1, RULE_NAME_MAX);
		const json_t *ids = fields_array(&f, "counts", 1, PROFILE_MAX_COUNTED);
		threshold_read(&t, &f);
		enum err err = fields_close(&f);
		if (err != OK)
			return err;
		if (!profile_are_options(ids, c->scale))
			return ERR_RANGE;
		int64_t count = sum_counts(c, ids), base = rule_base_count(c->figures, t.base, c->abstained);
		bool is_met = threshold_is_met(&t, count, base);
		if (json_array_append_new(steps_out, json_pack("{s:I, s:I, s:I, s:b}", "count", (json_int_t)count, "base", (json_int_t)base, "required",
							       (json_int_t)threshold_required(&t, base), "met", is_met)))
			return ERR_MEMORY;
		if (is_met) {
			*outcome = json_object_get(step, "outcome");
			return OK;
		}
	}
	return OK;
}

/* 1 + the number of contests of the same scale that do better; 0 where nothing is ranked (their bases are equal). */
static enum err place_of(json_int_t *out, const struct decision *d, const struct contest *c)
{
	const char *rank = json_string_value(json_object_get(d->definition, "rank")), *detail;
	const json_t *object;
	size_t i;

	*out = 0;
	json_array_foreach(json_object_get(d->definition, "rates"), i, object) {
		struct rate r;
		enum err err = profile_rate(&r, object, &detail);

		if (err != OK)
			return err;
		if (r.scale != c->scale_index || !rank || strcmp(r.name, rank) != 0)
			continue;
		*out = 1;
		for (size_t q = 0; q < d->count; q++)
			*out += d->contests[q].scale_index == r.scale && rate_count(&d->contests[q], &r) > rate_count(c, &r);
	}
	return OK;
}

static enum err decide_ladder(json_t *contests, const struct decision *d, const struct contest *c)
{
	json_t *steps = json_array(), *rates = json_array();
	const json_t *outcome = NULL;
	json_int_t place = 0;
	enum err err = steps && rates ? climb(steps, &outcome, c, d->rule) : ERR_MEMORY;

	if (err == OK)
		err = add_rates(rates, c, json_object_get(d->definition, "rates"));
	if (err == OK)
		err = place_of(&place, d, c);
	json_t *verdict = err == OK ? json_pack("{s:O, s:O, s:O}", "outcome", outcome, "steps", steps, "rates", rates) : NULL;
	if (verdict && place && json_object_set_new(verdict, "place", json_integer(place)))
		err = ERR_MEMORY;
	if (err == OK && json_array_append(contests, verdict))
		err = ERR_MEMORY;
	json_decref(verdict);
	json_decref(steps);
	json_decref(rates);
	return err;
}

/* ---- elections ---- */

static json_t *places(const size_t *order, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_integer((json_int_t)order[i]));
	return array;
}

static const char *what_next(const struct elected *e, bool is_runoff)
{
	if (!e->unfilled)
		return "none";
	if (e->tied)
		return is_runoff ? "chair" : "runoff";
	return "supplementary_or_reduce";
}

static enum err add_candidate(json_t *contests, const struct decision *d, const struct contest *c, int64_t votes, const struct threshold *t, int64_t base)
{
	json_t *rates = json_array();
	enum err err = rates ? add_rates(rates, c, json_object_get(d->definition, "rates")) : ERR_MEMORY;

	if (err == OK && json_array_append_new(contests, json_pack("{s:I, s:I, s:I, s:b, s:O}", "count", (json_int_t)votes, "base", (json_int_t)base,
								   "required", (json_int_t)(t ? threshold_required(t, base) : 0), "met",
								   !t || threshold_is_met(t, votes, base), "rates", rates)))
		err = ERR_MEMORY;
	json_decref(rates);
	return err;
}

static enum err decide_election(json_t *verdict, json_t *contests, const struct decision *d, bool is_runoff)
{
	const json_t *ids = json_object_get(d->rule, "counts");
	struct threshold threshold = { .base = BASE_VALID }, *t = is_runoff ? NULL : &threshold;
	int64_t votes[ELECT_MAX], base;
	struct elected e;
	struct fields f;
	enum err err = OK;

	if (t) {
		fields_open(&f, d->rule);
		fields_text(&f, "type", 1, RULE_NAME_MAX);
		fields_array(&f, "counts", 1, 1);
		threshold_read(t, &f);
		err = fields_close(&f);
	}
	base = rule_base_count(d->figures, threshold.base, 0);
	for (size_t q = 0; q < d->count && err == OK; q++) {
		votes[q] = sum_counts(&d->contests[q], ids);
		err = add_candidate(contests, d, &d->contests[q], votes[q], t, base);
	}
	if (err == OK)
		err = elect(&e, votes, d->count, (size_t)json_integer_value(json_object_get(d->definition, "seats")), t, base);
	if (err == OK && (json_object_set_new(verdict, "elected", places(e.order, e.count)) ||
			  json_object_set_new(verdict, "tied", places(e.order + e.count, e.tied)) ||
			  json_object_set_new(verdict, "unfilled", json_integer((json_int_t)e.unfilled)) ||
			  json_object_set_new(verdict, "next", json_string(what_next(&e, is_runoff)))))
		err = ERR_MEMORY;
	return err;
}

enum err verdict_decide(json_t **out, const json_t *definition, const json_t *counts, const struct figures *f)
{
	struct decision d = { .definition = definition, .rule = json_object_get(definition, "rule"), .figures = f };
	enum rule_type type = profile_rule_type(d.rule);
	json_t *verdict = json_object(), *contests = json_array();
	enum err err = verdict && contests ? open_contests(&d, counts) : ERR_MEMORY;

	if (err == OK && json_object_set(verdict, "contests", contests))
		err = ERR_MEMORY;
	for (size_t q = 0; q < d.count && err == OK && type == RULE_LADDER; q++)
		err = decide_ladder(contests, &d, &d.contests[q]);
	if (err == OK && type != RULE_LADDER)
		err = decide_election(verdict, contests, &d, type == RULE_PLURALITY);
	json_decref(contests);
	if (err != OK) {
		json_decref(verdict);
		return err;
	}
	*out = verdict;
	return OK;
}

json_t *verdict_rehearsal(const struct figures *f)
{
	static const struct threshold t = { .num = 98, .den = 100, .op = RULE_GE, .base = BASE_PRESENT };
	int64_t base = rule_base_count(f, t.base, 0);

	return json_pack("{s:I, s:I, s:I, s:I, s:b}", "returned", (json_int_t)f->returned, "base", (json_int_t)base, "num", (json_int_t)t.num, "den",
			 (json_int_t)t.den, "met", threshold_is_met(&t, f->returned, base));
}
