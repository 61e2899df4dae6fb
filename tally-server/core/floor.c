/* floor.c - see floor.h, and its messages: `desk_state`, `call`, `call_done`. */
#include "tally-server/core/floor.h"

#include <stdio.h>
#include <string.h>

#include "protocol/os/os.h"
#include "tally-server/core/handlers.h"

static bool is_online(const struct floor_desk *d, int64_t now)
{
	return now - d->seen_at <= FLOOR_SILENT_SECONDS;
}

/* Closed and carried away, with nothing left in it. */
static bool is_gone(const struct floor_desk *d, int64_t now)
{
	return !d->pending && now - d->seen_at > FLOOR_GONE_SECONDS;
}

/* Its place, a new one, or that of the one that has been silent longest. */
static struct floor_desk *place_of(struct floor *f, const char *desk)
{
	struct floor_desk *oldest = &f->desks[0];

	for (size_t i = 0; i < f->desk_count; i++) {
		if (!strcmp(f->desks[i].name, desk))
			return &f->desks[i];
		if (f->desks[i].seen_at < oldest->seen_at)
			oldest = &f->desks[i];
	}
	if (f->desk_count < FLOOR_MAX_DESKS)
		oldest = &f->desks[f->desk_count++];
	*oldest = (struct floor_desk){ .pending = -1 };
	snprintf(oldest->name, sizeof(oldest->name), "%s", desk);
	return oldest;
}

bool floor_hear(struct floor *f, const char *desk, int64_t pending, int64_t now)
{
	struct floor_desk *d = place_of(f, desk);
	bool is_news = d->pending != pending || !is_online(d, now);

	d->pending = pending;
	d->seen_at = now;
	return is_news;
}

static size_t find_call(const struct floor *f, const char *machine)
{
	size_t i = 0;

	while (i < f->call_count && strcmp(f->calls[i].machine, machine))
		i++;
	return i;
}

enum err floor_call(struct floor *f, const char *machine, int64_t now)
{
	struct floor_call *call;

	if (find_call(f, machine) < f->call_count)
		return OK;
	if (f->call_count == FLOOR_MAX_CALLS)
		return ERR_BUSY;
	call = &f->calls[f->call_count++];
	snprintf(call->machine, sizeof(call->machine), "%s", machine);
	call->at = now;
	return OK;
}

bool floor_call_done(struct floor *f, const char *machine)
{
	size_t i = find_call(f, machine);

	if (i == f->call_count)
		return false;
	f->call_count--;
	memmove(&f->calls[i], &f->calls[i + 1], (f->call_count - i) * sizeof(f->calls[0]));
	return true;
}

bool floor_is_called(const struct floor *f, const char *machine)
{
	return find_call(f, machine) < f->call_count;
}

/* ---- telling ---- */

/* NULL if a row could not be added. */
static json_t *add(json_t *array, json_t *row)
{
	if (!array || !json_array_append_new(array, row))
		return array;
	json_decref(array);
	return NULL;
}

json_t *floor_desks(const struct floor *f, int64_t now)
{
	json_t *array = json_array();

	for (size_t i = 0; i < f->desk_count; i++) {
		const struct floor_desk *d = &f->desks[i];

		if (!is_gone(d, now))
			array = add(array, json_pack("{s:s, s:b, s:I, s:I}", "name", d->name, "online", is_online(d, now), "pending", (json_int_t)d->pending,
						     "seen_at", (json_int_t)d->seen_at));
	}
	return array;
}

json_t *floor_calls(const struct floor *f)
{
	json_t *array = json_array();

	for (size_t i = 0; i < f->call_count; i++)
		array = add(array, json_pack("{s:s, s:I}", "machine", f->calls[i].machine, "at", (json_int_t)f->calls[i].at));
	return array;
}

json_t *floor_warnings(const struct floor *f, int64_t now)
{
	json_t *array = json_array();

	for (size_t i = 0; i < f->desk_count; i++) {
		const struct floor_desk *d = &f->desks[i];

		if (!is_gone(d, now) && (!is_online(d, now) || d->pending))
			array = add(array, json_pack("{s:s, s:s, s:I}",
						     "code", is_online(d, now) ? "desk_pending" : "desk_offline",
						     "desk", d->name, "pending", (json_int_t)d->pending));
	}
	return array;
}

/* ---- messages ---- */

enum err handle_desk_state(struct core *c, struct request *r)
{
	const char *desk;
	int64_t pending;
	struct fields f;
	enum err err;

	fields_open(&f, r->body);
	pending = fields_int(&f, "pending", 0, FLOOR_MAX_PENDING);
	desk = fields_text_opt(&f, "desk", MACHINE_NAME_MAX);
	err = fields_close(&f);
	if (err)
		return err;
	if (!desk)
		desk = r->machine.name[0] ? r->machine.name : r->operator_name;
	c->has_changed_view |= floor_hear(&c->floor, desk, pending, clock_wall_seconds());
	r->ok = json_pack("{s:I, s:I}", "sitting", (json_int_t)c->meeting.sitting, "size", (json_int_t)c->meeting.tree.size);
	return r->ok ? OK : ERR_MEMORY;
}

enum err handle_call(struct core *c, struct request *r)
{
	struct fields f;
	enum err err;

	fields_open(&f, r->body);
	err = fields_close(&f);
	if (!err)
		err = floor_call(&c->floor, r->machine.name, clock_wall_seconds());
	c->has_changed_view |= !err;
	return err;
}

enum err handle_call_done(struct core *c, struct request *r)
{
	struct fields f;
	const char *machine;
	enum err err;

	fields_open(&f, r->body);
	machine = fields_text(&f, "machine", 1, MACHINE_NAME_MAX);
	err = fields_close(&f);
	if (!err && !floor_call_done(&c->floor, machine))
		err = ERR_MACHINE;
	/* its terminal hears of it, too */
	c->has_changed_state |= !err;
	return err;
}
