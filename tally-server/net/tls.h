/* tls.h - the server's end of TLS: its key, its certificate, and what a peer may not do to it (P16.2).
 *
 * TLS 1.3 only; no tickets, no resumption, no early data, no renegotiation. Must not know: sockets' events, messages, who is revoked. */
#ifndef TALLY_TLS_H
#define TALLY_TLS_H

#include <openssl/ssl.h>
#include "protocol/base/bytes.h"
#include "tally-server/pipe.h"

enum { TLS_MAX_KEY_UPDATES = 8, TLS_SPKI_SIZE = 32 };

struct tls {
	EVP_PKEY *key;                  /* P-256, made at start, never written */
	SSL_CTX *doors[2];              /* by enum door: terminals, browsers; NULL until tls_install */
	struct buf authority;           /* its certificate (PEM), for whoever wants to install it; empty until tls_install */
};

/* Watches one connection: OpenSSL answers KeyUpdates without end, each for little work of the peer. */
struct tls_guard {
	uint32_t key_updates;
	void (*tripped)(void *context); /* called from inside the connection's reading: mark, do not free */
	void *context;
};

/* Make the key. Errors: ERR_TLS. */
MUST_CHECK enum err tls_init(struct tls *t);
void tls_release(struct tls *t);

/* Append the signing request (PEM). Errors: ERR_TLS. */
MUST_CHECK enum err tls_request(struct buf *out, const struct tls *t);
/* Take the chain (PEM): the server's certificate for our key, then the authority's. Connections from now on use it.
 * Errors: ERR_TLS; nothing has changed then. */
MUST_CHECK enum err tls_install(struct tls *t, const void *pem, size_t len);

/* A new connection of a door; the caller owns it. `guard` stays in place as long as it. NULL if out of memory. */
SSL *tls_accept(const struct tls *t, enum door door, struct tls_guard *guard);
/* SHA-256 of the peer's SubjectPublicKeyInfo. Errors: ERR_TLS if it has shown no certificate that holds. */
MUST_CHECK enum err tls_peer(uint8_t spki[TLS_SPKI_SIZE], const SSL *ssl);

#endif
