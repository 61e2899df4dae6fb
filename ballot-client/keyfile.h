/* keyfile.h - what a trustee keeps between the steps and over the meeting, sealed under a passphrase (P17.4).
 *
 * Everything is on disk before what depends on it is sent. Knows the file and its fields. Must not know: the network, the ledger. */
#ifndef TALLY_KEYFILE_H
#define TALLY_KEYFILE_H

#include <jansson.h>
#include "protocol/crypto/ceremony.h"

/* A box that this trustee has opened: the same request gets the same share, another head for that attempt none (P11.2). */
struct opened {
	char poll[24];
	uint32_t attempt;
	uint64_t size;
	uint8_t root[32];
	uint8_t *share;                 /* owned */
	size_t share_len;
};

/* What this trustee has from one ceremony. */
struct key_set {
	char meeting[20];
	uint64_t ceremony;              /* 0: nothing */
	uint32_t index, t;
	struct ceremony_secret secret;
	char *reveal;                   /* its text; owned */
	bool has_share;
	struct scalar share;            /* x_j */
};

struct keyfile {
	char path[4096];
	uint8_t salt[16], key[32];      /* of the passphrase */
	struct key_set now;             /* of the latest ceremony */
	struct key_set before;          /* of the record that was in force when it began, and still is if it is aborted */
	struct opened *opened;
	size_t opened_count;
};

/* Read the file, or begin an empty one where there is none (nothing is written yet).
 * Errors: ERR_PASSPHRASE, ERR_IO, ERR_TOO_LONG, ERR_MEMORY, those of reading fields; `k` is then empty. */
MUST_CHECK enum err keyfile_open(struct keyfile *k, const char *path, const char *passphrase);
/* Write it durably. Errors: ERR_IO, ERR_MEMORY, ERR_TOO_LONG (it could not be read back). */
MUST_CHECK enum err keyfile_save(const struct keyfile *k);
/* Start on `c` as trustee `index`, and forget all secrets but those of the ceremony `in_force` (0: none). */
void keyfile_begin(struct keyfile *k, const struct ceremony *c, uint32_t index, uint64_t in_force);
/* What there is from a ceremony; NULL if nothing. */
const struct key_set *keyfile_set(const struct keyfile *k, uint64_t ceremony);
/* NULL if this attempt was never opened here. */
const struct opened *keyfile_opened(const struct keyfile *k, const char *poll, uint32_t attempt);
/* Take over `share`, also on error. Errors: ERR_MEMORY, ERR_TOO_LONG (no more fit in the file). */
MUST_CHECK enum err keyfile_add_opened(struct keyfile *k, const char *poll, uint32_t attempt, uint64_t size,
				       const uint8_t root[32], uint8_t *share, size_t len);
void keyfile_release(struct keyfile *k);

#endif
