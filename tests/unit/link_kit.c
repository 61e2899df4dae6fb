/* link_kit.c - see link_kit.h. */
#include "tests/unit/link_kit.h"

#include "tests/unit/cmocka_all.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "protocol/base/fields.h"
#include "protocol/crypto/hash.h"
#include "protocol/ledger/tree.h"
#include "protocol/os/os.h"

const char LINK_KIT_MEETING[] = "0123456789ABCDEF";

struct server {
	const struct link_kit *kit;
	SSL *ssl;
	struct tree tree, other;
	int64_t connections, pings, greeting_seen;
	bool is_greeted;
};

static void grow(struct server *s)
{
	uint8_t leaf[32];

	sha256(leaf, &s->tree.size, sizeof(s->tree.size));
	if (tree_add(&s->tree, leaf))
		abort();
	leaf[0] ^= 1;
	if (tree_add(&s->other, leaf))
		abort();
}

/* {"note", "proof"} for `size` leaves of a tree, as the answer to one who has seen `seen`. */
static json_t *head_of(const struct server *s, const struct tree *tree, const char *meeting, uint64_t seen, uint64_t size)
{
	struct note_key key = { .signer = NOTE_LOG };
	struct head head = { .size = size };
	struct buf note = { 0 };
	uint8_t proof[TREE_MAX_PROOF * 32];
	size_t count = 0;
	json_t *array = json_array(), *out;

	snprintf(key.name, sizeof(key.name), "tally/m/%s", meeting);
	memcpy(key.key, s->kit->log_key, SIGN_KEY_SIZE);
	if (tree_root(head.root, tree, size) || note_start(&note, key.name, &head) || note_sign_log(&note, &key, s->kit->log_seed))
		abort();
	if (seen && seen <= size && tree_consistency(proof, &count, tree, seen, size))
		abort();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_base64(proof + 32 * i, 32));
	out = json_pack("{s:s, s:o}", "note", buf_text(&note), "proof", array);
	buf_release(&note);
	return out;
}

static bool send_text(struct server *s, const char *text)
{
	size_t sent;

	return SSL_write_ex(s->ssl, text, strlen(text), &sent) == 1;
}

static bool send_json(struct server *s, json_t *message)
{
	char *line = json_write(message);
	struct buf b = { 0 };
	bool is_sent;

	buf_addf(&b, "%s\n", line);
	is_sent = send_text(s, buf_text(&b));
	buf_release(&b);
	free(line);
	json_decref(message);
	return is_sent;
}

static json_t *ok_of(const struct server *s, const char *type, int64_t id)
{
	if (!strcmp(type, "count"))
		return json_pack("{s:I, s:I, s:I}", "connections", (json_int_t)s->connections, "pings", (json_int_t)s->pings,
				 "greeting_seen", (json_int_t)s->greeting_seen);
	return json_pack("{s:s, s:I}", "type", type, "id", (json_int_t)id);
}

/* False: the connection ends. */
static bool on_message(struct server *s, const json_t *message)
{
	const char *type = json_string_value(json_object_get(message, "type"));
	int64_t id = json_integer_value(json_object_get(message, "id")), seen = json_integer_value(json_object_get(message, "seen"));
	json_t *answer;

	s->pings += !strcmp(type, "ping");
	if (!s->is_greeted)
		s->greeting_seen = seen;
	s->is_greeted = true;
	if (!strcmp(type, "hangup"))
		return false;
	if (!strcmp(type, "mute"))
		return true;
	if (!strcmp(type, "garbage"))
		return send_text(s, "{\"id\":\n");
	if (!strcmp(type, "nudge") && !send_text(s, "{\"event\":\"state\"}\n"))
		return false;
	if (!strcmp(type, "grow"))
		grow(s);
	if ((uint64_t)seen > s->tree.size || !strcmp(type, "error"))
		answer = json_pack("{s:I, s:{s:s, s:s, s:s, s:s}}", "id", (json_int_t)id, "error", "code", (uint64_t)seen > s->tree.size ? "head" : "poll_state",
				   "rule", "P1", "text", "words", "detail", "more words");
	else
		answer = json_pack("{s:I, s:o}", "id", (json_int_t)id, "ok", ok_of(s, type, id));
	if (!strcmp(type, "fork"))
		json_object_set_new(answer, "head", head_of(s, &s->other, LINK_KIT_MEETING, (uint64_t)seen, s->tree.size));
	else if (!strcmp(type, "rollback"))
		json_object_set_new(answer, "head", head_of(s, &s->tree, LINK_KIT_MEETING, (uint64_t)seen, (uint64_t)seen - 1));
	else if (!strcmp(type, "foreign"))
		json_object_set_new(answer, "head", head_of(s, &s->tree, "FEDCBA9876543210", (uint64_t)seen, s->tree.size));
	else if (strcmp(type, "headless") && (uint64_t)seen <= s->tree.size)
		json_object_set_new(answer, "head", head_of(s, &s->tree, LINK_KIT_MEETING, (uint64_t)seen, s->tree.size));
	return send_json(s, answer);
}

/* One enrolment, once its message is whole. */
static bool on_http(struct server *s, struct buf *in)
{
	const char *body = strstr(buf_text(in), "\r\n\r\n");
	json_t *message = NULL, *answer;
	struct buf pem = { 0 }, authority = { 0 }, reply = { 0 };
	const char *request;
	char *line;

	if (!body || json_read(&message, body + 4, strlen(body + 4)))
		return true;
	request = json_string_value(json_object_get(json_object_get(message, "body"), "request"));
	tls_kit_sign_request(&pem, &s->kit->authority, TLS_KIT_MACHINE, request, strlen(request));
	tls_kit_pem_certificate(&authority, s->kit->authority.certificate);
	answer = json_pack("{s:i, s:{s:s, s:s, s:s, s:s, s:s, s:i}}", "id", 1, "ok", "certificate", buf_text(&pem),
			   "authority", buf_text(&authority), "meeting", LINK_KIT_MEETING, "name", "booth 1",
			   "role", "terminal", "port", (int)s->kit->port);
	line = json_write(answer);
	buf_addf(&reply, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s", strlen(line), line);
	send_text(s, buf_text(&reply));
	SSL_shutdown(s->ssl);
	free(line);
	buf_release(&pem);
	buf_release(&authority);
	buf_release(&reply);
	json_decref(answer);
	json_decref(message);
	return false;
}

static bool on_line(struct server *s, const char *line, size_t len)
{
	json_t *message;
	bool goes_on;

	if (json_read(&message, line, len))
		return false;
	goes_on = on_message(s, message);
	json_decref(message);
	return goes_on;
}

static void on_connection(struct server *s)
{
	struct buf in = { 0 };
	char some[8192];
	size_t got;
	bool goes_on = true;

	s->connections++;
	s->is_greeted = false;
	while (goes_on && SSL_read_ex(s->ssl, some, sizeof(some), &got) == 1) {
		const uint8_t *end;

		buf_add(&in, some, got);
		if (in.len > 5 && !memcmp(in.at, "POST ", 5)) {
			goes_on = on_http(s, &in);
			continue;
		}
		while (goes_on && (end = memchr(in.at, '\n', in.len)) != NULL) {
			goes_on = on_line(s, (const char *)in.at, (size_t)(end - in.at));
			buf_drop(&in, (size_t)(end - in.at) + 1);
		}
	}
	buf_release(&in);
}

/* To close with bytes unread would take the alert back. */
static void hear_out(int fd)
{
	char some[512];

	shutdown(fd, SHUT_WR);
	while (read(fd, some, sizeof(some)) > 0)
		;
}

static void be_server(const struct link_kit *k)
{
	struct server s = { .kit = k };
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	int one = 1;

	signal(SIGPIPE, SIG_IGN);
	tree_init(&s.tree);
	tree_init(&s.other);
	grow(&s);
	SSL_CTX_use_certificate(ctx, k->server.certificate);
	SSL_CTX_use_PrivateKey(ctx, k->server.key);
	SSL_CTX_add1_chain_cert(ctx, k->authority.certificate);
	X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), k->authority.certificate);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	for (;;) {
		int fd = accept(k->listener, NULL, NULL);

		if (fd < 0)
			_exit(0);
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		s.ssl = SSL_new(ctx);
		SSL_set_fd(s.ssl, fd);
		if (SSL_accept(s.ssl) == 1)
			on_connection(&s);
		else
			hear_out(fd);
		SSL_free(s.ssl);
		close(fd);
	}
}

static void spawn(struct link_kit *k)
{
	fflush(NULL);
	k->child = fork();
	assert_true(k->child >= 0);
	if (k->child)
		return;
	/* a test that fails does not get to end it */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	be_server(k);
}

static void write_folder(struct link_kit *k)
{
	struct identity who = { .role = MACHINE_TERMINAL, .port = k->port };
	struct buf key = { 0 }, certificate = { 0 }, authority = { 0 };

	snprintf(who.folder, sizeof(who.folder), "%s", k->folder);
	strcpy(who.meeting, LINK_KIT_MEETING);
	strcpy(who.name, "booth 1");
	strcpy(who.host, "127.0.0.1");
	tls_kit_pem_key(&key, k->machine.key);
	tls_kit_pem_certificate(&certificate, k->machine.certificate);
	tls_kit_pem_certificate(&authority, k->authority.certificate);
	assert_int_equal(identity_write(&who, &key, buf_text(&certificate), buf_text(&authority)), OK);
	buf_release(&key);
	buf_release(&certificate);
	buf_release(&authority);
}

void link_kit_start(struct link_kit *k, const struct tls_kit_pair *signer, enum tls_kit_use use)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);

	*k = (struct link_kit){ .folder = "/tmp/link_kit.XXXXXX" };
	assert_non_null(mkdtemp(k->folder));
	signal(SIGPIPE, SIG_IGN);
	k->authority = tls_kit_authority("authority");
	k->machine = tls_kit_make(&k->authority, TLS_KIT_MACHINE, "machine");
	k->server = tls_kit_make(signer ? signer : &k->authority, use, "server");
	rng_fill(&os_rng, k->log_seed, sizeof(k->log_seed));
	assert_int_equal(sign_public(k->log_key, k->log_seed), OK);
	k->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(k->listener, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(k->listener, 16), 0);
	assert_int_equal(getsockname(k->listener, (struct sockaddr *)&at, &len), 0);
	k->port = ntohs(at.sin_port);
	write_folder(k);
	spawn(k);
}

static void end_server(struct link_kit *k)
{
	kill(k->child, SIGKILL);
	assert_int_equal(waitpid(k->child, NULL, 0), k->child);
}

void link_kit_restart(struct link_kit *k)
{
	end_server(k);
	spawn(k);
}

void link_kit_stop(struct link_kit *k)
{
	static const char *const files[] = { "key.pem", "certificate.pem", "authority.pem", "machine.json", "head" };
	char path[200];

	end_server(k);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		snprintf(path, sizeof(path), "%s/%s", k->folder, files[i]);
		unlink(path);
	}
	rmdir(k->folder);
	close(k->listener);
	tls_kit_release(&k->authority);
	tls_kit_release(&k->machine);
	tls_kit_release(&k->server);
}
