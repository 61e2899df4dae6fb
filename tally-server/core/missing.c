/* missing.c - `not_voted`: whose ballot is still awaited, so that a steward can go there. Never how anybody voted.
 *
 * Joins names to keys in memory and says only who is left. The answer changes by STEP ballots at once at least:
 * whoever watches it beside the ledger finds as many names gone as keys used, and not whose is whose. */
#include <string.h>

#include "protocol/os/os.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/private.h"

enum { STEP = 5 };

/* The keys of the attempt's slot, an issue each; none where hands or papers are counted. */
static enum err load_keys(struct buf keys[MEETING_MAX_ISSUES], const struct core *c, const struct attempt *a)
{
	enum err err = OK;

	for (size_t i = 0; !err && a->key_count && i < c->meeting.issue_count; i++)
		err = private_keys(c->private, &keys[i], (uint32_t)i + 1, a->slot);
	return err;
}

/* Has this person a right of the attempt that has not been used, as far as `used` tells? */
static bool is_awaited(const struct core *c, const struct attempt *a, const struct buf keys[MEETING_MAX_ISSUES],
		       const struct person *p, int64_t used)
{
	const struct private_slip *slip = private_slip_of(c->private, p->number);
	const struct attempt_key *key;

	if (!slip || slip->issue > c->meeting.issue_count || (size_t)slip->outer * POINT_SIZE > keys[slip->issue - 1].len)
		return false;
	key = attempt_key(a, keys[slip->issue - 1].at + (slip->outer - 1) * POINT_SIZE);
	return key && key->is_entitled && !key->is_revoked && (!used || key->cast < 0);
}

static json_t *list_awaited(const struct core *c, const struct attempt *a, const struct buf keys[MEETING_MAX_ISSUES], int64_t used)
{
	json_t *people = json_array();

	for (size_t i = 0; people && i < c->meeting.person_count; i++) {
		const struct person *p = &c->meeting.persons[i];

		if (is_awaited(c, a, keys, p, used) &&
		    json_array_append_new(people, json_pack("{s:s, s:s, s:s, s:s}", "number", p->number, "name", p->name,
							    "unit", p->unit, "seat", p->seat))) {
			json_decref(people);
			people = NULL;
		}
	}
	return people;
}

static enum err look(struct core *c, const struct attempt *a, int64_t used)
{
	struct buf keys[MEETING_MAX_ISSUES] = { { 0 } };
	json_t *people = NULL;
	enum err err = load_keys(keys, c, a);

	if (!err)
		people = list_awaited(c, a, keys, used);
	for (size_t i = 0; i < MEETING_MAX_ISSUES; i++)
		buf_release(&keys[i]);
	if (!people)
		return err ? err : ERR_MEMORY;
	json_decref(c->missing.people);
	c->missing = (struct missing){ .people = people, .at = clock_wall_seconds(), .used = used, .open_entry = a->open_entry };
	return OK;
}

enum err handle_not_voted(struct core *c, struct request *r)
{
	const struct attempt *a = meeting_current(&c->meeting);
	struct fields f;
	bool is_new;
	enum err err;

	fields_open(&f, r->body);
	err = fields_close(&f);
	if (!err && (!a || (a->state != ATTEMPT_OPEN && a->state != ATTEMPT_HELD)))
		err = ERR_NOT_OPEN;
	if (err)
		return err;
	is_new = c->missing.open_entry != a->open_entry;
	if (is_new || a->returned >= c->missing.used + STEP)
		err = look(c, a, a->returned < STEP ? 0 : a->returned);
	if (err)
		return err;
	r->ok = json_pack("{s:O, s:I}", "people", c->missing.people, "at", (json_int_t)c->missing.at);
	return r->ok ? OK : ERR_MEMORY;
}
