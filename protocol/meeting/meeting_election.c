/* meeting_election.c - what an election's definition must hold beside its shape: seats, the limits
 * that every ballot proves, and the poll that a runoff follows (P14.9).
 *
 * Also the decision to leave seats empty. Contests of scale 0 are candidates, those of scale 1 write-ins. Must not know: votes. */
#include "protocol/meeting/meeting_internal.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/meeting/election.h"
#include "protocol/meeting/profile.h"

enum { WRITE_IN_ROWS_MAX = 200000 };

/* The definition's rows by what they are. */
struct rows {
	const json_t *contests;
	size_t candidates, write_ins;
};

/* Candidates first, then write-ins; no title twice. */
static enum err read_rows(struct fold *f, struct rows *r)
{
	json_t *titles = json_object();
	size_t total = json_array_size(r->contests);
	enum err err = titles ? OK : ERR_MEMORY;

	for (size_t q = 0; q < total && !err; q++) {
		const char *title = json_string_value(json_object_get(json_array_get(r->contests, q), "title"));
		json_int_t scale = json_integer_value(json_object_get(json_array_get(r->contests, q), "scale"));

		if (scale > ELECTION_WRITE_INS || (scale == ELECTION_CANDIDATES && r->write_ins))
			err = fold_refuse(f, ERR_RULE, "scale");
		else if (json_object_get(titles, title))
			err = fold_refuse(f, ERR_RULE, "title");
		else if (json_object_set_new(titles, title, json_true()))
			err = ERR_MEMORY;
		r->candidates += scale == ELECTION_CANDIDATES;
		r->write_ins += scale == ELECTION_WRITE_INS;
	}
	json_decref(titles);
	return err;
}

static enum err check_limits(struct fold *f, const json_t *definition)
{
	json_t *right = election_limits(definition);
	bool is_right = right && json_equal(right, json_object_get(definition, "limits"));

	json_decref(right);
	return is_right ? OK : fold_refuse(f, ERR_RULE, "limits");
}

/* The poll and the attempt that `follows` names; both NULL if there is no such attempt. */
static const struct poll *followed(const struct attempt **a, const struct meeting *m, const json_t *follows)
{
	const char *id = json_string_value(json_object_get(follows, "poll"));
	const struct poll *p = id ? meeting_poll(m, id) : NULL;

	*a = p ? poll_attempt(p, json_integer_value(json_object_get(follows, "attempt"))) : NULL;
	return *a ? p : NULL;
}

/* An election that fills what another one left says which (P14.9). */
static enum err check_supplement(struct fold *f, const json_t *follows)
{
	const struct attempt *a;
	const struct poll *p = followed(&a, f->m, follows);

	return !follows || (p && p->is_election) ? OK : fold_refuse(f, ERR_RULE, "follows");
}

/* A runoff is held among exactly those who were tied, for exactly the seats that were left. */
static enum err check_runoff(struct fold *f, const json_t *definition, const json_t *follows)
{
	const struct attempt *a;
	const struct poll *p = followed(&a, f->m, follows);
	const json_t *tied = a && a->state != ATTEMPT_VOID ? json_object_get(a->verdict, "tied") : NULL;
	const json_t *mine = json_object_get(definition, "contests"), *theirs = p ? json_object_get(p->definition, "contests") : NULL;

	if (!json_array_size(tied) || json_array_size(tied) != json_array_size(mine))
		return fold_refuse(f, ERR_RULE, "follows");
	for (size_t i = 0; i < json_array_size(mine); i++) {
		const json_t *their = json_array_get(theirs, (size_t)json_integer_value(json_array_get(tied, i)));

		if (!json_equal(json_object_get(json_array_get(mine, i), "title"), json_object_get(their, "title")))
			return fold_refuse(f, ERR_RULE, "contests");
	}
	if (!json_equal(json_object_get(definition, "seats"), json_object_get(a->verdict, "unfilled")))
		return fold_refuse(f, ERR_RULE, "seats");
	return OK;
}

static enum err check_size(struct fold *f, const struct rows *r)
{
	size_t voters = 0;

	for (size_t i = 0; i < f->m->person_count; i++)
		voters += person_is_voter(&f->m->persons[i]);
	return r->write_ins && (r->candidates + r->write_ins) * voters > WRITE_IN_ROWS_MAX ? fold_refuse(f, ERR_TOO_LONG, "contests") : OK;
}

enum err election_check(struct fold *f, const json_t *definition)
{
	struct rows r = { .contests = json_object_get(definition, "contests") };
	const json_t *seats = json_object_get(definition, "seats"), *follows = json_object_get(definition, "follows");
	enum rule_type type = profile_rule_type(json_object_get(definition, "rule"));
	enum err err;

	if (type == RULE_LADDER)
		return seats || follows ? fold_refuse(f, ERR_RULE, seats ? "seats" : "follows") : OK;
	if (!seats)
		return fold_refuse(f, ERR_FIELD_MISSING, "seats");
	err = read_rows(f, &r);
	if (err)
		return err;
	if ((uint64_t)json_integer_value(seats) > r.candidates)
		return fold_refuse(f, ERR_RULE, "seats");
	err = check_limits(f, definition);
	if (!err)
		err = check_size(f, &r);
	if (err)
		return err;
	return type == RULE_PLURALITY ? check_runoff(f, definition, follows) : check_supplement(f, follows);
}

/* ---- fewer seats than were to be filled (P14.20) ---- */

int64_t attempt_unfilled(const struct attempt *a)
{
	int64_t elected = (int64_t)json_array_size(json_object_get(a->verdict, "elected"));

	return a->reduced_seats ? a->reduced_seats - elected : json_integer_value(json_object_get(a->verdict, "unfilled"));
}

/* Of an attempt that left seats, after which they may be given up; the elected keep theirs. */
static enum err check_reduction(struct fold *f, const struct poll *p, const struct attempt *a, int64_t seats)
{
	const char *next = json_string_value(json_object_get(a->verdict, "next"));

	if ((a->state != ATTEMPT_COUNTED && a->state != ATTEMPT_PUBLISHED) || a->reduced_seats)
		return ERR_POLL_STATE;
	if (!next || strcmp(next, "supplementary_or_reduce") != 0)
		return fold_refuse(f, ERR_RULE, "poll");
	if (seats < (int64_t)json_array_size(json_object_get(a->verdict, "elected")) ||
	    seats >= json_integer_value(json_object_get(p->definition, "seats")))
		return fold_refuse(f, ERR_RULE, "seats");
	return OK;
}

enum err fold_seats_reduced(struct fold *f)
{
	int64_t seats = fields_int(&f->body, "seats", 1, BALLOT_MAX_ROWS);
	const char *reason = fields_text(&f->body, "reason", 1, TEXT_MAX);
	struct attempt *a;
	struct poll *p;
	char *copy;
	enum err err = fold_read_attempt(f, &f->body, &p, &a);

	if (!err)
		err = check_reduction(f, p, a, seats);
	if (err)
		return err;
	copy = strdup(reason);
	err = copy ? fold_accept(f) : ERR_MEMORY;
	if (err) {
		free(copy);
		return err;
	}
	a->reduced_seats = seats;
	a->reduced_reason = copy;
	return OK;
}
