/* load.c - see load.h. A start re-hashes and folds; equations were checked before the entries were written (P14.14). */
#include "tally-server/core/load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "protocol/os/os.h"
#include "tally-server/core/authority.h"
#include "tally-server/core/log.h"
#include "tally-server/core/private.h"
#include "tally-server/core/session.h"

char *load_path(const struct core *c, const char *name)
{
	struct buf path = { 0 };
	char *text;

	buf_addf(&path, "%s/%s", c->options->state, name);
	text = path.failed ? NULL : strdup(buf_text(&path));
	buf_release(&path);
	return text;
}

/* Where reading stands. */
struct reading {
	struct core *core;
	enum err err;
	uint64_t number;
};

static bool fold_one(void *arg, const struct store_entry *e)
{
	struct reading *r = arg;
	struct meeting *m = &r->core->meeting;

	r->number = e->number;
	r->err = meeting_apply(m, e->line, e->len);
	if (!r->err && memcmp(m->last_leaf, e->leaf, sizeof(m->last_leaf)))
		r->err = ERR_HEAD;
	return !r->err;
}

static enum err fold_all(struct core *c)
{
	struct reading r = { .core = c };
	enum err err = store_read(c->store, 0, fold_one, &r);

	if (!err && r.err) {
		log_event("damaged entry=%llu code=%s field=\"%s\"", (unsigned long long)r.number, err_code(r.err),
			  c->meeting.detail ? c->meeting.detail : "");
		err = r.err;
	}
	return err;
}

/* ---- the ballot box ---- */

static enum err add_ballot(struct core *c, const json_t *body)
{
	size_t size = ballot_form_body_size(&c->box.attempt->form), len = 0;
	const char *text = json_string_value(json_object_get(body, "body"));
	uint8_t *bytes = malloc(size);
	enum err err = bytes ? OK : ERR_MEMORY;

	if (!err)
		err = text ? base64_decode_any(bytes, &len, size, text) : ERR_FIELD_MISSING;
	if (!err)
		err = len == size ? box_add(&c->box, bytes) : ERR_BODY_LENGTH;
	free(bytes);
	return err;
}

/* While an attempt runs there are no casts but its own. */
static bool add_cast(void *arg, const struct store_entry *stored)
{
	struct reading *r = arg;
	struct entry entry;

	r->number = stored->number;
	r->err = entry_read(&entry, stored->line, stored->len, meeting_max_line(&r->core->meeting));
	if (r->err)
		return false;
	if (!strcmp(entry.type, "ballot_cast"))
		r->err = add_ballot(r->core, entry.body);
	entry_release(&entry);
	return !r->err;
}

static enum err restore_box(struct core *c)
{
	const struct attempt *a = meeting_current(&c->meeting);
	struct reading r = { .core = c };
	enum err err;

	if (!a)
		return OK;
	err = core_box_start(c);
	if (!err)
		err = store_read(c->store, a->open_entry, add_cast, &r);
	if (!err)
		err = r.err;
	if (err)
		log_event("box_failed entry=%llu code=%s", (unsigned long long)r.number, err_code(err));
	return err;
}

/* ---- keys ---- */

static enum err load_log_seed(struct core *c)
{
	char *path = load_path(c, "log.seed");
	struct buf seed = { 0 };
	uint8_t key[SIGN_KEY_SIZE];
	enum err err = path ? file_read(&seed, path, SIGN_SEED_SIZE) : ERR_MEMORY;

	if (!err && seed.len != SIGN_SEED_SIZE)
		err = ERR_PASSPHRASE;
	if (!err) {
		memcpy(c->log_seed, seed.at, SIGN_SEED_SIZE);
		err = sign_public(key, c->log_seed);
	}
	if (!err && memcmp(key, c->meeting.log_key, sizeof(key)))
		err = ERR_PASSPHRASE;
	buf_release_secret(&seed);
	free(path);
	if (err)
		log_event("key_failed file=log.seed code=%s", err_code(err));
	return err;
}

static enum err load_authority(struct core *c)
{
	uint8_t fingerprint[AUTHORITY_FINGERPRINT_SIZE];
	enum err err = authority_open(&c->authority, c->options->state);

	if (!err) {
		authority_fingerprint(fingerprint, c->authority);
		err = memcmp(fingerprint, c->meeting.authority, sizeof(fingerprint)) ? ERR_CSR : OK;
	}
	if (err)
		log_event("key_failed file=authority.key code=%s", err_code(err));
	return err;
}

/* The keys of a meeting that was begun here, and whose record is gone: whoever finds the record again needs them. */
static enum err set_aside(const struct core *c)
{
	static const char *const names[] = { "authority.key", "authority.pem", "log.seed" };
	enum err err = OK;

	for (size_t i = 0; !err && i < sizeof(names) / sizeof(*names); i++) {
		char *path = load_path(c, names[i]);
		struct buf aside = { 0 };

		buf_addf(&aside, "%s.lost", path ? path : "");
		if (!path || aside.failed)
			err = ERR_MEMORY;
		else if (rename(path, buf_text(&aside)) && errno != ENOENT)
			err = ERR_IO;
		buf_release(&aside);
		free(path);
	}
	log_event("meeting_lost keys=*.lost code=%s", err_code(err));
	return err;
}

/* Before a meeting: the one that an earlier start made, so that stations which trust it already go on, or a new one. Its id
 * is a meeting's: where one was begun with it, as the log's key shows, and has then been lost, it does not come again. */
static enum err begin_authority(struct core *c)
{
	char *path = load_path(c, "log.seed");
	enum err err = !path ? ERR_MEMORY : access(path, F_OK) ? OK : set_aside(c);

	free(path);
	if (err)
		return err;
	err = authority_open(&c->authority, c->options->state);
	return err && err != ERR_MEMORY ? authority_create(&c->authority, c->options->state) : err;
}

/* The record shows each start, and a poll that was open is held by it (P13). */
static enum err append_start(struct core *c)
{
	const char *const actors[] = { "machine:server" };
	enum err err = store_begin(c->store);

	if (!err)
		err = core_append_by(c, actors, 1, "server_start", json_pack("{s:s}", "version", CORE_VERSION), NULL);
	return err ? err : store_commit(c->store);
}

static enum err load_record(struct core *c)
{
	uint64_t began = clock_monotonic_us();
	enum err err = fold_all(c);

	if (!err)
		err = load_log_seed(c);
	if (!err)
		err = load_authority(c);
	if (!err)
		err = restore_box(c);
	if (!err && !c->meeting.is_sealed)
		err = append_start(c);
	if (!err)
		log_event("loaded meeting=%s entries=%llu ms=%llu", c->meeting.id, (unsigned long long)c->meeting.tree.size,
			  (unsigned long long)((clock_monotonic_us() - began) / 1000));
	return err;
}

enum err load_meeting(struct core *c)
{
	char *db = load_path(c, "meeting.db"), *key = load_path(c, "private.key");
	uint64_t size = 0, salt;
	enum err err = db && key ? folder_make(c->options->state) : ERR_MEMORY;

	rng_fill(c->rng, &salt, sizeof(salt));
	meeting_init(&c->meeting, salt);
	if (!err)
		err = store_open(&c->store, db);
	if (!err)
		err = private_open(&c->private, c->store, key, c->rng);
	if (!err)
		err = session_open(&c->sessions, c->store, c->rng, clock_wall_seconds());
	if (!err)
		err = store_size(c->store, &size);
	if (!err)
		err = size ? load_record(c) : begin_authority(c);
	if (err)
		log_event("start_failed code=%s reason=\"%s\"", err_code(err), c->store ? store_reason(c->store) : "");
	free(db);
	free(key);
	return err;
}

void load_release(struct core *c)
{
	if (c->has_box)
		box_release(&c->box);
	free(c->act.type);
	free(c->act.text);
	json_decref(c->paper_entry);
	json_decref(c->asked);
	for (int i = 0; i < HALL_SCREEN_COUNT; i++)
		json_decref(c->screens[i].held);
	json_decref(c->missing.people);
	session_free(c->sessions);
	private_free(c->private);
	store_close(c->store);
	authority_free(c->authority);
	meeting_release(&c->meeting);
	wipe(c->log_seed, sizeof(c->log_seed));
	wipe(c->setup_code, sizeof(c->setup_code));
}
