/* store.h - the durable store: the only room that sees sqlite3.h.
 *
 * One database, one exclusive connection, WAL, synchronous=FULL. Keeps lines and rows; must not know what they
 * mean. Any error of SQLite is ERR_STORE and final: the caller halts (a failed fsync is never retried). */
#ifndef TALLY_STORE_H
#define TALLY_STORE_H

#include "protocol/base/bytes.h"

struct store;

/* Open or create `path`, migrate up. Errors: ERR_STORE, ERR_BUSY if another process has it. */
MUST_CHECK enum err store_open(struct store **out, const char *path);
void store_close(struct store *s);
/* What SQLite said of the last error; for the log. */
const char *store_reason(const struct store *s);

/* One transaction for a whole turn of requests (group commit). */
MUST_CHECK enum err store_begin(struct store *s);
MUST_CHECK enum err store_commit(struct store *s);
void store_rollback(struct store *s);

MUST_CHECK enum err store_append(struct store *s, uint64_t number, const uint8_t leaf[32], const char *line);
/* One ballot for a key and attempt, held by a unique index. Errors: ERR_ALREADY_RECEIVED. */
MUST_CHECK enum err store_cast(struct store *s, const char *poll, int64_t attempt, const uint8_t key[65], uint64_t number);
MUST_CHECK enum err store_size(struct store *s, uint64_t *entries);
/* One entry as stored; borrowed for the call. */
struct store_entry {
	uint64_t number;
	const uint8_t *leaf;            /* 32, as it was given: compare with the line's */
	const char *line;
	size_t len;
};
/* Call `each` with the entries from number `from` on until it returns false. Do not write within it. */
MUST_CHECK enum err store_read(struct store *s, uint64_t from, bool (*each)(void *arg, const struct store_entry *e), void *arg);

/* Rows that are not of the record. `kind` is a short literal, `id` a name; `value` any bytes to 4 MiB. */
MUST_CHECK enum err store_put(struct store *s, const char *kind, const char *id, const void *value, size_t len);
/* Appends to `out`. Errors: ERR_RANGE if there is none. */
MUST_CHECK enum err store_get(struct store *s, const char *kind, const char *id, struct buf *out);
MUST_CHECK enum err store_delete(struct store *s, const char *kind, const char *id);
MUST_CHECK enum err store_each(struct store *s, const char *kind,
			       bool (*each)(void *arg, const char *id, const void *value, size_t len), void *arg);

/* A copy for reading with SQL: entries and the views, nothing private. Errors: ERR_IO if the file exists. */
MUST_CHECK enum err store_snapshot(struct store *s, const char *path);
/* Passive checkpoint of the WAL; call when idle. */
MUST_CHECK enum err store_tidy(struct store *s);

#endif
