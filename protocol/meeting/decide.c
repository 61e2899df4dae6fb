/* decide.c - see decide.h. Each type of case is one function in one table. */
#include "protocol/meeting/decide.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/meeting/due.h"
#include "protocol/meeting/elect.h"

enum { MAX_PARTS = ELECT_MAX, MAX_CELL = 1 << 16, RANGE_MAX = 10000 };
static const int64_t NUMBER_MAX = 1000000000000;        /* times a fraction's part it still fits 63 bits */
static const int64_t FRACTION_MAX = 1000000;
enum { ABSENT = -1 };

const char *const decide_columns[DECIDE_COLUMN_COUNT] = { "id", "type", "E", "P", "issued", "returned", "invalid", "abstain",
							  "base", "base_n", "op", "frac", "seats", "tally" };

/* "name:value" of a tally, value kept as text. */
struct part {
	char *name, *value;
};

struct question {
	const char *const *cells;
	const char *detail;
	int64_t expected, present, issued, returned, invalid, abstain, seats;   /* ABSENT where empty */
	struct threshold threshold;     /* base unused: `base` below */
	bool has_op, has_fraction;
	int64_t base;
	char *tally;                    /* owned; parts point into it */
	struct part parts[MAX_PARTS];
	size_t part_count;
};

static enum err refuse(struct question *q, enum err err, enum decide_column c)
{
	q->detail = decide_columns[c];
	return err;
}

/* ---- reading ---- */

static bool read_number(int64_t *out, const char *text, size_t len)
{
	int64_t x = 0;

	if (!len)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		x = x * 10 + (text[i] - '0');
		if (x > NUMBER_MAX)
			return false;
	}
	*out = x;
	return true;
}

static enum err read_cell(struct question *q, int64_t *out, enum decide_column c)
{
	const char *text = q->cells[c];

	*out = ABSENT;
	return !*text || read_number(out, text, strlen(text)) ? OK : refuse(q, ERR_FIELD_TYPE, c);
}

static enum err read_numbers(struct question *q)
{
	struct {
		int64_t *out;
		enum decide_column column;
	} numbers[] = { { &q->expected, DECIDE_E }, { &q->present, DECIDE_P }, { &q->issued, DECIDE_ISSUED }, { &q->returned, DECIDE_RETURNED },
			{ &q->invalid, DECIDE_INVALID }, { &q->abstain, DECIDE_ABSTAIN }, { &q->seats, DECIDE_SEATS } };
	enum err err = OK;

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers && !err; i++)
		err = read_cell(q, numbers[i].out, numbers[i].column);
	return err;
}

static enum err read_threshold(struct question *q)
{
	const char *op = q->cells[DECIDE_OP], *fraction = q->cells[DECIDE_FRAC], *slash = strchr(fraction, '/');

	q->has_op = *op;
	if (*op && strcmp(op, "GE") != 0 && strcmp(op, "GT") != 0)
		return refuse(q, ERR_FIELD_TYPE, DECIDE_OP);
	q->threshold.op = strcmp(op, "GT") == 0 ? RULE_GT : RULE_GE;
	q->has_fraction = *fraction;
	if (!*fraction)
		return OK;
	if (!slash || !read_number(&q->threshold.num, fraction, (size_t)(slash - fraction)) ||
	    !read_number(&q->threshold.den, slash + 1, strlen(slash + 1)))
		return refuse(q, ERR_FIELD_TYPE, DECIDE_FRAC);
	if (q->threshold.num < 1 || q->threshold.den < 1 || q->threshold.num > FRACTION_MAX || q->threshold.den > FRACTION_MAX)
		return refuse(q, ERR_RANGE, DECIDE_FRAC);
	return OK;
}

static const struct part *find_part(const struct question *q, const char *name)
{
	for (size_t i = 0; i < q->part_count; i++) {
		if (strcmp(q->parts[i].name, name) == 0)
			return &q->parts[i];
	}
	return NULL;
}

/* "name:value;name:value": the last colon of a part ends its name, for names may hold colons and values hold none. */
static enum err read_tally(struct question *q)
{
	const char *text = q->cells[DECIDE_TALLY];

	if (strlen(text) > MAX_CELL)
		return refuse(q, ERR_TOO_LONG, DECIDE_TALLY);
	if (!(q->tally = strdup(text)))
		return ERR_MEMORY;
	for (char *at = q->tally, *next; at && *at; at = next) {
		next = strchr(at, ';');
		if (next)
			*next++ = 0;
		char *colon = strrchr(at, ':');

		if (!colon || colon == at)
			return refuse(q, ERR_FIELD_TYPE, DECIDE_TALLY);
		if (q->part_count == MAX_PARTS)
			return refuse(q, ERR_RANGE, DECIDE_TALLY);
		*colon = 0;
		if (find_part(q, at))
			return refuse(q, ERR_CASE_NAME, DECIDE_TALLY);
		q->parts[q->part_count++] = (struct part){ at, colon + 1 };
	}
	return OK;
}

static enum err part_number(struct question *q, int64_t *out, const struct part *p)
{
	if (!p)
		return refuse(q, ERR_FIELD_MISSING, DECIDE_TALLY);
	return read_number(out, p->value, strlen(p->value)) ? OK : refuse(q, ERR_FIELD_TYPE, DECIDE_TALLY);
}

/* A count of the tally; `otherwise` where it is not there (ABSENT: it must be). */
static enum err count_named(struct question *q, int64_t *out, const char *name, int64_t otherwise)
{
	const struct part *p = find_part(q, name);

	if (!p && otherwise != ABSENT) {
		*out = otherwise;
		return OK;
	}
	return part_number(q, out, p);
}

/* ---- the base ---- */

static enum err need(struct question *q, int64_t value, enum decide_column c)
{
	return value == ABSENT ? refuse(q, ERR_FIELD_MISSING, c) : OK;
}

static bool is_cell(const struct question *q, enum decide_column c, const char *text)
{
	return strcmp(q->cells[c], text) == 0;
}

static bool is_base(const char *name)
{
	static const char *const bases[] = { "", "PRESENT", "EXPECTED", "CAST", "RETURNED", "VALID", "POOL", "NONE" };

	for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
		if (strcmp(bases[i], name) == 0)
			return true;
	}
	return false;
}

/* Of the ballots returned, those that the base counts. What is not given was not published, and nothing stands in for it. */
static enum err base_of_ballots(struct question *q, int64_t *out)
{
	bool is_cast = is_cell(q, DECIDE_BASE, "CAST"), is_valid = is_cast || is_cell(q, DECIDE_BASE, "VALID");
	enum err err = need(q, q->returned, DECIDE_RETURNED);

	if (!err && is_valid)
		err = need(q, q->invalid, DECIDE_INVALID);
	if (!err && is_cast)
		err = need(q, q->abstain, DECIDE_ABSTAIN);
	if (err)
		return err;
	*out = q->returned - (is_valid ? q->invalid : 0) - (is_cast ? q->abstain : 0);
	return *out < 0 ? refuse(q, ERR_RANGE, DECIDE_RETURNED) : OK;
}

static enum err base_of_yes_and_no(struct question *q, int64_t *out)
{
	int64_t yes, no;
	enum err err = count_named(q, &yes, "for", ABSENT);

	if (!err)
		err = count_named(q, &no, "against", ABSENT);
	if (!err)
		*out = yes + no;
	return err;
}

/* What the base comes to where base_n is empty. */
static enum err compute_base(struct question *q, int64_t *out)
{
	bool is_cast = is_cell(q, DECIDE_BASE, "CAST");

	if (is_cell(q, DECIDE_BASE, "EXPECTED")) {
		*out = q->expected;
		return need(q, q->expected, DECIDE_E);
	}
	if (is_cell(q, DECIDE_BASE, "PRESENT")) {
		*out = q->present;
		return need(q, q->present, DECIDE_P);
	}
	if (is_cast && is_cell(q, DECIDE_TYPE, "resolution"))
		return base_of_yes_and_no(q, out);
	if (is_cell(q, DECIDE_BASE, "RETURNED") || is_cell(q, DECIDE_BASE, "VALID") || (is_cast && is_cell(q, DECIDE_TYPE, "election")))
		return base_of_ballots(q, out);
	return refuse(q, ERR_FIELD_MISSING, DECIDE_BASE_N);
}

/* base_n: a number, a range a..b, or empty. */
static enum err read_base(struct question *q, int64_t *low, int64_t *high)
{
	const char *text = q->cells[DECIDE_BASE_N], *dots = strstr(text, "..");

	if (!is_base(q->cells[DECIDE_BASE]))
		return refuse(q, ERR_FIELD_TYPE, DECIDE_BASE);
	if (!*text) {
		enum err err = compute_base(q, low);

		*high = *low;
		return err;
	}
	if (!dots) {
		if (!read_number(low, text, strlen(text)))
			return refuse(q, ERR_FIELD_TYPE, DECIDE_BASE_N);
		*high = *low;
		return OK;
	}
	if (!read_number(low, text, (size_t)(dots - text)) || !read_number(high, dots + 2, strlen(dots + 2)))
		return refuse(q, ERR_FIELD_TYPE, DECIDE_BASE_N);
	return *low <= *high && *high - *low <= RANGE_MAX ? OK : refuse(q, ERR_RANGE, DECIDE_BASE_N);
}

/* ---- one function a type ---- */

static enum err need_threshold(struct question *q)
{
	if (!q->has_op)
		return refuse(q, ERR_FIELD_MISSING, DECIDE_OP);
	return q->has_fraction ? OK : refuse(q, ERR_FIELD_MISSING, DECIDE_FRAC);
}

static bool is_void(const struct question *q)
{
	return q->issued != ABSENT && q->returned != ABSENT && q->returned > q->issued;
}

static enum err decide_quorum(struct question *q, struct buf *answer)
{
	enum err err = need_threshold(q);

	if (!err)
		err = need(q, q->present, DECIDE_P);
	if (err)
		return err;
	if (q->base == 0)
		buf_add_text(answer, "error_empty_roll");
	else
		buf_add_text(answer, threshold_is_met(&q->threshold, q->present, q->base) ? "met" : "not_met");
	return OK;
}

static enum err decide_resolution(struct question *q, struct buf *answer)
{
	int64_t yes, sum = 0, n;
	enum err err = need_threshold(q);

	if (!err)
		err = count_named(q, &yes, "for", ABSENT);
	for (size_t i = 0; i < q->part_count && !err; i++) {
		err = part_number(q, &n, &q->parts[i]);
		sum += err ? 0 : n;
	}
	if (err)
		return err;
	if (is_void(q)) {
		buf_add_text(answer, "void_rerun");
		return OK;
	}
	buf_add_text(answer, threshold_is_met(&q->threshold, yes, q->base) ? "passed" : "not_passed");
	if (q->issued != ABSENT && q->returned != ABSENT)
		buf_add_text(answer, ";ballot_count_valid");
	if (is_cell(q, DECIDE_BASE, "PRESENT") && find_part(q, "not_voted") && q->base > sum)
		buf_addf(answer, ";unaccounted=%" PRId64, q->base - sum);
	return OK;
}

static void add_names(struct buf *answer, const char *label, const struct question *q, const size_t *places, size_t count)
{
	buf_add_text(answer, label);
	for (size_t i = 0; i < count; i++)
		buf_addf(answer, "%s%s", i ? "|" : "", q->parts[places[i]].name);
}

static enum err decide_election(struct question *q, struct buf *answer)
{
	int64_t votes[MAX_PARTS];
	struct elected e;
	enum err err = need_threshold(q);

	if (!err)
		err = need(q, q->seats, DECIDE_SEATS);
	for (size_t i = 0; i < q->part_count && !err; i++)
		err = part_number(q, &votes[i], &q->parts[i]);
	if (err)
		return err;
	if (is_void(q)) {
		buf_add_text(answer, "void_rerun");
		return OK;
	}
	if (elect(&e, votes, q->part_count, (size_t)q->seats, &q->threshold, q->base) != OK)
		return refuse(q, ERR_RANGE, DECIDE_SEATS);
	add_names(answer, "elected=", q, e.order, e.count);
	buf_addf(answer, ";unfilled=%zu", e.unfilled);
	if (e.unfilled && e.tied)
		add_names(answer, ";tie=", q, e.order + e.count, e.tied);
	else if (e.unfilled)
		buf_add_text(answer, is_cell(q, DECIDE_BASE, "CAST") ? ";runoff" : ";supplementary_or_reduce");
	return OK;
}

static enum err decide_validity(struct question *q, struct buf *answer)
{
	enum err err = need(q, q->issued, DECIDE_ISSUED);

	if (!err)
		err = need(q, q->returned, DECIDE_RETURNED);
	if (!err)
		buf_add_text(answer, is_void(q) ? "void_rerun" : "valid");
	return err;
}

static enum err decide_ballot(struct question *q, struct buf *answer)
{
	int64_t approvals, against, write_ins;
	enum err err = need(q, q->seats, DECIDE_SEATS);

	if (!err)
		err = count_named(q, &approvals, "approvals", ABSENT);
	if (!err)
		err = count_named(q, &against, "against", 0);
	if (!err)
		err = count_named(q, &write_ins, "write_ins", 0);
	if (!err)
		buf_add_text(answer, approvals > q->seats ? "invalid_whole_ballot" : write_ins > against ? "write_in_not_allowed" : "valid");
	return err;
}

static enum err decide_grade3(struct question *q, struct buf *answer)
{
	int64_t satisfied, basically = 0;
	enum err err = need_threshold(q);

	if (!err)
		err = count_named(q, &satisfied, "满意", ABSENT);
	if (err)
		return err;
	bool is_first = threshold_is_met(&q->threshold, satisfied, q->base);
	if (!is_first && (err = count_named(q, &basically, "基本满意", ABSENT)) != OK)
		return err;
	bool is_second = threshold_is_met(&q->threshold, satisfied + basically, q->base);
	buf_add_text(answer, is_first ? "满意" : is_second ? "基本满意" : "不满意");
	return OK;
}

/* Two decimals, half up, in integers. */
static void add_percent(struct buf *answer, int64_t count, int64_t base)
{
	int64_t hundredths = (count * 20000 + base) / (2 * base);

	buf_addf(answer, "%" PRId64 ".%02d", hundredths / 100, (int)(hundredths % 100));
}

static enum err decide_rate(struct question *q, struct buf *answer)
{
	enum err err = q->part_count ? OK : refuse(q, ERR_FIELD_MISSING, DECIDE_TALLY);

	if (!err && q->base == 0)
		err = refuse(q, ERR_RANGE, DECIDE_BASE_N);
	for (size_t i = 0; i < q->part_count && !err; i++) {
		const char *name = q->parts[i].name;
		int64_t n;

		if ((err = part_number(q, &n, &q->parts[i])) != OK)
			break;
		buf_addf(answer, "%s%s率=", i ? ";" : "", strcmp(name, "present") == 0 ? "出席" : name);
		add_percent(answer, n, q->base);
	}
	return err;
}

static enum err decide_rate_flag(struct question *q, struct buf *answer)
{
	int64_t n;
	enum err err = q->has_fraction ? OK : refuse(q, ERR_FIELD_MISSING, DECIDE_FRAC);

	if (!err && q->base == 0)
		err = refuse(q, ERR_RANGE, DECIDE_BASE_N);
	if (!err)
		err = part_number(q, &n, q->part_count == 1 ? &q->parts[0] : NULL);
	if (err)
		return err;
	buf_add_text(answer, "称职率=");
	add_percent(answer, n, q->base);
	/* "below" is strict: exactly the fraction is not below */
	buf_add_text(answer, n * q->threshold.den < q->threshold.num * q->base ? ";below" : ";not_below");
	return OK;
}

static enum err decide_cap(struct question *q, struct buf *answer)
{
	enum err err = q->has_fraction ? OK : refuse(q, ERR_FIELD_MISSING, DECIDE_FRAC);

	if (!err)
		buf_addf(answer, "max=%" PRId64, q->threshold.num * q->base / q->threshold.den);
	return err;
}

static enum err decide_cosign(struct question *q, struct buf *answer)
{
	int64_t distinct;
	enum err err = q->has_fraction ? count_named(q, &distinct, "distinct_active", ABSENT) : refuse(q, ERR_FIELD_MISSING, DECIDE_FRAC);

	if (!err)
		buf_add_text(answer, distinct >= q->threshold.num ? "accepted" : "rejected");
	return err;
}

static enum err decide_deadline(struct question *q, struct buf *answer)
{
	const struct part *start = find_part(q, "start"), *add = find_part(q, "add");

	if (!start || !add)
		return refuse(q, ERR_FIELD_MISSING, DECIDE_TALLY);
	buf_add_text(answer, "due=");
	return due_date(answer, start->value, add->value) == OK ? OK : refuse(q, ERR_FIELD_TYPE, DECIDE_TALLY);
}

static enum err decide_surplus(struct question *q, struct buf *answer)
{
	int64_t candidates;
	enum err err = q->has_fraction ? need(q, q->seats, DECIDE_SEATS) : refuse(q, ERR_FIELD_MISSING, DECIDE_FRAC);

	if (!err)
		err = count_named(q, &candidates, "candidates", ABSENT);
	if (err)
		return err;
	int64_t extra = (q->threshold.num * q->seats + q->threshold.den - 1) / q->threshold.den;
	buf_addf(answer, "min_extra=%" PRId64 "%s", extra, candidates - q->seats >= extra ? ";ok" : ";below");
	return OK;
}

static enum err decide_secrecy(struct question *q, struct buf *answer)
{
	static const char *const secret[] = { "election", "appraisal", "satisfaction", "confidence" };
	const struct part *item = find_part(q, "item"), *method = find_part(q, "method");
	bool must = false;

	if (!item || !method)
		return refuse(q, ERR_FIELD_MISSING, DECIDE_TALLY);
	for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
		must |= strcmp(item->value, secret[i]) == 0;
	buf_add_text(answer, must && strcmp(method->value, "secret") != 0 ? "refused" : "allowed");
	return OK;
}

static const struct type {
	const char *name;
	bool has_base;                  /* decided over a base */
	bool has_required;              /* the least count is worth saying */
	enum err (*decide)(struct question *q, struct buf *answer);
} types[] = {
	{ "quorum", true, true, decide_quorum },
	{ "resolution", true, true, decide_resolution },
	{ "election", true, true, decide_election },
	{ "validity", false, false, decide_validity },
	{ "ballot", false, false, decide_ballot },
	{ "grade3", true, true, decide_grade3 },
	{ "rate", true, false, decide_rate },
	{ "rate_flag", true, false, decide_rate_flag },
	{ "cap", true, false, decide_cap },
	{ "cosign", false, false, decide_cosign },
	{ "deadline", false, false, decide_deadline },
	{ "surplus", false, false, decide_surplus },
	{ "secrecy", false, false, decide_secrecy },
};

static const struct type *find_type(const char *name)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	}
	return NULL;
}

/* Every base of a range must give the same outcome. */
static enum err decide_range(struct question *q, struct buf *answer, const struct type *type)
{
	int64_t low = 0, high = 0;
	enum err err = type->has_base ? read_base(q, &low, &high) : OK;

	for (q->base = low; q->base <= high && !err; q->base++) {
		struct buf one = { 0 };

		err = type->decide(q, &one);
		if (!err && q->base == low)
			buf_add(answer, one.at, one.len);
		else if (!err && (one.len != answer->len || memcmp(one.at, answer->at, one.len) != 0))
			err = refuse(q, ERR_CASE_RANGE, DECIDE_BASE_N);
		buf_release(&one);
	}
	q->base = low == high ? low : ABSENT;
	return err;
}

enum err decide(struct buf *required, struct buf *answer, const char **detail, const char *const cells[DECIDE_COLUMN_COUNT])
{
	const struct type *type = find_type(cells[DECIDE_TYPE]);
	struct question *q = calloc(1, sizeof *q);
	struct buf decided = { 0 };

	if (!q)
		return ERR_MEMORY;
	q->cells = cells;
	enum err err = type ? OK : refuse(q, ERR_CASE_TYPE, DECIDE_TYPE);
	if (!err)
		err = read_numbers(q);
	if (!err)
		err = read_threshold(q);
	if (!err)
		err = read_tally(q);
	if (!err)
		err = decide_range(q, &decided, type);
	if (!err && decided.failed)
		err = ERR_MEMORY;
	if (!err) {
		buf_add(answer, decided.at, decided.len);
		if (type->has_required && q->base != ABSENT)
			buf_addf(required, "%" PRId64, threshold_required(&q->threshold, q->base));
	}
	*detail = q->detail;
	buf_release(&decided);
	free(q->tally);
	free(q);
	return err;
}
