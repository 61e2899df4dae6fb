/* answer.h - the server's answer to one message (P16.1), read strictly.
 *
 * Must not know: connections, what was asked. */
#ifndef TALLY_ANSWER_H
#define TALLY_ANSWER_H

#include <jansson.h>
#include <stdint.h>
#include "protocol/base/err.h"

enum { ANSWER_LAST_ID = 0x7fffffff, ANSWER_TEXT_MAX = 2000 };

/* All pointers are borrowed from the message. */
struct answer {
	int64_t id;                     /* 0: about the connection, not about a message */
	enum err err;                   /* the server's; OK where `ok` is there */
	const char *detail;             /* its word about the error, "" if there is none */
	const json_t *ok, *head;        /* NULL if absent; one of `ok` and an error is there */
};

/* Errors: those of reading fields. An error that this version does not know is ERR_BUG. */
MUST_CHECK enum err answer_read(struct answer *out, const json_t *message);

#endif
