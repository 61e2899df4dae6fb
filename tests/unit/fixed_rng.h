/* fixed_rng.h - bytes that look random and are the same in every run: SHA-256 of a seed and a counter. For tests only. */
#ifndef TALLY_TESTS_FIXED_RNG_H
#define TALLY_TESTS_FIXED_RNG_H

#include <string.h>
#include "protocol/base/bytes.h"
#include "protocol/crypto/hash.h"
#include "protocol/crypto/rng.h"

struct fixed_rng {
	uint64_t seed, count;
};

static inline void fixed_rng_fill(void *state, void *out, size_t len)
{
	struct fixed_rng *f = state;
	uint8_t *at = out, in[16], block[32];

	while (len) {
		size_t n = len < sizeof(block) ? len : sizeof(block);

		put_u64(in, f->seed);
		put_u64(in + 8, f->count++);
		sha256(block, in, sizeof(in));
		memcpy(at, block, n);
		at += n;
		len -= n;
	}
}

/* Borrows `f`. */
static inline struct rng fixed_rng(struct fixed_rng *f)
{
	return (struct rng){ .fill = fixed_rng_fill, .state = f };
}

#endif
