/* Does everybody see of the roll what they should and no more, and do pages follow it without asking for all of it again? */
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core_room.h"

static const char THREE[] = "1,Ada,North,delegate,1111,2222\n2,Bo,South,delegate,,\n3,Cy,South,observer,,\n";

static json_t *roll_of(struct core_room *r, const char *session, int from, bool lookup)
{
	return room_ok(r, session, "roll", json_pack("{s:i, s:b}", "from", from, "lookup", lookup));
}

static json_t *since(struct core_room *r, int64_t size)
{
	return room_ok(r, r->ben, "roll", json_pack("{s:i, s:b, s:I}", "from", 0, "lookup", 0, "since", (json_int_t)size));
}

static const char *text_at(const json_t *roll, size_t i, const char *name)
{
	const char *text = json_string_value(json_object_get(json_array_get(json_object_get(roll, "people"), i), name));

	return text ? text : "absent";
}

static int64_t number_of(const json_t *o, const char *name)
{
	return json_integer_value(json_object_get(o, name));
}

static json_t *by_number(const char *number, const char *mode)
{
	return json_pack("{s:s, s:s}", "number", number, "mode", mode);
}

static void a_page_has_five_hundred_and_says_where_the_next_begins(void **state)
{
	struct core_room r;
	struct buf lines = { 0 };
	json_t *roll;

	room_found(&r, state);
	for (int i = 1; i <= 501; i++)
		buf_addf(&lines, "%d,P%d,U,delegate,,\n", i, i);
	room_roster(&r, buf_text(&lines));
	buf_release(&lines);
	roll = roll_of(&r, r.vera, 0, false);
	assert_int_equal(json_array_size(json_object_get(roll, "people")), 500);
	assert_int_equal(number_of(roll, "total"), 501);
	assert_int_equal(number_of(roll, "next"), 500);
	json_decref(roll);
	roll = roll_of(&r, r.vera, 500, false);
	assert_int_equal(json_array_size(json_object_get(roll, "people")), 1);
	assert_string_equal(text_at(roll, 0, "number"), "501");
	assert_int_equal(number_of(roll, "next"), 501);
	json_decref(roll);
	room_close(&r);
}

static void badge_hashes_and_digits_are_for_desk_and_secretariat(void **state)
{
	struct core_room r;
	json_t *roll;

	room_found(&r, state);
	room_roster(&r, THREE);
	json_decref(room_ok(&r, r.anna, "badges", json_object()));
	roll = roll_of(&r, r.ben, 0, true);
	assert_int_equal(strlen(text_at(roll, 0, "badge")), 64);
	assert_string_equal(text_at(roll, 0, "id4"), "1111");
	assert_string_equal(text_at(roll, 0, "tel4"), "2222");
	assert_string_equal(text_at(roll, 1, "id4"), "");
	json_decref(roll);
	roll = roll_of(&r, r.anna, 0, false);
	assert_int_equal(strlen(text_at(roll, 2, "badge")), 64);
	assert_string_equal(text_at(roll, 0, "id4"), "absent");
	json_decref(roll);
	for (size_t i = 0; i < 2; i++) {
		const char *session = i ? r.cleo : r.vera;

		assert_string_equal(room_code(&r, session, "roll", json_pack("{s:i, s:b}", "from", 0, "lookup", 1)), "not_permitted");
		roll = roll_of(&r, session, 0, false);
		assert_string_equal(text_at(roll, 0, "name"), "Ada");
		assert_string_equal(text_at(roll, 0, "badge"), "");
		json_decref(roll);
	}
	room_close(&r);
}

static void presence_is_that_of_the_open_sitting(void **state)
{
	struct core_room r;
	json_t *roll;

	room_found(&r, state);
	room_roster(&r, THREE);
	roll = roll_of(&r, r.ben, 0, false);
	assert_string_equal(text_at(roll, 0, "presence"), "none");
	assert_int_equal(number_of(roll, "sitting"), 0);
	json_decref(roll);
	room_sit(&r, 1);
	assert_string_equal(room_code(&r, r.ben, "scan", by_number("1", "in")), "ok");
	assert_string_equal(room_code(&r, r.ben, "scan", by_number("2", "in")), "ok");
	assert_string_equal(room_code(&r, r.ben, "scan", by_number("2", "out")), "ok");
	roll = roll_of(&r, r.ben, 0, false);
	assert_string_equal(text_at(roll, 0, "presence"), "in");
	assert_string_equal(text_at(roll, 0, "by"), "ben");
	assert_string_equal(text_at(roll, 1, "presence"), "left");
	assert_string_equal(text_at(roll, 2, "presence"), "none");
	assert_true(number_of(json_array_get(json_object_get(roll, "people"), 1), "last_out") > 0);
	json_decref(roll);
	assert_string_equal(room_code(&r, r.anna, "sitting_close", json_pack("{s:i}", "sitting", 1)), "ok");
	room_sit(&r, 2);
	roll = roll_of(&r, r.ben, 0, false);
	assert_string_equal(text_at(roll, 0, "presence"), "none");
	assert_int_equal(number_of(json_array_get(json_object_get(roll, "people"), 0), "first_in"), 0);
	json_decref(roll);
	room_close(&r);
}

/* What has changed since a page last asked, and nothing else. */
static void since_tells_only_whom_later_entries_are_about(void **state)
{
	struct core_room r;
	json_t *roll;
	int64_t size;

	room_found(&r, state);
	room_roster(&r, THREE);
	room_sit(&r, 1);
	roll = since(&r, 0);
	assert_int_equal(json_array_size(json_object_get(roll, "people")), 3);
	size = number_of(roll, "size");
	json_decref(roll);
	roll = since(&r, size);
	assert_int_equal(json_array_size(json_object_get(roll, "people")), 0);
	assert_int_equal(number_of(roll, "next"), 3);
	json_decref(roll);
	assert_string_equal(room_code(&r, r.ben, "scan", by_number("2", "in")), "ok");
	roll = since(&r, size);
	assert_int_equal(json_array_size(json_object_get(roll, "people")), 1);
	assert_string_equal(text_at(roll, 0, "number"), "2");
	json_decref(roll);
	json_decref(room_ok(&r, r.anna, "badges", json_object()));
	roll = since(&r, size);
	assert_int_equal(json_array_size(json_object_get(roll, "people")), 3);
	size = number_of(roll, "size");
	json_decref(roll);
	/* everybody has gone when a sitting ends */
	assert_string_equal(room_code(&r, r.anna, "sitting_close", json_pack("{s:i}", "sitting", 1)), "ok");
	roll = since(&r, size);
	assert_int_equal(json_array_size(json_object_get(roll, "people")), 3);
	assert_string_equal(text_at(roll, 1, "presence"), "none");
	json_decref(roll);
	room_close(&r);
}

static void a_desk_checks_in_by_number_whom_it_has_found_by_name(void **state)
{
	struct core_room r;
	json_t *ok;

	room_found(&r, state);
	room_roster(&r, THREE);
	assert_string_equal(room_code(&r, r.ben, "scan", by_number("1", "in")), "no_sitting");
	room_sit(&r, 1);
	ok = room_ok(&r, r.ben, "scan", by_number("1", "in"));
	assert_string_equal(json_string_value(json_object_get(ok, "verdict")), "in");
	assert_string_equal(json_string_value(json_object_get(ok, "name")), "Ada");
	json_decref(ok);
	ok = room_ok(&r, r.ben, "scan", by_number("1", "in"));
	assert_string_equal(json_string_value(json_object_get(ok, "verdict")), "already_in");
	json_decref(ok);
	assert_string_equal(room_code(&r, r.ben, "scan", by_number("9", "in")), "no_such_person");
	assert_string_equal(room_code(&r, r.ben, "scan", json_pack("{s:s}", "mode", "in")), "field_missing");
	assert_string_equal(room_code(&r, r.ben, "scan", json_pack("{s:s, s:s, s:s}", "number", "1", "badge", "x", "mode", "in")), "field_unknown");
	room_close(&r);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_page_has_five_hundred_and_says_where_the_next_begins),
		IN_FOLDER(badge_hashes_and_digits_are_for_desk_and_secretariat),
		IN_FOLDER(presence_is_that_of_the_open_sitting),
		IN_FOLDER(since_tells_only_whom_later_entries_are_about),
		IN_FOLDER(a_desk_checks_in_by_number_whom_it_has_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
