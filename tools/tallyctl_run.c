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
	return ctl_request(c, NULL, is_open ? "sitting_open" : "sitting_close", json_pack("{s:I}", "sitting", (json_int_t)sitting));
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
enum err ctl_wait(struct ctl *c)
{
	bool is_count = strncmp(c->args[1], "returned=", 9) == 0;
	int64_t count = 0;

	if (is_count && !ctl_read_number(&count, c->args[1] + 9))
		return ERR_USAGE;
	for (unsigned i = 0; i < CTL_WAIT_SECONDS * 10; i++) {
		json_t *ok = NULL;
		enum err err = ctl_request(c, &ok, "status", json_object());

		if (err != OK)
			return err;
		const json_t *p = find_poll(ok, c->args[0]);
		const char *state = json_string_value(json_object_get(p, "state"));
		char returned[24];
		bool is_there = is_count ? json_integer_value(json_object_get(p, "returned")) >= count : state && strcmp(state, c->args[1]) == 0;

		snprintf(returned, sizeof returned, "%lld", (long long)json_integer_value(json_object_get(p, "returned")));
		if (p && !is_there)
			ctl_progress(c, TEXT_CTL_WAITING, (const char *[]){ c->args[0], state, returned }, 3);
		json_decref(ok);
		if (!p)
			return ERR_NO_SUCH_POLL;
		if (is_there)
			return OK;
		ctl_sleep_ms(100);
	}
	return ERR_BUSY;
}

enum err ctl_status(struct ctl *c)
{
	json_t *ok = NULL;
	enum err err = ctl_request(c, &ok, "status", json_object());

	if (err == OK)
		json_dumpf(ok, stdout, JSON_INDENT(c->as_json ? 0 : 2)), puts("");
	json_decref(ok);
	return err;
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
