/* What a definition and a profile can say beside the question itself: rehearsals, orders, forms, caps, reductions, who may see. */
#include "tests/unit/meeting_case.h"

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
		     json_pack("{s:s, s:i, s:i, s:I, s:o, s:o}", "poll", "practice", "attempt", 1, "index", 1, "size", (json_int_t)k->line_count, "root",
			       maker_hex(nothing, sizeof(nothing)), "share", maker_base64(nothing, sizeof(nothing))));
	maker_refuse(k, ERR_POLL_STATE, NULL, "refusal", "machine:trustee-1",
		     with(with(maker_attempt_body(k, "practice"), "index", "1"), "reason", "'x'"));
	maker_refuse(k, ERR_POLL_STATE, NULL, "publish", NULL, maker_attempt_body(k, "practice"));
	maker_refuse(k, ERR_POLL_STATE, NULL, "poll_void", NULL,
		     maker_act_body(k, "poll_void", with(maker_attempt_body(k, "practice"), "reason", "'x'"), 2));
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_prepared, a_rehearsal_needs_no_quorum_and_says_how_many_got_through),
		CASE(case_prepared, nothing_of_a_rehearsal_is_opened_published_or_voided),
		CASE(case_prepared, a_rehearsed_election_asks_for_no_other_quorum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
