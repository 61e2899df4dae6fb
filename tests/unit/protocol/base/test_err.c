/* Does every error have its words, and does a code on the wire come back as itself? */
#include "tests/unit/cmocka_all.h"

#include <string.h>
#include "protocol/base/err.h"

static void every_error_has_a_code_and_words(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ERR_COUNT; i++) {
		enum err err = (enum err)i;

		assert_true(strlen(err_code(err)) > 0);
		assert_true(strlen(err_text_zh(err)) > 0);
		assert_true(strlen(err_text_en(err)) > 0);
		assert_non_null(err_rule(err));
		assert_int_equal(err_category(err) == ERR_CAT_NONE, !err);
	}
}

static void every_code_comes_back_as_itself(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ERR_COUNT; i++)
		assert_int_equal(err_from_code(err_code((enum err)i)), i);
}

static void what_is_unknown_is_a_bug(void **state)
{
	(void)state;
	assert_int_equal(err_from_code("of a later version"), ERR_BUG);
	assert_string_equal(err_code((enum err)ERR_COUNT), "bug");
	assert_string_equal(err_text_en((enum err)-1), err_text_en(ERR_BUG));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_error_has_a_code_and_words),
		cmocka_unit_test(every_code_comes_back_as_itself),
		cmocka_unit_test(what_is_unknown_is_a_bug),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
