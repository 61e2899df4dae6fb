/* Can a browser begin the meeting with the code from the server's own machine, and nobody without
 * it; and does the authority outlive a start, but no meeting? */
#include <stdio.h>

#include "protocol/base/code.h"
#include "protocol/os/os.h"
#include "tally-server/core/authority.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core_door.h"
#include "tests/unit/temp_folder.h"

enum { LOCAL = 1, BROWSER = 2, TRIES = 400 };

struct room {
	struct core_door door;
	char folder[TEMP_PATH_SIZE + 60], code[CODE_TEXT_SIZE];
};

static void start(struct room *r)
{
	static const uint8_t ports[8] = { 0, 0, 0x1d, 0x07, 0, 0, 0x1d, 0x13 };         /* 7431, 7443 */

	core_door_open(&r->door, r->folder);
	core_door_say(&r->door, PIPE_PORTS, 0, ports, sizeof(ports));
	core_door_connect(&r->door, LOCAL, DOOR_LOCAL, NULL);
	core_door_connect(&r->door, BROWSER, DOOR_BROWSER, NULL);
}

static void begin(struct room *r, void **state)
{
	temp_path(r->folder, state, "state");
	start(r);
}

static void restart(struct room *r)
{
	assert_int_equal(core_door_close(&r->door), EXIT_ENDED);
	start(r);
}

static const char *ask(struct room *r, uint64_t connection, const char *type, json_t *body)
{
	return core_door_code(core_door_ask(&r->door, connection, NULL, type, body));
}

static json_t *file(const char *name)
{
	char path[100];
	json_error_t error;
	json_t *profile;

	snprintf(path, sizeof(path), "schema/profiles/%s.json", name);
	profile = json_load_file(path, 0, &error);
	assert_non_null(profile);
	return profile;
}

/* The setup code as the server's own machine is told it; and the rest of the answer, owned by the caller. */
static json_t *draw(struct room *r)
{
	json_t *reply = core_door_ask(&r->door, LOCAL, NULL, "setup_code", json_object()), *ok = json_incref(json_object_get(reply, "ok"));
	const char *code = json_string_value(json_object_get(ok, "code"));

	assert_non_null(code);
	snprintf(r->code, sizeof(r->code), "%s", code);
	json_decref(reply);
	return ok;
}

static json_t *creation(const char *code)
{
	return json_pack("{s:s*, s:s, s:[s], s:o, s:s, s:s}", "code", code, "name", "hall", "sittings", "one", "profile", file("shitai"), "operator", "anna",
			 "password", "correct horse");
}

static const char *create(struct room *r, const char *code)
{
	return ask(r, BROWSER, "create", creation(code));
}

static const char *setup(struct room *r, const char *code)
{
	return ask(r, BROWSER, "setup", json_pack("{s:s}", "code", code));
}

/* Every byte of the code matters, at whichever end. */
static void a_code_that_differs_anywhere_is_wrong(void **state)
{
	uint8_t bytes[SETUP_CODE_SIZE];
	char text[CODE_TEXT_SIZE];
	struct room r;

	begin(&r, state);
	json_decref(draw(&r));
	assert_int_equal(code_read(bytes, CODE_SETUP, r.code), OK);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		bytes[i] ^= 1;
		code_show(text, CODE_SETUP, bytes);
		assert_string_equal(setup(&r, text), "setup_code");
		bytes[i] ^= 1;
	}
	assert_string_equal(setup(&r, r.code), "ok");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void a_browser_begins_the_meeting_with_the_latest_code_and_once(void **state)
{
	char old[CODE_TEXT_SIZE];
	struct room r;

	begin(&r, state);
	assert_string_equal(create(&r, "0000 0000 0000 0000 0000"), "setup_code");
	json_decref(draw(&r));
	memcpy(old, r.code, sizeof(old));
	json_decref(draw(&r));
	assert_string_not_equal(old, r.code);
	assert_string_equal(create(&r, NULL), "field_missing");
	assert_string_equal(create(&r, old), "setup_code");
	assert_string_equal(setup(&r, old), "setup_code");
	/* a slip of the finger is told as such */
	r.code[0] = r.code[0] == '7' ? '8' : '7';
	assert_string_equal(create(&r, r.code), "code");
	json_decref(draw(&r));
	assert_string_equal(setup(&r, r.code), "ok");
	assert_string_equal(create(&r, r.code), "ok");
	assert_string_equal(create(&r, r.code), "meeting_exists");
	assert_string_equal(setup(&r, r.code), "meeting_exists");
	assert_string_equal(ask(&r, LOCAL, "setup_code", json_object()), "meeting_exists");
	assert_string_equal(ask(&r, BROWSER, "login", json_pack("{s:s, s:s}", "name", "anna", "password", "correct horse")), "ok");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void the_code_is_told_at_the_server_s_own_machine_alone_and_not_kept(void **state)
{
	struct room r;

	begin(&r, state);
	assert_string_equal(ask(&r, BROWSER, "setup_code", json_object()), "not_permitted");
	json_decref(draw(&r));
	/* who is there needs none, and has no field for it */
	assert_string_equal(ask(&r, LOCAL, "setup", json_object()), "ok");
	assert_string_equal(ask(&r, LOCAL, "create", creation(r.code)), "field_unknown");
	restart(&r);
	assert_string_equal(setup(&r, r.code), "setup_code");
	assert_string_equal(ask(&r, LOCAL, "create", creation(NULL)), "ok");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void no_page_of_another_site_begins_a_meeting_even_with_the_code(void **state)
{
	struct room r;

	begin(&r, state);
	json_decref(draw(&r));
	strcpy(r.door.web.origin, "https://evil:7443");
	assert_string_equal(create(&r, r.code), "origin");
	assert_string_equal(setup(&r, r.code), "origin");
	r.door.web.origin[0] = 0;
	assert_string_equal(create(&r, r.code), "origin");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

/* However the tries fall into windows, one of them is soon full. */
static void codes_cannot_be_tried_at_will_and_the_server_s_own_machine_does_not_wait(void **state)
{
	const char *said = "setup_code";
	struct room r;

	begin(&r, state);
	json_decref(draw(&r));
	for (int i = 0; i < TRIES && !strcmp(said, "setup_code"); i++)
		said = setup(&r, "0000 0000 0000 0000 0000");
	assert_string_equal(said, "busy");
	assert_string_equal(create(&r, r.code), "busy");
	assert_string_equal(ask(&r, LOCAL, "create", creation(NULL)), "ok");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void where_to_go_is_told_with_the_code(void **state)
{
	uint8_t fingerprint[AUTHORITY_FINGERPRINT_SIZE];
	struct authority *a = NULL;
	char hex[2 * AUTHORITY_FINGERPRINT_SIZE + 1];
	struct room r;
	json_t *ok;

	begin(&r, state);
	ok = draw(&r);
	assert_string_equal(json_string_value(json_array_get(json_object_get(ok, "addresses"), 0)), "https://localhost:7443/");
	assert_int_equal(authority_open(&a, r.folder), OK);
	authority_fingerprint(fingerprint, a);
	hex_encode(hex, fingerprint, sizeof(fingerprint));
	assert_string_equal(json_string_value(json_object_get(ok, "authority")), hex);
	authority_free(a);
	json_decref(ok);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

/* The id of the meeting that the authority is for. */
static void meeting_of(const struct room *r, char id[MEETING_ID_LEN + 1])
{
	struct authority *a = NULL;

	assert_int_equal(authority_open(&a, r->folder), OK);
	authority_meeting(id, a);
	authority_free(a);
}

/* ---- rules ---- */

static void the_shipped_rules_are_offered_and_shown_as_the_meeting_will_show_them(void **state)
{
	json_t *seen, *then, *sitting, *ours = file("hunyuan"), *theirs = file("county-2020");
	struct room r;

	begin(&r, state);
	json_decref(draw(&r));
	seen = core_door_ask(&r.door, BROWSER, NULL, "setup", json_pack("{s:s}", "code", r.code));
	then = json_object_get(json_object_get(seen, "ok"), "profiles");
	assert_int_equal(json_array_size(then), 6);
	for (size_t i = 0, found = 0; i < 6; i++) {
		found += json_equal(json_array_get(then, i), ours) || json_equal(json_array_get(then, i), theirs);
		assert_true(i < 5 || found == 2);
	}
	json_decref(seen);
	seen = core_door_ask(&r.door, BROWSER, NULL, "setup_rules", json_pack("{s:s, s:O, s:O}", "code", r.code, "profile", ours, "election", theirs));
	assert_non_null(json_object_get(json_object_get(seen, "ok"), "words"));

	sitting = json_pack("{s:s, s:s, s:[s], s:O, s:O, s:s, s:s}", "code", r.code, "name", "hall", "sittings", "one",
			    "profile", ours, "election", theirs, "operator", "anna", "password", "correct horse");
	assert_string_equal(ask(&r, BROWSER, "create", sitting), "ok");
	assert_string_equal(ask(&r, BROWSER, "login", json_pack("{s:s, s:s}", "name", "anna", "password", "correct horse")), "ok");
	then = core_door_ask(&r.door, BROWSER, r.door.cookies.session, "profile", json_object());
	assert_true(json_equal(json_object_get(seen, "ok"), json_object_get(then, "ok")));
	json_decref(seen);
	json_decref(then);
	json_decref(ours);
	json_decref(theirs);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

/* The error of a creation with `name` set to `value` (stolen), and what its detail says. */
static void refuses(struct room *r, const char *name, json_t *value, const char *code, const char *detail)
{
	json_t *body = creation(r->code), *reply, *error;

	json_object_set_new(body, name, value);
	reply = core_door_ask(&r->door, BROWSER, NULL, "create", body);
	error = json_object_get(reply, "error");
	assert_string_equal(json_string_value(json_object_get(error, "code")), code);
	assert_string_equal(json_string_value(json_object_get(error, "detail")), detail);
	json_decref(reply);
}

static void what_is_refused_names_its_field_and_begins_nothing(void **state)
{
	json_t *bad = file("shitai"), *large = file("shitai");
	char *fill = calloc(1, (300 << 10) + 1), before[MEETING_ID_LEN + 1], after[MEETING_ID_LEN + 1], path[TEMP_PATH_SIZE + 100];
	struct room r;

	begin(&r, state);
	json_decref(draw(&r));
	memset(fill, 'x', 300 << 10);
	json_object_set_new(bad, "minimum", json_integer(4));
	json_object_set_new(large, "source", json_string(fill));
	refuses(&r, "name", json_string(""), "range", "name");
	refuses(&r, "password", json_string("short"), "range", "password");
	refuses(&r, "sittings", json_array(), "range", "sittings");
	refuses(&r, "profile", bad, "range", "profile minimum");
	refuses(&r, "profile", large, "too_long", "profile");
	refuses(&r, "election", json_object(), "field_missing", "profile id");
	refuses(&r, "operator", json_string("machine:desk"), "not_permitted", "by");
	snprintf(path, sizeof(path), "%s/log.seed", r.folder);
	assert_int_not_equal(access(path, F_OK), 0);

	meeting_of(&r, before);
	restart(&r);
	json_decref(draw(&r));
	assert_string_equal(create(&r, r.code), "ok");
	meeting_of(&r, after);
	assert_string_equal(before, after);
	free(fill);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

/* ---- the authority ---- */

static void lose(const struct room *r, const char *name)
{
	char path[TEMP_PATH_SIZE + 100];

	snprintf(path, sizeof(path), "%s/%s", r->folder, name);
	assert_int_equal(unlink(path), 0);
}

static void the_authority_is_there_before_the_meeting_and_outlives_a_start(void **state)
{
	char first[MEETING_ID_LEN + 1], second[MEETING_ID_LEN + 1];
	struct room r;

	begin(&r, state);
	assert_string_equal(ask(&r, LOCAL, "ping", json_object()), "ok");
	meeting_of(&r, first);
	restart(&r);
	assert_string_equal(ask(&r, LOCAL, "ping", json_object()), "ok");
	meeting_of(&r, second);
	assert_string_equal(first, second);
	/* a crash has left half of it */
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
	lose(&r, "authority.pem");
	start(&r);
	assert_string_equal(ask(&r, LOCAL, "ping", json_object()), "ok");
	meeting_of(&r, second);
	assert_string_not_equal(first, second);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void read_file(struct buf *out, const struct room *r, const char *name)
{
	char path[TEMP_PATH_SIZE + 100];

	snprintf(path, sizeof(path), "%s/%s", r->folder, name);
	assert_int_equal(file_read(out, path, 1 << 16), OK);
}

/* Somebody moves the database away to put an older one in its place, and the server is started again too soon. */
static void the_keys_of_a_meeting_whose_database_is_gone_are_kept(void **state)
{
	static const char *const names[][2] = { { "authority.key", "authority.key.lost" }, { "authority.pem", "authority.pem.lost" }, { "log.seed", "log.seed.lost" } };
	char first[MEETING_ID_LEN + 1], second[MEETING_ID_LEN + 1];
	struct buf before[3] = { { 0 } }, after = { 0 };
	struct room r;

	begin(&r, state);
	assert_string_equal(ask(&r, LOCAL, "create", creation(NULL)), "ok");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
	for (size_t i = 0; i < 3; i++)
		read_file(&before[i], &r, names[i][0]);
	lose(&r, "meeting.db");
	start(&r);
	assert_string_equal(ask(&r, LOCAL, "ping", json_object()), "ok");
	meeting_of(&r, first);
	/* that was once: stations may trust the new one by now */
	restart(&r);
	assert_string_equal(ask(&r, LOCAL, "ping", json_object()), "ok");
	meeting_of(&r, second);
	assert_string_equal(first, second);
	for (size_t i = 0; i < 3; i++) {
		after.len = 0;
		read_file(&after, &r, names[i][1]);
		assert_int_equal(after.len, before[i].len);
		assert_memory_equal(after.at, before[i].at, after.len);
		buf_release_secret(&before[i]);
	}
	buf_release_secret(&after);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void a_meeting_that_was_lost_leaves_its_id_to_none(void **state)
{
	char first[MEETING_ID_LEN + 1], second[MEETING_ID_LEN + 1];
	struct room r;
	json_t *reply;

	begin(&r, state);
	reply = core_door_ask(&r.door, LOCAL, NULL, "create", creation(NULL));
	meeting_of(&r, first);
	assert_string_equal(json_string_value(json_object_get(json_object_get(reply, "ok"), "meeting")), first);
	json_decref(reply);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
	lose(&r, "meeting.db");
	start(&r);
	assert_string_equal(ask(&r, LOCAL, "create", creation(NULL)), "ok");
	meeting_of(&r, second);
	assert_string_not_equal(first, second);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_code_that_differs_anywhere_is_wrong),
		IN_FOLDER(a_browser_begins_the_meeting_with_the_latest_code_and_once),
		IN_FOLDER(the_code_is_told_at_the_server_s_own_machine_alone_and_not_kept),
		IN_FOLDER(no_page_of_another_site_begins_a_meeting_even_with_the_code),
		IN_FOLDER(codes_cannot_be_tried_at_will_and_the_server_s_own_machine_does_not_wait),
		IN_FOLDER(where_to_go_is_told_with_the_code),
		IN_FOLDER(the_shipped_rules_are_offered_and_shown_as_the_meeting_will_show_them),
		IN_FOLDER(what_is_refused_names_its_field_and_begins_nothing),
		IN_FOLDER(the_authority_is_there_before_the_meeting_and_outlives_a_start),
		IN_FOLDER(the_keys_of_a_meeting_whose_database_is_gone_are_kept),
		IN_FOLDER(a_meeting_that_was_lost_leaves_its_id_to_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
