/* schnorr.h - Schnorr signatures on the group (P8.1): slot keys and proofs of possession. */
#ifndef TALLY_SCHNORR_H
#define TALLY_SCHNORR_H

#include "protocol/crypto/group.h"
#include "protocol/crypto/rng.h"

enum { SCHNORR_SIZE = 97 };

/* `tag` is the whole tag, as in "tally/1/cast". `fields` holds f1 .. fm, encoded by the two functions below without the tag; the caller
 * keeps it. Errors: ERR_MEMORY, also if `fields` has failed. */
MUST_CHECK enum err schnorr_sign(struct group *g, uint8_t out[SCHNORR_SIZE], const char *tag, struct scalar secret,
				 const struct buf *fields, const struct rng *rng);
/* Errors: ERR_POINT, ERR_SCALAR, ERR_SIGNATURE. */
MUST_CHECK enum err schnorr_check(struct group *g, const char *tag, const uint8_t key[POINT_SIZE], const struct buf *fields,
				  const uint8_t signature[SCHNORR_SIZE]);
/* e of P8.1, for those who check many at once. */
struct scalar schnorr_challenge(const char *tag, const uint8_t key[POINT_SIZE], const uint8_t rs[POINT_SIZE], const struct buf *fields);

/* Field encoders for `fields`: P3.1 without a tag. */
void schnorr_add_field(struct buf *fields, const void *bytes, size_t len);
void schnorr_add_u64(struct buf *fields, uint64_t x);

#endif
