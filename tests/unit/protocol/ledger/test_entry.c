/* Does an entry read as it was written, byte for byte, and is every other envelope refused? */
#include "tests/unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/base/bytes.h"
#include "protocol/ledger/entry.h"
#include "protocol/ledger/tree.h"

#define PREV "\"prev\":\"00000000000000000000000000000000000000000000000000000000000000ff\""

static enum err read_result(const char *line)
{
	struct entry e = { .number = 4711 };
	enum err result = entry_read(&e, line, strlen(line), ENTRY_MAX_SIZE);

	if (result)
		assert_int_equal(e.number, 4711);
	else
		entry_release(&e);
	return result;
}

static void an_entry_is_written_in_the_order_of_the_envelope(void **state)
{
	static const char *const by[] = { "秘书", "machine:desk-1" };
	json_t *body = json_pack("{s:s, s:i}", "z", "x", "a", 1);
	uint8_t prev[32] = { [31] = 0xff };
	char *line;

	(void)state;
	assert_int_equal(entry_write(&line, 17, prev, "checkin", 1795312345, by, 2, body), OK);
	assert_string_equal(line, "{\"n\":17," PREV ",\"type\":\"checkin\",\"at\":1795312345,\"by\":[\"秘书\",\"machine:desk-1\"],\"body\":{\"z\":\"x\",\"a\":1}}");
	free(line);
	assert_int_equal(entry_write(&line, 0, prev, "ballot_cast", 0, NULL, 0, body), OK);
	assert_string_equal(line, "{\"n\":0," PREV ",\"type\":\"ballot_cast\",\"body\":{\"z\":\"x\",\"a\":1}}");
	free(line);
	json_decref(body);
}

static void an_entry_reads_as_it_was_written(void **state)
{
	const char *line = "{\"n\":17," PREV ",\"type\":\"checkin\",\"at\":1795312345,\"by\":[\"a\",\"b\"],\"body\":{\"z\":1}}";
	uint8_t leaf[32];
	struct entry e;

	(void)state;
	assert_int_equal(entry_read(&e, line, strlen(line), strlen(line)), OK);
	assert_int_equal(e.number, 17);
	assert_int_equal(e.prev[31], 0xff);
	assert_string_equal(e.type, "checkin");
	assert_int_equal(e.at, 1795312345);
	assert_int_equal(e.actor_count, 2);
	assert_string_equal(e.actors[0], "a");
	assert_string_equal(e.actors[1], "b");
	assert_int_equal(json_integer_value(json_object_get(e.body, "z")), 1);
	tree_leaf_hash(leaf, line, strlen(line));
	assert_memory_equal(e.leaf, leaf, 32);
	entry_release(&e);
	assert_null(e.json);

	assert_int_equal(entry_read(&e, line, strlen(line), strlen(line) - 1), ERR_TOO_LONG);
}

static void time_and_actors_may_be_absent(void **state)
{
	const char *line = "{\"n\":0," PREV ",\"type\":\"key_swap\",\"body\":{}}";
	struct entry e;

	(void)state;
	assert_int_equal(entry_read(&e, line, strlen(line), ENTRY_MAX_SIZE), OK);
	assert_int_equal(e.at, 0);
	assert_int_equal(e.actor_count, 0);
	entry_release(&e);
}

static void an_envelope_of_any_other_shape_is_refused(void **state)
{
	static const struct { const char *line; enum err err; } cases[] = {
		{ "{" PREV ",\"type\":\"x\",\"body\":{}}", ERR_FIELD_MISSING },
		{ "{\"n\":0,\"type\":\"x\",\"body\":{}}", ERR_FIELD_MISSING },
		{ "{\"n\":0," PREV ",\"body\":{}}", ERR_FIELD_MISSING },
		{ "{\"n\":0," PREV ",\"type\":\"x\"}", ERR_FIELD_MISSING },
		{ "{\"n\":0," PREV ",\"type\":\"x\",\"body\":{},\"more\":1}", ERR_FIELD_UNKNOWN },
		{ "{\"n\":-1," PREV ",\"type\":\"x\",\"body\":{}}", ERR_RANGE },
		{ "{\"n\":\"0\"," PREV ",\"type\":\"x\",\"body\":{}}", ERR_FIELD_TYPE },
		{ "{\"n\":0,\"prev\":\"ff\",\"type\":\"x\",\"body\":{}}", ERR_HEX },
		{ "{\"n\":0," PREV ",\"type\":\"\",\"body\":{}}", ERR_RANGE },
		{ "{\"n\":0," PREV ",\"type\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\",\"body\":{}}", ERR_RANGE },
		{ "{\"n\":0," PREV ",\"type\":\"x\",\"body\":[]}", ERR_FIELD_TYPE },
		{ "{\"n\":0," PREV ",\"type\":\"x\",\"at\":0,\"body\":{}}", ERR_RANGE },
		{ "{\"n\":0," PREV ",\"type\":\"x\",\"at\":null,\"body\":{}}", ERR_FIELD_TYPE },
		{ "{\"n\":0," PREV ",\"type\":\"x\",\"by\":[],\"body\":{}}", ERR_RANGE },
		{ "{\"n\":0," PREV ",\"type\":\"x\",\"by\":\"a\",\"body\":{}}", ERR_FIELD_TYPE },
		{ "{\"n\":0," PREV ",\"type\":\"x\",\"by\":[\"a\",\"b\",\"c\"],\"body\":{}}", ERR_RANGE },
		{ "{\"n\":0," PREV ",\"type\":\"x\",\"by\":[1],\"body\":{}}", ERR_FIELD_TYPE },
		{ "{\"n\":0," PREV ",\"type\":\"x\",\"by\":[\"\"],\"body\":{}}", ERR_RANGE },
		{ "{\"n\":0," PREV ",\"type\":\"x\",\"by\":[\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"],\"body\":{}}", ERR_RANGE },
		{ "{\"n\":0," PREV ",\"type\":\"x\",\"body\":{\"a\":\"\\t\"}}", ERR_TEXT },
		{ "{\"n\":0," PREV ",\"type\":\"x\",\"body\":{}}\n", ERR_JSON },
		{ "{\"n\":0,\n" PREV ",\"type\":\"x\",\"body\":{}}", ERR_JSON },
		{ "{\"n\":0,\r" PREV ",\"type\":\"x\",\"body\":{}}", ERR_JSON },
		{ "[]", ERR_JSON },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (read_result(cases[i].line) != cases[i].err)
			fail_msg("case %zu: %s", i, cases[i].line);
}

static void what_could_not_be_read_is_not_written(void **state)
{
	static const char *const actors[] = { "a", "", "b" };
	const char *long_type = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
	json_t *body = json_object();
	uint8_t prev[32] = { 0 };
	char *line = NULL;

	(void)state;
	assert_int_equal(entry_write(&line, UINT64_C(1) << 53, prev, "x", 1, NULL, 0, body), ERR_RANGE);
	assert_int_equal(entry_write(&line, 0, prev, "", 1, NULL, 0, body), ERR_RANGE);
	assert_int_equal(entry_write(&line, 0, prev, long_type, 1, NULL, 0, body), ERR_RANGE);
	assert_int_equal(entry_write(&line, 0, prev, "x", -1, NULL, 0, body), ERR_RANGE);
	assert_int_equal(entry_write(&line, 0, prev, "x", 1, actors, 3, body), ERR_RANGE);
	assert_int_equal(entry_write(&line, 0, prev, "x", 1, actors, 2, body), ERR_RANGE);
	assert_null(line);
	json_decref(body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_is_written_in_the_order_of_the_envelope),
		cmocka_unit_test(an_entry_reads_as_it_was_written),
		cmocka_unit_test(time_and_actors_may_be_absent),
		cmocka_unit_test(an_envelope_of_any_other_shape_is_refused),
		cmocka_unit_test(what_could_not_be_read_is_not_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
