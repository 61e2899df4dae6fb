/* trustee_screen.c - see trustee_screen.h. */
#include "ballot-client/kiosk/trustee_screen.h"
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "ballot-client/kiosk/media.h"
#include "ballot-client/trustee.h"
#include "protocol/base/code.h"
#include "protocol/base/fields.h"

enum { PASSPHRASE_MIN = 8, PASSPHRASE_MAX = 200 };

/* The question that was put last, until it is settled. */
struct question {
	bool is_there, is_declined;
	enum trustee_question q;
	char *what;                     /* owned */
	int64_t ballots;
};

struct trustee_screen {
	struct trustee_screen_options options;
	struct identity who;
	struct trustee *trustee;        /* NULL until the passphrase is given */
	size_t sitting;                 /* the sitting that it was given for; 0: none has been open since */
	struct event *lock;
	struct question question;
	struct media media;
	bool has_media, was_copied;
	/* whether the key file holds the share of this ceremony, so that it is computed once */
	uint64_t checked_ceremony;
	bool owns;
};

static void forget_question(struct trustee_screen *s)
{
	free(s->question.what);
	s->question = (struct question){ 0 };
}

static void on_question(void *context, enum trustee_question q, const char *what, int64_t ballots)
{
	struct trustee_screen *s = context;
	char *copy = strdup(what);

	if (!copy)
		return;
	forget_question(s);
	s->question = (struct question){ .is_there = true, .q = q, .what = copy, .ballots = ballots };
	s->options.on_change(s->options.context);
}

/* A passphrase serves one sitting: whoever finds the machine next morning finds it locked. */
static void watch_sitting(struct trustee_screen *s)
{
	size_t sitting = trustee_meeting(s->trustee)->sitting;

	/* while it follows it meets those that are long over */
	if (!sitting || !trustee_is_current(s->trustee))
		return;
	/* not at once: the trustee is at work */
	if (s->sitting && s->sitting != sitting)
		event_active(s->lock, 0, 0);
	s->sitting = sitting;
}

static void on_lock(evutil_socket_t fd, short what, void *context)
{
	struct trustee_screen *s = context;

	(void)fd;
	(void)what;
	trustee_free(s->trustee);
	s->trustee = NULL;
	s->checked_ceremony = 0;
	forget_question(s);
	s->options.on_change(s->options.context);
}

static void on_change(void *context)
{
	struct trustee_screen *s = context;

	/* during trustee_new */
	if (!s->trustee)
		return;
	watch_sitting(s);
	s->options.on_change(s->options.context);
}

/* ---- the state ---- */

static bool has_key_file(const struct trustee_screen *s)
{
	char path[IDENTITY_PATH_MAX];

	return identity_path(path, &s->who, "trustee.key") == OK && access(path, F_OK) == 0;
}

static json_t *code_json(const uint8_t *bytes)
{
	char code[CODE_TEXT_SIZE];

	code_show(code, CODE_FINGERPRINT, bytes);
	return json_string(code);
}

static json_t *head_json(const struct head *h)
{
	char text[HEAD_TEXT_SIZE];

	head_show(text, h);
	return json_string(text);
}

/* What an act speaks of, by the names that people know: every poll's title, and the rows of the one that it is about. */
static void add_names(json_t *o, const struct meeting *m, const char *act)
{
	json_t *titles = json_object(), *object = NULL;

	for (size_t i = 0; i < m->poll_count; i++)
		json_object_set_new(titles, m->polls[i]->id, json_string(m->polls[i]->title));
	json_object_set_new(o, "titles", titles);
	if (json_read(&object, act, strlen(act)) == OK) {
		const char *id = json_string_value(json_object_get(object, "poll"));
		const struct poll *p = id ? meeting_poll(m, id) : NULL;

		json_object_set(o, "scales", p ? json_object_get(p->definition, "scales") : NULL);
		json_object_set(o, "contests", p ? json_object_get(p->definition, "contests") : NULL);
	}
	json_decref(object);
}

static json_t *question_json(const struct question *q, const struct meeting *m)
{
	static const char *const kinds[] = { [TRUSTEE_FINGERPRINT] = "fingerprint", [TRUSTEE_SLIPS] = "slips",
					     [TRUSTEE_ACT] = "act", [TRUSTEE_OPEN] = "open" };

	json_t *o = json_pack("{s:s, s:s, s:b, s:I}", "kind", kinds[q->q], "what", q->what, "declined", q->is_declined,
			      "ballots", (json_int_t)q->ballots);

	if (o && q->q == TRUSTEE_ACT)
		add_names(o, m, q->what);
	return o;
}

/* Had this machine a part in a record that is in force no more? */
static bool had_part(const struct trustee_screen *s, const struct meeting *m)
{
	for (size_t i = 0; i < m->ceremony_count; i++) {
		const struct ceremony_record *c = m->ceremonies[i];

		for (uint32_t k = 0; c != m->key_record && c->step == CEREMONY_DONE && k < c->params.n; k++) {
			if (strcmp(c->names[k], s->who.name) == 0)
				return true;
		}
	}
	return false;
}

/* The key record in force, and whether this machine has its part of it. */
static json_t *key_json(struct trustee_screen *s)
{
	const struct ceremony_record *c = trustee_meeting(s->trustee)->key_record;

	if (!c)
		return json_null();
	if (s->checked_ceremony != c->params.id) {
		s->owns = trustee_owns_share(s->trustee);
		s->checked_ceremony = c->params.id;
	}
	return json_pack("{s:I, s:I, s:I, s:o, s:b, s:b}", "index", (json_int_t)trustee_index(s->trustee),
			 "n", (json_int_t)c->params.n, "t", (json_int_t)c->params.t, "fingerprint", code_json(c->hash),
			 "owns", s->owns, "had", had_part(s, trustee_meeting(s->trustee)));
}

static json_t *ceremony_json(const struct meeting *m)
{
	const struct ceremony_record *c = m->ceremony_count ? m->ceremonies[m->ceremony_count - 1] : NULL;

	if (!c || c->step == CEREMONY_DONE || c->step == CEREMONY_ABORTED)
		return json_null();
	return json_pack("{s:I, s:s, s:I, s:I}", "number", (json_int_t)c->params.id, "step", ceremony_step_name(c->step),
			 "done", (json_int_t)c->done, "n", (json_int_t)c->params.n);
}

static json_t *box_json(const struct meeting *m)
{
	const struct poll *p = NULL;
	const struct attempt *a = meeting_latest(m, &p);

	if (!a)
		return json_null();
	const struct ceremony_record *c = m->ceremony_count ? m->ceremonies[a->ceremony] : NULL;
	json_t *o = json_pack("{s:s, s:s, s:s, s:I, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "poll", p->id,
			      "kind", p->kind, "title", p->title, "attempt", (json_int_t)a->number,
			      "state", attempt_state_name(a->state), "way", attempt_way_name(a->way),
			      "present", (json_int_t)a->present, "issued", (json_int_t)a->issued,
			      "without_slip", (json_int_t)a->without_slip, "returned", (json_int_t)attempt_returned(a),
			      "tested", (json_int_t)a->tested, "given", (json_int_t)a->share_count,
			      "t", (json_int_t)(c ? c->params.t : 0), "n", (json_int_t)(c ? c->params.n : 0));

	if (a->close_entry)
		json_object_set_new(o, "head", head_json(&a->closing_head));
	/* totals only where the box has been opened, and then beside what was issued and returned */
	if (a->counts) {
		json_object_set(o, "counts", a->counts);
		json_object_set(o, "scales", json_object_get(p->definition, "scales"));
		json_object_set(o, "contests", json_object_get(p->definition, "contests"));
	}
	return o;
}

/* The first of the agenda that has not been held: its box is empty. */
static json_t *next_json(const struct meeting *m)
{
	for (size_t i = 0; i < m->poll_count; i++) {
		if (!m->polls[i]->attempt_count)
			return json_pack("{s:s, s:s, s:s}", "poll", m->polls[i]->id, "kind", m->polls[i]->kind, "title", m->polls[i]->title);
	}
	return json_null();
}

static const char *holder_of(const struct trustee_screen *s, const struct meeting *m)
{
	for (size_t i = m->machine_count; i > 0; i--) {
		if (strcmp(m->machines[i - 1].name, s->who.name) == 0)
			return m->machines[i - 1].holder;
	}
	return "";
}

static void add_meeting(struct trustee_screen *s, json_t *o)
{
	static const char *const links[] = { [LINK_DOWN] = "down", [LINK_UP] = "up", [LINK_REFUSED] = "refused" };
	const struct meeting *m = trustee_meeting(s->trustee);
	struct head head;
	int64_t expected = 0, present = 0, observers = 0;

	meeting_attendance(m, &expected, &present, &observers);
	json_object_set_new(o, "holder", json_string(holder_of(s, m)));
	json_object_set_new(o, "meeting", json_string(m->name ? m->name : ""));
	json_object_set_new(o, "link", json_string(links[trustee_link(s->trustee)]));
	json_object_set_new(o, "current", json_boolean(trustee_is_current(s->trustee)));
	json_object_set_new(o, "sealed", json_boolean(m->is_sealed));
	json_object_set_new(o, "size", json_integer((json_int_t)m->tree.size));
	if (m->tree.size && meeting_head(&head, m, m->tree.size) == OK)
		json_object_set_new(o, "head", head_json(&head));
	json_object_set_new(o, "expected", json_integer(expected));
	json_object_set_new(o, "present", json_integer(present));
	json_object_set_new(o, "key", key_json(s));
	json_object_set_new(o, "ceremony", ceremony_json(m));
	json_object_set_new(o, "box", box_json(m));
	json_object_set_new(o, "next", next_json(m));
}

static json_t *media_json(const struct media *m)
{
	json_t *list = json_array();

	for (size_t i = 0; i < m->count; i++)
		json_array_append_new(list, json_pack("{s:s, s:b}", "folder", m->folders[i], "copy", m->has_copy[i]));
	return list;
}

json_t *trustee_screen_state(struct trustee_screen *s)
{
	enum err failed = s->trustee ? trustee_failed(s->trustee) : OK;
	json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:b, s:b}", "role", "trustee", "machine", s->who.name,
			      "state", !s->trustee ? "locked" : failed != OK ? "failed" : "following",
			      "why", err_code(failed), "has_key", has_key_file(s), "copied", s->was_copied);

	if (!o)
		return NULL;
	if (s->has_media)
		json_object_set_new(o, "media", media_json(&s->media));
	if (!s->trustee)
		return o;
	add_meeting(s, o);
	if (s->question.is_there && !trustee_is_asking(s->trustee, s->question.q))
		forget_question(s);
	if (s->question.is_there && failed == OK)
		json_object_set_new(o, "question", question_json(&s->question, trustee_meeting(s->trustee)));
	return o;
}

/* ---- what the scrutineer does ---- */

static enum err unlock(struct trustee_screen *s, const char *passphrase)
{
	if (s->trustee)
		return ERR_POLL_STATE;
	s->sitting = 0;
	return trustee_new(&s->trustee, &(struct trustee_options){
		.base = s->options.base, .folder = s->options.folder, .passphrase = passphrase, .context = s,
		.on_question = on_question, .on_change = on_change });
}

static enum err do_unlock(struct trustee_screen *s, struct fields *f)
{
	const char *passphrase = fields_text(f, "passphrase", PASSPHRASE_MIN, PASSPHRASE_MAX);
	enum err err = fields_close(f);

	return !err ? unlock(s, passphrase) : err == ERR_RANGE ? ERR_PASSPHRASE : err;
}

static enum err do_agree(struct trustee_screen *s, struct fields *f)
{
	const char *what = fields_text(f, "what", 1, ENTRY_MAX_SIZE);
	enum err err = fields_close(f);

	if (!err && (!s->trustee || !s->question.is_there))
		err = ERR_POLL_STATE;
	/* what the page shows must be what is being asked now */
	if (!err)
		err = trustee_answer(s->trustee, what);
	if (!err && s->question.is_there && strcmp(s->question.what, what) == 0)
		forget_question(s);
	return err;
}

static enum err do_decline(struct trustee_screen *s, struct fields *f)
{
	const char *what = fields_text(f, "what", 1, ENTRY_MAX_SIZE);
	enum err err = fields_close(f);

	if (!err && (!s->trustee || !s->question.is_there))
		err = ERR_POLL_STATE;
	if (!err)
		err = trustee_decline(s->trustee, what);
	if (!err)
		s->question.is_declined = true;
	return err;
}

static enum err do_reconsider(struct trustee_screen *s, struct fields *f)
{
	enum err err = fields_close(f);

	if (!err)
		s->question.is_declined = false;
	return err;
}

static enum err do_media(struct trustee_screen *s, struct fields *f)
{
	enum err err = fields_close(f);

	if (!err) {
		media_find(&s->media, &s->who, s->options.media);
		s->has_media = true;
		s->was_copied = false;
	}
	return err;
}

static enum err do_backup(struct trustee_screen *s, struct fields *f)
{
	int64_t to = fields_int(f, "to", 0, MEDIA_MAX - 1);
	enum err err = fields_close(f);

	if (!err)
		err = media_copy_to(&s->media, (size_t)to, &s->who);
	s->was_copied = !err;
	media_find(&s->media, &s->who, s->options.media);
	return err;
}

static enum err do_restore(struct trustee_screen *s, struct fields *f)
{
	int64_t from = fields_int(f, "from", 0, MEDIA_MAX - 1);
	const char *passphrase = fields_text(f, "passphrase", PASSPHRASE_MIN, PASSPHRASE_MAX);
	enum err err = fields_close(f);

	if (!err && s->trustee)
		err = ERR_POLL_STATE;
	if (!err)
		err = media_take_from(&s->media, (size_t)from, &s->who, passphrase);
	return !err ? unlock(s, passphrase) : err == ERR_RANGE ? ERR_PASSPHRASE : err;
}

enum err trustee_screen_act(struct trustee_screen *s, const json_t *body)
{
	static const struct {
		const char *name;
		enum err (*act)(struct trustee_screen *s, struct fields *f);
	} acts[] = { { "unlock", do_unlock }, { "agree", do_agree }, { "decline", do_decline },
		     { "reconsider", do_reconsider }, { "media", do_media }, { "backup", do_backup },
		     { "restore", do_restore } };
	enum err err = ERR_RANGE;
	struct fields f;

	fields_open(&f, body);
	const char *name = fields_text(&f, "do", 1, 20);
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		if (strcmp(name, acts[i].name) == 0)
			err = acts[i].act(s, &f);
	}
	s->options.on_change(s->options.context);
	return err;
}

/* ---- life ---- */

enum err trustee_screen_new(struct trustee_screen **out, const struct trustee_screen_options *options)
{
	struct trustee_screen *s = calloc(1, sizeof *s);
	enum err err = s ? identity_read(&s->who, options->folder) : ERR_MEMORY;

	if (!err) {
		s->options = *options;
		s->lock = evtimer_new(options->base, on_lock, s);
		err = s->lock ? OK : ERR_MEMORY;
	}
	if (err) {
		free(s);
		return err;
	}
	*out = s;
	return OK;
}

void trustee_screen_free(struct trustee_screen *s)
{
	if (!s)
		return;
	event_free(s->lock);
	trustee_free(s->trustee);
	forget_question(s);
	free(s);
}
