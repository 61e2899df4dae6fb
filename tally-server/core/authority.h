/* authority.h - the meeting's certificate authority: one P-256 key that signs machines and the server's own TLS key (P16.2, P16.7).
 *
 * Must not know: who may enrol, or what a machine is for. What certificates say of dates decides nothing. */
#ifndef TALLY_AUTHORITY_H
#define TALLY_AUTHORITY_H

#include "protocol/meeting/meeting.h"

enum { AUTHORITY_FINGERPRINT_SIZE = 32, AUTHORITY_MAX_REQUEST = 8192 };

struct authority;

/* Make key and certificate, and write authority.key (0600) and authority.pem into `folder`, over those that are there.
 * Errors: ERR_IO, ERR_MEMORY. */
MUST_CHECK enum err authority_create(struct authority **out, const char *folder);
/* Read them. Errors: ERR_IO, ERR_CSR (a file is not what it should be), ERR_MEMORY. */
MUST_CHECK enum err authority_open(struct authority **out, const char *folder);
void authority_free(struct authority *a);

/* SHA-256 of the certificate (DER). */
void authority_fingerprint(uint8_t out[AUTHORITY_FINGERPRINT_SIZE], const struct authority *a);
/* The id of the meeting that it is made for: 16 characters of the code alphabet, from the hash of
 * its public key. They are in the certificate's name. */
void authority_meeting(char out[MEETING_ID_LEN + 1], const struct authority *a);
/* The certificate in PEM; lives as long as `a`. */
const char *authority_pem(const struct authority *a);

/* Sign a machine's request (PEM): appends the certificate in PEM, for TLS clients only; `spki` becomes
 * the SHA-256 of its SubjectPublicKeyInfo. Name and all else of the request but its key are ignored.
 * Errors: ERR_CSR if it is not a request over a P-256 key signed with that key, ERR_MEMORY. */
MUST_CHECK enum err authority_sign_machine(struct buf *pem, uint8_t spki[32], const struct authority *a, const char *request,
					   size_t len, const char *name);
/* Sign the TLS key of net: appends server certificate and authority. Names: tally-server,
 * localhost, 127.0.0.1, and `names` (host names or addresses). */
MUST_CHECK enum err authority_sign_server(struct buf *pem, const struct authority *a, const char *request, size_t len,
					  const char *const *names, size_t name_count);

#endif
