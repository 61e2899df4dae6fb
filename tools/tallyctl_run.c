/* tallyctl_run.c - commands during the meeting: sittings, polls, status. See tallyctl.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/base/fields.h"
#include "protocol/ledger/entry.h"
#include "protocol/meeting/rule.h"
#include "tools/tallyctl.h"

enum err ctl_sitting(struct ctl *c)
{
	bool is_open = strcmp(c->args[0], "open") == 0;

	if (!is_open && strcmp(c->args[0], "close") != 0)
		return ERR_USAGE;
	enum err err = ctl_request(c, NULL, is_open ? "sitting_open" : "sitting_close", json_pack("{s:I}", "sitting", (json_int_t)atol(c->args[1])));
	if (err == OK)
		ctl_say(c, is_open ? TEXT_CTL_SITTING_OPENED : TEXT_CTL_SITTING_CLOSED, &c->args[1], 1);
	return err;
}

/* The profile that the meeting was created with: entry 0 has it. */
static enum err fetch_profile(struct ctl *c, json_t **profile)
{
	json_t *ok = NULL;
	struct entry genesis;
	enum err err = ctl_request(c, &ok, "entries", json_pack("{s:I}", "from", (json_int_t)0));
	const char *line = json_string_value(json_array_get(json_object_get(ok, "lines"), 0));

	if (err == OK)
		err = line ? entry_read(&genesis, line, strlen(line), ENTRY_MAX_SIZE) : ERR_NO_MEETING;
	if (err == OK) {
		*profile = json_incref(json_object_get(genesis.body, "profile"));
		entry_release(&genesis);
	}
	json_decref(ok);
	return err;
}

/* One contest for each --row; without rows the title is the only one. All use the kind's first scale. */
static json_t *contests(const struct ctl *c)
{
	json_t *array = json_array();

	for (size_t i = 0; i < c->row_count; i++)
		json_array_append_new(array, json_pack("{s:s, s:i}", "title", c->rows[i], "scale", 0));
	if (!c->row_count)
		json_array_append_new(array, json_pack("{s:s, s:i}", "title", c->title, "scale", 0));
	return array;
}

/* Which kinds there are, for who mistyped one. */
static void say_kinds(struct ctl *c, const json_t *profile)
{
	struct buf list = { 0 };
	const char *name;
	json_t *kind;

	json_object_foreach(json_object_get(profile, "kinds"), name, kind)
		buf_addf(&list, "%s%s", list.len ? " " : "", name);
	ctl_detail(c, TEXT_CTL_KINDS, buf_text(&list));
	buf_release(&list);
}

/* A definition is the profile's template for the kind, with the agenda's words (P14.9). */
enum err ctl_poll(struct ctl *c)
{
	json_t *profile = NULL;
	enum err err = fetch_profile(c, &profile);
	if (err != OK)
		return err;
	const json_t *kind = profile_kind(profile, c->kind);
	json_t *definition = kind ? json_pack("{s:s, s:s, s:s, s:s, s:{s:s}, s:I, s:O, s:o, s:[], s:O, s:O}", "poll", c->id, "kind", c->kind, "title", c->title,
					      "method", "secret", "electorate", "type", "all", "minimum", (json_int_t)c->minimum, "scales",
					      json_object_get(kind, "scales"), "contests", contests(c), "limits", "rule", json_object_get(kind, "rule"),
					      "rates", json_object_get(kind, "rates")) : NULL;
	err = definition ? ctl_request(c, NULL, "poll", definition) : kind ? ERR_MEMORY : ERR_USAGE;
	if (err == OK)
		ctl_say(c, TEXT_CTL_POLL_DEFINED, (const char *[]){ c->id, c->title }, 2);
	else if (!kind)
		say_kinds(c, profile);
	json_decref(profile);
	return err;
}

/* The requests that name a poll and answer with a head, which is said so that the hall can compare. */
static enum err about_poll(struct ctl *c, const char *type, json_t *body, enum text_id id)
{
	json_t *ok = NULL;
	enum err err = ctl_request(c, &ok, type, body);

	if (err == OK) {
		char issued[24];

		snprintf(issued, sizeof issued, "%lld", (long long)json_integer_value(json_object_get(ok, "issued")));
		ctl_say(c, id, (const char *[]){ c->args[0], json_string_value(json_object_get(ok, "head")), issued }, 3);
	}
	json_decref(ok);
	return err;
}

static json_t *poll_body(const struct ctl *c)
{
	return json_pack("{s:s}", "poll", c->args[0]);
}

enum err ctl_open(struct ctl *c)
{
	return about_poll(c, "poll_open", poll_body(c), TEXT_CTL_OPENED);
}

enum err ctl_hold(struct ctl *c)
{
	return about_poll(c, "poll_hold", json_pack("{s:s, s:s}", "poll", c->args[0], "reason", c->reason ? c->reason : ""), TEXT_CTL_HELD);
}

enum err ctl_resume(struct ctl *c)
{
	return about_poll(c, "poll_resume", poll_body(c), TEXT_CTL_RESUMED);
}

enum err ctl_close_poll(struct ctl *c)
{
	return about_poll(c, "poll_close", poll_body(c), TEXT_CTL_CLOSED);
}

enum err ctl_publish(struct ctl *c)
{
	return about_poll(c, "poll_publish", poll_body(c), TEXT_CTL_PUBLISHED);
}

enum err ctl_void(struct ctl *c)
{
	json_t *ok = NULL, *body = json_pack("{s:s, s:s}", "poll", c->args[0], "reason", c->reason ? c->reason : "");
	enum err err = body ? ctl_add_second(c, body) : ERR_MEMORY;

	if (err != OK) {
		json_decref(body);
		return err;
	}
	err = ctl_request(c, &ok, "poll_void", body);
	if (err == OK)
		err = ctl_wait_act(c, json_integer_value(json_object_get(ok, "act")));
	if (err == OK)
		ctl_say(c, TEXT_CTL_VOID, c->args, 1);
	json_decref(ok);
	return err;
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

/* wait POLL STATE, or wait POLL returned=N: for scripts and rehearsals. */
/* States in the order in which a poll comes to them; those of one line exclude each other. */
static int place_of(const char *state)
{
	static const struct { const char *name; int place; } places[] = {
		{ "draft", 0 }, { "open", 1 }, { "held", 1 }, { "closed", 2 }, { "counted", 3 }, { "not_opened", 3 }, { "published", 4 }, { "void", 5 },
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

enum err ctl_wait(struct ctl *c)
{
	bool is_count = strncmp(c->args[1], "returned=", 9) == 0;
	json_int_t count = is_count ? atol(c->args[1] + 9) : 0;

	if (!is_count && place_of(c->args[1]) < 0) {
		snprintf(c->detail, sizeof c->detail, "%s", c->args[1]);
		return ERR_USAGE;
	}
	for (unsigned i = 0; i < CTL_WAIT_SECONDS * 10; i++) {
		json_t *ok = NULL;
		enum err err = ctl_request(c, &ok, "status", json_object());

		if (err != OK)
			return err;
		const json_t *p = find_poll(ok, c->args[0]);
		const char *state = p ? json_string_value(json_object_get(p, "state")) : NULL;
		json_int_t returned = json_integer_value(json_object_get(p, "returned"));
		char number[24];

		snprintf(number, sizeof number, "%lld", (long long)returned);
		err = !state ? ERR_NO_SUCH_POLL : is_count ? (returned >= count ? OK : ERR_BUSY) : reached(state, c->args[1]);
		if (err == ERR_BUSY)
			ctl_progress(c, TEXT_CTL_WAITING, (const char *[]){ c->args[0], text_named(c->lang, "STATE_", state), number }, 3);
		else if (err == OK)
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

	if (err == OK)
		puts(json_string_value(json_object_get(ok, "path")));
	json_decref(ok);
	return err;
}
