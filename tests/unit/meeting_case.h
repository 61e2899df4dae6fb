/* meeting_case.h - a maker for each test of the fold, and short ways to spoil a body. */
#ifndef TALLY_TESTS_MEETING_CASE_H
#define TALLY_TESTS_MEETING_CASE_H

#include <stdlib.h>
#include <string.h>
#include "tests/unit/meeting_maker.h"

/* A cmocka setup: nine persons, nothing recorded yet. */
static inline int case_new(void **state)
{
	struct maker *k = malloc(sizeof(*k));

	assert_non_null(k);
	maker_init(k, 9);
	*state = k;
	return 0;
}

/* A cmocka setup: nine persons, eight of them in the first sitting, keys and slips there. */
static inline int case_prepared(void **state)
{
	case_new(state);
	maker_prepare(*state, 8);
	return 0;
}

/* And the motion "budget" open. */
static inline int case_open(void **state)
{
	case_prepared(state);
	maker_define(*state, "budget", "motion", 1);
	maker_open(*state, "budget");
	return 0;
}

static inline int case_drop(void **state)
{
	maker_release(*state);
	free(*state);
	return 0;
}

#define CASE(set_up, test) cmocka_unit_test_setup_teardown(test, set_up, case_drop)

/* `body` with one field replaced by what `text` says (' for "). Steals and returns `body`. */
static inline json_t *with(json_t *body, const char *field, const char *text)
{
	json_object_set_new(body, field, maker_json(text));
	return body;
}

/* One spoilt field and what the fold says of it. */
struct spoilt {
	const char *field, *value;
	enum err err;
};

/* Try `body` (stolen) with each of `rows` in turn; every one must be refused. */
static inline void refuse_each(struct maker *k, const char *type, const char *by, json_t *body, const struct spoilt *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		json_t *other = with(json_deep_copy(body), rows[i].field, rows[i].value);

		maker_refuse(k, rows[i].err, NULL, type, by, other);
	}
	json_decref(body);
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
