/* people.c - badges, sittings, and one person's line in the roll (P14.2, P14.3).
 *
 * Must not know: slips and keys. */
#include <stdlib.h>
#include <string.h>

#include "protocol/base/code.h"
#include "protocol/os/os.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/private.h"
#include "tally-server/roster/roster.h"

/* ---- badges ---- */

/* A new badge; with a reason, the one that replaces a lost one. */
static enum err make_badge(struct core *c, struct request *r, const struct person *p, const char *reason)
{
	uint8_t code[BADGE_CODE_SIZE], hash[32];
	char number[PERSON_NUMBER_MAX + 1];
	json_t *body;
	enum err err = OK;

	/* the fold may move persons */
	snprintf(number, sizeof(number), "%s", p->number);
	rng_fill(c->rng, code, sizeof(code));
	badge_hash(hash, c->meeting.id, code);
	body = json_pack("{s:s, s:o}", "number", number, "hash", json_hex(hash, sizeof(hash)));
	if (body && reason && json_object_set_new(body, "reason", json_string(reason)))
		err = ERR_MEMORY;
	if (err)
		json_decref(body);
	else
		err = core_append(c, r, reason ? "badge_replace" : "badge", body);
	if (!err)
		err = private_set_badge(c->private, number, code);
	wipe(code, sizeof(code));
	return err;
}

/* One row of the list to print. "" stands for a code that is not in the private table any more. */
static enum err add_badge(struct core *c, json_t *list, const struct person *p)
{
	uint8_t code[BADGE_CODE_SIZE];
	char text[CODE_TEXT_SIZE] = "";
	enum err err = private_badge(c->private, code, p->number);

	if (err && err != ERR_RANGE)
		return err;
	if (!err)
		code_show(text, CODE_BADGE, code);
	err = json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s}", "number", p->number, "name", p->name,
						  "unit", p->unit, "seat", p->seat, "code", text)) ? ERR_MEMORY : OK;
	wipe(code, sizeof(code));
	wipe(text, sizeof(text));
	return err;
}

enum err handle_badges(struct core *c, struct request *r)
{
	struct fields f;
	json_t *list;
	enum err err;

	fields_open(&f, r->body);
	err = fields_close(&f);
	if (err)
		return err;
	list = json_array();
	for (size_t i = 0; !err && i < c->meeting.person_count; i++) {
		if (c->meeting.persons[i].is_active && !c->meeting.persons[i].has_badge)
			err = make_badge(c, r, &c->meeting.persons[i], NULL);
		if (!err && c->meeting.persons[i].is_active)
			err = add_badge(c, list, &c->meeting.persons[i]);
	}
	if (err) {
		json_decref(list);
		return err;
	}
	r->ok = json_pack("{s:o}", "badges", list);
	return r->ok ? OK : ERR_MEMORY;
}

/* The body of what two persons do to one, for a reason. */
static enum err read_reason(const struct core *c, const struct request *r, const struct person **p, const char **reason)
{
	struct fields f;
	const char *number;
	enum err err;

	fields_open(&f, r->body);
	number = fields_text(&f, "number", 1, PERSON_NUMBER_MAX);
	*reason = fields_text(&f, "reason", 1, TEXT_MAX);
	fields_object(&f, "second");
	err = fields_close(&f);
	if (err)
		return err;
	*p = meeting_person(&c->meeting, number);
	return *p ? OK : ERR_NO_SUCH_PERSON;
}

enum err handle_badge_replace(struct core *c, struct request *r)
{
	const struct person *p = NULL;
	const char *reason;
	json_t *list;
	enum err err = read_reason(c, r, &p, &reason);

	if (!err)
		err = make_badge(c, r, p, reason);
	if (err)
		return err;
	list = json_array();
	err = add_badge(c, list, p);
	if (!err)
		r->ok = json_incref(json_array_get(list, 0));
	json_decref(list);
	return err;
}

/* ---- one person ---- */

/* What the roster's reader warns of: two of one name, characters that other machines lack. */
static json_t *warnings_of(const struct meeting *m, const struct person *p)
{
	json_t *warnings = json_array();
	bool is_twice = false, failed = !warnings;

	for (size_t i = 0; i < m->person_count; i++)
		is_twice |= &m->persons[i] != p && m->persons[i].is_active && !strcmp(m->persons[i].name, p->name);
	if (is_twice)
		failed |= json_array_append_new(warnings, json_string("NAME_TWICE")) != 0;
	if (roster_has_rare(p->name))
		failed |= json_array_append_new(warnings, json_string("NAME_RARE")) != 0;
	if (!failed)
		return warnings;
	json_decref(warnings);
	return NULL;
}

/* Gender, digits, photo, help, note: each 0 to 200 bytes, the digits four or none. */
static enum err check_details(const json_t *details)
{
	static const char *const names[] = { "gender", "id4", "tel4", "photo", "assist", "note" };
	const char *id4, *tel4;
	struct fields f;
	enum err err;

	fields_open(&f, details);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		fields_text(&f, names[i], 0, TEXT_MAX);
	err = fields_close(&f);
	if (err)
		return err;
	id4 = json_string_value(json_object_get(details, "id4"));
	tel4 = json_string_value(json_object_get(details, "tel4"));
	if ((*id4 && strlen(id4) != 4) || (*tel4 && (strlen(tel4) != 4 || strspn(tel4, "0123456789") != 4)))
		return ERR_RANGE;
	return OK;
}

enum err handle_person(struct core *c, struct request *r)
{
	const json_t *details = json_object_get(r->body, "private");
	json_t *body = json_copy((json_t *)(uintptr_t)r->body);
	uint64_t number = c->meeting.tree.size;
	const struct person *p;
	char *text = NULL;
	enum err err = details ? check_details(details) : OK;

	/* all other fields are the entry's, and the fold reads them strictly */
	if (!err && body)
		json_object_del(body, "private");
	if (err)
		json_decref(body);
	else
		err = core_append(c, r, "person", body);
	if (err)
		return err;
	p = meeting_person(&c->meeting, json_string_value(json_object_get(r->body, "number")));
	if (details) {
		text = json_write(details);
		err = text ? private_set_details(c->private, p->number, text) : ERR_MEMORY;
		if (text)
			wipe(text, strlen(text));
		free(text);
	}
	if (err)
		return err;
	r->ok = json_pack("{s:I, s:o}", "entry", (json_int_t)number, "warnings", warnings_of(&c->meeting, p));
	return r->ok ? OK : ERR_MEMORY;
}

/* ---- sittings ---- */

static enum err append_sitting(struct core *c, struct request *r, const char *type)
{
	struct fields f;
	int64_t sitting;
	enum err err;

	fields_open(&f, r->body);
	sitting = fields_int(&f, "sitting", 1, MEETING_MAX_SITTINGS);
	err = fields_close(&f);
	return err ? err : core_append(c, r, type, json_pack("{s:I}", "sitting", (json_int_t)sitting));
}

enum err handle_sitting_open(struct core *c, struct request *r)
{
	return append_sitting(c, r, "sitting_open");
}

enum err handle_sitting_close(struct core *c, struct request *r)
{
	return append_sitting(c, r, "sitting_close");
}

/* ---- a mistake at the desk ---- */

enum err handle_checkin_undo(struct core *c, struct request *r)
{
	const struct person *p = NULL;
	int64_t expected, present, observers;
	const char *reason;
	enum err err = read_reason(c, r, &p, &reason);

	if (!err)
		err = core_append(c, r, "checkin_undo", json_pack("{s:s, s:s}", "number", p->number, "reason", reason));
	if (err)
		return err;
	meeting_attendance(&c->meeting, &expected, &present, &observers);
	r->ok = json_pack("{s:I, s:I}", "expected", (json_int_t)expected, "present", (json_int_t)present);
	return r->ok ? OK : ERR_MEMORY;
}
