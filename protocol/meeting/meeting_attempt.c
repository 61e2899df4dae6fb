/* meeting_attempt.c - polls and attempts as the handlers find them: the states of an attempt and the moves between them, lookups, figures,
 * and what is freed with them.
 *
 * Must not know: which entry moves an attempt, and why. */
#include "protocol/meeting/meeting_internal.h"

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

enum err attempt_close(struct fold *f, struct attempt *a, enum attempt_state to)
{
	attempt_move(a, f->m, to);
	a->close_entry = f->entry->number;
	a->closed_at = f->entry->at;
	/* of a size that the tree has: cannot fail */
	return meeting_head(&a->closing_head, f->m, f->m->tree.size);
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

const struct attempt *meeting_latest(const struct meeting *m, const struct poll **poll)
{
	const struct attempt *found = NULL;

	for (size_t i = 0; i < m->poll_count; i++) {
		const struct attempt *a = poll_last_attempt(m->polls[i]);

		if (a && (!found || a->open_entry > found->open_entry)) {
			found = a;
			*poll = m->polls[i];
		}
	}
	return found;
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
