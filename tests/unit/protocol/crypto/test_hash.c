/* Are fields told apart whatever they hold, and are the hashes those of P3.1 and P3.2? */
#include "tests/unit/cmocka_all.h"
#include <string.h>
#include "protocol/crypto/hash.h"
#include "protocol/crypto/scalar.h"

static void fields_are_length_and_bytes(void **state)
{
	static const uint8_t want[] = {
		0, 0, 0, 9, 't', 'a', 'l', 'l', 'y', '/', '1', '/', 'x', 0, 0, 0, 2, 'a', 'b', 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 1, 2,
	};
	struct hash t;
	struct buf fields;

	(void)state;
	hash_start(&t, "tally/1/x");
	hash_text(&t, "ab");
	hash_field(&t, "", 0);
	hash_u64(&t, 258);
	fields = hash_end_fields(&t);
	assert_int_equal(fields.len, sizeof(want));
	assert_memory_equal(fields.at, want, sizeof(want));
	buf_release(&fields);
}

static void moving_a_byte_between_fields_changes_the_hash(void **state)
{
	uint8_t one[32], two[32];
	struct hash t;

	(void)state;
	hash_start(&t, "x");
	hash_text(&t, "1");
	hash_text(&t, "23");
	hash_end32(&t, one);
	hash_start(&t, "x");
	hash_text(&t, "12");
	hash_text(&t, "3");
	hash_end32(&t, two);
	assert_memory_not_equal(one, two, 32);
}

/* Known answers: sha256 and sha512 of the four bytes 00 00 00 00, the encoding of an empty tag. */
static void the_hashes_are_sha2_of_the_fields(void **state)
{
	static const uint8_t want32[32] = {
		0xdf, 0x3f, 0x61, 0x98, 0x04, 0xa9, 0x2f, 0xdb, 0x40, 0x57, 0x19, 0x2d, 0xc4, 0x3d, 0xd7, 0x48,
		0xea, 0x77, 0x8a, 0xdc, 0x52, 0xbc, 0x49, 0x8c, 0xe8, 0x05, 0x24, 0xc0, 0x14, 0xb8, 0x11, 0x19,
	};
	uint8_t out[64], zeros[4] = { 0 };
	struct hash t;

	(void)state;
	hash_start(&t, "");
	hash_end32(&t, out);
	assert_memory_equal(out, want32, 32);
	sha256(out, zeros, sizeof(zeros));
	assert_memory_equal(out, want32, 32);
	hash_start(&t, "");
	hash_end64(&t, out);
	assert_int_equal(out[0], 0xec);
	assert_int_equal(out[63], 0xb3);
	assert_null(t.fields.at);
}

static void a_hash_to_a_scalar_is_the_long_hash_modulo_the_order(void **state)
{
	uint8_t digest[64];
	struct hash t;
	struct scalar want;

	(void)state;
	hash_start(&t, "tally/1/x");
	hash_u64(&t, 7);
	hash_end64(&t, digest);
	want = scalar_reduce(digest);
	hash_start(&t, "tally/1/x");
	hash_u64(&t, 7);
	assert_true(scalar_equal(scalar_hash(&t), want));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_length_and_bytes),
		cmocka_unit_test(moving_a_byte_between_fields_changes_the_hash),
		cmocka_unit_test(the_hashes_are_sha2_of_the_fields),
		cmocka_unit_test(a_hash_to_a_scalar_is_the_long_hash_modulo_the_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
