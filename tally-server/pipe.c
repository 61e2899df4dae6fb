/* pipe.c - see pipe.h. A frame out of bounds means that the other process is broken: nothing is guessed, the caller ends. */
#include "tally-server/pipe.h"

#include <string.h>

enum { LENGTH_SIZE = 4, HEAD_SIZE = 1 + 8 };

void pipe_add(struct buf *out, enum pipe_kind kind, uint64_t connection, const void *payload, size_t len)
{
	uint8_t head[LENGTH_SIZE + HEAD_SIZE];

	if (len > PIPE_MAX_FRAME - HEAD_SIZE) {
		out->failed = true;
		return;
	}
	put_u32(head, (uint32_t)(HEAD_SIZE + len));
	head[LENGTH_SIZE] = (uint8_t)kind;
	put_u64(head + LENGTH_SIZE + 1, connection);
	buf_add(out, head, sizeof(head));
	buf_add(out, payload, len);
}

enum err pipe_take(struct pipe_frame *out, size_t *size, const uint8_t *in, size_t len)
{
	uint32_t rest;

	if (len < LENGTH_SIZE) {
		*size = 0;
		return OK;
	}
	rest = get_u32(in);
	if (rest > PIPE_MAX_FRAME)
		return ERR_TOO_LONG;
	if (rest < HEAD_SIZE)
		return ERR_RANGE;
	if (len > LENGTH_SIZE && in[LENGTH_SIZE] >= PIPE_KIND_COUNT)
		return ERR_RANGE;
	if (len - LENGTH_SIZE < rest) {
		*size = 0;
		return OK;
	}
	*out = (struct pipe_frame){
		.kind = (enum pipe_kind)in[LENGTH_SIZE],
		.connection = get_u64(in + LENGTH_SIZE + 1),
		.payload = in + LENGTH_SIZE + HEAD_SIZE,
		.len = rest - HEAD_SIZE,
	};
	*size = LENGTH_SIZE + rest;
	return OK;
}

/* ---- texts in front of a message: u16 length, bytes ---- */

static void add_text(struct buf *out, const char *text)
{
	size_t len = strlen(text);
	uint8_t head[2] = { (uint8_t)(len >> 8), (uint8_t)len };

	buf_add(out, head, sizeof(head));
	buf_add(out, text, len);
}

static enum err take_text(char *out, size_t cap, size_t *at, const uint8_t *payload, size_t len)
{
	size_t text_len;

	if (len - *at < 2)
		return ERR_RANGE;
	text_len = (size_t)payload[*at] << 8 | payload[*at + 1];
	*at += 2;
	if (text_len >= cap || len - *at < text_len || memchr(payload + *at, 0, text_len))
		return ERR_RANGE;
	memcpy(out, payload + *at, text_len);
	out[text_len] = 0;
	*at += text_len;
	return OK;
}

void pipe_add_web(struct buf *out, const struct pipe_web *web)
{
	add_text(out, web->session);
	add_text(out, web->screen);
	add_text(out, web->device);
	add_text(out, web->origin);
	add_text(out, web->host);
}

void pipe_add_cookies(struct buf *out, const struct pipe_cookies *cookies)
{
	add_text(out, cookies->session);
	add_text(out, cookies->screen);
	add_text(out, cookies->device);
}

enum err pipe_take_web(struct pipe_web *out, size_t *size, const uint8_t *payload, size_t len)
{
	size_t at = 0;
	enum err err = take_text(out->session, sizeof(out->session), &at, payload, len);

	if (!err)
		err = take_text(out->screen, sizeof(out->screen), &at, payload, len);
	if (!err)
		err = take_text(out->device, sizeof(out->device), &at, payload, len);
	if (!err)
		err = take_text(out->origin, sizeof(out->origin), &at, payload, len);
	if (!err)
		err = take_text(out->host, sizeof(out->host), &at, payload, len);
	if (!err)
		*size = at;
	return err;
}

enum err pipe_take_cookies(struct pipe_cookies *out, size_t *size, const uint8_t *payload, size_t len)
{
	size_t at = 0;
	enum err err = take_text(out->session, sizeof(out->session), &at, payload, len);

	if (!err)
		err = take_text(out->screen, sizeof(out->screen), &at, payload, len);
	if (!err)
		err = take_text(out->device, sizeof(out->device), &at, payload, len);
	if (!err)
		*size = at;
	return err;
}
