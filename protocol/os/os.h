/* os.h - one of the two impure rooms: random bytes, files, secrets from the terminal, a hardened process.
 *
 * Programs link it; nothing else under protocol/ includes it. */
#ifndef TALLY_OS_H
#define TALLY_OS_H

#include <stddef.h>
#include <stdint.h>
#include "protocol/base/bytes.h"
#include "protocol/crypto/rng.h"

/* The system's randomness (getrandom). Aborts if the system has none. */
extern const struct rng os_rng;

/* Whole file, at most `max` bytes. Errors: ERR_IO, ERR_TOO_LONG, ERR_MEMORY. */
MUST_CHECK enum err file_read(struct buf *out, const char *path, size_t max);
/* Write so that after a crash either the old file or the whole new one is there: temporary file, fsync, rename, fsync of the folder.
 * Errors: ERR_IO. */
MUST_CHECK enum err file_write_durable(const char *path, const void *bytes, size_t len, unsigned mode);
/* Folder with mode 0700 if it is missing, parents included. Errors: ERR_IO. */
MUST_CHECK enum err folder_make(const char *path);

/* Read a passphrase without echo from the terminal, or, if fd >= 0, one line from that descriptor. At most cap-1 and
 * 1023 bytes, NUL-terminated; wipe it after use. Errors: ERR_IO (also if a signal came between), ERR_RANGE if empty or too long. */
MUST_CHECK enum err passphrase_read(char *out, size_t cap, const char *prompt, int fd);

/* scrypt (RFC 7914) with the product's parameters N = 2^15, r = 8, p = 1. Errors: ERR_MEMORY. */
MUST_CHECK enum err secret_stretch(uint8_t out[32], const char *passphrase, const uint8_t salt[16]);
enum { SECRET_OVERHEAD = 28 };
/* AES-256-GCM. `out` takes len + SECRET_OVERHEAD bytes: nonce (12), ciphertext, tag (16). Errors: ERR_TOO_LONG, ERR_MEMORY. */
MUST_CHECK enum err secret_seal(uint8_t *out, const uint8_t key[32], const void *context, size_t context_len, const void *plain, size_t len,
				const struct rng *rng);
/* `out` takes len - SECRET_OVERHEAD bytes. Errors: ERR_PASSPHRASE if key or bytes are wrong, ERR_MEMORY. */
MUST_CHECK enum err secret_open(uint8_t *out, const uint8_t key[32], const void *context, size_t context_len,
				const void *sealed, size_t len);

/* First thing in every main: ignore SIGPIPE, no core dumps, not dumpable, umask 077, JSON wiped from memory when it is let go and the
 * process ended where there is none for it, the file-descriptor limit raised to `files`. */
void process_harden(unsigned files);

int64_t clock_wall_seconds(void);
uint64_t clock_monotonic_us(void);

#endif
