/* core_door.h - a core process of one's own, and its socket: what net would say to it, said by a test. */
#ifndef TALLY_TEST_CORE_DOOR_H
#define TALLY_TEST_CORE_DOOR_H

#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/base/fields.h"
#include "tally-server/core/core.h"
#include "tally-server/core/web.h"

struct core_door {
	pid_t pid;
	int fd;
	struct buf in;
	int64_t id;
	bool is_browser[64];            /* by connection */
	struct pipe_web web;            /* what HTTP says beside a browser's message; a session given to `ask` replaces its cookie */
	char csrf[WEB_CSRF_SIZE];       /* "" for the right one */
	struct pipe_cookies cookies;    /* as the last reply to a browser set them */
};

/* Fork a core on `folder`. Its log goes to /dev/null. */
static inline void core_door_open(struct core_door *d, const char *folder)
{
	struct core_options options = { .state = folder };
	int fds[2];

	*d = (struct core_door){ .web = { .origin = "https://hall:7443", .host = "hall:7443" } };
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		abort();
	d->pid = fork();
	if (!d->pid) {
		int quiet = open("/dev/null", O_WRONLY);

		close(fds[0]);
		dup2(quiet, STDERR_FILENO);
		_exit(core_run(fds[1], &options));
	}
	close(fds[1]);
	d->fd = fds[0];
}

static inline void core_door_say(const struct core_door *d, enum pipe_kind kind, uint64_t connection, const void *payload, size_t len)
{
	struct buf out = { 0 };

	pipe_add(&out, kind, connection, payload, len);
	/* core may have ended: the answer will tell */
	if (send(d->fd, out.at, out.len, MSG_NOSIGNAL) < 0)
		out.failed = true;
	buf_release(&out);
}

/* A connection at a door; `spki` NULL for none. */
static inline void core_door_connect(struct core_door *d, uint64_t connection, enum door door, const uint8_t *spki)
{
	uint8_t payload[33] = { (uint8_t)door };

	if (connection < 64)
		d->is_browser[connection] = door == DOOR_BROWSER;
	if (spki)
		memcpy(payload + 1, spki, 32);
	core_door_say(d, PIPE_OPENED, connection, payload, sizeof(payload));
}

/* The next frame of `kind` for `connection`; its payload in `out`. False once core has ended. */
static inline bool core_door_hear(struct core_door *d, enum pipe_kind kind, uint64_t connection, struct buf *out)
{
	for (;;) {
		struct pipe_frame f;
		size_t size = 0;
		uint8_t chunk[4096];
		ssize_t n;

		if (pipe_take(&f, &size, d->in.at, d->in.len))
			return false;
		if (size) {
			bool is_it = f.kind == kind && f.connection == connection;

			if (is_it) {
				out->len = 0;
				buf_add(out, f.payload, f.len);
			}
			buf_drop(&d->in, size);
			if (is_it)
				return true;
			continue;
		}
		n = recv(d->fd, chunk, sizeof(chunk), 0);
		if (n <= 0)
			return false;
		buf_add(&d->in, chunk, (size_t)n);
	}
}

/* What net would put in front of a browser's message; and the proof in it that a page of its own has sent it. */
static inline void core_door_add_web(struct core_door *d, struct buf *out, json_t *message, const char *session)
{
	struct pipe_web web = d->web;
	char csrf[WEB_CSRF_SIZE];

	if (session)
		snprintf(web.session, sizeof(web.session), "%s", session);
	pipe_add_web(out, &web);
	web_csrf(csrf, web.session[0] ? web.session : web.screen);
	json_object_set_new(message, "csrf", json_string(d->csrf[0] ? d->csrf : csrf));
}

/* Ask and wait: the reply, owned by the caller; NULL if core ended without one. Steals `body`. */
static inline json_t *core_door_ask(struct core_door *d, uint64_t connection, const char *session, const char *type, json_t *body)
{
	json_t *message = json_pack("{s:I, s:s, s:o}", "id", (json_int_t)++d->id, "type", type, "body", body), *reply = NULL;
	bool is_browser = connection < 64 && d->is_browser[connection];
	struct buf out = { 0 };
	size_t ahead = 0;
	char *line;

	if (is_browser)
		core_door_add_web(d, &out, message, session);
	else if (session)
		json_object_set_new(message, "session", json_string(session));
	line = json_write(message);
	buf_add_text(&out, line);
	core_door_say(d, PIPE_REQUEST, connection, out.at, out.len);
	if (!core_door_hear(d, PIPE_REPLY, connection, &out) || (is_browser && pipe_take_cookies(&d->cookies, &ahead, out.at, out.len)) ||
	    json_read(&reply, (const char *)out.at + ahead, out.len - ahead))
		reply = NULL;
	free(line);
	json_decref(message);
	buf_release(&out);
	return reply;
}

/* A body as two persons send it; NULL for an empty one. */
static inline json_t *core_door_by_two(json_t *body, const char *name, const char *password)
{
	json_t *both = body ? body : json_object();

	json_object_set_new(both, "second", json_pack("{s:s, s:s}", "name", name, "password", password));
	return both;
}

/* The code of a reply's error; "ok" if it is none, "" if there was no reply. Takes the reply. */
static inline const char *core_door_code(json_t *reply)
{
	static char code[40];
	const char *text = json_string_value(json_object_get(json_object_get(reply, "error"), "code"));

	snprintf(code, sizeof(code), "%s", text ? text : json_object_get(reply, "ok") ? "ok" : "");
	json_decref(reply);
	return code;
}

/* Go away as net does; core's exit status. */
static inline int core_door_close(struct core_door *d)
{
	int status = 0;

	close(d->fd);
	buf_release(&d->in);
	waitpid(d->pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif
