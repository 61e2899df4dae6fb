/* random.c - the system's randomness. Must not know what it is for. */
#include "protocol/os/os.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

static void fill(void *state, void *out, size_t len)
{
	uint8_t *at = out;

	(void)state;
	while (len) {
		ssize_t got = getrandom(at, len, 0);

		if (got < 0 && errno == EINTR)
			continue;
		/* a key from anything else than randomness is worse than none */
		if (got <= 0)
			abort();
		at += got;
		len -= (size_t)got;
	}
}

const struct rng os_rng = { .fill = fill };
