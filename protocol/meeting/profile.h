/* profile.h - a place's rules as data: quorum, and for each kind of poll its scales, rule and rates (P15.1).
 *
 * Nothing here or anywhere in the code knows a place's name. Must not know: polls, ballots, the ledger. */
#ifndef TALLY_PROFILE_H
#define TALLY_PROFILE_H

#include <jansson.h>
#include "protocol/meeting/rule.h"

enum { PROFILE_MAX_STEPS = 8, PROFILE_MAX_RATES = 8, PROFILE_MAX_COUNTED = 20, PROFILE_MAX_WEIGHT = 1000, PROFILE_MAX_CAPS = 4 };

/* How a kind decides. */
enum rule_type { RULE_LADDER, RULE_ELECTION, RULE_PLURALITY };

/* Bytes of a profile file, or of a profile on its way. */
enum { PROFILE_FILE_MAX = 256 << 10 };

/* Read a profile file (P17.6): JSON that may be laid out over many lines. What it says is not checked. The caller owns it.
 * Errors: ERR_TOO_LONG, ERR_MEMORY, those of json_read. */
MUST_CHECK enum err profile_read(json_t **out, const char *text, size_t len);
/* Make one profile of a meeting's and an election's (P17.6); the caller owns it. The whole is not
 * checked yet. `detail` names the field in error.
 * Errors: those of reading fields, ERR_MEMORY. */
MUST_CHECK enum err profile_merge(json_t **out, const json_t *profile, const json_t *election, const char **detail);

/* Check a whole profile, strictly. `detail` names the field in error. */
MUST_CHECK enum err profile_check(const json_t *profile, const char **detail);
MUST_CHECK enum err profile_quorum(struct threshold *out, const json_t *profile, bool with_election);
/* The object of one kind; NULL if the profile has none of that name. */
const json_t *profile_kind(const json_t *profile, const char *kind);
/* Type of a rule object that has been checked. */
enum rule_type profile_rule_type(const json_t *rule);

/* Are results of the kind for the presidium alone? */
bool profile_is_limited(const json_t *kind);
/* How many more candidates than seats the kind asks for, rounded up; 0 where it asks for none. */
int64_t profile_surplus(const json_t *kind, int64_t seats);

/* Is every element of `ids` the id of an option of the scale? */
bool profile_are_options(const json_t *ids, const json_t *scale);

/* A rate as read from a checked profile; borrowed. */
struct rate {
	const char *name;
	size_t scale;                   /* the contests that it is for */
	enum rule_base base;
	const json_t *counts, *weights; /* one of them */
	bool has_flag;
	int64_t flag_num, flag_den;     /* below this share the rate is flagged */
};
MUST_CHECK enum err profile_rate(struct rate *out, const json_t *rate, const char **detail);

/* At most so large a share of the contests of a scale; borrowed. */
struct cap {
	const char *name;
	size_t scale;
	int64_t num, den;
};
MUST_CHECK enum err profile_cap(struct cap *out, const json_t *cap, const char **detail);

/* The settings that a profile may hold beside its rules, in the order of their printing; NULL behind the last. */
extern const char *const profile_settings[];

#endif
