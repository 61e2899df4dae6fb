/* rng.h - randomness comes in as an argument, so that crypto stays pure and vectors can be made. */
#ifndef TALLY_RNG_H
#define TALLY_RNG_H

#include <stddef.h>

struct rng {
	/* Fill `out` with `len` unpredictable bytes; must not fail (os/random.c aborts if the system has none). */
	void (*fill)(void *state, void *out, size_t len);
	void *state;
};

static inline void rng_fill(const struct rng *r, void *out, size_t len)
{
	r->fill(r->state, out, len);
}

#endif
