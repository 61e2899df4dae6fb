/* Are signatures those of RFC 8032, and does one hold for its own key, message and act alone? */
#include "tests/unit/cmocka_all.h"

#include <string.h>
#include "protocol/crypto/sign.h"

/* RFC 8032 section 7.1, tests 1 and 3. */
static void signatures_are_the_known_answers(void **state)
{
	static const struct { const char *seed, *key, *message, *signature; } known[] = {
		{ "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
		  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
		  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
		{ "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
		  "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
		  "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		uint8_t seed[32], key[32], got_key[32], message[2], signature[64], got[64];
		size_t len = strlen(known[i].message) / 2;

		assert_int_equal(hex_decode(seed, 32, known[i].seed), OK);
		assert_int_equal(hex_decode(key, 32, known[i].key), OK);
		assert_int_equal(hex_decode(message, len, known[i].message), OK);
		assert_int_equal(hex_decode(signature, 64, known[i].signature), OK);
		assert_int_equal(sign_public(got_key, seed), OK);
		assert_memory_equal(got_key, key, 32);
		assert_int_equal(sign_make(got, seed, message, len), OK);
		assert_memory_equal(got, signature, 64);
		assert_int_equal(sign_check(key, signature, message, len), OK);
	}
}

static void a_signature_that_was_touched_does_not_hold(void **state)
{
	uint8_t seed[32] = { 5 }, key[32], signature[64];

	(void)state;
	assert_int_equal(sign_public(key, seed), OK);
	assert_int_equal(sign_make(signature, seed, "text", 4), OK);
	for (size_t i = 0; i < 64; i++) {
		signature[i] ^= 1;
		assert_int_equal(sign_check(key, signature, "text", 4), ERR_SIGNATURE);
		signature[i] ^= 1;
	}
	assert_int_equal(sign_check(key, signature, "texT", 4), ERR_SIGNATURE);
	assert_int_equal(sign_check(key, signature, "text", 3), ERR_SIGNATURE);
	seed[0]++;
	assert_int_equal(sign_public(key, seed), OK);
	assert_int_equal(sign_check(key, signature, "text", 4), ERR_SIGNATURE);
}

static void an_act_is_signed_for_its_meeting_number_and_text(void **state)
{
	/* P3.1: lengths of four bytes before tag, meeting, number, text */
	static const char message[] = "\0\0\0\013tally/1/act\0\0\0\001M\0\0\0\010\0\0\0\0\0\0\0\007\0\0\0\002{}";
	uint8_t seed[32] = { 6 }, key[32], signature[64];

	(void)state;
	assert_int_equal(sign_public(key, seed), OK);
	assert_int_equal(sign_act(signature, seed, "M", 7, "{}"), OK);
	assert_int_equal(sign_check(key, signature, message, sizeof message - 1), OK);
	assert_int_equal(sign_check_act(key, signature, "M", 7, "{}"), OK);
	assert_int_equal(sign_check_act(key, signature, "N", 7, "{}"), ERR_SIGNATURE);
	assert_int_equal(sign_check_act(key, signature, "M", 8, "{}"), ERR_SIGNATURE);
	assert_int_equal(sign_check_act(key, signature, "M", 7, "{ }"), ERR_SIGNATURE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures_are_the_known_answers),
		cmocka_unit_test(a_signature_that_was_touched_does_not_hold),
		cmocka_unit_test(an_act_is_signed_for_its_meeting_number_and_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
