/* Does a signature hold for its key, tag and fields, and for nothing else? */
#include "tests/unit/cmocka_all.h"
#include <string.h>
#include "protocol/crypto/schnorr.h"
#include "tests/unit/fixed_rng.h"

static const char tag[] = "tally/1/test-tag";

struct fixture {
	struct group *g;
	struct point *p;
	struct scalar secret;
	struct buf fields;
	uint8_t key[POINT_SIZE], signature[SCHNORR_SIZE];
	uint64_t counter;
	struct rng rng;
};

static int set_up(void **state)
{
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	f.rng = fixed_rng(&f.counter);
	f.g = group_new();
	f.p = point_new(f.g);
	f.secret = scalar_from_u64(0x123456789abcdef);
	point_mul_base(f.g, f.p, f.secret);
	point_encode(f.g, f.key, f.p);
	schnorr_add_field(&f.fields, "body", 4);
	schnorr_add_u64(&f.fields, 12);
	*state = &f;
	return schnorr_sign(f.g, f.signature, tag, f.secret, &f.fields, &f.rng) == OK ? 0 : -1;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	buf_release(&f->fields);
	point_free(f->p);
	group_free(f->g);
	return 0;
}

static void an_honest_signature_holds(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(schnorr_check(f->g, tag, f->key, &f->fields, f->signature), OK);
}

static void it_holds_for_no_other_tag_key_or_fields(void **state)
{
	struct fixture *f = *state;
	struct buf other = { 0 };
	uint8_t key[POINT_SIZE];

	assert_int_equal(schnorr_check(f->g, "tally/1/test-tap", f->key, &f->fields, f->signature), ERR_SIGNATURE);
	point_mul_base(f->g, f->p, scalar_from_u64(2));
	point_encode(f->g, key, f->p);
	assert_int_equal(schnorr_check(f->g, tag, key, &f->fields, f->signature), ERR_SIGNATURE);
	schnorr_add_field(&other, "bod", 3);
	schnorr_add_u64(&other, 12);
	assert_int_equal(schnorr_check(f->g, tag, f->key, &other, f->signature), ERR_SIGNATURE);
	buf_release(&other);
}

static void malformed_signatures_and_keys_are_named(void **state)
{
	static const uint8_t zeros[POINT_SIZE];
	struct fixture *f = *state;
	uint8_t bad[SCHNORR_SIZE];

	memcpy(bad, f->signature, sizeof(bad));
	bad[SCHNORR_SIZE - 1] ^= 1;
	assert_int_equal(schnorr_check(f->g, tag, f->key, &f->fields, bad), ERR_SIGNATURE);
	memset(bad + POINT_SIZE, 0xff, 32);
	assert_int_equal(schnorr_check(f->g, tag, f->key, &f->fields, bad), ERR_SCALAR);
	memcpy(bad, f->signature, sizeof(bad));
	bad[0] = 0x06;
	assert_int_equal(schnorr_check(f->g, tag, f->key, &f->fields, bad), ERR_POINT);
	memset(bad, 0, sizeof(bad));
	assert_int_equal(schnorr_check(f->g, tag, f->key, &f->fields, bad), ERR_POINT);
	assert_int_equal(schnorr_check(f->g, tag, zeros, &f->fields, f->signature), ERR_POINT);
}

static void signing_twice_never_uses_a_nonce_twice(void **state)
{
	struct fixture *f = *state;
	uint8_t again[SCHNORR_SIZE];

	assert_int_equal(schnorr_sign(f->g, again, tag, f->secret, &f->fields, &f->rng), OK);
	assert_memory_not_equal(again, f->signature, POINT_SIZE);
	assert_int_equal(schnorr_check(f->g, tag, f->key, &f->fields, again), OK);

	/* the same input with another message: a nonce of the input alone would give the key away */
	f->counter = 0;
	schnorr_add_u64(&f->fields, 1);
	assert_int_equal(schnorr_sign(f->g, again, tag, f->secret, &f->fields, &f->rng), OK);
	assert_memory_not_equal(again, f->signature, POINT_SIZE);
}

/* P8.1 by hand: s = k + e·x with the k that stands behind Rs. */
static void the_equation_is_that_of_the_specification(void **state)
{
	struct fixture *f = *state;
	uint64_t counter = 0;
	struct rng rng = fixed_rng(&counter);
	uint8_t input[64], secret[32], statement[64], rs[POINT_SIZE], s[32];
	struct scalar k, e;
	struct hash t;

	rng_fill(&rng, input, sizeof(input));
	scalar_encode(secret, f->secret);
	hash_start(&t, tag);
	hash_field(&t, f->key, POINT_SIZE);
	hash_text(&t, "body");
	hash_u64(&t, 12);
	hash_end64(&t, statement);
	hash_start(&t, "tally/1/nonce");
	hash_field(&t, input, 64);
	hash_field(&t, secret, 32);
	hash_field(&t, statement, 64);
	hash_u64(&t, 0);
	hash_u64(&t, 0);
	k = scalar_hash(&t);
	point_mul_base(f->g, f->p, k);
	point_encode(f->g, rs, f->p);
	hash_start(&t, tag);
	hash_field(&t, f->key, POINT_SIZE);
	hash_field(&t, rs, POINT_SIZE);
	hash_text(&t, "body");
	hash_u64(&t, 12);
	e = scalar_hash(&t);
	scalar_encode(s, scalar_add(k, scalar_mul(e, f->secret)));
	assert_memory_equal(f->signature, rs, POINT_SIZE);
	assert_memory_equal(f->signature + POINT_SIZE, s, 32);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_honest_signature_holds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(it_holds_for_no_other_tag_key_or_fields, set_up, tear_down),
		cmocka_unit_test_setup_teardown(malformed_signatures_and_keys_are_named, set_up, tear_down),
		cmocka_unit_test_setup_teardown(signing_twice_never_uses_a_nonce_twice, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_equation_is_that_of_the_specification, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
