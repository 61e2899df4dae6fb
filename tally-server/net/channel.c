/* channel.c - see channel.h. Must not know TLS or what a message says. */
#include "tally-server/net/channel.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

/* The place of an asker in `askers` is the low half of its number. */
enum { SLOT_BITS = 16, READ_AT_ONCE = 256 << 10, PIPE_BACKLOG = 32 << 20 };

struct channel {
	struct bufferevent *pipe;
	struct channel_ops ops;
	struct asker **askers;                  /* NULL where free */
	size_t cap;
	uint32_t *free_slots;
	size_t free_count;
	uint64_t serial;
	size_t in_flight;                       /* askers in ASKER_TURN and ASKER_ASKED */
	TAILQ_HEAD(, asker) waiting;
};

static void on_pipe_read(struct bufferevent *pipe, void *arg);
static void on_pipe_written(struct bufferevent *pipe, void *arg);
static void on_pipe_event(struct bufferevent *pipe, short what, void *arg);

enum err channel_new(struct channel **out, struct event_base *base, int fd, size_t askers, const struct channel_ops *ops)
{
	struct channel *c = calloc(1, sizeof(*c));

	if (!c || askers >= 1 << SLOT_BITS)
		goto fail;
	TAILQ_INIT(&c->waiting);
	c->ops = *ops;
	c->cap = askers;
	c->askers = calloc(askers, sizeof(struct asker *));
	c->free_slots = calloc(askers, sizeof(*c->free_slots));
	if (!c->askers || !c->free_slots)
		goto fail;
	for (size_t i = 0; i < askers; i++)
		c->free_slots[c->free_count++] = (uint32_t)(askers - 1 - i);

	evutil_make_socket_nonblocking(fd);
	c->pipe = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (!c->pipe)
		goto fail;
	bufferevent_setcb(c->pipe, on_pipe_read, on_pipe_written, on_pipe_event, c);
	bufferevent_set_max_single_read(c->pipe, READ_AT_ONCE);
	bufferevent_set_max_single_write(c->pipe, READ_AT_ONCE);
	bufferevent_enable(c->pipe, EV_READ | EV_WRITE);
	*out = c;
	return OK;
fail:
	channel_free(c);
	return ERR_MEMORY;
}

void channel_free(struct channel *c)
{
	if (!c)
		return;
	if (c->pipe)
		bufferevent_free(c->pipe);
	free(c->askers);
	free(c->free_slots);
	free(c);
}

static void send_frame(struct channel *c, enum pipe_kind kind, uint64_t connection, const void *payload, size_t len)
{
	struct buf frame = { 0 };

	pipe_add(&frame, kind, connection, payload, len);
	/* a frame left out would leave core and us with different pictures: end instead */
	if (frame.failed || bufferevent_write(c->pipe, frame.at, frame.len))
		c->ops.ended(c->ops.context, ERR_MEMORY);
	buf_release(&frame);
}

void channel_tell(struct channel *c, enum pipe_kind kind, const void *payload, size_t len)
{
	send_frame(c, kind, 0, payload, len);
}

enum err channel_open(struct channel *c, struct asker *a, enum door door, const uint8_t spki[TLS_SPKI_SIZE])
{
	uint8_t payload[1 + TLS_SPKI_SIZE] = { (uint8_t)door };
	uint32_t slot;

	if (!c->free_count)
		return ERR_BUSY;
	slot = c->free_slots[--c->free_count];
	c->askers[slot] = a;
	a->id = ++c->serial << SLOT_BITS | slot;
	a->state = ASKER_QUIET;
	a->audience = 0;
	if (spki)
		memcpy(payload + 1, spki, TLS_SPKI_SIZE);
	send_frame(c, PIPE_OPENED, a->id, payload, sizeof(payload));
	return OK;
}

static struct asker *find(const struct channel *c, uint64_t id)
{
	size_t slot = id & ((1 << SLOT_BITS) - 1);

	return slot < c->cap && c->askers[slot] && c->askers[slot]->id == id ? c->askers[slot] : NULL;
}

/* Askers that leave before their reply free their place at once, so a backlog of requests whose askers are gone is bounded by its bytes. */
static bool has_room(const struct channel *c)
{
	return c->in_flight < PIPE_IN_FLIGHT && evbuffer_get_length(bufferevent_get_output(c->pipe)) < PIPE_BACKLOG;
}

static void next_turns(struct channel *c)
{
	struct asker *a;

	while (has_room(c) && (a = TAILQ_FIRST(&c->waiting)) != NULL) {
		TAILQ_REMOVE(&c->waiting, a, waiting);
		a->state = ASKER_TURN;
		c->in_flight++;
		a->ops->turn(a);
	}
}

void channel_close(struct channel *c, struct asker *a)
{
	enum asker_state state = a->state;
	uint32_t slot = (uint32_t)(a->id & ((1 << SLOT_BITS) - 1));

	if (state == ASKER_GONE)
		return;
	a->state = ASKER_GONE;
	c->askers[slot] = NULL;
	c->free_slots[c->free_count++] = slot;
	send_frame(c, PIPE_CLOSED, a->id, NULL, 0);

	if (state == ASKER_WAITING)
		TAILQ_REMOVE(&c->waiting, a, waiting);
	if (state == ASKER_TURN || state == ASKER_ASKED) {
		c->in_flight--;
		next_turns(c);
	}
}

bool channel_is_turn(struct channel *c, struct asker *a)
{
	if (has_room(c) && TAILQ_EMPTY(&c->waiting)) {
		a->state = ASKER_TURN;
		c->in_flight++;
		return true;
	}
	a->state = ASKER_WAITING;
	TAILQ_INSERT_TAIL(&c->waiting, a, waiting);
	return false;
}

void channel_ask(struct channel *c, struct asker *a, const void *message, size_t len)
{
	a->state = ASKER_ASKED;
	send_frame(c, PIPE_REQUEST, a->id, message, len);
}

static void on_reply(struct channel *c, const struct pipe_frame *f)
{
	struct asker *a = find(c, f->connection);

	if (!a || a->state != ASKER_ASKED)
		return;
	c->in_flight--;
	a->state = ASKER_QUIET;
	a->ops->reply(a, f->payload, f->len);
	next_turns(c);
}

static void on_event(struct channel *c, const struct pipe_frame *f)
{
	for (size_t i = 0; i < c->cap; i++) {
		struct asker *a = c->askers[i];

		if (a && (a->audience & f->connection))
			a->ops->event(a, f->payload, f->len);
	}
}

static enum err on_frame(struct channel *c, const struct pipe_frame *f)
{
	struct asker *a = find(c, f->connection);

	switch (f->kind) {
	case PIPE_CERTIFICATE:
		c->ops.certificate(c->ops.context, f->payload, f->len);
		return OK;
	case PIPE_LIMIT:
		if (f->len != 4)
			return ERR_RANGE;
		c->ops.limit(c->ops.context, get_u32(f->payload));
		return OK;
	case PIPE_ADMIT:
		if (f->len != 1)
			return ERR_RANGE;
		if (a) {
			a->audience = f->payload[0];
			a->ops->admitted(a);
		}
		return OK;
	case PIPE_DROP:
		if (a)
			a->ops->dropped(a);
		return OK;
	case PIPE_REPLY:
		on_reply(c, f);
		return OK;
	case PIPE_EVENT:
		on_event(c, f);
		return OK;
	case PIPE_HELLO:
	case PIPE_OPENED:
	case PIPE_REQUEST:
	case PIPE_CLOSED:
	case PIPE_PORTS:
	case PIPE_KIND_COUNT:
		break;
	}
	return ERR_RANGE;
}

/* Bytes of the first frame, 0 if it has not all come. */
static size_t whole_frame(struct evbuffer *in)
{
	size_t have = evbuffer_get_length(in);
	uint8_t length[4];

	if (have < sizeof(length))
		return 0;
	evbuffer_copyout(in, length, sizeof(length));
	/* a length out of bounds goes to pipe_take, which says what is wrong */
	if (get_u32(length) > PIPE_MAX_FRAME)
		return have;
	return have < sizeof(length) + get_u32(length) ? 0 : sizeof(length) + get_u32(length);
}

static void on_pipe_read(struct bufferevent *pipe, void *arg)
{
	struct channel *c = arg;
	struct evbuffer *in = bufferevent_get_input(pipe);
	struct pipe_frame f;
	size_t len, size;
	enum err err = OK;

	while (!err && (len = whole_frame(in)) != 0) {
		const uint8_t *at = evbuffer_pullup(in, (ev_ssize_t)len);

		err = at ? pipe_take(&f, &size, at, len) : ERR_MEMORY;
		if (!err)
			err = on_frame(c, &f);
		if (!err)
			evbuffer_drain(in, size);
	}
	if (err)
		c->ops.ended(c->ops.context, err);
}

static void on_pipe_written(struct bufferevent *pipe, void *arg)
{
	(void)pipe;
	next_turns(arg);
}

static void on_pipe_event(struct bufferevent *pipe, short what, void *arg)
{
	struct channel *c = arg;

	(void)pipe;
	(void)what;
	c->ops.ended(c->ops.context, OK);
}
