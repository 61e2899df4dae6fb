/* tls_kit.h - a certificate authority, good and bad certificates, and a blocking TLS client for tests. Asserts on its own failures. */
#ifndef TALLY_TEST_TLS_KIT_H
#define TALLY_TEST_TLS_KIT_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include "protocol/base/bytes.h"

struct tls_kit_pair {
	EVP_PKEY *key;
	X509 *certificate, *issuer;     /* the issuer's is sent along */
};

/* What a certificate is made for, or is wrong with it. All but TLS_KIT_OTHER_SERVER bear the server's name. */
enum tls_kit_use { TLS_KIT_SERVER, TLS_KIT_OTHER_SERVER, TLS_KIT_MACHINE, TLS_KIT_EXPIRED_MACHINE, TLS_KIT_NO_PURPOSE,
		   TLS_KIT_AUTHORITY_AS_MACHINE };

struct tls_kit_pair tls_kit_authority(const char *name);
struct tls_kit_pair tls_kit_make(const struct tls_kit_pair *authority, enum tls_kit_use use, const char *name);
void tls_kit_release(struct tls_kit_pair *pair);
/* The certificate for a signing request, in PEM. */
void tls_kit_sign_request(struct buf *pem, const struct tls_kit_pair *authority, enum tls_kit_use use, const void *request, size_t len);
void tls_kit_pem_certificate(struct buf *pem, const X509 *certificate);
void tls_kit_pem_key(struct buf *pem, const EVP_PKEY *key);

struct tls_kit_client {
	int fd;
	SSL_CTX *ctx;
	SSL *ssl;
	char pending[128 << 10];
	size_t pending_len;
};

enum { TLS_KIT_TIMEOUT_SECONDS = 20 };

/* Connect to 127.0.0.1 and shake hands as `machine` (NULL: without a certificate), at most at `version`. False if the
 * handshake fails on our side; with TLS 1.3 a server that refuses our certificate says so only to the first read. */
bool tls_kit_connect(struct tls_kit_client *c, uint16_t port, const struct tls_kit_pair *machine, int version);
void tls_kit_close(struct tls_kit_client *c);
bool tls_kit_send(struct tls_kit_client *c, const void *bytes, size_t len);
bool tls_kit_say(struct tls_kit_client *c, const char *line);
/* The next line without its line feed; false at the end of the connection or after the timeout. */
bool tls_kit_hear(struct tls_kit_client *c, char *line, size_t cap);
/* Has the server closed, within the timeout? Whatever it still sends is dropped. */
bool tls_kit_is_closed(struct tls_kit_client *c);

#endif
