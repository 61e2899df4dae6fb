/* Helpers: are they told once, right behind the close, by names that are known, and never by a candidate's? */
#include "tests/unit/meeting_case.h"

static json_t *helpers(const struct maker *k, const char *poll, const char *list)
{
	return with(maker_attempt_body(k, poll), "helpers", list);
}

static void vote_all(struct maker *k)
{
	for (unsigned i = 1; i <= 6; i++)
		maker_vote(k, i, 0);
}

static void helpers_are_told_once_and_right_behind_the_close(void **state)
{
	static const char list[] = "[{'name':'chair','count':2},{'name':'secretary','count':1}]";
	struct maker *k = *state;
	const struct attempt *a = meeting_current(&k->meeting);

	maker_refuse(k, ERR_POLL_STATE, NULL, "assist", NULL, helpers(k, "budget", list));
	vote_all(k);
	maker_close(k);
	maker_add(k, "assist", NULL, helpers(k, "budget", list));
	assert_int_equal(a->assists, 3);
	assert_int_equal(a->closing_head.size, a->close_entry + 1);
	maker_refuse(k, ERR_POLL_STATE, NULL, "assist", NULL, helpers(k, "budget", list));
	/* the box opens as if nothing had been told */
	maker_cosign(k, 1);
	maker_cosign(k, 3);
	maker_share(k, 3);
	maker_share(k, 1);
	maker_result(k);
	assert_int_equal(a->state, ATTEMPT_COUNTED);
}

static void helpers_told_too_late_are_refused(void **state)
{
	struct maker *k = *state;

	vote_all(k);
	maker_close(k);
	maker_cosign(k, 1);
	maker_refuse(k, ERR_POLL_STATE, NULL, "assist", NULL, helpers(k, "budget", "[{'name':'chair','count':1}]"));
}

static void helpers_are_known_sorted_counted_and_nothing_else_is_said_of_them(void **state)
{
	static const struct spoilt rows[] = {
		{ "helpers", "[]", ERR_RANGE }, { "helpers", "[{'name':'nobody','count':1}]", ERR_NO_SUCH_PERSON },
		{ "helpers", "[{'name':'secretary','count':1},{'name':'chair','count':1}]", ERR_RANGE },
		{ "helpers", "[{'name':'chair','count':1},{'name':'chair','count':1}]", ERR_RANGE },
		{ "helpers", "[{'name':'chair','count':0}]", ERR_RANGE }, { "helpers", "[{'name':'chair','count':1001}]", ERR_RANGE },
		{ "helpers", "[{'name':'chair','count':600},{'name':'secretary','count':401}]", ERR_RANGE },
		{ "helpers", "[{'name':'','count':1}]", ERR_RANGE }, { "helpers", "[{'name':'chair','count':1,'machine':'terminal-1'}]", ERR_FIELD_UNKNOWN },
		{ "helpers", "['chair']", ERR_FIELD_TYPE }, { "poll", "'other'", ERR_NO_SUCH_POLL }, { "attempt", "2", ERR_POLL_STATE },
	};
	struct maker *k = *state;
	json_t *body = helpers(k, "budget", "[{'name':'chair','count':1}]");

	vote_all(k);
	maker_close(k);
	refuse_each(k, "assist", NULL, body, rows, COUNT(rows));
	maker_refuse(k, ERR_FIELD_UNKNOWN, NULL, "assist", NULL, with(helpers(k, "budget", "[{'name':'chair','count':1}]"), "key", "'x'"));
	maker_add(k, "assist", NULL, helpers(k, "budget", "[{'name':'chair','count':400},{'name':'secretary','count':600}]"));
}

/* The rows of an election, of whom the first bears the title. */
static void open_election(struct maker *k, const char *title)
{
	json_t *definition = maker_definition(k, "seats", "election", 2);

	json_object_set_new(json_array_get(json_object_get(definition, "contests"), 0), "title", json_string(title));
	maker_add(k, "poll", NULL, definition);
	maker_open(k, "seats");
	vote_all(k);
	maker_close(k);
}

static void no_candidate_helps(void **state)
{
	struct maker *k = *state;
	const char *name;

	open_election(k, "chair");
	name = k->meeting.persons[7].name;
	maker_refuse(k, ERR_CANDIDATE_HELPS, "helpers", "assist", NULL, helpers(k, "seats", "[{'name':'chair','count':1}]"));
	maker_add(k, "assist", NULL, json_pack("{s:s, s:i, s:[{s:s, s:i}]}", "poll", "seats", "attempt", 1, "helpers", "name", name, "count", 1));
}

static void nor_a_candidate_who_is_told_apart_from_a_namesake(void **state)
{
	struct maker *k = *state;

	open_election(k, "chair（二组）");
	maker_refuse(k, ERR_CANDIDATE_HELPS, "helpers", "assist", NULL, helpers(k, "seats", "[{'name':'chair','count':1}]"));
	maker_add(k, "assist", NULL, helpers(k, "seats", "[{'name':'secretary','count':1}]"));
}

static void where_all_hands_are_seen_nobody_is_helped(void **state)
{
	struct maker *k = *state;

	maker_define_open(k, "show", "show_of_hands");
	maker_open_any(k, "show");
	maker_act(k, "hands", with(maker_attempt_body(k, "show"), "counts", "[[5,2,0]]"));
	maker_refuse(k, ERR_POLL_STATE, NULL, "assist", NULL, helpers(k, "show", "[{'name':'chair','count':1}]"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_open, helpers_are_told_once_and_right_behind_the_close),
		CASE(case_open, helpers_told_too_late_are_refused),
		CASE(case_open, helpers_are_known_sorted_counted_and_nothing_else_is_said_of_them),
		CASE(case_prepared, no_candidate_helps),
		CASE(case_prepared, nor_a_candidate_who_is_told_apart_from_a_namesake),
		CASE(case_prepared, where_all_hands_are_seen_nobody_is_helped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
