/* Does reading take exactly what P1.3 allows, and does a field of the wrong shape stop the whole object? */
#include "tests/unit/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/base/fields.h"

static enum err read_result(const char *text)
{
	json_t *value = NULL;
	enum err err = json_read(&value, text, strlen(text));

	if (err)
		assert_null(value);
	json_decref(value);
	return err;
}

static json_t *must_read(const char *text)
{
	json_t *value = NULL;

	assert_int_equal(json_read(&value, text, strlen(text)), OK);
	return value;
}

static void what_is_not_one_strict_object_is_refused(void **state)
{
	static const char *const wrong[] = {
		"", "[]", "1", "\"x\"", "null", "{", "{}x", "{}{}", "{\"a\":1,\"a\":2}", "{\"a\":1.5}", "{\"a\":1e3}", "{\"a\":[{\"b\":-0.0}]}",
		"{\"a\":01}", "{\"a\":+1}", "{a:1}", "{'a':1}", "{\"a\":1,}", "{\"a\":NaN}", "{\"a\":9007199254740992}", "{\"a\":-9007199254740992}",
		"{\"a\":-9223372036854775808}", "{\"a\":99999999999999999999}", "{\"a\":\"\xff\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"x\ny\"}", "\xef\xbb\xbf{}",
		"// {}", "{\"a\":\"\xc0\x80\"}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (read_result(wrong[i]) != ERR_JSON)
			fail_msg("taken: %s", wrong[i]);
	assert_int_equal(read_result("{}"), OK);
	assert_int_equal(read_result("{\"a\":9007199254740991,\"b\":-9007199254740991,\"c\":[true,null,{\"d\":\"名\"}]}"), OK);
}

static void a_zero_byte_is_refused_wherever_it_stands(void **state)
{
	json_t *value = NULL;

	(void)state;
	assert_int_equal(json_read(&value, "{}\0", 3), ERR_JSON);
	assert_int_equal(json_read(&value, "{\"a\":\"x\0y\"}", 11), ERR_JSON);
	assert_null(value);
}

static void control_characters_are_refused_in_texts_and_keys(void **state)
{
	char text[64];

	(void)state;
	for (unsigned c = 0; c <= 0x7f; c++) {
		enum err expected = c < 0x20 || c == 0x7f ? ERR_TEXT : OK;

		snprintf(text, sizeof text, "{\"a\":[{\"b\":\"x\\u%04x\"}]}", c);
		assert_int_equal(read_result(text), c == '\n' ? OK : expected);
		snprintf(text, sizeof text, "{\"a\":[{\"x\\u%04x\":1}]}", c);
		assert_int_equal(read_result(text), expected);
	}
	assert_int_equal(read_result("{\"a\":\"\x7f\"}"), ERR_TEXT);
}

static void a_line_feed_is_taken_only_where_lines_are_asked_for(void **state)
{
	const char *const text = "{\"a\":\"x\\ny\"}";
	json_t *value = NULL;
	struct fields f;

	(void)state;
	assert_int_equal(json_read(&value, text, strlen(text)), OK);
	fields_open(&f, value);
	fields_text(&f, "a", 0, 10);
	assert_int_equal(fields_close(&f), ERR_TEXT);
	fields_open(&f, value);
	fields_text_opt(&f, "a", 10);
	assert_int_equal(fields_close(&f), ERR_TEXT);
	fields_open(&f, value);
	assert_string_equal(fields_lines(&f, "a", 3, 3), "x\ny");
	assert_int_equal(fields_close(&f), OK);
	json_decref(value);
}

static void nesting_is_taken_to_its_limit_and_no_deeper(void **state)
{
	char *hostile = malloc(1000001);
	json_t *value = NULL;
	char text[64];

	(void)state;
	for (int depth = JSON_MAX_DEPTH; depth <= JSON_MAX_DEPTH + 1; depth++) {
		char *at = stpcpy(text, "{\"a\":");

		memset(at, '[', (size_t)depth - 1);
		memset(at + depth - 1, ']', (size_t)depth - 1);
		strcpy(at + 2 * (depth - 1), "}");
		assert_int_equal(read_result(text), depth <= JSON_MAX_DEPTH ? OK : ERR_JSON);
	}
	assert_int_equal(read_result("{\"[[[[[[[[[[[[[[[[[[[[\":\"\\\"{{{{{{{{{{{{{{{{{{{{\"}"), OK);

	memset(hostile, '[', 1000000);
	assert_int_equal(json_read(&value, hostile, 1000000), ERR_JSON);
	free(hostile);
}

static void writing_keeps_order_and_leaves_no_space(void **state)
{
	json_t *value = must_read("{ \"z\" : 1, \"a\": [ 1, \"党/\" ] }");
	char *text = json_write(value);

	(void)state;
	assert_string_equal(text, "{\"z\":1,\"a\":[1,\"党/\"]}");
	free(text);
	json_decref(value);
}

static void every_kind_of_field_is_read(void **state)
{
	json_t *value = must_read("{\"n\":-5,\"yes\":true,\"no\":false,\"name\":\"王\",\"b\":\"AQI=\",\"h\":\"0102\",\"any\":\"AQID\",\"list\":[1,2],\"o\":{},"
				  "\"opt\":\"x\",\"list2\":[],\"o2\":{}}");
	uint8_t bytes[2] = { 0 }, *any = NULL;
	size_t len = 0;
	struct fields f;

	(void)state;
	fields_open(&f, value);
	assert_int_equal(fields_int(&f, "n", -5, -5), -5);
	assert_true(fields_bool(&f, "yes"));
	assert_false(fields_bool(&f, "no"));
	assert_string_equal(fields_text(&f, "name", 3, 3), "王");
	fields_base64(&f, "b", bytes, 2);
	assert_memory_equal(bytes, "\1\2", 2);
	fields_hex(&f, "h", bytes, 2);
	fields_base64_alloc(&f, "any", &any, &len, 3);
	assert_int_equal(len, 3);
	assert_memory_equal(any, "\1\2\3", 3);
	assert_int_equal(json_array_size(fields_array(&f, "list", 2, 2)), 2);
	assert_non_null(fields_object(&f, "o"));
	assert_string_equal(fields_text_opt(&f, "opt", 1), "x");
	assert_non_null(fields_array_opt(&f, "list2", 0));
	assert_non_null(fields_object_opt(&f, "o2"));
	assert_int_equal(fields_close(&f), OK);
	free(any);
	json_decref(value);
}

static void fields_that_may_be_absent_are_absent_without_an_error(void **state)
{
	json_t *value = must_read("{\"a\":1}");
	struct fields f;

	(void)state;
	fields_open(&f, value);
	assert_true(fields_has(&f, "a"));
	assert_false(fields_has(&f, "b"));
	assert_null(fields_text_opt(&f, "b", 10));
	assert_null(fields_array_opt(&f, "b", 10));
	assert_null(fields_object_opt(&f, "b"));
	assert_int_equal(fields_int(&f, "a", 0, 1), 1);
	assert_int_equal(fields_close(&f), OK);
	json_decref(value);
}

enum ask { ASK_INT, ASK_BOOL, ASK_TEXT, ASK_TEXT_OPT, ASK_BASE64, ASK_HEX, ASK_ALLOC, ASK_ARRAY, ASK_OBJECT, ASK_ARRAY_OPT,
	   ASK_OBJECT_OPT };

/* Ask for field "a" with narrow bounds; what is read next must be nothing. */
static enum err ask(const char *text, enum ask what)
{
	json_t *value = must_read(text);
	uint8_t bytes[3] = { 9, 9, 9 }, *alloc = bytes;
	size_t len = 9;
	struct fields f;

	fields_open(&f, value);
	switch (what) {
	case ASK_INT: assert_int_equal(fields_int(&f, "a", 2, 4), 0); break;
	case ASK_BOOL: assert_false(fields_bool(&f, "a")); break;
	case ASK_TEXT: assert_string_equal(fields_text(&f, "a", 2, 4), ""); break;
	case ASK_TEXT_OPT: assert_null(fields_text_opt(&f, "a", 4)); break;
	case ASK_BASE64: fields_base64(&f, "a", bytes, 3); break;
	case ASK_HEX: fields_hex(&f, "a", bytes, 3); break;
	case ASK_ALLOC: fields_base64_alloc(&f, "a", &alloc, &len, 3); assert_null(alloc); assert_int_equal(len, 0); break;
	case ASK_ARRAY: assert_null(fields_array(&f, "a", 2, 3)); break;
	case ASK_OBJECT: assert_null(fields_object(&f, "a")); break;
	case ASK_ARRAY_OPT: assert_null(fields_array_opt(&f, "a", 3)); break;
	case ASK_OBJECT_OPT: assert_null(fields_object_opt(&f, "a")); break;
	}
	assert_memory_equal(bytes, "\t\t\t", 3);
	assert_string_equal(f.field, "a");
	/* sticky: later fields give nothing and do not hide the first error */
	assert_int_equal(fields_int(&f, "later", 0, 9), 0);
	assert_int_equal(fields_int(&f, "missing", 0, 9), 0);
	assert_string_equal(f.field, "a");
	json_decref(value);
	return fields_close(&f);
}

static void a_field_of_the_wrong_shape_is_named(void **state)
{
	static const struct { const char *text; enum ask what; enum err err; } cases[] = {
		{ "{\"later\":1}", ASK_INT, ERR_FIELD_MISSING }, { "{\"later\":1}", ASK_BOOL, ERR_FIELD_MISSING },
		{ "{\"later\":1}", ASK_TEXT, ERR_FIELD_MISSING }, { "{\"later\":1}", ASK_HEX, ERR_FIELD_MISSING },
		{ "{\"later\":1}", ASK_ARRAY, ERR_FIELD_MISSING }, { "{\"later\":1}", ASK_OBJECT, ERR_FIELD_MISSING },
		{ "{\"later\":1}", ASK_ALLOC, ERR_FIELD_MISSING },
		{ "{\"a\":\"3\",\"later\":1}", ASK_INT, ERR_FIELD_TYPE }, { "{\"a\":null,\"later\":1}", ASK_INT, ERR_FIELD_TYPE },
		{ "{\"a\":true,\"later\":1}", ASK_INT, ERR_FIELD_TYPE }, { "{\"a\":1,\"later\":1}", ASK_INT, ERR_RANGE },
		{ "{\"a\":5,\"later\":1}", ASK_INT, ERR_RANGE }, { "{\"a\":1,\"later\":1}", ASK_BOOL, ERR_FIELD_TYPE },
		{ "{\"a\":1,\"later\":1}", ASK_TEXT, ERR_FIELD_TYPE }, { "{\"a\":\"x\",\"later\":1}", ASK_TEXT, ERR_RANGE },
		{ "{\"a\":\"xxxxx\",\"later\":1}", ASK_TEXT, ERR_RANGE }, { "{\"a\":\"xxxxx\",\"later\":1}", ASK_TEXT_OPT, ERR_RANGE },
		{ "{\"a\":null,\"later\":1}", ASK_TEXT_OPT, ERR_FIELD_TYPE }, { "{\"a\":\"AQ==\",\"later\":1}", ASK_BASE64, ERR_BASE64 },
		{ "{\"a\":\"AQIDBA==\",\"later\":1}", ASK_BASE64, ERR_BASE64 }, { "{\"a\":\"0102\",\"later\":1}", ASK_HEX, ERR_HEX },
		{ "{\"a\":1,\"later\":1}", ASK_HEX, ERR_FIELD_TYPE }, { "{\"a\":\"AQIDBA==\",\"later\":1}", ASK_ALLOC, ERR_RANGE },
		{ "{\"a\":\"AQI\",\"later\":1}", ASK_ALLOC, ERR_BASE64 }, { "{\"a\":{},\"later\":1}", ASK_ARRAY, ERR_FIELD_TYPE },
		{ "{\"a\":[1],\"later\":1}", ASK_ARRAY, ERR_RANGE }, { "{\"a\":[1,2,3,4],\"later\":1}", ASK_ARRAY, ERR_RANGE },
		{ "{\"a\":[1,2,3,4],\"later\":1}", ASK_ARRAY_OPT, ERR_RANGE }, { "{\"a\":1,\"later\":1}", ASK_ARRAY_OPT, ERR_FIELD_TYPE },
		{ "{\"a\":[],\"later\":1}", ASK_OBJECT, ERR_FIELD_TYPE }, { "{\"a\":null,\"later\":1}", ASK_OBJECT_OPT, ERR_FIELD_TYPE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (ask(cases[i].text, cases[i].what) != cases[i].err)
			fail_msg("case %zu: %s", i, cases[i].text);
}

static void an_object_with_a_field_nobody_read_is_refused(void **state)
{
	json_t *value = must_read("{\"a\":1,\"b\":2}");
	struct fields f;

	(void)state;
	fields_open(&f, value);
	fields_int(&f, "a", 0, 9);
	assert_int_equal(fields_close(&f), ERR_FIELD_UNKNOWN);
	fields_open(&f, json_object_get(value, "a"));
	assert_int_equal(fields_int(&f, "x", 0, 9), 0);
	assert_int_equal(fields_close(&f), ERR_FIELD_TYPE);
	fields_open(&f, NULL);
	assert_null(fields_object_opt(&f, "x"));
	assert_int_equal(fields_close(&f), ERR_FIELD_TYPE);
	json_decref(value);
}

static void bytes_become_texts_that_the_reading_takes(void **state)
{
	uint8_t bytes[200], back[200];
	json_t *object = json_object();
	struct fields f;

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)(i * 7);
	for (size_t len = 0; len <= sizeof bytes; len++) {
		assert_int_equal(json_object_set_new(object, "b", json_base64(bytes, len)), 0);
		assert_int_equal(json_object_set_new(object, "h", json_hex(bytes, len)), 0);
		fields_open(&f, object);
		fields_base64(&f, "b", back, len);
		assert_memory_equal(back, bytes, len);
		memset(back, 0, sizeof back);
		fields_hex(&f, "h", back, len);
		assert_memory_equal(back, bytes, len);
		assert_int_equal(fields_close(&f), OK);
	}
	json_decref(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_one_strict_object_is_refused),
		cmocka_unit_test(a_zero_byte_is_refused_wherever_it_stands),
		cmocka_unit_test(control_characters_are_refused_in_texts_and_keys),
		cmocka_unit_test(a_line_feed_is_taken_only_where_lines_are_asked_for),
		cmocka_unit_test(nesting_is_taken_to_its_limit_and_no_deeper),
		cmocka_unit_test(writing_keeps_order_and_leaves_no_space),
		cmocka_unit_test(bytes_become_texts_that_the_reading_takes),
		cmocka_unit_test(every_kind_of_field_is_read),
		cmocka_unit_test(fields_that_may_be_absent_are_absent_without_an_error),
		cmocka_unit_test(a_field_of_the_wrong_shape_is_named),
		cmocka_unit_test(an_object_with_a_field_nobody_read_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
