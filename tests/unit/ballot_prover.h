/* ballot_prover.h - a second, plain prover for tests: it encrypts any numbers and proves any claim, true or not.
 *
 * Written from P6 and P7 without masks, so that sealing and checking are not tried against themselves alone. */
#ifndef TALLY_TEST_BALLOT_PROVER_H
#define TALLY_TEST_BALLOT_PROVER_H

#include <string.h>
#include "protocol/crypto/ballot_internal.h"
#include "protocol/crypto/schnorr.h"

enum { PROVER_CIPHERTEXTS = 64, PROVER_BRANCHES = 256, PROVER_BODY = 70000 };

struct prover {
	struct group *g;
	const struct ballot_form *form;
	const uint8_t *slot_key;
	const struct rng *rng;
	int64_t plain[PROVER_CIPHERTEXTS];      /* what is encrypted */
	size_t claims[PROVER_CIPHERTEXTS];      /* branch that each proof claims */
	struct scalar r[PROVER_CIPHERTEXTS];
	/* Choose the challenges of a proof's first two branches so that their errors cancel in a sum with equal weights. */
	bool cancelling;
	/* Let every branch that is not claimed have c = 5 and v = 7. */
	bool small;
	struct point *p, *q;
	struct scalar u[PROVER_BRANCHES], c[PROVER_BRANCHES];
	struct ballot_statement statement;
};

static inline struct scalar prover_draw(const struct rng *rng)
{
	uint8_t wide[64];
	struct scalar s;

	do {
		rng_fill(rng, wide, sizeof(wide));
		s = scalar_reduce(wide);
	} while (scalar_is_zero(s));
	return s;
}

/* Honest numbers and claims for marks; fresh randomness. */
static inline void prover_init(struct prover *v, struct group *g, const struct ballot_form *f, const uint8_t *slot_key,
			       const struct rng *rng, const uint8_t *marks)
{
	size_t j = 0;

	memset(v, 0, sizeof(*v));
	v->g = g;
	v->form = f;
	v->slot_key = slot_key;
	v->rng = rng;
	v->p = point_new(g);
	v->q = point_new(g);
	for (size_t q = 0; q < f->row_count; q++) {
		v->claims[q] = marks[q];
		for (size_t option = 0; option + 1 < f->options[q]; option++, j++) {
			v->plain[j] = option == marks[q];
			v->r[j] = prover_draw(rng);
		}
	}
	for (size_t i = 0; i < f->limit_count; i++) {
		int64_t sum = -f->limits[i].min;

		for (size_t k = 0; k < f->limits[i].term_count; k++)
			sum += f->limits[i].terms[k].weight * v->plain[f->limits[i].terms[k].ciphertext];
		v->claims[f->row_count + i] = (size_t)sum;
	}
}

static inline void prover_release(struct prover *v)
{
	point_free(v->p);
	point_free(v->q);
}

/* x·G + y·K */
static inline void prover_point(struct prover *v, uint8_t *out, struct scalar x, struct scalar y)
{
	point_mul_base(v->g, v->p, x);
	point_mul_key(v->g, v->q, y);
	point_add(v->g, v->p, v->p, v->q);
	point_encode(v->g, out, v->p);
}

static inline void prover_encrypt(struct prover *v, uint8_t *body)
{
	rng_fill(v->rng, body, BALLOT_ID_SIZE);
	for (size_t j = 0; j < ballot_form_ciphertexts(v->form); j++) {
		uint8_t *at = body + BALLOT_ID_SIZE + j * CIPHERTEXT_SIZE;

		prover_point(v, at, v->r[j], scalar_from_u64(0));
		prover_point(v, at + POINT_SIZE, scalar_from_i64(v->plain[j]), v->r[j]);
	}
}

/* c_1 and c_2 such that c_1 + c_2 is what the challenge leaves and c_1·d_1 + c_2·d_2 = 0. */
static inline void prover_cancel(struct scalar *c, struct scalar rest, struct scalar d1, struct scalar d2)
{
	c[0] = scalar_mul(scalar_mul(rest, d2), scalar_invert(scalar_sub(d2, d1)));
	c[1] = scalar_sub(rest, c[0]);
}

static inline void prover_prove(struct prover *v, uint8_t *body, const struct ballot_proof *p, const uint8_t h_ballot[64])
{
	struct scalar sum_r = scalar_from_u64(0), sum_m = sum_r, d[PROVER_BRANCHES], rest;
	uint8_t commitments[PROVER_BRANCHES * 2 * POINT_SIZE];
	size_t claim = v->claims[p->number];

	ballot_state(&v->statement, v->form, p, h_ballot);
	for (size_t k = 0; k < v->statement.term_count; k++) {
		const struct ballot_term *t = &v->statement.terms[k];

		sum_r = scalar_add(sum_r, scalar_mul(t->weight, v->r[t->ciphertext]));
		sum_m = scalar_add(sum_m, scalar_mul(t->weight, scalar_from_i64(v->plain[t->ciphertext])));
	}
	for (size_t i = 0; i < p->branches; i++) {
		uint8_t *ab = commitments + i * 2 * POINT_SIZE;

		d[i] = scalar_sub(sum_m, v->statement.values[i]);
		v->u[i] = prover_draw(v->rng);
		v->c[i] = v->cancelling && i > 1 ? scalar_from_u64(0) : prover_draw(v->rng);
		if (v->small && i != claim) {
			v->c[i] = scalar_from_u64(5);
			v->u[i] = scalar_add(scalar_from_u64(7), scalar_mul(v->c[i], sum_r));
		}
		prover_point(v, ab, v->u[i], scalar_from_u64(0));
		prover_point(v, ab + POINT_SIZE, v->cancelling || i == claim ? scalar_from_u64(0) : scalar_mul(v->c[i], d[i]), v->u[i]);
	}
	rest = ballot_challenge(h_ballot, p, commitments);
	if (v->cancelling) {
		prover_cancel(v->c, rest, d[0], d[1]);
	} else {
		for (size_t i = 0; i < p->branches; i++)
			rest = i == claim ? rest : scalar_sub(rest, v->c[i]);
		v->c[claim] = rest;
	}
	for (size_t i = 0; i < p->branches; i++) {
		uint8_t *at = body + ballot_branch_at(v->form, p->branch + i);

		memcpy(at, commitments + i * 2 * POINT_SIZE, 2 * POINT_SIZE);
		scalar_encode(at + 2 * POINT_SIZE, v->c[i]);
		scalar_encode(at + 2 * POINT_SIZE + 32, scalar_sub(v->u[i], scalar_mul(v->c[i], sum_r)));
	}
}

/* The proofs for ciphertexts that are in the body already. */
static inline void prover_prove_all(struct prover *v, uint8_t *body)
{
	uint8_t h_ballot[64];

	ballot_hash(h_ballot, v->form, v->slot_key, body);
	for (struct ballot_proof p = { 0 }; ballot_next_proof(v->form, &p);)
		prover_prove(v, body, &p, h_ballot);
}

static inline void prover_make(struct prover *v, uint8_t *body)
{
	prover_encrypt(v, body);
	prover_prove_all(v, body);
}

/* Decode a cast ballot of good points and scalars, to weigh its equations by hand: `points` in the
 * order of its factors, `parts` with c and v set. */
static inline enum err prover_take_apart(struct group *g, struct ballot_parts *parts, struct point **points, const struct ballot_form *form,
					 const struct ballot_in *in)
{
	struct buf fields = ballot_signed_fields(form, in->body, in->len);
	size_t n = ballot_form_ciphertexts(form), b = ballot_form_branches(form);
	enum err err = OK;

	ballot_hash(parts->h_ballot, form, in->slot_key, in->body);
	parts->e = schnorr_challenge(ballot_tag(in->purpose), in->slot_key, in->signature, &fields);
	buf_release(&fields);
	parts->ciphertexts = points;
	parts->commitments = points + 2 * n;
	parts->signer = points + 2 * (n + b);
	for (size_t j = 0; j < 2 * n && !err; j++)
		err = point_decode(g, points[j], ballot_ciphertext(in->body, 0) + j * POINT_SIZE);
	for (size_t i = 0; i < 2 * b && !err; i++) {
		const uint8_t *at = in->body + ballot_branch_at(form, i / 2);

		err = point_decode(g, parts->commitments[i], at + i % 2 * POINT_SIZE);
		if (!err)
			err = scalar_decode(i % 2 ? &parts->v[i / 2] : &parts->c[i / 2], at + 2 * POINT_SIZE + i % 2 * 32);
	}
	if (!err)
		err = point_decode(g, parts->signer[0], in->signature);
	if (!err)
		err = point_decode(g, parts->signer[1], in->slot_key);
	return err ? err : scalar_decode(&parts->s, in->signature + POINT_SIZE);
}

#endif
