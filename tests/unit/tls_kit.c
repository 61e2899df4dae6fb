/* tls_kit.c - see tls_kit.h. */
#include "tests/unit/tls_kit.h"

#include "tests/unit/cmocka_all.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void add(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *extension;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, issuer, certificate, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	assert_non_null(extension);
	assert_int_equal(X509_add_ext(certificate, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

static X509 *new_certificate(EVP_PKEY *subject, const char *name, long days)
{
	static long serial = 1;
	X509 *c = X509_new();

	assert_non_null(c);
	X509_set_version(c, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(c), serial++);
	X509_gmtime_adj(X509_getm_notBefore(c), -86400L * 30);
	X509_gmtime_adj(X509_getm_notAfter(c), 86400L * days);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0);
	X509_set_pubkey(c, subject);
	return c;
}

struct tls_kit_pair tls_kit_authority(const char *name)
{
	struct tls_kit_pair a = { .key = EVP_EC_gen("P-256") };

	assert_non_null(a.key);
	a.certificate = new_certificate(a.key, name, 10);
	X509_set_issuer_name(a.certificate, X509_get_subject_name(a.certificate));
	add(a.certificate, a.certificate, NID_basic_constraints, "critical,CA:TRUE");
	add(a.certificate, a.certificate, NID_key_usage, "critical,keyCertSign");
	add(a.certificate, a.certificate, NID_subject_key_identifier, "hash");
	assert_int_not_equal(X509_sign(a.certificate, a.key, EVP_sha256()), 0);
	return a;
}

static X509 *sign(const struct tls_kit_pair *authority, EVP_PKEY *subject, enum tls_kit_use use, const char *name)
{
	X509 *c = new_certificate(subject, name, use == TLS_KIT_EXPIRED_MACHINE ? -1 : 10);

	X509_set_issuer_name(c, X509_get_subject_name(authority->certificate));
	add(c, authority->certificate, NID_basic_constraints, use == TLS_KIT_AUTHORITY_AS_MACHINE ? "critical,CA:TRUE" : "critical,CA:FALSE");
	add(c, authority->certificate, NID_key_usage, use == TLS_KIT_AUTHORITY_AS_MACHINE ? "critical,keyCertSign,digitalSignature" : "critical,digitalSignature");
	add(c, authority->certificate, NID_subject_alt_name, use == TLS_KIT_OTHER_SERVER ? "DNS:localhost" : "DNS:tally-server");
	if (use == TLS_KIT_SERVER || use == TLS_KIT_OTHER_SERVER)
		add(c, authority->certificate, NID_ext_key_usage, "serverAuth");
	else if (use != TLS_KIT_NO_PURPOSE)
		add(c, authority->certificate, NID_ext_key_usage, "clientAuth");
	add(c, authority->certificate, NID_subject_key_identifier, "hash");
	add(c, authority->certificate, NID_authority_key_identifier, "keyid");
	assert_int_not_equal(X509_sign(c, authority->key, EVP_sha256()), 0);
	return c;
}

struct tls_kit_pair tls_kit_make(const struct tls_kit_pair *authority, enum tls_kit_use use, const char *name)
{
	struct tls_kit_pair p = { .key = EVP_EC_gen("P-256") };

	assert_non_null(p.key);
	p.certificate = sign(authority, p.key, use, name);
	X509_up_ref(authority->certificate);
	p.issuer = authority->certificate;
	return p;
}

void tls_kit_release(struct tls_kit_pair *pair)
{
	EVP_PKEY_free(pair->key);
	X509_free(pair->certificate);
	X509_free(pair->issuer);
	*pair = (struct tls_kit_pair){ 0 };
}

static void take_bio(struct buf *out, BIO *bio)
{
	char *at;
	long len = BIO_get_mem_data(bio, &at);

	assert_true(len > 0);
	buf_add(out, at, (size_t)len);
	BIO_free(bio);
}

void tls_kit_pem_certificate(struct buf *pem, const X509 *certificate)
{
	BIO *bio = BIO_new(BIO_s_mem());

	assert_int_equal(PEM_write_bio_X509(bio, (X509 *)(uintptr_t)certificate), 1);
	take_bio(pem, bio);
}

void tls_kit_pem_key(struct buf *pem, const EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_mem());

	assert_int_equal(PEM_write_bio_PrivateKey(bio, (EVP_PKEY *)(uintptr_t)key, NULL, NULL, 0, NULL, NULL), 1);
	take_bio(pem, bio);
}

void tls_kit_sign_request(struct buf *pem, const struct tls_kit_pair *authority, enum tls_kit_use use, const void *request, size_t len)
{
	BIO *bio = BIO_new_mem_buf(request, (int)len);
	X509_REQ *csr = PEM_read_bio_X509_REQ(bio, NULL, NULL, NULL);
	X509 *certificate;

	assert_non_null(csr);
	assert_int_equal(X509_REQ_verify(csr, X509_REQ_get0_pubkey(csr)), 1);
	certificate = sign(authority, X509_REQ_get0_pubkey(csr), use, "tally-server");
	tls_kit_pem_certificate(pem, certificate);
	X509_free(certificate);
	X509_REQ_free(csr);
	BIO_free(bio);
}

bool tls_kit_connect(struct tls_kit_client *c, uint16_t port, const struct tls_kit_pair *machine, int version)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval timeout = { TLS_KIT_TIMEOUT_SECONDS, 0 };
	int one = 1;

	*c = (struct tls_kit_client){ .fd = socket(AF_INET, SOCK_STREAM, 0) };
	assert_true(c->fd >= 0);
	setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	c->ctx = SSL_CTX_new(TLS_client_method());
	assert_non_null(c->ctx);
	SSL_CTX_set_max_proto_version(c->ctx, version);
	if (machine) {
		assert_int_equal(SSL_CTX_use_certificate(c->ctx, machine->certificate), 1);
		assert_int_equal(SSL_CTX_use_PrivateKey(c->ctx, machine->key), 1);
		if (machine->issuer)
			assert_int_equal(SSL_CTX_add1_chain_cert(c->ctx, machine->issuer), 1);
	}
	c->ssl = SSL_new(c->ctx);
	assert_non_null(c->ssl);
	SSL_set_fd(c->ssl, c->fd);
	return !connect(c->fd, (struct sockaddr *)&at, sizeof(at)) && SSL_connect(c->ssl) == 1;
}

void tls_kit_close(struct tls_kit_client *c)
{
	SSL_free(c->ssl);
	SSL_CTX_free(c->ctx);
	close(c->fd);
}

bool tls_kit_send(struct tls_kit_client *c, const void *bytes, size_t len)
{
	size_t written;

	return SSL_write_ex(c->ssl, bytes, len, &written) == 1;
}

bool tls_kit_say(struct tls_kit_client *c, const char *line)
{
	struct buf b = { 0 };
	bool is_sent;

	buf_addf(&b, "%s\n", line);
	is_sent = tls_kit_send(c, b.at, b.len);
	buf_release(&b);
	return is_sent;
}

bool tls_kit_hear(struct tls_kit_client *c, char *line, size_t cap)
{
	size_t got;
	char *end;

	while ((end = memchr(c->pending, '\n', c->pending_len)) == NULL) {
		if (c->pending_len == sizeof(c->pending) ||
		    SSL_read_ex(c->ssl, c->pending + c->pending_len, sizeof(c->pending) - c->pending_len, &got) != 1)
			return false;
		c->pending_len += got;
	}
	got = (size_t)(end - c->pending);
	if (got >= cap)
		return false;
	memcpy(line, c->pending, got);
	line[got] = '\0';
	c->pending_len -= got + 1;
	memmove(c->pending, end + 1, c->pending_len);
	return true;
}

bool tls_kit_is_closed(struct tls_kit_client *c)
{
	char drop[16384];
	size_t got;

	while (SSL_read_ex(c->ssl, drop, sizeof(drop), &got) == 1)
		;
	/* a timeout leaves the connection wanting more */
	return SSL_get_error(c->ssl, 0) != SSL_ERROR_WANT_READ;
}
