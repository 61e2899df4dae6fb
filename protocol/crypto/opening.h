/* opening.h - opening the box (P11): encrypted totals, decryption shares, and the numbers they give.
 *
 * Must not know: whether the box may be opened; that is the trustee's and the fold's business. */
#ifndef TALLY_OPENING_H
#define TALLY_OPENING_H

#include "protocol/crypto/group.h"
#include "protocol/crypto/rng.h"
#include "protocol/crypto/ballot.h"

enum { FACTOR_SIZE = POINT_SIZE + 64 };         /* D, c, z of one ciphertext */

/* The encrypted total of an attempt: alpha and beta sums, one pair a ciphertext. */
struct total {
	size_t count;                   /* ciphertexts */
	struct point **alpha, **beta;
	uint64_t ballots;               /* added so far */
};
MUST_CHECK enum err total_init(struct group *g, struct total *t, size_t ciphertexts);
void total_release(struct total *t);
/* Add the ciphertexts of a checked body. Errors: ERR_POINT, ERR_MEMORY; the total is then unchanged. */
MUST_CHECK enum err total_add(struct group *g, struct total *t, const uint8_t *body);

/* What a share is bound to (P11.3); everything borrowed. */
struct opening {
	const char *meeting, *poll;
	uint64_t attempt;
	const uint8_t *h_poll;          /* 64 */
	const uint8_t *key_record;      /* 32 */
	uint64_t head_size;
	const uint8_t *head_root;       /* 32 */
	const struct total *total;
};

/* Trustee `index`'s share: count * FACTOR_SIZE bytes into `out`. */
MUST_CHECK enum err opening_share(struct group *g, uint8_t *out, const struct opening *o, uint32_t index, struct scalar key_share,
				  const struct rng *rng);
/* `share` has count * FACTOR_SIZE bytes, as the caller has seen. `share_key` is X_i.
 * Errors: ERR_POINT, ERR_SCALAR, ERR_DECRYPTION, ERR_RANGE (index). */
MUST_CHECK enum err opening_check_share(struct group *g, const struct opening *o, uint32_t index, const uint8_t share_key[POINT_SIZE],
					const uint8_t *share);
/* Combine t checked shares of different trustees: counts[j] of every ciphertext (P11.4). Errors: ERR_NO_TOTAL, ERR_RANGE (indices). */
MUST_CHECK enum err opening_combine(struct group *g, uint64_t *counts, const struct opening *o, const uint32_t *indices,
				    const uint8_t *const *shares, size_t t);
/* The auditor's way, without searching: is `counts` what the shares open to? Errors: ERR_NO_TOTAL, ERR_RANGE (indices). */
MUST_CHECK enum err opening_check_counts(struct group *g, const uint64_t *counts, const struct opening *o, const uint32_t *indices,
					 const uint8_t *const *shares, size_t t);

#endif
