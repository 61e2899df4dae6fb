/* net.c - see net.h: wiring. Must not know TLS records, HTTP or messages. */
#include "tally-server/net/net.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tally-server/net/net_internal.h"
#include "tally-server/net/peer.h"

static void end(struct net *n, int status, const char *reason)
{
	net_log_line(&n->log, NET_ENDS, "status=%d reason=%s", status, reason);
	n->status = status;
	event_base_loopbreak(n->base);
}

/* ---- what core tells the process ---- */

static void open_doors(struct net *n)
{
	uint16_t terminals = 0, browsers = 0;
	uint8_t payload[8];

	if (door_terminal_open(n, &terminals) || door_browser_open(n, &browsers)) {
		end(n, 1, strerror(errno));
		return;
	}
	/* before the first stranger's byte is read */
	if (!net_confine(&n->log)) {
		end(n, 1, "sandbox");
		return;
	}
	put_u32(payload, terminals);
	put_u32(payload + 4, browsers);
	channel_tell(n->channel, PIPE_PORTS, payload, sizeof(payload));
	printf("ready terminals=%u browsers=%u local=%s\n", terminals, browsers, n->options.socket);
	fflush(stdout);
}

static void on_certificate(void *context, const uint8_t *pem, size_t len)
{
	struct net *n = context;

	if (!n->local && door_local_open(n)) {
		end(n, 1, strerror(errno));
		return;
	}
	if (tls_install(&n->tls, pem, len)) {
		end(n, 1, "certificate");
		return;
	}
	if (!n->terminals)
		open_doors(n);
}

static void on_limit(void *context, uint32_t bytes)
{
	struct net *n = context;

	n->line_cap = bytes < NET_LARGE_CAP ? bytes : NET_LARGE_CAP;
}

static void on_ended(void *context, enum err why)
{
	end(context, why ? 1 : 0, why ? err_code(why) : "core");
}

/* ---- the process ---- */

static void on_signal(evutil_socket_t signal, short what, void *arg)
{
	(void)signal;
	(void)what;
	end(arg, 0, "signal");
}

static void on_sweep(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	peer_sweep(arg);
}

/* libevent's own words would come without a bound. */
static void swallow(int severity, const char *words)
{
	(void)severity;
	(void)words;
}

static uint32_t or_else(uint32_t given, uint32_t otherwise)
{
	return given ? given : otherwise;
}

static void set_options(struct net *n, const struct net_options *given)
{
	struct net_options *o = &n->options;

	*o = *given;
	o->connections = or_else(o->connections, 4096);
	o->unauthenticated = or_else(o->unauthenticated, 8);
	o->output_cap = or_else(o->output_cap, 256 << 10);
	o->handshake_ms = or_else(o->handshake_ms, 5000);
	o->first_line_ms = or_else(o->first_line_ms, 10000);
	o->line_ms = or_else(o->line_ms, 10000);
	o->idle_ms = or_else(o->idle_ms, 60000);
	o->linger_ms = or_else(o->linger_ms, 1000);
	o->accept_pause_ms = or_else(o->accept_pause_ms, 1000);
}

static enum err start(struct net *n, int fd)
{
	struct channel_ops ops = { on_certificate, on_limit, on_ended, n };
	struct gate_options gate = { n->options.connections, n->options.unauthenticated, n->options.accept_pause_ms };
	struct buf request = { 0 };
	enum err err;

	n->base = event_base_new();
	if (!n->base)
		return ERR_MEMORY;
	n->sweep = event_new(n->base, -1, 0, on_sweep, n);
	if (!n->sweep)
		return ERR_MEMORY;
	err = gate_new(&n->gate, n->base, &gate, &n->log);
	if (!err)
		err = tls_init(&n->tls);
	if (!err)
		err = tls_request(&request, &n->tls);
	if (!err)
		err = channel_new(&n->channel, n->base, fd, n->options.connections + NET_EXTRA_ASKERS, &ops);
	if (!err)
		channel_tell(n->channel, PIPE_HELLO, request.at, request.len);
	buf_release(&request);
	return err;
}

static void stop(struct net *n)
{
	struct peer *p;

	if (n->gate)
		gate_shut(n->gate);
	while ((p = LIST_FIRST(&n->peers)) != NULL)
		peer_end(p, "ends");
	door_browser_close(n->browsers);
	if (n->terminals)
		evconnlistener_free(n->terminals);
	if (n->local)
		evconnlistener_free(n->local);
	peer_sweep(n);
	channel_free(n->channel);
	gate_free(n->gate);
	tls_release(&n->tls);
	if (n->sweep)
		event_free(n->sweep);
	if (n->base) {
		/* what was freed above finishes in a turn of its own */
		event_base_loop(n->base, EVLOOP_NONBLOCK);
		event_base_free(n->base);
	}
}

int net_run(int fd, const struct net_options *options)
{
	struct net n = { .line_cap = NET_LINE_CAP, .status = 1 };
	struct event *signals[2] = { NULL, NULL };
	enum err err;

	/* OpenSSL may write to a connection that has just gone */
	signal(SIGPIPE, SIG_IGN);
	event_set_log_callback(swallow);
	LIST_INIT(&n.peers);
	LIST_INIT(&n.dead);
	set_options(&n, options);
	err = start(&n, fd);
	if (!err) {
		signals[0] = evsignal_new(n.base, SIGTERM, on_signal, &n);
		signals[1] = evsignal_new(n.base, SIGINT, on_signal, &n);
		for (size_t i = 0; i < 2; i++)
			if (signals[i])
				evsignal_add(signals[i], NULL);
		event_base_dispatch(n.base);
	} else {
		net_log_line(&n.log, NET_ENDS, "status=1 reason=%s", err_code(err));
	}
	for (size_t i = 0; i < 2; i++)
		if (signals[i])
			event_free(signals[i]);
	stop(&n);
	return n.status;
}
