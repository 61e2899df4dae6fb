/* tls.c - see tls.h. Must not know sockets' events or messages. */
#include "tally-server/net/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include "protocol/crypto/hash.h"

enum err tls_init(struct tls *t)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");

	if (!key)
		return ERR_TLS;
	*t = (struct tls){ .key = key };
	return OK;
}

static void free_contexts(SSL_CTX *doors[2])
{
	SSL_CTX_free(doors[0]);
	SSL_CTX_free(doors[1]);
}

void tls_release(struct tls *t)
{
	free_contexts(t->doors);
	EVP_PKEY_free(t->key);
	buf_release(&t->authority);
	*t = (struct tls){ 0 };
}

enum err tls_request(struct buf *out, const struct tls *t)
{
	X509_REQ *request = X509_REQ_new();
	BIO *bio = BIO_new(BIO_s_mem());
	enum err err = ERR_TLS;
	char *pem;
	long len;

	if (!request || !bio || !X509_REQ_set_version(request, X509_REQ_VERSION_1) || !X509_REQ_set_pubkey(request, t->key))
		goto out;
	if (!X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request), "CN", MBSTRING_UTF8, (const unsigned char *)"tally-server", -1, -1, 0))
		goto out;
	if (X509_REQ_sign(request, t->key, EVP_sha256()) <= 0 || !PEM_write_bio_X509_REQ(bio, request))
		goto out;
	len = BIO_get_mem_data(bio, &pem);
	buf_add(out, pem, (size_t)len);
	err = out->failed ? ERR_MEMORY : OK;
out:
	X509_REQ_free(request);
	BIO_free(bio);
	ERR_clear_error();
	return err;
}

/* A machine's certificate must say that it is a TLS client's and no authority; the library alone
 * would let a certificate without purposes pass. */
static int is_machine(int ok, X509_STORE_CTX *chain)
{
	X509 *leaf = X509_STORE_CTX_get_current_cert(chain);

	if (!ok || X509_STORE_CTX_get_error_depth(chain) != 0)
		return ok;
	if ((X509_get_extension_flags(leaf) & EXFLAG_XKUSAGE) && (X509_get_extended_key_usage(leaf) & XKU_SSL_CLIENT) && !X509_check_ca(leaf))
		return 1;
	X509_STORE_CTX_set_error(chain, X509_V_ERR_INVALID_PURPOSE);
	return 0;
}

static void count_key_updates(int is_write, int version, int content, const void *message, size_t len, SSL *ssl, void *arg)
{
	struct tls_guard *guard = arg;

	(void)version;
	(void)ssl;
	if (is_write || content != SSL3_RT_HANDSHAKE || len < 1 || ((const uint8_t *)message)[0] != SSL3_MT_KEY_UPDATE)
		return;
	if (++guard->key_updates == TLS_MAX_KEY_UPDATES + 1)
		guard->tripped(guard->context);
}

static SSL_CTX *new_context(EVP_PKEY *key, X509 *certificate, X509 *authority)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

	if (!ctx)
		return NULL;
	if (!SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) || !SSL_CTX_set_max_proto_version(ctx, TLS1_3_VERSION) ||
	    !SSL_CTX_set1_groups_list(ctx, "X25519:P-256") || !SSL_CTX_set_num_tickets(ctx, 0) || !SSL_CTX_set_max_early_data(ctx, 0) ||
	    SSL_CTX_use_certificate(ctx, certificate) != 1 || SSL_CTX_use_PrivateKey(ctx, key) != 1 || SSL_CTX_check_private_key(ctx) != 1 ||
	    !SSL_CTX_add1_chain_cert(ctx, authority)) {
		SSL_CTX_free(ctx);
		return NULL;
	}
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_msg_callback(ctx, count_key_updates);
	return ctx;
}

/* Only the authority vouches for machines, one step above them. Dates decide nothing: a dead clock
 * battery must not stop a meeting (P16.2). */
static bool ask_for_machines(SSL_CTX *ctx, X509 *authority)
{
	X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx);

	if (!X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), authority) || !SSL_CTX_add_client_CA(ctx, authority) ||
	    !X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SSL_CLIENT) ||
	    !X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT | X509_V_FLAG_NO_CHECK_TIME))
		return false;
	X509_VERIFY_PARAM_set_depth(param, 0);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, is_machine);
	return true;
}

static enum err keep_authority(struct tls *t, X509 *authority)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL;
	long len = bio && PEM_write_bio_X509(bio, authority) ? BIO_get_mem_data(bio, &text) : 0;

	t->authority.len = 0;
	if (len > 0)
		buf_add(&t->authority, text, (size_t)len);
	BIO_free(bio);
	return len > 0 && !t->authority.failed ? OK : ERR_TLS;
}

enum err tls_install(struct tls *t, const void *pem, size_t len)
{
	BIO *bio = len <= INT32_MAX ? BIO_new_mem_buf(pem, (int)len) : NULL;
	X509 *certificate = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	X509 *authority = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	SSL_CTX *doors[2] = { NULL, NULL };
	enum err err = ERR_TLS;

	if (!certificate || !authority)
		goto out;
	doors[DOOR_TERMINAL] = new_context(t->key, certificate, authority);
	doors[DOOR_BROWSER] = new_context(t->key, certificate, authority);
	if (!doors[DOOR_TERMINAL] || !doors[DOOR_BROWSER] || !ask_for_machines(doors[DOOR_TERMINAL], authority) ||
	    keep_authority(t, authority)) {
		free_contexts(doors);
		goto out;
	}
	free_contexts(t->doors);
	t->doors[0] = doors[0];
	t->doors[1] = doors[1];
	err = OK;
out:
	X509_free(certificate);
	X509_free(authority);
	BIO_free(bio);
	ERR_clear_error();
	return err;
}

SSL *tls_accept(const struct tls *t, enum door door, struct tls_guard *guard)
{
	SSL *ssl = SSL_new(t->doors[door]);

	if (ssl)
		SSL_set_msg_callback_arg(ssl, guard);
	return ssl;
}

enum err tls_peer(uint8_t spki[TLS_SPKI_SIZE], const SSL *ssl)
{
	X509 *certificate = SSL_get0_peer_certificate(ssl);
	unsigned char *der = NULL;
	int len;

	if (!certificate || SSL_get_verify_result(ssl) != X509_V_OK)
		return ERR_TLS;
	len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
	if (len <= 0)
		return ERR_TLS;
	sha256(spki, der, (size_t)len);
	OPENSSL_free(der);
	return OK;
}
