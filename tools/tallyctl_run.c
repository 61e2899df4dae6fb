/* tallyctl_run.c - commands during the meeting: sittings, polls, status. See tallyctl.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tools/tallyctl.h"

enum err ctl_sitting(struct ctl *c)
{
	bool is_open = strcmp(c->args[0], "open") == 0;
	int64_t sitting;

	if ((!is_open && strcmp(c->args[0], "close") != 0) || !ctl_read_number(&sitting, c->args[1]))
		return ERR_USAGE;

	enum err err = ctl_request(c, NULL, is_open ? "sitting_open" : "sitting_close", json_pack("{s:I}", "sitting", (json_int_t)sitting));
	if (!err)
		ctl_say(c, is_open ? TEXT_CTL_SITTING_OPENED : TEXT_CTL_SITTING_CLOSED, &c->args[1], 1);
	return err;
}

/* All that are to stay, in their new order, and the drafts that leave. */
enum err ctl_agenda(struct ctl *c)
{
	json_t *polls = json_array(), *withdrawn = json_array();
	struct buf order = { 0 };

	for (size_t i = 0; i < c->arg_count; i++) {
		json_array_append_new(polls, json_string(c->args[i]));
		buf_addf(&order, "%s%s", i ? " " : "", c->args[i]);
	}
	for (size_t i = 0; i < c->withdrawn_count; i++)
		json_array_append_new(withdrawn, json_string(c->withdrawn[i]));
	enum err err = ctl_request(c, NULL, "agenda_order", json_pack("{s:o, s:o}", "polls", polls, "withdrawn", withdrawn));
	if (!err)
		ctl_say(c, TEXT_CTL_AGENDA, (const char *[]){ buf_text(&order) }, 1);
	buf_release(&order);
	return err;
}

/* Of a close: what should have come on record with it and cannot. */
static void say_lost(const struct ctl *c, const json_t *warnings)
{
	static const struct { const char *code; enum text_id id; } known[] = {
		{ "reissue_lost", TEXT_WARNING_reissue_lost }, { "assists_lost", TEXT_WARNING_assists_lost },
	};
	const json_t *warning;
	size_t i;

	json_array_foreach(warnings, i, warning) {
		const char *code = json_string_value(json_object_get(warning, "code"));

		for (size_t k = 0; code && k < sizeof known / sizeof *known; k++) {
			if (strcmp(known[k].code, code) == 0)
				ctl_say(c, known[k].id, NULL, 0);
		}
	}
}

static const json_t *find_poll(const json_t *status, const char *id)
{
	const json_t *p;
	size_t i;

	json_array_foreach(json_object_get(status, "polls"), i, p) {
		const char *name = json_string_value(json_object_get(p, "poll"));

		if (name && strcmp(name, id) == 0)
			return p;
	}
	return NULL;
}

/* Where a state stands on a poll's way; states at one place exclude each other. -1: there is no such state. */
static int place_of(const char *state)
{
	static const struct { const char *name; int place; } places[] = {
		{ "draft", 0 }, { "open", 1 }, { "held", 1 }, { "closed", 2 }, { "counted", 3 }, { "not_opened", 3 },
		{ "rehearsed", 3 }, { "published", 4 }, { "void", 5 },
	};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		if (strcmp(places[i].name, state) == 0)
			return places[i].place;
	}
	return -1;
}

/* Has the poll come to the state that is waited for, or so far that it never will (ERR_POLL_STATE)?  ERR_BUSY: not yet. */
static enum err reached(const char *state, const char *wanted)
{
	int now = place_of(state), then = place_of(wanted);

	if (strcmp(state, wanted) == 0 || (strcmp(state, "published") == 0 && (then == 2 || strcmp(wanted, "counted") == 0)))
		return OK;
	if (then == 2 && now == 3)
		return OK;
	return strcmp(wanted, "void") != 0 && now > 2 && now >= then ? ERR_POLL_STATE : ERR_BUSY;
}

/* The poll that the first argument names, as `status` tells of it; a new reference. */
static enum err ask_poll(struct ctl *c, json_t **out)
{
	json_t *status = NULL;
	enum err err = ctl_request(c, &status, "status", json_object());

	*out = json_incref((json_t *)(uintptr_t)find_poll(status, c->args[0]));
	json_decref(status);
	return err ? err : *out ? OK : ERR_NO_SUCH_POLL;
}

enum err ctl_about(struct ctl *c, json_t **body)
{
	json_t *p = NULL;
	enum err err = ask_poll(c, &p);

	if (!err && !(*body = json_pack("{s:s, s:O}", "poll", c->args[0], "attempt", json_object_get(p, "attempt"))))
		err = ERR_MEMORY;
	json_decref(p);
	return err;
}

/* Steals `body`, which names the poll; the answer has a head, which is said so that the hall can compare. */
static enum err send_about(struct ctl *c, const char *type, json_t *body, enum text_id id)
{
	json_t *ok = NULL;
	enum err err = ctl_request(c, &ok, type, body);

	if (!err) {
		char issued[24];

		snprintf(issued, sizeof issued, "%lld", (long long)json_integer_value(json_object_get(ok, "issued")));
		ctl_say(c, id, (const char *[]){ c->args[0], json_string_value(json_object_get(ok, "head")), issued }, 3);
	}
	say_lost(c, json_object_get(ok, "warnings"));
	json_decref(ok);
	return err;
}

/* The same for what names a poll, and `key` (NULL for none; `value` is stolen). */
static enum err about_poll(struct ctl *c, const char *type, const char *key, json_t *value, enum text_id id)
{
	json_t *body = NULL;
	enum err err = ctl_about(c, &body);

	if (!err && key && json_object_set(body, key, value))
		err = ERR_MEMORY;
	json_decref(value);
	if (!err)
		return send_about(c, type, body, id);
	json_decref(body);
	return err;
}

/* The definition that was named, or the one that is in force now. */
enum err ctl_open(struct ctl *c)
{
	json_t *p = NULL;
	enum err err = ask_poll(c, &p);

	if (!err) {
		json_int_t definition = c->definition >= 0 ? c->definition : json_integer_value(json_object_get(p, "entry"));

		err = send_about(c, "poll_open", json_pack("{s:s, s:O, s:I, s:b}", "poll", c->args[0], "attempt", json_object_get(p, "attempt"),
							   "definition", definition, "paper", c->on_paper), TEXT_CTL_OPENED);
	}
	json_decref(p);
	return err;
}

enum err ctl_hold(struct ctl *c)
{
	return about_poll(c, "poll_hold", "reason", json_string(c->reason ? c->reason : ""), TEXT_CTL_HELD);
}

enum err ctl_resume(struct ctl *c)
{
	return about_poll(c, "poll_resume", NULL, NULL, TEXT_CTL_RESUMED);
}

enum err ctl_close_poll(struct ctl *c)
{
	return about_poll(c, "poll_close", NULL, NULL, TEXT_CTL_CLOSED);
}

enum err ctl_publish(struct ctl *c)
{
	return about_poll(c, "poll_publish", NULL, NULL, TEXT_CTL_PUBLISHED);
}

enum err ctl_void(struct ctl *c)
{
	json_t *ok = NULL, *body = NULL;
	enum err err = ctl_about(c, &body);

	if (!err && (json_object_set_new(body, "reason", json_string(c->reason ? c->reason : "")) ||
			  json_object_set_new(body, "paper", json_boolean(c->on_paper))))
		err = ERR_MEMORY;
	if (!err)
		err = ctl_add_second(c, body);

	if (err) {
		json_decref(body);
		return err;
	}
	err = ctl_request(c, &ok, "poll_void", body);
	if (!err)
		err = ctl_wait_act(c, json_integer_value(json_object_get(ok, "act")));
	if (!err)
		ctl_say(c, TEXT_CTL_VOID, c->args, 1);
	json_decref(ok);
	return err;
}

/* wait POLL STATE, or wait POLL returned=N: for scripts and rehearsals. */
enum err ctl_wait(struct ctl *c)
{
	bool is_count = strncmp(c->args[1], "returned=", 9) == 0;
	int64_t count = 0;

	if (!is_count && place_of(c->args[1]) < 0) {
		snprintf(c->detail, sizeof c->detail, "%s", c->args[1]);
		return ERR_USAGE;
	}
	if (is_count && !ctl_read_number(&count, c->args[1] + 9))
		return ERR_USAGE;
	for (unsigned i = 0; i < CTL_WAIT_SECONDS * 10; i++) {
		json_t *ok = NULL;
		enum err err = ctl_request(c, &ok, "status", json_object());

		if (err)
			return err;
		const json_t *p = find_poll(ok, c->args[0]);
		const char *state = p ? json_string_value(json_object_get(p, "state")) : NULL;
		json_int_t returned = json_integer_value(json_object_get(p, "returned"));
		char number[24];

		snprintf(number, sizeof number, "%lld", (long long)returned);
		err = !state ? ERR_NO_SUCH_POLL : is_count ? (returned >= count ? OK : ERR_BUSY) : reached(state, c->args[1]);
		if (err == ERR_BUSY)
			ctl_progress(c, TEXT_CTL_WAITING, (const char *[]){ c->args[0], text_named(c->lang, "STATE_", state), number }, 3);
		else if (!err)
			ctl_say(c, TEXT_CTL_WAITING, (const char *[]){ c->args[0], text_named(c->lang, "STATE_", state), number }, 3);
		else if (err == ERR_POLL_STATE)
			snprintf(c->detail, sizeof c->detail, "%s", text_named(c->lang, "STATE_", state));
		json_decref(ok);
		if (err != ERR_BUSY) {
			ctl_clear_progress();
			return err;
		}
		ctl_sleep_ms(100);
	}
	return ERR_BUSY;
}

enum err ctl_snapshot(struct ctl *c)
{
	json_t *ok = NULL;
	enum err err = ctl_request(c, &ok, "snapshot", json_object());

	if (!err)
		puts(json_string_value(json_object_get(ok, "path")));
	json_decref(ok);
	return err;
}
