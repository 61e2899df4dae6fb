/* What waits for the end of a poll: is a slip that was replaced in it named only then, each time
 * and by whom it was done; and does a damaged row stop nothing? */
#include "tests/unit/poll_hall.h"

/* Trustees 1 and 2 sign the act that waits. */
static void sign_waiting_act(struct hall *h)
{
	json_t *reply = core_door_ask(&h->door, TRUSTEE, NULL, "acts", json_object());
	const json_t *act = json_array_get(json_object_get(json_object_get(reply, "ok"), "acts"), 0);
	json_int_t number = json_integer_value(json_object_get(act, "number"));
	uint8_t signature[SIGN_SIZE];

	assert_non_null(act);
	for (uint32_t i = 0; i < 2; i++) {
		assert_int_equal(sign_act(signature, h->k.keys.secrets[i].cosign_seed, h->k.meeting.id, (uint64_t)number,
					  json_string_value(json_object_get(act, "text"))), OK);
		assert_string_equal(core_door_code(core_door_ask(&h->door, TRUSTEE + i, NULL, "act_sign",
								 json_pack("{s:I, s:o}", "number", number, "sig", maker_base64(signature, sizeof(signature))))), "ok");
	}
	json_decref(reply);
}

/* Is that the last entry? */
static bool is_reissue_last(struct hall *h)
{
	json_t *reply = core_door_ask(&h->door, LOCAL, h->session, "entries", json_pack("{s:I}", "from", (json_int_t)h->k.meeting.tree.size - 1));
	const char *line = json_string_value(json_array_get(json_object_get(json_object_get(reply, "ok"), "lines"), 0));
	bool is_one = line && strstr(line, "\"type\":\"reissue\"");

	json_decref(reply);
	return is_one;
}

/* The named entry waits for the end of the poll in which the nameless one was written, whatever becomes of others meanwhile. */
static void a_poll_that_is_made_void_does_not_name_who_was_given_a_spare_in_another(void **state)
{
	struct hall h = { 0 };

	hall_prepare(&h, state);
	hall_start(&h);
	hall_open_poll(&h);
	assert_string_equal(hall_ask(&h, "poll_close", hall_about("budget", 1)), "ok");
	assert_string_equal(hall_ask(&h, "poll", maker_definition(&h.k, "second", "motion", 1)), "ok");
	assert_string_equal(hall_start_poll(&h, "second", 0), "ok");
	assert_string_equal(hall_ask(&h, "reissue", hall_by_two(json_pack("{s:s, s:i, s:s}", "number", "3", "outer", PERSONS + 1, "reason", "lost"))), "ok");
	assert_string_equal(hall_ask(&h, "poll_void", hall_by_two(json_pack("{s:s, s:i, s:s}", "poll", "budget", "attempt", 1, "reason", "nobody voted"))), "ok");
	sign_waiting_act(&h);
	hall_follow(&h);
	assert_int_equal(poll_last_attempt(meeting_poll(&h.k.meeting, "budget"))->state, ATTEMPT_VOID);
	assert_int_equal(poll_last_attempt(meeting_poll(&h.k.meeting, "second"))->state, ATTEMPT_OPEN);
	assert_false(is_reissue_last(&h));
	assert_string_equal(hall_ask(&h, "poll_close", hall_about("second", 1)), "ok");
	hall_follow(&h);
	assert_true(is_reissue_last(&h));
	hall_finish(&h);
}

/* The entry names both, and the record could not be sealed whole without it. */
static void who_gave_a_spare_stays_in_office_until_the_poll_has_ended(void **state)
{
	struct hall h = { 0 };
	json_t *chair = core_door_by_two(maker_json("{'name':'chair','roles':['chair'],'active':false}"), "vera", "battery staple");

	hall_prepare(&h, state);
	hall_start(&h);
	hall_open_poll(&h);
	hall_add_vera(&h);
	assert_string_equal(hall_ask(&h, "reissue", hall_by_two(json_pack("{s:s, s:i, s:s}", "number", "3", "outer", PERSONS + 1, "reason", "lost"))), "ok");
	assert_string_equal(hall_ask(&h, "operator", json_incref(chair)), "poll_open");
	/* who must not come in any more is kept out by a new password */
	json_object_set_new(chair, "active", json_true());
	json_object_set_new(chair, "password", json_string("known to no chair"));
	assert_string_equal(hall_ask(&h, "operator", json_incref(chair)), "ok");
	assert_string_equal(hall_ask(&h, "poll_close", hall_about("budget", 1)), "ok");
	hall_follow(&h);
	assert_true(is_reissue_last(&h));
	json_object_set_new(chair, "active", json_false());
	assert_string_equal(hall_ask(&h, "operator", chair), "ok");
	hall_finish(&h);
}

static json_t *reissue(const char *number, int outer, const char *reason)
{
	return hall_by_two(json_pack("{s:s, s:i, s:s}", "number", number, "outer", outer, "reason", reason));
}

static const char *help(struct hall *h, const char *nonce)
{
	return hall_say(h, "assist", json_pack("{s:s, s:i, s:s, s:s}", "poll", "budget", "attempt", 1, "helper", "secretary", "nonce", nonce));
}

/* The entries of a type from number `from` on: "REASON REASON ", or "- " for each that has none. */
static const char *reasons(struct hall *h, uint64_t from, const char *type)
{
	static char text[200];
	json_t *reply = core_door_ask(&h->door, LOCAL, h->session, "entries", json_pack("{s:I}", "from", (json_int_t)from)), *line;
	size_t i, len = 0;

	text[0] = 0;
	json_array_foreach(json_object_get(json_object_get(reply, "ok"), "lines"), i, line) {
		json_t *entry = json_loads(json_string_value(line), 0, NULL);
		const char *reason = json_string_value(json_object_get(json_object_get(entry, "body"), "reason"));

		if (!strcmp(json_string_value(json_object_get(entry, "type")), type))
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s ", reason ? reason : "-");
		json_decref(entry);
	}
	json_decref(reply);
	return text;
}

/* What `visit` makes of every row of a kind while the server is down. */
static void in_store(struct hall *h, void (*visit)(struct store *s))
{
	char path[TEMP_PATH_SIZE + 100];
	struct store *s = NULL;

	assert_int_equal(core_door_close(&h->door), EXIT_ENDED);
	snprintf(path, sizeof(path), "%s/meeting.db", h->folder);
	assert_int_equal(store_open(&s, path), OK);
	assert_int_equal(store_begin(s), OK);
	visit(s);
	assert_int_equal(store_commit(s), OK);
	store_close(s);
	hall_start(h);
}

/* By persons, not in the order of the swaps, which would join names to keys. */
static void a_second_spare_for_one_person_in_one_poll_is_told_too(void **state)
{
	struct hall h = { 0 };
	json_t *reply;
	uint64_t from;

	hall_prepare(&h, state);
	hall_start(&h);
	hall_open_poll(&h);
	from = h.k.meeting.tree.size;
	assert_string_equal(hall_ask(&h, "reissue", reissue("5", PERSONS + 3, "torn")), "ok");
	assert_string_equal(hall_ask(&h, "reissue", reissue("3", PERSONS + 1, "lost")), "ok");
	assert_string_equal(hall_ask(&h, "reissue", reissue("3", PERSONS + 2, "wet")), "ok");
	assert_string_equal(reasons(&h, from, "reissue"), "");
	assert_string_equal(reasons(&h, from, "key_swap"), "- - - ");
	assert_string_equal(hall_ask(&h, "poll_close", hall_about("budget", 1)), "ok");
	assert_string_equal(reasons(&h, from, "reissue"), "lost wet torn ");
	/* the later one is the slip that is held: the first spare is gone */
	assert_string_equal(hall_ask(&h, "reissue", reissue("4", PERSONS + 1, "lost")), "no_spare");
	reply = core_door_ask(&h.door, LOCAL, h.session, "handout", json_object());
	assert_int_equal(json_integer_value(json_object_get(json_array_get(json_object_get(json_object_get(reply, "ok"),
			"rows"), PERSONS - 2), "outer")), PERSONS + 2);
	json_decref(reply);
	hall_finish(&h);
}

static bool has_no_name(void *arg, const char *id, const void *value, size_t len)
{
	size_t *rows = arg;

	assert_string_equal(id, "0000000001");
	assert_null(memmem(value, len, "lost", 4));
	assert_null(memmem(value, len, "number", 6));
	++*rows;
	return true;
}

static void expect_sealed(struct store *s)
{
	size_t plain = 0, sealed = 0;

	assert_int_equal(store_each(s, "reissue", has_no_name, &plain), OK);
	assert_int_equal(store_each(s, "private_waiting", has_no_name, &sealed), OK);
	assert_int_equal(plain, 0);
	assert_int_equal(sealed, 1);
}

static void what_waits_is_sealed_bears_nobodys_number_and_outlives_a_restart(void **state)
{
	struct hall h = { 0 };
	uint64_t from;

	hall_prepare(&h, state);
	hall_start(&h);
	hall_open_poll(&h);
	from = h.k.meeting.tree.size;
	assert_string_equal(hall_ask(&h, "reissue", reissue("3", PERSONS + 1, "lost")), "ok");
	in_store(&h, expect_sealed);
	assert_string_equal(hall_ask(&h, "poll_close", hall_about("budget", 1)), "ok");
	assert_string_equal(reasons(&h, from, "reissue"), "lost ");
	hall_finish(&h);
}

static void damage(struct store *s)
{
	static const char nonsense[] = "0123456789abcdef0123456789abcdef0123456789abcdef";

	assert_int_equal(store_put(s, "private_waiting", "0000000001", nonsense, sizeof(nonsense)), OK);
	assert_int_equal(store_put(s, "private_assists", "budget/1", nonsense, sizeof(nonsense)), OK);
}

/* The codes of what was lost, "CODE CODE ". */
static const char *lost_at_close(struct hall *h, const char *poll)
{
	static char codes[100];
	json_t *reply = core_door_ask(&h->door, LOCAL, h->session, "poll_close", hall_about(poll, 1)), *warning;
	size_t i, len = 0;

	assert_non_null(reply);
	assert_non_null(json_object_get(json_object_get(reply, "ok"), "head"));
	codes[0] = 0;
	json_array_foreach(json_object_get(json_object_get(reply, "ok"), "warnings"), i, warning)
		len += (size_t)snprintf(codes + len, sizeof(codes) - len, "%s ", json_string_value(json_object_get(warning, "code")));
	json_decref(reply);
	return codes;
}

static void damaged_rows_are_told_of_once_and_the_meeting_goes_on(void **state)
{
	struct hall h = { 0 };
	uint64_t from;

	hall_prepare(&h, state);
	hall_start(&h);
	hall_open_poll(&h);
	from = h.k.meeting.tree.size;
	assert_string_equal(hall_ask(&h, "reissue", reissue("3", PERSONS + 1, "lost")), "ok");
	assert_string_equal(hall_ask(&h, "reissue", reissue("4", PERSONS + 2, "wet")), "ok");
	assert_string_equal(help(&h, "0000000000000001"), "ok");
	in_store(&h, damage);
	assert_string_equal(hall_ask(&h, "poll_resume", hall_about("budget", 1)), "ok");
	assert_string_equal(help(&h, "0000000000000002"), "io");
	for (unsigned i = 5; i <= 9; i++)
		hall_vote(&h, i, 0);
	assert_string_equal(lost_at_close(&h, "budget"), "assists_lost reissue_lost ");
	/* the other one is on record, and the box opens */
	assert_string_equal(reasons(&h, from, "reissue"), "wet ");
	hall_follow(&h);
	assert_int_equal(meeting_current(&h.k.meeting)->state, ATTEMPT_CLOSED);
	hall_open_box(&h);
	assert_string_equal(hall_ask(&h, "poll", maker_definition(&h.k, "second", "motion", 1)), "ok");
	assert_string_equal(hall_start_poll(&h, "second", 0), "ok");
	assert_string_equal(lost_at_close(&h, "second"), "");
	hall_finish(&h);
}

static const char *act_state(struct hall *h, const char *session, json_int_t number)
{
	static char state[20];
	json_t *reply = core_door_ask(&h->door, LOCAL, session, "act", json_pack("{s:I}", "number", number));
	const char *told = json_string_value(json_object_get(json_object_get(reply, "ok"), "state"));

	snprintf(state, sizeof(state), "%s", told ? told : "");
	json_decref(reply);
	return state;
}

/* Numbers of acts that are not signed come again: whoever waits for one must not be told of another's. */
static void an_act_is_told_of_only_to_who_proposed_it(void **state)
{
	struct hall h = { 0 };
	char session[80];
	json_t *reply;

	hall_prepare(&h, state);
	hall_start(&h);
	hall_open_poll(&h);
	assert_string_equal(hall_ask(&h, "operator", hall_by_two(json_pack("{s:s, s:[s], s:b, s:s}", "name", "sam",
									   "roles", "scrutineer", "active", 1,
									   "password", "battery staple"))), "ok");
	reply = core_door_ask(&h.door, LOCAL, NULL, "login", json_pack("{s:s, s:s}", "name", "sam", "password", "battery staple"));
	snprintf(session, sizeof(session), "%s", json_string_value(json_object_get(json_object_get(reply, "ok"), "session")));
	json_decref(reply);
	assert_string_equal(hall_ask(&h, "poll_close", hall_about("budget", 1)), "ok");
	assert_string_equal(hall_ask(&h, "poll_void", hall_by_two(json_pack("{s:s, s:i, s:s}", "poll", "budget", "attempt", 1, "reason", "nobody voted"))), "ok");
	assert_string_equal(act_state(&h, h.session, (json_int_t)h.k.meeting.act_count + 1), "waiting");
	assert_string_equal(act_state(&h, session, (json_int_t)h.k.meeting.act_count + 1), "gone");
	hall_finish(&h);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_poll_that_is_made_void_does_not_name_who_was_given_a_spare_in_another),
		IN_FOLDER(who_gave_a_spare_stays_in_office_until_the_poll_has_ended),
		IN_FOLDER(a_second_spare_for_one_person_in_one_poll_is_told_too),
		IN_FOLDER(what_waits_is_sealed_bears_nobodys_number_and_outlives_a_restart),
		IN_FOLDER(an_act_is_told_of_only_to_who_proposed_it),
		IN_FOLDER(damaged_rows_are_told_of_once_and_the_meeting_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
