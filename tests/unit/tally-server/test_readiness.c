/* Does the readiness page hear who may sign in and as what, which sittings have been held, and that there is room on the disk? */
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core_room.h"

static json_t *readiness_of(struct core_room *r)
{
	return room_ok(r, r->vera, "readiness", json_object());
}

static const json_t *at(const json_t *o, const char *list, size_t i)
{
	return json_array_get(json_object_get(o, list), i);
}

static int64_t number_of(const json_t *o, const char *name)
{
	return json_integer_value(json_object_get(o, name));
}

static void operators_are_told_with_their_roles_and_whether_they_are_active(void **state)
{
	struct core_room r;
	json_t *o;

	room_found(&r, state);
	json_decref(room_ok(&r, r.anna, "operator", core_door_by_two(json_pack("{s:s, s:[s, s], s:b}", "name", "ben", "roles", "desk", "viewer", "active", 0),
									       "cleo", "battery staple")));
	o = readiness_of(&r);
	assert_int_equal(json_array_size(json_object_get(o, "operators")), 4);
	assert_string_equal(json_string_value(json_object_get(at(o, "operators", 1), "name")), "ben");
	assert_false(json_is_true(json_object_get(at(o, "operators", 1), "active")));
	assert_true(json_is_true(json_object_get(at(o, "operators", 0), "active")));
	assert_int_equal(json_array_size(json_object_get(at(o, "operators", 1), "roles")), 2);
	json_decref(o);
	room_close(&r);
}

static void a_sitting_has_its_times_once_it_is_open_and_once_it_is_closed(void **state)
{
	struct core_room r;
	json_t *o;

	room_found(&r, state);
	json_decref(room_ok(&r, r.anna, "sitting_open", json_pack("{s:i}", "sitting", 1)));
	o = readiness_of(&r);
	assert_true(number_of(at(o, "sittings", 0), "opened_at") > 0);
	assert_int_equal(number_of(at(o, "sittings", 0), "closed_at"), 0);
	assert_int_equal(number_of(at(o, "sittings", 1), "opened_at"), 0);
	json_decref(o);
	json_decref(room_ok(&r, r.anna, "sitting_close", json_pack("{s:i}", "sitting", 1)));
	o = readiness_of(&r);
	assert_true(number_of(at(o, "sittings", 0), "closed_at") > 0);
	json_decref(o);
	room_close(&r);
}

static void the_disk_has_room_and_no_slips_are_handed_out_yet(void **state)
{
	struct core_room r;
	json_t *o;

	room_found(&r, state);
	o = readiness_of(&r);
	assert_true(number_of(json_object_get(o, "disk"), "total") >= number_of(json_object_get(o, "disk"), "free"));
	assert_true(number_of(json_object_get(o, "disk"), "free") > 0);
	assert_int_equal(number_of(json_object_get(o, "slips"), "assigned"), 0);
	assert_int_equal(number_of(json_object_get(o, "slips"), "spares"), 0);
	json_decref(o);
	room_close(&r);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(operators_are_told_with_their_roles_and_whether_they_are_active),
		IN_FOLDER(a_sitting_has_its_times_once_it_is_open_and_once_it_is_closed),
		IN_FOLDER(the_disk_has_room_and_no_slips_are_handed_out_yet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
