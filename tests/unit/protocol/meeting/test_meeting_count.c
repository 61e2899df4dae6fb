/* From the closed box to the result: is the closing head vouched for before any share, and does a
 * result say what shares, counts and rule say? */
#include "tests/unit/meeting_case.h"

/* Seven ballots: five for, two against; closed. */
static int case_closed(void **state)
{
	struct maker *k;

	case_open(state);
	k = *state;
	for (unsigned i = 1; i <= 7; i++)
		maker_vote(k, i, i > 5);
	maker_close(k);
	return 0;
}

static int case_shared(void **state)
{
	case_closed(state);
	maker_cosign(*state, 1);
	maker_cosign(*state, 2);
	maker_share(*state, 2);
	maker_share(*state, 3);
	return 0;
}

/* ---- co-signatures ---- */

static void a_cosignature_is_for_a_head_of_this_ledger(void **state)
{
	struct maker *k = *state;
	struct head closing = meeting_current(&k->meeting)->closing_head, genesis;
	json_t *body;

	assert_int_equal(meeting_cosignatures(&k->meeting, 0, &closing), 0);
	maker_cosign(k, 1);
	assert_int_equal(meeting_cosignatures(&k->meeting, 0, &closing), 1);
	/* twice by the same trustee counts once */
	maker_cosign(k, 1);
	assert_int_equal(meeting_cosignatures(&k->meeting, 0, &closing), 1);
	maker_cosign(k, 3);
	assert_int_equal(meeting_cosignatures(&k->meeting, 0, &closing), 2);
	/* any earlier head may be signed, and is counted by itself */
	maker_add(k, "cosign", "machine:trustee-2", maker_cosign_body(k, 1, 2));
	assert_int_equal(meeting_head(&genesis, &k->meeting, 1), OK);
	assert_int_equal(meeting_cosignatures(&k->meeting, 0, &genesis), 1);
	assert_int_equal(meeting_cosignatures(&k->meeting, 0, &closing), 2);
	body = maker_cosign_body(k, closing.size, 1);
	maker_refuse(k, ERR_NOT_PERMITTED, "by", "cosign", "machine:trustee-2", json_deep_copy(body));
	maker_refuse(k, ERR_NOT_PERMITTED, "by", "cosign", "secretary", body);
}

/* A note like maker_cosign_body's, with the head, keys and origin as given. NULL leaves a signature out. */
static json_t *note_of(const struct maker *k, const struct head *head, const char *origin, const uint8_t *log_seed,
		       const uint8_t *trustee_seed, size_t times)
{
	struct note_key log = { .signer = NOTE_LOG }, trustee;
	struct buf note = { 0 };
	json_t *body;

	snprintf(log.name, sizeof(log.name), "%s", origin);
	trustee_note_key(&trustee, &k->meeting, k->meeting.key_record, 1);
	assert_int_equal(note_start(&note, origin, head), OK);
	if (log_seed) {
		assert_int_equal(sign_public(log.key, log_seed), OK);
		assert_int_equal(note_sign_log(&note, &log, log_seed), OK);
	}
	for (size_t i = 0; i < times; i++) {
		assert_int_equal(sign_public(trustee.key, trustee_seed), OK);
		assert_int_equal(note_cosign(&note, &trustee, trustee_seed, 1 + i), OK);
	}
	body = json_pack("{s:s}", "note", buf_text(&note));
	buf_release(&note);
	return body;
}

static void a_note_that_does_not_hold_is_refused(void **state)
{
	static const char by[] = "machine:trustee-1";
	struct maker *k = *state;
	const uint8_t *log = k->log_seed, *mine = k->keys.secrets[0].cosign_seed, *his = k->keys.secrets[1].cosign_seed;
	const char *origin = k->meeting.origin;
	struct head head = meeting_current(&k->meeting)->closing_head, wrong = head, beyond = head;

	wrong.root[0] ^= 1;
	beyond.size = k->line_count + 1;
	maker_refuse(k, ERR_HEAD, "note", "cosign", by, note_of(k, &wrong, origin, log, mine, 1));
	maker_refuse(k, ERR_HEAD, "note", "cosign", by, note_of(k, &beyond, origin, log, mine, 1));
	maker_refuse(k, ERR_NOTE, "note", "cosign", by, note_of(k, &head, "tally/m/FEDCBA9876543210", log, mine, 1));
	maker_refuse(k, ERR_SIGNATURE, "note", "cosign", by, note_of(k, &head, origin, mine, mine, 1));
	maker_refuse(k, ERR_SIGNATURE, "note", "cosign", by, note_of(k, &head, origin, log, his, 1));
	maker_refuse(k, ERR_SIGNATURE, "note", "cosign", by, note_of(k, &head, origin, NULL, mine, 1));
	maker_refuse(k, ERR_SIGNATURE, "note", "cosign", by, note_of(k, &head, origin, log, mine, 0));
	maker_refuse(k, ERR_SIGNATURE, "note", "cosign", by, note_of(k, &head, origin, log, mine, 2));
	maker_refuse(k, ERR_NOTE, "note", "cosign", by, maker_json("{'note':'tally'}"));
	maker_add(k, "cosign", by, note_of(k, &head, origin, log, mine, 1));
}

static void trustees_of_a_replaced_key_record_sign_only_for_attempts_of_theirs(void **state)
{
	struct maker *k = *state;
	json_t *first, *second;

	first = maker_cosign_body(k, 5, 1);
	maker_ceremony(k, CEREMONY_DONE);
	maker_refuse(k, ERR_SIGNATURE, "note", "cosign", "machine:trustee-1", first);
	/* the second record opens a poll: when it is replaced too, its trustees still vouch for what led to it */
	maker_define(k, "budget", "motion", 1);
	maker_open(k, "budget");
	maker_void(k, "budget");
	second = maker_cosign_body(k, 5, 1);
	maker_ceremony(k, CEREMONY_DONE);
	maker_add(k, "cosign", "machine:trustee-1", second);
	maker_add(k, "cosign", "machine:trustee-1", maker_cosign_body(k, 5, 1));
	assert_int_equal(k->meeting.cosigned_count, 2);
	assert_int_equal(k->meeting.cosigned[0].ceremony, 1);
	assert_int_equal(k->meeting.cosigned[1].ceremony, 2);
}

/* ---- shares ---- */

static void shares_wait_for_enough_cosignatures_on_the_closing_head(void **state)
{
	struct maker *k = *state;

	maker_refuse(k, ERR_ACT, "size", "share", "machine:trustee-1", maker_share_body(k, 1));
	maker_cosign(k, 1);
	maker_refuse(k, ERR_ACT, "size", "share", "machine:trustee-1", maker_share_body(k, 1));
	maker_cosign(k, 2);
	maker_share(k, 3);
}

static void shares_are_each_trustees_own_of_the_closing_head_once(void **state)
{
	static const struct spoilt rows[] = {
		{ "poll", "'other'", ERR_NO_SUCH_POLL }, { "attempt", "2", ERR_POLL_STATE }, { "index", "2", ERR_NOT_PERMITTED },
		{ "index", "4", ERR_RANGE }, { "size", "1", ERR_HEAD }, { "share", "''", ERR_BODY_LENGTH },
		{ "root", "'0000000000000000000000000000000000000000000000000000000000000000'", ERR_HEAD },
	};
	struct maker *k = *state;
	json_t *body;

	maker_cosign(k, 1);
	maker_cosign(k, 2);
	refuse_each(k, "share", "machine:trustee-1", maker_share_body(k, 1), rows, COUNT(rows));
	maker_refuse(k, ERR_NOT_PERMITTED, "by", "share", "secretary", maker_share_body(k, 1));
	maker_share(k, 1);
	maker_refuse(k, ERR_POLL_STATE, "index", "share", "machine:trustee-1", maker_share_body(k, 1));
	maker_share(k, 2);
	/* a third is welcome evidence until there is a result */
	body = maker_share_body(k, 3);
	maker_result(k);
	maker_refuse(k, ERR_POLL_STATE, NULL, "share", "machine:trustee-3", body);
}

static void no_share_for_a_box_that_is_not_closed(void **state)
{
	struct maker *k = *state;

	maker_refuse(k, ERR_POLL_STATE, NULL, "share", "machine:trustee-1", maker_share_body(k, 1));
	maker_refuse(k, ERR_POLL_STATE, NULL, "refusal", "machine:trustee-1",
		     with(with(maker_attempt_body(k, "budget"), "index", "1"), "reason", "'封签码不符'"));
}

static void a_refusal_is_a_trustees_word_and_changes_no_state(void **state)
{
	struct maker *k = *state;
	json_t *body = with(with(maker_attempt_body(k, "budget"), "index", "1"), "reason", "'封签码不符'");

	maker_refuse(k, ERR_NOT_PERMITTED, "by", "refusal", "machine:trustee-2", json_deep_copy(body));
	maker_add(k, "refusal", "machine:trustee-1", body);
	assert_int_equal(meeting_current(&k->meeting)->state, ATTEMPT_CLOSED);
}

/* ---- the result ---- */

static void a_result_follows_from_shares_counts_and_rule(void **state)
{
	static const struct spoilt rows[] = {
		{ "shares", "[]", ERR_RESULT }, { "shares", "[0,1]", ERR_RESULT }, { "shares", "['a','b']", ERR_FIELD_TYPE },
		{ "counts", "[]", ERR_RANGE }, { "counts", "[[5,2,0],[5,2]]", ERR_RANGE }, { "counts", "[[5,2,0],[5,2,0]]", ERR_RANGE }, { "counts", "[[5,2]]", ERR_RANGE },
		{ "counts", "[[5,2,1]]", ERR_UNACCOUNTED }, { "counts", "[[8,0,-1]]", ERR_RANGE }, { "counts", "[[6,2,-1]]", ERR_RANGE },
		{ "counts", "[['5','2','0']]", ERR_FIELD_TYPE }, { "counts", "[[2,5,0]]", ERR_RESULT }, { "verdict", "{}", ERR_RESULT },
	};
	struct maker *k = *state;
	json_t *good = maker_result_body(k), *bad, *shares;

	refuse_each(k, "result", NULL, json_deep_copy(good), rows, COUNT(rows));
	bad = json_deep_copy(good);
	shares = json_object_get(bad, "shares");
	json_array_set(shares, 1, json_array_get(shares, 0));
	maker_refuse(k, ERR_RESULT, "shares", "result", NULL, bad);
	bad = json_deep_copy(good);
	json_array_remove(json_object_get(bad, "shares"), 0);
	maker_refuse(k, ERR_RESULT, "shares", "result", NULL, bad);
	bad = json_deep_copy(good);
	json_object_set_new(json_object_get(bad, "verdict"), "more", json_null());
	maker_refuse(k, ERR_RESULT, "verdict", "result", NULL, bad);
	maker_add(k, "result", "secretary", json_deep_copy(good));
	assert_null(k->meeting.current);
	maker_refuse(k, ERR_POLL_STATE, NULL, "result", NULL, good);
}

static void t_minus_one_shares_give_no_result(void **state)
{
	struct maker *k = *state;
	json_t *body;

	maker_cosign(k, 1);
	maker_cosign(k, 2);
	maker_share(k, 1);
	body = with(with(maker_attempt_body(k, "budget"), "counts", "[[5,2,0]]"), "verdict", "{}");
	json_object_set_new(body, "shares", json_pack("[I]", (json_int_t)meeting_current(&k->meeting)->shares[0].entry));
	maker_refuse(k, ERR_RESULT, "shares", "result", NULL, body);
}

static void what_is_published_stays(void **state)
{
	struct maker *k = *state;
	const struct attempt *a = meeting_current(&k->meeting);

	maker_result(k);
	assert_int_equal(a->state, ATTEMPT_COUNTED);
	maker_add(k, "publish", NULL, maker_attempt_body(k, "budget"));
	assert_int_equal(a->state, ATTEMPT_PUBLISHED);
	maker_refuse(k, ERR_POLL_STATE, NULL, "publish", NULL, maker_attempt_body(k, "budget"));
	maker_refuse(k, ERR_POLL_STATE, NULL, "poll_void", NULL,
		     maker_act_body(k, "poll_void", with(with(maker_attempt_body(k, "budget"), "reason", "'x'"), "paper", "false"), 2));
	maker_refuse(k, ERR_POLL_STATE, NULL, "poll_open", NULL, maker_open_body(k, "budget"));
}

static void a_count_may_be_voided_before_it_is_published(void **state)
{
	struct maker *k = *state;

	maker_result(k);
	maker_void(k, "budget");
	maker_refuse(k, ERR_POLL_STATE, NULL, "publish", NULL, maker_attempt_body(k, "budget"));
	maker_open(k, "budget");
	assert_int_equal(meeting_current(&k->meeting)->number, 2);
}

static void an_election_counts_every_row(void **state)
{
	struct maker *k = *state;
	static const uint8_t marks[] = { 1, 0, 2 };
	json_t *counts = maker_json("[[6,1,0],[1,0,6],[0,0,7]]");
	struct maker_ballot b;

	maker_define(k, "council", "election", 3);
	maker_open(k, "council");
	for (unsigned i = 1; i <= 6; i++)
		maker_vote(k, i, 0);
	maker_ballot(k, &b, 7, marks);
	maker_add(k, "ballot_commit", NULL, maker_commit_body(k, &b));
	maker_cast(k, &b);
	maker_ballot_release(&b);
	maker_count(k);
	assert_true(json_equal(k->meeting.polls[0]->attempts[0]->counts, counts));
	json_decref(counts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_closed, a_cosignature_is_for_a_head_of_this_ledger),
		CASE(case_closed, a_note_that_does_not_hold_is_refused),
		CASE(case_prepared, trustees_of_a_replaced_key_record_sign_only_for_attempts_of_theirs),
		CASE(case_closed, shares_wait_for_enough_cosignatures_on_the_closing_head),
		CASE(case_closed, shares_are_each_trustees_own_of_the_closing_head_once),
		CASE(case_open, no_share_for_a_box_that_is_not_closed),
		CASE(case_closed, a_refusal_is_a_trustees_word_and_changes_no_state),
		CASE(case_shared, a_result_follows_from_shares_counts_and_rule),
		CASE(case_closed, t_minus_one_shares_give_no_result),
		CASE(case_shared, what_is_published_stays),
		CASE(case_shared, a_count_may_be_voided_before_it_is_published),
		CASE(case_prepared, an_election_counts_every_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
