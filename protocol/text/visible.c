/* visible.c - see visible.h. */
#include "protocol/text/visible.h"

size_t visible_acts(const char *text)
{
	unsigned char a = (unsigned char)text[0], b, c;

	if (a < 0x80)
		return a && a != '\n' && (a < ' ' || a == 0x7F);
	b = (unsigned char)text[1];
	if (a == 0xC2)          /* U+0080 to U+009F: controls of one byte on older terminals, and of UTF-8 on some */
		return b < 0xA0 ? 2 : 0;
	if (a == 0xD8)          /* U+061C, the Arabic letter mark */
		return b == 0x9C ? 2 : 0;
	if (a != 0xE2)
		return 0;
	c = (unsigned char)text[2];
	if (b == 0x80)          /* U+200E, U+200F, U+2028 to U+202E: marks, separators, embeddings, overrides */
		return c == 0x8E || c == 0x8F || (c >= 0xA8 && c <= 0xAE) ? 3 : 0;
	return b == 0x81 && c >= 0xA6 && c <= 0xA9 ? 3 : 0;     /* U+2066 to U+2069: isolates */
}

void visible_add(struct buf *out, const char *text)
{
	while (*text) {
		size_t plain = 0, acts;

		while (text[plain] && !visible_acts(text + plain))
			plain++;
		buf_add(out, text, plain);
		text += plain;
		if ((acts = visible_acts(text))) {
			buf_add_text(out, VISIBLE_INSTEAD);
			text += acts;
		}
	}
}
