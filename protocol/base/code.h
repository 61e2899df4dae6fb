/* code.h - the codes that people read and type (P4).
 *
 * Knows the alphabet, check characters and groups of four. Must not know: what a code is for. */
#ifndef TALLY_CODE_H
#define TALLY_CODE_H

#include <stddef.h>
#include <stdint.h>
#include "protocol/base/err.h"

/* 5 bits a character (P4). */
#define CODE_ALPHABET "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

enum { CODE_MAX_CHARS = 31, CODE_TEXT_SIZE = 40 };      /* shown text with spaces and terminator fits CODE_TEXT_SIZE */

/* The kinds of P4: bytes of data and check characters. */
struct code_kind {
	size_t bytes;
	size_t check;
};
extern const struct code_kind CODE_SLIP, CODE_BADGE, CODE_ENROL, CODE_SETUP, CODE_TRACKING, CODE_FINGERPRINT;

/* Write the code of `kind.bytes` bytes in groups of four. */
void code_show(char out[CODE_TEXT_SIZE], struct code_kind kind, const uint8_t *bytes);

/* Read what a person or scanner gave: spaces, hyphens, lower case and O, I, L are forgiven (P4.3).
 * Errors: ERR_CODE if the length, a character, a filling bit or a check character is wrong. */
MUST_CHECK enum err code_read(uint8_t *bytes, struct code_kind kind, const char *text);

#endif
