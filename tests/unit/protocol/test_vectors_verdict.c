/* test_vectors_verdict.c - does our verdict agree with a second implementation's, for every type of rule and counts of all kinds?
 *
 * verdict.json was made by a program that knows PROTOCOL.md alone; see tests/vectors/README.md. */
#include <stdio.h>
#include "protocol/meeting/verdict.h"
#include "tests/unit/vector_files.h"

static struct figures listed_figures(const json_t *item)
{
	const json_t *f = listed_value(item, "figures");

	return (struct figures){ .expected = (int64_t)listed_number(f, "expected"), .present = (int64_t)listed_number(f, "present"),
				 .issued = (int64_t)listed_number(f, "issued"), .returned = (int64_t)listed_number(f, "returned"),
				 .invalid = (int64_t)listed_number(f, "invalid") };
}

static void expect_verdict(const json_t *item, size_t at)
{
	struct figures figures = listed_figures(item);
	json_t *found = NULL;
	char name[32];
	enum err err = verdict_decide(&found, listed_value(item, "definition"), listed_array(item, "counts"), &figures);

	snprintf(name, sizeof(name), "case %zu", at);
	expect_listed_error(item, err, name);
	if (err)
		assert_null(found);
	else if (!json_equal(found, listed_value(item, "verdict")))
		fail_msg("%s: found %s", name, json_dumps(found, JSON_COMPACT));
	json_decref(found);
}

static void every_verdict_is_the_same(void **state)
{
	json_t *file = listed_file("tests/vectors/verdict.json"), *item;
	size_t at;

	(void)state;
	assert_true(json_array_size(listed_array(file, "cases")) >= 300);
	json_array_foreach(listed_array(file, "cases"), at, item)
		expect_verdict(item, at);
	json_decref(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_verdict_is_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
