/* Is a profile file read as people lay it out, and are a meeting's rules and an election's made one
 * as P17.6 says, or the field named that forbids it? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/base/bytes.h"
#include "protocol/meeting/profile.h"
#include "tests/unit/cmocka_all.h"

static json_t *load(const char *name)
{
	char path[100];
	json_error_t error;
	json_t *profile;

	snprintf(path, sizeof(path), "schema/profiles/%s.json", name);
	profile = json_load_file(path, 0, &error);
	assert_non_null(profile);
	return profile;
}

static const char *text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static void a_file_may_be_laid_out_over_lines_and_no_longer_than_its_bound(void **state)
{
	static const char laid_out[] = "{\r\n\t\"id\": \"a\",\n\t\"title\": \"b c\"\n}\n\n", two_keys[] = "{ \"id\": \"a\",\n \"id\": \"b\" }";
	char *long_one = malloc(PROFILE_FILE_MAX + 1);
	json_t *profile = NULL;

	(void)state;
	assert_int_equal(profile_read(&profile, laid_out, sizeof(laid_out) - 1), OK);
	assert_string_equal(text_of(profile, "title"), "b c");
	json_decref(profile);
	profile = NULL;
	assert_int_equal(profile_read(&profile, two_keys, sizeof(two_keys) - 1), ERR_JSON);
	assert_int_equal(profile_read(&profile, "", 0), ERR_JSON);
	assert_int_equal(profile_read(&profile, "[1]", 3), ERR_JSON);
	memset(long_one, ' ', PROFILE_FILE_MAX + 1);
	memcpy(long_one, "{}", 2);
	assert_int_equal(profile_read(&profile, long_one, PROFILE_FILE_MAX + 1), ERR_TOO_LONG);
	assert_null(profile);
	assert_int_equal(profile_read(&profile, long_one, PROFILE_FILE_MAX), OK);
	json_decref(profile);
	free(long_one);
}

static void both_make_one_profile_that_holds_and_neither_is_changed(void **state)
{
	json_t *ours = load("hunyuan"), *theirs = load("grassroots-2020"), *before = json_deep_copy(ours), *election = json_deep_copy(theirs), *whole = NULL;
	const char *detail = NULL;

	(void)state;
	assert_int_equal(profile_merge(&whole, ours, theirs, &detail), OK);
	assert_int_equal(profile_check(whole, &detail), OK);
	assert_string_equal(text_of(whole, "id"), "hunyuan+grassroots-2020");
	assert_non_null(strstr(text_of(whole, "title"), " + "));
	assert_non_null(strstr(text_of(whole, "source"), "\xEF\xBC\x9B"));
	assert_true(json_equal(json_object_get(whole, "quorum"), json_object_get(ours, "quorum")));
	assert_true(json_equal(json_object_get(whole, "settings"), json_object_get(ours, "settings")));
	assert_true(json_equal(json_object_get(whole, "quorum_election"), json_object_get(theirs, "quorum_election")));
	assert_int_equal(json_object_size(json_object_get(whole, "kinds")), json_object_size(json_object_get(ours, "kinds")) +
			 json_object_size(json_object_get(theirs, "kinds")));
	assert_true(json_equal(ours, before));
	assert_true(json_equal(theirs, election));
	json_decref(whole);
	json_decref(before);
	json_decref(election);
	json_decref(ours);
	json_decref(theirs);
}

static void of_two_kinds_of_one_name_the_election_s_is_taken(void **state)
{
	json_t *ours = load("hunyuan"), *theirs = load("grassroots-2020"), *whole = NULL;
	json_t *kinds = json_object_get(theirs, "kinds");
	const char *detail = NULL;

	(void)state;
	json_object_set(kinds, "resolution", json_object_get(kinds, "runoff"));
	assert_int_equal(profile_merge(&whole, ours, theirs, &detail), OK);
	assert_true(json_equal(profile_kind(whole, "resolution"), profile_kind(theirs, "runoff")));
	assert_false(json_equal(profile_kind(ours, "resolution"), profile_kind(theirs, "runoff")));
	json_decref(whole);
	json_decref(ours);
	json_decref(theirs);
}

/* What is wrong with `part` named `name` once it is set to `value` (stolen; NULL takes it away). */
static void refuses(bool is_election, const char *name, json_t *value, enum err wanted)
{
	json_t *ours = load("hunyuan"), *theirs = load("grassroots-2020"), *whole = NULL, *part = is_election ? theirs : ours;
	const char *detail = "";

	if (value)
		json_object_set_new(part, name, value);
	else
		json_object_del(part, name);
	assert_int_equal(profile_merge(&whole, ours, theirs, &detail), wanted);
	assert_null(whole);
	/* of a field that is too many no reader knows the name */
	if (wanted != ERR_FIELD_UNKNOWN)
		assert_string_equal(detail, name);
	json_decref(ours);
	json_decref(theirs);
}

static void a_part_that_is_no_profile_is_refused_by_the_name_of_its_field(void **state)
{
	static const char *const needed[] = { "id", "title", "source", "quorum_election", "kinds" };

	(void)state;
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		refuses(true, needed[i], NULL, ERR_FIELD_MISSING);
		refuses(true, needed[i], json_integer(7), ERR_FIELD_TYPE);
		if (strcmp(needed[i], "quorum_election"))
			refuses(false, needed[i], json_integer(7), ERR_FIELD_TYPE);
	}
	/* a meeting's own profile is no election's */
	refuses(true, "quorum", json_object(), ERR_FIELD_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_may_be_laid_out_over_lines_and_no_longer_than_its_bound),
		cmocka_unit_test(both_make_one_profile_that_holds_and_neither_is_changed),
		cmocka_unit_test(of_two_kinds_of_one_name_the_election_s_is_taken),
		cmocka_unit_test(a_part_that_is_no_profile_is_refused_by_the_name_of_its_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
