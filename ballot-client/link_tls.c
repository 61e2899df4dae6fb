/* link_tls.c - see link_tls.h. Must not know sockets or messages. */
#include "ballot-client/link_tls.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

static const char SERVER_NAME[] = "tally-server";

static enum err new_context(SSL_CTX **out)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

	if (!ctx)
		return ERR_MEMORY;
	if (!SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) || !SSL_CTX_set_max_proto_version(ctx, TLS1_3_VERSION) ||
	    !SSL_CTX_set1_groups_list(ctx, "X25519:P-256")) {
		SSL_CTX_free(ctx);
		return ERR_TLS;
	}
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	*out = ctx;
	return OK;
}

/* Only a server's certificate, one step below the authority; dates decide nothing. */
static bool ask_for_server(SSL_CTX *ctx)
{
	X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx);

	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	X509_VERIFY_PARAM_set_depth(param, 0);
	return X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SSL_SERVER) &&
	       X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT | X509_V_FLAG_NO_CHECK_TIME);
}

static bool load(SSL_CTX *ctx, const struct identity *who)
{
	char key[IDENTITY_PATH_MAX], certificate[IDENTITY_PATH_MAX], authority[IDENTITY_PATH_MAX];

	if (identity_path(key, who, "key.pem") || identity_path(certificate, who, "certificate.pem") ||
	    identity_path(authority, who, "authority.pem"))
		return false;
	return SSL_CTX_use_certificate_file(ctx, certificate, SSL_FILETYPE_PEM) == 1 &&
	       SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) == 1 && SSL_CTX_check_private_key(ctx) == 1 &&
	       SSL_CTX_load_verify_file(ctx, authority) == 1 && ask_for_server(ctx);
}

enum err link_tls_context(SSL_CTX **out, const struct identity *who)
{
	SSL_CTX *ctx;
	enum err err = new_context(&ctx);

	if (err)
		return err;
	if (!load(ctx, who)) {
		SSL_CTX_free(ctx);
		ERR_clear_error();
		return ERR_TLS;
	}
	*out = ctx;
	return OK;
}

/* Trust the one certificate of the chain that the pin names, and let the library verify the rest against it. */
static int verify_pinned(X509_STORE_CTX *chain, void *arg)
{
	struct link_tls_pin *pin = arg;
	STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(chain), *trusted = sk_X509_new_null();
	uint8_t hash[EVP_MAX_MD_SIZE];
	unsigned len;
	int holds = 0;

	for (int i = 0; trusted && i < sk_X509_num(sent); i++) {
		X509 *one = sk_X509_value(sent, i);

		if (X509_digest(one, EVP_sha256(), hash, &len) && !memcmp(hash, pin->prefix, sizeof(pin->prefix)) && sk_X509_push(trusted, one)) {
			X509_STORE_CTX_set0_trusted_stack(chain, trusted);
			holds = X509_verify_cert(chain) == 1;
			if (holds && !pin->authority && X509_up_ref(one))
				pin->authority = one;
			break;
		}
	}
	pin->is_refused = !holds;
	if (!holds && X509_STORE_CTX_get_error(chain) == X509_V_OK)
		X509_STORE_CTX_set_error(chain, X509_V_ERR_CERT_UNTRUSTED);
	sk_X509_free(trusted);
	return holds;
}

enum err link_tls_context_pinned(SSL_CTX **out, struct link_tls_pin *pin)
{
	SSL_CTX *ctx;
	enum err err = new_context(&ctx);

	if (err)
		return err;
	if (!ask_for_server(ctx)) {
		SSL_CTX_free(ctx);
		return ERR_MEMORY;
	}
	SSL_CTX_set_cert_verify_callback(ctx, verify_pinned, pin);
	*out = ctx;
	return OK;
}

SSL *link_tls_connect(SSL_CTX *ctx)
{
	SSL *ssl = SSL_new(ctx);

	if (!ssl || (SSL_set1_host(ssl, SERVER_NAME) && SSL_set_tlsext_host_name(ssl, SERVER_NAME)))
		return ssl;
	SSL_free(ssl);
	return NULL;
}
