/* group.h - the prime-order group (P2): NIST P-256 in group.c; a tiny one in tests/unit/tiny_group.c, so that proofs can be
 * tried exhaustively.
 *
 * A `struct group` is a calculator: it owns scratch memory, the prepared key K, and one sticky error. After the first failure
 * (out of memory, in practice) its operations do nothing: do a run of them, then check group_status once before using results.
 * One per thread. Must not know: ballots, proofs, hashing. */
#ifndef TALLY_GROUP_H
#define TALLY_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "protocol/base/err.h"
#include "protocol/crypto/scalar.h"

enum { POINT_SIZE = 65 };

struct group;
struct point;

/* The name that goes into hashes (P2.1). */
extern const char group_name[];

/* NULL if out of memory. */
struct group *group_new(void);
void group_free(struct group *g);
enum err group_status(const struct group *g);

/* Points start as the identity. NULL if out of memory (and the status says so). */
struct point *point_new(struct group *g);
void point_free(struct point *p);
/* An array of `count` points in one allocation of pointers; free with points_free. */
struct point **points_new(struct group *g, size_t count);
void points_free(struct point **p, size_t count);

/* P2.2. Errors: ERR_POINT. The second form also takes 65 zero bytes for the identity. */
MUST_CHECK enum err point_decode(struct group *g, struct point *out, const uint8_t in[POINT_SIZE]);
MUST_CHECK enum err point_decode_or_identity(struct group *g, struct point *out, const uint8_t in[POINT_SIZE]);
/* The identity becomes 65 zero bytes. */
void point_encode(struct group *g, uint8_t out[POINT_SIZE], const struct point *p);
/* `count` encodings behind one another, with one shared inversion where OpenSSL still has it. */
void points_encode(struct group *g, uint8_t *out, struct point *const *p, size_t count);

void point_copy(struct group *g, struct point *out, const struct point *a);
void point_add(struct group *g, struct point *out, const struct point *a, const struct point *b);
void point_sub(struct group *g, struct point *out, const struct point *a, const struct point *b);
bool point_equal(struct group *g, const struct point *a, const struct point *b);
bool point_is_identity(struct group *g, const struct point *p);

/* k*G and k*P for secret k, in constant time. */
void point_mul_base(struct group *g, struct point *out, struct scalar k);
void point_mul(struct group *g, struct point *out, const struct point *p, struct scalar k);

/* Prepare K as a second fixed base. point_mul_key is k*K for secret k. */
void group_set_key(struct group *g, const struct point *key);
void point_mul_key(struct group *g, struct point *out, struct scalar k);

/* Sum of k[i]*p[i] plus base*G (and key*K where a key is set): for public numbers only. */
void points_multi_var(struct group *g, struct point *out, struct point *const *p, const struct scalar *k, size_t count,
		      struct scalar base, struct scalar key);

/* Use the plain fallbacks instead of OpenSSL's deprecated speed-ups (tests run both). */
void group_set_plain(struct group *g, bool plain);

#endif
