/* Is the agenda told with its rules in words, is a result shown only to those who may see it, and
 * is each page to print the one that was asked for? */
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core_room.h"

/* A motion of the profile's kind "resolution". */
static json_t *motion(struct core_room *r, const char *id)
{
	json_t *profile = room_ok(r, r->anna, "profile", json_object());
	const json_t *kind = json_object_get(json_object_get(json_object_get(profile, "profile"), "kinds"), "resolution");
	json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:{s:s}, s:i, s:O, s:[{s:s, s:i}], s:[], s:O, s:O, s:O}", "poll", id,
			      "kind", "resolution", "title", "Budget", "method", "secret", "electorate", "type", "all",
			      "minimum", 5, "scales", json_object_get(kind, "scales"), "contests", "title", "Budget",
			      "scale", 0, "limits", "rule", json_object_get(kind, "rule"),
			      "rates", json_object_get(kind, "rates"), "rank", json_object_get(kind, "rank"));

	json_decref(profile);
	return o;
}

static const char *words_at(const json_t *o, const char *name, const char *lang)
{
	const char *text = json_string_value(json_object_get(json_object_get(o, name), lang));

	return text ? text : "absent";
}

static void an_item_is_told_with_its_rule_in_both_languages(void **state)
{
	struct core_room r;
	json_t *agenda;
	const json_t *item;

	room_found(&r, state);
	room_roster(&r, "1,Ada,North,delegate,,\n2,Bo,South,delegate,,\n");
	assert_string_equal(room_code(&r, r.anna, "poll", motion(&r, "p1")), "ok");
	assert_string_equal(room_code(&r, r.anna, "poll", motion(&r, "p2")), "ok");
	agenda = room_ok(&r, r.vera, "agenda", json_object());
	assert_int_equal(json_array_size(json_object_get(agenda, "polls")), 2);
	item = json_array_get(json_object_get(agenda, "polls"), 0);
	assert_string_equal(json_string_value(json_object_get(item, "poll")), "p1");
	assert_int_equal(json_integer_value(json_object_get(item, "expected")), 2);
	assert_int_equal(json_array_size(json_object_get(item, "attempts")), 0);
	assert_int_equal(json_array_size(json_object_get(json_object_get(item, "definition"), "contests")), 1);
	assert_non_null(strstr(words_at(item, "rule", "zh"), "赞成 > 实到 × 1/2：通过"));
	assert_non_null(strstr(words_at(item, "rule", "en"), "For > present × 1/2"));
	assert_string_equal(words_at(item, "electorate", "zh"), "");
	json_decref(agenda);
	room_close(&r);
}

static void the_agenda_begins_where_it_is_asked_or_is_one_poll(void **state)
{
	struct core_room r;
	json_t *agenda;

	room_found(&r, state);
	assert_string_equal(room_code(&r, r.anna, "poll", motion(&r, "p1")), "ok");
	assert_string_equal(room_code(&r, r.anna, "poll", motion(&r, "p2")), "ok");
	for (int i = 0; i < 2; i++) {
		agenda = room_ok(&r, r.anna, "agenda", i ? json_pack("{s:s}", "poll", "p2") : json_pack("{s:i}", "from", 1));
		assert_int_equal(json_array_size(json_object_get(agenda, "polls")), 1);
		assert_string_equal(json_string_value(json_object_get(json_array_get(json_object_get(agenda, "polls"), 0), "poll")), "p2");
		assert_int_equal(json_integer_value(json_object_get(agenda, "total")), 2);
		json_decref(agenda);
	}
	assert_string_equal(room_code(&r, r.anna, "agenda", json_pack("{s:s}", "poll", "p3")), "no_such_poll");
	room_close(&r);
}

/* The polls' ids as the reply to `type` has them. */
static const char *order_of(struct core_room *r, const char *type)
{
	static char ids[100];
	json_t *ok = room_ok(r, r->vera, type, !strcmp(type, "hall") ? json_pack("{s:s}", "screen", "hall") : json_object()), *item;
	size_t i, len = 0;

	ids[0] = 0;
	json_array_foreach(json_object_get(ok, !strcmp(type, "hall") ? "agenda" : "polls"), i, item)
		len += (size_t)snprintf(ids + len, sizeof(ids) - len, "%s ", json_string_value(json_object_get(item, "poll")));
	json_decref(ok);
	return ids;
}

static const char *order_anew(struct core_room *r, const char *session, json_t *polls, json_t *withdrawn)
{
	return room_code(r, session, "agenda_order", json_pack("{s:o, s:o}", "polls", polls, "withdrawn", withdrawn));
}

static void the_agenda_is_told_in_the_order_that_was_decided_and_without_what_was_withdrawn(void **state)
{
	static const char *const types[] = { "agenda", "status", "hall" };
	struct core_room r;

	room_found(&r, state);
	for (int i = 1; i <= 3; i++)
		assert_string_equal(room_code(&r, r.anna, "poll", motion(&r, i == 1 ? "p1" : i == 2 ? "p2" : "p3")), "ok");
	assert_string_equal(order_anew(&r, r.cleo, json_pack("[s, s, s]", "p3", "p1", "p2"), json_array()), "not_permitted");
	assert_string_equal(order_anew(&r, r.anna, json_pack("[s, s]", "p3", "p1"), json_pack("[s]", "p2")), "ok");
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(order_of(&r, types[i]), "p3 p1 ");
	assert_string_equal(room_code(&r, r.anna, "agenda", json_pack("{s:s}", "poll", "p2")), "no_such_poll");
	/* also for a server that starts again */
	room_close(&r);
	room_start(&r);
	room_login(&r, r.vera, "vera", "battery staple");
	assert_string_equal(order_of(&r, "agenda"), "p3 p1 ");
	room_close(&r);
}

/* A page that has not heard of a colleague's draft would drop it. */
static void a_new_order_that_does_not_know_the_agenda_as_it_is_changes_nothing(void **state)
{
	struct core_room r;
	json_t *reply;

	room_found(&r, state);
	for (int i = 1; i <= 3; i++)
		assert_string_equal(room_code(&r, r.anna, "poll", motion(&r, i == 1 ? "p1" : i == 2 ? "p2" : "p3")), "ok");
	reply = room_reply(&r, r.anna, "agenda_order", json_pack("{s:[s, s], s:[]}", "polls", "p2", "p1", "withdrawn"));
	assert_string_equal(json_string_value(json_object_get(json_object_get(reply, "error"), "detail")), "Budget");
	assert_string_equal(core_door_code(reply), "agenda");
	/* withdrawn by another in the meantime, named twice, or in both lists */
	assert_string_equal(order_anew(&r, r.anna, json_pack("[s, s, s]", "p2", "p1", "p3"), json_pack("[s]", "p4")), "agenda");
	assert_string_equal(order_anew(&r, r.anna, json_pack("[s, s, s, s]", "p4", "p2", "p1", "p3"), json_array()), "agenda");
	assert_string_equal(order_anew(&r, r.anna, json_pack("[s, s, s, s]", "p2", "p1", "p3", "p2"), json_array()), "agenda");
	assert_string_equal(order_anew(&r, r.anna, json_pack("[s, s, s]", "p2", "p1", "p3"), json_pack("[s]", "p3")), "agenda");
	assert_string_equal(order_anew(&r, r.anna, json_pack("[s, s]", "p2", "p1"), json_pack("[s, s]", "p3", "p3")), "agenda");
	assert_string_equal(order_anew(&r, r.anna, json_pack("[s, s, i]", "p2", "p1", 3), json_array()), "agenda");
	assert_string_equal(room_code(&r, r.anna, "agenda_order", json_pack("{s:[s, s, s]}", "polls", "p2", "p1", "p3")), "field_missing");
	assert_string_equal(order_of(&r, "agenda"), "p1 p2 p3 ");
	room_close(&r);
}

static void a_result_is_for_the_presidium_when_it_is_counted_and_for_others_when_it_is_published(void **state)
{
	static const struct {
		enum attempt_state state;
		bool to_operator, to_machine, to_presidium;
	} rows[] = {
		{ ATTEMPT_OPEN, false, false, false }, { ATTEMPT_CLOSED, false, false, false }, { ATTEMPT_NOT_OPENED, false, false, false },
		{ ATTEMPT_VOID, false, false, false }, { ATTEMPT_COUNTED, false, false, true }, { ATTEMPT_PUBLISHED, true, true, true },
		{ ATTEMPT_REHEARSED, true, true, true },
	};
	const struct request operator = { .operator_name = "anna", .roles = ROLE_VIEWER }, machine = { .machine.name = "screen" };
	const struct request chair = { .operator_name = "bert", .roles = ROLE_CHAIR };
	const struct poll open = { 0 }, limited = { .is_limited = true };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct attempt a = { .state = rows[i].state };

		assert_int_equal(core_shows_result(&open, &a, &operator), rows[i].to_operator);
		assert_int_equal(core_shows_result(&open, &a, &machine), rows[i].to_machine);
		assert_int_equal(core_shows_result(&open, &a, &chair), rows[i].to_presidium);
		assert_int_equal(core_shows_result(&limited, &a, &chair), rows[i].to_presidium);
		assert_int_equal(core_shows_result(&limited, &a, &machine), rows[i].state == ATTEMPT_REHEARSED);
		assert_int_equal(core_shows_result(&limited, &a, &operator), rows[i].state == ATTEMPT_REHEARSED);
	}
}

/* There results stand before they are published, and those that never are. */
static void the_record_itself_is_not_for_those_who_check_in_or_look_on(void **state)
{
	struct core_room r;

	room_found(&r, state);
	assert_string_equal(room_code(&r, r.vera, "entries", json_pack("{s:i}", "from", 0)), "not_permitted");
	assert_string_equal(room_code(&r, r.ben, "entries", json_pack("{s:i}", "from", 0)), "not_permitted");
	assert_string_equal(room_code(&r, r.cleo, "entries", json_pack("{s:i}", "from", 0)), "ok");
	room_close(&r);
}

static void every_rule_of_the_profile_is_told_in_words(void **state)
{
	struct core_room r;
	json_t *profile;
	const json_t *words, *kind;
	const char *name;

	room_found(&r, state);
	profile = room_ok(&r, r.cleo, "profile", json_object());
	words = json_object_get(profile, "words");
	assert_string_equal(words_at(words, "quorum", "zh"), "实到 ≥ 应到 × 2/3");
	assert_string_equal(words_at(words, "quorum_election", "en"), "present ≥ expected × 4/5");
	assert_int_equal(json_object_size(json_object_get(words, "kinds")),
			 json_object_size(json_object_get(json_object_get(profile, "profile"), "kinds")));
	json_object_foreach(json_object_get(words, "kinds"), name, kind) {
		assert_true(strlen(words_at(kind, "rule", "zh")) > 5);
		assert_true(strlen(words_at(kind, "rule", "en")) > 5);
		assert_string_not_equal(words_at(kind, "name", "zh"), name);
	}
	json_decref(profile);
	room_close(&r);
}

static json_t *page(const char *what, const char *lang)
{
	return json_pack("{s:s, s:s, s:s, s:i}", "what", what, "lang", lang, "poll", "p1", "sitting", 1);
}

static void a_page_is_the_one_that_was_asked_for(void **state)
{
	struct core_room r;
	json_t *ok;
	const char *html;

	room_found(&r, state);
	room_roster(&r, "1,Ada,North,delegate,,\n2,Bo<b>,South,delegate,,\n");
	assert_string_equal(room_code(&r, r.anna, "report", page("attendance", "zh")), "no_such_sitting");
	assert_string_equal(room_code(&r, r.anna, "report", page("result", "zh")), "no_such_poll");
	assert_string_equal(room_code(&r, r.anna, "report", page("everything", "zh")), "range");
	assert_string_equal(room_code(&r, r.anna, "report", page("attendance", "fr")), "range");
	room_sit(&r, 1);
	assert_string_equal(room_code(&r, r.ben, "scan", json_pack("{s:s, s:s}", "number", "1", "mode", "in")), "ok");
	ok = room_ok(&r, r.vera, "report", page("attendance", "zh"));
	html = json_string_value(json_object_get(ok, "html"));
	assert_non_null(strstr(html, "<html lang=\"zh-CN\">"));
	assert_non_null(strstr(html, "Bo&lt;b&gt;"));
	assert_null(strstr(html, "<dl>"));
	json_decref(ok);
	room_close(&r);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(an_item_is_told_with_its_rule_in_both_languages),
		IN_FOLDER(the_agenda_begins_where_it_is_asked_or_is_one_poll),
		IN_FOLDER(the_agenda_is_told_in_the_order_that_was_decided_and_without_what_was_withdrawn),
		IN_FOLDER(a_new_order_that_does_not_know_the_agenda_as_it_is_changes_nothing),
		cmocka_unit_test(a_result_is_for_the_presidium_when_it_is_counted_and_for_others_when_it_is_published),
		IN_FOLDER(the_record_itself_is_not_for_those_who_check_in_or_look_on),
		IN_FOLDER(every_rule_of_the_profile_is_told_in_words),
		IN_FOLDER(a_page_is_the_one_that_was_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
