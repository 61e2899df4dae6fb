/* Does a delegate's terminal lead from the slip to the receipt, whatever fails on the way, and never say more than it knows? */
#include "tests/unit/voter_hall.h"

static const uint8_t first[] = { 0, 1, 2 }, second[] = { 2, 0, 1 };

static void choose(struct hall *h, const uint8_t *marks)
{
	assert_int_equal(voter_choose(h->voter, marks, 3), OK);
}

/* As far as CHOOSING. */
static void sit_down(struct hall *h)
{
	hall_begin(h);
	hall_run(h);
	hall_is(h, VOTER_CHOOSING, OK);
}

/* As far as SEALED. */
static void seal(struct hall *h)
{
	sit_down(h);
	choose(h, first);
	hall_run(h);
	hall_is(h, VOTER_SEALED, OK);
}

static void close_poll(struct hall *h)
{
	maker_close(&h->k);
	h->has_poll = false;
	hall_nudge(h);
}

/* Neither the choice nor what would prove it. */
static void holds_no_ballot(const struct hall *h)
{
	static const uint8_t nothing[SEED_SIZE];

	assert_null(h->voter->marks);
	assert_null(h->voter->ballot.body);
	assert_memory_equal(h->voter->ballot.seed, nothing, SEED_SIZE);
}

/* ---- the slip ---- */

static void a_slip_that_may_vote_is_offered_the_poll(void **state)
{
	struct hall h;

	(void)state;
	hall_begin(&h);
	assert_null(voter_poll(h.voter));
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, OK);
	assert_int_equal(h.link->sent_count, 2);
	assert_string_equal(h.link->sent[0], "state");
	assert_string_equal(h.link->sent[1], "slip_status");
	assert_string_equal(voter_poll(h.voter)->id, "budget");
	hall_end(&h);
}

static void without_a_slip_nothing_is_asked_of_one(void **state)
{
	struct hall h;

	(void)state;
	hall_begin(&h);
	voter_set_slip(h.voter, NULL);
	hall_run(&h);
	hall_nudge(&h);
	hall_run(&h);
	assert_int_equal(h.state, VOTER_WAITING);
	assert_int_equal(hall_sent(&h, "slip_status"), 0);
	assert_int_equal(voter_choose(h.voter, first, 3), ERR_POLL_STATE);
	hall_end(&h);
}

static void every_answer_about_the_slip_has_its_reason(void **state)
{
	static const struct {
		const char *ok;
		enum err why;
	} answers[] = {
		{ "{'status':'wrong'}", ERR_KEY_UNKNOWN }, { "{'status':'revoked'}", ERR_KEY_REVOKED }, { "{'status':'not_present'}", ERR_NOT_IN },
		{ "{'status':'too_late'}", ERR_KEY_NOT_ENTITLED }, { "{'status':'perhaps'}", ERR_RANGE }, { "{}", ERR_RANGE },
		{ "{'status':'received'}", ERR_RANGE }, { "{'status':'received','tracking':'00'}", ERR_RANGE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct hall h;

		hall_begin(&h);
		h.slip_status = maker_json(answers[i].ok);
		hall_run(&h);
		hall_is(&h, VOTER_WAITING, answers[i].why);
		assert_int_equal(voter_choose(h.voter, first, 3), ERR_POLL_STATE);
		hall_end(&h);
	}
}

static void a_busy_server_is_asked_about_the_slip_again(void **state)
{
	struct hall h;

	(void)state;
	hall_begin(&h);
	assert_true(hall_answer(&h));
	h.refusal = ERR_BUSY;
	hall_run(&h);
	hall_is(&h, VOTER_WAITING, ERR_BUSY);
	/* after a while, without a nudge */
	event_base_loop(h.base, EVLOOP_ONCE);
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, OK);
	hall_end(&h);
}

static void a_lost_connection_does_not_make_the_reason_forgotten(void **state)
{
	struct hall h;

	(void)state;
	hall_begin(&h);
	h.slip_status = maker_json("{'status':'too_late'}");
	hall_run(&h);
	hall_drop(&h, ERR_NETWORK);
	hall_is(&h, VOTER_WAITING, ERR_NETWORK);
	hall_reconnect(&h);
	hall_run(&h);
	hall_is(&h, VOTER_WAITING, ERR_KEY_NOT_ENTITLED);
	h.refusal = ERR_BUSY;
	hall_nudge(&h);
	hall_run(&h);
	hall_is(&h, VOTER_WAITING, ERR_BUSY);
	hall_nudge(&h);
	hall_run(&h);
	hall_is(&h, VOTER_WAITING, ERR_KEY_NOT_ENTITLED);
	hall_end(&h);
}

static void the_reason_does_not_outlast_the_poll(void **state)
{
	struct hall h;

	(void)state;
	hall_begin(&h);
	h.slip_status = maker_json("{'status':'too_late'}");
	hall_run(&h);
	close_poll(&h);
	hall_run(&h);
	hall_is(&h, VOTER_WAITING, OK);
	assert_null(voter_poll(h.voter));
	hall_end(&h);
}

static void a_slip_that_is_taken_away_leaves_nothing_behind(void **state)
{
	static const struct scalar zero;
	static const uint8_t no_code[SLIP_CODE_SIZE];
	struct hall h;

	(void)state;
	seal(&h);
	voter_set_slip(h.voter, NULL);
	assert_memory_equal(&h.voter->secret, &zero, sizeof zero);
	assert_memory_equal(h.voter->code, no_code, sizeof no_code);
	holds_no_ballot(&h);
	hall_run(&h);
	hall_is(&h, VOTER_WAITING, OK);
	assert_int_equal(hall_sent(&h, "slip_status"), 1);
	hall_end(&h);
}

/* Whatever was asked for the slip before: its answer is not the next one's. */
static void the_next_slip_waits_for_no_nudge(void **state)
{
	(void)state;
	for (int stage = 0; stage < 4; stage++) {
		struct hall h;

		if (stage == 0) {
			hall_begin(&h);
			assert_true(hall_answer(&h));
		} else if (stage == 1) {
			sit_down(&h);
			choose(&h, first);
		} else {
			seal(&h);
			assert_int_equal(stage == 2 ? voter_test(h.voter) : voter_cast(h.voter), OK);
		}
		assert_true(link_is_busy(h.link));
		voter_set_slip(h.voter, h.k.codes[1]);
		hall_run(&h);
		hall_is(&h, VOTER_CHOOSING, OK);
		choose(&h, first);
		hall_run(&h);
		hall_is(&h, VOTER_SEALED, OK);
		hall_end(&h);
	}
}

/* ---- choosing and casting ---- */

static void a_choice_becomes_a_receipt(void **state)
{
	struct hall h;
	uint8_t body[8192], signature[SIGNATURE_SIZE], key[POINT_SIZE], tracking[32];
	struct scalar secret;
	size_t len;

	(void)state;
	sit_down(&h);
	choose(&h, first);
	hall_is(&h, VOTER_SEALING, OK);
	hall_run(&h);
	hall_is(&h, VOTER_SEALED, OK);
	assert_int_equal(voter_cast(h.voter), OK);
	hall_is(&h, VOTER_CASTING, OK);
	hall_run(&h);
	hall_is(&h, VOTER_RECEIVED, OK);

	const struct ballot_form *form = &meeting_current(&h.k.meeting)->form;
	maker_slot_key(&h.k, key, &secret, 1);
	assert_int_equal(base64_decode_any(body, &len, sizeof body, json_string_value(json_object_get(h.cast, "body"))), OK);
	assert_int_equal(base64_decode(signature, sizeof signature, json_string_value(json_object_get(h.cast, "sig"))), OK);
	assert_int_equal(ballot_check_single(h.k.keys.g, form, &(struct ballot_in){
		.purpose = BALLOT_CAST, .slot_key = key, .body = body, .len = len, .signature = signature }), OK);
	ballot_tracking_hash(tracking, form, key, body);
	assert_memory_equal(voter_receipt(h.voter)->tracking, tracking, 32);
	assert_int_equal(voter_receipt(h.voter)->entry, h.cast_entry);
	assert_true(voter_receipt(h.voter)->is_own);
	assert_int_equal(voter_cast(h.voter), ERR_POLL_STATE);
	hall_end(&h);
}

static void a_choice_that_the_form_does_not_have_is_not_taken(void **state)
{
	static const uint8_t two_approved[] = { 0, 0, 2 }, no_such_option[] = { 0, 1, 3 };
	struct hall h;

	(void)state;
	sit_down(&h);
	assert_int_equal(voter_choose(h.voter, first, 2), ERR_RANGE);
	assert_int_equal(voter_choose(h.voter, two_approved, 3), ERR_RANGE);
	assert_int_equal(voter_choose(h.voter, no_such_option, 3), ERR_RANGE);
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, OK);
	assert_int_equal(hall_sent(&h, "commit"), 0);
	choose(&h, first);
	hall_run(&h);
	hall_is(&h, VOTER_SEALED, OK);
	hall_end(&h);
}

static void nothing_is_cast_or_tested_before_its_commit_is_kept(void **state)
{
	struct hall h;

	(void)state;
	sit_down(&h);
	assert_int_equal(voter_cast(h.voter), ERR_POLL_STATE);
	choose(&h, first);
	assert_int_equal(voter_cast(h.voter), ERR_POLL_STATE);
	assert_int_equal(voter_test(h.voter), ERR_POLL_STATE);
	assert_int_equal(voter_back(h.voter), ERR_POLL_STATE);
	assert_int_equal(voter_choose(h.voter, first, 3), ERR_POLL_STATE);
	hall_end(&h);
}

static void the_seed_is_gone_once_the_ballot_is_cast(void **state)
{
	static const uint8_t nothing[SEED_SIZE];
	struct hall h;

	(void)state;
	seal(&h);
	assert_memory_not_equal(h.voter->ballot.seed, nothing, SEED_SIZE);
	assert_int_equal(voter_cast(h.voter), OK);
	assert_memory_equal(h.voter->ballot.seed, nothing, SEED_SIZE);
	assert_null(json_object_get(hall_body(&h, "cast"), "seed"));
	hall_run(&h);
	holds_no_ballot(&h);
	hall_end(&h);
}

static void a_tested_ballot_shows_its_seed_once_and_is_never_cast(void **state)
{
	struct hall h;
	uint8_t body[8192], key[POINT_SIZE], opened[3];
	struct scalar secret;
	size_t len;

	(void)state;
	seal(&h);
	assert_null(voter_tested_seed(h.voter));
	assert_int_equal(voter_test(h.voter), OK);
	hall_is(&h, VOTER_TESTING, OK);
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, OK);
	assert_true(h.was_shown_seed);
	maker_slot_key(&h.k, key, &secret, 1);
	assert_int_equal(base64_decode_any(body, &len, sizeof body, json_string_value(json_object_get(hall_body(&h, "test"), "body"))), OK);
	assert_int_equal(ballot_open(h.k.keys.g, opened, &meeting_current(&h.k.meeting)->form, key, body, h.shown_seed), OK);
	assert_memory_equal(opened, first, 3);
	assert_null(voter_tested_seed(h.voter));
	holds_no_ballot(&h);

	/* the same choice again is another ballot */
	choose(&h, first);
	hall_run(&h);
	assert_int_equal(hall_sent(&h, "commit"), 2);
	assert_int_equal(voter_cast(h.voter), OK);
	hall_run(&h);
	hall_is(&h, VOTER_RECEIVED, OK);
	hall_end(&h);
}

static void going_back_without_another_choice_keeps_the_sealed_ballot(void **state)
{
	struct hall h;
	uint8_t tracking[32];

	(void)state;
	seal(&h);
	memcpy(tracking, voter_receipt(h.voter)->tracking, 32);
	assert_int_equal(voter_back(h.voter), OK);
	hall_is(&h, VOTER_CHOOSING, OK);
	choose(&h, first);
	hall_is(&h, VOTER_SEALED, OK);
	assert_int_equal(hall_sent(&h, "commit"), 1);
	assert_memory_equal(voter_receipt(h.voter)->tracking, tracking, 32);

	assert_int_equal(voter_back(h.voter), OK);
	choose(&h, second);
	hall_is(&h, VOTER_SEALING, OK);
	hall_run(&h);
	hall_is(&h, VOTER_SEALED, OK);
	assert_int_equal(hall_sent(&h, "commit"), 2);
	assert_memory_not_equal(voter_receipt(h.voter)->tracking, tracking, 32);
	assert_int_equal(voter_cast(h.voter), OK);
	hall_run(&h);
	hall_is(&h, VOTER_RECEIVED, OK);
	hall_end(&h);
}

static void the_last_commit_can_only_be_cast(void **state)
{
	struct hall h;

	(void)state;
	sit_down(&h);
	assert_false(voter_is_last_commit(h.voter));
	h.is_last = true;
	choose(&h, first);
	hall_run(&h);
	hall_is(&h, VOTER_SEALED, OK);
	assert_true(voter_is_last_commit(h.voter));
	assert_int_equal(voter_test(h.voter), ERR_COMMIT_LIMIT);
	assert_int_equal(voter_back(h.voter), ERR_COMMIT_LIMIT);
	hall_is(&h, VOTER_SEALED, OK);
	assert_int_equal(voter_cast(h.voter), OK);
	hall_run(&h);
	hall_is(&h, VOTER_RECEIVED, OK);
	hall_end(&h);
}

static void a_refusal_stays_to_be_read_until_the_delegate_goes_on(void **state)
{
	struct hall h;

	(void)state;
	sit_down(&h);
	choose(&h, first);
	h.refusal = ERR_COMMIT_LIMIT;
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, ERR_COMMIT_LIMIT);
	holds_no_ballot(&h);
	hall_nudge(&h);
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, ERR_COMMIT_LIMIT);
	choose(&h, first);
	hall_run(&h);
	hall_is(&h, VOTER_SEALED, OK);
	assert_int_equal(voter_test(h.voter), OK);
	h.refusal = ERR_COMMIT_LIMIT;
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, ERR_COMMIT_LIMIT);
	assert_false(h.was_shown_seed);
	hall_end(&h);
}

/* An open vote of one row is open in place of the secret poll. */
static void sit_down_to_vote(struct hall *h)
{
	hall_begin(h);
	maker_void(&h->k, "budget");
	maker_define_open(&h->k, "show", "open");
	maker_open_any(&h->k, "show");
	hall_run(h);
	hall_is(h, VOTER_CHOOSING, OK);
}

static void an_open_vote_is_sent_as_it_is_and_only_when_it_is_cast(void **state)
{
	static const uint8_t no = 1, out_of_range = 3;
	struct hall h;

	(void)state;
	sit_down_to_vote(&h);
	assert_int_equal(voter_choose(h.voter, &out_of_range, 1), ERR_RANGE);
	assert_int_equal(voter_choose(h.voter, &no, 1), OK);
	hall_run(&h);
	hall_is(&h, VOTER_SEALED, OK);
	assert_int_equal(hall_sent(&h, "commit") + hall_sent(&h, "vote"), 0);
	assert_int_equal(voter_test(h.voter), ERR_COMMIT_LIMIT);
	assert_int_equal(voter_back(h.voter), OK);
	assert_int_equal(voter_choose(h.voter, &no, 1), OK);
	assert_int_equal(voter_cast(h.voter), OK);
	hall_run(&h);
	hall_is(&h, VOTER_RECEIVED, OK);
	assert_int_equal(hall_sent(&h, "vote"), 1);
	assert_int_equal(hall_sent(&h, "cast"), 0);
	assert_int_equal(json_integer_value(json_array_get(json_object_get(hall_body(&h, "vote"), "marks"), 0)), 1);
	assert_true(voter_receipt(h.voter)->is_own);
	assert_int_equal(meeting_current(&h.k.meeting)->vote_count, 1);
	hall_end(&h);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slip_that_may_vote_is_offered_the_poll),
		cmocka_unit_test(without_a_slip_nothing_is_asked_of_one),
		cmocka_unit_test(every_answer_about_the_slip_has_its_reason),
		cmocka_unit_test(a_busy_server_is_asked_about_the_slip_again),
		cmocka_unit_test(a_lost_connection_does_not_make_the_reason_forgotten),
		cmocka_unit_test(the_reason_does_not_outlast_the_poll),
		cmocka_unit_test(a_slip_that_is_taken_away_leaves_nothing_behind),
		cmocka_unit_test(the_next_slip_waits_for_no_nudge),
		cmocka_unit_test(a_choice_becomes_a_receipt),
		cmocka_unit_test(a_choice_that_the_form_does_not_have_is_not_taken),
		cmocka_unit_test(nothing_is_cast_or_tested_before_its_commit_is_kept),
		cmocka_unit_test(the_seed_is_gone_once_the_ballot_is_cast),
		cmocka_unit_test(a_tested_ballot_shows_its_seed_once_and_is_never_cast),
		cmocka_unit_test(going_back_without_another_choice_keeps_the_sealed_ballot),
		cmocka_unit_test(an_open_vote_is_sent_as_it_is_and_only_when_it_is_cast),
		cmocka_unit_test(the_last_commit_can_only_be_cast),
		cmocka_unit_test(a_refusal_stays_to_be_read_until_the_delegate_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
