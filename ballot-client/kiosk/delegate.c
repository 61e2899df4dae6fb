/* delegate.c - see delegate.h. Everything that the page shows is written in one place, delegate_state. */
#include "ballot-client/kiosk/delegate.h"
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "ballot-client/voter.h"
#include "protocol/base/code.h"
#include "protocol/base/fields.h"
#include "protocol/os/os.h"
#include "protocol/qr/qr.h"

enum { IDLE_SECONDS = 120, DONE_SECONDS = 12, OPENING_MM = 90 };

/* A ballot that was opened as a test, until the delegate has seen it. */
struct opening_shown {
	bool is_there;
	struct tested code;
};

struct delegate {
	struct delegate_options options;
	struct sealer sealer;
	struct voter *voter;
	struct event *clear;            /* booth: forget the slip */
	int64_t clears_at;              /* wall clock; 0: not now */
	bool has_slip;
	bool is_checking;               /* another terminal's test; on a terminal for that alone, always */
	enum voter_state state;
	enum err why;
	int64_t received_at;            /* wall clock; 0: not by this terminal */
	int64_t since;                  /* wall clock: `why` has been what it is since then */
	struct opening_shown opening;
};

/* ---- a booth forgets ---- */

/* What is on its way must arrive first: only the server knows whether it was received. */
static bool is_sending(const struct delegate *d)
{
	return d->state == VOTER_SEALING || d->state == VOTER_TESTING || d->state == VOTER_CASTING;
}

/* Nothing is left to be done here but to read it. */
static bool is_done(const struct delegate *d)
{
	return !d->opening.is_there &&
	       (d->state == VOTER_RECEIVED ||
		(d->state == VOTER_WAITING && d->why != OK && err_category(d->why) != ERR_CAT_TRANSIENT));
}

static void set_clock(struct delegate *d)
{
	struct timeval wait = { is_done(d) ? d->options.done_seconds : d->options.idle_seconds, 0 };

	d->clears_at = 0;
	event_del(d->clear);
	if (!d->is_checking && (!d->options.is_booth || !d->has_slip || is_sending(d)))
		return;
	event_add(d->clear, &wait);
	d->clears_at = clock_wall_seconds() + wait.tv_sec;
}

static void forget_opening(struct delegate *d)
{
	wipe(&d->opening, sizeof d->opening);
}

static void forget_slip(struct delegate *d)
{
	d->has_slip = false;
	forget_opening(d);
	voter_set_slip(d->voter, NULL);
	set_clock(d);
	d->options.on_change(d->options.context);
}

/* Back from a check to what the terminal is for; one that only checks is ready for the next. */
static void end_check(struct delegate *d)
{
	voter_check_end(d->voter);
	d->is_checking = d->options.is_checker;
}

static void on_clear(evutil_socket_t fd, short what, void *context)
{
	struct delegate *d = context;

	(void)fd;
	(void)what;
	if (!d->is_checking) {
		forget_slip(d);
		return;
	}
	end_check(d);
	set_clock(d);
	d->options.on_change(d->options.context);
}

/* ---- the voter ---- */

/* A ballot is under way here. */
static bool may_not_check(const struct delegate *d)
{
	return d->has_slip && d->state != VOTER_WAITING && d->state != VOTER_RECEIVED;
}

/* The seed is told at this very moment only. */
static void keep_opening(struct delegate *d)
{
	const uint8_t *seed = voter_tested_seed(d->voter);
	const struct terminal_poll *p = voter_poll(d->voter);

	if (!seed || !p)
		return;
	struct tested *code = &d->opening.code;

	d->opening = (struct opening_shown){ .is_there = true, .code.attempt = p->attempt };
	strcpy(code->meeting, voter_machine(d->voter)->meeting);
	strcpy(code->poll, p->id);
	memcpy(code->tracking, voter_receipt(d->voter)->tracking, sizeof code->tracking);
	memcpy(code->seed, seed, SEED_SIZE);
}

static void on_change(void *context, enum voter_state state, enum err why)
{
	struct delegate *d = context;
	bool is_new = d->state != state || d->why != why;

	/* during voter_new */
	if (!d->voter)
		return;
	keep_opening(d);
	if (state == VOTER_RECEIVED && d->state != VOTER_RECEIVED)
		d->received_at = d->state == VOTER_CASTING ? clock_wall_seconds() : 0;
	d->state = state;
	d->why = why;
	/* whoever may vote is not kept from it */
	if (is_new && d->is_checking && may_not_check(d))
		end_check(d);
	if (is_new) {
		d->since = clock_wall_seconds();
		set_clock(d);
	}
	d->options.on_change(d->options.context);
}

static void on_aside(void *context)
{
	struct delegate *d = context;

	if (d->voter)
		d->options.on_change(d->options.context);
}

/* ---- the state ---- */

static void set_code(json_t *o, const char *name, struct code_kind kind, const uint8_t *bytes)
{
	char code[CODE_TEXT_SIZE];

	code_show(code, kind, bytes);
	json_object_set_new(o, name, json_string(code));
}

/* What the page needs to know of the definition; persons of the electorate are not its business. */
static json_t *poll_state(const struct terminal_poll *p)
{
	static const char *const fields[] = { "kind", "title", "method", "scales", "contests", "limits", "seats", "follows",
					      "rehearsal", "forms" };
	json_t *o = json_pack("{s:s, s:I, s:b}", "poll", p->id, "attempt", (json_int_t)p->attempt, "held", p->is_held);

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		json_t *value = json_object_get(p->definition, fields[i]);

		if (value)
			json_object_set(o, fields[i], value);
	}
	json_object_set_new(o, "rule", json_incref(json_object_get(json_object_get(p->definition, "rule"), "type")));
	set_code(o, "key", CODE_FINGERPRINT, p->record);
	return o;
}

/* What another terminal had sealed: a ballot that is public and no vote. */
static json_t *check_state(const struct voter_check *c)
{
	static const char *const states[] = { [VOTER_CHECK_NONE] = "ready", [VOTER_CHECK_ASKING] = "asking", [VOTER_CHECK_DONE] = "done" };
	json_t *o = json_pack("{s:s, s:s}", "state", states[c->state], "why", err_code(c->why)), *sealed;

	if (c->state != VOTER_CHECK_DONE || c->why != OK)
		return o;
	sealed = json_array();
	for (size_t q = 0; q < c->poll.form.row_count; q++)
		json_array_append_new(sealed, json_integer(c->marks[q]));
	json_object_set_new(o, "poll", poll_state(&c->poll));
	json_object_set_new(o, "sealed", sealed);
	json_object_set_new(o, "entry", json_integer((json_int_t)c->entry));
	set_code(o, "tracking", CODE_TRACKING, c->code.tracking);
	return o;
}

static json_t *assist_state(const struct voter_assist *a)
{
	static const char *const states[] = { [VOTER_ASSIST_NONE] = "none", [VOTER_ASSIST_SENDING] = "sending", [VOTER_ASSIST_ON] = "on" };

	return json_pack("{s:s, s:s, s:s}", "state", states[a->state], "name", a->name, "why", err_code(a->why));
}

json_t *delegate_state(const struct delegate *d)
{
	static const char *const calls[] = { [VOTER_CALL_NONE] = "none", [VOTER_CALL_SENDING] = "sending", [VOTER_CALL_HEARD] = "heard" };
	const struct voter_receipt *receipt = voter_receipt(d->voter);
	const struct terminal_poll *p = voter_poll(d->voter);
	const char *mode = d->options.is_checker ? "checker" : d->options.is_booth ? "booth" : "seat";
	json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:b, s:I, s:I, s:I, s:I}", "role", "terminal",
			      "mode", mode, "machine", voter_machine(d->voter)->name, "meeting", voter_meeting(d->voter),
			      "state", voter_state_name(d->state), "why", err_code(d->why),
			      "call", calls[voter_called(d->voter)], "slip", d->has_slip,
			      "last", voter_is_last_commit(d->voter), "over", voter_is_over(d->voter),
			      "since", (json_int_t)d->since, "clears_at", (json_int_t)d->clears_at, "idle", (json_int_t)d->options.idle_seconds,
			      "until", (json_int_t)voter_until(d->voter));

	if (!o)
		return NULL;
	json_object_set_new(o, "assist", assist_state(voter_assisted(d->voter)));
	if (d->is_checking)
		json_object_set_new(o, "check", check_state(voter_checked(d->voter)));
	if (p && d->has_slip && d->state != VOTER_WAITING) {
		json_object_set_new(o, "poll", poll_state(p));
		json_object_set_new(o, "new_key", json_boolean(voter_has_new_key(d->voter)));
	}
	if (d->state == VOTER_SEALED || d->state == VOTER_CASTING || d->state == VOTER_RECEIVED)
		set_code(o, "tracking", CODE_TRACKING, receipt->tracking);
	if (d->state == VOTER_RECEIVED)
		json_object_set_new(o, "received", json_pack("{s:b, s:I}", "own", receipt->is_own, "at", (json_int_t)d->received_at));
	if (d->opening.is_there)
		set_code(o, "opening", CODE_TRACKING, d->opening.code.tracking);
	return o;
}

bool delegate_picture(struct delegate *d, const char *path, struct buf *svg)
{
	char text[TESTED_TEXT_SIZE];

	if (!d->opening.is_there || strcmp(path, "/opening.svg") != 0)
		return false;
	tested_show(text, &d->opening.code);
	enum err err = qr_svg(svg, text, OPENING_MM);
	wipe(text, sizeof text);
	return !err;
}

/* ---- what the delegate does ---- */

static enum err do_slip(struct delegate *d, struct fields *f)
{
	uint8_t code[SLIP_CODE_SIZE];
	const char *typed = fields_text(f, "code", 1, 80);
	enum err err = fields_close(f);

	if (!err)
		err = code_read(code, CODE_SLIP, typed);
	/* only where there is nothing of another delegate's on the way */
	if (!err && (is_sending(d) || d->options.is_checker))
		err = ERR_POLL_STATE;
	if (err)
		return err;
	end_check(d);
	forget_opening(d);
	d->has_slip = true;
	d->received_at = 0;
	voter_set_slip(d->voter, code);
	wipe(code, sizeof code);
	return OK;
}

static enum err do_assist(struct delegate *d, struct fields *f)
{
	const char *helper = fields_text(f, "helper", 1, ACTOR_MAX);
	enum err err = fields_close(f);

	return err ? err : voter_assist(d->voter, helper);
}

static enum err do_check(struct delegate *d, struct fields *f)
{
	const char *text = fields_text(f, "text", 1, TESTED_TEXT_SIZE);
	enum err err = fields_close(f);

	if (!err && !d->is_checking)
		err = ERR_POLL_STATE;
	return err ? err : voter_check(d->voter, text);
}

static enum err do_checking(struct delegate *d)
{
	if (may_not_check(d))
		return ERR_POLL_STATE;
	voter_check_end(d->voter);
	d->is_checking = true;
	return OK;
}

static enum err do_checked(struct delegate *d)
{
	end_check(d);
	return OK;
}

static enum err do_choose(struct delegate *d, struct fields *f)
{
	const struct terminal_poll *p = voter_poll(d->voter);
	const char *poll = fields_text(f, "poll", 1, ID_MAX);
	int64_t attempt = fields_int(f, "attempt", 1, UINT32_MAX);
	const json_t *marks = fields_array(f, "marks", 1, BALLOT_MAX_ROWS), *one;
	uint8_t bytes[BALLOT_MAX_ROWS] = { 0 };
	size_t i;
	enum err err = fields_close(f);

	/* chosen on a page that has not heard yet that another poll is open */
	if (!err && (!p || strcmp(p->id, poll) != 0 || p->attempt != attempt))
		err = ERR_NOT_OPEN;
	json_array_foreach(marks, i, one) {
		if (!json_is_integer(one) || json_integer_value(one) < 0 || json_integer_value(one) >= BALLOT_MAX_OPTIONS)
			err = err ? err : ERR_RANGE;
		bytes[i] = (uint8_t)json_integer_value(one);
	}
	if (!err)
		err = voter_choose(d->voter, bytes, i);
	wipe(bytes, sizeof bytes);
	return err;
}

static enum err do_done(struct delegate *d)
{
	if (d->opening.is_there)
		forget_opening(d);
	else if (d->options.is_booth && is_done(d))
		forget_slip(d);
	return OK;
}

static enum err do_leave(struct delegate *d)
{
	if (is_sending(d))
		return ERR_POLL_STATE;
	forget_slip(d);
	return OK;
}

static enum err do_nothing(struct delegate *d)
{
	(void)d;
	return OK;
}

static enum err do_help(struct delegate *d)
{
	voter_call(d->voter);
	return OK;
}

static enum err do_cast(struct delegate *d)
{
	return voter_cast(d->voter);
}

static enum err do_test(struct delegate *d)
{
	return voter_test(d->voter);
}

static enum err do_back(struct delegate *d)
{
	return voter_back(d->voter);
}

enum err delegate_act(struct delegate *d, const json_t *body)
{
	static const struct {
		const char *name;
		enum err (*act)(struct delegate *d);
	} plain[] = { { "cast", do_cast }, { "test", do_test }, { "back", do_back }, { "done", do_done },
		      { "leave", do_leave }, { "help", do_help }, { "alive", do_nothing }, { "checking", do_checking },
		      { "checked", do_checked } };
	enum err err = ERR_RANGE;
	struct fields f;

	fields_open(&f, body);
	const char *name = fields_text(&f, "do", 1, 20);
	if (strcmp(name, "slip") == 0)
		err = do_slip(d, &f);
	else if (strcmp(name, "choose") == 0)
		err = do_choose(d, &f);
	else if (strcmp(name, "check") == 0)
		err = do_check(d, &f);
	else if (strcmp(name, "assist") == 0)
		err = do_assist(d, &f);
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
		if (strcmp(name, plain[i].name) == 0 && (err = fields_close(&f)) == OK)
			err = plain[i].act(d);
	}
	/* somebody is there */
	if (!is_done(d))
		set_clock(d);
	d->options.on_change(d->options.context);
	return err;
}

/* ---- life ---- */

enum err delegate_new(struct delegate **out, const struct delegate_options *options)
{
	struct delegate *d = calloc(1, sizeof *d);

	if (!d)
		return ERR_MEMORY;
	d->options = *options;
	d->is_checking = options->is_checker;
	d->options.idle_seconds = options->idle_seconds ? options->idle_seconds : IDLE_SECONDS;
	d->options.done_seconds = options->done_seconds ? options->done_seconds : DONE_SECONDS;
	d->clear = evtimer_new(options->base, on_clear, d);
	enum err err = d->clear ? sealer_init(&d->sealer) : ERR_MEMORY;
	if (!err)
		err = voter_new(&d->voter, &(struct voter_options){ .base = options->base, .folder = options->folder, .sealer = &d->sealer, .context = d,
								   .on_change = on_change, .on_aside = on_aside });
	if (err) {
		delegate_free(d);
		return err;
	}
	(void)!mlock(d, sizeof *d);
	*out = d;
	return OK;
}

void delegate_free(struct delegate *d)
{
	if (!d)
		return;
	voter_free(d->voter);
	sealer_release(&d->sealer);
	if (d->clear)
		event_free(d->clear);
	wipe(d, sizeof *d);
	free(d);
}
