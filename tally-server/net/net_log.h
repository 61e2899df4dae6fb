/* net_log.h - what the network process tells its operator: one line an event on standard error, at a bounded rate.
 *
 *     event=closed conn=131073 door=terminals reason=idle
 *
 * Must not know: messages. A line names an address or a machine, never what it sent. */
#ifndef TALLY_NET_LOG_H
#define TALLY_NET_LOG_H

#include <stdint.h>

enum { NET_LOG_PER_SECOND = 10 };

enum net_event { NET_ENDS, NET_OPENED, NET_CLOSED, NET_REFUSED, NET_ACCEPT, NET_SANDBOX, NET_EVENT_COUNT };

/* Lines written in the current second, for each event. */
struct net_log {
	struct net_log_rate {
		uint64_t second;
		uint32_t lines, left_out;
	} rates[NET_EVENT_COUNT];
};

/* One line "event=NAME " and the rest. More than NET_LOG_PER_SECOND of an event in one second (one,
 * for NET_ACCEPT) are counted, and the next line says how many. */
void net_log_line(struct net_log *log, enum net_event event, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
