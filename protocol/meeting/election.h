/* election.h - the limits that every ballot of an election proves (P14.9): made once here, for
 * whoever writes a definition and whoever checks it.
 *
 * Must not know: the roll, votes. */
#ifndef TALLY_ELECTION_H
#define TALLY_ELECTION_H

#include <jansson.h>

/* Contests of these scales are candidates and write-ins. */
enum { ELECTION_CANDIDATES, ELECTION_WRITE_INS };

/* The `limits` of a definition that has contests, scales, rule and seats: no more approvals than seats,
 * no more write-ins than objections. A new array; NULL if the scales cannot say it, or out of memory. */
json_t *election_limits(const json_t *definition);

#endif
