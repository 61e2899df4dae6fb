/* verdict.h - what a poll's counts decide, by its definition's rule (P15.5). Integers only.
 *
 * Must not know: where counts come from, who voted. */
#ifndef TALLY_VERDICT_H
#define TALLY_VERDICT_H

#include <jansson.h>
#include "protocol/meeting/rule.h"

/* How many forms a definition has, and on which of them (from 0) a contest stands. */
size_t verdict_form_count(const json_t *definition);
size_t verdict_form_of(const json_t *definition, size_t contest);

/* The verdict of counts[q][o] over the definition's contests, as a new object. `counts` is a JSON array
 * of arrays as in the entry `result`, `f` one for each form; the definition has been checked (P14.9).
 * Errors: ERR_UNACCOUNTED if a contest does not add up (P15.4), ERR_RANGE, ERR_MEMORY. */
MUST_CHECK enum err verdict_decide(json_t **out, const json_t *definition, const json_t *counts, const struct figures *f);

/* What a rehearsal's figures say (P15.7): did 98 of a hundred of those present get through? NULL if out of memory. */
json_t *verdict_rehearsal(const struct figures *f);

#endif
