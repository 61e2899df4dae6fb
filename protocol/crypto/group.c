/* group.c - see group.h: NIST P-256 over OpenSSL's EC_POINT.
 *
 * The only file that touches what OpenSSL 3 calls deprecated: EC_POINTs_mul, EC_GROUP_precompute_mult, EC_POINTs_make_affine and
 * Jacobian coordinates, for speed alone; group_set_plain does without. Must not know: ballots, proofs, hashing. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "protocol/crypto/group.h"
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/base/bytes.h"

/* Points in one call of EC_POINTs_mul: enough to share the doublings, few enough to stay in the cache. */
enum { CHUNK = 512 };

struct group {
	EC_GROUP *curve;
	EC_GROUP *key_curve;            /* the same curve with K as its generator; NULL without a key */
	EC_POINT *key;                  /* NULL without a key */
	EC_POINT *scratch;
	BIGNUM *secret;
	BIGNUM *scalars[CHUNK];
	const EC_POINT *points[CHUNK];
	BIGNUM *x, *y;
	BN_CTX *ctx;
	bool plain;
	enum err status;
};

struct point {
	EC_POINT *at;
};

const char group_name[] = "P-256";

const struct scalar_field group_order = {
	.n = { 0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000 },
	.minus_n_inverse = 0xccd1c8aaee00bc4f,
	.r2 = { 0x83244c95be79eea2, 0x4699799c49bd6fa6, 0x2845b2392b6bec59, 0x66e12d94f3d95620 },
};

static bool works(struct group *g, bool success)
{
	if (!success && g->status == OK)
		g->status = ERR_MEMORY;
	return g->status == OK;
}

struct group *group_new(void)
{
	struct group *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	g->curve = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	g->ctx = BN_CTX_new();
	g->secret = BN_new();
	g->x = BN_new();
	g->y = BN_new();
	if (g->curve)
		g->scratch = EC_POINT_new(g->curve);
	works(g, g->ctx && g->secret && g->x && g->y && g->scratch);
	for (size_t i = 0; i < CHUNK && g->status == OK; i++) {
		g->scalars[i] = BN_new();
		works(g, g->scalars[i] != NULL);
	}
	if (g->status != OK) {
		group_free(g);
		return NULL;
	}

	BN_set_flags(g->secret, BN_FLG_CONSTTIME);
	return g;
}

void group_free(struct group *g)
{
	if (!g)
		return;
	for (size_t i = 0; i < CHUNK; i++)
		BN_clear_free(g->scalars[i]);
	BN_clear_free(g->x);
	BN_clear_free(g->y);
	BN_clear_free(g->secret);
	EC_POINT_clear_free(g->scratch);
	EC_POINT_free(g->key);
	EC_GROUP_free(g->key_curve);
	EC_GROUP_free(g->curve);
	BN_CTX_free(g->ctx);
	free(g);
}

enum err group_status(const struct group *g)
{
	return g->status;
}

void group_set_plain(struct group *g, bool plain)
{
	g->plain = plain;
}

struct point *point_new(struct group *g)
{
	struct point *p = malloc(sizeof(*p));

	if (!works(g, p != NULL)) {
		free(p);
		return NULL;
	}
	/* a new EC_POINT is the identity */
	p->at = EC_POINT_new(g->curve);
	if (!works(g, p->at != NULL)) {
		free(p);
		return NULL;
	}
	return p;
}

void point_free(struct point *p)
{
	if (!p)
		return;
	EC_POINT_clear_free(p->at);
	free(p);
}

struct point **points_new(struct group *g, size_t count)
{
	struct point **p = calloc(count ? count : 1, sizeof(struct point *));

	if (!works(g, p != NULL)) {
		free(p);
		return NULL;
	}
	for (size_t i = 0; i < count; i++) {
		p[i] = point_new(g);
		if (!p[i]) {
			points_free(p, i);
			return NULL;
		}
	}
	return p;
}

void points_free(struct point **p, size_t count)
{
	if (!p)
		return;
	for (size_t i = 0; i < count; i++)
		point_free(p[i]);
	free(p);
}

enum err point_decode(struct group *g, struct point *out, const uint8_t in[POINT_SIZE])
{
	unsigned long reason;
	int good;

	if (g->status != OK)
		return g->status;
	/* EC_POINT_oct2point also takes the hybrid forms, 06 and 07, of the same length */
	if (in[0] != 0x04)
		return ERR_POINT;

	ERR_set_mark();
	good = EC_POINT_oct2point(g->curve, g->scratch, in, POINT_SIZE, g->ctx);
	reason = (unsigned long)ERR_GET_REASON(ERR_peek_last_error());
	ERR_pop_to_mark();
	if (!good) {
		if (reason != ERR_R_MALLOC_FAILURE)
			return ERR_POINT;
		works(g, false);
		return g->status;
	}
	works(g, EC_POINT_copy(out->at, g->scratch));
	return g->status;
}

enum err point_decode_or_identity(struct group *g, struct point *out, const uint8_t in[POINT_SIZE])
{
	static const uint8_t identity[POINT_SIZE];

	if (memcmp(in, identity, POINT_SIZE) != 0)
		return point_decode(g, out, in);
	if (g->status == OK)
		works(g, EC_POINT_set_to_infinity(g->curve, out->at));
	return g->status;
}

void point_encode(struct group *g, uint8_t out[POINT_SIZE], const struct point *p)
{
	memset(out, 0, POINT_SIZE);
	if (g->status != OK || EC_POINT_is_at_infinity(g->curve, p->at))
		return;
	works(g, EC_POINT_point2oct(g->curve, p->at, POINT_CONVERSION_UNCOMPRESSED, out, POINT_SIZE, g->ctx) == POINT_SIZE);
}

/* A point whose Z is one already: EC_POINT_point2oct would invert Z all the same. */
static void encode_affine(struct group *g, uint8_t out[POINT_SIZE], const struct point *p)
{
	memset(out, 0, POINT_SIZE);
	if (EC_POINT_is_at_infinity(g->curve, p->at))
		return;
	if (!works(g, EC_POINT_get_Jprojective_coordinates_GFp(g->curve, p->at, g->x, g->y, NULL, g->ctx)))
		return;
	out[0] = 0x04;
	works(g, BN_bn2binpad(g->x, out + 1, 32) == 32 && BN_bn2binpad(g->y, out + 33, 32) == 32);
}

void points_encode(struct group *g, uint8_t *out, struct point *const *p, size_t count)
{
	for (size_t done = 0; done < count; done += CHUNK) {
		size_t n = count - done < CHUNK ? count - done : CHUNK;
		EC_POINT *run[CHUNK];

		for (size_t i = 0; i < n; i++)
			run[i] = p[done + i]->at;
		if (g->status == OK && !g->plain)
			works(g, EC_POINTs_make_affine(g->curve, n, run, g->ctx));
		for (size_t i = done; i < done + n; i++) {
			if (g->status == OK && !g->plain)
				encode_affine(g, out + i * POINT_SIZE, p[i]);
			else
				point_encode(g, out + i * POINT_SIZE, p[i]);
		}
	}
}

void point_copy(struct group *g, struct point *out, const struct point *a)
{
	if (g->status == OK)
		works(g, EC_POINT_copy(out->at, a->at));
}

void point_add(struct group *g, struct point *out, const struct point *a, const struct point *b)
{
	if (g->status == OK)
		works(g, EC_POINT_add(g->curve, out->at, a->at, b->at, g->ctx));
}

void point_sub(struct group *g, struct point *out, const struct point *a, const struct point *b)
{
	if (g->status == OK)
		works(g, EC_POINT_copy(g->scratch, b->at) && EC_POINT_invert(g->curve, g->scratch, g->ctx) &&
			 EC_POINT_add(g->curve, out->at, a->at, g->scratch, g->ctx));
}

bool point_equal(struct group *g, const struct point *a, const struct point *b)
{
	int answer;

	if (g->status != OK)
		return false;
	answer = EC_POINT_cmp(g->curve, a->at, b->at, g->ctx);
	return works(g, answer >= 0) && answer == 0;
}

bool point_is_identity(struct group *g, const struct point *p)
{
	return g->status == OK && EC_POINT_is_at_infinity(g->curve, p->at);
}

/* BIGNUM has no fixed width to the outside, but a random scalar has a zero leading limb once in 2^64, and EC_POINT_mul on P-256 pads. */
static bool load(struct group *g, BIGNUM *out, struct scalar k)
{
	uint8_t bytes[32];
	bool good;

	scalar_encode(bytes, k);
	good = BN_bin2bn(bytes, sizeof(bytes), out) != NULL;
	wipe(bytes, sizeof(bytes));
	return works(g, good);
}

static void multiply(struct group *g, const EC_GROUP *curve, struct point *out, const EC_POINT *p, struct scalar k)
{
	if (g->status != OK || !load(g, g->secret, k))
		return;
	if (p)
		works(g, EC_POINT_mul(curve, out->at, NULL, p, g->secret, g->ctx));
	else
		works(g, EC_POINT_mul(curve, out->at, g->secret, NULL, NULL, g->ctx));
	BN_clear(g->secret);
}

void point_mul_base(struct group *g, struct point *out, struct scalar k)
{
	multiply(g, g->curve, out, NULL, k);
}

void point_mul(struct group *g, struct point *out, const struct point *p, struct scalar k)
{
	multiply(g, g->curve, out, p->at, k);
}

void point_mul_key(struct group *g, struct point *out, struct scalar k)
{
	if (g->plain)
		multiply(g, g->curve, out, g->key, k);
	else
		multiply(g, g->key_curve, out, NULL, k);
}

/* A second copy of the curve, with a table for K as OpenSSL has one for G. */
static EC_GROUP *curve_with_generator(struct group *g, const EC_POINT *key)
{
	EC_GROUP *curve = EC_GROUP_dup(g->curve);

	if (curve && EC_GROUP_set_generator(curve, key, EC_GROUP_get0_order(g->curve), BN_value_one()) &&
	    EC_GROUP_precompute_mult(curve, g->ctx))
		return curve;
	EC_GROUP_free(curve);
	return NULL;
}

void group_set_key(struct group *g, const struct point *key)
{
	EC_POINT *copy = NULL;
	EC_GROUP *curve = NULL;

	/* the table takes milliseconds to make */
	if (g->status != OK || (g->key && EC_POINT_cmp(g->curve, g->key, key->at, g->ctx) == 0))
		return;
	copy = EC_POINT_dup(key->at, g->curve);
	if (works(g, copy != NULL))
		curve = curve_with_generator(g, copy);
	if (!works(g, curve != NULL)) {
		EC_POINT_free(copy);
		return;
	}

	EC_POINT_free(g->key);
	EC_GROUP_free(g->key_curve);
	g->key = copy;
	g->key_curve = curve;
}

/* out = sum of the first n of g->points times g->scalars, plus base * G. */
static void multi_chunk(struct group *g, EC_POINT *out, size_t n, struct scalar base)
{
	const BIGNUM *base_or_null = NULL;

	if (!scalar_is_zero(base)) {
		if (!load(g, g->x, base))
			return;
		base_or_null = g->x;
	}
	if (!g->plain) {
		works(g, EC_POINTs_mul(g->curve, out, base_or_null, n, g->points, (const BIGNUM **)g->scalars, g->ctx));
		return;
	}

	if (base_or_null)
		works(g, EC_POINT_mul(g->curve, out, base_or_null, NULL, NULL, g->ctx));
	else
		works(g, EC_POINT_set_to_infinity(g->curve, out));
	for (size_t i = 0; i < n && g->status == OK; i++)
		works(g, EC_POINT_mul(g->curve, g->scratch, NULL, g->points[i], g->scalars[i], g->ctx) &&
			 EC_POINT_add(g->curve, out, out, g->scratch, g->ctx));
}

void points_multi_var(struct group *g, struct point *out, struct point *const *p, const struct scalar *k, size_t count,
		      struct scalar base, struct scalar key)
{
	EC_POINT *sum = NULL, *part = NULL;
	size_t total = count + (scalar_is_zero(key) || !g->key ? 0 : 1);

	if (g->status != OK)
		return;
	sum = EC_POINT_new(g->curve);
	part = EC_POINT_new(g->curve);
	works(g, sum && part);
	for (size_t done = 0; g->status == OK && (done < total || done == 0); done += CHUNK) {
		size_t n = total - done < CHUNK ? total - done : CHUNK;

		for (size_t i = 0; i < n && g->status == OK; i++) {
			bool is_key = done + i == count;

			g->points[i] = is_key ? g->key : p[done + i]->at;
			load(g, g->scalars[i], is_key ? key : k[done + i]);
		}
		if (g->status == OK)
			multi_chunk(g, part, n, done == 0 ? base : (struct scalar){ { 0 } });
		if (g->status == OK)
			works(g, EC_POINT_add(g->curve, sum, sum, part, g->ctx));
	}
	if (g->status == OK)
		works(g, EC_POINT_copy(out->at, sum));
	EC_POINT_free(sum);
	EC_POINT_free(part);
}
