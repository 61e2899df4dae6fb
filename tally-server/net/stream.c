/* stream.c - see stream.h.
 *
 *     quiet ──event──▶ sent at once ──▶ resting ──250 ms──▶ what came meanwhile is sent ──▶ resting
 *       ▲ │ 15 s: a comment                 │ nothing came
 *       └─┴─────────────────────────────────┘ */
#include "tally-server/net/stream.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <stdlib.h>
#include <string.h>

enum { DUE_MAX = 4, MESSAGE_MAX = 100, REST_MS = 250, ALIVE_MS = 15000, UNREAD_MAX = 64 << 10, SECONDS_FOR_EVER = 365 * 24 * 3600 };

struct stream {
	struct evhttp_request *request;
	struct event *timer;
	bool is_resting;
	size_t due_count;
	char due[DUE_MAX][MESSAGE_MAX + 1];
};

static void wait_ms(struct stream *s, uint32_t ms)
{
	struct timeval left = { ms / 1000, (ms % 1000) * 1000 };

	event_add(s->timer, &left);
}

static void send_text(struct stream *s, const struct buf *text)
{
	struct evbuffer *chunk = evbuffer_new();

	if (chunk && !evbuffer_add(chunk, text->at, text->len))
		evhttp_send_reply_chunk(s->request, chunk);
	if (chunk)
		evbuffer_free(chunk);
}

static void send_due(struct stream *s)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < s->due_count; i++)
		buf_addf(&text, "data: %s\n\n", s->due[i]);
	s->due_count = 0;
	send_text(s, &text);
	buf_release(&text);
	s->is_resting = true;
	wait_ms(s, REST_MS);
}

static void on_timer(evutil_socket_t unused, short what, void *arg)
{
	struct stream *s = arg;
	struct buf comment = { 0 };

	(void)unused;
	(void)what;
	if (s->due_count) {
		send_due(s);
		return;
	}
	if (!s->is_resting) {
		buf_add_text(&comment, ":\n\n");
		send_text(s, &comment);
		buf_release(&comment);
	}
	s->is_resting = false;
	wait_ms(s, ALIVE_MS);
}

enum err stream_new(struct stream **out, struct event_base *base, struct evhttp_request *request)
{
	struct stream *s = calloc(1, sizeof(*s));
	struct buf first = { 0 };

	if (s)
		s->timer = event_new(base, -1, 0, on_timer, s);
	if (!s || !s->timer) {
		free(s);
		return ERR_MEMORY;
	}
	s->request = request;
	/* evhttp would take a browser that says nothing for one that has gone; one that has gone shows when we write */
	evhttp_connection_set_timeout(evhttp_request_get_connection(request), SECONDS_FOR_EVER);
	evhttp_send_reply_start(request, HTTP_OK, "OK");
	buf_add_text(&first, "retry: 2000\n\n");
	send_text(s, &first);
	buf_release(&first);
	wait_ms(s, ALIVE_MS);
	*out = s;
	return OK;
}

void stream_free(struct stream *s)
{
	if (!s)
		return;
	event_free(s->timer);
	free(s);
}

enum err stream_tell(struct stream *s, const uint8_t *message, size_t len)
{
	struct bufferevent *bev = evhttp_connection_get_bufferevent(evhttp_request_get_connection(s->request));

	if (len > MESSAGE_MAX || memchr(message, '\n', len))
		return OK;
	if (evbuffer_get_length(bufferevent_get_output(bev)) > UNREAD_MAX)
		return ERR_BUSY;
	for (size_t i = 0; i < s->due_count; i++) {
		if (strlen(s->due[i]) == len && !memcmp(s->due[i], message, len))
			return OK;
	}
	if (s->due_count == DUE_MAX)
		return OK;
	memcpy(s->due[s->due_count], message, len);
	s->due[s->due_count++][len] = 0;
	if (!s->is_resting) {
		/* those of one turn of core come together */
		s->is_resting = true;
		wait_ms(s, 0);
	}
	return OK;
}
