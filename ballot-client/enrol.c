/* enrol.c - see enrol.h. Must not know what the role does. */
#include "ballot-client/enrol.h"

#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <event2/http.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ballot-client/answer.h"
#include "ballot-client/link_tls.h"
#include "protocol/base/code.h"
#include "protocol/base/fields.h"

enum { WHOLE_SECONDS = 15, REPLY_MAX = 64 << 10, DETAIL_SIZE = 300 };

/* ---- the signing request ---- */

static enum err take_pem(struct buf *out, BIO *bio)
{
	char *at;
	long len = BIO_get_mem_data(bio, &at);

	buf_add(out, at, (size_t)len);
	return out->failed ? ERR_MEMORY : OK;
}

static enum err key_pem(struct buf *out, const EVP_PKEY *key)
{
	/* the secure kind wipes its memory */
	BIO *bio = BIO_new(BIO_s_secmem());
	enum err err = ERR_MEMORY;

	if (bio && PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL))
		err = take_pem(out, bio);
	BIO_free(bio);
	return err;
}

static enum err request_pem(struct buf *out, EVP_PKEY *key)
{
	X509_REQ *request = X509_REQ_new();
	BIO *bio = BIO_new(BIO_s_mem());
	enum err err = ERR_MEMORY;

	if (request && bio && X509_REQ_set_version(request, X509_REQ_VERSION_1) && X509_REQ_set_pubkey(request, key) &&
	    X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request), "CN", MBSTRING_UTF8, (const unsigned char *)"machine", -1, -1, 0) &&
	    X509_REQ_sign(request, key, EVP_sha256()) > 0 && PEM_write_bio_X509_REQ(bio, request))
		err = take_pem(out, bio);
	X509_REQ_free(request);
	BIO_free(bio);
	return err;
}

static char *message_of(const char *code, const char *request)
{
	json_t *message = json_pack("{s:i, s:s, s:{s:s, s:s}}", "id", 1, "type", "enrol", "body", "code", code, "request", request);
	char *line = message ? json_write(message) : NULL;

	json_decref(message);
	return line;
}

/* ---- one call by HTTPS ---- */

struct call {
	struct event_base *base;
	struct buf reply;
	enum err err;
};

static void on_reply(struct evhttp_request *request, void *arg)
{
	struct call *c = arg;
	struct evbuffer *body;

	event_base_loopbreak(c->base);
	if (!request || !evhttp_request_get_response_code(request))
		return;
	body = evhttp_request_get_input_buffer(request);
	buf_add(&c->reply, evbuffer_pullup(body, -1), evbuffer_get_length(body));
	c->err = c->reply.failed ? ERR_MEMORY : OK;
}

static enum err post(struct call *c, struct evhttp_connection *connection, const char *host, const char *message)
{
	struct evhttp_request *request = evhttp_request_new(on_reply, c);
	struct evkeyvalq *headers;

	if (!request)
		return ERR_MEMORY;
	headers = evhttp_request_get_output_headers(request);
	if (evhttp_add_header(headers, "Host", host) || evhttp_add_header(headers, "Content-Type", "application/json") ||
	    evhttp_add_header(headers, "Connection", "close") ||
	    evbuffer_add(evhttp_request_get_output_buffer(request), message, strlen(message))) {
		evhttp_request_free(request);
		return ERR_MEMORY;
	}
	/* from here on the request is the connection's */
	return evhttp_make_request(connection, request, EVHTTP_REQ_POST, "/api") ? ERR_NETWORK : OK;
}

/* Errors: ERR_NETWORK, ERR_MEMORY; c->reply is the answer's body. */
static enum err call(struct call *c, SSL_CTX *tls, const char *host, uint16_t port, const char *message)
{
	const struct timeval whole = { WHOLE_SECONDS, 0 };
	struct evhttp_connection *connection = NULL;
	struct bufferevent *bev = NULL;
	SSL *ssl;

	*c = (struct call){ .base = event_base_new(), .err = ERR_NETWORK };
	ssl = c->base ? link_tls_connect(tls) : NULL;
	if (ssl)
		bev = bufferevent_openssl_socket_new(c->base, -1, ssl, BUFFEREVENT_SSL_CONNECTING, BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS);
	if (bev)
		connection = evhttp_connection_base_bufferevent_new(c->base, NULL, bev, host, port);
	if (connection) {
		enum err err;

		evhttp_connection_set_max_body_size(connection, REPLY_MAX);
		evhttp_connection_set_max_headers_size(connection, REPLY_MAX);
		evhttp_connection_set_timeout(connection, WHOLE_SECONDS);
		event_base_loopexit(c->base, &whole);
		err = post(c, connection, host, message);
		if (err)
			c->err = err;
		else
			event_base_dispatch(c->base);
		evhttp_connection_free(connection);
		/* what was freed finishes in a turn of its own */
		event_base_loop(c->base, EVLOOP_NONBLOCK);
	} else {
		c->err = ERR_MEMORY;
	}
	if (c->base)
		event_base_free(c->base);
	ERR_clear_error();
	return c->err;
}

/* ---- the answer ---- */

/* The certificate must be for our key and by the authority whose server this is; what the answer says of the authority is not needed. */
static bool is_ours(const char *pem, EVP_PKEY *key, X509 *authority)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	X509 *certificate = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	bool is = certificate && X509_check_private_key(certificate, key) == 1 && X509_verify(certificate, X509_get0_pubkey(authority)) == 1;

	X509_free(certificate);
	BIO_free(bio);
	ERR_clear_error();
	return is;
}

struct joined {
	EVP_PKEY *key;
	X509 *authority;
	const char *certificate;        /* PEM, borrowed from the answer */
};

static enum err read_ok(struct identity *who, struct joined *j, const json_t *ok)
{
	struct fields f;
	const char *meeting, *name, *role;
	int64_t port;
	enum err err;

	fields_open(&f, ok);
	j->certificate = fields_lines(&f, "certificate", 1, IDENTITY_PEM_MAX);
	fields_lines(&f, "authority", 1, IDENTITY_PEM_MAX);
	meeting = fields_text(&f, "meeting", MEETING_ID_LEN, MEETING_ID_LEN);
	name = fields_text(&f, "name", 1, MACHINE_NAME_MAX);
	role = fields_text(&f, "role", 1, ID_MAX);
	port = fields_int(&f, "port", 1, UINT16_MAX);
	err = fields_close(&f);
	if (err)
		return err;
	if (!machine_role_read(&who->role, role))
		return ERR_RANGE;
	if (!is_ours(j->certificate, j->key, j->authority))
		return ERR_TLS;
	strcpy(who->meeting, meeting);
	strcpy(who->name, name);
	who->port = (uint16_t)port;
	return OK;
}

static enum err write_folder(const struct identity *who, const struct joined *j)
{
	struct buf key = { 0 }, authority = { 0 };
	BIO *bio = BIO_new(BIO_s_mem());
	enum err err = bio && PEM_write_bio_X509(bio, j->authority) ? take_pem(&authority, bio) : ERR_MEMORY;

	if (!err)
		err = key_pem(&key, j->key);
	if (!err)
		err = identity_write(who, &key, j->certificate, buf_text(&authority));
	BIO_free(bio);
	buf_release_secret(&key);
	buf_release(&authority);
	return err;
}

static enum err take_answer(struct identity *who, char detail[DETAIL_SIZE], struct joined *j, const struct buf *reply)
{
	json_t *message = NULL;
	struct answer a;
	enum err err = json_read(&message, (const char *)reply->at, reply->len);

	if (!err)
		err = answer_read(&a, message);
	if (!err && a.err) {
		snprintf(detail, DETAIL_SIZE, "%s", a.detail);
		err = a.err;
	}
	if (!err)
		err = read_ok(who, j, a.ok);
	if (!err)
		err = write_folder(who, j);
	json_decref(message);
	return err;
}

enum err enrol(struct identity *who, char detail[DETAIL_SIZE], const char *folder, const char *host, uint16_t port, const char *code)
{
	struct identity joined_as = { 0 };
	struct link_tls_pin pin = { .authority = NULL };
	struct joined j = { .key = NULL };
	struct call c = { .base = NULL };
	struct buf request = { 0 };
	uint8_t bytes[15];
	SSL_CTX *tls = NULL;
	char *message = NULL;
	enum err err;

	detail[0] = '\0';
	if (strlen(folder) >= sizeof(joined_as.folder) || strlen(host) >= sizeof(joined_as.host))
		return ERR_TOO_LONG;
	strcpy(joined_as.folder, folder);
	strcpy(joined_as.host, host);
	err = code_read(bytes, CODE_ENROL, code);
	if (err)
		return err;
	memcpy(pin.prefix, bytes, sizeof(pin.prefix));
	j.key = EVP_EC_gen("P-256");
	err = j.key ? request_pem(&request, j.key) : ERR_MEMORY;
	if (!err && !(message = message_of(code, buf_text(&request))))
		err = ERR_MEMORY;
	if (!err)
		err = link_tls_context_pinned(&tls, &pin);
	if (!err)
		err = call(&c, tls, host, port, message);
	j.authority = pin.authority;
	if (err == ERR_NETWORK && pin.is_refused)
		err = ERR_TLS;
	if (!err)
		err = take_answer(&joined_as, detail, &j, &c.reply);
	if (!err)
		*who = joined_as;

	wipe(bytes, sizeof(bytes));
	if (message)
		wipe(message, strlen(message));
	free(message);
	buf_release(&request);
	buf_release(&c.reply);
	SSL_CTX_free(tls);
	X509_free(pin.authority);
	EVP_PKEY_free(j.key);
	return err;
}
