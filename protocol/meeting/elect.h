/* elect.h - who is elected: threshold, rank, seats, the tie at the last seat (P15.5).
 *
 * Counts only. Must not know: names, ballots, polls. */
#ifndef TALLY_ELECT_H
#define TALLY_ELECT_H

#include "protocol/meeting/rule.h"

enum { ELECT_MAX = 600 };

/* Places are indices into the candidates as they were given. */
struct elected {
	size_t order[ELECT_MAX];        /* those who pass the threshold, by votes; equal votes in the order given */
	size_t passing;
	size_t count;                   /* the first `count` of them are elected */
	size_t tied;                    /* the next `tied` have equal votes for the seats that are left; 0 if none */
	size_t unfilled;                /* seats left */
};

/* `votes[i]` of candidate i, over `base`. Nobody below the threshold `t` is ever taken to fill a seat; NULL: everyone
 * passes (a runoff).
 * Errors: ERR_RANGE if count > ELECT_MAX or a number is negative. */
MUST_CHECK enum err elect(struct elected *out, const int64_t *votes, size_t count, size_t seats, const struct threshold *t, int64_t base);

#endif
