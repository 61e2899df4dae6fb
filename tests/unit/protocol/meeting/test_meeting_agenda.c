/* The agenda: is it told in the order that was decided, does nothing that was opened leave it, and
 * is a draft that does as though it had never been? */
#include "tests/unit/meeting_case.h"

static json_t *order(const char *ids)
{
	return with(json_object(), "polls", ids);
}

/* The agenda's ids, in order. */
static const char *told(const struct maker *k)
{
	static char ids[200];
	size_t len = 0;

	ids[0] = 0;
	for (size_t i = 0; i < k->meeting.poll_count; i++)
		len += (size_t)snprintf(ids + len, sizeof(ids) - len, "%s%s", i ? " " : "", k->meeting.polls[i]->id);
	return ids;
}

/* "budget" open, and behind it the drafts "roads" and "school". */
static int case_agenda(void **state)
{
	case_open(state);
	maker_define(*state, "roads", "motion", 1);
	maker_define(*state, "school", "motion", 1);
	return 0;
}

static void polls_stand_where_the_agenda_says_and_new_ones_behind(void **state)
{
	struct maker *k = *state;

	assert_string_equal(told(k), "budget roads school");
	maker_add(k, "agenda", NULL, order("['school','budget','roads']"));
	maker_define(k, "bridge", "motion", 1);
	assert_string_equal(told(k), "school budget roads bridge");
	/* a draft that is replaced keeps its place */
	maker_define(k, "school", "motion", 2);
	assert_string_equal(told(k), "school budget roads bridge");
	/* and the vote goes on */
	for (unsigned i = 1; i <= 6; i++)
		maker_vote(k, i, 0);
	maker_count(k);
	assert_int_equal(meeting_poll(&k->meeting, "budget")->attempts[0]->state, ATTEMPT_PUBLISHED);
}

static void what_was_opened_cannot_leave_whatever_became_of_it(void **state)
{
	struct maker *k = *state;

	maker_refuse(k, ERR_POLL_STATE, "polls", "agenda", NULL, order("['roads','school']"));
	maker_void(k, "budget");
	maker_refuse(k, ERR_POLL_STATE, "polls", "agenda", NULL, order("['roads','school']"));
	maker_refuse(k, ERR_POLL_STATE, "polls", "agenda", NULL, order("[]"));
}

static void a_draft_that_is_left_out_is_gone_and_its_id_is_free(void **state)
{
	struct maker *k = *state;
	json_t *opening;

	maker_void(k, "budget");
	opening = maker_open_body(k, "roads");
	maker_add(k, "agenda", NULL, order("['school','budget']"));
	assert_string_equal(told(k), "school budget");
	assert_null(meeting_poll(&k->meeting, "roads"));
	maker_refuse(k, ERR_NO_SUCH_POLL, NULL, "poll_open", NULL, json_deep_copy(opening));
	maker_define(k, "roads", "motion", 2);
	assert_string_equal(told(k), "school budget roads");
	/* the definition that was withdrawn is not the one that opens */
	maker_refuse(k, ERR_POLL_STATE, "definition", "poll_open", NULL, opening);
	maker_open(k, "roads");
}

static void an_election_that_is_withdrawn_asks_for_no_quorum(void **state)
{
	struct maker *k = *state;
	struct threshold quorum;
	int64_t expected, present;

	maker_define(k, "council", "election", 3);
	assert_true(meeting_has_quorum(&k->meeting, &quorum, &expected, &present));
	assert_int_equal(quorum.num, 4);
	maker_add(k, "agenda", NULL, order("['budget']"));
	assert_true(meeting_has_quorum(&k->meeting, &quorum, &expected, &present));
	assert_int_equal(quorum.num, 2);
}

static void an_agenda_names_polls_once_and_no_others(void **state)
{
	static const struct spoilt rows[] = {
		{ "polls", "['budget','roads','school','other']", ERR_NO_SUCH_POLL }, { "polls", "['budget','roads','budget']", ERR_RANGE },
		{ "polls", "['budget',1]", ERR_FIELD_TYPE }, { "polls", "'budget'", ERR_FIELD_TYPE }, { "more", "1", ERR_FIELD_UNKNOWN },
	};
	struct maker *k = *state;

	refuse_each(k, "agenda", NULL, order("['budget']"), rows, COUNT(rows));
}

static void an_agenda_may_be_emptied_and_filled_again(void **state)
{
	struct maker *k = *state;

	for (int round = 0; round < 3; round++) {
		maker_define(k, "roads", "motion", 1);
		maker_define(k, "school", "motion", 1);
		maker_define(k, "bridge", "motion", 1);
		maker_add(k, "agenda", NULL, order("['bridge']"));
		assert_string_equal(told(k), "bridge");
		maker_add(k, "agenda", NULL, order("[]"));
		assert_string_equal(told(k), "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_agenda, polls_stand_where_the_agenda_says_and_new_ones_behind),
		CASE(case_agenda, what_was_opened_cannot_leave_whatever_became_of_it),
		CASE(case_agenda, a_draft_that_is_left_out_is_gone_and_its_id_is_free),
		CASE(case_agenda, an_election_that_is_withdrawn_asks_for_no_quorum),
		CASE(case_agenda, an_agenda_names_polls_once_and_no_others),
		CASE(case_prepared, an_agenda_may_be_emptied_and_filled_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
