/* meeting_poll.c - the fold's entries about polls: definitions on the agenda, hold, resume, close, publish. The opening is in
 * meeting_open.c, the counting in meeting_count.c.
 *
 * Must not know: ballots beyond their number. */
#include "protocol/meeting/meeting_internal.h"
#include "protocol/meeting/profile.h"
#include "protocol/meeting/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- definitions ---- */

/* What neither has is the same too. */
static bool is_same(const json_t *a, const json_t *b)
{
	return (!a && !b) || json_equal(a, b);
}

/* Is the definition one of the profile's kinds, decided as the profile says (P14.9, P15.1)? */
static enum err check_profile(struct fold *f, struct poll *p, const json_t *definition)
{
	/* the scales too: an option that is called otherwise on screens than in the rule would turn votes around */
	static const char *const fixed[] = { "scales", "rule", "rates", "rank", "caps" };
	const json_t *profile = f->m->profile;
	const json_t *kind = profile_kind(profile, json_string_value(json_object_get(definition, "kind")));
	int64_t minimum = json_integer_value(json_object_get(definition, "minimum"));

	if (!kind)
		return fold_refuse(f, ERR_RULE, "kind");
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (!is_same(json_object_get(definition, fixed[i]), json_object_get(kind, fixed[i])))
			return fold_refuse(f, ERR_RULE, fixed[i]);
	if (minimum < json_integer_value(json_object_get(profile, "minimum")))
		return fold_refuse(f, ERR_RANGE, "minimum");
	p->is_limited = profile_is_limited(kind);
	p->is_rehearsal = json_is_true(json_object_get(definition, "rehearsal"));
	(void)poll_method_read(&p->method, json_string_value(json_object_get(definition, "method")));
	if (json_is_true(json_object_get(kind, "secret")) && p->method != METHOD_SECRET)
		return fold_refuse(f, ERR_SECRET_REQUIRED, "method");
	p->is_election = json_is_true(json_object_get(kind, "election")) && !p->is_rehearsal;
	enum err err = settings_fit(f, definition);
	return err ? err : election_check(f, definition);
}

/* What the definition says of the poll, into `p`, which is empty but for what it then owns. */
static enum err read_poll(struct fold *f, struct poll *p)
{
	const json_t *definition = f->entry->body;
	struct ballot_form form;
	const char *field = NULL;
	enum err err = definition_read(&form, &field, definition);

	if (err)
		return fold_refuse(f, err, field);
	ballot_form_release(&form);
	err = check_profile(f, p, definition);
	if (err)
		return err;
	snprintf(p->id, sizeof(p->id), "%s", json_string_value(json_object_get(definition, "poll")));
	snprintf(p->kind, sizeof(p->kind), "%s", json_string_value(json_object_get(definition, "kind")));
	p->minimum = json_integer_value(json_object_get(definition, "minimum"));
	p->definition = json_incref((json_t *)(uintptr_t)definition);
	p->definition_entry = f->entry->number;
	memcpy(p->definition_leaf, f->entry->leaf, sizeof(p->definition_leaf));
	p->title = strdup(json_string_value(json_object_get(definition, "title")));
	p->line = strndup(f->line, f->len);
	return p->title && p->line ? electorate_read(f, p) : ERR_MEMORY;
}

static enum err room_for_poll(struct meeting *m)
{
	struct poll **room;

	if (m->poll_count == MEETING_MAX_POLLS)
		return ERR_RANGE;
	room = array_room(m->polls, m->poll_count, sizeof(struct poll *));
	if (!room)
		return ERR_MEMORY;
	m->polls = room;
	return OK;
}

enum err fold_poll(struct fold *f)
{
	struct meeting *m = f->m;
	struct poll *read = calloc(1, sizeof(*read)), *known = NULL, old;
	enum err err = read ? read_poll(f, read) : ERR_MEMORY;

	if (err)
		goto out;
	known = meeting_poll(m, read->id);
	if (known && known->attempt_count)
		err = ERR_POLL_STATE;
	else if (!known)
		err = room_for_poll(m);
	if (!err)
		err = fold_accept(f);
	if (err)
		goto out;
	if (!known) {
		m->polls[m->poll_count++] = read;
		return OK;
	}
	/* a draft keeps its place on the agenda */
	old = *known;
	*known = *read;
	*read = old;
out:
	poll_free(read);
	return err;
}

/* ---- hold, resume, close, publish ---- */

/* Accept an entry that does nothing but move an attempt. */
static enum err accept_move(struct fold *f, struct attempt *a, enum attempt_state to)
{
	enum err err = attempt_check_move(a, to);

	if (!err)
		err = fold_accept(f);
	if (!err)
		attempt_move(a, f->m, to);
	return err;
}

enum err fold_poll_hold(struct fold *f)
{
	struct poll *p;
	struct attempt *a;
	enum err err;

	fields_text(&f->body, "reason", 1, TEXT_MAX);
	err = fold_read_attempt(f, &f->body, &p, &a);
	return err ? err : accept_move(f, a, ATTEMPT_HELD);
}

enum err fold_poll_resume(struct fold *f)
{
	struct poll *p;
	struct attempt *a;
	enum err err = fold_read_attempt(f, &f->body, &p, &a);

	return err ? err : accept_move(f, a, ATTEMPT_OPEN);
}

static enum attempt_state after_closing(const struct poll *p, const struct attempt *a)
{
	if (p->is_rehearsal)
		return ATTEMPT_REHEARSED;
	/* few ballots in a box tell on their voters; what everybody saw does not */
	if (a->way != WAY_SEALED || (a->papers && !a->returned))
		return ATTEMPT_CLOSED;
	return a->returned < p->minimum ? ATTEMPT_NOT_OPENED : ATTEMPT_CLOSED;
}

/* A rehearsal has its verdict at once: nothing of it is ever opened (P15.7). */
static enum err judge_rehearsal(json_t **verdict, const struct poll *p, const struct attempt *a)
{
	struct figures figures[FORMS_MAX];

	*verdict = NULL;
	if (!p->is_rehearsal)
		return OK;
	attempt_figures(figures, a);
	*verdict = verdict_rehearsal(figures);
	return *verdict ? OK : ERR_MEMORY;
}

enum err fold_poll_close(struct fold *f)
{
	struct fields *r = &f->body;
	int64_t issued = fields_int(r, "issued", 0, INT32_MAX), returned = fields_int(r, "returned", 0, INT32_MAX);
	int64_t not_returned = fields_int(r, "not_returned", 0, INT32_MAX), tested = fields_int(r, "tested", 0, INT32_MAX);
	int64_t papers = fields_int(r, "papers", 0, INT32_MAX);
	json_t *verdict;
	struct poll *p;
	struct attempt *a;
	enum err err = fold_read_attempt(f, r, &p, &a);

	/* hands are down once they are counted: their count closes the attempt */
	if (!err && a->way == WAY_HANDS)
		err = ERR_POLL_STATE;
	if (!err)
		err = attempt_check_move(a, after_closing(p, a));
	if (err)
		return err;
	if (issued != a->issued)
		return fold_refuse(f, ERR_UNACCOUNTED, "issued");
	if (returned != a->returned)
		return fold_refuse(f, ERR_UNACCOUNTED, "returned");
	if (papers != a->papers)
		return fold_refuse(f, ERR_UNACCOUNTED, "papers");
	if (not_returned != issued - papers - returned)
		return fold_refuse(f, ERR_UNACCOUNTED, "not_returned");
	if (tested != a->tested)
		return fold_refuse(f, ERR_UNACCOUNTED, "tested");
	err = judge_rehearsal(&verdict, p, a);
	if (!err)
		err = fold_accept(f);
	if (err) {
		json_decref(verdict);
		return err;
	}
	a->verdict = verdict;
	return attempt_close(f, a, after_closing(p, a));
}

enum err fold_publish(struct fold *f)
{
	struct poll *p;
	struct attempt *a;
	enum err err = fold_read_attempt(f, &f->body, &p, &a);

	if (err)
		return err;
	if (a->published_at)
		return ERR_POLL_STATE;
	/* that it was not opened is announced too, and does not end the poll */
	err = a->state == ATTEMPT_NOT_OPENED ? fold_accept(f) : accept_move(f, a, ATTEMPT_PUBLISHED);
	if (!err)
		a->published_at = f->entry->at;
	return err;
}

enum err fold_server_start(struct fold *f)
{
	struct attempt *a = meeting_current(f->m);
	enum err err;

	fields_text(&f->body, "version", 1, TEXT_MAX);
	err = fold_close(f, &f->body);
	if (!err)
		err = fold_accept(f);
	/* nobody knows what the hall saw meanwhile: a person resumes */
	if (!err && a && a->state == ATTEMPT_OPEN)
		attempt_move(a, f->m, ATTEMPT_HELD);
	return err;
}
