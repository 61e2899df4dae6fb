/* qr.c - see qr.h. One SVG path, a run of dark modules at a time, so that slips by the thousand
 * stay small. Must not know what the text says. */
#include "protocol/qr/qr.h"

#include <errno.h>
#include <qrencode.h>

enum { QUIET = 4, DARK = 1 };

static void add_row(struct buf *out, const uint8_t *row, int y, int width)
{
	for (int x = 0, run; x < width; x += run) {
		for (run = 1; x + run < width && (row[x + run] & DARK) == (row[x] & DARK); run++)
			;
		if (row[x] & DARK)
			buf_addf(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, run, run);
	}
}

enum err qr_svg(struct buf *out, const char *text, unsigned size_mm)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_Q);
	int side;

	if (!code)
		return errno == ERANGE ? ERR_TOO_LONG : ERR_MEMORY;
	side = code->width + 2 * QUIET;
	buf_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%umm\" height=\"%umm\" viewBox=\"0 0 %d %d\" "
		 "shape-rendering=\"crispEdges\">", size_mm, size_mm, side, side);
	buf_addf(out, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path d=\"", side, side);
	for (int y = 0; y < code->width; y++)
		add_row(out, code->data + y * code->width, y, code->width);
	buf_add_text(out, "\"/></svg>");
	QRcode_free(code);
	return out->failed ? ERR_MEMORY : OK;
}
