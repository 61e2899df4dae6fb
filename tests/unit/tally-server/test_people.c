/* What secretariat and desk do to one person: is it done by those who may, by two where it must be,
 * and does it reach roll, record and private table? */
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core_room.h"

static json_t *by_two(const char *number, const char *reason, const char *second)
{
	return json_pack("{s:s, s:s, s:{s:s, s:s}}", "number", number, "reason", reason, "second", "name", second,
			 "password", strcmp(second, "anna") ? "battery staple" : "correct horse");
}

static json_t *scan(const char *key, const char *value, const char *mode)
{
	return json_pack("{s:s, s:s}", key, value, "mode", mode);
}

static json_t *line(const char *number, const char *name, const char *role)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s}", "number", number, "name", name, "unit", "North", "post", "", "seat", "1-1", "role", role,
			 "leave", 0, "status", "active", "reason", "");
}

static int64_t present(struct core_room *r)
{
	json_t *ok = room_ok(r, r->anna, "status", json_object());
	int64_t n = json_integer_value(json_object_get(ok, "present"));

	json_decref(ok);
	return n;
}

/* A field of the person at place `i` of the roll. */
static const char *of_roll(struct core_room *r, size_t i, const char *name)
{
	static char text[80];
	json_t *ok = room_ok(r, r->anna, "roll", json_pack("{s:i, s:b}", "from", 0, "lookup", 1));
	const char *value = json_string_value(json_object_get(json_array_get(json_object_get(ok, "people"), i), name));

	snprintf(text, sizeof(text), "%s", value ? value : "absent");
	json_decref(ok);
	return text;
}

static void a_check_in_is_taken_back_by_desk_and_a_second_person(void **state)
{
	struct core_room r;

	room_found(&r, state);
	room_roster(&r, "1,Ada,North,delegate,,\n");
	room_sit(&r, 1);
	assert_string_equal(room_code(&r, r.ben, "checkin_undo", by_two("1", "wrong one", "cleo")), "nothing_to_undo");
	assert_string_equal(room_code(&r, r.ben, "scan", scan("number", "1", "in")), "ok");
	assert_int_equal(present(&r), 1);
	assert_string_equal(room_code(&r, r.ben, "checkin_undo", json_pack("{s:s, s:s}", "number", "1", "reason", "wrong one")), "second_person");
	assert_string_equal(room_code(&r, r.ben, "checkin_undo", by_two("1", "wrong one", "ben")), "second_person");
	assert_string_equal(room_code(&r, r.vera, "checkin_undo", by_two("1", "wrong one", "cleo")), "not_permitted");
	assert_string_equal(room_code(&r, r.ben, "checkin_undo", by_two("1", "wrong one", "cleo")), "ok");
	assert_int_equal(present(&r), 0);
	assert_string_equal(of_roll(&r, 0, "presence"), "none");
	room_close(&r);
}

static void a_lost_badge_gives_way_to_a_new_one(void **state)
{
	struct core_room r;
	json_t *ok;
	char old[60], new[60];

	room_found(&r, state);
	room_roster(&r, "1,Ada,North,delegate,,\n");
	room_sit(&r, 1);
	assert_string_equal(room_code(&r, r.ben, "badge_replace", by_two("1", "lost", "anna")), "badge");
	ok = room_ok(&r, r.anna, "badges", json_object());
	snprintf(old, sizeof(old), "%s", json_string_value(json_object_get(json_array_get(json_object_get(ok, "badges"), 0), "code")));
	json_decref(ok);
	ok = room_ok(&r, r.ben, "badge_replace", by_two("1", "lost", "anna"));
	snprintf(new, sizeof(new), "%s", json_string_value(json_object_get(ok, "code")));
	json_decref(ok);
	assert_string_not_equal(old, new);
	assert_string_equal(room_code(&r, r.ben, "scan", scan("badge", old, "in")), "badge_revoked");
	assert_string_equal(room_code(&r, r.ben, "scan", scan("badge", new, "in")), "ok");
	/* what is printed from now on is the new one */
	ok = room_ok(&r, r.anna, "badges", json_object());
	assert_string_equal(json_string_value(json_object_get(json_array_get(json_object_get(ok, "badges"), 0), "code")), new);
	json_decref(ok);
	room_close(&r);
}

static void one_person_is_added_or_edited_by_the_rules_of_the_roster(void **state)
{
	struct core_room r;
	json_t *body, *ok;

	room_found(&r, state);
	assert_string_equal(room_code(&r, r.ben, "person", line("1", "Ada", "delegate")), "not_permitted");
	assert_string_equal(room_code(&r, r.anna, "person", line("x", "Ada", "delegate")), "text");
	assert_string_equal(room_code(&r, r.anna, "person", line("1", "", "delegate")), "range");
	assert_string_equal(room_code(&r, r.anna, "person", line("1", "Ada", "king")), "range");
	ok = room_ok(&r, r.anna, "person", line("1", "Ada", "delegate"));
	assert_int_equal(json_array_size(json_object_get(ok, "warnings")), 0);
	json_decref(ok);
	ok = room_ok(&r, r.anna, "person", line("2", "Ada", "observer"));
	assert_string_equal(json_string_value(json_array_get(json_object_get(ok, "warnings"), 0)), "NAME_TWICE");
	json_decref(ok);
	ok = room_ok(&r, r.anna, "person", line("2", "\xEE\x80\x81", "delegate"));
	assert_string_equal(json_string_value(json_array_get(json_object_get(ok, "warnings"), 0)), "NAME_RARE");
	json_decref(ok);
	assert_string_equal(of_roll(&r, 1, "role"), "delegate");

	body = line("1", "Ada", "delegate");
	json_object_set_new(body, "private", json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "gender", "", "id4", "123X", "tel4", "12a4", "photo", "", "assist", "",
						       "note", ""));
	assert_string_equal(room_code(&r, r.anna, "person", json_deep_copy(body)), "range");
	json_object_set_new(json_object_get(body, "private"), "tel4", json_string("1234"));
	assert_string_equal(room_code(&r, r.anna, "person", body), "ok");
	assert_string_equal(of_roll(&r, 0, "id4"), "123X");
	/* digits stay where they are not given, and are in no entry */
	assert_string_equal(room_code(&r, r.anna, "person", line("1", "Ada B", "delegate")), "ok");
	assert_string_equal(of_roll(&r, 0, "tel4"), "1234");
	ok = room_ok(&r, r.anna, "entries", json_pack("{s:i}", "from", 0));
	for (size_t i = 0; i < json_array_size(json_object_get(ok, "lines")); i++)
		assert_null(strstr(json_string_value(json_array_get(json_object_get(ok, "lines"), i)), "123X"));
	json_decref(ok);
	room_close(&r);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_check_in_is_taken_back_by_desk_and_a_second_person),
		IN_FOLDER(a_lost_badge_gives_way_to_a_new_one),
		IN_FOLDER(one_person_is_added_or_edited_by_the_rules_of_the_roster),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
