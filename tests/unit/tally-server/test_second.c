/* Can a second person confirm at a page of their own exactly what they were shown, by their own
 * password, once; and nobody else in their place? */
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core_room.h"

/* `seal` without a key is refused only behind the door: no_key says that both persons were there. */
static const char PAST_THE_DOOR[] = "no_key";

static json_t *naming(const char *name)
{
	return json_pack("{s:{s:s}}", "second", "name", name);
}

static json_t *reduction(int seats, const char *name)
{
	return json_pack("{s:s, s:i, s:i, s:s, s:{s:s}}", "poll", "p1", "attempt", 1, "seats", seats, "reason", "so decided", "second", "name", name);
}

/* What cleo's `status` says that she is asked; the caller owns it. */
static json_t *asked(struct core_room *r, const char *session)
{
	json_t *ok = room_ok(r, session, "status", json_object()), *asked = json_incref(json_object_get(ok, "asked"));

	json_decref(ok);
	return asked;
}

static const char *give(struct core_room *r, const char *session, const char *type, json_t *body, int is_yes, const char *password)
{
	json_t *given = json_pack("{s:s, s:o, s:b}", "type", type, "body", body, "yes", is_yes);

	if (password)
		json_object_set_new(given, "password", json_string(password));
	return room_code(r, session, "second_give", given);
}

static void what_is_asked_is_shown_to_that_person_alone_and_a_yes_counts_once(void **state)
{
	struct core_room r;
	json_t *shown;

	room_found(&r, state);
	assert_string_equal(room_code(&r, r.anna, "seal", naming("cleo")), "second_waiting");
	shown = asked(&r, r.vera);
	assert_true(json_is_null(shown));
	json_decref(shown);
	shown = asked(&r, r.anna);
	assert_true(json_is_null(shown));
	json_decref(shown);
	shown = asked(&r, r.cleo);
	assert_string_equal(json_string_value(json_object_get(shown, "by")), "anna");
	assert_string_equal(json_string_value(json_object_get(shown, "type")), "seal");
	assert_int_equal(json_object_size(json_object_get(shown, "body")), 0);
	json_decref(shown);

	assert_string_equal(room_code(&r, r.anna, "seal", naming("cleo")), "second_waiting");
	assert_string_equal(give(&r, r.cleo, "seal", json_object(), 1, "correct horse"), "login");
	assert_string_equal(room_code(&r, r.anna, "seal", naming("cleo")), "second_waiting");
	assert_string_equal(give(&r, r.cleo, "seal", json_object(), 1, "battery staple"), "ok");
	shown = asked(&r, r.cleo);
	assert_true(json_is_null(shown));
	json_decref(shown);
	assert_string_equal(room_code(&r, r.anna, "seal", naming("cleo")), PAST_THE_DOOR);
	assert_string_equal(room_code(&r, r.anna, "seal", naming("cleo")), "second_waiting");
	room_close(&r);
}

static void a_yes_is_to_what_was_shown_and_to_nothing_else(void **state)
{
	struct core_room r;

	room_found(&r, state);
	assert_string_equal(give(&r, r.cleo, "seal", json_object(), 1, "battery staple"), "second_gone");
	assert_string_equal(room_code(&r, r.anna, "seats_reduced", reduction(2, "cleo")), "second_waiting");
	assert_string_equal(give(&r, r.cleo, "seal", json_object(), 1, "battery staple"), "second_gone");
	assert_string_equal(give(&r, r.cleo, "seats_reduced", json_pack("{s:s, s:i, s:i, s:s}", "poll", "p1", "attempt", 1, "seats", 1, "reason", "so decided"), 1, "battery staple"), "second_gone");
	assert_string_equal(give(&r, r.cleo, "seats_reduced", json_pack("{s:s, s:i, s:i, s:s}", "poll", "p1", "attempt", 1, "seats", 2, "reason", "so decided"), 1, "battery staple"), "ok");
	/* another message than the one that was confirmed is asked anew */
	assert_string_equal(room_code(&r, r.anna, "seats_reduced", reduction(1, "cleo")), "second_waiting");
	assert_string_equal(room_code(&r, r.anna, "seats_reduced", reduction(2, "cleo")), "second_waiting");
	room_close(&r);
}

static void nobody_is_asked_who_could_not_confirm_nor_answers_for_another(void **state)
{
	char dora[80];
	struct core_room r;

	room_found(&r, state);
	room_operator(&r, dora, "dora", "scrutineer");
	assert_string_equal(room_code(&r, r.anna, "seal", naming("anna")), "second_person");
	assert_string_equal(room_code(&r, r.anna, "seal", naming("ben")), "second_person");
	assert_string_equal(room_code(&r, r.anna, "seal", naming("nobody")), "second_person");
	/* an account's new password is shown to nobody */
	assert_string_equal(room_code(&r, r.anna, "operator",
				      json_pack("{s:s, s:[s], s:b, s:s, s:{s:s}}", "name", "eve", "roles", "viewer",
						"active", 1, "password", "battery staple", "second", "name", "cleo")),
			    "second_person");
	assert_string_equal(room_code(&r, r.anna, "seal", naming("cleo")), "second_waiting");
	assert_string_equal(give(&r, r.anna, "seal", json_object(), 1, "correct horse"), "second_gone");
	assert_string_equal(give(&r, dora, "seal", json_object(), 1, "battery staple"), "second_gone");
	assert_string_equal(give(&r, r.vera, "seal", json_object(), 1, "battery staple"), "not_permitted");
	assert_string_equal(give(&r, r.cleo, "seal", json_object(), 1, NULL), "field_missing");
	assert_string_equal(room_code(&r, r.anna, "seal", naming("cleo")), "second_waiting");
	room_close(&r);
}

static void a_no_is_told_once_and_what_is_asked_next_waits_anew(void **state)
{
	struct core_room r;

	room_found(&r, state);
	assert_string_equal(room_code(&r, r.anna, "seal", naming("cleo")), "second_waiting");
	assert_string_equal(give(&r, r.cleo, "seal", json_object(), 0, NULL), "ok");
	assert_string_equal(give(&r, r.cleo, "seal", json_object(), 1, "battery staple"), "second_gone");
	assert_string_equal(room_code(&r, r.anna, "seal", naming("cleo")), "second_refused");
	assert_string_equal(room_code(&r, r.anna, "seal", naming("cleo")), "second_waiting");
	room_close(&r);
}

static void what_one_person_asks_waits_until_what_another_has_asked_is_over(void **state)
{
	char dora[80];
	struct core_room r;

	room_found(&r, state);
	room_operator(&r, dora, "dora", "secretariat");
	assert_string_equal(room_code(&r, r.anna, "seal", naming("cleo")), "second_waiting");
	assert_string_equal(room_code(&r, dora, "seats_reduced", reduction(2, "cleo")), "busy");
	assert_string_equal(give(&r, r.cleo, "seal", json_object(), 1, "battery staple"), "ok");
	/* the yes is kept for who asked for it */
	assert_string_equal(room_code(&r, dora, "seats_reduced", reduction(2, "cleo")), "busy");
	assert_string_equal(room_code(&r, r.anna, "seal", naming("cleo")), PAST_THE_DOOR);
	assert_string_equal(room_code(&r, dora, "seats_reduced", reduction(2, "cleo")), "second_waiting");
	room_close(&r);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(what_is_asked_is_shown_to_that_person_alone_and_a_yes_counts_once),
		IN_FOLDER(a_yes_is_to_what_was_shown_and_to_nothing_else),
		IN_FOLDER(nobody_is_asked_who_could_not_confirm_nor_answers_for_another),
		IN_FOLDER(what_one_person_asks_waits_until_what_another_has_asked_is_over),
		IN_FOLDER(a_no_is_told_once_and_what_is_asked_next_waits_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
