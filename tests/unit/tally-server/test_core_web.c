/* Does core know a browser by its cookie alone, does nobody but a page of ours speak for it, and is
 * there one control seat, which ends with its session? */
#include <stdio.h>

#include "protocol/crypto/hash.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core_door.h"
#include "tests/unit/temp_folder.h"

enum { LOCAL = 1, BROWSER = 2, OTHER = 3, STREAM = 4 };

/* A meeting with two of the secretariat, anna and eva, and ben of the desk; `session` is anna's at the local door. */
struct room {
	struct core_door door;
	char folder[TEMP_PATH_SIZE + 60], session[80];
};

static const char *ask(struct room *r, uint64_t connection, const char *session, const char *type, json_t *body)
{
	return core_door_code(core_door_ask(&r->door, connection, session, type, body));
}

/* The string `name` of the answer's ok; "" if there is none. */
static const char *told(struct room *r, uint64_t connection, const char *session, const char *type, json_t *body, const char *name)
{
	static char text[400];
	json_t *reply = core_door_ask(&r->door, connection, session, type, body);
	const char *found = json_string_value(json_object_get(json_object_get(reply, "ok"), name));

	snprintf(text, sizeof(text), "%s", found ? found : "");
	json_decref(reply);
	return text;
}

/* A screen's answer to `type`: its `until`, 0 if there is none. */
static int64_t until_of(struct room *r, const char *type, json_t *body)
{
	json_t *reply = core_door_ask(&r->door, BROWSER, NULL, type, body);
	int64_t until = json_integer_value(json_object_get(json_object_get(reply, "ok"), "until"));

	json_decref(reply);
	return until;
}

static json_t *account(const char *name)
{
	return json_pack("{s:s, s:s}", "name", name, "password", "correct horse");
}

static void add_operator(struct room *r, const char *name, const char *role)
{
	json_t *body = json_pack("{s:s, s:[s], s:b, s:s}", "name", name, "roles", role, "active", 1, "password", "correct horse");

	/* eva is the first beside anna, and vouches for the others */
	assert_string_equal(ask(r, LOCAL, r->session, "operator", strcmp(name, "eva") ? core_door_by_two(body, "eva", "correct horse") : body), "ok");
}

static void start(struct room *r)
{
	core_door_open(&r->door, r->folder);
	core_door_connect(&r->door, LOCAL, DOOR_LOCAL, NULL);
	core_door_connect(&r->door, BROWSER, DOOR_BROWSER, NULL);
	core_door_connect(&r->door, OTHER, DOOR_BROWSER, NULL);
}

static void found(struct room *r, void **state)
{
	json_error_t error;
	json_t *profile = json_load_file("schema/profiles/shitai.json", 0, &error);

	assert_non_null(profile);
	temp_path(r->folder, state, "state");
	start(r);
	assert_string_equal(ask(r, LOCAL, NULL, "create",
				json_pack("{s:s, s:[s], s:o, s:s, s:s}", "name", "hall", "sittings", "one",
					  "profile", profile, "operator", "anna", "password", "correct horse")), "ok");
	snprintf(r->session, sizeof(r->session), "%s", told(r, LOCAL, NULL, "login", account("anna"), "session"));
	add_operator(r, "eva", "secretariat");
	add_operator(r, "ben", "desk");
}

/* Sign in by browser: the cookie that is set. */
static void sign_in(struct room *r, char cookie[PIPE_TOKEN_SIZE + 1], const char *name)
{
	assert_string_equal(ask(r, BROWSER, NULL, "login", account(name)), "ok");
	assert_int_equal(strlen(r->door.cookies.session), PIPE_TOKEN_SIZE);
	memcpy(cookie, r->door.cookies.session, PIPE_TOKEN_SIZE + 1);
}

static void a_browser_signs_in_by_cookie_and_never_sees_the_token(void **state)
{
	char cookie[PIPE_TOKEN_SIZE + 1], expected[WEB_CSRF_SIZE];
	struct room r;
	json_t *reply;

	found(&r, state);
	reply = core_door_ask(&r.door, BROWSER, NULL, "login", account("anna"));
	memcpy(cookie, r.door.cookies.session, sizeof(cookie));
	assert_null(json_object_get(json_object_get(reply, "ok"), "session"));
	web_csrf(expected, cookie);
	assert_string_equal(json_string_value(json_object_get(json_object_get(reply, "ok"), "csrf")), expected);
	json_decref(reply);
	assert_string_equal(ask(&r, BROWSER, cookie, "status", json_object()), "ok");
	assert_string_equal(told(&r, BROWSER, cookie, "me", json_object(), "csrf"), expected);
	assert_string_equal(told(&r, BROWSER, cookie, "me", json_object(), "name"), "anna");
	/* the same token in the message, as at the local door, is nothing here */
	reply = core_door_ask(&r.door, LOCAL, cookie, "status", json_object());
	assert_string_equal(core_door_code(reply), "ok");
	assert_string_equal(ask(&r, BROWSER, NULL, "status", json_object()), "session");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void a_browser_that_was_in_before_is_not_locked_out_by_strangers(void **state)
{
	char cookie[PIPE_TOKEN_SIZE + 1];
	struct room r;

	found(&r, state);
	sign_in(&r, cookie, "anna");
	assert_int_equal(strlen(r.door.cookies.device), PIPE_TOKEN_SIZE);
	memcpy(r.door.web.device, r.door.cookies.device, PIPE_TOKEN_SIZE + 1);
	for (int i = 0; i < 5; i++) {
		r.door.web.device[0] ^= 1;
		assert_string_equal(ask(&r, OTHER, NULL, "login", json_pack("{s:s, s:s}", "name", "anna", "password", "a stranger's")), "login");
		r.door.web.device[0] ^= 1;
	}
	sign_in(&r, cookie, "anna");
	/* the token stays the same, for whoever signs in there */
	assert_string_equal(r.door.cookies.device, r.door.web.device);
	r.door.web.device[0] = 0;
	assert_string_equal(ask(&r, OTHER, NULL, "login", account("anna")), "locked");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void a_new_sign_in_ends_the_old_session_and_signing_out_takes_the_cookie_away(void **state)
{
	char first[PIPE_TOKEN_SIZE + 1], second[PIPE_TOKEN_SIZE + 1];
	struct room r;

	found(&r, state);
	sign_in(&r, first, "anna");
	assert_string_equal(ask(&r, BROWSER, first, "login", account("anna")), "ok");
	memcpy(second, r.door.cookies.session, sizeof(second));
	assert_string_not_equal(first, second);
	assert_string_equal(ask(&r, BROWSER, first, "status", json_object()), "session");
	/* a page that still has the dead one learns it, and loses it */
	assert_string_equal(told(&r, BROWSER, first, "me", json_object(), "name"), "");
	assert_string_equal(r.door.cookies.session, "-");
	assert_string_equal(ask(&r, BROWSER, second, "logout", json_object()), "ok");
	assert_string_equal(r.door.cookies.session, "-");
	assert_string_equal(ask(&r, BROWSER, second, "status", json_object()), "session");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void no_other_site_speaks_for_a_browser(void **state)
{
	static const char *const foreign[] = { "", "https://evil:7443", "http://hall:7443", "https://hall", "https://hall:7443.evil", "https://hall:7443/", "null" };
	char cookie[PIPE_TOKEN_SIZE + 1];
	struct room r;

	found(&r, state);
	sign_in(&r, cookie, "anna");
	for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++) {
		snprintf(r.door.web.origin, sizeof(r.door.web.origin), "%s", foreign[i]);
		assert_string_equal(ask(&r, BROWSER, cookie, "status", json_object()), "origin");
		assert_string_equal(ask(&r, BROWSER, cookie, "me", json_object()), "origin");
		assert_string_equal(ask(&r, BROWSER, NULL, "login", account("anna")), "origin");
		/* who is no browser has no origin, and may still ask what is open to machines */
		assert_string_equal(ask(&r, BROWSER, NULL, "ping", json_object()), foreign[i][0] ? "origin" : "ok");
	}
	strcpy(r.door.web.origin, "https://");
	r.door.web.host[0] = 0;
	assert_string_equal(ask(&r, BROWSER, cookie, "status", json_object()), "origin");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void a_cookie_alone_moves_nothing(void **state)
{
	char cookie[PIPE_TOKEN_SIZE + 1], other[PIPE_TOKEN_SIZE + 1];
	struct room r;

	found(&r, state);
	sign_in(&r, cookie, "anna");
	sign_in(&r, other, "eva");
	strcpy(r.door.csrf, "none");
	assert_string_equal(ask(&r, BROWSER, cookie, "status", json_object()), "csrf");
	/* another's proof is none */
	web_csrf(r.door.csrf, other);
	assert_string_equal(ask(&r, BROWSER, cookie, "status", json_object()), "csrf");
	web_csrf(r.door.csrf, cookie);
	assert_string_equal(ask(&r, BROWSER, cookie, "status", json_object()), "ok");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static bool holds(struct room *r, const char *cookie, const char *holder, bool mine)
{
	json_t *reply = core_door_ask(&r->door, BROWSER, cookie, "status", json_object());
	const json_t *control = json_object_get(json_object_get(reply, "ok"), "control");
	bool is = !strcmp(json_string_value(json_object_get(control, "holder")), holder) && json_is_true(json_object_get(control, "mine")) == mine;

	json_decref(reply);
	return is;
}

static json_t *enrol_plan(const char *role, const char *name)
{
	return json_pack("{s:s, s:s}", "role", role, "name", name);
}

static void there_is_one_control_seat_and_it_can_be_taken_over(void **state)
{
	char anna[PIPE_TOKEN_SIZE + 1], other[PIPE_TOKEN_SIZE + 1], eva[PIPE_TOKEN_SIZE + 1], ben[PIPE_TOKEN_SIZE + 1];
	struct room r;
	json_t *reply;

	found(&r, state);
	sign_in(&r, anna, "anna");
	sign_in(&r, eva, "eva");
	sign_in(&r, ben, "ben");
	assert_true(holds(&r, anna, "", false));
	assert_string_equal(ask(&r, BROWSER, anna, "enrol_code", enrol_plan("desk", "d1")), "control");
	assert_string_equal(ask(&r, BROWSER, anna, "control", json_pack("{s:b}", "take", 1)), "ok");
	assert_true(holds(&r, anna, "anna", true));
	assert_true(holds(&r, eva, "anna", false));
	assert_string_equal(ask(&r, BROWSER, anna, "enrol_code", enrol_plan("desk", "d1")), "ok");
	reply = core_door_ask(&r.door, BROWSER, eva, "enrol_code", enrol_plan("desk", "d2"));
	assert_string_equal(json_string_value(json_object_get(json_object_get(reply, "error"), "detail")), "anna");
	assert_string_equal(core_door_code(reply), "control");
	/* one who reads needs no seat, a desk neither, and the operator at the server least of all */
	assert_string_equal(ask(&r, BROWSER, eva, "handout", json_object()), "ok");
	assert_string_equal(ask(&r, BROWSER, ben, "scan", json_object()), "field_missing");
	assert_string_equal(ask(&r, LOCAL, r.session, "enrol_code", enrol_plan("desk", "d3")), "ok");
	assert_string_equal(ask(&r, BROWSER, ben, "control", json_pack("{s:b}", "take", 1)), "not_permitted");
	assert_string_equal(ask(&r, BROWSER, eva, "control", json_pack("{s:b}", "take", 0)), "ok");
	assert_true(holds(&r, anna, "anna", true));
	/* it is one session's: anna herself at another station does not have it */
	sign_in(&r, other, "anna");
	assert_true(holds(&r, other, "anna", false));
	assert_string_equal(ask(&r, BROWSER, other, "enrol_code", enrol_plan("desk", "d2")), "control");

	assert_string_equal(ask(&r, BROWSER, eva, "control", json_pack("{s:b}", "take", 1)), "ok");
	assert_string_equal(ask(&r, BROWSER, anna, "enrol_code", enrol_plan("desk", "d4")), "control");
	assert_true(holds(&r, anna, "eva", false));
	assert_string_equal(ask(&r, BROWSER, eva, "logout", json_object()), "ok");
	assert_true(holds(&r, anna, "", false));
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

/* ---- screens and events ---- */

static void enrol_screen(struct room *r, char cookie[PIPE_TOKEN_SIZE + 1], const char *role, const char *name, const char *expected)
{
	char code[80];

	snprintf(code, sizeof(code), "%s", told(r, LOCAL, r->session, "enrol_code", enrol_plan(role, name), "code"));
	assert_string_equal(ask(r, BROWSER, NULL, "screen_enrol", json_pack("{s:s}", "code", code)), expected);
	memcpy(cookie, r->door.cookies.screen, PIPE_TOKEN_SIZE + 1);
	if (!strcmp(expected, "ok"))
		assert_string_equal(ask(r, BROWSER, NULL, "screen_enrol", json_pack("{s:s}", "code", code)), "enrol_used");
}

static void a_screen_is_a_machine_of_the_hall_until_it_is_revoked(void **state)
{
	char cookie[PIPE_TOKEN_SIZE + 1], none[PIPE_TOKEN_SIZE + 1];
	struct room r;

	found(&r, state);
	enrol_screen(&r, none, "desk", "d1", "enrol_code");
	assert_string_equal(none, "");
	enrol_screen(&r, cookie, "hall", "main", "ok");
	memcpy(r.door.web.screen, cookie, sizeof(cookie));
	assert_string_equal(told(&r, BROWSER, NULL, "me", json_object(), "machine"), "main");
	assert_string_equal(ask(&r, BROWSER, NULL, "state", json_object()), "ok");
	/* the countdown that all see, and no other */
	assert_int_equal(until_of(&r, "state", json_object()), 0);
	for (int i = 0; i < 2; i++) {
		assert_string_equal(ask(&r, LOCAL, r.session, "show", json_pack("{s:s, s:s, s:i}", "screen", i ? "hall" : "rostrum", "view", "auto", "countdown", 60)), "ok");
		assert_int_equal(until_of(&r, "state", json_object()), until_of(&r, "hall", json_pack("{s:s}", "screen", "hall")));
	}
	assert_true(until_of(&r, "state", json_object()) > 0);
	assert_string_equal(ask(&r, BROWSER, NULL, "status", json_object()), "ok");
	assert_string_equal(ask(&r, BROWSER, NULL, "handout", json_object()), "session");
	assert_string_equal(ask(&r, BROWSER, NULL, "commit", json_object()), "session");
	/* it survives a restart, by the record */
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
	start(&r);
	memcpy(r.door.web.screen, cookie, sizeof(cookie));
	assert_string_equal(ask(&r, BROWSER, NULL, "state", json_object()), "ok");
	r.door.web.screen[0] ^= 1;
	assert_string_equal(ask(&r, BROWSER, NULL, "state", json_object()), "session");
	r.door.web.screen[0] ^= 1;
	assert_string_equal(ask(&r, LOCAL, r.session, "machine_revoke", json_pack("{s:s, s:s}", "name", "main", "reason", "lost")), "ok");
	assert_string_equal(ask(&r, BROWSER, NULL, "state", json_object()), "session");
	assert_string_equal(told(&r, BROWSER, NULL, "me", json_object(), "machine"), "");
	assert_string_equal(r.door.cookies.screen, "-");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

/* Open a stream; the error's code, or "ok" if it was admitted. */
static const char *listen_as(struct room *r, uint64_t connection, const char *session)
{
	struct buf audience = { 0 };
	const char *code;

	core_door_connect(&r->door, connection, DOOR_BROWSER, NULL);
	assert_true(core_door_hear(&r->door, PIPE_ADMIT, connection, &audience));
	assert_int_equal(audience.at[0], 0);
	buf_release(&audience);
	r->door.web.origin[0] = 0;
	code = ask(r, connection, session, "events", json_object());
	strcpy(r->door.web.origin, "https://hall:7443");
	return code;
}

static void who_is_signed_in_hears_of_changes_until_the_session_ends(void **state)
{
	char anna[PIPE_TOKEN_SIZE + 1];
	struct buf heard = { 0 };
	struct room r;

	found(&r, state);
	sign_in(&r, anna, "anna");
	assert_string_equal(listen_as(&r, STREAM, NULL), "session");
	core_door_say(&r.door, PIPE_CLOSED, STREAM, NULL, 0);
	assert_string_equal(listen_as(&r, STREAM + 1, anna), "ok");
	assert_string_equal(ask(&r, BROWSER, anna, "control", json_pack("{s:b}", "take", 1)), "ok");
	assert_true(core_door_hear(&r.door, PIPE_EVENT, AUDIENCE_BROWSER, &heard));
	assert_string_equal(buf_text(&heard), "{\"event\":\"state\"}");
	add_operator(&r, "ben", "viewer");
	assert_true(core_door_hear(&r.door, PIPE_EVENT, AUDIENCE_BROWSER, &heard));
	assert_string_equal(buf_text(&heard), "{\"event\":\"state\"}");
	assert_true(core_door_hear(&r.door, PIPE_EVENT, AUDIENCE_BROWSER, &heard));
	assert_string_equal(buf_text(&heard), "{\"event\":\"head\"}");
	assert_string_equal(ask(&r, BROWSER, anna, "logout", json_object()), "ok");
	assert_true(core_door_hear(&r.door, PIPE_DROP, STREAM + 1, &heard));
	buf_release(&heard);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void nobody_listens_without_bound(void **state)
{
	enum { MOST = 16 };
	char anna[PIPE_TOKEN_SIZE + 1], eva[PIPE_TOKEN_SIZE + 1];
	struct room r;

	found(&r, state);
	sign_in(&r, anna, "anna");
	sign_in(&r, eva, "eva");
	for (uint64_t i = 0; i < MOST; i++)
		assert_string_equal(listen_as(&r, STREAM + i, anna), "ok");
	assert_string_equal(listen_as(&r, STREAM + MOST, anna), "busy");
	assert_string_equal(listen_as(&r, STREAM + MOST + 1, eva), "ok");
	core_door_say(&r.door, PIPE_CLOSED, STREAM, NULL, 0);
	assert_string_equal(listen_as(&r, STREAM + MOST + 2, anna), "ok");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_browser_signs_in_by_cookie_and_never_sees_the_token),
		IN_FOLDER(a_browser_that_was_in_before_is_not_locked_out_by_strangers),
		IN_FOLDER(a_new_sign_in_ends_the_old_session_and_signing_out_takes_the_cookie_away),
		IN_FOLDER(no_other_site_speaks_for_a_browser),
		IN_FOLDER(a_cookie_alone_moves_nothing),
		IN_FOLDER(there_is_one_control_seat_and_it_can_be_taken_over),
		IN_FOLDER(a_screen_is_a_machine_of_the_hall_until_it_is_revoked),
		IN_FOLDER(who_is_signed_in_hears_of_changes_until_the_session_ends),
		IN_FOLDER(nobody_listens_without_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
