/* When the network, the poll or the server is not there at the worst moment: does a delegate's
 * terminal send the same ballot again, or say that none was received? */
#include "tests/unit/voter_hall.h"

static const uint8_t marks[] = { 0, 1, 2 };

/* As far as the request of that type, in flight. */
static void ask_for(struct hall *h, const char *type)
{
	hall_begin(h);
	hall_run(h);
	assert_int_equal(voter_choose(h->voter, marks, 3), OK);
	if (strcmp(type, "commit") == 0)
		return;
	hall_run(h);
	assert_int_equal(strcmp(type, "cast") == 0 ? voter_cast(h->voter) : voter_test(h->voter), OK);
}

static void hold_poll(struct hall *h, bool is_held)
{
	json_t *body = maker_attempt_body(&h->k, "budget");

	if (is_held)
		json_object_set_new(body, "reason", json_string("power"));
	maker_add(&h->k, is_held ? "poll_hold" : "poll_resume", NULL, body);
	hall_nudge(h);
}

static void close_poll(struct hall *h)
{
	maker_close(&h->k);
	h->has_poll = false;
	hall_nudge(h);
}

/* The poll is void, and the next is open at once. */
static void open_next(struct hall *h)
{
	maker_void(&h->k, "budget");
	maker_define(&h->k, "plan", "election", 3);
	maker_open(&h->k, "plan");
	hall_nudge(h);
}

static const struct {
	const char *type;
	enum voter_state meanwhile, after;
} requests[] = {
	{ "commit", VOTER_SEALING, VOTER_SEALED },
	{ "test", VOTER_TESTING, VOTER_CHOOSING },
	{ "cast", VOTER_CASTING, VOTER_RECEIVED },
};

/* ---- the same bytes again ---- */

static void what_had_no_answer_is_sent_again_as_it_was(void **state)
{
	static const enum hall_fate fates[] = { HALL_LOST, HALL_NEVER_ARRIVED, HALL_UNREADABLE };

	(void)state;
	for (size_t i = 0; i < 9; i++) {
		struct hall h;
		const char *type = requests[i / 3].type;
		json_t *sent;

		ask_for(&h, type);
		sent = json_deep_copy(hall_body(&h, type));
		h.fate = fates[i % 3];
		hall_run(&h);
		assert_int_equal(h.state, requests[i / 3].meanwhile);
		assert_true(h.why != OK);
		assert_int_equal(hall_sent(&h, type), 1);
		hall_reconnect(&h);
		hall_run(&h);
		hall_is(&h, requests[i / 3].after, OK);
		assert_int_equal(hall_sent(&h, type), 2);
		assert_true(json_equal(hall_body(&h, type), sent));
		if (i / 3 == 1)
			assert_true(h.was_shown_seed);
		if (i / 3 == 2) {
			assert_int_equal(voter_receipt(h.voter)->entry, h.cast_entry);
			assert_true(voter_receipt(h.voter)->is_own);
		}
		json_decref(sent);
		hall_end(&h);
	}
}

static void what_a_busy_server_did_not_take_is_sent_again_after_a_while(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct hall h;

		ask_for(&h, requests[i].type);
		h.refusal = ERR_BUSY;
		assert_true(hall_answer(&h));
		assert_string_equal(h.link->type, "");
		hall_is(&h, requests[i].meanwhile, ERR_BUSY);
		event_base_loop(h.base, EVLOOP_ONCE);
		hall_run(&h);
		hall_is(&h, requests[i].after, OK);
		hall_end(&h);
	}
}

static void a_lost_connection_changes_no_state(void **state)
{
	struct hall h;

	(void)state;
	ask_for(&h, "commit");
	hall_run(&h);
	hall_drop(&h, ERR_TLS);
	hall_is(&h, VOTER_SEALED, ERR_TLS);
	/* what is pressed meanwhile waits */
	assert_int_equal(voter_cast(h.voter), OK);
	hall_is(&h, VOTER_CASTING, ERR_TLS);
	assert_int_equal(hall_sent(&h, "cast"), 0);
	hall_reconnect(&h);
	hall_run(&h);
	hall_is(&h, VOTER_RECEIVED, OK);
	hall_end(&h);
}

static void what_happened_while_the_connection_was_down_is_asked_for(void **state)
{
	struct hall h;

	(void)state;
	ask_for(&h, "commit");
	hall_run(&h);
	hall_drop(&h, ERR_NETWORK);
	maker_close(&h.k);
	h.has_poll = false;
	hall_reconnect(&h);
	hall_run(&h);
	hall_is(&h, VOTER_WAITING, ERR_NOT_OPEN);
	hall_end(&h);
}

static void a_refused_record_is_said_and_nothing_more_is_asked(void **state)
{
	struct hall h;

	(void)state;
	ask_for(&h, "commit");
	hall_run(&h);
	h.link->state = LINK_REFUSED;
	h.link->options.on_state(h.voter, LINK_REFUSED, ERR_HEAD);
	hall_is(&h, VOTER_SEALED, ERR_HEAD);
	assert_int_equal(voter_cast(h.voter), OK);
	hall_nudge(&h);
	assert_int_equal(hall_sent(&h, "cast"), 0);
	assert_string_equal(h.link->type, "");
	hall_end(&h);
}

/* ---- the poll ends ---- */

static void is_over(struct hall *h)
{
	static const uint8_t nothing[SEED_SIZE];

	hall_is(h, VOTER_WAITING, ERR_NOT_OPEN);
	assert_null(voter_poll(h->voter));
	assert_null(h->voter->ballot.body);
	assert_null(h->voter->marks);
	assert_memory_equal(h->voter->ballot.seed, nothing, SEED_SIZE);
	assert_int_equal(voter_choose(h->voter, marks, 3), ERR_POLL_STATE);
	/* it stays to be read */
	hall_nudge(h);
	hall_run(h);
	hall_is(h, VOTER_WAITING, ERR_NOT_OPEN);
}

static void a_poll_that_ends_while_choosing_or_sealed_is_over(void **state)
{
	(void)state;
	for (int is_sealed = 0; is_sealed < 2; is_sealed++) {
		struct hall h;

		hall_begin(&h);
		hall_run(&h);
		if (is_sealed)
			assert_int_equal(voter_choose(h.voter, marks, 3), OK);
		hall_run(&h);
		hall_is(&h, is_sealed ? VOTER_SEALED : VOTER_CHOOSING, OK);
		close_poll(&h);
		hall_run(&h);
		is_over(&h);
		hall_end(&h);
	}
}

static void a_poll_that_ends_while_a_commit_or_a_test_is_under_way_is_over(void **state)
{
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct hall h;

		ask_for(&h, requests[i / 2].type);
		if (i % 2) {
			h.fate = HALL_NEVER_ARRIVED;
			hall_run(&h);
			close_poll(&h);
			hall_reconnect(&h);
		} else {
			close_poll(&h);
		}
		hall_run(&h);
		is_over(&h);
		assert_int_equal(hall_sent(&h, requests[i / 2].type), 1);
		hall_end(&h);
	}
}

static void a_cast_that_came_too_late_is_said_not_to_be_received(void **state)
{
	struct hall h;

	(void)state;
	ask_for(&h, "cast");
	close_poll(&h);
	hall_run(&h);
	is_over(&h);
	hall_end(&h);
}

static void a_cast_that_was_received_before_the_end_has_its_receipt(void **state)
{
	struct hall h;

	(void)state;
	ask_for(&h, "cast");
	h.fate = HALL_LOST;
	hall_run(&h);
	close_poll(&h);
	hall_is(&h, VOTER_CASTING, ERR_NETWORK);
	hall_reconnect(&h);
	assert_true(hall_answer(&h));
	hall_is(&h, VOTER_RECEIVED, OK);
	assert_int_equal(voter_receipt(h.voter)->entry, h.cast_entry);
	assert_true(voter_receipt(h.voter)->is_own);
	hall_end(&h);
}

/* `state` was under way when the delegate pressed. */
static void a_cast_is_not_forgotten_for_an_end_that_is_heard_of_meanwhile(void **state)
{
	struct hall h;

	(void)state;
	ask_for(&h, "commit");
	hall_run(&h);
	hall_nudge(&h);
	assert_string_equal(h.link->type, "state");
	assert_int_equal(voter_cast(h.voter), OK);
	h.has_poll = false;
	assert_true(hall_answer(&h));
	hall_is(&h, VOTER_CASTING, OK);
	assert_true(hall_answer(&h));
	hall_is(&h, VOTER_RECEIVED, OK);
	hall_run(&h);
	hall_is(&h, VOTER_WAITING, OK);
	hall_end(&h);
}

static void a_cast_is_not_forgotten_for_the_next_poll_that_is_heard_of_meanwhile(void **state)
{
	struct hall h;

	(void)state;
	ask_for(&h, "commit");
	hall_run(&h);
	open_next(&h);
	assert_string_equal(h.link->type, "state");
	assert_int_equal(voter_cast(h.voter), OK);
	assert_true(hall_answer(&h));
	hall_is(&h, VOTER_CASTING, OK);
	assert_string_equal(h.link->type, "cast");
	assert_true(hall_answer(&h));
	hall_is(&h, VOTER_WAITING, ERR_NOT_OPEN);
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, OK);
	assert_string_equal(voter_poll(h.voter)->id, "plan");
	hall_end(&h);
}

static void the_next_poll_takes_the_place_of_one_that_was_not_finished(void **state)
{
	struct hall h;
	uint32_t slot;

	(void)state;
	ask_for(&h, "commit");
	hall_run(&h);
	slot = voter_poll(h.voter)->slot;
	open_next(&h);
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, OK);
	assert_string_equal(voter_poll(h.voter)->id, "plan");
	assert_int_equal(voter_poll(h.voter)->slot, slot + 1);
	assert_int_equal(voter_choose(h.voter, marks, 3), OK);
	hall_run(&h);
	assert_int_equal(hall_sent(&h, "commit"), 2);
	assert_int_equal(voter_cast(h.voter), OK);
	hall_run(&h);
	hall_is(&h, VOTER_RECEIVED, OK);
	assert_string_equal(json_string_value(json_object_get(h.cast, "poll")), "plan");
	hall_end(&h);
}

static void the_next_poll_waits_for_the_truth_about_the_last_ballot(void **state)
{
	(void)state;
	for (int was_received = 0; was_received < 2; was_received++) {
		struct hall h;

		ask_for(&h, "cast");
		h.fate = was_received ? HALL_LOST : HALL_NEVER_ARRIVED;
		hall_run(&h);
		open_next(&h);
		hall_reconnect(&h);
		assert_string_equal(h.link->type, "cast");
		assert_true(hall_answer(&h));
		assert_int_equal(h.state, was_received ? VOTER_RECEIVED : VOTER_WAITING);
		if (!was_received)
			assert_int_equal(h.why, ERR_NOT_OPEN);
		hall_run(&h);
		hall_is(&h, VOTER_CHOOSING, OK);
		assert_string_equal(voter_poll(h.voter)->id, "plan");
		hall_end(&h);
	}
}

static void a_receipt_is_followed_by_the_next_poll(void **state)
{
	struct hall h;

	(void)state;
	ask_for(&h, "commit");
	h.is_last = true;
	hall_run(&h);
	assert_true(voter_is_last_commit(h.voter));
	assert_int_equal(voter_cast(h.voter), OK);
	hall_run(&h);
	hall_nudge(&h);
	hall_run(&h);
	hall_is(&h, VOTER_RECEIVED, OK);
	open_next(&h);
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, OK);
	assert_false(voter_is_last_commit(h.voter));
	hall_end(&h);
}

/* ---- the poll is held ---- */

static void a_held_poll_is_said_to_be_held_until_it_goes_on(void **state)
{
	struct hall h;

	(void)state;
	hall_begin(&h);
	hall_run(&h);
	hold_poll(&h, true);
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, ERR_HELD);
	assert_int_equal(voter_choose(h.voter, marks, 3), OK);
	assert_true(hall_answer(&h));
	hall_is(&h, VOTER_SEALING, ERR_HELD);
	hold_poll(&h, false);
	hall_run(&h);
	hall_is(&h, VOTER_SEALED, OK);
	assert_true(json_equal(h.link->bodies[h.link->sent_count - 1], hall_body(&h, "commit")));
	hold_poll(&h, true);
	hall_run(&h);
	hall_is(&h, VOTER_SEALED, ERR_HELD);
	assert_int_equal(voter_back(h.voter), OK);
	hall_is(&h, VOTER_CHOOSING, ERR_HELD);
	assert_int_equal(voter_choose(h.voter, marks, 3), OK);
	hall_is(&h, VOTER_SEALED, ERR_HELD);
	assert_int_equal(voter_cast(h.voter), OK);
	assert_true(hall_answer(&h));
	hall_is(&h, VOTER_CASTING, ERR_HELD);
	hold_poll(&h, false);
	hall_run(&h);
	hall_is(&h, VOTER_RECEIVED, OK);
	hall_end(&h);
}

static void who_sits_down_while_the_poll_is_held_sees_that_it_is(void **state)
{
	struct hall h;

	(void)state;
	hall_begin(&h);
	hold_poll(&h, true);
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, ERR_HELD);
	hall_end(&h);
}

/* ---- another terminal ---- */

static json_t *received(const uint8_t tracking[32])
{
	return json_pack("{s:s, s:o}", "status", "received", "tracking", maker_hex(tracking, 32));
}

static void another_terminals_ballot_is_said_to_be_not_its_own(void **state)
{
	static const uint8_t others[32] = { 7 };
	struct hall h;

	(void)state;
	hall_begin(&h);
	h.slip_status = received(others);
	hall_run(&h);
	hall_is(&h, VOTER_RECEIVED, OK);
	assert_false(voter_receipt(h.voter)->is_own);
	assert_int_equal(voter_receipt(h.voter)->entry, 0);
	assert_memory_equal(voter_receipt(h.voter)->tracking, others, 32);
	hall_end(&h);
}

/* Sealed here, cast there: the server refuses the second, and says which it has. */
static void a_cast_after_another_terminals_is_said_to_be_not_its_own(void **state)
{
	static const uint8_t others[32] = { 7 };
	struct hall h;

	(void)state;
	ask_for(&h, "cast");
	h.slip_status = received(others);
	h.refusal = ERR_ALREADY_RECEIVED;
	assert_true(hall_answer(&h));
	hall_is(&h, VOTER_WAITING, ERR_ALREADY_RECEIVED);
	hall_run(&h);
	hall_is(&h, VOTER_RECEIVED, OK);
	assert_false(voter_receipt(h.voter)->is_own);
	assert_memory_equal(voter_receipt(h.voter)->tracking, others, 32);
	hall_end(&h);
}

static void its_own_ballot_is_known_again_when_the_slip_comes_back(void **state)
{
	struct hall h;
	uint8_t tracking[32];

	(void)state;
	ask_for(&h, "cast");
	hall_run(&h);
	memcpy(tracking, voter_receipt(h.voter)->tracking, 32);
	voter_set_slip(h.voter, NULL);
	hall_run(&h);
	hall_is(&h, VOTER_WAITING, OK);
	h.slip_status = received(tracking);
	voter_set_slip(h.voter, h.k.codes[0]);
	hall_run(&h);
	hall_is(&h, VOTER_RECEIVED, OK);
	assert_true(voter_receipt(h.voter)->is_own);
	assert_int_equal(voter_receipt(h.voter)->entry, h.cast_entry);
	hall_end(&h);
}

/* The server had it on record, and failed before it could answer with the receipt: of the entry
 * nothing is known, least of all that it is the one of the last poll. */
static void a_cast_that_was_taken_and_refused_is_known_as_its_own(void **state)
{
	struct hall h;
	uint8_t tracking[32];

	(void)state;
	ask_for(&h, "cast");
	hall_run(&h);
	open_next(&h);
	hall_run(&h);
	assert_int_equal(voter_choose(h.voter, marks, 3), OK);
	hall_run(&h);
	assert_int_equal(voter_cast(h.voter), OK);
	memcpy(tracking, voter_receipt(h.voter)->tracking, 32);
	h.slip_status = received(tracking);
	h.refusal = ERR_STORE;
	hall_run(&h);
	hall_is(&h, VOTER_RECEIVED, OK);
	assert_true(voter_receipt(h.voter)->is_own);
	assert_int_equal(voter_receipt(h.voter)->entry, 0);
	hall_end(&h);
}

/* ---- the server ---- */

static void a_poll_that_cannot_be_read_is_not_shown(void **state)
{
	struct hall h;

	(void)state;
	hall_begin(&h);
	h.poll = maker_state_poll(&h.k);
	json_object_set_new(h.poll, "more", json_true());
	hall_run(&h);
	hall_is(&h, VOTER_WAITING, ERR_FIELD_UNKNOWN);
	assert_null(voter_poll(h.voter));
	assert_int_equal(hall_sent(&h, "slip_status"), 0);
	json_object_del(h.poll, "more");
	hall_nudge(&h);
	hall_run(&h);
	hall_is(&h, VOTER_CHOOSING, OK);
	hall_end(&h);
}

static void a_nudge_that_comes_while_a_test_is_under_way_is_not_lost(void **state)
{
	struct hall h;
	int before;

	(void)state;
	ask_for(&h, "test");
	before = hall_sent(&h, "state");
	hall_nudge(&h);
	assert_int_equal(hall_sent(&h, "state"), before);
	hall_run(&h);
	assert_int_equal(hall_sent(&h, "state"), before + 1);
	hall_is(&h, VOTER_CHOOSING, OK);
	hall_end(&h);
}

static void the_logs_key_is_learnt_from_the_first_answer_alone(void **state)
{
	struct hall h;

	(void)state;
	hall_begin(&h);
	assert_int_equal(h.link->logs_learnt, 0);
	hall_run(&h);
	assert_int_equal(h.link->logs_learnt, 1);
	hall_nudge(&h);
	hall_run(&h);
	assert_int_equal(hall_sent(&h, "state"), 2);
	assert_int_equal(h.link->logs_learnt, 1);
	hall_end(&h);
}

/* Voting goes on while the commit is on its way: no other event would come to say so. */
static void what_happens_while_a_commit_is_on_its_way_is_asked_for(void **state)
{
	struct hall h;
	int asked;

	(void)state;
	hall_begin(&h);
	hall_run(&h);
	assert_int_equal(voter_choose(h.voter, marks, 3), OK);
	asked = (int)hall_sent(&h, "state");
	hall_nudge(&h);
	hall_run(&h);
	hall_is(&h, VOTER_SEALED, OK);
	assert_int_equal(hall_sent(&h, "state"), asked + 1);
	hall_end(&h);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_happens_while_a_commit_is_on_its_way_is_asked_for),
		cmocka_unit_test(what_had_no_answer_is_sent_again_as_it_was),
		cmocka_unit_test(what_a_busy_server_did_not_take_is_sent_again_after_a_while),
		cmocka_unit_test(a_lost_connection_changes_no_state),
		cmocka_unit_test(what_happened_while_the_connection_was_down_is_asked_for),
		cmocka_unit_test(a_refused_record_is_said_and_nothing_more_is_asked),
		cmocka_unit_test(a_poll_that_ends_while_choosing_or_sealed_is_over),
		cmocka_unit_test(a_poll_that_ends_while_a_commit_or_a_test_is_under_way_is_over),
		cmocka_unit_test(a_cast_that_came_too_late_is_said_not_to_be_received),
		cmocka_unit_test(a_cast_that_was_received_before_the_end_has_its_receipt),
		cmocka_unit_test(a_cast_is_not_forgotten_for_an_end_that_is_heard_of_meanwhile),
		cmocka_unit_test(a_cast_is_not_forgotten_for_the_next_poll_that_is_heard_of_meanwhile),
		cmocka_unit_test(the_next_poll_takes_the_place_of_one_that_was_not_finished),
		cmocka_unit_test(the_next_poll_waits_for_the_truth_about_the_last_ballot),
		cmocka_unit_test(a_receipt_is_followed_by_the_next_poll),
		cmocka_unit_test(a_held_poll_is_said_to_be_held_until_it_goes_on),
		cmocka_unit_test(who_sits_down_while_the_poll_is_held_sees_that_it_is),
		cmocka_unit_test(another_terminals_ballot_is_said_to_be_not_its_own),
		cmocka_unit_test(a_cast_after_another_terminals_is_said_to_be_not_its_own),
		cmocka_unit_test(its_own_ballot_is_known_again_when_the_slip_comes_back),
		cmocka_unit_test(a_cast_that_was_taken_and_refused_is_known_as_its_own),
		cmocka_unit_test(a_poll_that_cannot_be_read_is_not_shown),
		cmocka_unit_test(a_nudge_that_comes_while_a_test_is_under_way_is_not_lost),
		cmocka_unit_test(the_logs_key_is_learnt_from_the_first_answer_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
