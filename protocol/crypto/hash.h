/* hash.h - the hashes of section 3: fields in, 32 or 64 bytes out.
 *
 *     struct hash t;
 *     hash_start(&t, "tally/1/tracking");
 *     hash_field(&t, h_poll, 64);
 *     hash_u64(&t, slot);
 *     hash_end32(&t, out);
 *
 * Cannot fail on valid use: OpenSSL's digests fail only on lack of memory at start, which is taken as fatal (abort). */
#ifndef TALLY_HASH_H
#define TALLY_HASH_H

#include <stddef.h>
#include <stdint.h>
#include "protocol/base/bytes.h"

enum { H32 = 32, H64 = 64 };

/* Fields are gathered and hashed at the end, so that one struct serves both hashes and the messages that Ed25519 signs (P8.2). */
struct hash {
	struct buf fields;
};

void hash_start(struct hash *t, const char *tag);
void hash_field(struct hash *t, const void *bytes, size_t len);
void hash_text(struct hash *t, const char *text);
void hash_u64(struct hash *t, uint64_t x);
/* SHA-256 / SHA-512 over the fields; ends, wipes and releases `t`. */
void hash_end32(struct hash *t, uint8_t out[32]);
void hash_end64(struct hash *t, uint8_t out[64]);
/* The field encoding itself; the caller takes over the buffer. */
struct buf hash_end_fields(struct hash *t);

void sha256(uint8_t out[32], const void *bytes, size_t len);

#endif
