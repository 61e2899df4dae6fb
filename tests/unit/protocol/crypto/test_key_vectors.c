/* Do slips, the key ceremony and the opening agree, byte for byte, with the second implementation? */
#include <stdlib.h>
#include <string.h>
#include "protocol/base/code.h"
#include "protocol/crypto/ceremony.h"
#include "protocol/crypto/opening.h"
#include "protocol/crypto/slip.h"
#include "tests/unit/vectors.h"

enum { TRUSTEES = 3, CIPHERTEXTS = 5, KEYS_MAX = 16 };

/* The ceremony of ceremony.json. */
struct recorded {
	struct group *g;
	json_t *root;
	const json_t *trustees;
	struct ceremony c;
	struct ceremony_secret secrets[TRUSTEES];
	struct reveal reveals[TRUSTEES];
	const char *texts[TRUSTEES];
};

static const json_t *trustee(const struct recorded *r, uint32_t index)
{
	return json_array_get(r->trustees, index - 1);
}

static void read_secret(struct ceremony_secret *s, const json_t *trustee)
{
	const json_t *coefficients = vectors_get(trustee, "coefficients");
	uint8_t bytes[32];

	for (size_t k = 0; k < json_array_size(coefficients); k++) {
		vectors_base64(bytes, 32, json_array_get(coefficients, k));
		assert_int_equal(scalar_decode(&s->coefficients[k], bytes), OK);
	}
	vectors_base64(bytes, 32, vectors_get(trustee, "channel_secret"));
	assert_int_equal(scalar_decode(&s->channel, bytes), OK);
	vectors_base64(s->cosign_seed, 32, vectors_get(trustee, "cosign_secret"));
}

static int set_up(void **state)
{
	struct recorded *r = calloc(1, sizeof(*r));

	if (!r)
		return -1;
	r->g = group_new();
	r->root = vectors_load("tests/vectors/ceremony.json");
	r->trustees = vectors_get(r->root, "trustees");
	r->c = (struct ceremony){ .meeting = vectors_text(r->root, "meeting_id"), .id = vectors_int(r->root, "ceremony"),
				  .n = (uint32_t)vectors_int(r->root, "n"), .t = (uint32_t)vectors_int(r->root, "t") };
	for (uint32_t i = 1; i <= TRUSTEES; i++) {
		r->texts[i - 1] = vectors_text(trustee(r, i), "reveal");
		read_secret(&r->secrets[i - 1], trustee(r, i));
		assert_int_equal(ceremony_read_reveal(r->g, &r->reveals[i - 1], &r->c, r->texts[i - 1]), OK);
	}
	*state = r;
	return 0;
}

static int tear_down(void **state)
{
	struct recorded *r = *state;

	group_free(r->g);
	json_decref(r->root);
	free(r);
	return 0;
}

static void slip_keys_lists_and_fingerprint_agree(void **state)
{
	struct recorded *r = *state;
	json_t *root = vectors_load("tests/vectors/slip.json"), *slip, *key, *list;
	const char *meeting = vectors_text(root, "meeting_id");
	uint64_t issue = vectors_int(root, "issue");
	uint8_t lists[KEYS_MAX][32], fingerprint[32];
	size_t i, slots = 0, slips = json_array_size(vectors_get(root, "slips"));

	json_array_foreach(json_object_get(root, "slips"), i, slip) {
		uint8_t code[SLIP_CODE_SIZE], point[POINT_SIZE], secret[32];
		struct scalar x;
		size_t p;

		assert_int_equal(code_read(code, CODE_SLIP, vectors_text(slip, "code")), OK);
		vectors_equal(slip, "bytes", code, sizeof(code));
		json_array_foreach(json_object_get(slip, "keys"), p, key) {
			assert_int_equal(slip_slot_key(r->g, &x, point, code, meeting, vectors_int(key, "slot")), OK);
			scalar_encode(secret, x);
			vectors_equal(key, "secret", secret, 32);
			vectors_equal(key, "public", point, POINT_SIZE);
		}
	}
	json_array_foreach(json_object_get(root, "lists"), i, list) {
		const json_t *encoded = vectors_get(list, "keys");
		uint8_t keys[KEYS_MAX][POINT_SIZE];

		/* turned round, so that the sorting is asked too */
		for (size_t at = 0; at < slips; at++)
			vectors_base64(keys[at], POINT_SIZE, json_array_get(encoded, slips - 1 - at));
		assert_int_equal(slip_list_hash(lists[slots], keys[0], slips, meeting, issue, vectors_int(list, "slot")), OK);
		vectors_equal(list, "hash", lists[slots++], 32);
	}
	slip_fingerprint(fingerprint, meeting, issue, slips, lists[0], slots);
	vectors_equal(root, "fingerprint", fingerprint, 32);
	json_decref(root);
}

static void slip_status_signature_agrees(void **state)
{
	struct recorded *r = *state;
	json_t *root = vectors_load("tests/vectors/slip.json");
	const json_t *status = vectors_get(root, "status"), *slip = json_array_get(vectors_get(root, "slips"), vectors_int(status, "slip"));
	uint8_t code[SLIP_CODE_SIZE], key[POINT_SIZE], signature[97];
	struct script script = { .len = 0 };
	struct rng rng = script_rng(&script);
	struct scalar x;

	vectors_base64(code, sizeof(code), vectors_get(slip, "bytes"));
	assert_int_equal(slip_slot_key(r->g, &x, key, code, vectors_text(root, "meeting_id"), vectors_int(status, "slot")), OK);
	script_add(&script, 64, vectors_get(status, "input"));
	assert_int_equal(slip_status_sign(r->g, signature, vectors_text(root, "meeting_id"), vectors_int(status, "slot"), x, &rng), OK);
	vectors_equal(status, "signature", signature, sizeof(signature));
	script_ended(&script);
	json_decref(root);
}

static void reveal_texts_and_commitments_agree(void **state)
{
	struct recorded *r = *state;

	for (uint32_t i = 1; i <= TRUSTEES; i++) {
		const json_t *t = trustee(r, i);
		struct script script = { .len = 0 };
		struct rng rng = script_rng(&script);
		struct ceremony_secret secret;
		uint8_t commit[32];
		char *text;

		for (size_t k = 0; k < r->c.t; k++)
			script_add_scalar(&script, json_array_get(vectors_get(t, "coefficients"), k));
		script_add_scalar(&script, vectors_get(t, "channel_secret"));
		script_add(&script, 32, vectors_get(t, "cosign_secret"));
		script_add(&script, 32, vectors_get(t, "fresh"));
		for (size_t k = 0; k < r->c.t; k++)
			script_add(&script, 64, json_array_get(vectors_get(t, "possession_inputs"), k));
		assert_int_equal(ceremony_begin(r->g, &secret, &text, &r->c, i, vectors_text(t, "name"), json_is_true(vectors_get(t, "auto")), &rng),
				 OK);
		script_ended(&script);
		assert_string_equal(text, r->texts[i - 1]);
		ceremony_commitment(commit, &r->c, i, text);
		vectors_equal(t, "commit", commit, 32);
		free(text);
	}
}

static void shares_and_their_boxes_agree(void **state)
{
	struct recorded *r = *state;

	for (uint32_t from = 1; from <= TRUSTEES; from++) {
		json_t *share;
		size_t i;

		json_array_foreach(json_object_get(trustee(r, from), "shares"), i, share) {
			uint32_t to = (uint32_t)vectors_int(share, "to");
			uint8_t ephemeral[POINT_SIZE], box[SHARE_BOX_SIZE], bytes[32];
			struct script script = { .len = 0 };
			struct rng rng = script_rng(&script);
			struct scalar taken;

			script_add_scalar(&script, vectors_get(share, "ephemeral_secret"));
			assert_int_equal(ceremony_make_share(r->g, ephemeral, box, &r->c, from, &r->secrets[from - 1], &r->reveals[to - 1], &rng), OK);
			vectors_equal(share, "ephemeral", ephemeral, POINT_SIZE);
			vectors_equal(share, "box", box, SHARE_BOX_SIZE);
			assert_int_equal(ceremony_take_share(r->g, &taken, &r->c, &r->reveals[from - 1], to, &r->secrets[to - 1], ephemeral, box), OK);
			scalar_encode(bytes, taken);
			vectors_equal(share, "share", bytes, 32);
		}
	}
}

static void keys_record_and_confirms_agree(void **state)
{
	struct recorded *r = *state;
	uint8_t key[POINT_SIZE], shares[TRUSTEES][POINT_SIZE], record[32], confirm[SIGN_SIZE];
	char fingerprint[CODE_TEXT_SIZE];

	assert_int_equal(ceremony_keys(r->g, key, shares, &r->c, r->reveals), OK);
	ceremony_record_hash(record, &r->c, r->texts);
	vectors_equal(r->root, "key", key, POINT_SIZE);
	vectors_equal(r->root, "record", record, 32);
	code_show(fingerprint, CODE_FINGERPRINT, record);
	assert_string_equal(fingerprint, vectors_text(r->root, "fingerprint"));
	for (uint32_t i = 1; i <= TRUSTEES; i++) {
		vectors_equal(trustee(r, i), "public", shares[i - 1], POINT_SIZE);
		assert_int_equal(ceremony_confirm(confirm, &r->c, r->secrets[i - 1].cosign_seed, record, key), OK);
		vectors_equal(trustee(r, i), "confirm", confirm, SIGN_SIZE);
		assert_int_equal(ceremony_check_confirm(&r->c, r->reveals[i - 1].cosign, confirm, record, key), OK);
	}
}

static void bad_reveals_are_refused_for_the_same_reason(void **state)
{
	struct recorded *r = *state;
	struct reveal reveal;
	json_t *bad;
	size_t i;

	json_array_foreach(json_object_get(r->root, "bad_reveals"), i, bad)
		assert_string_equal(err_code(ceremony_read_reveal(r->g, &reveal, &r->c, vectors_text(bad, "reveal"))), vectors_text(bad, "error"));
}

static void bad_key_shares_are_refused_for_the_same_reason(void **state)
{
	struct recorded *r = *state;
	struct scalar share;
	json_t *bad;
	size_t i;

	json_array_foreach(json_object_get(r->root, "bad_shares"), i, bad) {
		uint8_t ephemeral[POINT_SIZE], box[SHARE_BOX_SIZE];

		vectors_base64(ephemeral, POINT_SIZE, vectors_get(bad, "ephemeral"));
		vectors_base64(box, SHARE_BOX_SIZE, vectors_get(bad, "box"));
		assert_string_equal(err_code(ceremony_take_share(r->g, &share, &r->c, &r->reveals[0], 2, &r->secrets[1], ephemeral, box)),
				    vectors_text(bad, "error"));
	}
}

/* The opening of opening.json, without its totals. */
struct closed {
	json_t *root;
	uint8_t h_poll[64], record[32], head_root[32];
	struct total total;
	struct opening o;
};

static void closed_init(struct closed *b, struct group *g)
{
	const json_t *poll, *head;

	b->root = vectors_load("tests/vectors/opening.json");
	poll = vectors_get(b->root, "poll");
	head = vectors_get(b->root, "head");
	vectors_base64(b->h_poll, 64, vectors_get(poll, "h_poll"));
	vectors_base64(b->record, 32, vectors_get(poll, "key_record"));
	vectors_base64(b->head_root, 32, vectors_get(head, "root"));
	assert_int_equal(total_init(g, &b->total, CIPHERTEXTS), OK);
	b->o = (struct opening){ .meeting = vectors_text(poll, "meeting_id"), .poll = vectors_text(poll, "poll_id"),
				 .attempt = vectors_int(poll, "attempt"), .h_poll = b->h_poll, .key_record = b->record,
				 .head_size = vectors_int(head, "size"), .head_root = b->head_root, .total = &b->total };
}

static void closed_release(struct closed *b)
{
	total_release(&b->total);
	json_decref(b->root);
}

static void add_ballots(struct group *g, struct closed *b)
{
	json_t *ballot;
	size_t i, size = vectors_int(vectors_get(b->root, "poll"), "body_size");
	uint8_t *body = malloc(size);

	assert_non_null(body);
	json_array_foreach(json_object_get(b->root, "ballots"), i, ballot) {
		vectors_base64(body, size, vectors_get(ballot, "body"));
		assert_int_equal(total_add(g, &b->total, body), OK);
	}
	free(body);
}

static void check_totals(struct group *g, const struct closed *b, const json_t *totals)
{
	uint8_t encoded[POINT_SIZE];

	assert_int_equal(json_array_size(totals), CIPHERTEXTS);
	for (size_t j = 0; j < CIPHERTEXTS; j++) {
		point_encode(g, encoded, b->total.alpha[j]);
		vectors_equal(json_array_get(totals, j), "alpha", encoded, POINT_SIZE);
		point_encode(g, encoded, b->total.beta[j]);
		vectors_equal(json_array_get(totals, j), "beta", encoded, POINT_SIZE);
	}
}

/* Make the listed shares from their inputs, compare, and check them. */
static void check_shares(struct group *g, const struct closed *b, const json_t *list, uint8_t shares[TRUSTEES][CIPHERTEXTS * FACTOR_SIZE])
{
	for (uint32_t i = 1; i <= json_array_size(list); i++) {
		const json_t *share = json_array_get(list, i - 1);
		uint8_t secret[32], public[POINT_SIZE], expected[CIPHERTEXTS * FACTOR_SIZE];
		struct script script = { .len = 0 };
		struct rng rng = script_rng(&script);
		struct scalar x;

		assert_int_equal(vectors_int(share, "index"), i);
		vectors_base64(secret, 32, vectors_get(share, "secret"));
		vectors_base64(public, POINT_SIZE, vectors_get(share, "public"));
		vectors_base64(expected, sizeof(expected), vectors_get(share, "share"));
		assert_int_equal(scalar_decode(&x, secret), OK);
		for (size_t j = 0; j < CIPHERTEXTS; j++)
			script_add(&script, 64, json_array_get(vectors_get(share, "inputs"), j));
		assert_int_equal(opening_share(g, shares[i - 1], &b->o, i, x, &rng), OK);
		script_ended(&script);
		assert_memory_equal(shares[i - 1], expected, sizeof(expected));
		assert_int_equal(opening_check_share(g, &b->o, i, public, shares[i - 1]), OK);
	}
}

/* counts[] of the file are by contest with the last option; ours are by ciphertext. */
static void check_counts(const json_t *by_contest, const uint64_t counts[CIPHERTEXTS])
{
	json_t *contest;
	size_t q, j = 0;

	json_array_foreach((json_t *)(uintptr_t)by_contest, q, contest)
		for (size_t option = 0; option + 1 < json_array_size(contest); option++)
			assert_int_equal(counts[j++], json_integer_value(json_array_get(contest, option)));
	assert_int_equal(j, CIPHERTEXTS);
}

static void totals_shares_and_counts_agree(void **state)
{
	struct recorded *r = *state;
	uint8_t shares[TRUSTEES][CIPHERTEXTS * FACTOR_SIZE];
	struct closed b = { 0 };
	json_t *subset;
	size_t s;

	closed_init(&b, r->g);
	add_ballots(r->g, &b);
	check_totals(r->g, &b, vectors_get(b.root, "totals"));
	check_shares(r->g, &b, vectors_get(b.root, "shares"), shares);
	json_array_foreach(json_object_get(b.root, "subsets"), s, subset) {
		uint32_t indices[TRUSTEES];
		const uint8_t *chosen[TRUSTEES];
		uint64_t counts[CIPHERTEXTS];
		size_t t = json_array_size(subset);

		for (size_t i = 0; i < t; i++) {
			indices[i] = (uint32_t)json_integer_value(json_array_get(subset, i));
			chosen[i] = shares[indices[i] - 1];
		}
		assert_int_equal(opening_combine(r->g, counts, &b.o, indices, chosen, t), OK);
		check_counts(vectors_get(b.root, "counts"), counts);
		assert_int_equal(opening_check_counts(r->g, counts, &b.o, indices, chosen, t), OK);
	}
	closed_release(&b);
}

static void shares_of_a_total_that_is_the_identity_agree(void **state)
{
	struct recorded *r = *state;
	uint8_t shares[TRUSTEES][CIPHERTEXTS * FACTOR_SIZE];
	struct closed b = { 0 };
	const json_t *identity;

	closed_init(&b, r->g);
	identity = vectors_get(b.root, "identity");
	check_totals(r->g, &b, vectors_get(identity, "totals"));
	check_shares(r->g, &b, vectors_get(identity, "shares"), shares);
	closed_release(&b);
}

static void bad_opening_shares_are_refused_for_the_same_reason(void **state)
{
	struct recorded *r = *state;
	struct closed b = { 0 };
	json_t *bad;
	size_t i;

	closed_init(&b, r->g);
	add_ballots(r->g, &b);
	json_array_foreach(json_object_get(b.root, "bad_shares"), i, bad) {
		uint8_t share[CIPHERTEXTS * FACTOR_SIZE + 8], public[POINT_SIZE];
		uint32_t index = (uint32_t)vectors_int(bad, "index");
		size_t len = 0;

		assert_int_equal(base64_decode_any(share, &len, sizeof(share), vectors_text(bad, "share")), OK);
		vectors_base64(public, POINT_SIZE, vectors_get(trustee(r, index), "public"));
		/* the length is the reader's business, before opening_check_share */
		if (len != CIPHERTEXTS * FACTOR_SIZE)
			assert_string_equal(vectors_text(bad, "error"), "range");
		else
			assert_string_equal(err_code(opening_check_share(r->g, &b.o, index, public, share)), vectors_text(bad, "error"));
	}
	closed_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slip_keys_lists_and_fingerprint_agree),
		cmocka_unit_test(slip_status_signature_agrees),
		cmocka_unit_test(reveal_texts_and_commitments_agree),
		cmocka_unit_test(shares_and_their_boxes_agree),
		cmocka_unit_test(keys_record_and_confirms_agree),
		cmocka_unit_test(bad_reveals_are_refused_for_the_same_reason),
		cmocka_unit_test(bad_key_shares_are_refused_for_the_same_reason),
		cmocka_unit_test(totals_shares_and_counts_agree),
		cmocka_unit_test(shares_of_a_total_that_is_the_identity_agree),
		cmocka_unit_test(bad_opening_shares_are_refused_for_the_same_reason),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
