/* net_kit.h - a real network process in a child, with a small core in another that does what messages tell it.
 *
 * The core signs the TLS key, admits everyone, and understands these lines (whatever else comes is echoed):
 *     big N          answers with N bytes
 *     hold           never answers
 *     late MS        answers after so many milliseconds
 *     event N BYTES  sends N events of that size to everyone, then answers
 *     limit N        sets the longest line
 *     drop           has the connection closed
 *     peer           answers with the SPKI hash and door it was told
 *
 * and at the door of browsers also:
 *     web            answers with what HTTP said beside the message
 *     cookies S C    answers, and sets the two cookies to S and C
 *     tell N BYTES   sends N events of that size to browsers that listen, then answers
 * who asks for events is admitted if it has a session's cookie. */
#ifndef TALLY_TEST_NET_KIT_H
#define TALLY_TEST_NET_KIT_H

#include <stdbool.h>
#include <sys/types.h>
#include "tally-server/net/net.h"
#include "tests/unit/tls_kit.h"

struct net_kit {
	struct tls_kit_pair authority, machine;
	pid_t net, core;
	int log;                        /* the network process's standard error, a file */
	uint16_t terminals, browsers;
	char folder[64], socket[100];
};

/* `options` may set limits; address, ports and socket are set here. */
void net_kit_start(struct net_kit *k, struct net_options options);
/* Ends both; the network process must end with status 0. */
void net_kit_stop(struct net_kit *k);
/* Does the log hold this by now? Waits for it up to 3 s. */
bool net_kit_has_logged(const struct net_kit *k, const char *words);
size_t net_kit_count_logged(const struct net_kit *k, const char *words);
/* Resident memory and processor time of the network process. */
size_t net_kit_rss_kb(const struct net_kit *k);
long net_kit_cpu_ms(const struct net_kit *k);

#endif
