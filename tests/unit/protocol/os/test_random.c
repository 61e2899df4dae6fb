/* Is all of a buffer filled, and never twice alike? */
#include "tests/unit/cmocka_all.h"

#include <string.h>
#include "protocol/os/os.h"

static void every_byte_is_filled_and_none_behind(void **state)
{
	uint8_t seen[1000] = { 0 }, bytes[1001];

	(void)state;
	bytes[1000] = 9;
	for (int round = 0; round < 20; round++) {
		memset(bytes, 0, 1000);
		rng_fill(&os_rng, bytes, 1000);
		for (size_t i = 0; i < 1000; i++)
			seen[i] |= bytes[i];
	}
	/* a byte that is zero 20 times: 1000 / 256^20 */
	for (size_t i = 0; i < 1000; i++)
		assert_int_not_equal(seen[i], 0);
	assert_int_equal(bytes[1000], 9);
}

static void two_draws_differ(void **state)
{
	uint8_t a[32], b[32];

	(void)state;
	rng_fill(&os_rng, a, 32);
	rng_fill(&os_rng, b, 32);
	assert_memory_not_equal(a, b, 32);
	rng_fill(&os_rng, a, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_is_filled_and_none_behind),
		cmocka_unit_test(two_draws_differ),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
