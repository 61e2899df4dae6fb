/* peer.c - see peer.h. Must not know what a line says.
 *
 *     HANDSHAKE ──▶ FIRST ──line──▶ TURN ──▶ ASKED ──reply──▶ IDLE ──byte──▶ LINE
 *                                    ▲         │               ▲ │             │
 *                                    │  too much unread        │ │             │
 *                                    │         └▶ DRAINING ────┘ │             │
 *                                    └───────────line────────────┴─────────────┘
 *     any ── refused ──▶ CLOSING ──▶ DEAD ◀── lost, deadline ── any
 *
 * Each state has one absolute deadline, set when it is entered: bytes that trickle in do not move
 * it. Nothing is read in a state that waits for core, or for the peer to read. */
#include "tally-server/net/peer.h"

#include <arpa/inet.h>
#include <assert.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum peer_state { PEER_HANDSHAKE, PEER_FIRST, PEER_IDLE, PEER_LINE, PEER_TURN, PEER_ASKED, PEER_DRAINING, PEER_CLOSING,
		  PEER_DEAD, PEER_STATE_COUNT };

static const char HANGUP[] = "hangup";

struct peer {
	struct asker asker;             /* first: the channel's callbacks get it */
	struct net *net;
	struct bufferevent *bev;
	struct event *deadline;
	struct tls_guard guard;
	struct gate_pass pass;
	LIST_ENTRY(peer) peers;
	enum peer_state state;
	enum door door;
	const char *reason;             /* why it ends; a literal */
	size_t searched;                /* bytes of the input known to hold no line feed */
	size_t line;                    /* length of the line that waits for its turn */
	bool has_missed;                /* events were left out: a resync is due */
	bool is_flushed;                /* CLOSING: all is written, only the peer's end is awaited */
	bool has_hung_up;               /* it has said all; what it asked for is still answered and written */
};

#define TO(state) (1U << PEER_##state)
static const struct {
	const char *name;
	size_t deadline;                /* offset in struct net_options; 0: none */
	bool reads;
	unsigned next;
} states[PEER_STATE_COUNT] = {
	[PEER_HANDSHAKE] = { "handshake", offsetof(struct net_options, handshake_ms), true, TO(FIRST) | TO(CLOSING) | TO(DEAD) },
	[PEER_FIRST]     = { "first_line", offsetof(struct net_options, first_line_ms), true, TO(TURN) | TO(CLOSING) | TO(DEAD) },
	[PEER_IDLE]      = { "idle", offsetof(struct net_options, idle_ms), true, TO(LINE) | TO(TURN) | TO(CLOSING) | TO(DEAD) },
	[PEER_LINE]      = { "line", offsetof(struct net_options, line_ms), true, TO(TURN) | TO(CLOSING) | TO(DEAD) },
	[PEER_TURN]      = { "turn", 0, false, TO(ASKED) | TO(CLOSING) | TO(DEAD) },
	[PEER_ASKED]     = { "asked", 0, false, TO(IDLE) | TO(DRAINING) | TO(CLOSING) | TO(DEAD) },
	[PEER_DRAINING]  = { "draining", offsetof(struct net_options, idle_ms), false, TO(IDLE) | TO(CLOSING) | TO(DEAD) },
	[PEER_CLOSING]   = { "closing", offsetof(struct net_options, linger_ms), true, TO(DEAD) },
	[PEER_DEAD]      = { "dead", 0, false, 0 },
};
#undef TO

static const char *door_name(enum door door)
{
	return door == DOOR_LOCAL ? "local" : "terminals";
}

/* The one place where a state is left and another entered. */
static void enter(struct peer *p, enum peer_state state)
{
	const struct net_options *options = &p->net->options;
	uint32_t ms = 0;

	assert(states[p->state].next & 1U << state);
	p->state = state;
	if (states[state].deadline)
		memcpy(&ms, (const char *)options + states[state].deadline, sizeof(ms));
	event_del(p->deadline);
	if (ms) {
		struct timeval left = net_ms(ms);

		event_add(p->deadline, &left);
	}
	if (states[state].reads && !p->has_hung_up)
		bufferevent_enable(p->bev, EV_READ);
	else
		bufferevent_disable(p->bev, EV_READ);
}

void peer_end(struct peer *p, const char *reason)
{
	struct net *n = p->net;

	if (p->state == PEER_DEAD)
		return;
	if (!p->reason)
		p->reason = reason;
	net_log_line(&n->log, NET_CLOSED, "conn=%llu door=%s state=%s reason=%s", (unsigned long long)p->asker.id,
		     door_name(p->door), states[p->state].name, p->reason);
	enter(p, PEER_DEAD);
	bufferevent_setcb(p->bev, NULL, NULL, NULL, NULL);
	bufferevent_disable(p->bev, EV_READ | EV_WRITE);
	channel_close(n->channel, &p->asker);
	gate_leave(n->gate, &p->pass);
	LIST_REMOVE(p, peers);
	LIST_INSERT_HEAD(&n->dead, p, peers);
	event_active(n->sweep, EV_TIMEOUT, 0);
}

static void peer_free(struct peer *p)
{
	if (p->bev)
		bufferevent_free(p->bev);
	if (p->deadline)
		event_free(p->deadline);
	free(p);
}

void peer_sweep(struct net *n)
{
	struct peer *p;

	while ((p = LIST_FIRST(&n->dead)) != NULL) {
		LIST_REMOVE(p, peers);
		peer_free(p);
	}
}

/* ---- out ---- */

static void write_line(struct peer *p, const void *message, size_t len)
{
	struct evbuffer *out = bufferevent_get_output(p->bev);

	/* room for both at once: one TLS record, not two */
	if (evbuffer_expand(out, len + 1) || evbuffer_add(out, message, len) || evbuffer_add(out, "\n", 1))
		peer_end(p, "memory");
}

static size_t unread(const struct peer *p)
{
	return evbuffer_get_length(bufferevent_get_output(p->bev));
}

/* All is written: say goodbye, and hear the peer out for a moment. To close with bytes unread would
 * reset the connection, and the peer might never see why. */
static void half_close(struct peer *p)
{
	SSL *ssl = bufferevent_openssl_get_ssl(p->bev);

	p->is_flushed = true;
	if (ssl)
		SSL_shutdown(ssl);
	ERR_clear_error();
	shutdown(bufferevent_getfd(p->bev), SHUT_WR);
}

static void close_gently(struct peer *p, const char *reason)
{
	if (p->state == PEER_CLOSING || p->state == PEER_DEAD)
		return;
	if (p->state == PEER_HANDSHAKE) {
		peer_end(p, reason);
		return;
	}
	p->reason = reason;
	channel_close(p->net->channel, &p->asker);
	enter(p, PEER_CLOSING);
	if (!unread(p))
		half_close(p);
}

/* A peer that has said all leaves once it has been answered and that is written. */
static void leave_if_done(struct peer *p)
{
	if (!p->has_hung_up || p->state == PEER_TURN || p->state == PEER_ASKED || p->state == PEER_CLOSING)
		return;
	if (unread(p))
		close_gently(p, HANGUP);
	else
		peer_end(p, HANGUP);
}

/* ---- in ---- */

static void refuse_line(struct peer *p)
{
	struct buf error = { 0 };

	net_error(&error, ERR_TOO_LONG);
	write_line(p, buf_text(&error), error.len);
	buf_release(&error);
	if (p->state != PEER_DEAD)
		close_gently(p, "too_long");
}

static void ask(struct peer *p)
{
	struct evbuffer *in = bufferevent_get_input(p->bev);
	const uint8_t *line = evbuffer_pullup(in, (ev_ssize_t)(p->line + 1));

	if (!line) {
		peer_end(p, "memory");
		return;
	}
	enter(p, PEER_ASKED);
	channel_ask(p->net->channel, &p->asker, line, p->line);
	evbuffer_drain(in, p->line + 1);
	p->searched = 0;
}

/* Look for a whole line, from where the last search ended. */
static void consider(struct peer *p)
{
	struct evbuffer *in = bufferevent_get_input(p->bev);
	size_t have = evbuffer_get_length(in), cap = p->door == DOOR_LOCAL ? NET_LARGE_CAP : p->net->line_cap;
	struct evbuffer_ptr from, end;

	if (!have)
		return;
	evbuffer_ptr_set(in, &from, p->searched, EVBUFFER_PTR_SET);
	end = evbuffer_search_eol(in, &from, NULL, EVBUFFER_EOL_LF);
	if (end.pos < 0)
		p->searched = have;
	if (end.pos > (ev_ssize_t)cap || (end.pos < 0 && have > cap)) {
		refuse_line(p);
	} else if (end.pos >= 0) {
		p->line = (size_t)end.pos;
		enter(p, PEER_TURN);
		if (channel_is_turn(p->net->channel, &p->asker))
			ask(p);
	} else if (p->state == PEER_IDLE) {
		enter(p, PEER_LINE);
	}
}

static void be_idle(struct peer *p)
{
	enter(p, PEER_IDLE);
	consider(p);
	leave_if_done(p);
}

static void on_read(struct bufferevent *bev, void *arg)
{
	struct peer *p = arg;
	struct evbuffer *in = bufferevent_get_input(bev);

	if (p->state == PEER_CLOSING)
		evbuffer_drain(in, evbuffer_get_length(in));
	else if (p->state == PEER_FIRST || p->state == PEER_IDLE || p->state == PEER_LINE)
		consider(p);
}

static void on_written(struct bufferevent *bev, void *arg)
{
	static const char resync[] = "{\"event\":\"resync\"}";
	struct peer *p = arg;

	(void)bev;
	if (unread(p))
		return;
	if (p->state == PEER_CLOSING) {
		if (p->has_hung_up)
			peer_end(p, HANGUP);
		else if (!p->is_flushed)
			half_close(p);
		return;
	}
	if (p->has_missed) {
		p->has_missed = false;
		write_line(p, resync, sizeof(resync) - 1);
	}
	if (p->state == PEER_DRAINING)
		be_idle(p);
}

/* ---- what core says ---- */

static void on_turn(struct asker *a)
{
	ask((struct peer *)a);
}

static void on_reply(struct asker *a, const uint8_t *message, size_t len)
{
	struct peer *p = (struct peer *)a;

	write_line(p, message, len);
	if (p->state != PEER_ASKED)
		return;
	if (unread(p) > p->net->options.output_cap)
		enter(p, PEER_DRAINING);
	else
		be_idle(p);
}

/* Nudges to a peer that does not read are left out: one resync stands for them all. */
static void on_event(struct asker *a, const uint8_t *message, size_t len)
{
	struct peer *p = (struct peer *)a;

	if (unread(p) + len > p->net->options.output_cap)
		p->has_missed = true;
	else
		write_line(p, message, len);
}

static void on_admitted(struct asker *a)
{
	gate_known(&((struct peer *)a)->pass);
}

static void on_dropped(struct asker *a)
{
	close_gently((struct peer *)a, "dropped");
}

static const struct asker_ops asker_ops = { on_turn, on_reply, on_event, on_admitted, on_dropped };

/* ---- coming and going ---- */

static void open_asker(struct peer *p, const uint8_t *spki)
{
	char name[17] = "";

	if (channel_open(p->net->channel, &p->asker, p->door, spki)) {
		peer_end(p, "busy");
		return;
	}
	if (spki)
		hex_encode(name, spki, 8);
	net_log_line(&p->net->log, NET_OPENED, "conn=%llu door=%s spki=%s", (unsigned long long)p->asker.id, door_name(p->door), name);
}

static void on_connected(struct peer *p)
{
	uint8_t spki[TLS_SPKI_SIZE];

	if (p->state != PEER_HANDSHAKE)
		return;
	if (tls_peer(spki, bufferevent_openssl_get_ssl(p->bev))) {
		peer_end(p, "certificate");
		return;
	}
	enter(p, PEER_FIRST);
	open_asker(p, spki);
}

/* The library's words for a failed handshake or record; a peer that vanishes without a goodbye is no attack, and not called one. */
static const char *reason_of(struct bufferevent *bev, short what)
{
	unsigned long why = bufferevent_get_openssl_error(bev);
	const char *words = why ? ERR_reason_error_string(why) : NULL;

	ERR_clear_error();
	if (what & BEV_EVENT_EOF || ERR_GET_REASON(why) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
		return HANGUP;
	return words ? words : "lost";
}

/* The alert that says why has been sent. To close now, with bytes of the peer unread, would reset the connection, and the
 * alert might be lost. */
static void linger(struct peer *p, const char *reason)
{
	p->reason = reason;
	p->has_hung_up = true;
	enter(p, PEER_CLOSING);
	shutdown(bufferevent_getfd(p->bev), SHUT_WR);
}

static void on_bev_event(struct bufferevent *bev, short what, void *arg)
{
	struct peer *p = arg;
	const char *reason;

	if (what & BEV_EVENT_CONNECTED) {
		on_connected(p);
	} else if ((what & BEV_EVENT_EOF) && p->state != PEER_CLOSING && p->state != PEER_HANDSHAKE) {
		p->has_hung_up = true;
		bufferevent_disable(bev, EV_READ);
		/* libevent has stopped writing too */
		bufferevent_enable(bev, EV_WRITE);
		leave_if_done(p);
	} else {
		reason = reason_of(bev, what);
		if (p->state == PEER_HANDSHAKE && strcmp(reason, HANGUP))
			linger(p, reason);
		else
			peer_end(p, reason);
	}
}

static void on_deadline(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	peer_end(arg, "deadline");
}

/* Called while libssl is reading, when the peer cannot be freed: only the descriptor is shut down, the deadline does the rest. */
static void on_tripped(void *arg)
{
	struct peer *p = arg;
	struct timeval now = { 0, 0 };

	p->reason = "key_updates";
	shutdown(bufferevent_getfd(p->bev), SHUT_RDWR);
	event_add(p->deadline, &now);
}

static bool has_bev(struct peer *p, evutil_socket_t fd)
{
	int options = BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS;
	SSL *ssl;

	p->deadline = event_new(p->net->base, -1, 0, on_deadline, p);
	if (!p->deadline)
		return false;
	if (p->door == DOOR_LOCAL) {
		p->bev = bufferevent_socket_new(p->net->base, fd, options);
		return p->bev;
	}
	p->guard = (struct tls_guard){ .tripped = on_tripped, .context = p };
	ssl = tls_accept(&p->net->tls, p->door, &p->guard);
	if (!ssl)
		return false;
	/* out of memory it may or may not have freed `ssl` (libevent #1774): rather leak */
	p->bev = bufferevent_openssl_socket_new(p->net->base, fd, ssl, BUFFEREVENT_SSL_ACCEPTING, options);
	return p->bev;
}

static void log_refused(struct net *n, const struct sockaddr *from, enum door door, const char *reason)
{
	char host[INET6_ADDRSTRLEN] = "";

	if (from && from->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)from)->sin_addr, host, sizeof(host));
	else if (from && from->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr, host, sizeof(host));
	net_log_line(&n->log, NET_REFUSED, "door=%s address=%s reason=%s", door_name(door), host, reason);
}

void peer_start(struct net *n, evutil_socket_t fd, enum door door, const struct sockaddr *from)
{
	struct peer *p = calloc(1, sizeof(*p));

	if (!p) {
		close(fd);
		return;
	}
	p->net = n;
	p->door = door;
	p->asker.ops = &asker_ops;
	if (from && gate_stranger(n->gate, &p->pass, from)) {
		log_refused(n, from, door, "strangers");
		close(fd);
		free(p);
		return;
	}
	if (!has_bev(p, fd)) {
		gate_known(&p->pass);
		close(fd);
		peer_free(p);
		return;
	}
	gate_enter(n->gate, &p->pass);
	LIST_INSERT_HEAD(&n->peers, p, peers);
	bufferevent_setcb(p->bev, on_read, on_written, on_bev_event, p);
	bufferevent_enable(p->bev, EV_WRITE);
	if (door == DOOR_LOCAL) {
		p->state = PEER_HANDSHAKE;
		enter(p, PEER_FIRST);
		open_asker(p, NULL);
	} else {
		struct timeval left = net_ms(n->options.handshake_ms);

		event_add(p->deadline, &left);
		bufferevent_enable(p->bev, EV_READ);
	}
}
