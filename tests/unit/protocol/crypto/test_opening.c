/* Do any t trustees open the box to the same counts, can fewer not, and is every wrong share found? */
#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/opening.h"
#include "tests/unit/keymaker.h"

enum { CIPHERTEXTS = 4, BODY_SIZE = BALLOT_ID_SIZE + CIPHERTEXTS * CIPHERTEXT_SIZE };

/* A closed box: the keys, the total, and every trustee's share. */
struct hall {
	struct keymaker k;
	struct total total;
	struct opening o;
	uint8_t h_poll[64], root[32];
	uint8_t shares[TRUSTEE_MAX][CIPHERTEXTS * FACTOR_SIZE];
};

static void seal(struct hall *h, uint8_t body[BODY_SIZE], const bool marks[CIPHERTEXTS])
{
	struct group *g = h->k.g;
	struct point *p = point_new(g), *one = point_new(g), *key = point_new(g);

	assert_int_equal(point_decode(g, key, h->k.key), OK);
	point_mul_base(g, one, scalar_from_u64(1));
	memset(body, 0, BALLOT_ID_SIZE);
	for (size_t j = 0; j < CIPHERTEXTS; j++) {
		uint8_t *at = body + BALLOT_ID_SIZE + j * CIPHERTEXT_SIZE;
		struct scalar r = ceremony_draw_scalar(&h->k.rng);

		point_mul_base(g, p, r);
		point_encode(g, at, p);
		point_mul(g, p, key, r);
		if (marks[j])
			point_add(g, p, p, one);
		point_encode(g, at + POINT_SIZE, p);
	}
	point_free(p);
	point_free(one);
	point_free(key);
}

/* `ballots` ballots, of which the first counts[j] have a mark at ciphertext j. */
static void cast(struct hall *h, const uint64_t counts[CIPHERTEXTS], uint64_t ballots)
{
	for (uint64_t i = 0; i < ballots; i++) {
		bool marks[CIPHERTEXTS];
		uint8_t body[BODY_SIZE];

		for (size_t j = 0; j < CIPHERTEXTS; j++)
			marks[j] = i < counts[j];
		seal(h, body, marks);
		assert_int_equal(total_add(h->k.g, &h->total, body), OK);
	}
	assert_int_equal(h->total.ballots, ballots);
}

static void hall_init(struct hall *h, uint32_t n, uint32_t t, const uint64_t counts[CIPHERTEXTS], uint64_t ballots)
{
	memset(h, 0, sizeof(*h));
	keymaker_run(&h->k, "m1", 1, n, t, n);
	memset(h->h_poll, 3, sizeof(h->h_poll));
	memset(h->root, 4, sizeof(h->root));
	assert_int_equal(total_init(h->k.g, &h->total, CIPHERTEXTS), OK);
	h->o = (struct opening){ .meeting = "m1", .poll = "p1", .attempt = 1, .h_poll = h->h_poll, .key_record = h->k.record, .head_size = 99,
				 .head_root = h->root, .total = &h->total };
	cast(h, counts, ballots);
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(opening_share(h->k.g, h->shares[i], &h->o, i + 1, h->k.shares[i], &h->k.rng), OK);
}

static void hall_release(struct hall *h)
{
	total_release(&h->total);
	keymaker_release(&h->k);
}

static enum err check(struct hall *h, uint32_t index)
{
	return opening_check_share(h->k.g, &h->o, index, h->k.share_keys[index - 1], h->shares[index - 1]);
}

/* The shares of the trustees whose bits are set. */
static size_t choose(struct hall *h, uint32_t *indices, const uint8_t **shares, unsigned set)
{
	size_t t = 0;

	for (uint32_t i = 1; i <= h->k.c.n; i++)
		if (set >> (i - 1) & 1) {
			indices[t] = i;
			shares[t++] = h->shares[i - 1];
		}
	return t;
}

static enum err combine(struct hall *h, uint64_t counts[CIPHERTEXTS], unsigned set)
{
	const uint8_t *shares[TRUSTEE_MAX];
	uint32_t indices[TRUSTEE_MAX];
	size_t t = choose(h, indices, shares, set);

	return opening_combine(h->k.g, counts, &h->o, indices, shares, t);
}

static enum err check_counts(struct hall *h, const uint64_t counts[CIPHERTEXTS], unsigned set)
{
	const uint8_t *shares[TRUSTEE_MAX];
	uint32_t indices[TRUSTEE_MAX];
	size_t t = choose(h, indices, shares, set);

	return opening_check_counts(h->k.g, counts, &h->o, indices, shares, t);
}

static unsigned bits(unsigned set)
{
	unsigned n = 0;

	for (; set; set &= set - 1)
		n++;
	return n;
}

static const uint64_t COUNTS[CIPHERTEXTS] = { 3, 0, 7, 1 };
enum { BALLOTS = 7, EVERY = 3 };

static int set_up(void **state)
{
	struct hall *h = malloc(sizeof(*h));

	if (!h)
		return -1;
	hall_init(h, 3, 2, COUNTS, BALLOTS);
	*state = h;
	return 0;
}

static int tear_down(void **state)
{
	hall_release(*state);
	free(*state);
	return 0;
}

static void assert_all_sets_agree(struct hall *h, const uint64_t expected[CIPHERTEXTS])
{
	for (unsigned set = 1; set < 1U << h->k.c.n; set++) {
		uint64_t counts[CIPHERTEXTS] = { 88, 88, 88, 88 };
		bool enough = bits(set) >= h->k.c.t;

		assert_int_equal(combine(h, counts, set), enough ? OK : ERR_NO_TOTAL);
		assert_int_equal(check_counts(h, expected, set), enough ? OK : ERR_NO_TOTAL);
		for (size_t j = 0; j < CIPHERTEXTS; j++)
			assert_int_equal(counts[j], enough ? expected[j] : 88);
	}
}

static void any_two_of_three_open_the_same_counts_and_one_opens_nothing(void **state)
{
	assert_all_sets_agree(*state, COUNTS);
}

static void any_three_of_five_open_the_same_counts_and_two_open_nothing(void **state)
{
	struct hall h;

	(void)state;
	hall_init(&h, 5, 3, COUNTS, BALLOTS);
	assert_all_sets_agree(&h, COUNTS);
	hall_release(&h);
}

static void sole_trustee_opens_alone(void **state)
{
	struct hall h;

	(void)state;
	hall_init(&h, 1, 1, COUNTS, BALLOTS);
	assert_all_sets_agree(&h, COUNTS);
	hall_release(&h);
}

static void empty_box_opens_to_zeros(void **state)
{
	static const uint64_t zeros[CIPHERTEXTS];
	static const uint8_t identity[POINT_SIZE];
	struct hall h;
	uint64_t counts[CIPHERTEXTS];

	(void)state;
	hall_init(&h, 3, 2, zeros, 0);
	for (uint32_t i = 1; i <= 3; i++)
		assert_int_equal(check(&h, i), OK);
	assert_memory_equal(h.shares[0], identity, POINT_SIZE);
	assert_int_equal(combine(&h, counts, EVERY), OK);
	assert_memory_equal(counts, zeros, sizeof(zeros));
	h.shares[0][0] = 4;
	assert_int_equal(check(&h, 1), ERR_POINT);
	memcpy(h.shares[0], h.k.key, POINT_SIZE);
	assert_int_equal(check(&h, 1), ERR_DECRYPTION);
	hall_release(&h);
}

static void every_total_up_to_the_number_of_ballots_is_found(void **state)
{
	(void)state;
	for (uint64_t ballots = 1; ballots <= 9; ballots++) {
		uint64_t expected[CIPHERTEXTS] = { 0, ballots, ballots / 2, ballots - 1 }, counts[CIPHERTEXTS];
		struct hall h;

		hall_init(&h, 3, 2, expected, ballots);
		assert_int_equal(combine(&h, counts, EVERY), OK);
		assert_memory_equal(counts, expected, sizeof(expected));
		hall_release(&h);
	}
}

/* A box of many ballots without casting them: G times the total is added to beta. */
static void grow(struct hall *h, const uint64_t more[CIPHERTEXTS], uint64_t ballots)
{
	struct point *p = point_new(h->k.g);

	for (size_t j = 0; j < CIPHERTEXTS; j++) {
		point_mul_base(h->k.g, p, scalar_from_u64(more[j]));
		point_add(h->k.g, h->total.beta[j], h->total.beta[j], p);
	}
	h->total.ballots += ballots;
	point_free(p);
}

static void large_totals_are_found_at_both_ends_of_a_giant_step(void **state)
{
	/* with 250,000 ballots and four ciphertexts a giant step is 1,000 */
	const uint64_t more[CIPHERTEXTS] = { 998 - 3, 999, 1000 - 7, 250000 - 1 }, expected[CIPHERTEXTS] = { 998, 999, 1000, 250000 };
	uint64_t counts[CIPHERTEXTS];
	struct hall *h = *state;

	grow(h, more, 250000 - BALLOTS);
	assert_int_equal(combine(h, counts, EVERY), OK);
	assert_memory_equal(counts, expected, sizeof(expected));
}

static void total_above_the_number_of_ballots_or_below_zero_is_no_total(void **state)
{
	struct hall *h = *state;
	const uint64_t over[CIPHERTEXTS] = { 0, 0, 1, 0 }, over_counts[CIPHERTEXTS] = { 3, 0, 8, 1 };
	uint64_t counts[CIPHERTEXTS];
	struct point *one = point_new(h->k.g);

	grow(h, over, 0);
	assert_int_equal(combine(h, counts, EVERY), ERR_NO_TOTAL);
	assert_int_equal(check_counts(h, over_counts, EVERY), ERR_NO_TOTAL);
	point_mul_base(h->k.g, one, scalar_from_u64(1));
	point_sub(h->k.g, h->total.beta[2], h->total.beta[2], one);
	assert_int_equal(combine(h, counts, EVERY), OK);
	point_sub(h->k.g, h->total.beta[1], h->total.beta[1], one);
	assert_int_equal(combine(h, counts, EVERY), ERR_NO_TOTAL);
	point_free(one);
}

static void counts_that_differ_by_one_are_not_what_was_opened(void **state)
{
	for (size_t j = 0; j < CIPHERTEXTS; j++) {
		uint64_t counts[CIPHERTEXTS];

		memcpy(counts, COUNTS, sizeof(counts));
		counts[j]++;
		assert_int_equal(check_counts(*state, counts, EVERY), ERR_NO_TOTAL);
	}
	assert_int_equal(check_counts(*state, COUNTS, EVERY), OK);
}

static void every_honest_share_holds(void **state)
{
	for (uint32_t i = 1; i <= 3; i++)
		assert_int_equal(check(*state, i), OK);
}

/* Trustee 2 decrypts one ciphertext with another key and proves what it can: its share alone is named, and the counts would be wrong. */
static void wrong_decryption_factor_is_found_and_named(void **state)
{
	struct hall *h = *state;
	uint8_t wrong[CIPHERTEXTS * FACTOR_SIZE];
	uint64_t counts[CIPHERTEXTS];
	struct scalar other = scalar_add(h->k.shares[1], scalar_from_u64(1));

	assert_int_equal(opening_share(h->k.g, wrong, &h->o, 2, other, &h->k.rng), OK);
	memcpy(h->shares[1] + 3 * FACTOR_SIZE, wrong + 3 * FACTOR_SIZE, FACTOR_SIZE);
	assert_int_equal(check(h, 1), OK);
	assert_int_equal(check(h, 2), ERR_DECRYPTION);
	assert_int_equal(check(h, 3), OK);
	assert_int_equal(combine(h, counts, EVERY), ERR_NO_TOTAL);
	assert_int_equal(combine(h, counts, 5), OK);
}

static void factor_proof_and_response_cannot_be_changed(void **state)
{
	struct hall *h = *state;
	const size_t places[] = { POINT_SIZE + 31, POINT_SIZE + 63 };

	for (size_t i = 0; i < 2; i++) {
		h->shares[0][places[i]] ^= 1;
		assert_int_equal(check(h, 1), ERR_DECRYPTION);
		h->shares[0][places[i]] ^= 1;
	}
	h->shares[0][10] ^= 1;
	assert_int_equal(check(h, 1), ERR_POINT);
	h->shares[0][10] ^= 1;
	memcpy(h->shares[0], h->shares[1], POINT_SIZE);
	assert_int_equal(check(h, 1), ERR_DECRYPTION);
}

static void scalars_not_below_the_order_are_refused(void **state)
{
	struct hall *h = *state;

	memset(h->shares[0] + POINT_SIZE, 0xff, 32);
	assert_int_equal(check(h, 1), ERR_SCALAR);
	memset(h->shares[1] + POINT_SIZE + 32, 0xff, 32);
	assert_int_equal(check(h, 2), ERR_SCALAR);
}

static void share_of_another_poll_attempt_head_record_or_meeting_is_refused(void **state)
{
	struct hall *h = *state;
	const struct opening o = h->o;
	uint8_t other[32] = { 9 };

	h->o.poll = "p2";
	assert_int_equal(check(h, 1), ERR_DECRYPTION);
	h->o = o;
	h->o.meeting = "m2";
	assert_int_equal(check(h, 1), ERR_DECRYPTION);
	h->o = o;
	h->o.attempt = 2;
	assert_int_equal(check(h, 1), ERR_DECRYPTION);
	h->o = o;
	h->o.head_size = 98;
	assert_int_equal(check(h, 1), ERR_DECRYPTION);
	h->o = o;
	h->o.head_root = other;
	assert_int_equal(check(h, 1), ERR_DECRYPTION);
	h->o = o;
	h->o.key_record = other;
	assert_int_equal(check(h, 1), ERR_DECRYPTION);
	h->o = o;
	assert_int_equal(check(h, 1), OK);
}

static void share_of_another_trustee_or_index_is_refused(void **state)
{
	struct hall *h = *state;

	assert_int_equal(opening_check_share(h->k.g, &h->o, 2, h->k.share_keys[1], h->shares[0]), ERR_DECRYPTION);
	assert_int_equal(opening_check_share(h->k.g, &h->o, 2, h->k.share_keys[0], h->shares[0]), ERR_DECRYPTION);
	assert_int_equal(opening_check_share(h->k.g, &h->o, 0, h->k.share_keys[0], h->shares[0]), ERR_RANGE);
	assert_int_equal(opening_check_share(h->k.g, &h->o, TRUSTEE_MAX + 1, h->k.share_keys[0], h->shares[0]), ERR_RANGE);
}

static void factor_moved_to_another_ciphertext_is_refused(void **state)
{
	struct hall *h = *state;
	uint8_t kept[FACTOR_SIZE];

	memcpy(kept, h->shares[0], FACTOR_SIZE);
	memcpy(h->shares[0], h->shares[0] + FACTOR_SIZE, FACTOR_SIZE);
	memcpy(h->shares[0] + FACTOR_SIZE, kept, FACTOR_SIZE);
	assert_int_equal(check(h, 1), ERR_DECRYPTION);
}

/* Two ciphertexts with the same total: only the number j tells their factors apart. */
static void factor_moved_between_equal_ciphertexts_is_refused(void **state)
{
	struct hall *h = *state;

	point_copy(h->k.g, h->total.alpha[1], h->total.alpha[0]);
	point_copy(h->k.g, h->total.beta[1], h->total.beta[0]);
	assert_int_equal(opening_share(h->k.g, h->shares[0], &h->o, 1, h->k.shares[0], &h->k.rng), OK);
	assert_int_equal(check(h, 1), OK);
	memcpy(h->shares[0] + FACTOR_SIZE, h->shares[0], FACTOR_SIZE);
	assert_int_equal(check(h, 1), ERR_DECRYPTION);
}

static void share_for_a_total_with_another_ballot_is_refused(void **state)
{
	struct hall *h = *state;
	const bool marks[CIPHERTEXTS] = { false };
	uint8_t body[BODY_SIZE];

	seal(h, body, marks);
	assert_int_equal(total_add(h->k.g, &h->total, body), OK);
	assert_int_equal(check(h, 1), ERR_DECRYPTION);
}

/* The beta of the total does not enter the equations: only the hash binds it. */
static void share_for_a_total_with_another_beta_is_refused(void **state)
{
	const uint64_t more[CIPHERTEXTS] = { 1, 0, 0, 0 };

	grow(*state, more, 0);
	assert_int_equal(check(*state, 1), ERR_DECRYPTION);
}

static void combining_one_share_twice_or_none_is_refused(void **state)
{
	struct hall *h = *state;
	const uint8_t *shares[] = { h->shares[0], h->shares[0] };
	const uint32_t twice[] = { 1, 1 }, outside[] = { 0, 1 };
	uint64_t counts[CIPHERTEXTS];

	assert_int_equal(opening_combine(h->k.g, counts, &h->o, twice, shares, 2), ERR_RANGE);
	assert_int_equal(opening_combine(h->k.g, counts, &h->o, outside, shares, 2), ERR_RANGE);
	assert_int_equal(opening_combine(h->k.g, counts, &h->o, twice, shares, 0), ERR_RANGE);
}

static void combining_a_share_under_another_index_gives_no_total(void **state)
{
	struct hall *h = *state;
	const uint8_t *shares[] = { h->shares[0], h->shares[1] };
	const uint32_t indices[] = { 1, 3 };
	uint64_t counts[CIPHERTEXTS];

	assert_int_equal(opening_combine(h->k.g, counts, &h->o, indices, shares, 2), ERR_NO_TOTAL);
}

static void body_with_a_bad_point_leaves_the_total_unchanged(void **state)
{
	struct hall *h = *state;
	const bool marks[CIPHERTEXTS] = { true, true, true, true };
	uint8_t body[BODY_SIZE];

	seal(h, body, marks);
	memset(body + BODY_SIZE - POINT_SIZE, 0, POINT_SIZE);
	assert_int_equal(total_add(h->k.g, &h->total, body), ERR_POINT);
	assert_int_equal(h->total.ballots, BALLOTS);
	assert_int_equal(check(h, 1), OK);
	assert_int_equal(check_counts(h, COUNTS, EVERY), OK);
}

static void total_of_nothing_is_refused(void **state)
{
	struct total t;

	assert_int_equal(total_init(((struct hall *)*state)->k.g, &t, 0), ERR_RANGE);
}

/* P11.3 from its text, for the last ciphertext of trustee 3. */
static void proof_is_the_one_of_the_specification(void **state)
{
	struct hall *h = *state;
	struct group *g = h->k.g;
	const size_t j = CIPHERTEXTS - 1;
	const uint8_t *factor = h->shares[2] + j * FACTOR_SIZE;
	struct point *p = point_new(g), *q = point_new(g);
	uint8_t t1[POINT_SIZE], t2[POINT_SIZE], alpha[POINT_SIZE], beta[POINT_SIZE], d[POINT_SIZE];
	struct scalar c, z;
	struct hash t;

	assert_int_equal(scalar_decode(&c, factor + POINT_SIZE), OK);
	assert_int_equal(scalar_decode(&z, factor + POINT_SIZE + 32), OK);
	point_mul(g, p, h->total.alpha[j], h->k.shares[2]);
	point_encode(g, d, p);
	assert_memory_equal(d, factor, POINT_SIZE);
	point_mul(g, p, p, c);
	point_mul(g, q, h->total.alpha[j], z);
	point_sub(g, q, q, p);
	point_encode(g, t2, q);
	point_mul_base(g, q, scalar_sub(z, scalar_mul(c, h->k.shares[2])));
	point_encode(g, t1, q);
	point_encode(g, alpha, h->total.alpha[j]);
	point_encode(g, beta, h->total.beta[j]);
	hash_start(&t, "tally/1/decrypt");
	hash_text(&t, "m1");
	hash_text(&t, "p1");
	hash_u64(&t, 1);
	hash_u64(&t, j);
	hash_field(&t, h->k.record, 32);
	hash_u64(&t, 3);
	hash_u64(&t, 99);
	hash_field(&t, h->root, 32);
	hash_field(&t, alpha, POINT_SIZE);
	hash_field(&t, beta, POINT_SIZE);
	hash_field(&t, h->k.share_keys[2], POINT_SIZE);
	hash_field(&t, d, POINT_SIZE);
	hash_field(&t, t1, POINT_SIZE);
	hash_field(&t, t2, POINT_SIZE);
	assert_true(scalar_equal(scalar_hash(&t), c));
	point_free(p);
	point_free(q);
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(any_two_of_three_open_the_same_counts_and_one_opens_nothing),
		cmocka_unit_test(any_three_of_five_open_the_same_counts_and_two_open_nothing),
		cmocka_unit_test(sole_trustee_opens_alone),
		cmocka_unit_test(empty_box_opens_to_zeros),
		cmocka_unit_test(every_total_up_to_the_number_of_ballots_is_found),
		EACH(large_totals_are_found_at_both_ends_of_a_giant_step),
		EACH(total_above_the_number_of_ballots_or_below_zero_is_no_total),
		EACH(counts_that_differ_by_one_are_not_what_was_opened),
		EACH(every_honest_share_holds),
		EACH(wrong_decryption_factor_is_found_and_named),
		EACH(factor_proof_and_response_cannot_be_changed),
		EACH(scalars_not_below_the_order_are_refused),
		EACH(share_of_another_poll_attempt_head_record_or_meeting_is_refused),
		EACH(share_of_another_trustee_or_index_is_refused),
		EACH(factor_moved_to_another_ciphertext_is_refused),
		EACH(factor_moved_between_equal_ciphertexts_is_refused),
		EACH(share_for_a_total_with_another_ballot_is_refused),
		EACH(share_for_a_total_with_another_beta_is_refused),
		EACH(combining_one_share_twice_or_none_is_refused),
		EACH(combining_a_share_under_another_index_gives_no_total),
		EACH(body_with_a_bad_point_leaves_the_total_unchanged),
		EACH(total_of_nothing_is_refused),
		EACH(proof_is_the_one_of_the_specification),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
