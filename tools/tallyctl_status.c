/* tallyctl_status.c - `tallyctl status`: where the meeting stands, in words or (--json) as the server says it. See tallyctl.h. */
#include <stdio.h>
#include "tools/tallyctl.h"

enum { NUMBER_SIZE = 24 };

static const char *word(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value ? value : "";
}

/* The number as text, in `out`. */
static const char *number(char out[NUMBER_SIZE], const json_t *object, const char *name)
{
	snprintf(out, NUMBER_SIZE, "%lld", (long long)json_integer_value(json_object_get(object, name)));
	return out;
}

static void say_record(const struct ctl *c, const json_t *status)
{
	char size[NUMBER_SIZE];

	ctl_say(c, TEXT_STATUS_MEETING, (const char *[]){ word(status, "name"), word(status, "meeting") }, 2);
	ctl_say(c, json_is_true(json_object_get(status, "sealed")) ? TEXT_STATUS_SEALED : TEXT_STATUS_RECORD,
		(const char *[]){ number(size, status, "size"), word(status, "head") }, 2);
}

static void say_people(const struct ctl *c, const json_t *status)
{
	const json_t *quorum = json_object_get(status, "quorum");
	char sitting[NUMBER_SIZE], n[4][NUMBER_SIZE];
	bool is_met = json_integer_value(json_object_get(quorum, "present")) >= json_integer_value(json_object_get(quorum, "required"));

	if (!json_integer_value(json_object_get(status, "sitting"))) {
		ctl_say(c, TEXT_STATUS_NO_SITTING, (const char *[]){ number(n[0], status, "expected") }, 1);
		return;
	}
	ctl_say(c, TEXT_STATUS_SITTING, (const char *[]){ number(sitting, status, "sitting") }, 1);
	ctl_say(c, is_met ? TEXT_STATUS_QUORUM : TEXT_STATUS_NO_QUORUM,
		(const char *[]){ number(n[0], status, "expected"), number(n[1], status, "present"), number(n[2], status, "observers"),
				  number(n[3], quorum, "required") }, 4);
}

static void say_key(const struct ctl *c, const json_t *ceremony)
{
	const char *step = word(ceremony, "step"), *words = text_named(c->lang, "CEREMONY_", step);

	if (words)
		ctl_say(c, TEXT_STATUS_KEY, (const char *[]){ words, word(ceremony, "fingerprint") }, 2);
	else
		ctl_say(c, TEXT_STATUS_NO_KEY, NULL, 0);
}

static void say_poll(const struct ctl *c, const json_t *p)
{
	const char *state = text_named(c->lang, "STATE_", word(p, "state"));
	char issued[NUMBER_SIZE], returned[NUMBER_SIZE];
	struct buf words = { 0 };

	buf_addf(&words, "%s%s%s", json_is_true(json_object_get(p, "rehearsal")) ? text(c->lang, TEXT_REHEARSAL) : "",
		 json_is_true(json_object_get(p, "rehearsal")) ? " · " : "", state ? state : word(p, "state"));
	ctl_say(c, TEXT_STATUS_POLL, (const char *[]){ word(p, "poll"), word(p, "title"), buf_text(&words), number(returned, p, "returned"),
						       number(issued, p, "issued") }, 5);
	buf_release(&words);
}

static void say_machine(const struct ctl *c, const json_t *m)
{
	const char *role = text_named(c->lang, "MACHINE_", word(m, "role"));

	ctl_say(c, json_is_true(json_object_get(m, "connected")) ? TEXT_STATUS_CONNECTED : TEXT_STATUS_NOT_CONNECTED,
		(const char *[]){ word(m, "name"), role ? role : word(m, "role") }, 2);
}

enum err ctl_status(struct ctl *c)
{
	json_t *ok = NULL, *item;
	size_t i;
	enum err err = ctl_request(c, &ok, "status", json_object());

	if (!err && c->as_json) {
		json_dumpf(ok, stdout, JSON_COMPACT);
		puts("");
	} else if (!err) {
		say_record(c, ok);
		say_people(c, ok);
		say_key(c, json_object_get(ok, "ceremony"));
		json_array_foreach(json_object_get(ok, "polls"), i, item)
			say_poll(c, item);
		json_array_foreach(json_object_get(ok, "machines"), i, item)
			say_machine(c, item);
	}
	json_decref(ok);
	return err;
}
