/* ballot_check.c - checking ballots: one, equation by equation; or many, all group equations in one weighted sum (P7.4, P8.1).
 *
 * Works on public numbers only, in variable time. Must not know: who may cast, or what was cast before. */
#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/ballot_internal.h"
#include "protocol/crypto/schnorr.h"

/* Points that are worth adding up in one go (group.c shares the doublings of a run). */
enum { POINTS_AT_ONCE = 512, WEIGHT_SIZE = 16 };

/* Scratch for one chunk of ballots of a form. */
struct checker {
	struct group *g;
	const struct ballot_form *form;
	size_t ciphertexts, branches;
	size_t stride;                  /* points a ballot */
	size_t room;                    /* ballots that fit */
	struct point **points;          /* room * stride */
	struct scalar *factors;         /* of the same */
	struct point *sum[2];
	struct scalar *c, *v;
	struct scalar *weights;         /* of each equation of a ballot */
	uint8_t *commitments;
	struct ballot_statement statement;
};

static void checker_free(struct checker *k)
{
	if (!k)
		return;
	points_free(k->points, k->room * k->stride);
	for (int i = 0; i < 2; i++)
		point_free(k->sum[i]);
	free(k->factors);
	free(k->c);
	free(k->v);
	free(k->weights);
	free(k->commitments);
	free(k);
}

/* NULL if out of memory. */
static struct checker *checker_new(struct group *g, const struct ballot_form *f, size_t ballots)
{
	struct checker *k = calloc(1, sizeof(*k));

	if (!k)
		return NULL;
	k->g = g;
	k->form = f;
	k->ciphertexts = ballot_form_ciphertexts(f);
	k->branches = ballot_form_branches(f);
	k->stride = 2 * k->ciphertexts + 2 * k->branches + 2;
	k->room = k->stride < POINTS_AT_ONCE ? POINTS_AT_ONCE / k->stride : 1;
	if (k->room > ballots)
		k->room = ballots;

	k->factors = calloc(k->room * k->stride, sizeof(*k->factors));
	k->c = calloc(k->branches, sizeof(*k->c));
	k->v = calloc(k->branches, sizeof(*k->v));
	k->weights = calloc(2 * k->branches + 1, sizeof(*k->weights));
	k->commitments = calloc(k->branches, 2 * POINT_SIZE);
	for (int i = 0; i < 2; i++)
		k->sum[i] = point_new(g);
	k->points = points_new(g, k->room * k->stride);
	if (!k->factors || !k->c || !k->v || !k->weights || !k->commitments || group_status(g) != OK) {
		checker_free(k);
		return NULL;
	}
	return k;
}

/* The points and scalars of a body. */
static enum err decode_body(struct checker *k, struct ballot_parts *parts, const uint8_t *body)
{
	enum err err = OK;

	for (size_t j = 0; j < k->ciphertexts && !err; j++) {
		const uint8_t *at = ballot_ciphertext(body, j);

		err = point_decode(k->g, parts->ciphertexts[2 * j], at);
		if (!err)
			err = point_decode(k->g, parts->ciphertexts[2 * j + 1], at + POINT_SIZE);
	}
	for (size_t i = 0; i < k->branches && !err; i++) {
		const uint8_t *at = body + ballot_branch_at(k->form, i);

		memcpy(k->commitments + i * 2 * POINT_SIZE, at, 2 * POINT_SIZE);
		err = point_decode(k->g, parts->commitments[2 * i], at);
		if (!err)
			err = point_decode(k->g, parts->commitments[2 * i + 1], at + POINT_SIZE);
		if (!err)
			err = scalar_decode(&parts->c[i], at + 2 * POINT_SIZE);
		if (!err)
			err = scalar_decode(&parts->v[i], at + 2 * POINT_SIZE + 32);
	}
	return err;
}

static enum err decode_signature(struct checker *k, struct ballot_parts *parts, const struct ballot_in *in)
{
	struct buf fields;
	enum err err = point_decode(k->g, parts->signer[0], in->signature);

	if (!err)
		err = point_decode(k->g, parts->signer[1], in->slot_key);
	if (!err)
		err = scalar_decode(&parts->s, in->signature + POINT_SIZE);
	if (err)
		return err;
	fields = ballot_signed_fields(k->form, in->body, in->len);
	if (fields.failed)
		err = ERR_MEMORY;
	else
		parts->e = schnorr_challenge(ballot_tag(in->purpose), in->slot_key, in->signature, &fields);
	buf_release(&fields);
	return err;
}

/* Everything about one ballot but its group equations. `at` is the place of its points in k->points. */
static enum err take_apart(struct checker *k, struct ballot_parts *parts, const struct ballot_in *in, size_t at)
{
	enum err err;

	parts->ciphertexts = k->points + at;
	parts->commitments = parts->ciphertexts + 2 * k->ciphertexts;
	parts->signer = parts->commitments + 2 * k->branches;
	parts->c = k->c;
	parts->v = k->v;
	if (in->len != ballot_form_body_size(k->form))
		return ERR_BODY_LENGTH;
	err = decode_body(k, parts, in->body);
	if (!err)
		err = ballot_check_alphas(k->form, in->body);
	if (!err)
		err = decode_signature(k, parts, in);
	if (err)
		return err;

	ballot_hash(parts->h_ballot, k->form, in->slot_key, in->body);
	for (struct ballot_proof p = { 0 }; ballot_next_proof(k->form, &p);) {
		struct scalar rest = ballot_challenge(parts->h_ballot, &p, k->commitments + p.branch * 2 * POINT_SIZE);

		for (size_t i = 0; i < p.branches; i++)
			rest = scalar_sub(rest, parts->c[p.branch + i]);
		if (!scalar_is_zero(rest))
			return ERR_PROOF;
	}
	return OK;
}

bool ballot_branch_holds(struct group *g, const struct point *a, const struct point *b, struct scalar c, struct scalar v,
			 struct point *sum_alpha, struct point *sum_beta, struct scalar value)
{
	const struct scalar zero = { { 0 } };
	struct point *p = point_new(g);
	bool holds;

	if (!p)
		return false;
	points_multi_var(g, p, &sum_alpha, &c, 1, v, zero);
	holds = point_equal(g, p, a);
	points_multi_var(g, p, &sum_beta, &c, 1, scalar_neg(scalar_mul(c, value)), v);
	holds = holds && point_equal(g, p, b);
	point_free(p);
	return holds;
}

static bool proof_holds(struct checker *k, const struct ballot_parts *parts, const struct ballot_proof *p)
{
	const struct ballot_statement *st = &k->statement;
	struct point *term[BALLOT_MAX_TERMS];
	struct scalar weight[BALLOT_MAX_TERMS];
	const struct scalar zero = { { 0 } };

	ballot_state(&k->statement, k->form, p, parts->h_ballot);
	for (size_t half = 0; half < 2; half++) {
		for (size_t i = 0; i < st->term_count; i++) {
			term[i] = parts->ciphertexts[2 * st->terms[i].ciphertext + half];
			weight[i] = st->terms[i].weight;
		}
		points_multi_var(k->g, k->sum[half], term, weight, st->term_count, zero, zero);
	}
	for (size_t i = 0; i < p->branches; i++) {
		struct point **ab = parts->commitments + 2 * (p->branch + i);

		if (!ballot_branch_holds(k->g, ab[0], ab[1], parts->c[p->branch + i], parts->v[p->branch + i], k->sum[0], k->sum[1], st->values[i]))
			return false;
	}
	return true;
}

/* Where the checking itself failed, its error, not a verdict on the ballot. */
static enum err verdict(const struct checker *k, enum err err)
{
	return group_status(k->g) != OK ? group_status(k->g) : err;
}

static enum err check_alone(struct checker *k, const struct ballot_in *in)
{
	struct ballot_parts parts;
	const struct scalar zero = { { 0 } };
	struct scalar minus_e;
	enum err err = take_apart(k, &parts, in, 0);

	if (err)
		return err;
	for (struct ballot_proof p = { 0 }; ballot_next_proof(k->form, &p);) {
		if (!proof_holds(k, &parts, &p))
			return verdict(k, ERR_PROOF);
	}
	minus_e = scalar_neg(parts.e);
	points_multi_var(k->g, k->sum[0], &parts.signer[1], &minus_e, 1, parts.s, zero);
	return verdict(k, point_equal(k->g, k->sum[0], parts.signer[0]) ? OK : ERR_SIGNATURE);
}

enum err ballot_check_single(struct group *g, const struct ballot_form *f, const struct ballot_in *ballot)
{
	struct checker *k = checker_new(g, f, 1);
	enum err err;

	if (!k)
		return ERR_MEMORY;
	err = check_alone(k, ballot);
	checker_free(k);
	return err;
}

static void weigh_proof(struct scalar *factors, struct scalar *base, struct scalar *key, const struct ballot_parts *parts,
			const struct scalar *weights, size_t ciphertexts, const struct ballot_proof *p, const struct ballot_statement *st)
{
	struct scalar on_alpha = { { 0 } }, on_beta = { { 0 } };

	for (size_t i = p->branch; i < p->branch + p->branches; i++) {
		struct scalar wa = weights[2 * i], wb = weights[2 * i + 1];
		struct scalar wbc = scalar_mul(wb, parts->c[i]);

		/* 0 = a − v·G − c·A and 0 = b − v·K − c·B + c·value·G */
		factors[2 * (ciphertexts + i)] = wa;
		factors[2 * (ciphertexts + i) + 1] = wb;
		*base = scalar_sub(*base, scalar_mul(wa, parts->v[i]));
		*base = scalar_add(*base, scalar_mul(wbc, st->values[i - p->branch]));
		*key = scalar_sub(*key, scalar_mul(wb, parts->v[i]));
		on_alpha = scalar_sub(on_alpha, scalar_mul(wa, parts->c[i]));
		on_beta = scalar_sub(on_beta, wbc);
	}
	for (size_t i = 0; i < st->term_count; i++) {
		struct scalar *pair = factors + 2 * st->terms[i].ciphertext;

		pair[0] = scalar_add(pair[0], scalar_mul(st->terms[i].weight, on_alpha));
		pair[1] = scalar_add(pair[1], scalar_mul(st->terms[i].weight, on_beta));
	}
}

void ballot_weigh(struct scalar *factors, struct scalar *base, struct scalar *key, const struct ballot_form *f,
		  const struct ballot_parts *parts, const struct scalar *weights, struct ballot_statement *scratch)
{
	size_t ciphertexts = ballot_form_ciphertexts(f), branches = ballot_form_branches(f);
	struct scalar last = weights[2 * branches];
	struct scalar *signer = factors + 2 * (ciphertexts + branches);

	memset(factors, 0, 2 * ciphertexts * sizeof(*factors));
	for (struct ballot_proof p = { 0 }; ballot_next_proof(f, &p);) {
		ballot_state(scratch, f, &p, parts->h_ballot);
		weigh_proof(factors, base, key, parts, weights, ciphertexts, &p, scratch);
	}
	/* 0 = Rs + e·X − s·G */
	signer[0] = last;
	signer[1] = scalar_mul(last, parts->e);
	*base = scalar_sub(*base, scalar_mul(last, parts->s));
}

/* What all weights of a batch come from: fresh bytes, and every byte that was sent, so that no ballot can be made to fit its weights. */
static void batch_seed(uint8_t out[H64], const struct ballot_form *f, const struct ballot_in *ballots, size_t count, const struct rng *rng)
{
	uint8_t fresh[32], whole[H64];
	struct hash all, one;

	rng_fill(rng, fresh, sizeof(fresh));
	hash_start(&all, "tally/1/batch");
	hash_field(&all, fresh, sizeof(fresh));
	hash_field(&all, f->h_poll, sizeof(f->h_poll));
	for (size_t i = 0; i < count; i++) {
		hash_start(&one, "tally/1/batch-ballot");
		hash_u64(&one, ballots[i].purpose);
		hash_field(&one, ballots[i].slot_key, POINT_SIZE);
		hash_field(&one, ballots[i].body, ballots[i].len);
		hash_field(&one, ballots[i].signature, SIGNATURE_SIZE);
		hash_end64(&one, whole);
		hash_field(&all, whole, sizeof(whole));
	}
	hash_end64(&all, out);
}

/* 128 bits for each equation of ballot number i. */
static void draw_weights(struct checker *k, const uint8_t seed[H64], size_t ballot)
{
	uint8_t wide[64] = { 0 }, block[H64];
	struct hash t;

	for (size_t i = 0; i < 2 * k->branches + 1; i++) {
		size_t part = i % (H64 / WEIGHT_SIZE);

		if (part == 0) {
			hash_start(&t, "tally/1/batch-weight");
			hash_field(&t, seed, H64);
			hash_u64(&t, ballot);
			hash_u64(&t, i);
			hash_end64(&t, block);
		}
		memcpy(wide + sizeof(wide) - WEIGHT_SIZE, block + part * WEIGHT_SIZE, WEIGHT_SIZE);
		k->weights[i] = scalar_reduce(wide);
	}
}

/* Ballots first .. first + count - 1, which fit into the checker. */
static enum err check_chunk(struct checker *k, enum err *verdicts, const struct ballot_in *ballots, size_t first, size_t count,
			    const uint8_t seed[H64])
{
	struct scalar base = { { 0 } }, key = { { 0 } };
	struct ballot_parts parts;
	size_t used = 0;

	for (size_t i = first; i < first + count; i++) {
		verdicts[i] = take_apart(k, &parts, &ballots[i], used);
		if (verdicts[i] == ERR_MEMORY)
			return ERR_MEMORY;
		if (verdicts[i] != OK)
			continue;
		draw_weights(k, seed, i);
		ballot_weigh(k->factors + used, &base, &key, k->form, &parts, k->weights, &k->statement);
		used += k->stride;
	}
	points_multi_var(k->g, k->sum[0], k->points, k->factors, used, base, key);
	if (group_status(k->g) != OK)
		return group_status(k->g);
	if (point_is_identity(k->g, k->sum[0]))
		return OK;

	for (size_t i = first; i < first + count; i++) {
		enum err err = OK;

		if (verdicts[i] != OK)
			continue;
		/* a chunk of one clears the innocent in half the time that equation by equation takes */
		if (count > 1)
			err = check_chunk(k, verdicts, ballots, i, 1, seed);
		else
			verdicts[i] = check_alone(k, &ballots[i]);
		if (err || verdicts[i] == ERR_MEMORY)
			return ERR_MEMORY;
	}
	return OK;
}

enum err ballot_check_batch(struct group *g, enum err *verdicts, const struct ballot_form *f, const struct ballot_in *ballots, size_t count,
			    const struct rng *rng)
{
	struct checker *k;
	uint8_t seed[H64];
	enum err err = OK;

	if (!count)
		return OK;
	k = checker_new(g, f, count);
	if (!k)
		return ERR_MEMORY;
	batch_seed(seed, f, ballots, count, rng);
	for (size_t i = 0; i < count && !err; i += k->room)
		err = check_chunk(k, verdicts, ballots, i, count - i < k->room ? count - i : k->room, seed);
	checker_free(k);
	return err;
}
