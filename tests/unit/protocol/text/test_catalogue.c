/* Has every text both languages with the same places, and does filling put each value in its place? */
#include "tests/unit/cmocka_all.h"

#include <string.h>
#include "protocol/text/catalogue.h"

static const char *const names[] = {
#define X(name, zh, en) #name,
#include "protocol/text/catalogue.inc"
#undef X
};

/* A bit for each place {i}; fails on a brace that opens anything else. */
static unsigned places(const char *text)
{
	unsigned found = 0;

	for (const char *at = text; (at = strpbrk(at, "{}")); at += 3) {
		if (at[0] != '{' || at[1] < '0' || at[1] > '5' || at[2] != '}')
			fail_msg("not a place {0} .. {5}: %s", text);
		found |= 1u << (at[1] - '0');
	}
	return found;
}

static int has_chinese(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0xe3 && (unsigned char)*text <= 0xe9)
			return 1;
	return 0;
}

/* A text of places, signs and units alone ("{0} / {1}", "{0} GB") needs no Chinese; one with a word
 * does. What stands alike in both languages, as a language's own name, says so: "OWN_". */
static int has_word(const char *text)
{
	for (; *text; text++)
		if (*text >= 'a' && *text <= 'z')
			return 1;
	return 0;
}

static void every_text_is_there_in_both_languages(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		const char *zh = text(LANG_ZH, (enum text_id)i), *en = text(LANG_EN, (enum text_id)i);

		if (!zh || !*zh || !en || !*en)
			fail_msg("%s is empty", names[i]);
		if (!strncmp(names[i], "OWN_", 4))
			continue;
		if (has_word(zh) && !has_chinese(zh))
			fail_msg("%s is not Chinese: %s", names[i], zh);
		if (has_chinese(en))
			fail_msg("%s is not English: %s", names[i], en);
	}
}

static void both_languages_have_the_same_places(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEXT_COUNT; i++)
		if (places(text(LANG_ZH, (enum text_id)i)) != places(text(LANG_EN, (enum text_id)i)))
			fail_msg("%s differs in its places", names[i]);
}

static void no_name_is_used_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEXT_COUNT; i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(names[i], names[j]);
}

static void words_that_data_names_are_found_by_prefix_and_name(void **state)
{
	(void)state;
	assert_string_equal(text_named(LANG_ZH, "OPTION_", "for"), "赞成");
	assert_string_equal(text_named(LANG_EN, "OPTION_", "for"), "For");
	assert_string_equal(text_named(LANG_ZH, "OPTION_", "not-satisfied"), "不满意");
	assert_string_equal(text_named(LANG_ZH, "BASE_", "CAST"), "参加表决");
	assert_null(text_named(LANG_ZH, "OPTION_", "fo"));
	assert_null(text_named(LANG_ZH, "OPTION_", "fors"));
	assert_null(text_named(LANG_ZH, "OPTION_", ""));
	assert_null(text_named(LANG_ZH, "KIND_", "for"));
}

static void a_value_goes_to_each_place_of_its_number(void **state)
{
	static const char *const values[] = { "A", "{0}" };

	(void)state;
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		const char *plain = text(LANG_EN, (enum text_id)i);
		struct buf b = { 0 };

		text_fill(&b, LANG_EN, (enum text_id)i, NULL, 0);
		assert_string_equal(buf_text(&b), plain);
		buf_release(&b);
		if (!(places(plain) & 1))
			continue;
		text_fill(&b, LANG_EN, (enum text_id)i, values, 1);
		assert_false(places(buf_text(&b)) & 1);
		buf_release(&b);
		text_fill(&b, LANG_EN, (enum text_id)i, values, 2);
		/* what a value holds is not filled again */
		assert_int_equal(places(buf_text(&b)) & 1, places(plain) >> 1 & 1);
		buf_release(&b);
	}
}

static void a_filled_text_reads_as_a_sentence(void **state)
{
	static const char *const values[] = { "1", "", "3", "四" };
	struct buf b = { 0 };

	(void)state;
	text_fill(&b, LANG_EN, TEXT_CTL_ROSTER_TOTALS, values, 4);
	assert_string_equal(buf_text(&b), "created 1, updated , skipped 3, warnings 四, errors {4}");
	buf_release(&b);
}

static void the_language_is_chinese_unless_english_is_asked_for(void **state)
{
	(void)state;
	assert_int_equal(lang_from(NULL), LANG_ZH);
	assert_int_equal(lang_from(""), LANG_ZH);
	assert_int_equal(lang_from("C.UTF-8"), LANG_ZH);
	assert_int_equal(lang_from("zh_CN.UTF-8"), LANG_ZH);
	assert_int_equal(lang_from("en"), LANG_EN);
	assert_int_equal(lang_from("en_GB.UTF-8"), LANG_EN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_text_is_there_in_both_languages),
		cmocka_unit_test(both_languages_have_the_same_places),
		cmocka_unit_test(no_name_is_used_twice),
		cmocka_unit_test(words_that_data_names_are_found_by_prefix_and_name),
		cmocka_unit_test(a_value_goes_to_each_place_of_its_number),
		cmocka_unit_test(a_filled_text_reads_as_a_sentence),
		cmocka_unit_test(the_language_is_chinese_unless_english_is_asked_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
