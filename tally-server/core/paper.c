/* paper.c - ballots on paper: who is given one while a poll runs, and the count that two people enter each for themselves. See handlers.h.
 *
 * The first entry waits in memory alone: after a restart both enter again. Entries name keys, never who holds them. */
#include <stdlib.h>
#include <string.h>
#include "tally-server/core/handlers.h"
#include "tally-server/core/private.h"
#include "tally-server/core/slips.h"

/* ---- rights that go to paper ---- */

static int by_key(const void *a, const void *b)
{
	return memcmp(a, b, POINT_SIZE);
}

/* The key by which this person would vote now. */
static enum err key_of_person(const struct core *c, uint8_t key[POINT_SIZE], const struct attempt *a, const char *number)
{
	const struct private_slip *slip = private_slip_of(c->private, number);

	if (!meeting_person(&c->meeting, number))
		return ERR_NO_SUCH_PERSON;
	if (!slip || slip->issue > c->meeting.issue_count)
		return ERR_KEY_NOT_ENTITLED;
	return slips_key(c, key, slip, a->slot);
}

/* The keys of all these persons in order; r's detail names the one that is in the way. */
static enum err keys_json(const struct core *c, struct request *r, json_t **out, const struct attempt *a, const json_t *numbers)
{
	size_t count = json_array_size(numbers), i;
	uint8_t (*keys)[POINT_SIZE] = calloc(count, sizeof *keys);
	const json_t *number;
	enum err err = keys ? OK : ERR_MEMORY;

	json_array_foreach(numbers, i, number) {
		const char *text = json_string_value(number);

		if (err)
			break;
		err = text ? key_of_person(c, keys[i], a, text) : ERR_FIELD_TYPE;
		const struct attempt_key *k = err ? NULL : attempt_key(a, keys[i]);
		if (!err && (!k || !k->is_entitled))
			err = k && k->is_paper ? ERR_KEY_PAPER : ERR_KEY_NOT_ENTITLED;
		else if (!err && k->cast >= 0)
			err = ERR_ALREADY_RECEIVED;
		if (err)
			request_detail(r, "%s", text ? text : "");
	}
	if (!err) {
		qsort(keys, count, sizeof *keys, by_key);
		*out = json_array();
		for (i = 0; i < count; i++)
			json_array_append_new(*out, json_base64(keys[i], POINT_SIZE));
	}
	free(keys);
	return err;
}

enum err handle_paper_issue(struct core *c, struct request *r)
{
	const struct attempt *a = meeting_current(&c->meeting);
	json_t *keys = NULL;
	struct fields f;

	fields_open(&f, r->body);
	const char *id = fields_text(&f, "poll", 1, ID_MAX);
	int64_t attempt = fields_int(&f, "attempt", 0, UINT32_MAX);
	const json_t *numbers = fields_array(&f, "numbers", 1, MEETING_MAX_PERSONS);
	fields_object(&f, "second");            /* checked by the request path */
	enum err err = fields_close(&f);
	struct poll *p;
	if (!err)
		err = core_poll_at(c, &p, id, attempt);
	if (err)
		return err;
	if (!a || c->meeting.current != p || a->way != WAY_SEALED)
		return ERR_NOT_OPEN;
	err = keys_json(c, r, &keys, a, numbers);
	if (!err)
		err = core_append(c, r, "paper_issue", json_pack("{s:s, s:I, s:o}", "poll", id, "attempt", (json_int_t)a->number, "keys", keys));
	if (!err && !(r->ok = json_pack("{s:I}", "papers", (json_int_t)a->papers)))
		err = ERR_MEMORY;
	return err;
}

/* ---- the count ---- */

/* Append "PLACE: ONE / OTHER" for every number in which two entries of one shape differ. */
static void add_differences(json_t *out, const char *place, const json_t *one, const json_t *other)
{
	char inner[120];
	const char *key;
	json_t *value;
	size_t i;

	json_array_foreach(one, i, value) {
		snprintf(inner, sizeof inner, "%.90s %zu", place, i + 1);
		add_differences(out, inner, value, json_array_get(other, i));
	}
	json_object_foreach((json_t *)(uintptr_t)one, key, value) {
		snprintf(inner, sizeof inner, "%.90s %s", place, key);
		add_differences(out, inner, value, json_object_get(other, key));
	}
	if (json_is_integer(one) && !json_equal(one, other))
		json_array_append_new(out, json_sprintf("%s: %lld / %lld", place, (long long)json_integer_value(one),
							(long long)json_integer_value(other)));
}

/* An entry by somebody else about this attempt that still stands; NULL if there is none. */
static const json_t *first_entry(const struct core *c, const struct request *r, const char *poll, const struct attempt *a)
{
	const char *by = json_string_value(json_object_get(c->paper_entry, "by"));
	const char *about = json_string_value(json_object_get(c->paper_entry, "poll"));

	if (!by || strcmp(by, r->operator_name) == 0 || strcmp(about, poll) != 0 ||
	    json_integer_value(json_object_get(c->paper_entry, "attempt")) != a->number)
		return NULL;
	return json_object_get(c->paper_entry, "count");
}

/* Keep `count` (borrowed), or (NULL) what differs, for whoever looks at the status. */
static enum err keep_entry(struct core *c, struct request *r, const char *poll, const struct attempt *a, json_t *count, json_t *at)
{
	json_t *entry = json_pack("{s:s, s:s, s:I, s:O*, s:O}", "by", r->operator_name, "poll", poll,
				  "attempt", (json_int_t)a->number, "count", count, "at", at);

	if (!entry)
		return ERR_MEMORY;
	json_decref(c->paper_entry);
	c->paper_entry = entry;
	c->has_changed_state = true;
	r->ok = json_pack("{s:s, s:O}", "state", count ? "waiting" : "differs", "at", at);
	return r->ok ? OK : ERR_MEMORY;
}

/* Two agree: both stand for the act. */
static enum err propose(struct core *c, struct request *r, const char *poll, const struct attempt *a, const json_t *count)
{
	json_t *fields = json_pack("{s:s, s:I, s:O, s:O}", "poll", poll, "attempt", (json_int_t)a->number,
				   "forms", json_object_get(count, "forms"), "counts", json_object_get(count, "counts"));
	struct request both = *r;
	uint32_t number;

	snprintf(both.second_name, sizeof both.second_name, "%s", r->operator_name);
	snprintf(both.operator_name, sizeof both.operator_name, "%s", json_string_value(json_object_get(c->paper_entry, "by")));
	enum err err = core_propose(c, &both, "paper_count", fields, &number);
	if (err)
		return err;
	json_decref(c->paper_entry);
	c->paper_entry = NULL;
	r->ok = json_pack("{s:s, s:[], s:I}", "state", "proposed", "at", "act", (json_int_t)number);
	return r->ok ? OK : ERR_MEMORY;
}

static enum err enter(struct core *c, struct request *r, const char *poll, const struct attempt *a, json_t *count)
{
	const json_t *first = first_entry(c, r, poll, a);
	json_t *at = json_array();
	enum err err;

	add_differences(at, "", first, count);
	if (!first)
		err = keep_entry(c, r, poll, a, count, at);
	else if (json_array_size(at))
		err = keep_entry(c, r, poll, a, NULL, at);
	else
		err = propose(c, r, poll, a, count);
	json_decref(at);
	return err;
}

enum err handle_paper_count(struct core *c, struct request *r)
{
	struct fields f;

	fields_open(&f, r->body);
	const char *id = fields_text(&f, "poll", 1, ID_MAX);
	int64_t attempt = fields_int(&f, "attempt", 0, UINT32_MAX);
	const json_t *forms = fields_array(&f, "forms", 1, FORMS_MAX), *counts = fields_array(&f, "counts", 1, BALLOT_MAX_ROWS);
	enum err err = fields_close(&f);
	struct poll *p;
	if (!err)
		err = core_poll_at(c, &p, id, attempt);
	if (err)
		return err;
	const struct attempt *a = poll_last_attempt(p);
	if (!a)
		return ERR_POLL_STATE;
	if ((err = attempt_check_paper(p, a, forms, counts)) != OK)
		return err;
	json_t *count = json_pack("{s:O, s:O}", "forms", forms, "counts", counts);
	err = count ? enter(c, r, p->id, a, count) : ERR_MEMORY;
	json_decref(count);
	return err;
}
