/* net_internal.h - what the doors of the network process share. Must not be seen outside of this room. */
#ifndef TALLY_NET_INTERNAL_H
#define TALLY_NET_INTERNAL_H

#include <event2/event.h>
#include <event2/listener.h>
#include "tally-server/net/channel.h"
#include "tally-server/net/gate.h"
#include "tally-server/net/net.h"
#include "tally-server/net/net_log.h"
#include "tally-server/net/tls.h"

struct peer;
struct browsers;

enum { NET_LINE_CAP = 64 << 10, NET_LARGE_CAP = 4 << 20, NET_EXTRA_ASKERS = 1024 };

struct net {
	struct net_options options;             /* zeros replaced by their figures */
	struct event_base *base;
	struct net_log log;
	struct tls tls;
	struct channel *channel;
	struct gate *gate;
	struct evconnlistener *terminals, *local;       /* NULL while closed */
	struct browsers *browsers;
	uint32_t line_cap;                      /* at the door of terminals (PIPE_LIMIT) */
	LIST_HEAD(, peer) peers, dead;          /* the dead are freed between callbacks, never in their own */
	struct event *sweep;
	int status;
};

/* Milliseconds as libevent counts them. */
struct timeval net_ms(uint32_t ms);
/* What a door itself has to say: the error as an answer (P16.1), with id 0 because the message was not read. */
void net_error(struct buf *out, enum err err);
/* Close the process in: from here on it opens no file, makes no socket but by accepting, runs no program. Where the kernel
 * has no Landlock the log says so, and the rest holds. False if not even that could be done: then go no further. */
MUST_CHECK bool net_confine(struct net_log *log);
/* A listening socket on the options' address. Errors: ERR_NETWORK. */
MUST_CHECK enum err net_listen(evutil_socket_t *out, uint16_t *port, const struct net *n, uint16_t wanted);

/* Each opens its door; what it needs is closed by net_run. Errors: ERR_NETWORK, ERR_MEMORY. */
MUST_CHECK enum err door_terminal_open(struct net *n, uint16_t *port);
MUST_CHECK enum err door_local_open(struct net *n);
MUST_CHECK enum err door_browser_open(struct net *n, uint16_t *port);
/* Takes NULL. */
void door_browser_close(struct browsers *b);

#endif
