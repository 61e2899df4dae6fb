/* Does text from a record stay text, on a terminal and in the order in which it is read? */
#include "tests/unit/cmocka_all.h"

#include <string.h>
#include "protocol/text/visible.h"

static void expect_shown(const char *text, const char *shown)
{
	struct buf out = { 0 };

	visible_add(&out, text);
	assert_string_equal(buf_text(&out), shown);
	buf_release(&out);
}

/* UTF-8 of `c`. */
static void encode(char out[5], unsigned c)
{
	size_t n = 0;

	if (c >= 0x800) {
		out[n++] = (char)(0xE0 | c >> 12);
		out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
		out[n++] = (char)(0x80 | (c & 0x3F));
	} else if (c >= 0x80) {
		out[n++] = (char)(0xC0 | c >> 6);
		out[n++] = (char)(0x80 | (c & 0x3F));
	} else {
		out[n++] = (char)c;
	}
	out[n] = 0;
}

static bool is_acting(unsigned c)
{
	return (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0) || c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069);
}

static void every_character_shows_or_is_replaced(void **state)
{
	(void)state;
	for (unsigned c = 1; c < 0x10000; c++) {
		char text[5];

		if (c >= 0xD800 && c < 0xE000)
			continue;
		encode(text, c);
		if (visible_acts(text) != (is_acting(c) ? strlen(text) : 0))
			fail_msg("U+%04X", c);
	}
	assert_int_equal(visible_acts(""), 0);
	assert_int_equal(visible_acts("\xF0\xA0\xAE\xB7"), 0);
}

static void what_acts_is_replaced_and_nothing_else(void **state)
{
	(void)state;
	expect_shown("", "");
	expect_shown("张伟 · 阿·买提 𠮷\n", "张伟 · 阿·买提 𠮷\n");
	expect_shown("\033[2J通过", VISIBLE_INSTEAD "[2J通过");
	expect_shown("\xC2\x9B" "2J", VISIBLE_INSTEAD "2J");
	expect_shown("票\xE2\x80\xAE" "25", "票" VISIBLE_INSTEAD "25");
	expect_shown("\xE2\x81\xA7\xE2\x81\xA9", VISIBLE_INSTEAD VISIBLE_INSTEAD);
	expect_shown("a\r\tb\x7F", "a" VISIBLE_INSTEAD VISIBLE_INSTEAD "b" VISIBLE_INSTEAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_character_shows_or_is_replaced),
		cmocka_unit_test(what_acts_is_replaced_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
