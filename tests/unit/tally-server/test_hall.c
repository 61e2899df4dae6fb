/* Does a screen in the hall show what the meeting has come to, and never a count before its
 * publication, a result of limited publication, or who sits where? */
#include <string.h>

#include "tally-server/core/hall.h"
#include "tests/unit/core_room.h"
#include "tests/unit/meeting_maker.h"

enum { PERSONS = 9, NOW = MAKER_CLOCK + 1000 };

struct stage {
	struct maker k;
	struct hall_choice choice;
};

static void set_up(struct stage *s)
{
	*s = (struct stage){ 0 };
	maker_init(&s->k, PERSONS);
	maker_prepare(&s->k, PERSONS - 1);
}

static json_t *page_of(const struct stage *s)
{
	json_t *page = hall_page(&s->k.meeting, &s->choice, NOW);

	assert_non_null(page);
	return page;
}

static void expect_view(const struct stage *s, const char *view)
{
	json_t *page = page_of(s);

	assert_string_equal(json_string_value(json_object_get(page, "view")), view);
	json_decref(page);
}

static void vote_and_close(struct stage *s)
{
	for (unsigned i = 1; i <= 7; i++)
		maker_vote(&s->k, i, i > 5);
	maker_close(&s->k);
}

static void count_unpublished(struct stage *s)
{
	for (uint32_t i = 1; i <= MAKER_THRESHOLD; i++)
		maker_cosign(&s->k, i);
	for (uint32_t i = 1; i <= MAKER_THRESHOLD; i++)
		maker_share(&s->k, i);
	maker_result(&s->k);
}

/* Nothing that a count could be read from. */
static void expect_no_result(const struct stage *s)
{
	json_t *page = page_of(s);
	char *text = json_dumps(page, JSON_COMPACT);

	assert_null(strstr(text, "\"counts\":[["));
	assert_null(strstr(text, "\"counts\":[5"));
	assert_null(strstr(text, "\"decided\""));
	assert_null(strstr(text, "counted\""));
	free(text);
	json_decref(page);
}

static void auto_follows_the_meeting(void **state)
{
	struct stage s;

	(void)state;
	set_up(&s);
	expect_view(&s, "attendance");
	maker_define(&s.k, "budget", "motion", 1);
	expect_view(&s, "attendance");
	maker_open(&s.k, "budget");
	expect_view(&s, "voting");
	vote_and_close(&s);
	expect_view(&s, "opening");
	count_unpublished(&s);
	expect_view(&s, "opening");
	expect_no_result(&s);
	maker_add(&s.k, "publish", NULL, maker_attempt_body(&s.k, "budget"));
	expect_view(&s, "result");
	maker_add(&s.k, "sitting_close", NULL, maker_json("{'sitting':1}"));
	expect_view(&s, "welcome");
	maker_release(&s.k);
}

static void expect_recess(const struct stage *s, const char *recess)
{
	json_t *page = page_of(s), *expected = recess ? maker_json(recess) : json_null();

	assert_true(json_equal(json_object_get(page, "recess"), expected));
	json_decref(expected);
	json_decref(page);
}

static void between_sittings_the_one_that_is_over_and_the_next_are_told(void **state)
{
	struct stage s;

	(void)state;
	set_up(&s);
	expect_recess(&s, NULL);
	maker_add(&s.k, "sitting_close", NULL, maker_json("{'sitting':1}"));
	expect_recess(&s, "{'over':'上午','next':'下午'}");
	maker_add(&s.k, "sitting_open", NULL, maker_json("{'sitting':2}"));
	expect_recess(&s, NULL);
	maker_add(&s.k, "sitting_close", NULL, maker_json("{'sitting':2}"));
	expect_recess(&s, "{'over':'下午','next':null}");
	maker_release(&s.k);
}

static void a_sitting_that_was_passed_over_is_not_announced(void **state)
{
	struct stage s = { 0 };

	(void)state;
	maker_init(&s.k, PERSONS);
	maker_found(&s.k);
	maker_add(&s.k, "sitting_open", NULL, maker_json("{'sitting':2}"));
	maker_add(&s.k, "sitting_close", NULL, maker_json("{'sitting':2}"));
	expect_recess(&s, "{'over':'下午','next':null}");
	maker_release(&s.k);
}

static void a_page_of_voting_says_how_many_and_nothing_else(void **state)
{
	struct stage s;
	json_t *page;
	const json_t *poll;

	(void)state;
	set_up(&s);
	maker_define(&s.k, "budget", "motion", 1);
	maker_open(&s.k, "budget");
	maker_vote(&s.k, 1, 0);
	maker_vote(&s.k, 2, 1);
	page = page_of(&s);
	poll = json_object_get(page, "poll");
	assert_int_equal(json_integer_value(json_object_get(poll, "returned")), 2);
	assert_int_equal(json_integer_value(json_object_get(poll, "issued")), PERSONS - 1);
	assert_null(json_object_get(poll, "result"));
	assert_null(json_object_get(page, "seats"));
	json_decref(page);
	expect_no_result(&s);
	maker_release(&s.k);
}

static void a_published_result_has_its_counts_and_the_sheets_formula(void **state)
{
	struct stage s;
	json_t *page;
	const json_t *row;

	(void)state;
	set_up(&s);
	maker_define(&s.k, "budget", "motion", 1);
	maker_open(&s.k, "budget");
	vote_and_close(&s);
	count_unpublished(&s);
	maker_add(&s.k, "publish", NULL, maker_attempt_body(&s.k, "budget"));
	page = page_of(&s);
	row = json_array_get(json_object_get(json_object_get(json_object_get(page, "poll"), "result"), "rows"), 0);
	assert_int_equal(json_integer_value(json_array_get(json_object_get(row, "counts"), 0)), 5);
	assert_non_null(strstr(json_string_value(json_array_get(json_object_get(row, "formula"), 1)), " 5 ÷ "));
	json_decref(page);
	maker_release(&s.k);
}

static void a_result_of_limited_publication_is_never_shown(void **state)
{
	struct stage s;

	(void)state;
	set_up(&s);
	maker_define(&s.k, "budget", "motion", 1);
	s.k.meeting.polls[0]->is_limited = true;
	maker_open(&s.k, "budget");
	vote_and_close(&s);
	count_unpublished(&s);
	maker_add(&s.k, "publish", NULL, maker_attempt_body(&s.k, "budget"));
	expect_view(&s, "ended");
	expect_no_result(&s);
	/* not even where it is asked for */
	s.choice = (struct hall_choice){ .view = HALL_RESULT, .poll = "budget", .size = s.k.meeting.tree.size };
	expect_view(&s, "ended");
	expect_no_result(&s);
	s.k.meeting.polls[0]->is_limited = false;
	expect_view(&s, "result");
	maker_release(&s.k);
}

static json_int_t invalid_shown(const struct stage *s)
{
	json_t *page = page_of(s);
	json_int_t invalid = json_integer_value(json_object_get(json_object_get(page, "poll"), "invalid"));

	json_decref(page);
	return invalid;
}

static void invalid_papers_are_a_count_like_others(void **state)
{
	struct stage s;

	(void)state;
	set_up(&s);
	maker_define(&s.k, "budget", "motion", 1);
	maker_open(&s.k, "budget");
	vote_and_close(&s);
	count_unpublished(&s);
	s.k.meeting.polls[0]->attempts[0]->paper[0].invalid = 3;
	assert_int_equal(invalid_shown(&s), 0);
	maker_add(&s.k, "publish", NULL, maker_attempt_body(&s.k, "budget"));
	assert_int_equal(invalid_shown(&s), 3);
	s.k.meeting.polls[0]->is_limited = true;
	assert_int_equal(invalid_shown(&s), 0);
	maker_release(&s.k);
}

static void the_seat_map_tells_taken_from_free_and_names_nobody(void **state)
{
	struct stage s;
	json_t *page, *person;
	char *text;
	size_t taken = 0, i;
	const json_t *seat;

	(void)state;
	s = (struct stage){ 0 };
	maker_init(&s.k, PERSONS);
	maker_found(&s.k);
	maker_roll(&s.k);
	maker_machines(&s.k);
	person = maker_person_body(3, "delegate");
	json_object_set_new(person, "name", json_string("某某"));
	json_object_set_new(person, "seat", json_string("3-12"));
	maker_add(&s.k, "person", NULL, person);
	person = maker_person_body(20, "observer");
	json_object_set_new(person, "seat", json_string("9-1"));
	maker_add(&s.k, "person", NULL, person);
	maker_sit(&s.k, 1, 4);
	page = page_of(&s);
	json_array_foreach(json_object_get(page, "seats"), i, seat)
		taken += (size_t)json_integer_value(json_array_get(seat, 1));
	text = json_dumps(page, JSON_COMPACT);
	assert_non_null(strstr(text, "[\"3-12\",1]"));
	assert_null(strstr(text, "某某"));
	assert_null(strstr(text, "9-1"));
	assert_int_equal(json_integer_value(json_object_get(page, "present")), 4);
	assert_true(taken <= 4 && taken >= 1);
	free(text);
	json_decref(page);
	maker_release(&s.k);
}

static void what_was_chosen_lapses_when_a_poll_opens_but_a_dark_screen_stays(void **state)
{
	struct stage s;

	(void)state;
	set_up(&s);
	maker_define(&s.k, "budget", "motion", 1);
	s.choice = (struct hall_choice){ .view = HALL_ITEM, .size = s.k.meeting.tree.size };
	expect_view(&s, "item");
	s.choice.view = HALL_WELCOME;
	expect_view(&s, "welcome");
	maker_open(&s.k, "budget");
	expect_view(&s, "voting");
	s.choice.view = HALL_BLANK;
	expect_view(&s, "blank");
	/* chosen while the vote goes on, it holds */
	s.choice = (struct hall_choice){ .view = HALL_MESSAGE, .text = "请稍候", .size = s.k.meeting.tree.size };
	expect_view(&s, "message");
	maker_release(&s.k);
}

/* ---- the messages ---- */

static json_t *show(const char *screen, const char *view)
{
	return json_pack("{s:s, s:s}", "screen", screen, "view", view);
}

static void expect_shown(struct core_room *r, const char *screen, const char *chosen, const char *view)
{
	json_t *page = room_ok(r, r->vera, "hall", json_pack("{s:s}", "screen", screen));

	assert_string_equal(json_string_value(json_object_get(page, "chosen")), chosen);
	assert_string_equal(json_string_value(json_object_get(page, "view")), view);
	json_decref(page);
}

static void the_secretariat_chooses_each_screen_for_itself(void **state)
{
	struct core_room room, *r = &room;

	room_found(r, state);
	assert_string_equal(room_code(r, r->ben, "show", show("hall", "blank")), "not_permitted");
	assert_string_equal(room_code(r, r->anna, "show", show("lobby", "blank")), "range");
	assert_string_equal(room_code(r, r->anna, "show", show("hall", "voting")), "range");
	assert_string_equal(room_code(r, r->anna, "show", show("hall", "item")), "no_such_poll");
	assert_string_equal(room_code(r, r->anna, "show", show("rostrum", "attendance")), "ok");
	expect_shown(r, "hall", "auto", "welcome");
	expect_shown(r, "rostrum", "attendance", "attendance");
	assert_string_equal(room_code(r, r->anna, "show", show("rostrum", "auto")), "ok");
	expect_shown(r, "rostrum", "auto", "welcome");
	room_close(r);
}

/* What terminals are told of it, by whom they are told all else. */
static void a_countdown_is_told_while_the_main_screen_shows_it(void **state)
{
	const struct hall_choice none = { .view = HALL_AUTO }, running = { .view = HALL_AUTO, .until = 1000 },
		held = { .view = HALL_HOLD, .until = 1000 };

	(void)state;
	assert_int_equal(hall_countdown(&none, 990), 0);
	assert_int_equal(hall_countdown(&running, 990), 1000);
	assert_int_equal(hall_countdown(&running, 999), 1000);
	assert_int_equal(hall_countdown(&running, 1000), 0);
	assert_int_equal(hall_countdown(&held, 990), 0);
}

static void a_held_screen_keeps_its_page_and_a_countdown_its_end(void **state)
{
	struct core_room room, *r = &room;
	json_t *body = show("hall", "message"), *page;
	json_int_t until;

	room_found(r, state);
	json_object_set_new(body, "text", json_string("请代表就座\n会议即将开始"));
	json_object_set_new(body, "countdown", json_integer(600));
	assert_string_equal(room_code(r, r->anna, "show", body), "ok");
	page = room_ok(r, r->vera, "hall", json_pack("{s:s}", "screen", "hall"));
	until = json_integer_value(json_object_get(page, "until"));
	assert_int_equal(until - json_integer_value(json_object_get(page, "at")) > 590, 1);
	json_decref(page);
	assert_string_equal(room_code(r, r->anna, "show", show("hall", "hold")), "ok");
	assert_string_equal(room_code(r, r->anna, "show", show("hall", "hold")), "ok");
	expect_shown(r, "hall", "hold", "message");
	assert_string_equal(room_code(r, r->anna, "show", show("hall", "blank")), "ok");
	page = room_ok(r, r->vera, "hall", json_pack("{s:s}", "screen", "hall"));
	assert_int_equal(json_integer_value(json_object_get(page, "until")), until);
	json_decref(page);
	assert_string_equal(room_code(r, r->anna, "show", json_pack("{s:s, s:s, s:i}", "screen", "hall", "view", "auto", "countdown", 0)), "ok");
	page = room_ok(r, r->vera, "hall", json_pack("{s:s}", "screen", "hall"));
	assert_int_equal(json_integer_value(json_object_get(page, "until")), 0);
	json_decref(page);
	room_close(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(auto_follows_the_meeting),
		cmocka_unit_test(between_sittings_the_one_that_is_over_and_the_next_are_told),
		cmocka_unit_test(a_sitting_that_was_passed_over_is_not_announced),
		cmocka_unit_test(a_page_of_voting_says_how_many_and_nothing_else),
		cmocka_unit_test(a_published_result_has_its_counts_and_the_sheets_formula),
		cmocka_unit_test(a_result_of_limited_publication_is_never_shown),
		cmocka_unit_test(invalid_papers_are_a_count_like_others),
		cmocka_unit_test(the_seat_map_tells_taken_from_free_and_names_nobody),
		cmocka_unit_test(what_was_chosen_lapses_when_a_poll_opens_but_a_dark_screen_stays),
		cmocka_unit_test_setup_teardown(the_secretariat_chooses_each_screen_for_itself, temp_folder_make, temp_folder_remove),
		cmocka_unit_test(a_countdown_is_told_while_the_main_screen_shows_it),
		cmocka_unit_test_setup_teardown(a_held_screen_keeps_its_page_and_a_countdown_its_end, temp_folder_make, temp_folder_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
