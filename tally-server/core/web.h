/* web.h - browsers: who asks by which cookie, what proves that a page of ours asks, who hears
 * events, who holds the control seat (P16.12 to P16.14).
 *
 * For request.c, core.c and the handlers of sessions. Must not know: HTTP, passwords. */
#ifndef TALLY_WEB_H
#define TALLY_WEB_H

#include "tally-server/core/core.h"

enum { WEB_CSRF_SIZE = 65, WEB_SCREEN_TOKEN = 32 };

/* What a page shows to prove that it could read an answer to the holder of this cookie. */
void web_csrf(char out[WEB_CSRF_SIZE], const char *token);
/* Does the message come from a page of ours, and from the browser of its cookies? Errors: ERR_ORIGIN, ERR_CSRF. */
MUST_CHECK enum err web_check(const struct request *r);
/* The screen of the hall that this cookie is of; NULL if it is none, or revoked. Valid until the next entry. */
const struct machine *web_screen(const struct core *c, const struct request *r);
/* May this request pass that needs the control seat? Errors: ERR_CONTROL; r->detail names who holds it. */
MUST_CHECK enum err web_seat_check(struct core *c, struct request *r);
/* What `status` calls `control`, as a new object. */
json_t *web_control(const struct core *c, const struct request *r);
/* What has changed goes to the browsers that listen; those whose session or screen has ended are dropped. */
void web_publish(struct core *c);

#endif
