/* bytes.h - byte spans, growing buffers, and the encodings hex and base64 (P1.1, P1.2).
 *
 * Knows lengths and encodings. Must not know: what the bytes mean. */
#ifndef TALLY_BYTES_H
#define TALLY_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "protocol/base/err.h"

/* A borrowed run of bytes. */
struct span {
	const uint8_t *at;
	size_t len;
};

/* A growing run of bytes that owns its memory. Start with { 0 }. After a failed allocation `failed` stays set and nothing
 * more is added: check it once, before using the result. */
struct buf {
	uint8_t *at;
	size_t len, cap;
	bool failed;
};

void buf_release(struct buf *b);
/* Wipe the bytes, then release. */
void buf_release_secret(struct buf *b);
void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_add_text(struct buf *b, const char *text);
void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* NUL-terminate (not counted in len) and return the text; "" if failed. */
const char *buf_text(struct buf *b);
/* Drop the first `len` bytes. */
void buf_drop(struct buf *b, size_t len);

void put_u32(uint8_t out[4], uint32_t x);       /* most significant byte first */
void put_u64(uint8_t out[8], uint64_t x);
uint32_t get_u32(const uint8_t in[4]);
uint64_t get_u64(const uint8_t in[8]);

/* Wipe so that the compiler cannot leave it out. */
void wipe(void *at, size_t len);
/* Equal? In time that depends on `len` only. */
bool bytes_equal_secret(const void *a, const void *b, size_t len);

/* `out` takes 2 * len + 1 characters. */
void hex_encode(char *out, const void *bytes, size_t len);
/* Exactly `len` bytes of lower-case hex. Errors: ERR_HEX. */
MUST_CHECK enum err hex_decode(uint8_t *out, size_t len, const char *text);

/* Characters, without the terminator, that `len` bytes take. */
size_t base64_length(size_t len);
/* `out` takes base64_length(len) + 1 characters. */
void base64_encode(char *out, const void *bytes, size_t len);
/* Canonical base64 of exactly `len` bytes. Errors: ERR_BASE64. */
MUST_CHECK enum err base64_decode(uint8_t *out, size_t len, const char *text);
/* Canonical base64 of at most `cap` bytes; `*len` becomes their number. Errors: ERR_BASE64, ERR_RANGE. */
MUST_CHECK enum err base64_decode_any(uint8_t *out, size_t *len, size_t cap, const char *text);

#endif
