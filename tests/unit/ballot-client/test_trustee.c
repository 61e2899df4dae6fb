/* Does a scrutineer's terminal sign, share and open only what it has verified under a head that
 * everybody sees, and lose no key on the way? */
#include "tests/unit/trustee_kit.h"

#include "protocol/base/code.h"
#include "protocol/base/fields.h"

static void start_ceremony(struct maker *k, json_int_t number)
{
	json_t *start = maker_ceremony_start_body();

	json_object_set_new(start, "ceremony", json_integer(number));
	maker_add(k, "ceremony_start", NULL, start);
}

static void abort_ceremony(struct maker *k, json_int_t number)
{
	maker_add(k, "ceremony_abort", NULL, json_pack("{s:I, s:s}", "ceremony", number, "reason", "begun by mistake"));
}

/* Six ballots, closed, and the closing head co-signed by all. */
static void vote_and_close(struct maker *k)
{
	for (unsigned i = 1; i <= 6; i++)
		maker_vote(k, i, 0);
	maker_close(k);
	for (uint32_t i = 1; i <= MAKER_TRUSTEES; i++)
		maker_cosign(k, i);
}

/* ---- the tests ---- */

static void it_cosigns_what_it_has_verified(void **state)
{
	const struct temp_folder *f = *state;
	struct maker k;
	struct terminal t;

	open_poll(&k);
	write_keyfile(f->path, &k);
	begin(&t, f->path, &k, true);
	run(&t);
	assert_string_equal(last_sent(&t), "cosign");
	assert_int_equal(trustee_failed(t.trustee), OK);
	end(&t);
	maker_release(&k);
}

static void entries_that_are_not_those_of_the_head_are_refused(void **state)
{
	const struct temp_folder *f = *state;
	struct maker k, other;
	struct terminal t;

	open_poll(&k);
	maker_init(&other, 9);
	other.clock++;
	maker_prepare(&other, 9);
	maker_define(&other, "budget", "motion", 1);
	maker_open(&other, "budget");
	assert_int_equal(k.line_count, other.line_count);
	write_keyfile(f->path, &k);
	begin(&t, f->path, &k, true);
	t.link->heads = &other;
	run(&t);
	assert_int_equal(trustee_failed(t.trustee), ERR_HEAD);
	assert_int_equal(t.link->sent_count, 0);
	end(&t);
	maker_release(&k);
	maker_release(&other);
}

static void entries_that_no_head_covers_are_refused(void **state)
{
	const struct temp_folder *f = *state;
	struct maker k, shorter;
	struct terminal t;

	open_poll(&k);
	maker_init(&shorter, 9);
	maker_prepare(&shorter, 9);
	write_keyfile(f->path, &k);
	begin(&t, f->path, &k, true);
	t.link->heads = &shorter;
	run(&t);
	assert_int_equal(trustee_failed(t.trustee), ERR_HEAD);
	assert_int_equal(t.link->sent_count, 0);
	end(&t);
	maker_release(&k);
	maker_release(&shorter);
}

static void what_it_signs_waits_until_the_head_is_on_disk(void **state)
{
	const struct temp_folder *f = *state;
	struct maker k;
	struct terminal t;

	open_poll(&k);
	write_keyfile(f->path, &k);
	begin(&t, f->path, &k, true);
	run(&t);
	assert_int_equal(t.link->sent_count, 1);
	assert_int_equal(t.link->kept_at[0], k.line_count);
	end(&t);

	begin(&t, f->path, &k, true);
	t.link->cannot_keep = true;
	run(&t);
	assert_int_equal(t.link->sent_count, 0);
	assert_int_equal(trustee_failed(t.trustee), ERR_IO);
	end(&t);
	maker_release(&k);
}

/* Twice, for the second must not take the first's leavings for the key in force. */
static void ceremonies_that_were_aborted_leave_the_key_in_force(void **state)
{
	const struct temp_folder *f = *state;
	struct maker k;
	struct terminal t;

	maker_init(&k, 9);
	maker_prepare(&k, 9);
	write_keyfile(f->path, &k);
	for (json_int_t number = 2; number <= 3; number++) {
		start_ceremony(&k, number);
		begin(&t, f->path, &k, true);
		run(&t);
		assert_string_equal(last_sent(&t), "ceremony_commit");
		end(&t);
		abort_ceremony(&k, number);
	}
	maker_define(&k, "budget", "motion", 1);
	maker_open(&k, "budget");
	maker_add(&k, "cosign", "machine:trustee-1", maker_cosign_body(&k, k.meeting.tree.size, 1));
	vote_and_close(&k);
	begin(&t, f->path, &k, true);
	run(&t);
	assert_string_equal(last_sent(&t), "share");
	assert_int_equal(maker_try(&k, "share", "machine:trustee-1", json_incref((json_t *)(uintptr_t)last_body(&t))), OK);
	end(&t);
	maker_release(&k);
}

/* --auto-open says yes to what the key record shows and to nothing else (P10.3). */
static void a_box_is_not_opened_unasked_where_the_key_record_does_not_show_it(void **state)
{
	const struct temp_folder *f = *state;

	for (int shows = 0; shows < 2; shows++) {
		struct maker k;
		struct terminal t;

		open_poll(&k);
		maker_add(&k, "cosign", "machine:trustee-1", maker_cosign_body(&k, k.meeting.tree.size, 1));
		size_t before = k.line_count;
		vote_and_close(&k);
		write_keyfile(f->path, &k);
		begin(&t, f->path, &k, true);
		t.link->shown = before;
		run(&t);
		assert_int_equal(t.link->sent_count, 0);
		t.trustee->verifier.meeting.ceremonies[0]->reveals[ME - 1].is_auto = shows;
		t.link->shown = 0;
		run(&t);
		assert_string_equal(last_sent(&t), shows ? "share" : "");
		assert_int_equal(t.questions, !shows);
		end(&t);
		maker_release(&k);
	}
}

static void propose(struct terminal *t, json_int_t number, const char *text)
{
	json_decref(t->link->acts);
	t->link->acts = json_pack("[{s:I, s:s}]", "number", number, "text", text);
}

/* Asked about `text`, says yes to `what`, and has signed `text`. */
static void sign_act_of(const char *folder, const struct maker *k, const char *text, enum trustee_question q, const char *what)
{
	struct terminal t;
	uint8_t signature[SIGN_SIZE];

	begin(&t, folder, k, false);
	propose(&t, k->meeting.act_count + 1, text);
	run(&t);
	assert_int_equal(t.link->sent_count, 0);
	assert_int_equal(t.questions, 1);
	assert_int_equal(t.asked, q);
	assert_string_equal(t.what, what);
	assert_int_equal(trustee_answer(t.trustee, "something else"), ERR_RANGE);
	assert_int_equal(trustee_answer(t.trustee, what), OK);
	assert_string_equal(last_sent(&t), "act_sign");
	assert_int_equal(base64_decode(signature, sizeof(signature), json_string_value(json_object_get(last_body(&t), "sig"))), OK);
	assert_int_equal(sign_check_act(k->keys.reveals[ME - 1].cosign, signature, k->meeting.id, k->meeting.act_count + 1, text), OK);
	end(&t);
}

static void an_act_of_any_length_can_be_agreed_to(void **state)
{
	const struct temp_folder *f = *state;
	struct maker k;
	char reason[6000], *text;

	maker_init(&k, 9);
	maker_prepare(&k, 9);
	write_keyfile(f->path, &k);
	memset(reason, 'x', sizeof(reason));
	reason[sizeof(reason) - 1] = 0;
	json_t *fields = json_pack("{s:s, s:s}", "act", "poll_void", "reason", reason);
	text = json_write(fields);
	sign_act_of(f->path, &k, text, TRUSTEE_ACT, text);
	free(text);
	json_decref(fields);
	maker_release(&k);
}

static void lists_of_slips_are_agreed_to_by_the_fingerprint_that_the_issuer_printed(void **state)
{
	const struct temp_folder *f = *state;
	struct maker k;
	uint8_t fingerprint[32];
	char code[CODE_TEXT_SIZE];

	maker_init(&k, 9);
	maker_prepare(&k, 9);
	write_keyfile(f->path, &k);
	json_t *fields = maker_slip_lists_fields(&k, 2);
	assert_int_equal(hex_decode(fingerprint, 32, json_string_value(json_object_get(fields, "fingerprint"))), OK);
	code_show(code, CODE_FINGERPRINT, fingerprint);
	json_object_set_new(fields, "act", json_string("slip_lists"));
	char *text = json_write(fields);
	sign_act_of(f->path, &k, text, TRUSTEE_SLIPS, code);
	free(text);
	json_decref(fields);
	maker_release(&k);
}

static void an_act_that_takes_the_place_of_another_is_signed_too(void **state)
{
	const struct temp_folder *f = *state;
	struct maker k;
	struct terminal t;

	maker_init(&k, 9);
	maker_prepare(&k, 9);
	write_keyfile(f->path, &k);
	begin(&t, f->path, &k, true);
	propose(&t, k.meeting.act_count + 1, "{\"act\":\"poll_void\"}");
	t.link->takes_acts = true;
	run(&t);
	run(&t);
	assert_int_equal(t.link->sent_count, 1);
	propose(&t, k.meeting.act_count + 1, "{\"act\":\"seal\"}");
	run(&t);
	assert_int_equal(t.link->sent_count, 2);
	end(&t);
	maker_release(&k);
}

static void a_signature_that_did_not_arrive_is_sent_again(void **state)
{
	const struct temp_folder *f = *state;
	struct maker k;
	struct terminal t;

	maker_init(&k, 9);
	maker_prepare(&k, 9);
	write_keyfile(f->path, &k);
	begin(&t, f->path, &k, true);
	propose(&t, k.meeting.act_count + 1, "{\"act\":\"poll_void\"}");
	run(&t);
	run(&t);
	assert_int_equal(t.link->sent_count, 2);
	assert_true(json_equal(t.link->bodies[0], t.link->bodies[1]));
	end(&t);
	maker_release(&k);
}

/* A ceremony that came as far as its shares, and was aborted, has left a share of a key that nobody uses. */
static void a_share_of_an_aborted_ceremony_is_not_kept_for_the_key_in_force(void **state)
{
	const struct temp_folder *f = *state;
	struct keymaker other;
	struct keyfile file;
	struct maker k;
	char path[TEMP_PATH_SIZE + 60];

	maker_init(&k, 9);
	maker_prepare(&k, 9);
	keymaker_run(&other, k.meeting.id, 2, 3, 2, 9);
	write_keyfile(f->path, &k);
	assert_int_equal(keyfile_open(&file, temp_path(path, state, "trustee.key"), "secret"), OK);
	keyfile_begin(&file, &other.c, ME, 1);
	file.now.reveal = strdup(other.texts[ME - 1]);
	file.now.share = other.shares[ME - 1];
	file.now.has_share = true;
	assert_non_null(keyfile_set(&file, 2));
	assert_true(scalar_equal(keyfile_set(&file, 1)->share, k.keys.shares[ME - 1]));
	other.c.id = 3;
	keyfile_begin(&file, &other.c, ME, 1);
	assert_null(keyfile_set(&file, 2));
	assert_true(scalar_equal(keyfile_set(&file, 1)->share, k.keys.shares[ME - 1]));
	/* the third comes into force: the first has had its day */
	other.c.id = 4;
	keyfile_begin(&file, &other.c, ME, 3);
	assert_null(keyfile_set(&file, 1));
	assert_null(keyfile_set(&file, 0));
	keyfile_release(&file);
	keymaker_release(&other);
	maker_release(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_cosigns_what_it_has_verified, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(entries_that_are_not_those_of_the_head_are_refused, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(entries_that_no_head_covers_are_refused, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(what_it_signs_waits_until_the_head_is_on_disk, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(ceremonies_that_were_aborted_leave_the_key_in_force, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(a_share_of_an_aborted_ceremony_is_not_kept_for_the_key_in_force, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(a_box_is_not_opened_unasked_where_the_key_record_does_not_show_it, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(an_act_of_any_length_can_be_agreed_to, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(lists_of_slips_are_agreed_to_by_the_fingerprint_that_the_issuer_printed,
						temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(an_act_that_takes_the_place_of_another_is_signed_too, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(a_signature_that_did_not_arrive_is_sent_again, temp_folder_make, temp_folder_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
