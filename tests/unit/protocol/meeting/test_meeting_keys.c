/* The ceremony and the acts: is every step taken once, in its order, by its trustee, and do too few or false signatures do nothing? */
#include "tests/unit/meeting_case.h"

static int case_machines(void **state)
{
	struct maker *k;

	case_new(state);
	k = *state;
	maker_found(k);
	maker_roll(k);
	maker_machines(k);
	return 0;
}

static void a_ceremony_starts_with_trustees_more_than_half_of_which_open(void **state)
{
	static const struct spoilt rows[] = {
		{ "ceremony", "2", ERR_CEREMONY }, { "n", "2", ERR_RANGE }, { "n", "10", ERR_RANGE }, { "t", "1", ERR_RANGE }, { "t", "4", ERR_RANGE },
		{ "trustees", "['trustee-1','trustee-2']", ERR_RANGE }, { "trustees", "['trustee-1','trustee-2','trustee-2']", ERR_MACHINE },
		{ "trustees", "['trustee-1','trustee-2','desk-1']", ERR_MACHINE }, { "trustees", "['trustee-1','trustee-2','nobody']", ERR_MACHINE },
		{ "trustees", "['trustee-1','trustee-2',3]", ERR_MACHINE },
	};
	struct maker *k = *state;

	refuse_each(k, "ceremony_start", NULL, maker_ceremony_start_body(), rows, COUNT(rows));
	maker_add(k, "ceremony_start", NULL, maker_ceremony_start_body());
	maker_refuse(k, ERR_CEREMONY, NULL, "ceremony_start", NULL, with(maker_ceremony_start_body(), "ceremony", "2"));
	maker_refuse(k, ERR_CEREMONY, "ceremony", "ceremony_abort", NULL, maker_json("{'ceremony':2,'reason':'断电'}"));
	maker_add(k, "ceremony_abort", NULL, maker_json("{'ceremony':1,'reason':'断电'}"));
	maker_refuse(k, ERR_CEREMONY, NULL, "ceremony_abort", NULL, maker_json("{'ceremony':1,'reason':'断电'}"));
	maker_add(k, "ceremony_start", NULL, with(maker_ceremony_start_body(), "ceremony", "2"));
	assert_null(k->meeting.key_record);
}

static void every_step_is_each_trustees_own_once_and_in_order(void **state)
{
	static const char *const types[] = { "ceremony_commit", "ceremony_reveal", "ceremony_shares", "ceremony_confirm" };
	struct maker *k = *state;

	maker_ceremony(k, CEREMONY_COMMIT);
	for (int step = CEREMONY_COMMIT; step < CEREMONY_DONE; step++) {
		enum ceremony_step now = (enum ceremony_step)step;

		for (int other = CEREMONY_COMMIT; other < CEREMONY_DONE; other++)
			if (other != step)
				maker_refuse(k, ERR_CEREMONY, NULL, types[other], "machine:trustee-1",
					     maker_ceremony_body(k, (enum ceremony_step)other, 1));
		maker_refuse(k, ERR_NOT_PERMITTED, "by", types[step], "machine:trustee-2", maker_ceremony_body(k, now, 1));
		maker_refuse(k, ERR_NOT_PERMITTED, "by", types[step], "secretary", maker_ceremony_body(k, now, 1));
		maker_refuse(k, ERR_CEREMONY, "ceremony", types[step], "machine:trustee-1", with(maker_ceremony_body(k, now, 1), "ceremony", "2"));
		maker_refuse(k, ERR_CEREMONY, "index", types[step], "machine:trustee-1", with(maker_ceremony_body(k, now, 1), "index", "4"));
		maker_add(k, types[step], "machine:trustee-2", maker_ceremony_body(k, now, 2));
		maker_refuse(k, ERR_CEREMONY, "index", types[step], "machine:trustee-2", maker_ceremony_body(k, now, 2));
		maker_add(k, types[step], "machine:trustee-1", maker_ceremony_body(k, now, 1));
		maker_add(k, types[step], "machine:trustee-3", maker_ceremony_body(k, now, 3));
	}
	assert_non_null(k->meeting.key_record);
	assert_memory_equal(k->meeting.key_record->hash, k->keys.record, 32);
	assert_memory_equal(k->meeting.key_record->key, k->keys.key, POINT_SIZE);
}

static void a_reveal_is_what_was_committed_to(void **state)
{
	struct maker *k = *state;
	json_t *body, *other;
	char *text;

	maker_ceremony(k, CEREMONY_REVEAL);
	body = maker_ceremony_body(k, CEREMONY_REVEAL, 1);
	text = strdup(json_string_value(json_object_get(body, "reveal")));
	assert_non_null(text);
	/* the same object, written with a space */
	other = json_deep_copy(body);
	json_object_set_new(other, "reveal", json_sprintf("%s ", text));
	maker_refuse(k, ERR_SHARE, "reveal", "ceremony_reveal", "machine:trustee-1", other);
	other = maker_ceremony_body(k, CEREMONY_REVEAL, 2);
	json_object_set_new(other, "index", json_integer(1));
	maker_refuse(k, ERR_SHARE, "reveal", "ceremony_reveal", "machine:trustee-1", other);
	maker_add(k, "ceremony_reveal", "machine:trustee-1", body);
	free(text);
}

/* Commit to any text, so that the reading of it is what refuses. */
static void refuse_reveal(struct maker *k, enum err expected, const char *field, json_t *value)
{
	json_t *parsed = json_loads(k->keys.texts[0], 0, NULL);
	uint8_t commit[32];
	char *text;

	json_object_set_new(parsed, field, value);
	text = json_dumps(parsed, JSON_COMPACT);
	json_decref(parsed);
	ceremony_commitment(commit, &k->keys.c, 1, text);
	maker_add(k, "ceremony_commit", "machine:trustee-1", json_pack("{s:i, s:i, s:o}", "ceremony", 1, "index", 1, "commit", maker_hex(commit, 32)));
	maker_add(k, "ceremony_commit", "machine:trustee-2", maker_ceremony_body(k, CEREMONY_COMMIT, 2));
	maker_add(k, "ceremony_commit", "machine:trustee-3", maker_ceremony_body(k, CEREMONY_COMMIT, 3));
	maker_refuse(k, expected, "reveal", "ceremony_reveal", "machine:trustee-1",
		     json_pack("{s:i, s:i, s:s}", "ceremony", 1, "index", 1, "reveal", text));
	free(text);
}

static void a_reveal_must_bear_its_machines_name(void **state)
{
	maker_ceremony(*state, CEREMONY_COMMIT);
	refuse_reveal(*state, ERR_SHARE, "name", json_string("trustee-2"));
}

static void a_reveal_must_bear_its_index(void **state)
{
	maker_ceremony(*state, CEREMONY_COMMIT);
	refuse_reveal(*state, ERR_SHARE, "index", json_integer(2));
}

static void a_reveal_that_cannot_be_read_is_refused(void **state)
{
	maker_ceremony(*state, CEREMONY_COMMIT);
	refuse_reveal(*state, ERR_FIELD_TYPE, "auto", json_null());
}

static void shares_go_to_all_others_in_order(void **state)
{
	struct maker *k = *state;
	json_t *good, *bad;

	maker_ceremony(k, CEREMONY_SHARES);
	good = maker_ceremony_body(k, CEREMONY_SHARES, 2);
	bad = json_deep_copy(good);
	json_array_remove(json_object_get(bad, "shares"), 1);
	maker_refuse(k, ERR_RANGE, "shares", "ceremony_shares", "machine:trustee-2", bad);
	bad = json_deep_copy(good);
	json_object_set_new(json_array_get(json_object_get(bad, "shares"), 0), "to", json_integer(2));
	maker_refuse(k, ERR_RANGE, "to", "ceremony_shares", "machine:trustee-2", bad);
	bad = json_deep_copy(good);
	json_object_set_new(json_array_get(json_object_get(bad, "shares"), 1), "to", json_integer(1));
	maker_refuse(k, ERR_RANGE, "to", "ceremony_shares", "machine:trustee-2", bad);
	bad = json_deep_copy(good);
	json_object_set_new(json_array_get(json_object_get(bad, "shares"), 1), "box", json_string("AAAA"));
	maker_refuse(k, ERR_BASE64, "box", "ceremony_shares", "machine:trustee-2", bad);
	maker_add(k, "ceremony_shares", "machine:trustee-2", good);
}

static void confirms_agree_and_are_signed(void **state)
{
	struct maker *k = *state;
	json_t *bad;
	uint8_t other_key[POINT_SIZE] = { 4 }, signature[SIGN_SIZE];

	maker_ceremony(k, CEREMONY_CONFIRM);
	bad = maker_ceremony_body(k, CEREMONY_CONFIRM, 1);
	json_object_set_new(bad, "record", maker_hex(k->keys.commits[0], 32));
	maker_refuse(k, ERR_SHARE, "record", "ceremony_confirm", "machine:trustee-1", bad);
	bad = maker_ceremony_body(k, CEREMONY_CONFIRM, 1);
	json_object_set_new(bad, "sig", maker_base64(k->keys.confirms[1], SIGN_SIZE));
	maker_refuse(k, ERR_SIGNATURE, "sig", "ceremony_confirm", "machine:trustee-1", bad);
	maker_add(k, "ceremony_confirm", "machine:trustee-1", maker_ceremony_body(k, CEREMONY_CONFIRM, 1));
	/* well signed, but another K than the first said */
	assert_int_equal(ceremony_confirm(signature, &k->keys.c, k->keys.secrets[1].cosign_seed, k->keys.record, other_key), OK);
	bad = maker_ceremony_body(k, CEREMONY_CONFIRM, 2);
	json_object_set_new(bad, "key", maker_base64(other_key, POINT_SIZE));
	json_object_set_new(bad, "sig", maker_base64(signature, SIGN_SIZE));
	maker_refuse(k, ERR_SHARE, "key", "ceremony_confirm", "machine:trustee-2", bad);
	assert_null(k->meeting.key_record);
}

static void no_ceremony_starts_while_a_poll_runs(void **state)
{
	struct maker *k = *state;
	json_t *body = with(maker_ceremony_start_body(), "ceremony", "2");

	maker_refuse(k, ERR_POLL_OPEN, NULL, "ceremony_start", NULL, json_deep_copy(body));
	for (unsigned i = 1; i <= 5; i++)
		maker_vote(k, i, 0);
	maker_close(k);
	maker_refuse(k, ERR_POLL_OPEN, NULL, "ceremony_start", NULL, json_deep_copy(body));
	maker_void(k, "budget");
	maker_add(k, "ceremony_start", NULL, body);
}

/* ---- acts ---- */

static int case_keyed(void **state)
{
	case_machines(state);
	maker_ceremony(*state, CEREMONY_DONE);
	return 0;
}

static void an_act_needs_a_key_record(void **state)
{
	struct maker *k = *state;

	maker_refuse(k, ERR_NO_KEY, NULL, "slip_lists", NULL,
		     maker_json("{'number':1,'act':'{}','sigs':[{'index':1,'sig':''},{'index':2,'sig':''}]}"));
}

static void signatures_of_an_act_are_different_and_all_good(void **state)
{
	struct maker *k = *state;
	json_t *good = maker_act_body(k, "slip_lists", maker_slip_lists_fields(k, 1), 2), *bad, *sigs;

	bad = json_deep_copy(good);
	sigs = json_object_get(bad, "sigs");
	json_array_set(sigs, 1, json_array_get(sigs, 0));
	maker_refuse(k, ERR_ACT, "sigs", "slip_lists", NULL, bad);
	bad = json_deep_copy(good);
	json_object_set_new(json_array_get(json_object_get(bad, "sigs"), 1), "index", json_integer(3));
	maker_refuse(k, ERR_ACT, "sigs", "slip_lists", NULL, bad);
	bad = json_deep_copy(good);
	json_object_set_new(json_array_get(json_object_get(bad, "sigs"), 1), "index", json_integer(4));
	maker_refuse(k, ERR_RANGE, "index", "slip_lists", NULL, bad);
	bad = json_deep_copy(good);
	json_object_set_new(bad, "act", json_sprintf("%s ", json_string_value(json_object_get(good, "act"))));
	maker_refuse(k, ERR_ACT, "sigs", "slip_lists", NULL, bad);
	maker_refuse(k, ERR_ACT, "number", "slip_lists", NULL, with(json_deep_copy(good), "number", "2"));
	/* more than enough, one of them false */
	bad = maker_act_body(k, "slip_lists", maker_slip_lists_fields(k, 1), 3);
	json_object_set(json_array_get(json_object_get(bad, "sigs"), 2), "sig",
			json_object_get(json_array_get(json_object_get(bad, "sigs"), 0), "sig"));
	maker_refuse(k, ERR_ACT, "sigs", "slip_lists", NULL, bad);
	maker_add(k, "slip_lists", NULL, good);
	assert_int_equal(k->meeting.act_count, 1);
}

static void an_act_that_was_signed_must_still_be_readable(void **state)
{
	static const char *const texts[] = { "{\"act\":\"slip_lists\"", "[]", "{\"act\":1}" };
	static const enum err errors[] = { ERR_JSON, ERR_JSON, ERR_ACT };
	struct maker *k = *state;

	for (size_t i = 0; i < COUNT(texts); i++) {
		json_t *sigs = json_array();

		for (int t = 1; t <= 2; t++) {
			uint8_t signature[SIGN_SIZE];

			assert_int_equal(sign_act(signature, k->keys.secrets[t - 1].cosign_seed, k->meeting.id, 1, texts[i]), OK);
			json_array_append_new(sigs, json_pack("{s:i, s:o}", "index", t, "sig", maker_base64(signature, SIGN_SIZE)));
		}
		maker_refuse(k, errors[i], "act", "slip_lists", NULL, json_pack("{s:i, s:s, s:o}", "number", 1, "act", texts[i], "sigs", sigs));
	}
}

static void slip_lists_hold_what_their_fingerprint_says(void **state)
{
	static const struct spoilt rows[] = {
		{ "issue", "2", ERR_RANGE }, { "slips", "0", ERR_RANGE }, { "slips", "6001", ERR_RANGE }, { "slips", "13", ERR_SLIP_LIST },
		{ "slots", "3", ERR_RANGE }, { "slots", "513", ERR_RANGE }, { "lists", "[]", ERR_RANGE }, { "lists", "['','','','']", ERR_HEX },
		{ "lists", "[1,2,3,4]", ERR_FIELD_TYPE },
		{ "fingerprint", "'0000000000000000000000000000000000000000000000000000000000000000'", ERR_SLIP_LIST },
	};
	struct maker *k = *state;
	json_t *fields, *lists;

	for (size_t i = 0; i < COUNT(rows); i++) {
		fields = with(maker_slip_lists_fields(k, 1), rows[i].field, rows[i].value);
		maker_refuse(k, rows[i].err, NULL, "slip_lists", NULL, maker_act_body(k, "slip_lists", fields, 2));
	}
	fields = maker_slip_lists_fields(k, 1);
	lists = json_object_get(fields, "lists");
	json_array_set(lists, 0, json_array_get(lists, 1));
	maker_refuse(k, ERR_SLIP_LIST, "fingerprint", "slip_lists", NULL, maker_act_body(k, "slip_lists", fields, 2));
	maker_slips(k);
	/* a second issue has its own number and as many slots */
	fields = maker_slip_lists_fields(k, 1);
	maker_refuse(k, ERR_RANGE, "issue", "slip_lists", NULL, maker_act_body(k, "slip_lists", fields, 2));
	fields = with(with(maker_slip_lists_fields(k, 1), "issue", "2"), "slots", "5");
	json_array_append_new(json_object_get(fields, "lists"), maker_hex(k->keys.record, 32));
	maker_refuse(k, ERR_RANGE, "slots", "slip_lists", NULL, maker_act_body(k, "slip_lists", fields, 2));
}

static json_t *void_fields(const struct maker *k)
{
	return with(with(maker_attempt_body(k, "budget"), "reason", "'x'"), "paper", "false");
}

static void one_scrutineer_is_enough_to_void_and_too_few_to_seal(void **state)
{
	struct maker *k = *state;
	json_t *old;

	maker_close(k);
	maker_refuse(k, ERR_RANGE, "sigs", "poll_void", NULL, maker_act_body(k, "poll_void", void_fields(k), 0));
	maker_refuse(k, ERR_ACT, "sigs", "seal", NULL, maker_act_body(k, "seal", maker_seal_fields(k), 1));
	/* whoever held a key before the one in force is nobody */
	old = maker_act_body(k, "poll_void", void_fields(k), 1);
	maker_ceremony(k, CEREMONY_DONE);
	maker_refuse(k, ERR_ACT, "sigs", "poll_void", NULL, old);
	maker_add(k, "poll_void", NULL, maker_act_body(k, "poll_void", void_fields(k), 1));
	assert_int_equal(k->meeting.polls[0]->attempts[0]->state, ATTEMPT_VOID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_machines, a_ceremony_starts_with_trustees_more_than_half_of_which_open),
		CASE(case_machines, every_step_is_each_trustees_own_once_and_in_order),
		CASE(case_machines, a_reveal_is_what_was_committed_to),
		CASE(case_machines, a_reveal_must_bear_its_machines_name),
		CASE(case_machines, a_reveal_must_bear_its_index),
		CASE(case_machines, a_reveal_that_cannot_be_read_is_refused),
		CASE(case_machines, shares_go_to_all_others_in_order),
		CASE(case_machines, confirms_agree_and_are_signed),
		CASE(case_open, no_ceremony_starts_while_a_poll_runs),
		CASE(case_machines, an_act_needs_a_key_record),
		CASE(case_keyed, signatures_of_an_act_are_different_and_all_good),
		CASE(case_keyed, an_act_that_was_signed_must_still_be_readable),
		CASE(case_open, one_scrutineer_is_enough_to_void_and_too_few_to_seal),
		CASE(case_keyed, slip_lists_hold_what_their_fingerprint_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
