/* What becomes of a scan: now, told late, told twice, or no longer fitting; and is nothing lost or
 * doubled when the server stops in between? */
#include <unistd.h>

#include "protocol/os/os.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core_room.h"

enum { LONG_AGO = 1000000000 };

static const char THREE[] = "1,Ada,North,delegate,,\n2,Bo,South,delegate,,\n3,Cy,South,observer,,\n";
static const char NONCE[] = "00112233445566aa";

static json_t *now(const char *number, const char *mode)
{
	return json_pack("{s:s, s:s}", "number", number, "mode", mode);
}

static json_t *late(const char *number, const char *mode, int64_t at)
{
	return json_pack("{s:s, s:s, s:I}", "number", number, "mode", mode, "desk_at", (json_int_t)at);
}

static json_t *named(json_t *body, const char *nonce)
{
	json_object_set_new(body, "nonce", json_string(nonce));
	return body;
}

/* "verdict" or "anomaly FOUND", or the error's code. */
static const char *scan(struct core_room *r, const char *session, json_t *body)
{
	static char said[80];
	json_t *reply = room_reply(r, session, "scan", body);
	const json_t *ok = json_object_get(reply, "ok");
	const char *found = json_string_value(json_object_get(ok, "found"));

	if (ok)
		snprintf(said, sizeof(said), "%s%s%s", json_string_value(json_object_get(ok, "verdict")), found ? " " : "", found ? found : "");
	else
		snprintf(said, sizeof(said), "%s", json_string_value(json_object_get(json_object_get(reply, "error"), "code")));
	json_decref(reply);
	return said;
}

static int64_t size_of(struct core_room *r)
{
	json_t *ok = room_ok(r, NULL, "ping", json_object());
	int64_t size = json_integer_value(json_object_get(ok, "size"));

	json_decref(ok);
	return size;
}

/* Number `i` of what `anomalies` lists; the last is there if `i` is -1. */
static const char *anomaly(struct core_room *r, size_t i, const char *name)
{
	static char text[80];
	json_t *ok = room_ok(r, r->anna, "anomalies", json_object());
	const char *value = json_string_value(json_object_get(json_array_get(json_object_get(ok, "anomalies"), i), name));

	snprintf(text, sizeof(text), "%s", value ? value : "absent");
	json_decref(ok);
	return text;
}

static void begin(struct core_room *r, void **state)
{
	room_found(r, state);
	room_operator(r, r->vera, "eve", "desk");       /* a second desk */
	room_roster(r, THREE);
}

static void a_scan_that_waited_bears_the_desk_s_time(void **state)
{
	struct core_room r;
	json_t *roll;
	const json_t *one;

	begin(&r, state);
	room_sit(&r, 1);
	assert_string_equal(scan(&r, r.ben, late("1", "in", LONG_AGO)), "in");
	assert_string_equal(scan(&r, r.ben, late("1", "out", LONG_AGO + 60)), "out");
	/* a clock that is ahead tells of now */
	assert_string_equal(scan(&r, r.ben, late("2", "in", INT64_C(99999999999))), "in");
	assert_string_equal(scan(&r, r.ben, late("3", "in", LONG_AGO)), "observer");
	roll = room_ok(&r, r.anna, "roll", json_pack("{s:i, s:b}", "from", 0, "lookup", 0));
	one = json_array_get(json_object_get(roll, "people"), 0);
	assert_int_equal(json_integer_value(json_object_get(one, "first_in")), LONG_AGO);
	assert_int_equal(json_integer_value(json_object_get(one, "last_out")), LONG_AGO + 60);
	one = json_array_get(json_object_get(roll, "people"), 1);
	assert_true(json_integer_value(json_object_get(one, "first_in")) < INT64_C(9999999999));
	json_decref(roll);
	room_close(&r);
}

static void what_waited_and_does_not_fit_is_an_anomaly_and_changes_nobody(void **state)
{
	struct core_room r;

	begin(&r, state);
	assert_string_equal(scan(&r, r.ben, late("1", "in", LONG_AGO)), "anomaly no_sitting");
	room_sit(&r, 1);
	assert_string_equal(scan(&r, r.vera, now("1", "in")), "in");
	assert_string_equal(scan(&r, r.ben, late("1", "in", LONG_AGO)), "anomaly already_in");
	assert_string_equal(scan(&r, r.ben, late("2", "out", LONG_AGO)), "anomaly not_in");
	assert_string_equal(scan(&r, r.vera, now("1", "out")), "out");
	assert_string_equal(scan(&r, r.ben, late("1", "out", LONG_AGO)), "anomaly already_out");
	assert_string_equal(anomaly(&r, 0, "found"), "no_sitting");
	assert_string_equal(anomaly(&r, 1, "number"), "1");
	assert_string_equal(anomaly(&r, 1, "by"), "ben");
	assert_string_equal(anomaly(&r, 2, "mode"), "out");
	assert_string_equal(anomaly(&r, 3, "name"), "Ada");
	assert_string_equal(anomaly(&r, 4, "found"), "absent");
	room_close(&r);
}

static json_t *settling(int64_t entry, const char *note)
{
	return json_pack("{s:I, s:s}", "anomaly", (json_int_t)entry, "note", note);
}

static void an_anomaly_is_settled_once_by_the_desk_or_the_secretariat(void **state)
{
	struct core_room r;
	json_t *ok;
	const json_t *row, *settled;

	begin(&r, state);
	assert_string_equal(scan(&r, r.ben, late("1", "in", LONG_AGO)), "anomaly no_sitting");
	assert_string_equal(scan(&r, r.ben, late("2", "in", LONG_AGO)), "anomaly no_sitting");
	const int64_t entry = size_of(&r) - 1;

	assert_string_equal(room_code(&r, r.cleo, "anomaly_settle", settling(entry, "checked")), "not_permitted");
	assert_string_equal(room_code(&r, r.ben, "anomaly_settle", settling(entry, "")), "range");
	assert_string_equal(room_code(&r, r.ben, "anomaly_settle", settling(entry + 1, "checked")), "anomaly");
	assert_string_equal(room_code(&r, r.ben, "anomaly_settle", settling(entry, "checked with the delegate")), "ok");
	assert_string_equal(room_code(&r, r.anna, "anomaly_settle", settling(entry, "again")), "anomaly");
	ok = room_ok(&r, r.anna, "anomalies", json_object());
	assert_int_equal(json_integer_value(json_object_get(ok, "open")), 1);
	row = json_array_get(json_object_get(ok, "anomalies"), 0);
	assert_true(json_is_null(json_object_get(row, "settled")));
	row = json_array_get(json_object_get(ok, "anomalies"), 1);
	settled = json_object_get(row, "settled");
	assert_string_equal(json_string_value(json_object_get(settled, "by")), "ben");
	assert_string_equal(json_string_value(json_object_get(settled, "note")), "checked with the delegate");
	assert_true(json_integer_value(json_object_get(settled, "at")) >= json_integer_value(json_object_get(row, "at")));
	json_decref(ok);
	room_close(&r);
}

/* The same at once is an everyday thing, and no entry. */
static void what_is_told_at_once_is_answered_without_an_anomaly(void **state)
{
	struct core_room r;
	int64_t size;

	begin(&r, state);
	assert_string_equal(scan(&r, r.ben, now("1", "in")), "no_sitting");
	room_sit(&r, 1);
	assert_string_equal(scan(&r, r.vera, now("1", "in")), "in");
	size = size_of(&r);
	assert_string_equal(scan(&r, r.ben, now("1", "in")), "already_in");
	assert_string_equal(scan(&r, r.ben, now("2", "out")), "not_in");
	/* the same desk's own queue held it twice */
	assert_string_equal(scan(&r, r.vera, late("1", "in", LONG_AGO)), "already_in");
	assert_int_equal(size_of(&r), size);
	room_close(&r);
}

static void a_scan_of_an_earlier_sitting_is_not_counted_in_this_one(void **state)
{
	struct core_room r;
	int64_t ended;

	begin(&r, state);
	room_sit(&r, 1);
	assert_string_equal(room_code(&r, r.anna, "sitting_close", json_pack("{s:i}", "sitting", 1)), "ok");
	ended = clock_wall_seconds();
	room_sit(&r, 2);
	assert_string_equal(scan(&r, r.ben, late("1", "in", LONG_AGO)), "anomaly other_sitting");
	/* after the end of the one before, people already come for this one */
	while (clock_wall_seconds() <= ended)
		usleep(50000);
	assert_string_equal(scan(&r, r.ben, late("1", "in", ended + 1)), "in");
	room_close(&r);
}

static void a_badge_that_was_replaced_is_refused_at_once_and_an_anomaly_when_told_late(void **state)
{
	struct core_room r;
	json_t *badges, *body;
	char old[60];

	begin(&r, state);
	badges = room_ok(&r, r.anna, "badges", json_object());
	snprintf(old, sizeof(old), "%s", json_string_value(json_object_get(json_array_get(json_object_get(badges, "badges"), 0), "code")));
	json_decref(badges);
	room_sit(&r, 1);
	assert_string_equal(room_code(&r, r.ben, "badge_replace",
				      json_pack("{s:s, s:s, s:{s:s, s:s}}", "number", "1", "reason", "lost",
						"second", "name", "cleo", "password", "battery staple")), "ok");
	body = json_pack("{s:s, s:s}", "badge", old, "mode", "in");
	assert_string_equal(scan(&r, r.ben, json_deep_copy(body)), "badge_revoked");
	json_object_set_new(body, "desk_at", json_integer(LONG_AGO));
	assert_string_equal(scan(&r, r.ben, body), "anomaly badge_revoked");
	assert_string_equal(anomaly(&r, 0, "number"), "1");
	room_close(&r);
}

/* The desk did not hear the answer, the server was stopped and started: the scan is there once. */
static void the_same_nonce_gets_the_same_answer_also_after_a_restart(void **state)
{
	struct core_room r;
	int64_t size;

	begin(&r, state);
	room_sit(&r, 1);
	assert_string_equal(scan(&r, r.ben, named(now("1", "in"), "00")), "hex");
	assert_string_equal(scan(&r, r.ben, named(now("1", "in"), NONCE)), "in");
	size = size_of(&r);
	assert_string_equal(scan(&r, r.ben, named(now("1", "in"), NONCE)), "in");
	assert_string_equal(scan(&r, r.vera, named(late("1", "in", LONG_AGO), NONCE)), "in");
	assert_int_equal(size_of(&r), size);
	room_close(&r);
	room_start(&r);
	assert_string_equal(scan(&r, r.ben, named(late("1", "in", LONG_AGO), NONCE)), "in");
	assert_int_equal(size_of(&r), size + 1);        /* server_start */
	assert_string_equal(scan(&r, r.ben, named(now("1", "in"), "00112233445566ab")), "already_in");
	room_close(&r);
}

/* What was refused may come right: it is looked at anew. */
static void a_refusal_is_not_kept(void **state)
{
	struct core_room r;

	begin(&r, state);
	assert_string_equal(scan(&r, r.ben, named(now("1", "in"), NONCE)), "no_sitting");
	room_sit(&r, 1);
	assert_string_equal(scan(&r, r.ben, named(now("1", "in"), NONCE)), "in");
	room_close(&r);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_scan_that_waited_bears_the_desk_s_time),
		IN_FOLDER(what_waited_and_does_not_fit_is_an_anomaly_and_changes_nobody),
		IN_FOLDER(an_anomaly_is_settled_once_by_the_desk_or_the_secretariat),
		IN_FOLDER(what_is_told_at_once_is_answered_without_an_anomaly),
		IN_FOLDER(a_scan_of_an_earlier_sitting_is_not_counted_in_this_one),
		IN_FOLDER(a_badge_that_was_replaced_is_refused_at_once_and_an_anomaly_when_told_late),
		IN_FOLDER(the_same_nonce_gets_the_same_answer_also_after_a_restart),
		IN_FOLDER(a_refusal_is_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
