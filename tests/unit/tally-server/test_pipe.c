/* Does every frame arrive as it was sent, however the bytes come in pieces, and is a broken peer noticed? */
#include <stdlib.h>
#include <string.h>

#include "tally-server/pipe.h"
#include "tests/unit/cmocka_all.h"

static void frames_arrive_as_they_were_sent(void **state)
{
	struct buf b = { 0 };
	struct pipe_frame f;
	size_t size = 0;

	(void)state;
	pipe_add(&b, PIPE_REQUEST, 0x0102030405060708, "message", 7);
	pipe_add(&b, PIPE_CLOSED, 9, NULL, 0);
	assert_int_equal(pipe_take(&f, &size, b.at, b.len), OK);
	assert_int_equal(f.kind, PIPE_REQUEST);
	assert_int_equal(f.connection, 0x0102030405060708);
	assert_int_equal(f.len, 7);
	assert_memory_equal(f.payload, "message", 7);
	buf_drop(&b, size);
	assert_int_equal(pipe_take(&f, &size, b.at, b.len), OK);
	assert_int_equal(f.kind, PIPE_CLOSED);
	assert_int_equal(f.connection, 9);
	assert_int_equal(f.len, 0);
	assert_int_equal(size, b.len);
	buf_release(&b);
}

static void a_frame_cut_anywhere_waits_for_the_rest(void **state)
{
	struct buf b = { 0 };
	struct pipe_frame f = { .connection = 77 };
	size_t size;

	(void)state;
	pipe_add(&b, PIPE_REPLY, 5, "abc", 3);
	for (size_t len = 0; len < b.len; len++) {
		/* an exact copy, so that a sanitizer sees a byte read too far */
		uint8_t *cut = malloc(len + !len);

		memcpy(cut, b.at, len);
		size = 1;
		assert_int_equal(pipe_take(&f, &size, cut, len), OK);
		assert_int_equal(size, 0);
		assert_int_equal(f.connection, 77);
		free(cut);
	}
	buf_release(&b);
}

static void lengths_and_kinds_out_of_bounds_are_errors(void **state)
{
	struct pipe_frame f;
	size_t size;
	uint8_t raw[13] = { 0 };

	(void)state;
	put_u32(raw, PIPE_MAX_FRAME + 1);
	assert_int_equal(pipe_take(&f, &size, raw, 4), ERR_TOO_LONG);
	put_u32(raw, 8);
	assert_int_equal(pipe_take(&f, &size, raw, 4), ERR_RANGE);
	put_u32(raw, 9);
	raw[4] = PIPE_KIND_COUNT;
	assert_int_equal(pipe_take(&f, &size, raw, sizeof(raw)), ERR_RANGE);
	raw[4] = PIPE_KIND_COUNT - 1;
	assert_int_equal(pipe_take(&f, &size, raw, sizeof(raw)), OK);
	assert_int_equal(size, sizeof(raw));
}

static void the_longest_frame_passes_and_one_byte_more_does_not(void **state)
{
	size_t longest = PIPE_MAX_FRAME - 9;
	uint8_t *payload = calloc(1, longest + 1);
	struct buf b = { 0 };
	struct pipe_frame f;
	size_t size = 0;

	(void)state;
	assert_non_null(payload);
	pipe_add(&b, PIPE_REQUEST, 1, payload, longest);
	assert_int_equal(pipe_take(&f, &size, b.at, b.len), OK);
	assert_int_equal(f.len, longest);
	assert_int_equal(size, b.len);
	pipe_add(&b, PIPE_REQUEST, 1, payload, longest + 1);
	assert_true(b.failed);
	buf_release(&b);
	free(payload);
}

static void what_http_says_stands_in_front_of_a_message(void **state)
{
	struct pipe_web web = { .origin = "https://hall", .host = "hall" }, got;
	struct pipe_cookies cookies = { .session = "-" }, told;
	struct buf b = { 0 };
	size_t ahead = 0;

	(void)state;
	memset(web.session, 'a', PIPE_TOKEN_SIZE);
	memset(web.host, 'h', PIPE_HOST_MAX);
	pipe_add_web(&b, &web);
	buf_add_text(&b, "message");
	assert_int_equal(pipe_take_web(&got, &ahead, b.at, b.len), OK);
	assert_string_equal(got.session, web.session);
	assert_string_equal(got.screen, "");
	assert_string_equal(got.origin, "https://hall");
	assert_string_equal(got.host, web.host);
	assert_memory_equal(b.at + ahead, "message", 7);
	b.len = 0;
	pipe_add_cookies(&b, &cookies);
	assert_int_equal(pipe_take_cookies(&told, &ahead, b.at, b.len), OK);
	assert_string_equal(told.session, "-");
	assert_string_equal(told.screen, "");
	assert_int_equal(ahead, b.len);
	buf_release(&b);
}

static void what_is_cut_too_long_or_not_text_does_not(void **state)
{
	struct pipe_web web = { .session = "aa", .screen = "bb", .origin = "c", .host = "d" };
	struct buf b = { 0 };
	size_t ahead = 77;

	(void)state;
	pipe_add_web(&b, &web);
	for (size_t len = 0; len < b.len; len++) {
		uint8_t *cut = malloc(len + !len);

		memcpy(cut, b.at, len);
		assert_int_equal(pipe_take_web(&web, &ahead, cut, len), ERR_RANGE);
		free(cut);
	}
	b.at[3] = 0;
	assert_int_equal(pipe_take_web(&web, &ahead, b.at, b.len), ERR_RANGE);
	b.len = 0;
	buf_add(&b, (const uint8_t[]){ 0, PIPE_TOKEN_SIZE + 1 }, 2);
	buf_add(&b, (const uint8_t[400]){ 'x' }, 400);
	memset(b.at + 2, 'x', 400);
	assert_int_equal(pipe_take_web(&web, &ahead, b.at, b.len), ERR_RANGE);
	assert_int_equal(ahead, 77);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_arrive_as_they_were_sent),
		cmocka_unit_test(a_frame_cut_anywhere_waits_for_the_rest),
		cmocka_unit_test(lengths_and_kinds_out_of_bounds_are_errors),
		cmocka_unit_test(the_longest_frame_passes_and_one_byte_more_does_not),
		cmocka_unit_test(what_http_says_stands_in_front_of_a_message),
		cmocka_unit_test(what_is_cut_too_long_or_not_text_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
