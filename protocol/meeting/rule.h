/* rule.h - thresholds, quorum and verdicts as data, decided in integers (P15).
 *
 * Knows fractions, bases, profiles and counts. Must not know: who voted, keys, the ledger. */
#ifndef TALLY_RULE_H
#define TALLY_RULE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include "protocol/base/err.h"
#include "protocol/base/fields.h"

enum rule_op { RULE_GE, RULE_GT };
enum rule_base { BASE_EXPECTED, BASE_PRESENT, BASE_CAST, BASE_RETURNED, BASE_VALID, BASE_COUNT };

/* x op num/den of N. */
struct threshold {
	int64_t num, den;       /* 1 <= num <= den <= 1000 */
	enum rule_op op;
	enum rule_base base;
};

const char *rule_op_name(enum rule_op op);              /* "GE", "GT" */
const char *rule_base_name(enum rule_base base);        /* "EXPECTED", ... */
bool rule_base_read(enum rule_base *out, const char *name);

/* Does x of n meet it? Counts 0 .. 10^12. Never, where n is 0 (P15.2). */
bool threshold_is_met(const struct threshold *t, int64_t x, int64_t n);
/* The least x that meets it (P15.2); 0 where n is 0. */
int64_t threshold_required(const struct threshold *t, int64_t n);
/* Tenths of a percent, half up, for reading only (P15.6); -1 where base is 0. */
int64_t rule_tenths(int64_t count, int64_t base);

/* Read {"num","den","op","base"} from an object whose other fields the caller reads. */
void threshold_read(struct threshold *out, struct fields *f);

/* Check a whole profile, strictly (P15.1). `detail` names the field in error. */
MUST_CHECK enum err profile_check(const json_t *profile, const char **detail);
MUST_CHECK enum err profile_quorum(struct threshold *out, const json_t *profile, bool with_election);
/* The object of one kind; NULL if the profile has none of that name. */
const json_t *profile_kind(const json_t *profile, const char *kind);

/* The numbers that a poll is decided on. */
struct figures {
	int64_t expected, present, issued, returned, invalid;
};

/* N of a base (P15.3); `abstained`: the contest's votes for options with `abstain`. */
int64_t rule_base_count(const struct figures *f, enum rule_base base, int64_t abstained);

/* The verdict (P15.5) of counts[q][o] over the definition's contests and rule, as a new JSON object.
 * `counts` is a JSON array of arrays as in the entry `result`. Errors: ERR_UNACCOUNTED if a contest does not add up (P15.4), ERR_RANGE, ERR_MEMORY. */
MUST_CHECK enum err rule_verdict(json_t **out, const json_t *definition, const json_t *counts, const struct figures *f);

#endif
