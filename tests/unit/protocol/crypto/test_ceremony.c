/* Does the ceremony give one key whose shares fit, and is every way to cheat or to miswrite in it found? */
#include <stdlib.h>
#include <string.h>
#include "protocol/base/fields.h"
#include "tests/unit/keymaker.h"

static int set_up(void **state)
{
	struct keymaker *k = malloc(sizeof(*k));

	if (!k)
		return -1;
	keymaker_run(k, "m1", 4, 3, 2, 1);
	*state = k;
	return 0;
}

static int tear_down(void **state)
{
	keymaker_release(*state);
	free(*state);
	return 0;
}

static enum err read_text(const struct keymaker *k, const char *text)
{
	struct reveal r;

	return ceremony_read_reveal(k->g, &r, &k->c, text);
}

/* Trustee 2's reveal as an object, to be spoilt. */
static json_t *reveal_object(const struct keymaker *k)
{
	json_t *object = NULL;

	assert_int_equal(json_read(&object, k->texts[1], strlen(k->texts[1])), OK);
	return object;
}

/* What reading says to the spoilt object, with and without group arithmetic. */
static void assert_refused(const struct keymaker *k, json_t *object, enum err plain, enum err full)
{
	char *text = json_write(object);
	struct reveal r = { .index = 77 };

	assert_non_null(text);
	assert_int_equal(ceremony_read_reveal(NULL, &r, &k->c, text), plain);
	if (plain)
		assert_int_equal(r.index, 77);
	r.index = 77;
	assert_int_equal(ceremony_read_reveal(k->g, &r, &k->c, text), full);
	if (full)
		assert_int_equal(r.index, 77);
	free(text);
	json_decref(object);
}

static void every_share_is_the_secret_of_its_share_key(void **state)
{
	struct keymaker *k = *state;
	struct point *p = point_new(k->g);
	uint8_t encoded[POINT_SIZE];

	for (uint32_t i = 0; i < k->c.n; i++) {
		point_mul_base(k->g, p, k->shares[i]);
		point_encode(k->g, encoded, p);
		assert_memory_equal(encoded, k->share_keys[i], POINT_SIZE);
	}
	point_free(p);
}

static void key_belongs_to_the_sum_of_the_first_coefficients(void **state)
{
	struct keymaker *k = *state;
	struct point *p = point_new(k->g);
	struct scalar sum = { { 0 } };
	uint8_t encoded[POINT_SIZE];

	for (uint32_t i = 0; i < k->c.n; i++)
		sum = scalar_add(sum, k->secrets[i].coefficients[0]);
	point_mul_base(k->g, p, sum);
	point_encode(k->g, encoded, p);
	assert_memory_equal(encoded, k->key, POINT_SIZE);
	point_free(p);
}

static void ceremonies_of_one_to_nine_trustees_work(void **state)
{
	(void)state;
	for (uint32_t n = 1; n <= TRUSTEE_MAX; n += 4) {
		struct keymaker k;

		keymaker_run(&k, "m1", 1, n, n / 2 + 1, n);
		keymaker_release(&k);
	}
}

static void thresholds_of_half_or_less_and_too_many_trustees_are_refused(void **state)
{
	struct keymaker *k = *state;
	struct ceremony bad[] = { { "m1", 1, 4, 2 }, { "m1", 1, 3, 1 }, { "m1", 1, 3, 4 }, { "m1", 1, 0, 0 }, { "m1", 1, 10, 6 } };
	struct ceremony_secret secret;
	struct reveal r;
	char *text = NULL;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_false(ceremony_is_valid(&bad[i]));
		assert_int_equal(ceremony_begin(k->g, &secret, &text, &bad[i], 1, "a", false, &k->rng), ERR_RANGE);
		assert_int_equal(ceremony_read_reveal(k->g, &r, &bad[i], k->texts[0]), ERR_RANGE);
		assert_int_equal(ceremony_keys(k->g, k->key, k->share_keys, &bad[i], k->reveals), ERR_RANGE);
	}
	assert_null(text);
}

static void begin_refuses_an_index_or_name_that_others_would_refuse(void **state)
{
	struct keymaker *k = *state;
	struct ceremony_secret secret;
	char long_name[TRUSTEE_NAME_MAX + 2], *text = NULL;

	memset(long_name, 'a', sizeof(long_name));
	long_name[TRUSTEE_NAME_MAX + 1] = 0;
	assert_int_equal(ceremony_begin(k->g, &secret, &text, &k->c, 0, "a", false, &k->rng), ERR_RANGE);
	assert_int_equal(ceremony_begin(k->g, &secret, &text, &k->c, 4, "a", false, &k->rng), ERR_RANGE);
	assert_int_equal(ceremony_begin(k->g, &secret, &text, &k->c, 1, "", false, &k->rng), ERR_RANGE);
	assert_int_equal(ceremony_begin(k->g, &secret, &text, &k->c, 1, long_name, false, &k->rng), ERR_RANGE);
	assert_int_equal(ceremony_begin(k->g, &secret, &text, &k->c, 1, "a\nb", false, &k->rng), ERR_TEXT);
	assert_null(text);
}

static void reveal_is_read_as_it_was_written(void **state)
{
	struct keymaker *k = *state;
	struct ceremony_secret secret;
	struct reveal r;
	char *text;

	assert_int_equal(ceremony_begin(k->g, &secret, &text, &k->c, 2, "监票终端 \"2\"", false, &k->rng), OK);
	assert_int_equal(ceremony_read_reveal(NULL, &r, &k->c, text), OK);
	assert_int_equal(r.index, 2);
	assert_string_equal(r.name, "监票终端 \"2\"");
	assert_false(r.is_auto);
	assert_true(k->reveals[1].is_auto);
	ceremony_secret_wipe(&secret);
	free(text);
}

static void commitment_is_bound_to_text_index_ceremony_and_meeting(void **state)
{
	struct keymaker *k = *state;
	struct ceremony next = k->c, elsewhere = k->c;
	uint8_t hash[32], expected[32];
	struct hash t;

	hash_start(&t, "tally/1/ceremony-commit");
	hash_text(&t, "m1");
	hash_u64(&t, 4);
	hash_u64(&t, 1);
	hash_text(&t, k->texts[0]);
	hash_end32(&t, expected);
	assert_memory_equal(k->commits[0], expected, 32);
	next.id = 5;
	elsewhere.meeting = "m2";
	ceremony_commitment(hash, &next, 1, k->texts[0]);
	assert_memory_not_equal(hash, expected, 32);
	ceremony_commitment(hash, &elsewhere, 1, k->texts[0]);
	assert_memory_not_equal(hash, expected, 32);
	ceremony_commitment(hash, &k->c, 2, k->texts[0]);
	assert_memory_not_equal(hash, expected, 32);
}

/* Trustee 3 waits for the others' reveals and then takes a key that cancels theirs: it has no commitment
 * to such a reveal, it cannot prove that it knows the coefficient, and the key would be the identity. */
static void rushing_trustee_is_stopped_three_times(void **state)
{
	struct keymaker *k = *state;
	struct reveal reveals[3];
	struct point *sum = point_new(k->g), *p = point_new(k->g), *identity = point_new(k->g);
	json_t *object = NULL;
	uint8_t rushed[32], key[POINT_SIZE] = { 1 }, untouched[POINT_SIZE] = { 1 }, shares[3][POINT_SIZE];
	char *text;

	memcpy(reveals, k->reveals, sizeof(reveals));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(point_decode(k->g, p, reveals[i].coefficients[0]), OK);
		point_add(k->g, sum, sum, p);
	}
	point_sub(k->g, sum, identity, sum);
	point_encode(k->g, reveals[2].coefficients[0], sum);

	assert_int_equal(json_read(&object, k->texts[2], strlen(k->texts[2])), OK);
	json_array_set_new(json_object_get(object, "coefficients"), 0, json_base64(reveals[2].coefficients[0], POINT_SIZE));
	text = json_write(object);
	ceremony_commitment(rushed, &k->c, 3, text);
	assert_memory_not_equal(rushed, k->commits[2], 32);
	assert_int_equal(read_text(k, text), ERR_SIGNATURE);
	assert_int_equal(ceremony_keys(k->g, key, shares, &k->c, reveals), ERR_POINT);
	assert_memory_equal(key, untouched, POINT_SIZE);

	free(text);
	json_decref(object);
	point_free(sum);
	point_free(p);
	point_free(identity);
}

/* f_3 chosen so that the sum is zero at 2: K is sound, X_2 is the identity. */
static void share_key_that_is_the_identity_is_refused(void **state)
{
	struct keymaker *k = *state;
	struct reveal reveals[3];
	struct scalar rest, two = scalar_from_u64(2), c1;
	struct point *p = point_new(k->g);
	uint8_t key[POINT_SIZE], shares[3][POINT_SIZE];

	memcpy(reveals, k->reveals, sizeof(reveals));
	rest = scalar_add(ceremony_own_share(&k->c, 2, &k->secrets[0]), ceremony_own_share(&k->c, 2, &k->secrets[1]));
	rest = scalar_neg(scalar_add(rest, k->secrets[2].coefficients[0]));
	c1 = scalar_mul(rest, scalar_invert(two));
	point_mul_base(k->g, p, c1);
	point_encode(k->g, reveals[2].coefficients[1], p);
	assert_int_equal(ceremony_keys(k->g, key, shares, &k->c, reveals), ERR_POINT);
	point_free(p);
}

static void reveals_out_of_their_places_give_no_key(void **state)
{
	struct keymaker *k = *state;
	struct reveal reveals[3] = { k->reveals[1], k->reveals[0], k->reveals[2] };
	uint8_t key[POINT_SIZE], shares[3][POINT_SIZE];

	assert_int_equal(ceremony_keys(k->g, key, shares, &k->c, reveals), ERR_RANGE);
}

static void proof_of_possession_is_bound_to_ceremony_index_and_coefficient(void **state)
{
	struct keymaker *k = *state;
	struct ceremony next = k->c, elsewhere = k->c;
	json_t *object, *possession, *first;
	struct reveal r;

	next.id = 5;
	elsewhere.meeting = "m2";
	assert_int_equal(read_text(k, k->texts[1]), OK);
	assert_int_equal(ceremony_read_reveal(k->g, &r, &next, k->texts[1]), ERR_SIGNATURE);
	assert_int_equal(ceremony_read_reveal(k->g, &r, &elsewhere, k->texts[1]), ERR_SIGNATURE);

	object = reveal_object(k);
	json_object_set_new(object, "index", json_integer(1));
	assert_refused(k, object, OK, ERR_SIGNATURE);

	object = reveal_object(k);
	possession = json_object_get(object, "possession");
	first = json_incref(json_array_get(possession, 0));
	json_array_set(possession, 0, json_array_get(possession, 1));
	json_array_set_new(possession, 1, first);
	assert_refused(k, object, OK, ERR_SIGNATURE);
}

/* Coefficient and proof may not change places together: the number of the coefficient is signed. */
static void coefficient_cannot_move_with_its_proof(void **state)
{
	static const char *const names[] = { "coefficients", "possession" };
	struct keymaker *k = *state;
	json_t *object = reveal_object(k);

	for (int i = 0; i < 2; i++) {
		json_t *array = json_object_get(object, names[i]), *first = json_incref(json_array_get(array, 0));

		json_array_set(array, 0, json_array_get(array, 1));
		json_array_set_new(array, 1, first);
	}
	assert_refused(k, object, OK, ERR_SIGNATURE);
}

static void unknown_field_is_refused(void **state)
{
	json_t *object = reveal_object(*state);

	json_object_set_new(object, "comment", json_string("hello"));
	assert_refused(*state, object, ERR_FIELD_UNKNOWN, ERR_FIELD_UNKNOWN);
}

static void every_missing_field_is_refused(void **state)
{
	static const char *const names[] = { "index", "name", "auto", "channel", "cosign", "coefficients", "possession", "fresh" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		json_t *object = reveal_object(*state);

		assert_int_equal(json_object_del(object, names[i]), 0);
		assert_refused(*state, object, ERR_FIELD_MISSING, ERR_FIELD_MISSING);
	}
}

static void fields_of_wrong_size_or_type_are_refused(void **state)
{
	static const uint8_t bytes[66] = { 4 };
	const struct {
		const char *name;
		json_t *value;
		enum err err;
	} bad[] = {
		{ "index", json_integer(0), ERR_RANGE },
		{ "index", json_integer(4), ERR_RANGE },
		{ "index", json_string("2"), ERR_FIELD_TYPE },
		{ "name", json_string(""), ERR_RANGE },
		{ "name", json_string("0123456789012345678901234567890123456789012345678901234567890"), ERR_RANGE },
		{ "auto", json_integer(1), ERR_FIELD_TYPE },
		{ "channel", json_base64(bytes, 64), ERR_BASE64 },
		{ "channel", json_base64(bytes, 66), ERR_BASE64 },
		{ "cosign", json_base64(bytes, 31), ERR_BASE64 },
		{ "fresh", json_base64(bytes, 33), ERR_BASE64 },
		{ "coefficients", json_string("x"), ERR_FIELD_TYPE },
		{ "possession", json_array(), ERR_RANGE },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		json_t *object = reveal_object(*state);

		json_object_set_new(object, bad[i].name, bad[i].value);
		assert_refused(*state, object, bad[i].err, bad[i].err);
	}
}

static void too_few_and_too_many_coefficients_are_refused(void **state)
{
	static const char *const names[] = { "coefficients", "possession" };

	for (int i = 0; i < 2; i++) {
		json_t *object = reveal_object(*state), *array = json_object_get(object, names[i]);

		json_array_append(array, json_array_get(array, 0));
		assert_refused(*state, object, ERR_RANGE, ERR_RANGE);
		object = reveal_object(*state);
		json_array_remove(json_object_get(object, names[i]), 1);
		assert_refused(*state, object, ERR_RANGE, ERR_RANGE);
		object = reveal_object(*state);
		json_array_set_new(json_object_get(object, names[i]), 1, json_integer(5));
		assert_refused(*state, object, ERR_FIELD_TYPE, ERR_FIELD_TYPE);
	}
}

static void identity_and_points_off_the_curve_are_refused(void **state)
{
	static const uint8_t identity[POINT_SIZE], off[POINT_SIZE] = { 4, 1, 2, 3 };
	const uint8_t *const bad[] = { identity, off };

	for (int i = 0; i < 2; i++) {
		json_t *object = reveal_object(*state);

		json_object_set_new(object, "channel", json_base64(bad[i], POINT_SIZE));
		assert_refused(*state, object, OK, ERR_POINT);
		object = reveal_object(*state);
		json_array_set_new(json_object_get(object, "coefficients"), 1, json_base64(bad[i], POINT_SIZE));
		assert_refused(*state, object, OK, ERR_POINT);
	}
}

static void texts_that_are_no_json_or_too_long_are_refused(void **state)
{
	struct keymaker *k = *state;
	size_t len = strlen(k->texts[1]);
	char *text = malloc(REVEAL_MAX + 2);

	assert_non_null(text);
	assert_int_equal(read_text(k, ""), ERR_JSON);
	assert_int_equal(read_text(k, "[]"), ERR_JSON);
	snprintf(text, REVEAL_MAX + 2, "%s ", k->texts[1]);
	assert_int_equal(read_text(k, text), ERR_JSON);
	snprintf(text, REVEAL_MAX + 2, "%s{}", k->texts[1]);
	assert_int_equal(read_text(k, text), ERR_JSON);
	snprintf(text, REVEAL_MAX + 2, "%.*s,\"index\":2}", (int)len - 1, k->texts[1]);
	assert_int_equal(read_text(k, text), ERR_JSON);
	snprintf(text, REVEAL_MAX + 2, "{%*s", REVEAL_MAX, k->texts[1] + 1);
	assert_int_equal(read_text(k, text), ERR_TOO_LONG);
	snprintf(text, REVEAL_MAX + 2, "{%*s", REVEAL_MAX - 1, k->texts[1] + 1);
	assert_int_equal(strlen(text), REVEAL_MAX);
	assert_int_equal(read_text(k, text), OK);
	free(text);
}

static enum err take(struct keymaker *k, struct scalar *share, uint32_t from, uint32_t to)
{
	return ceremony_take_share(k->g, share, &k->c, &k->reveals[from - 1], to, &k->secrets[to - 1], k->ephemerals[from - 1][to - 1],
				   k->boxes[from - 1][to - 1]);
}

static void share_that_does_not_fit_is_found_by_its_receiver(void **state)
{
	struct keymaker *k = *state;
	struct ceremony_secret wrong = k->secrets[0];
	struct scalar share = scalar_from_u64(5);

	wrong.coefficients[1] = scalar_add(wrong.coefficients[1], scalar_from_u64(1));
	assert_int_equal(ceremony_make_share(k->g, k->ephemerals[0][1], k->boxes[0][1], &k->c, 1, &wrong, &k->reveals[1], &k->rng), OK);
	assert_int_equal(take(k, &share, 1, 2), ERR_SHARE);
	assert_true(scalar_equal(share, scalar_from_u64(5)));
	assert_int_equal(ceremony_make_share(k->g, k->ephemerals[0][1], k->boxes[0][1], &k->c, 1, &k->secrets[0], &k->reveals[1], &k->rng), OK);
	assert_int_equal(take(k, &share, 1, 2), OK);
	assert_true(scalar_equal(share, ceremony_own_share(&k->c, 2, &k->secrets[0])));
}

static void box_changed_in_any_byte_is_refused(void **state)
{
	struct keymaker *k = *state;
	struct scalar share;

	for (size_t i = 0; i < SHARE_BOX_SIZE; i++) {
		k->boxes[0][1][i] ^= 0x10;
		assert_int_equal(take(k, &share, 1, 2), ERR_SHARE);
		k->boxes[0][1][i] ^= 0x10;
	}
	assert_int_equal(take(k, &share, 1, 2), OK);
}

static void ephemeral_key_that_is_changed_or_no_point_is_refused(void **state)
{
	struct keymaker *k = *state;
	struct scalar share;
	uint8_t *ephemeral = k->ephemerals[0][1], kept[POINT_SIZE];

	memcpy(kept, ephemeral, POINT_SIZE);
	ephemeral[40] ^= 1;
	assert_int_equal(take(k, &share, 1, 2), ERR_SHARE);
	memset(ephemeral, 0, POINT_SIZE);
	assert_int_equal(take(k, &share, 1, 2), ERR_SHARE);
	memcpy(ephemeral, k->ephemerals[0][2], POINT_SIZE);
	assert_int_equal(take(k, &share, 1, 2), ERR_SHARE);
	memcpy(ephemeral, kept, POINT_SIZE);
}

static void box_opens_for_its_sender_receiver_and_ceremony_only(void **state)
{
	struct keymaker *k = *state;
	struct ceremony next = k->c;
	struct scalar share;
	const uint8_t *ephemeral = k->ephemerals[0][1], *box = k->boxes[0][1];

	assert_int_equal(ceremony_take_share(k->g, &share, &k->c, &k->reveals[0], 3, &k->secrets[2], ephemeral, box), ERR_SHARE);
	assert_int_equal(ceremony_take_share(k->g, &share, &k->c, &k->reveals[0], 3, &k->secrets[1], ephemeral, box), ERR_SHARE);
	assert_int_equal(ceremony_take_share(k->g, &share, &k->c, &k->reveals[2], 2, &k->secrets[1], ephemeral, box), ERR_SHARE);
	next.id++;
	assert_int_equal(ceremony_take_share(k->g, &share, &next, &k->reveals[0], 2, &k->secrets[1], ephemeral, box), ERR_SHARE);
}

static void record_hash_is_over_all_texts_in_order(void **state)
{
	struct keymaker *k = *state;
	const char *const turned[] = { k->texts[1], k->texts[0], k->texts[2] };
	uint8_t hash[32], expected[32];
	struct hash t;

	hash_start(&t, "tally/1/key-record");
	hash_text(&t, "m1");
	hash_u64(&t, 4);
	hash_u64(&t, 3);
	hash_u64(&t, 2);
	for (int i = 0; i < 3; i++)
		hash_text(&t, k->texts[i]);
	hash_end32(&t, expected);
	assert_memory_equal(k->record, expected, 32);
	ceremony_record_hash(hash, &k->c, turned);
	assert_memory_not_equal(hash, expected, 32);
}

static void confirm_signs_the_fields_of_the_specification(void **state)
{
	struct keymaker *k = *state;
	struct buf message;
	struct hash t;

	hash_start(&t, "tally/1/confirm");
	hash_text(&t, "m1");
	hash_u64(&t, 4);
	hash_field(&t, k->record, 32);
	hash_field(&t, k->key, POINT_SIZE);
	message = hash_end_fields(&t);
	assert_int_equal(sign_check(k->reveals[0].cosign, k->confirms[0], message.at, message.len), OK);
	buf_release(&message);
}

static void confirm_holds_for_its_trustee_record_and_key_only(void **state)
{
	struct keymaker *k = *state;
	struct ceremony next = k->c;

	next.id++;
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(ceremony_check_confirm(&k->c, k->reveals[i].cosign, k->confirms[i], k->record, k->key), OK);
	assert_int_equal(ceremony_check_confirm(&k->c, k->reveals[1].cosign, k->confirms[0], k->record, k->key), ERR_SIGNATURE);
	assert_int_equal(ceremony_check_confirm(&next, k->reveals[0].cosign, k->confirms[0], k->record, k->key), ERR_SIGNATURE);
	assert_int_equal(ceremony_check_confirm(&k->c, k->reveals[0].cosign, k->confirms[0], k->commits[0], k->key), ERR_SIGNATURE);
	assert_int_equal(ceremony_check_confirm(&k->c, k->reveals[0].cosign, k->confirms[0], k->record, k->share_keys[0]), ERR_SIGNATURE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_share_is_the_secret_of_its_share_key),
		cmocka_unit_test(key_belongs_to_the_sum_of_the_first_coefficients),
		cmocka_unit_test(ceremonies_of_one_to_nine_trustees_work),
		cmocka_unit_test(thresholds_of_half_or_less_and_too_many_trustees_are_refused),
		cmocka_unit_test(begin_refuses_an_index_or_name_that_others_would_refuse),
		cmocka_unit_test(reveal_is_read_as_it_was_written),
		cmocka_unit_test(commitment_is_bound_to_text_index_ceremony_and_meeting),
		cmocka_unit_test(rushing_trustee_is_stopped_three_times),
		cmocka_unit_test(share_key_that_is_the_identity_is_refused),
		cmocka_unit_test(reveals_out_of_their_places_give_no_key),
		cmocka_unit_test(proof_of_possession_is_bound_to_ceremony_index_and_coefficient),
		cmocka_unit_test(coefficient_cannot_move_with_its_proof),
		cmocka_unit_test(unknown_field_is_refused),
		cmocka_unit_test(every_missing_field_is_refused),
		cmocka_unit_test(fields_of_wrong_size_or_type_are_refused),
		cmocka_unit_test(too_few_and_too_many_coefficients_are_refused),
		cmocka_unit_test(identity_and_points_off_the_curve_are_refused),
		cmocka_unit_test(texts_that_are_no_json_or_too_long_are_refused),
		cmocka_unit_test(share_that_does_not_fit_is_found_by_its_receiver),
		cmocka_unit_test(box_changed_in_any_byte_is_refused),
		cmocka_unit_test(ephemeral_key_that_is_changed_or_no_point_is_refused),
		cmocka_unit_test(box_opens_for_its_sender_receiver_and_ceremony_only),
		cmocka_unit_test(record_hash_is_over_all_texts_in_order),
		cmocka_unit_test(confirm_signs_the_fields_of_the_specification),
		cmocka_unit_test(confirm_holds_for_its_trustee_record_and_key_only),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
