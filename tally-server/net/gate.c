/* gate.c - see gate.h. Must not know TLS or messages. */
#include "tally-server/net/gate.h"

#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LISTENERS = 4, BUCKETS = 256 };

struct gate {
	struct gate_options options;
	struct net_log *log;
	struct evconnlistener *listeners[MAX_LISTENERS];
	size_t listener_count;
	struct event *tick;             /* ends a listener's rest */
	size_t inside;
	bool is_full, is_shut;
	LIST_HEAD(, gate_pass) strangers[BUCKETS];
};

static void set_listeners(struct gate *g)
{
	bool is_open = !g->is_shut && !g->is_full;

	for (size_t i = 0; i < g->listener_count; i++) {
		if (is_open)
			evconnlistener_enable(g->listeners[i]);
		else
			evconnlistener_disable(g->listeners[i]);
	}
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	set_listeners(arg);
}

/* Descriptors have run out. Without a rest libevent would come back for the same connection without end, with a
 * line in the log each time (libevent #71). What is handed over belongs to the listener's owner, so that a log of
 * our own must do: one line for each rest. */
static void on_accept_error(struct evconnlistener *listener, void *owner)
{
	const char *why = strerrorname_np(errno);
	struct net_log log = { 0 };

	(void)owner;
	evconnlistener_disable(listener);
	net_log_line(&log, NET_ACCEPT, "state=resting reason=%s", why ? why : "unknown");
}

enum err gate_new(struct gate **out, struct event_base *base, const struct gate_options *options, struct net_log *log)
{
	struct gate *g = calloc(1, sizeof(*g));
	struct timeval pause = { options->pause_ms / 1000, (options->pause_ms % 1000) * 1000 };

	if (!g)
		return ERR_MEMORY;
	g->options = *options;
	g->log = log;
	for (size_t i = 0; i < BUCKETS; i++)
		LIST_INIT(&g->strangers[i]);
	g->tick = event_new(base, -1, EV_PERSIST, on_tick, g);
	if (!g->tick || event_add(g->tick, &pause)) {
		gate_free(g);
		return ERR_MEMORY;
	}
	*out = g;
	return OK;
}

void gate_free(struct gate *g)
{
	if (g && g->tick)
		event_free(g->tick);
	free(g);
}

void gate_watch(struct gate *g, struct evconnlistener *listener)
{
	evconnlistener_set_error_cb(listener, on_accept_error);
	g->listeners[g->listener_count++] = listener;
	set_listeners(g);
}

void gate_shut(struct gate *g)
{
	g->is_shut = true;
	set_listeners(g);
	g->listener_count = 0;
}

void gate_enter(struct gate *g, struct gate_pass *p)
{
	p->is_in = true;
	if (++g->inside < g->options.connections || g->is_full)
		return;
	g->is_full = true;
	set_listeners(g);
	net_log_line(g->log, NET_ACCEPT, "state=full connections=%zu", g->inside);
}

static void put_address(uint8_t out[16], const struct sockaddr *from)
{
	memset(out, 0, 16);
	if (from->sa_family == AF_INET6) {
		memcpy(out, &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr, 16);
	} else if (from->sa_family == AF_INET) {
		out[10] = out[11] = 0xff;
		memcpy(out + 12, &((const struct sockaddr_in *)(const void *)from)->sin_addr, 4);
	}
}

enum err gate_stranger(struct gate *g, struct gate_pass *p, const struct sockaddr *from)
{
	const struct gate_pass *other;
	uint32_t count = 0;
	size_t bucket = 0;

	put_address(p->address, from);
	for (size_t i = 0; i < 16; i++)
		bucket = (bucket * 31 + p->address[i]) % BUCKETS;
	LIST_FOREACH(other, &g->strangers[bucket], strangers)
		count += !memcmp(other->address, p->address, 16);
	if (count >= g->options.strangers)
		return ERR_BUSY;
	LIST_INSERT_HEAD(&g->strangers[bucket], p, strangers);
	p->is_stranger = true;
	return OK;
}

void gate_known(struct gate_pass *p)
{
	if (p->is_stranger)
		LIST_REMOVE(p, strangers);
	p->is_stranger = false;
}

void gate_leave(struct gate *g, struct gate_pass *p)
{
	gate_known(p);
	if (!p->is_in)
		return;
	p->is_in = false;
	g->inside--;
	if (g->is_full && g->inside < g->options.connections - g->options.connections / 10) {
		g->is_full = false;
		set_listeners(g);
	}
}
