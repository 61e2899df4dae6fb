/* tallyctl_poll.c - putting a poll on the agenda: a definition is the profile's template for its
 * kind, with the agenda's words (P14.9). See tallyctl.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/ledger/entry.h"
#include "protocol/meeting/election.h"
#include "protocol/meeting/meeting.h"
#include "protocol/meeting/profile.h"
#include "tools/tallyctl.h"

/* The profile that the meeting was created with: entry 0 has it. */
static enum err fetch_profile(struct ctl *c, json_t **profile)
{
	json_t *ok = NULL;
	struct entry genesis;
	enum err err = ctl_request(c, &ok, "entries", json_pack("{s:I}", "from", (json_int_t)0));
	const char *line = json_string_value(json_array_get(json_object_get(ok, "lines"), 0));

	if (!err)
		err = line ? entry_read(&genesis, line, strlen(line), ENTRY_MAX_SIZE) : ERR_NO_MEETING;
	if (!err) {
		*profile = json_incref(json_object_get(genesis.body, "profile"));
		entry_release(&genesis);
	}
	json_decref(ok);
	return err;
}

static void add_contests(json_t *array, const char *const *titles, size_t count, int scale)
{
	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_pack("{s:s, s:i}", "title", titles[i], "scale", scale));
}

/* Contests from --row, then --member or --write-in of the kind's second scale; without any the title is the only one. */
static json_t *contests(const struct ctl *c)
{
	json_t *array = json_array();

	add_contests(array, c->rows, c->row_count, 0);
	add_contests(array, c->more_rows, c->more_count, 1);
	if (!json_array_size(array))
		add_contests(array, &c->title, 1, 0);
	return array;
}

/* --electorate: nothing (all), unit:NAME, list:NUMBERS, except:NUMBERS with --reason. NULL if it is none of these. */
static json_t *electorate(const struct ctl *c)
{
	const char *given = c->electorate ? c->electorate : "all";

	if (strcmp(given, "all") == 0)
		return json_pack("{s:s}", "type", "all");
	if (strncmp(given, "unit:", 5) == 0)
		return json_pack("{s:s, s:s}", "type", "unit", "unit", given + 5);
	if (strncmp(given, "list:", 5) == 0)
		return json_pack("{s:s, s:o}", "type", "list", "numbers", ctl_split(given + 5));
	if (strncmp(given, "except:", 7) == 0 && c->reason)
		return json_pack("{s:s, s:o, s:s}", "type", "except", "numbers", ctl_split(given + 7), "reason", c->reason);
	return NULL;
}

/* --order: surname strokes unless another is given, with its reason. */
static json_t *order(const struct ctl *c)
{
	if (!c->order || strcmp(c->order, "strokes") == 0)
		return json_pack("{s:s}", "type", "strokes");
	return json_pack("{s:s, s:s}", "type", "manual", "reason", strncmp(c->order, "manual:", 7) == 0 ? c->order + 7 : c->order);
}

/* --form TITLE:ROWS, each; NULL where one is not like that. */
static json_t *forms(const struct ctl *c)
{
	json_t *array = json_array();

	for (size_t i = 0; i < c->form_count; i++) {
		const char *colon = strrchr(c->forms[i], ':');
		int64_t rows;

		if (!colon || !ctl_read_number(&rows, colon + 1)) {
			json_decref(array);
			return NULL;
		}
		json_array_append_new(array, json_pack("{s:s#, s:I}", "title", c->forms[i], (int)(colon - c->forms[i]), "contests", (json_int_t)rows));
	}
	return array;
}

/* What stands beside the question; false if it is not as it should be. */
static bool add_settings(json_t *d, const struct ctl *c, const json_t *kind)
{
	bool is_election = profile_rule_type(json_object_get(kind, "rule")) == RULE_ELECTION;

	const json_t *caps = json_object_get(kind, "caps");

	return (!caps || !json_object_set(d, "caps", (json_t *)(uintptr_t)caps)) &&
	       (!c->is_rehearsal || !json_object_set_new(d, "rehearsal", json_true())) &&
	       (!c->form_count || !json_object_set_new(d, "forms", forms(c))) &&
	       (!c->together || !json_object_set_new(d, "together", json_string(c->together))) &&
	       (!is_election || !json_object_set_new(d, "order", order(c)));
}

/* The definition of `kind` with these contests; `seats` 0 where the rule has none. Steals `rows` and `voters`. */
static json_t *define(const struct ctl *c, const char *kind_name, const json_t *kind, json_t *rows, json_t *voters, json_int_t seats)
{
	json_t *d = json_pack("{s:s, s:s, s:s, s:s, s:o, s:I, s:O, s:o, s:[], s:O, s:O, s:O}", "poll", c->id,
			      "kind", kind_name, "title", c->title, "method", c->method, "electorate", voters,
			      "minimum", (json_int_t)c->minimum, "scales", json_object_get(kind, "scales"), "contests", rows,
			      "limits", "rule", json_object_get(kind, "rule"), "rates", json_object_get(kind, "rates"),
			      "rank", json_object_get(kind, "rank"));

	if (!add_settings(d, c, kind) ||
	    (seats && (json_object_set_new(d, "seats", json_integer(seats)) ||
		       json_object_set_new(d, "limits", election_limits(d))))) {
		json_decref(d);
		return NULL;
	}
	return d;
}

/* Which kinds there are, for who mistyped one. */
static void say_kinds(struct ctl *c, const json_t *profile)
{
	struct buf list = { 0 };
	const char *name;
	json_t *kind;

	json_object_foreach(json_object_get(profile, "kinds"), name, kind)
		buf_addf(&list, "%s%s", list.len ? " " : "", name);
	ctl_detail(c, TEXT_CTL_KINDS, buf_text(&list));
	buf_release(&list);
}

static void say_warning(const struct ctl *c, const json_t *warning)
{
	const char *code = json_string_value(json_object_get(warning, "code"));
	char digits[2][24];

	snprintf(digits[1], sizeof digits[1], "%lld", (long long)json_integer_value(json_object_get(warning, "min_extra")));
	if (code && strcmp(code, "surplus") == 0) {
		snprintf(digits[0], sizeof digits[0], "%lld", (long long)json_integer_value(json_object_get(warning, "extra")));
		ctl_say(c, TEXT_WARNING_surplus, (const char *[]){ digits[0], digits[1] }, 2);
	} else if (code && strcmp(code, "small") == 0) {
		snprintf(digits[0], sizeof digits[0], "%lld", (long long)json_integer_value(json_object_get(warning, "electors")));
		ctl_say(c, TEXT_WARNING_small, (const char *[]){ digits[0] }, 1);
	}
}

/* Steals the definition. */
static enum err send(struct ctl *c, json_t *definition)
{
	json_t *ok = NULL, *warning;
	size_t i;
	enum err err = ctl_request(c, &ok, "poll", definition);

	if (!err) {
		char entry[24];

		snprintf(entry, sizeof entry, "%lld", (long long)json_integer_value(json_object_get(ok, "entry")));
		ctl_say(c, TEXT_CTL_POLL_DEFINED, (const char *[]){ c->id, c->title, entry }, 3);
	}
	json_array_foreach(json_object_get(ok, "warnings"), i, warning)
		say_warning(c, warning);
	json_decref(ok);
	return err;
}

enum err ctl_poll(struct ctl *c)
{
	json_t *profile = NULL, *voters = electorate(c), *papers = forms(c);
	bool is_usable = voters && papers;

	json_decref(papers);
	if (!is_usable) {
		json_decref(voters);
		return ERR_USAGE;
	}
	enum err err = fetch_profile(c, &profile);
	const json_t *kind = err ? NULL : profile_kind(profile, c->kind);
	bool has_seats = kind && profile_rule_type(json_object_get(kind, "rule")) != RULE_LADDER;

	if (!err && !kind)
		say_kinds(c, profile);
	else if (!err && has_seats != (c->seats > 0))
		ctl_detail(c, TEXT_CTL_SEATS, NULL);
	if (!err && (!kind || has_seats != (c->seats > 0)))
		err = ERR_USAGE;
	json_t *rows = contests(c);
	if (!err && c->write_ins)
		err = ctl_add_write_ins(c, rows, c->write_ins);
	if (!err)
		err = send(c, define(c, c->kind, kind, json_incref(rows), json_incref(voters), (json_int_t)c->seats));
	json_decref(rows);
	json_decref(voters);
	json_decref(profile);
	return err;
}

/* ---- polls that follow another ---- */

/* The tied contests' rows, by their titles. */
static json_t *tied_rows(const struct poll *p, const json_t *tied)
{
	const json_t *contests = json_object_get(p->definition, "contests"), *place;
	json_t *rows = json_array();
	size_t i;

	json_array_foreach(tied, i, place) {
		const json_t *contest = json_array_get(contests, (size_t)json_integer_value(place));

		json_array_append_new(rows, json_pack("{s:O, s:i}", "title", json_object_get(contest, "title"), "scale", 0));
	}
	return rows;
}

/* A poll of `kind` over these rows for the same voters, for the seats that were left. Steals `rows`. */
static json_t *define_after(const struct ctl *c, const struct meeting *m, const struct poll *p, const struct attempt *a,
			    const char *kind, json_t *rows)
{
	json_t *d = define(c, kind, profile_kind(m->profile, kind), rows,
			   json_incref(json_object_get(p->definition, "electorate")), attempt_unfilled(a));

	if (d && json_object_set_new(d, "follows", json_pack("{s:s, s:I}", "poll", p->id, "attempt", (json_int_t)a->number))) {
		json_decref(d);
		return NULL;
	}
	return d;
}

/* The record, and in it the poll that the first argument names, with an attempt; the caller releases `m` whatever the answer. */
static enum err fetch_poll(struct ctl *c, struct meeting *m, const struct poll **p, const struct attempt **a)
{
	struct buf lines = { 0 };

	meeting_init(m, 0);
	enum err err = ctl_fetch_record(c, m, &lines);
	buf_release(&lines);
	if (err)
		return err;
	*p = meeting_poll(m, c->args[0]);
	*a = *p ? poll_last_attempt(*p) : NULL;
	return !*p ? ERR_NO_SUCH_POLL : !*a || (*a)->state == ATTEMPT_VOID ? ERR_RULE : OK;
}

/* One action makes the runoff of those who were tied, for the seats that were left. */
enum err ctl_runoff(struct ctl *c)
{
	struct meeting m;
	const struct poll *p;
	const struct attempt *a;
	enum err err = fetch_poll(c, &m, &p, &a);
	const json_t *tied = err ? NULL : json_object_get(a->verdict, "tied");

	if (!err && (!json_array_size(tied) || !profile_kind(m.profile, "runoff")))
		err = ERR_RULE;
	if (!err)
		err = send(c, define_after(c, &m, p, a, "runoff", tied_rows(p, tied)));
	meeting_release(&m);
	return err;
}

/* And one the election of others for the seats that nobody passed for. */
enum err ctl_supplementary(struct ctl *c)
{
	struct meeting m;
	const struct poll *p;
	const struct attempt *a;
	enum err err = fetch_poll(c, &m, &p, &a);
	json_t *rows = json_array();

	if (!err && !attempt_unfilled(a))
		err = ERR_RULE;
	add_contests(rows, c->args + 1, c->arg_count - 1, 0);
	add_contests(rows, c->more_rows, c->more_count, 1);
	if (!err && c->write_ins)
		err = ctl_add_write_ins(c, rows, c->write_ins);
	if (!err)
		err = send(c, define_after(c, &m, p, a, p->kind, json_incref(rows)));
	json_decref(rows);
	meeting_release(&m);
	return err;
}

/* Or the decision that they stay empty. */
enum err ctl_reduce_seats(struct ctl *c)
{
	int64_t seats;

	if (!ctl_read_number(&seats, c->args[1]))
		return ERR_USAGE;
	json_t *body = NULL;
	enum err err = ctl_about(c, &body);
	if (!err && (json_object_set_new(body, "seats", json_integer((json_int_t)seats)) ||
			  json_object_set_new(body, "reason", json_string(c->reason ? c->reason : ""))))
		err = ERR_MEMORY;
	if (!err)
		err = ctl_add_second(c, body);

	if (err) {
		json_decref(body);
		return err;
	}
	err = ctl_request(c, NULL, "seats_reduced", body);
	if (!err)
		ctl_say(c, TEXT_CTL_SEATS_REDUCED, c->args, 2);
	return err;
}
