/* count.h - what a closed attempt comes to, once nothing is missing. */
#ifndef TALLY_COUNT_H
#define TALLY_COUNT_H

#include "tally-server/core/core.h"

/* Write the result of the current attempt by the server, if it is closed and nothing is missing. A box that does not open is
 * an incident for the operators, logged, and no error of whoever sent the last piece; a store that fails halts as always. */
void count_finish(struct core *c);

#endif
