/* door_browser.c - the door of browsers: HTTPS by evhttp. One message is the body of one POST /api;
 * to core each is a connection of its own. Pages are files that the program carries.
 *
 * Knows HTTP. Must not know: sessions, what a message or a page says.
 *
 * evhttp owns its connections. A *visit* is ours beside each: it hangs on the connection's SSL and is freed with
 * it; to end a connection its descriptor is shut down, and evhttp finds out. evhttp's own timeouts start anew at
 * each byte, so each visit has absolute deadlines. */
#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <event2/http.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "protocol/page/page.h"
#include "tally-server/embedded.h"
#include "tally-server/net/cookie.h"
#include "tally-server/net/net_internal.h"
#include "tally-server/net/stream.h"

enum { HEADERS_CAP = 16 << 10, STREAMS_MAX = 512, VISITS_PART = 4, VISITS_OF_ONE = 8 };

/* The prefix makes browsers take them from nobody but this very host, over TLS. */
#define COOKIE_SESSION "__Host-tally"
#define COOKIE_SCREEN "__Host-tally-screen"
#define COOKIE_DEVICE "__Host-tally-device"
#define COOKIE_YEAR "; Max-Age=31536000"
#define COOKIE_RULES "; Path=/; Secure; HttpOnly; SameSite=Strict"

/* The one message that this door composes itself: a browser that opens /events asks core to be told. */
static const char EVENTS[] = "{\"id\":0,\"type\":\"events\",\"body\":{}}";

struct visit {
	struct asker asker;             /* first: the channel's callbacks get it */
	struct net *net;                /* NULL once ended */
	struct bufferevent *bev;
	struct event *deadline;
	struct tls_guard guard;
	struct gate_pass pass;
	LIST_ENTRY(visit) visits;
	bool is_begun;                  /* its address is known to the gate */
	struct evhttp_request *request; /* the one that core is asked, or that is a stream; or NULL */
	bool wants_events;
	struct stream *stream;          /* NULL until core has admitted it */
};

struct browsers {
	struct net *net;
	struct evhttp *http;
	struct pages *pages;
	size_t streams;
	int place;                      /* of the visit in the SSL's extra data */
	LIST_HEAD(, visit) visits;
};

static void set_deadline(struct visit *v, uint32_t ms)
{
	struct timeval left = net_ms(ms);

	event_add(v->deadline, &left);
}

static void visit_shut(struct visit *v)
{
	shutdown(bufferevent_getfd(v->bev), SHUT_RDWR);
}

/* Release all that the visit holds but its own memory, which is freed with the SSL. */
static void visit_end(struct visit *v)
{
	if (!v->net)
		return;
	if (v->stream)
		v->net->browsers->streams--;
	stream_free(v->stream);
	v->stream = NULL;
	channel_close(v->net->channel, &v->asker);
	gate_leave(v->net->gate, &v->pass);
	event_free(v->deadline);
	LIST_REMOVE(v, visits);
	v->net = NULL;
}

/* ---- answers ---- */

static void add_header(struct evhttp_request *request, const char *name, const char *value)
{
	evhttp_add_header(evhttp_request_get_output_headers(request), name, value);
}

/* Of our pages only the desk scans. */
static bool is_desk(const struct evhttp_request *request)
{
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request);
	const char *path = uri ? evhttp_uri_get_path(uri) : NULL;

	return path && !strcmp(path, "/desk");
}

/* What every answer says of itself; `cache` is no-store for messages, no-cache for pages: always asked about, seldom sent again. */
static void add_headers(struct evhttp_request *request, const char *type, const char *cache)
{
	add_header(request, "Content-Security-Policy", PAGE_POLICY);
	add_header(request, "Permissions-Policy", is_desk(request) ? PAGE_PERMISSIONS_SCAN : PAGE_PERMISSIONS);
	add_header(request, "X-Content-Type-Options", "nosniff");
	add_header(request, "Referrer-Policy", "no-referrer");
	add_header(request, "Cross-Origin-Opener-Policy", "same-origin");
	add_header(request, "Cross-Origin-Resource-Policy", "same-origin");
	add_header(request, "Cache-Control", cache);
	add_header(request, "Content-Type", type);
}

static void send_reply(struct evhttp_request *request, int status, const void *body, size_t len)
{
	add_headers(request, "application/json", "no-store");
	evbuffer_add(evhttp_request_get_output_buffer(request), body, len);
	evhttp_send_reply(request, status, NULL, NULL);
}

static void send_error(struct evhttp_request *request, int status, enum err err)
{
	struct buf body = { 0 };

	net_error(&body, err);
	send_reply(request, status, buf_text(&body), body.len);
	buf_release(&body);
}

static void send_page(struct evhttp_request *request, const struct page *page)
{
	const char *known = evhttp_find_header(evhttp_request_get_input_headers(request), "If-None-Match");

	add_headers(request, page->type, "no-cache");
	add_header(request, "ETag", page->tag);
	if (page_is_known(page, known)) {
		evhttp_send_reply(request, HTTP_NOTMODIFIED, NULL, NULL);
		return;
	}
	evbuffer_add_reference(evhttp_request_get_output_buffer(request), page->text, page->len, NULL, NULL);
	evhttp_send_reply(request, HTTP_OK, NULL, NULL);
}

/* What a station installs, once its fingerprint has been compared with the printed one, so that its browser trusts this server. */
static void send_authority(struct evhttp_request *request, const struct tls *tls)
{
	add_headers(request, "application/x-x509-ca-cert", "no-cache");
	evbuffer_add(evhttp_request_get_output_buffer(request), tls->authority.at, tls->authority.len);
	evhttp_send_reply(request, HTTP_OK, NULL, NULL);
}

/* Hand over the request that core was asked, and wait for the next on this connection. */
static struct evhttp_request *take_request(struct visit *v)
{
	struct evhttp_request *request = v->request;

	v->request = NULL;
	channel_close(v->net->channel, &v->asker);
	set_deadline(v, v->net->options.idle_ms);
	return request;
}

/* ---- what HTTP says beside a message ---- */

static const char *header(const struct evhttp_request *request, const char *name)
{
	const char *value = evhttp_find_header(evhttp_request_get_input_headers((struct evhttp_request *)(uintptr_t)request), name);

	return value ? value : "";
}

static void say_short(char out[PIPE_HOST_MAX + 1], const char *value)
{
	if (strlen(value) <= PIPE_HOST_MAX)
		strcpy(out, value);
}

static void add_web(struct buf *out, const struct evhttp_request *request)
{
	struct pipe_web web = { 0 };

	cookie_find(web.session, header(request, "Cookie"), COOKIE_SESSION);
	cookie_find(web.screen, header(request, "Cookie"), COOKIE_SCREEN);
	cookie_find(web.device, header(request, "Cookie"), COOKIE_DEVICE);
	say_short(web.origin, header(request, "Origin"));
	say_short(web.host, header(request, "Host"));
	pipe_add_web(out, &web);
}

/* `lasting`: it outlives the browser. */
static void set_cookie(struct evhttp_request *request, const char *name, const char *value, const char *lasting)
{
	bool ends = !strcmp(value, "-");
	struct buf cookie = { 0 };

	if (!value[0])
		return;
	buf_addf(&cookie, "%s=%s%s%s", name, ends ? "" : value, COOKIE_RULES, ends ? "; Max-Age=0" : lasting);
	add_header(request, "Set-Cookie", buf_text(&cookie));
	buf_release_secret(&cookie);
}

/* ---- what core says ---- */

static void on_turn(struct asker *a)
{
	struct visit *v = (struct visit *)a;
	struct evbuffer *body = evhttp_request_get_input_buffer(v->request);
	struct buf message = { 0 };
	size_t len = evbuffer_get_length(body);

	add_web(&message, v->request);
	if (v->wants_events)
		buf_add_text(&message, EVENTS);
	else
		buf_add(&message, evbuffer_pullup(body, -1), len);
	evbuffer_drain(body, len);
	channel_ask(v->net->channel, a, message.at, message.len);
	buf_release_secret(&message);
}

static void on_reply(struct asker *a, const uint8_t *message, size_t len)
{
	struct visit *v = (struct visit *)a;
	struct evhttp_request *request;
	struct pipe_cookies cookies;
	size_t ahead = 0;

	/* to a stream it only says what on_admitted has said */
	if (v->stream)
		return;
	request = take_request(v);
	if (pipe_take_cookies(&cookies, &ahead, message, len)) {
		send_error(request, HTTP_INTERNAL, ERR_BUG);
		return;
	}
	set_cookie(request, COOKIE_SESSION, cookies.session, "");
	set_cookie(request, COOKIE_SCREEN, cookies.screen, COOKIE_YEAR);
	set_cookie(request, COOKIE_DEVICE, cookies.device, COOKIE_YEAR);
	send_reply(request, v->wants_events ? 403 : HTTP_OK, message + ahead, len - ahead);
}

static void on_event(struct asker *a, const uint8_t *message, size_t len)
{
	struct visit *v = (struct visit *)a;

	if (v->stream && stream_tell(v->stream, message, len))
		visit_shut(v);
}

/* Core knows the browser now. If it asked for events, and there are some that it may hear, its answer becomes a stream. */
static void on_admitted(struct asker *a)
{
	struct visit *v = (struct visit *)a;

	if (!a->audience || !v->wants_events || v->stream)
		return;
	add_headers(v->request, "text/event-stream", "no-store");
	if (stream_new(&v->stream, v->net->base, v->request))
		visit_shut(v);
	else
		v->net->browsers->streams++;
}

/* The stream ends as one does that has nothing more to say: cut off it would look like a fault of the network. */
static void end_stream(struct visit *v)
{
	struct evhttp_request *request = take_request(v);

	stream_free(v->stream);
	v->stream = NULL;
	v->net->browsers->streams--;
	evhttp_send_reply_end(request);
}

static void on_dropped(struct asker *a)
{
	struct visit *v = (struct visit *)a;

	if (v->stream)
		end_stream(v);
	else
		send_error(take_request(v), 403, ERR_NOT_PERMITTED);
}

static const struct asker_ops asker_ops = { on_turn, on_reply, on_event, on_admitted, on_dropped };

/* ---- requests ---- */

/* evhttp has let go of a request that we have not answered, or is about to free it with its
 * connection: either way it is not ours any more. */
static void on_http_closed(struct evhttp_connection *connection, void *arg)
{
	struct visit *v = arg;

	(void)connection;
	if (v->request && !evhttp_request_get_connection(v->request))
		evhttp_request_free(v->request);
	v->request = NULL;
	visit_end(v);
}

/* A page of another site can post a form, but no JSON, without asking first. */
static bool is_json(const struct evhttp_request *request)
{
	return !strncasecmp(header(request, "Content-Type"), "application/json", 16);
}

static void ask(struct visit *v, struct evhttp_request *request, bool wants_events)
{
	evhttp_connection_set_closecb(evhttp_request_get_connection(request), on_http_closed, v);
	if (v->request || (wants_events && v->net->browsers->streams >= STREAMS_MAX) ||
	    channel_open(v->net->channel, &v->asker, DOOR_BROWSER, NULL)) {
		send_error(request, HTTP_SERVUNAVAIL, ERR_BUSY);
		return;
	}
	event_del(v->deadline);
	v->request = request;
	v->wants_events = wants_events;
	if (channel_is_turn(v->net->channel, &v->asker))
		on_turn(&v->asker);
}

static void on_api(struct visit *v, struct evhttp_request *request)
{
	if (evhttp_request_get_command(request) != EVHTTP_REQ_POST)
		send_error(request, HTTP_BADMETHOD, ERR_USAGE);
	else if (!is_json(request))
		send_error(request, 415, ERR_JSON);
	else
		ask(v, request, false);
}

static void on_get(struct visit *v, struct evhttp_request *request, const char *path)
{
	const struct page *page;

	if (evhttp_request_get_command(request) != EVHTTP_REQ_GET) {
		send_error(request, HTTP_BADMETHOD, ERR_USAGE);
		return;
	}
	if (!strcmp(path, "/events")) {
		ask(v, request, true);
		return;
	}
	page = pages_find(v->net->browsers->pages, path);
	if (page)
		send_page(request, page);
	else if (!strcmp(path, "/authority.pem"))
		send_authority(request, &v->net->tls);
	else
		send_error(request, HTTP_NOTFOUND, ERR_USAGE);
	set_deadline(v, v->net->options.idle_ms);
}

static void on_request(struct evhttp_request *request, void *arg)
{
	struct browsers *b = arg;
	SSL *ssl = bufferevent_openssl_get_ssl(evhttp_connection_get_bufferevent(evhttp_request_get_connection(request)));
	struct visit *v = ssl ? SSL_get_ex_data(ssl, b->place) : NULL;
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request);
	const char *path = uri ? evhttp_uri_get_path(uri) : NULL;

	/* where new_connection found no memory evhttp has made a connection without TLS of its own */
	if (!v || !v->net || !path) {
		send_error(request, HTTP_BADREQUEST, ERR_TLS);
		return;
	}
	gate_known(&v->pass);
	if (!strcmp(path, "/api"))
		on_api(v, request);
	else
		on_get(v, request, path);
}

/* ---- connections ---- */

/* Whoever has had a page stays a stranger to core: neither one address nor all browsers together
 * may take the places of terminals, or fill the memory with what they send. */
static bool has_room(const struct visit *v)
{
	const struct net_options *o = &v->net->options;
	size_t all = 0, of_this = 0;
	const struct visit *other;

	LIST_FOREACH(other, &v->net->browsers->visits, visits) {
		all++;
		of_this += other->is_begun && !memcmp(other->pass.address, v->pass.address, sizeof(v->pass.address));
	}
	return all <= o->connections / VISITS_PART && of_this < (size_t)VISITS_OF_ONE * o->unauthenticated;
}

/* Why it may not begin; NULL if it may. */
static const char *refusal(struct visit *v)
{
	struct sockaddr_storage from = { 0 };
	socklen_t len = sizeof(from);

	if (getpeername(bufferevent_getfd(v->bev), (struct sockaddr *)&from, &len) ||
	    gate_stranger(v->net->gate, &v->pass, (struct sockaddr *)&from))
		return "strangers";
	return has_room(v) ? NULL : "crowd";
}

/* Comes at once the first time, when evhttp has set the descriptor and the address can be judged; after that only when a
 * handshake or request takes too long. */
static void on_deadline(evutil_socket_t unused, short what, void *arg)
{
	struct visit *v = arg;
	const char *reason = v->is_begun ? "deadline" : refusal(v);

	(void)unused;
	(void)what;
	if (reason) {
		net_log_line(&v->net->log, NET_CLOSED, "door=browsers reason=%s", reason);
		visit_shut(v);
		return;
	}
	v->is_begun = true;
	set_deadline(v, v->net->options.handshake_ms + v->net->options.line_ms);
}

static void on_tripped(void *arg)
{
	visit_shut(arg);
}

static void on_ssl_free(void *parent, void *visit, CRYPTO_EX_DATA *data, int place, long unused, void *unused_too)
{
	(void)parent;
	(void)data;
	(void)place;
	(void)unused;
	(void)unused_too;
	if (visit)
		visit_end(visit);
	free(visit);
}

static struct bufferevent *new_connection(struct event_base *base, void *arg)
{
	struct browsers *b = arg;
	struct visit *v = calloc(1, sizeof(*v));
	SSL *ssl = v ? tls_accept(&b->net->tls, DOOR_BROWSER, &v->guard) : NULL;

	if (!ssl || !SSL_set_ex_data(ssl, b->place, v)) {
		SSL_free(ssl);
		free(v);
		return NULL;
	}
	v->guard = (struct tls_guard){ .tripped = on_tripped, .context = v };
	v->asker.ops = &asker_ops;
	v->deadline = event_new(base, -1, 0, on_deadline, v);
	v->bev = v->deadline ?
		bufferevent_openssl_socket_new(base, -1, ssl, BUFFEREVENT_SSL_ACCEPTING,
					       BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS) : NULL;
	/* out of memory it may or may not have freed `ssl` (libevent #1774): rather leak */
	if (!v->bev)
		return NULL;
	v->net = b->net;
	LIST_INSERT_HEAD(&b->visits, v, visits);
	gate_enter(b->net->gate, &v->pass);
	set_deadline(v, 0);
	return v->bev;
}

enum err door_browser_open(struct net *n, uint16_t *port)
{
	struct browsers *b = calloc(1, sizeof(*b));
	struct evconnlistener *listener = NULL;
	evutil_socket_t fd = -1;
	enum err err = ERR_MEMORY;

	if (!b)
		return ERR_MEMORY;
	b->net = n;
	LIST_INIT(&b->visits);
	b->place = SSL_get_ex_new_index(0, NULL, NULL, NULL, on_ssl_free);
	b->http = evhttp_new(n->base);
	if (b->place < 0 || !b->http || pages_new(&b->pages, embedded_pages))
		goto out;
	evhttp_set_bevcb(b->http, new_connection, b);
	evhttp_set_gencb(b->http, on_request, b);
	evhttp_set_max_headers_size(b->http, HEADERS_CAP);
	evhttp_set_max_body_size(b->http, NET_LARGE_CAP);
	evhttp_set_allowed_methods(b->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST);
	err = net_listen(&fd, port, n, n->options.browser_port);
	if (err)
		goto out;
	err = ERR_MEMORY;
	listener = evconnlistener_new(n->base, NULL, NULL, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
	if (!listener) {
		evutil_closesocket(fd);
		goto out;
	}
	if (!evhttp_bind_listener(b->http, listener)) {
		evconnlistener_free(listener);
		goto out;
	}
	gate_watch(n->gate, listener);
	n->browsers = b;
	return OK;
out:
	door_browser_close(b);
	return err;
}

void door_browser_close(struct browsers *b)
{
	struct visit *v;

	if (!b)
		return;
	while ((v = LIST_FIRST(&b->visits)) != NULL)
		visit_end(v);
	if (b->http)
		evhttp_free(b->http);
	pages_free(b->pages);
	free(b);
}
