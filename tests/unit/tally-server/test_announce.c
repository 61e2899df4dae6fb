/* Is a door announced only where others can reach it, at a port that is known? */
#include "tally-server/announce.h"
#include "tests/unit/cmocka_all.h"

static void what_only_this_machine_reaches_or_nobody_knows_yet_is_not_announced(void **state)
{
	static const char *const own[] = { "127.0.0.1", "127.255.0.1", "::1", "", "hall.local", "192.0.2.10:7443" };
	static const char *const open[] = { "0.0.0.0", "::", "192.0.2.10", "2001:db8::10" };

	(void)state;
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		assert_false(announce_is_of_use(own[i], 7443));
	for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
		assert_true(announce_is_of_use(open[i], 7443));
		assert_false(announce_is_of_use(open[i], 0));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_only_this_machine_reaches_or_nobody_knows_yet_is_not_announced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
