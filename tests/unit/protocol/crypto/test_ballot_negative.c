/* Is every forged, mauled, moved or malformed ballot refused, alone and among honest ones, and is it the one that is named?
 *
 * The forger holds a slip and all public values: unless a test says otherwise, the signature is good. */
#include <stdlib.h>
#include "protocol/crypto/ballot_internal.h"
#include "tests/unit/ballot_kit.h"
#include "tests/unit/ballot_prover.h"

enum { BODY_MAX = 5000, BATCH = 4 };

/* A ballot on its way to the checker, and honest marks for the others in its batch. */
struct attempt {
	struct ballot_form form;
	uint8_t marks[4];
	uint8_t slot_key[POINT_SIZE], body[BODY_MAX], signature[SIGNATURE_SIZE];
	struct ballot_in in;
};

struct fixture {
	struct ballot_kit kit;
	struct attempt a, b;
	struct prover prover;
	uint8_t honest[BATCH][BODY_MAX], signatures[BATCH][SIGNATURE_SIZE];
};

static int set_up(void **state)
{
	static struct fixture f;

	ballot_kit_init(&f.kit);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	ballot_kit_release(&f->kit);
	return 0;
}

static void sign(struct fixture *f, struct attempt *a)
{
	assert_int_equal(ballot_sign(f->kit.g, a->signature, a->in.purpose, &a->form, f->kit.secret, a->body, a->in.len, &f->kit.rng), OK);
}

/* An honest ballot, to be spoilt; `marks` are honest ones for the form. */
static void begin(struct fixture *f, struct attempt *a, struct ballot_form form, const uint8_t *marks)
{
	uint8_t seed[SEED_SIZE];

	a->form = form;
	memcpy(a->marks, marks, form.row_count);
	memcpy(a->slot_key, f->kit.slot_key, POINT_SIZE);
	a->in = (struct ballot_in){ BALLOT_CAST, a->slot_key, a->body, ballot_form_body_size(&form), a->signature };
	assert_int_equal(ballot_seal(f->kit.g, a->body, seed, &form, a->slot_key, marks, &f->kit.rng), OK);
	sign(f, a);
}

static void begin_motion(struct fixture *f, struct attempt *a)
{
	static const uint8_t marks[1] = { 1 };

	begin(f, a, form_motion(), marks);
}

/* Two rows of the same shape. */
static void begin_two_rows(struct fixture *f, struct attempt *a)
{
	static uint8_t options[2] = { 3, 3 };
	static const uint8_t marks[2] = { 0, 1 };

	begin(f, a, (struct ballot_form){ .h_poll = { 4 }, .row_count = 2, .options = options }, marks);
}

/* Everything that is not under attack is honest. */
static void fill_batch(struct fixture *f, const struct attempt *a, struct ballot_in *in)
{
	uint8_t seed[SEED_SIZE];

	for (size_t i = 0; i < BATCH; i++) {
		struct ballot_in honest = { BALLOT_CAST, f->kit.slot_key, f->honest[i], ballot_form_body_size(&a->form), f->signatures[i] };

		in[i] = honest;
		assert_int_equal(ballot_seal(f->kit.g, f->honest[i], seed, &a->form, f->kit.slot_key, a->marks, &f->kit.rng), OK);
		assert_int_equal(ballot_sign(f->kit.g, f->signatures[i], BALLOT_CAST, &a->form, f->kit.secret, in[i].body, in[i].len, &f->kit.rng), OK);
	}
}

/* The verdict alone, and at every place of a batch in which all others hold. */
static void expect(struct fixture *f, const struct attempt *a, enum err want)
{
	struct ballot_in in[BATCH], honest;
	enum err verdicts[BATCH];

	assert_int_equal(ballot_check_single(f->kit.g, &a->form, &a->in), want);
	fill_batch(f, a, in);
	for (size_t place = 0; place < BATCH; place++) {
		honest = in[place];
		in[place] = a->in;
		assert_int_equal(ballot_check_batch(f->kit.g, verdicts, &a->form, in, BATCH, &f->kit.rng), OK);
		for (size_t i = 0; i < BATCH; i++)
			assert_int_equal(verdicts[i], i == place ? want : OK);
		in[place] = honest;
	}
}

/* a and b next to one another among honest ones. */
static void expect_both(struct fixture *f, enum err want)
{
	struct ballot_in in[BATCH];
	enum err verdicts[BATCH];

	assert_int_equal(ballot_check_single(f->kit.g, &f->a.form, &f->a.in), want);
	assert_int_equal(ballot_check_single(f->kit.g, &f->b.form, &f->b.in), want);
	fill_batch(f, &f->a, in);
	in[1] = f->a.in;
	in[2] = f->b.in;
	assert_int_equal(ballot_check_batch(f->kit.g, verdicts, &f->a.form, in, BATCH, &f->kit.rng), OK);
	assert_int_equal(verdicts[0], OK);
	assert_int_equal(verdicts[1], want);
	assert_int_equal(verdicts[2], want);
	assert_int_equal(verdicts[3], OK);
}

static void honest_attempts_pass(void **state)
{
	struct fixture *f = *state;

	begin_motion(f, &f->a);
	expect(f, &f->a, OK);
	begin_two_rows(f, &f->a);
	expect(f, &f->a, OK);
}

static uint8_t *ciphertext(struct attempt *a, size_t j)
{
	return a->body + BALLOT_ID_SIZE + j * CIPHERTEXT_SIZE;
}

static uint8_t *branch(struct attempt *a, size_t i)
{
	return a->body + ballot_branch_at(&a->form, i);
}

/* Add a number to a scalar of the ballot. */
static void shift(uint8_t *at, int64_t by)
{
	struct scalar s;

	assert_int_equal(scalar_decode(&s, at), OK);
	scalar_encode(at, scalar_add(s, scalar_from_i64(by)));
}

/* Would the ballot pass if all its equations had the same weight? */
static bool passes_with_one_weight(struct fixture *f, const struct attempt *a)
{
	size_t equations = 2 * ballot_form_branches(&a->form) + 1, count = 2 * ballot_form_ciphertexts(&a->form) + equations + 1;
	struct scalar c[32], v[32], factors[128], weights[65], base = { { 0 } }, key = { { 0 } };
	struct point **points = points_new(f->kit.g, 128);
	struct ballot_parts parts = { .c = c, .v = v };
	bool passes;

	assert_int_equal(prover_take_apart(f->kit.g, &parts, points, &a->form, &a->in), OK);
	for (size_t i = 0; i < equations; i++)
		weights[i] = scalar_from_u64(12345);
	ballot_weigh(factors, &base, &key, &a->form, &parts, weights, &f->prover.statement);
	points_multi_var(f->kit.g, f->kit.p, points, factors, count, base, key);
	passes = point_is_identity(f->kit.g, f->kit.p);
	points_free(points, 128);
	return passes;
}

/* Challenges that add up as they must, and errors that add up to nothing: a ballot for a thousand. */
static void a_thousand_votes_with_cancelling_errors(void **state)
{
	static uint8_t options[1] = { 2 };
	static const uint8_t marks[1] = { 0 };
	struct fixture *f = *state;

	for (int three = 0; three < 2; three++) {
		if (three)
			begin_motion(f, &f->a);
		else
			begin(f, &f->a, (struct ballot_form){ .h_poll = { 3 }, .row_count = 1, .options = options }, marks);
		prover_init(&f->prover, f->kit.g, &f->a.form, f->a.slot_key, &f->kit.rng, f->a.marks);
		f->prover.plain[0] = 1000;
		f->prover.cancelling = true;
		prover_make(&f->prover, f->a.body);
		prover_release(&f->prover);
		sign(f, &f->a);
		assert_true(passes_with_one_weight(f, &f->a));
		expect(f, &f->a, ERR_PROOF);
	}
}

static void errors_that_cancel_within_a_ballot(void **state)
{
	struct fixture *f = *state;

	begin_motion(f, &f->a);
	shift(branch(&f->a, 0) + 2 * POINT_SIZE + 32, 5);
	shift(branch(&f->a, 1) + 2 * POINT_SIZE + 32, -5);
	sign(f, &f->a);
	assert_true(passes_with_one_weight(f, &f->a));
	expect(f, &f->a, ERR_PROOF);
}

static void errors_that_cancel_between_two_ballots(void **state)
{
	struct fixture *f = *state;

	begin_motion(f, &f->a);
	begin_motion(f, &f->b);
	shift(branch(&f->a, 2) + 2 * POINT_SIZE + 32, 9);
	shift(branch(&f->b, 2) + 2 * POINT_SIZE + 32, -9);
	sign(f, &f->a);
	sign(f, &f->b);
	expect_both(f, ERR_PROOF);

	begin_motion(f, &f->a);
	begin_motion(f, &f->b);
	shift(f->a.signature + POINT_SIZE, 1);
	shift(f->b.signature + POINT_SIZE, -1);
	expect_both(f, ERR_SIGNATURE);
}

/* α + s·G, β + s·K, and responses to fit: what passed where only commitments were hashed. */
static void a_mauled_copy(void **state)
{
	static const uint8_t marks[1] = { 1 };
	static uint8_t options[1] = { 2 };
	struct fixture *f = *state;
	const struct scalar s = scalar_from_u64(31337);
	struct point *p;

	begin(f, &f->a, (struct ballot_form){ .h_poll = { 3 }, .row_count = 1, .options = options }, marks);
	p = point_new(f->kit.g);
	for (int half = 0; half < 2; half++) {
		uint8_t *at = ciphertext(&f->a, 0) + half * POINT_SIZE;

		assert_int_equal(point_decode(f->kit.g, p, at), OK);
		if (half)
			point_mul_key(f->kit.g, f->kit.p, s);
		else
			point_mul_base(f->kit.g, f->kit.p, s);
		point_add(f->kit.g, p, p, f->kit.p);
		point_encode(f->kit.g, at, p);
	}
	point_free(p);
	for (size_t i = 0; i < 2; i++) {
		uint8_t *at = branch(&f->a, i) + 2 * POINT_SIZE;
		struct scalar c, v;

		assert_int_equal(scalar_decode(&c, at), OK);
		assert_int_equal(scalar_decode(&v, at + 32), OK);
		scalar_encode(at + 32, scalar_sub(v, scalar_mul(c, s)));
	}
	sign(f, &f->a);
	/* every equation holds: it is the hash over the whole statement that tells */
	assert_true(passes_with_one_weight(f, &f->a));
	expect(f, &f->a, ERR_PROOF);
}

static void a_copy_under_another_key_or_id(void **state)
{
	struct fixture *f = *state;
	struct scalar mine = f->kit.secret;

	begin_motion(f, &f->a);
	f->kit.secret = scalar_from_u64(99);
	ballot_kit_key(&f->kit, f->a.slot_key, f->kit.secret);
	sign(f, &f->a);
	f->kit.secret = mine;
	expect(f, &f->a, ERR_PROOF);

	begin_motion(f, &f->a);
	f->a.body[0] ^= 1;
	sign(f, &f->a);
	expect(f, &f->a, ERR_PROOF);
}

static void a_ballot_of_another_poll(void **state)
{
	struct fixture *f = *state;

	begin_motion(f, &f->a);
	f->a.form.h_poll[0] ^= 1;
	expect(f, &f->a, ERR_PROOF);
	sign(f, &f->a);
	expect(f, &f->a, ERR_PROOF);
}

static void exchange(uint8_t *a, uint8_t *b, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t x = a[i];

		a[i] = b[i];
		b[i] = x;
	}
}

static void proofs_and_rows_that_changed_places(void **state)
{
	struct fixture *f = *state;

	begin_two_rows(f, &f->a);
	exchange(branch(&f->a, 0), branch(&f->a, 3), 3 * BRANCH_SIZE);
	sign(f, &f->a);
	expect(f, &f->a, ERR_PROOF);
	/* rows and proofs together */
	exchange(ciphertext(&f->a, 0), ciphertext(&f->a, 2), 2 * CIPHERTEXT_SIZE);
	sign(f, &f->a);
	expect(f, &f->a, ERR_PROOF);
	/* rows without their proofs */
	exchange(branch(&f->a, 0), branch(&f->a, 3), 3 * BRANCH_SIZE);
	sign(f, &f->a);
	expect(f, &f->a, ERR_PROOF);

	begin_motion(f, &f->a);
	exchange(ciphertext(&f->a, 0), ciphertext(&f->a, 1), CIPHERTEXT_SIZE);
	sign(f, &f->a);
	expect(f, &f->a, ERR_PROOF);
	begin_motion(f, &f->a);
	exchange(branch(&f->a, 0), branch(&f->a, 1), BRANCH_SIZE);
	sign(f, &f->a);
	expect(f, &f->a, ERR_PROOF);
}

/* A proof for 0 .. 1 shown where 1 .. 2 is asked for, and for another combination of the same list. */
static void a_proof_for_another_list(void **state)
{
	static uint8_t options[2] = { 2, 2 };
	static struct limit_term sum[2] = { { 0, 1 }, { 1, 1 } }, twice[2] = { { 0, 2 }, { 1, 1 } };
	static struct limit limits[3] = { { sum, 2, 0, 1 }, { sum, 2, 1, 2 }, { twice, 2, 0, 1 } };
	static const uint8_t none[2] = { 1, 1 }, second[2] = { 1, 0 };
	struct fixture *f = *state;
	struct ballot_form form = { .h_poll = { 5 }, .row_count = 2, .options = options, .limit_count = 1, .limits = &limits[0] };

	begin(f, &f->a, form, none);
	f->a.form.limits = &limits[1];
	memcpy(f->a.marks, second, 2);
	expect(f, &f->a, ERR_PROOF);

	begin(f, &f->a, form, (const uint8_t[]){ 0, 1 });
	f->a.form.limits = &limits[2];
	memcpy(f->a.marks, second, 2);
	expect(f, &f->a, ERR_PROOF);
}

/* Two limits that say the same, and one proof for both. */
static void a_proof_shown_twice(void **state)
{
	static uint8_t options[1] = { 3 };
	static struct limit_term sum[2] = { { 0, 1 }, { 1, 1 } };
	static struct limit limits[2] = { { sum, 2, 0, 1 }, { sum, 2, 0, 1 } };
	static const uint8_t marks[1] = { 1 };
	struct fixture *f = *state;

	begin(f, &f->a, (struct ballot_form){ .h_poll = { 6 }, .row_count = 1, .options = options, .limit_count = 2, .limits = limits }, marks);
	expect(f, &f->a, OK);
	memcpy(branch(&f->a, 5), branch(&f->a, 3), 2 * BRANCH_SIZE);
	sign(f, &f->a);
	expect(f, &f->a, ERR_PROOF);
}

static void bodies_of_the_wrong_length(void **state)
{
	struct fixture *f = *state;
	size_t size;

	begin_motion(f, &f->a);
	size = f->a.in.len;
	for (size_t by = 1; by <= BRANCH_SIZE; by += BRANCH_SIZE - 1) {
		f->a.in.len = size + by;
		sign(f, &f->a);
		expect(f, &f->a, ERR_BODY_LENGTH);
		f->a.in.len = size - by;
		sign(f, &f->a);
		expect(f, &f->a, ERR_BODY_LENGTH);
	}
	f->a.in.len = 0;
	expect(f, &f->a, ERR_BODY_LENGTH);
}

/* All ways in which 65 bytes can fail to be a point, at every place of a ballot that holds one. */
static void points_that_are_none(void **state)
{
	struct fixture *f = *state;

	for (size_t place = 0; place < 6; place++) {
		for (int kind = 0; kind < 7; kind++) {
			uint8_t *at;

			begin_motion(f, &f->a);
			at = place < 2 ? ciphertext(&f->a, 1) + place * POINT_SIZE
			     : place < 4 ? branch(&f->a, 2) + (place - 2) * POINT_SIZE : place == 4 ? f->a.signature : f->a.slot_key;
			if (kind < 4)
				at[0] = (const uint8_t[]){ 0x00, 0x02, 0x03, 0x05 }[kind];
			else if (kind == 4)
				at[0] = (uint8_t)(0x06 | (at[POINT_SIZE - 1] & 1));
			else if (kind == 5)
				memset(at, 0, POINT_SIZE);
			else
				at[POINT_SIZE - 1] ^= 1;
			if (place < 4)
				sign(f, &f->a);
			expect(f, &f->a, ERR_POINT);
		}
	}
}

/* A true proof with small numbers, and the same numbers plus n: equal to every equation, other bytes. */
static void scalars_that_are_not_reduced(void **state)
{
	static const uint8_t order[32] = {
		0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
	};
	struct fixture *f = *state;

	for (size_t place = 0; place < 2; place++) {
		uint8_t *at, number;

		begin_motion(f, &f->a);
		prover_init(&f->prover, f->kit.g, &f->a.form, f->a.slot_key, &f->kit.rng, f->a.marks);
		f->prover.small = true;
		prover_make(&f->prover, f->a.body);
		prover_release(&f->prover);
		sign(f, &f->a);
		expect(f, &f->a, OK);

		at = branch(&f->a, 0) + 2 * POINT_SIZE + place * 32;
		number = at[31];
		assert_int_equal(number, place ? 7 : 5);
		memcpy(at, order, sizeof(order));
		at[31] = (uint8_t)(at[31] + number);
		sign(f, &f->a);
		expect(f, &f->a, ERR_SCALAR);
	}
	begin_motion(f, &f->a);
	memcpy(f->a.signature + POINT_SIZE, order, sizeof(order));
	expect(f, &f->a, ERR_SCALAR);
}

static void proofs_of_nothing(void **state)
{
	struct fixture *f = *state;

	begin_motion(f, &f->a);
	memset(branch(&f->a, 0), 0, 3 * BRANCH_SIZE);
	sign(f, &f->a);
	expect(f, &f->a, ERR_POINT);

	/* all scalars zero */
	begin_motion(f, &f->a);
	for (size_t i = 0; i < 3; i++)
		memset(branch(&f->a, i) + 2 * POINT_SIZE, 0, 64);
	sign(f, &f->a);
	expect(f, &f->a, ERR_PROOF);

	/* Rs and s of nothing */
	begin_motion(f, &f->a);
	memset(f->a.signature, 0, SIGNATURE_SIZE);
	expect(f, &f->a, ERR_POINT);
}

/* The plain prover encrypts these numbers and claims what it likes. */
static void expect_cheating_fails(struct fixture *f, const int64_t *plain, const size_t *claims)
{
	struct attempt *a = &f->a;

	prover_init(&f->prover, f->kit.g, &a->form, a->slot_key, &f->kit.rng, a->marks);
	for (size_t j = 0; j < ballot_form_ciphertexts(&a->form); j++)
		f->prover.plain[j] = plain[j];
	for (size_t i = 0; i < ballot_proofs(&a->form); i++)
		f->prover.claims[i] = claims[i];
	prover_make(&f->prover, a->body);
	prover_release(&f->prover);
	sign(f, a);
	expect(f, a, ERR_PROOF);
}

static void marks_that_a_row_does_not_have(void **state)
{
	static const int64_t plain[][2] = { { 1, 1 }, { 2, 0 }, { 0, 2 }, { -1, 0 }, { -1, 1 }, { 2, -1 }, { 1000, 0 } };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		for (size_t claim = 0; claim < 3; claim++) {
			begin_motion(f, &f->a);
			expect_cheating_fails(f, plain[i], &claim);
		}
	}
}

/* Rows that are true, limits that are not: three approvals for two seats; a write-in with nobody against. */
static void choices_beyond_a_limit(void **state)
{
	static const uint8_t honest[4] = { 0, 1, 2, 0 };
	/* for, against of three candidates; write-in */
	static const int64_t over[7] = { 1, 0, 1, 0, 1, 0, 0 }, unbalanced[7] = { 0, 0, 1, 0, 0, 0, 1 };
	static const size_t over_claims[6] = { 0, 0, 0, 1, 0, 3 }, unbalanced_claims[6] = { 2, 0, 2, 0, 2, 0 };
	struct fixture *f = *state;

	for (size_t claim = 0; claim < 4; claim++) {
		size_t claims[6];

		begin(f, &f->a, form_election(), honest);
		memcpy(claims, over_claims, sizeof(claims));
		claims[4] = claim < 3 ? claim : 0;
		expect_cheating_fails(f, over, claims);
		memcpy(claims, unbalanced_claims, sizeof(claims));
		claims[5] = claim;
		expect_cheating_fails(f, unbalanced, claims);
	}
}

/* All proved and signed, but one α twice in the ballot; -α is as good as α to undo another's mark: it has the same x (P6.7). */
static void an_alpha_twice_or_negated(void **state)
{
	struct fixture *f = *state;

	for (int is_negated = 0; is_negated < 2; is_negated++) {
		begin_two_rows(f, &f->a);
		prover_init(&f->prover, f->kit.g, &f->a.form, f->a.slot_key, &f->kit.rng, f->a.marks);
		f->prover.r[3] = is_negated ? scalar_neg(f->prover.r[0]) : f->prover.r[0];
		prover_make(&f->prover, f->a.body);
		prover_release(&f->prover);
		sign(f, &f->a);
		expect(f, &f->a, ERR_ALPHA_REPEATED);
	}
}

static void signatures_for_something_else(void **state)
{
	struct fixture *f = *state;

	/* a test shown as a cast, and the other way round */
	begin_motion(f, &f->a);
	f->a.in.purpose = BALLOT_TEST;
	expect(f, &f->a, ERR_SIGNATURE);
	sign(f, &f->a);
	expect(f, &f->a, OK);
	f->a.in.purpose = BALLOT_CAST;
	expect(f, &f->a, ERR_SIGNATURE);

	/* another's signature on another's ballot */
	begin_motion(f, &f->a);
	begin_motion(f, &f->b);
	memcpy(f->a.signature, f->b.signature, SIGNATURE_SIZE);
	expect(f, &f->a, ERR_SIGNATURE);
}

/* Every third byte of a ballot, and so every field of it, counts. */
static void a_flipped_bit_anywhere(void **state)
{
	struct fixture *f = *state;
	enum err verdict;

	begin_motion(f, &f->a);
	for (size_t at = 0; at < f->a.in.len; at += 3) {
		f->a.body[at] ^= 0x10;
		assert_int_not_equal(ballot_check_single(f->kit.g, &f->a.form, &f->a.in), OK);
		assert_int_equal(ballot_check_batch(f->kit.g, &verdict, &f->a.form, &f->a.in, 1, &f->kit.rng), OK);
		assert_int_equal(verdict, ballot_check_single(f->kit.g, &f->a.form, &f->a.in));
		f->a.body[at] ^= 0x10;
	}
	expect(f, &f->a, OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(honest_attempts_pass),
		cmocka_unit_test(a_thousand_votes_with_cancelling_errors),
		cmocka_unit_test(errors_that_cancel_within_a_ballot),
		cmocka_unit_test(errors_that_cancel_between_two_ballots),
		cmocka_unit_test(a_mauled_copy),
		cmocka_unit_test(a_copy_under_another_key_or_id),
		cmocka_unit_test(a_ballot_of_another_poll),
		cmocka_unit_test(proofs_and_rows_that_changed_places),
		cmocka_unit_test(a_proof_for_another_list),
		cmocka_unit_test(a_proof_shown_twice),
		cmocka_unit_test(bodies_of_the_wrong_length),
		cmocka_unit_test(points_that_are_none),
		cmocka_unit_test(scalars_that_are_not_reduced),
		cmocka_unit_test(proofs_of_nothing),
		cmocka_unit_test(marks_that_a_row_does_not_have),
		cmocka_unit_test(choices_beyond_a_limit),
		cmocka_unit_test(an_alpha_twice_or_negated),
		cmocka_unit_test(signatures_for_something_else),
		cmocka_unit_test(a_flipped_bit_anywhere),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
