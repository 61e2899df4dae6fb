/* meeting_definition.c - reading a poll's definition (P14.9) into the ballot form that mathematics
 * needs: the one place, for terminals and the fold alike.
 *
 * Must not know: the meeting's profile, states of polls. */
#include "protocol/meeting/meeting_internal.h"

#include <stdlib.h>
#include <string.h>

enum {
	MAX_SCALES = 4, MINIMUM_LEAST = 5, MINIMUM_MOST = 10000,
	WEIGHT_MAX = 1000, SUM_MAX = BALLOT_MAX_TERMS * WEIGHT_MAX,
};

/* A definition on its way into a form. */
struct reading {
	struct ballot_form form;
	size_t scale_sizes[MAX_SCALES];
	size_t scale_count;
	const char *field;              /* in error */
};

static enum err refuse(struct reading *d, enum err err, const char *field)
{
	d->field = field;
	return err;
}

static enum err close_fields(struct reading *d, struct fields *r)
{
	enum err err = fields_close(r);

	return err ? refuse(d, err, r->field) : OK;
}

static enum err read_option(struct reading *d, const json_t *scale, size_t at)
{
	struct fields r;
	const char *id;
	enum err err;

	fields_open(&r, json_array_get(scale, at));
	id = fields_text(&r, "id", 1, ID_MAX);
	fields_text(&r, "text", 1, TEXT_MAX);
	fields_bool(&r, "abstain");
	if (fields_has(&r, "invalid"))
		fields_bool(&r, "invalid");
	err = close_fields(d, &r);
	if (err)
		return err;
	if (!is_id(id))
		return refuse(d, ERR_TEXT, "id");
	/* those before are read already */
	for (size_t i = 0; i < at; i++)
		if (!strcmp(id, json_string_value(json_object_get(json_array_get(scale, i), "id"))))
			return refuse(d, ERR_RANGE, "id");
	return OK;
}

static enum err read_scales(struct reading *d, const json_t *scales)
{
	size_t i;
	const json_t *scale;

	json_array_foreach(scales, i, scale) {
		size_t size = json_array_size(scale);

		if (size < 2 || size > BALLOT_MAX_OPTIONS)
			return refuse(d, ERR_RANGE, "scales");
		for (size_t o = 0; o < size; o++) {
			enum err err = read_option(d, scale, o);

			if (err)
				return err;
		}
		d->scale_sizes[d->scale_count++] = size;
	}
	return OK;
}

static enum err read_contests(struct reading *d, const json_t *contests)
{
	size_t q;
	const json_t *contest;

	d->form.options = calloc(json_array_size(contests), 1);
	if (!d->form.options)
		return ERR_MEMORY;
	d->form.row_count = json_array_size(contests);
	json_array_foreach(contests, q, contest) {
		struct fields r;
		int64_t scale;
		enum err err;

		fields_open(&r, contest);
		fields_text(&r, "title", 1, TEXT_MAX);
		scale = fields_int(&r, "scale", 0, (int64_t)d->scale_count - 1);
		err = close_fields(d, &r);
		if (err)
			return err;
		d->form.options[q] = (uint8_t)d->scale_sizes[scale];
	}
	return OK;
}

/* [[ciphertext, weight], ...], each ciphertext once. */
static enum err read_terms(struct reading *d, struct limit *limit, const json_t *terms)
{
	size_t ciphertexts = ballot_form_ciphertexts(&d->form), i;
	const json_t *term;

	limit->terms = calloc(json_array_size(terms), sizeof(*limit->terms));
	if (!limit->terms)
		return ERR_MEMORY;
	json_array_foreach(terms, i, term) {
		const json_t *ciphertext = json_array_get(term, 0), *weight = json_array_get(term, 1);
		json_int_t c = json_integer_value(ciphertext), w = json_integer_value(weight);

		if (json_array_size(term) != 2 || !json_is_integer(ciphertext) || !json_is_integer(weight))
			return refuse(d, ERR_FIELD_TYPE, "terms");
		if (c < 0 || (size_t)c >= ciphertexts || !w || w < -WEIGHT_MAX || w > WEIGHT_MAX)
			return refuse(d, ERR_RANGE, "terms");
		for (size_t k = 0; k < i; k++)
			if (limit->terms[k].ciphertext == c)
				return refuse(d, ERR_RANGE, "terms");
		limit->terms[i] = (struct limit_term){ .ciphertext = (uint32_t)c, .weight = (int32_t)w };
		limit->term_count = i + 1;
	}
	return OK;
}

static enum err read_limits(struct reading *d, const json_t *limits)
{
	size_t i;
	const json_t *item;

	if (!json_array_size(limits))
		return OK;
	d->form.limits = calloc(json_array_size(limits), sizeof(*d->form.limits));
	if (!d->form.limits)
		return ERR_MEMORY;
	d->form.limit_count = json_array_size(limits);
	json_array_foreach(limits, i, item) {
		struct limit *limit = &d->form.limits[i];
		const json_t *terms;
		struct fields r;
		enum err err;

		fields_open(&r, item);
		terms = fields_array(&r, "terms", 1, BALLOT_MAX_TERMS);
		limit->min = (int32_t)fields_int(&r, "min", -SUM_MAX, SUM_MAX);
		limit->max = (int32_t)fields_int(&r, "max", limit->min, (int64_t)limit->min + BALLOT_MAX_BRANCHES - 1);
		err = close_fields(d, &r);
		if (!err)
			err = read_terms(d, limit, terms);
		if (err)
			return err;
	}
	return OK;
}

/* The shape alone; whether such persons are on the roll is the fold's to say (meeting_electorate.c). */
static enum err read_electorate(struct reading *d, const json_t *electorate)
{
	struct fields r;
	const char *type;

	fields_open(&r, electorate);
	type = fields_text(&r, "type", 1, ID_MAX);
	if (!strcmp(type, "unit")) {
		fields_text(&r, "unit", 1, TEXT_MAX);
	} else if (!strcmp(type, "list") || !strcmp(type, "except")) {
		fields_array(&r, "numbers", 1, MEETING_MAX_PERSONS);
		if (!strcmp(type, "except"))
			fields_text(&r, "reason", 1, TEXT_MAX);
	} else if (strcmp(type, "all") && !r.err) {
		return refuse(d, ERR_RANGE, "electorate");
	}
	return close_fields(d, &r);
}

/* {"poll", "attempt"} of the poll that this one follows. */
static enum err read_follows(struct reading *d, const json_t *follows)
{
	struct fields r;

	if (!follows)
		return OK;
	fields_open(&r, follows);
	fields_text(&r, "poll", 1, ID_MAX);
	fields_int(&r, "attempt", 1, SLIP_MAX_SLOTS);
	return close_fields(d, &r);
}

static enum err read_definition(struct reading *d, const json_t *definition)
{
	struct fields r;
	const char *id, *kind, *method;
	const json_t *electorate, *scales, *contests, *limits, *follows;
	struct settings settings;
	enum poll_method way;
	enum err err;

	fields_open(&r, definition);
	id = fields_text(&r, "poll", 1, ID_MAX);
	kind = fields_text(&r, "kind", 1, ID_MAX);
	fields_text(&r, "title", 1, TEXT_MAX);
	method = fields_text(&r, "method", 1, ID_MAX);
	electorate = fields_object(&r, "electorate");
	fields_int(&r, "minimum", MINIMUM_LEAST, MINIMUM_MOST);
	scales = fields_array(&r, "scales", 1, MAX_SCALES);
	contests = fields_array(&r, "contests", 1, BALLOT_MAX_ROWS);
	limits = fields_array(&r, "limits", 0, BALLOT_MAX_LIMITS);
	fields_object(&r, "rule");
	fields_array(&r, "rates", 0, SIZE_MAX);
	fields_text(&r, "rank", 0, RULE_NAME_MAX);
	fields_array_opt(&r, "caps", SIZE_MAX);
	if (fields_has(&r, "seats"))
		fields_int(&r, "seats", 1, BALLOT_MAX_ROWS);
	follows = fields_object_opt(&r, "follows");
	settings_read(&settings, &r);
	err = close_fields(d, &r);
	if (err)
		return err;
	if (!is_id(id))
		return refuse(d, ERR_TEXT, "poll");
	if (!is_id(kind))
		return refuse(d, ERR_TEXT, "kind");
	if (!poll_method_read(&way, method))
		return refuse(d, ERR_RANGE, "method");
	/* what no proof shows nobody checks on a raised hand either */
	if (way != METHOD_SECRET && json_array_size(limits))
		return refuse(d, ERR_RULE, "limits");
	if (way == METHOD_HANDS && json_array_size(contests) != 1)
		return refuse(d, ERR_RULE, "contests");
	err = settings_check(&settings, json_array_size(contests), &d->field);
	if (!err)
		err = read_electorate(d, electorate);
	if (!err)
		err = read_follows(d, follows);
	if (!err)
		err = read_scales(d, scales);
	if (!err)
		err = read_contests(d, contests);
	return err ? err : read_limits(d, limits);
}

enum err definition_read(struct ballot_form *form, const char **field, const json_t *definition)
{
	struct reading d = { .field = NULL };
	enum err err = read_definition(&d, definition);

	if (err) {
		ballot_form_release(&d.form);
		if (field)
			*field = d.field;
		return err;
	}
	*form = d.form;
	return OK;
}

enum err poll_form_from_line(struct ballot_form *form, json_t **definition, uint8_t leaf[32], const char *line, size_t len)
{
	struct entry entry;
	enum err err = entry_read(&entry, line, len, ENTRY_MAX_SIZE);

	if (err)
		return err;
	err = strcmp(entry.type, "poll") ? ERR_ENTRY_TYPE : definition_read(form, NULL, entry.body);
	if (!err) {
		*definition = json_incref((json_t *)(uintptr_t)entry.body);
		memcpy(leaf, entry.leaf, sizeof(entry.leaf));
	}
	entry_release(&entry);
	return err;
}
