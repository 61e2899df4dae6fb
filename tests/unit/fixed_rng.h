/* fixed_rng.h - repeatable randomness for tests: SHA-256 of a counter. */
#ifndef TALLY_TEST_FIXED_RNG_H
#define TALLY_TEST_FIXED_RNG_H

#include <string.h>
#include "protocol/crypto/hash.h"
#include "protocol/crypto/rng.h"

static inline void fixed_rng_fill(void *state, void *out, size_t len)
{
	uint64_t *counter = state;
	uint8_t *at = out;

	while (len) {
		uint8_t block[8], digest[32];
		size_t n = len < sizeof(digest) ? len : sizeof(digest);

		put_u64(block, (*counter)++);
		sha256(digest, block, sizeof(block));
		memcpy(at, digest, n);
		at += n;
		len -= n;
	}
}

/* Start `counter` anywhere; equal starts give equal bytes. */
static inline struct rng fixed_rng(uint64_t *counter)
{
	return (struct rng){ .fill = fixed_rng_fill, .state = counter };
}

#endif
