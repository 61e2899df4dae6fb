/* headless.h - the roles of this program without a screen: for scripts, the demo and load runs.
 *
 * Each runs on the event base until it is done or `seconds` are over, and prints one JSON object a
 * line: what happened, never a secret or a choice. */
#ifndef TALLY_HEADLESS_H
#define TALLY_HEADLESS_H

#include <stdio.h>
#include "protocol/text/catalogue.h"
#include "ballot-client/link.h"

struct headless {
	struct event_base *base;
	const char *folder;             /* the machine's */
	enum lang lang;
	unsigned seconds;               /* 0: no end */
	const char *votes;              /* terminals: file of scripted delegates */
	bool is_auto;                   /* trustee: no person is asked */
	int passphrase_fd;              /* trustee */
	const char *const *heads;       /* trustee: closing heads that a person has confirmed beforehand */
	size_t head_count;
};

/* Delegates by a file of lines {"slip": code, "choices": {poll: [option index a contest]}, "tests":
 * {poll: how many before the cast}}: all vote in every poll that they have a choice for. Prints {"voter": line,
 * "event": "received"|"tested"|"refused", "poll", …}. OK once all are decided; ERR_BUSY if time ran out. */
MUST_CHECK enum err headless_terminals(const struct headless *h);

/* A check-in desk: lines "in CODE" and "out CODE" from standard input, one verdict each; ends with the input. */
MUST_CHECK enum err headless_desk(const struct headless *h);

/* A trustee: reads its passphrase, follows until time is over or something fails. Without is_auto
 * it prints what it asks; the same text typed back is the yes. */
MUST_CHECK enum err headless_trustee(const struct headless *h);

/* One JSON object a line to standard output; steals it. */
void headless_print(json_t *object);
/* Read a line without its line feed from `f`; NULL at the end or if it is longer than the buffer. */
char *headless_line(char *out, size_t cap, FILE *f);

#endif
