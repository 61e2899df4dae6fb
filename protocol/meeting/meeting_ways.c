/* meeting_ways.c - ways to vote beside sealed ballots (P14.15): which way a poll may be held, and the show of hands (P14.16).
 *
 * Must not know: slips and bodies of ballots; who told a count, beyond the names that the act bears. */
#include "protocol/meeting/meeting_internal.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	enum poll_method method;        /* of the polls that may be held like this */
	bool takes_slot;
} ways[WAY_COUNT] = {
	[WAY_SEALED] = { "sealed", METHOD_SECRET, true },
	[WAY_OPEN] = { "open", METHOD_OPEN, true },
	[WAY_HANDS] = { "hands", METHOD_HANDS, false },
	[WAY_PAPER] = { "paper", METHOD_SECRET, false },
};

static const char *const methods[METHOD_COUNT] = { [METHOD_SECRET] = "secret", [METHOD_OPEN] = "open", [METHOD_HANDS] = "show_of_hands" };

const char *attempt_way_name(enum attempt_way w)
{
	return ways[w].name;
}

const char *poll_method_name(enum poll_method method)
{
	return methods[method];
}

bool poll_method_read(enum poll_method *out, const char *name)
{
	for (int i = 0; i < METHOD_COUNT; i++)
		if (!strcmp(methods[i], name)) {
			*out = (enum poll_method)i;
			return true;
		}
	return false;
}

int way_read(const char *name)
{
	for (int i = 0; i < WAY_COUNT; i++)
		if (!strcmp(ways[i].name, name))
			return i;
	return -1;
}

bool attempt_way_takes_slot(enum attempt_way w)
{
	return ways[w].takes_slot;
}

enum err way_check(struct fold *f, const struct poll *p, enum attempt_way way)
{
	if (ways[way].method != p->method)
		return fold_refuse(f, ERR_RULE, "way");
	return p->must_be_paper && way != WAY_PAPER ? fold_refuse(f, ERR_POLL_STATE, "way") : OK;
}

bool attempt_awaits_paper(const struct attempt *a)
{
	return a->state == ATTEMPT_CLOSED && a->papers && !a->paper_forms;
}

bool attempt_awaits_shares(const struct attempt *a)
{
	return a->state == ATTEMPT_CLOSED && a->way == WAY_SEALED && a->returned && !attempt_awaits_paper(a);
}

/* ---- counts that people tell ---- */

enum err way_check_shape(const struct attempt *a, const json_t *counts, int64_t max)
{
	size_t q, o;
	const json_t *row, *count;

	if (json_array_size(counts) != a->form.row_count)
		return ERR_RANGE;
	json_array_foreach(counts, q, row) {
		if (json_array_size(row) != a->form.options[q])
			return ERR_RANGE;
		json_array_foreach(row, o, count) {
			if (!json_is_integer(count))
				return ERR_FIELD_TYPE;
			if (json_integer_value(count) < 0 || json_integer_value(count) > max)
				return ERR_RANGE;
		}
	}
	return OK;
}

static int64_t row_sum(const json_t *row)
{
	int64_t sum = 0;
	size_t o;
	const json_t *count;

	json_array_foreach(row, o, count)
		sum += json_integer_value(count);
	return sum;
}

void way_keep_told(struct fold *f, struct attempt *a, const struct act_text *act, const json_t *counts)
{
	f->m->act_count++;
	a->by_hand = json_incref((json_t *)(uintptr_t)counts);
	a->told_signers = act->signers;
	for (size_t i = 0; i < f->entry->actor_count; i++)
		snprintf(a->told_by[i], sizeof(a->told_by[i]), "%s", f->entry->actors[i]);
}

/* ---- a show of hands ---- */

enum err attempt_check_hands(const struct attempt *a, const json_t *counts)
{
	enum err err = way_check_shape(a, counts, a->issued);

	if (a->way != WAY_HANDS || attempt_check_move(a, ATTEMPT_CLOSED))
		return ERR_POLL_STATE;
	if (err)
		return err;
	return row_sum(json_array_get(counts, 0)) > a->issued ? ERR_UNACCOUNTED : OK;
}

static enum err check_hands(struct fold *f, struct fields *r, struct attempt **a, const json_t **counts)
{
	struct poll *p;
	enum err err;

	*counts = fields_array(r, "counts", 1, 1);
	err = fold_read_attempt(f, r, &p, a);
	if (err)
		return err;
	err = attempt_check_hands(*a, *counts);
	return err ? fold_refuse(f, err, err == ERR_POLL_STATE ? NULL : "counts") : OK;
}

enum err fold_hands(struct fold *f)
{
	struct attempt *a;
	struct act_text act;
	const json_t *counts;
	enum err err = fold_read_act(f, &act);

	if (err)
		return err;
	err = check_hands(f, &act.fields, &a, &counts);
	if (!err)
		err = fold_accept(f);
	if (!err) {
		way_keep_told(f, a, &act, counts);
		a->returned = row_sum(json_array_get(counts, 0));
		err = attempt_close(f, a, ATTEMPT_CLOSED);
	}
	json_decref(act.json);
	return err;
}
