/* import.c - a roster file against the roll: first a preview, then, if there is no error in it, entries (P14.2).
 *
 * Must not know: how a file is read; the sandboxed child does. */
#include <stdlib.h>
#include <string.h>

#include "tally-server/core/handlers.h"
#include "tally-server/core/private.h"
#include "tally-server/roster/roster.h"

enum change { CHANGE_NONE, CHANGE_NEW, CHANGE_UPDATE };

/* What a row says of a person; borrowed from the row. */
struct line {
	const char *number, *name, *unit, *post, *seat, *role;
	bool is_on_leave;
	const json_t *private;
};

static const char *text_of(const json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text ? text : "";
}

static struct line read_line(const json_t *row)
{
	return (struct line){
		.number = text_of(row, "number"), .name = text_of(row, "name"), .unit = text_of(row, "unit"), .post = text_of(row, "post"),
		.seat = text_of(row, "seat"), .role = text_of(row, "role"), .is_on_leave = json_is_true(json_object_get(row, "leave")),
		.private = json_object_get(row, "private"),
	};
}

static enum change compare(const struct meeting *m, const struct line *l)
{
	const struct person *p = meeting_person(m, l->number);

	if (!p)
		return CHANGE_NEW;
	/* a file cannot say why somebody is excluded, so it does not bring anybody back */
	if (!p->is_active)
		return CHANGE_NONE;
	return strcmp(p->name, l->name) || strcmp(p->unit, l->unit) || strcmp(p->post, l->post) || strcmp(p->seat, l->seat)
		|| strcmp(person_role_name(p->role), l->role) || p->is_on_leave != l->is_on_leave ? CHANGE_UPDATE : CHANGE_NONE;
}

static bool has_details(const json_t *private)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)private, key, value) {
		if (json_string_length(value))
			return true;
	}
	return false;
}

static enum err apply_line(struct core *c, struct request *r, const struct line *l, enum change change)
{
	char *details;
	enum err err = OK;

	if (change != CHANGE_NONE)
		err = core_append(c, r, "person", json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s}",
							  "number", l->number, "name", l->name, "unit", l->unit,
							  "post", l->post, "seat", l->seat, "role", l->role,
							  "leave", l->is_on_leave, "status", "active", "reason", ""));
	if (err || !has_details(l->private))
		return err;
	details = json_write(l->private);
	err = details ? private_set_details(c->private, l->number, details) : ERR_MEMORY;
	free(details);
	return err;
}

static size_t count_level(const json_t *problems, const char *level)
{
	size_t i, count = 0;
	const json_t *problem;

	json_array_foreach(problems, i, problem)
		count += !strcmp(text_of(problem, "level"), level);
	return count;
}

static enum err walk(struct core *c, struct request *r, const json_t *rows, bool is_applied, size_t counts[3])
{
	size_t i;
	const json_t *row;
	enum err err = OK;

	json_array_foreach(rows, i, row) {
		struct line l = read_line(row);
		enum change change = compare(&c->meeting, &l);

		counts[change]++;
		if (is_applied)
			err = apply_line(c, r, &l, change);
		if (err) {
			request_detail(r, "%s", l.number);
			return err;
		}
	}
	return OK;
}

/* Count first, so that a refusal comes before the first entry. */
static enum err import(struct core *c, struct request *r, const json_t *roster, bool apply)
{
	const json_t *rows = json_object_get(roster, "rows"), *problems = json_object_get(roster, "problems");
	size_t counts[3] = { 0 }, again[3] = { 0 }, errors = count_level(problems, "error");
	enum err err = walk(c, r, rows, false, counts);

	if (!err && c->meeting.person_count + counts[CHANGE_NEW] > MEETING_MAX_PERSONS)
		err = ERR_RANGE;
	apply = apply && !errors;
	if (!err && apply && c->meeting.current && counts[CHANGE_NEW] + counts[CHANGE_UPDATE])
		err = ERR_POLL_OPEN;
	if (!err && apply)
		err = walk(c, r, rows, true, again);
	if (err)
		return err;
	r->ok = json_pack("{s:I, s:I, s:I, s:I, s:I, s:O, s:b}", "created", (json_int_t)counts[CHANGE_NEW],
			  "updated", (json_int_t)counts[CHANGE_UPDATE], "skipped", (json_int_t)counts[CHANGE_NONE],
			  "warnings", (json_int_t)count_level(problems, "warning"), "errors", (json_int_t)errors,
			  "problems", problems, "applied", apply);
	return r->ok ? OK : ERR_MEMORY;
}

enum err handle_roster(struct core *c, struct request *r)
{
	json_t *roster = NULL;
	uint8_t *csv = NULL;
	struct fields f;
	size_t len = 0;
	bool apply;
	enum err err;

	fields_open(&f, r->body);
	fields_base64_alloc(&f, "csv", &csv, &len, ROSTER_MAX_BYTES);
	apply = fields_bool(&f, "apply");
	err = fields_close(&f);
	if (!err)
		err = roster_read(&roster, csv, len);
	if (!err)
		err = import(c, r, roster, apply);
	/* cells hold digits of phones and identity cards */
	if (csv)
		wipe(csv, len);
	free(csv);
	json_decref(roster);
	return err;
}
