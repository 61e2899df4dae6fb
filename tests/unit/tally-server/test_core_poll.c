/* A whole poll through core: are ballots taken that hold and others named, is each counted once,
 * and does a restart in the middle lose or change anything? */
#include "tests/unit/poll_hall.h"

static void a_poll_is_held_by_a_restart_and_then_counts_every_ballot_once(void **state)
{
	struct hall h = { 0 };
	struct maker_ballot late;

	hall_prepare(&h, state);
	hall_start(&h);
	hall_open_poll(&h);
	for (unsigned i = 1; i <= 4; i++)
		hall_vote(&h, i, 0);
	hall_make_committed(&h, &late, 5, 1);
	assert_int_equal(core_door_close(&h.door), EXIT_ENDED);
	hall_start(&h);
	assert_int_equal(meeting_current(&h.k.meeting)->state, ATTEMPT_HELD);
	assert_string_equal(hall_say(&h, "cast", maker_cast_body(&h.k, &late)), "held");
	assert_string_equal(hall_ask(&h, "poll_resume", hall_about("budget", 1)), "ok");
	assert_string_equal(hall_say(&h, "cast", maker_cast_body(&h.k, &late)), "ok");
	assert_int_equal(total_add(h.k.keys.g, &h.k.total, late.body), OK);
	maker_ballot_release(&late);
	hall_vote(&h, 6, 2);
	hall_follow(&h);
	hall_close_and_count(&h, "[[4,1,1]]");
	hall_finish(&h);
}

static void between_sittings_a_poll_lacks_a_sitting_not_a_quorum(void **state)
{
	struct hall h = { 0 };

	hall_prepare(&h, state);
	hall_start(&h);
	assert_string_equal(hall_ask(&h, "poll", maker_definition(&h.k, "budget", "motion", 1)), "ok");
	assert_string_equal(hall_ask(&h, "sitting_close", json_pack("{s:i}", "sitting", 1)), "ok");
	assert_string_equal(hall_start_poll(&h, "budget", 0), "no_sitting");
	hall_finish(&h);
}

/* The reply to a cast, as text without its number. */
static char *cast_text(struct hall *h, const struct maker_ballot *b)
{
	json_t *reply = core_door_ask(&h->door, TERMINAL, NULL, "cast", maker_cast_body(&h->k, b));
	char *text = json_dumps(json_object_get(reply, "ok"), JSON_COMPACT);

	json_decref(reply);
	return text;
}

static void the_same_cast_gets_the_same_receipt_and_another_is_told_so(void **state)
{
	struct hall h = { 0 };
	struct maker_ballot b, other;
	char *first, *second;

	hall_prepare(&h, state);
	hall_start(&h);
	hall_open_poll(&h);
	hall_make_committed(&h, &b, 1, 0);
	hall_make_committed(&h, &other, 1, 1);
	first = cast_text(&h, &b);
	assert_non_null(first);
	second = cast_text(&h, &b);
	assert_string_equal(first, second);
	free(second);
	assert_string_equal(hall_say(&h, "cast", maker_cast_body(&h.k, &other)), "already_received");
	/* and so it is after a restart */
	assert_int_equal(core_door_close(&h.door), EXIT_ENDED);
	hall_start(&h);
	second = cast_text(&h, &b);
	assert_string_equal(first, second);
	free(first);
	free(second);
	maker_ballot_release(&b);
	maker_ballot_release(&other);
	hall_finish(&h);
}

static void a_ballot_is_refused_for_what_is_wrong_with_it(void **state)
{
	struct hall h = { 0 };
	struct maker_ballot b;
	json_t *body;
	int64_t before;

	hall_prepare(&h, state);
	hall_start(&h);
	hall_open_poll(&h);
	maker_ballot(&h.k, &b, 1, (const uint8_t[]){ 0 });
	before = (int64_t)h.k.meeting.tree.size;
	assert_string_equal(hall_say(&h, "cast", maker_cast_body(&h.k, &b)), "no_commit");
	body = maker_commit_body(&h.k, &b);
	json_object_set_new(body, "tracking", maker_hex(h.k.keys.record, 32));
	assert_string_equal(hall_say(&h, "commit", body), "signature");
	assert_string_equal(hall_say(&h, "commit", maker_commit_body(&h.k, &b)), "ok");
	body = maker_cast_body(&h.k, &b);
	json_object_set(body, "sig", json_object_get(body, "key"));
	assert_string_equal(hall_say(&h, "cast", body), "base64");
	body = maker_test_body(&h.k, &b);
	json_object_del(body, "seed");
	assert_string_equal(hall_say(&h, "cast", body), "signature");
	body = maker_cast_body(&h.k, &b);
	json_object_set_new(body, "body", maker_base64(b.body, b.len - 1));
	assert_string_equal(hall_say(&h, "cast", body), "body_length");
	body = maker_cast_body(&h.k, &b);
	json_object_set_new(body, "attempt", json_integer(2));
	assert_string_equal(hall_say(&h, "cast", body), "not_open");
	/* a spare is of the meeting, but of nobody in the hall */
	maker_ballot_release(&b);
	maker_ballot(&h.k, &b, PERSONS + 1, (const uint8_t[]){ 0 });
	assert_string_equal(hall_say(&h, "cast", maker_cast_body(&h.k, &b)), "key_not_entitled");
	hall_follow(&h);
	assert_int_equal(h.k.meeting.tree.size, before + 1);
	maker_ballot_release(&b);
	hall_finish(&h);
}

/* Three terminals at once, so that one turn may take all of them; the forged one falls alone. */
static void a_forged_ballot_in_a_turn_falls_alone(void **state)
{
	struct hall h = { 0 };
	struct maker_ballot ballots[TERMINALS];
	char *lines[TERMINALS];

	hall_prepare(&h, state);
	hall_start(&h);
	hall_open_poll(&h);
	for (unsigned i = 0; i < TERMINALS; i++) {
		json_t *message;

		maker_ballot(&h.k, &ballots[i], i + 1, (const uint8_t[]){ 0 });
		/* the last scalar of the last proof */
		if (i == 1)
			ballots[i].body[ballots[i].len - 1] ^= 1;
		ballot_tracking_hash(ballots[i].tracking, &meeting_current(&h.k.meeting)->form, ballots[i].key, ballots[i].body);
		assert_string_equal(hall_say(&h, "commit", maker_commit_body(&h.k, &ballots[i])), "ok");
		message = json_pack("{s:i, s:s, s:o}", "id", 1, "type", "cast", "body", maker_cast_body(&h.k, &ballots[i]));
		lines[i] = json_write(message);
		json_decref(message);
	}
	for (unsigned i = 0; i < TERMINALS; i++)
		core_door_say(&h.door, PIPE_REQUEST, TERMINAL + i, lines[i], strlen(lines[i]));
	for (unsigned i = 0; i < TERMINALS; i++) {
		struct buf out = { 0 };

		assert_true(core_door_hear(&h.door, PIPE_REPLY, TERMINAL + i, &out));
		if (i == 1)
			assert_non_null(strstr(buf_text(&out), "\"code\":\"proof\""));
		else
			assert_non_null(strstr(buf_text(&out), "\"leaf\""));
		buf_release(&out);
		free(lines[i]);
		maker_ballot_release(&ballots[i]);
	}
	hall_follow(&h);
	assert_int_equal(meeting_current(&h.k.meeting)->returned, 2);
	hall_finish(&h);
}

/* Numbers of those whose ballot is awaited, "3,5". */
static const char *awaited(struct hall *h)
{
	static char numbers[200];
	json_t *reply = core_door_ask(&h->door, LOCAL, h->session, "not_voted", json_object());
	const json_t *p, *error = json_object_get(reply, "error");
	size_t i, at = 0;

	numbers[0] = '\0';
	json_array_foreach(json_object_get(json_object_get(reply, "ok"), "people"), i, p)
		at += (size_t)snprintf(numbers + at, sizeof(numbers) - at, "%s%s", i ? "," : "", json_string_value(json_object_get(p, "number")));
	if (error)
		snprintf(numbers, sizeof(numbers), "%s", json_string_value(json_object_get(error, "code")));
	json_decref(reply);
	return numbers;
}

/* A list that was renewed for every ballot would say, beside the ledger, whose slip each key is of. */
static void who_is_awaited_is_told_by_fives_and_never_how_anybody_voted(void **state)
{
	struct hall h = { 0 };

	hall_prepare(&h, state);
	hall_start(&h);
	assert_string_equal(awaited(&h), "not_open");
	hall_open_poll(&h);
	for (unsigned i = 1; i <= 4; i++)
		hall_vote(&h, i, 0);
	assert_string_equal(awaited(&h), "1,2,3,4,5,6,7,8,9");
	hall_vote(&h, 6, 0);
	hall_vote(&h, 7, 0);
	assert_string_equal(awaited(&h), "5,8,9");
	hall_vote(&h, 5, 1);
	assert_string_equal(awaited(&h), "5,8,9");
	hall_follow(&h);
	hall_close_and_count(&h, "[[6,1,0]]");
	assert_string_equal(awaited(&h), "not_open");
	hall_finish(&h);
}

static const char *ask_sheet(struct hall *h, const char *session)
{
	return core_door_code(core_door_ask(&h->door, LOCAL, session, "report", json_pack("{s:s, s:s, s:s}", "what", "result", "poll", "budget", "lang", "zh")));
}

static void a_sheet_is_not_for_those_who_look_on_before_its_result_is_published(void **state)
{
	struct hall h = { 0 };
	char session[80];
	json_t *reply;

	hall_prepare(&h, state);
	hall_start(&h);
	hall_add_vera(&h);
	reply = core_door_ask(&h.door, LOCAL, NULL, "login", json_pack("{s:s, s:s}", "name", "vera", "password", "battery staple"));
	snprintf(session, sizeof(session), "%s", json_string_value(json_object_get(json_object_get(reply, "ok"), "session")));
	json_decref(reply);
	hall_open_poll(&h);
	for (unsigned i = 1; i <= 6; i++)
		hall_vote(&h, i, 0);
	assert_string_equal(ask_sheet(&h, session), "ok");
	hall_close_and_open(&h);
	assert_string_equal(ask_sheet(&h, session), "not_permitted");
	assert_string_equal(ask_sheet(&h, h.session), "ok");
	assert_string_equal(hall_ask(&h, "poll_publish", hall_about("budget", 1)), "ok");
	assert_string_equal(ask_sheet(&h, session), "ok");
	hall_finish(&h);
}

/* ---- helpers ---- */

static json_t *help(const char *helper, const char *nonce)
{
	return json_pack("{s:s, s:i, s:s, s:s}", "poll", "budget", "attempt", 1, "helper", helper, "nonce", nonce);
}

/* The entry behind the close of "budget", as it stands. */
static json_t *behind_the_close(struct hall *h)
{
	uint64_t close = poll_attempt(meeting_poll(&h->k.meeting, "budget"), 1)->close_entry;
	json_t *reply = core_door_ask(&h->door, LOCAL, h->session, "entries", json_pack("{s:I}", "from", (json_int_t)close + 1)), *entry = NULL;
	const json_t *line = json_array_get(json_object_get(json_object_get(reply, "ok"), "lines"), 0);

	assert_int_equal(json_read(&entry, json_string_value(line), json_string_length(line)), OK);
	json_decref(reply);
	return entry;
}

static void helpers_are_kept_over_a_restart_and_told_by_name_alone_behind_the_close(void **state)
{
	struct hall h = { 0 };
	json_t *entry, *expected;

	hall_prepare(&h, state);
	hall_start(&h);
	assert_string_equal(hall_say(&h, "assist", help("chair", "0000000000000001")), "not_open");
	hall_open_poll(&h);
	for (unsigned i = 1; i <= 6; i++)
		hall_vote(&h, i, 0);
	assert_string_equal(hall_say(&h, "assist", help("secretary", "0000000000000001")), "ok");
	assert_string_equal(hall_say(&h, "assist", help("secretary", "0000000000000002")), "ok");
	/* its answer was lost */
	assert_string_equal(hall_say(&h, "assist", help("secretary", "0000000000000002")), "ok");
	assert_string_equal(hall_say(&h, "assist", help("nobody", "0000000000000003")), "no_such_person");
	assert_int_equal(core_door_close(&h.door), EXIT_ENDED);
	hall_start(&h);
	assert_string_equal(hall_say(&h, "assist", help("9", "0000000000000003")), "ok");
	hall_close_and_open(&h);
	entry = behind_the_close(&h);
	assert_string_equal(json_string_value(json_object_get(entry, "type")), "assist");
	expected = json_pack("{s:s, s:i, s:[{s:s, s:i}, {s:s, s:i}]}", "poll", "budget", "attempt", 1, "helpers", "name", "secretary", "count", 2,
			     "name", meeting_person(&h.k.meeting, "9")->name, "count", 1);
	assert_true(json_equal(json_object_get(entry, "body"), expected));
	json_decref(expected);
	json_decref(entry);
	assert_string_equal(hall_say(&h, "assist", help("secretary", "0000000000000004")), "not_open");
	hall_finish(&h);
}

static void a_candidate_is_told_that_another_must_help(void **state)
{
	struct hall h = { 0 };
	json_t *definition;

	hall_prepare(&h, state);
	hall_start(&h);
	definition = maker_definition(&h.k, "budget", "election", 2);
	json_object_set_new(json_array_get(json_object_get(definition, "contests"), 1), "title", json_string(meeting_person(&h.k.meeting, "9")->name));
	assert_string_equal(hall_ask(&h, "poll", definition), "ok");
	assert_string_equal(hall_start_poll(&h, "budget", 0), "ok");
	assert_string_equal(hall_say(&h, "assist", help("9", "0000000000000001")), "candidate_helps");
	assert_string_equal(hall_say(&h, "assist", help("8", "0000000000000001")), "ok");
	hall_finish(&h);
}

/* A message about an attempt of the poll, with `more` (stolen). */
static json_t *of_attempt(int attempt, json_t *more)
{
	json_object_set_new(more, "poll", json_string("budget"));
	json_object_set_new(more, "attempt", json_integer(attempt));
	return more;
}

/* A page that has not heard yet, or a yes that was given to something else. */
static void what_is_said_of_an_attempt_does_not_meet_the_next_one(void **state)
{
	static const char *const plain[] = { "poll_close", "poll_publish", "poll_resume" };
	struct hall h = { 0 };

	hall_prepare(&h, state);
	hall_start(&h);
	assert_string_equal(hall_ask(&h, "poll_open", of_attempt(0, maker_json("{'definition':1}"))), "no_such_poll");
	hall_open_poll(&h);
	assert_string_equal(hall_ask(&h, "poll_close", json_pack("{s:s}", "poll", "budget")), "field_missing");
	assert_string_equal(hall_ask(&h, "poll_close", hall_about("budget", 1)), "ok");
	assert_string_equal(hall_start_poll(&h, "budget", 1), "ok");

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		assert_string_equal(hall_ask(&h, plain[i], hall_about("budget", 1)), "attempt");
	assert_string_equal(hall_start_poll(&h, "budget", 1), "attempt");
	assert_string_equal(hall_ask(&h, "poll_close", hall_about("budget", 3)), "attempt");
	assert_string_equal(hall_ask(&h, "poll_hold", of_attempt(1, maker_json("{'reason':'old'}"))), "attempt");
	assert_string_equal(hall_ask(&h, "poll_void", hall_by_two(of_attempt(1, maker_json("{'reason':'old'}")))), "attempt");
	assert_string_equal(hall_ask(&h, "seats_reduced", hall_by_two(of_attempt(1, maker_json("{'seats':1,'reason':'old'}")))), "attempt");
	assert_string_equal(hall_ask(&h, "hands", hall_by_two(of_attempt(1, maker_json("{'counts':[[1,2,3]]}")))), "attempt");
	assert_string_equal(hall_ask(&h, "paper_issue", hall_by_two(of_attempt(1, maker_json("{'numbers':['1']}")))), "attempt");
	assert_string_equal(hall_ask(&h, "paper_count", of_attempt(1, maker_json("{'forms':[{'returned':1,'invalid':0}],'counts':[[1,0,0]]}"))), "attempt");
	hall_follow(&h);
	assert_int_equal(meeting_current(&h.k.meeting)->number, 2);
	assert_int_equal(meeting_current(&h.k.meeting)->state, ATTEMPT_OPEN);
	hall_finish(&h);
}

/* A page that has not heard yet of a colleague's change, or of another item that has taken the name. */
static void a_poll_opens_only_as_whoever_opens_it_has_read_it(void **state)
{
	struct hall h = { 0 };
	json_t *opening = hall_about("budget", 0);

	hall_prepare(&h, state);
	hall_start(&h);
	assert_string_equal(hall_ask(&h, "poll", maker_definition(&h.k, "budget", "motion", 1)), "ok");
	hall_follow(&h);
	assert_string_equal(hall_ask(&h, "poll_open", json_deep_copy(opening)), "field_missing");
	json_object_set_new(opening, "definition", json_integer((json_int_t)meeting_poll(&h.k.meeting, "budget")->definition_entry));
	assert_string_equal(hall_ask(&h, "poll", maker_definition(&h.k, "budget", "motion", 2)), "ok");
	assert_string_equal(hall_ask(&h, "poll_open", json_deep_copy(opening)), "definition");
	assert_string_equal(hall_ask(&h, "agenda_order", maker_json("{'polls':[],'withdrawn':['budget']}")), "ok");
	assert_string_equal(hall_ask(&h, "poll", maker_definition(&h.k, "budget", "motion", 1)), "ok");
	assert_string_equal(hall_ask(&h, "poll_open", json_deep_copy(opening)), "definition");
	hall_follow(&h);
	assert_null(meeting_current(&h.k.meeting));

	json_object_set_new(opening, "definition", json_integer((json_int_t)meeting_poll(&h.k.meeting, "budget")->definition_entry));
	assert_string_equal(hall_ask(&h, "poll_open", opening), "ok");
	hall_finish(&h);
}

/* The chair is asked to void the first attempt; until the yes is fetched the second one has been opened. */
static void a_yes_to_the_void_of_an_attempt_does_not_void_the_next_one(void **state)
{
	struct hall h = { 0 };
	json_t *reply, *message = of_attempt(1, maker_json("{'reason':'old'}")), *asked = json_deep_copy(message);
	char chair[80];

	hall_prepare(&h, state);
	hall_start(&h);
	hall_open_poll(&h);
	reply = core_door_ask(&h.door, LOCAL, NULL, "login", maker_json("{'name':'chair','password':'another pass'}"));
	snprintf(chair, sizeof(chair), "%s", json_string_value(json_object_get(json_object_get(reply, "ok"), "session")));
	json_decref(reply);
	assert_string_equal(hall_ask(&h, "poll_close", hall_about("budget", 1)), "ok");
	json_object_set_new(asked, "second", maker_json("{'name':'chair'}"));
	assert_string_equal(hall_ask(&h, "poll_void", json_deep_copy(asked)), "second_waiting");
	reply = core_door_ask(&h.door, LOCAL, chair, "second_give", json_pack("{s:s, s:o, s:b, s:s}", "type", "poll_void", "body", message, "yes", 1, "password",
									      "another pass"));
	assert_string_equal(core_door_code(reply), "ok");
	assert_string_equal(hall_start_poll(&h, "budget", 1), "ok");
	assert_string_equal(hall_ask(&h, "poll_void", asked), "attempt");
	hall_finish(&h);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_poll_is_held_by_a_restart_and_then_counts_every_ballot_once),
		IN_FOLDER(between_sittings_a_poll_lacks_a_sitting_not_a_quorum),
		IN_FOLDER(the_same_cast_gets_the_same_receipt_and_another_is_told_so),
		IN_FOLDER(a_ballot_is_refused_for_what_is_wrong_with_it),
		IN_FOLDER(a_forged_ballot_in_a_turn_falls_alone),
		IN_FOLDER(who_is_awaited_is_told_by_fives_and_never_how_anybody_voted),
		IN_FOLDER(a_sheet_is_not_for_those_who_look_on_before_its_result_is_published),
		IN_FOLDER(helpers_are_kept_over_a_restart_and_told_by_name_alone_behind_the_close),
		IN_FOLDER(a_candidate_is_told_that_another_must_help),
		IN_FOLDER(what_is_said_of_an_attempt_does_not_meet_the_next_one),
		IN_FOLDER(a_poll_opens_only_as_whoever_opens_it_has_read_it),
		IN_FOLDER(a_yes_to_the_void_of_an_attempt_does_not_void_the_next_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
