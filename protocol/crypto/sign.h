/* sign.h - Ed25519 (RFC 8032) over OpenSSL: checkpoints, co-signatures, scrutineers' acts (P8.2). */
#ifndef TALLY_SIGN_H
#define TALLY_SIGN_H

#include "protocol/base/bytes.h"

enum { SIGN_SEED_SIZE = 32, SIGN_KEY_SIZE = 32, SIGN_SIZE = 64 };

MUST_CHECK enum err sign_public(uint8_t key[SIGN_KEY_SIZE], const uint8_t seed[SIGN_SEED_SIZE]);
MUST_CHECK enum err sign_make(uint8_t signature[SIGN_SIZE], const uint8_t seed[SIGN_SEED_SIZE], const void *message, size_t len);
/* Errors: ERR_SIGNATURE. */
MUST_CHECK enum err sign_check(const uint8_t key[SIGN_KEY_SIZE], const uint8_t signature[SIGN_SIZE], const void *message, size_t len);

/* An act (P8.2): number and exact text. */
MUST_CHECK enum err sign_act(uint8_t signature[SIGN_SIZE], const uint8_t seed[SIGN_SEED_SIZE], const char *meeting,
			     uint64_t number, const char *act);
MUST_CHECK enum err sign_check_act(const uint8_t key[SIGN_KEY_SIZE], const uint8_t signature[SIGN_SIZE], const char *meeting,
				   uint64_t number, const char *act);

#endif
