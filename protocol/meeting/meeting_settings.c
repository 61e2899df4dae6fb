/* meeting_settings.c - what a definition may say beside its question: that it is a rehearsal, in which
 * order candidates stand, which forms it is printed on, and what it is reported together with (P14.9).
 *
 * Must not know: ballots, votes, the states of polls. */
#include "protocol/meeting/meeting_internal.h"

#include <string.h>
#include "protocol/meeting/election.h"
#include "protocol/meeting/profile.h"

enum { FORMS_LEAST = 2, FORMS_MOST = 8 };

/* ---- shapes ---- */

static enum err close_with(struct fields *r, const char **field)
{
	enum err err = fields_close(r);

	if (err)
		*field = r->field;
	return err;
}

static enum err refuse(const char **field, enum err err, const char *name)
{
	*field = name;
	return err;
}

/* Surname strokes, or another order and who approved it. */
static enum err check_order(const json_t *order, const char **field)
{
	struct fields r;
	const char *type;

	if (!order)
		return OK;
	fields_open(&r, order);
	type = fields_text(&r, "type", 1, ID_MAX);
	if (!strcmp(type, "manual"))
		fields_text(&r, "reason", 1, TEXT_MAX);
	else if (strcmp(type, "strokes") && !r.err)
		return refuse(field, ERR_RANGE, "order");
	return close_with(&r, field);
}

/* Forms take the contests in order, each one its number of them. */
static enum err check_forms(const json_t *forms, size_t contests, const char **field)
{
	size_t i, sum = 0;
	const json_t *form;

	json_array_foreach(forms, i, form) {
		struct fields r;
		enum err err;

		fields_open(&r, form);
		fields_text(&r, "title", 1, TEXT_MAX);
		sum += (size_t)fields_int(&r, "contests", 1, BALLOT_MAX_ROWS);
		err = close_with(&r, field);
		if (err)
			return err;
	}
	return forms && sum != contests ? refuse(field, ERR_RULE, "forms") : OK;
}

void settings_read(struct settings *s, struct fields *r)
{
	if (fields_has(r, "rehearsal"))
		fields_bool(r, "rehearsal");
	s->order = fields_object_opt(r, "order");
	s->forms = fields_has(r, "forms") ? fields_array(r, "forms", FORMS_LEAST, FORMS_MOST) : NULL;
	s->together = fields_has(r, "together") ? fields_text(r, "together", 1, ID_MAX) : NULL;
}

enum err settings_check(const struct settings *s, size_t contests, const char **field)
{
	enum err err = check_order(s->order, field);

	if (!err && s->together && !is_id(s->together))
		return refuse(field, ERR_TEXT, "together");
	return err ? err : check_forms(s->forms, contests, field);
}

/* ---- against the rule of its kind ---- */

enum err settings_fit(struct fold *f, const json_t *definition)
{
	enum rule_type type = profile_rule_type(json_object_get(definition, "rule"));
	bool has_order = json_object_get(definition, "order");

	if (type == RULE_ELECTION && !has_order)
		return fold_refuse(f, ERR_FIELD_MISSING, "order");
	/* a runoff's order is that of the election which it follows */
	if (type != RULE_ELECTION && has_order)
		return fold_refuse(f, ERR_RULE, "order");
	if (type != RULE_LADDER && json_object_get(definition, "forms"))
		return fold_refuse(f, ERR_RULE, "forms");
	if (json_is_true(json_object_get(definition, "rehearsal")) && strcmp(json_string_value(json_object_get(definition, "method")), "secret"))
		return fold_refuse(f, ERR_SECRET_REQUIRED, "rehearsal");
	return OK;
}

/* ---- surplus ---- */

bool poll_lacks_surplus(const struct poll *p, const struct meeting *m, int64_t *least, int64_t *extra)
{
	int64_t seats = json_integer_value(json_object_get(p->definition, "seats"));
	const json_t *contest;
	size_t q;

	*least = profile_surplus(profile_kind(m->profile, p->kind), seats);
	*extra = -seats;
	json_array_foreach(json_object_get(p->definition, "contests"), q, contest)
		*extra += json_integer_value(json_object_get(contest, "scale")) == ELECTION_CANDIDATES;
	return *extra < *least;
}

/* ---- who is a candidate ---- */

/* Is it the name, alone or told apart by what follows in brackets? */
static bool is_of(const char *title, const char *name)
{
	static const char bracket[] = "\xEF\xBC\x88";    /* U+FF08 */
	size_t len = strlen(name);

	return len && !strncmp(title, name, len) && (!title[len] || !strncmp(title + len, bracket, sizeof(bracket) - 1));
}

bool poll_names(const struct poll *p, const char *name)
{
	const json_t *contest;
	size_t q;

	json_array_foreach(json_object_get(p->definition, "contests"), q, contest)
		if (is_of(json_string_value(json_object_get(contest, "title")), name))
			return true;
	return false;
}

const char *poll_barred(const struct poll *p, const struct meeting *m)
{
	if (!p->is_election || !m->key_record)
		return NULL;
	for (uint32_t i = 0; i < m->key_record->params.n; i++)
		if (poll_names(p, m->key_record->holders[i]))
			return m->key_record->holders[i];
	return NULL;
}
