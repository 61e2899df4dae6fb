/* roster_text.c - see roster_internal.h: a file's bytes as UTF-8, whatever Excel and its kin have made of them. */
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "tally-server/roster/roster_internal.h"

enum { CHUNK = 1 << 16 };

static const char *const encodings[] = { "GB18030", "UTF-16LE", "UTF-16BE" };

void roster_text_prepare(void)
{
	/* held as long as the process: what the C library has loaded for them stays loaded */
	static iconv_t held[sizeof encodings / sizeof *encodings];

	/* a converter that is open once needs no file to be opened again, and a fixed zone none at all (libzip reads times of files) */
	for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
		if (!held[i])
			held[i] = iconv_open("UTF-8", encodings[i]);
	}
	(void)setenv("TZ", "UTC0", 1);
	tzset();
}

static bool is_utf8(const uint8_t *bytes, size_t len)
{
	json_t *whole = json_stringn((const char *)bytes, len);        /* jansson checks UTF-8 */

	json_decref(whole);
	return whole != NULL;
}

static enum err convert(struct buf *out, const char *encoding, const uint8_t *bytes, size_t len)
{
	iconv_t cd = iconv_open("UTF-8", encoding);
	char *in = (char *)(uintptr_t)bytes, chunk[CHUNK];
	enum err err = OK;

	if (cd == (iconv_t)-1)
		return ERR_ENCODING;
	while (!err && len) {
		char *at = chunk;
		size_t room = sizeof chunk;

		if (iconv(cd, &in, &len, &at, &room) == (size_t)-1 && errno != E2BIG)
			err = ERR_ENCODING;
		buf_add(out, chunk, sizeof chunk - room);
	}
	iconv_close(cd);
	return err;
}

enum err roster_text(struct buf *out, bool *is_guessed, const uint8_t *bytes, size_t len)
{
	struct buf text = { 0 };
	enum err err = OK;

	*is_guessed = false;
	if (len >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
		err = convert(&text, bytes[0] == 0xFF ? "UTF-16LE" : "UTF-16BE", bytes + 2, len - 2);
	} else if (!len || is_utf8(bytes, len)) {
		size_t mark = len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

		buf_add(&text, bytes + mark, len - mark);
	} else {
		*is_guessed = true;
		err = convert(&text, "GB18030", bytes, len);
	}
	if (!err && text.failed)
		err = ERR_MEMORY;
	/* a converter may let through what is no text */
	if (!err && text.len && (!is_utf8(text.at, text.len) || memchr(text.at, 0, text.len)))
		err = ERR_ENCODING;
	if (!err)
		buf_add(out, text.at, text.len);
	buf_release(&text);
	return !err && out->failed ? ERR_MEMORY : err;
}
