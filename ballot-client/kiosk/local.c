/* local.c - see local.h. evhttp, bound to loopback; a stream is a reply that does not end. */
#include "ballot-client/kiosk/local.h"
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <malloc.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/base/fields.h"
#include "protocol/os/os.h"
#include "protocol/page/page.h"

enum { TOKEN_SIZE = 32, TOKEN_TEXT = 2 * TOKEN_SIZE + 1, STREAMS = 4, HEADERS_CAP = 8192, BODY_CAP = 65536,
	HEARTBEAT_SECONDS = 10, IDLE_SECONDS = 30 };

/* A reply that does not end. evhttp takes the request from its connection when that fails, so both are kept. */
struct stream {
	struct evhttp_request *request; /* NULL: free */
	struct evhttp_connection *connection;
};

struct local {
	struct local_options options;
	struct evhttp *http;
	struct pages *pages;
	struct event *heartbeat, *soon;
	struct stream streams[STREAMS];
	uint16_t port;
	char host[32];                  /* as the browser says it */
	char token[TOKEN_TEXT];         /* of the first address; "" once it was used */
	char cookie[TOKEN_TEXT];
};

static void draw(char out[TOKEN_TEXT])
{
	uint8_t bytes[TOKEN_SIZE];

	rng_fill(&os_rng, bytes, sizeof bytes);
	hex_encode(out, bytes, sizeof bytes);
	wipe(bytes, sizeof bytes);
}

static bool is_secret(const char *given, const char expected[TOKEN_TEXT])
{
	return given && expected[0] && strlen(given) == TOKEN_TEXT - 1 && bytes_equal_secret(given, expected, TOKEN_TEXT - 1);
}

/* ---- replies ---- */

static void add_headers(struct evhttp_request *r, const char *type)
{
	static const char *const headers[][2] = {
		{ "Content-Security-Policy", PAGE_POLICY },
		{ "Permissions-Policy", PAGE_PERMISSIONS_SCAN },
		{ "X-Content-Type-Options", "nosniff" },
		{ "Referrer-Policy", "no-referrer" },
		{ "Cross-Origin-Resource-Policy", "same-origin" },
		{ "Cache-Control", "no-store" },
	};
	struct evkeyvalq *out = evhttp_request_get_output_headers(r);

	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
		evhttp_add_header(out, headers[i][0], headers[i][1]);
	evhttp_add_header(out, "Content-Type", type);
}

static void reply(struct evhttp_request *r, int status, const char *type, const void *body, size_t len)
{
	struct evbuffer *out = evbuffer_new();

	add_headers(r, type);
	if (out)
		evbuffer_add(out, body, len);
	evhttp_send_reply(r, status, NULL, out);
	if (out)
		evbuffer_free(out);
}

static void reply_nothing(struct evhttp_request *r, int status)
{
	reply(r, status, "text/plain; charset=utf-8", "", 0);
}

/* ---- who asks? ---- */

static bool has_cookie(const struct local *l, struct evhttp_request *r)
{
	const char *header = evhttp_find_header(evhttp_request_get_input_headers(r), "Cookie");
	const char *at = header ? strstr(header, "kiosk=") : NULL;
	char given[TOKEN_TEXT] = "";

	/* browsers keep cookies by host, not port: another program's of this machine may stand before ours */
	for (; at; at = strstr(at + 1, "kiosk=")) {
		if ((at != header && at[-1] != ' ') || strcspn(at + 6, "; ") != TOKEN_TEXT - 1)
			continue;
		memcpy(given, at + 6, TOKEN_TEXT - 1);
		if (is_secret(given, l->cookie))
			return true;
	}
	return false;
}

/* The name in the address is ours, so that no foreign name that resolves to this machine is; and
 * what sends a body says that it is our page. */
static bool is_from_page(const struct local *l, struct evhttp_request *r)
{
	const struct evkeyvalq *headers = evhttp_request_get_input_headers(r);
	const char *host = evhttp_find_header(headers, "Host"), *origin = evhttp_find_header(headers, "Origin");
	bool needs_origin = evhttp_request_get_command(r) != EVHTTP_REQ_GET;

	if (!host || strcmp(host, l->host) != 0 || (needs_origin && !origin))
		return false;
	return !origin || (strncmp(origin, "http://", 7) == 0 && strcmp(origin + 7, l->host) == 0);
}

/* Another page of this machine's browser, from another port, has our cookie, too; the browser says that it is another. */
static bool is_of_another_page(struct evhttp_request *r)
{
	const char *site = evhttp_find_header(evhttp_request_get_input_headers(r), "Sec-Fetch-Site");

	return site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;
}

/* The first address: a token for a cookie, once. */
static bool take_token(struct local *l, struct evhttp_request *r, const char *query)
{
	/* the icon, so that none is asked for where there is none */
	static const char step[] = "<!doctype html><link rel=icon href=/page/icon.svg>";
	char cookie[TOKEN_TEXT + 60];

	if (!query || strncmp(query, "t=", 2) != 0 || !is_secret(query + 2, l->token))
		return false;
	wipe(l->token, sizeof l->token);
	snprintf(cookie, sizeof cookie, "kiosk=%s; HttpOnly; SameSite=Strict; Path=/", l->cookie);
	evhttp_add_header(evhttp_request_get_output_headers(r), "Set-Cookie", cookie);
	/* not a redirect: that would still be the step of whoever led here, from a file, and such a step bears no strict cookie */
	evhttp_add_header(evhttp_request_get_output_headers(r), "Refresh", "0; url=/");
	reply(r, 200, "text/html; charset=utf-8", step, sizeof step - 1);
	return true;
}

/* ---- the stream ---- */

static void send_text(const struct local *l, const char *before, const char *text, const char *after)
{
	for (size_t i = 0; i < STREAMS; i++) {
		struct evbuffer *out = l->streams[i].request ? evbuffer_new() : NULL;

		if (!out)
			continue;
		evbuffer_add_printf(out, "%s%s%s", before, text, after);
		evhttp_send_reply_chunk(l->streams[i].request, out);
		evbuffer_free(out);
	}
}

static void tell(struct local *l)
{
	json_t *state = l->options.state(l->options.context);
	char *text = state ? json_write(state) : NULL;

	if (text) {
		send_text(l, "data: ", text, "\n\n");
		wipe(text, strlen(text));
	}
	free(text);
	json_decref(state);
}

static void on_soon(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	tell(context);
}

static void on_heartbeat(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	send_text(context, ":", "", "\n\n");
}

static void on_stream_closed(struct evhttp_connection *connection, void *context)
{
	struct local *l = context;

	for (size_t i = 0; i < STREAMS; i++) {
		struct stream *s = &l->streams[i];

		if (!s->request || s->connection != connection)
			continue;
		/* taken from its connection it is nobody's but ours */
		if (!evhttp_request_get_connection(s->request))
			evhttp_request_free(s->request);
		*s = (struct stream){ 0 };
	}
}

static void end_stream(struct local *l, size_t i)
{
	struct stream s = l->streams[i];

	if (!s.request)
		return;
	l->streams[i] = (struct stream){ 0 };
	evhttp_connection_set_closecb(s.connection, NULL, NULL);
	evhttp_send_reply_end(s.request);
}

/* The newest is the page that is looked at; the oldest makes room for it. */
static void begin_stream(struct local *l, struct evhttp_request *r)
{
	end_stream(l, STREAMS - 1);
	memmove(l->streams + 1, l->streams, (STREAMS - 1) * sizeof *l->streams);
	l->streams[0] = (struct stream){ .request = r, .connection = evhttp_request_get_connection(r) };
	add_headers(r, "text/event-stream");
	evhttp_connection_set_closecb(l->streams[0].connection, on_stream_closed, l);
	evhttp_send_reply_start(r, 200, NULL);
	local_publish(l);
}

/* ---- what the page does ---- */

/* What was typed on the page does not stay in buffers. */
static void wipe_input(struct evhttp_request *r)
{
	struct evbuffer *in = evhttp_request_get_input_buffer(r);
	struct evbuffer_iovec parts[16];
	int count = evbuffer_peek(in, -1, NULL, parts, 16);

	for (int i = 0; i < count && i < 16; i++)
		wipe(parts[i].iov_base, parts[i].iov_len);
}

static void act(struct local *l, struct evhttp_request *r)
{
	struct evbuffer *in = evhttp_request_get_input_buffer(r);
	size_t len = evbuffer_get_length(in);
	const char *text = len ? (const char *)evbuffer_pullup(in, -1) : "", *words;
	json_t *body = NULL, *answer;
	enum err err = text ? json_read(&body, text, len) : ERR_MEMORY;

	if (!err)
		err = l->options.act(l->options.context, body);
	json_decref(body);
	wipe_input(r);
	answer = err ? json_pack("{s:s}", "error", err_code(err)) : json_object();
	words = answer ? json_write(answer) : NULL;
	reply(r, words ? 200 : 500, "application/json", words ? words : "", words ? strlen(words) : 0);
	free((char *)(uintptr_t)words);
	json_decref(answer);
}

static void show(struct local *l, struct evhttp_request *r, const char *path)
{
	struct buf svg = { 0 };

	const struct page *page = pages_find(l->pages, path);
	if (page)
		reply(r, 200, page->type, page->text, page->len);
	else if (l->options.picture(l->options.context, path, &svg) && !svg.failed)
		reply(r, 200, "image/svg+xml", svg.at, svg.len);
	else
		reply_nothing(r, 404);
	buf_release_secret(&svg);
}

static void on_request(struct evhttp_request *r, void *context)
{
	struct local *l = context;
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(r);
	const char *path = uri ? evhttp_uri_get_path(uri) : NULL;
	bool is_get = evhttp_request_get_command(r) == EVHTTP_REQ_GET;

	if (!path || !path[0])
		path = "/";
	if (!uri || !is_from_page(l, r))
		reply_nothing(r, 403);
	else if (is_get && strcmp(path, "/") == 0 && take_token(l, r, evhttp_uri_get_query(uri)))
		return;
	else if (!has_cookie(l, r) || is_of_another_page(r))
		reply_nothing(r, 403);
	else if (!is_get && strcmp(path, "/do") == 0)
		act(l, r);
	else if (!is_get)
		reply_nothing(r, 404);
	else if (strcmp(path, "/state") == 0)
		begin_stream(l, r);
	else
		show(l, r, path);
}

/* ---- the listener ---- */

static enum err listen_on(struct local *l)
{
	struct sockaddr_in address = { 0 };
	socklen_t len = sizeof address;
	struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(l->http, "127.0.0.1", l->options.port);

	if (!bound || getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&address, &len))
		return ERR_NETWORK;
	l->port = ntohs(address.sin_port);
	snprintf(l->host, sizeof l->host, "127.0.0.1:%u", l->port);
	return OK;
}

enum err local_new(struct local **out, const struct local_options *options)
{
	struct local *l = calloc(1, sizeof *l);
	struct timeval beat = { HEARTBEAT_SECONDS, 0 };

	if (!l)
		return ERR_MEMORY;
	l->options = *options;
	local_renew(l);
	l->http = evhttp_new(options->base);
	l->soon = evtimer_new(options->base, on_soon, l);
	l->heartbeat = event_new(options->base, -1, EV_PERSIST, on_heartbeat, l);
	enum err err = l->http && l->soon && l->heartbeat && event_add(l->heartbeat, &beat) == 0 ?
		pages_new(&l->pages, options->files) : ERR_MEMORY;
	if (!err) {
		evhttp_set_max_headers_size(l->http, HEADERS_CAP);
		evhttp_set_max_body_size(l->http, BODY_CAP);
		evhttp_set_allowed_methods(l->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST);
		evhttp_set_timeout(l->http, IDLE_SECONDS);
		evhttp_set_gencb(l->http, on_request, l);
		err = listen_on(l);
	}
	if (err) {
		local_free(l);
		return err;
	}
	*out = l;
	return OK;
}

void local_free(struct local *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < STREAMS; i++)
		end_stream(l, i);
	if (l->http)
		evhttp_free(l->http);
	if (l->soon)
		event_free(l->soon);
	if (l->heartbeat)
		event_free(l->heartbeat);
	pages_free(l->pages);
	wipe(l, sizeof *l);
	free(l);
}

void local_url(char out[160], const struct local *l)
{
	snprintf(out, 160, "http://%s/?t=%s", l->host, l->token);
}

void local_renew(struct local *l)
{
	draw(l->token);
	draw(l->cookie);
}

void local_publish(struct local *l)
{
	struct timeval now = { 0, 0 };

	event_add(l->soon, &now);
}

/* ---- buffers ---- */

static void wiping_free(void *at)
{
	if (at)
		wipe(at, malloc_usable_size(at));
	free(at);
}

static void *wiping_realloc(void *at, size_t size)
{
	size_t old = at ? malloc_usable_size(at) : 0;
	void *moved = malloc(size);

	if (moved && at) {
		memcpy(moved, at, old < size ? old : size);
		wiping_free(at);
	}
	return moved;
}

void local_wipe_buffers(void)
{
	event_set_mem_functions(malloc, wiping_realloc, wiping_free);
}
