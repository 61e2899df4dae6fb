/* hall_poll.c - see hall.h: what the hall is told of one poll: its question and rule, how many
 * ballots have come in, and once it is published its result.
 *
 * Sentences are those of the printed sheet (protocol/report/words.h), so that screen and paper say the same. */
#include "tally-server/core/hall.h"

#include <string.h>

#include "protocol/report/words.h"

/* A sentence in both languages, Chinese first; both buffers are released. */
static json_t *sentences(struct buf *zh, struct buf *en)
{
	json_t *both = json_pack("[s, s]", buf_text(zh), buf_text(en));
	bool has_failed = zh->failed || en->failed;

	buf_release(zh);
	buf_release(en);
	if (!has_failed)
		return both;
	json_decref(both);
	return NULL;
}

static bool put(json_t *object, const char *name, json_t *value)
{
	return !json_object_set_new(object, name, value);
}

static const char *field(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value ? value : "";
}

/* ---- the question ---- */

/* The least count that meets a threshold now; -1 where its base is known only when the box is open. */
static json_int_t required_of(const json_t *step, const struct figures *f)
{
	struct threshold t = { .num = json_integer_value(json_object_get(step, "num")), .den = json_integer_value(json_object_get(step, "den")),
			       .op = strcmp(field(step, "op"), rule_op_name(RULE_GE)) ? RULE_GT : RULE_GE };

	if (!rule_base_read(&t.base, field(step, "base")) || (t.base != BASE_EXPECTED && t.base != BASE_PRESENT))
		return -1;
	return (json_int_t)threshold_required(&t, rule_base_count(f, t.base, 0));
}

/* One number for each step of a ladder, one for an election, none for a plurality. */
static json_t *all_required(const json_t *rule, const struct figures *f)
{
	const json_t *step, *steps = json_object_get(rule, "steps");
	json_t *all = json_array();
	size_t i;

	if (all && json_object_get(rule, "num") && json_array_append_new(all, json_integer(required_of(rule, f)))) {
		json_decref(all);
		return NULL;
	}
	json_array_foreach(steps, i, step)
		if (!all || json_array_append_new(all, json_integer(required_of(step, f)))) {
			json_decref(all);
			return NULL;
		}
	return all;
}

/* Titles of what is voted on. Write-ins are left out: they are the whole roll. */
static json_t *rows_of(const json_t *definition)
{
	json_t *rows = json_array();
	const json_t *contest;
	size_t i;

	json_array_foreach(json_object_get(definition, "contests"), i, contest) {
		if (words_is_election(definition) && json_integer_value(json_object_get(contest, "scale")))
			continue;
		if (!rows || json_array_append(rows, json_object_get(contest, "title"))) {
			json_decref(rows);
			return NULL;
		}
	}
	return rows;
}

/* ---- the result ---- */

static json_t *rates_of(const json_t *definition, const json_t *verdict, size_t contest)
{
	const json_t *decided = json_array_get(json_object_get(verdict, "contests"), contest), *rate;
	json_t *rates = json_array();
	size_t i;

	json_array_foreach(json_object_get(decided, "rates"), i, rate) {
		struct buf zh = { 0 }, en = { 0 };

		words_rate(&zh, LANG_ZH, definition, rate, contest);
		words_rate(&en, LANG_EN, definition, rate, contest);
		if (!rates || json_array_append_new(rates, json_pack("{s:O, s:o}", "name", json_object_get(rate, "name"),
								     "value", sentences(&zh, &en)))) {
			json_decref(rates);
			return NULL;
		}
	}
	return rates;
}

static json_t *formula_of(const json_t *definition, const json_t *verdict, size_t contest)
{
	struct buf zh = { 0 }, en = { 0 };

	words_formula(&zh, LANG_ZH, definition, verdict, contest);
	words_formula(&en, LANG_EN, definition, verdict, contest);
	return sentences(&zh, &en);
}

/* A row of counts beside what the verdict says of it. */
static json_t *row_of(const struct poll *p, const struct attempt *a, size_t contest)
{
	const json_t *of = json_array_get(json_object_get(p->definition, "contests"), contest);
	const char *base_name;
	json_int_t base = (json_int_t)words_base(&base_name, LANG_ZH, p->definition, a->verdict, contest);

	return json_pack("{s:I, s:O, s:O, s:O, s:I, s:O, s:I, s:o, s:o}", "row", (json_int_t)contest,
			 "title", json_object_get(of, "title"), "scale", json_object_get(of, "scale"),
			 "counts", json_array_get(a->counts, contest),
			 "unaccounted", (json_int_t)words_unaccounted(p, a, contest),
			 "decided", json_array_get(json_object_get(a->verdict, "contests"), contest), "base", base,
			 "rates", rates_of(p->definition, a->verdict, contest),
			 "formula", formula_of(p->definition, a->verdict, contest));
}

static json_t *result_rows(const struct poll *p, const struct attempt *a)
{
	json_t *rows = json_array();

	for (size_t q = 0; q < json_array_size(json_object_get(p->definition, "contests")); q++) {
		if (words_is_silent(p->definition, a->counts, q))
			continue;
		if (!rows || json_array_append_new(rows, row_of(p, a, q))) {
			json_decref(rows);
			return NULL;
		}
	}
	return rows;
}

static bool put_result(json_t *poll, const struct poll *p, const struct attempt *a)
{
	static const char *const of_elections[] = { "elected", "tied", "next" };
	json_t *result = json_pack("{s:o}", "rows", result_rows(p, a));

	if (!result || !put(poll, "result", result))
		return false;
	if (!words_is_election(p->definition))
		return true;
	for (size_t i = 0; i < sizeof(of_elections) / sizeof(of_elections[0]); i++)
		if (json_object_set(result, of_elections[i], json_object_get(a->verdict, of_elections[i])))
			return false;
	return put(result, "unfilled", json_integer(attempt_unfilled(a))) && put(result, "reduced", json_integer(a->reduced_seats));
}

/* ---- the whole ---- */

static bool put_sentence(json_t *poll, const char *name, bool has_one, struct buf *zh, struct buf *en)
{
	json_t *both = sentences(zh, en);

	if (has_one)
		return put(poll, name, both);
	json_decref(both);
	return true;
}

static bool put_attempt(json_t *poll, const struct poll *p, const struct attempt *a)
{
	char head[HEAD_TEXT_SIZE] = "";
	struct figures f[FORMS_MAX];
	struct buf zh = { 0 }, en = { 0 };
	/* of any other state the name says enough, and that a box is open already is not told */
	bool is_over = a->state == ATTEMPT_VOID || a->state == ATTEMPT_NOT_OPENED || a->state == ATTEMPT_REHEARSED;
	bool has_fate = is_over && words_fate(&zh, LANG_ZH, p, a) && words_fate(&en, LANG_EN, p, a);

	attempt_figures(f, a);
	if (a->closing_head.size)
		head_show(head, &a->closing_head);
	return put_sentence(poll, "fate", has_fate, &zh, &en) && put(poll, "issued", json_integer(a->issued)) &&
	       put(poll, "returned", json_integer(attempt_returned(a))) &&
	       put(poll, "invalid", json_integer(hall_is_public(p, a) ? f[0].invalid : 0)) &&
	       put(poll, "papers", json_integer(a->paper_forms ? 0 : a->papers)) &&
	       put(poll, "way", json_string(attempt_way_name(a->way))) &&
	       put(poll, "opened_at", json_integer(a->opened_at)) && put(poll, "closing_head", json_string(head));
}

static bool put_electorate(json_t *poll, const struct poll *p)
{
	struct buf zh = { 0 }, en = { 0 };
	bool is_special = words_electorate(&zh, LANG_ZH, p) && words_electorate(&en, LANG_EN, p);

	return put_sentence(poll, "electorate", is_special, &zh, &en);
}

static size_t item_of(const struct meeting *m, const struct poll *p)
{
	size_t item = 0;

	while (item < m->poll_count && m->polls[item] != p)
		item++;
	return item + 1;
}

const char *hall_state(const struct attempt *a)
{
	if (!a)
		return "draft";
	return attempt_state_name(a->state == ATTEMPT_COUNTED ? ATTEMPT_CLOSED : a->state);
}

bool hall_is_public(const struct poll *p, const struct attempt *a)
{
	return a->state == ATTEMPT_PUBLISHED && !p->is_limited;
}

json_t *hall_poll(const struct meeting *m, const struct poll *p, const struct attempt *a, bool shows_result)
{
	const json_t *d = p->definition, *rule = json_object_get(d, "rule");
	struct figures f[FORMS_MAX] = { { 0 } };

	if (a)
		attempt_figures(f, a);
	else
		poll_electors(p, m, &f->expected, &f->present);
	json_t *poll = json_pack("{s:I, s:s, s:s, s:s, s:O, s:b, s:b, s:I, s:s, s:I, s:I, s:I, s:O, s:O, s:O, s:o, s:o}",
				 "item", (json_int_t)item_of(m, p), "poll", p->id, "title", p->title, "kind", p->kind,
				 "method", json_object_get(d, "method"), "rehearsal", p->is_rehearsal,
				 "is_election", words_is_election(d),
				 "seats", json_integer_value(json_object_get(d, "seats")), "state", hall_state(a),
				 "attempt", (json_int_t)(a ? a->number : 0), "expected", (json_int_t)f->expected,
				 "present", (json_int_t)f->present, "scales", json_object_get(d, "scales"), "rule", rule,
				 "rates", json_object_get(d, "rates"), "required", all_required(rule, f), "rows", rows_of(d));
	bool ok = poll && put_electorate(poll, p) && (!a || put_attempt(poll, p, a)) && (!shows_result || put_result(poll, p, a));

	if (ok)
		return poll;
	json_decref(poll);
	return NULL;
}
