/* readiness.c - what a meeting needs before it begins, for the page that turns green item by item. Reads; decides nothing.
 *
 * Must not know: pages, who has which slip. */
#include <sys/statvfs.h>
#include <time.h>

#include "protocol/os/os.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/private.h"

static json_t *roles_of(unsigned roles)
{
	static const char *const names[] = { "secretariat", "desk", "chair", "scrutineer", "viewer" };
	json_t *array = json_array();

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (roles & operator_role_bit(names[i]))
			json_array_append_new(array, json_string(names[i]));
	return array;
}

static json_t *operators_of(const struct meeting *m)
{
	json_t *array = json_array();

	for (size_t i = 0; i < m->operator_count; i++) {
		const struct meeting_operator *o = &m->operators[i];

		json_array_append_new(array, json_pack("{s:s, s:o, s:b}", "name", o->name, "roles", roles_of(o->roles), "active", o->is_active));
	}
	return array;
}

static json_t *sittings_of(const struct meeting *m)
{
	json_t *array = json_array();

	for (size_t i = 0; i < m->sitting_count; i++) {
		const struct sitting *s = &m->sittings[i];

		json_array_append_new(array, json_pack("{s:s, s:I, s:I}", "name", s->name, "opened_at", (json_int_t)(s->was_opened ? s->opened_at : 0),
						       "closed_at", (json_int_t)(s->was_closed ? s->closed_at : 0)));
	}
	return array;
}

/* Slips that people hold, and those that nobody does. */
static json_t *slips_of(const struct core *c)
{
	size_t count, assigned = 0, spares = 0;
	const struct private_slip *slips = private_slips(c->private, &count);

	for (size_t i = 0; i < count; i++) {
		assigned += !slips[i].is_revoked && slips[i].person[0];
		spares += !slips[i].is_revoked && !slips[i].person[0];
	}
	return json_pack("{s:I, s:I}", "assigned", (json_int_t)assigned, "spares", (json_int_t)spares);
}

/* Room where the meeting is kept, in bytes; 0 and 0 if the system does not say. */
static json_t *disk_of(const struct core *c)
{
	struct statvfs v = { 0 };

	if (statvfs(c->options->state, &v))
		v = (struct statvfs){ 0 };
	return json_pack("{s:I, s:I}", "free", (json_int_t)(v.f_bavail * v.f_frsize), "total", (json_int_t)(v.f_blocks * v.f_frsize));
}

enum err handle_readiness(struct core *c, struct request *r)
{
	struct fields f;
	enum err err;

	fields_open(&f, r->body);
	err = fields_close(&f);
	if (err)
		return err;
	r->ok = json_pack("{s:o, s:o, s:o, s:o, s:I}", "operators", operators_of(&c->meeting),
			  "sittings", sittings_of(&c->meeting), "slips", slips_of(c), "disk", disk_of(c),
			  "at", (json_int_t)clock_wall_seconds());
	return r->ok ? OK : ERR_MEMORY;
}
