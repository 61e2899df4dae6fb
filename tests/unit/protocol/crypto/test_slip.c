/* Do slips, their lists and fingerprints bind what P5 says they bind? */
#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/hash.h"
#include "protocol/crypto/slip.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/fixed_rng.h"

enum { KEYS = 5 };

static const uint8_t CODE[SLIP_CODE_SIZE] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };

static int set_up(void **state)
{
	*state = group_new();
	return *state ? 0 : -1;
}

static int tear_down(void **state)
{
	group_free(*state);
	return 0;
}

static void make_keys(struct group *g, uint8_t keys[KEYS][POINT_SIZE])
{
	for (uint8_t i = 0; i < KEYS; i++) {
		uint8_t code[SLIP_CODE_SIZE] = { i };
		struct scalar x;

		assert_int_equal(slip_slot_key(g, &x, keys[i], code, "m1", 1), OK);
	}
}

static void slot_key_is_the_hash_of_code_meeting_and_slot_written_out(void **state)
{
	static const uint8_t fields[] = "\0\0\0\020tally/1/slot-key" "\0\0\0\020" "\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20"
					"\0\0\0\002m1" "\0\0\0\010" "\0\0\0\0\0\0\1\3";
	struct group *g = *state;
	struct scalar x, expected;
	struct point *p = point_new(g);
	uint8_t key[POINT_SIZE], again[POINT_SIZE];
	struct hash t = { 0 };

	buf_add(&t.fields, fields, sizeof(fields) - 1);
	expected = scalar_hash(&t);
	assert_int_equal(slip_slot_key(g, &x, key, CODE, "m1", 259), OK);
	assert_true(scalar_equal(x, expected));
	point_mul_base(g, p, x);
	point_encode(g, again, p);
	assert_memory_equal(key, again, POINT_SIZE);
	point_free(p);
}

static void another_slot_meeting_or_code_gives_another_key(void **state)
{
	uint8_t code[SLIP_CODE_SIZE] = { 1 }, keys[4][POINT_SIZE];
	struct scalar x;

	assert_int_equal(slip_slot_key(*state, &x, keys[0], CODE, "m1", 1), OK);
	assert_int_equal(slip_slot_key(*state, &x, keys[1], CODE, "m1", 2), OK);
	assert_int_equal(slip_slot_key(*state, &x, keys[2], CODE, "m2", 1), OK);
	assert_int_equal(slip_slot_key(*state, &x, keys[3], code, "m1", 1), OK);
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < i; j++)
			assert_memory_not_equal(keys[i], keys[j], POINT_SIZE);
}

static void slots_outside_1_to_512_are_refused_and_change_nothing(void **state)
{
	uint8_t key[POINT_SIZE] = { 7 }, untouched[POINT_SIZE] = { 7 }, signature[97], out[32];
	struct scalar x = scalar_from_u64(9);
	uint64_t counter = 1;
	struct rng rng = fixed_rng(&counter);
	uint64_t bad[] = { 0, 513, UINT64_MAX };

	for (int i = 0; i < 3; i++) {
		assert_int_equal(slip_slot_key(*state, &x, key, CODE, "m1", bad[i]), ERR_RANGE);
		assert_int_equal(slip_status_sign(*state, signature, "m1", bad[i], x, &rng), ERR_RANGE);
		assert_int_equal(slip_status_check(*state, "m1", bad[i], key, signature), ERR_RANGE);
		assert_int_equal(slip_list_hash(out, key, 1, "m1", 1, bad[i]), ERR_RANGE);
	}
	assert_memory_equal(key, untouched, POINT_SIZE);
	assert_true(scalar_equal(x, scalar_from_u64(9)));
	assert_int_equal(slip_slot_key(*state, &x, key, CODE, "m1", 512), OK);
}

static void list_hash_does_not_depend_on_the_order(void **state)
{
	uint8_t keys[KEYS][POINT_SIZE], turned[KEYS][POINT_SIZE], a[32], b[32];

	make_keys(*state, keys);
	for (int i = 0; i < KEYS; i++)
		memcpy(turned[i], keys[KEYS - 1 - i], POINT_SIZE);
	assert_int_equal(slip_list_hash(a, keys[0], KEYS, "m1", 1, 1), OK);
	assert_int_equal(slip_list_hash(b, turned[0], KEYS, "m1", 1, 1), OK);
	assert_memory_equal(a, b, 32);
	for (int i = 1; i < KEYS; i++)
		assert_true(memcmp(keys[i - 1], keys[i], POINT_SIZE) < 0);
}

static void list_hash_is_over_the_sorted_keys_as_one_field(void **state)
{
	uint8_t keys[KEYS][POINT_SIZE], list[32], expected[32];
	struct hash t;

	make_keys(*state, keys);
	assert_int_equal(slip_list_hash(list, keys[0], KEYS, "m1", 2, 3), OK);
	hash_start(&t, "tally/1/slot-list");
	hash_text(&t, "m1");
	hash_u64(&t, 2);
	hash_u64(&t, 3);
	hash_field(&t, keys, sizeof(keys));
	hash_end32(&t, expected);
	assert_memory_equal(list, expected, 32);
}

static void two_equal_keys_in_a_list_are_an_error(void **state)
{
	uint8_t keys[KEYS][POINT_SIZE], list[32] = { 0 }, untouched[32] = { 0 };

	make_keys(*state, keys);
	memcpy(keys[4], keys[1], POINT_SIZE);
	assert_int_equal(slip_list_hash(list, keys[0], KEYS, "m1", 1, 1), ERR_SLIP_LIST);
	assert_memory_equal(list, untouched, 32);
}

static void empty_and_oversized_lists_are_refused(void **state)
{
	uint8_t key[POINT_SIZE], list[32];

	(void)state;
	assert_int_equal(slip_list_hash(list, key, 0, "m1", 1, 1), ERR_RANGE);
	assert_int_equal(slip_list_hash(list, key, SLIP_MAX_COUNT + 1, "m1", 1, 1), ERR_RANGE);
}

static void fingerprint_of(struct group *g, uint8_t out[32], uint8_t code, uint64_t slot, uint64_t issue)
{
	uint8_t lists[3][32];

	for (uint64_t p = 1; p <= 3; p++) {
		uint8_t keys[KEYS][POINT_SIZE], changed[SLIP_CODE_SIZE] = { 99 };
		struct scalar x;

		make_keys(g, keys);
		if (p == slot)
			assert_int_equal(slip_slot_key(g, &x, keys[code], changed, "m1", p), OK);
		assert_int_equal(slip_list_hash(lists[p - 1], keys[0], KEYS, "m1", issue, p), OK);
	}
	slip_fingerprint(out, "m1", issue, KEYS, lists[0], 3);
}

static void fingerprint_changes_with_any_key_of_any_slot(void **state)
{
	uint8_t plain[32], other[32];

	fingerprint_of(*state, plain, 0, 0, 1);
	for (uint64_t slot = 1; slot <= 3; slot++)
		for (uint8_t code = 0; code < KEYS; code++) {
			fingerprint_of(*state, other, code, slot, 1);
			assert_memory_not_equal(plain, other, 32);
		}
	fingerprint_of(*state, other, 0, 0, 2);
	assert_memory_not_equal(plain, other, 32);
}

static void fingerprint_is_the_hash_of_meeting_issue_count_and_lists(void **state)
{
	uint8_t lists[64], f[32], expected[32];
	struct hash t;

	(void)state;
	memset(lists, 5, sizeof(lists));
	slip_fingerprint(f, "m1", 2, 40, lists, 2);
	hash_start(&t, "tally/1/slip-lists");
	hash_text(&t, "m1");
	hash_u64(&t, 2);
	hash_u64(&t, 40);
	hash_field(&t, lists, 64);
	hash_end32(&t, expected);
	assert_memory_equal(f, expected, 32);
	slip_fingerprint(f, "m1", 2, 41, lists, 2);
	assert_memory_not_equal(f, expected, 32);
}

static void status_signature_holds_for_its_slot_meeting_and_key_only(void **state)
{
	uint8_t key[POINT_SIZE], other[POINT_SIZE], signature[97];
	uint64_t counter = 1;
	struct rng rng = fixed_rng(&counter);
	struct scalar x, y;

	assert_int_equal(slip_slot_key(*state, &y, other, CODE, "m1", 4), OK);
	assert_int_equal(slip_slot_key(*state, &x, key, CODE, "m1", 3), OK);
	assert_int_equal(slip_status_sign(*state, signature, "m1", 3, x, &rng), OK);
	assert_int_equal(slip_status_check(*state, "m1", 3, key, signature), OK);
	assert_int_equal(slip_status_check(*state, "m1", 4, key, signature), ERR_SIGNATURE);
	assert_int_equal(slip_status_check(*state, "m2", 3, key, signature), ERR_SIGNATURE);
	assert_int_equal(slip_status_check(*state, "m1", 3, other, signature), ERR_SIGNATURE);
	signature[96] ^= 1;
	assert_int_equal(slip_status_check(*state, "m1", 3, key, signature), ERR_SIGNATURE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slot_key_is_the_hash_of_code_meeting_and_slot_written_out),
		cmocka_unit_test(another_slot_meeting_or_code_gives_another_key),
		cmocka_unit_test(slots_outside_1_to_512_are_refused_and_change_nothing),
		cmocka_unit_test(list_hash_does_not_depend_on_the_order),
		cmocka_unit_test(list_hash_is_over_the_sorted_keys_as_one_field),
		cmocka_unit_test(two_equal_keys_in_a_list_are_an_error),
		cmocka_unit_test(empty_and_oversized_lists_are_refused),
		cmocka_unit_test(fingerprint_changes_with_any_key_of_any_slot),
		cmocka_unit_test(fingerprint_is_the_hash_of_meeting_issue_count_and_lists),
		cmocka_unit_test(status_signature_holds_for_its_slot_meeting_and_key_only),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
