/* create.c - the meeting's beginning: the code that opens it to a browser, the rules to choose from, and its first entries (P16.16).
 *
 * Until there is a meeting nobody has an account. Who has the server's own socket may begin; who
 * comes as a browser shows the code that was drawn there.
 * Must not know: what comes after. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "protocol/base/code.h"
#include "protocol/meeting/profile.h"
#include "protocol/os/os.h"
#include "tally-server/core/authority.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/load.h"
#include "tally-server/core/log.h"
#include "tally-server/core/session.h"
#include "tally-server/embedded.h"

/* ---- the setup code ---- */

/* Where a browser finds this server, by the names in its certificate. */
static json_t *addresses(const struct core *c)
{
	static const char *const here[] = { "localhost" };
	const char *const *names = c->options->name_count ? c->options->names : here;
	size_t count = c->options->name_count ? c->options->name_count : 1;
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		struct buf url = { 0 };
		bool is_six = strchr(names[i], ':') != NULL;

		buf_addf(&url, "https://%s%s%s:%u/", is_six ? "[" : "", names[i], is_six ? "]" : "", (unsigned)c->browser_port);
		if (json_array_append_new(array, json_string(buf_text(&url)))) {
			json_decref(array);
			array = NULL;
		}
		buf_release(&url);
	}
	return array;
}

static json_t *authority_hex(const struct core *c)
{
	uint8_t fingerprint[AUTHORITY_FINGERPRINT_SIZE];

	authority_fingerprint(fingerprint, c->authority);
	return json_hex(fingerprint, sizeof(fingerprint));
}

enum err handle_setup_code(struct core *c, struct request *r)
{
	char text[CODE_TEXT_SIZE];
	struct fields f;
	enum err err;

	fields_open(&f, r->body);
	err = fields_close(&f);
	if (err)
		return err;
	rng_fill(c->rng, c->setup_code, sizeof(c->setup_code));
	c->has_setup_code = true;
	log_event("setup_code_drawn");
	code_show(text, CODE_SETUP, c->setup_code);
	r->ok = json_pack("{s:o, s:o, s:s}", "addresses", addresses(c), "authority", authority_hex(c), "code", text);
	wipe(text, sizeof(text));
	return r->ok ? OK : ERR_MEMORY;
}

static enum err check_code(struct core *c, const char *text)
{
	uint8_t code[SETUP_CODE_SIZE];
	enum err err;

	if (core_guessing_rests(c))
		return ERR_BUSY;
	err = code_read(code, CODE_SETUP, text);
	if (!err && !(c->has_setup_code && bytes_equal_secret(code, c->setup_code, sizeof(code))))
		err = core_wrong_guess(c, ERR_SETUP_CODE);
	wipe(code, sizeof(code));
	return err;
}

/* What a browser's message bears before anything else of it is looked at; nothing at the local door. */
static enum err take_code(struct core *c, const struct request *r, struct fields *f)
{
	const char *text;

	fields_open(f, r->body);
	if (!r->web)
		return OK;
	text = fields_text(f, "code", 1, 2 * CODE_TEXT_SIZE);
	return f->err ? f->err : check_code(c, text);
}

/* ---- rules to choose from ---- */

enum err handle_setup(struct core *c, struct request *r)
{
	json_t *profiles = json_array();
	struct fields f;
	enum err err = take_code(c, r, &f);

	if (!err)
		err = fields_close(&f);
	for (const struct embedded *file = embedded_profiles; !err && file->name; file++) {
		json_t *profile = NULL;

		err = profile_read(&profile, file->text, strlen(file->text));
		if (!err && json_array_append_new(profiles, profile))
			err = ERR_MEMORY;
	}
	if (err) {
		json_decref(profiles);
		return err;
	}
	r->ok = json_pack("{s:o}", "profiles", profiles);
	return r->ok ? OK : ERR_MEMORY;
}

/* The fields `profile` and `election`, as one profile that has been checked; the caller owns it.
 * Closes `f`, of which all else has been read. */
static enum err take_profile(json_t **out, struct request *r, struct fields *f)
{
	const json_t *profile = fields_object(f, "profile"), *election = fields_object_opt(f, "election");
	const char *detail = NULL;
	json_t *whole = NULL;
	enum err err = fields_close(f);

	if (err) {
		request_detail(r, "%s", f->field ? f->field : "");
		return err;
	}
	if (election)
		err = profile_merge(&whole, profile, election, &detail);
	else
		whole = json_incref((json_t *)(uintptr_t)profile);
	if (!err && json_dumpb(whole, NULL, 0, JSON_COMPACT) > PROFILE_FILE_MAX)
		err = ERR_TOO_LONG;
	if (!err)
		err = profile_check(whole, &detail);
	if (err) {
		request_detail(r, "profile%s%s", detail ? " " : "", detail ? detail : "");
		json_decref(whole);
		return err;
	}
	*out = whole;
	return OK;
}

enum err handle_setup_rules(struct core *c, struct request *r)
{
	json_t *profile = NULL;
	struct fields f;
	enum err err = take_code(c, r, &f);

	if (!err)
		err = take_profile(&profile, r, &f);
	if (!err) {
		r->ok = core_profile(profile);
		err = r->ok ? OK : ERR_MEMORY;
	}
	json_decref(profile);
	return err;
}

/* ---- create ---- */

/* What `create` asks for. */
struct creation {
	const char *name, *operator_name, *password;
	const json_t *sittings;
	json_t *profile;        /* owned */
	char meeting[MEETING_ID_LEN + 1];
	uint8_t log_seed[SIGN_SEED_SIZE], log_key[SIGN_KEY_SIZE];
};

static enum err read_creation(struct creation *n, struct core *c, struct request *r)
{
	struct fields f;
	enum err err = take_code(c, r, &f);

	if (err)
		return err;
	n->name = fields_text(&f, "name", 1, TEXT_MAX);
	n->sittings = fields_array(&f, "sittings", 1, MEETING_MAX_SITTINGS);
	n->operator_name = fields_text(&f, "operator", 1, ACTOR_MAX);
	n->password = fields_text(&f, "password", PASSWORD_MIN, PASSWORD_MAX);
	return take_profile(&n->profile, r, &f);
}

static enum err make_log_key(struct creation *n, const char *path, const struct rng *rng)
{
	enum err err;

	rng_fill(rng, n->log_seed, sizeof(n->log_seed));
	err = sign_public(n->log_key, n->log_seed);
	return err ? err : file_write_durable(path, n->log_seed, sizeof(n->log_seed), 0600);
}

static json_t *genesis_of(const struct creation *n, const struct core *c)
{
	return json_pack("{s:s, s:i, s:s, s:s, s:s, s:O, s:o, s:o, s:O}", "product", "tally", "version", 1,
			 "group", group_name, "meeting", n->meeting, "name", n->name, "sittings", n->sittings,
			 "log_key", json_base64(n->log_key, sizeof(n->log_key)), "authority", authority_hex(c),
			 "profile", n->profile);
}

/* The key first, on disk; then the record that names it. */
static enum err begin_meeting(struct core *c, struct request *r, struct creation *n)
{
	const char *const actors[] = { n->operator_name };
	char *path = load_path(c, "log.seed");
	enum err err = path ? make_log_key(n, path, c->rng) : ERR_MEMORY;

	if (!err)
		err = core_append_by(c, actors, 1, "genesis", genesis_of(n, c), r->detail);
	/* what was refused has begun nothing */
	if (err && path)
		unlink(path);
	free(path);
	if (err)
		return err;
	memcpy(c->log_seed, n->log_seed, sizeof(c->log_seed));
	err = core_append_by(c, actors, 1, "operator", json_pack("{s:s, s:[s], s:b}", "name", n->operator_name, "roles", "secretariat", "active", 1),
			   r->detail);
	if (!err)
		err = session_set_password(c->sessions, n->operator_name, n->password, NULL);
	/* a meeting without anybody who may run it must not be kept */
	if (err)
		c->is_halted = true;
	return err;
}

enum err handle_create(struct core *c, struct request *r)
{
	struct creation n = { 0 };
	enum err err = read_creation(&n, c, r);

	authority_meeting(n.meeting, c->authority);
	if (!err)
		err = begin_meeting(c, r, &n);
	json_decref(n.profile);
	wipe(n.log_seed, sizeof(n.log_seed));
	if (err)
		return err;
	wipe(c->setup_code, sizeof(c->setup_code));
	c->has_setup_code = false;
	log_event("created meeting=%s door=%d", n.meeting, (int)r->conn->door);
	r->ok = json_pack("{s:s, s:o}", "meeting", n.meeting, "authority", authority_hex(c));
	return r->ok ? OK : ERR_MEMORY;
}
