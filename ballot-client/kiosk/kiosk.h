/* kiosk.h - the screen of a machine in the hall: a page on 127.0.0.1, for the delegate's terminal and the scrutineer's.
 *
 * Joins the page's door to what stands behind it, by the role of the machine. Must not know: votes, keys. */
#ifndef TALLY_KIOSK_H
#define TALLY_KIOSK_H

#include <stdbool.h>
#include "protocol/base/embedded.h"
#include "protocol/text/catalogue.h"

extern const struct embedded embedded_kiosk[];  /* ballot-client/kiosk/page and protocol/page; names are paths of URLs */

struct kiosk {
	const char *folder;             /* the machine's; where none is enrolled yet, the page asks for the code */
	const char *server;             /* to be enrolled with, see enrolment.h; NULL: it is typed on the page */
	enum lang lang;
	uint16_t port;                  /* of the page; 0: any that is free */
	bool is_booth;                  /* a terminal for one delegate after the other */
	bool is_checker;                /* a terminal that checks other terminals' tests, and is not voted at */
	unsigned idle_seconds;          /* booth: see delegate.h; 0: as there */
	const char *media;              /* trustee: see trustee_screen.h */
	bool has_browser;               /* show the page too, full-screen, and again when it ends */
};

/* Print the page's address and run until SIGTERM or SIGINT.
 * Errors: those of identity_read, enrolment_new, local_new and of the role; ERR_USAGE if the role has no page. */
MUST_CHECK enum err kiosk_run(const struct kiosk *options);

#endif
