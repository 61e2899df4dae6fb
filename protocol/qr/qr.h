/* qr.h - the other impure room and the only place with qrencode.h: a text as a QR code in SVG. */
#ifndef TALLY_QR_H
#define TALLY_QR_H

#include "protocol/base/bytes.h"

/* Append an <svg> element of `size_mm` millimetres with the QR code of `text` (error correction Q, quiet zone 4).
 * Errors: ERR_TOO_LONG, ERR_MEMORY. */
MUST_CHECK enum err qr_svg(struct buf *out, const char *text, unsigned size_mm);

#endif
