/* Does our arithmetic agree with BIGNUM's, at the edges and in between? */
#include "tests/unit/cmocka_all.h"
#include <openssl/bn.h>
#include <string.h>
#include "protocol/crypto/scalar.h"
#include "tests/unit/fixed_rng.h"

static const char order_hex[] = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";

enum { EDGES = 6, SAMPLES = 24 };

struct fixture {
	BIGNUM *order, *a, *b, *r;
	BN_CTX *ctx;
	struct scalar samples[SAMPLES];
};

static int set_up(void **state)
{
	static struct fixture f;
	uint64_t counter = 1;
	struct rng rng = fixed_rng(&counter);
	uint8_t wide[64];

	f = (struct fixture){ .a = BN_new(), .b = BN_new(), .r = BN_new(), .ctx = BN_CTX_new() };
	BN_hex2bn(&f.order, order_hex);
	f.samples[0] = scalar_from_u64(0);
	f.samples[1] = scalar_from_u64(1);
	f.samples[2] = scalar_from_i64(-1);
	f.samples[3] = scalar_from_u64(UINT64_MAX);
	f.samples[4] = (struct scalar){ { 0, 0, 0, 1 } };
	f.samples[5] = (struct scalar){ { 0, 0, UINT64_MAX, 0 } };
	for (size_t i = EDGES; i < SAMPLES; i++) {
		rng_fill(&rng, wide, sizeof(wide));
		f.samples[i] = scalar_reduce(wide);
	}
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	BN_free(f->order);
	BN_free(f->a);
	BN_free(f->b);
	BN_free(f->r);
	BN_CTX_free(f->ctx);
	return 0;
}

static void to_bn(BIGNUM *out, struct scalar s)
{
	uint8_t bytes[32];

	scalar_encode(bytes, s);
	BN_bin2bn(bytes, sizeof(bytes), out);
}

static void assert_is(const struct fixture *f, struct scalar s)
{
	uint8_t got[32], want[32];

	scalar_encode(got, s);
	assert_int_equal(BN_bn2binpad(f->r, want, sizeof(want)), sizeof(want));
	assert_memory_equal(got, want, sizeof(want));
}

static void sums_products_and_inverses_agree_with_bignum(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < SAMPLES; i++) {
		struct scalar a = f->samples[i];

		to_bn(f->a, a);
		for (size_t j = 0; j < SAMPLES; j++) {
			struct scalar b = f->samples[j];

			to_bn(f->b, b);
			BN_mod_add(f->r, f->a, f->b, f->order, f->ctx);
			assert_is(f, scalar_add(a, b));
			BN_mod_sub(f->r, f->a, f->b, f->order, f->ctx);
			assert_is(f, scalar_sub(a, b));
			BN_mod_mul(f->r, f->a, f->b, f->order, f->ctx);
			assert_is(f, scalar_mul(a, b));
			assert_int_equal(scalar_equal(a, b), i == j);
		}
		assert_true(scalar_is_zero(scalar_add(a, scalar_neg(a))));
		if (!scalar_is_zero(a))
			assert_true(scalar_equal(scalar_mul(a, scalar_invert(a)), scalar_from_u64(1)));
	}
	assert_true(scalar_is_zero(scalar_invert(scalar_from_u64(0))));
}

static void sixty_four_bytes_are_reduced_by_the_order(void **state)
{
	struct fixture *f = *state;
	uint64_t counter = 99;
	struct rng rng = fixed_rng(&counter);
	uint8_t wide[64];

	for (int i = 0; i < 200; i++) {
		if (i == 0)
			memset(wide, 0xff, sizeof(wide));
		else if (i == 1)
			memset(wide, 0, sizeof(wide));
		else
			rng_fill(&rng, wide, sizeof(wide));
		BN_bin2bn(wide, sizeof(wide), f->a);
		BN_mod(f->r, f->a, f->order, f->ctx);
		assert_is(f, scalar_reduce(wide));
	}
}

static void only_numbers_below_the_order_are_read(void **state)
{
	struct fixture *f = *state;
	struct scalar s = scalar_from_u64(7);
	uint8_t bytes[32];

	BN_bn2binpad(f->order, bytes, sizeof(bytes));
	assert_int_equal(scalar_decode(&s, bytes), ERR_SCALAR);
	bytes[31]++;
	assert_int_equal(scalar_decode(&s, bytes), ERR_SCALAR);
	memset(bytes, 0xff, sizeof(bytes));
	assert_int_equal(scalar_decode(&s, bytes), ERR_SCALAR);
	assert_true(scalar_equal(s, scalar_from_u64(7)));

	BN_bn2binpad(f->order, bytes, sizeof(bytes));
	bytes[31]--;
	assert_int_equal(scalar_decode(&s, bytes), OK);
	assert_true(scalar_equal(s, scalar_from_i64(-1)));
	memset(bytes, 0, sizeof(bytes));
	assert_int_equal(scalar_decode(&s, bytes), OK);
	assert_true(scalar_is_zero(s));
}

static void signed_numbers_keep_their_sign(void **state)
{
	(void)state;
	assert_true(scalar_is_zero(scalar_add(scalar_from_i64(-1200), scalar_from_u64(1200))));
	assert_true(scalar_is_zero(scalar_add(scalar_from_i64(INT64_MIN), scalar_from_u64((uint64_t)1 << 63))));
	assert_true(scalar_equal(scalar_from_i64(INT64_MAX), scalar_from_u64(INT64_MAX)));
}

static void a_mask_selects_all_of_one(void **state)
{
	struct fixture *f = *state;

	assert_true(scalar_equal(scalar_select(UINT64_MAX, f->samples[7], f->samples[8]), f->samples[7]));
	assert_true(scalar_equal(scalar_select(0, f->samples[7], f->samples[8]), f->samples[8]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_products_and_inverses_agree_with_bignum),
		cmocka_unit_test(sixty_four_bytes_are_reduced_by_the_order),
		cmocka_unit_test(only_numbers_below_the_order_are_read),
		cmocka_unit_test(signed_numbers_keep_their_sign),
		cmocka_unit_test(a_mask_selects_all_of_one),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
