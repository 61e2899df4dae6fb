/* meeting_paper.c - ballots on paper beside or in place of sealed ones: who is given one, and what came in (P14.17, P14.18).
 *
 * Knows keys and counts. Must not know: who holds which key, who counted. */
#include "protocol/meeting/meeting_internal.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/meeting/verdict.h"

/* ---- rights that go to paper ---- */

/* Each key may still act, and stands behind the one before. `out` has room for all. */
static enum err read_keys(struct fold *f, struct attempt_key **out, const struct attempt *a, const json_t *keys)
{
	uint8_t before[POINT_SIZE] = { 0 }, key[POINT_SIZE];
	size_t i;
	const json_t *item;

	json_array_foreach(keys, i, item) {
		enum err err = json_is_string(item) ? base64_decode(key, sizeof(key), json_string_value(item)) : ERR_FIELD_TYPE;

		if (err)
			return fold_refuse(f, err, "keys");
		if (memcmp(before, key, sizeof(key)) >= 0)
			return fold_refuse(f, ERR_SLIP_LIST, "keys");
		err = fold_find_key(f, &out[i], a, key);
		if (err)
			return fold_refuse(f, err, "keys");
		memcpy(before, key, sizeof(key));
	}
	return OK;
}

/* Neither those on paper nor those left to terminals may be few: each kind of ballot is counted by itself. */
static enum err check_numbers(struct fold *f, const struct poll *p, const struct attempt *a, int64_t count)
{
	int64_t left = a->issued - a->papers - count;

	return count < p->minimum || (left && left < p->minimum) ? fold_refuse(f, ERR_TOO_FEW_RIGHTS, "keys") : OK;
}

enum err fold_paper_issue(struct fold *f)
{
	const json_t *keys = fields_array(&f->body, "keys", 1, MEETING_MAX_PERSONS);
	size_t count = json_array_size(keys);
	struct attempt_key **found;
	struct attempt *a;
	struct poll *p;
	enum err err = fold_read_attempt(f, &f->body, &p, &a);

	if (err)
		return err;
	if ((a->state != ATTEMPT_OPEN && a->state != ATTEMPT_HELD) || a->way != WAY_SEALED || p->is_rehearsal)
		return ERR_NOT_OPEN;
	found = calloc(count, sizeof(*found));
	err = found ? read_keys(f, found, a, keys) : ERR_MEMORY;
	if (!err)
		err = check_numbers(f, p, a, (int64_t)count);
	if (!err)
		err = fold_accept(f);
	for (size_t i = 0; i < count && !err; i++) {
		found[i]->is_entitled = false;
		found[i]->is_paper = true;
	}
	if (!err)
		a->papers += (int64_t)count;
	free(found);
	return err;
}

/* ---- what came in ---- */

/* {"returned", "invalid"} for each form of the definition. */
static enum err read_forms(struct paper_form out[FORMS_MAX], const struct poll *p, const json_t *forms)
{
	size_t i;
	const json_t *form;

	if (json_array_size(forms) != verdict_form_count(p->definition))
		return ERR_RANGE;
	json_array_foreach(forms, i, form) {
		struct fields r;
		enum err err;

		fields_open(&r, form);
		out[i].returned = fields_int(&r, "returned", 0, MEETING_MAX_PERSONS * 2);
		out[i].invalid = fields_int(&r, "invalid", 0, out[i].returned);
		err = fields_close(&r);
		if (err)
			return err;
	}
	return OK;
}

/* No contest has more marks than valid papers; fewer are unaccounted for, and shown so. */
static enum err check_rows(const struct poll *p, const struct paper_form *forms, const json_t *counts)
{
	size_t q, o;
	const json_t *row, *count;

	json_array_foreach(counts, q, row) {
		const struct paper_form *form = &forms[verdict_form_of(p->definition, q)];
		int64_t sum = 0;

		json_array_foreach(row, o, count)
			sum += json_integer_value(count);
		if (sum > form->returned - form->invalid)
			return ERR_UNACCOUNTED;
	}
	return OK;
}

/* The count of ciphertext j: the options but the last, through the contests (P6.1). */
static int64_t ciphertext_count(const struct attempt *a, const json_t *counts, size_t j)
{
	for (size_t q = 0; q < a->form.row_count; q++) {
		if (j + 1 < a->form.options[q])
			return json_integer_value(json_array_get(json_array_get(counts, q), j));
		j -= a->form.options[q] - 1u;
	}
	return 0;
}

/* What every valid paper keeps to, all together keep to: no more approvals than seats for each. A
 * limit with negative weights says nothing where marks may be missing. */
static enum err check_limits(const struct attempt *a, const struct paper_form *form, const json_t *counts)
{
	for (size_t i = 0; i < a->form.limit_count; i++) {
		const struct limit *limit = &a->form.limits[i];
		bool is_positive = true;
		int64_t sum = 0;

		for (size_t t = 0; t < limit->term_count; t++) {
			is_positive = is_positive && limit->terms[t].weight > 0;
			sum += limit->terms[t].weight * ciphertext_count(a, counts, limit->terms[t].ciphertext);
		}
		if (is_positive && sum > limit->max * (form->returned - form->invalid))
			return ERR_UNACCOUNTED;
	}
	return OK;
}

static enum err read_count(struct paper_form out[FORMS_MAX], const struct poll *p, const struct attempt *a,
			   const json_t *forms, const json_t *counts)
{
	enum err err = attempt_awaits_paper(a) ? OK : ERR_POLL_STATE;

	if (!err)
		err = read_forms(out, p, forms);
	if (!err)
		err = way_check_shape(a, counts, MEETING_MAX_PERSONS * 2);
	if (!err)
		err = check_rows(p, out, counts);
	return err ? err : check_limits(a, &out[0], counts);
}

enum err attempt_check_paper(const struct poll *p, const struct attempt *a, const json_t *forms, const json_t *counts)
{
	struct paper_form read[FORMS_MAX];

	return read_count(read, p, a, forms, counts);
}

static bool is_overfull(const struct attempt *a)
{
	for (size_t i = 0; i < a->paper_forms; i++)
		if (a->paper[i].returned > a->papers)
			return true;
	return false;
}

enum err fold_paper_count(struct fold *f)
{
	struct paper_form read[FORMS_MAX] = { 0 };
	const json_t *forms, *counts;
	struct act_text act;
	struct attempt *a;
	struct poll *p;
	enum err err = fold_read_act(f, &act);

	if (err)
		return err;
	forms = fields_array(&act.fields, "forms", 1, FORMS_MAX);
	counts = fields_array(&act.fields, "counts", 1, BALLOT_MAX_ROWS);
	err = fold_read_attempt(f, &act.fields, &p, &a);
	if (!err)
		err = read_count(read, p, a, forms, counts);
	if (!err)
		err = fold_accept(f);
	if (err)
		goto out;
	way_keep_told(f, a, &act, counts);
	memcpy(a->paper, read, sizeof(read));
	a->paper_forms = json_array_size(forms);
	/* a paper that nobody was given makes all of them worthless (P14.18) */
	if (is_overfull(a))
		attempt_move(a, f->m, ATTEMPT_VOID);
out:
	json_decref(act.json);
	return err;
}
