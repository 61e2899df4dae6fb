/* map.h - from 32 bytes to a number: an open-addressing hash table for ids, keys and hashes.
 *
 * Keys are hashes or public keys already, but a peer may choose them: the place of a key is keyed by a per-map random `salt`
 * that the caller passes (zero in tools and tests). Never shrinks; nothing is removed. */
#ifndef TALLY_MAP_H
#define TALLY_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "protocol/base/err.h"

struct map {
	struct map_slot *slots;
	size_t count, cap;
	uint64_t salt;
};

void map_init(struct map *m, uint64_t salt);
void map_release(struct map *m);
/* NULL if absent. Valid until the next map_set. */
const uint32_t *map_get(const struct map *m, const uint8_t key[32]);
/* Insert or replace. Errors: ERR_MEMORY. */
MUST_CHECK enum err map_set(struct map *m, const uint8_t key[32], uint32_t value);
/* Make room for `extra` new keys, so that as many map_put cannot fail. Errors: ERR_MEMORY. */
MUST_CHECK enum err map_reserve(struct map *m, size_t extra);
/* map_set where map_reserve made room. */
void map_put(struct map *m, const uint8_t key[32], uint32_t value);

#endif
