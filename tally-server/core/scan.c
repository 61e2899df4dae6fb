/* scan.c - the desk: who comes in and who goes (P14.4), also told late, by a desk that could not reach the server.
 *
 *     found by badge or number ──▶ fits what is now ──▶ checkin, leave, return, or nothing new
 *                                  └─ does not fit ──▶ refused; told late: an anomaly, for the secretariat to look at
 *
 * Must not know: slips and keys; a desk learns names, never what a person votes with. */
#include <string.h>

#include "protocol/base/code.h"
#include "protocol/os/os.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/private.h"

#define KIND_SCAN "scan"
enum { NONCE_SIZE = 8 };

struct scan {
	const struct person *person;
	bool is_revoked;                /* by a badge that another has replaced */
	bool is_out;
	bool is_late;                   /* made at desk_at, while the server could not be reached */
	int64_t desk_at;
	char nonce[2 * NONCE_SIZE + 1]; /* "" if none */
};

/* ---- reading ---- */

static enum err find_badge(struct scan *s, const struct core *c, const char *text)
{
	uint8_t code[BADGE_CODE_SIZE], hash[32];
	bool is_current = false;
	enum err err = code_read(code, CODE_BADGE, text);

	if (err)
		return err;
	badge_hash(hash, c->meeting.id, code);
	s->person = meeting_badge(&c->meeting, hash, &is_current);
	s->is_revoked = !is_current;
	return s->person ? OK : ERR_BADGE;
}

/* By badge, or by the number of somebody whom the desk has found by name: one of the two. */
static enum err find_scanned(struct scan *s, const struct core *c, const char *badge, const char *number)
{
	if (!badge == !number)
		return badge ? ERR_FIELD_UNKNOWN : ERR_FIELD_MISSING;
	if (badge)
		return find_badge(s, c, badge);
	s->person = meeting_person(&c->meeting, number);
	return s->person ? OK : ERR_NO_SUCH_PERSON;
}

static enum err read_scan(struct scan *s, const struct core *c, const struct request *r)
{
	const char *badge, *number, *mode;
	uint8_t nonce[NONCE_SIZE];
	int64_t now = clock_wall_seconds();
	struct fields f;
	enum err err;

	fields_open(&f, r->body);
	badge = fields_text_opt(&f, "badge", 2 * CODE_TEXT_SIZE);
	number = fields_text_opt(&f, "number", PERSON_NUMBER_MAX);
	mode = fields_text(&f, "mode", 1, 3);
	s->is_late = fields_has(&f, "desk_at");
	if (s->is_late)
		s->desk_at = fields_int(&f, "desk_at", 0, JSON_INTEGER_MAX);
	if (fields_has(&f, "nonce")) {
		fields_hex(&f, "nonce", nonce, sizeof(nonce));
		if (!f.err)
			hex_encode(s->nonce, nonce, sizeof(nonce));
	}
	err = fields_close(&f);
	if (err)
		return err;
	s->is_out = !strcmp(mode, "out");
	if (!s->is_out && strcmp(mode, "in"))
		return ERR_RANGE;
	/* a desk's clock may be ahead of ours; what it tells is past */
	if (s->desk_at > now)
		s->desk_at = now;
	return find_scanned(s, c, badge, number);
}

/* ---- deciding ---- */

/* What a scan means for one who stands so: the entry to write (NULL: none), what the desk is told, and what is amiss if it is told late. */
static const struct step {
	const char *entry, *verdict;
	enum err err;
	enum anomaly_found found;
} steps[2][3] = {
	{
		[PRESENCE_AWAY] = { "checkin", "in", OK, FOUND_COUNT },
		[PRESENCE_IN]   = { NULL, "already_in", OK, FOUND_ALREADY_IN },
		[PRESENCE_LEFT] = { "return", "in", OK, FOUND_COUNT },
	}, {
		[PRESENCE_AWAY] = { NULL, NULL, ERR_NOT_IN, FOUND_NOT_IN },
		[PRESENCE_IN]   = { "leave", "out", OK, FOUND_COUNT },
		[PRESENCE_LEFT] = { NULL, "already_out", OK, FOUND_ALREADY_OUT },
	},
};

/* Was it made before an earlier sitting had ended? Then it is not about the one that is open. */
static bool is_of_another_sitting(const struct meeting *m, int64_t desk_at)
{
	for (size_t i = 0; i + 1 < m->sitting; i++)
		if (m->sittings[i].was_closed && desk_at <= m->sittings[i].closed_at)
			return true;
	return false;
}

static bool is_by_the_same(const struct request *r, const char *by)
{
	char machine[sizeof(r->machine.name) + sizeof("machine:")];

	snprintf(machine, sizeof(machine), "machine:%s", r->machine.name);
	return !strcmp(by, r->machine.name[0] ? machine : r->operator_name);
}

/* What is amiss with it; FOUND_COUNT if nothing is. */
static enum anomaly_found amiss(const struct meeting *m, const struct request *r, const struct scan *s)
{
	const struct attendance *a;
	const struct step *step;

	if (s->is_revoked)
		return FOUND_BADGE_REVOKED;
	if (!m->sitting)
		return FOUND_NO_SITTING;
	if (s->is_late && is_of_another_sitting(m, s->desk_at))
		return FOUND_OTHER_SITTING;
	a = &s->person->sittings[m->sitting - 1];
	step = &steps[s->is_out][a->presence];
	/* a second look at the badge at the same desk is nothing to look into */
	return step->found == FOUND_ALREADY_IN && is_by_the_same(r, a->by) ? FOUND_COUNT : step->found;
}

static json_t *scan_answer(const struct core *c, const struct person *p, const char *verdict)
{
	static const struct attendance nowhere = { .by = "" };
	const struct attendance *a = c->meeting.sitting ? &p->sittings[c->meeting.sitting - 1] : &nowhere;
	int64_t expected, present, observers;

	meeting_attendance(&c->meeting, &expected, &present, &observers);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:I, s:I}", "verdict", verdict, "number", p->number,
			 "name", p->name, "unit", p->unit, "post", p->post, "seat", p->seat, "at", (json_int_t)a->first_in,
			 "by", a->by, "expected", (json_int_t)expected, "present", (json_int_t)present);
}

static enum err note_anomaly(struct core *c, struct request *r, const struct scan *s, enum anomaly_found found)
{
	enum err err = core_append(c, r, "anomaly", json_pack("{s:s, s:s, s:I, s:s}", "number", s->person->number,
							    "mode", s->is_out ? "out" : "in",
							    "desk_at", (json_int_t)s->desk_at,
							    "found", anomaly_found_name(found)));

	if (err)
		return err;
	r->ok = scan_answer(c, s->person, "anomaly");
	return r->ok && !json_object_set_new(r->ok, "found", json_string(anomaly_found_name(found))) ? OK : ERR_MEMORY;
}

static enum err move(struct core *c, struct request *r, const struct scan *s)
{
	const struct person *p = s->person;
	const struct step *step = &steps[s->is_out][p->sittings[c->meeting.sitting - 1].presence];
	json_t *body;
	enum err err = step->err;

	if (!err && step->entry) {
		body = json_pack("{s:s}", "number", p->number);
		if (body && s->is_late && json_object_set_new(body, "desk_at", json_integer(s->desk_at)))
			err = ERR_MEMORY;
		if (err)
			json_decref(body);
		else
			err = core_append(c, r, step->entry, body);
	}
	if (err)
		return err;
	/* one without a vote is let in, and the desk is told what he is */
	r->ok = scan_answer(c, p, !strcmp(step->verdict, "in") && !(person_is_voter(p) && p->is_active) ? "observer" : step->verdict);
	return r->ok ? OK : ERR_MEMORY;
}

static enum err decide(struct core *c, struct request *r, const struct scan *s)
{
	enum anomaly_found found = amiss(&c->meeting, r, s);

	if (found != FOUND_COUNT && s->is_late)
		return note_anomaly(c, r, s, found);
	if (found == FOUND_BADGE_REVOKED)
		return ERR_BADGE_REVOKED;
	return found == FOUND_NO_SITTING ? ERR_NO_SITTING : move(c, r, s);
}

/* ---- the same scan again ---- */

/* A desk that did not hear the answer asks again under the same nonce, also after a restart of either. ERR_RANGE if it is new. */
static enum err answer_again(struct core *c, struct request *r, const char *nonce)
{
	struct buf text = { 0 };
	enum err err = store_get(c->store, KIND_SCAN, nonce, &text);

	if (!err)
		err = json_read(&r->ok, (const char *)text.at, text.len) ? ERR_STORE : OK;
	buf_release(&text);
	return err;
}

static enum err keep_answer(struct core *c, const struct request *r, const char *nonce)
{
	char *text = json_write(r->ok);
	enum err err = text ? store_put(c->store, KIND_SCAN, nonce, text, strlen(text)) : ERR_MEMORY;

	free(text);
	return err;
}

enum err handle_scan(struct core *c, struct request *r)
{
	struct scan s = { .nonce = "" };
	enum err err = read_scan(&s, c, r);

	if (err)
		return err;
	if (s.nonce[0]) {
		err = answer_again(c, r, s.nonce);
		if (err != ERR_RANGE)
			return err;
	}
	err = decide(c, r, &s);
	if (!err && s.nonce[0])
		err = keep_answer(c, r, s.nonce);
	return err;
}

/* ---- what did not fit ---- */

static json_t *settled_of(const struct anomaly *a)
{
	return a->note ? json_pack("{s:s, s:I, s:s}", "by", a->settled_by, "at", (json_int_t)a->settled_at, "note", a->note) : json_null();
}

static json_t *anomaly_row(const struct meeting *m, const struct anomaly *a)
{
	const struct person *p = &m->persons[a->person];

	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:s, s:o}", "entry", (json_int_t)a->entry,
			 "number", p->number, "name", p->name, "unit", p->unit, "seat", p->seat,
			 "mode", a->is_out ? "out" : "in", "found", anomaly_found_name(a->found),
			 "desk_at", (json_int_t)a->desk_at, "at", (json_int_t)a->at, "by", a->by, "settled", settled_of(a));
}

enum err handle_anomalies(struct core *c, struct request *r)
{
	enum { MOST = 1000 };
	const struct meeting *m = &c->meeting;
	size_t from = m->anomaly_count > MOST ? m->anomaly_count - MOST : 0, open = 0;
	struct fields f;
	json_t *rows;
	enum err err;

	fields_open(&f, r->body);
	err = fields_close(&f);
	if (err)
		return err;
	rows = json_array();
	for (size_t i = from; !err && i < m->anomaly_count; i++)
		err = json_array_append_new(rows, anomaly_row(m, &m->anomalies[i])) ? ERR_MEMORY : OK;
	if (err) {
		json_decref(rows);
		return err;
	}
	for (size_t i = 0; i < m->anomaly_count; i++)
		open += !m->anomalies[i].note;
	r->ok = json_pack("{s:o, s:I, s:I}", "anomalies", rows, "total", (json_int_t)m->anomaly_count, "open", (json_int_t)open);
	return r->ok ? OK : ERR_MEMORY;
}

/* Which one, and whether it is still open, is the fold's to say. */
enum err handle_anomaly_settle(struct core *c, struct request *r)
{
	return core_append(c, r, "anomaly_settle", json_deep_copy(r->body));
}
