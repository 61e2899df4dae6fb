/* peer.h - one connection that speaks JSON lines: at the door of terminals over TLS, at the local door without.
 *
 * Owns its bufferevent; knows lengths, deadlines and whose turn it is. Must not know: what a line says beyond where it ends. */
#ifndef TALLY_PEER_H
#define TALLY_PEER_H

#include "tally-server/net/net_internal.h"

/* Take over the descriptor, and begin. A peer that cannot be served is closed at once, with a line
 * in the log; `from` is NULL for the local door. */
void peer_start(struct net *n, evutil_socket_t fd, enum door door, const struct sockaddr *from);
/* Close without a word. */
void peer_end(struct peer *p, const char *reason);
/* Free those that have ended. Not from inside a callback of theirs. */
void peer_sweep(struct net *n);

#endif
