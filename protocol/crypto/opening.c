/* opening.c - see opening.h (P11). Must not know what the ciphertexts stand for, nor who asks. */
#include "protocol/crypto/opening.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/base/bytes.h"
#include "protocol/crypto/ceremony.h"
#include "protocol/crypto/hash.h"

enum err total_init(struct group *g, struct total *t, size_t ciphertexts)
{
	struct point **alpha, **beta;

	if (!ciphertexts)
		return ERR_RANGE;
	alpha = points_new(g, ciphertexts);
	beta = points_new(g, ciphertexts);
	if (!alpha || !beta) {
		points_free(alpha, ciphertexts);
		points_free(beta, ciphertexts);
		return ERR_MEMORY;
	}
	*t = (struct total){ .count = ciphertexts, .alpha = alpha, .beta = beta };
	return OK;
}

void total_release(struct total *t)
{
	points_free(t->alpha, t->count);
	points_free(t->beta, t->count);
	*t = (struct total){ 0 };
}

static enum err add_encoded(struct group *g, struct point *out, const struct point *sum, const uint8_t encoded[POINT_SIZE])
{
	enum err err = point_decode(g, out, encoded);

	if (!err)
		point_add(g, out, sum, out);
	return err;
}

static void swap_points(struct point **a, struct point **b)
{
	struct point *was = *a;

	*a = *b;
	*b = was;
}

enum err total_add(struct group *g, struct total *t, const uint8_t *body)
{
	/* new sums stand beside the old ones until all are good */
	struct point **sums = points_new(g, 2 * t->count);
	enum err err = sums ? OK : ERR_MEMORY;

	for (size_t j = 0; !err && j < t->count; j++) {
		const uint8_t *ciphertext = ballot_ciphertext(body, j);

		err = add_encoded(g, sums[2 * j], t->alpha[j], ciphertext);
		if (!err)
			err = add_encoded(g, sums[2 * j + 1], t->beta[j], ciphertext + POINT_SIZE);
	}
	if (!err)
		err = group_status(g);
	for (size_t j = 0; !err && j < t->count; j++) {
		swap_points(&t->alpha[j], &sums[2 * j]);
		swap_points(&t->beta[j], &sums[2 * j + 1]);
	}
	if (!err)
		t->ballots++;
	points_free(sums, 2 * t->count);
	return err;
}

/* One run over the ciphertexts, making or checking the factors of one trustee. */
struct run {
	const struct opening *o;
	uint32_t index;
	uint8_t share_key[POINT_SIZE];          /* X_i */
	uint8_t *alpha, *beta;                  /* encoded totals, POINT_SIZE each */
	struct point **scratch;                 /* SCRATCH of them */
};

enum { FACTOR_D, PROOF_T1, PROOF_T2, SCRATCH };

static enum err run_begin(struct group *g, struct run *r, const struct opening *o, uint32_t index)
{
	size_t count = o->total->count;

	*r = (struct run){ .o = o, .index = index };
	if (index < 1 || index > TRUSTEE_MAX)
		return ERR_RANGE;
	r->alpha = malloc(count * POINT_SIZE);
	r->beta = malloc(count * POINT_SIZE);
	r->scratch = points_new(g, SCRATCH);
	if (!r->alpha || !r->beta || !r->scratch)
		return ERR_MEMORY;
	points_encode(g, r->alpha, o->total->alpha, count);
	points_encode(g, r->beta, o->total->beta, count);
	return group_status(g);
}

static void run_end(struct run *r)
{
	free(r->alpha);
	free(r->beta);
	points_free(r->scratch, SCRATCH);
}

/* c of P11.3, over the points in scratch. */
static struct scalar challenge(struct group *g, const struct run *r, size_t j)
{
	const struct opening *o = r->o;
	uint8_t shown[SCRATCH][POINT_SIZE];
	struct hash t;

	points_encode(g, shown[0], r->scratch, SCRATCH);
	hash_start(&t, "tally/1/decrypt");
	hash_text(&t, o->meeting);
	hash_text(&t, o->poll);
	hash_u64(&t, o->attempt);
	hash_u64(&t, j);
	hash_field(&t, o->key_record, 32);
	hash_u64(&t, r->index);
	hash_u64(&t, o->head_size);
	hash_field(&t, o->head_root, 32);
	hash_field(&t, r->alpha + j * POINT_SIZE, POINT_SIZE);
	hash_field(&t, r->beta + j * POINT_SIZE, POINT_SIZE);
	hash_field(&t, r->share_key, POINT_SIZE);
	hash_field(&t, shown[FACTOR_D], POINT_SIZE);
	hash_field(&t, shown[PROOF_T1], POINT_SIZE);
	hash_field(&t, shown[PROOF_T2], POINT_SIZE);
	return scalar_hash(&t);
}

/* y of P11.3. */
static struct scalar draw_nonce(const struct opening *o, size_t j, struct scalar key_share, const uint8_t d[POINT_SIZE],
				const struct rng *rng)
{
	uint8_t input[64], secret[32], statement[64];
	struct scalar y;
	struct hash t;

	rng_fill(rng, input, sizeof(input));
	scalar_encode(secret, key_share);
	hash_start(&t, "tally/1/decrypt-statement");
	hash_field(&t, o->h_poll, 64);
	hash_u64(&t, j);
	hash_field(&t, d, POINT_SIZE);
	hash_end64(&t, statement);
	hash_start(&t, "tally/1/nonce");
	hash_field(&t, input, sizeof(input));
	hash_field(&t, secret, sizeof(secret));
	hash_field(&t, statement, sizeof(statement));
	hash_u64(&t, j);
	hash_u64(&t, 0);
	y = scalar_hash(&t);
	wipe(input, sizeof(input));
	wipe(secret, sizeof(secret));
	return y;
}

static void make_factor(struct group *g, uint8_t out[FACTOR_SIZE], const struct run *r, size_t j, struct scalar key_share,
			const struct rng *rng)
{
	const struct point *alpha = r->o->total->alpha[j];
	struct scalar y, c;

	point_mul(g, r->scratch[FACTOR_D], alpha, key_share);
	point_encode(g, out, r->scratch[FACTOR_D]);
	y = draw_nonce(r->o, j, key_share, out, rng);
	point_mul_base(g, r->scratch[PROOF_T1], y);
	point_mul(g, r->scratch[PROOF_T2], alpha, y);
	c = challenge(g, r, j);
	scalar_encode(out + POINT_SIZE, c);
	scalar_encode(out + POINT_SIZE + 32, scalar_add(y, scalar_mul(c, key_share)));
	wipe(&y, sizeof(y));
}

enum err opening_share(struct group *g, uint8_t *out, const struct opening *o, uint32_t index, struct scalar key_share,
		       const struct rng *rng)
{
	size_t size = o->total->count * FACTOR_SIZE;
	uint8_t *share = malloc(size);
	struct run r;
	enum err err = run_begin(g, &r, o, index);

	if (!share)
		err = ERR_MEMORY;
	if (err)
		goto out;
	point_mul_base(g, r.scratch[FACTOR_D], key_share);
	point_encode(g, r.share_key, r.scratch[FACTOR_D]);
	for (size_t j = 0; j < o->total->count; j++)
		make_factor(g, share + j * FACTOR_SIZE, &r, j, key_share, rng);
	err = group_status(g);
	if (!err)
		memcpy(out, share, size);
out:
	free(share);
	run_end(&r);
	return err;
}

/* T_1 and T_2 again, into scratch, from what the trustee gave. */
static enum err check_factor(struct group *g, const struct run *r, size_t j, struct point *share_key, const uint8_t factor[FACTOR_SIZE])
{
	const struct scalar zero = { 0 };
	struct point *d = r->scratch[FACTOR_D];
	struct point *pair[] = { r->o->total->alpha[j], d };
	struct scalar c, weights[2];
	enum err err = point_decode_or_identity(g, d, factor);

	if (!err)
		err = scalar_decode(&c, factor + POINT_SIZE);
	if (!err)
		err = scalar_decode(&weights[0], factor + POINT_SIZE + 32);
	if (err)
		return err;
	weights[1] = scalar_neg(c);
	points_multi_var(g, r->scratch[PROOF_T1], &share_key, &weights[1], 1, weights[0], zero);
	points_multi_var(g, r->scratch[PROOF_T2], pair, weights, 2, zero, zero);
	err = scalar_equal(challenge(g, r, j), c) ? OK : ERR_DECRYPTION;
	return group_status(g) ? group_status(g) : err;
}

enum err opening_check_share(struct group *g, const struct opening *o, uint32_t index, const uint8_t share_key[POINT_SIZE],
			     const uint8_t *share)
{
	struct point *key = NULL;
	struct run r;
	enum err err = run_begin(g, &r, o, index);

	if (err)
		goto out;
	memcpy(r.share_key, share_key, POINT_SIZE);
	key = point_new(g);
	err = key ? point_decode(g, key, share_key) : ERR_MEMORY;
	for (size_t j = 0; !err && j < o->total->count; j++)
		err = check_factor(g, &r, j, key, share + j * FACTOR_SIZE);
out:
	point_free(key);
	run_end(&r);
	return err;
}

static bool are_distinct(const uint32_t *indices, size_t t)
{
	for (size_t i = 0; i < t; i++) {
		if (indices[i] < 1 || indices[i] > TRUSTEE_MAX)
			return false;
		for (size_t l = 0; l < i; l++)
			if (indices[l] == indices[i])
				return false;
	}
	return true;
}

/* -lambda_i of P11.4 for every share. */
static void lagrange_negated(struct scalar *out, const uint32_t *indices, size_t t)
{
	for (size_t i = 0; i < t; i++) {
		struct scalar over = scalar_from_u64(1), under = scalar_from_u64(1);

		for (size_t l = 0; l < t; l++) {
			if (l == i)
				continue;
			over = scalar_mul(over, scalar_from_u64(indices[l]));
			under = scalar_mul(under, scalar_from_i64((int64_t)indices[l] - indices[i]));
		}
		out[i] = scalar_neg(scalar_mul(over, scalar_invert(under)));
	}
}

/* m_j*G of P11.4, for every ciphertext; the caller frees *out (count points). */
static enum err decrypt(struct group *g, struct point ***out, const struct opening *o, const uint32_t *indices,
			const uint8_t *const *shares, size_t t)
{
	const struct total *total = o->total;
	const struct scalar zero = { 0 };
	struct scalar weights[TRUSTEE_MAX];
	struct point **opened = NULL, **factors = NULL;
	enum err err;

	if (t < 1 || t > TRUSTEE_MAX || !are_distinct(indices, t))
		return ERR_RANGE;
	opened = points_new(g, total->count);
	factors = points_new(g, t);
	err = opened && factors ? OK : ERR_MEMORY;
	lagrange_negated(weights, indices, t);
	for (size_t j = 0; !err && j < total->count; j++) {
		for (size_t i = 0; !err && i < t; i++)
			err = point_decode_or_identity(g, factors[i], shares[i] + j * FACTOR_SIZE);
		if (err)
			break;
		points_multi_var(g, opened[j], factors, weights, t, zero, zero);
		point_add(g, opened[j], opened[j], total->beta[j]);
	}
	if (!err)
		err = group_status(g);
	if (err) {
		points_free(opened, total->count);
		opened = NULL;
	}
	points_free(factors, t);
	if (!err)
		*out = opened;
	return err;
}

/* Is opened[j] = counts[j]*G, and no count above the number of ballots? */
static enum err check_fit(struct group *g, struct point *const *opened, const uint64_t *counts, const struct total *total)
{
	struct point *p = point_new(g);
	enum err err = p ? OK : ERR_MEMORY;

	for (size_t j = 0; !err && j < total->count; j++) {
		point_mul_base(g, p, scalar_from_u64(counts[j]));
		if (counts[j] > total->ballots || !point_equal(g, p, opened[j]))
			err = ERR_NO_TOTAL;
	}
	if (group_status(g))
		err = group_status(g);
	point_free(p);
	return err;
}

enum err opening_check_counts(struct group *g, const uint64_t *counts, const struct opening *o, const uint32_t *indices,
			      const uint8_t *const *shares, size_t t)
{
	struct point **opened = NULL;
	enum err err = decrypt(g, &opened, o, indices, shares, t);

	if (err)
		return err;
	err = check_fit(g, opened, counts, o->total);
	points_free(opened, o->total->count);
	return err;
}

/* Baby step m: the encoding of m*G. */
struct step {
	uint8_t encoded[POINT_SIZE];
	uint64_t m;
};

/* By their first member, so that a bare encoding can be looked up. */
static int compare_steps(const void *a, const void *b)
{
	return memcmp(a, b, POINT_SIZE);
}

/* How many baby steps cost as much as the giant steps of all ciphertexts that they save. */
static uint64_t baby_steps(const struct total *t)
{
	uint64_t steps = 1;

	while (steps <= t->ballots && steps * steps < t->ballots * t->count)
		steps++;
	return steps;
}

/* 0*G .. (count-1)*G by encoding, and count*G, the giant step, in `giant`. */
static enum err make_table(struct group *g, struct step **out, struct point *giant, uint64_t count)
{
	struct step *table = calloc(count, sizeof(*table));
	struct point *one = point_new(g), **all = points_new(g, count + 1);
	uint8_t *encoded = malloc(count * POINT_SIZE);
	enum err err = table && one && all && encoded ? OK : ERR_MEMORY;

	if (err)
		goto out;
	point_mul_base(g, one, scalar_from_u64(1));
	for (uint64_t m = 1; m <= count; m++)
		point_add(g, all[m], all[m - 1], one);
	points_encode(g, encoded, all, count);
	point_copy(g, giant, all[count]);
	err = group_status(g);
	if (err)
		goto out;
	for (uint64_t m = 0; m < count; m++) {
		table[m].m = m;
		memcpy(table[m].encoded, encoded + m * POINT_SIZE, POINT_SIZE);
	}
	qsort(table, count, sizeof(*table), compare_steps);
	*out = table;
	table = NULL;
out:
	free(table);
	free(encoded);
	points_free(all, count + 1);
	point_free(one);
	return err;
}

/* Look every point up, take a giant step away from each, look again, until the number of ballots is passed. */
static enum err walk(struct group *g, uint64_t *counts, struct point *const *points, const struct total *total, const struct step *table,
		     uint64_t steps, const struct point *giant)
{
	size_t left = total->count;
	uint8_t *encoded = malloc(total->count * POINT_SIZE);
	enum err err = encoded ? OK : ERR_MEMORY;

	for (uint64_t base = 0; !err && left && base <= total->ballots; base += steps) {
		points_encode(g, encoded, points, total->count);
		for (size_t j = 0; j < total->count; j++) {
			const struct step *step = bsearch(encoded + j * POINT_SIZE, table, steps, sizeof(*table), compare_steps);

			/* never twice for one point: the multiples of G up to the number of ballots are different */
			if (step) {
				counts[j] = base + step->m;
				left--;
			}
			point_sub(g, points[j], points[j], giant);
		}
		err = group_status(g);
	}
	if (!err && left)
		err = ERR_NO_TOTAL;
	free(encoded);
	return err;
}

static enum err search(struct group *g, uint64_t *counts, struct point *const *opened, const struct total *total)
{
	uint64_t steps = baby_steps(total);
	struct step *table = NULL;
	struct point *giant = point_new(g), **moving = points_new(g, total->count);
	enum err err = giant && moving ? make_table(g, &table, giant, steps) : ERR_MEMORY;

	for (size_t j = 0; !err && j < total->count; j++)
		point_copy(g, moving[j], opened[j]);
	if (!err)
		err = walk(g, counts, moving, total, table, steps, giant);
	free(table);
	points_free(moving, total->count);
	point_free(giant);
	return err;
}

enum err opening_combine(struct group *g, uint64_t *counts, const struct opening *o, const uint32_t *indices,
			 const uint8_t *const *shares, size_t t)
{
	const struct total *total = o->total;
	struct point **opened = NULL;
	uint64_t *found = NULL;
	enum err err = decrypt(g, &opened, o, indices, shares, t);

	if (err)
		return err;
	found = calloc(total->count, sizeof(*found));
	err = found ? search(g, found, opened, total) : ERR_MEMORY;
	if (!err)
		err = check_fit(g, opened, found, total);
	if (!err)
		memcpy(counts, found, total->count * sizeof(*found));
	free(found);
	points_free(opened, total->count);
	return err;
}
