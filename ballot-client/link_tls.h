/* link_tls.h - a machine's end of TLS: its certificate, and that it speaks to its meeting's server and nobody else (P16.2).
 *
 * TLS 1.3 only, no resumption; the meeting's authority alone is trusted, and dates decide nothing. Must not know: sockets, messages. */
#ifndef TALLY_LINK_TLS_H
#define TALLY_LINK_TLS_H

#include <openssl/ssl.h>
#include "ballot-client/identity.h"

/* The context of a machine's connections, from its folder.
 * Errors: ERR_TLS (key and certificates are missing, or do not fit each other), ERR_MEMORY. */
MUST_CHECK enum err link_tls_context(SSL_CTX **out, const struct identity *who);
/* The first call, before the authority is known: all that is known is how its fingerprint begins. */
struct link_tls_pin {
	uint8_t prefix[10];             /* of the SHA-256 of the authority's certificate */
	X509 *authority;                /* found by the handshake; the caller frees it */
	bool is_refused;                /* a server answered that is not that authority's */
};
/* A context without a certificate of ours, for servers whose chain ends in that authority. `pin` stays in place as long as its connections.
 * Errors: ERR_TLS, ERR_MEMORY. */
MUST_CHECK enum err link_tls_context_pinned(SSL_CTX **out, struct link_tls_pin *pin);
/* A new connection, which holds only with a server of the name tally-server. NULL if out of memory. */
SSL *link_tls_connect(SSL_CTX *ctx);

#endif
