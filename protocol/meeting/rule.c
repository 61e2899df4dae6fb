/* rule.c - see rule.h. Integers only: thresholds are compared by cross-multiplication, percentages are never decided on. */
#include "protocol/meeting/rule.h"

#include <string.h>

enum {
	RULE_MAX_STEPS = 8, RULE_MAX_RATES = 8, RULE_MAX_COUNTED = 20, RULE_NAME_MAX = 40, RULE_MAX_PART = 1000, PROFILE_MAX_KINDS = 40,
	PROFILE_MAX_SCALES = 4, PROFILE_TEXT_MAX = 2000, SCALE_MAX_OPTIONS = 100, SCALE_TEXT_MAX = 60,
};

static const char *const op_names[] = { [RULE_GE] = "GE", [RULE_GT] = "GT" };
static const char *const base_names[BASE_COUNT] = { [BASE_EXPECTED] = "EXPECTED", [BASE_PRESENT] = "PRESENT", [BASE_CAST] = "CAST",
						    [BASE_RETURNED] = "RETURNED", [BASE_VALID] = "VALID" };

const char *rule_op_name(enum rule_op op)
{
	return op_names[op];
}

const char *rule_base_name(enum rule_base base)
{
	return base_names[base];
}

bool threshold_is_met(const struct threshold *t, int64_t x, int64_t n)
{
	if (n == 0)
		return false;
	return t->op == RULE_GE ? x * t->den >= t->num * n : x * t->den > t->num * n;
}

int64_t threshold_required(const struct threshold *t, int64_t n)
{
	if (n == 0)
		return 0;
	return t->op == RULE_GE ? (t->num * n + t->den - 1) / t->den : t->num * n / t->den + 1;
}

int64_t rule_tenths(int64_t count, int64_t base)
{
	return base == 0 ? -1 : (count * 2000 + base) / (2 * base);
}

/* ---- reading thresholds, rules and profiles ---- */

bool rule_base_read(enum rule_base *out, const char *name)
{
	for (int b = 0; b < BASE_COUNT; b++) {
		if (strcmp(base_names[b], name) == 0) {
			*out = (enum rule_base)b;
			return true;
		}
	}
	return false;
}

static enum rule_base read_base(struct fields *f)
{
	const char *name = fields_text(f, "base", 1, RULE_NAME_MAX);
	enum rule_base base = BASE_EXPECTED;

	if (!rule_base_read(&base, name) && f->err == OK) {
		f->err = ERR_RANGE;
		f->field = "base";
	}
	return base;
}

void threshold_read(struct threshold *out, struct fields *f)
{
	struct threshold t = { .num = fields_int(f, "num", 1, RULE_MAX_PART), .den = fields_int(f, "den", 1, RULE_MAX_PART) };
	const char *op = fields_text(f, "op", 2, 2);

	t.op = strcmp(op, op_names[RULE_GT]) == 0 ? RULE_GT : RULE_GE;
	t.base = read_base(f);
	if (f->err == OK && t.num > t.den) {
		f->err = ERR_RANGE;
		f->field = "num";
	}
	if (f->err == OK && strcmp(op, op_names[t.op]) != 0) {
		f->err = ERR_RANGE;
		f->field = "op";
	}
	if (f->err == OK)
		*out = t;
}

static enum err close_with(struct fields *f, const char **detail)
{
	enum err err = fields_close(f);

	if (err != OK && f->field)
		*detail = f->field;
	return err;
}

static enum err check_quorum(const json_t *object, const char **detail)
{
	struct threshold t = { .base = BASE_EXPECTED };
	struct fields f;

	fields_open(&f, object);
	threshold_read(&t, &f);
	enum err err = close_with(&f, detail);
	if (err == OK && t.base != BASE_EXPECTED) {
		*detail = "base";
		err = ERR_RANGE;
	}
	return err;
}

static bool names_option(const json_t *ids, const json_t *option)
{
	const json_t *id;
	size_t i;

	json_array_foreach(ids, i, id)
		if (json_equal(json_object_get(option, "id"), id))
			return true;
	return false;
}

/* Is every element an option id of the scale? */
static bool are_options(const json_t *ids, const json_t *scale)
{
	const json_t *id, *option;
	size_t i, j;

	json_array_foreach(ids, i, id) {
		bool found = false;

		json_array_foreach(scale, j, option)
			found |= json_is_string(id) && json_equal(json_object_get(option, "id"), id);
		if (!found)
			return false;
	}
	return true;
}

/* {"outcome", "counts", threshold} of a ladder, or {"name", "counts", "base"} of a rate. */
static enum err check_part(const json_t *part, const json_t *scale, bool is_rate, const char **detail)
{
	struct threshold t;
	struct fields f;

	fields_open(&f, part);
	fields_text(&f, is_rate ? "name" : "outcome", 1, RULE_NAME_MAX);
	const json_t *counts = fields_array(&f, "counts", 1, RULE_MAX_COUNTED);
	if (is_rate)
		read_base(&f);
	else
		threshold_read(&t, &f);
	enum err err = close_with(&f, detail);
	if (err == OK && !are_options(counts, scale)) {
		*detail = "counts";
		err = ERR_RANGE;
	}
	return err;
}

static enum err check_parts(const json_t *parts, const json_t *scale, bool is_rate, const char **detail)
{
	const json_t *part;
	enum err err = OK;
	size_t i;

	json_array_foreach(parts, i, part) {
		if (err == OK)
			err = check_part(part, scale, is_rate, detail);
	}
	return err;
}

static enum err check_rule(const json_t *rule, const json_t *scale, const char **detail)
{
	struct fields f;

	fields_open(&f, rule);
	const char *type = fields_text(&f, "type", 1, RULE_NAME_MAX);
	const json_t *steps = fields_array(&f, "steps", 1, RULE_MAX_STEPS);
	fields_text(&f, "otherwise", 1, RULE_NAME_MAX);
	enum err err = close_with(&f, detail);
	if (err == OK && strcmp(type, "ladder") != 0) {
		*detail = "type";
		err = ERR_RANGE;
	}
	return err == OK ? check_parts(steps, scale, false, detail) : err;
}

static enum err check_scale(const json_t *scale, const char **detail)
{
	const json_t *option;
	enum err err = json_is_array(scale) && json_array_size(scale) >= 2 && json_array_size(scale) <= SCALE_MAX_OPTIONS ? OK : ERR_RANGE;
	size_t i;

	if (err != OK)
		*detail = "scales";
	json_array_foreach(scale, i, option) {
		struct fields f;

		if (err != OK)
			break;
		fields_open(&f, option);
		fields_text(&f, "id", 1, RULE_NAME_MAX);
		fields_text(&f, "text", 1, SCALE_TEXT_MAX);
		fields_bool(&f, "abstain");
		err = close_with(&f, detail);
	}
	return err;
}

static enum err check_kind(const json_t *kind, const char **detail)
{
	const json_t *scale;
	struct fields f;
	size_t i;

	fields_open(&f, kind);
	fields_bool(&f, "election");
	fields_bool(&f, "secret");
	const json_t *scales = fields_array(&f, "scales", 1, PROFILE_MAX_SCALES), *rule = fields_object(&f, "rule");
	const json_t *rates = fields_array(&f, "rates", 0, RULE_MAX_RATES);
	enum err err = close_with(&f, detail);

	json_array_foreach(scales, i, scale) {
		if (err == OK)
			err = check_scale(scale, detail);
	}
	/* rules and rates speak of the first scale; contests of another must have its options too, which the verdict finds out */
	if (err == OK)
		err = check_rule(rule, json_array_get(scales, 0), detail);
	return err == OK ? check_parts(rates, json_array_get(scales, 0), true, detail) : err;
}

enum err profile_check(const json_t *profile, const char **detail)
{
	const char *name;
	json_t *kind;
	struct fields f;

	fields_open(&f, profile);
	fields_text(&f, "id", 1, RULE_NAME_MAX);
	fields_text(&f, "title", 1, 200);
	fields_text(&f, "source", 1, PROFILE_TEXT_MAX);
	const json_t *quorum = fields_object(&f, "quorum"), *with_election = fields_object(&f, "quorum_election");
	fields_int(&f, "minimum", 5, 10000);
	const json_t *kinds = fields_object(&f, "kinds");
	enum err err = close_with(&f, detail);
	if (err == OK)
		err = check_quorum(quorum, detail);
	if (err == OK)
		err = check_quorum(with_election, detail);
	if (err == OK && (json_object_size(kinds) < 1 || json_object_size(kinds) > PROFILE_MAX_KINDS)) {
		*detail = "kinds";
		err = ERR_RANGE;
	}
	json_object_foreach((json_t *)kinds, name, kind) {
		if (err == OK)
			err = check_kind(kind, detail);
	}
	return err;
}

enum err profile_quorum(struct threshold *out, const json_t *profile, bool with_election)
{
	struct fields f;

	fields_open(&f, json_object_get(profile, with_election ? "quorum_election" : "quorum"));
	threshold_read(out, &f);
	return fields_close(&f);
}

const json_t *profile_kind(const json_t *profile, const char *kind)
{
	return json_object_get(json_object_get(profile, "kinds"), kind);
}

/* ---- verdicts ---- */

/* One contest as it is decided. */
struct contest {
	const json_t *scale, *counts;   /* options; numbers in the same order */
	const struct figures *figures;
	int64_t abstained;
};

static int64_t count_of(const json_t *counts, size_t option)
{
	return json_integer_value(json_array_get(counts, option));
}

int64_t rule_base_count(const struct figures *f, enum rule_base base, int64_t abstained)
{
	int64_t valid = f->returned - f->invalid;

	switch (base) {
	case BASE_EXPECTED: return f->expected;
	case BASE_PRESENT: return f->present;
	case BASE_RETURNED: return f->returned;
	case BASE_VALID: return valid;
	case BASE_CAST: return valid - abstained;
	case BASE_COUNT: break;
	}
	return 0;
}

/* Sum of the options that `ids` names, each once. Errors: ERR_RANGE if the scale has no such option. */
static enum err sum_counts(int64_t *out, const struct contest *c, const json_t *ids)
{
	const json_t *option;
	int64_t sum = 0;
	size_t i;

	if (!are_options(ids, c->scale))
		return ERR_RANGE;
	json_array_foreach(c->scale, i, option)
		if (names_option(ids, option))
			sum += count_of(c->counts, i);
	*out = sum;
	return OK;
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

/* Climb the ladder until a step is met. */
static enum err decide_steps(json_t *steps_out, const json_t **outcome, const struct contest *c, const json_t *rule)
{
	const json_t *step;
	size_t i;

	*outcome = json_object_get(rule, "otherwise");
	json_array_foreach(json_object_get(rule, "steps"), i, step) {
		struct threshold t = { .den = 1 };
		struct fields f;
		int64_t count;

		fields_open(&f, step);
		fields_text(&f, "outcome", 1, RULE_NAME_MAX);
		const json_t *ids = fields_array(&f, "counts", 1, RULE_MAX_COUNTED);
		threshold_read(&t, &f);
		enum err err = fields_close(&f);
		if (err == OK)
			err = sum_counts(&count, c, ids);
		if (err != OK)
			return err;
		int64_t base = rule_base_count(c->figures, t.base, c->abstained);
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

static enum err add_rates(json_t *rates_out, const struct contest *c, const json_t *rates)
{
	const json_t *rate;
	size_t i;

	json_array_foreach(rates, i, rate) {
		struct fields f;
		int64_t count;

		fields_open(&f, rate);
		const char *name = fields_text(&f, "name", 1, RULE_NAME_MAX);
		const json_t *ids = fields_array(&f, "counts", 1, RULE_MAX_COUNTED);
		enum rule_base base = read_base(&f);
		enum err err = fields_close(&f);
		if (err == OK)
			err = sum_counts(&count, c, ids);
		if (err != OK)
			return err;
		if (json_array_append_new(rates_out, json_pack("{s:s, s:I, s:I}", "name", name, "count", (json_int_t)count, "base",
							       (json_int_t)rule_base_count(c->figures, base, c->abstained))))
			return ERR_MEMORY;
	}
	return OK;
}

static enum err decide_contest(json_t *verdicts, struct contest *c, const json_t *definition)
{
	json_t *steps = json_array(), *rates = json_array();
	const json_t *outcome = NULL;
	enum err err = steps && rates ? open_contest(c) : ERR_MEMORY;

	if (err == OK)
		err = decide_steps(steps, &outcome, c, json_object_get(definition, "rule"));
	if (err == OK)
		err = add_rates(rates, c, json_object_get(definition, "rates"));
	if (err == OK && json_array_append_new(verdicts, json_pack("{s:O, s:O, s:O}", "outcome", outcome, "steps", steps, "rates", rates)))
		err = ERR_MEMORY;
	json_decref(steps);
	json_decref(rates);
	return err;
}

enum err rule_verdict(json_t **out, const json_t *definition, const json_t *counts, const struct figures *f)
{
	const json_t *contests = json_object_get(definition, "contests"), *scales = json_object_get(definition, "scales"), *contest;
	json_t *verdicts = json_array(), *verdict;
	enum err err = verdicts ? OK : ERR_MEMORY;
	size_t q;

	if (err == OK && (!json_is_array(counts) || json_array_size(contests) != json_array_size(counts)))
		err = ERR_RANGE;
	json_array_foreach(contests, q, contest) {
		struct contest c = { .scale = json_array_get(scales, (size_t)json_integer_value(json_object_get(contest, "scale"))),
				     .counts = json_array_get(counts, q), .figures = f };

		if (err == OK)
			err = decide_contest(verdicts, &c, definition);
	}
	verdict = err == OK ? json_pack("{s:O}", "contests", verdicts) : NULL;
	json_decref(verdicts);
	if (err == OK && !verdict)
		err = ERR_MEMORY;
	if (err == OK)
		*out = verdict;
	return err;
}
