/* Does an honest ballot have the promised size, check singly and in batches, open to its marks, and hash to something that binds it? */
#include <stdlib.h>
#include "protocol/crypto/ballot_internal.h"
#include "tests/unit/ballot_kit.h"
#include "tests/unit/ballot_prover.h"

static int set_up(void **state)
{
	static struct ballot_kit kit;

	ballot_kit_init(&kit);
	*state = &kit;
	return 0;
}

static int tear_down(void **state)
{
	ballot_kit_release(*state);
	return 0;
}

static void the_size_of_a_body_follows_from_the_form(void **state)
{
	uint8_t options[15];
	struct ballot_form motion = form_motion(), election = form_election(), rows = { .row_count = 15, .options = options };

	(void)state;
	memset(options, 4, sizeof(options));
	assert_int_equal(ballot_form_body_size(&motion), 16 + 2 * 130 + 3 * 194);
	assert_int_equal(ballot_form_body_size(&rows), 16 + 45 * 130 + 60 * 194);
	assert_int_equal(ballot_form_ciphertexts(&election), 7);
	assert_int_equal(ballot_form_branches(&election), 11 + 3 + 4);
	assert_int_equal(ballot_form_body_size(&election), 16 + 7 * 130 + 18 * 194);
}

static void forms_out_of_bounds_are_refused(void **state)
{
	uint8_t options[2] = { 2, 2 };
	struct limit_term term = { 1, 1 };
	struct limit limit = { &term, 1, 0, 1 };
	const struct ballot_form good = { .row_count = 2, .options = options, .limit_count = 1, .limits = &limit };
	struct ballot_form f = good;

	(void)state;
	assert_int_equal(ballot_form_check(&f), OK);
	f.row_count = 0;
	assert_int_equal(ballot_form_check(&f), ERR_RANGE);
	f.row_count = BALLOT_MAX_ROWS + 1;
	assert_int_equal(ballot_form_check(&f), ERR_RANGE);
	f = good;
	f.limit_count = BALLOT_MAX_LIMITS + 1;
	assert_int_equal(ballot_form_check(&f), ERR_RANGE);
	f = good;
	options[1] = 1;
	assert_int_equal(ballot_form_check(&f), ERR_RANGE);
	options[1] = BALLOT_MAX_OPTIONS + 1;
	assert_int_equal(ballot_form_check(&f), ERR_RANGE);
	options[1] = 2;
	term.ciphertext = 2;
	assert_int_equal(ballot_form_check(&f), ERR_RANGE);
	term.ciphertext = 1;
	limit.term_count = 0;
	assert_int_equal(ballot_form_check(&f), ERR_RANGE);
	limit.term_count = BALLOT_MAX_TERMS + 1;
	assert_int_equal(ballot_form_check(&f), ERR_RANGE);
	limit = (struct limit){ &term, 1, 1, 0 };
	assert_int_equal(ballot_form_check(&f), ERR_RANGE);
	limit = (struct limit){ &term, 1, INT32_MIN, INT32_MAX };
	assert_int_equal(ballot_form_check(&f), ERR_RANGE);
	limit = (struct limit){ &term, 1, -1, BALLOT_MAX_BRANCHES - 2 };
	assert_int_equal(ballot_form_check(&f), OK);
	limit.max++;
	assert_int_equal(ballot_form_check(&f), ERR_RANGE);
}

static void check_one(struct ballot_kit *k, const struct ballot_form *f, const uint8_t *body)
{
	uint8_t signature[SIGNATURE_SIZE];
	struct ballot_in in = { BALLOT_TEST, k->slot_key, body, ballot_form_body_size(f), signature };
	enum err verdict = ERR_BUG;

	assert_int_equal(ballot_sign(k->g, signature, BALLOT_TEST, f, k->secret, body, in.len, &k->rng), OK);
	assert_int_equal(ballot_check_single(k->g, f, &in), OK);
	assert_int_equal(ballot_check_batch(k->g, &verdict, f, &in, 1, &k->rng), OK);
	assert_int_equal(verdict, OK);
}

/* Every mark of a motion, and every choice on an election's ballot: those within the limits seal,
 * check and open, the others do not seal. */
static void every_permitted_choice_seals_and_no_other(void **state)
{
	struct ballot_kit *k = *state;
	struct ballot_form f = form_election();
	uint8_t body[PROVER_BODY], opened[4], seed[SEED_SIZE];

	for (int n = 0; n < 3 * 3 * 3 * 2; n++) {
		const uint8_t marks[4] = { (uint8_t)(n % 3), (uint8_t)(n / 3 % 3), (uint8_t)(n / 9 % 3), (uint8_t)(n / 27) };
		int approvals = marks[3] == 0, against = 0;
		enum err err;

		for (int i = 0; i < 3; i++) {
			approvals += marks[i] == 0;
			against += marks[i] == 1;
		}
		memset(body, 0xee, sizeof(body));
		memset(seed, 0xee, sizeof(seed));
		err = ballot_seal(k->g, body, seed, &f, k->slot_key, marks, &k->rng);
		if (approvals > 2 || (marks[3] == 0 && against == 0)) {
			assert_int_equal(err, ERR_RANGE);
			assert_int_equal(body[0], 0xee);
			assert_int_equal(seed[0], 0xee);
			continue;
		}
		assert_int_equal(err, OK);
		check_one(k, &f, body);
		assert_int_equal(ballot_open(k->g, opened, &f, k->slot_key, body, seed), OK);
		assert_memory_equal(opened, marks, sizeof(opened));
	}
}

static void a_mark_beyond_its_options_does_not_seal(void **state)
{
	struct ballot_kit *k = *state;
	struct ballot_form f = form_motion();
	uint8_t body[1000] = { 0 }, seed[SEED_SIZE];

	for (unsigned mark = 0; mark < 256; mark++) {
		const uint8_t marks[1] = { (uint8_t)mark };

		assert_int_equal(ballot_seal(k->g, body, seed, &f, k->slot_key, marks, &k->rng), mark < 3 ? OK : ERR_RANGE);
	}
}

/* The same randomness gives the same bytes with OpenSSL's speed-ups and without, and both check. */
static void plain_and_fast_arithmetic_agree(void **state)
{
	struct ballot_kit *k = *state;
	struct ballot_form f = form_election();
	const uint8_t marks[4] = { 0, 1, 2, 0 };
	uint8_t fast[5000], plain[5000], seed[SEED_SIZE];

	k->counter = 77;
	assert_int_equal(ballot_seal(k->g, fast, seed, &f, k->slot_key, marks, &k->rng), OK);
	k->counter = 77;
	group_set_plain(k->g, true);
	assert_int_equal(ballot_seal(k->g, plain, seed, &f, k->slot_key, marks, &k->rng), OK);
	assert_memory_equal(fast, plain, ballot_form_body_size(&f));
	check_one(k, &f, fast);
	group_set_plain(k->g, false);
	check_one(k, &f, plain);
}

static void the_prover_of_the_tests_convinces_too(void **state)
{
	struct ballot_kit *k = *state;
	static struct prover prover;
	struct ballot_form f = form_election();
	const uint8_t marks[4] = { 1, 0, 1, 0 };
	uint8_t body[5000];

	prover_init(&prover, k->g, &f, k->slot_key, &k->rng, marks);
	prover_make(&prover, body);
	prover_release(&prover);
	check_one(k, &f, body);
}

/* More ballots than one run of the multi-scalar takes, casts and tests mixed. */
static void a_long_batch_of_honest_ballots_passes(void **state)
{
	enum { COUNT = 100, SIZE = 858 };
	static uint8_t bodies[COUNT][SIZE], signatures[COUNT][SIGNATURE_SIZE];
	struct ballot_kit *k = *state;
	struct ballot_form f = form_motion();
	struct ballot_in in[COUNT];
	enum err verdicts[COUNT];
	uint8_t seed[SEED_SIZE];

	for (size_t i = 0; i < COUNT; i++) {
		const uint8_t marks[1] = { (uint8_t)(i % 3) };

		in[i] = (struct ballot_in){ i % 4 ? BALLOT_CAST : BALLOT_TEST, k->slot_key, bodies[i], SIZE, signatures[i] };
		verdicts[i] = ERR_BUG;
		assert_int_equal(ballot_seal(k->g, bodies[i], seed, &f, k->slot_key, marks, &k->rng), OK);
		assert_int_equal(ballot_sign(k->g, signatures[i], in[i].purpose, &f, k->secret, bodies[i], SIZE, &k->rng), OK);
	}
	assert_int_equal(ballot_check_batch(k->g, verdicts, &f, in, 0, &k->rng), OK);
	assert_int_equal(verdicts[0], ERR_BUG);
	assert_int_equal(ballot_check_batch(k->g, verdicts, &f, in, COUNT, &k->rng), OK);
	for (size_t i = 0; i < COUNT; i++)
		assert_int_equal(verdicts[i], OK);
}

static void two_ballots_for_the_same_marks_share_nothing(void **state)
{
	struct ballot_kit *k = *state;
	struct ballot_form f = form_motion();
	const uint8_t marks[1] = { 0 };
	uint8_t one[858], two[858], seeds[2][SEED_SIZE];

	assert_int_equal(ballot_seal(k->g, one, seeds[0], &f, k->slot_key, marks, &k->rng), OK);
	assert_int_equal(ballot_seal(k->g, two, seeds[1], &f, k->slot_key, marks, &k->rng), OK);
	assert_memory_not_equal(seeds[0], seeds[1], SEED_SIZE);
	assert_memory_not_equal(one, two, BALLOT_ID_SIZE);
	for (size_t i = 0; i < 2; i++)
		assert_memory_not_equal(ballot_ciphertext(one, i), ballot_ciphertext(two, i), POINT_SIZE);
}

/* Fresh bytes for the first `left` fills, then others: the same id and seed with other inputs for the proofs. */
struct parting_rng {
	const struct rng *first, *then;
	int left;
};

static void parting_fill(void *state, void *out, size_t len)
{
	struct parting_rng *p = state;

	rng_fill(p->left-- > 0 ? p->first : p->then, out, len);
}

/* The nonces of a proof must not follow from the seed: whoever opened a tested ballot would have them (P7.5). */
static void the_proof_takes_randomness_of_its_own(void **state)
{
	struct ballot_kit *k = *state;
	struct ballot_form f = form_motion();
	const uint8_t marks[1] = { 0 };
	uint8_t bodies[2][858], seeds[2][SEED_SIZE];

	for (uint64_t i = 0; i < 2; i++) {
		uint64_t same = 5, other = 100 + 50 * i;
		const struct rng first = fixed_rng(&same), then = fixed_rng(&other);
		struct parting_rng parting = { &first, &then, 2 };
		const struct rng rng = { parting_fill, &parting };

		assert_int_equal(ballot_seal(k->g, bodies[i], seeds[i], &f, k->slot_key, marks, &rng), OK);
	}
	assert_memory_equal(seeds[0], seeds[1], SEED_SIZE);
	assert_memory_equal(bodies[0], bodies[1], BALLOT_ID_SIZE + 2 * CIPHERTEXT_SIZE);
	for (size_t i = 0; i < 3; i++) {
		const uint8_t *one = bodies[0] + ballot_branch_at(&f, i), *two = bodies[1] + ballot_branch_at(&f, i);

		assert_memory_not_equal(one, two, POINT_SIZE);
		assert_memory_not_equal(one + POINT_SIZE, two + POINT_SIZE, POINT_SIZE);
		assert_memory_not_equal(one + 2 * POINT_SIZE, two + 2 * POINT_SIZE, 32);
		assert_memory_not_equal(one + 2 * POINT_SIZE + 32, two + 2 * POINT_SIZE + 32, 32);
	}
}

static void a_ballot_opens_with_its_own_seed_key_and_body_only(void **state)
{
	struct ballot_kit *k = *state;
	struct ballot_form f = form_election();
	const uint8_t marks[4] = { 2, 1, 0, 0 };
	uint8_t body[5000], seed[SEED_SIZE], other[POINT_SIZE], opened[4] = { 9, 9, 9, 9 };
	static const uint8_t untouched[4] = { 9, 9, 9, 9 };

	assert_int_equal(ballot_seal(k->g, body, seed, &f, k->slot_key, marks, &k->rng), OK);
	seed[0] ^= 1;
	assert_int_equal(ballot_open(k->g, opened, &f, k->slot_key, body, seed), ERR_OPENING);
	seed[0] ^= 1;
	ballot_kit_key(k, other, scalar_from_u64(5));
	assert_int_equal(ballot_open(k->g, opened, &f, other, body, seed), ERR_OPENING);
	f.h_poll[0] ^= 1;
	assert_int_equal(ballot_open(k->g, opened, &f, k->slot_key, body, seed), ERR_OPENING);
	f.h_poll[0] ^= 1;
	for (size_t j = 0; j < ballot_form_ciphertexts(&f); j++) {
		size_t at = BALLOT_ID_SIZE + j * CIPHERTEXT_SIZE;

		body[at + 7] ^= 1;
		assert_int_equal(ballot_open(k->g, opened, &f, k->slot_key, body, seed), ERR_OPENING);
		body[at + 7] ^= 1;
		body[at + POINT_SIZE + 7] ^= 1;
		assert_int_equal(ballot_open(k->g, opened, &f, k->slot_key, body, seed), ERR_OPENING);
		body[at + POINT_SIZE + 7] ^= 1;
	}
	assert_memory_equal(opened, untouched, 4);
	assert_int_equal(ballot_open(k->g, opened, &f, k->slot_key, body, seed), OK);
	assert_memory_equal(opened, marks, 4);
}

/* A tested ballot whose ciphertexts follow from the seed but mark two options of a row. */
static void a_seed_does_not_open_two_marks_in_a_row(void **state)
{
	static struct prover prover;
	struct ballot_kit *k = *state;
	struct ballot_form f = form_motion();
	const uint8_t marks[1] = { 0 };
	uint8_t body[858], seed[SEED_SIZE] = { 3 }, opened[1];

	prover_init(&prover, k->g, &f, k->slot_key, &k->rng, marks);
	for (int two = 0; two < 2; two++) {
		uint64_t counter = k->counter;

		/* the id is what prover_encrypt draws next */
		rng_fill(&k->rng, body, BALLOT_ID_SIZE);
		k->counter = counter;
		for (size_t j = 0; j < 2; j++)
			prover.r[j] = ballot_randomness(&f, k->slot_key, body, seed, j);
		prover.plain[1] = two;
		prover_encrypt(&prover, body);
		assert_int_equal(ballot_open(k->g, opened, &f, k->slot_key, body, seed), two ? ERR_OPENING : OK);
	}
	prover_release(&prover);
}

static void the_poll_hash_binds_every_part(void **state)
{
	struct ballot_kit *k = *state;
	uint8_t want[64], out[64], leaf[32] = { 1 }, record[32] = { 2 }, key[POINT_SIZE];

	memcpy(key, k->key, POINT_SIZE);
	ballot_poll_hash(want, "m1", "p1", 1, leaf, record, key);
	ballot_poll_hash(out, "m1", "p1", 1, leaf, record, key);
	assert_memory_equal(out, want, 64);
	ballot_poll_hash(out, "m1p", "1", 1, leaf, record, key);
	assert_memory_not_equal(out, want, 64);
	ballot_poll_hash(out, "m1", "p1", 2, leaf, record, key);
	assert_memory_not_equal(out, want, 64);
	leaf[31] ^= 1;
	ballot_poll_hash(out, "m1", "p1", 1, leaf, record, key);
	assert_memory_not_equal(out, want, 64);
	leaf[31] ^= 1;
	record[31] ^= 1;
	ballot_poll_hash(out, "m1", "p1", 1, leaf, record, key);
	assert_memory_not_equal(out, want, 64);
	record[31] ^= 1;
	key[64] ^= 1;
	ballot_poll_hash(out, "m1", "p1", 1, leaf, record, key);
	assert_memory_not_equal(out, want, 64);
}

static void the_tracking_hash_binds_poll_key_and_body(void **state)
{
	struct ballot_kit *k = *state;
	struct ballot_form f = form_motion();
	uint8_t want[32], out[32], body[858] = { 0 };

	ballot_tracking_hash(want, &f, k->slot_key, body);
	body[857] ^= 1;
	ballot_tracking_hash(out, &f, k->slot_key, body);
	assert_memory_not_equal(out, want, 32);
	body[857] ^= 1;
	ballot_tracking_hash(out, &f, k->key, body);
	assert_memory_not_equal(out, want, 32);
	f.h_poll[63] ^= 1;
	ballot_tracking_hash(out, &f, k->slot_key, body);
	assert_memory_not_equal(out, want, 32);
}

static void a_commit_is_for_its_hash_key_and_poll_only(void **state)
{
	struct ballot_kit *k = *state;
	struct ballot_form f = form_motion();
	uint8_t tracking[32] = { 8 }, signature[SIGNATURE_SIZE], cast[SIGNATURE_SIZE];

	assert_int_equal(ballot_sign(k->g, signature, BALLOT_COMMIT, &f, k->secret, tracking, 32, &k->rng), OK);
	assert_int_equal(ballot_check_commit(k->g, &f, k->slot_key, tracking, signature), OK);
	assert_int_equal(ballot_check_commit(k->g, &f, k->key, tracking, signature), ERR_SIGNATURE);
	tracking[0]++;
	assert_int_equal(ballot_check_commit(k->g, &f, k->slot_key, tracking, signature), ERR_SIGNATURE);
	tracking[0]--;
	f.h_poll[0]++;
	assert_int_equal(ballot_check_commit(k->g, &f, k->slot_key, tracking, signature), ERR_SIGNATURE);
	f.h_poll[0]--;
	assert_int_equal(ballot_sign(k->g, cast, BALLOT_CAST, &f, k->secret, tracking, 32, &k->rng), OK);
	assert_int_equal(ballot_check_commit(k->g, &f, k->slot_key, tracking, cast), ERR_SIGNATURE);
}

static void a_form_gives_back_its_memory(void **state)
{
	struct ballot_form f = { .row_count = 1, .options = calloc(1, 1), .limit_count = 2, .limits = calloc(2, sizeof(struct limit)) };

	(void)state;
	assert_non_null(f.options);
	assert_non_null(f.limits);
	f.limits[1].terms = calloc(3, sizeof(struct limit_term));
	ballot_form_release(&f);
	assert_null(f.limits);
	ballot_form_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_size_of_a_body_follows_from_the_form),
		cmocka_unit_test(forms_out_of_bounds_are_refused),
		cmocka_unit_test(every_permitted_choice_seals_and_no_other),
		cmocka_unit_test(a_mark_beyond_its_options_does_not_seal),
		cmocka_unit_test(plain_and_fast_arithmetic_agree),
		cmocka_unit_test(the_prover_of_the_tests_convinces_too),
		cmocka_unit_test(a_long_batch_of_honest_ballots_passes),
		cmocka_unit_test(two_ballots_for_the_same_marks_share_nothing),
		cmocka_unit_test(the_proof_takes_randomness_of_its_own),
		cmocka_unit_test(a_ballot_opens_with_its_own_seed_key_and_body_only),
		cmocka_unit_test(a_seed_does_not_open_two_marks_in_a_row),
		cmocka_unit_test(the_poll_hash_binds_every_part),
		cmocka_unit_test(the_tracking_hash_binds_poll_key_and_body),
		cmocka_unit_test(a_commit_is_for_its_hash_key_and_poll_only),
		cmocka_unit_test(a_form_gives_back_its_memory),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
