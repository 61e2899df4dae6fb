/* people.c - badges, sittings, and who is in (P14.3, P14.4).
 *
 * Must not know: slips and keys; a desk learns names, never what a person votes with. */
#include <string.h>

#include "protocol/base/code.h"
#include "protocol/os/os.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/private.h"

/* ---- badges ---- */

static enum err make_badge(struct core *c, struct request *r, const struct person *p)
{
	uint8_t code[BADGE_CODE_SIZE], hash[32];
	char number[PERSON_NUMBER_MAX + 1];
	enum err e;

	/* the fold may move persons */
	snprintf(number, sizeof(number), "%s", p->number);
	rng_fill(c->rng, code, sizeof(code));
	badge_hash(hash, c->meeting.id, code);
	e = core_append(c, r, "badge", json_pack("{s:s, s:o}", "number", number, "hash", json_hex(hash, sizeof(hash))));
	if (!e)
		e = private_set_badge(c->private, number, code);
	wipe(code, sizeof(code));
	return e;
}

/* One row of the list to print. "" stands for a code that is not in the private table any more. */
static enum err add_badge(struct core *c, json_t *list, const struct person *p)
{
	uint8_t code[BADGE_CODE_SIZE];
	char text[CODE_TEXT_SIZE] = "";
	enum err e = private_badge(c->private, code, p->number);

	if (e && e != ERR_RANGE)
		return e;
	if (!e)
		code_show(text, CODE_BADGE, code);
	e = json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s}", "number", p->number, "name", p->name, "unit", p->unit, "seat", p->seat,
						  "code", text)) ? ERR_MEMORY : OK;
	wipe(code, sizeof(code));
	wipe(text, sizeof(text));
	return e;
}

enum err handle_badges(struct core *c, struct request *r)
{
	struct fields f;
	json_t *list;
	enum err e;

	fields_open(&f, r->body);
	e = fields_close(&f);
	if (e)
		return e;
	list = json_array();
	for (size_t i = 0; !e && i < c->meeting.person_count; i++) {
		if (c->meeting.persons[i].is_active && !c->meeting.persons[i].has_badge)
			e = make_badge(c, r, &c->meeting.persons[i]);
		if (!e && c->meeting.persons[i].is_active)
			e = add_badge(c, list, &c->meeting.persons[i]);
	}
	if (e) {
		json_decref(list);
		return e;
	}
	r->ok = json_pack("{s:o}", "badges", list);
	return r->ok ? OK : ERR_MEMORY;
}

/* ---- sittings ---- */

static enum err append_sitting(struct core *c, struct request *r, const char *type)
{
	struct fields f;
	int64_t sitting;
	enum err e;

	fields_open(&f, r->body);
	sitting = fields_int(&f, "sitting", 1, MEETING_MAX_SITTINGS);
	e = fields_close(&f);
	return e ? e : core_append(c, r, type, json_pack("{s:I}", "sitting", (json_int_t)sitting));
}

enum err handle_sitting_open(struct core *c, struct request *r)
{
	return append_sitting(c, r, "sitting_open");
}

enum err handle_sitting_close(struct core *c, struct request *r)
{
	return append_sitting(c, r, "sitting_close");
}

/* ---- the desk ---- */

static enum err find_badge(struct core *c, const struct person **out, const char *text)
{
	uint8_t code[BADGE_CODE_SIZE], hash[32];
	const struct person *p;
	bool is_current = false;
	enum err e = code_read(code, CODE_BADGE, text);

	if (e)
		return e;
	badge_hash(hash, c->meeting.id, code);
	p = meeting_badge(&c->meeting, hash, &is_current);
	if (!p)
		return ERR_BADGE;
	if (!is_current)
		return ERR_BADGE_REVOKED;
	*out = p;
	return OK;
}

/* By badge, or by the number of somebody whom the desk has found by name: one of the two. */
static enum err find_scanned(struct core *c, const struct person **out, struct fields *f)
{
	const char *badge = fields_text_opt(f, "badge", 2 * CODE_TEXT_SIZE), *number = fields_text_opt(f, "number", PERSON_NUMBER_MAX);

	if (f->err)
		return f->err;
	if (!badge == !number)
		return badge ? ERR_FIELD_UNKNOWN : ERR_FIELD_MISSING;
	if (badge)
		return find_badge(c, out, badge);
	*out = meeting_person(&c->meeting, number);
	return *out ? OK : ERR_NO_SUCH_PERSON;
}

/* What a scan means for one who stands so: the entry to write (NULL: none) and what the desk is told. */
static const struct step {
	const char *entry, *verdict;
	enum err err;
} steps[2][3] = {
	{
		[PRESENCE_AWAY] = { "checkin", "in", OK },
		[PRESENCE_IN]   = { NULL, "already_in", OK },
		[PRESENCE_LEFT] = { "return", "in", OK },
	}, {
		[PRESENCE_AWAY] = { NULL, NULL, ERR_NOT_IN },
		[PRESENCE_IN]   = { "leave", "out", OK },
		[PRESENCE_LEFT] = { NULL, "already_out", OK },
	},
};

static json_t *scan_answer(const struct core *c, const struct person *p, const char *verdict)
{
	const struct attendance *a = &p->sittings[c->meeting.sitting - 1];
	int64_t expected, present, observers;

	meeting_attendance(&c->meeting, &expected, &present, &observers);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:I, s:I}", "verdict", verdict, "number", p->number, "name", p->name, "unit", p->unit,
			 "post", p->post, "seat", p->seat, "at", (json_int_t)a->first_in, "by", a->by, "expected", (json_int_t)expected, "present",
			 (json_int_t)present);
}

enum err handle_scan(struct core *c, struct request *r)
{
	const struct person *p = NULL;
	const struct step *step;
	const char *mode;
	struct fields f;
	enum err e, found;

	fields_open(&f, r->body);
	mode = fields_text(&f, "mode", 1, 3);
	found = find_scanned(c, &p, &f);
	e = fields_close(&f);
	if (!e && strcmp(mode, "in") && strcmp(mode, "out"))
		e = ERR_RANGE;
	if (!e)
		e = found;
	if (!e && !c->meeting.sitting)
		e = ERR_NO_SITTING;
	if (e)
		return e;
	step = &steps[!strcmp(mode, "out")][p->sittings[c->meeting.sitting - 1].presence];
	if (step->err)
		return step->err;
	if (step->entry)
		e = core_append(c, r, step->entry, json_pack("{s:s}", "number", p->number));
	if (e)
		return e;
	/* one without a vote is let in, and the desk is told what he is */
	r->ok = scan_answer(c, p, !strcmp(step->verdict, "in") && !(person_is_voter(p) && p->is_active) ? "observer" : step->verdict);
	return r->ok ? OK : ERR_MEMORY;
}
