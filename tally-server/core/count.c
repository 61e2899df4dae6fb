/* count.c - from a closed attempt to its result: the box that trustees open, and counts that people tell. See handlers.h.
 *
 * The result is written the moment that nothing is missing: with the last share, or with the act that tells the count. */
#include "tally-server/core/count.h"
#include <stdlib.h>
#include <string.h>
#include "protocol/meeting/verdict.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/log.h"

/* Counts by contest and option (P11.5) from those by ciphertext. */
static json_t *counts_json(const struct attempt *a, const uint64_t *counts)
{
	json_t *all = json_array();
	size_t j = 0;

	for (size_t q = 0; q < a->form.row_count; q++) {
		json_t *row = json_array();
		json_int_t left = (json_int_t)a->returned;

		for (size_t o = 0; o + 1 < a->form.options[q]; o++, j++) {
			json_array_append_new(row, json_integer((json_int_t)counts[j]));
			left -= (json_int_t)counts[j];
		}
		json_array_append_new(row, json_integer(left));
		json_array_append_new(all, row);
	}
	return all;
}

/* t shares are in: what they open to, and their entries. */
static enum err open_box(const struct core *c, json_t **counts, json_t *entries, const struct poll *p, const struct attempt *a)
{
	const struct ceremony_record *k = c->meeting.ceremonies[a->ceremony];
	uint64_t *sums = calloc(ballot_form_ciphertexts(&a->form), sizeof *sums);
	uint32_t indices[TRUSTEE_MAX];
	const uint8_t *shares[TRUSTEE_MAX];
	struct opening opening;

	box_opening(&opening, &c->box, &c->meeting, p);
	for (uint32_t i = 0; i < k->params.t; i++) {
		indices[i] = a->shares[i].index;
		shares[i] = a->shares[i].bytes;
		json_array_append_new(entries, json_integer((json_int_t)a->shares[i].entry));
	}
	enum err err = sums ? opening_combine(c->box.group, sums, &opening, indices, shares, k->params.t) : ERR_MEMORY;
	if (!err && !(*counts = counts_json(a, sums)))
		err = ERR_MEMORY;
	free(sums);
	return err;
}

/* What there is without a box: of an empty one, nothing. */
static json_t *no_counts(const struct attempt *a)
{
	json_t *all = json_array();

	for (size_t q = 0; q < a->form.row_count; q++) {
		json_t *row = json_array();

		for (size_t o = 0; o < a->form.options[q]; o++)
			json_array_append_new(row, json_integer(0));
		json_array_append_new(all, row);
	}
	return all;
}

static json_t *sum_counts(const json_t *one, const json_t *other)
{
	json_t *all = json_array();
	size_t q, o;
	const json_t *row, *count;

	json_array_foreach(one, q, row) {
		json_t *sums = json_array();

		json_array_foreach(row, o, count)
			json_array_append_new(sums, json_integer(json_integer_value(count) + json_integer_value(json_array_get(json_array_get(other, q), o))));
		json_array_append_new(all, sums);
	}
	return all;
}

/* `electronic` is NULL where there was no paper beside the box. */
static enum err append_result(struct core *c, const struct poll *p, const struct attempt *a, json_t *shares, json_t *counts,
			      json_t *electronic)
{
	const char *const server[] = { "machine:server" };
	struct figures figures[FORMS_MAX];
	json_t *verdict = NULL;

	attempt_figures(figures, a);
	enum err err = verdict_decide(&verdict, p->definition, counts, figures);
	if (!err)
		err = core_append_by(c, server, 1, "result", json_pack("{s:s, s:I, s:O, s:O, s:O*, s:O}", "poll", p->id, "attempt", (json_int_t)a->number,
								      "shares", shares, "counts", counts, "electronic", electronic, "verdict", verdict),
				     NULL);
	json_decref(verdict);
	return err;
}

/* The closed attempt's counts, of all that they come from. */
static enum err write_result(struct core *c, const struct poll *p, const struct attempt *a)
{
	json_t *shares = json_array(), *box = NULL, *counts = NULL;
	bool has_box = attempt_awaits_shares(a), is_mixed = a->way == WAY_SEALED && a->papers;
	enum err err = has_box ? open_box(c, &box, shares, p, a) : OK;

	if (!err && is_mixed && !has_box)
		box = no_counts(a);
	if (!err)
		counts = is_mixed ? sum_counts(box, a->by_hand) : has_box ? json_incref(box) : attempt_told_counts(a);
	if (!err)
		err = append_result(c, p, a, shares, counts, is_mixed ? box : NULL);
	json_decref(shares);
	json_decref(box);
	json_decref(counts);
	return err;
}

void count_finish(struct core *c)
{
	const struct poll *p = c->meeting.current;
	const struct attempt *a = meeting_current(&c->meeting);

	if (!a || a->state != ATTEMPT_CLOSED || attempt_awaits_paper(a))
		return;
	if (attempt_awaits_shares(a) && a->share_count < c->meeting.ceremonies[a->ceremony]->params.t)
		return;
	enum err err = write_result(c, p, a);
	if (!err)
		c->has_changed_state = true;
	else
		log_event("incident poll=%s attempt=%u code=%s", p->id, a->number, err_code(err));
}

/* ---- hands ---- */

enum err handle_hands(struct core *c, struct request *r)
{
	struct fields f;
	uint32_t number;

	fields_open(&f, r->body);
	const char *id = fields_text(&f, "poll", 1, ID_MAX);
	int64_t attempt = fields_int(&f, "attempt", 0, UINT32_MAX);
	json_t *counts = json_incref((json_t *)(uintptr_t)fields_array(&f, "counts", 1, 1));
	fields_object(&f, "second");            /* checked by the request path */
	enum err err = fields_close(&f);
	const struct attempt *a = meeting_current(&c->meeting);
	struct poll *p;
	if (!err)
		err = core_poll_at(c, &p, id, attempt);
	if (!err && (!a || c->meeting.current != p))
		err = ERR_POLL_STATE;
	if (!err)
		err = attempt_check_hands(a, counts);
	if (err) {
		json_decref(counts);
		return err;
	}
	err = core_propose(c, r, "hands", json_pack("{s:s, s:I, s:o}", "poll", id, "attempt", (json_int_t)a->number, "counts", counts), &number);
	if (!err && !(r->ok = json_pack("{s:I}", "act", (json_int_t)number)))
		err = ERR_MEMORY;
	return err;
}
