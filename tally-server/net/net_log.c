/* net_log.c - see net_log.h. Must not know messages. */
#include "tally-server/net/net_log.h"

#include <stdarg.h>
#include <stdio.h>
#include "protocol/os/os.h"

static const struct {
	const char *name;
	uint32_t per_second;
} events[NET_EVENT_COUNT] = {
	[NET_ENDS]    = { "ends",    NET_LOG_PER_SECOND },
	[NET_OPENED]  = { "opened",  NET_LOG_PER_SECOND },
	[NET_CLOSED]  = { "closed",  NET_LOG_PER_SECOND },
	[NET_REFUSED] = { "refused", NET_LOG_PER_SECOND },
	[NET_ACCEPT]  = { "accept",  1 },
	[NET_SANDBOX] = { "sandbox", 1 },
};

void net_log_line(struct net_log *log, enum net_event event, const char *format, ...)
{
	struct net_log_rate *rate = &log->rates[event];
	uint64_t second = clock_monotonic_us() / 1000000;
	char line[512], left_out[40] = "";
	va_list args;

	if (rate->second != second) {
		rate->second = second;
		rate->lines = 0;
	}
	if (rate->lines >= events[event].per_second) {
		rate->left_out++;
		return;
	}
	rate->lines++;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (rate->left_out)
		snprintf(left_out, sizeof(left_out), " left_out=%u", rate->left_out);
	rate->left_out = 0;
	fprintf(stderr, "event=%s %s%s\n", events[event].name, line, left_out);
}
