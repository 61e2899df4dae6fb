/* Does a terminal tell what another had sealed, and believe neither the code nor the server a word that it cannot check? */
#include "tests/unit/voter_hall.h"

static const uint8_t MARKS[] = { 0, 1, 2 };

/* Somebody else has tested a ballot; this terminal has heard of nothing yet but the head before. */
struct test {
	struct hall h;
	struct maker_ballot ballot;
	struct tested code;
	char text[TESTED_TEXT_SIZE];
};

static int begin(void **state)
{
	struct test *t = calloc(1, sizeof *t);

	hall_begin(&t->h);
	voter_set_slip(t->h.voter, NULL);
	hall_run(&t->h);
	maker_ballot(&t->h.k, &t->ballot, 2, MARKS);
	maker_add(&t->h.k, "ballot_commit", NULL, maker_commit_body(&t->h.k, &t->ballot));
	maker_add(&t->h.k, "ballot_test", NULL, maker_test_body(&t->h.k, &t->ballot));
	t->code.attempt = 1;
	strcpy(t->code.meeting, t->h.k.meeting.id);
	strcpy(t->code.poll, "budget");
	memcpy(t->code.tracking, t->ballot.tracking, sizeof t->code.tracking);
	memcpy(t->code.seed, t->ballot.seed, SEED_SIZE);
	tested_show(t->text, &t->code);
	*state = t;
	return 0;
}

static int end(void **state)
{
	struct test *t = *state;

	maker_ballot_release(&t->ballot);
	hall_end(&t->h);
	free(t);
	return 0;
}

static enum err check(struct test *t)
{
	tested_show(t->text, &t->code);
	assert_int_equal(voter_check(t->h.voter, t->text), OK);
	assert_int_equal(voter_checked(t->h.voter)->state, VOTER_CHECK_ASKING);
	hall_run(&t->h);
	assert_int_equal(voter_checked(t->h.voter)->state, VOTER_CHECK_DONE);
	return voter_checked(t->h.voter)->why;
}

static void what_another_terminal_had_sealed_is_told(void **state)
{
	struct test *t = *state;
	const struct voter_check *c = voter_checked(t->h.voter);

	assert_int_equal(check(t), OK);
	assert_memory_equal(c->marks, MARKS, sizeof MARKS);
	assert_int_equal(c->entry, t->h.k.line_count - 1);
	assert_string_equal(c->poll.id, "budget");
	/* the head that was known is older than the test: it is asked for once more under the next */
	assert_int_equal(hall_sent(&t->h, "tested"), 2);
	voter_check_end(t->h.voter);
	assert_int_equal(c->state, VOTER_CHECK_NONE);
	assert_null(c->poll.definition);
}

static void it_is_told_after_the_poll_too(void **state)
{
	struct test *t = *state;
	json_t *poll = maker_state_poll(&t->h.k);

	json_object_set_new(poll, "state", json_string("closed"));
	t->h.tested = json_pack("{s:o}", "poll", poll);
	assert_int_equal(check(t), OK);
}

static void a_code_that_the_record_does_not_bear_out_is_refused(void **state)
{
	struct test *t = *state;

	t->code.seed[5] ^= 1;
	assert_int_equal(check(t), ERR_OPENING);
	t->code.tracking[5] ^= 1;
	assert_int_equal(check(t), ERR_NO_COMMIT);
	t->code.meeting[3] = 'Z';
	tested_show(t->text, &t->code);
	assert_int_equal(voter_check(t->h.voter, t->text), ERR_CODE);
	assert_int_equal(voter_check(t->h.voter, "https://example.org/"), ERR_CODE);
}

/* Closed, and the next code scanned, before the server has answered about the first. */
static void an_answer_about_the_check_before_is_not_taken_for_this_one(void **state)
{
	struct test *t = *state;
	struct tested other = t->code;
	char text[TESTED_TEXT_SIZE];

	other.tracking[5] ^= 1;
	tested_show(text, &other);
	assert_int_equal(voter_check(t->h.voter, text), OK);
	voter_check_end(t->h.voter);
	t->h.refusal = ERR_RANGE;
	assert_int_equal(check(t), OK);
}

/* The ballot that was sealed says one thing, the server's line another: it does not lie under the head, or is no test. */
static void an_entry_that_is_not_in_the_record_is_refused(void **state)
{
	struct test *t = *state;
	struct maker_ballot other;
	static const uint8_t marks[] = { 2, 2, 0 };

	maker_ballot(&t->h.k, &other, 3, marks);
	maker_add(&t->h.k, "ballot_commit", NULL, maker_commit_body(&t->h.k, &other));
	const char *elsewhere = t->h.k.lines[t->h.k.line_count - 1];
	t->h.tested = json_pack("{s:s}", "line", elsewhere);
	assert_int_equal(check(t), ERR_TREE_PROOF);
	json_object_set_new(t->h.tested, "line", json_string("{}"));
	assert_int_equal(check(t), ERR_TREE_PROOF);
	maker_ballot_release(&other);
}

/* Other words for the same options would be another definition, and so another hash. */
static void another_definition_is_noticed(void **state)
{
	struct test *t = *state;
	json_t *poll = maker_state_poll(&t->h.k);
	char *line = strdup(json_string_value(json_object_get(poll, "definition"))), *at = strstr(line, "\"title\":\"");

	assert_non_null(at);
	at[9] ^= 1;
	json_object_set_new(poll, "definition", json_string(line));
	free(line);
	t->h.tested = json_pack("{s:o}", "poll", poll);
	assert_int_equal(check(t), ERR_NO_COMMIT);
}

static void the_open_poll_s_own_key_stays_prepared(void **state)
{
	struct test *t = *state;
	uint8_t record[32];

	memcpy(record, t->h.sealer.record, sizeof record);
	assert_int_equal(check(t), OK);
	assert_memory_equal(record, t->h.sealer.record, sizeof record);
	voter_set_slip(t->h.voter, t->h.k.codes[0]);
	hall_run(&t->h);
	assert_int_equal(voter_choose(t->h.voter, MARKS, 3), OK);
	hall_run(&t->h);
	hall_is(&t->h, VOTER_SEALED, OK);
	assert_int_equal(voter_cast(t->h.voter), OK);
	hall_run(&t->h);
	hall_is(&t->h, VOTER_RECEIVED, OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_another_terminal_had_sealed_is_told, begin, end),
		cmocka_unit_test_setup_teardown(it_is_told_after_the_poll_too, begin, end),
		cmocka_unit_test_setup_teardown(a_code_that_the_record_does_not_bear_out_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(an_answer_about_the_check_before_is_not_taken_for_this_one, begin, end),
		cmocka_unit_test_setup_teardown(an_entry_that_is_not_in_the_record_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(another_definition_is_noticed, begin, end),
		cmocka_unit_test_setup_teardown(the_open_poll_s_own_key_stays_prepared, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
