/* What a definition and a profile can say beside the question itself: rehearsals, orders, forms, caps, reductions, who may see. */
#include "tests/unit/meeting_case.h"
#include "protocol/meeting/election.h"

static void leave(struct maker *k, const char *number)
{
	maker_add(k, "leave", "machine:desk-1", json_pack("{s:s}", "number", number));
}

static void expect_verdict(const struct maker *k, const char *poll, const char *text)
{
	json_t *right = maker_json(text);

	assert_true(json_equal(poll_last_attempt(meeting_poll(&k->meeting, poll))->verdict, right));
	json_decref(right);
}

/* ---- rehearsals ---- */

static void rehearse(struct maker *k, unsigned votes)
{
	maker_open(k, "practice");
	for (unsigned i = 1; i <= votes; i++)
		maker_vote(k, i, 0);
	maker_close(k);
}

static void a_rehearsal_needs_no_quorum_and_says_how_many_got_through(void **state)
{
	struct maker *k = *state;

	for (unsigned i = 6; i <= 8; i++)
		leave(k, (const char[2]){ (char)('0' + i), 0 });
	maker_define(k, "budget", "motion", 1);
	maker_refuse(k, ERR_QUORUM, NULL, "poll_open", NULL, maker_open_body(k, "budget"));
	maker_add(k, "poll", NULL, with(maker_definition(k, "practice", "motion", 1), "rehearsal", "true"));
	rehearse(k, 5);
	assert_int_equal(poll_last_attempt(meeting_poll(&k->meeting, "practice"))->state, ATTEMPT_REHEARSED);
	assert_null(k->meeting.current);
	expect_verdict(k, "practice", "{'returned':5,'base':5,'num':98,'den':100,'met':true}");
	rehearse(k, 4);
	assert_int_equal(poll_last_attempt(meeting_poll(&k->meeting, "practice"))->number, 2);
	expect_verdict(k, "practice", "{'returned':4,'base':5,'num':98,'den':100,'met':false}");
}

static void nothing_of_a_rehearsal_is_opened_published_or_voided(void **state)
{
	static const uint8_t nothing[32];
	struct maker *k = *state;

	maker_add(k, "poll", NULL, with(maker_definition(k, "practice", "motion", 1), "rehearsal", "true"));
	rehearse(k, 8);
	maker_refuse(k, ERR_POLL_STATE, NULL, "share", "machine:trustee-1",
		     json_pack("{s:s, s:i, s:i, s:I, s:o, s:o}", "poll", "practice", "attempt", 1, "index", 1,
			       "size", (json_int_t)k->line_count, "root", maker_hex(nothing, sizeof(nothing)),
			       "share", maker_base64(nothing, sizeof(nothing))));
	maker_refuse(k, ERR_POLL_STATE, NULL, "refusal", "machine:trustee-1",
		     with(with(maker_attempt_body(k, "practice"), "index", "1"), "reason", "'x'"));
	maker_refuse(k, ERR_POLL_STATE, NULL, "publish", NULL, maker_attempt_body(k, "practice"));
	maker_refuse(k, ERR_POLL_STATE, NULL, "poll_void", NULL,
		     maker_act_body(k, "poll_void", with(with(maker_attempt_body(k, "practice"), "reason", "'x'"), "paper", "false"), 2));
}

static void a_rehearsed_election_asks_for_no_other_quorum(void **state)
{
	struct maker *k = *state;
	struct threshold quorum;
	int64_t expected, present;

	maker_add(k, "poll", NULL, with(maker_definition(k, "practice", "election", 1), "rehearsal", "true"));
	assert_true(meeting_has_quorum(&k->meeting, &quorum, &expected, &present));
	assert_int_equal(quorum.den, 3);
	maker_define(k, "seats", "election", 1);
	assert_true(meeting_has_quorum(&k->meeting, &quorum, &expected, &present));
	assert_int_equal(quorum.den, 5);
}

/* ---- candidates and scrutineers ---- */

/* Two candidates for a seat. */
static json_t *election(const struct maker *k, const char *second)
{
	json_t *d = maker_definition(k, "seats", "ballot", 1);

	json_object_set_new(d, "contests", json_pack("[{s:s, s:i}, {s:s, s:i}]", "title", "甲", "scale", 0, "title", second, "scale", 0));
	json_object_set_new(d, "seats", json_integer(1));
	json_object_set_new(d, "order", maker_json("{'type':'strokes'}"));
	json_object_set_new(d, "limits", election_limits(d));
	return d;
}

static void candidates_stand_in_an_order_that_is_said(void **state)
{
	static const struct spoilt rows[] = {
		{ "order", "{'type':'age'}", ERR_RANGE }, { "order", "{'type':'manual'}", ERR_FIELD_MISSING }, { "order", "{'type':'strokes','reason':'x'}", ERR_FIELD_UNKNOWN },
		{ "order", "{}", ERR_FIELD_MISSING }, { "forms", "[{'title':'a','contests':1},{'title':'b','contests':1}]", ERR_RULE },
	};
	struct maker *k = *state;
	json_t *without = election(k, "乙");

	refuse_each(k, "poll", NULL, election(k, "乙"), rows, COUNT(rows));
	json_object_del(without, "order");
	maker_refuse(k, ERR_FIELD_MISSING, "order", "poll", NULL, without);
	maker_refuse(k, ERR_RULE, "order", "poll", NULL, with(maker_definition(k, "budget", "motion", 1), "order", "{'type':'strokes'}"));
	maker_add(k, "poll", NULL, with(election(k, "乙"), "order", "{'type':'manual','reason':'上级批准'}"));
}

static void a_scrutineer_s_machine_and_no_other_says_who_is_at_it(void **state)
{
	struct maker *k = *state;
	json_t *nobody = maker_machine_body("trustee-4", "trustee");

	json_object_del(nobody, "holder");
	maker_refuse(k, ERR_FIELD_MISSING, "holder", "machine", NULL, nobody);
	maker_refuse(k, ERR_FIELD_UNKNOWN, NULL, "machine", NULL, with(maker_machine_body("desk-2", "desk"), "holder", "'甲'"));
	maker_add(k, "machine", NULL, with(maker_machine_body("trustee-4", "trustee"), "holder", "'甲'"));
	assert_string_equal(k->meeting.machines[k->meeting.machine_count - 1].holder, "甲");
}

static void no_election_opens_while_a_candidate_keeps_the_key(void **state)
{
	struct maker *k = *state;

	maker_add(k, "poll", NULL, election(k, "trustee-3"));
	maker_refuse(k, ERR_CANDIDATE_IS_SCRUTINEER, NULL, "poll_open", NULL, maker_open_body(k, "seats"));
	maker_add(k, "poll", NULL, election(k, "trustee-3（二组）"));
	maker_refuse(k, ERR_CANDIDATE_IS_SCRUTINEER, NULL, "poll_open", NULL, maker_open_body(k, "seats"));
	maker_add(k, "poll", NULL, election(k, "trustee-33"));
	maker_open(k, "seats");
}

static void a_new_ceremony_without_the_candidate_lets_the_election_open(void **state)
{
	struct maker *k = *state;

	maker_add(k, "poll", NULL, election(k, "trustee-3"));
	maker_add(k, "machine_revoke", NULL, json_pack("{s:o, s:s}", "spki", maker_hex(k->meeting.machines[2].spki, 32), "reason", "候选人"));
	maker_add(k, "machine", NULL, with(with(maker_machine_body("trustee-3", "trustee"), "holder", "'丙'"), "spki",
					   "'00000000000000000000000000000000000000000000000000000000000000aa'"));
	/* the machine has another at it, the key has not */
	maker_refuse(k, ERR_CANDIDATE_IS_SCRUTINEER, NULL, "poll_open", NULL, maker_open_body(k, "seats"));
	maker_ceremony(k, CEREMONY_DONE);
	maker_open(k, "seats");
}

/* ---- what a profile may say ---- */

/* A genesis whose profile has `value` at `field` of that kind, or of the profile itself. */
static json_t *genesis_with(const struct maker *k, const char *kind, const char *field, const char *value)
{
	json_t *body = maker_genesis_body(k), *profile = json_object_get(body, "profile");

	with(kind ? json_object_get(json_object_get(profile, "kinds"), kind) : profile, field, value);
	return body;
}

static void a_profile_says_caps_surplus_publication_and_settings_strictly(void **state)
{
	static const struct { const char *kind, *field, *value, *detail; } bad[] = {
		{ "motion", "caps", "[]", "caps" }, { "motion", "caps", "[{'name':'c','scale':1,'num':1,'den':3}]", "scale" },
		{ "motion", "caps", "[{'name':'c','scale':0,'num':4,'den':3}]", "den" }, { "ballot", "caps", "[{'name':'c','scale':0,'num':1,'den':3}]", "caps" },
		{ "motion", "caps", "[{'name':'c','scale':0,'num':1,'den':3},{'name':'c','scale':0,'num':1,'den':4}]", "name" },
		{ "motion", "surplus", "{'num':1,'den':5}", "surplus" }, { "runoff", "surplus", "{'num':1,'den':5}", "surplus" },
		{ "ballot", "surplus", "{'num':6,'den':5}", "den" }, { "motion", "publication", "'press'", "publication" },
		{ NULL, "settings", "{'weather':{'value':'晴','source':'x'}}", "settings" }, { NULL, "settings", "{'body':{'value':'晴','source':''}}", "source" },
	};
	struct maker *k = *state;

	for (size_t i = 0; i < COUNT(bad); i++)
		maker_refuse(k, ERR_RANGE, bad[i].detail, "genesis", NULL, genesis_with(k, bad[i].kind, bad[i].field, bad[i].value));
	maker_add(k, "genesis", NULL, genesis_with(k, NULL, "settings", "{'body':{'value':'主席团','source':'x'}}"));
}

static void a_poll_has_the_caps_of_its_kind_and_is_for_whom_its_kind_says(void **state)
{
	struct maker *k = *state;
	json_t *genesis = genesis_with(k, "motion", "caps", "[{'name':'c','scale':0,'num':1,'den':3}]");
	json_t *kinds = json_object_get(json_object_get(genesis, "profile"), "kinds");

	with(json_object_get(kinds, "motion"), "publication", "'presidium'");
	maker_add(k, "genesis", NULL, genesis);
	maker_add(k, "operator", NULL, maker_json("{'name':'secretary','roles':['secretariat'],'active':true}"));
	maker_roll(k);
	maker_refuse(k, ERR_RULE, "caps", "poll", NULL, maker_definition(k, "budget", "motion", 3));
	maker_add(k, "poll", NULL, with(maker_definition(k, "budget", "motion", 3), "caps", "[{'name':'c','scale':0,'num':1,'den':3}]"));
	assert_true(meeting_poll(&k->meeting, "budget")->is_limited);
	maker_refuse(k, ERR_RULE, "caps", "poll", NULL, with(maker_definition(k, "chair", "election", 1), "caps", "[{'name':'c','scale':0,'num':1,'den':3}]"));
	maker_define(k, "chair", "election", 1);
	assert_false(meeting_poll(&k->meeting, "chair")->is_limited);
}

static void too_few_candidates_are_told_rounded_up(void **state)
{
	struct maker *k = *state;
	json_t *genesis = genesis_with(k, "ballot", "surplus", "{'num':1,'den':5}");
	int64_t least, extra;

	maker_add(k, "genesis", NULL, genesis);
	maker_add(k, "operator", NULL, maker_json("{'name':'secretary','roles':['secretariat'],'active':true}"));
	maker_roll(k);
	maker_add(k, "poll", NULL, election(k, "乙"));
	assert_false(poll_lacks_surplus(meeting_poll(&k->meeting, "seats"), &k->meeting, &least, &extra));
	assert_int_equal(least, 1);
	json_t *d = with(election(k, "乙"), "seats", "2");
	json_object_set_new(d, "limits", election_limits(d));
	maker_add(k, "poll", NULL, d);
	assert_true(poll_lacks_surplus(meeting_poll(&k->meeting, "seats"), &k->meeting, &least, &extra));
	assert_int_equal(least, 1);
	assert_int_equal(extra, 0);
}

/* ---- seats that are given up ---- */

static json_t *reduction(const char *seats)
{
	json_t *body = maker_json("{'poll':'seats','attempt':1,'reason':'主席团决定'}");

	return with(body, "seats", seats);
}

/* 甲 passes for one of two seats, 乙 does not. */
static void elect_one_of_two(struct maker *k)
{
	json_t *d = with(election(k, "乙"), "seats", "2");

	json_object_set_new(d, "limits", election_limits(d));
	maker_add(k, "poll", NULL, d);
	maker_open(k, "seats");
	for (unsigned i = 1; i <= 8; i++)
		maker_vote(k, i, 0);
}

static void seats_that_nobody_passed_for_may_be_given_up_once(void **state)
{
	struct maker *k = *state;
	const struct attempt *a;

	elect_one_of_two(k);
	maker_refuse(k, ERR_POLL_STATE, NULL, "seats_reduced", NULL, reduction("1"));
	maker_count(k);
	a = poll_last_attempt(meeting_poll(&k->meeting, "seats"));
	assert_int_equal(attempt_unfilled(a), 1);
	maker_refuse(k, ERR_RULE, "seats", "seats_reduced", NULL, reduction("2"));
	maker_refuse(k, ERR_RANGE, "seats", "seats_reduced", NULL, reduction("0"));
	maker_refuse(k, ERR_SECOND_PERSON, NULL, "seats_reduced", "secretary", reduction("1"));
	maker_add(k, "seats_reduced", NULL, reduction("1"));
	assert_int_equal(attempt_unfilled(a), 0);
	assert_string_equal(a->reduced_reason, "主席团决定");
	maker_refuse(k, ERR_POLL_STATE, NULL, "seats_reduced", NULL, reduction("1"));
}

static void a_seat_that_is_filled_or_no_election_is_not_reduced(void **state)
{
	struct maker *k = *state;

	maker_add(k, "poll", NULL, election(k, "乙"));
	maker_open(k, "seats");
	for (unsigned i = 1; i <= 8; i++)
		maker_vote(k, i, 0);
	maker_count(k);
	maker_refuse(k, ERR_RULE, "poll", "seats_reduced", NULL, reduction("1"));
	maker_define(k, "budget", "motion", 1);
	maker_open(k, "budget");
	for (unsigned i = 1; i <= 8; i++)
		maker_vote(k, i, 0);
	maker_count(k);
	maker_refuse(k, ERR_RULE, "poll", "seats_reduced", NULL, with(reduction("1"), "poll", "'budget'"));
}

/* ---- forms ---- */

static void forms_take_all_contests(void **state)
{
	static const struct spoilt rows[] = {
		{ "forms", "[{'title':'a','contests':3}]", ERR_RANGE }, { "forms", "[{'title':'a','contests':1},{'title':'b','contests':1}]", ERR_RULE },
		{ "forms", "[{'title':'a','contests':0},{'title':'b','contests':3}]", ERR_RANGE }, { "forms", "[{'title':'a','contests':1},{'contests':2}]", ERR_FIELD_MISSING },
		{ "together", "''", ERR_RANGE }, { "together", "'Both'", ERR_TEXT }, { "rehearsal", "1", ERR_FIELD_TYPE },
	};
	struct maker *k = *state;

	refuse_each(k, "poll", NULL, maker_definition(k, "budget", "motion", 3), rows, COUNT(rows));
	maker_add(k, "poll", NULL, with(with(maker_definition(k, "budget", "motion", 3), "forms", "[{'title':'甲票','contests':1},{'title':'乙票','contests':2}]"),
					"together", "'both'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_prepared, a_rehearsal_needs_no_quorum_and_says_how_many_got_through),
		CASE(case_prepared, nothing_of_a_rehearsal_is_opened_published_or_voided),
		CASE(case_prepared, a_rehearsed_election_asks_for_no_other_quorum),
		CASE(case_prepared, candidates_stand_in_an_order_that_is_said),
		CASE(case_prepared, a_scrutineer_s_machine_and_no_other_says_who_is_at_it),
		CASE(case_prepared, no_election_opens_while_a_candidate_keeps_the_key),
		CASE(case_prepared, a_new_ceremony_without_the_candidate_lets_the_election_open),
		CASE(case_prepared, seats_that_nobody_passed_for_may_be_given_up_once),
		CASE(case_prepared, a_seat_that_is_filled_or_no_election_is_not_reduced),
		CASE(case_new, a_profile_says_caps_surplus_publication_and_settings_strictly),
		CASE(case_new, a_poll_has_the_caps_of_its_kind_and_is_for_whom_its_kind_says),
		CASE(case_new, too_few_candidates_are_told_rounded_up),
		CASE(case_prepared, forms_take_all_contests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
