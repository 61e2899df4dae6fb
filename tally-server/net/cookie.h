/* cookie.h - a token out of what a browser sends as its cookies. Must not know: HTTP, what the token opens. */
#ifndef TALLY_COOKIE_H
#define TALLY_COOKIE_H

#include "tally-server/pipe.h"

/* The value of the first cookie of that name in `cookies`, a Cookie header's text, if it is a token
 * (PIPE_TOKEN_SIZE digits, lower-case hex); else `out` stays as it is. */
void cookie_find(char out[PIPE_TOKEN_SIZE + 1], const char *cookies, const char *name);

#endif
