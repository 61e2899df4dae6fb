/* slips.c - voting slips: the issuer's public keys come in, outer numbers are given to persons,
 * spares replace what is lost. See handlers.h.
 *
 * Which person holds which slip stays in the private table; entries name persons or keys, never both. */
#include "tally-server/core/slips.h"
#include <stdlib.h>
#include <string.h>
#include "tally-server/core/handlers.h"
#include "tally-server/core/log.h"
#include "tally-server/core/private.h"

/* What `slips_begin` declared; kept in the store until the lists are confirmed, so that an import may go on after a restart. */
struct declared {
	int64_t issue, slips, slots;
	uint8_t fingerprint[32];
};

static void read_declared(struct declared *d, struct fields *f)
{
	d->issue = fields_int(f, "issue", 1, MEETING_MAX_ISSUES);
	d->slips = fields_int(f, "slips", 1, SLIP_MAX_COUNT);
	d->slots = fields_int(f, "slots", 1, SLIP_MAX_SLOTS);
	fields_hex(f, "fingerprint", d->fingerprint, sizeof d->fingerprint);
}

enum err handle_slips_begin(struct core *c, struct request *r)
{
	struct declared d;
	struct fields f;

	fields_open(&f, r->body);
	read_declared(&d, &f);
	enum err err = fields_close(&f);
	if (err)
		return err;
	if (d.issue != (int64_t)c->meeting.issue_count + 1)
		return ERR_RANGE;
	if (c->meeting.issue_count && d.slots != c->meeting.issues[0].slots)
		return ERR_RANGE;
	char *text = json_write(r->body);
	err = text ? store_put(c->store, "slips", "declared", text, strlen(text)) : ERR_MEMORY;
	free(text);
	return err;
}

static enum err load_declared(struct core *c, struct declared *d, int64_t issue)
{
	struct buf text = { 0 };
	json_t *object = NULL;
	struct fields f;

	if (store_get(c->store, "slips", "declared", &text) != OK) {
		buf_release(&text);
		return ERR_NO_SLIPS;
	}
	enum err err = json_read(&object, (const char *)text.at, text.len);
	if (!err) {
		fields_open(&f, object);
		read_declared(d, &f);
		err = fields_close(&f);
	}
	if (!err && (d->issue != issue || issue != (int64_t)c->meeting.issue_count + 1))
		err = ERR_NO_SLIPS;
	json_decref(object);
	buf_release(&text);
	return err;
}

enum err handle_slips_keys(struct core *c, struct request *r)
{
	struct declared d;
	struct fields f;
	json_t *text;
	size_t i;

	fields_open(&f, r->body);
	int64_t issue = fields_int(&f, "issue", 1, MEETING_MAX_ISSUES);
	int64_t slot = fields_int(&f, "slot", 1, SLIP_MAX_SLOTS);
	const json_t *keys = fields_array(&f, "keys", 1, SLIP_MAX_COUNT);
	enum err err = fields_close(&f);
	if (!err)
		err = load_declared(c, &d, issue);
	if (err)
		return err;
	if (slot > d.slots || json_array_size(keys) != (size_t)d.slips)
		return ERR_RANGE;

	uint8_t *bytes = malloc(json_array_size(keys) * POINT_SIZE);
	if (!bytes)
		return ERR_MEMORY;
	json_array_foreach(keys, i, text) {
		if (!err)
			err = json_is_string(text) ? base64_decode(bytes + i * POINT_SIZE, POINT_SIZE, json_string_value(text)) : ERR_FIELD_TYPE;
	}
	if (!err)
		err = private_set_keys(c->private, (uint32_t)issue, (uint32_t)slot, bytes, json_array_size(keys));
	free(bytes);
	return err;
}

/* L_1 .. L_S from the keys that were sent (P5.2). */
static enum err hash_lists(const struct core *c, uint8_t (*lists)[32], const struct declared *d)
{
	enum err err = OK;

	for (int64_t slot = 1; slot <= d->slots && !err; slot++) {
		struct buf keys = { 0 };

		err = private_keys(c->private, &keys, (uint32_t)d->issue, (uint32_t)slot) == OK ? OK : ERR_NO_SLIPS;
		if (!err && keys.len != (size_t)d->slips * POINT_SIZE)
			err = ERR_SLIP_LIST;
		if (!err)
			err = slip_list_hash(lists[slot - 1], keys.at, (size_t)d->slips, c->meeting.id, (uint64_t)d->issue, (uint64_t)slot);
		buf_release(&keys);
	}
	return err;
}

static size_t voters_without_slip(const struct core *c)
{
	size_t count = 0;

	for (size_t i = 0; i < c->meeting.person_count; i++) {
		const struct person *p = &c->meeting.persons[i];

		count += person_is_voter(p) && p->is_active && !private_slip_of(c->private, p->number);
	}
	return count;
}

static enum err propose_lists(struct core *c, struct request *r, const struct declared *d, uint8_t (*lists)[32])
{
	uint8_t fingerprint[32];
	uint32_t number;
	json_t *array = json_array();

	slip_fingerprint(fingerprint, c->meeting.id, (uint64_t)d->issue, (uint64_t)d->slips, lists[0], (size_t)d->slots);
	if (memcmp(fingerprint, d->fingerprint, sizeof fingerprint) != 0) {
		json_decref(array);
		return ERR_SLIP_LIST;
	}
	for (int64_t i = 0; i < d->slots; i++)
		json_array_append_new(array, json_hex(lists[i], 32));
	enum err err = core_propose(c, r, "slip_lists", json_pack("{s:I, s:I, s:I, s:o, s:o}", "issue", (json_int_t)d->issue,
								  "slips", (json_int_t)d->slips,
								  "slots", (json_int_t)d->slots, "lists", array,
								  "fingerprint", json_hex(fingerprint, sizeof fingerprint)),
				    &number);
	if (!err && !(r->ok = json_pack("{s:I}", "act", (json_int_t)number)))
		err = ERR_MEMORY;
	return err;
}

enum err handle_slips_propose(struct core *c, struct request *r)
{
	struct declared d;
	struct fields f;

	fields_open(&f, r->body);
	int64_t issue = fields_int(&f, "issue", 1, MEETING_MAX_ISSUES);
	fields_object(&f, "second");            /* checked by the request path */
	enum err err = fields_close(&f);
	if (!err)
		err = load_declared(c, &d, issue);
	if (err)
		return err;
	if (issue == 1 && voters_without_slip(c) > (size_t)d.slips)
		return ERR_NO_SPARE;
	uint8_t (*lists)[32] = calloc((size_t)d.slots, sizeof *lists);
	if (!lists)
		return ERR_MEMORY;
	err = hash_lists(c, lists, &d);
	if (!err)
		err = propose_lists(c, r, &d, lists);
	free(lists);
	return err;
}

enum err slips_assign(struct core *c)
{
	const struct meeting *m = &c->meeting;
	uint32_t issue = (uint32_t)m->issue_count, outer = 1;
	enum err err = OK;

	for (size_t i = 0; i < m->person_count && outer <= m->issues[issue - 1].slips && !err; i++) {
		const struct person *p = &m->persons[i];

		if (person_is_voter(p) && p->is_active && !private_slip_of(c->private, p->number))
			err = private_assign(c->private, issue, outer++, p->number);
	}
	for (; outer <= m->issues[issue - 1].slips && !err; outer++)
		err = private_assign(c->private, issue, outer, "");
	if (!err)
		err = store_delete(c->store, "slips", "declared");
	return err;
}

enum err handle_handout(struct core *c, struct request *r)
{
	json_t *rows = json_array(), *spares = json_array();
	size_t count;
	const struct private_slip *slips = private_slips(c->private, &count);
	struct fields f;

	fields_open(&f, r->body);
	enum err err = fields_close(&f);
	for (size_t i = 0; i < count && !err; i++) {
		const struct person *p = slips[i].person[0] ? meeting_person(&c->meeting, slips[i].person) : NULL;

		if (slips[i].is_revoked)
			continue;
		if (!p)
			err = json_array_append_new(spares, json_integer((json_int_t)slips[i].outer)) ? ERR_MEMORY : OK;
		else if (json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:s, s:I}", "number", p->number,
							       "name", p->name, "unit", p->unit, "seat", p->seat,
							       "outer", (json_int_t)slips[i].outer)))
			err = ERR_MEMORY;
	}
	if (!err && !(r->ok = json_pack("{s:O, s:O}", "rows", rows, "spares", spares)))
		err = ERR_MEMORY;
	json_decref(rows);
	json_decref(spares);
	return err;
}

/* A spare that is free, of any issue. */
static const struct private_slip *find_spare(const struct core *c, int64_t outer)
{
	for (size_t issue = c->meeting.issue_count; issue > 0; issue--) {
		const struct private_slip *s = private_slip(c->private, (uint32_t)issue, (uint32_t)outer);

		if (s && !s->person[0] && !s->is_revoked)
			return s;
	}
	return NULL;
}

const struct private_slip *slips_of_key(const struct core *c, uint32_t slot, const uint8_t key[POINT_SIZE])
{
	const struct private_slip *found = NULL;

	for (uint32_t issue = 1; issue <= c->meeting.issue_count && !found; issue++) {
		struct buf keys = { 0 };

		if (private_keys(c->private, &keys, issue, slot) == OK) {
			for (size_t i = 0; i < keys.len / POINT_SIZE && !found; i++) {
				if (memcmp(keys.at + i * POINT_SIZE, key, POINT_SIZE) == 0)
					found = private_slip(c->private, issue, (uint32_t)i + 1);
			}
		}
		buf_release(&keys);
	}
	return found;
}

enum err slips_key(const struct core *c, uint8_t key[POINT_SIZE], const struct private_slip *s, uint32_t slot)
{
	struct buf keys = { 0 };
	enum err err = private_keys(c->private, &keys, s->issue, slot);

	if (!err && (size_t)s->outer * POINT_SIZE > keys.len)
		err = ERR_RANGE;
	if (!err)
		memcpy(key, keys.at + (s->outer - 1) * (size_t)POINT_SIZE, POINT_SIZE);
	buf_release(&keys);
	return err;
}

/* A poll is running: the new key takes the old one's place in it by an entry without a name
 * (P14.12), unless the old one has cast or is not entitled. */
static enum err swap_key(struct core *c, struct request *r, const struct private_slip *old, const struct private_slip *spare)
{
	const struct attempt *a = meeting_current(&c->meeting);
	uint8_t keys[2][POINT_SIZE];

	if (!old || !a->slot)
		return OK;
	enum err err = slips_key(c, keys[0], old, a->slot);
	if (!err)
		err = slips_key(c, keys[1], spare, a->slot);
	if (err)
		return err;
	const struct attempt_key *k = attempt_key(a, keys[0]);
	if (!k || !k->is_entitled || k->cast >= 0)
		return OK;
	return core_append(c, r, "key_swap", json_pack("{s:s, s:I, s:o, s:o}", "poll", c->meeting.current->id,
						       "attempt", (json_int_t)a->number,
						       "old", json_base64(keys[0], POINT_SIZE),
						       "new", json_base64(keys[1], POINT_SIZE)));
}

/* The named entry waits until the poll has ended: beside the swap it would join a name to a key. */
static enum err postpone(struct core *c, const struct request *r, const char *number, const char *reason)
{
	json_t *object = json_pack("{s:s, s:s, s:s, s:s}", "number", number, "reason", reason, "first", r->operator_name,
				   "second", r->second_name);
	char *text = object ? json_write(object) : NULL;
	enum err err = text ? private_add_waiting(c->private, text) : ERR_MEMORY;

	if (text)
		wipe(text, strlen(text));
	free(text);
	json_decref(object);
	return err;
}

enum err handle_reissue(struct core *c, struct request *r)
{
	struct fields f;

	fields_open(&f, r->body);
	const char *number = fields_text(&f, "number", 1, PERSON_NUMBER_MAX);
	int64_t outer = fields_int(&f, "outer", 1, SLIP_MAX_COUNT);
	const char *reason = fields_text(&f, "reason", 1, TEXT_MAX);
	fields_object(&f, "second");            /* checked by the request path */
	enum err err = fields_close(&f);
	if (err)
		return err;
	const struct person *p = meeting_person(&c->meeting, number);
	if (!p)
		return ERR_NO_SUCH_PERSON;
	if (!person_is_voter(p))
		return ERR_NOT_PERMITTED;
	const struct private_slip *found = find_spare(c, outer), *held = private_slip_of(c->private, number);
	if (!found)
		return ERR_NO_SPARE;
	/* copies: the table moves when it changes */
	struct private_slip spare = *found, old = held ? *held : (struct private_slip){ 0 };
	const struct attempt *a = meeting_current(&c->meeting);
	bool is_running = a && (a->state == ATTEMPT_OPEN || a->state == ATTEMPT_HELD);

	if (is_running)
		err = swap_key(c, r, held ? &old : NULL, &spare);
	else
		err = core_append(c, r, "reissue", json_pack("{s:s, s:s}", "number", number, "reason", reason));
	if (err)
		return err;
	/* the entry stands: what fails now is fatal */
	if ((is_running && postpone(c, r, p->number, reason) != OK) || (held && private_revoke(c->private, old.issue, old.outer) != OK) ||
	    private_assign(c->private, spare.issue, spare.outer, p->number) != OK)
		return ERR_STORE;
	return OK;
}

/* [[id, what it says, or null if it is damaged], …] */
static bool take_postponed(void *arg, const char *id, const char *text)
{
	json_t *rows = arg, *row = NULL;

	if (!text || json_read(&row, text, strlen(text)) != OK)
		row = json_null();
	return !json_array_append_new(rows, json_pack("[s, o]", id, row));
}

/* In the order in which they came they would stand beside the swaps, and join a name to a key; those of one person keep it. */
static int by_person(const void *a, const void *b)
{
	const json_t *rows[2] = { *(const json_t *const *)a, *(const json_t *const *)b };
	const char *numbers[2];

	for (int i = 0; i < 2; i++) {
		const char *number = json_string_value(json_object_get(json_array_get(rows[i], 1), "number"));

		numbers[i] = number ? number : "";
	}
	int order = strcmp(numbers[0], numbers[1]);
	return order ? order : strcmp(json_string_value(json_array_get(rows[0], 0)), json_string_value(json_array_get(rows[1], 0)));
}

/* Write one of them, if it can be written, and let it go. */
static enum err tell_postponed(struct core *c, const char *id, const json_t *row, json_t *warnings)
{
	struct fields f;

	fields_open(&f, row);
	const char *number = fields_text(&f, "number", 1, PERSON_NUMBER_MAX), *reason = fields_text(&f, "reason", 1, TEXT_MAX);
	const char *actors[2] = { fields_text(&f, "first", 1, ACTOR_MAX), fields_text(&f, "second", 1, ACTOR_MAX) };
	enum err err = fields_close(&f);
	if (!err)
		err = core_append_by(c, actors, 2, "reissue", json_pack("{s:s, s:s}", "number", number, "reason", reason), NULL);
	if (err && err_category(err) == ERR_CAT_FATAL)
		return err;
	if (err) {
		/* the slip was replaced, and the swap is on record: only who it was for can no longer be said */
		log_event("lost what=reissue code=%s", err_code(err));
		if (warnings && json_array_append_new(warnings, json_pack("{s:s}", "code", "reissue_lost")))
			return ERR_MEMORY;
	}
	return private_drop_waiting(c->private, id);
}

/* By whom one was asked for. */
struct asker {
	const char *name;
	bool was_found;
};

static bool find_asker(void *arg, const char *id, const char *text)
{
	struct asker *a = arg;
	json_t *row = NULL;

	(void)id;
	if (text && json_read(&row, text, strlen(text)) == OK) {
		const char *first = json_string_value(json_object_get(row, "first")), *second = json_string_value(json_object_get(row, "second"));

		a->was_found = (first && !strcmp(first, a->name)) || (second && !strcmp(second, a->name));
	}
	json_decref(row);
	return !a->was_found;
}

enum err slips_check_waiting(const struct core *c, const char *name)
{
	struct asker a = { .name = name };
	enum err err = private_each_waiting(c->private, find_asker, &a);

	return !err && a.was_found ? ERR_POLL_OPEN : err;
}

enum err slips_poll_ended(struct core *c, json_t *warnings)
{
	const struct attempt *a = meeting_current(&c->meeting);

	/* another poll has ended than the one that they wait for */
	if (a && (a->state == ATTEMPT_OPEN || a->state == ATTEMPT_HELD))
		return OK;
	json_t *rows = json_array();
	enum err err = rows ? private_each_waiting(c->private, take_postponed, rows) : ERR_MEMORY;
	size_t count = json_array_size(rows);
	const json_t **sorted = calloc(count + 1, sizeof(json_t *));

	if (!err && !sorted)
		err = ERR_MEMORY;
	for (size_t i = 0; i < count && !err; i++)
		sorted[i] = json_array_get(rows, i);
	if (!err)
		qsort(sorted, count, sizeof(json_t *), by_person);
	for (size_t i = 0; i < count && !err; i++)
		err = tell_postponed(c, json_string_value(json_array_get(sorted[i], 0)), json_array_get(sorted[i], 1), warnings);
	free(sorted);
	json_decref(rows);
	return err ? ERR_STORE : OK;
}
