/* net.h - the network process: three doors, one message format (P16).
 *
 * The only place that sees libevent and SSL. Carries whole messages between connections and core over `fd`,
 * understanding none of them: lengths, deadlines and who is connected are its business. Holds the TLS key, which it
 * makes at start and never writes; no database, no signing key.
 * Must not know: JSON beyond where a line ends, roles, SQL. */
#ifndef TALLY_NET_H
#define TALLY_NET_H

#include "tally-server/pipe.h"

struct net_options {
	const char *address;                            /* of the doors of terminals and browsers */
	uint16_t terminal_port, browser_port;           /* 0: any that is free */
	/* Path of the local door. An old socket there is replaced: the process that ended was not permitted to remove it. */
	const char *socket;

	/* Limits; 0 stands for the figure given. */
	uint32_t connections;                           /* at all doors; 4096 */
	/* Connections of one source address that core has not admitted yet; 8. Browsers of one address that
	 * have had a page: eight times as many, and all browsers a quarter of `connections`. */
	uint32_t unauthenticated;
	uint32_t output_cap;                            /* bytes that a peer may leave unread before it is no longer read; 256 KiB */
	uint32_t handshake_ms, first_line_ms, line_ms, idle_ms;        /* absolute deadlines (P16.3); 5000, 10000, 10000, 60000 */
	uint32_t linger_ms;                             /* how long a refused peer may take to read why; 1000 */
	uint32_t accept_pause_ms;                       /* rest after running out of file descriptors; 1000 */
};

/* Say PIPE_HELLO, then serve until core goes away or SIGTERM or SIGINT comes. Opens the doors at the
 * first PIPE_CERTIFICATE; then sends PIPE_PORTS and prints one line on standard output, flushed:
 *
 *     ready terminals=PORT browsers=PORT local=PATH
 *
 * Never blocks on `fd`: core writes to it blocking. Returns the process's exit status: 0 if it was
 * told to end or core ended, 1 otherwise. */
int net_run(int fd, const struct net_options *options);

#endif
