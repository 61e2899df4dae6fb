/* Does a month end where it ends, in leap years too, and is a day that does not exist refused? */
#include "protocol/meeting/due.h"

#include "tests/unit/cmocka_all.h"

static void assert_due(const char *start, const char *add, const char *wanted)
{
	struct buf due = { 0 };

	assert_int_equal(due_date(&due, start, add), OK);
	assert_string_equal(buf_text(&due), wanted);
	buf_release(&due);
}

static void assert_no_due(const char *start, const char *add)
{
	struct buf due = { 0 };

	assert_int_equal(due_date(&due, start, add), ERR_FIELD_TYPE);
	assert_int_equal(due.len, 0);
	buf_release(&due);
}

static void months_clamp_to_the_last_day(void **state)
{
	(void)state;
	assert_due("2024-11-30", "3 months", "2025-02-28");
	assert_due("2024-01-31", "3 months", "2024-04-30");
	assert_due("2024-01-30", "2 months", "2024-03-30");
	assert_due("2024-01-31", "0 months", "2024-01-31");
	assert_due("2024-03-31", "1 month", "2024-04-30");
}

static void february_has_its_leap_day_every_fourth_year_but_not_every_hundredth(void **state)
{
	(void)state;
	assert_due("2024-01-31", "1 months", "2024-02-29");
	assert_due("2023-01-31", "1 months", "2023-02-28");
	assert_due("1900-01-31", "1 months", "1900-02-28");
	assert_due("2000-01-31", "1 months", "2000-02-29");
	assert_due("2024-02-29", "12 months", "2025-02-28");
	assert_due("2024-02-29", "48 months", "2028-02-29");
}

static void months_cross_years(void **state)
{
	(void)state;
	assert_due("2024-12-15", "1 months", "2025-01-15");
	assert_due("2024-11-15", "1 months", "2024-12-15");
	assert_due("2024-01-15", "35 months", "2026-12-15");
}

static void of_days_the_first_is_not_counted(void **state)
{
	(void)state;
	assert_due("2024-03-01", "60 days", "2024-04-30");
	assert_due("2024-03-01", "1 day", "2024-03-02");
	assert_due("2024-03-01", "0 days", "2024-03-01");
	assert_due("2024-02-28", "1 days", "2024-02-29");
	assert_due("2023-02-28", "1 days", "2023-03-01");
	assert_due("2024-12-31", "1 days", "2025-01-01");
	assert_due("2024-03-01", "365 days", "2025-03-01");
	assert_due("2000-01-01", "9999 days", "2027-05-18");
}

static void days_that_do_not_exist_are_refused(void **state)
{
	(void)state;
	assert_no_due("2023-02-29", "1 days");
	assert_no_due("2024-02-30", "1 days");
	assert_no_due("2024-13-01", "1 days");
	assert_no_due("2024-00-01", "1 days");
	assert_no_due("2024-04-31", "1 days");
	assert_no_due("2024-04-00", "1 days");
	assert_no_due("0000-01-01", "1 days");
}

static void what_is_written_otherwise_is_refused(void **state)
{
	(void)state;
	assert_no_due("", "1 days");
	assert_no_due("2024-2-03", "1 days");
	assert_no_due("2024/02/03", "1 days");
	assert_no_due("2024-02-03x", "1 days");
	assert_no_due("-024-02-03", "1 days");
	assert_no_due("2024-02-03", "");
	assert_no_due("2024-02-03", "1days");
	assert_no_due("2024-02-03", " days");
	assert_no_due("2024-02-03", "-1 days");
	assert_no_due("2024-02-03", "1 weeks");
	assert_no_due("2024-02-03", "1  days");
	assert_no_due("2024-02-03", "10000 days");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(months_clamp_to_the_last_day),
		cmocka_unit_test(february_has_its_leap_day_every_fourth_year_but_not_every_hundredth),
		cmocka_unit_test(months_cross_years),
		cmocka_unit_test(of_days_the_first_is_not_counted),
		cmocka_unit_test(days_that_do_not_exist_are_refused),
		cmocka_unit_test(what_is_written_otherwise_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
