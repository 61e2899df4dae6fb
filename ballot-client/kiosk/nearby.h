/* nearby.h - servers that announce themselves on the local network (P16.7), as Avahi's own program finds
 * them, where the machine has it.
 *
 * What was found proposes an address and proves nothing. Must not know: enrolment, pages. */
#ifndef TALLY_NEARBY_H
#define TALLY_NEARBY_H

#include <stddef.h>
#include "protocol/base/err.h"

struct event_base;
struct nearby;

enum { NEARBY_MAX = 3, NEARBY_NAME_MAX = 63, NEARBY_ADDRESS_MAX = 53 };

struct nearby_list {
	struct nearby_server {
		char name[NEARBY_NAME_MAX + 1];         /* whatever somebody wrote: UTF-8 without control characters */
		char address[NEARBY_ADDRESS_MAX + 1];   /* HOST:PORT in figures; an IPv6 host in brackets */
	} at[NEARBY_MAX];                               /* by name */
	size_t count;
};

/* Read what `avahi-browse --resolve --parsable` has printed. What is no whole, well-formed line, or has an
 * address that is of no use on other machines, is left out. Of one name there is one address, IPv4 if
 * there is any; of more than NEARBY_MAX names the first are taken. */
void nearby_read(struct nearby_list *out, const char *text, size_t len);

struct nearby_options {
	struct event_base *base;
	void *context;
	void (*on_change)(void *context);       /* what nearby_found says has changed */
};

/* Look now, and again every few seconds. Each look is bounded in time and in what it may say; where there
 * is no Avahi nothing is found. Errors: ERR_MEMORY. */
MUST_CHECK enum err nearby_new(struct nearby **out, const struct nearby_options *options);
void nearby_free(struct nearby *n);

/* As of the last look. */
const struct nearby_list *nearby_found(const struct nearby *n);

#endif
