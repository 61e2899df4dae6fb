/* meeting_poll.c - the fold's polls: definitions on the agenda and the states of an attempt, but for its opening (meeting_open.c) and its
 * counting (meeting_count.c).
 *
 * Must not know: ballots beyond their number. */
#include "protocol/meeting/meeting_internal.h"
#include "protocol/meeting/profile.h"
#include "protocol/meeting/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ATTEMPT_NUMBER_MAX = SLIP_MAX_SLOTS };   /* each takes a slot */
enum { AFTER_CLOSING = 1 << ATTEMPT_CLOSED | 1 << ATTEMPT_NOT_OPENED | 1 << ATTEMPT_REHEARSED };

/* ---- the states of an attempt ----
 *
 *     (poll_open) ─▶ OPEN ◀─hold, resume─▶ HELD
 *                     └──────close──┬──────┘
 *                                   ├─▶ CLOSED ──result──▶ COUNTED ──publish──▶ PUBLISHED
 *                                   └─▶ NOT_OPENED (returned < minimum)
 *
 *     VOID ◀── any but PUBLISHED, REHEARSED, and a NOT_OPENED that was published as such
 *     REHEARSED ◀── close of a rehearsal, however many ballots there are
 */
static const struct {
	const char *name;
	unsigned next;          /* set of 1 << state */
	bool is_current;        /* the meeting waits for it */
} states[] = {
	[ATTEMPT_OPEN] = { "open", 1 << ATTEMPT_HELD | AFTER_CLOSING | 1 << ATTEMPT_VOID, true },
	[ATTEMPT_HELD] = { "held", 1 << ATTEMPT_OPEN | AFTER_CLOSING | 1 << ATTEMPT_VOID, true },
	[ATTEMPT_CLOSED] = { "closed", 1 << ATTEMPT_COUNTED | 1 << ATTEMPT_VOID, true },
	[ATTEMPT_NOT_OPENED] = { "not_opened", 1 << ATTEMPT_VOID, false },
	[ATTEMPT_COUNTED] = { "counted", 1 << ATTEMPT_PUBLISHED | 1 << ATTEMPT_VOID, false },
	[ATTEMPT_PUBLISHED] = { "published", 0, false },
	[ATTEMPT_VOID] = { "void", 0, false },
	[ATTEMPT_REHEARSED] = { "rehearsed", 0, false },
};

const char *attempt_state_name(enum attempt_state s)
{
	return states[s].name;
}

enum err attempt_check_move(const struct attempt *a, enum attempt_state to)
{
	return states[a->state].next & 1U << to ? OK : ERR_POLL_STATE;
}

void attempt_move(struct attempt *a, struct meeting *m, enum attempt_state to)
{
	bool was_current = states[a->state].is_current;

	a->state = to;
	if (was_current && !states[to].is_current)
		m->current = NULL;
}

/* ---- lookups ---- */

struct poll *meeting_poll(const struct meeting *m, const char *id)
{
	/* ballots ask for this one */
	if (m->current && !strcmp(m->current->id, id))
		return m->current;
	for (size_t i = 0; i < m->poll_count; i++)
		if (!strcmp(m->polls[i]->id, id))
			return m->polls[i];
	return NULL;
}

struct attempt *poll_attempt(const struct poll *p, int64_t number)
{
	return number >= 1 && (uint64_t)number <= p->attempt_count ? p->attempts[number - 1] : NULL;
}

struct attempt *poll_last_attempt(const struct poll *p)
{
	return p->attempt_count ? p->attempts[p->attempt_count - 1] : NULL;
}

struct attempt *meeting_current(const struct meeting *m)
{
	return m->current ? poll_last_attempt(m->current) : NULL;
}

int64_t attempt_returned(const struct attempt *a)
{
	return a->returned + a->paper[0].returned;
}

void attempt_figures(struct figures out[FORMS_MAX], const struct attempt *a)
{
	for (size_t i = 0; i < FORMS_MAX; i++) {
		const struct paper_form *paper = &a->paper[i < a->paper_forms ? i : 0];

		out[i] = (struct figures){ .expected = a->expected, .present = a->present, .issued = a->issued, .returned = a->returned + paper->returned,
					   .invalid = paper->invalid, .paper = paper->returned - paper->invalid };
	}
}

void attempt_free(struct attempt *a)
{
	if (!a)
		return;
	ballot_form_release(&a->form);
	for (size_t i = 0; i < a->key_count; i++)
		free(a->keys[i].tracking);
	free(a->keys);
	map_release(&a->key_index);
	map_release(&a->alphas);
	for (size_t i = 0; i < a->share_count; i++)
		free(a->shares[i].bytes);
	json_decref(a->counts);
	json_decref(a->verdict);
	for (size_t i = 0; i < a->vote_count; i++)
		free(a->votes[i].marks);
	free(a->votes);
	free(a->tests);
	free(a->voters);
	json_decref(a->by_hand);
	json_decref(a->electronic);
	free(a->void_reason);
	free(a->reduced_reason);
	free(a);
}

void poll_free(struct poll *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->attempt_count; i++)
		attempt_free(p->attempts[i]);
	free(p->attempts);
	free(p->title);
	map_release(&p->named);
	json_decref(p->definition);
	free(p->line);
	free(p);
}

enum err fold_read_attempt(struct fold *f, struct fields *r, struct poll **p, struct attempt **a)
{
	const char *id = fields_text(r, "poll", 1, ID_MAX);
	int64_t number = fields_int(r, "attempt", 1, ATTEMPT_NUMBER_MAX);
	enum err err = fold_close(f, r);

	if (err)
		return err;
	*p = meeting_poll(f->m, id);
	if (!*p)
		return fold_refuse(f, ERR_NO_SUCH_POLL, "poll");
	*a = poll_attempt(*p, number);
	return *a ? OK : fold_refuse(f, ERR_POLL_STATE, "attempt");
}

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

enum err attempt_close(struct fold *f, struct attempt *a, enum attempt_state to)
{
	attempt_move(a, f->m, to);
	a->close_entry = f->entry->number;
	a->closed_at = f->entry->at;
	/* of a size that the tree has: cannot fail */
	return meeting_head(&a->closing_head, f->m, f->m->tree.size);
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
