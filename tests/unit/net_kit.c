/* net_kit.c - see net_kit.h. */
#include "tests/unit/net_kit.h"

#include "tests/unit/cmocka_all.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "protocol/os/os.h"

struct echo {
	int pipe, ports;
	const struct tls_kit_pair *authority;
	struct buf in, out;
	uint64_t stream;                /* the last that was admitted */
	struct {
		uint64_t connection;
		uint8_t payload[33];
	} peers[8192];
};

static void flush(struct echo *e)
{
	for (size_t sent = 0; sent < e->out.len;) {
		ssize_t n = write(e->pipe, e->out.at + sent, e->out.len - sent);

		if (n <= 0)
			_exit(0);
		sent += (size_t)n;
	}
	e->out.len = 0;
}

/* An answer at whichever door; `cookies` for that of browsers, or NULL. */
static void reply(struct echo *e, uint64_t connection, const struct pipe_cookies *cookies, const void *message, size_t len)
{
	static const struct pipe_cookies none;
	struct buf payload = { 0 };

	if (e->peers[connection % 8192].payload[0] == DOOR_BROWSER)
		pipe_add_cookies(&payload, cookies ? cookies : &none);
	buf_add(&payload, message, len);
	pipe_add(&e->out, PIPE_REPLY, connection, payload.at, payload.len);
	buf_release(&payload);
}

static void tell_peer(struct echo *e, uint64_t connection)
{
	const uint8_t *payload = e->peers[connection % 8192].payload;
	char line[80], hex[65];
	int len;

	hex_encode(hex, payload + 1, 32);
	len = snprintf(line, sizeof(line), "door=%d spki=%s", payload[0], hex);
	reply(e, connection, NULL, line, (size_t)len);
}

/* What only browsers say; false if it is something else. */
static bool on_web_request(struct echo *e, uint64_t connection, const struct pipe_web *web, const char *line)
{
	static const uint8_t audience = AUDIENCE_BROWSER;
	struct pipe_cookies cookies = { 0 };
	struct buf said = { 0 };

	if (!strcmp(line, "web")) {
		buf_addf(&said, "session=%s screen=%s device=%s origin=%s host=%s", web->session, web->screen, web->device, web->origin, web->host);
		reply(e, connection, NULL, said.at, said.len);
		buf_release(&said);
	} else if (sscanf(line, "cookies %64s %64s %64s", cookies.session, cookies.screen, cookies.device) == 3) {
		reply(e, connection, &cookies, "set", 3);
	} else if (strstr(line, "\"type\":\"events\"")) {
		if (web->session[0]) {
			pipe_add(&e->out, PIPE_ADMIT, connection, &audience, 1);
			e->stream = connection;
		}
		reply(e, connection, NULL, "{\"id\":0}", 8);
	} else {
		return false;
	}
	return true;
}

static void send_events(struct echo *e, unsigned audience, unsigned long count, size_t len)
{
	char *fill = calloc(1, len + 1);

	memset(fill, 'e', len);
	for (unsigned long i = 0; i < count; i++)
		pipe_add(&e->out, PIPE_EVENT, audience, fill, len);
	free(fill);
}

static void on_request(struct echo *e, uint64_t connection, const char *line, size_t len)
{
	unsigned long a = 0, b = 0;
	uint8_t limit[4];
	char *fill;

	if (sscanf(line, "big %lu", &a) == 1) {
		fill = calloc(1, a + 1);
		memset(fill, 'x', a);
		reply(e, connection, NULL, fill, a);
		free(fill);
	} else if (sscanf(line, "event %lu %lu", &a, &b) == 2) {
		send_events(e, AUDIENCE_TERMINAL, a, b);
		reply(e, connection, NULL, "sent", 4);
	} else if (sscanf(line, "tell %lu %lu", &a, &b) == 2) {
		send_events(e, AUDIENCE_BROWSER, a, b);
		reply(e, connection, NULL, "sent", 4);
	} else if (sscanf(line, "limit %lu", &a) == 1) {
		put_u32(limit, (uint32_t)a);
		pipe_add(&e->out, PIPE_LIMIT, 0, limit, 4);
		reply(e, connection, NULL, "set", 3);
	} else if (sscanf(line, "late %lu", &a) == 1) {
		usleep((useconds_t)a * 1000);
		reply(e, connection, NULL, line, len);
	} else if (!strcmp(line, "drop")) {
		pipe_add(&e->out, PIPE_DROP, connection, NULL, 0);
	} else if (!strcmp(line, "drop_stream")) {
		pipe_add(&e->out, PIPE_DROP, e->stream, NULL, 0);
		reply(e, connection, NULL, "dropped", 7);
	} else if (!strcmp(line, "peer")) {
		tell_peer(e, connection);
	} else if (strcmp(line, "hold")) {
		reply(e, connection, NULL, line, len);
	}
}

static void on_request_frame(struct echo *e, const struct pipe_frame *f)
{
	struct pipe_web web = { 0 };
	struct buf line = { 0 };
	size_t ahead = 0;

	if (e->peers[f->connection % 8192].payload[0] == DOOR_BROWSER && pipe_take_web(&web, &ahead, f->payload, f->len))
		_exit(1);
	buf_add(&line, f->payload + ahead, f->len - ahead);
	if (!ahead || !on_web_request(e, f->connection, &web, buf_text(&line)))
		on_request(e, f->connection, buf_text(&line), f->len - ahead);
	buf_release(&line);
}

static void on_frame(struct echo *e, const struct pipe_frame *f)
{
	const uint8_t audience = f->len && f->payload[0] == DOOR_BROWSER ? 0 : AUDIENCE_TERMINAL;
	struct buf b = { 0 };

	if (f->kind == PIPE_HELLO) {
		tls_kit_sign_request(&b, e->authority, TLS_KIT_SERVER, f->payload, f->len);
		tls_kit_pem_certificate(&b, e->authority->certificate);
		pipe_add(&e->out, PIPE_CERTIFICATE, 0, b.at, b.len);
	} else if (f->kind == PIPE_PORTS) {
		if (write(e->ports, f->payload, f->len) != 8)
			_exit(1);
	} else if (f->kind == PIPE_OPENED) {
		memcpy(e->peers[f->connection % 8192].payload, f->payload, 33);
		pipe_add(&e->out, PIPE_ADMIT, f->connection, &audience, 1);
	} else if (f->kind == PIPE_REQUEST) {
		on_request_frame(e, f);
	}
	buf_release(&b);
}

static void be_core(struct echo *e)
{
	uint8_t bytes[65536];
	struct pipe_frame f;
	size_t size;
	ssize_t n;

	while ((n = read(e->pipe, bytes, sizeof(bytes))) > 0) {
		buf_add(&e->in, bytes, (size_t)n);
		while (!pipe_take(&f, &size, e->in.at, e->in.len) && size) {
			on_frame(e, &f);
			buf_drop(&e->in, size);
			flush(e);
		}
	}
	_exit(0);
}

static void start_core(struct net_kit *k, const int pair[2], int ports)
{
	static struct echo echo;

	k->core = fork();
	assert_true(k->core >= 0);
	if (k->core)
		return;
	/* a test that fails does not get to end it */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* or it would never see the other end close */
	close(pair[0]);
	echo = (struct echo){ .pipe = pair[1], .ports = ports, .authority = &k->authority };
	be_core(&echo);
}

static void start_net(struct net_kit *k, int pipe, const struct net_options *options)
{
	k->net = fork();
	assert_true(k->net >= 0);
	if (k->net)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* what the tests before have freed must not count as ours */
	malloc_trim(0);
	dup2(k->log, STDERR_FILENO);
	dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
	exit(net_run(pipe, options));
}

void net_kit_start(struct net_kit *k, struct net_options options)
{
	int pair[2], ports[2];
	uint8_t told[8];

	*k = (struct net_kit){ .folder = "/tmp/net_kit.XXXXXX" };
	assert_non_null(mkdtemp(k->folder));
	snprintf(k->socket, sizeof(k->socket), "%s/local", k->folder);
	k->log = memfd_create("log", 0);
	assert_true(k->log >= 0);
	k->authority = tls_kit_authority("authority");
	k->machine = tls_kit_make(&k->authority, TLS_KIT_MACHINE, "machine");
	options.address = "127.0.0.1";
	options.socket = k->socket;
	fflush(NULL);
	signal(SIGPIPE, SIG_IGN);

	assert_int_equal(pipe(ports), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	start_core(k, pair, ports[1]);
	close(pair[1]);
	close(ports[1]);
	start_net(k, pair[0], &options);
	close(pair[0]);
	assert_int_equal(read(ports[0], told, sizeof(told)), 8);
	close(ports[0]);
	k->terminals = (uint16_t)get_u32(told);
	k->browsers = (uint16_t)get_u32(told + 4);
}

void net_kit_stop(struct net_kit *k)
{
	int status;

	kill(k->net, SIGTERM);
	assert_int_equal(waitpid(k->net, &status, 0), k->net);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(waitpid(k->core, &status, 0), k->core);
	assert_int_equal(unlink(k->socket), 0);
	rmdir(k->folder);
	close(k->log);
	tls_kit_release(&k->authority);
	tls_kit_release(&k->machine);
}

size_t net_kit_count_logged(const struct net_kit *k, const char *words)
{
	static char text[1 << 20];
	ssize_t len = pread(k->log, text, sizeof(text) - 1, 0);
	size_t count = 0;

	text[len > 0 ? len : 0] = '\0';
	for (const char *at = text; (at = strstr(at, words)) != NULL; at++)
		count++;
	return count;
}

bool net_kit_has_logged(const struct net_kit *k, const char *words)
{
	for (int i = 0; i < 2000; i++) {
		if (net_kit_count_logged(k, words))
			return true;
		usleep(10000);
	}
	return false;
}

static void read_proc(const struct net_kit *k, const char *file, char *text, size_t cap)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)k->net, file);
	f = fopen(path, "r");
	assert_non_null(f);
	text[fread(text, 1, cap - 1, f)] = '\0';
	fclose(f);
}

size_t net_kit_rss_kb(const struct net_kit *k)
{
	char text[4096];
	const char *at;

	read_proc(k, "status", text, sizeof(text));
	at = strstr(text, "VmRSS:");
	assert_non_null(at);
	return strtoul(at + 6, NULL, 10);
}

long net_kit_cpu_ms(const struct net_kit *k)
{
	char text[4096];
	unsigned long user, system;

	read_proc(k, "stat", text, sizeof(text));
	assert_int_equal(sscanf(strrchr(text, ')'), ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system), 2);
	return (long)(user + system) * 1000 / sysconf(_SC_CLK_TCK);
}
