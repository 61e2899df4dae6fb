/* gate.h - who may come in: how many connections there are in all, how many strangers of one
 * address, and what happens when descriptors run out.
 *
 * Must not know: TLS, messages, what a connection is for. */
#ifndef TALLY_GATE_H
#define TALLY_GATE_H

#include <event2/listener.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include "protocol/base/bytes.h"
#include "tally-server/net/net_log.h"

struct gate;

struct gate_options {
	uint32_t connections;           /* in all; at the cap the listeners rest until there is a tenth of room */
	uint32_t strangers;             /* of one address */
	uint32_t pause_ms;              /* rest of the listeners when descriptors have run out */
};

/* A connection's place. Zero it. */
struct gate_pass {
	bool is_in, is_stranger;
	uint8_t address[16];            /* IPv4 mapped into IPv6 */
	LIST_ENTRY(gate_pass) strangers;
};

/* Errors: ERR_MEMORY. */
MUST_CHECK enum err gate_new(struct gate **out, struct event_base *base, const struct gate_options *options, struct net_log *log);
/* Takes NULL. Everyone has left. */
void gate_free(struct gate *g);

/* Watch over a listener, at most 4, until gate_shut; sets its error callback. */
void gate_watch(struct gate *g, struct evconnlistener *listener);
/* No listener accepts any more; they may be freed. */
void gate_shut(struct gate *g);

/* Count a connection. */
void gate_enter(struct gate *g, struct gate_pass *p);
/* Count it as a stranger of that address until gate_known. Errors: ERR_BUSY if the address has too many. */
MUST_CHECK enum err gate_stranger(struct gate *g, struct gate_pass *p, const struct sockaddr *from);
void gate_known(struct gate_pass *p);
/* Leaving twice, or without having entered, does nothing. */
void gate_leave(struct gate *g, struct gate_pass *p);

#endif
