/* roll.c - the roll as the pages of desk and secretariat see it: who is on it and who is in. Reads; decides nothing.
 *
 * Must not know: slips and keys. */
#include <string.h>

#include "tally-server/core/handlers.h"
#include "tally-server/core/private.h"

enum { ROLL_PAGE = 500 };

static const char *const presences[] = { [PRESENCE_AWAY] = "none", [PRESENCE_IN] = "in", [PRESENCE_LEFT] = "left" };

/* Who checks people in: they alone get badge hashes, and the digits by which people are told apart. */
static bool is_desk(const struct request *r)
{
	return r->machine.name[0] ? r->machine.role == MACHINE_DESK : (r->roles & (ROLE_SECRETARIAT | ROLE_DESK)) != 0;
}

/* The digits that the roster gave of the person: id4 and tel4, "" where it gave none. */
static enum err add_digits(json_t *row, const struct core *c, const struct person *p)
{
	static const char *const names[] = { "id4", "tel4" };
	struct buf text = { 0 };
	json_t *details = NULL;
	enum err err = private_details(c->private, &text, p->number);

	if (!err)
		err = json_read(&details, (const char *)text.at, text.len);
	if (err == ERR_RANGE)
		err = OK;
	for (size_t i = 0; !err && i < sizeof(names) / sizeof(*names); i++) {
		const char *digits = json_string_value(json_object_get(details, names[i]));

		if (json_object_set_new(row, names[i], json_string(digits ? digits : "")))
			err = ERR_MEMORY;
	}
	json_decref(details);
	buf_release_secret(&text);
	return err;
}

static json_t *row_of(const struct core *c, const struct request *r, const struct person *p)
{
	static const struct attendance nowhere = { .by = "" };
	size_t sitting = c->meeting.sitting;
	const struct attendance *a = sitting ? &p->sittings[sitting - 1] : &nowhere;
	json_t *badge = is_desk(r) && p->has_badge ? json_hex(p->badge, sizeof(p->badge)) : json_string("");

	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:s, s:I, s:I, s:s, s:o}", "number", p->number,
			 "name", p->name, "unit", p->unit, "post", p->post, "seat", p->seat,
			 "role", person_role_name(p->role), "leave", p->is_on_leave,
			 "status", p->is_active ? "active" : "excluded", "reason", p->reason,
			 "presence", presences[a->presence], "first_in", (json_int_t)a->first_in,
			 "last_out", (json_int_t)a->last_out, "by", a->by, "badge", badge);
}

static enum err add_row(json_t *people, const struct core *c, const struct request *r, const struct person *p, bool lookup)
{
	json_t *row = row_of(c, r, p);

	if (json_array_append_new(people, row))
		return ERR_MEMORY;
	return lookup ? add_digits(row, c, p) : OK;
}

enum err handle_roll(struct core *c, struct request *r)
{
	const struct meeting *m = &c->meeting;
	struct fields f;
	int64_t from, since = 0;
	bool lookup, all;
	json_t *people;
	size_t next;
	enum err err;

	fields_open(&f, r->body);
	from = fields_int(&f, "from", 0, MEETING_MAX_PERSONS);
	lookup = fields_bool(&f, "lookup");
	if (fields_has(&f, "since"))
		since = fields_int(&f, "since", 0, JSON_INTEGER_MAX);
	err = fields_close(&f);
	if (!err && lookup && !is_desk(r))
		err = ERR_NOT_PERMITTED;
	if (err)
		return err;
	/* with a sitting everybody's presence begins or ends */
	all = m->sitting_entry >= (uint64_t)since;
	people = json_array();
	for (next = (size_t)from; !err && next < m->person_count && json_array_size(people) < ROLL_PAGE; next++)
		if (all || m->persons[next].changed >= (uint64_t)since)
			err = add_row(people, c, r, &m->persons[next], lookup);
	if (err) {
		json_decref(people);
		return err;
	}
	r->ok = json_pack("{s:o, s:I, s:I, s:I, s:I}", "people", people, "total", (json_int_t)m->person_count,
			  "next", (json_int_t)next, "sitting", (json_int_t)m->sitting, "size", (json_int_t)m->tree.size);
	return r->ok ? OK : ERR_MEMORY;
}
