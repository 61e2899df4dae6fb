/* Whatever a server shows it, does a scrutineer's terminal help to open one total of an attempt, that of all its ballots, and nothing else?
 *
 * Nobody can hand it a ciphertext: it is asked by the ledger alone, and so the tests show it ledgers. */
#include "tests/unit/trustee_kit.h"

#include "protocol/base/fields.h"

/* An open motion and `votes` ballots, all for the option `mark`; as long as nothing differs, two of them are the same to the byte. */
static void vote(struct maker *k, unsigned votes, uint8_t mark)
{
	open_poll(k);
	maker_add(k, "cosign", "machine:trustee-1", maker_cosign_body(k, k->meeting.tree.size, ME));
	for (unsigned i = 1; i <= votes; i++)
		maker_vote(k, i, mark);
}

static void close_and_cosign(struct maker *k, uint32_t signers)
{
	maker_close(k);
	for (uint32_t i = 1; i <= signers; i++)
		maker_cosign(k, i);
}

/* The terminal's demo mode, which opens what it may without a person: whatever it then refuses, it refuses by itself. */
static void begin_willing(struct terminal *t, const char *folder, const struct maker *k)
{
	begin(t, folder, k, true);
	run(t);
	if (t->trustee->verifier.meeting.key_record)
		t->trustee->verifier.meeting.ceremonies[0]->reveals[ME - 1].is_auto = true;
	run(t);
}

static bool has_sent(const struct terminal *t, const char *type)
{
	for (size_t i = 0; i < t->link->sent_count; i++) {
		if (!strcmp(t->link->sent[i], type))
			return true;
	}
	return false;
}

static void a_poll_that_is_not_closed_is_not_opened(void **state)
{
	const struct temp_folder *f = *state;

	for (int step = 0; step < 4; step++) {
		struct maker k;
		struct terminal t;

		vote(&k, 6, 0);
		if (step == 1)
			maker_add(&k, "poll_hold", NULL, json_pack("{s:s, s:i, s:s}", "poll", "budget", "attempt", 1, "reason", "a question"));
		if (step == 2)
			close_and_cosign(&k, MAKER_THRESHOLD - 1);
		if (step == 3) {
			close_and_cosign(&k, MAKER_TRUSTEES);
			maker_void(&k, "budget");
		}
		write_keyfile(f->path, &k);
		begin_willing(&t, f->path, &k);
		assert_false(has_sent(&t, "share"));
		assert_int_equal(trustee_failed(t.trustee), OK);
		end(&t);
		maker_release(&k);
	}
}

/* One ballot alone would be somebody's vote: an attempt that has too few is over, for whoever reads the ledger. */
static void a_single_ballot_is_not_opened(void **state)
{
	const struct temp_folder *f = *state;

	for (unsigned votes = 1; votes <= 5; votes++) {
		struct maker k;
		struct terminal t;

		vote(&k, votes, 0);
		close_and_cosign(&k, votes < 5 ? 0 : MAKER_TRUSTEES);
		assert_int_equal(meeting_poll(&k.meeting, "budget")->attempts[0]->state, votes < 5 ? ATTEMPT_NOT_OPENED : ATTEMPT_CLOSED);
		write_keyfile(f->path, &k);
		begin_willing(&t, f->path, &k);
		assert_int_equal(has_sent(&t, "share"), votes >= 5);
		end(&t);
		maker_release(&k);
	}
}

/* A server that leaves ballots out cannot say so in its poll_close, and after it has shown them cannot take them back. */
static void a_part_of_the_ballots_is_not_opened(void **state)
{
	const struct temp_folder *f = *state;
	struct maker all, part;
	struct terminal t;
	json_t *close;

	vote(&all, 7, 0);
	close = maker_close_body(&all);
	json_object_set_new(close, "returned", json_integer(6));
	json_object_set_new(close, "not_returned", json_integer(json_integer_value(json_object_get(close, "not_returned")) + 1));
	maker_refuse(&all, ERR_UNACCOUNTED, "returned", "poll_close", NULL, close);

	vote(&part, 6, 0);
	close_and_cosign(&part, MAKER_TRUSTEES);
	write_keyfile(f->path, &all);
	begin_willing(&t, f->path, &all);
	t.link->entries = t.link->heads = &part;
	run(&t);
	assert_false(has_sent(&t, "share"));
	assert_int_not_equal(trustee_failed(t.trustee), OK);
	end(&t);
	maker_release(&all);
	maker_release(&part);
}

/* After a restart, shown another ledger in which the same attempt closed with other ballots: it
 * says no, and that it was asked stands in that very ledger. */
static void another_total_of_an_opened_attempt_is_refused_in_the_ledger(void **state)
{
	const struct temp_folder *f = *state;
	struct maker first, second;
	struct terminal t;

	vote(&first, 6, 0);
	close_and_cosign(&first, MAKER_TRUSTEES);
	write_keyfile(f->path, &first);
	begin_willing(&t, f->path, &first);
	assert_string_equal(last_sent(&t), "share");
	end(&t);

	vote(&second, 7, 0);
	close_and_cosign(&second, MAKER_TRUSTEES);
	begin_willing(&t, f->path, &second);
	assert_false(has_sent(&t, "share"));
	assert_string_equal(last_sent(&t), "refusal");
	assert_int_equal(maker_try(&second, "refusal", "machine:trustee-1", json_incref((json_t *)(uintptr_t)last_body(&t))), OK);
	end(&t);
	maker_release(&first);
	maker_release(&second);
}

static void a_lost_reply_gets_the_same_share_again(void **state)
{
	const struct temp_folder *f = *state;
	struct maker k;
	struct terminal t;
	json_t *before;

	vote(&k, 6, 0);
	close_and_cosign(&k, MAKER_TRUSTEES);
	write_keyfile(f->path, &k);
	begin_willing(&t, f->path, &k);
	assert_string_equal(last_sent(&t), "share");
	before = json_deep_copy(last_body(&t));
	run(&t);
	assert_true(json_equal(before, last_body(&t)));
	end(&t);
	/* and from its file, after a restart, without asking anybody */
	begin(&t, f->path, &k, false);
	run(&t);
	assert_string_equal(last_sent(&t), "share");
	assert_true(json_equal(before, last_body(&t)));
	assert_int_equal(t.questions, 0);
	end(&t);
	json_decref(before);
	maker_release(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_poll_that_is_not_closed_is_not_opened, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(a_single_ballot_is_not_opened, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(a_part_of_the_ballots_is_not_opened, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(another_total_of_an_opened_attempt_is_refused_in_the_ledger, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(a_lost_reply_gets_the_same_share_again, temp_folder_make, temp_folder_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
