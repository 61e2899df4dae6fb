/* agenda.c - the agenda with all attempts and its order, the rules in words, and pages to print. Decides nothing.
 *
 * Must not know: who voted. */
#include <string.h>

#include "protocol/meeting/profile.h"
#include "protocol/qr/qr.h"
#include "protocol/report/report.h"
#include "protocol/report/words.h"
#include "tally-server/core/handlers.h"

enum { AGENDA_MAX_BYTES = 1 << 20 };

/* Who is of the presidium, or counts for it. */
static bool is_presidium(const struct request *r)
{
	return !r->machine.name[0] && r->roles & (ROLE_SECRETARIAT | ROLE_CHAIR | ROLE_SCRUTINEER);
}

bool core_shows_result(const struct poll *p, const struct attempt *a, const struct request *r)
{
	if (a->state == ATTEMPT_REHEARSED)
		return true;
	return is_presidium(r) ? a->state == ATTEMPT_PUBLISHED || a->state == ATTEMPT_COUNTED : a->state == ATTEMPT_PUBLISHED && !p->is_limited;
}

/* ---- words in both languages ---- */

/* {"zh": ..., "en": ...}; releases both. */
static json_t *both(struct buf words[2])
{
	json_t *o = json_pack("{s:s, s:s}", "zh", buf_text(&words[LANG_ZH]), "en", buf_text(&words[LANG_EN]));
	bool failed = words[LANG_ZH].failed || words[LANG_EN].failed;

	buf_release(&words[LANG_ZH]);
	buf_release(&words[LANG_EN]);
	if (!failed)
		return o;
	json_decref(o);
	return NULL;
}

static json_t *rule_words(const json_t *definition, const struct attempt *a)
{
	struct buf words[2] = { { 0 }, { 0 } };

	for (int lang = LANG_ZH; lang <= LANG_EN; lang++)
		words_rule(&words[lang], (enum lang)lang, definition, a);
	return both(words);
}

static json_t *quorum_words(const struct attempt *a)
{
	struct buf words[2] = { { 0 }, { 0 } };

	for (int lang = LANG_ZH; lang <= LANG_EN; lang++)
		words_quorum(&words[lang], (enum lang)lang, a);
	return both(words);
}

static json_t *electorate_words(const struct poll *p)
{
	struct buf words[2] = { { 0 }, { 0 } };

	for (int lang = LANG_ZH; lang <= LANG_EN; lang++)
		(void)words_electorate(&words[lang], (enum lang)lang, p);
	return both(words);
}

static json_t *seats_words(const struct poll *p, const struct attempt *a)
{
	struct buf words[2] = { { 0 }, { 0 } };

	for (int lang = LANG_ZH; lang <= LANG_EN; lang++) {
		(void)words_seats(&words[lang], (enum lang)lang, p->definition, a->verdict);
		(void)words_reduction(&words[lang], (enum lang)lang, a);
	}
	return both(words);
}

/* What was decided of one contest: outcome, formula, rates. */
static json_t *contest_words(const struct poll *p, const struct attempt *a, size_t contest)
{
	struct buf formula[2] = { { 0 }, { 0 } }, rates[2] = { { 0 }, { 0 } }, outcome[2] = { { 0 }, { 0 } };

	for (int lang = LANG_ZH; lang <= LANG_EN; lang++) {
		buf_add_text(&outcome[lang], words_outcome((enum lang)lang, a->verdict, contest));
		words_formula(&formula[lang], (enum lang)lang, p->definition, a->verdict, contest);
		words_rates(&rates[lang], (enum lang)lang, p->definition, a->verdict, contest, true);
	}
	return json_pack("{s:o, s:o, s:o}", "outcome", both(outcome), "formula", both(formula), "rates", both(rates));
}

/* ---- the agenda ---- */

static enum err add_result(json_t *o, const struct poll *p, const struct attempt *a)
{
	struct figures f[FORMS_MAX];
	json_t *contests = json_array();
	size_t count = json_array_size(a->counts);
	bool ok = contests != NULL;

	attempt_figures(f, a);

	for (size_t q = 0; ok && q < count; q++)
		ok = !json_array_append_new(contests, contest_words(p, a, q));
	ok = !json_object_set_new(o, "contests", contests) && ok;
	ok = ok && !json_object_set_new(o, "seats", seats_words(p, a));
	ok = ok && !json_object_set_new(o, "reduced_seats", json_integer(a->reduced_seats));
	ok = ok && !json_object_set_new(o, "invalid", json_integer(a->paper_forms == 1 ? f[0].invalid : 0));
	ok = ok && !json_object_set(o, "counts", a->counts) && !json_object_set(o, "verdict", a->verdict);
	return ok ? OK : ERR_MEMORY;
}

static json_t *attempt_of(const struct poll *p, const struct attempt *a, const struct request *r)
{
	json_t *o = json_pack("{s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
			      "number", (json_int_t)a->number, "state", attempt_state_name(a->state),
			      "expected", (json_int_t)a->expected, "present", (json_int_t)a->present,
			      "issued", (json_int_t)a->issued, "without_slip", (json_int_t)a->without_slip,
			      "returned", (json_int_t)attempt_returned(a), "tested", (json_int_t)a->tested,
			      "slot", (json_int_t)a->slot, "opened_at", (json_int_t)a->opened_at,
			      "closed_at", (json_int_t)a->closed_at, "counted_at", (json_int_t)a->counted_at,
			      "published_at", (json_int_t)a->published_at);
	enum err err = o ? OK : ERR_MEMORY;

	if (!err && (json_object_set_new(o, "reason", json_string(a->void_reason ? a->void_reason : "")) ||
		   json_object_set_new(o, "rule", rule_words(p->definition, a)) || json_object_set_new(o, "quorum", quorum_words(a)) ||
		   json_object_set_new(o, "shares", json_integer((json_int_t)a->share_count))))
		err = ERR_MEMORY;
	if (!err && core_shows_result(p, a, r) && a->counts && a->verdict)
		err = add_result(o, p, a);
	if (!err)
		return o;
	json_decref(o);
	return NULL;
}

static json_t *item_of(const struct core *c, const struct poll *p, const struct request *r)
{
	json_t *attempts = json_array(), *o;
	int64_t expected, present;

	for (size_t i = 0; i < p->attempt_count; i++) {
		if (json_array_append_new(attempts, attempt_of(p, p->attempts[i], r))) {
			json_decref(attempts);
			return NULL;
		}
	}
	poll_electors(p, &c->meeting, &expected, &present);
	o = json_pack("{s:s, s:s, s:s, s:I, s:O, s:I, s:I, s:o, s:o, s:o}", "poll", p->id, "kind", p->kind, "title", p->title,
		      "entry", (json_int_t)p->definition_entry, "definition", p->definition, "expected", (json_int_t)expected, "present", (json_int_t)present,
		      "rule", rule_words(p->definition, NULL), "electorate", electorate_words(p), "attempts", attempts);
	return o;
}

/* All from place `from`, or only the poll that is named; as many as a reply holds, at least one. */
static enum err add_items(json_t *polls, const struct core *c, const struct request *r, size_t from, const struct poll *only)
{
	size_t bytes = 0;

	for (size_t i = from; i < c->meeting.poll_count && bytes < AGENDA_MAX_BYTES; i++) {
		json_t *item;

		if (only && only != c->meeting.polls[i])
			continue;
		item = item_of(c, c->meeting.polls[i], r);
		bytes += json_dumpb(item, NULL, 0, JSON_COMPACT);
		if (json_array_append_new(polls, item))
			return ERR_MEMORY;
	}
	return OK;
}

enum err handle_agenda(struct core *c, struct request *r)
{
	const struct poll *only = NULL;
	struct fields f;
	const char *id;
	json_t *polls;
	int64_t from = 0;
	enum err err;

	fields_open(&f, r->body);
	if (fields_has(&f, "from"))
		from = fields_int(&f, "from", 0, MEETING_MAX_POLLS);
	id = fields_text_opt(&f, "poll", ID_MAX);
	err = fields_close(&f);
	if (!err && id) {
		only = meeting_poll(&c->meeting, id);
		err = only ? OK : ERR_NO_SUCH_POLL;
	}
	if (err)
		return err;
	polls = json_array();
	err = add_items(polls, c, r, (size_t)from, only);
	if (err) {
		json_decref(polls);
		return err;
	}
	r->ok = json_pack("{s:o, s:I}", "polls", polls, "total", (json_int_t)c->meeting.poll_count);
	return r->ok ? OK : ERR_MEMORY;
}

static bool names(const json_t *ids, const char *id)
{
	const json_t *each;
	size_t i;

	json_array_foreach(ids, i, each) {
		if (json_is_string(each) && !strcmp(json_string_value(each), id))
			return true;
	}
	return false;
}

/* The entry names no draft that leaves, so one of whom the asker has not heard would leave with the
 * others. What may stand where is the fold's to say (P14.22). */
enum err handle_agenda_order(struct core *c, struct request *r)
{
	const struct meeting *m = &c->meeting;
	struct fields f;

	fields_open(&f, r->body);
	const json_t *polls = fields_array(&f, "polls", 0, MEETING_MAX_POLLS), *withdrawn = fields_array(&f, "withdrawn", 0, MEETING_MAX_POLLS);
	enum err err = fields_close(&f);
	if (err) {
		request_detail(r, "%s", f.field ? f.field : "");
		return err;
	}
	for (size_t i = 0; i < m->poll_count; i++) {
		if (!names(polls, m->polls[i]->id) && !names(withdrawn, m->polls[i]->id)) {
			request_detail(r, "%s", m->polls[i]->title);
			return ERR_AGENDA;
		}
	}
	/* all are named: whatever else there is is unknown or stands twice */
	if (json_array_size(polls) + json_array_size(withdrawn) != m->poll_count)
		return ERR_AGENDA;
	return core_append(c, r, "agenda", json_pack("{s:O}", "polls", polls));
}

/* ---- the profile ---- */

/* A kind's rule is told as that of a poll of one contest. */
static json_t *kind_words(const char *kind, const json_t *of)
{
	json_t *definition = json_pack("{s:O, s:O, s:O, s:[{s:i}]}", "scales", json_object_get(of, "scales"),
				       "rule", json_object_get(of, "rule"), "rates", json_object_get(of, "rates"),
				       "contests", "scale", 0);
	json_t *words = definition ? rule_words(definition, NULL) : NULL;

	json_decref(definition);
	return json_pack("{s:{s:s, s:s}, s:o}", "name", "zh", words_named(LANG_ZH, "KIND_", kind),
			 "en", words_named(LANG_EN, "KIND_", kind), "rule", words);
}

static json_t *threshold_words(const json_t *profile, bool with_election)
{
	struct buf words[2] = { { 0 }, { 0 } };
	struct threshold t;

	if (profile_quorum(&t, profile, with_election))
		return NULL;
	for (int lang = LANG_ZH; lang <= LANG_EN; lang++)
		words_quorum_rule(&words[lang], (enum lang)lang, &t);
	return both(words);
}

json_t *core_profile(const json_t *profile)
{
	json_t *kinds = json_object(), *of;
	const char *kind;
	bool ok = kinds != NULL;

	json_object_foreach(json_object_get(profile, "kinds"), kind, of)
		ok = ok && !json_object_set_new(kinds, kind, kind_words(kind, of));
	if (!ok) {
		json_decref(kinds);
		return NULL;
	}
	return json_pack("{s:O, s:{s:o, s:o, s:o}}", "profile", profile, "words", "quorum", threshold_words(profile, false),
			 "quorum_election", threshold_words(profile, true), "kinds", kinds);
}

enum err handle_profile(struct core *c, struct request *r)
{
	struct fields f;
	enum err err;

	fields_open(&f, r->body);
	err = fields_close(&f);
	if (err)
		return err;
	r->ok = core_profile(c->meeting.profile);
	return r->ok ? OK : ERR_MEMORY;
}

/* ---- pages to print ---- */

/* A poll's sheets hold every result that it has. */
static bool sees_sheets(const struct request *r, const struct poll *p)
{
	const struct attempt *a = poll_last_attempt(p);

	return is_presidium(r) || (!p->is_limited && !(a && a->state == ATTEMPT_COUNTED));
}

static enum err find_part(struct report_part *part, const struct core *c, const struct request *r, const char *what,
			  const char *poll, int64_t sitting)
{
	const struct meeting *m = &c->meeting;

	if (!strcmp(what, "result")) {
		*part = (struct report_part){ .what = REPORT_RESULT, .poll = poll ? meeting_poll(m, poll) : NULL };
		if (!part->poll)
			return ERR_NO_SUCH_POLL;
		return sees_sheets(r, part->poll) ? OK : ERR_NOT_PERMITTED;
	}
	if (!strcmp(what, "attendance")) {
		*part = (struct report_part){ .what = REPORT_ATTENDANCE, .sitting = (size_t)sitting };
		return sitting && (size_t)sitting <= m->sitting_count && m->sittings[sitting - 1].was_opened ? OK : ERR_NO_SUCH_SITTING;
	}
	return ERR_RANGE;
}

enum err handle_report(struct core *c, struct request *r)
{
	struct report_part part;
	struct buf page = { 0 };
	const char *what, *poll, *lang;
	int64_t sitting = 0;
	struct fields f;
	enum err err;

	fields_open(&f, r->body);
	what = fields_text(&f, "what", 1, ID_MAX);
	poll = fields_text_opt(&f, "poll", ID_MAX);
	if (fields_has(&f, "sitting"))
		sitting = fields_int(&f, "sitting", 1, MEETING_MAX_SITTINGS);
	lang = fields_text(&f, "lang", 2, 2);
	err = fields_close(&f);
	if (!err && strcmp(lang, "zh") && strcmp(lang, "en"))
		err = ERR_RANGE;
	if (!err)
		err = find_part(&part, c, r, what, poll, sitting);
	if (!err)
		err = report_html_part(&page, &c->meeting, strcmp(lang, "en") ? LANG_ZH : LANG_EN, &part, qr_svg);
	if (!err) {
		r->ok = json_pack("{s:s}", "html", buf_text(&page));
		err = r->ok ? OK : ERR_MEMORY;
	}
	buf_release(&page);
	return err;
}
