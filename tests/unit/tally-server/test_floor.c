/* Does the floor know which desks are silent and what waits at them, and who called for help, and does it forget what is over? */
#include "tally-server/core/floor.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core_room.h"

static const char *text_at(const json_t *array, size_t i, const char *name)
{
	const char *text = json_string_value(json_object_get(json_array_get(array, i), name));

	return text ? text : "absent";
}

/* "CODE PENDING" of the first warning, "none" if there is none. */
static const char *warning(const struct floor *f, int64_t now)
{
	static char said[60];
	json_t *array = floor_warnings(f, now);

	snprintf(said, sizeof(said), "%s %d", text_at(array, 0, "code"), (int)json_integer_value(json_object_get(json_array_get(array, 0), "pending")));
	if (!json_array_size(array))
		snprintf(said, sizeof(said), "none");
	json_decref(array);
	return said;
}

static void a_desk_warns_while_scans_wait_or_it_is_silent(void **state)
{
	static struct floor f;

	(void)state;
	assert_string_equal(warning(&f, 1000), "none");
	assert_true(floor_hear(&f, "east", 0, 1000));
	assert_string_equal(warning(&f, 1000 + FLOOR_SILENT_SECONDS), "none");
	assert_string_equal(warning(&f, 1001 + FLOOR_SILENT_SECONDS), "desk_offline 0");
	floor_hear(&f, "east", 3, 1100);
	assert_string_equal(warning(&f, 1100), "desk_pending 3");
	/* what waits is not forgotten, an empty desk is */
	assert_string_equal(warning(&f, 1101 + FLOOR_GONE_SECONDS), "desk_offline 3");
	floor_hear(&f, "east", 0, 1200);
	assert_string_equal(warning(&f, 1201 + FLOOR_GONE_SECONDS), "none");
}

static void only_what_changes_is_news(void **state)
{
	static struct floor f;

	(void)state;
	assert_true(floor_hear(&f, "east", 0, 1000));
	assert_false(floor_hear(&f, "east", 0, 1005));
	assert_true(floor_hear(&f, "east", 1, 1010));
	assert_true(floor_hear(&f, "east", 1, 1011 + FLOOR_SILENT_SECONDS));
	assert_true(floor_hear(&f, "west", 1, 1030));
}

static void the_longest_silent_desk_gives_way(void **state)
{
	static struct floor f;
	char name[20];
	json_t *array;

	(void)state;
	for (int i = 0; i < FLOOR_MAX_DESKS; i++) {
		snprintf(name, sizeof(name), "desk-%d", i);
		floor_hear(&f, name, 0, 2000 - i);
	}
	floor_hear(&f, "new", 0, 2001);
	assert_int_equal(f.desk_count, FLOOR_MAX_DESKS);
	array = floor_desks(&f, 2001);
	assert_string_equal(text_at(array, FLOOR_MAX_DESKS - 1, "name"), "new");
	assert_string_equal(text_at(array, 0, "name"), "desk-0");
	json_decref(array);
}

static void calls_wait_in_their_order_once_each_until_they_are_done(void **state)
{
	static struct floor f;
	char name[20];
	json_t *array;

	(void)state;
	assert_int_equal(floor_call(&f, "a", 10), OK);
	assert_int_equal(floor_call(&f, "b", 20), OK);
	assert_int_equal(floor_call(&f, "a", 30), OK);
	array = floor_calls(&f);
	assert_int_equal(json_array_size(array), 2);
	assert_string_equal(text_at(array, 0, "machine"), "a");
	assert_int_equal(json_integer_value(json_object_get(json_array_get(array, 0), "at")), 10);
	json_decref(array);
	assert_true(floor_is_called(&f, "a"));
	assert_true(floor_call_done(&f, "a"));
	assert_false(floor_is_called(&f, "a"));
	assert_false(floor_call_done(&f, "a"));
	assert_string_equal(f.calls[0].machine, "b");
	for (int i = 1; i < FLOOR_MAX_CALLS; i++) {
		snprintf(name, sizeof(name), "m%d", i);
		assert_int_equal(floor_call(&f, name, 40), OK);
	}
	assert_int_equal(floor_call(&f, "one more", 50), ERR_BUSY);
}

static void a_desk_s_heartbeat_is_seen_by_those_who_run_the_meeting(void **state)
{
	struct core_room r;
	json_t *ok;

	room_found(&r, state);
	assert_string_equal(room_code(&r, r.anna, "desk_state", json_pack("{s:i}", "pending", 0)), "not_permitted");
	ok = room_ok(&r, r.ben, "desk_state", json_pack("{s:i}", "pending", 2));
	assert_int_equal(json_integer_value(json_object_get(ok, "sitting")), 0);
	json_decref(ok);
	assert_string_equal(room_code(&r, r.ben, "desk_state", json_pack("{s:i, s:s}", "pending", 0, "desk", "west")), "ok");
	ok = room_ok(&r, r.anna, "status", json_object());
	assert_string_equal(text_at(json_object_get(ok, "desks"), 0, "name"), "ben");
	assert_true(json_is_true(json_object_get(json_array_get(json_object_get(ok, "desks"), 0), "online")));
	assert_string_equal(text_at(json_object_get(ok, "desks"), 1, "name"), "west");
	assert_int_equal(json_array_size(json_object_get(ok, "calls")), 0);
	json_decref(ok);
	assert_string_equal(room_code(&r, r.anna, "call", json_object()), "not_permitted");
	assert_string_equal(room_code(&r, r.anna, "call_done", json_pack("{s:s}", "machine", "nobody")), "machine");
	room_close(&r);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_desk_warns_while_scans_wait_or_it_is_silent),
		cmocka_unit_test(only_what_changes_is_news),
		cmocka_unit_test(the_longest_silent_desk_gives_way),
		cmocka_unit_test(calls_wait_in_their_order_once_each_until_they_are_done),
		IN_FOLDER(a_desk_s_heartbeat_is_seen_by_those_who_run_the_meeting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
