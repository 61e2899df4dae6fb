/* entry.h - one entry of the ledger: a line of JSON, written once (P12.1).
 *
 *     {"n":17,"prev":"<64 hex>","type":"checkin","at":1795312345,"by":["secretary"],"body":{...}}
 *
 * Knows the envelope and the chain. Must not know: what any body means. */
#ifndef TALLY_ENTRY_H
#define TALLY_ENTRY_H

#include <jansson.h>
#include <stdint.h>
#include "protocol/base/err.h"

enum { ENTRY_MAX_SIZE = 1 << 20, ENTRY_MAX_ACTORS = 2, ACTOR_MAX = 60, ENTRY_TYPE_MAX = 30 };

/* An entry as read. Texts and body are borrowed from `json`, which entry_release lets go. */
struct entry {
	uint64_t number;
	uint8_t prev[32];               /* leaf hash of the entry before; zeros for entry 0 */
	const char *type;
	int64_t at;                     /* seconds since 1970 UTC; 0 where the type bears no time */
	size_t actor_count;             /* who did it: operators by name, machines as "machine:NAME" */
	const char *actors[ENTRY_MAX_ACTORS];
	const json_t *body;
	uint8_t leaf[32];
	json_t *json;
};

/* Read one line without its line feed: the envelope only. Errors: ERR_JSON, ERR_FIELD_*, ERR_RANGE, ERR_TOO_LONG. `max` is the size cap. */
MUST_CHECK enum err entry_read(struct entry *out, const char *line, size_t len, size_t max);
void entry_release(struct entry *e);

/* Write the line, without line feed; the caller frees *line and bounds its length. `at` 0 leaves
 * the time out; `actors` may be empty. `body` is borrowed.
 * Errors: ERR_MEMORY, ERR_RANGE if number, type, time or actors are not what entry_read takes. */
MUST_CHECK enum err entry_write(char **line, uint64_t number, const uint8_t prev[32], const char *type, int64_t at,
				const char *const *actors, size_t actor_count, const json_t *body);

#endif
