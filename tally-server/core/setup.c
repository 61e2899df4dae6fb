/* setup.c - who runs the meeting: operators and their sessions, machines (P16.5, P16.7).
 *
 * Must not know: the roll, polls, keys. */
#include <stdlib.h>
#include <string.h>

#include "protocol/base/code.h"
#include "protocol/crypto/hash.h"
#include "protocol/os/os.h"
#include "tally-server/core/authority.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/log.h"
#include "tally-server/core/session.h"
#include "tally-server/core/slips.h"
#include "tally-server/core/web.h"

enum {
	ENROL_PREFIX = 10, ENROL_SECRET = 5, ENROL_CODE = ENROL_PREFIX + ENROL_SECRET, ENROL_SECONDS = 24 * 3600,
	GUESS_WINDOW_US = 10000000, GUESS_WINDOW_FAILURES = 50,
};

static const char KIND_ENROL[] = "enrol", SERVER_NAME[] = "server";

/* ---- operators ---- */

/* A browser's token goes into a cookie that no script can read; what it replaces ends. */
static enum err answer_browser(struct core *c, struct request *r, const struct meeting_operator *o, const char *token)
{
	char csrf[WEB_CSRF_SIZE];
	enum err err = r->session ? session_end(c->sessions, r->session) : OK;

	if (err && err != ERR_SESSION)
		return err;
	memcpy(r->web->cookies.device, r->web->said.device, sizeof(r->web->cookies.device));
	err = session_know_device(c->sessions, r->web->cookies.device, o->name);
	if (err)
		return err;
	memcpy(r->web->cookies.session, token, SESSION_TOKEN_SIZE + 1);
	web_csrf(csrf, token);
	r->ok = json_pack("{s:o, s:s}", "roles", core_roles(o->roles), "csrf", csrf);
	return r->ok ? OK : ERR_MEMORY;
}

enum err handle_login(struct core *c, struct request *r)
{
	char token[SESSION_TOKEN_SIZE + 1];
	const struct meeting_operator *o;
	const char *name, *password;
	struct fields f;
	enum err err;

	fields_open(&f, r->body);
	name = fields_text(&f, "name", 1, ACTOR_MAX);
	password = fields_text(&f, "password", 1, PASSWORD_MAX);
	err = fields_close(&f);
	if (err)
		return err;
	o = meeting_operator(&c->meeting, name);
	if (!o || !o->is_active)
		return ERR_LOGIN;
	err = session_check_password(c->sessions, r->conn->door, r->web ? r->web->said.device : "", name, password, clock_monotonic_us());
	if (!err)
		err = session_start(c->sessions, token, name, clock_wall_seconds());
	log_event("login by=\"%s\" door=%d code=%s", o->name, (int)r->conn->door, err_code(err));
	if (err)
		return err;
	if (r->web) {
		err = answer_browser(c, r, o, token);
	} else {
		r->ok = json_pack("{s:s, s:o}", "session", token, "roles", core_roles(o->roles));
		err = r->ok ? OK : ERR_MEMORY;
	}
	wipe(token, sizeof(token));
	return err;
}

enum err handle_logout(struct core *c, struct request *r)
{
	struct fields f;
	enum err err;

	fields_open(&f, r->body);
	err = fields_close(&f);
	if (!err)
		err = session_end(c->sessions, r->session);
	if (!err && r->web)
		strcpy(r->web->cookies.session, "-");
	/* the control seat and the event streams of this session end with it */
	c->has_changed_view = c->has_changed_view || !err;
	return err;
}

/* Somebody must be left who may run the meeting. */
static bool is_last_secretary(const struct meeting *m, const char *name)
{
	for (size_t i = 0; i < m->operator_count; i++) {
		const struct meeting_operator *o = &m->operators[i];

		if (o->is_active && (o->roles & ROLE_SECRETARIAT) && strcmp(o->name, name))
			return false;
	}
	return true;
}

static bool has_role(const json_t *roles, const char *name)
{
	size_t i;
	const json_t *role;

	json_array_foreach(roles, i, role) {
		if (json_is_string(role) && !strcmp(json_string_value(role), name))
			return true;
	}
	return false;
}

enum err handle_operator(struct core *c, struct request *r)
{
	const char *name, *password;
	const json_t *roles;
	struct fields f;
	bool is_active;
	enum err err;

	fields_open(&f, r->body);
	name = fields_text(&f, "name", 1, ACTOR_MAX);
	roles = fields_array(&f, "roles", 1, 5);
	is_active = fields_bool(&f, "active");
	/* absent: as it was */
	password = fields_text_opt(&f, "password", PASSWORD_MAX);
	if (r->second_name[0])
		fields_object(&f, "second");    /* checked by the request path */
	err = fields_close(&f);
	if (!err && password && strlen(password) < PASSWORD_MIN)
		err = ERR_RANGE;
	if (!err && !password && !meeting_operator(&c->meeting, name))
		err = ERR_FIELD_MISSING;
	if (!err && (!is_active || !has_role(roles, "secretariat")) && is_last_secretary(&c->meeting, name))
		err = ERR_NOT_PERMITTED;
	/* what they did is told under their name when the poll has ended: until then a new password keeps them out */
	if (!err && !is_active)
		err = slips_check_waiting(c, name);
	if (err)
		return err;
	err = core_append(c, r, "operator", json_pack("{s:s, s:O, s:b}", "name", name, "roles", roles, "active", is_active));
	if (!err && password)
		err = session_set_password(c->sessions, name, password, NULL);
	/* for good: who is let in again signs in again */
	if (!err && !is_active)
		err = session_end_all(c->sessions, name, NULL);
	return err;
}

/* One's own. Nothing that the record says of the account changes, nor who may act under its name. */
enum err handle_password(struct core *c, struct request *r)
{
	struct fields f;

	fields_open(&f, r->body);
	const char *old = fields_text(&f, "old", 1, PASSWORD_MAX), *new = fields_text(&f, "new", PASSWORD_MIN, PASSWORD_MAX);
	enum err err = fields_close(&f);
	if (err) {
		request_detail(r, "%s", f.field ? f.field : "");
		return err;
	}
	err = session_check_password(c->sessions, r->conn->door, r->web ? r->web->said.device : "", r->operator_name, old, clock_monotonic_us());
	if (!err)
		err = session_set_password(c->sessions, r->operator_name, new, r->session);
	log_event("password by=\"%s\" door=%d code=%s", r->operator_name, (int)r->conn->door, err_code(err));
	/* the control seat and the event streams of the sessions that have ended end with them */
	c->has_changed_view |= !err;
	return err;
}

/* ---- machines ---- */

static const struct machine *machine_in_use(const struct meeting *m, const char *name)
{
	for (size_t i = 0; i < m->machine_count; i++) {
		if (!m->machines[i].is_revoked && !strcmp(m->machines[i].name, name))
			return &m->machines[i];
	}
	return NULL;
}

/* The row of a code is found by the hash of its secret part. */
static void enrol_id(char id[65], const uint8_t secret[ENROL_SECRET])
{
	uint8_t hash[32];

	sha256(hash, secret, ENROL_SECRET);
	hex_encode(id, hash, sizeof(hash));
}

enum err handle_enrol_code(struct core *c, struct request *r)
{
	uint8_t code[ENROL_CODE], fingerprint[AUTHORITY_FINGERPRINT_SIZE];
	char text[CODE_TEXT_SIZE], id[65], *row = NULL;
	const char *name, *role, *holder;
	enum machine_role known;
	struct fields f;
	json_t *plan;
	enum err err;

	fields_open(&f, r->body);
	role = fields_text(&f, "role", 1, ID_MAX);
	name = fields_text(&f, "name", 1, MACHINE_NAME_MAX);
	/* who keeps watch there: a candidate may not (P14.10) */
	holder = strcmp(role, "trustee") ? NULL : fields_text(&f, "holder", 1, ACTOR_MAX);
	err = fields_close(&f);
	if (err && f.field)
		request_detail(r, "%s", f.field);
	if (!err && !machine_role_read(&known, role))
		err = ERR_RANGE;
	/* "machine:server" is how the record calls this program */
	if (!err && (!strcmp(name, SERVER_NAME) || machine_in_use(&c->meeting, name)))
		err = ERR_NAME_TAKEN;
	if (err)
		return err;
	authority_fingerprint(fingerprint, c->authority);
	memcpy(code, fingerprint, ENROL_PREFIX);
	rng_fill(c->rng, code + ENROL_PREFIX, ENROL_SECRET);
	enrol_id(id, code + ENROL_PREFIX);
	plan = json_pack("{s:s, s:s, s:s, s:I, s:s*}", "role", role, "name", name, "by", r->operator_name,
			 "until", (json_int_t)(clock_wall_seconds() + ENROL_SECONDS), "holder", holder);
	row = plan ? json_write(plan) : NULL;
	json_decref(plan);
	err = row ? store_put(c->store, KIND_ENROL, id, row, strlen(row)) : ERR_MEMORY;
	free(row);
	if (err)
		return err;
	code_show(text, CODE_ENROL, code);
	r->ok = json_pack("{s:s}", "code", text);
	wipe(text, sizeof(text));
	return r->ok ? OK : ERR_MEMORY;
}

/* 40 bits are enough only if they cannot be tried at will. */
enum err core_wrong_guess(struct core *c, enum err err)
{
	c->guess_failures++;
	return err;
}

bool core_guessing_rests(struct core *c)
{
	uint64_t window = clock_monotonic_us() / GUESS_WINDOW_US;

	if (window != c->guess_window) {
		c->guess_window = window;
		c->guess_failures = 0;
	}
	return c->guess_failures >= GUESS_WINDOW_FAILURES;
}

/* The plan behind a code; the caller owns it, whatever the answer. */
static enum err find_plan(struct core *c, json_t **plan, char id[65], const char *text)
{
	uint8_t code[ENROL_CODE], fingerprint[AUTHORITY_FINGERPRINT_SIZE];
	struct buf row = { 0 };
	enum err err;

	if (core_guessing_rests(c))
		return ERR_BUSY;
	err = code_read(code, CODE_ENROL, text);
	if (err)
		return err;
	authority_fingerprint(fingerprint, c->authority);
	enrol_id(id, code + ENROL_PREFIX);
	err = store_get(c->store, KIND_ENROL, id, &row);
	if (err == ERR_RANGE || (!err && memcmp(code, fingerprint, ENROL_PREFIX)))
		err = core_wrong_guess(c, ERR_ENROL_CODE);
	if (!err)
		err = json_read(plan, (const char *)row.at, row.len);
	buf_release(&row);
	if (err)
		return err;
	/* only who knows the secret gets here, and may be told what became of it */
	if (json_is_true(json_object_get(*plan, "used")))
		return ERR_ENROL_USED;
	return json_integer_value(json_object_get(*plan, "until")) < clock_wall_seconds() ? ERR_ENROL_EXPIRED : OK;
}

/* The machine is in the record: the code is kept so that it can be told from a wrong one. */
static enum err use_up(struct core *c, const char *id, json_t *plan)
{
	char *row = json_object_set_new(plan, "used", json_true()) ? NULL : json_write(plan);
	enum err err = row ? store_put(c->store, KIND_ENROL, id, row, strlen(row)) : ERR_MEMORY;

	free(row);
	return err;
}

/* Sign the request, write the machine into the record, use up the code. */
static enum err admit_machine(struct core *c, struct request *r, json_t *plan, const char *id, const char *request)
{
	const char *name = json_string_value(json_object_get(plan, "name")), *role = json_string_value(json_object_get(plan, "role"));
	const char *const actors[] = { json_string_value(json_object_get(plan, "by")) };
	struct buf pem = { 0 };
	uint8_t spki[32];
	enum err err = name && role && actors[0] ? authority_sign_machine(&pem, spki, c->authority, request, strlen(request), name) : ERR_STORE;

	if (!err)
		err = core_append_by(c, actors, 1, "machine", json_pack("{s:s, s:s, s:o, s:O*}", "name", name, "role", role,
								      "spki", json_hex(spki, sizeof(spki)),
								      "holder", json_object_get(plan, "holder")), r->detail);
	if (!err)
		err = use_up(c, id, plan);
	if (!err) {
		r->ok = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I}", "certificate", buf_text(&pem),
				  "authority", authority_pem(c->authority), "meeting", c->meeting.id, "name", name,
				  "role", role, "port", (json_int_t)c->terminal_port);
		err = r->ok ? OK : ERR_MEMORY;
	}
	buf_release(&pem);
	return err;
}

enum err handle_enrol(struct core *c, struct request *r)
{
	const char *code, *request;
	json_t *plan = NULL;
	struct fields f;
	char id[65];
	enum err err;

	fields_open(&f, r->body);
	code = fields_text(&f, "code", 1, 2 * CODE_TEXT_SIZE);
	request = fields_lines(&f, "request", 1, AUTHORITY_MAX_REQUEST);
	err = fields_close(&f);
	if (!err)
		err = find_plan(c, &plan, id, code);
	if (!err)
		err = admit_machine(c, r, plan, id, request);
	json_decref(plan);
	return err;
}

/* P16.14: the page of a screen in the hall. Its browser keeps a token as a cookie; the record has
 * the token's hash in the place of a key's. */
enum err handle_screen_enrol(struct core *c, struct request *r)
{
	uint8_t token[WEB_SCREEN_TOKEN], spki[32];
	const char *code, *name = NULL, *actors[1] = { NULL }, *role = NULL;
	json_t *plan = NULL;
	struct fields f;
	char id[65];
	enum err err;

	fields_open(&f, r->body);
	code = fields_text(&f, "code", 1, 2 * CODE_TEXT_SIZE);
	err = fields_close(&f);
	if (!err && !r->web)
		err = ERR_NOT_PERMITTED;
	if (!err)
		err = find_plan(c, &plan, id, code);
	if (!err) {
		name = json_string_value(json_object_get(plan, "name"));
		role = json_string_value(json_object_get(plan, "role"));
		actors[0] = json_string_value(json_object_get(plan, "by"));
		err = !name || !role || !actors[0] ? ERR_STORE : strcmp(role, "hall") ? ERR_ENROL_CODE : OK;
	}
	rng_fill(c->rng, token, sizeof(token));
	sha256(spki, token, sizeof(token));
	if (!err)
		err = core_append_by(c, actors, 1, "machine",
				   json_pack("{s:s, s:s, s:o}", "name", name, "role", role,
					     "spki", json_hex(spki, sizeof(spki))), r->detail);
	if (!err)
		err = use_up(c, id, plan);
	if (!err) {
		hex_encode(r->web->cookies.screen, token, sizeof(token));
		r->ok = json_pack("{s:s, s:s}", "name", name, "meeting", c->meeting.id);
		err = r->ok ? OK : ERR_MEMORY;
	}
	wipe(token, sizeof(token));
	json_decref(plan);
	return err;
}

enum err handle_machine_revoke(struct core *c, struct request *r)
{
	const struct machine *m;
	const char *name, *reason;
	uint8_t spki[32];
	struct fields f;
	enum err err;

	fields_open(&f, r->body);
	name = fields_text(&f, "name", 1, MACHINE_NAME_MAX);
	reason = fields_text(&f, "reason", 1, TEXT_MAX);
	err = fields_close(&f);
	if (err)
		return err;
	m = machine_in_use(&c->meeting, name);
	if (!m)
		return ERR_MACHINE;
	memcpy(spki, m->spki, sizeof(spki));
	err = core_append(c, r, "machine_revoke", json_pack("{s:o, s:s}", "spki", json_hex(spki, sizeof(spki)), "reason", reason));
	for (size_t i = 0; !err && i < c->conn_count; i++) {
		if (c->conns[i]->has_machine && !memcmp(c->conns[i]->spki, spki, sizeof(spki)))
			pipe_add(&c->out, PIPE_DROP, c->conns[i]->id, NULL, 0);
	}
	return err;
}
