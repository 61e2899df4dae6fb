/* test_vectors.c - do we compute what a second implementation in another language computed from PROTOCOL.md alone?
 *
 * Codes, hashes, points, signatures and sealed ballots, good and bad; crypto/test_key_vectors.c has slips, ceremony and opening.
 * What the files hold stands in tests/vectors/README.md. */
#include <stdlib.h>
#include "protocol/base/code.h"
#include "protocol/crypto/ballot.h"
#include "protocol/crypto/schnorr.h"
#include "protocol/crypto/sign.h"
#include "tests/unit/fixed_rng.h"
#include "tests/unit/vector_files.h"

static struct code_kind kind_of(const json_t *item)
{
	const char *kind = listed_text(item, "kind");

	if (!strcmp(kind, "slip"))
		return CODE_SLIP;
	if (!strcmp(kind, "badge"))
		return CODE_BADGE;
	if (!strcmp(kind, "enrol"))
		return CODE_ENROL;
	if (!strcmp(kind, "tracking"))
		return CODE_TRACKING;
	assert_string_equal(kind, "fingerprint");
	return CODE_FINGERPRINT;
}

static void codes_are_shown_read_and_refused_alike(void **state)
{
	json_t *file = listed_file("tests/vectors/codes.json"), *item;
	uint8_t bytes[32];
	size_t i;

	(void)state;
	json_array_foreach (listed_array(file, "encode"), i, item) {
		struct buf data = listed_buf(item, "data");
		char shown[CODE_TEXT_SIZE];

		assert_int_equal(data.len, kind_of(item).bytes);
		code_show(shown, kind_of(item), data.at);
		assert_string_equal(shown, listed_text(item, "code"));
		assert_int_equal(code_read(bytes, kind_of(item), shown), OK);
		assert_memory_equal(bytes, data.at, data.len);
		buf_release(&data);
	}
	json_array_foreach (listed_array(file, "read"), i, item) {
		assert_int_equal(code_read(bytes, kind_of(item), listed_text(item, "text")), OK);
		expect_listed(item, "data", bytes, kind_of(item).bytes);
	}
	json_array_foreach (listed_array(file, "refuse"), i, item) {
		if (code_read(bytes, kind_of(item), listed_text(item, "text")) != ERR_CODE)
			fail_msg("accepted: %s", listed_text(item, "purpose"));
	}
	json_decref(file);
}

static void only_the_one_spelling_of_base64_and_hex_is_read(void **state)
{
	json_t *file = listed_file("tests/vectors/codes.json"), *item;
	const json_t *base64 = json_object_get(file, "base64"), *hex = json_object_get(file, "hex");
	uint8_t bytes[16];
	char shown[40];
	size_t i, len;

	(void)state;
	json_array_foreach (listed_array(base64, "good"), i, item) {
		assert_int_equal(base64_decode_any(bytes, &len, sizeof(bytes), listed_text(item, "text")), OK);
		hex_encode(shown, bytes, len);
		assert_string_equal(shown, listed_text(item, "hex"));
		base64_encode(shown, bytes, len);
		assert_string_equal(shown, listed_text(item, "text"));
	}
	json_array_foreach (listed_array(base64, "bad"), i, item) {
		if (base64_decode_any(bytes, &len, sizeof(bytes), json_string_value(item)) != ERR_BASE64)
			fail_msg("accepted: %s", json_string_value(item));
	}
	json_array_foreach (listed_array(hex, "bad"), i, item) {
		if (hex_decode(bytes, strlen(json_string_value(item)) / 2, json_string_value(item)) != ERR_HEX)
			fail_msg("accepted: %s", json_string_value(item));
	}
	json_decref(file);
}

static void add_hash_fields(struct hash *t, const json_t *list)
{
	json_t *field;
	size_t i;

	json_array_foreach (list, i, field) {
		if (json_object_get(field, "text"))
			hash_text(t, listed_text(field, "text"));
		else if (json_object_get(field, "number"))
			hash_u64(t, listed_number(field, "number"));
		else {
			struct buf bytes = listed_buf(field, "bytes");

			hash_field(t, bytes.at, bytes.len);
			buf_release(&bytes);
		}
	}
}

static struct hash hash_of(const json_t *item)
{
	struct hash t;

	hash_start(&t, listed_text(item, "tag"));
	add_hash_fields(&t, listed_array(item, "fields"));
	return t;
}

static void fields_and_hashes_are_the_same(void **state)
{
	json_t *file = listed_file("tests/vectors/hash.json"), *item;
	uint8_t out[64];
	struct hash t;
	size_t i;

	(void)state;
	json_array_foreach (listed_array(file, "hashes"), i, item) {
		struct buf fields;

		t = hash_of(item);
		fields = hash_end_fields(&t);
		expect_listed(item, "encoding", fields.at, fields.len);
		buf_release(&fields);
		t = hash_of(item);
		hash_end64(&t, out);
		expect_listed(item, "H", out, 64);
		t = hash_of(item);
		hash_end32(&t, out);
		expect_listed(item, "h", out, 32);
		t = hash_of(item);
		scalar_encode(out, scalar_hash(&t));
		expect_listed(item, "HS", out, 32);
	}
	json_decref(file);
}

static void only_points_and_scalars_of_one_form_are_read(void **state)
{
	json_t *file = listed_file("tests/vectors/hash.json"), *item;
	struct group *g = group_new();
	struct point *p = point_new(g);
	uint8_t out[POINT_SIZE];
	size_t i;

	(void)state;
	json_array_foreach (listed_array(file, "points"), i, item) {
		struct buf bytes = listed_buf(item, "bytes");

		if (bytes.len == POINT_SIZE) {
			enum err err = point_decode(g, p, bytes.at);

			expect_listed_error(item, err, listed_text(item, "name"));
			point_encode(g, out, p);
			assert_true(err || !memcmp(out, bytes.at, POINT_SIZE));
		}
		buf_release(&bytes);
	}
	json_array_foreach (listed_array(file, "scalars"), i, item) {
		uint8_t bytes[32];
		struct scalar s;

		listed_bytes(item, "bytes", bytes, sizeof(bytes));
		expect_listed_error(item, scalar_decode(&s, bytes), listed_text(item, "bytes"));
	}
	assert_int_equal(group_status(g), OK);
	point_free(p);
	group_free(g);
	json_decref(file);
}

static void expect_point(struct group *g, const json_t *item, const char *name, const struct point *p)
{
	uint8_t out[POINT_SIZE];

	point_encode(g, out, p);
	expect_listed(item, name, out, sizeof(out));
}

static void arithmetic_is_the_same(void **state)
{
	json_t *file = listed_file("tests/vectors/hash.json"), *item;
	struct group *g = group_new();
	struct point *p = point_new(g), *q = point_new(g);
	uint8_t out[32];
	size_t i;

	(void)state;
	json_array_foreach (listed_array(file, "arithmetic"), i, item) {
		struct scalar a = listed_scalar(item, "a"), b = listed_scalar(item, "b");

		scalar_encode(out, scalar_add(a, b));
		expect_listed(item, "sum", out, sizeof(out));
		scalar_encode(out, scalar_mul(a, b));
		expect_listed(item, "product", out, sizeof(out));
		point_mul_base(g, p, a);
		expect_point(g, item, "aG", p);
		point_mul_base(g, q, b);
		expect_point(g, item, "bG", q);
		point_add(g, p, p, q);
		expect_point(g, item, "sumG", p);
		point_mul(g, p, q, a);
		expect_point(g, item, "productG", p);
		points_multi_var(g, p, &q, &a, 1, b, scalar_from_u64(0));
		point_sub(g, p, p, q);
		expect_point(g, item, "productG", p);
	}
	assert_int_equal(group_status(g), OK);
	point_free(p);
	point_free(q);
	group_free(g);
	json_decref(file);
}

static struct buf schnorr_fields(const json_t *list)
{
	struct buf out = { 0 };
	json_t *field;
	size_t i;

	json_array_foreach (list, i, field) {
		if (json_object_get(field, "text")) {
			schnorr_add_field(&out, listed_text(field, "text"), strlen(listed_text(field, "text")));
		} else if (json_object_get(field, "number")) {
			schnorr_add_u64(&out, listed_number(field, "number"));
		} else {
			struct buf bytes = listed_buf(field, "bytes");

			schnorr_add_field(&out, bytes.at, bytes.len);
			buf_release(&bytes);
		}
	}
	return out;
}

static void schnorr_signatures_are_the_same(void **state)
{
	json_t *file = listed_file("tests/vectors/hash.json"), *item;
	struct group *g = group_new();
	uint8_t signature[SCHNORR_SIZE], key[POINT_SIZE];
	size_t i;

	(void)state;
	json_array_foreach (listed_array(file, "schnorr"), i, item) {
		struct buf fields = schnorr_fields(listed_array(item, "fields"));
		struct playback play = { .at = 0 };
		struct rng rng = playback_rng(&play);

		playback_add(&play, 64, listed_value(item, "input"));
		assert_int_equal(schnorr_sign(g, signature, listed_text(item, "tag"), listed_scalar(item, "x"), &fields, &rng), OK);
		expect_listed(item, "signature", signature, sizeof(signature));
		listed_bytes(item, "X", key, sizeof(key));
		assert_int_equal(schnorr_check(g, listed_text(item, "tag"), key, &fields, signature), OK);
		playback_end(&play);
		buf_release(&fields);
	}
	json_array_foreach (listed_array(file, "schnorr_bad"), i, item) {
		struct buf fields = schnorr_fields(listed_array(item, "fields"));

		listed_bytes(item, "X", key, sizeof(key));
		listed_bytes(item, "signature", signature, sizeof(signature));
		expect_listed_error(item, schnorr_check(g, listed_text(item, "tag"), key, &fields, signature), listed_text(item, "name"));
		buf_release(&fields);
	}
	group_free(g);
	json_decref(file);
}

static void ed25519_signatures_are_the_same(void **state)
{
	json_t *file = listed_file("tests/vectors/hash.json"), *item;
	uint8_t seed[SIGN_SEED_SIZE], key[SIGN_KEY_SIZE], signature[SIGN_SIZE];
	size_t i;

	(void)state;
	json_array_foreach (listed_array(file, "ed25519"), i, item) {
		struct hash t = hash_of(item);
		struct buf message = hash_end_fields(&t);

		listed_bytes(item, "secret", seed, sizeof(seed));
		assert_int_equal(sign_public(key, seed), OK);
		expect_listed(item, "public", key, sizeof(key));
		expect_listed(item, "message", message.at, message.len);
		assert_int_equal(sign_make(signature, seed, message.at, message.len), OK);
		expect_listed(item, "signature", signature, sizeof(signature));
		assert_int_equal(sign_check(key, signature, message.at, message.len), OK);
		assert_int_equal(sign_check(key, signature, message.at, message.len - 1), ERR_SIGNATURE);
		buf_release(&message);
	}
	json_decref(file);
}

static void read_limit(struct limit *out, const json_t *limit)
{
	json_t *term;
	size_t i;

	out->min = (int32_t)json_integer_value(listed_value(limit, "min"));
	out->max = (int32_t)json_integer_value(listed_value(limit, "max"));
	out->term_count = json_array_size(listed_array(limit, "terms"));
	out->terms = calloc(out->term_count, sizeof(*out->terms));
	assert_non_null(out->terms);
	json_array_foreach (listed_array(limit, "terms"), i, term) {
		out->terms[i].ciphertext = (uint32_t)json_integer_value(json_array_get(term, 0));
		out->terms[i].weight = (int32_t)json_integer_value(json_array_get(term, 1));
	}
}

/* The form of a listed poll; g gets its key. */
static struct ballot_form form_of(struct group *g, const json_t *poll)
{
	const json_t *rows = listed_array(listed_value(poll, "layout"), "rows"), *limits = listed_array(listed_value(poll, "layout"), "limits");
	struct ballot_form f = { .row_count = json_array_size(rows), .limit_count = json_array_size(limits) };
	uint8_t key[POINT_SIZE], definition[32], record[32];
	struct point *k = point_new(g);

	f.options = calloc(f.row_count, sizeof(*f.options));
	f.limits = calloc(f.limit_count + 1, sizeof(*f.limits));
	assert_true(f.options && f.limits);
	for (size_t q = 0; q < f.row_count; q++)
		f.options[q] = (uint8_t)json_integer_value(json_array_get(rows, q));
	for (size_t i = 0; i < f.limit_count; i++)
		read_limit(&f.limits[i], json_array_get(limits, i));
	listed_bytes(poll, "key", key, sizeof(key));
	listed_bytes(poll, "definition", definition, sizeof(definition));
	listed_bytes(poll, "key_record", record, sizeof(record));
	assert_int_equal(point_decode(g, k, key), OK);
	group_set_key(g, k);
	point_free(k);
	ballot_poll_hash(f.h_poll, listed_text(poll, "meeting_id"), listed_text(poll, "poll_id"), listed_number(poll, "attempt"), definition,
			 record, key);
	expect_listed(poll, "h_poll", f.h_poll, sizeof(f.h_poll));
	assert_int_equal(ballot_form_check(&f), OK);
	assert_int_equal(ballot_form_body_size(&f), listed_number(poll, "body_size"));
	return f;
}

static void check_signature(struct group *g, const struct ballot_form *f, const json_t *ballot, const char *name,
			    enum ballot_purpose purpose, const uint8_t *message, size_t len)
{
	const json_t *listed = json_object_get(json_object_get(ballot, "signatures"), name);
	struct playback play = { .at = 0 };
	struct rng rng = playback_rng(&play);
	uint8_t signature[SIGNATURE_SIZE];

	playback_add(&play, 64, listed_value(listed, "input"));
	assert_int_equal(ballot_sign(g, signature, purpose, f, listed_scalar(ballot, "slot_secret"), message, len, &rng), OK);
	expect_listed(listed, "signature", signature, sizeof(signature));
	playback_end(&play);
}

static void check_arrival(struct group *g, const struct ballot_form *f, const json_t *ballot, const char *name, enum ballot_purpose purpose,
			  const uint8_t *body)
{
	const json_t *listed = json_object_get(json_object_get(ballot, "signatures"), name);
	uint8_t signature[SIGNATURE_SIZE], key[POINT_SIZE];
	struct ballot_in in = { purpose, key, body, ballot_form_body_size(f), signature };

	listed_bytes(listed, "signature", signature, sizeof(signature));
	listed_bytes(ballot, "slot_key", key, sizeof(key));
	assert_int_equal(ballot_check_single(g, f, &in), OK);
	in.purpose = purpose == BALLOT_CAST ? BALLOT_TEST : BALLOT_CAST;
	assert_int_equal(ballot_check_single(g, f, &in), ERR_SIGNATURE);
}

static void check_sealed(struct group *g, const struct ballot_form *f, const json_t *ballot)
{
	size_t size = ballot_form_body_size(f), rows = json_array_size(listed_array(ballot, "marks")), i;
	uint8_t *body = test_malloc(size), key[POINT_SIZE], seed[SEED_SIZE], tracking[32], marks[64], opened[64];
	struct playback play = { .at = 0 };
	struct rng rng = playback_rng(&play);
	char code[CODE_TEXT_SIZE];
	json_t *item;

	assert_true(rows <= sizeof(marks));
	json_array_foreach (listed_array(ballot, "marks"), i, item)
		marks[i] = (uint8_t)json_integer_value(item);
	playback_add(&play, BALLOT_ID_SIZE, listed_value(ballot, "ballot_id"));
	playback_add(&play, SEED_SIZE, listed_value(ballot, "seed"));
	json_array_foreach (listed_array(ballot, "proof_inputs"), i, item)
		playback_add(&play, 64, item);
	listed_bytes(ballot, "slot_key", key, sizeof(key));

	assert_int_equal(ballot_seal(g, body, seed, f, key, marks, &rng), OK);
	expect_listed(ballot, "body", body, size);
	expect_listed(ballot, "seed", seed, sizeof(seed));
	ballot_tracking_hash(tracking, f, key, body);
	expect_listed(ballot, "tracking", tracking, sizeof(tracking));
	code_show(code, CODE_TRACKING, tracking);
	assert_string_equal(code, listed_text(ballot, "tracking_code"));
	assert_int_equal(ballot_open(g, opened, f, key, body, seed), OK);
	assert_memory_equal(opened, marks, rows);

	check_signature(g, f, ballot, "commit", BALLOT_COMMIT, tracking, sizeof(tracking));
	check_signature(g, f, ballot, "cast", BALLOT_CAST, body, size);
	check_signature(g, f, ballot, "test", BALLOT_TEST, body, size);
	check_arrival(g, f, ballot, "cast", BALLOT_CAST, body);
	check_arrival(g, f, ballot, "test", BALLOT_TEST, body);
	playback_end(&play);
	test_free(body);
}

static void sealed_ballots_are_the_same_byte_for_byte(void **state)
{
	json_t *file = listed_file("tests/vectors/ballot.json"), *poll, *ballot;
	struct group *g = group_new();
	size_t i, k;

	(void)state;
	json_array_foreach (listed_array(file, "polls"), i, poll) {
		struct ballot_form f = form_of(g, poll);

		json_array_foreach (listed_array(poll, "ballots"), k, ballot)
			check_sealed(g, &f, ballot);
		ballot_form_release(&f);
	}
	group_free(g);
	json_decref(file);
}

enum { ARRIVALS = 128 };

/* Ballots of ballot_bad.json, taken in one after the other. */
struct arrivals {
	size_t count;
	const json_t *listed[ARRIVALS];
	struct buf key[ARRIVALS], body[ARRIVALS], signature[ARRIVALS];
	struct ballot_in in[ARRIVALS];
	enum err verdicts[ARRIVALS];
};

static void take_in(struct arrivals *a, const json_t *ballot)
{
	static const uint8_t nothing;
	size_t i = a->count++;

	assert_true(i < ARRIVALS);
	a->listed[i] = ballot;
	a->key[i] = listed_buf(ballot, "slot_key");
	a->body[i] = listed_buf(ballot, "body");
	a->signature[i] = listed_buf(ballot, "signature");
	assert_int_equal(a->signature[i].len, SIGNATURE_SIZE);
	a->in[i] = (struct ballot_in){ BALLOT_CAST, a->key[i].at, a->body[i].len ? a->body[i].at : &nothing, a->body[i].len, a->signature[i].at };
}

static void send_off(struct arrivals *a)
{
	for (size_t i = 0; i < a->count; i++) {
		buf_release(&a->key[i]);
		buf_release(&a->body[i]);
		buf_release(&a->signature[i]);
	}
	a->count = 0;
}

static void expect_batch(struct group *g, const struct ballot_form *f, struct arrivals *a, size_t first, size_t count)
{
	uint64_t counter = 1;
	struct rng rng = fixed_rng(&counter);

	assert_int_equal(ballot_check_batch(g, a->verdicts, f, a->in + first, count, &rng), OK);
	for (size_t i = 0; i < count; i++)
		expect_listed_error(a->listed[first + i], a->verdicts[i], listed_text(a->listed[first + i], "name"));
}

/* Alone, in a batch of its own, and beside the good ballot that stands first. */
static void expect_each(struct group *g, const struct ballot_form *f, struct arrivals *a)
{
	assert_true(json_is_null(json_object_get(a->listed[0], "error")));
	for (size_t i = 0; i < a->count; i++) {
		struct ballot_in pair[2] = { a->in[0], a->in[i] };
		enum err verdicts[2];
		uint64_t counter = i;
		struct rng rng = fixed_rng(&counter);

		expect_listed_error(a->listed[i], ballot_check_single(g, f, &a->in[i]), listed_text(a->listed[i], "name"));
		expect_batch(g, f, a, i, 1);
		assert_int_equal(ballot_check_batch(g, verdicts, f, pair, 2, &rng), OK);
		assert_int_equal(verdicts[0], OK);
		expect_listed_error(a->listed[i], verdicts[1], listed_text(a->listed[i], "name"));
	}
}

/* Ballots whose errors would cancel stand next to each other in the file. */
static void expect_groups(struct group *g, const struct ballot_form *f, struct arrivals *a)
{
	for (size_t i = 0, next; i < a->count; i = next) {
		const char *group = json_string_value(json_object_get(a->listed[i], "group"));

		for (next = i + 1; group && next < a->count; next++) {
			const char *other = json_string_value(json_object_get(a->listed[next], "group"));

			if (!other || strcmp(group, other))
				break;
		}
		if (group)
			expect_batch(g, f, a, i, next - i);
	}
}

static void bad_ballots_are_refused_alone_and_in_company(void **state)
{
	json_t *file = listed_file("tests/vectors/ballot_bad.json"), *poll, *ballot;
	struct arrivals *a = test_calloc(1, sizeof(*a));
	struct group *g = group_new();
	size_t i, k;

	(void)state;
	json_array_foreach (listed_array(file, "polls"), i, poll) {
		struct ballot_form f = form_of(g, poll);

		json_array_foreach (listed_array(file, "ballots"), k, ballot) {
			if (!strcmp(listed_text(ballot, "poll"), listed_text(poll, "name")))
				take_in(a, ballot);
		}
		expect_each(g, &f, a);
		expect_groups(g, &f, a);
		expect_batch(g, &f, a, 0, a->count);
		send_off(a);
		ballot_form_release(&f);
	}
	group_free(g);
	test_free(a);
	json_decref(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_shown_read_and_refused_alike),
		cmocka_unit_test(only_the_one_spelling_of_base64_and_hex_is_read),
		cmocka_unit_test(fields_and_hashes_are_the_same),
		cmocka_unit_test(only_points_and_scalars_of_one_form_are_read),
		cmocka_unit_test(arithmetic_is_the_same),
		cmocka_unit_test(schnorr_signatures_are_the_same),
		cmocka_unit_test(ed25519_signatures_are_the_same),
		cmocka_unit_test(sealed_ballots_are_the_same_byte_for_byte),
		cmocka_unit_test(bad_ballots_are_refused_alone_and_in_company),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
