/* Does help begin when the server says so, is it asked for once whatever is lost, and does it end with the ballot? */
#include "tests/unit/voter_hall.h"

static const uint8_t marks[] = { 0, 1, 2 };

/* As far as CHOOSING, with help asked for. */
static void ask(struct hall *h)
{
	hall_begin(h);
	hall_run(h);
	hall_is(h, VOTER_CHOOSING, OK);
	assert_int_equal(voter_assist(h->voter, "12"), OK);
	assert_int_equal(voter_assisted(h->voter)->state, VOTER_ASSIST_SENDING);
}

static void is_off(const struct hall *h)
{
	assert_int_equal(voter_assisted(h->voter)->state, VOTER_ASSIST_NONE);
}

static void who_helps_is_named_by_the_server_and_is_there_until_the_ballot_is_in(void **state)
{
	struct hall h;

	(void)state;
	ask(&h);
	hall_run(&h);
	assert_int_equal(voter_assisted(h.voter)->state, VOTER_ASSIST_ON);
	assert_string_equal(voter_assisted(h.voter)->name, "chair");
	assert_int_equal(voter_assist(h.voter, "13"), ERR_POLL_STATE);
	assert_int_equal(voter_choose(h.voter, marks, 3), OK);
	hall_run(&h);
	assert_int_equal(voter_assisted(h.voter)->state, VOTER_ASSIST_ON);
	assert_int_equal(voter_cast(h.voter), OK);
	hall_run(&h);
	hall_is(&h, VOTER_RECEIVED, OK);
	is_off(&h);
	assert_int_equal(voter_assist(h.voter, "12"), ERR_POLL_STATE);
	hall_end(&h);
}

static void the_message_says_who_helps_in_which_poll_and_nothing_of_the_slip(void **state)
{
	struct hall h;
	const json_t *body;

	(void)state;
	ask(&h);
	hall_run(&h);
	body = hall_body(&h, "assist");
	assert_int_equal(json_object_size(body), 4);
	assert_string_equal(json_string_value(json_object_get(body, "helper")), "12");
	assert_string_equal(json_string_value(json_object_get(body, "poll")), "budget");
	assert_int_equal(json_string_length(json_object_get(body, "nonce")), 16);
	hall_end(&h);
}

static void a_lost_answer_is_asked_for_with_the_same_nonce(void **state)
{
	struct hall h;
	char first[17];

	(void)state;
	ask(&h);
	h.fate = HALL_LOST;
	hall_run(&h);
	assert_int_equal(voter_assisted(h.voter)->state, VOTER_ASSIST_SENDING);
	strcpy(first, json_string_value(json_object_get(hall_body(&h, "assist"), "nonce")));
	hall_reconnect(&h);
	hall_run(&h);
	assert_int_equal(voter_assisted(h.voter)->state, VOTER_ASSIST_ON);
	assert_int_equal(hall_sent(&h, "assist"), 2);
	assert_string_equal(json_string_value(json_object_get(hall_body(&h, "assist"), "nonce")), first);
	hall_end(&h);
}

static void a_candidate_is_refused_and_another_may_come(void **state)
{
	struct hall h;

	(void)state;
	ask(&h);
	h.refusal = ERR_CANDIDATE_HELPS;
	hall_run(&h);
	is_off(&h);
	assert_int_equal(voter_assisted(h.voter)->why, ERR_CANDIDATE_HELPS);
	hall_is(&h, VOTER_CHOOSING, OK);
	assert_int_equal(voter_assist(h.voter, "13"), OK);
	hall_run(&h);
	assert_int_equal(voter_assisted(h.voter)->state, VOTER_ASSIST_ON);
	hall_end(&h);
}

static void another_slip_has_no_help_and_an_answer_for_the_last_gives_it_none(void **state)
{
	struct hall h;

	(void)state;
	ask(&h);
	voter_set_slip(h.voter, h.k.codes[1]);
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, OK);
	is_off(&h);
	assert_int_equal(voter_assist(h.voter, "12"), OK);
	hall_run(&h);
	assert_int_equal(voter_assisted(h.voter)->state, VOTER_ASSIST_ON);
	voter_set_slip(h.voter, NULL);
	is_off(&h);
	hall_end(&h);
}

static void a_call_is_heard_until_the_server_knows_of_none(void **state)
{
	struct hall h;

	(void)state;
	hall_begin(&h);
	hall_run(&h);
	/* what was asked before it was sent says nothing of it */
	hall_nudge(&h);
	voter_call(h.voter);
	assert_true(hall_answer(&h));
	assert_int_equal(voter_called(h.voter), VOTER_CALL_SENDING);
	h.aside = maker_json("{'called':true}");
	hall_run(&h);
	assert_int_equal(voter_called(h.voter), VOTER_CALL_HEARD);
	hall_nudge(&h);
	hall_run(&h);
	assert_int_equal(voter_called(h.voter), VOTER_CALL_HEARD);
	json_decref(h.aside);
	h.aside = maker_json("{'called':false}");
	hall_nudge(&h);
	hall_run(&h);
	assert_int_equal(voter_called(h.voter), VOTER_CALL_NONE);
	hall_end(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_is_heard_until_the_server_knows_of_none),
		cmocka_unit_test(who_helps_is_named_by_the_server_and_is_there_until_the_ballot_is_in),
		cmocka_unit_test(the_message_says_who_helps_in_which_poll_and_nothing_of_the_slip),
		cmocka_unit_test(a_lost_answer_is_asked_for_with_the_same_nonce),
		cmocka_unit_test(a_candidate_is_refused_and_another_may_come),
		cmocka_unit_test(another_slip_has_no_help_and_an_answer_for_the_last_gives_it_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
