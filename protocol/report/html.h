/* html.h - text into HTML, for every page we print. */
#ifndef TALLY_HTML_H
#define TALLY_HTML_H

#include "protocol/base/bytes.h"

/* Append `text` as HTML text or the value of a quoted attribute: & < > " ' are escaped, and it is made visible (visible.h). */
void html_text(struct buf *out, const char *text);

#endif
