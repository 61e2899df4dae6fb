/* verdict.c - see verdict.h. */
#include "protocol/meeting/verdict.h"

#include <string.h>
#include "protocol/meeting/elect.h"
#include "protocol/meeting/profile.h"

/* One contest as it is decided. */
struct contest {
	size_t scale_index;
	const json_t *scale, *counts;   /* options; numbers in the same order */
	struct figures figures;         /* of its form, but `invalid` with the contest's own (P15.3) */
	int64_t abstained;
};

/* A poll as it is decided; everything borrowed but what it builds. */
struct decision {
	const json_t *definition, *rule;
	const struct figures *figures;  /* one for each form */
	struct contest contests[ELECT_MAX];
	size_t count;
};

size_t verdict_form_count(const json_t *definition)
{
	size_t count = json_array_size(json_object_get(definition, "forms"));

	return count ? count : 1;
}

size_t verdict_form_of(const json_t *definition, size_t contest)
{
	const json_t *form;
	size_t i, before = 0;

	json_array_foreach(json_object_get(definition, "forms"), i, form) {
		before += (size_t)json_integer_value(json_object_get(form, "contests"));
		if (contest < before)
			return i;
	}
	return 0;
}

static int64_t count_of(const json_t *counts, size_t option)
{
	return json_integer_value(json_array_get(counts, option));
}

/* A contest's counts fit its scale, are no less than 0, and add up to VALID, but for what paper leaves open (P15.4). */
static enum err open_contest(struct contest *c)
{
	const json_t *option, *count;
	int64_t sum = 0, valid = c->figures.returned - c->figures.invalid;
	size_t i;

	if (!json_is_array(c->scale) || !json_is_array(c->counts) || json_array_size(c->scale) != json_array_size(c->counts))
		return ERR_RANGE;
	json_array_foreach(c->counts, i, count) {
		int64_t n = json_integer_value(count);

		if (!json_is_integer(count) || n < 0 || n > c->figures.returned)
			return ERR_UNACCOUNTED;
		sum += n;
	}
	if (sum > valid || sum < valid - c->figures.paper)
		return ERR_UNACCOUNTED;
	json_array_foreach(c->scale, i, option) {
		if (json_is_true(json_object_get(option, "abstain")))
			c->abstained += count_of(c->counts, i);
		if (json_is_true(json_object_get(option, "invalid")))
			c->figures.invalid += count_of(c->counts, i);
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
						   .figures = d->figures[verdict_form_of(d->definition, q)] };
		if (!err)
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

		if (err)
			return err;
		if (r.scale != c->scale_index)
			continue;
		int64_t count = rate_count(c, &r), base = rule_base_count(&c->figures, r.base, c->abstained);
		json_t *rate = json_pack("{s:s, s:I, s:I}", "name", r.name, "count", (json_int_t)count, "base", (json_int_t)base);
		/* strict, and so never over nothing */
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
		if (err)
			return err;
		if (!profile_are_options(ids, c->scale))
			return ERR_RANGE;
		int64_t count = sum_counts(c, ids), base = rule_base_count(&c->figures, t.base, c->abstained);
		bool is_met = threshold_is_met(&t, count, base);
		if (json_array_append_new(steps_out, json_pack("{s:I, s:I, s:I, s:b}", "count", (json_int_t)count,
							       "base", (json_int_t)base,
							       "required", (json_int_t)threshold_required(&t, base),
							       "met", is_met)))
			return ERR_MEMORY;
		if (is_met) {
			*outcome = json_object_get(step, "outcome");
			return OK;
		}
	}
	return OK;
}

/* The rate by which contests of the scale are ranked; `found` false where they are not. */
static enum err find_rank(struct rate *out, bool *found, const struct decision *d, size_t scale)
{
	const char *rank = json_string_value(json_object_get(d->definition, "rank")), *detail;
	const json_t *object;
	size_t i;

	*found = false;
	json_array_foreach(json_object_get(d->definition, "rates"), i, object) {
		struct rate r;
		enum err err = profile_rate(&r, object, &detail);

		if (err)
			return err;
		if (r.scale == scale && rank && strcmp(r.name, rank) == 0) {
			*out = r;
			*found = true;
		}
	}
	return OK;
}

/* Is a's share of that rate the greater?  A share of nothing is none. */
static bool is_greater(const struct contest *a, const struct contest *b, const struct rate *r)
{
	int64_t of_a = rule_base_count(&a->figures, r->base, a->abstained), of_b = rule_base_count(&b->figures, r->base, b->abstained);
	int64_t x = of_a ? rate_count(a, r) : 0, y = of_b ? rate_count(b, r) : 0;

	return x * (of_b ? of_b : 1) > y * (of_a ? of_a : 1);
}

/* How many contests of the scale do better than `c`, and how many at least as well, `c` among them. */
static void count_better(const struct decision *d, const struct contest *c, const struct rate *rank, int64_t *ahead, int64_t *abreast)
{
	*ahead = *abreast = 0;
	for (size_t q = 0; q < d->count; q++) {
		const struct contest *other = &d->contests[q];

		if (other->scale_index != rank->scale)
			continue;
		*ahead += is_greater(other, c, rank);
		*abreast += !is_greater(c, other, rank);
	}
}

/* 1 + the number of contests of the same scale that do better; 0 where nothing is ranked. */
static enum err place_of(json_int_t *out, const struct decision *d, const struct contest *c)
{
	int64_t ahead = 0, abreast;
	bool is_ranked;
	struct rate rank;
	enum err err = find_rank(&rank, &is_ranked, d, c->scale_index);

	if (!err && is_ranked)
		count_better(d, c, &rank, &ahead, &abreast);
	*out = !err && is_ranked ? ahead + 1 : 0;
	return err;
}

static enum err decide_ladder(json_t *contests, const struct decision *d, const struct contest *c)
{
	json_t *steps = json_array(), *rates = json_array();
	const json_t *outcome = NULL;
	json_int_t place = 0;
	enum err err = steps && rates ? climb(steps, &outcome, c, d->rule) : ERR_MEMORY;

	if (!err)
		err = add_rates(rates, c, json_object_get(d->definition, "rates"));
	if (!err)
		err = place_of(&place, d, c);
	json_t *verdict = err ? NULL : json_pack("{s:O, s:O, s:O}", "outcome", outcome, "steps", steps, "rates", rates);
	if (verdict && place && json_object_set_new(verdict, "place", json_integer(place)))
		err = ERR_MEMORY;
	if (!err && json_array_append(contests, verdict))
		err = ERR_MEMORY;
	json_decref(verdict);
	json_decref(steps);
	json_decref(rates);
	return err;
}

/* ---- caps ---- */

/* Contests of the scale that are within `max` however equal ones are told apart; best first, equal ones in their order. */
static json_t *contests_within(const struct decision *d, const struct rate *rank, int64_t max)
{
	json_t *within = json_array();

	for (int64_t place = 1; place <= max; place++) {
		for (size_t q = 0; q < d->count; q++) {
			int64_t ahead, abreast;

			if (d->contests[q].scale_index != rank->scale)
				continue;
			count_better(d, &d->contests[q], rank, &ahead, &abreast);
			if (ahead + 1 == place && abreast <= max)
				json_array_append_new(within, json_integer((json_int_t)q));
		}
	}
	return within;
}

static enum err add_cap(json_t *out, const struct decision *d, const json_t *object)
{
	bool is_ranked = false;
	const char *detail;
	struct rate rank;
	struct cap c;
	int64_t of = 0;
	enum err err = profile_cap(&c, object, &detail);

	if (!err)
		err = find_rank(&rank, &is_ranked, d, c.scale);
	if (err)
		return err;
	for (size_t q = 0; q < d->count; q++)
		of += d->contests[q].scale_index == c.scale;
	int64_t max = of * c.num / c.den;
	json_t *within = is_ranked ? contests_within(d, &rank, max) : NULL;
	if (is_ranked && !within)
		return ERR_MEMORY;
	return json_array_append_new(out, json_pack("{s:s, s:I, s:I, s:o*}", "name", c.name, "of", (json_int_t)of,
						    "max", (json_int_t)max, "within", within)) ? ERR_MEMORY : OK;
}

static enum err add_caps(json_t *verdict, const struct decision *d)
{
	const json_t *caps = json_object_get(d->definition, "caps"), *object;
	json_t *out = caps ? json_array() : NULL;
	enum err err = OK;
	size_t i;

	if (caps && json_object_set_new(verdict, "caps", out))
		return ERR_MEMORY;
	json_array_foreach(caps, i, object) {
		if (!err)
			err = add_cap(out, d, object);
	}
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

static enum err add_candidate(json_t *contests, const struct decision *d, const struct contest *c, int64_t votes,
			      const struct threshold *t, int64_t base)
{
	json_t *rates = json_array();
	enum err err = rates ? add_rates(rates, c, json_object_get(d->definition, "rates")) : ERR_MEMORY;
	int64_t required = t ? threshold_required(t, base) : 0;

	if (!err && json_array_append_new(contests, json_pack("{s:I, s:I, s:I, s:b, s:O}", "count", (json_int_t)votes,
								   "base", (json_int_t)base, "required", (json_int_t)required,
								   "met", !t || threshold_is_met(t, votes, base), "rates", rates)))
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
	for (size_t q = 0; q < d->count && !err; q++) {
		votes[q] = sum_counts(&d->contests[q], ids);
		err = add_candidate(contests, d, &d->contests[q], votes[q], t, base);
	}
	if (!err)
		err = elect(&e, votes, d->count, (size_t)json_integer_value(json_object_get(d->definition, "seats")), t, base);
	if (!err && (json_object_set_new(verdict, "elected", places(e.order, e.count)) ||
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

	if (!err && json_object_set(verdict, "contests", contests))
		err = ERR_MEMORY;
	for (size_t q = 0; q < d.count && !err && type == RULE_LADDER; q++)
		err = decide_ladder(contests, &d, &d.contests[q]);
	if (!err && type == RULE_LADDER)
		err = add_caps(verdict, &d);
	if (!err && type != RULE_LADDER)
		err = decide_election(verdict, contests, &d, type == RULE_PLURALITY);
	json_decref(contests);
	if (err) {
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

	return json_pack("{s:I, s:I, s:I, s:I, s:b}", "returned", (json_int_t)f->returned, "base", (json_int_t)base,
			 "num", (json_int_t)t.num, "den", (json_int_t)t.den, "met", threshold_is_met(&t, f->returned, base));
}
