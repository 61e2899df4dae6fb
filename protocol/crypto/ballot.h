/* ballot.h - sealing, checking and opening ballots (P6, P7, P9).
 *
 * A `struct ballot_form` is what mathematics needs to know of a poll: rows, limits, and the hash of its definition. Everything here is
 * bytes in, bytes out. Wherever a group is passed it has the poll's K as its key. Must not know: JSON, the ledger, who votes. */
#ifndef TALLY_BALLOT_H
#define TALLY_BALLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "protocol/base/err.h"
#include "protocol/crypto/group.h"
#include "protocol/crypto/rng.h"

enum {
	BALLOT_ID_SIZE = 16, SEED_SIZE = 32, SIGNATURE_SIZE = 97,
	CIPHERTEXT_SIZE = 2 * POINT_SIZE,               /* alpha, beta */
	BRANCH_SIZE = 2 * POINT_SIZE + 64,              /* a, b, c, v */
	BALLOT_MAX_ROWS = 600, BALLOT_MAX_OPTIONS = 100, BALLOT_MAX_LIMITS = 8, BALLOT_MAX_TERMS = 1200, BALLOT_MAX_BRANCHES = 1024,
};

/* weight * ciphertext, one term of a limit. */
struct limit_term {
	uint32_t ciphertext;
	int32_t weight;
};

/* min <= sum of terms <= max (P7.1). */
struct limit {
	struct limit_term *terms;
	size_t term_count;      /* 1 .. BALLOT_MAX_TERMS */
	int32_t min, max;       /* max - min < BALLOT_MAX_BRANCHES */
};

struct ballot_form {
	uint8_t h_poll[64];     /* P6.2 */
	size_t row_count;       /* 1 .. BALLOT_MAX_ROWS */
	uint8_t *options;       /* options[q] = k_q, 2 .. BALLOT_MAX_OPTIONS */
	size_t limit_count;
	struct limit *limits;
};

void ballot_form_release(struct ballot_form *f);
/* Is the form within the bounds above?  All other functions rely on it. Errors: ERR_RANGE. */
MUST_CHECK enum err ballot_form_check(const struct ballot_form *f);
size_t ballot_form_ciphertexts(const struct ballot_form *f);
size_t ballot_form_branches(const struct ballot_form *f);
/* Bytes of a body (P6.4). */
size_t ballot_form_body_size(const struct ballot_form *f);

/* h_poll of P6.2. */
void ballot_poll_hash(uint8_t out[64], const char *meeting, const char *poll, uint64_t attempt, const uint8_t definition_leaf[32],
		      const uint8_t key_record[32], const uint8_t key[POINT_SIZE]);

/* Seal the marks, marks[q] in 0 .. k_q-1, into `body` (ballot_form_body_size bytes) with a fresh seed, which is returned for a test.
 * Errors: ERR_RANGE if marks break the form, ERR_MEMORY. */
MUST_CHECK enum err ballot_seal(struct group *g, uint8_t *body, uint8_t seed[SEED_SIZE], const struct ballot_form *f,
				const uint8_t slot_key[POINT_SIZE], const uint8_t *marks, const struct rng *rng);

void ballot_tracking_hash(uint8_t out[32], const struct ballot_form *f, const uint8_t slot_key[POINT_SIZE], const uint8_t *body);

/* What the three ballot signatures are over (P8, table). */
enum ballot_purpose { BALLOT_COMMIT, BALLOT_CAST, BALLOT_TEST };

/* `message` is the tracking hash (32 bytes) for a commit, the body otherwise. */
MUST_CHECK enum err ballot_sign(struct group *g, uint8_t signature[SIGNATURE_SIZE], enum ballot_purpose purpose,
				const struct ballot_form *f, struct scalar secret, const uint8_t *message, size_t len,
				const struct rng *rng);
MUST_CHECK enum err ballot_check_commit(struct group *g, const struct ballot_form *f, const uint8_t slot_key[POINT_SIZE],
					const uint8_t tracking[32], const uint8_t signature[SIGNATURE_SIZE]);

/* One ballot as it arrives; everything borrowed. */
struct ballot_in {
	enum ballot_purpose purpose;    /* BALLOT_CAST or BALLOT_TEST */
	const uint8_t *slot_key;        /* POINT_SIZE */
	const uint8_t *body;
	size_t len;                     /* of body; anything but ballot_form_body_size is refused */
	const uint8_t *signature;       /* SIGNATURE_SIZE */
};

/* Check `count` ballots at once: lengths, points, scalars, challenges one by one, all group equations in one
 * weighted sum; where the sum fails, each ballot alone. verdicts[i] is OK or ballot i's own error: ERR_BODY_LENGTH,
 * ERR_POINT, ERR_SCALAR, ERR_PROOF, ERR_SIGNATURE, ERR_ALPHA_REPEATED (within the ballot). Returns OK if the
 * checking itself worked, whatever the verdicts; else ERR_MEMORY. */
MUST_CHECK enum err ballot_check_batch(struct group *g, enum err *verdicts, const struct ballot_form *f, const struct ballot_in *ballots,
				       size_t count, const struct rng *rng);
/* One ballot, equation by equation, without weights: the plain reference for the above. */
MUST_CHECK enum err ballot_check_single(struct group *g, const struct ballot_form *f, const struct ballot_in *ballot);

/* Pointer to ciphertext number j within a body. */
const uint8_t *ballot_ciphertext(const uint8_t *body, size_t j);

/* Open a tested ballot with its seed (P9.6): marks[q] for every row. Errors: ERR_OPENING. */
MUST_CHECK enum err ballot_open(struct group *g, uint8_t *marks, const struct ballot_form *f, const uint8_t slot_key[POINT_SIZE],
				const uint8_t *body, const uint8_t seed[SEED_SIZE]);

#endif
