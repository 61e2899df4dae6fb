/* trustee.c - see trustee.h. One step function decides what is next from what has been verified;
 * every answer and every nudge leads back to it. */
#include <event2/event.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ballot-client/trustee_internal.h"
#include "protocol/base/code.h"
#include "protocol/base/fields.h"
#include "protocol/crypto/hash.h"
#include "protocol/os/os.h"

enum { RETRY_SECONDS = 1, LOG_MAX = 400 };

static void step(struct trustee *t);

void trustee_log(struct trustee *t, const char *format, ...)
{
	char line[LOG_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof line, format, args);
	va_end(args);
	if (t->options.on_log)
		t->options.on_log(t->options.context, line);
}

static void changed(struct trustee *t)
{
	if (t->options.on_change)
		t->options.on_change(t->options.context);
}

void trustee_fail(struct trustee *t, enum err err, const char *what)
{
	trustee_log(t, "event=failed what=%s entry=%llu reason=%s", what, (unsigned long long)t->verifier.failed_entry, err_code(err));
	t->failed = err;
	changed(t);
}

enum err trustee_failed(const struct trustee *t)
{
	return t->failed;
}

/* ---- asking the person ---- */

/* May it open boxes unasked?  Only if everybody can see so in the key record (P10.3). */
static bool is_auto(const struct trustee *t)
{
	const struct ceremony_record *c = t->verifier.meeting.key_record;
	uint32_t index = c ? trustee_index_in(t, c) : 0;

	return t->options.is_auto && index && c->reveals[index - 1].is_auto;
}

bool trustee_is_agreed(struct trustee *t, enum trustee_question q, const char *what, int64_t ballots)
{
	bool needs_nobody = q == TRUSTEE_OPEN ? is_auto(t) : t->options.is_auto;
	uint8_t hash[32];

	sha256(hash, what, strlen(what));
	if (needs_nobody || memcmp(t->agreed, hash, sizeof hash) == 0)
		return true;
	if (memcmp(t->asked, hash, sizeof hash) != 0) {
		memcpy(t->asked, hash, sizeof hash);
		if (t->options.on_question)
			t->options.on_question(t->options.context, q, what, ballots);
	}
	return false;
}

enum err trustee_answer(struct trustee *t, const char *what)
{
	uint8_t hash[32];

	sha256(hash, what, strlen(what));
	if (memcmp(t->asked, hash, sizeof hash) != 0)
		return ERR_RANGE;
	memcpy(t->agreed, hash, sizeof hash);
	memset(t->asked, 0, sizeof t->asked);
	step(t);
	return OK;
}

enum err trustee_decline(struct trustee *t, const char *what)
{
	uint8_t hash[32];

	sha256(hash, what, strlen(what));
	if (memcmp(t->asked, hash, sizeof hash) != 0)
		return ERR_RANGE;
	t->is_declined = trustee_is_asking(t, TRUSTEE_OPEN);
	step(t);
	return OK;
}

/* ---- messages ---- */

static void try_later(struct trustee *t)
{
	struct timeval wait = { RETRY_SECONDS, 0 };

	event_add(t->retry, &wait);
}

/* Any answer: what it means shows in the ledger; an error is tried again after a second. */
static void on_answer(void *context, enum err err, const json_t *ok, const char *detail)
{
	struct trustee *t = context;

	(void)ok;
	if (err) {
		trustee_log(t, "event=refused reason=%s detail=%.100s", err_code(err), detail);
		try_later(t);
		return;
	}
	t->is_behind = true;
	step(t);
}

static void send_to(struct trustee *t, const char *type, json_t *body, link_reply *reply)
{
	enum err err = body ? link_send(t->link, type, body, reply, t) : ERR_MEMORY;

	if (err)
		trustee_log(t, "event=not_sent type=%s reason=%s", type, err_code(err));
}

/* The head first, so that after a restart nobody can lead this trustee through another record and have it speak again. */
static void say(struct trustee *t, const char *type, json_t *body, link_reply *reply)
{
	enum err err = link_keep_head(t->link);

	if (err) {
		json_decref(body);
		trustee_fail(t, err, "head");
		return;
	}
	send_to(t, type, body, reply);
}

void trustee_send(struct trustee *t, const char *type, json_t *body)
{
	say(t, type, body, on_answer);
}

/* Do the entries lie under the head that the server shows to everybody?  It has signed that, and the next must be consistent with it. */
static enum err compare_with_head(struct trustee *t)
{
	const struct head *seen = link_head(t->link);
	const struct meeting *m = &t->verifier.meeting;
	struct head own;

	t->is_behind = m->tree.size < seen->size;
	if (t->is_behind)
		return OK;
	enum err err = meeting_head(&own, m, m->tree.size);
	if (!err && (own.size != seen->size || memcmp(own.root, seen->root, sizeof own.root) != 0))
		err = ERR_HEAD;
	return err;
}

static void on_entries(void *context, enum err err, const json_t *ok, const char *detail)
{
	struct trustee *t = context;
	const json_t *line;
	size_t i;

	if (err) {
		on_answer(t, err, ok, detail);
		return;
	}
	json_array_foreach(json_object_get(ok, "lines"), i, line) {
		if (t->failed != OK)
			break;
		err = json_is_string(line) ? verifier_apply(&t->verifier, json_string_value(line), json_string_length(line)) : ERR_JSON;
		if (err)
			trustee_fail(t, err, "entry");
	}
	if (t->failed == OK && t->verifier.meeting.tree.size == json_array_size(json_object_get(ok, "lines")))
		link_know_log(t->link, t->verifier.meeting.log_key);
	if (t->failed == OK && (err = compare_with_head(t)) != OK)
		trustee_fail(t, err, "head");
	if (t->is_behind && i == 0)
		try_later(t);           /* a server that has more and gives nothing */
	else
		step(t);
	changed(t);
}

static void on_acts(void *context, enum err err, const json_t *ok, const char *detail)
{
	struct trustee *t = context;
	const json_t *first = json_array_get(json_object_get(ok, "acts"), 0);

	(void)detail;
	t->acts_wait = false;
	if (!t->act || !json_equal(t->act, first)) {
		json_decref(t->act);
		t->act = NULL;
		t->act_is_signed = false;
		if (!err && json_is_integer(json_object_get(first, "number")) && json_is_string(json_object_get(first, "text")))
			t->act = json_deep_copy(first);
	}
	step(t);
	changed(t);
}

/* What this trustee has of the key record in force; NULL if nothing. */
static const struct key_set *set_in_force(const struct trustee *t)
{
	const struct ceremony_record *c = t->verifier.meeting.key_record;

	return c ? keyfile_set(&t->keys, c->params.id) : NULL;
}

/* ---- co-signing ---- */

static bool has_cosigned(const struct trustee *t, uint64_t size, uint32_t ceremony, uint32_t index)
{
	const struct meeting *m = &t->verifier.meeting;

	for (size_t i = 0; i < m->cosigned_count; i++) {
		const struct cosigned_head *c = &m->cosigned[i];

		if (c->head.size == size && c->ceremony == ceremony && (c->signers >> (index - 1) & 1))
			return true;
	}
	return false;
}

/* The smallest head that this trustee owes a co-signature: at every opening, close and result of
 * its key records, and the set to do it with. 0 if none. */
static uint64_t owed_head(const struct trustee *t, const struct key_set **set)
{
	const struct meeting *m = &t->verifier.meeting;
	uint64_t owed = 0;

	for (size_t i = 0; i < m->poll_count; i++) {
		for (size_t j = 0; j < m->polls[i]->attempt_count; j++) {
			const struct attempt *a = m->polls[i]->attempts[j];
			const struct ceremony_record *c = m->ceremonies[a->ceremony];
			const uint64_t entries[] = { a->open_entry, a->close_entry, a->result_entry };
			const struct key_set *mine = keyfile_set(&t->keys, c->params.id);

			for (size_t e = 0; mine && e < 3; e++) {
				if (!entries[e] || has_cosigned(t, entries[e] + 1, a->ceremony, mine->index) || (owed && entries[e] + 1 >= owed))
					continue;
				owed = entries[e] + 1;
				*set = mine;
			}
		}
	}
	return owed;
}

/* The log's note for the head that was asked for: sign it if it is the head of what was verified here. */
static enum err cosign(struct trustee *t, const char *text)
{
	const struct meeting *m = &t->verifier.meeting;
	struct note *n = malloc(sizeof *n);
	struct note_key log, mine;
	struct head own;
	struct buf note = { 0 };
	enum err err = n ? note_read(n, text, strlen(text)) : ERR_MEMORY;

	log_note_key(&log, m);
	if (!err)
		err = note_check(n, text, &log);
	if (!err)
		err = meeting_head(&own, m, t->cosign_size);
	if (!err && (n->head.size != own.size || memcmp(n->head.root, own.root, 32) != 0))
		err = ERR_HEAD;
	if (!err) {
		trustee_note_key(&mine, m, m->ceremonies[t->cosign_set->ceremony - 1], t->cosign_set->index);
		err = note_start(&note, m->origin, &own);
	}
	/* only the log's line and mine: others' are their own entries */
	const char *line = err ? NULL : strstr(text, "\n\n");
	if (line) {
		buf_add(&note, line + 2, strcspn(line + 2, "\n") + 1);
		err = note_cosign(&note, &mine, t->cosign_set->secret.cosign_seed, (uint64_t)clock_wall_seconds());
	}
	if (!err)
		trustee_send(t, "cosign", json_pack("{s:s}", "note", buf_text(&note)));
	buf_release(&note);
	free(n);
	return err;
}

static void on_checkpoint(void *context, enum err err, const json_t *ok, const char *detail)
{
	struct trustee *t = context;
	const char *text = json_string_value(json_object_get(ok, "note"));

	if (err) {
		on_answer(t, err, ok, detail);
		return;
	}
	err = text ? cosign(t, text) : ERR_NOTE;
	if (err)
		trustee_fail(t, err, "checkpoint");
}

/* The final head has no entry to show that it was co-signed; once is enough. */
static bool do_cosign(struct trustee *t)
{
	const struct meeting *m = &t->verifier.meeting;
	const struct key_set *set = set_in_force(t);
	uint64_t size = owed_head(t, &set);

	if (!size && m->is_sealed && set && t->cosign_size != m->tree.size)
		size = m->tree.size;
	if (!size)
		return false;
	t->cosign_size = size;
	t->cosign_set = set;
	send_to(t, "checkpoint", json_pack("{s:I}", "size", (json_int_t)size), on_checkpoint);
	return true;
}

/* ---- acts ---- */

/* Does the person agree?  Lists of slips are as good as their fingerprint, which the fold holds
 * them to (P14.7): nobody compares hundreds of hashes. */
static bool is_act_agreed(struct trustee *t, const char *act)
{
	char code[CODE_TEXT_SIZE];
	uint8_t fingerprint[32];
	json_t *object = NULL;
	struct fields f;
	bool is_slips = false;

	if (json_read(&object, act, strlen(act)) == OK) {
		fields_open(&f, object);
		is_slips = strcmp(fields_text(&f, "act", 1, ENTRY_TYPE_MAX), "slip_lists") == 0;
		fields_hex(&f, "fingerprint", fingerprint, sizeof fingerprint);
		is_slips = is_slips && !f.err;
	}
	json_decref(object);
	if (!is_slips)
		return trustee_is_agreed(t, TRUSTEE_ACT, act, 0);
	code_show(code, CODE_FINGERPRINT, fingerprint);
	return trustee_is_agreed(t, TRUSTEE_SLIPS, code, 0);
}

static void on_act_signed(void *context, enum err err, const json_t *ok, const char *detail)
{
	struct trustee *t = context;

	t->act_is_signed = !err;
	on_answer(t, err, ok, detail);
}

static bool do_act(struct trustee *t)
{
	const struct meeting *m = &t->verifier.meeting;
	const struct key_set *set = set_in_force(t);
	uint8_t signature[SIGN_SIZE];

	if (t->acts_wait) {
		send_to(t, "acts", json_object(), on_acts);
		return true;
	}
	if (!t->act || t->act_is_signed || !set)
		return false;
	json_int_t number = json_integer_value(json_object_get(t->act, "number"));
	const char *act = json_string_value(json_object_get(t->act, "text"));
	if (number != (json_int_t)m->act_count + 1 || !is_act_agreed(t, act))
		return false;
	enum err err = sign_act(signature, set->secret.cosign_seed, m->id, (uint64_t)number, act);
	if (err) {
		trustee_fail(t, err, "act");
		return false;
	}
	say(t, "act_sign", json_pack("{s:I, s:o}", "number", number, "sig", json_base64(signature, sizeof signature)), on_act_signed);
	return true;
}

/* ---- opening the box ---- */

/* Compute the share of the total that was verified here, and have it on disk before it leaves. */
static enum err make_share(struct trustee *t, const struct key_set *set, const struct poll *p, const struct attempt *a)
{
	size_t len = t->verifier.box.total.count * FACTOR_SIZE;
	uint8_t *share = malloc(len);
	struct opening o;

	if (!share)
		return ERR_MEMORY;
	box_opening(&o, &t->verifier.box, &t->verifier.meeting, p);
	enum err err = opening_share(t->verifier.box.group, share, &o, set->index, set->share, &os_rng);
	if (err) {
		free(share);
		return err;
	}
	err = keyfile_add_opened(&t->keys, p->id, a->number, a->closing_head.size, a->closing_head.root, share, len);
	return err ? err : keyfile_save(&t->keys);
}

static void send_share(struct trustee *t, const struct key_set *set, const struct opened *o)
{
	trustee_send(t, "share", json_pack("{s:s, s:I, s:I, s:I, s:o, s:o}", "poll", o->poll,
					   "attempt", (json_int_t)o->attempt, "index", (json_int_t)set->index,
					   "size", (json_int_t)o->size, "root", json_hex(o->root, sizeof o->root),
					   "share", json_base64(o->share, o->share_len)));
}

static void tell_refusal(struct trustee *t, const struct key_set *set, const struct poll *p, const struct attempt *a, const char *reason)
{
	trustee_log(t, "event=refusal poll=%s attempt=%u reason=%s", p->id, a->number, reason);
	trustee_send(t, "refusal", json_pack("{s:s, s:I, s:I, s:s}", "poll", p->id, "attempt", (json_int_t)a->number,
					     "index", (json_int_t)set->index, "reason", reason));
}

static bool do_open(struct trustee *t)
{
	const struct meeting *m = &t->verifier.meeting;
	const struct attempt *a = meeting_current(m);
	char shown[HEAD_TEXT_SIZE];
	enum err err;

	const struct key_set *set = a ? keyfile_set(&t->keys, m->ceremonies[a->ceremony]->params.id) : NULL;
	if (!set || !attempt_awaits_shares(a) || !set->has_share || trustee_has_given(a, set->index))
		return false;
	if (meeting_cosignatures(m, a->ceremony, &a->closing_head) < m->ceremonies[a->ceremony]->params.t)
		return false;
	const struct poll *p = m->current;
	const struct opened *before = keyfile_opened(&t->keys, p->id, a->number);
	if (before && (before->size != a->closing_head.size || memcmp(before->root, a->closing_head.root, 32) != 0)) {
		tell_refusal(t, set, p, a, "another closing head for an attempt that was opened");
		t->failed = ERR_HEAD;   /* two closing heads of one attempt: whoever asks is lying */
		return true;
	}
	if (!before) {
		if ((err = verifier_flush(&t->verifier)) != OK || t->verifier.box.total.ballots != (uint64_t)a->returned) {
			trustee_fail(t, !err ? ERR_RESULT : err, "total");
			return false;
		}
		head_show(shown, &a->closing_head);
		if (t->is_declined) {
			t->is_declined = false;
			tell_refusal(t, set, p, a, "the scrutineer finds head or number of ballots other than on the hall screen");
			return true;
		}
		if (!trustee_is_agreed(t, TRUSTEE_OPEN, shown, a->returned))
			return false;
		if ((err = make_share(t, set, p, a)) != OK) {
			trustee_fail(t, err, "share");
			return false;
		}
		before = keyfile_opened(&t->keys, p->id, a->number);
	}
	send_share(t, set, before);
	return true;
}

/* ---- one step ---- */

static void step(struct trustee *t)
{
	if (t->failed != OK || link_is_busy(t->link) || link_state(t->link) != LINK_UP)
		return;
	if (t->is_behind) {
		send_to(t, "entries", json_pack("{s:I}", "from", (json_int_t)t->verifier.meeting.tree.size), on_entries);
		return;
	}
	if (trustee_do_ceremony(t) || do_cosign(t) || do_act(t))
		return;
	do_open(t);
}

static void on_state(void *context, enum link_state state, enum err why)
{
	struct trustee *t = context;

	trustee_log(t, "event=link state=%s reason=%s", state == LINK_UP ? "up" : state == LINK_DOWN ? "down" : "refused", err_code(why));
	if (state == LINK_REFUSED)
		trustee_fail(t, why, "server");
	t->is_behind = t->acts_wait = true;
	step(t);
	changed(t);
}

static void on_event(void *context, const char *event)
{
	struct trustee *t = context;

	(void)event;
	t->is_behind = t->acts_wait = true;
	step(t);
}

static void on_retry(evutil_socket_t fd, short what, void *context)
{
	struct trustee *t = context;

	(void)fd;
	(void)what;
	t->is_behind = t->acts_wait = true;
	step(t);
}

enum err trustee_new(struct trustee **out, const struct trustee_options *options)
{
	struct trustee *t = calloc(1, sizeof *t);
	char path[4096];
	enum err err = t ? verifier_init(&t->verifier, &os_rng) : ERR_MEMORY;

	if (err) {
		free(t);
		return err;
	}
	t->options = *options;
	t->options.passphrase = NULL;
	t->retry = evtimer_new(options->base, on_retry, t);
	if (!t->retry)
		err = ERR_MEMORY;
	if (!err && (size_t)snprintf(path, sizeof path, "%s/trustee.key", options->folder) >= sizeof path)
		err = ERR_TOO_LONG;
	if (!err)
		err = keyfile_open(&t->keys, path, options->passphrase);
	if (!err)
		err = link_new(&t->link, &(struct link_options){ .base = options->base, .folder = options->folder, .context = t, .on_state = on_state,
								.on_event = on_event, .keeps_head = true });
	if (err) {
		trustee_free(t);
		return err;
	}
	*out = t;
	return OK;
}

void trustee_free(struct trustee *t)
{
	if (!t)
		return;
	link_free(t->link);
	if (t->retry)
		event_free(t->retry);
	verifier_release(&t->verifier);
	keyfile_release(&t->keys);
	json_decref(t->act);
	free(t);
}
