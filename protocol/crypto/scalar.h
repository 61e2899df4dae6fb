/* scalar.h - arithmetic modulo the group's order, in constant time, on scalars of fixed width.
 *
 * Ours rather than BIGNUM's, because BIGNUM drops leading zero words: the time of a product would tell whether a mark is zero.
 * Values are always below the order. Source: Montgomery multiplication, CIOS form (Koç, Acar, Kaliski 1996). */
#ifndef TALLY_SCALAR_H
#define TALLY_SCALAR_H

#include <stdbool.h>
#include <stdint.h>
#include "protocol/base/err.h"
#include "protocol/crypto/hash.h"

struct scalar {
	uint64_t limb[4];       /* least significant first, below the order */
};

/* An odd modulus of at most 256 bits and what Montgomery needs of it. The group's backend defines the one that is used. */
struct scalar_field {
	uint64_t n[4];
	uint64_t minus_n_inverse;       /* -n^-1 mod 2^64 */
	uint64_t r2[4];                 /* 2^512 mod n */
};
extern const struct scalar_field group_order;

struct scalar scalar_from_u64(uint64_t x);
struct scalar scalar_from_i64(int64_t x);
struct scalar scalar_add(struct scalar a, struct scalar b);
struct scalar scalar_sub(struct scalar a, struct scalar b);
struct scalar scalar_neg(struct scalar a);
struct scalar scalar_mul(struct scalar a, struct scalar b);
/* a^-1; zero for zero. Public values only need the speed; still constant time (Fermat). */
struct scalar scalar_invert(struct scalar a);
/* `yes` where mask is all ones, `no` where it is zero. */
struct scalar scalar_select(uint64_t mask, struct scalar yes, struct scalar no);
bool scalar_is_zero(struct scalar a);
bool scalar_equal(struct scalar a, struct scalar b);

void scalar_encode(uint8_t out[32], struct scalar a);
/* Errors: ERR_SCALAR unless below the order (P2.3). */
MUST_CHECK enum err scalar_decode(struct scalar *out, const uint8_t in[32]);
/* 64 bytes modulo the order (P3.2). */
struct scalar scalar_reduce(const uint8_t in[64]);
/* HS of P3.2: ends `t`. */
struct scalar scalar_hash(struct hash *t);

#endif
