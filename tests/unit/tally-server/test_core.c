/* Does core answer whom it should, when it should: by door, by session, by role, by the record of a
 * machine; and does it come back as it was? */
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>

#include "protocol/base/code.h"
#include "protocol/crypto/hash.h"
#include "protocol/ledger/note.h"
#include "protocol/os/os.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core_door.h"
#include "tests/unit/temp_folder.h"

enum { LOCAL = 1, BROWSER = 2, MACHINE = 3 };

/* A meeting with the secretary anna; `session` is hers. */
struct room {
	struct core_door door;
	char folder[TEMP_PATH_SIZE + 60], session[80];
};

static void login(struct room *r, uint64_t connection, char session[80], const char *name, const char *password)
{
	json_t *reply = core_door_ask(&r->door, connection, NULL, "login", json_pack("{s:s, s:s}", "name", name, "password", password));
	const char *text = json_string_value(json_object_get(json_object_get(reply, "ok"), "session"));

	assert_non_null(text);
	snprintf(session, 80, "%s", text);
	json_decref(reply);
}

static void start(struct room *r)
{
	core_door_open(&r->door, r->folder);
	core_door_connect(&r->door, LOCAL, DOOR_LOCAL, NULL);
	core_door_connect(&r->door, BROWSER, DOOR_BROWSER, NULL);
}

static json_t *creation(void)
{
	json_error_t error;
	json_t *profile = json_load_file("schema/profiles/shitai.json", 0, &error);

	assert_non_null(profile);
	return json_pack("{s:s, s:[s, s], s:o, s:s, s:s}", "name", "hall", "sittings", "one", "two", "profile", profile,
			 "operator", "anna", "password", "correct horse");
}

static void found(struct room *r, void **state)
{
	temp_path(r->folder, state, "state");
	start(r);
	assert_string_equal(core_door_code(core_door_ask(&r->door, LOCAL, NULL, "create", creation())), "ok");
	login(r, LOCAL, r->session, "anna", "correct horse");
}

static const char *ask(struct room *r, uint64_t connection, const char *session, const char *type, json_t *body)
{
	return core_door_code(core_door_ask(&r->door, connection, session, type, body));
}

static json_t *operator_body(const char *name, const char *role, bool is_active)
{
	return json_pack("{s:s, s:[s], s:b, s:s}", "name", name, "roles", role, "active", is_active, "password", "battery staple");
}

/* ben is the first beside anna, and vouches for the others. */
static void add_operator(struct room *r, const char *name, const char *role)
{
	json_t *body = operator_body(name, role, true);

	assert_string_equal(ask(r, LOCAL, r->session, "operator", strcmp(name, "ben") ? core_door_by_two(body, "ben", "battery staple") : body), "ok");
}

static int64_t size_of(struct room *r)
{
	json_t *reply = core_door_ask(&r->door, LOCAL, NULL, "ping", json_object());
	int64_t size = json_integer_value(json_object_get(json_object_get(reply, "ok"), "size"));

	json_decref(reply);
	return size;
}

static void before_a_meeting_nobody_can_sign_in_and_after_it_none_is_created(void **state)
{
	struct room r;

	temp_path(r.folder, state, "state");
	start(&r);
	assert_string_equal(ask(&r, LOCAL, NULL, "ping", json_object()), "ok");
	assert_string_equal(ask(&r, LOCAL, NULL, "login", json_pack("{s:s, s:s}", "name", "anna", "password", "x")), "no_meeting");
	assert_string_equal(ask(&r, LOCAL, NULL, "status", json_object()), "no_meeting");
	assert_string_equal(ask(&r, BROWSER, NULL, "me", json_object()), "no_meeting");
	assert_string_equal(ask(&r, LOCAL, NULL, "create", creation()), "ok");
	assert_string_equal(ask(&r, LOCAL, NULL, "create", creation()), "meeting_exists");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void a_message_needs_a_session_and_its_role(void **state)
{
	char desk[80];
	struct room r;

	found(&r, state);
	assert_string_equal(ask(&r, LOCAL, NULL, "status", json_object()), "session");
	assert_string_equal(ask(&r, BROWSER, "0000", "status", json_object()), "session");
	assert_string_equal(ask(&r, BROWSER, r.session, "status", json_object()), "ok");
	assert_string_equal(ask(&r, LOCAL, r.session, "nonsense", json_object()), "not_permitted");
	/* the secretariat is no desk, and the desk no secretariat */
	assert_string_equal(ask(&r, LOCAL, r.session, "scan", json_object()), "not_permitted");
	add_operator(&r, "ben", "desk");
	add_operator(&r, "cleo", "chair");
	login(&r, LOCAL, desk, "ben", "battery staple");
	assert_string_equal(ask(&r, LOCAL, desk, "scan", json_object()), "field_missing");
	assert_string_equal(ask(&r, LOCAL, desk, "badges", json_object()), "not_permitted");
	/* what is taken away is gone for a session that is open */
	assert_string_equal(ask(&r, LOCAL, r.session, "operator", core_door_by_two(operator_body("ben", "desk", false), "cleo", "battery staple")), "ok");
	assert_string_equal(ask(&r, LOCAL, desk, "status", json_object()), "session");
	assert_string_equal(ask(&r, LOCAL, NULL, "login", json_pack("{s:s, s:s}", "name", "ben", "password", "battery staple")), "login");
	assert_string_equal(ask(&r, LOCAL, r.session, "logout", json_object()), "ok");
	assert_string_equal(ask(&r, LOCAL, r.session, "status", json_object()), "session");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void who_is_let_in_again_signs_in_again(void **state)
{
	char desk[80];
	struct room r;

	found(&r, state);
	add_operator(&r, "ben", "desk");
	add_operator(&r, "cleo", "chair");
	login(&r, LOCAL, desk, "ben", "battery staple");
	for (int active = 0; active <= 1; active++)
		assert_string_equal(ask(&r, LOCAL, r.session, "operator", core_door_by_two(json_pack("{s:s, s:[s], s:b}", "name", "ben", "roles", "desk", "active", active), "cleo",
											 "battery staple")), "ok");
	assert_string_equal(ask(&r, LOCAL, desk, "status", json_object()), "session");
	login(&r, LOCAL, desk, "ben", "battery staple");
	assert_string_equal(ask(&r, LOCAL, desk, "status", json_object()), "ok");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static json_t *passwords(const char *old, const char *new)
{
	return json_pack("{s:s, s:s}", "old", old, "new", new);
}

static void who_knows_a_password_changes_it_alone_and_is_signed_out_elsewhere(void **state)
{
	char here[80], there[80];
	struct room r;

	found(&r, state);
	add_operator(&r, "ben", "viewer");
	login(&r, LOCAL, here, "ben", "battery staple");
	login(&r, LOCAL, there, "ben", "battery staple");
	int64_t size = size_of(&r);
	assert_string_equal(ask(&r, LOCAL, NULL, "password", passwords("battery staple", "a new one")), "session");
	assert_string_equal(ask(&r, LOCAL, there, "password", passwords("correct horse", "a new one")), "login");
	assert_string_equal(ask(&r, LOCAL, there, "password", passwords("battery staple", "short")), "range");
	assert_string_equal(ask(&r, LOCAL, there, "password", passwords("battery staple", "a new one")), "ok");
	assert_string_equal(ask(&r, LOCAL, there, "status", json_object()), "ok");
	assert_string_equal(ask(&r, LOCAL, here, "status", json_object()), "session");
	assert_string_equal(ask(&r, LOCAL, r.session, "status", json_object()), "ok");
	assert_string_equal(ask(&r, LOCAL, NULL, "login", json_pack("{s:s, s:s}", "name", "ben", "password", "battery staple")), "login");
	login(&r, LOCAL, here, "ben", "a new one");
	assert_int_equal(size_of(&r), size);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void the_old_password_is_not_guessed_at_an_open_page(void **state)
{
	struct room r;

	found(&r, state);
	for (int i = 0; i < 5; i++)
		assert_string_equal(ask(&r, LOCAL, r.session, "password", passwords("a guess", "a new one")), "login");
	assert_string_equal(ask(&r, LOCAL, r.session, "password", passwords("correct horse", "a new one")), "locked");
	assert_string_equal(ask(&r, LOCAL, NULL, "login", json_pack("{s:s, s:s}", "name", "anna", "password", "correct horse")), "locked");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void two_persons_are_two_and_each_by_their_own_password(void **state)
{
	struct room r;

	found(&r, state);
	add_operator(&r, "ben", "desk");
	add_operator(&r, "cleo", "chair");
	assert_string_equal(ask(&r, LOCAL, r.session, "seal", json_object()), "second_person");
	assert_string_equal(ask(&r, LOCAL, r.session, "seal", core_door_by_two(NULL, "anna", "correct horse")), "second_person");
	assert_string_equal(ask(&r, LOCAL, r.session, "seal", core_door_by_two(NULL, "ben", "battery staple")), "second_person");
	assert_string_equal(ask(&r, LOCAL, r.session, "seal", core_door_by_two(NULL, "cleo", "correct horse")), "login");
	/* past the door: nobody can sign yet */
	assert_string_equal(ask(&r, LOCAL, r.session, "seal", core_door_by_two(NULL, "cleo", "battery staple")), "no_key");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void it_takes_two_to_make_a_third_and_nobody_vouches_for_themselves(void **state)
{
	struct room r;

	found(&r, state);
	add_operator(&r, "ben", "desk");
	assert_string_equal(ask(&r, LOCAL, r.session, "operator", operator_body("cleo", "chair", true)), "second_person");
	assert_string_equal(ask(&r, LOCAL, r.session, "operator", core_door_by_two(operator_body("cleo", "chair", true), "ben", "wrong staple")), "login");
	/* or else one who knows the secretary's password could be everybody */
	assert_string_equal(ask(&r, LOCAL, r.session, "operator", operator_body("ben", "chair", true)), "second_person");
	assert_string_equal(ask(&r, LOCAL, r.session, "operator", core_door_by_two(operator_body("ben", "chair", true), "ben", "battery staple")), "second_person");
	add_operator(&r, "cleo", "chair");
	assert_string_equal(ask(&r, LOCAL, r.session, "operator", core_door_by_two(operator_body("ben", "chair", true), "cleo", "battery staple")), "ok");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void bad_input_changes_nothing_and_is_answered(void **state)
{
	static const char *const bad[] = { "", "{}", "[]", "{\"id\":1}", "{\"id\":-1,\"type\":\"ping\",\"body\":{}}",
		"{\"id\":1,\"type\":\"ping\",\"body\":{},\"more\":1}", "{\"id\":1,\"type\":\"ping\",\"body\":{\"x\":1}}", "\xff\xfe",
		"{\"id\":1,\"type\":\"ping\",\"body\":{}} " "{}" };
	struct room r;
	int64_t before;

	found(&r, state);
	before = size_of(&r);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct buf out = { 0 };

		core_door_say(&r.door, PIPE_REQUEST, LOCAL, bad[i], strlen(bad[i]));
		assert_true(core_door_hear(&r.door, PIPE_REPLY, LOCAL, &out));
		assert_non_null(strstr(buf_text(&out), "\"error\""));
		buf_release(&out);
	}
	assert_int_equal(size_of(&r), before);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

/* The meeting, its sessions and its size are there again, and one entry more for the start. */
static void a_restart_brings_all_of_it_back(void **state)
{
	struct room r;
	int64_t before;

	found(&r, state);
	assert_string_equal(ask(&r, LOCAL, r.session, "sitting_open", json_pack("{s:i}", "sitting", 1)), "ok");
	before = size_of(&r);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
	start(&r);
	assert_int_equal(size_of(&r), before + 1);
	assert_string_equal(ask(&r, LOCAL, r.session, "sitting_open", json_pack("{s:i}", "sitting", 2)), "sitting_open");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void a_missing_or_wrong_key_file_stops_the_start(void **state)
{
	static const char *const files[] = { "log.seed", "authority.key", "authority.pem", "private.key" };
	struct room r;

	found(&r, state);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char path[TEMP_PATH_SIZE + 100], aside[TEMP_PATH_SIZE + 100];

		snprintf(path, sizeof(path), "%s/%s", r.folder, files[i]);
		snprintf(aside, sizeof(aside), "%s/aside", r.folder);
		assert_int_equal(rename(path, aside), 0);
		core_door_open(&r.door, r.folder);
		assert_int_equal(core_door_close(&r.door), EXIT_SETUP);
		assert_int_equal(rename(aside, path), 0);
	}
	start(&r);
	assert_string_equal(ask(&r, LOCAL, r.session, "status", json_object()), "ok");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

/* ---- heads ---- */

/* The head of a reply to a ping with `seen`, checked for its signature's form; the number of proof hashes in `count`. */
static struct head ask_head(struct room *r, int64_t seen, uint8_t proof[TREE_MAX_PROOF * 32], size_t *count)
{
	char line[100];
	struct buf out = { 0 };
	struct note note;
	json_t *reply, *head, *hash;
	const char *text;
	size_t i;

	snprintf(line, sizeof(line), "{\"id\":7,\"type\":\"ping\",\"body\":{},\"seen\":%lld}", (long long)seen);
	core_door_say(&r->door, PIPE_REQUEST, LOCAL, line, strlen(line));
	assert_true(core_door_hear(&r->door, PIPE_REPLY, LOCAL, &out));
	assert_int_equal(json_read(&reply, (const char *)out.at, out.len), OK);
	head = json_object_get(reply, "head");
	text = json_string_value(json_object_get(head, "note"));
	assert_non_null(text);
	assert_int_equal(note_read(&note, text, strlen(text)), OK);
	*count = json_array_size(json_object_get(head, "proof"));
	json_array_foreach(json_object_get(head, "proof"), i, hash)
		assert_int_equal(base64_decode(proof + 32 * i, 32, json_string_value(hash)), OK);
	json_decref(reply);
	buf_release(&out);
	return note.head;
}

static void every_head_is_consistent_with_the_one_before(void **state)
{
	uint8_t proof[TREE_MAX_PROOF * 32];
	struct head old, new;
	struct room r;
	size_t count;

	found(&r, state);
	old = ask_head(&r, 0, proof, &count);
	assert_int_equal(count, 0);
	for (int i = 0; i < 5; i++) {
		char name[2] = { (char)('v' + i), 0 };

		add_operator(&r, i ? name : "ben", "desk");
		new = ask_head(&r, (int64_t)old.size, proof, &count);
		assert_int_equal(new.size, old.size + 1);
		assert_int_equal(tree_check_consistency(old.size, old.root, new.size, new.root, proof, count), OK);
		old = new;
	}
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

/* A record that was rolled back is not built upon by those who have seen more of it. */
static void who_has_seen_more_than_there_is_is_refused(void **state)
{
	struct room r;
	struct buf out = { 0 };
	const char *const message = "{\"id\":7,\"type\":\"ping\",\"body\":{},\"seen\":1000}";

	found(&r, state);
	core_door_say(&r.door, PIPE_REQUEST, LOCAL, message, strlen(message));
	assert_true(core_door_hear(&r.door, PIPE_REPLY, LOCAL, &out));
	assert_non_null(strstr(buf_text(&out), "\"code\":\"head\""));
	buf_release(&out);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

/* ---- machines ---- */

/* A new key's signing request, and the hash of the key. */
static char *make_request(uint8_t spki[32])
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509_REQ *request = X509_REQ_new();
	BIO *bio = BIO_new(BIO_s_mem());
	uint8_t *der = NULL;
	char *at, *text;
	long len;
	int der_len = i2d_PUBKEY(key, &der);

	assert_true(X509_REQ_set_pubkey(request, key) && X509_REQ_sign(request, key, EVP_sha256()) && PEM_write_bio_X509_REQ(bio, request));
	len = BIO_get_mem_data(bio, &at);
	text = strndup(at, (size_t)len);
	sha256(spki, der, (size_t)der_len);
	OPENSSL_free(der);
	X509_REQ_free(request);
	BIO_free(bio);
	EVP_PKEY_free(key);
	return text;
}

static char *enrol_code(struct room *r, const char *role, const char *name)
{
	json_t *reply = core_door_ask(&r->door, LOCAL, r->session, "enrol_code", json_pack("{s:s, s:s}", "role", role, "name", name));
	char *code = strdup(json_string_value(json_object_get(json_object_get(reply, "ok"), "code")));

	json_decref(reply);
	return code;
}

static const char *enrol(struct room *r, const char *code, const char *request)
{
	return ask(r, BROWSER, NULL, "enrol", json_pack("{s:s, s:s}", "code", code, "request", request));
}

static void a_code_admits_one_machine_once_and_the_record_can_end_it(void **state)
{
	uint8_t spki[32], other[32];
	char *code, *request = make_request(spki), *second = make_request(other);
	struct buf out = { 0 };
	struct room r;

	found(&r, state);
	core_door_connect(&r.door, MACHINE, DOOR_TERMINAL, spki);
	assert_true(core_door_hear(&r.door, PIPE_DROP, MACHINE, &out));
	code = enrol_code(&r, "desk", "east door");
	assert_string_equal(enrol(&r, "0000 0000 0000 0000 0000 0000 0000", request), "enrol_code");
	assert_string_equal(enrol(&r, code, "no request"), "certificate_request");
	assert_string_equal(enrol(&r, code, request), "ok");
	assert_string_equal(enrol(&r, code, second), "enrol_used");
	assert_string_equal(ask(&r, LOCAL, r.session, "enrol_code", json_pack("{s:s, s:s}", "role", "hall", "name", "east door")), "name_taken");

	core_door_connect(&r.door, MACHINE, DOOR_TERMINAL, spki);
	assert_true(core_door_hear(&r.door, PIPE_ADMIT, MACHINE, &out));
	assert_int_equal(out.at[0], AUDIENCE_DESK);
	assert_string_equal(ask(&r, MACHINE, NULL, "scan", json_object()), "field_missing");
	assert_string_equal(ask(&r, MACHINE, NULL, "cast", json_object()), "not_permitted");
	/* a machine is a machine, whatever session it sends along */
	assert_string_equal(ask(&r, MACHINE, r.session, "badges", json_object()), "not_permitted");
	assert_string_equal(ask(&r, LOCAL, r.session, "machine_revoke", json_pack("{s:s, s:s}", "name", "east door", "reason", "lost")), "ok");
	assert_string_equal(ask(&r, MACHINE, NULL, "scan", json_object()), "machine");
	free(code);
	free(request);
	free(second);
	buf_release(&out);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

/* As if that code had been made long ago: its row says until when it holds. Core is not running. */
static void age_code(struct room *r, const char *code)
{
	uint8_t bytes[15], hash[32];
	char path[TEMP_PATH_SIZE + 100], id[65], *text;
	struct store *s = NULL;
	struct buf row = { 0 };
	json_t *plan = NULL;

	assert_int_equal(code_read(bytes, CODE_ENROL, code), OK);
	sha256(hash, bytes + 10, 5);
	hex_encode(id, hash, 32);
	snprintf(path, sizeof(path), "%s/meeting.db", r->folder);
	assert_int_equal(store_open(&s, path), OK);
	assert_int_equal(store_begin(s), OK);
	assert_int_equal(store_get(s, "enrol", id, &row), OK);
	assert_int_equal(json_read(&plan, (const char *)row.at, row.len), OK);
	/* it holds for a day */
	assert_in_range(json_integer_value(json_object_get(plan, "until")), clock_wall_seconds() + 86400 - 600, clock_wall_seconds() + 86400);
	json_object_set_new(plan, "until", json_integer(clock_wall_seconds() - 1));
	text = json_write(plan);
	assert_int_equal(store_put(s, "enrol", id, text, strlen(text)), OK);
	assert_int_equal(store_commit(s), OK);
	store_close(s);
	free(text);
	json_decref(plan);
	buf_release(&row);
}

static void an_old_code_is_told_from_a_used_one_and_both_from_one_that_never_was(void **state)
{
	uint8_t spki[32], bytes[15];
	char *used, *old, *screen, *request = make_request(spki), other[CODE_TEXT_SIZE];
	struct room r;

	found(&r, state);
	used = enrol_code(&r, "desk", "east door");
	old = enrol_code(&r, "desk", "west door");
	screen = enrol_code(&r, "hall", "main");
	assert_string_equal(enrol(&r, used, request), "ok");
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
	age_code(&r, old);
	age_code(&r, screen);
	start(&r);
	assert_string_equal(enrol(&r, used, request), "enrol_used");
	assert_string_equal(enrol(&r, old, request), "enrol_expired");
	assert_string_equal(ask(&r, BROWSER, NULL, "screen_enrol", json_pack("{s:s}", "code", screen)), "enrol_expired");
	assert_string_equal(ask(&r, BROWSER, NULL, "screen_enrol", json_pack("{s:s}", "code", used)), "enrol_used");
	/* the same secret under another authority is nobody's; and what one bit more or less is, is not told */
	for (size_t at = 0; at < 15; at += 14) {
		assert_int_equal(code_read(bytes, CODE_ENROL, used), OK);
		bytes[at] ^= 1;
		code_show(other, CODE_ENROL, bytes);
		assert_string_equal(enrol(&r, other, request), "enrol_code");
	}
	free(used);
	free(old);
	free(screen);
	free(request);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

/* The desks of `status` as "NAME on 2, …", the figure being what waits there. */
static const char *desks(struct room *r)
{
	static char text[200];
	json_t *reply = core_door_ask(&r->door, LOCAL, r->session, "status", json_object()), *desk;
	size_t i, len = 0;

	text[0] = 0;
	json_array_foreach(json_object_get(json_object_get(reply, "ok"), "desks"), i, desk)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s %s %lld", i ? ", " : "", json_string_value(json_object_get(desk, "name")),
					json_is_true(json_object_get(desk, "online")) ? "on" : "off", (long long)json_integer_value(json_object_get(desk, "pending")));
	json_decref(reply);
	return text;
}

static void a_desk_is_told_once_whether_it_is_a_machine_or_a_browser(void **state)
{
	uint8_t spki[32];
	char desk[80], *code, *request = make_request(spki);
	struct room r;

	found(&r, state);
	assert_string_equal(desks(&r), "");
	code = enrol_code(&r, "desk", "east door");
	assert_string_equal(enrol(&r, code, request), "ok");
	assert_string_equal(desks(&r), "east door off 0");
	add_operator(&r, "ben", "desk");
	login(&r, LOCAL, desk, "ben", "battery staple");
	assert_string_equal(ask(&r, BROWSER, desk, "desk_state", json_pack("{s:i}", "pending", 2)), "ok");
	assert_string_equal(desks(&r), "ben on 2, east door off 0");
	core_door_connect(&r.door, MACHINE, DOOR_TERMINAL, spki);
	assert_string_equal(desks(&r), "ben on 2, east door on 0");
	assert_string_equal(ask(&r, MACHINE, NULL, "desk_state", json_pack("{s:i}", "pending", 3)), "ok");
	assert_string_equal(desks(&r), "ben on 2, east door on 3");
	assert_string_equal(ask(&r, LOCAL, r.session, "machine_revoke", json_pack("{s:s, s:s}", "name", "east door", "reason", "lost")), "ok");
	free(code);
	free(request);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

static void enrol_codes_cannot_be_tried_at_will(void **state)
{
	uint8_t spki[32];
	char *request = make_request(spki);
	struct room r;
	const char *code = "";
	int tries = 0;

	found(&r, state);
	while (strcmp(code, "busy") && tries++ < 200)
		code = enrol(&r, "0000 0000 0000 0000 0000 0000 0000", request);
	/* the count may begin anew once on the way */
	assert_in_range(tries, 51, 101);
	free(request);
	assert_int_equal(core_door_close(&r.door), EXIT_ENDED);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(before_a_meeting_nobody_can_sign_in_and_after_it_none_is_created),
		IN_FOLDER(a_message_needs_a_session_and_its_role),
		IN_FOLDER(who_is_let_in_again_signs_in_again),
		IN_FOLDER(who_knows_a_password_changes_it_alone_and_is_signed_out_elsewhere),
		IN_FOLDER(the_old_password_is_not_guessed_at_an_open_page),
		IN_FOLDER(two_persons_are_two_and_each_by_their_own_password),
		IN_FOLDER(it_takes_two_to_make_a_third_and_nobody_vouches_for_themselves),
		IN_FOLDER(bad_input_changes_nothing_and_is_answered),
		IN_FOLDER(a_restart_brings_all_of_it_back),
		IN_FOLDER(a_missing_or_wrong_key_file_stops_the_start),
		IN_FOLDER(every_head_is_consistent_with_the_one_before),
		IN_FOLDER(who_has_seen_more_than_there_is_is_refused),
		IN_FOLDER(a_code_admits_one_machine_once_and_the_record_can_end_it),
		IN_FOLDER(an_old_code_is_told_from_a_used_one_and_both_from_one_that_never_was),
		IN_FOLDER(a_desk_is_told_once_whether_it_is_a_machine_or_a_browser),
		IN_FOLDER(enrol_codes_cannot_be_tried_at_will),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
