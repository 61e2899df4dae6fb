/* map.c - see map.h. Linear probing, at most half full. Must not know what keys and numbers mean. */
#include "protocol/base/map.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/base/bytes.h"

struct map_slot {
	uint8_t key[32];
	uint32_t value;
	bool is_used;
};

enum { FIRST_CAP = 64 };

/* The finalizer of splitmix64. */
static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

/* Where to look first. All bytes count: x coordinates and test keys may share their first ones. */
static size_t place(const struct map *m, const uint8_t key[32])
{
	uint64_t x = m->salt;

	for (size_t i = 0; i < 32; i += 8)
		x = mix(x ^ get_u64(key + i));
	return (size_t)x & (m->cap - 1);
}

/* The slot that holds the key, or the free one where it belongs. `cap` > 0. */
static struct map_slot *find(const struct map *m, const uint8_t key[32])
{
	size_t i = place(m, key);

	while (m->slots[i].is_used && memcmp(m->slots[i].key, key, 32))
		i = (i + 1) & (m->cap - 1);
	return &m->slots[i];
}

static enum err grow(struct map *m)
{
	struct map bigger = { .count = m->count, .cap = m->cap ? 2 * m->cap : FIRST_CAP, .salt = m->salt };

	bigger.slots = calloc(bigger.cap, sizeof *bigger.slots);
	if (!bigger.slots)
		return ERR_MEMORY;
	for (size_t i = 0; i < m->cap; i++)
		if (m->slots[i].is_used)
			*find(&bigger, m->slots[i].key) = m->slots[i];
	free(m->slots);
	*m = bigger;
	return OK;
}

void map_init(struct map *m, uint64_t salt)
{
	*m = (struct map){ .salt = salt };
}

void map_release(struct map *m)
{
	free(m->slots);
	map_init(m, m->salt);
}

const uint32_t *map_get(const struct map *m, const uint8_t key[32])
{
	const struct map_slot *slot = m->cap ? find(m, key) : NULL;

	return slot && slot->is_used ? &slot->value : NULL;
}

enum err map_reserve(struct map *m, size_t extra)
{
	while (2 * (m->count + extra) > m->cap) {
		enum err err = grow(m);

		if (err)
			return err;
	}
	return OK;
}

void map_put(struct map *m, const uint8_t key[32], uint32_t value)
{
	struct map_slot *slot = find(m, key);

	if (!slot->is_used) {
		memcpy(slot->key, key, 32);
		slot->is_used = true;
		m->count++;
	}
	slot->value = value;
}

enum err map_set(struct map *m, const uint8_t key[32], uint32_t value)
{
	enum err err = map_reserve(m, 1);

	if (!err)
		map_put(m, key, value);
	return err;
}
