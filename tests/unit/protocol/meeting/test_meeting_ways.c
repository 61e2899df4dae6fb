/* Ways to vote beside sealed ballots: is each held only by polls that may, counted only as those who were there can have voted, and is the result what was told? */
#include "tests/unit/meeting_case.h"

static json_t *hands_fields(const struct maker *k, const char *counts)
{
	return with(maker_attempt_body(k, "show"), "counts", counts);
}

/* And a show of hands open, with eight of nine there. */
static int case_hands(void **state)
{
	case_prepared(state);
	maker_define_open(*state, "show", "show_of_hands");
	maker_open_any(*state, "show");
	return 0;
}

static void a_secret_kind_is_voted_in_secret(void **state)
{
	struct maker *k = *state;
	json_t *limits = maker_definition(k, "show", "show", 1), *rows = maker_definition(k, "show", "show", 2);

	maker_refuse(k, ERR_SECRET_REQUIRED, "method", "poll", NULL, with(maker_definition(k, "m", "motion", 1), "method", "'open'"));
	maker_refuse(k, ERR_SECRET_REQUIRED, "method", "poll", NULL, with(maker_definition(k, "m", "motion", 1), "method", "'show_of_hands'"));
	maker_refuse(k, ERR_RANGE, "method", "poll", NULL, with(maker_definition(k, "m", "motion", 1), "method", "'acclamation'"));
	maker_refuse(k, ERR_RULE, "limits", "poll", NULL,
		     with(with(limits, "method", "'open'"), "limits", "[{'terms':[[0,1]],'min':0,'max':1}]"));
	maker_refuse(k, ERR_RULE, "contests", "poll", NULL, with(rows, "method", "'show_of_hands'"));
}

static void an_attempt_opens_in_a_way_of_its_method(void **state)
{
	static const struct spoilt rows[] = {
		{ "way", "'sealed'", ERR_RULE }, { "way", "'open'", ERR_RULE }, { "way", "'paper'", ERR_RULE }, { "way", "'voice'", ERR_RANGE },
		{ "slot", "1", ERR_NO_SLOT }, { "lists", "[{}]", ERR_SLIP_LIST }, { "issued", "7", ERR_UNACCOUNTED }, { "without_slip", "1", ERR_UNACCOUNTED },
	};
	struct maker *k = *state;

	maker_define(k, "budget", "motion", 1);
	maker_refuse(k, ERR_RULE, "way", "poll_open", NULL, with(maker_open_body(k, "budget"), "way", "'hands'"));
	maker_refuse(k, ERR_RULE, "way", "poll_open", NULL, with(maker_open_body(k, "budget"), "way", "'open'"));
	maker_define_open(k, "show", "show_of_hands");
	refuse_each(k, "poll_open", NULL, maker_open_body(k, "show"), rows, COUNT(rows));
	maker_refuse(k, ERR_UNACCOUNTED, "without_slip", "poll_open", NULL,
		     with(with(maker_open_body(k, "show"), "issued", "7"), "without_slip", "1"));
	maker_open_any(k, "show");
	assert_int_equal(k->meeting.slots_used, 0);
	assert_int_equal(meeting_current(&k->meeting)->issued, 8);
}

static void hands_are_no_more_than_people_and_the_result_is_theirs(void **state)
{
	static const char *const wrong[] = { "[[8,1,0]]", "[[9,0,0]]", "[[5,2]]", "[[5,2,0,0]]", "[[-1,2,0]]" };
	static const enum err errors[] = { ERR_UNACCOUNTED, ERR_RANGE, ERR_RANGE, ERR_RANGE, ERR_RANGE };
	struct maker *k = *state;
	const struct attempt *a = meeting_current(&k->meeting);
	json_t *result;

	for (size_t i = 0; i < COUNT(wrong); i++)
		maker_refuse(k, errors[i], "counts", "hands", NULL, maker_act_body(k, "hands", hands_fields(k, wrong[i]), 1));
	maker_refuse(k, ERR_RANGE, "sigs", "hands", NULL, maker_act_body(k, "hands", hands_fields(k, "[[5,2,0]]"), 0));
	maker_refuse(k, ERR_POLL_STATE, NULL, "poll_close", NULL, maker_close_body(k));
	maker_act(k, "hands", hands_fields(k, "[[5,2,0]]"));
	assert_int_equal(a->state, ATTEMPT_CLOSED);
	assert_int_equal(a->returned, 7);
	maker_refuse(k, ERR_POLL_STATE, NULL, "hands", NULL, maker_act_body(k, "hands", hands_fields(k, "[[5,3,0]]"), 1));
	maker_refuse(k, ERR_POLL_STATE, NULL, "refusal", "machine:trustee-1", with(with(maker_attempt_body(k, "show"), "index", "1"), "reason", "'x'"));
	result = maker_told_result_body(k, maker_json("[[5,2,0]]"));
	maker_refuse(k, ERR_RESULT, "shares", "result", "machine:server", with(json_deep_copy(result), "shares", "[1]"));
	maker_refuse(k, ERR_RESULT, "counts", "result", "machine:server", maker_told_result_body(k, maker_json("[[6,1,0]]")));
	maker_add(k, "result", "machine:server", result);
	assert_string_equal(json_string_value(json_object_get(json_array_get(json_object_get(a->verdict, "contests"), 0), "outcome")), "passed");
	maker_add(k, "publish", NULL, maker_attempt_body(k, "show"));
	assert_int_equal(a->state, ATTEMPT_PUBLISHED);
}

static void hands_belong_to_their_way_alone(void **state)
{
	struct maker *k = *state;

	maker_refuse(k, ERR_POLL_STATE, NULL, "hands", NULL,
		     maker_act_body(k, "hands", with(maker_attempt_body(k, "budget"), "counts", "[[5,2,0]]"), 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_prepared, a_secret_kind_is_voted_in_secret),
		CASE(case_prepared, an_attempt_opens_in_a_way_of_its_method),
		CASE(case_hands, hands_are_no_more_than_people_and_the_result_is_theirs),
		CASE(case_open, hands_belong_to_their_way_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
