/* ballot.c - see ballot.h: the layout of a ballot, its hashes and signatures, what its proofs state, and opening a tested one.
 *
 * Must not know: marks other than a tested ballot's; how proofs are made (ballot_seal.c) or checked (ballot_check.c). */
#include "protocol/crypto/ballot.h"
#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/ballot_internal.h"
#include "protocol/crypto/schnorr.h"

void ballot_form_release(struct ballot_form *f)
{
	for (size_t i = 0; f->limits && i < f->limit_count; i++)
		free(f->limits[i].terms);
	free(f->limits);
	free(f->options);
	*f = (struct ballot_form){ 0 };
}

static enum err check_limit(const struct limit *limit, size_t ciphertexts)
{
	if (limit->term_count < 1 || limit->term_count > BALLOT_MAX_TERMS)
		return ERR_RANGE;
	if (limit->max < limit->min || (int64_t)limit->max - limit->min >= BALLOT_MAX_BRANCHES)
		return ERR_RANGE;
	for (size_t i = 0; i < limit->term_count; i++) {
		if (limit->terms[i].ciphertext >= ciphertexts)
			return ERR_RANGE;
	}
	return OK;
}

enum err ballot_form_check(const struct ballot_form *f)
{
	if (f->row_count < 1 || f->row_count > BALLOT_MAX_ROWS || f->limit_count > BALLOT_MAX_LIMITS)
		return ERR_RANGE;
	for (size_t q = 0; q < f->row_count; q++) {
		if (f->options[q] < 2 || f->options[q] > BALLOT_MAX_OPTIONS)
			return ERR_RANGE;
	}
	for (size_t i = 0; i < f->limit_count; i++) {
		enum err err = check_limit(&f->limits[i], ballot_form_ciphertexts(f));

		if (err)
			return err;
	}
	return OK;
}

size_t ballot_form_ciphertexts(const struct ballot_form *f)
{
	size_t n = 0;

	for (size_t q = 0; q < f->row_count; q++)
		n += f->options[q] - 1U;
	return n;
}

size_t ballot_form_branches(const struct ballot_form *f)
{
	struct ballot_proof p = { 0 };

	while (ballot_next_proof(f, &p))
		;
	return p.branch + p.branches;
}

size_t ballot_form_body_size(const struct ballot_form *f)
{
	return ballot_branch_at(f, ballot_form_branches(f));
}

size_t ballot_branch_at(const struct ballot_form *f, size_t i)
{
	return BALLOT_ID_SIZE + ballot_form_ciphertexts(f) * CIPHERTEXT_SIZE + i * BRANCH_SIZE;
}

const uint8_t *ballot_ciphertext(const uint8_t *body, size_t j)
{
	return body + BALLOT_ID_SIZE + j * CIPHERTEXT_SIZE;
}

size_t ballot_proofs(const struct ballot_form *f)
{
	return f->row_count + f->limit_count;
}

bool ballot_next_proof(const struct ballot_form *f, struct ballot_proof *p)
{
	size_t number = p->branches ? p->number + 1 : 0;

	if (number == ballot_proofs(f))
		return false;
	p->branch += p->branches;
	if (p->branches && !p->limit)
		p->ciphertext += p->branches - 1;
	p->number = number;
	p->limit = number < f->row_count ? NULL : &f->limits[number - f->row_count];
	p->branches = p->limit ? (size_t)((int64_t)p->limit->max - p->limit->min + 1) : f->options[number];
	return true;
}

void ballot_state_row(struct ballot_statement *s, const struct ballot_proof *p, const struct scalar *weights)
{
	s->term_count = p->branches - 1;
	s->value_count = p->branches;
	for (size_t i = 0; i < s->term_count; i++) {
		s->terms[i] = (struct ballot_term){ .ciphertext = p->ciphertext + i, .weight = weights[i] };
		s->values[i] = weights[i];
	}
	/* the last option: none of the others */
	s->values[s->term_count] = scalar_from_u64(0);
}

static void state_limit(struct ballot_statement *s, const struct limit *limit, size_t branches)
{
	s->term_count = limit->term_count;
	s->value_count = branches;
	for (size_t i = 0; i < s->term_count; i++) {
		s->terms[i].ciphertext = limit->terms[i].ciphertext;
		s->terms[i].weight = scalar_from_i64(limit->terms[i].weight);
	}
	for (size_t i = 0; i < branches; i++)
		s->values[i] = scalar_from_i64((int64_t)limit->min + (int64_t)i);
}

void ballot_state(struct ballot_statement *s, const struct ballot_form *f, const struct ballot_proof *p, const uint8_t h_ballot[64])
{
	struct scalar weights[BALLOT_MAX_OPTIONS];

	if (p->limit) {
		state_limit(s, p->limit, p->branches);
		return;
	}
	weights[0] = scalar_from_u64(1);
	for (size_t i = 1; i < f->options[p->number] - 1U; i++) {
		struct hash t;

		hash_start(&t, "tally/1/weight");
		hash_field(&t, h_ballot, 64);
		hash_u64(&t, p->number);
		hash_u64(&t, i + 1);
		weights[i] = scalar_hash(&t);
	}
	ballot_state_row(s, p, weights);
}

void ballot_poll_hash(uint8_t out[64], const char *meeting, const char *poll, uint64_t attempt, const uint8_t definition_leaf[32],
		      const uint8_t key_record[32], const uint8_t key[POINT_SIZE])
{
	struct hash t;

	hash_start(&t, "tally/1/poll");
	hash_u64(&t, 1);
	hash_text(&t, group_name);
	hash_text(&t, meeting);
	hash_text(&t, poll);
	hash_u64(&t, attempt);
	hash_field(&t, definition_leaf, 32);
	hash_field(&t, key_record, 32);
	hash_field(&t, key, POINT_SIZE);
	hash_end64(&t, out);
}

void ballot_hash(uint8_t out[64], const struct ballot_form *f, const uint8_t slot_key[POINT_SIZE], const uint8_t *body)
{
	struct hash t;

	hash_start(&t, "tally/1/ballot");
	hash_field(&t, f->h_poll, 64);
	hash_field(&t, slot_key, POINT_SIZE);
	hash_field(&t, body, BALLOT_ID_SIZE);
	hash_field(&t, ballot_ciphertext(body, 0), ballot_form_ciphertexts(f) * CIPHERTEXT_SIZE);
	hash_end64(&t, out);
}

struct scalar ballot_randomness(const struct ballot_form *f, const uint8_t slot_key[POINT_SIZE], const uint8_t id[BALLOT_ID_SIZE],
				const uint8_t seed[SEED_SIZE], size_t j)
{
	struct hash t;

	hash_start(&t, "tally/1/r");
	hash_field(&t, seed, SEED_SIZE);
	hash_field(&t, f->h_poll, 64);
	hash_field(&t, slot_key, POINT_SIZE);
	hash_field(&t, id, BALLOT_ID_SIZE);
	hash_u64(&t, j);
	return scalar_hash(&t);
}

struct scalar ballot_challenge(const uint8_t h_ballot[64], const struct ballot_proof *p, const uint8_t *commitments)
{
	struct hash t;

	hash_start(&t, "tally/1/challenge");
	hash_field(&t, h_ballot, 64);
	hash_u64(&t, p->number);
	hash_field(&t, commitments, p->branches * 2 * POINT_SIZE);
	return scalar_hash(&t);
}

void ballot_tracking_hash(uint8_t out[32], const struct ballot_form *f, const uint8_t slot_key[POINT_SIZE], const uint8_t *body)
{
	struct hash t;

	hash_start(&t, "tally/1/tracking");
	hash_field(&t, f->h_poll, 64);
	hash_field(&t, slot_key, POINT_SIZE);
	hash_field(&t, body, ballot_form_body_size(f));
	hash_end32(&t, out);
}

/* By x alone (P6.7): the same randomness negated is a repetition too. */
static int compare_x(const void *a, const void *b)
{
	const uint8_t *const *left = a, *const *right = b;

	return memcmp(*left + 1, *right + 1, 32);
}

enum err ballot_check_alphas(const struct ballot_form *f, const uint8_t *body)
{
	size_t n = ballot_form_ciphertexts(f);
	const uint8_t **alphas = calloc(n, sizeof(*alphas));
	enum err err = OK;

	if (!alphas)
		return ERR_MEMORY;
	for (size_t j = 0; j < n; j++)
		alphas[j] = ballot_ciphertext(body, j);
	qsort(alphas, n, sizeof(*alphas), compare_x);
	for (size_t j = 1; j < n; j++) {
		if (compare_x(&alphas[j - 1], &alphas[j]) == 0)
			err = ERR_ALPHA_REPEATED;
	}
	free(alphas);
	return err;
}

const char *ballot_tag(enum ballot_purpose purpose)
{
	switch (purpose) {
	case BALLOT_COMMIT:
		return "tally/1/commit";
	case BALLOT_CAST:
		return "tally/1/cast";
	case BALLOT_TEST:
		return "tally/1/test";
	}
	abort();
}

struct buf ballot_signed_fields(const struct ballot_form *f, const void *message, size_t len)
{
	struct buf fields = { 0 };

	schnorr_add_field(&fields, f->h_poll, 64);
	schnorr_add_field(&fields, message, len);
	return fields;
}

enum err ballot_sign(struct group *g, uint8_t signature[SIGNATURE_SIZE], enum ballot_purpose purpose, const struct ballot_form *f,
		     struct scalar secret, const uint8_t *message, size_t len, const struct rng *rng)
{
	struct buf fields = ballot_signed_fields(f, message, len);
	enum err err = schnorr_sign(g, signature, ballot_tag(purpose), secret, &fields, rng);

	buf_release(&fields);
	wipe(&secret, sizeof(secret));
	return err;
}

enum err ballot_check_commit(struct group *g, const struct ballot_form *f, const uint8_t slot_key[POINT_SIZE], const uint8_t tracking[32],
			     const uint8_t signature[SIGNATURE_SIZE])
{
	struct buf fields = ballot_signed_fields(f, tracking, 32);
	enum err err = schnorr_check(g, ballot_tag(BALLOT_COMMIT), slot_key, &fields, signature);

	buf_release(&fields);
	return err;
}

/* Is ciphertext j an encryption of zero or of one under the randomness of `seed`?  -1 if of neither. `p` are two scratch points. */
static int open_ciphertext(struct group *g, struct point **p, const struct ballot_form *f, const uint8_t *slot_key, const uint8_t *body,
			   const uint8_t *seed, size_t j)
{
	const uint8_t *alpha = ballot_ciphertext(body, j), *beta = alpha + POINT_SIZE;
	struct scalar r = ballot_randomness(f, slot_key, body, seed, j);
	uint8_t want[3 * POINT_SIZE];

	if (scalar_is_zero(r))
		return -1;
	point_mul_base(g, p[0], r);
	point_encode(g, want, p[0]);
	point_mul_key(g, p[0], r);
	point_encode(g, want + POINT_SIZE, p[0]);
	point_mul_base(g, p[1], scalar_from_u64(1));
	point_add(g, p[1], p[0], p[1]);
	point_encode(g, want + 2 * POINT_SIZE, p[1]);
	if (memcmp(alpha, want, POINT_SIZE) != 0)
		return -1;
	for (int m = 0; m < 2; m++) {
		if (memcmp(beta, want + (1 + m) * POINT_SIZE, POINT_SIZE) == 0)
			return m;
	}
	return -1;
}

enum err ballot_open(struct group *g, uint8_t *marks, const struct ballot_form *f, const uint8_t slot_key[POINT_SIZE], const uint8_t *body,
		     const uint8_t seed[SEED_SIZE])
{
	uint8_t found[BALLOT_MAX_ROWS];
	struct point **p = points_new(g, 2);
	enum err err = OK;
	size_t j = 0;

	if (!p)
		return ERR_MEMORY;
	for (size_t q = 0; q < f->row_count && !err; q++) {
		uint8_t none = (uint8_t)(f->options[q] - 1);

		found[q] = none;
		for (uint8_t option = 0; option < none; option++, j++) {
			int m = open_ciphertext(g, p, f, slot_key, body, seed, j);

			if (m < 0 || (m == 1 && found[q] != none))
				err = ERR_OPENING;
			if (m == 1)
				found[q] = option;
		}
	}
	if (group_status(g) != OK)
		err = group_status(g);
	if (!err)
		memcpy(marks, found, f->row_count);
	points_free(p, 2);
	return err;
}
