/* meeting_roll.c - the fold's entries about the roll and presence: persons, badges, sittings, check-in (P14.2 to P14.4).
 *
 * Must not know: polls beyond "one is under way", keys, slips. */
#include "protocol/meeting/meeting_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/hash.h"

enum { SHORT_TEXT_MAX = 60 };

static const char *const person_roles[] = {
	[PERSON_DELEGATE] = "delegate", [PERSON_OBSERVER] = "observer", [PERSON_INVITED] = "invited", [PERSON_STAFF] = "staff",
};

const char *person_role_name(enum person_role r)
{
	return person_roles[r];
}

static bool person_role_read(enum person_role *out, const char *name)
{
	for (int r = 0; r < PERSON_ROLE_COUNT; r++)
		if (!strcmp(person_roles[r], name)) {
			*out = (enum person_role)r;
			return true;
		}
	return false;
}

bool person_is_voter(const struct person *p)
{
	return p->role == PERSON_DELEGATE;
}

bool meeting_is_in(const struct meeting *m, const struct person *p)
{
	return m->sitting && p->sittings[m->sitting - 1].presence == PRESENCE_IN;
}

struct person *meeting_person(const struct meeting *m, const char *number)
{
	uint8_t key[32];
	const uint32_t *i;

	map_text_key(key, number);
	i = map_get(&m->person_index, key);
	return i ? &m->persons[*i] : NULL;
}

struct person *meeting_badge(const struct meeting *m, const uint8_t hash[32], bool *is_current)
{
	const uint32_t *i = map_get(&m->badge_index, hash);
	struct person *p = i ? &m->persons[*i] : NULL;

	if (p)
		*is_current = !memcmp(p->badge, hash, sizeof(p->badge));
	return p;
}

void badge_hash(uint8_t out[32], const char *meeting, const uint8_t code[10])
{
	struct hash t;

	hash_start(&t, "tally/1/badge");
	hash_text(&t, meeting);
	hash_field(&t, code, 10);
	hash_end32(&t, out);
}

void meeting_attendance(const struct meeting *m, int64_t *expected, int64_t *present, int64_t *observers)
{
	*expected = *present = *observers = 0;
	for (size_t i = 0; i < m->person_count; i++) {
		const struct person *p = &m->persons[i];
		bool is_in = meeting_is_in(m, p);

		if (!person_is_voter(p))
			*observers += is_in;
		else if (p->is_active) {
			*expected += 1;
			*present += is_in;
		}
	}
}

/* ---- persons and badges ---- */

static bool is_person_number(const char *text)
{
	return text[strspn(text, "0123456789")] == '\0';
}

/* A person's own fields into `out`, texts copied. On error the caller frees what is there. */
static enum err read_person(struct fold *f, struct person *out)
{
	struct fields *r = &f->body;
	const char *number = fields_text(r, "number", 1, PERSON_NUMBER_MAX), *name = fields_text(r, "name", 1, TEXT_MAX);
	const char *unit = fields_text(r, "unit", 0, TEXT_MAX), *post = fields_text(r, "post", 0, TEXT_MAX);
	const char *seat = fields_text(r, "seat", 0, SHORT_TEXT_MAX), *role = fields_text(r, "role", 1, SHORT_TEXT_MAX);
	const char *status, *reason;
	enum err err;

	out->is_on_leave = fields_bool(r, "leave");
	status = fields_text(r, "status", 1, SHORT_TEXT_MAX);
	reason = fields_text(r, "reason", 0, TEXT_MAX);
	err = fold_close(f, r);
	if (err)
		return err;
	out->is_active = !strcmp(status, "active");
	if (!is_person_number(number))
		return fold_refuse(f, ERR_TEXT, "number");
	if (!person_role_read(&out->role, role))
		return fold_refuse(f, ERR_RANGE, "role");
	if (!out->is_active && strcmp(status, "excluded"))
		return fold_refuse(f, ERR_RANGE, "status");
	if (!out->is_active && !*reason)
		return fold_refuse(f, ERR_RANGE, "reason");
	snprintf(out->number, sizeof(out->number), "%s", number);
	out->name = strdup(name);
	out->unit = strdup(unit);
	out->post = strdup(post);
	out->seat = strdup(seat);
	out->reason = strdup(reason);
	out->changed = f->entry->number;
	return out->name && out->unit && out->post && out->seat && out->reason ? OK : ERR_MEMORY;
}

static void free_texts(struct person *p)
{
	free(p->name);
	free(p->unit);
	free(p->post);
	free(p->seat);
	free(p->reason);
}

/* May this person's line replace `old` now (P14.2)? */
static enum err check_change(struct fold *f, const struct person *old, const struct person *new)
{
	if (f->m->current)
		return ERR_POLL_OPEN;
	if (old && f->m->sitting && old->is_active != new->is_active)
		return fold_refuse(f, ERR_SITTING_OPEN, "status");
	if (!old && f->m->person_count == MEETING_MAX_PERSONS)
		return ERR_RANGE;
	return OK;
}

static enum err room_for_person(struct meeting *m)
{
	struct person *room = array_room(m->persons, m->person_count, sizeof(*room));

	if (!room)
		return ERR_MEMORY;
	m->persons = room;
	return map_reserve(&m->person_index, 1);
}

enum err fold_person(struct fold *f)
{
	struct meeting *m = f->m;
	struct person read = { .number = "" }, *p = NULL;
	uint8_t key[32];
	enum err err = read_person(f, &read);

	if (err)
		goto out;
	p = meeting_person(m, read.number);
	err = check_change(f, p, &read);
	if (!err && !p)
		err = room_for_person(m);
	if (!err)
		err = fold_accept(f);
	if (err)
		goto out;
	if (p) {
		/* badge and presence stay with the number */
		struct person old = *p;

		memcpy(read.sittings, old.sittings, sizeof(read.sittings));
		memcpy(read.badge, old.badge, sizeof(read.badge));
		read.has_badge = old.has_badge;
		*p = read;
		read = old;
	} else {
		map_text_key(key, read.number);
		map_put(&m->person_index, key, (uint32_t)m->person_count);
		m->persons[m->person_count++] = read;
		return OK;
	}
out:
	free_texts(&read);
	return err;
}

/* The person that the body's `number` names. */
static enum err find_person(struct fold *f, struct person **p, const char *number)
{
	*p = meeting_person(f->m, number);
	return *p ? OK : fold_refuse(f, ERR_NO_SUCH_PERSON, "number");
}

static enum err set_badge(struct fold *f, bool is_replacement)
{
	struct meeting *m = f->m;
	const char *number = fields_text(&f->body, "number", 1, PERSON_NUMBER_MAX);
	struct person *p;
	uint8_t hash[32];
	enum err err;

	if (is_replacement)
		fields_text(&f->body, "reason", 1, TEXT_MAX);
	fields_hex(&f->body, "hash", hash, sizeof(hash));
	err = fold_close(f, &f->body);
	if (!err)
		err = find_person(f, &p, number);
	if (err)
		return err;
	if (is_replacement && !p->has_badge)
		return fold_refuse(f, ERR_BADGE, "number");
	if (map_get(&m->badge_index, hash))
		return fold_refuse(f, ERR_DUPLICATE_NUMBER, "hash");
	err = map_reserve(&m->badge_index, 1);
	if (!err)
		err = fold_accept(f);
	if (err)
		return err;
	map_put(&m->badge_index, hash, (uint32_t)(p - m->persons));
	memcpy(p->badge, hash, sizeof(p->badge));
	p->has_badge = true;
	p->changed = f->entry->number;
	return OK;
}

enum err fold_badge(struct fold *f)
{
	return set_badge(f, false);
}

enum err fold_badge_replace(struct fold *f)
{
	return set_badge(f, true);
}

enum err fold_reissue(struct fold *f)
{
	const char *number = fields_text(&f->body, "number", 1, PERSON_NUMBER_MAX);
	const struct attempt *a = meeting_current(f->m);
	struct person *p;
	enum err err;

	fields_text(&f->body, "reason", 1, TEXT_MAX);
	err = fold_close(f, &f->body);
	if (!err)
		err = find_person(f, &p, number);
	if (err)
		return err;
	/* beside a nameless key_swap it would give the swap a name */
	if (a && (a->state == ATTEMPT_OPEN || a->state == ATTEMPT_HELD))
		return ERR_POLL_OPEN;
	return fold_accept(f);
}

/* ---- sittings and presence ---- */

enum err fold_sitting_open(struct fold *f)
{
	struct meeting *m = f->m;
	int64_t number = fields_int(&f->body, "sitting", 1, MEETING_MAX_SITTINGS);
	enum err err = fold_close(f, &f->body);

	if (err)
		return err;
	if (m->sitting)
		return ERR_SITTING_OPEN;
	if ((size_t)number > m->sitting_count)
		return fold_refuse(f, ERR_NO_SUCH_SITTING, "sitting");
	for (size_t i = (size_t)number - 1; i < m->sitting_count; i++)
		if (m->sittings[i].was_opened)
			return fold_refuse(f, ERR_NO_SUCH_SITTING, "sitting");
	err = fold_accept(f);
	if (err)
		return err;
	m->sitting = (size_t)number;
	m->sitting_entry = f->entry->number;
	m->sittings[number - 1].was_opened = true;
	m->sittings[number - 1].opened_at = f->entry->at;
	return OK;
}

enum err fold_sitting_close(struct fold *f)
{
	struct meeting *m = f->m;
	int64_t number = fields_int(&f->body, "sitting", 1, MEETING_MAX_SITTINGS);
	const struct attempt *a = meeting_current(m);
	enum err err = fold_close(f, &f->body);

	if (err)
		return err;
	if (!m->sitting)
		return ERR_NO_SITTING;
	if ((size_t)number != m->sitting)
		return fold_refuse(f, ERR_NO_SUCH_SITTING, "sitting");
	if (a && (a->state == ATTEMPT_OPEN || a->state == ATTEMPT_HELD))
		return ERR_POLL_OPEN;
	err = fold_accept(f);
	if (err)
		return err;
	m->sittings[number - 1].was_closed = true;
	m->sittings[number - 1].closed_at = f->entry->at;
	m->sitting = 0;
	m->sitting_entry = f->entry->number;
	return OK;
}

/* Moves a person from presence `from` to `to`, and says why not. */
static enum err move_presence(struct fold *f, enum presence from, enum presence to)
{
	struct meeting *m = f->m;
	const char *number = fields_text(&f->body, "number", 1, PERSON_NUMBER_MAX);
	int64_t at = fields_has(&f->body, "desk_at") ? fields_int(&f->body, "desk_at", 0, JSON_INTEGER_MAX) : f->entry->at;
	struct attendance *a;
	struct person *p;
	enum err err = fold_close(f, &f->body);

	if (err)
		return err;
	if (!m->sitting)
		return ERR_NO_SITTING;
	err = find_person(f, &p, number);
	if (err)
		return err;
	a = &p->sittings[m->sitting - 1];
	if (a->presence != from)
		return fold_refuse(f, from == PRESENCE_AWAY || a->presence == PRESENCE_IN ? ERR_ALREADY_IN : ERR_NOT_IN, "number");
	err = fold_accept(f);
	if (err)
		return err;
	a->presence = to;
	a->was = from;
	a->last_out_was = a->last_out;
	a->can_undo = true;
	p->changed = f->entry->number;
	if (from == PRESENCE_AWAY) {
		a->first_in = at;
		snprintf(a->by, sizeof(a->by), "%s", f->entry->actors[0]);
	} else if (to == PRESENCE_LEFT) {
		a->last_out = at;
	}
	return OK;
}

enum err fold_checkin(struct fold *f)
{
	return move_presence(f, PRESENCE_AWAY, PRESENCE_IN);
}

enum err fold_leave(struct fold *f)
{
	return move_presence(f, PRESENCE_IN, PRESENCE_LEFT);
}

enum err fold_return(struct fold *f)
{
	return move_presence(f, PRESENCE_LEFT, PRESENCE_IN);
}

enum err fold_checkin_undo(struct fold *f)
{
	struct meeting *m = f->m;
	const char *number = fields_text(&f->body, "number", 1, PERSON_NUMBER_MAX);
	const struct attempt *open = meeting_current(m);
	struct attendance *a;
	struct person *p;
	enum err err;

	fields_text(&f->body, "reason", 1, TEXT_MAX);
	err = fold_close(f, &f->body);
	if (err)
		return err;
	if (!m->sitting)
		return ERR_NO_SITTING;
	/* the person may hold a right of it */
	if (open && (open->state == ATTEMPT_OPEN || open->state == ATTEMPT_HELD))
		return ERR_POLL_OPEN;
	err = find_person(f, &p, number);
	if (err)
		return err;
	a = &p->sittings[m->sitting - 1];
	if (!a->can_undo)
		return fold_refuse(f, ERR_NOTHING_TO_UNDO, "number");
	err = fold_accept(f);
	if (err)
		return err;
	p->changed = f->entry->number;
	if (a->was == PRESENCE_AWAY)
		*a = (struct attendance){ .presence = PRESENCE_AWAY };
	a->presence = a->was;
	a->last_out = a->last_out_was;
	a->can_undo = false;
	return OK;
}
