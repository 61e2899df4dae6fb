/* ceremony.h - the key ceremony's mathematics (P10): joint Feldman with a commit-first round.
 *
 * Bytes in, bytes out: the meeting's fold keeps the order of steps, the trustee's program keeps its secrets. */
#ifndef TALLY_CEREMONY_H
#define TALLY_CEREMONY_H

#include "protocol/crypto/group.h"
#include "protocol/crypto/rng.h"
#include "protocol/crypto/schnorr.h"
#include "protocol/crypto/sign.h"

enum { TRUSTEE_MAX = 9, SHARE_BOX_SIZE = 48, TRUSTEE_NAME_MAX = 60, REVEAL_MAX = 8192 };

/* Who is meant: meeting, ceremony number, n, t. */
struct ceremony {
	const char *meeting;
	uint64_t id;
	uint32_t n, t;
};
/* 1 <= n <= TRUSTEE_MAX and n/2 < t <= n. */
bool ceremony_is_valid(const struct ceremony *c);
/* A secret: never zero. */
struct scalar ceremony_draw_scalar(const struct rng *rng);

/* What one trustee keeps between the steps. Wipe with ceremony_secret_wipe. */
struct ceremony_secret {
	struct scalar coefficients[TRUSTEE_MAX];
	struct scalar channel;
	uint8_t cosign_seed[SIGN_SEED_SIZE];
};
void ceremony_secret_wipe(struct ceremony_secret *s);

/* A reveal as read (P10.3), proofs checked. */
struct reveal {
	uint32_t index;                 /* 1 .. n */
	char name[TRUSTEE_NAME_MAX + 1];
	bool is_auto;
	uint8_t channel[POINT_SIZE];
	uint8_t cosign[SIGN_KEY_SIZE];
	uint8_t coefficients[TRUSTEE_MAX][POINT_SIZE];  /* t of them */
};

/* Draw the secrets of trustee `index` and write its reveal text; the caller frees *text.
 * Errors: ERR_RANGE, ERR_TEXT (the name), ERR_MEMORY. */
MUST_CHECK enum err ceremony_begin(struct group *g, struct ceremony_secret *secret, char **text, const struct ceremony *c, uint32_t index,
				   const char *name, bool is_auto, const struct rng *rng);
/* P10.2. */
void ceremony_commitment(uint8_t out[32], const struct ceremony *c, uint32_t index, const char *reveal_text);
/* Read a reveal text without group arithmetic (the fold), or with points and proofs of possession checked (everyone else: `g` given).
 * `index` is 1 .. n; whether it is the sender's is for the caller to ask.
 * Errors: ERR_JSON and its kin, ERR_TOO_LONG, ERR_POINT, ERR_SCALAR, ERR_SIGNATURE, ERR_RANGE. */
MUST_CHECK enum err ceremony_read_reveal(struct group *g, struct reveal *out, const struct ceremony *c, const char *text);
/* The share for trustee `to` (P10.4): ephemeral key and box. */
MUST_CHECK enum err ceremony_make_share(struct group *g, uint8_t ephemeral[POINT_SIZE], uint8_t box[SHARE_BOX_SIZE],
					const struct ceremony *c, uint32_t from, const struct ceremony_secret *secret,
					const struct reveal *to, const struct rng *rng);
/* Open and check the share that `from` made for me (P10.5). Errors: ERR_SHARE. */
MUST_CHECK enum err ceremony_take_share(struct group *g, struct scalar *share, const struct ceremony *c, const struct reveal *from,
					uint32_t my_index, const struct ceremony_secret *mine, const uint8_t ephemeral[POINT_SIZE],
					const uint8_t box[SHARE_BOX_SIZE]);
/* My own f_i(i), to be added to the shares taken. */
struct scalar ceremony_own_share(const struct ceremony *c, uint32_t index, const struct ceremony_secret *secret);
/* K and X_1 .. X_n from all reveals. Errors: ERR_RANGE unless index i is at reveals[i-1], ERR_POINT if a key is the identity. */
MUST_CHECK enum err ceremony_keys(struct group *g, uint8_t key[POINT_SIZE], uint8_t (*shares)[POINT_SIZE], const struct ceremony *c,
				  const struct reveal *reveals);
/* P10.6; texts[i-1] is trustee i's reveal text. */
void ceremony_record_hash(uint8_t out[32], const struct ceremony *c, const char *const *texts);
/* P10.7. */
MUST_CHECK enum err ceremony_confirm(uint8_t signature[SIGN_SIZE], const struct ceremony *c, const uint8_t seed[SIGN_SEED_SIZE],
				     const uint8_t record[32], const uint8_t key[POINT_SIZE]);
MUST_CHECK enum err ceremony_check_confirm(const struct ceremony *c, const uint8_t cosign[SIGN_KEY_SIZE],
					   const uint8_t signature[SIGN_SIZE], const uint8_t record[32],
					   const uint8_t key[POINT_SIZE]);

#endif
