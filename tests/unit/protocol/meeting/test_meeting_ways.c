/* Ways to vote beside sealed ballots: is each held only by polls that may, counted only as those
 * who were there can have voted, and is the result what was told? */
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

static bool json_equal_text(const json_t *value, const char *text)
{
	json_t *other = maker_json(text);
	bool is_equal = json_equal(value, other);

	json_decref(other);
	return is_equal;
}

/* ---- paper ---- */

/* The motion "budget" on paper alone, closed; eight are there. */
static int case_paper(void **state)
{
	case_prepared(state);
	maker_define(*state, "budget", "motion", 1);
	maker_add(*state, "poll_open", NULL, maker_paper_body(*state, "budget"));
	maker_close(*state);
	return 0;
}

static json_t *paper_fields(const struct maker *k, const char *forms, const char *counts)
{
	return with(with(maker_attempt_body(k, "budget"), "forms", forms), "counts", counts);
}

static void refuse_paper(struct maker *k, enum err err, const char *forms, const char *counts)
{
	maker_refuse(k, err, NULL, "paper_count", NULL, maker_act_body(k, "paper_count", paper_fields(k, forms, counts), 1));
}

static void a_whole_poll_on_paper_is_what_was_counted(void **state)
{
	struct maker *k = *state;
	const struct attempt *a = meeting_current(&k->meeting);

	assert_int_equal(a->papers, 8);
	assert_int_equal(k->meeting.slots_used, 0);
	maker_refuse(k, ERR_POLL_STATE, NULL, "result", "machine:server", maker_told_result_body(k, maker_json("[[0,0,0]]")));
	refuse_paper(k, ERR_RANGE, "[]", "[[5,2,0]]");
	refuse_paper(k, ERR_RANGE, "[{'returned':7,'invalid':8}]", "[[5,2,0]]");
	refuse_paper(k, ERR_RANGE, "[{'returned':7,'invalid':0},{'returned':7,'invalid':0}]", "[[5,2,0]]");
	refuse_paper(k, ERR_UNACCOUNTED, "[{'returned':7,'invalid':1}]", "[[5,2,0]]");
	refuse_paper(k, ERR_RANGE, "[{'returned':7,'invalid':0}]", "[[5,2]]");
	refuse_paper(k, ERR_RANGE, "[{'returned':7,'invalid':0}]", "[[5,2,-1]]");
	/* one paper leaves the row unmarked: it is valid, and for nothing */
	maker_act(k, "paper_count", paper_fields(k, "[{'returned':7,'invalid':1}]", "[[4,1,0]]"));
	refuse_paper(k, ERR_POLL_STATE, "[{'returned':7,'invalid':1}]", "[[4,1,0]]");
	maker_refuse(k, ERR_FIELD_UNKNOWN, "electronic", "result", "machine:server",
		     with(maker_told_result_body(k, maker_json("[[4,1,0]]")), "electronic", "[[0,0,0]]"));
	maker_refuse(k, ERR_RESULT, "counts", "result", "machine:server", maker_told_result_body(k, maker_json("[[5,1,0]]")));
	maker_add(k, "result", "machine:server", maker_told_result_body(k, maker_json("[[4,1,0]]")));
	assert_int_equal(a->state, ATTEMPT_COUNTED);
	assert_int_equal(attempt_returned(a), 7);
}

static void a_paper_too_many_voids_the_attempt(void **state)
{
	struct maker *k = *state;

	maker_act(k, "paper_count", paper_fields(k, "[{'returned':9,'invalid':0}]", "[[5,2,0]]"));
	assert_int_equal(k->meeting.polls[0]->attempts[0]->state, ATTEMPT_VOID);
	assert_null(k->meeting.current);
	maker_open(k, "budget");
}

static void what_was_voided_for_paper_is_held_on_paper(void **state)
{
	struct maker *k = *state;
	json_t *fields = with(with(maker_attempt_body(k, "budget"), "reason", "'x'"), "paper", "true");

	maker_act(k, "poll_void", fields);
	maker_refuse(k, ERR_POLL_STATE, "way", "poll_open", NULL, maker_open_body(k, "budget"));
	maker_add(k, "poll_open", NULL, maker_paper_body(k, "budget"));
	maker_define_open(k, "show", "show_of_hands");
	maker_act(k, "poll_void", with(with(maker_attempt_body(k, "budget"), "reason", "'x'"), "paper", "false"));
	maker_open_any(k, "show");
	maker_refuse(k, ERR_RULE, "paper", "poll_void", NULL,
		     maker_act_body(k, "poll_void", with(with(maker_attempt_body(k, "show"), "reason", "'x'"), "paper", "true"), 1));
}

/* ---- paper for some ---- */

/* Twelve persons and the motion "budget" open to eleven of them. */
static int case_mixed(void **state)
{
	struct maker *k = malloc(sizeof(*k));

	assert_non_null(k);
	maker_init(k, 12);
	maker_prepare(k, 11);
	maker_define(k, "budget", "motion", 1);
	maker_open(k, "budget");
	*state = k;
	return 0;
}

static void keys_that_go_to_paper_may_still_vote_and_are_never_few(void **state)
{
	static const unsigned five[] = { 1, 2, 3, 4, 5 }, four[] = { 1, 2, 3, 4 }, seven[] = { 1, 2, 3, 4, 5, 6, 7 }, away[] = { 1, 2, 3, 4, 12 };
	struct maker *k = *state;
	json_t *body = maker_paper_issue_body(k, five, 5), *keys = json_object_get(body, "keys"), *bad;

	maker_refuse(k, ERR_TOO_FEW_RIGHTS, "keys", "paper_issue", NULL, maker_paper_issue_body(k, four, 4));
	maker_refuse(k, ERR_TOO_FEW_RIGHTS, "keys", "paper_issue", NULL, maker_paper_issue_body(k, seven, 7));
	maker_refuse(k, ERR_KEY_NOT_ENTITLED, "keys", "paper_issue", NULL, maker_paper_issue_body(k, away, 5));
	bad = json_deep_copy(body);
	json_array_append(json_object_get(bad, "keys"), json_array_get(keys, 0));
	maker_refuse(k, ERR_SLIP_LIST, "keys", "paper_issue", NULL, bad);
	bad = json_deep_copy(body);
	json_array_append(json_object_get(bad, "keys"), json_array_get(keys, 4));
	maker_refuse(k, ERR_SLIP_LIST, "keys", "paper_issue", NULL, bad);
	maker_refuse(k, ERR_FIELD_TYPE, "keys", "paper_issue", NULL, with(json_deep_copy(body), "keys", "[1]"));
	maker_vote(k, 5, 0);
	maker_refuse(k, ERR_ALREADY_RECEIVED, "keys", "paper_issue", NULL, body);
}

static void a_key_on_paper_does_nothing_more(void **state)
{
	static const unsigned six[] = { 1, 2, 3, 4, 5, 6 };
	struct maker *k = *state;
	static const uint8_t mark = 0;
	struct maker_ballot b;

	maker_ballot(k, &b, 1, &mark);
	maker_add(k, "ballot_commit", NULL, maker_commit_body(k, &b));
	maker_add(k, "paper_issue", NULL, maker_paper_issue_body(k, six, 6));
	maker_refuse(k, ERR_KEY_PAPER, "key", "ballot_cast", NULL, maker_cast_body(k, &b));
	maker_refuse(k, ERR_KEY_PAPER, "key", "ballot_test", NULL, maker_test_body(k, &b));
	maker_refuse(k, ERR_KEY_PAPER, "keys", "paper_issue", NULL, maker_paper_issue_body(k, six, 6));
	maker_refuse(k, ERR_KEY_PAPER, "old", "key_swap", NULL, maker_swap_body(k, 1, 13));
	maker_refuse(k, ERR_NO_SPARE, "new", "key_swap", NULL, maker_swap_body(k, 7, 1));
	maker_ballot_release(&b);
	maker_refuse(k, ERR_UNACCOUNTED, "papers", "poll_close", NULL, with(maker_close_body(k), "papers", "5"));
	maker_refuse(k, ERR_UNACCOUNTED, "not_returned", "poll_close", NULL, with(maker_close_body(k), "not_returned", "11"));
}

static void give_paper(struct maker *k, unsigned casts)
{
	static const unsigned last[] = { 7, 8, 9, 10, 11 };

	for (unsigned i = 1; i <= casts; i++)
		maker_vote(k, i, i > 4);
	maker_add(k, "paper_issue", NULL, maker_paper_issue_body(k, last, 5));
	maker_close(k);
}

static void box_and_paper_add_up_and_the_box_waits_for_the_paper(void **state)
{
	static const struct spoilt rows[] = {
		{ "electronic", "[[4,1,1]]", ERR_UNACCOUNTED }, { "electronic", "[[5,0,0]]", ERR_RESULT }, { "counts", "[[6,4,0]]", ERR_RESULT },
		{ "electronic", "[[4,1]]", ERR_RANGE }, { "shares", "[]", ERR_RESULT },
	};
	struct maker *k = *state;
	const struct attempt *a = meeting_current(&k->meeting);
	json_t *body;

	give_paper(k, 5);
	maker_cosign(k, 1);
	maker_cosign(k, 2);
	maker_refuse(k, ERR_POLL_STATE, NULL, "share", "machine:trustee-1", maker_share_body(k, 1));
	maker_act(k, "paper_count", paper_fields(k, "[{'returned':5,'invalid':0}]", "[[2,2,1]]"));
	maker_share(k, 1);
	maker_share(k, 2);
	body = maker_result_body(k);
	assert_true(json_equal_text(json_object_get(body, "counts"), "[[6,3,1]]"));
	refuse_each(k, "result", "machine:server", json_deep_copy(body), rows, COUNT(rows));
	json_object_del(body, "electronic");
	maker_refuse(k, ERR_FIELD_MISSING, "electronic", "result", "machine:server", body);
	maker_result(k);
	assert_int_equal(attempt_returned(a), 10);
}

static void a_box_of_few_beside_paper_stays_shut(void **state)
{
	struct maker *k = *state;

	give_paper(k, 4);
	assert_int_equal(k->meeting.polls[0]->attempts[0]->state, ATTEMPT_NOT_OPENED);
}

static void paper_alone_needs_no_keys(void **state)
{
	struct maker *k = *state;
	json_t *body;

	give_paper(k, 0);
	maker_act(k, "paper_count", paper_fields(k, "[{'returned':4,'invalid':0}]", "[[2,2,0]]"));
	maker_refuse(k, ERR_POLL_STATE, NULL, "share", "machine:trustee-1", maker_share_body(k, 1));
	body = with(maker_told_result_body(k, maker_json("[[2,2,0]]")), "electronic", "[[0,0,0]]");
	maker_add(k, "result", "machine:server", body);
}

/* ---- the open vote ---- */

/* The motion "show" open to all who are there, and person 9 is not. */
static int case_vote(void **state)
{
	case_prepared(state);
	maker_define_open(*state, "show", "open");
	maker_open_any(*state, "show");
	return 0;
}

static void everyone_who_was_there_votes_once_by_name(void **state)
{
	static const uint8_t yes = 0, no = 1;
	static const struct spoilt rows[] = {
		{ "number", "'77'", ERR_NO_SUCH_PERSON }, { "number", "'9'", ERR_NOT_IN }, { "number", "1", ERR_FIELD_TYPE }, { "marks", "[]", ERR_RANGE },
		{ "marks", "[0,0]", ERR_RANGE }, { "marks", "[3]", ERR_RANGE }, { "marks", "[-1]", ERR_RANGE }, { "marks", "['0']", ERR_FIELD_TYPE },
		{ "attempt", "2", ERR_POLL_STATE },
	};
	struct maker *k = *state;
	const struct attempt *a = meeting_current(&k->meeting);

	refuse_each(k, "open_vote", NULL, maker_vote_body(k, 1, &yes), rows, COUNT(rows));
	maker_refuse(k, ERR_KEY_NOT_ENTITLED, "key", "open_vote", NULL, with(maker_vote_body(k, 10, &yes), "number", "'1'"));
	/* who comes later is not among those who may */
	maker_add(k, "checkin", "clerk", maker_json("{'number':'9'}"));
	maker_refuse(k, ERR_NOT_IN, "number", "open_vote", NULL, with(maker_vote_body(k, 1, &yes), "number", "'9'"));
	maker_add(k, "open_vote", NULL, maker_vote_body(k, 1, &yes));
	maker_refuse(k, ERR_ALREADY_RECEIVED, "key", "open_vote", NULL, with(maker_vote_body(k, 1, &no), "number", "'2'"));
	maker_refuse(k, ERR_ALREADY_RECEIVED, "number", "open_vote", NULL, with(maker_vote_body(k, 2, &no), "number", "'1'"));
	assert_int_equal(a->returned, 1);
	assert_int_equal(a->votes[0].person, 0);
}

static void votes_are_counted_at_the_close_however_few(void **state)
{
	static const uint8_t yes = 0, no = 1;
	struct maker *k = *state;
	const struct attempt *a = meeting_current(&k->meeting);

	maker_add(k, "open_vote", NULL, maker_vote_body(k, 1, &yes));
	maker_add(k, "poll_hold", NULL, with(maker_attempt_body(k, "show"), "reason", "'x'"));
	maker_refuse(k, ERR_HELD, NULL, "open_vote", NULL, maker_vote_body(k, 2, &no));
	maker_add(k, "poll_resume", NULL, maker_attempt_body(k, "show"));
	maker_add(k, "open_vote", NULL, maker_vote_body(k, 2, &no));
	maker_close(k);
	assert_int_equal(a->state, ATTEMPT_CLOSED);
	maker_refuse(k, ERR_NOT_OPEN, NULL, "open_vote", NULL, maker_vote_body(k, 3, &no));
	maker_refuse(k, ERR_RESULT, "counts", "result", "machine:server", maker_told_result_body(k, maker_json("[[2,0,0]]")));
	maker_add(k, "result", "machine:server", maker_told_result_body(k, maker_json("[[1,1,0]]")));
	assert_int_equal(a->state, ATTEMPT_COUNTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_prepared, a_secret_kind_is_voted_in_secret),
		CASE(case_prepared, an_attempt_opens_in_a_way_of_its_method),
		CASE(case_hands, hands_are_no_more_than_people_and_the_result_is_theirs),
		CASE(case_paper, a_whole_poll_on_paper_is_what_was_counted),
		CASE(case_paper, a_paper_too_many_voids_the_attempt),
		CASE(case_open, what_was_voided_for_paper_is_held_on_paper),
		CASE(case_mixed, keys_that_go_to_paper_may_still_vote_and_are_never_few),
		CASE(case_mixed, a_key_on_paper_does_nothing_more),
		CASE(case_mixed, box_and_paper_add_up_and_the_box_waits_for_the_paper),
		CASE(case_mixed, a_box_of_few_beside_paper_stays_shut),
		CASE(case_mixed, paper_alone_needs_no_keys),
		CASE(case_vote, everyone_who_was_there_votes_once_by_name),
		CASE(case_vote, votes_are_counted_at_the_close_however_few),
		CASE(case_open, hands_belong_to_their_way_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
