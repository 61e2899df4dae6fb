/* Elections, runoffs and electorates: what a definition must hold, who may vote, and who is elected in the end. */
#include "tests/unit/meeting_case.h"
#include "protocol/meeting/election.h"

/* Candidates 甲 乙 丙 丁 and a write-in 戊, for two seats. */
static json_t *election(const struct maker *k)
{
	json_t *d = maker_definition(k, "seats", "ballot", 1);

	json_object_set_new(d, "contests", maker_json("[{'title':'甲','scale':0},{'title':'乙','scale':0},{'title':'丙','scale':0},{'title':'丁','scale':0},"
						      "{'title':'戊','scale':1}]"));
	json_object_set_new(d, "seats", json_integer(2));
	json_object_set_new(d, "order", maker_json("{'type':'strokes'}"));
	json_object_set_new(d, "limits", election_limits(d));
	return d;
}

static json_t *runoff(const struct maker *k)
{
	json_t *d = maker_definition(k, "again", "runoff", 1);

	json_object_set_new(d, "contests", maker_json("[{'title':'乙','scale':0},{'title':'丙','scale':0}]"));
	json_object_set_new(d, "seats", json_integer(1));
	json_object_set_new(d, "limits", election_limits(d));
	json_object_set_new(d, "follows", maker_json("{'poll':'seats','attempt':1}"));
	return d;
}

static void the_limits_are_those_of_the_rules(void **state)
{
	json_t *d = election(*state), *right = maker_json("[{'terms':[[0,1],[2,1],[4,1],[6,1],[8,1]],'min':0,'max':2},"
							  "{'terms':[[8,1],[1,-1],[3,-1],[5,-1],[7,-1]],'min':-4,'max':0}]");

	assert_true(json_equal(json_object_get(d, "limits"), right));
	json_decref(right);
	json_decref(d);
}

static void an_election_says_its_seats_and_proves_its_limits(void **state)
{
	static const struct spoilt rows[] = {
		{ "seats", "0", ERR_RANGE }, { "seats", "5", ERR_RULE }, { "seats", "1", ERR_RULE }, { "limits", "[]", ERR_RULE },
		{ "limits", "[{'terms':[[0,1],[2,1],[4,1],[6,1],[8,1]],'min':0,'max':2}]", ERR_RULE },
		{ "limits", "[{'terms':[[0,1],[2,1],[4,1],[6,1],[8,1]],'min':0,'max':3},"
			    "{'terms':[[8,1],[1,-1],[3,-1],[5,-1],[7,-1]],'min':-4,'max':0}]", ERR_RULE },
		{ "contests", "[{'title':'甲','scale':0},{'title':'甲','scale':0},{'title':'丙','scale':0},{'title':'丁','scale':0},{'title':'戊','scale':1}]", ERR_RULE },
		{ "contests", "[{'title':'戊','scale':1},{'title':'甲','scale':0},{'title':'乙','scale':0},{'title':'丙','scale':0},{'title':'丁','scale':0}]", ERR_RULE },
		{ "rank", "'rate'", ERR_RULE }, { "follows", "{'poll':'seats'}", ERR_FIELD_MISSING },
	};
	struct maker *k = *state;
	json_t *without = election(k);

	refuse_each(k, "poll", NULL, election(k), rows, COUNT(rows));
	json_object_del(without, "seats");
	maker_refuse(k, ERR_FIELD_MISSING, "seats", "poll", NULL, without);
	maker_refuse(k, ERR_RULE, "seats", "poll", NULL, with(maker_definition(k, "budget", "motion", 1), "seats", "1"));
	maker_refuse(k, ERR_RULE, "follows", "poll", NULL, runoff(k));
	maker_add(k, "poll", NULL, election(k));
}

static void vote(struct maker *k, unsigned slip, const uint8_t *marks)
{
	struct maker_ballot b;

	maker_ballot(k, &b, slip, marks);
	maker_add(k, "ballot_commit", NULL, maker_commit_body(k, &b));
	maker_cast(k, &b);
	maker_ballot_release(&b);
}

static const json_t *verdict(const struct maker *k, const char *poll, const char *name)
{
	return json_object_get(poll_last_attempt(meeting_poll(&k->meeting, poll))->verdict, name);
}

static void expect(const json_t *value, const char *text)
{
	json_t *wrapped = maker_json(text), *right = json_array_get(wrapped, 0);

	assert_true(json_equal(value, right));
	json_decref(wrapped);
}

static void a_tie_at_the_last_seat_is_decided_by_its_runoff(void **state)
{
	static const uint8_t marks[8][5] = { { 0, 0, 2, 2, 1 }, { 0, 0, 2, 2, 1 }, { 0, 0, 1, 2, 1 }, { 0, 2, 0, 1, 1 }, { 0, 2, 0, 2, 1 },
					     { 0, 1, 0, 2, 1 }, { 1, 0, 0, 2, 1 }, { 2, 0, 0, 2, 1 } };
	struct maker *k = *state;

	maker_add(k, "poll", NULL, election(k));
	maker_open(k, "seats");
	for (unsigned i = 0; i < 8; i++)
		vote(k, i + 1, marks[i]);
	maker_count(k);
	expect(verdict(k, "seats", "elected"), "[[0]]");
	expect(verdict(k, "seats", "tied"), "[[1,2]]");
	expect(verdict(k, "seats", "unfilled"), "[1]");
	expect(verdict(k, "seats", "next"), "['runoff']");

	maker_refuse(k, ERR_RULE, "seats", "poll", NULL, with(with(runoff(k), "seats", "2"), "limits", "[{'terms':[[0,1],[2,1]],'min':0,'max':2}]"));
	maker_refuse(k, ERR_RULE, "contests", "poll", NULL, with(runoff(k), "contests", "[{'title':'丙','scale':0},{'title':'乙','scale':0}]"));
	maker_refuse(k, ERR_RULE, "follows", "poll", NULL, with(runoff(k), "follows", "{'poll':'seats','attempt':2}"));
	maker_add(k, "poll", NULL, runoff(k));
	maker_open(k, "again");
	for (unsigned i = 0; i < 8; i++)
		vote(k, i + 1, i < 5 ? (const uint8_t[]){ 0, 2 } : (const uint8_t[]){ 2, 0 });
	maker_count(k);
	expect(verdict(k, "again", "elected"), "[[0]]");
	expect(verdict(k, "again", "next"), "['none']");
}

static void an_electorate_names_voters_of_the_roll(void **state)
{
	static const struct spoilt rows[] = {
		{ "electorate", "{'type':'list','numbers':[]}", ERR_RANGE }, { "electorate", "{'type':'list','numbers':['77']}", ERR_NO_SUCH_PERSON },
		{ "electorate", "{'type':'list','numbers':['1','1']}", ERR_DUPLICATE_NUMBER }, { "electorate", "{'type':'list','numbers':[1]}", ERR_NO_SUCH_PERSON },
		{ "electorate", "{'type':'except','numbers':['1']}", ERR_FIELD_MISSING }, { "electorate", "{'type':'unit','unit':'nowhere'}", ERR_NO_SUCH_PERSON },
		{ "electorate", "{'type':'unit'}", ERR_FIELD_MISSING }, { "electorate", "{'type':'all','numbers':['1']}", ERR_FIELD_UNKNOWN },
	};
	struct maker *k = *state;

	refuse_each(k, "poll", NULL, maker_definition(k, "budget", "motion", 1), rows, COUNT(rows));
}

static void those_who_withdraw_are_in_neither_figure(void **state)
{
	struct maker *k = *state;
	json_t *open;

	/* person 9 is away: nine voters, eight in; 1 and 9 withdraw */
	maker_add(k, "poll", NULL, with(maker_definition(k, "budget", "motion", 1), "electorate", "{'type':'except','numbers':['9','1'],'reason':'回避'}"));
	open = maker_open_body(k, "budget");
	json_object_set_new(open, "expected", json_integer(9));
	maker_refuse(k, ERR_UNACCOUNTED, "expected", "poll_open", NULL, open);
	open = maker_open_body(k, "budget");
	json_object_set_new(open, "expected", json_integer(7));
	json_object_set_new(open, "present", json_integer(8));
	maker_refuse(k, ERR_UNACCOUNTED, "present", "poll_open", NULL, open);
	maker_open(k, "budget");
	assert_int_equal(meeting_current(&k->meeting)->expected, 7);
	assert_int_equal(meeting_current(&k->meeting)->present, 7);
	assert_int_equal(meeting_current(&k->meeting)->quorum_expected, 9);
	assert_int_equal(meeting_current(&k->meeting)->issued, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_prepared, the_limits_are_those_of_the_rules),
		CASE(case_prepared, an_election_says_its_seats_and_proves_its_limits),
		CASE(case_prepared, a_tie_at_the_last_seat_is_decided_by_its_runoff),
		CASE(case_prepared, an_electorate_names_voters_of_the_roll),
		CASE(case_prepared, those_who_withdraw_are_in_neither_figure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
