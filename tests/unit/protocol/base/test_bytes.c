/* Do buffers keep what was added, and do hex and base64 take their one canonical form and nothing else? */
#include "tests/unit/cmocka_all.h"

#include <string.h>
#include "protocol/base/bytes.h"

static void a_buffer_keeps_what_was_added_in_order(void **state)
{
	struct buf b = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_addf(&b, "%d,", i);
	buf_add_text(&b, "end");
	buf_add(&b, "", 0);
	assert_false(b.failed);
	assert_int_equal(strlen(buf_text(&b)), b.len);
	assert_memory_equal(b.at, "0,1,2,3,", 8);
	assert_string_equal(buf_text(&b) + b.len - 7, "999,end");
	buf_drop(&b, b.len - 3);
	assert_string_equal(buf_text(&b), "end");
	buf_drop(&b, 100);
	assert_int_equal(b.len, 0);
	buf_release_secret(&b);
	assert_null(b.at);
}

static void a_text_that_fills_the_buffer_exactly_still_ends(void **state)
{
	(void)state;
	for (size_t len = 250; len < 260; len++) {
		struct buf b = { 0 };

		for (size_t i = 0; i < len; i++)
			buf_add(&b, "x", 1);
		assert_int_equal(strlen(buf_text(&b)), len);
		buf_release(&b);
	}
}

static void an_impossible_length_fails_once_and_stays_failed(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_add_text(&b, "kept");
	buf_add(&b, "x", SIZE_MAX / 2);
	assert_true(b.failed);
	buf_add_text(&b, "more");
	assert_int_equal(b.len, 4);
	assert_string_equal(buf_text(&b), "");
	buf_release(&b);
	assert_false(b.failed);
}

static void integers_are_written_most_significant_byte_first(void **state)
{
	uint8_t out[8];

	(void)state;
	put_u64(out, 0x0102030405060708);
	assert_memory_equal(out, "\1\2\3\4\5\6\7\10", 8);
	assert_true(get_u64(out) == 0x0102030405060708);
	put_u32(out, 0xfffefdfc);
	assert_memory_equal(out, "\xff\xfe\xfd\xfc", 4);
	assert_true(get_u32(out) == 0xfffefdfc);
}

static void wiping_leaves_zeros_and_comparing_sees_every_byte(void **state)
{
	uint8_t a[16], b[16] = { 0 };

	(void)state;
	memset(a, 7, sizeof a);
	wipe(a, sizeof a);
	assert_true(bytes_equal_secret(a, b, 16));
	for (size_t i = 0; i < 16; i++) {
		b[i] = 1;
		assert_false(bytes_equal_secret(a, b, 16));
		b[i] = 0;
	}
}

static void hex_is_lower_case_and_of_the_exact_length(void **state)
{
	static const char *const wrong[] = { "", "0aff", "00aff", "000aff00", "000aFF", "000ag0", "000af ", "0x0aff", " 00aff", "000aff ", "000affg" };
	uint8_t out[3] = { 9, 9, 9 };
	char text[7];

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(hex_decode(out, 3, wrong[i]), ERR_HEX);
	assert_memory_equal(out, "\t\t\t", 3);
	assert_int_equal(hex_decode(out, 3, "000aff"), OK);
	hex_encode(text, out, 3);
	assert_string_equal(text, "000aff");
}

/* RFC 4648 section 10 */
static void base64_gives_the_known_answers(void **state)
{
	static const char *const pairs[][2] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
						{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" }, { "\xfb\xff", "+/8=" } };

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const char *plain = pairs[i][0];
		size_t len = strlen(plain), got = 99;
		char text[16];
		uint8_t bytes[8];

		base64_encode(text, plain, len);
		assert_string_equal(text, pairs[i][1]);
		assert_int_equal(base64_length(len), strlen(text));
		assert_int_equal(base64_decode(bytes, len, text), OK);
		assert_memory_equal(bytes, plain, len);
		assert_int_equal(base64_decode(bytes, len + 1, text), ERR_BASE64);
		assert_int_equal(base64_decode_any(bytes, &got, len, text), OK);
		assert_int_equal(got, len);
		if (len)
			assert_int_equal(base64_decode_any(bytes, &got, len - 1, text), ERR_RANGE);
	}
}

static void base64_in_any_other_form_is_refused(void **state)
{
	static const char *const wrong[] = { "Zg", "Zg=", "Zg===", "Zg==Zg==", "Zh==", "Zm9=", "Zm8", "Zm8=\n", " Zm8=", "Zm8 ", "Zm_=", "Z===", "====",
					     "=", "Zm9v=", "=Zm9", "Zm=v", "Zg==\xc3\xa9==" };
	uint8_t out[8] = { 9 };
	size_t len = 99;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(base64_decode_any(out, &len, sizeof out, wrong[i]), ERR_BASE64);
	assert_int_equal(out[0], 9);
	assert_int_equal(len, 99);
}

/* Of 64 last digits only those without unused bits: 4 in front of two paddings, 16 in front of one. */
static void base64_with_unused_bits_set_is_refused(void **state)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint8_t out[2];

	(void)state;
	for (int i = 0; i < 64; i++) {
		const char two[] = { 'A', digits[i], '=', '=', 0 }, one[] = { 'A', 'A', digits[i], '=', 0 };

		assert_int_equal(base64_decode(out, 1, two), i % 16 ? ERR_BASE64 : OK);
		assert_int_equal(base64_decode(out, 2, one), i % 4 ? ERR_BASE64 : OK);
	}
}

static void base64_of_every_byte_comes_back(void **state)
{
	uint8_t bytes[256], back[256];
	char text[345];

	(void)state;
	for (size_t i = 0; i < 256; i++)
		bytes[i] = (uint8_t)i;
	for (size_t len = 250; len <= 256; len++) {
		base64_encode(text, bytes, len);
		assert_int_equal(base64_decode(back, len, text), OK);
		assert_memory_equal(back, bytes, len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_buffer_keeps_what_was_added_in_order),
		cmocka_unit_test(a_text_that_fills_the_buffer_exactly_still_ends),
		cmocka_unit_test(an_impossible_length_fails_once_and_stays_failed),
		cmocka_unit_test(integers_are_written_most_significant_byte_first),
		cmocka_unit_test(wiping_leaves_zeros_and_comparing_sees_every_byte),
		cmocka_unit_test(hex_is_lower_case_and_of_the_exact_length),
		cmocka_unit_test(base64_gives_the_known_answers),
		cmocka_unit_test(base64_in_any_other_form_is_refused),
		cmocka_unit_test(base64_with_unused_bits_set_is_refused),
		cmocka_unit_test(base64_of_every_byte_comes_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
