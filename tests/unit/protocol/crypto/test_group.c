/* Is only what P2.2 allows taken for a point, and do the fast ways compute what the plain ones do? */
#include "tests/unit/cmocka_all.h"
#include <string.h>
#include "protocol/crypto/group.h"
#include "tests/unit/fixed_rng.h"

/* more points than one run of the fast multi-scalar takes */
enum { MANY = 1030 };

struct fixture {
	struct group *g;
	struct point **p;       /* MANY of them, p[i] = k[i] * G */
	struct scalar k[MANY];
	struct point *out, *want;
};

static int set_up(void **state)
{
	static struct fixture f;
	uint64_t counter = 5;
	struct rng rng = fixed_rng(&counter);
	uint8_t wide[64];

	f.g = group_new();
	f.p = points_new(f.g, MANY);
	f.out = point_new(f.g);
	f.want = point_new(f.g);
	for (size_t i = 0; i < MANY; i++) {
		rng_fill(&rng, wide, sizeof(wide));
		f.k[i] = scalar_reduce(wide);
		point_mul_base(f.g, f.p[i], f.k[i]);
	}
	*state = &f;
	return group_status(f.g) == OK ? 0 : -1;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	points_free(f->p, MANY);
	point_free(f->out);
	point_free(f->want);
	group_free(f->g);
	return 0;
}

static void a_point_survives_encoding(void **state)
{
	struct fixture *f = *state;
	uint8_t bytes[POINT_SIZE];

	point_encode(f->g, bytes, f->p[3]);
	assert_int_equal(bytes[0], 0x04);
	assert_int_equal(point_decode(f->g, f->out, bytes), OK);
	assert_true(point_equal(f->g, f->out, f->p[3]));
	assert_false(point_equal(f->g, f->out, f->p[4]));
}

static void the_generator_is_that_of_the_standard(void **state)
{
	static const uint8_t x[8] = { 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47 };
	struct fixture *f = *state;
	uint8_t bytes[POINT_SIZE];

	point_mul_base(f->g, f->out, scalar_from_u64(1));
	point_encode(f->g, bytes, f->out);
	assert_memory_equal(bytes + 1, x, sizeof(x));
}

static void every_other_form_of_a_point_is_refused(void **state)
{
	struct fixture *f = *state;
	uint8_t good[POINT_SIZE], bad[POINT_SIZE];

	point_encode(f->g, good, f->p[0]);
	point_copy(f->g, f->out, f->p[1]);
	for (int prefix = 0; prefix < 256; prefix++) {
		memcpy(bad, good, POINT_SIZE);
		bad[0] = (uint8_t)prefix;
		assert_int_equal(point_decode(f->g, f->out, bad), prefix == 4 ? OK : ERR_POINT);
		if (prefix == 4)
			point_copy(f->g, f->out, f->p[1]);
	}
	memcpy(bad, good, POINT_SIZE);
	bad[POINT_SIZE - 1] ^= 1;
	assert_int_equal(point_decode(f->g, f->out, bad), ERR_POINT);
	memset(bad + 1, 0xff, 32);
	assert_int_equal(point_decode(f->g, f->out, bad), ERR_POINT);
	memset(bad, 0, POINT_SIZE);
	assert_int_equal(point_decode(f->g, f->out, bad), ERR_POINT);
	bad[0] = 0x04;
	assert_int_equal(point_decode(f->g, f->out, bad), ERR_POINT);
	assert_true(point_equal(f->g, f->out, f->p[1]));
	assert_int_equal(group_status(f->g), OK);
}

static void the_identity_has_one_encoding_and_must_be_asked_for(void **state)
{
	static const uint8_t zeros[POINT_SIZE];
	struct fixture *f = *state;
	uint8_t bytes[POINT_SIZE];

	point_sub(f->g, f->out, f->p[0], f->p[0]);
	assert_true(point_is_identity(f->g, f->out));
	assert_false(point_is_identity(f->g, f->p[0]));
	point_encode(f->g, bytes, f->out);
	assert_memory_equal(bytes, zeros, POINT_SIZE);

	point_copy(f->g, f->out, f->p[0]);
	assert_int_equal(point_decode_or_identity(f->g, f->out, zeros), OK);
	assert_true(point_is_identity(f->g, f->out));
	memset(bytes, 0, POINT_SIZE);
	bytes[64] = 1;
	assert_int_equal(point_decode_or_identity(f->g, f->out, bytes), ERR_POINT);
}

static void the_order_is_the_order_of_the_group(void **state)
{
	struct fixture *f = *state;

	point_mul_base(f->g, f->out, scalar_from_i64(-1));
	point_mul_base(f->g, f->want, scalar_from_u64(1));
	point_add(f->g, f->out, f->out, f->want);
	assert_true(point_is_identity(f->g, f->out));
}

static void many_encodings_are_those_of_each_alone(void **state)
{
	static uint8_t all[MANY * POINT_SIZE];
	struct fixture *f = *state;
	uint8_t one[POINT_SIZE];

	for (int plain = 0; plain < 2; plain++) {
		group_set_plain(f->g, plain);
		for (size_t i = 0; i < MANY; i++)
			point_mul_base(f->g, f->p[i], f->k[i]);
		point_sub(f->g, f->p[17], f->p[17], f->p[17]);
		memset(all, 0xaa, sizeof(all));
		points_encode(f->g, all, f->p, MANY);
		for (size_t i = 0; i < MANY; i++) {
			point_mul_base(f->g, f->out, i == 17 ? scalar_from_u64(0) : f->k[i]);
			point_encode(f->g, one, f->out);
			assert_memory_equal(all + i * POINT_SIZE, one, POINT_SIZE);
		}
	}
	group_set_plain(f->g, false);
	point_mul_base(f->g, f->p[17], f->k[17]);
}

/* The sum of k[i] * k[i] * G is (sum of k[i]^2) * G, whatever the number of points, fast or plain. */
static void a_multi_scalar_sum_is_the_sum(void **state)
{
	static const size_t counts[] = { 0, 1, 2, 511, 512, 513, MANY };
	struct fixture *f = *state;
	const struct scalar zero = scalar_from_u64(0);

	for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
		struct scalar sum = zero;

		for (size_t i = 0; i < counts[c]; i++)
			sum = scalar_add(sum, scalar_mul(f->k[i], f->k[i]));
		for (int plain = 0; plain < 2; plain++) {
			group_set_plain(f->g, plain);
			points_multi_var(f->g, f->out, f->p, f->k, counts[c], zero, zero);
			point_mul_base(f->g, f->want, sum);
			assert_true(point_equal(f->g, f->out, f->want));
		}
	}
	group_set_plain(f->g, false);
}

static void generator_and_key_take_part_in_the_sum(void **state)
{
	struct fixture *f = *state;
	struct scalar key = f->k[9], base = f->k[8];

	group_set_key(f->g, f->p[6]);
	for (size_t count = 510; count < 515; count++) {
		struct scalar sum = scalar_add(base, scalar_mul(key, f->k[6]));

		for (size_t i = 0; i < count; i++)
			sum = scalar_add(sum, scalar_mul(f->k[i], f->k[i]));
		for (int plain = 0; plain < 2; plain++) {
			group_set_plain(f->g, plain);
			points_multi_var(f->g, f->out, f->p, f->k, count, base, key);
			point_mul_base(f->g, f->want, sum);
			assert_true(point_equal(f->g, f->out, f->want));
		}
	}
	group_set_plain(f->g, false);
}

static void the_prepared_key_multiplies_like_any_point(void **state)
{
	struct fixture *f = *state;

	for (size_t key = 0; key < 2; key++) {
		group_set_key(f->g, f->p[key]);
		group_set_key(f->g, f->p[key]);
		for (int plain = 0; plain < 2; plain++) {
			group_set_plain(f->g, plain);
			for (size_t i = 0; i < 8; i++) {
				point_mul_key(f->g, f->out, f->k[i]);
				point_mul(f->g, f->want, f->p[key], f->k[i]);
				assert_true(point_equal(f->g, f->out, f->want));
				point_mul_base(f->g, f->want, scalar_mul(f->k[key], f->k[i]));
				assert_true(point_equal(f->g, f->out, f->want));
			}
			point_mul_key(f->g, f->out, scalar_from_u64(0));
			assert_true(point_is_identity(f->g, f->out));
		}
	}
	group_set_plain(f->g, false);
}

static void an_output_may_be_an_input(void **state)
{
	struct fixture *f = *state;

	point_copy(f->g, f->out, f->p[0]);
	point_sub(f->g, f->out, f->p[1], f->out);
	point_add(f->g, f->out, f->out, f->p[0]);
	assert_true(point_equal(f->g, f->out, f->p[1]));
	point_mul(f->g, f->out, f->out, f->k[2]);
	points_multi_var(f->g, f->out, &f->out, &f->k[3], 1, scalar_from_u64(0), scalar_from_u64(0));
	point_mul_base(f->g, f->want, scalar_mul(f->k[1], scalar_mul(f->k[2], f->k[3])));
	assert_true(point_equal(f->g, f->out, f->want));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_point_survives_encoding),
		cmocka_unit_test(the_generator_is_that_of_the_standard),
		cmocka_unit_test(every_other_form_of_a_point_is_refused),
		cmocka_unit_test(the_identity_has_one_encoding_and_must_be_asked_for),
		cmocka_unit_test(the_order_is_the_order_of_the_group),
		cmocka_unit_test(many_encodings_are_those_of_each_alone),
		cmocka_unit_test(a_multi_scalar_sum_is_the_sum),
		cmocka_unit_test(generator_and_key_take_part_in_the_sum),
		cmocka_unit_test(the_prepared_key_multiplies_like_any_point),
		cmocka_unit_test(an_output_may_be_an_input),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
