/* meeting_open.c - opening a poll: quorum, the slot's lists of keys, and who is entitled (P14.10, P14.11).
 *
 * Must not know: whose key is whose; nobody but the private table does. */
#include "protocol/meeting/meeting_internal.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/hash.h"
#include "protocol/meeting/profile.h"

/* Is the poll void, as far as quorum is concerned? */
static bool is_void(const struct poll *p)
{
	const struct attempt *last = poll_last_attempt(p);

	return last && last->state == ATTEMPT_VOID;
}

static bool quorum_now(const struct meeting *m, bool has_election, struct threshold *quorum, int64_t *expected, int64_t *present)
{
	int64_t observers;

	meeting_attendance(m, expected, present, &observers);
	for (size_t i = 0; i < m->poll_count; i++)
		has_election = has_election || (m->polls[i]->is_election && !is_void(m->polls[i]));
	if (!m->profile || profile_quorum(quorum, m->profile, has_election))
		return false;
	return threshold_is_met(quorum, *present, *expected);
}

bool meeting_has_quorum(const struct meeting *m, struct threshold *quorum, int64_t *expected, int64_t *present)
{
	return quorum_now(m, false, quorum, expected, present);
}

bool poll_has_quorum(const struct poll *p, const struct meeting *m, struct threshold *quorum, int64_t *expected, int64_t *present)
{
	return quorum_now(m, p->is_election, quorum, expected, present) || (p->is_rehearsal && m->profile);
}

/* What a poll_open says, as read. */
struct opening_entry {
	const char *poll, *op, *way;
	int64_t attempt, definition, slot, ceremony, expected, present, issued, without_slip;
	int64_t quorum_expected, quorum_present, required, num, den;
	uint8_t key_record[32];
	const json_t *lists;
};

static enum err read_opening(struct fold *f, struct opening_entry *o)
{
	struct fields *r = &f->body, q;
	const json_t *quorum;
	enum err err;

	o->poll = fields_text(r, "poll", 1, ID_MAX);
	o->attempt = fields_int(r, "attempt", 1, SLIP_MAX_SLOTS);
	o->definition = fields_int(r, "definition", 0, JSON_INTEGER_MAX);
	o->way = fields_text(r, "way", 1, ID_MAX);
	o->slot = fields_int(r, "slot", 0, SLIP_MAX_SLOTS);
	o->ceremony = fields_int(r, "ceremony", 1, MEETING_MAX_CEREMONIES);
	fields_hex(r, "key_record", o->key_record, sizeof(o->key_record));
	o->expected = fields_int(r, "expected", 0, MEETING_MAX_PERSONS);
	o->present = fields_int(r, "present", 0, MEETING_MAX_PERSONS);
	quorum = fields_object(r, "quorum");
	o->issued = fields_int(r, "issued", 0, MEETING_MAX_PERSONS);
	o->without_slip = fields_int(r, "without_slip", 0, MEETING_MAX_PERSONS);
	o->lists = fields_array(r, "lists", 0, MEETING_MAX_ISSUES);
	err = fold_close(f, r);
	if (err)
		return err;
	fields_open(&q, quorum);
	o->quorum_expected = fields_int(&q, "expected", 0, MEETING_MAX_PERSONS);
	o->quorum_present = fields_int(&q, "present", 0, MEETING_MAX_PERSONS);
	o->required = fields_int(&q, "required", 0, MEETING_MAX_PERSONS + 1);
	o->num = fields_int(&q, "num", 1, 1000);
	o->den = fields_int(&q, "den", 1, 1000);
	o->op = fields_text(&q, "op", 1, ID_MAX);
	return fold_close(f, &q);
}

/* Slots and lists belong to ways that vote by slips, and to no others. */
static enum err check_way(struct fold *f, const struct opening_entry *o, const struct poll *p)
{
	const struct meeting *m = f->m;
	int way = way_read(o->way);
	enum err err = way < 0 ? fold_refuse(f, ERR_RANGE, "way") : way_check(f, p, (enum attempt_way)way);

	if (err)
		return err;
	if (!attempt_way_takes_slot((enum attempt_way)way)) {
		if (o->slot)
			return fold_refuse(f, ERR_NO_SLOT, "slot");
		return json_array_size(o->lists) ? fold_refuse(f, ERR_SLIP_LIST, "lists") : OK;
	}
	if (!m->issue_count)
		return ERR_NO_SLIPS;
	if (m->slots_used >= m->issues[0].slots || o->slot != (int64_t)m->slots_used + 1)
		return fold_refuse(f, ERR_NO_SLOT, "slot");
	return OK;
}

/* May this poll open now, as attempt, definition and slot say? */
static enum err check_poll(struct fold *f, const struct opening_entry *o, struct poll **p)
{
	const struct meeting *m = f->m;
	const struct attempt *last;

	if (!m->sitting)
		return ERR_NO_SITTING;
	if (m->current)
		return ERR_POLL_OPEN;
	*p = meeting_poll(m, o->poll);
	if (!*p)
		return fold_refuse(f, ERR_NO_SUCH_POLL, "poll");
	last = poll_last_attempt(*p);
	if (last && last->state != ATTEMPT_VOID && last->state != ATTEMPT_NOT_OPENED && last->state != ATTEMPT_REHEARSED)
		return ERR_POLL_STATE;
	if ((uint64_t)o->attempt != (*p)->attempt_count + 1)
		return fold_refuse(f, ERR_POLL_STATE, "attempt");
	if ((uint64_t)o->definition != (*p)->definition_entry)
		return fold_refuse(f, ERR_POLL_STATE, "definition");
	if (!m->key_record)
		return ERR_NO_KEY;
	if ((uint64_t)o->ceremony != m->key_record->params.id)
		return fold_refuse(f, ERR_NO_KEY, "ceremony");
	if (memcmp(o->key_record, m->key_record->hash, sizeof(o->key_record)))
		return fold_refuse(f, ERR_NO_KEY, "key_record");
	if (poll_barred(*p, m))
		return ERR_CANDIDATE_IS_SCRUTINEER;
	return check_way(f, o, *p);
}

/* Do the figures say what the roll says, and is there a quorum? The quorum is the meeting's; E and P are the electorate's. */
static enum err check_figures(struct fold *f, const struct opening_entry *o, const struct poll *p, struct threshold *quorum)
{
	int64_t expected, present, electors, electors_in;

	if (!poll_has_quorum(p, f->m, quorum, &expected, &present))
		return ERR_QUORUM;
	poll_electors(p, f->m, &electors, &electors_in);
	if (o->expected != electors || o->quorum_expected != expected)
		return fold_refuse(f, ERR_UNACCOUNTED, "expected");
	if (o->present != electors_in || o->quorum_present != present)
		return fold_refuse(f, ERR_UNACCOUNTED, "present");
	if (o->num != quorum->num || o->den != quorum->den || strcmp(o->op, rule_op_name(quorum->op)) ||
	    o->required != threshold_required(quorum, expected))
		return fold_refuse(f, ERR_UNACCOUNTED, "quorum");
	if (p->method == METHOD_SECRET && o->issued < p->minimum)
		return ERR_TOO_FEW_RIGHTS;
	if (!o->slot && o->without_slip)
		return fold_refuse(f, ERR_UNACCOUNTED, "without_slip");
	if (o->issued + o->without_slip != electors_in)
		return fold_refuse(f, ERR_UNACCOUNTED, "issued");
	return OK;
}

/* ---- lists of keys ---- */

static enum err decode_keys(struct fold *f, uint8_t *keys, const json_t *array)
{
	size_t i;
	const json_t *item;

	json_array_foreach(array, i, item) {
		uint8_t *key = keys + i * POINT_SIZE;
		enum err err = json_is_string(item) ? base64_decode(key, POINT_SIZE, json_string_value(item)) : ERR_FIELD_TYPE;

		if (err)
			return fold_refuse(f, err, "keys");
		if (i && memcmp(key - POINT_SIZE, key, POINT_SIZE) >= 0)
			return fold_refuse(f, ERR_SLIP_LIST, "keys");
	}
	return OK;
}

/* Append one issue's keys to the attempt; a key of two issues is an error. */
static enum err add_keys(struct fold *f, struct attempt *a, const uint8_t *keys, size_t count, const char *entitled)
{
	uint8_t index[32];
	enum err err = map_reserve(&a->key_index, count);

	if (err)
		return err;
	for (size_t i = 0; i < count; i++) {
		struct attempt_key *k = &a->keys[a->key_count];

		if (entitled[i] != '0' && entitled[i] != '1')
			return fold_refuse(f, ERR_TEXT, "entitled");
		sha256(index, keys + i * POINT_SIZE, POINT_SIZE);
		if (map_get(&a->key_index, index))
			return fold_refuse(f, ERR_SLIP_LIST, "keys");
		map_put(&a->key_index, index, (uint32_t)a->key_count);
		memcpy(k->key, keys + i * POINT_SIZE, POINT_SIZE);
		k->is_entitled = entitled[i] == '1';
		k->cast = -1;
		a->issued += k->is_entitled;
		a->key_count++;
	}
	return OK;
}

static enum err read_list(struct fold *f, struct attempt *a, const json_t *list, size_t issue)
{
	const struct slip_issue *committed = &f->m->issues[issue];
	const json_t *array;
	const char *entitled;
	struct fields r;
	uint8_t *keys, hash[32];
	enum err err;

	fields_open(&r, list);
	fields_int(&r, "issue", (int64_t)issue + 1, (int64_t)issue + 1);
	array = fields_array(&r, "keys", committed->slips, committed->slips);
	entitled = fields_text(&r, "entitled", committed->slips, committed->slips);
	err = fold_close(f, &r);
	if (err)
		return err;
	keys = malloc(committed->slips * POINT_SIZE);
	if (!keys)
		return ERR_MEMORY;
	err = decode_keys(f, keys, array);
	if (!err)
		err = slip_list_hash(hash, keys, committed->slips, f->m->id, issue + 1, a->slot);
	if (!err && memcmp(hash, committed->lists[a->slot - 1], sizeof(hash)))
		err = fold_refuse(f, ERR_SLIP_LIST, "keys");
	if (!err)
		err = add_keys(f, a, keys, committed->slips, entitled);
	free(keys);
	return err;
}

static enum err read_lists(struct fold *f, struct attempt *a, const json_t *lists)
{
	size_t total = 0;

	if (json_array_size(lists) != f->m->issue_count)
		return fold_refuse(f, ERR_SLIP_LIST, "lists");
	for (size_t i = 0; i < f->m->issue_count; i++)
		total += f->m->issues[i].slips;
	a->keys = calloc(total, sizeof(*a->keys));
	if (!a->keys)
		return ERR_MEMORY;
	for (size_t i = 0; i < f->m->issue_count; i++) {
		enum err err = read_list(f, a, json_array_get(lists, i), i);

		if (err)
			return err;
	}
	return OK;
}

/* ---- the entry ---- */

static enum err build_attempt(struct fold *f, struct attempt *a, const struct opening_entry *o, const struct poll *p)
{
	const struct ceremony_record *c = f->m->key_record;
	enum err err = definition_read(&a->form, NULL, p->definition);

	if (err)
		return err;
	map_init(&a->key_index, f->m->map_salt);
	map_init(&a->alphas, f->m->map_salt);
	a->number = (uint32_t)o->attempt;
	a->state = ATTEMPT_OPEN;
	a->way = (enum attempt_way)way_read(o->way);
	a->slot = (uint32_t)o->slot;
	a->ceremony = (uint32_t)c->params.id - 1;
	a->expected = o->expected;
	a->present = o->present;
	a->without_slip = o->without_slip;
	a->quorum_expected = o->quorum_expected;
	a->quorum_present = o->quorum_present;
	a->open_entry = f->entry->number;
	a->opened_at = f->entry->at;
	ballot_poll_hash(a->form.h_poll, f->m->id, p->id, a->number, p->definition_leaf, c->hash, c->key);
	if (!a->slot)
		a->issued = o->issued;
	if (a->way == WAY_PAPER)
		a->papers = o->issued;
	err = a->slot ? read_lists(f, a, o->lists) : OK;
	if (!err && a->way == WAY_OPEN)
		err = vote_open(f, p, a);
	if (!err && a->issued != o->issued)
		err = fold_refuse(f, ERR_UNACCOUNTED, "issued");
	return err;
}

enum err fold_poll_open(struct fold *f)
{
	struct meeting *m = f->m;
	struct attempt *a = NULL, **room;
	struct opening_entry o;
	struct threshold quorum;
	struct poll *p;
	enum err err = read_opening(f, &o);

	if (!err)
		err = check_poll(f, &o, &p);
	if (!err)
		err = check_figures(f, &o, p, &quorum);
	if (err)
		return err;
	a = calloc(1, sizeof(*a));
	err = a ? build_attempt(f, a, &o, p) : ERR_MEMORY;
	if (err)
		goto out;
	room = array_room(p->attempts, p->attempt_count, sizeof(struct attempt *));
	if (!room) {
		err = ERR_MEMORY;
		goto out;
	}
	p->attempts = room;
	err = fold_accept(f);
	if (err)
		goto out;
	a->quorum = quorum;
	p->attempts[p->attempt_count++] = a;
	m->slots_used += a->slot != 0;
	m->current = p;
	return OK;
out:
	attempt_free(a);
	return err;
}
