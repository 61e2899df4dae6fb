/* When the store fails under a running server: does it answer nobody, end, and hold after a restart all that it has acknowledged? */
#include <ftw.h>
#include <stdio.h>

#include "tests/fault/fault_vfs.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core_door.h"
#include "tests/unit/temp_folder.h"

enum { REQUESTS = 8 };

static const char *const files[] = { "meeting.db", "meeting.db-wal", "log.seed", "authority.key", "authority.pem", "private.key" };

static json_t *profile(void)
{
	json_error_t error;
	json_t *p = json_load_file("schema/profiles/shitai.json", 0, &error);

	assert_non_null(p);
	return p;
}

/* A meeting with one operator; the session of its operator. */
static char *begin(const char *folder)
{
	struct core_door d;
	json_t *reply;
	char *session;

	core_door_open(&d, folder);
	core_door_connect(&d, 1, DOOR_LOCAL, NULL);
	reply = core_door_ask(&d, 1, NULL, "create",
			      json_pack("{s:s, s:[s], s:o, s:s, s:s}", "name", "hall", "sittings", "one",
					"profile", profile(), "operator", "anna", "password", "correct horse"));
	assert_string_equal(core_door_code(reply), "ok");
	reply = core_door_ask(&d, 1, NULL, "login", json_pack("{s:s, s:s}", "name", "anna", "password", "correct horse"));
	session = strdup(json_string_value(json_object_get(json_object_get(reply, "ok"), "session")));
	json_decref(reply);
	assert_int_equal(core_door_close(&d), EXIT_ENDED);
	return session;
}

static void copy_file(const char *from, const char *to)
{
	FILE *in = fopen(from, "rb"), *out;
	int byte;

	unlink(to);
	if (!in)
		return;
	out = fopen(to, "wb");
	assert_non_null(out);
	while ((byte = getc(in)) != EOF)
		putc(byte, out);
	fclose(in);
	fclose(out);
}

static void copy_meeting(const char *from, const char *to)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char a[TEMP_PATH_SIZE + 100], b[TEMP_PATH_SIZE + 100];

		snprintf(a, sizeof(a), "%s/%s", from, files[i]);
		snprintf(b, sizeof(b), "%s/%s", to, files[i]);
		copy_file(a, b);
	}
}

/* Entries so far, as the server says; -1 if it does not answer. */
static int64_t size_of(struct core_door *d)
{
	json_t *reply = core_door_ask(d, 1, NULL, "ping", json_object());
	json_t *size = json_object_get(json_object_get(reply, "ok"), "size");
	int64_t n = json_is_integer(size) ? json_integer_value(size) : -1;

	json_decref(reply);
	return n;
}

/* Every request that is answered well is one more entry. How many were? */
static int64_t ask_all(struct core_door *d, const char *session, bool *is_silent)
{
	int64_t acknowledged = 0;

	*is_silent = false;
	for (int i = 0; i < REQUESTS && !*is_silent; i++) {
		const char *code = core_door_code(core_door_ask(d, 1, session, "operator",
								json_pack("{s:s, s:[s, s], s:b}", "name", "anna",
									  "roles", "secretariat", i % 2 ? "desk" : "viewer",
									  "active", 1)));

		*is_silent = !*code;
		if (!*is_silent)
			assert_string_equal(code, "ok");
		acknowledged += !*is_silent;
	}
	return acknowledged;
}

static void a_failing_store_ends_the_server_and_no_acknowledged_entry_is_lost(void **state)
{
	char first[TEMP_PATH_SIZE + 60], second[TEMP_PATH_SIZE + 60];
	bool has_failed = true;
	int64_t before;
	struct core_door d;
	char *session;

	temp_path(first, state, "first");
	temp_path(second, state, "second");
	assert_int_equal(mkdir(second, 0700), 0);
	session = begin(first);
	/* as `begin` left it, before the start that the next one adds */
	before = 2;
	for (size_t n = 1; has_failed; n++) {
		int64_t acknowledged, after;
		bool is_silent;
		int status;

		copy_meeting(first, second);
		fault_reset();
		fault.fails_at = n;
		fault.fails_on = true;
		core_door_open(&d, second);
		core_door_connect(&d, 1, DOOR_LOCAL, NULL);
		acknowledged = ask_all(&d, session, &is_silent);
		status = core_door_close(&d);
		has_failed = is_silent;
		/* what fails with the very end, after the last answer, is no matter */
		assert_int_equal(status, !is_silent ? EXIT_ENDED : acknowledged ? EXIT_HALTED : status);
		assert_true(status == EXIT_ENDED || status == EXIT_HALTED || status == EXIT_SETUP);

		fault_reset();
		core_door_open(&d, second);
		core_door_connect(&d, 1, DOOR_LOCAL, NULL);
		after = size_of(&d);
		assert_int_equal(core_door_close(&d), EXIT_ENDED);
		/* each start is an entry too, the first for certain once it has answered; and one entry's answer may be lost */
		assert_true(after >= before + 1 + (acknowledged ? 1 + acknowledged : 0));
		assert_true(after <= before + 2 + acknowledged + 1);
	}
	free(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_failing_store_ends_the_server_and_no_acknowledged_entry_is_lost, temp_folder_make, temp_folder_remove),
	};

	fault_register();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
