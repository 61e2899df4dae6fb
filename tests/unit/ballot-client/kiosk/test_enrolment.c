/* Does a machine that is not enrolled take an address as people write it, refuse what cannot be
 * one, and come back from a call that came to nothing? */
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include "ballot-client/kiosk/enrolment.h"
#include "protocol/base/code.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/temp_folder.h"

struct page {
	struct temp_folder *folder;
	struct event_base *base;
	struct enrolment *e;
	int joined;
};

static void on_change(void *context)
{
	(void)context;
}

static void on_joined(void *context)
{
	struct page *p = context;

	p->joined++;
}

static int open_page(void **state)
{
	struct page *p = calloc(1, sizeof *p);
	void *folder;

	if (!p || temp_folder_make(&folder))
		return -1;
	p->folder = folder;
	p->base = event_base_new();
	*state = p;
	return enrolment_new(&p->e, &(struct enrolment_options){ .base = p->base, .folder = p->folder->path, .context = p, .on_change = on_change,
								 .on_joined = on_joined }) == OK ? 0 : -1;
}

static int close_page(void **state)
{
	struct page *p = *state;
	void *folder = p->folder;

	enrolment_free(p->e);
	event_base_free(p->base);
	free(p);
	return temp_folder_remove(&folder);
}

static enum err act(struct page *p, const char *what, const char *name, const char *value)
{
	json_t *body = json_pack("{s:s, s:s}", "do", what, name, value);
	enum err err = enrolment_act(p->e, body);

	json_decref(body);
	return err;
}

static void says(const struct page *p, const char *name, const char *expected)
{
	json_t *o = enrolment_state(p->e);

	assert_string_equal(json_string_value(json_object_get(o, name)), expected);
	json_decref(o);
}

static bool is_calling(const struct page *p)
{
	json_t *o = enrolment_state(p->e);
	bool is = strcmp(json_string_value(json_object_get(o, "state")), "calling") == 0;

	json_decref(o);
	return is;
}

static void an_address_is_taken_as_people_write_it(void **state)
{
	static const char *const good[] = { "192.168.1.10", "192.168.1.10:7443", "192.168.1.10 7443", "tally.local", "[fe80::1]:7443", "fe80::1 7443" };
	static const char *const bad[] = { ":7443", "a:0", "a:65536", "a:7443x", "a:", "https://a:7443", "fe80::1", "a b:1", "[::1]", " 1" };

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(act(*state, "server", "server", good[i]), OK);
		says(*state, "server", good[i]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (act(*state, "server", "server", bad[i]) != ERR_RANGE)
			fail_msg("%s was taken", bad[i]);
		says(*state, "server", good[sizeof good / sizeof *good - 1]);
	}
}

static void a_mistyped_code_calls_nobody(void **state)
{
	assert_int_equal(act(*state, "server", "server", "127.0.0.1:1"), OK);
	assert_int_equal(act(*state, "enrol", "code", "0000 0000 0000 0000 0000 0000 0001"), ERR_CODE);
	says(*state, "state", "asking");
}

static void a_call_that_came_to_nothing_says_why_and_may_be_made_again(void **state)
{
	struct page *p = *state;

	assert_int_equal(act(p, "server", "server", "127.0.0.1:1"), OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(act(p, "enrol", "code", "0000 0000 0000 0000 0000 0000 0000"), OK);
		says(p, "state", "calling");
		assert_int_equal(act(p, "enrol", "code", "0000 0000 0000 0000 0000 0000 0000"), ERR_POLL_STATE);
		while (is_calling(p))
			event_base_loop(p->base, EVLOOP_ONCE);
		says(p, "state", "asking");
		says(p, "why", "network");
	}
	assert_int_equal(p->joined, 0);
	assert_false(identity_is_there(p->folder->path));
}

static void a_folder_that_takes_nothing_is_told_before_a_code_is_used_up(void **state)
{
	struct page *p = *state;
	struct enrolment *e = NULL;

	assert_int_equal(enrolment_new(&e, &(struct enrolment_options){ .base = p->base, .folder = "/proc/none", .on_change = on_change }), ERR_IO);
	assert_null(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_address_is_taken_as_people_write_it, open_page, close_page),
		cmocka_unit_test_setup_teardown(a_mistyped_code_calls_nobody, open_page, close_page),
		cmocka_unit_test_setup_teardown(a_call_that_came_to_nothing_says_why_and_may_be_made_again, open_page, close_page),
		cmocka_unit_test_setup_teardown(a_folder_that_takes_nothing_is_told_before_a_code_is_used_up, open_page, close_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
