/* election.c - see election.h. */
#include "protocol/meeting/election.h"

#include <stdbool.h>

/* The definition's rows by what they are. */
struct rows {
	const json_t *contests, *scales;
	size_t candidates, write_ins;
};

static json_int_t scale_of(const struct rows *r, size_t contest)
{
	return json_integer_value(json_object_get(json_array_get(r->contests, contest), "scale"));
}

/* Place of an option in its scale; the scale's size if it has none of that id. */
static size_t option_place(const struct rows *r, size_t contest, const json_t *id)
{
	const json_t *scale = json_array_get(r->scales, (size_t)scale_of(r, contest));
	size_t o;

	for (o = 0; o < json_array_size(scale); o++)
		if (json_equal(json_object_get(json_array_get(scale, o), "id"), id))
			break;
	return o;
}

/* Append [[ciphertext, weight]] for the option `id` of every contest of `scale`; false if it has no
 * ciphertext of its own (the last option has none). */
static bool add_terms(json_t *terms, const struct rows *r, json_int_t scale, const json_t *id, int weight)
{
	size_t ciphertext = 0;

	for (size_t q = 0; q < json_array_size(r->contests); q++) {
		size_t options = json_array_size(json_array_get(r->scales, (size_t)scale_of(r, q))), place = option_place(r, q, id);

		if (scale_of(r, q) == scale) {
			if (place + 1 >= options)
				return false;
			json_array_append_new(terms, json_pack("[I, i]", (json_int_t)(ciphertext + place), weight));
		}
		ciphertext += options - 1;
	}
	return true;
}

static json_t *limit(json_t *terms, json_int_t min, json_int_t max)
{
	return json_pack("{s:o, s:I, s:I}", "terms", terms, "min", min, "max", max);
}

static void count_rows(struct rows *r)
{
	for (size_t q = 0; q < json_array_size(r->contests); q++) {
		r->candidates += scale_of(r, q) == ELECTION_CANDIDATES;
		r->write_ins += scale_of(r, q) == ELECTION_WRITE_INS;
	}
}

json_t *election_limits(const json_t *definition)
{
	struct rows r = { .contests = json_object_get(definition, "contests"), .scales = json_object_get(definition, "scales") };
	const json_t *approves = json_array_get(json_object_get(json_object_get(definition, "rule"), "counts"), 0);
	json_t *limits = json_array(), *terms = json_array(), *against = json_string("against");
	bool ok = approves && add_terms(terms, &r, ELECTION_CANDIDATES, approves, 1) && add_terms(terms, &r, ELECTION_WRITE_INS, approves, 1);

	count_rows(&r);
	ok = !json_array_append_new(limits, limit(terms, 0, json_integer_value(json_object_get(definition, "seats")))) && ok;
	if (r.write_ins) {
		terms = json_array();
		ok = add_terms(terms, &r, ELECTION_WRITE_INS, approves, 1) && add_terms(terms, &r, ELECTION_CANDIDATES, against, -1) && ok;
		ok = !json_array_append_new(limits, limit(terms, -(json_int_t)r.candidates, 0)) && ok;
	}
	json_decref(against);
	if (!ok) {
		json_decref(limits);
		return NULL;
	}
	return limits;
}
