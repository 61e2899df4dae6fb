/* ballot_seal.c - sealing a ballot (P6, P7.5).
 *
 * The marks are the delegate's secret: no branch, no index and no operand of the group depends on them, they only choose between
 * finished values by masks. Random inputs are drawn in the order id, seed, one input for each proof.
 * Must not know: keys of slots; who votes; how ballots are checked. */
#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/ballot_internal.h"

struct sealing {
	struct group *g;
	const struct ballot_form *form;
	const uint8_t *slot_key;
	size_t ciphertexts, branches;

	uint8_t *bits;                  /* m of each ciphertext, 0 or 1 */
	uint64_t *choices;              /* M of each proof, counted from 0 */
	struct scalar *r;               /* of each ciphertext */
	struct scalar *sum_r;           /* R of each proof */
	struct scalar *u, *c;           /* of each branch */
	uint8_t seed[SEED_SIZE];

	struct point *one;              /* G */
	struct point *t[2];
	struct point **points;          /* three a ciphertext, then two a branch */
	size_t point_count;
	uint8_t *encoded;               /* the same */
	uint8_t h_ballot[64];
	uint8_t *body;
	size_t body_size;
	struct ballot_statement statement;
};

/* All ones where a = b, else zero. */
static uint64_t mask_equal(uint64_t a, uint64_t b)
{
	uint64_t x = a ^ b;

	x = ((x | (0 - x)) >> 63) - 1;
	/* or the compiler may find out that it is a truth value, and branch */
	__asm__("" : "+r"(x));
	return x;
}

static void copy_selected(uint8_t *out, uint64_t mask, const uint8_t *yes, const uint8_t *no, size_t len)
{
	uint8_t m = (uint8_t)mask;

	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)((yes[i] & m) | (no[i] & ~m));
}

static void sealing_free(struct sealing *s)
{
	if (!s)
		return;
	if (s->r)
		wipe(s->r, s->ciphertexts * sizeof(*s->r));
	if (s->bits)
		wipe(s->bits, s->ciphertexts);
	if (s->sum_r)
		wipe(s->sum_r, ballot_proofs(s->form) * sizeof(*s->sum_r));
	if (s->choices)
		wipe(s->choices, ballot_proofs(s->form) * sizeof(*s->choices));
	if (s->u)
		wipe(s->u, s->branches * sizeof(*s->u));
	if (s->c)
		wipe(s->c, s->branches * sizeof(*s->c));
	/* both candidates for every β were here */
	if (s->encoded)
		wipe(s->encoded, s->point_count * POINT_SIZE);
	points_free(s->points, s->point_count);
	for (int i = 0; i < 2; i++)
		point_free(s->t[i]);
	point_free(s->one);
	free(s->r);
	free(s->bits);
	free(s->sum_r);
	free(s->choices);
	free(s->u);
	free(s->c);
	free(s->encoded);
	free(s->body);
	wipe(s, sizeof(*s));
	free(s);
}

/* NULL if out of memory. */
static struct sealing *sealing_new(struct group *g, const struct ballot_form *f, const uint8_t *slot_key)
{
	struct sealing *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->g = g;
	s->form = f;
	s->slot_key = slot_key;
	s->ciphertexts = ballot_form_ciphertexts(f);
	s->branches = ballot_form_branches(f);
	s->body_size = ballot_form_body_size(f);
	s->point_count = 3 * s->ciphertexts > 2 * s->branches ? 3 * s->ciphertexts : 2 * s->branches;

	s->bits = calloc(s->ciphertexts, sizeof(*s->bits));
	s->choices = calloc(ballot_proofs(f), sizeof(*s->choices));
	s->r = calloc(s->ciphertexts, sizeof(*s->r));
	s->sum_r = calloc(ballot_proofs(f), sizeof(*s->sum_r));
	s->u = calloc(s->branches, sizeof(*s->u));
	s->c = calloc(s->branches, sizeof(*s->c));
	s->encoded = calloc(s->point_count, POINT_SIZE);
	s->body = calloc(1, s->body_size);
	s->one = point_new(g);
	for (int i = 0; i < 2; i++)
		s->t[i] = point_new(g);
	s->points = points_new(g, s->point_count);
	if (!s->bits || !s->choices || !s->r || !s->sum_r || !s->u || !s->c || !s->encoded || !s->body || group_status(g) != OK) {
		sealing_free(s);
		return NULL;
	}
	return s;
}

/* Which branch of each proof is the marked one?  Only whether all marks fit the form shows in time. */
static enum err choose(struct sealing *s, const uint8_t *marks)
{
	const struct ballot_form *f = s->form;
	uint64_t bad = 0;
	size_t j = 0;

	for (size_t q = 0; q < f->row_count; q++) {
		uint64_t fits = mask_equal(marks[q], f->options[q] - 1U);

		s->choices[q] = marks[q];
		for (uint8_t option = 0; option < f->options[q] - 1; option++, j++) {
			uint64_t mask = mask_equal(marks[q], option);

			s->bits[j] = mask & 1;
			fits |= mask;
		}
		bad |= ~fits;
	}
	for (size_t i = 0; i < f->limit_count; i++) {
		const struct limit *limit = &f->limits[i];
		int64_t sum = 0, above, below;

		for (size_t k = 0; k < limit->term_count; k++)
			sum += (int64_t)limit->terms[k].weight * s->bits[limit->terms[k].ciphertext];
		below = sum - limit->min;
		above = (int64_t)limit->max - sum;
		s->choices[f->row_count + i] = (uint64_t)below;
		bad |= (uint64_t)below >> 63 | (uint64_t)above >> 63;
	}
	return bad ? ERR_RANGE : OK;
}

/* Encrypt all marks into s->body. Returns false if the seed gave a zero, an identity or the same α twice: draw again (P6.3, P6.6, P6.7). */
static bool encrypt(struct sealing *s, enum err *err)
{
	bool good = true;

	for (size_t j = 0; j < s->ciphertexts; j++) {
		struct point **p = s->points + 3 * j;

		s->r[j] = ballot_randomness(s->form, s->slot_key, s->body, s->seed, j);
		good &= !scalar_is_zero(s->r[j]);
		point_mul_base(s->g, p[0], s->r[j]);
		point_mul_key(s->g, p[1], s->r[j]);
		point_add(s->g, p[2], p[1], s->one);
	}
	points_encode(s->g, s->encoded, s->points, 3 * s->ciphertexts);
	for (size_t j = 0; j < s->ciphertexts; j++) {
		const uint8_t *e = s->encoded + 3 * j * POINT_SIZE;
		uint8_t *out = s->body + BALLOT_ID_SIZE + j * CIPHERTEXT_SIZE;

		memcpy(out, e, POINT_SIZE);
		copy_selected(out + POINT_SIZE, mask_equal(s->bits[j], 1), e + 2 * POINT_SIZE, e + POINT_SIZE, POINT_SIZE);
		good &= out[POINT_SIZE] != 0;
	}
	*err = good ? ballot_check_alphas(s->form, s->body) : OK;
	return good && !*err;
}

static enum err draw_and_encrypt(struct sealing *s, const struct rng *rng)
{
	for (;;) {
		enum err err;

		rng_fill(rng, s->body, BALLOT_ID_SIZE);
		rng_fill(rng, s->seed, SEED_SIZE);
		if (encrypt(s, &err)) {
			ballot_hash(s->h_ballot, s->form, s->slot_key, s->body);
			return group_status(s->g);
		}
		if (group_status(s->g) != OK)
			return group_status(s->g);
		if (err && err != ERR_ALPHA_REPEATED)
			return err;
	}
}

/* N(x) of P7.5. */
static struct scalar nonce(const struct sealing *s, const uint8_t input[64], struct scalar sum_r, size_t proof, size_t x)
{
	uint8_t bytes[32];
	struct hash t;

	scalar_encode(bytes, sum_r);
	hash_start(&t, "tally/1/nonce");
	hash_field(&t, input, 64);
	hash_field(&t, bytes, sizeof(bytes));
	hash_field(&t, s->h_ballot, 64);
	hash_u64(&t, proof);
	hash_u64(&t, x);
	wipe(bytes, sizeof(bytes));
	return scalar_hash(&t);
}

/* The commitments of a proof into s->points, as P7.5 has them. */
static void commit(struct sealing *s, const struct ballot_proof *p, const struct rng *rng)
{
	const struct ballot_statement *st = &s->statement;
	struct scalar *u = s->u + p->branch, *c = s->c + p->branch;
	struct scalar sum_r = { { 0 } }, marked = { { 0 } }, z, over;
	uint8_t input[64];

	ballot_state(&s->statement, s->form, p, s->h_ballot);
	for (size_t k = 0; k < st->term_count; k++)
		sum_r = scalar_add(sum_r, scalar_mul(st->terms[k].weight, s->r[st->terms[k].ciphertext]));
	s->sum_r[p->number] = sum_r;
	for (size_t i = 0; i < p->branches; i++)
		marked = scalar_select(mask_equal(s->choices[p->number], i), st->values[i], marked);

	rng_fill(rng, input, sizeof(input));
	for (size_t i = 0; i < p->branches; i++) {
		u[i] = nonce(s, input, sum_r, p->number, i);
		c[i] = nonce(s, input, sum_r, p->number, p->branches + i);
	}
	z = nonce(s, input, sum_r, p->number, 2 * p->branches);
	wipe(input, sizeof(input));

	/* z keeps the identity out of the additions: c·d is zero for the marked branch */
	point_mul_base(s->g, s->t[0], z);
	for (size_t i = 0; i < p->branches; i++) {
		struct point **ab = s->points + 2 * (p->branch + i);

		over = scalar_add(scalar_mul(c[i], scalar_sub(marked, st->values[i])), z);
		point_mul_base(s->g, ab[0], u[i]);
		point_mul_key(s->g, ab[1], u[i]);
		point_sub(s->g, ab[1], ab[1], s->t[0]);
		point_mul_base(s->g, s->t[1], over);
		point_add(s->g, ab[1], ab[1], s->t[1]);
	}
	wipe(&sum_r, sizeof(sum_r));
	wipe(&marked, sizeof(marked));
	wipe(&over, sizeof(over));
	wipe(&z, sizeof(z));
}

/* Replace the marked branch's challenge and write the proof into the body. */
static void respond(struct sealing *s, const struct ballot_proof *p)
{
	const uint8_t *commitments = s->encoded + p->branch * 2 * POINT_SIZE;
	const struct scalar zero = { { 0 } };
	struct scalar *u = s->u + p->branch, *c = s->c + p->branch;
	struct scalar rest = ballot_challenge(s->h_ballot, p, commitments);

	for (size_t i = 0; i < p->branches; i++)
		rest = scalar_sub(rest, scalar_select(mask_equal(s->choices[p->number], i), zero, c[i]));
	for (size_t i = 0; i < p->branches; i++) {
		uint8_t *out = s->body + ballot_branch_at(s->form, p->branch + i);

		c[i] = scalar_select(mask_equal(s->choices[p->number], i), rest, c[i]);
		memcpy(out, commitments + i * 2 * POINT_SIZE, 2 * POINT_SIZE);
		scalar_encode(out + 2 * POINT_SIZE, c[i]);
		scalar_encode(out + 2 * POINT_SIZE + 32, scalar_sub(u[i], scalar_mul(c[i], s->sum_r[p->number])));
	}
}

static enum err prove(struct sealing *s, const struct rng *rng)
{
	bool identity = true;

	while (identity) {
		for (struct ballot_proof p = { 0 }; ballot_next_proof(s->form, &p);)
			commit(s, &p, rng);
		points_encode(s->g, s->encoded, s->points, 2 * s->branches);
		if (group_status(s->g) != OK)
			return group_status(s->g);
		identity = false;
		for (size_t i = 0; i < 2 * s->branches; i++)
			identity |= s->encoded[i * POINT_SIZE] == 0;
	}
	for (struct ballot_proof p = { 0 }; ballot_next_proof(s->form, &p);)
		respond(s, &p);
	return OK;
}

enum err ballot_seal(struct group *g, uint8_t *body, uint8_t seed[SEED_SIZE], const struct ballot_form *f,
		     const uint8_t slot_key[POINT_SIZE], const uint8_t *marks, const struct rng *rng)
{
	struct sealing *s = sealing_new(g, f, slot_key);
	enum err err;

	if (!s)
		return ERR_MEMORY;
	err = choose(s, marks);
	if (err)
		goto out;
	point_mul_base(g, s->one, scalar_from_u64(1));
	err = draw_and_encrypt(s, rng);
	if (!err)
		err = prove(s, rng);
	if (err)
		goto out;
	memcpy(body, s->body, s->body_size);
	memcpy(seed, s->seed, SEED_SIZE);
out:
	sealing_free(s);
	return err;
}
