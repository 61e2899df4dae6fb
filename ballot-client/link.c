/* link.c - see link.h. Must not know what a message means.
 *
 *            retry timer                     CONNECTED            answered
 *     RESTING ─────────▶ CONNECTING ───────────────▶ GREETING ────────────▶ UP
 *        ▲                    │                          │                  │
 *        └────────────────────┴────────── lost ──────────┴──────────────────┘      any ── contradiction ──▶ REFUSED
 *
 * To the outside all but the last two are DOWN. The greeting is a ping that carries the last head,
 * so that nothing is asked of a server whose record contradicts it. */
#include "ballot-client/link.h"

#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ballot-client/answer.h"
#include "ballot-client/link_tls.h"
#include "ballot-client/seen.h"
#include "protocol/base/fields.h"
#include "protocol/os/os.h"

enum { LINE_MAX_BYTES = 9 << 20, TYPE_MAX = 40, DETAIL_SIZE = 300, FIRST_ID = 1 };

enum stage { RESTING, CONNECTING, GREETING, UP, REFUSED };
enum in_flight { NOTHING, PING, REQUEST };

struct link {
	struct link_options options;
	struct identity who;
	struct seen seen;
	SSL_CTX *tls;
	struct bufferevent *bev, *dead;         /* `dead` is freed between callbacks, never in its own */
	struct event *retry, *deadline, *heartbeat, *sweep, *give_up;
	enum stage stage;
	enum link_state told;                   /* what on_state has heard last, and why */
	enum err why;
	bool has_told;
	enum in_flight in_flight;
	int64_t id;                             /* of what is in flight */
	size_t searched;                        /* bytes of the input known to hold no line feed */
	bool head_is_new;                       /* not yet in the folder */

	/* the caller's request */
	bool is_asked;
	char type[TYPE_MAX + 1];
	json_t *body;
	link_reply *reply;
	void *context;
};

static struct timeval ms(uint32_t n)
{
	return (struct timeval){ n / 1000, (n % 1000) * 1000 };
}

static void arm(struct event *timer, uint32_t n)
{
	struct timeval left = ms(n);

	event_add(timer, &left);
}

static void tell(struct link *l, enum link_state state, enum err why)
{
	if (l->has_told && l->told == state && l->why == why)
		return;
	l->has_told = true;
	l->told = state;
	l->why = why;
	if (l->options.on_state)
		l->options.on_state(l->options.context, state, why);
}

/* Answer the caller's request. */
static void answer(struct link *l, enum err err, const json_t *ok, const char *detail)
{
	if (!l->is_asked)
		return;
	l->is_asked = false;
	event_del(l->give_up);
	json_decref(l->body);
	l->body = NULL;
	l->reply(l->context, err, ok, detail);
}

/* ---- ending a connection ---- */

static void drop(struct link *l)
{
	if (l->bev) {
		bufferevent_setcb(l->bev, NULL, NULL, NULL, NULL);
		bufferevent_disable(l->bev, EV_READ | EV_WRITE);
		l->dead = l->bev;
		l->bev = NULL;
		event_active(l->sweep, EV_TIMEOUT, 0);
	}
	event_del(l->deadline);
	event_del(l->heartbeat);
	l->searched = 0;
}

/* Everybody lost the server at once: each comes back at a time of its own. */
static void rest(struct link *l)
{
	uint32_t random;

	rng_fill(&os_rng, &random, sizeof(random));
	l->stage = RESTING;
	arm(l->retry, random % (l->options.reconnect_ms + 1));
}

/* The connection is gone. The request in flight may or may not have been acted upon; one that waits goes on waiting. */
static void lose(struct link *l, enum err why, const char *detail)
{
	bool was_sent = l->in_flight == REQUEST;

	drop(l);
	rest(l);
	l->in_flight = NOTHING;
	tell(l, LINK_DOWN, why);
	if (was_sent)
		answer(l, err_category(why) == ERR_CAT_INPUT ? why : ERR_NETWORK, NULL, detail);
}

/* The server's record contradicts itself, and there is nothing to be had from it. */
static void refuse(struct link *l, enum err why, const char *detail)
{
	drop(l);
	l->stage = REFUSED;
	l->in_flight = NOTHING;
	tell(l, LINK_REFUSED, why);
	answer(l, why, NULL, detail);
}

/* ---- asking ---- */

static enum err send_message(struct link *l, const char *type, json_t *body)
{
	json_t *message;
	char *line;
	int failed;

	l->id = l->id == ANSWER_LAST_ID ? FIRST_ID : l->id + 1;
	message = json_pack("{s:I, s:s, s:I, s:O}", "id", (json_int_t)l->id, "type", type, "seen", (json_int_t)l->seen.head.size, "body", body);
	line = message ? json_write(message) : NULL;
	json_decref(message);
	if (!line)
		return ERR_MEMORY;
	failed = evbuffer_add_printf(bufferevent_get_output(l->bev), "%s\n", line) < 0;
	free(line);
	return failed ? ERR_MEMORY : OK;
}

static void send_ping(struct link *l)
{
	json_t *empty = json_object();

	l->in_flight = PING;
	if (!empty || send_message(l, "ping", empty))
		lose(l, ERR_MEMORY, "");
	json_decref(empty);
}

/* Send what waits, if it may go now. */
static enum err pump(struct link *l)
{
	enum err err;

	if (l->stage != UP || l->in_flight != NOTHING || !l->is_asked)
		return OK;
	err = send_message(l, l->type, l->body);
	if (!err)
		l->in_flight = REQUEST;
	return err;
}

enum err link_send(struct link *l, const char *type, json_t *body, link_reply *reply, void *context)
{
	enum err err = OK;

	if (!body)
		body = json_object();
	if (l->stage == REFUSED)
		err = l->why;
	else if (l->is_asked)
		err = ERR_BUSY;
	else if (!body)
		err = ERR_MEMORY;
	else if (strlen(type) > TYPE_MAX)
		err = ERR_TOO_LONG;
	if (err) {
		json_decref(body);
		return err;
	}
	strcpy(l->type, type);
	l->body = body;
	l->reply = reply;
	l->context = context;
	l->is_asked = true;
	err = pump(l);
	if (err) {
		l->is_asked = false;
		l->body = NULL;
		json_decref(body);
		return err;
	}
	arm(l->give_up, l->options.reply_ms);
	return OK;
}

/* ---- answers ---- */

/* A head came, or the server had to say that it has none to follow ours. */
static enum err check_head(struct link *l, char detail[DETAIL_SIZE], const struct answer *a)
{
	uint64_t before = l->seen.head.size;
	enum err err;

	if (!a->head) {
		head_show(detail, &l->seen.head);
		return a->ok || a->err == ERR_HEAD ? ERR_HEAD : OK;
	}
	err = seen_take(&l->seen, detail, a->head);
	if (!err && l->seen.head.size != before)
		l->head_is_new = true;
	return err;
}

static void on_greeted(struct link *l, const struct answer *a)
{
	if (a->err) {
		lose(l, a->err, a->detail);
		return;
	}
	l->stage = UP;
	event_del(l->deadline);
	arm(l->heartbeat, l->options.ping_ms);
	tell(l, LINK_UP, OK);
}

static void on_answer(struct link *l, const struct answer *a)
{
	enum in_flight what = l->in_flight;
	char detail[DETAIL_SIZE] = "";
	enum err err;

	/* 0: about the connection, which the server will close */
	if (what == NOTHING || (a->id != l->id && !(a->id == 0 && a->err))) {
		lose(l, ERR_RANGE, "");
		return;
	}
	err = check_head(l, detail, a);
	if (err == ERR_MEMORY) {
		lose(l, err, "");
		return;
	}
	if (err) {
		refuse(l, err, detail);
		return;
	}
	l->in_flight = NOTHING;
	if (l->stage == GREETING)
		on_greeted(l, a);
	else if (what == REQUEST)
		answer(l, a->err, a->ok, a->detail);
	else
		event_del(l->deadline);
}

static void on_line(struct link *l, const char *line, size_t len)
{
	json_t *message = NULL;
	struct answer a;
	const char *event;
	enum err err = json_read(&message, line, len);

	if (!err && (event = json_string_value(json_object_get(message, "event"))) != NULL) {
		if (l->options.on_event)
			l->options.on_event(l->options.context, event);
		json_decref(message);
		return;
	}
	if (!err)
		err = answer_read(&a, message);
	if (err)
		lose(l, err, "");
	else
		on_answer(l, &a);
	json_decref(message);
}

static void on_read(struct bufferevent *bev, void *arg)
{
	struct link *l = arg;
	struct evbuffer *in = bufferevent_get_input(bev);

	/* a callback may have lost this connection */
	while (l->bev == bev && evbuffer_get_length(in)) {
		struct evbuffer_ptr from, end;
		size_t have = evbuffer_get_length(in);
		const uint8_t *line;

		evbuffer_ptr_set(in, &from, l->searched, EVBUFFER_PTR_SET);
		end = evbuffer_search_eol(in, &from, NULL, EVBUFFER_EOL_LF);
		if (end.pos > LINE_MAX_BYTES || (end.pos < 0 && have > LINE_MAX_BYTES)) {
			lose(l, ERR_TOO_LONG, "");
			return;
		}
		if (end.pos < 0) {
			l->searched = have;
			return;
		}
		line = evbuffer_pullup(in, end.pos + 1);
		if (!line) {
			lose(l, ERR_MEMORY, "");
			return;
		}
		l->searched = 0;
		on_line(l, (const char *)line, (size_t)end.pos);
		evbuffer_drain(in, (size_t)end.pos + 1);
	}
	if (l->bev == bev && pump(l))
		lose(l, ERR_MEMORY, "");
}

/* ---- coming and going ---- */

static void on_event(struct bufferevent *bev, short what, void *arg)
{
	struct link *l = arg;
	unsigned long why;
	int one = 1;

	if (what & BEV_EVENT_CONNECTED) {
		setsockopt(bufferevent_getfd(bev), IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		l->stage = GREETING;
		send_ping(l);
		return;
	}
	why = bufferevent_get_openssl_error(bev);
	ERR_clear_error();
	if (why && ERR_GET_LIB(why) == ERR_LIB_SSL && ERR_GET_REASON(why) != SSL_R_UNEXPECTED_EOF_WHILE_READING)
		lose(l, ERR_TLS, "");
	/* a goodbye instead of an answer to the greeting: the server does not know this machine */
	else if ((what & BEV_EVENT_EOF) && l->stage == GREETING)
		lose(l, ERR_MACHINE, "");
	else
		lose(l, ERR_NETWORK, "");
}

static void sweep(struct link *l)
{
	if (l->dead)
		bufferevent_free(l->dead);
	l->dead = NULL;
}

static void begin(struct link *l)
{
	SSL *ssl = link_tls_connect(l->tls);

	sweep(l);
	l->stage = CONNECTING;
	arm(l->deadline, l->options.reply_ms);
	if (ssl)
		l->bev = bufferevent_openssl_socket_new(l->options.base, -1, ssl, BUFFEREVENT_SSL_CONNECTING,
							BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS);
	if (!l->bev) {
		lose(l, ERR_MEMORY, "");
		return;
	}
	bufferevent_setcb(l->bev, on_read, NULL, on_event, l);
	bufferevent_enable(l->bev, EV_READ | EV_WRITE);
	if (bufferevent_socket_connect_hostname(l->bev, NULL, AF_UNSPEC, l->who.host, l->who.port) && l->bev)
		lose(l, ERR_NETWORK, "");
}

static void on_retry(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	begin(arg);
}

static void on_deadline(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	lose(arg, ERR_NETWORK, "");
}

static void on_give_up(evutil_socket_t fd, short what, void *arg)
{
	struct link *l = arg;

	(void)fd;
	(void)what;
	if (l->in_flight == REQUEST)
		lose(l, ERR_NETWORK, "");
	else
		answer(l, ERR_NETWORK, NULL, "");
}

/* A disk that is full now may not be later. */
static void keep_now_and_then(struct link *l)
{
	if (l->options.keeps_head)
		(void)!link_keep_head(l);
}

static void on_heartbeat(evutil_socket_t fd, short what, void *arg)
{
	struct link *l = arg;

	(void)fd;
	(void)what;
	keep_now_and_then(l);
	arm(l->heartbeat, l->options.ping_ms);
	if (l->in_flight != NOTHING)
		return;
	arm(l->deadline, l->options.reply_ms);
	send_ping(l);
}

static void on_sweep(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	sweep(arg);
}

/* ---- the link itself ---- */

static enum err start_head(struct link *l)
{
	struct head head;
	enum err err = identity_read_head(&head, &l->who);

	if (err && err != ERR_IO)
		return err;
	seen_init(&l->seen, l->who.meeting, err ? NULL : &head);
	return OK;
}

static bool make_timers(struct link *l)
{
	struct event_base *base = l->options.base;

	l->retry = evtimer_new(base, on_retry, l);
	l->deadline = evtimer_new(base, on_deadline, l);
	l->heartbeat = evtimer_new(base, on_heartbeat, l);
	l->give_up = evtimer_new(base, on_give_up, l);
	l->sweep = evtimer_new(base, on_sweep, l);
	return l->retry && l->deadline && l->heartbeat && l->give_up && l->sweep;
}

enum err link_new(struct link **out, const struct link_options *options)
{
	struct link *l = calloc(1, sizeof(*l));
	enum err err;

	if (!l)
		return ERR_MEMORY;
	l->options = *options;
	l->options.folder = NULL;
	if (!l->options.reconnect_ms)
		l->options.reconnect_ms = 3000;
	if (!l->options.ping_ms)
		l->options.ping_ms = 20000;
	if (!l->options.reply_ms)
		l->options.reply_ms = 10000;
	err = identity_read(&l->who, options->folder);
	if (!err)
		err = start_head(l);
	if (!err)
		err = link_tls_context(&l->tls, &l->who);
	if (!err && !make_timers(l))
		err = ERR_MEMORY;
	if (err) {
		link_free(l);
		return err;
	}
	arm(l->retry, 0);
	*out = l;
	return OK;
}

void link_free(struct link *l)
{
	struct event *timers[5];

	if (!l)
		return;
	keep_now_and_then(l);
	if (l->bev) {
		/* a goodbye, so that the server need not wonder */
		if (l->stage == UP)
			SSL_shutdown(bufferevent_openssl_get_ssl(l->bev));
		ERR_clear_error();
		bufferevent_free(l->bev);
	}
	sweep(l);
	memcpy(timers, (struct event *[]){ l->retry, l->deadline, l->heartbeat, l->give_up, l->sweep }, sizeof(timers));
	for (size_t i = 0; i < 5; i++)
		if (timers[i])
			event_free(timers[i]);
	json_decref(l->body);
	seen_release(&l->seen);
	SSL_CTX_free(l->tls);
	free(l);
}

bool link_is_busy(const struct link *l)
{
	return l->is_asked;
}

enum link_state link_state(const struct link *l)
{
	if (l->stage == REFUSED)
		return LINK_REFUSED;
	return l->stage == UP ? LINK_UP : LINK_DOWN;
}

const struct identity *link_identity(const struct link *l)
{
	return &l->who;
}

const struct head *link_head(const struct link *l)
{
	return &l->seen.head;
}

const char *link_note(const struct link *l)
{
	return l->seen.note.len ? (const char *)l->seen.note.at : "";
}

enum err link_keep_head(struct link *l)
{
	enum err err = l->head_is_new ? identity_write_head(&l->who, link_note(l)) : OK;

	if (!err)
		l->head_is_new = false;
	return err;
}

void link_know_log(struct link *l, const uint8_t key[SIGN_KEY_SIZE])
{
	seen_know_log(&l->seen, key);
}
