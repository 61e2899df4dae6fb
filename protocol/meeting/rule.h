/* rule.h - thresholds as data, compared in integers (P15.2, P15.3, P15.6).
 *
 * Knows fractions, bases and counts. Must not know: profiles, polls, the ledger. */
#ifndef TALLY_RULE_H
#define TALLY_RULE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include "protocol/base/err.h"
#include "protocol/base/fields.h"

enum { RULE_NAME_MAX = 40 };

enum rule_op { RULE_GE, RULE_GT };
enum rule_base { BASE_EXPECTED, BASE_PRESENT, BASE_CAST, BASE_RETURNED, BASE_VALID, BASE_COUNT };

/* x op num/den of N. */
struct threshold {
	int64_t num, den;       /* 1 <= num <= den <= 1000 */
	enum rule_op op;
	enum rule_base base;
};

const char *rule_op_name(enum rule_op op);              /* "GE", "GT" */
bool rule_base_read(enum rule_base *out, const char *name);

/* Does x of n meet it? Counts 0 .. 10^12. Never, where n is 0 (P15.2). */
bool threshold_is_met(const struct threshold *t, int64_t x, int64_t n);
/* The least x that meets it (P15.2); 0 where n is 0. */
int64_t threshold_required(const struct threshold *t, int64_t n);
/* Tenths of a percent, half up, for reading only (P15.6); -1 where base is 0. */
int64_t rule_tenths(int64_t count, int64_t base);

/* Read {"num","den","op","base"} from an object whose other fields the caller reads. */
void threshold_read(struct threshold *out, struct fields *f);

/* Read "base" alone; sticky as all of fields.h. */
enum rule_base rule_read_base(struct fields *f);

/* The numbers that a poll is decided on, of one of its forms. */
struct figures {
	int64_t expected, present, issued, returned, invalid;
	int64_t paper;          /* of the valid, those on paper: as many may leave a contest unaccounted for */
};

enum { FORMS_MAX = 8 };

/* N of a base (P15.3); `abstained`: the contest's votes for options with `abstain`. */
int64_t rule_base_count(const struct figures *f, enum rule_base base, int64_t abstained);

#endif
