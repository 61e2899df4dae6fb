/* Who is elected exactly at the threshold and exactly at the last seat, and is nobody ever taken to fill a place? */
#include "protocol/meeting/elect.h"

#include "tests/unit/cmocka_all.h"

static const struct threshold over_half = { 1, 2, RULE_GT, BASE_PRESENT }, half = { 1, 2, RULE_GE, BASE_PRESENT };

#define ELECT(e, seats, base, ...) \
	do { \
		const int64_t votes_[] = { __VA_ARGS__ }; \
		assert_int_equal(elect(&(e), votes_, sizeof votes_ / sizeof *votes_, seats, &over_half, base), OK); \
	} while (0)

#define assert_elected(e, count_, tied_, unfilled_) \
	do { \
		assert_int_equal((e).count, count_); \
		assert_int_equal((e).tied, tied_); \
		assert_int_equal((e).unfilled, unfilled_); \
	} while (0)

static void exactly_half_is_not_elected_where_more_is_asked(void **state)
{
	const int64_t votes[] = { 35, 36 };
	struct elected e;

	(void)state;
	ELECT(e, 2, 70, 35, 36);
	assert_elected(e, 1, 0, 1);
	assert_int_equal(e.passing, 1);
	assert_int_equal(e.order[0], 1);
	assert_int_equal(elect(&e, votes, 2, 2, &half, 70), OK);
	assert_elected(e, 2, 0, 0);
}

static void more_pass_than_seats_and_votes_decide(void **state)
{
	struct elected e;

	(void)state;
	ELECT(e, 2, 71, 40, 36, 50, 35, 45);
	assert_elected(e, 2, 0, 0);
	assert_int_equal(e.passing, 4);
	assert_int_equal(e.order[0], 2);
	assert_int_equal(e.order[1], 4);
	assert_int_equal(e.order[2], 0);
	assert_int_equal(e.order[3], 1);
}

static void tie_inside_the_seats_keeps_the_given_order(void **state)
{
	struct elected e;

	(void)state;
	ELECT(e, 3, 193, 191, 192, 191, 100);
	assert_elected(e, 3, 0, 0);
	assert_int_equal(e.order[0], 1);
	assert_int_equal(e.order[1], 0);
	assert_int_equal(e.order[2], 2);
}

static void tie_that_just_fits_the_seats_is_none(void **state)
{
	struct elected e;

	(void)state;
	ELECT(e, 3, 71, 50, 45, 45);
	assert_elected(e, 3, 0, 0);
	ELECT(e, 3, 71, 50, 45, 45, 20);
	assert_elected(e, 3, 0, 0);
}

static void tie_at_the_last_seat_elects_neither(void **state)
{
	struct elected e;

	(void)state;
	ELECT(e, 3, 71, 50, 48, 45, 45, 20);
	assert_elected(e, 2, 2, 1);
	assert_int_equal(e.order[2], 2);
	assert_int_equal(e.order[3], 3);
}

static void tie_over_several_seats_leaves_them_all_open(void **state)
{
	struct elected e;

	(void)state;
	ELECT(e, 3, 71, 45, 50, 45, 40, 45, 45);
	assert_elected(e, 1, 4, 2);
	ELECT(e, 2, 71, 45, 45, 45);
	assert_elected(e, 0, 3, 2);
}

static void tie_below_the_last_seat_does_no_harm(void **state)
{
	struct elected e;

	(void)state;
	ELECT(e, 2, 71, 50, 48, 40, 40);
	assert_elected(e, 2, 0, 0);
}

static void tie_of_those_who_do_not_pass_is_none(void **state)
{
	struct elected e;

	(void)state;
	ELECT(e, 2, 71, 50, 35, 35);
	assert_elected(e, 1, 0, 1);
	assert_int_equal(e.passing, 1);
}

static void nobody_below_the_threshold_fills_a_seat(void **state)
{
	struct elected e;

	(void)state;
	ELECT(e, 3, 71, 50, 36, 35, 34);
	assert_elected(e, 2, 0, 1);
	ELECT(e, 3, 71, 35, 0, 12);
	assert_elected(e, 0, 0, 3);
}

static void over_nobody_nobody_is_elected(void **state)
{
	struct elected e;

	(void)state;
	ELECT(e, 1, 0, 5, 0);
	assert_elected(e, 0, 0, 1);
}

static void no_seats_take_nobody(void **state)
{
	struct elected e;

	(void)state;
	ELECT(e, 0, 71, 50, 50);
	assert_elected(e, 0, 0, 0);
	assert_int_equal(e.passing, 2);
}

static void no_candidates_leave_every_seat(void **state)
{
	const int64_t none = 0;
	struct elected e;

	(void)state;
	assert_int_equal(elect(&e, &none, 0, 4, &over_half, 71), OK);
	assert_elected(e, 0, 0, 4);
}

static void what_is_out_of_range_changes_nothing(void **state)
{
	static int64_t votes[ELECT_MAX + 1];
	struct elected e = { .count = 7, .unfilled = 9 };

	(void)state;
	assert_int_equal(elect(&e, votes, ELECT_MAX + 1, 1, &over_half, 71), ERR_RANGE);
	assert_int_equal(elect(&e, votes, 1, 1, &over_half, -1), ERR_RANGE);
	votes[1] = -1;
	assert_int_equal(elect(&e, votes, 2, 1, &over_half, 71), ERR_RANGE);
	assert_int_equal(e.count, 7);
	assert_int_equal(e.unfilled, 9);
}

static void as_many_candidates_as_there_may_be(void **state)
{
	static int64_t votes[ELECT_MAX];
	struct elected e;

	(void)state;
	for (size_t i = 0; i < ELECT_MAX; i++)
		votes[i] = 40 + (int64_t)i;
	assert_int_equal(elect(&e, votes, ELECT_MAX, ELECT_MAX - 1, &over_half, 71), OK);
	assert_elected(e, ELECT_MAX - 1, 0, 0);
	assert_int_equal(e.order[0], ELECT_MAX - 1);
	assert_int_equal(e.order[ELECT_MAX - 1], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exactly_half_is_not_elected_where_more_is_asked),
		cmocka_unit_test(more_pass_than_seats_and_votes_decide),
		cmocka_unit_test(tie_inside_the_seats_keeps_the_given_order),
		cmocka_unit_test(tie_that_just_fits_the_seats_is_none),
		cmocka_unit_test(tie_at_the_last_seat_elects_neither),
		cmocka_unit_test(tie_over_several_seats_leaves_them_all_open),
		cmocka_unit_test(tie_below_the_last_seat_does_no_harm),
		cmocka_unit_test(tie_of_those_who_do_not_pass_is_none),
		cmocka_unit_test(nobody_below_the_threshold_fills_a_seat),
		cmocka_unit_test(over_nobody_nobody_is_elected),
		cmocka_unit_test(no_seats_take_nobody),
		cmocka_unit_test(no_candidates_leave_every_seat),
		cmocka_unit_test(what_is_out_of_range_changes_nothing),
		cmocka_unit_test(as_many_candidates_as_there_may_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
