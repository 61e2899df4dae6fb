/* Commit, cast, test and swap: does each key get its one ballot, within its limits, and nobody another's? */
#include "tests/unit/meeting_case.h"

static const uint8_t mark = 1;

static void commit(struct maker *k, struct maker_ballot *b, unsigned slip)
{
	maker_ballot(k, b, slip, &mark);
	maker_add(k, "ballot_commit", NULL, maker_commit_body(k, b));
}

static void a_ballot_must_have_been_committed_by_its_own_key(void **state)
{
	struct maker *k = *state;
	struct maker_ballot b, other;
	json_t *copied;

	maker_ballot(k, &b, 1, &mark);
	maker_refuse(k, ERR_NO_COMMIT, "body", "ballot_cast", NULL, maker_cast_body(k, &b));
	maker_refuse(k, ERR_NO_COMMIT, "body", "ballot_test", NULL, maker_test_body(k, &b));
	maker_add(k, "ballot_commit", NULL, maker_commit_body(k, &b));
	commit(k, &other, 2);
	copied = maker_cast_body(k, &b);
	json_object_set_new(copied, "key", maker_base64(other.key, POINT_SIZE));
	maker_refuse(k, ERR_NO_COMMIT, "body", "ballot_cast", NULL, copied);
	maker_cast(k, &b);
	maker_cast(k, &other);
	maker_ballot_release(&b);
	maker_ballot_release(&other);
}

static void a_key_casts_once_and_then_does_nothing_more(void **state)
{
	struct maker *k = *state;
	struct maker_ballot b, later;

	commit(k, &b, 1);
	commit(k, &later, 1);
	maker_cast(k, &later);
	maker_refuse(k, ERR_ALREADY_RECEIVED, "key", "ballot_cast", NULL, maker_cast_body(k, &later));
	maker_refuse(k, ERR_ALREADY_RECEIVED, "key", "ballot_cast", NULL, maker_cast_body(k, &b));
	maker_refuse(k, ERR_ALREADY_RECEIVED, "key", "ballot_test", NULL, maker_test_body(k, &b));
	maker_refuse(k, ERR_ALREADY_RECEIVED, "key", "ballot_commit", NULL, maker_commit_body(k, &b));
	assert_int_equal(attempt_key(meeting_current(&k->meeting), b.key)->cast, (int64_t)k->line_count - 1);
	assert_int_equal(meeting_current(&k->meeting)->returned, 1);
	maker_ballot_release(&b);
	maker_ballot_release(&later);
}

static void a_tested_ballot_is_never_cast_but_another_is(void **state)
{
	struct maker *k = *state;
	struct maker_ballot b, fresh;

	commit(k, &b, 1);
	maker_add(k, "ballot_test", NULL, maker_test_body(k, &b));
	maker_refuse(k, ERR_TESTED, "body", "ballot_cast", NULL, maker_cast_body(k, &b));
	maker_refuse(k, ERR_TESTED, "body", "ballot_test", NULL, maker_test_body(k, &b));
	/* committing it again does not make it new */
	maker_add(k, "ballot_commit", NULL, maker_commit_body(k, &b));
	maker_refuse(k, ERR_TESTED, "body", "ballot_cast", NULL, maker_cast_body(k, &b));
	commit(k, &fresh, 1);
	maker_cast(k, &fresh);
	assert_int_equal(meeting_current(&k->meeting)->tested, 1);
	maker_ballot_release(&b);
	maker_ballot_release(&fresh);
}

static void forty_commits_and_no_more(void **state)
{
	struct maker *k = *state;
	struct maker_ballot b, last = { 0 };

	for (int i = 0; i < ATTEMPT_MAX_COMMITS; i++) {
		maker_ballot_release(&last);
		commit(k, &last, 1);
	}
	maker_ballot(k, &b, 1, &mark);
	maker_refuse(k, ERR_COMMIT_LIMIT, NULL, "ballot_commit", NULL, maker_commit_body(k, &b));
	/* another key has its own forty, and the last commit may still be cast */
	maker_vote(k, 2, 0);
	maker_cast(k, &last);
	maker_ballot_release(&b);
	maker_ballot_release(&last);
}

static void five_tests_and_no_more(void **state)
{
	struct maker *k = *state;
	struct maker_ballot b;

	for (int i = 0; i < ATTEMPT_MAX_TESTS; i++) {
		commit(k, &b, 1);
		maker_add(k, "ballot_test", NULL, maker_test_body(k, &b));
		maker_ballot_release(&b);
	}
	commit(k, &b, 1);
	maker_refuse(k, ERR_COMMIT_LIMIT, NULL, "ballot_test", NULL, maker_test_body(k, &b));
	maker_cast(k, &b);
	maker_ballot_release(&b);
}

static void only_entitled_keys_of_this_slot_may_vote(void **state)
{
	struct maker *k = *state;
	struct maker_ballot b;
	json_t *stranger;
	uint8_t other_slot[POINT_SIZE];
	struct scalar secret;

	/* person 9 is not in; slip 12 is a spare */
	maker_ballot(k, &b, 9, &mark);
	maker_refuse(k, ERR_KEY_NOT_ENTITLED, "key", "ballot_commit", NULL, maker_commit_body(k, &b));
	maker_ballot_release(&b);
	maker_ballot(k, &b, 12, &mark);
	maker_refuse(k, ERR_KEY_NOT_ENTITLED, "key", "ballot_commit", NULL, maker_commit_body(k, &b));
	maker_ballot_release(&b);
	maker_ballot(k, &b, 1, &mark);
	stranger = maker_commit_body(k, &b);
	assert_int_equal(slip_slot_key(k->keys.g, &secret, other_slot, k->codes[0], k->meeting.id, 2), OK);
	json_object_set_new(stranger, "key", maker_base64(other_slot, POINT_SIZE));
	maker_refuse(k, ERR_KEY_UNKNOWN, "key", "ballot_commit", NULL, stranger);
	maker_ballot_release(&b);
}

static void a_check_in_after_the_opening_waits_for_the_next(void **state)
{
	struct maker *k = *state;
	struct maker_ballot b;

	maker_add(k, "checkin", NULL, maker_json("{'number':'9'}"));
	maker_ballot(k, &b, 9, &mark);
	maker_refuse(k, ERR_KEY_NOT_ENTITLED, "key", "ballot_commit", NULL, maker_commit_body(k, &b));
	maker_ballot_release(&b);
	/* and one who leaves keeps the right that was issued */
	maker_add(k, "leave", NULL, maker_json("{'number':'1'}"));
	maker_vote(k, 1, 0);
}

static void while_held_or_closed_nothing_is_taken(void **state)
{
	struct maker *k = *state;
	struct maker_ballot b, late;
	json_t *commit_body, *cast_body;

	commit(k, &b, 6);
	maker_ballot(k, &late, 7, &mark);
	maker_add(k, "poll_hold", NULL, with(maker_attempt_body(k, "budget"), "reason", "'停电'"));
	maker_refuse(k, ERR_HELD, NULL, "ballot_commit", NULL, maker_commit_body(k, &late));
	maker_refuse(k, ERR_HELD, NULL, "ballot_cast", NULL, maker_cast_body(k, &b));
	maker_refuse(k, ERR_HELD, NULL, "ballot_test", NULL, maker_test_body(k, &b));
	maker_add(k, "poll_resume", NULL, maker_attempt_body(k, "budget"));
	for (unsigned i = 1; i <= 5; i++)
		maker_vote(k, i, 0);
	commit_body = maker_commit_body(k, &late);
	cast_body = maker_cast_body(k, &b);
	maker_close(k);
	maker_refuse(k, ERR_NOT_OPEN, NULL, "ballot_commit", NULL, json_deep_copy(commit_body));
	maker_refuse(k, ERR_NOT_OPEN, NULL, "ballot_cast", NULL, json_deep_copy(cast_body));
	maker_void(k, "budget");
	maker_open(k, "budget");
	/* what was sealed for attempt 1 is nothing to attempt 2 */
	maker_refuse(k, ERR_NOT_OPEN, NULL, "ballot_cast", NULL, json_deep_copy(cast_body));
	maker_refuse(k, ERR_KEY_UNKNOWN, "key", "ballot_cast", NULL, with(cast_body, "attempt", "2"));
	maker_refuse(k, ERR_POLL_STATE, "attempt", "ballot_commit", NULL, with(commit_body, "attempt", "3"));
	maker_ballot_release(&b);
	maker_ballot_release(&late);
}

static void a_body_of_another_length_is_refused(void **state)
{
	struct maker *k = *state;
	struct maker_ballot b;
	json_t *bad;

	commit(k, &b, 1);
	bad = maker_cast_body(k, &b);
	json_object_set_new(bad, "body", maker_base64(b.body, b.len - 1));
	maker_refuse(k, ERR_BODY_LENGTH, "body", "ballot_cast", NULL, bad);
	bad = maker_cast_body(k, &b);
	json_object_set_new(bad, "body", maker_base64((const uint8_t[2000]){ 0 }, 2000));
	maker_refuse(k, ERR_RANGE, "body", "ballot_cast", NULL, bad);
	bad = maker_cast_body(k, &b);
	json_object_set_new(bad, "sig", maker_base64(b.body, SIGNATURE_SIZE - 1));
	maker_refuse(k, ERR_BASE64, "sig", "ballot_cast", NULL, bad);
	maker_ballot_release(&b);
}

/* Commit to `body`, whatever it is, and try to cast it: the fold asks for hashes, not for proofs. */
static void refuse_cast(struct maker *k, unsigned slip, const uint8_t *body)
{
	struct maker_ballot b;

	maker_ballot(k, &b, slip, &mark);
	memcpy(b.body, body, b.len);
	ballot_tracking_hash(b.tracking, &meeting_current(&k->meeting)->form, b.key, b.body);
	maker_add(k, "ballot_commit", NULL, maker_commit_body(k, &b));
	maker_refuse(k, ERR_ALPHA_REPEATED, "body", "ballot_cast", NULL, maker_cast_body(k, &b));
	maker_ballot_release(&b);
}

static void no_alpha_occurs_twice(void **state)
{
	struct maker *k = *state;
	struct maker_ballot b, tested, own;
	uint8_t *alpha;

	commit(k, &b, 1);
	commit(k, &tested, 2);
	maker_cast(k, &b);
	maker_add(k, "ballot_test", NULL, maker_test_body(k, &tested));
	refuse_cast(k, 3, b.body);
	refuse_cast(k, 4, tested.body);
	/* the same x with the other sign is the same alpha */
	maker_ballot(k, &own, 5, &mark);
	alpha = own.body + BALLOT_ID_SIZE + CIPHERTEXT_SIZE;
	memcpy(alpha, ballot_ciphertext(b.body, 1), POINT_SIZE);
	alpha[POINT_SIZE - 1] ^= 1;
	refuse_cast(k, 5, own.body);
	maker_ballot_release(&own);
	/* within one ballot */
	maker_ballot(k, &own, 6, &mark);
	alpha = own.body + BALLOT_ID_SIZE + CIPHERTEXT_SIZE;
	memcpy(alpha, ballot_ciphertext(own.body, 0), POINT_SIZE);
	refuse_cast(k, 6, own.body);
	maker_ballot_release(&own);
	/* what was refused has left no trace */
	maker_vote(k, 3, 0);
	maker_ballot_release(&b);
	maker_ballot_release(&tested);
}

static json_t *swap_body(struct maker *k, unsigned old, unsigned new)
{
	json_t *body = maker_attempt_body(k, "budget");
	uint8_t key[POINT_SIZE];
	struct scalar secret;

	maker_slot_key(k, key, &secret, old);
	json_object_set_new(body, "old", maker_base64(key, POINT_SIZE));
	maker_slot_key(k, key, &secret, new);
	json_object_set_new(body, "new", maker_base64(key, POINT_SIZE));
	return body;
}

static void a_swapped_key_hands_its_right_to_a_spare(void **state)
{
	struct maker *k = *state;
	struct maker_ballot b;
	json_t *stranger = swap_body(k, 1, 10);

	json_object_set_new(stranger, "new", maker_base64((const uint8_t[POINT_SIZE]){ 4 }, POINT_SIZE));
	maker_refuse(k, ERR_KEY_UNKNOWN, "new", "key_swap", NULL, stranger);
	maker_refuse(k, ERR_NO_SPARE, "new", "key_swap", NULL, swap_body(k, 1, 2));
	maker_refuse(k, ERR_KEY_NOT_ENTITLED, "old", "key_swap", NULL, swap_body(k, 10, 11));
	commit(k, &b, 1);
	maker_add(k, "poll_hold", NULL, with(maker_attempt_body(k, "budget"), "reason", "'停电'"));
	maker_add(k, "key_swap", NULL, swap_body(k, 1, 10));
	maker_add(k, "poll_resume", NULL, maker_attempt_body(k, "budget"));
	maker_refuse(k, ERR_KEY_REVOKED, "key", "ballot_cast", NULL, maker_cast_body(k, &b));
	maker_refuse(k, ERR_KEY_REVOKED, "key", "ballot_commit", NULL, maker_commit_body(k, &b));
	/* a revoked key never comes back */
	maker_refuse(k, ERR_NO_SPARE, "new", "key_swap", NULL, swap_body(k, 2, 1));
	maker_refuse(k, ERR_KEY_REVOKED, "old", "key_swap", NULL, swap_body(k, 1, 11));
	maker_vote(k, 10, 0);
	maker_refuse(k, ERR_ALREADY_RECEIVED, "old", "key_swap", NULL, swap_body(k, 10, 11));
	for (unsigned i = 2; i <= 6; i++)
		maker_vote(k, i, 0);
	assert_int_equal(meeting_current(&k->meeting)->issued, 8);
	stranger = swap_body(k, 7, 11);
	maker_close(k);
	maker_refuse(k, ERR_NOT_OPEN, NULL, "key_swap", NULL, stranger);
	maker_ballot_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_open, a_ballot_must_have_been_committed_by_its_own_key),
		CASE(case_open, a_key_casts_once_and_then_does_nothing_more),
		CASE(case_open, a_tested_ballot_is_never_cast_but_another_is),
		CASE(case_open, forty_commits_and_no_more),
		CASE(case_open, five_tests_and_no_more),
		CASE(case_open, only_entitled_keys_of_this_slot_may_vote),
		CASE(case_open, a_check_in_after_the_opening_waits_for_the_next),
		CASE(case_open, while_held_or_closed_nothing_is_taken),
		CASE(case_open, a_body_of_another_length_is_refused),
		CASE(case_open, no_alpha_occurs_twice),
		CASE(case_open, a_swapped_key_hands_its_right_to_a_spare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
