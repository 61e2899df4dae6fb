/* visible.h - text that only shows: what would steer a terminal or turn the order of reading is replaced.
 *
 * A record may be forged, and a name in it may pretend to be a line of ours. Must not know: HTML, columns. */
#ifndef TALLY_VISIBLE_H
#define TALLY_VISIBLE_H

#include "protocol/base/bytes.h"

#define VISIBLE_INSTEAD "\xEF\xBF\xBD"        /* U+FFFD */

/* Bytes of the first character of `text`, valid UTF-8, if it is a control other than the line feed
 * or steers the order of reading (Unicode UAX 9); else 0. */
size_t visible_acts(const char *text);
/* Append `text` with U+FFFD for each such character. */
void visible_add(struct buf *out, const char *text);

#endif
