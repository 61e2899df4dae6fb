/* tree.c - see tree.h. RFC 9162 sections 2.1.1 to 2.1.4 (P12.4, P12.5). Must not know what a leaf stands for. */
#include "protocol/ledger/tree.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAP = 256 };

static void hash_two(uint8_t out[32], uint8_t prefix, const void *a, size_t a_len, const void *b, size_t b_len)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	/* digests fail only on lack of memory, from which no head can be told */
	if (!context || !EVP_DigestInit_ex(context, EVP_sha256(), NULL) || !EVP_DigestUpdate(context, &prefix, 1) ||
	    !EVP_DigestUpdate(context, a, a_len) || !EVP_DigestUpdate(context, b, b_len) || !EVP_DigestFinal_ex(context, out, NULL))
		abort();
	EVP_MD_CTX_free(context);
}

void tree_leaf_hash(uint8_t out[32], const void *entry, size_t len)
{
	hash_two(out, 0, entry, len, NULL, 0);
}

void tree_node_hash(uint8_t out[32], const uint8_t left[32], const uint8_t right[32])
{
	hash_two(out, 1, left, 32, right, 32);
}

void tree_init(struct tree *t)
{
	*t = (struct tree){ 0 };
}

void tree_release(struct tree *t)
{
	for (int h = 0; h < TREE_MAX_LEVELS; h++)
		free(t->levels[h].at);
	tree_init(t);
}

static enum err reserve(struct tree_level *level)
{
	size_t cap = level->cap ? 2 * level->cap : FIRST_CAP;
	uint8_t (*at)[32];

	if (level->count < level->cap)
		return OK;
	at = realloc(level->at, cap * 32);
	if (!at)
		return ERR_MEMORY;
	level->at = at;
	level->cap = cap;
	return OK;
}

enum err tree_add(struct tree *t, const uint8_t leaf[32])
{
	int top = 0;

	if (t->size + 1 >= UINT64_C(1) << TREE_MAX_LEVELS)
		return ERR_RANGE;
	/* all memory first, so that a failure changes nothing */
	for (uint64_t i = t->size; ; i >>= 1) {
		enum err err = reserve(&t->levels[top]);

		if (err)
			return err;
		if (!(i & 1))
			break;
		top++;
	}
	memcpy(t->levels[0].at[t->levels[0].count++], leaf, 32);
	for (int h = 0; h < top; h++) {
		const struct tree_level *below = &t->levels[h];
		struct tree_level *level = &t->levels[h + 1];

		tree_node_hash(level->at[level->count++], below->at[below->count - 2], below->at[below->count - 1]);
	}
	t->size++;
	return OK;
}

/* Root of leaves `from` .. `to` - 1, where `from` is a multiple of a power of two that is not below
 * their number, as in every split of RFC 9162. */
static void root_of_run(uint8_t out[32], const struct tree *t, uint64_t from, uint64_t to)
{
	uint64_t rest = to - from;
	bool is_empty = true;

	/* complete subtrees stand from right to left as the bits of the number of leaves */
	for (int h = 0; rest >> h; h++) {
		const uint8_t *node;

		if (!(rest >> h & 1))
			continue;
		to -= UINT64_C(1) << h;
		node = t->levels[h].at[to >> h];
		if (is_empty)
			memcpy(out, node, 32);
		else
			tree_node_hash(out, node, out);
		is_empty = false;
	}
}

enum err tree_root(uint8_t out[32], const struct tree *t, uint64_t size)
{
	if (size > t->size)
		return ERR_RANGE;
	if (!size && !EVP_Digest("", 0, out, NULL, EVP_sha256(), NULL))
		abort();
	root_of_run(out, t, 0, size);
	return OK;
}

enum err tree_leaf(uint8_t out[32], const struct tree *t, uint64_t index)
{
	if (index >= t->size)
		return ERR_RANGE;
	memcpy(out, t->levels[0].at[index], 32);
	return OK;
}

/* Siblings of node `index` of level `h` on its way to the root of the first `size` leaves. */
static size_t path(uint8_t *proof, const struct tree *t, uint64_t index, int h, uint64_t size)
{
	size_t count = 0;

	for (; (size - 1) >> h; h++, index >>= 1) {
		uint64_t from = (index ^ 1) << h;
		uint64_t to = from + (UINT64_C(1) << h);

		/* a node at the right edge has no sibling and moves up as it is */
		if (from < size)
			root_of_run(proof + 32 * count++, t, from, to < size ? to : size);
	}
	return count;
}

enum err tree_inclusion(uint8_t *proof, size_t *count, const struct tree *t, uint64_t index, uint64_t size)
{
	if (index >= size || size > t->size)
		return ERR_RANGE;
	*count = path(proof, t, index, 0, size);
	return OK;
}

/* Level of the last complete subtree of the first `size` leaves, size > 0. */
static int edge_level(uint64_t size)
{
	int h = 0;

	while (!(size >> h & 1))
		h++;
	return h;
}

enum err tree_consistency(uint8_t *proof, size_t *count, const struct tree *t, uint64_t from, uint64_t to)
{
	uint64_t edge;
	size_t n = 0;
	int h;

	if (from > to || to > t->size)
		return ERR_RANGE;
	*count = 0;
	if (from == 0 || from == to)
		return OK;
	h = edge_level(from);
	edge = (from - 1) >> h;
	/* where the edge is the whole old tree, the verifier has its root already */
	if (edge) {
		memcpy(proof, t->levels[h].at[edge], 32);
		n = 1;
	}
	*count = n + path(proof + 32 * n, t, edge, h, to);
	return OK;
}

enum err tree_check_inclusion(const uint8_t leaf[32], uint64_t index, uint64_t size, const uint8_t root[32], const uint8_t *proof,
			      size_t count)
{
	uint64_t fn = index, sn = size - 1;
	uint8_t r[32];

	if (index >= size)
		return ERR_TREE_PROOF;
	memcpy(r, leaf, 32);
	for (size_t i = 0; i < count; i++, fn >>= 1, sn >>= 1) {
		const uint8_t *p = proof + 32 * i;

		if (sn == 0)
			return ERR_TREE_PROOF;
		if (!(fn & 1) && fn != sn) {
			tree_node_hash(r, r, p);
			continue;
		}
		tree_node_hash(r, p, r);
		for (; fn && !(fn & 1); fn >>= 1)
			sn >>= 1;
	}
	return sn == 0 && !memcmp(r, root, 32) ? OK : ERR_TREE_PROOF;
}

enum err tree_check_consistency(uint64_t from, const uint8_t from_root[32], uint64_t to, const uint8_t to_root[32],
				const uint8_t *proof, size_t count)
{
	uint64_t fn, sn;
	uint8_t fr[32], sr[32];
	size_t i = 0;
	int h;

	if (from == to)
		return !count && !memcmp(from_root, to_root, 32) ? OK : ERR_TREE_PROOF;
	if (from == 0)
		return count ? ERR_TREE_PROOF : OK;
	if (from > to || !count)
		return ERR_TREE_PROOF;

	h = edge_level(from);
	fn = (from - 1) >> h;
	sn = (to - 1) >> h;
	memcpy(fr, fn ? proof + 32 * i++ : from_root, 32);
	memcpy(sr, fr, 32);
	for (; i < count; i++, fn >>= 1, sn >>= 1) {
		const uint8_t *c = proof + 32 * i;

		if (sn == 0)
			return ERR_TREE_PROOF;
		if (!(fn & 1) && fn != sn) {
			tree_node_hash(sr, sr, c);
			continue;
		}
		tree_node_hash(fr, c, fr);
		tree_node_hash(sr, c, sr);
		for (; fn && !(fn & 1); fn >>= 1)
			sn >>= 1;
	}
	return sn == 0 && !memcmp(fr, from_root, 32) && !memcmp(sr, to_root, 32) ? OK : ERR_TREE_PROOF;
}
