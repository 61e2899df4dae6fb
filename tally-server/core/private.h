/* private.h - the private table: who holds which badge and which slip. The only place that joins a name to a key.
 *
 * Rows of the store, each sealed by AES-256-GCM under private.key with its kind and id as context, written in the
 * same transaction as the entry that they belong to. Destroying the key (every copy) destroys the table; the record
 * stands without it.
 * Must not know: the ledger, requests. Nothing here is ever logged. */
#ifndef TALLY_PRIVATE_H
#define TALLY_PRIVATE_H

#include "protocol/crypto/group.h"
#include "protocol/crypto/rng.h"
#include "protocol/meeting/meeting.h"
#include "tally-server/store/store.h"

enum { BADGE_CODE_SIZE = 10 };

struct private_table;

/* A slip by its issue and outer number (1, 2, ... within the issue). */
struct private_slip {
	uint32_t issue, outer;
	char person[PERSON_NUMBER_MAX + 1];     /* "" for a spare */
	bool is_revoked;
};

/* Open the table in `s`; the key is read from `key_path`, or made there if the file is missing and
 * the table empty. `s` and `rng` are borrowed.
 * Errors: ERR_IO (no key for a table that has rows), ERR_PASSPHRASE (another key), ERR_STORE, ERR_MEMORY. */
MUST_CHECK enum err private_open(struct private_table **out, struct store *s, const char *key_path, const struct rng *rng);
/* Wipes. */
void private_free(struct private_table *p);

/* The badge code of a person. The second form: ERR_RANGE if there is none. */
MUST_CHECK enum err private_set_badge(struct private_table *p, const char *person, const uint8_t code[BADGE_CODE_SIZE]);
MUST_CHECK enum err private_badge(const struct private_table *p, uint8_t code[BADGE_CODE_SIZE], const char *person);

/* What else a roster says of a person (a JSON object's text). The second form appends; ERR_RANGE if there is nothing. */
MUST_CHECK enum err private_set_details(struct private_table *p, const char *person, const char *text);
MUST_CHECK enum err private_details(const struct private_table *p, struct buf *text, const char *person);

/* Who helped at terminals in an attempt (a JSON object's text). The second form appends; ERR_RANGE if nobody has. */
MUST_CHECK enum err private_set_assists(struct private_table *p, const char *poll, uint32_t attempt, const char *text);
MUST_CHECK enum err private_assists(const struct private_table *p, struct buf *text, const char *poll, uint32_t attempt);

/* What is told once a poll has ended, and to nobody before (a JSON object's text). Rows are
 * numbered as they come: a row's id says nothing of whom it is about. */
MUST_CHECK enum err private_add_waiting(struct private_table *p, const char *text);
/* Calls `each` for every row, the oldest first, until it returns false; `text` is NULL where a row is damaged.
 * Errors: ERR_STORE, ERR_MEMORY. */
MUST_CHECK enum err private_each_waiting(const struct private_table *p,
					 bool (*each)(void *arg, const char *id, const char *text), void *arg);
MUST_CHECK enum err private_drop_waiting(struct private_table *p, const char *id);

/* The public keys of a slot as the issuer listed them: keys[outer - 1]. The second form appends
 * count * POINT_SIZE bytes; ERR_RANGE if there are none. */
MUST_CHECK enum err private_set_keys(struct private_table *p, uint32_t issue, uint32_t slot, const uint8_t *keys, size_t count);
MUST_CHECK enum err private_keys(const struct private_table *p, struct buf *keys, uint32_t issue, uint32_t slot);

/* Give a slip to a person, or enter a spare (person ""). Replaces what was there and clears a revocation. */
MUST_CHECK enum err private_assign(struct private_table *p, uint32_t issue, uint32_t outer, const char *person);
/* Errors: ERR_RANGE if the slip is not in the table. */
MUST_CHECK enum err private_revoke(struct private_table *p, uint32_t issue, uint32_t outer);
/* The slip that a person holds now (the latest that is not revoked); NULL if none. Valid until the table changes. */
const struct private_slip *private_slip_of(const struct private_table *p, const char *person);
/* One slip; NULL if it is not in the table. */
const struct private_slip *private_slip(const struct private_table *p, uint32_t issue, uint32_t outer);
/* All, sorted by issue and outer number. */
const struct private_slip *private_slips(const struct private_table *p, size_t *count);

#endif
