/* core.c - the core process: frames in, turns, frames out (see core.h).
 *
 *            frames                     requests                        commit ok
 *     wait ─────────▶ take (≤ 256) ───────────────▶ check, decide ───────────────▶ reply, publish ──▶ wait
 *                                                        │ any fatal error
 *                                                        └──▶ halted: roll back, answer nobody, end with EXIT_HALTED
 */
#include "tally-server/core/core.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "protocol/os/os.h"
#include "tally-server/core/authority.h"
#include "tally-server/core/confine.h"
#include "tally-server/core/load.h"
#include "tally-server/core/log.h"
#include "tally-server/core/request.h"
#include "tally-server/core/web.h"

enum { CHUNK = 256 << 10, BACKLOG_MAX = 4 * PIPE_MAX_FRAME, IDLE_MS = 100, TERMINAL_LINE = 64 << 10, BALLOT_EXTRA = 4096,
	OPENED_SIZE = 33 };

/* The requests that are decided together. */
struct turn {
	struct request requests[PIPE_IN_FLIGHT];
	size_t count;
};

/* ---- connections ---- */

/* Index of the first connection whose id is not below `id`. */
static size_t conn_place(const struct core *c, uint64_t id)
{
	size_t low = 0, high = c->conn_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->conns[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct conn *conn_find(const struct core *c, uint64_t id)
{
	size_t i = conn_place(c, id);

	return i < c->conn_count && c->conns[i]->id == id && !c->conns[i]->is_closed ? c->conns[i] : NULL;
}

static enum err conn_add(struct core *c, const struct conn *model)
{
	size_t place = conn_place(c, model->id), cap = c->conn_cap ? 2 * c->conn_cap : 64;
	struct conn *conn;

	if (place < c->conn_count && c->conns[place]->id == model->id)
		return ERR_BUG;
	if (c->conn_count == c->conn_cap) {
		struct conn **conns = realloc(c->conns, cap * sizeof(struct conn *));

		if (!conns)
			return ERR_MEMORY;
		c->conns = conns;
		c->conn_cap = cap;
	}
	conn = malloc(sizeof(*conn));
	if (!conn)
		return ERR_MEMORY;
	*conn = *model;
	memmove(c->conns + place + 1, c->conns + place, (c->conn_count - place) * sizeof(struct conn *));
	c->conns[place] = conn;
	c->conn_count++;
	return OK;
}

/* Requests of the turn point at connections: the closed ones go when it is over. */
static void conn_sweep(struct core *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->conn_count; i++) {
		if (c->conns[i]->is_closed)
			free(c->conns[i]);
		else
			c->conns[kept++] = c->conns[i];
	}
	c->conn_count = kept;
}

static uint8_t audience_of(enum machine_role role)
{
	static const uint8_t audiences[MACHINE_ROLE_COUNT] = {
		[MACHINE_TERMINAL] = AUDIENCE_TERMINAL, [MACHINE_DESK] = AUDIENCE_DESK, [MACHINE_HALL] = AUDIENCE_HALL,
		[MACHINE_TRUSTEE] = AUDIENCE_FOLLOWER, [MACHINE_WITNESS] = AUDIENCE_FOLLOWER, [MACHINE_STANDBY] = AUDIENCE_FOLLOWER,
	};

	return audiences[role];
}

/* ---- frames from net ---- */

static enum err on_opened(struct core *c, const struct pipe_frame *f)
{
	struct conn conn = { .id = f->connection };
	uint8_t audience = 0;

	if (f->len != OPENED_SIZE || f->payload[0] > DOOR_LOCAL)
		return ERR_BUG;
	conn.door = (enum door)f->payload[0];
	conn.has_machine = conn.door == DOOR_TERMINAL;
	memcpy(conn.spki, f->payload + 1, sizeof(conn.spki));
	if (conn.has_machine) {
		const struct machine *m = meeting_machine(&c->meeting, conn.spki);

		/* its certificate may be of our authority: the record says whether it is still ours */
		if (!m || m->is_revoked) {
			log_event("dropped reason=\"not enrolled\"");
			pipe_add(&c->out, PIPE_DROP, conn.id, NULL, 0);
			return OK;
		}
		audience = audience_of(m->role);
	}
	c->has_changed_view = c->has_changed_view || conn.has_machine;
	pipe_add(&c->out, PIPE_ADMIT, conn.id, &audience, 1);
	return conn_add(c, &conn);
}

static void on_closed(struct core *c, const struct pipe_frame *f)
{
	struct conn *conn = conn_find(c, f->connection);

	if (!conn)
		return;
	conn->is_closed = true;
	c->has_changed_view = c->has_changed_view || conn->has_machine;
	c->stream_count -= conn->is_stream;
}

static enum err on_hello(struct core *c, const struct pipe_frame *f)
{
	struct buf chain = { 0 };
	enum err err = authority_sign_server(&chain, c->authority, (const char *)f->payload, f->len, c->options->names, c->options->name_count);

	if (!err)
		pipe_add(&c->out, PIPE_CERTIFICATE, 0, chain.at, chain.len);
	buf_release(&chain);
	return err;
}

static enum err on_frame(struct core *c, struct turn *t, const struct pipe_frame *f)
{
	struct conn *conn;

	switch (f->kind) {
	case PIPE_HELLO:
		return on_hello(c, f);
	case PIPE_OPENED:
		return on_opened(c, f);
	case PIPE_REQUEST:
		conn = conn_find(c, f->connection);
		return conn ? request_read(&t->requests[t->count++], conn, f->payload, f->len) : OK;
	case PIPE_CLOSED:
		on_closed(c, f);
		return OK;
	case PIPE_PORTS:
		if (f->len != 8)
			return ERR_BUG;
		c->terminal_port = get_u32(f->payload);
		c->browser_port = get_u32(f->payload + 4);
		return OK;
	case PIPE_CERTIFICATE:
	case PIPE_ADMIT:
	case PIPE_DROP:
	case PIPE_REPLY:
	case PIPE_EVENT:
	case PIPE_LIMIT:
	case PIPE_KIND_COUNT:
		break;
	}
	return ERR_BUG;
}

/* ---- what net is told ---- */

static void send_event(struct core *c, unsigned audience, const char *message)
{
	pipe_add(&c->out, PIPE_EVENT, audience, message, strlen(message));
}

static void send_limit(struct core *c)
{
	const struct attempt *a = meeting_current(&c->meeting);
	size_t ballot = a ? base64_length(ballot_form_body_size(&a->form)) + BALLOT_EXTRA : 0;
	uint32_t limit = ballot > TERMINAL_LINE ? (uint32_t)ballot : TERMINAL_LINE;
	uint8_t payload[4];

	if (limit == c->limit)
		return;
	c->limit = limit;
	put_u32(payload, limit);
	pipe_add(&c->out, PIPE_LIMIT, 0, payload, sizeof(payload));
}

/* P16.10 */
static void publish(struct core *c)
{
	send_limit(c);
	if (c->has_changed_state)
		send_event(c, AUDIENCE_TERMINAL | AUDIENCE_FOLLOWER | AUDIENCE_DESK | AUDIENCE_HALL, "{\"event\":\"state\"}");
	if (c->has_grown || c->act_waits)
		send_event(c, AUDIENCE_FOLLOWER | AUDIENCE_HALL, "{\"event\":\"head\"}");
	web_publish(c);
	c->has_changed_state = c->has_grown = c->act_waits = c->has_changed_view = false;
}

static bool send_all(int fd, const struct buf *out)
{
	size_t done = 0;

	while (done < out->len) {
		ssize_t n = send(fd, out->at + done, out->len - done, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

/* ---- a turn ---- */

static enum err reply_all(struct core *c, const struct turn *t)
{
	struct buf note = { 0 };
	bool wants_note = false;
	enum err err = OK;

	for (size_t i = 0; i < t->count; i++)
		wants_note = wants_note || t->requests[i].seen >= 0;
	wants_note = wants_note && c->meeting.id[0];
	if (wants_note)
		err = core_note(c, &note, c->meeting.tree.size);
	for (size_t i = 0; !err && i < t->count; i++)
		err = request_reply(c, &t->requests[i], wants_note ? buf_text(&note) : NULL);
	buf_release(&note);
	return err;
}

static enum err decide_all(struct core *c, struct turn *t)
{
	enum err err = store_begin(c->store);

	if (!err)
		err = request_check_ballots(c, t->requests, t->count);
	for (size_t i = 0; !err && i < t->count; i++) {
		request_decide(c, &t->requests[i]);
		if (c->is_halted)
			err = ERR_HALTED;
	}
	if (!err)
		err = reply_all(c, t);
	if (!err)
		err = store_commit(c->store);
	return err;
}

/* Nothing leaves before the commit: frames gather in c->out. */
static enum err run_turn(struct core *c, struct turn *t, int fd)
{
	enum err err = decide_all(c, t);

	for (size_t i = 0; i < t->count; i++)
		request_release(&t->requests[i]);
	t->count = 0;
	conn_sweep(c);
	if (err) {
		c->is_halted = true;
		log_event("halted code=%s reason=\"%s\"", err_code(err), store_reason(c->store));
		store_rollback(c->store);
		return err;
	}
	publish(c);
	if (c->out.failed)
		return ERR_MEMORY;
	err = send_all(fd, &c->out) ? OK : ERR_NETWORK;
	buf_release_secret(&c->out);
	return err;
}

/* ---- the loop ---- */

/* Take everything that waits; false once net has gone. */
static bool receive(struct buf *in, int fd)
{
	uint8_t *bytes = malloc(CHUNK);
	bool alive = bytes != NULL;

	while (alive && in->len < BACKLOG_MAX) {
		ssize_t n = recv(fd, bytes, CHUNK, MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			break;
		alive = n > 0;
		if (alive)
			buf_add(in, bytes, (size_t)n);
	}
	if (bytes)
		wipe(bytes, CHUNK);
	free(bytes);
	return alive && !in->failed;
}

/* Frames into the turn, as many as it holds. */
static enum err take_frames(struct core *c, struct turn *t, struct buf *in)
{
	struct pipe_frame f;
	size_t at = 0, size;
	enum err err = OK;

	while (!err && t->count < PIPE_IN_FLIGHT) {
		err = pipe_take(&f, &size, in->at + at, in->len - at);
		if (err || !size)
			break;
		err = on_frame(c, t, &f);
		at += size;
	}
	buf_drop(in, at);
	return err;
}

/* Wait for frames; tidy the store where the hall is quiet. */
static enum err wait_for_frames(struct core *c, int fd, bool *is_tidy)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int n = poll(&p, 1, *is_tidy ? -1 : IDLE_MS);

	if (n || *is_tidy)
		return OK;
	*is_tidy = true;
	return store_tidy(c->store);
}

static enum err serve(struct core *c, struct turn *t, struct buf *in, int fd)
{
	bool is_tidy = false;
	enum err err = OK;

	while (!err) {
		err = wait_for_frames(c, fd, &is_tidy);
		if (err)
			return err;
		if (!receive(in, fd))
			return ERR_NETWORK;
		/* more than one turn may wait */
		do {
			err = take_frames(c, t, in);
			if (!err && (t->count || c->has_changed_view || c->out.len))
				err = run_turn(c, t, fd);
			else if (!err)
				break;
			is_tidy = false;
		} while (!err);
	}
	return err;
}

static void release(struct core *c, struct turn *t, struct buf *in)
{
	for (size_t i = 0; t && i < t->count; i++)
		request_release(&t->requests[i]);
	for (size_t i = 0; i < c->conn_count; i++)
		free(c->conns[i]);
	free(c->conns);
	buf_release_secret(in);
	buf_release_secret(&c->out);
	load_release(c);
	free(c);
	free(t);
}

int core_run(int fd, const struct core_options *options)
{
	struct core *c = calloc(1, sizeof(*c));
	struct turn *t = calloc(1, sizeof(*t));
	struct buf in = { 0 };
	int status = EXIT_SETUP;
	enum err err;

	/* the end is told by net, so that no turn is cut in two */
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	if (!c || !t) {
		free(c);
		free(t);
		return EXIT_SETUP;
	}
	c->options = options;
	c->rng = &os_rng;
	c->limit = TERMINAL_LINE;
	err = load_meeting(c);
	if (!err && !confine_core(options->state)) {
		log_event("start_failed reason=\"no sandbox\"");
		err = ERR_IO;
	}
	if (!err) {
		err = serve(c, t, &in, fd);
		status = err == ERR_NETWORK && !c->is_halted ? EXIT_ENDED : EXIT_HALTED;
		log_event("ended status=%d", status);
	}
	release(c, t, &in);
	return status;
}
