/* polls.c - the secretariat's keys: define, open, hold, resume, close, publish, void. See handlers.h.
 *
 * What may be done when is the fold's to say (P14.9 to P14.13); here entries are put together from what the server knows. */
#include <stdlib.h>
#include <string.h>
#include "protocol/os/os.h"
#include "tally-server/core/assist.h"
#include "tally-server/core/count.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/private.h"
#include "tally-server/core/slips.h"

enum { FEW_ELECTORS = 10 };

/* What is permitted and yet may not be meant: few candidates for the seats; an electorate so small that it tells on its voters. */
static json_t *warnings(const struct core *c, const struct poll *p)
{
	int64_t least, extra, electors, electors_in;
	json_t *list = json_array();

	if (poll_lacks_surplus(p, &c->meeting, &least, &extra))
		json_array_append_new(list, json_pack("{s:s, s:I, s:I}", "code", "surplus", "min_extra", (json_int_t)least, "extra", (json_int_t)extra));
	poll_electors(p, &c->meeting, &electors, &electors_in);
	if (electors < FEW_ELECTORS)
		json_array_append_new(list, json_pack("{s:s, s:I}", "code", "small", "electors", (json_int_t)electors));
	return list;
}

enum err handle_poll(struct core *c, struct request *r)
{
	json_int_t number = (json_int_t)c->meeting.tree.size;
	const char *id = json_string_value(json_object_get(r->body, "poll"));
	enum err err = core_append(c, r, "poll", json_deep_copy(r->body));

	if (!err && !(r->ok = json_pack("{s:I, s:o}", "entry", number, "warnings", warnings(c, meeting_poll(&c->meeting, id)))))
		return ERR_MEMORY;
	return err;
}

/* ---- opening ---- */

/* One issue's keys of the slot, and which of them are entitled. */
struct slot_list {
	struct slot_key {
		uint8_t key[POINT_SIZE];
		char mark;              /* '0' or '1' */
	} *keys;
	size_t count;
};

static int by_key(const void *a, const void *b)
{
	return memcmp(a, b, POINT_SIZE);
}

static enum err slot_list_load(struct slot_list *l, const struct core *c, uint32_t issue, uint32_t slot)
{
	struct buf keys = { 0 };
	enum err err = private_keys(c->private, &keys, issue, slot);

	if (!err && !(l->keys = calloc(keys.len / POINT_SIZE + 1, sizeof *l->keys)))
		err = ERR_MEMORY;
	if (!err) {
		l->count = keys.len / POINT_SIZE;
		for (size_t i = 0; i < l->count; i++) {
			memcpy(l->keys[i].key, keys.at + i * POINT_SIZE, POINT_SIZE);
			l->keys[i].mark = '0';
		}
	}
	buf_release(&keys);
	return err;
}

/* Mark the slips of the poll's electors who are in; those without a slip are only counted. */
static void mark_present(const struct core *c, const struct poll *poll, struct slot_list *lists, int64_t *issued, int64_t *without_slip)
{
	const struct meeting *m = &c->meeting;

	for (size_t i = 0; i < m->person_count; i++) {
		const struct person *p = &m->persons[i];
		const struct private_slip *slip;

		if (!poll_is_elector(poll, p) || !meeting_is_in(m, p))
			continue;
		slip = private_slip_of(c->private, p->number);
		if (slip && slip->issue <= m->issue_count && slip->outer <= lists[slip->issue - 1].count) {
			lists[slip->issue - 1].keys[slip->outer - 1].mark = '1';
			++*issued;
		} else {
			++*without_slip;
		}
	}
}

/* Sorting by key is what forgets the outer numbers (P5.2). */
static json_t *slot_list_json(struct slot_list *l, uint32_t issue)
{
	json_t *keys = json_array();
	char *marks = calloc(l->count + 1, 1);

	qsort(l->keys, l->count, sizeof *l->keys, by_key);
	for (size_t i = 0; keys && marks && i < l->count; i++) {
		json_array_append_new(keys, json_base64(l->keys[i].key, POINT_SIZE));
		marks[i] = l->keys[i].mark;
	}
	json_t *list = marks ? json_pack("{s:I, s:o, s:s}", "issue", (json_int_t)issue, "keys", keys, "entitled", marks) : NULL;
	free(marks);
	return list;
}

static enum err entitle(const struct core *c, const struct poll *p, uint32_t slot, json_t *body)
{
	const struct meeting *m = &c->meeting;
	struct slot_list lists[MEETING_MAX_ISSUES] = { { 0 } };
	json_t *array = json_array();
	int64_t issued = 0, without_slip = 0;
	enum err err = OK;

	for (size_t i = 0; i < m->issue_count && !err; i++)
		err = slot_list_load(&lists[i], c, (uint32_t)i + 1, slot);
	if (!err)
		mark_present(c, p, lists, &issued, &without_slip);
	for (size_t i = 0; i < m->issue_count && !err; i++)
		err = json_array_append_new(array, slot_list_json(&lists[i], (uint32_t)i + 1)) ? ERR_MEMORY : OK;
	for (size_t i = 0; i < m->issue_count; i++)
		free(lists[i].keys);
	if (json_object_set_new(body, "issued", json_integer(issued)) || json_object_set_new(body, "without_slip", json_integer(without_slip)) ||
	    json_object_set_new(body, "lists", array))
		err = err ? err : ERR_MEMORY;
	return err;
}

/* Without slips everyone who is in has one right. */
static enum err grant_all(json_t *body, int64_t present)
{
	return json_object_set_new(body, "issued", json_integer(present)) || json_object_set_new(body, "without_slip", json_integer(0)) ||
			       json_object_set_new(body, "lists", json_array()) ? ERR_MEMORY : OK;
}

static enum err compose_opening(const struct core *c, struct request *r, json_t **body, const struct poll *p, enum attempt_way way)
{
	const struct meeting *m = &c->meeting;
	uint32_t slot = attempt_way_takes_slot(way) ? m->slots_used + 1 : 0;
	struct threshold quorum;
	int64_t expected, present, electors, electors_in;
	char record[65];

	/* said before the quorum: an empty hall is no news between sittings */
	if (!m->sitting)
		return ERR_NO_SITTING;
	if (!m->key_record)
		return ERR_NO_KEY;
	if (poll_barred(p, m)) {
		request_detail(r, "%s", poll_barred(p, m));
		return ERR_CANDIDATE_IS_SCRUTINEER;
	}
	if (attempt_way_takes_slot(way) && !m->issue_count)
		return ERR_NO_SLIPS;
	if (attempt_way_takes_slot(way) && m->slots_used >= m->issues[0].slots)
		return ERR_NO_SLOT;
	if (!poll_has_quorum(p, m, &quorum, &expected, &present)) {
		request_detail(r, "%lld / %lld, %lld", (long long)present, (long long)expected, (long long)threshold_required(&quorum, expected));
		return ERR_QUORUM;
	}
	poll_electors(p, m, &electors, &electors_in);
	hex_encode(record, m->key_record->hash, 32);
	*body = json_pack("{s:s, s:I, s:I, s:s, s:I, s:I, s:s, s:I, s:I, s:o}", "poll", p->id,
			  "attempt", (json_int_t)p->attempt_count + 1, "definition", (json_int_t)p->definition_entry,
			  "way", attempt_way_name(way), "slot", (json_int_t)slot,
			  "ceremony", (json_int_t)m->key_record->params.id, "key_record", record,
			  "expected", (json_int_t)electors, "present", (json_int_t)electors_in,
			  "quorum", core_quorum(&quorum, expected, present));
	if (!*body)
		return ERR_MEMORY;
	return slot ? entitle(c, p, slot, *body) : grant_all(*body, electors_in);
}

/* `reason` and `paper` may be NULL where the message has none; `paper` may be left out. */
static enum err read_poll(struct core *c, struct request *r, struct poll **out, const char **reason, bool *paper)
{
	struct fields f;

	fields_open(&f, r->body);
	const char *id = fields_text(&f, "poll", 1, ID_MAX);
	int64_t attempt = fields_int(&f, "attempt", 0, UINT32_MAX);
	if (r->second_name[0])
		fields_object(&f, "second");    /* checked by the request path */
	if (reason)
		*reason = fields_text(&f, "reason", 1, TEXT_MAX);
	if (paper)
		*paper = fields_has(&f, "paper") && fields_bool(&f, "paper");
	enum err err = fields_close(&f);
	if (err) {
		request_detail(r, "%s", f.field ? f.field : "");
		return err;
	}
	return core_poll_at(c, out, id, attempt);
}

/* As read_poll; and it is that definition which is in force. */
static enum err read_opening(struct core *c, struct request *r, struct poll **out, bool *on_paper)
{
	struct fields f;
	struct poll *p;

	fields_open(&f, r->body);
	const char *id = fields_text(&f, "poll", 1, ID_MAX);
	int64_t attempt = fields_int(&f, "attempt", 0, UINT32_MAX), definition = fields_int(&f, "definition", 0, INT64_MAX);
	*on_paper = fields_has(&f, "paper") && fields_bool(&f, "paper");
	enum err err = fields_close(&f);
	if (err) {
		request_detail(r, "%s", f.field ? f.field : "");
		return err;
	}
	if ((err = core_poll_at(c, &p, id, attempt)) != OK)
		return err;
	/* delegates vote on the words that whoever opens it has read */
	if ((uint64_t)definition != p->definition_entry)
		return ERR_DEFINITION;
	*out = p;
	return OK;
}

static enum err answer_head(struct core *c, struct request *r)
{
	r->ok = json_pack("{s:o}", "head", core_head_text(c, c->meeting.tree.size));
	return r->ok ? OK : ERR_MEMORY;
}

enum err handle_poll_open(struct core *c, struct request *r)
{
	static const enum attempt_way ways[METHOD_COUNT] = { [METHOD_SECRET] = WAY_SEALED, [METHOD_OPEN] = WAY_OPEN, [METHOD_HANDS] = WAY_HANDS };
	struct poll *p;
	json_t *body = NULL;
	bool on_paper;
	enum err err = read_opening(c, r, &p, &on_paper);

	/* that it must be paper was signed with the void */
	if (err || (err = compose_opening(c, r, &body, p, on_paper || p->must_be_paper ? WAY_PAPER : ways[p->method])) != OK) {
		json_decref(body);
		return err;
	}
	if ((err = core_append(c, r, "poll_open", body)) != OK)
		return err;
	/* the entry stands: a box that cannot be made is fatal, like a failed write */
	if (core_box_start(c) != OK)
		return ERR_STORE;
	const struct attempt *a = poll_last_attempt(p);
	c->has_changed_state = true;
	r->ok = json_pack("{s:I, s:s, s:I, s:o, s:o}", "attempt", (json_int_t)a->number, "way", attempt_way_name(a->way),
			  "issued", (json_int_t)a->issued, "head", core_head_text(c, c->meeting.tree.size),
			  "warnings", floor_warnings(&c->floor, clock_wall_seconds()));
	return r->ok ? OK : ERR_MEMORY;
}

/* ---- the other keys: one entry {poll, attempt, ...} each ---- */

static enum err append_about(struct core *c, struct request *r, const struct poll *p, const char *type, json_t *more)
{
	json_t *body = json_pack("{s:s, s:I}", "poll", p->id, "attempt", (json_int_t)p->attempt_count);

	if (body && more && json_object_update(body, more)) {
		json_decref(body);
		body = NULL;
	}
	json_decref(more);
	enum err err = core_append(c, r, type, body);
	if (err)
		return err;
	c->has_changed_state = true;
	return answer_head(c, r);
}

enum err handle_poll_hold(struct core *c, struct request *r)
{
	struct poll *p;
	const char *reason;
	enum err err = read_poll(c, r, &p, &reason, NULL);

	return err ? err : append_about(c, r, p, "poll_hold", json_pack("{s:s}", "reason", reason));
}

enum err handle_poll_resume(struct core *c, struct request *r)
{
	struct poll *p;
	enum err err = read_poll(c, r, &p, NULL, NULL);

	return err ? err : append_about(c, r, p, "poll_resume", NULL);
}

/* Entries that had to wait for the end of the poll, so as to join no name to a key. What of them was lost is said; the close stands. */
static enum err tell_after_close(struct core *c, struct request *r, const struct poll *p, const struct attempt *a)
{
	json_t *warnings = json_array();
	enum err err = warnings ? assist_poll_closed(c, r, p, a, warnings) : ERR_STORE;

	if (!err)
		err = slips_poll_ended(c, warnings);
	if (json_object_set_new(r->ok, "warnings", warnings) && !err)
		err = ERR_STORE;
	return err;
}

enum err handle_poll_close(struct core *c, struct request *r)
{
	struct poll *p;
	enum err err = read_poll(c, r, &p, NULL, NULL);

	if (err)
		return err;
	const struct attempt *a = poll_last_attempt(p);
	if (!a)
		return ERR_POLL_STATE;
	err = append_about(c, r, p, "poll_close", json_pack("{s:I, s:I, s:I, s:I, s:I}", "issued", (json_int_t)a->issued,
							    "papers", (json_int_t)a->papers,
							    "returned", (json_int_t)a->returned,
							    "not_returned", (json_int_t)(a->issued - a->papers - a->returned),
							    "tested", (json_int_t)a->tested));
	if (!err)
		err = tell_after_close(c, r, p, a);
	/* where nobody has to open or count, this is all */
	if (!err)
		count_finish(c);
	return err;
}

enum err handle_poll_publish(struct core *c, struct request *r)
{
	struct poll *p;
	enum err err = read_poll(c, r, &p, NULL, NULL);

	return err ? err : append_about(c, r, p, "publish", NULL);
}

enum err handle_poll_void(struct core *c, struct request *r)
{
	struct poll *p;
	const char *reason;
	uint32_t number;
	bool paper;
	enum err err = read_poll(c, r, &p, &reason, &paper);

	if (err)
		return err;
	const struct attempt *a = poll_last_attempt(p);
	if (!a || a->state == ATTEMPT_PUBLISHED || a->state == ATTEMPT_VOID || a->state == ATTEMPT_REHEARSED)
		return ERR_POLL_STATE;
	err = core_propose(c, r, "poll_void", json_pack("{s:s, s:I, s:s, s:b}", "poll", p->id, "attempt", (json_int_t)a->number, "reason", reason,
							"paper", paper), &number);
	if (!err && !(r->ok = json_pack("{s:I}", "act", (json_int_t)number)))
		err = ERR_MEMORY;
	return err;
}

/* A decision of the meeting or its presidium, written down by two (P14.13). */
enum err handle_seats_reduced(struct core *c, struct request *r)
{
	struct fields f;

	fields_open(&f, r->body);
	const char *id = fields_text(&f, "poll", 1, ID_MAX), *reason = fields_text(&f, "reason", 1, TEXT_MAX);
	int64_t attempt = fields_int(&f, "attempt", 0, UINT32_MAX);
	json_int_t seats = fields_int(&f, "seats", 1, BALLOT_MAX_ROWS);
	fields_object(&f, "second");
	enum err err = fields_close(&f);
	if (err) {
		request_detail(r, "%s", f.field ? f.field : "");
		return err;
	}
	struct poll *p;
	if ((err = core_poll_at(c, &p, id, attempt)) != OK)
		return err;
	return append_about(c, r, p, "seats_reduced", json_pack("{s:I, s:s}", "seats", seats, "reason", reason));
}
