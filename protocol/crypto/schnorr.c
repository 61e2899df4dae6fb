/* schnorr.c - see schnorr.h (P8.1). Must not know what is signed, or whose key it is. */
#include "protocol/crypto/schnorr.h"
#include <string.h>

void schnorr_add_field(struct buf *fields, const void *bytes, size_t len)
{
	struct hash t = { .fields = *fields };

	hash_field(&t, bytes, len);
	*fields = hash_end_fields(&t);
}

void schnorr_add_u64(struct buf *fields, uint64_t x)
{
	uint8_t bytes[8];

	put_u64(bytes, x);
	schnorr_add_field(fields, bytes, sizeof(bytes));
}

static void add_encoded(struct hash *t, const struct buf *fields)
{
	buf_add(&t->fields, fields->at, fields->len);
}

struct scalar schnorr_challenge(const char *tag, const uint8_t key[POINT_SIZE], const uint8_t rs[POINT_SIZE], const struct buf *fields)
{
	struct hash t;

	hash_start(&t, tag);
	hash_field(&t, key, POINT_SIZE);
	hash_field(&t, rs, POINT_SIZE);
	add_encoded(&t, fields);
	return scalar_hash(&t);
}

/* k of P8.1, from a fresh input; may be zero. */
static struct scalar draw_nonce(const char *tag, struct scalar secret, const uint8_t key[POINT_SIZE], const struct buf *fields,
				const struct rng *rng)
{
	uint8_t input[64], secret_bytes[32], statement[H64];
	struct scalar k;
	struct hash t;

	rng_fill(rng, input, sizeof(input));
	scalar_encode(secret_bytes, secret);
	hash_start(&t, tag);
	hash_field(&t, key, POINT_SIZE);
	add_encoded(&t, fields);
	hash_end64(&t, statement);

	hash_start(&t, "tally/1/nonce");
	hash_field(&t, input, sizeof(input));
	hash_field(&t, secret_bytes, sizeof(secret_bytes));
	hash_field(&t, statement, sizeof(statement));
	hash_u64(&t, 0);
	hash_u64(&t, 0);
	k = scalar_hash(&t);
	wipe(input, sizeof(input));
	wipe(secret_bytes, sizeof(secret_bytes));
	return k;
}

enum err schnorr_sign(struct group *g, uint8_t out[SCHNORR_SIZE], const char *tag, struct scalar secret, const struct buf *fields,
		      const struct rng *rng)
{
	struct scalar k = { { 0 } }, e;
	uint8_t key[POINT_SIZE], rs[POINT_SIZE];
	struct point *p = NULL;
	enum err err;

	if (fields->failed)
		return ERR_MEMORY;
	p = point_new(g);
	if (!p)
		return ERR_MEMORY;
	point_mul_base(g, p, secret);
	point_encode(g, key, p);
	while (scalar_is_zero(k))
		k = draw_nonce(tag, secret, key, fields, rng);
	point_mul_base(g, p, k);
	point_encode(g, rs, p);
	err = group_status(g);
	if (err)
		goto out;

	e = schnorr_challenge(tag, key, rs, fields);
	memcpy(out, rs, POINT_SIZE);
	scalar_encode(out + POINT_SIZE, scalar_add(k, scalar_mul(e, secret)));
out:
	wipe(&k, sizeof(k));
	wipe(&secret, sizeof(secret));
	point_free(p);
	return err;
}

enum err schnorr_check(struct group *g, const char *tag, const uint8_t key[POINT_SIZE], const struct buf *fields,
		       const uint8_t signature[SCHNORR_SIZE])
{
	const struct scalar zero = { { 0 } };
	struct point **p = NULL;
	struct scalar s, e;
	enum err err;

	if (fields->failed)
		return ERR_MEMORY;
	/* X, Rs, and what Rs must be */
	p = points_new(g, 3);
	if (!p)
		return ERR_MEMORY;
	err = point_decode(g, p[0], key);
	if (!err)
		err = point_decode(g, p[1], signature);
	if (!err)
		err = scalar_decode(&s, signature + POINT_SIZE);
	if (err)
		goto out;

	e = scalar_neg(schnorr_challenge(tag, key, signature, fields));
	points_multi_var(g, p[2], p, &e, 1, s, zero);
	err = point_equal(g, p[1], p[2]) ? OK : ERR_SIGNATURE;
	if (group_status(g) != OK)
		err = group_status(g);
out:
	points_free(p, 3);
	return err;
}
