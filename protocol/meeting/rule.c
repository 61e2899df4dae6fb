/* rule.c - see rule.h. Integers only: thresholds are compared by cross-multiplication, percentages are never decided on. */
#include "protocol/meeting/rule.h"

#include <string.h>

enum { RULE_MAX_PART = 1000 };

static const char *const op_names[] = { [RULE_GE] = "GE", [RULE_GT] = "GT" };
static const char *const base_names[BASE_COUNT] = { [BASE_EXPECTED] = "EXPECTED", [BASE_PRESENT] = "PRESENT", [BASE_CAST] = "CAST",
						    [BASE_RETURNED] = "RETURNED", [BASE_VALID] = "VALID" };

const char *rule_op_name(enum rule_op op)
{
	return op_names[op];
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

/* ---- reading ---- */

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

enum rule_base rule_read_base(struct fields *f)
{
	const char *name = fields_text(f, "base", 1, RULE_NAME_MAX);
	enum rule_base base = BASE_EXPECTED;

	if (!rule_base_read(&base, name) && !f->err) {
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
	t.base = rule_read_base(f);
	if (!f->err && t.num > t.den) {
		f->err = ERR_RANGE;
		f->field = "num";
	}
	if (!f->err && strcmp(op, op_names[t.op]) != 0) {
		f->err = ERR_RANGE;
		f->field = "op";
	}
	if (!f->err)
		*out = t;
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
