/* Is a password asked for as often as it may be, does a session end when it should, and does the store learn neither? */
#include <stdlib.h>
#include <string.h>

#include "tally-server/core/session.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/fixed_rng.h"
#include "tests/unit/temp_folder.h"

enum { NOW = 1795300000, SECOND_US = 1000000 };

struct room {
	uint64_t counter;
	struct rng rng;
	struct store *store;
	struct sessions *sessions;
};

static void enter(struct room *r, void **state, int64_t now)
{
	char path[TEMP_PATH_SIZE + 60];

	r->rng = fixed_rng(&r->counter);
	assert_int_equal(store_open(&r->store, temp_path(path, state, "meeting.db")), OK);
	assert_int_equal(session_open(&r->sessions, r->store, &r->rng, now), OK);
}

static void leave(struct room *r)
{
	session_free(r->sessions);
	store_close(r->store);
}

static void only_the_right_password_of_a_known_name_is_taken(void **state)
{
	struct room r = { 0 };

	enter(&r, state, NOW);
	assert_int_equal(session_set_password(r.sessions, "anna", "correct horse", NULL), OK);
	assert_int_equal(session_check_password(r.sessions, DOOR_LOCAL, "", "anna", "correct horse", 0), OK);
	assert_int_equal(session_check_password(r.sessions, DOOR_LOCAL, "", "anna", "correct horsf", 0), ERR_LOGIN);
	assert_int_equal(session_check_password(r.sessions, DOOR_LOCAL, "", "ben", "correct horse", 0), ERR_LOGIN);
	assert_int_equal(session_set_password(r.sessions, "anna", "another one", NULL), OK);
	assert_int_equal(session_check_password(r.sessions, DOOR_LOCAL, "", "anna", "correct horse", 0), ERR_LOGIN);
	assert_int_equal(session_check_password(r.sessions, DOOR_LOCAL, "", "anna", "another one", 0), OK);
	leave(&r);
}

static void five_failures_lock_a_name_longer_each_time_and_at_one_door_only(void **state)
{
	struct room r = { 0 };
	uint64_t now = 0;

	enter(&r, state, NOW);
	assert_int_equal(session_set_password(r.sessions, "anna", "correct horse", NULL), OK);
	for (int i = 0; i < 5; i++)
		assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, "", "anna", "wrong", now), ERR_LOGIN);
	for (uint64_t lock = 15; lock <= 60; lock *= 2) {
		assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, "", "anna", "correct horse", now + lock * SECOND_US - 1), ERR_LOCKED);
		assert_int_equal(session_check_password(r.sessions, DOOR_LOCAL, "", "anna", "correct horse", now), OK);
		now += lock * SECOND_US;
		assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, "", "anna", "wrong", now), ERR_LOGIN);
	}
	now += 120 * (uint64_t)SECOND_US;
	assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, "", "anna", "correct horse", now), OK);
	/* and the count begins anew */
	assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, "", "anna", "wrong", now), ERR_LOGIN);
	assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, "", "anna", "correct horse", now), OK);
	leave(&r);
}

static void strangers_cannot_lock_out_a_browser_that_has_signed_in_before(void **state)
{
	char device[SESSION_TOKEN_SIZE + 1] = "", same[SESSION_TOKEN_SIZE + 1];
	struct room r = { 0 };

	enter(&r, state, NOW);
	assert_int_equal(session_set_password(r.sessions, "anna", "correct horse", NULL), OK);
	assert_int_equal(session_set_password(r.sessions, "ben", "battery staple", NULL), OK);
	assert_int_equal(session_know_device(r.sessions, device, "anna"), OK);
	assert_int_equal(strlen(device), SESSION_TOKEN_SIZE);
	memcpy(same, device, sizeof(same));
	leave(&r);
	enter(&r, state, NOW);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, "", "anna", "wrong", 0), ERR_LOGIN);
		assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, "", "ben", "wrong", 0), ERR_LOGIN);
	}
	assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, "", "anna", "correct horse", 0), ERR_LOCKED);
	assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, device, "anna", "correct horse", 0), OK);
	/* known to one name is known to no other; a token of one's own making is none */
	assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, device, "ben", "battery staple", 0), ERR_LOCKED);
	device[0] ^= 1;
	assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, device, "anna", "correct horse", 0), ERR_LOCKED);
	/* nor may a known one guess at will */
	for (int i = 0; i < 5; i++)
		assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, same, "anna", "wrong", 0), ERR_LOGIN);
	assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, same, "anna", "correct horse", 0), ERR_LOCKED);
	leave(&r);
}

static void who_is_not_signed_in_cannot_hold_up_a_second_person(void **state)
{
	struct room r = { 0 };

	enter(&r, state, NOW);
	assert_int_equal(session_set_password(r.sessions, "anna", "correct horse", NULL), OK);
	for (int i = 0; i < 5; i++)
		assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, "", "anna", "wrong", 0), ERR_LOGIN);
	assert_int_equal(session_check_password(r.sessions, DOOR_BROWSER, "", "anna", "correct horse", 0), ERR_LOCKED);
	assert_int_equal(session_check_second(r.sessions, DOOR_BROWSER, "anna", "correct horse", 0), OK);
	/* nor may one who is signed in guess at will */
	for (int i = 0; i < 5; i++)
		assert_int_equal(session_check_second(r.sessions, DOOR_BROWSER, "anna", "wrong", 0), ERR_LOGIN);
	assert_int_equal(session_check_second(r.sessions, DOOR_BROWSER, "anna", "correct horse", 0), ERR_LOCKED);
	assert_int_equal(session_check_second(r.sessions, DOOR_LOCAL, "anna", "correct horse", 0), OK);
	leave(&r);
}

static void a_session_lives_over_a_restart_and_ends_when_told(void **state)
{
	char token[SESSION_TOKEN_SIZE + 1], other[SESSION_TOKEN_SIZE + 1], name[ACTOR_MAX + 1];
	struct room r = { 0 };

	enter(&r, state, NOW);
	assert_int_equal(session_start(r.sessions, token, "anna", NOW), OK);
	assert_int_equal(session_start(r.sessions, other, "ben", NOW), OK);
	assert_string_not_equal(token, other);
	leave(&r);
	enter(&r, state, NOW);
	assert_int_equal(session_find(r.sessions, name, token, NOW), OK);
	assert_string_equal(name, "anna");
	assert_int_equal(session_find(r.sessions, name, "", NOW), ERR_SESSION);
	assert_int_equal(session_end(r.sessions, token), OK);
	assert_int_equal(session_find(r.sessions, name, token, NOW), ERR_SESSION);
	assert_int_equal(session_end(r.sessions, token), ERR_SESSION);
	leave(&r);
	enter(&r, state, NOW);
	assert_int_equal(session_find(r.sessions, name, token, NOW), ERR_SESSION);
	assert_int_equal(session_find(r.sessions, name, other, NOW), OK);
	leave(&r);
}

static void half_an_hour_idle_or_twelve_hours_in_all_end_it(void **state)
{
	char token[SESSION_TOKEN_SIZE + 1], name[ACTOR_MAX + 1];
	struct room r = { 0 };
	int64_t now = NOW;

	enter(&r, state, NOW);
	assert_int_equal(session_start(r.sessions, token, "anna", now), OK);
	assert_int_equal(session_find(r.sessions, name, token, now + SESSION_IDLE_SECONDS - 1), OK);
	assert_int_equal(session_find(r.sessions, name, token, now + 2 * SESSION_IDLE_SECONDS - 1), ERR_SESSION);
	assert_int_equal(session_start(r.sessions, token, "anna", now), OK);
	for (; now < NOW + SESSION_MAX_SECONDS; now += SESSION_IDLE_SECONDS - 1)
		assert_int_equal(session_find(r.sessions, name, token, now), OK);
	assert_int_equal(session_find(r.sessions, name, token, NOW + SESSION_MAX_SECONDS), ERR_SESSION);
	leave(&r);
}

static void a_use_is_remembered_over_a_restart(void **state)
{
	char token[SESSION_TOKEN_SIZE + 1], name[ACTOR_MAX + 1];
	struct room r = { 0 };

	enter(&r, state, NOW);
	assert_int_equal(session_start(r.sessions, token, "anna", NOW), OK);
	assert_int_equal(session_find(r.sessions, name, token, NOW + 1000), OK);
	leave(&r);
	enter(&r, state, NOW + 2000);
	assert_int_equal(session_find(r.sessions, name, token, NOW + 2000), OK);
	leave(&r);
}

static void a_new_password_ends_the_sessions_of_its_name(void **state)
{
	char token[SESSION_TOKEN_SIZE + 1], other[SESSION_TOKEN_SIZE + 1], name[ACTOR_MAX + 1];
	struct room r = { 0 };

	enter(&r, state, NOW);
	assert_int_equal(session_start(r.sessions, token, "anna", NOW), OK);
	assert_int_equal(session_start(r.sessions, other, "ben", NOW), OK);
	assert_int_equal(session_set_password(r.sessions, "anna", "correct horse", NULL), OK);
	assert_int_equal(session_find(r.sessions, name, token, NOW), ERR_SESSION);
	assert_int_equal(session_find(r.sessions, name, other, NOW), OK);
	leave(&r);
}

static bool holds(void *arg, const char *id, const void *value, size_t len)
{
	const char *secret = arg;

	assert_null(strstr(id, secret));
	if (len)
		assert_null(memmem(value, len, secret, strlen(secret)));
	return true;
}

static void the_store_holds_neither_token_nor_password(void **state)
{
	char token[SESSION_TOKEN_SIZE + 1], device[SESSION_TOKEN_SIZE + 1] = "";
	struct room r = { 0 };

	enter(&r, state, NOW);
	assert_int_equal(session_set_password(r.sessions, "anna", "correct horse", NULL), OK);
	assert_int_equal(session_start(r.sessions, token, "anna", NOW), OK);
	assert_int_equal(session_know_device(r.sessions, device, "anna"), OK);
	assert_int_equal(store_each(r.store, "session", holds, token), OK);
	assert_int_equal(store_each(r.store, "device", holds, device), OK);
	assert_int_equal(store_each(r.store, "password", holds, (void *)(uintptr_t)"correct horse"), OK);
	leave(&r);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(only_the_right_password_of_a_known_name_is_taken),
		IN_FOLDER(five_failures_lock_a_name_longer_each_time_and_at_one_door_only),
		IN_FOLDER(strangers_cannot_lock_out_a_browser_that_has_signed_in_before),
		IN_FOLDER(who_is_not_signed_in_cannot_hold_up_a_second_person),
		IN_FOLDER(a_session_lives_over_a_restart_and_ends_when_told),
		IN_FOLDER(half_an_hour_idle_or_twelve_hours_in_all_end_it),
		IN_FOLDER(a_use_is_remembered_over_a_restart),
		IN_FOLDER(a_new_password_ends_the_sessions_of_its_name),
		IN_FOLDER(the_store_holds_neither_token_nor_password),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
