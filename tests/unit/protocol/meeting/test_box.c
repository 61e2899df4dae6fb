/* Does the box tell good ballots from bad, count only what it is told to, and bind shares to its own attempt? */
#include "protocol/meeting/box.h"

#include "tests/unit/meeting_case.h"

static const struct poll *poll_of(const struct maker *k)
{
	return k->meeting.current;
}

static struct ballot_in cast_of(struct maker *k, const struct maker_ballot *b, uint8_t signature[SIGNATURE_SIZE])
{
	const struct ballot_form *form = &meeting_current(&k->meeting)->form;

	assert_int_equal(ballot_sign(k->keys.g, signature, BALLOT_CAST, form, b->secret, b->body, b->len, &k->rng), OK);
	return (struct ballot_in){ .purpose = BALLOT_CAST, .slot_key = b->key, .body = b->body, .len = b->len, .signature = signature };
}

static void good_and_bad_ballots_of_one_batch_are_told_apart(void **state)
{
	enum { COUNT_OF_BALLOTS = 4 };
	static const uint8_t marks[COUNT_OF_BALLOTS] = { 0, 1, 2, 0 };
	static const enum err expected[COUNT_OF_BALLOTS] = { OK, ERR_PROOF, OK, ERR_SIGNATURE };
	struct maker *k = *state;
	struct maker_ballot ballots[COUNT_OF_BALLOTS];
	struct ballot_in in[COUNT_OF_BALLOTS];
	uint8_t signatures[COUNT_OF_BALLOTS][SIGNATURE_SIZE];
	enum err verdicts[COUNT_OF_BALLOTS];
	struct box box;

	assert_int_equal(box_init(&box, &k->meeting, meeting_current(&k->meeting), &k->rng), OK);
	for (unsigned i = 0; i < COUNT_OF_BALLOTS; i++) {
		maker_ballot(k, &ballots[i], i + 1, &marks[i]);
		if (expected[i] == ERR_PROOF)
			ballots[i].body[ballots[i].len - 1] ^= 1;
		in[i] = cast_of(k, &ballots[i], signatures[i]);
		if (expected[i] == ERR_SIGNATURE)
			signatures[i][SIGNATURE_SIZE - 1] ^= 1;
	}
	assert_int_equal(box_check(&box, verdicts, in, COUNT_OF_BALLOTS), OK);
	assert_memory_equal(verdicts, expected, sizeof(expected));
	/* checking counts nothing */
	assert_int_equal(box.total.ballots, 0);
	for (unsigned i = 0; i < COUNT_OF_BALLOTS; i++)
		maker_ballot_release(&ballots[i]);
	box_release(&box);
}

/* From an empty box to shares that are checked against its total and open to the votes. */
static void a_box_opens_to_what_was_put_in(void **state)
{
	struct maker *k = *state;
	const struct attempt *a = meeting_current(&k->meeting);
	uint8_t key[POINT_SIZE], share_keys[TRUSTEE_MAX][POINT_SIZE];
	struct maker_ballot b;
	struct opening o;
	struct box box;
	uint64_t counts[2] = { 5, 1 };
	uint32_t indices[2] = { 1, 2 };

	assert_int_equal(box_init(&box, &k->meeting, a, &k->rng), OK);
	for (unsigned i = 1; i <= 7; i++) {
		uint8_t mark = i <= 5 ? 0 : i == 6 ? 1 : 2;

		maker_ballot(k, &b, i, &mark);
		maker_add(k, "ballot_commit", NULL, maker_commit_body(k, &b));
		maker_cast(k, &b);
		assert_int_equal(box_add(&box, b.body), OK);
		maker_ballot_release(&b);
	}
	assert_int_equal(box.total.ballots, 7);
	maker_close(k);
	maker_cosign(k, 1);
	maker_cosign(k, 2);
	box_opening(&o, &box, &k->meeting, poll_of(k));
	assert_int_equal(box_share_keys(box.group, key, share_keys, k->meeting.ceremonies[a->ceremony]), OK);
	assert_memory_equal(key, k->keys.key, sizeof(key));
	maker_share(k, 1);
	maker_share(k, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(opening_check_share(box.group, &o, indices[i], share_keys[i], a->shares[i].bytes), OK);
		assert_int_equal(opening_check_share(box.group, &o, indices[i], share_keys[1 - i], a->shares[i].bytes), ERR_DECRYPTION);
	}
	assert_int_equal(opening_check_counts(box.group, counts, &o, indices,
					      (const uint8_t *const[]){ a->shares[0].bytes, a->shares[1].bytes }, 2), OK);
	counts[0]--;
	assert_int_equal(opening_check_counts(box.group, counts, &o, indices,
					      (const uint8_t *const[]){ a->shares[0].bytes, a->shares[1].bytes }, 2), ERR_NO_TOTAL);
	box_release(&box);
}

static void an_opening_names_poll_attempt_head_and_keys(void **state)
{
	struct maker *k = *state;
	const struct attempt *a = meeting_current(&k->meeting);
	struct opening o;
	struct box box;

	for (unsigned i = 1; i <= 5; i++)
		maker_vote(k, i, 0);
	maker_close(k);
	assert_int_equal(box_init(&box, &k->meeting, a, &k->rng), OK);
	box_opening(&o, &box, &k->meeting, poll_of(k));
	assert_string_equal(o.meeting, k->meeting.id);
	assert_string_equal(o.poll, "budget");
	assert_int_equal(o.attempt, 1);
	assert_memory_equal(o.h_poll, a->form.h_poll, 64);
	assert_memory_equal(o.key_record, k->keys.record, 32);
	assert_int_equal(o.head_size, k->meeting.tree.size);
	assert_memory_equal(o.head_root, a->closing_head.root, 32);
	assert_ptr_equal(o.total, &box.total);
	box_release(&box);
}

static void a_key_that_is_no_point_makes_no_box(void **state)
{
	struct maker *k = *state;
	struct ceremony_record *c = k->meeting.ceremonies[0];
	struct box box;

	c->key[1] ^= 1;
	assert_int_equal(box_init(&box, &k->meeting, meeting_current(&k->meeting), &k->rng), ERR_POINT);
	c->key[1] ^= 1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_open, good_and_bad_ballots_of_one_batch_are_told_apart),
		CASE(case_open, a_box_opens_to_what_was_put_in),
		CASE(case_open, an_opening_names_poll_attempt_head_and_keys),
		CASE(case_open, a_key_that_is_no_point_makes_no_box),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
