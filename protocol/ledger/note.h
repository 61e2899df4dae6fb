/* note.h - checkpoints: C2SP signed notes and tlog-checkpoints (P12.6): the log's signature (type 0x01) and co-signatures
 * (cosignature/v1, type 0x04).
 *
 * Must not know: whose keys they are, or when a note is wanted. */
#ifndef TALLY_NOTE_H
#define TALLY_NOTE_H

#include <stddef.h>
#include <stdint.h>
#include "protocol/base/bytes.h"
#include "protocol/crypto/sign.h"

enum { NOTE_MAX_SIZE = 16384, NOTE_MAX_SIGNATURES = 32, NOTE_NAME_MAX = 120, HEAD_TEXT_SIZE = 48 };

/* A head: what a checkpoint says. */
struct head {
	uint64_t size;
	uint8_t root[32];
};

/* "SIZE:HEX20" (P4.4), and back: `hex` gets the 10 bytes. Errors: ERR_HEAD. */
void head_show(char out[HEAD_TEXT_SIZE], const struct head *h);
MUST_CHECK enum err head_read(uint64_t *size, uint8_t prefix[10], const char *text);

enum note_signer { NOTE_LOG = 0x01, NOTE_COSIGNER = 0x04 };

/* A key that notes may be signed with. `name` is printable ASCII without space and '+'. */
struct note_key {
	enum note_signer signer;
	char name[NOTE_NAME_MAX + 1];
	uint8_t key[SIGN_KEY_SIZE];
};

/* "name+hexid+base64(type || key)", the C2SP vkey; and back. Errors: ERR_NOTE. */
void note_vkey_write(struct buf *out, const struct note_key *k);
MUST_CHECK enum err note_vkey_read(struct note_key *out, const char *text);

/* Begin a note, then append one signature line after the other: for the log, or (with the signer's time,
 * seconds) as a co-signature. `out` holds the whole note and nothing else: body, blank line, lines so far.
 * Errors: ERR_NOTE (a name, or no note), ERR_TOO_LONG, ERR_MEMORY. */
MUST_CHECK enum err note_start(struct buf *out, const char *origin, const struct head *h);
MUST_CHECK enum err note_sign_log(struct buf *out, const struct note_key *k, const uint8_t seed[SIGN_SEED_SIZE]);
MUST_CHECK enum err note_cosign(struct buf *out, const struct note_key *k, const uint8_t seed[SIGN_SEED_SIZE], uint64_t time);

/* A parsed note. */
struct note {
	struct head head;
	char origin[NOTE_NAME_MAX + 1];
	size_t signature_count;
	struct note_signature {
		char name[NOTE_NAME_MAX + 1];
		uint8_t key_id[4];
		size_t len;             /* of the signature behind the key id: 64, or 72 with a time */
		uint8_t bytes[128];
	} signatures[NOTE_MAX_SIGNATURES];
	size_t body_len;                /* bytes of the text that is signed */
};
/* Errors: ERR_NOTE. */
MUST_CHECK enum err note_read(struct note *out, const char *text, size_t len);
/* Is the note signed by `k`? Errors: ERR_SIGNATURE if `k` has no signature on it or one that fails. `text` is the same as was read. */
MUST_CHECK enum err note_check(const struct note *n, const char *text, const struct note_key *k);

#endif
