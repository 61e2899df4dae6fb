/* Over a group of 101 elements, with every mark, key, nonce and weight: is every true ballot accepted, and does a false statement
 * pass exactly as often as the arithmetic says and no oftener? */
#include "tests/unit/cmocka_all.h"
#include <stdlib.h>
#include "protocol/crypto/schnorr.h"
#include "tests/unit/ballot_prover.h"
#include "tests/unit/fixed_rng.h"

enum { Q = 101 };

struct fixture {
	struct group *g;
	struct point *key;
	uint8_t slot_key[POINT_SIZE];
	uint64_t counter;
	struct rng rng;
	struct prover prover;
};

static const struct scalar zero = { { 0 } };
static const struct scalar slot_secret = { { 29 } };

static int set_up(void **state)
{
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	f.rng = fixed_rng(&f.counter);
	f.g = group_new();
	f.key = point_new(f.g);
	point_mul_base(f.g, f.key, slot_secret);
	point_encode(f.g, f.slot_key, f.key);
	point_mul_base(f.g, f.key, scalar_from_u64(17));
	group_set_key(f.g, f.key);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	point_free(f->key);
	group_free(f->g);
	return 0;
}

static enum err check_both_ways(struct fixture *f, const struct ballot_form *form, const uint8_t *body)
{
	uint8_t signature[SIGNATURE_SIZE];
	struct ballot_in in = { BALLOT_CAST, f->slot_key, body, ballot_form_body_size(form), signature };
	enum err single, batch;

	assert_int_equal(ballot_sign(f->g, signature, BALLOT_CAST, form, slot_secret, body, in.len, &f->rng), OK);
	single = ballot_check_single(f->g, form, &in);
	assert_int_equal(ballot_check_batch(f->g, &batch, form, &in, 1, &f->rng), OK);
	/* a false ballot passes a batch by chance once in 101 times; a true one always does */
	if (single == OK)
		assert_int_equal(batch, OK);
	return single;
}

static bool next_marks(uint8_t *marks, const struct ballot_form *form)
{
	for (size_t q = 0; q < form->row_count; q++) {
		if (++marks[q] < form->options[q])
			return true;
		marks[q] = 0;
	}
	return false;
}

static void try_every_mark(struct fixture *f, const struct ballot_form *form)
{
	uint8_t marks[8] = { 0 }, opened[8], seed[SEED_SIZE], body[PROVER_BODY];

	assert_int_equal(ballot_form_check(form), OK);
	do {
		enum err sealed = ballot_seal(f->g, body, seed, form, f->slot_key, marks, &f->rng);
		int64_t sum = 0;

		for (size_t i = 0; form->limit_count && i < form->limits[0].term_count; i++)
			sum += form->limits[0].terms[i].weight * (marks[i] == 0);
		if (form->limit_count && (sum < form->limits[0].min || sum > form->limits[0].max)) {
			assert_int_equal(sealed, ERR_RANGE);
			continue;
		}
		assert_int_equal(sealed, OK);
		assert_int_equal(check_both_ways(f, form, body), OK);
		assert_int_equal(ballot_open(f->g, opened, form, f->slot_key, body, seed), OK);
		assert_memory_equal(opened, marks, form->row_count);

		prover_init(&f->prover, f->g, form, f->slot_key, &f->rng, marks);
		prover_make(&f->prover, body);
		prover_release(&f->prover);
		/* what the plain prover drew may hold an identity or an α twice; then that must be the reason */
		switch (check_both_ways(f, form, body)) {
		case OK:
		case ERR_POINT:
		case ERR_ALPHA_REPEATED:
			break;
		default:
			fail();
		}
	} while (next_marks(marks, form));
}

static void every_mark_of_every_row_seals_checks_and_opens(void **state)
{
	struct fixture *f = *state;
	uint8_t options[3];
	struct ballot_form form = { .options = options };

	for (uint64_t key = 1; key < Q; key++) {
		point_mul_base(f->g, f->key, scalar_from_u64(key));
		group_set_key(f->g, f->key);
		for (form.row_count = 1; form.row_count <= (key == 17 ? 3 : 2); form.row_count++) {
			for (uint8_t k = 2; k <= 4; k++) {
				memset(options, k, sizeof(options));
				options[form.row_count - 1] = 2;
				try_every_mark(f, &form);
			}
		}
	}
	form.row_count = 1;
	for (options[0] = 2; options[0] <= 12; options[0]++)
		try_every_mark(f, &form);
}

static void every_choice_within_a_limit_seals_and_no_other(void **state)
{
	struct fixture *f = *state;
	uint8_t options[3] = { 2, 3, 2 };
	struct limit_term up_to[3] = { { 0, 1 }, { 1, 1 }, { 3, 1 } }, balance[3] = { { 0, 1 }, { 1, 1 }, { 3, -1 } };
	struct limit limits[2] = { { up_to, 3, 0, 2 }, { balance, 3, -1, 0 } };

	for (size_t i = 0; i < 2; i++) {
		struct ballot_form form = { .row_count = 3, .options = options, .limit_count = 1, .limits = &limits[i] };

		for (int times = 0; times < 20; times++)
			try_every_mark(f, &form);
	}
}

/* Whatever r, u and the challenge: v = u − c·R is accepted, and no other v is. */
static void exactly_one_response_answers_a_challenge(void **state)
{
	struct fixture *f = *state;
	struct point *p[4];

	for (int i = 0; i < 4; i++)
		p[i] = point_new(f->g);
	for (uint64_t r = 1; r < Q; r += 3) {
		point_mul_base(f->g, p[0], scalar_from_u64(r));
		point_mul_key(f->g, p[1], scalar_from_u64(r));
		for (uint64_t u = 1; u < Q; u += 19) {
			point_mul_base(f->g, p[2], scalar_from_u64(u));
			point_mul_key(f->g, p[3], scalar_from_u64(u));
			for (uint64_t c = 0; c < Q; c++) {
				struct scalar want = scalar_sub(scalar_from_u64(u), scalar_from_u64(c * r));

				assert_true(ballot_branch_holds(f->g, p[2], p[3], scalar_from_u64(c), want, p[0], p[1], zero));
				for (uint64_t v = c % 17; v < Q; v += 17) {
					bool holds = ballot_branch_holds(f->g, p[2], p[3], scalar_from_u64(c), scalar_from_u64(v), p[0], p[1], zero);

					assert_int_equal(holds, scalar_equal(want, scalar_from_u64(v)));
				}
			}
		}
	}
	for (int i = 0; i < 4; i++)
		point_free(p[i]);
}

/* Whatever the commitments: a true branch answers every challenge if they are honest, a false one answers at most one. */
static void a_false_branch_answers_at_most_one_challenge(void **state)
{
	struct fixture *f = *state;
	struct point *p[4];
	const struct scalar r = { { 23 } }, u = { { 44 } }, value = { { 1 } };

	for (int i = 0; i < 4; i++)
		p[i] = point_new(f->g);
	point_mul_base(f->g, p[0], r);
	point_mul_base(f->g, p[2], u);
	for (uint64_t m = 0; m < Q; m++) {
		point_mul_key(f->g, p[1], r);
		point_mul_base(f->g, p[3], scalar_from_u64(m));
		point_add(f->g, p[1], p[1], p[3]);
		for (uint64_t b = 1; b < Q; b += 4) {
			int answered = 0;

			point_mul_base(f->g, p[3], scalar_from_u64(b));
			for (uint64_t c = 0; c < Q; c++) {
				struct scalar v = scalar_sub(u, scalar_mul(scalar_from_u64(c), r));

				answered += ballot_branch_holds(f->g, p[2], p[3], scalar_from_u64(c), v, p[0], p[1], value);
			}
			if (m == 1)
				assert_int_equal(answered, b == 44 * 17 % Q ? Q : 0);
			else
				assert_int_equal(answered, 1);
		}
	}
	for (int i = 0; i < 4; i++)
		point_free(p[i]);
}

/* A row of three: (m1, m2) outside the list must fit one of the three values for at most three of the 101 weights. */
static void a_false_row_fits_few_weights(void **state)
{
	static struct ballot_statement s;
	uint8_t options[1] = { 3 };
	struct ballot_form form = { .row_count = 1, .options = options };
	struct ballot_proof p = { 0 };

	(void)state;
	assert_true(ballot_next_proof(&form, &p));
	for (uint64_t m1 = 0; m1 < Q; m1++) {
		for (uint64_t m2 = 0; m2 < Q; m2++) {
			const struct scalar m[2] = { scalar_from_u64(m1), scalar_from_u64(m2) };
			int fitting = 0;

			for (uint64_t w = 0; w < Q; w++) {
				const struct scalar weights[2] = { { { 1 } }, scalar_from_u64(w) };
				struct scalar sum = zero;
				bool fits = false;

				ballot_state_row(&s, &p, weights);
				for (size_t i = 0; i < s.term_count; i++)
					sum = scalar_add(sum, scalar_mul(s.terms[i].weight, m[s.terms[i].ciphertext]));
				for (size_t i = 0; i < s.value_count; i++)
					fits |= scalar_equal(sum, s.values[i]);
				fitting += fits;
			}
			if (m1 + m2 <= 1)
				assert_int_equal(fitting, Q);
			else
				assert_in_range(fitting, 0, 3);
		}
	}
}

static bool sum_vanishes(struct fixture *f, const struct ballot_form *form, const struct ballot_parts *parts, struct point **points,
			 const struct scalar *weights)
{
	static struct ballot_statement scratch;
	struct scalar factors[32], base = zero, key = zero;
	size_t count = 2 * (ballot_form_ciphertexts(form) + ballot_form_branches(form)) + 2;
	struct point *sum = point_new(f->g);
	bool vanishes;

	ballot_weigh(factors, &base, &key, form, parts, weights, &scratch);
	points_multi_var(f->g, sum, points, factors, count, base, key);
	vanishes = point_is_identity(f->g, sum);
	point_free(sum);
	return vanishes;
}

/* With any weights a true ballot gives the identity. With one equation wrong, whichever it is, just one value of its weight does: zero. */
static void every_equation_has_its_own_weight(void **state)
{
	struct fixture *f = *state;
	uint8_t options[1] = { 3 }, marks[1] = { 1 }, seed[SEED_SIZE], body[1500], signature[SIGNATURE_SIZE];
	struct limit_term terms[2] = { { 0, 1 }, { 1, 2 } };
	struct limit limit = { terms, 2, 0, 2 };
	struct ballot_form form = { .row_count = 1, .options = options, .limit_count = 1, .limits = &limit };
	struct point **points = points_new(f->g, 32), *one = point_new(f->g), *good = point_new(f->g);
	struct scalar c[6], v[6], weights[13];
	struct ballot_parts parts = { .c = c, .v = v };
	struct ballot_in in = { BALLOT_CAST, f->slot_key, body, ballot_form_body_size(&form), signature };

	point_mul_base(f->g, one, scalar_from_u64(1));
	assert_int_equal(ballot_seal(f->g, body, seed, &form, f->slot_key, marks, &f->rng), OK);
	assert_int_equal(ballot_sign(f->g, signature, BALLOT_CAST, &form, slot_secret, body, in.len, &f->rng), OK);
	assert_int_equal(prover_take_apart(f->g, &parts, points, &form, &in), OK);
	for (size_t equation = 0; equation < 13; equation++) {
		struct point *wrong = equation < 12 ? parts.commitments[equation] : parts.signer[0];

		for (uint64_t error = 0; error < Q; error++) {
			int vanished = 0;

			for (size_t i = 0; i < 13; i++)
				weights[i] = prover_draw(&f->rng);
			point_copy(f->g, good, wrong);
			for (uint64_t i = 0; i < error; i++)
				point_add(f->g, wrong, wrong, one);
			for (uint64_t w = 0; w < Q; w++) {
				weights[equation] = scalar_from_u64(w);
				vanished += sum_vanishes(f, &form, &parts, points, weights);
			}
			assert_int_equal(vanished, error ? 1 : Q);
			point_copy(f->g, wrong, good);
		}
	}
	points_free(points, 32);
	point_free(one);
	point_free(good);
}

static void scalars_of_a_small_order_are_those_of_school(void **state)
{
	uint8_t wide[64], bytes[32] = { 0 };
	struct scalar s;

	(void)state;
	for (uint64_t a = 0; a < Q; a++) {
		struct scalar x = scalar_from_u64(a);

		for (uint64_t b = 0; b < Q; b++) {
			struct scalar y = scalar_from_u64(b + Q);

			assert_int_equal(scalar_add(x, y).limb[0], (a + b) % Q);
			assert_int_equal(scalar_sub(x, y).limb[0], (a + Q - b) % Q);
			assert_int_equal(scalar_mul(x, y).limb[0], a * b % Q);
		}
		assert_int_equal(scalar_mul(x, scalar_invert(x)).limb[0], a != 0);
		assert_int_equal(scalar_from_i64(-(int64_t)a - 5 * Q).limb[0], (Q - a) % Q);
	}
	for (int last = 0; last < 256; last++) {
		bytes[31] = (uint8_t)last;
		assert_int_equal(scalar_decode(&s, bytes), last < Q ? OK : ERR_SCALAR);
	}
	memset(wide, 0xff, sizeof(wide));
	/* 2^512 − 1 */
	assert_int_equal(scalar_reduce(wide).limb[0], 55);
}

static void signatures_hold_for_every_key_and_their_own_only(void **state)
{
	struct fixture *f = *state;
	struct buf fields = { 0 };
	uint8_t key[POINT_SIZE], signature[SCHNORR_SIZE];

	schnorr_add_u64(&fields, 5);
	for (uint64_t x = 1; x < Q; x++) {
		int accepted = 0;

		assert_int_equal(schnorr_sign(f->g, signature, "tally/1/x", scalar_from_u64(x), &fields, &f->rng), OK);
		point_mul_base(f->g, f->key, scalar_from_u64(x));
		point_encode(f->g, key, f->key);
		for (uint64_t s = 0; s < Q; s++) {
			uint8_t other[SCHNORR_SIZE];

			memcpy(other, signature, sizeof(other));
			scalar_encode(other + POINT_SIZE, scalar_from_u64(s));
			accepted += schnorr_check(f->g, "tally/1/x", key, &fields, other) == OK;
		}
		assert_int_equal(schnorr_check(f->g, "tally/1/x", key, &fields, signature), OK);
		assert_int_equal(accepted, 1);
	}
	buf_release(&fields);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(scalars_of_a_small_order_are_those_of_school, set_up, tear_down),
		cmocka_unit_test_setup_teardown(signatures_hold_for_every_key_and_their_own_only, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_mark_of_every_row_seals_checks_and_opens, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_choice_within_a_limit_seals_and_no_other, set_up, tear_down),
		cmocka_unit_test_setup_teardown(exactly_one_response_answers_a_challenge, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_false_branch_answers_at_most_one_challenge, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_false_row_fits_few_weights, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_equation_has_its_own_weight, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
