/* embedded.h - what the server carries: the store's migrations and views, rule profiles, and the pages for browsers. */
#ifndef TALLY_EMBEDDED_H
#define TALLY_EMBEDDED_H

#include "protocol/base/embedded.h"

extern const struct embedded embedded_schema[];         /* schema/NNNN-name.sql in order, then views.sql; names without folder */
extern const struct embedded embedded_profiles[];       /* schema/profiles, by title in the order of their names */
extern const struct embedded embedded_pages[];          /* tally-server/web and protocol/page; names are paths of URLs */

#endif
