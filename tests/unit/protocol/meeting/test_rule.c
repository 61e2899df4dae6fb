/* Does every threshold begin exactly where the table of cases says, and does a verdict say what was decided on what? */
#include "protocol/meeting/rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/base/bytes.h"
#include "tests/unit/cmocka_all.h"
#include "protocol/meeting/profile.h"
#include "protocol/meeting/verdict.h"

/* ---- thresholds ---- */

static const struct threshold half = { 1, 2, RULE_GT, BASE_PRESENT }, two_thirds = { 2, 3, RULE_GE, BASE_EXPECTED },
			      over_two_thirds = { 2, 3, RULE_GT, BASE_EXPECTED }, four_fifths = { 4, 5, RULE_GE, BASE_EXPECTED },
			      over_four_fifths = { 4, 5, RULE_GT, BASE_EXPECTED };

static void the_table_of_minimum_counts_holds(void **state)
{
	/* N, > 1/2, >= 2/3, > 2/3, >= 4/5, > 4/5: computed apart from this code */
	static const int64_t table[][6] = {
		{ 1, 1, 1, 1, 1, 1 }, { 2, 2, 2, 2, 2, 2 }, { 3, 2, 2, 3, 3, 3 }, { 5, 3, 4, 4, 4, 5 }, { 10, 6, 7, 7, 8, 9 },
		{ 29, 15, 20, 20, 24, 24 }, { 30, 16, 20, 21, 24, 25 }, { 34, 18, 23, 23, 28, 28 }, { 66, 34, 44, 45, 53, 53 },
		{ 70, 36, 47, 47, 56, 57 }, { 71, 36, 48, 48, 57, 57 }, { 72, 37, 48, 49, 58, 58 }, { 75, 38, 50, 51, 60, 61 },
		{ 80, 41, 54, 54, 64, 65 }, { 82, 42, 55, 55, 66, 66 }, { 85, 43, 57, 57, 68, 69 }, { 99, 50, 66, 67, 80, 80 },
		{ 100, 51, 67, 67, 80, 81 }, { 101, 51, 68, 68, 81, 81 }, { 133, 67, 89, 89, 107, 107 }, { 152, 77, 102, 102, 122, 122 },
		{ 200, 101, 134, 134, 160, 161 }, { 300, 151, 200, 201, 240, 241 }, { 379, 190, 253, 253, 304, 304 },
	};
	const struct threshold *const rules[] = { &half, &two_thirds, &over_two_thirds, &four_fifths, &over_four_fifths };

	(void)state;
	for (size_t row = 0; row < sizeof(table) / sizeof(table[0]); row++)
		for (size_t i = 0; i < 5; i++) {
			int64_t n = table[row][0], least = table[row][i + 1];

			assert_int_equal(threshold_required(rules[i], n), least);
			assert_true(threshold_is_met(rules[i], least, n));
			assert_false(threshold_is_met(rules[i], least - 1, n));
		}
}

static void what_is_required_is_what_first_meets(void **state)
{
	(void)state;
	for (int64_t den = 1; den <= 12; den++)
		for (int64_t num = 1; num <= den; num++)
			for (int64_t n = 1; n <= 60; n++)
				for (int op = RULE_GE; op <= RULE_GT; op++) {
					struct threshold t = { num, den, (enum rule_op)op, BASE_VALID };
					int64_t least = threshold_required(&t, n);

					assert_true(threshold_is_met(&t, least, n));
					assert_false(threshold_is_met(&t, least - 1, n));
				}
}

static void of_nobody_nothing_is_met(void **state)
{
	(void)state;
	assert_false(threshold_is_met(&half, 0, 0));
	assert_false(threshold_is_met(&two_thirds, 0, 0));
	assert_int_equal(threshold_required(&two_thirds, 0), 0);
}

static void great_counts_do_not_wrap(void **state)
{
	struct threshold t = { 999, 1000, RULE_GE, BASE_VALID };

	(void)state;
	assert_true(threshold_is_met(&t, 999000000000, 1000000000000));
	assert_false(threshold_is_met(&t, 998999999999, 1000000000000));
}

static void percentages_round_half_up_and_never_decide(void **state)
{
	(void)state;
	assert_int_equal(rule_tenths(25, 28), 893);
	assert_int_equal(rule_tenths(1698, 1732), 980);
	assert_int_equal(rule_tenths(1, 2000), 1);
	assert_int_equal(rule_tenths(1, 2001), 0);
	assert_int_equal(rule_tenths(0, 0), -1);
	/* 66.7 % by its percentage, and yet not 2/3 */
	assert_int_equal(rule_tenths(666, 999 + 1), 666);
	assert_false(threshold_is_met(&two_thirds, 666, 1000));
}

/* ---- profiles ---- */

static json_t *json_of(const char *with_apostrophes)
{
	char *text = strdup(with_apostrophes);
	json_t *value;

	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	value = json_loads(text, JSON_DECODE_ANY, NULL);
	free(text);
	assert_non_null(value);
	return value;
}

static json_t *profile_file(const char *name)
{
	char path[200];
	json_t *profile;

	snprintf(path, sizeof(path), "schema/profiles/%s.json", name);
	profile = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(profile);
	return profile;
}

static void expect_quorum(const char *profile_name, bool with_election, int64_t num, int64_t den)
{
	json_t *profile = profile_file(profile_name);
	const char *detail = NULL;
	struct threshold t;

	assert_int_equal(profile_check(profile, &detail), OK);
	assert_int_equal(profile_quorum(&t, profile, with_election), OK);
	assert_int_equal(t.num, num);
	assert_int_equal(t.den, den);
	assert_int_equal(t.op, RULE_GE);
	assert_int_equal(t.base, BASE_EXPECTED);
	json_decref(profile);
}

static void the_shipped_profiles_ask_for_what_their_sources_say(void **state)
{
	(void)state;
	expect_quorum("hunyuan", false, 2, 3);
	expect_quorum("hunyuan", true, 4, 5);
	expect_quorum("shitai", false, 4, 5);
	expect_quorum("shitai", true, 4, 5);
}

static void every_meeting_profile_takes_every_election_profile(void **state)
{
	static const char *const meetings[] = { "hunyuan", "shitai", "branch-2018" }, *const elections[] = { "grassroots-1990", "grassroots-2020", "county-2020" };
	const char *detail = NULL;

	(void)state;
	for (size_t i = 0; i < 9; i++) {
		json_t *profile = profile_file(meetings[i / 3]), *election = profile_file(elections[i % 3]);

		assert_int_equal(profile_check(profile, &detail), OK);
		json_object_set(profile, "quorum_election", json_object_get(election, "quorum_election"));
		json_object_update(json_object_get(profile, "kinds"), json_object_get(election, "kinds"));
		assert_int_equal(profile_check(profile, &detail), OK);
		assert_int_equal(profile_rule_type(json_object_get(profile_kind(profile, "election"), "rule")), RULE_ELECTION);
		assert_int_equal(profile_rule_type(json_object_get(profile_kind(profile, "runoff"), "rule")), RULE_PLURALITY);
		json_decref(election);
		json_decref(profile);
	}
}

/* Set `path` ("kinds.motion.rule.type") of the shipped profile to `value`; NULL removes it. */
static enum err check_spoilt(const char *path, const char *value, const char **detail)
{
	json_t *profile = profile_file("hunyuan"), *at = profile, *next;
	char copy[120], *part = copy, *dot;
	enum err err;

	snprintf(copy, sizeof(copy), "%s", path);
	for (; (dot = strchr(part, '.')); part = dot + 1) {
		*dot = '\0';
		next = json_is_array(at) ? json_array_get(at, (size_t)atoi(part)) : json_object_get(at, part);
		assert_non_null(next);
		at = next;
	}
	if (value)
		json_object_set_new(at, part, json_of(value));
	else
		json_object_del(at, part);
	*detail = NULL;
	err = profile_check(profile, detail);
	json_decref(profile);
	return err;
}

static void a_spoilt_profile_is_refused_and_names_the_field(void **state)
{
	static const struct { const char *path, *value; enum err err; const char *detail; } rows[] = {
		{ "id", NULL, ERR_FIELD_MISSING, "id" },
		{ "more", "1", ERR_FIELD_UNKNOWN, NULL },
		{ "minimum", "4", ERR_RANGE, "minimum" },
		{ "quorum.num", "4", ERR_RANGE, "num" },
		{ "quorum.den", "1001", ERR_RANGE, "den" },
		{ "quorum.op", "'GX'", ERR_RANGE, "op" },
		{ "quorum.base", "'PRESENT'", ERR_RANGE, "base" },
		{ "quorum_election.base", "'SEATS'", ERR_RANGE, "base" },
		{ "quorum.more", "1", ERR_FIELD_UNKNOWN, NULL },
		{ "kinds", "{}", ERR_RANGE, "kinds" },
		{ "kinds.resolution.secret", "1", ERR_FIELD_TYPE, "secret" },
		{ "kinds.resolution.scales", "[[]]", ERR_RANGE, "scales" },
		{ "kinds.resolution.scales", "[[{'id':'for','text':'x','abstain':0},{'id':'b','text':'x','abstain':false}]]", ERR_FIELD_TYPE, "abstain" },
		{ "kinds.resolution.rule.type", "'points'", ERR_RANGE, "type" },
		{ "kinds.resolution.rule.otherwise", NULL, ERR_FIELD_MISSING, "otherwise" },
		{ "kinds.resolution.rule.steps.0.counts", "['nobody']", ERR_RANGE, "counts" },
		{ "kinds.resolution.rates.0.counts", "[1]", ERR_RANGE, "counts" },
		{ "kinds.resolution.rates.0.weights", "[1,2,3]", ERR_RANGE, "counts" },
		{ "kinds.resolution.rates.0.scale", "1", ERR_RANGE, "scale" },
		{ "kinds.resolution.rates.0.flag", "{'num':0,'den':1}", ERR_RANGE, "num" },
		{ "kinds.resolution.rank", "'nothing'", ERR_RANGE, "rank" },
		{ "kinds.score.rates.0.weights", "[1,2]", ERR_RANGE, "weights" },
		{ "kinds.score.rates.0.weights", "[1,2,3,4,-1]", ERR_RANGE, "weights" },
		{ "kinds.resolution.rule", "{'type':'election','counts':['for'],'num':1,'den':2,'op':'GT','base':'CAST'}", ERR_RANGE, "base" },
		{ "kinds.resolution.rule", "{'type':'election','counts':['for','against'],'num':1,'den':2,'op':'GT','base':'VALID'}", ERR_RANGE, "counts" },
		{ "kinds.resolution.rule", "{'type':'plurality','counts':['nobody']}", ERR_RANGE, "counts" },
		{ "kinds.resolution.rates.0.op", "'GE'", ERR_FIELD_UNKNOWN, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *detail;
		enum err got = check_spoilt(rows[i].path, rows[i].value, &detail);

		if (got != rows[i].err)
			fail_msg("%s: got %s, not %s", rows[i].path, err_code(got), err_code(rows[i].err));
		if (rows[i].detail && (!detail || strcmp(detail, rows[i].detail)))
			fail_msg("%s: names %s", rows[i].path, detail ? detail : "nothing");
	}
}

/* ---- verdicts ---- */

/* A definition of `rows` contests by a kind of the shipped profile. */
static json_t *definition_of(const char *kind, size_t rows)
{
	json_t *profile = profile_file("hunyuan"), *contests = json_array(), *definition;
	const json_t *of = profile_kind(profile, kind);

	assert_non_null(of);
	for (size_t i = 0; i < rows; i++)
		json_array_append_new(contests, json_of("{'title':'x','scale':0}"));
	definition = json_pack("{s:O, s:o, s:O, s:O, s:O}", "scales", json_object_get(of, "scales"), "contests", contests,
			       "rule", json_object_get(of, "rule"), "rates", json_object_get(of, "rates"),
			       "rank", json_object_get(of, "rank"));
	json_decref(profile);
	return definition;
}

static void expect_verdict(const char *kind, const char *counts_text, const struct figures *f, const char *expected_text)
{
	json_t *counts = json_of(counts_text), *definition = definition_of(kind, json_array_size(counts)), *verdict = NULL;
	json_t *expected = json_of(expected_text);

	assert_int_equal(verdict_decide(&verdict, definition, counts, f), OK);
	if (!json_equal(verdict, expected)) {
		char *got = json_dumps(verdict, JSON_COMPACT);

		fail_msg("%s %s: got %s", kind, counts_text, got);
	}
	json_decref(counts);
	json_decref(definition);
	json_decref(verdict);
	json_decref(expected);
}

static enum err refusal(const char *kind, const char *counts_text, size_t rows, const struct figures *f)
{
	json_t *counts = json_of(counts_text), *definition = definition_of(kind, rows), *verdict = NULL;
	enum err err = verdict_decide(&verdict, definition, counts, f);

	assert_null(verdict);
	json_decref(counts);
	json_decref(definition);
	return err;
}

static void a_resolution_needs_more_than_half_of_those_present(void **state)
{
	struct figures f = { .expected = 80, .present = 71, .issued = 71, .returned = 70 };

	(void)state;
	expect_verdict("resolution", "[[36,20,14]]", &f,
		       "{'contests':[{'outcome':'passed','steps':[{'count':36,'base':71,'required':36,'met':true}],"
		       "'rates':[{'name':'for_rate','count':36,'base':71}]}]}");
	/* a majority of those who voted is not enough */
	expect_verdict("resolution", "[[35,1,34]]", &f,
		       "{'contests':[{'outcome':'not_passed','steps':[{'count':35,'base':71,'required':36,'met':false}],"
		       "'rates':[{'name':'for_rate','count':35,'base':71}]}]}");
	/* exactly half is not more than half */
	f.present = 70;
	expect_verdict("resolution", "[[35,35,0]]", &f,
		       "{'contests':[{'outcome':'not_passed','steps':[{'count':35,'base':70,'required':36,'met':false}],"
		       "'rates':[{'name':'for_rate','count':35,'base':70}]}]}");
}

static void a_ladder_stops_at_the_first_step_that_holds(void **state)
{
	struct figures f = { .expected = 34, .present = 30, .issued = 30, .returned = 28 };

	(void)state;
	expect_verdict("satisfaction", "[[18,5,5,0],[17,1,10,0],[10,7,11,0]]", &f,
		       "{'contests':["
		       "{'outcome':'satisfied','steps':[{'count':18,'base':34,'required':18,'met':true}],"
		       "'rates':[{'name':'satisfaction_rate','count':23,'base':28}]},"
		       "{'outcome':'basically','steps':[{'count':17,'base':34,'required':18,'met':false},"
		       "{'count':18,'base':34,'required':18,'met':true}],'rates':[{'name':'satisfaction_rate','count':18,'base':28}]},"
		       "{'outcome':'not_satisfied','steps':[{'count':10,'base':34,'required':18,'met':false},"
		       "{'count':17,'base':34,'required':18,'met':false}],'rates':[{'name':'satisfaction_rate','count':17,'base':28}]}]}");
}

static void every_base_is_its_own_number(void **state)
{
	static const struct { const char *base; int64_t n; } rows[] = { { "EXPECTED", 50 }, { "PRESENT", 40 }, { "RETURNED", 35 }, { "VALID", 33 },
									 { "CAST", 30 } };
	struct figures f = { .expected = 50, .present = 40, .issued = 40, .returned = 35, .invalid = 2 };
	json_t *counts = json_of("[[20,10,3]]");

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		json_t *definition = definition_of("procedural", 1), *rule = json_deep_copy(json_object_get(definition, "rule")), *verdict = NULL, *step;

		json_object_set_new(json_array_get(json_object_get(rule, "steps"), 0), "base", json_string(rows[i].base));
		json_object_set_new(definition, "rule", rule);
		assert_int_equal(verdict_decide(&verdict, definition, counts, &f), OK);
		step = json_array_get(json_object_get(json_array_get(json_object_get(verdict, "contests"), 0), "steps"), 0);
		assert_int_equal(json_integer_value(json_object_get(step, "base")), rows[i].n);
		json_decref(verdict);
		json_decref(definition);
	}
	json_decref(counts);
}

/* Nobody cast but abstentions: base 0, never met. */
static void all_abstaining_passes_nothing(void **state)
{
	struct figures f = { .expected = 9, .present = 8, .issued = 8, .returned = 8 };
	json_t *definition = definition_of("procedural", 1), *counts = json_of("[[0,0,8]]"), *verdict = NULL, *rule, *of;

	(void)state;
	rule = json_deep_copy(json_object_get(definition, "rule"));
	json_object_set_new(json_array_get(json_object_get(rule, "steps"), 0), "base", json_string("CAST"));
	json_object_set_new(definition, "rule", rule);
	assert_int_equal(verdict_decide(&verdict, definition, counts, &f), OK);
	of = json_array_get(json_object_get(verdict, "contests"), 0);
	assert_string_equal(json_string_value(json_object_get(of, "outcome")), "not_passed");
	json_decref(verdict);
	json_decref(counts);
	json_decref(definition);
}

static void counts_that_do_not_add_up_are_unaccounted(void **state)
{
	struct figures f = { .expected = 80, .present = 71, .issued = 71, .returned = 70 };

	(void)state;
	assert_int_equal(refusal("resolution", "[[36,20,13]]", 1, &f), ERR_UNACCOUNTED);
	assert_int_equal(refusal("resolution", "[[36,20,15]]", 1, &f), ERR_UNACCOUNTED);
	/* right by the sum alone */
	assert_int_equal(refusal("resolution", "[[70,-1,1]]", 1, &f), ERR_UNACCOUNTED);
	/* the second row of two */
	assert_int_equal(refusal("resolution", "[[36,20,14],[36,20,13]]", 2, &f), ERR_UNACCOUNTED);
	f.invalid = 1;
	assert_int_equal(refusal("resolution", "[[36,20,14]]", 1, &f), ERR_UNACCOUNTED);
}

static void counts_of_another_shape_are_refused(void **state)
{
	struct figures f = { .expected = 80, .present = 71, .issued = 71, .returned = 70 };

	(void)state;
	assert_int_equal(refusal("resolution", "[[36,34]]", 1, &f), ERR_RANGE);
	assert_int_equal(refusal("resolution", "[[36,20,14]]", 2, &f), ERR_RANGE);
	assert_int_equal(refusal("resolution", "[36,20,14]", 3, &f), ERR_RANGE);
	assert_int_equal(refusal("resolution", "{'0':[36,20,14]}", 1, &f), ERR_RANGE);
	assert_int_equal(refusal("resolution", "[[36.0,20,14]]", 1, &f), ERR_UNACCOUNTED);
}

/* An option that a step names twice is one option. */
static void an_option_counts_once(void **state)
{
	struct figures f = { .expected = 80, .present = 71, .issued = 71, .returned = 70 };
	json_t *definition = definition_of("procedural", 1), *counts = json_of("[[20,30,20]]"), *verdict = NULL, *rule, *step;

	(void)state;
	rule = json_deep_copy(json_object_get(definition, "rule"));
	json_object_set_new(json_array_get(json_object_get(rule, "steps"), 0), "counts", json_of("['for','for']"));
	json_object_set_new(definition, "rule", rule);
	assert_int_equal(verdict_decide(&verdict, definition, counts, &f), OK);
	step = json_array_get(json_object_get(json_array_get(json_object_get(verdict, "contests"), 0), "steps"), 0);
	assert_int_equal(json_integer_value(json_object_get(step, "count")), 20);
	json_decref(verdict);
	json_decref(counts);
	json_decref(definition);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_of_minimum_counts_holds),
		cmocka_unit_test(what_is_required_is_what_first_meets),
		cmocka_unit_test(of_nobody_nothing_is_met),
		cmocka_unit_test(great_counts_do_not_wrap),
		cmocka_unit_test(percentages_round_half_up_and_never_decide),
		cmocka_unit_test(the_shipped_profiles_ask_for_what_their_sources_say),
		cmocka_unit_test(every_meeting_profile_takes_every_election_profile),
		cmocka_unit_test(a_spoilt_profile_is_refused_and_names_the_field),
		cmocka_unit_test(a_resolution_needs_more_than_half_of_those_present),
		cmocka_unit_test(a_ladder_stops_at_the_first_step_that_holds),
		cmocka_unit_test(every_base_is_its_own_number),
		cmocka_unit_test(all_abstaining_passes_nothing),
		cmocka_unit_test(counts_that_do_not_add_up_are_unaccounted),
		cmocka_unit_test(counts_of_another_shape_are_refused),
		cmocka_unit_test(an_option_counts_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
