/* trustee_kit.h - a scrutineer's terminal over a link that is answered here, from a meeting made in memory. For tests only.
 *
 * It takes the place of link.c. Tests choose which ledger is served, whose heads are shown, and how many entries of it. */
#ifndef TALLY_TESTS_TRUSTEE_KIT_H
#define TALLY_TESTS_TRUSTEE_KIT_H

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include "ballot-client/trustee_internal.h"
#include "protocol/os/os.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/meeting_maker.h"
#include "tests/unit/temp_folder.h"

enum { ME = 1, SENT_MAX = 40 };

/* ---- the link ---- */

struct link {
	struct link_options options;
	struct identity who;
	const struct maker *entries, *heads;    /* the ledger that is served, and the one whose heads are shown */
	size_t shown;                           /* entries of both that are shown; 0 for all */
	struct head head;
	uint64_t kept;                          /* size of the head in the folder */
	bool cannot_keep, takes_acts;
	json_t *acts;                           /* that wait; NULL for none */
	char type[40];                          /* of the request in flight; "" for none */
	json_t *body;
	link_reply *reply;
	void *context;
	char sent[SENT_MAX][40];                /* what was asked for but entries, acts and checkpoints */
	json_t *bodies[SENT_MAX];
	uint64_t kept_at[SENT_MAX];
	size_t sent_count;
};

enum err link_new(struct link **out, const struct link_options *options)
{
	struct link *l = calloc(1, sizeof(*l));

	assert_non_null(l);
	l->options = *options;
	strcpy(l->who.meeting, "0123456789ABCDEF");
	strcpy(l->who.name, "trustee-1");
	*out = l;
	return OK;
}

void link_free(struct link *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->sent_count; i++)
		json_decref(l->bodies[i]);
	json_decref(l->body);
	json_decref(l->acts);
	free(l);
}

enum err link_send(struct link *l, const char *type, json_t *body, link_reply *reply, void *context)
{
	assert_string_equal(l->type, "");
	snprintf(l->type, sizeof(l->type), "%s", type);
	l->body = body;
	l->reply = reply;
	l->context = context;
	if (!strcmp(type, "entries") || !strcmp(type, "acts") || !strcmp(type, "checkpoint"))
		return OK;
	assert_true(l->sent_count < SENT_MAX);
	strcpy(l->sent[l->sent_count], l->type);
	l->bodies[l->sent_count] = json_incref(body);
	l->kept_at[l->sent_count++] = l->kept;
	return OK;
}

bool link_is_busy(const struct link *l)
{
	return l->type[0];
}

enum link_state link_state(const struct link *l)
{
	(void)l;
	return LINK_UP;
}

const struct identity *link_identity(const struct link *l)
{
	return &l->who;
}

const struct head *link_head(const struct link *l)
{
	return &l->head;
}

void link_know_log(struct link *l, const uint8_t key[SIGN_KEY_SIZE])
{
	(void)l;
	(void)key;
}

enum err link_keep_head(struct link *l)
{
	if (l->cannot_keep)
		return ERR_IO;
	l->kept = l->head.size;
	return OK;
}

static json_t *entries_from(const struct maker *k, size_t from, size_t shown)
{
	json_t *lines = json_array();

	for (size_t i = from; i < (shown ? shown : k->line_count); i++)
		json_array_append_new(lines, json_string(k->lines[i]));
	return json_pack("{s:o, s:I}", "lines", lines, "size", (json_int_t)k->line_count);
}

static json_t *checkpoint_of(const struct maker *k, uint64_t size)
{
	struct note_key log = { .signer = NOTE_LOG };
	struct buf note = { 0 };
	struct head head;
	json_t *ok;

	strcpy(log.name, k->meeting.origin);
	memcpy(log.key, k->meeting.log_key, SIGN_KEY_SIZE);
	assert_int_equal(meeting_head(&head, &k->meeting, size), OK);
	assert_int_equal(note_start(&note, log.name, &head), OK);
	assert_int_equal(note_sign_log(&note, &log, k->log_seed), OK);
	ok = json_pack("{s:s}", "note", buf_text(&note));
	buf_release(&note);
	return ok;
}

/* Answer what is in flight; what asks for nothing is refused, so that it stays owed. False if nothing is in flight. */
static bool answer(struct link *l)
{
	json_t *body = l->body, *ok = NULL;
	char type[40];

	if (!l->type[0])
		return false;
	strcpy(type, l->type);
	l->type[0] = 0;
	l->body = NULL;
	if (!strcmp(type, "entries"))
		ok = entries_from(l->entries, (size_t)json_integer_value(json_object_get(body, "from")), l->shown);
	else if (!strcmp(type, "checkpoint"))
		ok = checkpoint_of(l->entries, (uint64_t)json_integer_value(json_object_get(body, "size")));
	else if (!strcmp(type, "acts"))
		ok = json_pack("{s:O}", "acts", l->acts);
	else if (!strcmp(type, "act_sign") && l->takes_acts)
		ok = json_object();
	assert_int_equal(meeting_head(&l->head, &l->heads->meeting, l->shown ? l->shown : l->heads->meeting.tree.size), OK);
	l->reply(l->context, ok ? OK : ERR_POLL_STATE, ok, "");
	json_decref(ok);
	json_decref(body);
	return true;
}

/* ---- a trustee ---- */

struct terminal {
	struct event_base *base;
	struct trustee *trustee;
	struct link *link;
	enum trustee_question asked;
	char *what;
	int questions;
};

static void on_question(void *context, enum trustee_question q, const char *what, int64_t ballots)
{
	struct terminal *t = context;

	(void)ballots;
	t->questions++;
	t->asked = q;
	free(t->what);
	t->what = strdup(what);
}

/* Trustee 1 of the maker's key record, as if it had been at its ceremony. */
static void write_keyfile(const char *folder, const struct maker *k)
{
	struct keyfile file;
	char path[TEMP_PATH_SIZE + 60];

	snprintf(path, sizeof(path), "%s/trustee.key", folder);
	assert_int_equal(keyfile_open(&file, path, "secret"), OK);
	keyfile_begin(&file, &k->keys.c, ME, 0);
	file.now.secret = k->keys.secrets[ME - 1];
	file.now.reveal = strdup(k->keys.texts[ME - 1]);
	file.now.share = k->keys.shares[ME - 1];
	file.now.has_share = true;
	assert_int_equal(keyfile_save(&file), OK);
	keyfile_release(&file);
}

static void begin(struct terminal *t, const char *folder, const struct maker *k, bool is_auto)
{
	*t = (struct terminal){ .base = event_base_new() };
	assert_int_equal(trustee_new(&t->trustee, &(struct trustee_options){
		.base = t->base, .folder = folder, .passphrase = "secret", .is_auto = is_auto, .context = t,
		.on_question = on_question }), OK);
	t->link = t->trustee->link;
	t->link->entries = t->link->heads = k;
	t->link->acts = json_array();
}

static void end(struct terminal *t)
{
	trustee_free(t->trustee);
	event_base_free(t->base);
	free(t->what);
}

/* The link comes up, or nudges, and everything is answered. */
static void run(struct terminal *t)
{
	size_t before = t->link->sent_count;

	t->link->options.on_event(t->trustee, "head");
	/* a refused message ends the run: it would be sent again after a while */
	for (int i = 0; i < 50 && t->link->sent_count == before && answer(t->link); i++)
		;
	answer(t->link);
}

static const char *last_sent(const struct terminal *t)
{
	return t->link->sent_count ? t->link->sent[t->link->sent_count - 1] : "";
}

static const json_t *last_body(const struct terminal *t)
{
	assert_true(t->link->sent_count > 0);
	return t->link->bodies[t->link->sent_count - 1];
}

/* A maker with an open motion. */
static void open_poll(struct maker *k)
{
	maker_init(k, 9);
	maker_prepare(k, 9);
	maker_define(k, "budget", "motion", 1);
	maker_open(k, "budget");
}

#endif
