/* tree.h - the Merkle tree of RFC 6962 / RFC 9162 section 2.1 over the ledger's leaves (P12.4, P12.5).
 *
 * Keeps every complete subtree, so the root at any size and all proofs are logarithmic; 64 bytes a leaf. Must not know: entries. */
#ifndef TALLY_TREE_H
#define TALLY_TREE_H

#include <stddef.h>
#include <stdint.h>
#include "protocol/base/err.h"

enum { TREE_MAX_PROOF = 64, TREE_MAX_LEVELS = 40 };

struct tree {
	uint64_t size;                                  /* leaves */
	struct tree_level {
		uint8_t (*at)[32];
		size_t count, cap;
	} levels[TREE_MAX_LEVELS];                      /* levels[h].at[i]: root of leaves i*2^h .. (i+1)*2^h - 1 */
};

void tree_leaf_hash(uint8_t out[32], const void *entry, size_t len);            /* SHA-256(00 || entry) */
void tree_node_hash(uint8_t out[32], const uint8_t left[32], const uint8_t right[32]);

void tree_init(struct tree *t);
void tree_release(struct tree *t);
/* Errors: ERR_MEMORY; the tree is then unchanged. */
MUST_CHECK enum err tree_add(struct tree *t, const uint8_t leaf[32]);
/* Root of the first `size` leaves; SHA-256 of nothing for 0. Errors: ERR_RANGE if size > t->size. */
MUST_CHECK enum err tree_root(uint8_t out[32], const struct tree *t, uint64_t size);
/* Leaf hash `index`. Errors: ERR_RANGE. */
MUST_CHECK enum err tree_leaf(uint8_t out[32], const struct tree *t, uint64_t index);

/* A proof is `*count` hashes behind one another in `proof` (TREE_MAX_PROOF * 32 bytes). Errors: ERR_RANGE. */
MUST_CHECK enum err tree_inclusion(uint8_t *proof, size_t *count, const struct tree *t, uint64_t index, uint64_t size);
MUST_CHECK enum err tree_consistency(uint8_t *proof, size_t *count, const struct tree *t, uint64_t from, uint64_t to);

/* RFC 9162 2.1.3.2 and 2.1.4.2. Errors: ERR_TREE_PROOF. from = 0 is consistent with everything, by an empty proof. */
MUST_CHECK enum err tree_check_inclusion(const uint8_t leaf[32], uint64_t index, uint64_t size, const uint8_t root[32],
					 const uint8_t *proof, size_t count);
MUST_CHECK enum err tree_check_consistency(uint64_t from, const uint8_t from_root[32], uint64_t to, const uint8_t to_root[32],
					   const uint8_t *proof, size_t count);

#endif
