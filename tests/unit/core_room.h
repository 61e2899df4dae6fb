/* core_room.h - a meeting behind a core door, with the secretary anna, the desk ben, the viewer
 * vera and the chair cleo; for tests of what core answers. */
#ifndef TALLY_TEST_CORE_ROOM_H
#define TALLY_TEST_CORE_ROOM_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

#include "tests/unit/core_door.h"
#include "tests/unit/temp_folder.h"

enum { ROOM_LOCAL = 1 };

struct core_room {
	struct core_door door;
	char folder[TEMP_PATH_SIZE + 60];
	char anna[80], ben[80], vera[80], cleo[80];     /* their sessions */
};

/* The whole reply; the caller owns it. */
static inline json_t *room_reply(struct core_room *r, const char *session, const char *type, json_t *body)
{
	return core_door_ask(&r->door, ROOM_LOCAL, session, type, body);
}

/* The reply's `ok`, which must be one; the caller owns it. */
static inline json_t *room_ok(struct core_room *r, const char *session, const char *type, json_t *body)
{
	json_t *reply = room_reply(r, session, type, body), *ok = json_incref(json_object_get(reply, "ok"));

	if (!ok)
		fail_msg("%s: %s", type, json_string_value(json_object_get(json_object_get(reply, "error"), "code")));
	json_decref(reply);
	return ok;
}

static inline const char *room_code(struct core_room *r, const char *session, const char *type, json_t *body)
{
	return core_door_code(room_reply(r, session, type, body));
}

static inline void room_login(struct core_room *r, char session[80], const char *name, const char *password)
{
	json_t *ok = room_ok(r, NULL, "login", json_pack("{s:s, s:s}", "name", name, "password", password));

	snprintf(session, 80, "%s", json_string_value(json_object_get(ok, "session")));
	json_decref(ok);
}

static inline void room_operator(struct core_room *r, char session[80], const char *name, const char *role)
{
	json_t *body = json_pack("{s:s, s:[s], s:b, s:s}", "name", name, "roles", role, "active", 1, "password", "battery staple");

	/* ben is the first beside anna, and vouches for the others */
	json_decref(room_ok(r, r->anna, "operator", strcmp(name, "ben") ? core_door_by_two(body, "ben", "battery staple") : body));
	room_login(r, session, name, "battery staple");
}

static inline void room_start(struct core_room *r)
{
	core_door_open(&r->door, r->folder);
	core_door_connect(&r->door, ROOM_LOCAL, DOOR_LOCAL, NULL);
}

static inline void room_found(struct core_room *r, void **state)
{
	json_error_t error;
	json_t *profile = json_load_file("schema/profiles/hunyuan.json", 0, &error);

	temp_path(r->folder, state, "state");
	room_start(r);
	json_decref(room_ok(r, NULL, "create", json_pack("{s:s, s:[s, s], s:o, s:s, s:s}", "name", "hall", "sittings", "one", "two", "profile", profile,
							 "operator", "anna", "password", "correct horse")));
	room_login(r, r->anna, "anna", "correct horse");
	room_operator(r, r->ben, "ben", "desk");
	room_operator(r, r->vera, "vera", "viewer");
	room_operator(r, r->cleo, "cleo", "chair");
}

/* Lines "number,name,unit,role,id4,tel4" under their header, imported. */
static inline void room_roster(struct core_room *r, const char *lines)
{
	struct buf csv = { 0 };

	buf_addf(&csv, "number,name,unit,role,id4,tel4\n%s", lines);
	json_decref(room_ok(r, r->anna, "roster", json_pack("{s:o, s:b}", "csv", json_base64(csv.at, csv.len), "apply", 1)));
	buf_release(&csv);
}

static inline void room_sit(struct core_room *r, int sitting)
{
	json_decref(room_ok(r, r->anna, "sitting_open", json_pack("{s:i}", "sitting", sitting)));
}

static inline void room_close(struct core_room *r)
{
	assert_int_equal(core_door_close(&r->door), EXIT_ENDED);
}

#endif
