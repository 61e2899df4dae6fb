/* tiny_group.c - group.h once more, over a group of 101 elements: the sixth powers modulo 607.
 *
 * Linked before group.c, so that the protocol's own code is tried on every key, nonce and mark. Points are 04, zeros, and the residue in
 * the last two bytes. Must not know: anything of P-256. */
#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/group.h"

enum { MODULUS = 607, ORDER = 101, GENERATOR = 64 };

struct group {
	uint32_t key;
	enum err status;
};

struct point {
	uint32_t residue;
};

const char group_name[] = "tiny";

const struct scalar_field group_order = { .n = { ORDER }, .minus_n_inverse = 0xc5b3f5dc83cd4e93, .r2 = { 56 } };

static uint32_t times(uint32_t a, uint32_t b)
{
	return a * b % MODULUS;
}

static uint32_t power(uint32_t a, uint64_t k)
{
	uint32_t out = 1;

	for (; k; k >>= 1, a = times(a, a)) {
		if (k & 1)
			out = times(out, a);
	}
	return out;
}

struct group *group_new(void)
{
	struct group *g = calloc(1, sizeof(*g));

	if (g)
		g->key = 1;
	return g;
}

void group_free(struct group *g)
{
	free(g);
}

enum err group_status(const struct group *g)
{
	return g->status;
}

void group_set_plain(struct group *g, bool plain)
{
	(void)g;
	(void)plain;
}

struct point *point_new(struct group *g)
{
	struct point *p = malloc(sizeof(*p));

	if (p)
		p->residue = 1;
	else
		g->status = ERR_MEMORY;
	return p;
}

void point_free(struct point *p)
{
	free(p);
}

struct point **points_new(struct group *g, size_t count)
{
	struct point **p = calloc(count ? count : 1, sizeof(struct point *));

	for (size_t i = 0; p && i < count; i++)
		p[i] = point_new(g);
	if (!p)
		g->status = ERR_MEMORY;
	return p;
}

void points_free(struct point **p, size_t count)
{
	for (size_t i = 0; p && i < count; i++)
		point_free(p[i]);
	free(p);
}

/* The residue stands where P-256 has x, by which alphas are compared (P6.7); there is no y. */
enum { AT = 31 };

enum err point_decode(struct group *g, struct point *out, const uint8_t in[POINT_SIZE])
{
	uint32_t residue = (uint32_t)in[AT] << 8 | in[AT + 1];
	uint8_t again[POINT_SIZE];
	struct point p = { residue };

	if (residue < 2 || residue >= MODULUS || power(residue, ORDER) != 1)
		return ERR_POINT;
	point_encode(g, again, &p);
	if (memcmp(in, again, POINT_SIZE) != 0)
		return ERR_POINT;
	*out = p;
	return OK;
}

enum err point_decode_or_identity(struct group *g, struct point *out, const uint8_t in[POINT_SIZE])
{
	static const uint8_t identity[POINT_SIZE];

	if (memcmp(in, identity, POINT_SIZE) != 0)
		return point_decode(g, out, in);
	out->residue = 1;
	return OK;
}

void point_encode(struct group *g, uint8_t out[POINT_SIZE], const struct point *p)
{
	(void)g;
	memset(out, 0, POINT_SIZE);
	if (p->residue == 1)
		return;
	out[0] = 0x04;
	out[AT] = (uint8_t)(p->residue >> 8);
	out[AT + 1] = (uint8_t)p->residue;
}

void points_encode(struct group *g, uint8_t *out, struct point *const *p, size_t count)
{
	for (size_t i = 0; i < count; i++)
		point_encode(g, out + i * POINT_SIZE, p[i]);
}

void point_copy(struct group *g, struct point *out, const struct point *a)
{
	(void)g;
	*out = *a;
}

void point_add(struct group *g, struct point *out, const struct point *a, const struct point *b)
{
	(void)g;
	out->residue = times(a->residue, b->residue);
}

void point_sub(struct group *g, struct point *out, const struct point *a, const struct point *b)
{
	(void)g;
	out->residue = times(a->residue, power(b->residue, ORDER - 1));
}

bool point_equal(struct group *g, const struct point *a, const struct point *b)
{
	(void)g;
	return a->residue == b->residue;
}

bool point_is_identity(struct group *g, const struct point *p)
{
	(void)g;
	return p->residue == 1;
}

void point_mul_base(struct group *g, struct point *out, struct scalar k)
{
	(void)g;
	out->residue = power(GENERATOR, k.limb[0]);
}

void point_mul(struct group *g, struct point *out, const struct point *p, struct scalar k)
{
	(void)g;
	out->residue = power(p->residue, k.limb[0]);
}

void group_set_key(struct group *g, const struct point *key)
{
	g->key = key->residue;
}

void point_mul_key(struct group *g, struct point *out, struct scalar k)
{
	out->residue = power(g->key, k.limb[0]);
}

void points_multi_var(struct group *g, struct point *out, struct point *const *p, const struct scalar *k, size_t count, struct scalar base,
		      struct scalar key)
{
	uint32_t sum = times(power(GENERATOR, base.limb[0]), power(g->key, key.limb[0]));

	for (size_t i = 0; i < count; i++)
		sum = times(sum, power(p[i]->residue, k[i].limb[0]));
	out->residue = sum;
}
