/* verify.c - see verify.h. The fold goes first: what stands here may rely on every rule that it has checked. */
#include "protocol/meeting/verify.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/vote.h"

enum err verifier_init(struct verifier *v, const struct rng *rng)
{
	memset(v, 0, sizeof *v);
	if (!(v->group = group_new()))
		return ERR_MEMORY;
	meeting_init(&v->meeting, 0);
	v->rng = rng;
	return OK;
}

static void forget_pending(struct verifier *v)
{
	for (size_t i = 0; i < v->pending_count; i++) {
		free(v->pending[i].body);
		v->pending[i].body = NULL;
	}
	v->pending_count = 0;
}

void verifier_release(struct verifier *v)
{
	forget_pending(v);
	if (v->has_box)
		box_release(&v->box);
	meeting_release(&v->meeting);
	group_free(v->group);
	memset(v, 0, sizeof *v);
}

static enum err fail(struct verifier *v, uint64_t entry, enum err err)
{
	v->failed = err;
	v->failed_entry = entry;
	return err;
}

/* ---- ballots ---- */

/* A test's seed opens it (P9.6). */
static enum err check_opening(struct verifier *v, const struct verify_pending *p)
{
	const struct ballot_form *form = &v->box.attempt->form;
	uint8_t *marks = malloc(form->row_count);
	enum err err = marks ? ballot_open(v->box.group, marks, form, p->key, p->body, p->seed) : ERR_MEMORY;

	free(marks);
	return err;
}

static enum err settle(struct verifier *v, const struct verify_pending *p, enum err verdict)
{
	enum err err = verdict;

	if (!err)
		err = p->purpose == BALLOT_TEST ? check_opening(v, p) : box_add(&v->box, p->body);
	return err ? fail(v, p->entry, err) : OK;
}

enum err verifier_flush(struct verifier *v)
{
	struct ballot_in ballots[VERIFY_BATCH];
	enum err verdicts[VERIFY_BATCH], err = v->failed;

	if (err || !v->pending_count)
		return err;
	for (size_t i = 0; i < v->pending_count; i++) {
		const struct verify_pending *p = &v->pending[i];

		ballots[i] = (struct ballot_in){ .purpose = p->purpose, .slot_key = p->key, .body = p->body, .len = p->len, .signature = p->signature };
	}
	err = box_check(&v->box, verdicts, ballots, v->pending_count);
	if (err)
		return fail(v, v->pending[0].entry, err);
	for (size_t i = 0; i < v->pending_count && !err; i++)
		err = settle(v, &v->pending[i], verdicts[i]);
	forget_pending(v);
	return err;
}

/* The fold has read these fields already; here only their bytes are taken. */
static bool take_base64(uint8_t *out, size_t len, const json_t *body, const char *name)
{
	const char *text = json_string_value(json_object_get(body, name));

	return text && base64_decode(out, len, text) == OK;
}

static enum err add_ballot(struct verifier *v, const struct entry *e, enum ballot_purpose purpose)
{
	struct verify_pending *p = &v->pending[v->pending_count];

	*p = (struct verify_pending){ .entry = e->number, .purpose = purpose, .len = ballot_form_body_size(&v->box.attempt->form) };
	if (!(p->body = malloc(p->len)))
		return ERR_MEMORY;
	v->pending_count++;
	if (!take_base64(p->key, sizeof p->key, e->body, "key") || !take_base64(p->body, p->len, e->body, "body") ||
	    !take_base64(p->signature, sizeof p->signature, e->body, "sig") ||
	    (purpose == BALLOT_TEST && !take_base64(p->seed, sizeof p->seed, e->body, "seed")))
		return ERR_BUG;
	return v->pending_count == VERIFY_BATCH ? verifier_flush(v) : OK;
}

static enum err check_cast(struct verifier *v, const struct entry *e)
{
	return add_ballot(v, e, BALLOT_CAST);
}

static enum err check_test(struct verifier *v, const struct entry *e)
{
	return add_ballot(v, e, BALLOT_TEST);
}

static enum err check_commit(struct verifier *v, const struct entry *e)
{
	uint8_t key[POINT_SIZE], tracking[32], signature[SIGNATURE_SIZE];
	const char *hex = json_string_value(json_object_get(e->body, "tracking"));

	if (!take_base64(key, sizeof key, e->body, "key") || !take_base64(signature, sizeof signature, e->body, "sig") || !hex ||
	    hex_decode(tracking, sizeof tracking, hex) != OK)
		return ERR_BUG;
	return ballot_check_commit(v->group, &v->box.attempt->form, key, tracking, signature);
}

static enum err check_vote(struct verifier *v, const struct entry *e)
{
	uint8_t key[POINT_SIZE], signature[SIGNATURE_SIZE];
	const struct open_vote *vote = attempt_vote(v->box.attempt, e->number);

	if (!take_base64(key, sizeof key, e->body, "key") || !take_base64(signature, sizeof signature, e->body, "sig") || !vote)
		return ERR_BUG;
	return vote_check(v->group, &v->box.attempt->form, key, vote->marks, signature);
}

/* ---- keys ---- */

static const struct ceremony_record *latest_ceremony(const struct verifier *v)
{
	return v->meeting.ceremonies[v->meeting.ceremony_count - 1];
}

/* Points and proofs of possession (P10.3). */
static enum err check_reveal(struct verifier *v, const struct entry *e)
{
	struct reveal reveal;

	return ceremony_read_reveal(v->group, &reveal, &latest_ceremony(v)->params, json_string_value(json_object_get(e->body, "reveal")));
}

/* Every confirm names the K that the reveals give (P10.5). */
static enum err check_confirm(struct verifier *v, const struct entry *e)
{
	const struct ceremony_record *c = latest_ceremony(v);
	uint8_t claimed[POINT_SIZE], key[POINT_SIZE], shares[TRUSTEE_MAX][POINT_SIZE];

	if (!take_base64(claimed, sizeof claimed, e->body, "key"))
		return ERR_BUG;
	enum err err = ceremony_keys(v->group, key, shares, &c->params, c->reveals);
	if (!err && memcmp(claimed, key, sizeof key) != 0)
		err = ERR_SHARE;
	return err;
}

/* ---- opening ---- */

static enum err check_open(struct verifier *v, const struct entry *e)
{
	(void)e;
	if (v->has_box)
		box_release(&v->box);
	v->has_box = false;
	enum err err = box_init(&v->box, &v->meeting, meeting_current(&v->meeting), v->rng);
	v->has_box = !err;
	return err;
}

/* The poll that an entry about the boxed attempt names. */
static const struct poll *named_poll(const struct verifier *v, const struct entry *e)
{
	return meeting_poll(&v->meeting, json_string_value(json_object_get(e->body, "poll")));
}

static enum err check_share(struct verifier *v, const struct entry *e)
{
	const struct attempt *a = v->box.attempt;
	const struct share_record *s = &a->shares[a->share_count - 1];
	uint8_t key[POINT_SIZE], shares[TRUSTEE_MAX][POINT_SIZE];
	struct opening o;
	enum err err = box_share_keys(v->group, key, shares, v->meeting.ceremonies[a->ceremony]);

	if (err)
		return err;
	box_opening(&o, &v->box, &v->meeting, named_poll(v, e));
	return opening_check_share(v->box.group, &o, s->index, shares[s->index - 1], s->bytes);
}

/* The shares that the entry names, by their entry numbers. */
static size_t named_shares(const struct attempt *a, const json_t *numbers, uint32_t *indices, const uint8_t **shares)
{
	const json_t *number;
	size_t count = 0, i;

	json_array_foreach(numbers, i, number) {
		for (size_t s = 0; s < a->share_count && count < TRUSTEE_MAX; s++) {
			if (a->shares[s].entry != (uint64_t)json_integer_value(number))
				continue;
			indices[count] = a->shares[s].index;
			shares[count++] = a->shares[s].bytes;
		}
	}
	return count;
}

/* The counts are what the shares open to; a contest's last option follows from the others (P11.5) and has no ciphertext. */
static enum err check_result(struct verifier *v, const struct entry *e)
{
	const struct attempt *a = v->box.attempt;

	/* without shares there was no box: the fold has compared the counts with what told them */
	if (!json_array_size(json_object_get(e->body, "shares")))
		return OK;
	uint64_t *counts = calloc(v->box.total.count, sizeof *counts);
	uint32_t indices[TRUSTEE_MAX];
	const uint8_t *shares[TRUSTEE_MAX];
	struct opening o;
	size_t j = 0;

	if (!counts)
		return ERR_MEMORY;
	for (size_t q = 0; q < a->form.row_count; q++) {
		const json_t *row = json_array_get(a->electronic ? a->electronic : a->counts, q);

		for (size_t option = 0; option + 1 < a->form.options[q]; option++)
			counts[j++] = (uint64_t)json_integer_value(json_array_get(row, option));
	}
	box_opening(&o, &v->box, &v->meeting, named_poll(v, e));
	size_t t = named_shares(a, json_object_get(e->body, "shares"), indices, shares);
	enum err err = opening_check_counts(v->box.group, counts, &o, indices, shares, t);
	free(counts);
	return err;
}

/* ---- one entry ---- */

/* What each type needs beside the fold. `flushes`: the ballots before it must hold first. */
static const struct check {
	const char *type;
	bool flushes;
	enum err (*check)(struct verifier *v, const struct entry *e);
} checks[] = {
	{ "ceremony_reveal", false, check_reveal },
	{ "ceremony_confirm", false, check_confirm },
	{ "poll_open", true, check_open },
	{ "ballot_commit", false, check_commit },
	{ "open_vote", false, check_vote },
	{ "ballot_cast", false, check_cast },
	{ "ballot_test", false, check_test },
	{ "poll_close", true, NULL },
	{ "poll_void", true, NULL },
	{ "share", true, check_share },
	{ "result", true, check_result },
	{ "seal", true, NULL },
};

static const struct check *find_check(const char *type)
{
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
		if (strcmp(checks[i].type, type) == 0)
			return &checks[i];
	}
	return NULL;
}

enum err verifier_apply(struct verifier *v, const char *line, size_t len)
{
	uint64_t number = v->meeting.tree.size;
	struct entry e;

	if (v->failed != OK)
		return v->failed;
	enum err err = meeting_apply(&v->meeting, line, len);
	if (!err)
		err = entry_read(&e, line, len, len);
	if (err)
		return fail(v, number, err);

	const struct check *c = find_check(e.type);
	if (c && c->flushes)
		err = verifier_flush(v);
	if (!err && c && c->check)
		err = c->check(v, &e);
	if (err && v->failed == OK)
		fail(v, number, err);
	entry_release(&e);
	return err;
}
