/* Is a slip that is no good told when it is given, also while no poll is open; and is nobody turned
 * away for what may change until one is? */
#include "protocol/os/os.h"
#include "tests/unit/voter_hall.h"

/* No poll is open, and the server says this of slip 1. */
static void wait_with(struct hall *h, const char *status)
{
	hall_begin(h);
	h->has_poll = false;
	h->slip_status = json_pack("{s:s}", "status", status);
	hall_run(h);
}

static void a_wrong_or_revoked_slip_is_told_before_any_poll(void **state)
{
	static const struct {
		const char *status;
		enum err why;
	} faults[] = { { "wrong", ERR_KEY_UNKNOWN }, { "revoked", ERR_KEY_REVOKED } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct hall h;

		wait_with(&h, faults[i].status);
		hall_is(&h, VOTER_WAITING, faults[i].why);
		/* and stays told, without another question, until a poll opens */
		hall_nudge(&h);
		hall_run(&h);
		hall_is(&h, VOTER_WAITING, faults[i].why);
		assert_int_equal(hall_sent(&h, "slip_status"), 1);
		hall_end(&h);
	}
}

static void who_is_not_in_yet_is_not_turned_away(void **state)
{
	static const char *const passing[] = { "ok", "not_present", "too_late", "paper", "received", "perhaps" };

	(void)state;
	for (size_t i = 0; i < sizeof passing / sizeof *passing; i++) {
		struct hall h;

		wait_with(&h, passing[i]);
		hall_is(&h, VOTER_WAITING, OK);
		assert_int_equal(hall_sent(&h, "slip_status"), 1);
		hall_end(&h);
	}
}

static void when_a_poll_opens_the_slip_is_asked_about_for_that_poll(void **state)
{
	struct hall h;

	(void)state;
	wait_with(&h, "wrong");
	json_decref(h.slip_status);
	h.slip_status = NULL;
	h.has_poll = true;
	hall_nudge(&h);
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, OK);
	assert_int_equal(hall_sent(&h, "slip_status"), 2);
	hall_end(&h);
}

static void when_a_ballot_is_refused_the_server_says_whether_it_is_for_the_slip_s_sake(void **state)
{
	static const uint8_t marks[] = { 0, 1, 2 };
	struct hall h;

	(void)state;
	hall_begin(&h);
	hall_run(&h);
	/* another slip has taken its place while the poll is open */
	assert_int_equal(voter_choose(h.voter, marks, 3), OK);
	h.refusal = ERR_KEY_REVOKED;
	h.slip_status = maker_json("{'status':'revoked'}");
	hall_run(&h);
	hall_is(&h, VOTER_WAITING, ERR_KEY_REVOKED);
	hall_end(&h);

	/* the slip is good: why the ballot was refused stays to be read */
	hall_begin(&h);
	hall_run(&h);
	assert_int_equal(voter_choose(h.voter, marks, 3), OK);
	h.refusal = ERR_COMMIT_LIMIT;
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, ERR_COMMIT_LIMIT);
	hall_end(&h);
}

static void another_slip_is_asked_about_anew_and_an_answer_about_the_first_is_dropped(void **state)
{
	struct hall h;

	(void)state;
	hall_begin(&h);
	h.has_poll = false;
	h.slip_status = maker_json("{'status':'revoked'}");
	/* state is answered, the question about the slip is on its way */
	assert_true(hall_answer(&h));
	voter_set_slip(h.voter, h.k.codes[1]);
	assert_true(hall_answer(&h));
	hall_is(&h, VOTER_WAITING, OK);
	json_decref(h.slip_status);
	h.slip_status = NULL;
	hall_run(&h);
	hall_is(&h, VOTER_WAITING, OK);
	assert_int_equal(hall_sent(&h, "slip_status"), 2);
	hall_end(&h);
}

static void a_meeting_that_is_over_is_said_to_be_and_asks_nothing_of_a_slip(void **state)
{
	struct hall h;

	(void)state;
	hall_begin(&h);
	h.has_poll = false;
	h.aside = maker_json("{'sealed':true}");
	assert_false(voter_is_over(h.voter));
	hall_run(&h);
	assert_true(voter_is_over(h.voter));
	hall_is(&h, VOTER_WAITING, OK);
	assert_int_equal(hall_sent(&h, "slip_status"), 0);
	hall_end(&h);
}

static void a_countdown_is_told_by_this_machine_s_clock(void **state)
{
	struct hall h;
	int64_t now = clock_wall_seconds();

	(void)state;
	hall_begin(&h);
	hall_run(&h);
	assert_int_equal(voter_until(h.voter), 0);
	/* the server's clock is ten years behind */
	h.aside = json_pack("{s:I, s:I}", "until", (json_int_t)(now - 315360000 + 30), "at", (json_int_t)(now - 315360000));
	hall_nudge(&h);
	hall_run(&h);
	assert_in_range(voter_until(h.voter) - now, 30, 600);
	json_decref(h.aside);
	h.aside = NULL;
	hall_nudge(&h);
	hall_run(&h);
	assert_int_equal(voter_until(h.voter), 0);
	hall_end(&h);
}

static void another_key_than_that_of_the_poll_before_is_said_to_be_new(void **state)
{
	struct hall h;

	(void)state;
	hall_begin(&h);
	hall_run(&h);
	assert_false(voter_has_new_key(h.voter));
	for (unsigned i = 2; i < 8; i++)
		maker_vote(&h.k, i, 0);
	maker_count(&h.k);
	maker_ceremony(&h.k, CEREMONY_DONE);
	maker_define(&h.k, "second", "election", 3);
	maker_open(&h.k, "second");
	hall_nudge(&h);
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, OK);
	assert_true(voter_has_new_key(h.voter));
	hall_end(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_or_revoked_slip_is_told_before_any_poll),
		cmocka_unit_test(who_is_not_in_yet_is_not_turned_away),
		cmocka_unit_test(when_a_poll_opens_the_slip_is_asked_about_for_that_poll),
		cmocka_unit_test(when_a_ballot_is_refused_the_server_says_whether_it_is_for_the_slip_s_sake),
		cmocka_unit_test(another_slip_is_asked_about_anew_and_an_answer_about_the_first_is_dropped),
		cmocka_unit_test(a_meeting_that_is_over_is_said_to_be_and_asks_nothing_of_a_slip),
		cmocka_unit_test(a_countdown_is_told_by_this_machine_s_clock),
		cmocka_unit_test(another_key_than_that_of_the_poll_before_is_said_to_be_new),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
