/* scalar.c - see scalar.h. No branch and no index depends on a value. Must not know: points, or which group the order is of. */
#include "protocol/crypto/scalar.h"

typedef unsigned __int128 u128;

/* Reveal nothing to the optimiser, which would otherwise be free to turn a mask into a branch. */
static uint64_t opaque(uint64_t x)
{
	__asm__("" : "+r"(x));
	return x;
}

/* low = a - b; returns the borrow as 0 or 1. */
static uint64_t subtract(uint64_t low[4], const uint64_t a[4], const uint64_t b[4])
{
	uint64_t borrow = 0;

	for (int i = 0; i < 4; i++) {
		u128 d = (u128)a[i] - b[i] - borrow;

		low[i] = (uint64_t)d;
		borrow = (uint64_t)(d >> 64) & 1;
	}
	return borrow;
}

/* x + carry * 2^256, known to be below twice the order, modulo the order. */
static struct scalar reduce_once(const uint64_t x[4], uint64_t carry)
{
	struct scalar as_is, reduced;
	uint64_t borrow = subtract(reduced.limb, x, group_order.n);

	for (int i = 0; i < 4; i++)
		as_is.limb[i] = x[i];
	return scalar_select(0 - (borrow & ~carry & 1), as_is, reduced);
}

/* a * b / 2^256 modulo the order, for a * b below order * 2^256: one factor may be any 256-bit number. */
static struct scalar montgomery(const uint64_t a[4], const uint64_t b[4])
{
	const uint64_t *n = group_order.n;
	uint64_t t[6] = { 0 };

	for (int i = 0; i < 4; i++) {
		u128 x = 0;

		for (int j = 0; j < 4; j++) {
			x = (u128)a[j] * b[i] + t[j] + (uint64_t)(x >> 64);
			t[j] = (uint64_t)x;
		}
		x = (u128)t[4] + (uint64_t)(x >> 64);
		t[4] = (uint64_t)x;
		t[5] = (uint64_t)(x >> 64);

		uint64_t m = t[0] * group_order.minus_n_inverse;

		x = (u128)m * n[0] + t[0];
		for (int j = 1; j < 4; j++) {
			x = (u128)m * n[j] + t[j] + (uint64_t)(x >> 64);
			t[j - 1] = (uint64_t)x;
		}
		x = (u128)t[4] + (uint64_t)(x >> 64);
		t[3] = (uint64_t)x;
		t[4] = t[5] + (uint64_t)(x >> 64);
	}
	return reduce_once(t, t[4]);
}

/* Any 256-bit number modulo the order. */
static struct scalar reduce(const uint64_t x[4])
{
	static const uint64_t one[4] = { 1 };
	struct scalar shifted = montgomery(x, group_order.r2);

	return montgomery(shifted.limb, one);
}

struct scalar scalar_from_u64(uint64_t x)
{
	const uint64_t wide[4] = { x };

	return reduce(wide);
}

struct scalar scalar_from_i64(int64_t x)
{
	uint64_t sign = 0 - ((uint64_t)x >> 63);
	struct scalar magnitude = scalar_from_u64(((uint64_t)x ^ sign) - sign);

	return scalar_select(sign, scalar_neg(magnitude), magnitude);
}

struct scalar scalar_add(struct scalar a, struct scalar b)
{
	uint64_t sum[4], carry = 0;

	for (int i = 0; i < 4; i++) {
		u128 x = (u128)a.limb[i] + b.limb[i] + carry;

		sum[i] = (uint64_t)x;
		carry = (uint64_t)(x >> 64);
	}
	return reduce_once(sum, carry);
}

struct scalar scalar_sub(struct scalar a, struct scalar b)
{
	struct scalar d;
	uint64_t mask = opaque(0 - subtract(d.limb, a.limb, b.limb)), carry = 0;

	for (int i = 0; i < 4; i++) {
		u128 x = (u128)d.limb[i] + (group_order.n[i] & mask) + carry;

		d.limb[i] = (uint64_t)x;
		carry = (uint64_t)(x >> 64);
	}
	return d;
}

struct scalar scalar_neg(struct scalar a)
{
	return scalar_sub((struct scalar){ { 0 } }, a);
}

struct scalar scalar_mul(struct scalar a, struct scalar b)
{
	struct scalar shifted = montgomery(a.limb, group_order.r2);

	return montgomery(shifted.limb, b.limb);
}

struct scalar scalar_invert(struct scalar a)
{
	static const uint64_t two[4] = { 2 };
	struct scalar power = scalar_from_u64(1);
	uint64_t exponent[4];

	/* the exponent is public, so that its bits may be branched on */
	(void)subtract(exponent, group_order.n, two);
	for (int bit = 255; bit >= 0; bit--) {
		power = scalar_mul(power, power);
		if (exponent[bit / 64] >> (bit % 64) & 1)
			power = scalar_mul(power, a);
	}
	return power;
}

struct scalar scalar_select(uint64_t mask, struct scalar yes, struct scalar no)
{
	struct scalar out;

	mask = opaque(mask);
	for (int i = 0; i < 4; i++)
		out.limb[i] = (yes.limb[i] & mask) | (no.limb[i] & ~mask);
	return out;
}

bool scalar_is_zero(struct scalar a)
{
	return (a.limb[0] | a.limb[1] | a.limb[2] | a.limb[3]) == 0;
}

bool scalar_equal(struct scalar a, struct scalar b)
{
	uint64_t difference = 0;

	for (int i = 0; i < 4; i++)
		difference |= a.limb[i] ^ b.limb[i];
	return difference == 0;
}

static void read_limbs(uint64_t out[4], const uint8_t in[32])
{
	for (int i = 0; i < 4; i++)
		out[i] = get_u64(in + 24 - 8 * i);
}

void scalar_encode(uint8_t out[32], struct scalar a)
{
	for (int i = 0; i < 4; i++)
		put_u64(out + 24 - 8 * i, a.limb[i]);
}

enum err scalar_decode(struct scalar *out, const uint8_t in[32])
{
	struct scalar a;
	uint64_t scratch[4];

	read_limbs(a.limb, in);
	if (subtract(scratch, a.limb, group_order.n) == 0)
		return ERR_SCALAR;

	*out = a;
	return OK;
}

struct scalar scalar_reduce(const uint8_t in[64])
{
	uint64_t high[4], low[4];

	read_limbs(high, in);
	read_limbs(low, in + 32);
	/* high * 2^512 / 2^256 is just what high stands for */
	return scalar_add(montgomery(high, group_order.r2), reduce(low));
}

struct scalar scalar_hash(struct hash *t)
{
	uint8_t digest[H64];
	struct scalar s;

	hash_end64(t, digest);
	s = scalar_reduce(digest);
	wipe(digest, sizeof(digest));
	return s;
}
