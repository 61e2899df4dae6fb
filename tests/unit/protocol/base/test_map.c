/* Does a map find everything that was put in, and nothing else, however keys fall? */
#include "tests/unit/cmocka_all.h"

#include <string.h>
#include "protocol/base/bytes.h"
#include "protocol/base/map.h"

static void key_of(uint8_t key[32], uint32_t i, size_t at)
{
	memset(key, 0, 32);
	put_u32(key + at, i);
}

static void an_empty_map_holds_nothing(void **state)
{
	uint8_t key[32] = { 0 };
	struct map m;

	(void)state;
	map_init(&m, 0);
	assert_null(map_get(&m, key));
	map_release(&m);
}

/* Keys that differ only in some four bytes, for every place of these: each byte must count in the hash, or this takes for ever. */
static void what_was_set_is_found_and_nothing_else(void **state)
{
	enum { COUNT = 20000 };
	uint8_t key[32];

	(void)state;
	for (size_t at = 0; at <= 28; at += 4) {
		struct map m;

		map_init(&m, at);
		for (uint32_t i = 1; i <= COUNT; i++) {
			key_of(key, i, at);
			assert_null(map_get(&m, key));
			assert_int_equal(map_set(&m, key, i), OK);
		}
		assert_int_equal(m.count, COUNT);
		for (uint32_t i = 1; i <= COUNT; i++) {
			key_of(key, i, at);
			assert_non_null(map_get(&m, key));
			assert_int_equal(*map_get(&m, key), i);
			key_of(key, i, (at + 4) % 32);
			assert_null(map_get(&m, key));
		}
		map_release(&m);
	}
}

static void setting_again_replaces(void **state)
{
	uint8_t key[32] = { 1 };
	struct map m;

	(void)state;
	map_init(&m, 7);
	assert_int_equal(map_set(&m, key, 1), OK);
	assert_int_equal(map_set(&m, key, 0), OK);
	assert_int_equal(m.count, 1);
	assert_int_equal(*map_get(&m, key), 0);
	map_release(&m);
	assert_null(map_get(&m, key));
}

static void room_that_was_made_is_enough_for_that_many(void **state)
{
	uint8_t key[32];
	struct map m;
	size_t cap;

	(void)state;
	map_init(&m, 0);
	assert_int_equal(map_reserve(&m, 1000), OK);
	cap = m.cap;
	for (uint32_t i = 1; i <= 1000; i++) {
		key_of(key, i, 0);
		map_put(&m, key, i);
	}
	assert_int_equal(m.cap, cap);
	assert_true(2 * m.count <= m.cap);
	assert_int_equal(*map_get(&m, key), 1000);
	map_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_map_holds_nothing),
		cmocka_unit_test(what_was_set_is_found_and_nothing_else),
		cmocka_unit_test(setting_again_replaces),
		cmocka_unit_test(room_that_was_made_is_enough_for_that_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
