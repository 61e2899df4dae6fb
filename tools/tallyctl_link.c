/* tallyctl_link.c - the local door: connect, log in, ask, wait. See tallyctl.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include "protocol/base/fields.h"
#include "protocol/os/os.h"
#include "tools/tallyctl.h"

enum { ANSWER_MAX = 16 << 20, ANSWER_SECONDS = 60 };

enum err ctl_connect(struct ctl *c)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct timeval patience = { .tv_sec = ANSWER_SECONDS };

	if (strlen(c->socket) >= sizeof to.sun_path)
		return ERR_TOO_LONG;
	strcpy(to.sun_path, c->socket);
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience))
		return ERR_NETWORK;
	if (connect(c->fd, (struct sockaddr *)&to, sizeof to)) {
		snprintf(c->detail, sizeof c->detail, "%s", c->socket);
		return ERR_NO_SERVER;
	}
	return OK;
}

void ctl_close(struct ctl *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	buf_release_secret(&c->in);
	wipe(c->password, sizeof c->password);
	wipe(c->session, sizeof c->session);
}

static enum err send_all(int fd, const char *at, size_t len)
{
	while (len) {
		ssize_t n = send(fd, at, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_NETWORK;
		at += n;
		len -= (size_t)n;
	}
	return OK;
}

/* The next line that arrives, as JSON. */
static enum err read_answer(struct ctl *c, json_t **out)
{
	char chunk[65536];
	uint8_t *end;
	size_t searched = 0;

	while (!(end = c->in.len > searched ? memchr(c->in.at + searched, '\n', c->in.len - searched) : NULL)) {
		searched = c->in.len;
		ssize_t n = recv(c->fd, chunk, sizeof chunk, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_NETWORK;
		if (c->in.len + (size_t)n > ANSWER_MAX)
			return ERR_TOO_LONG;
		buf_add(&c->in, chunk, (size_t)n);
		if (c->in.failed)
			return ERR_MEMORY;
	}
	size_t len = (size_t)(end - c->in.at);
	enum err err = json_read(out, (const char *)c->in.at, len);
	buf_drop(&c->in, len + 1);
	return err;
}

/* The numbers of a missing quorum, in words. */
static void say_quorum(struct ctl *c, enum err err)
{
	char numbers[3][24];
	struct buf words = { 0 };

	if (err != ERR_QUORUM || sscanf(c->detail, "%23[0-9] / %23[0-9], %23[0-9]", numbers[0], numbers[1], numbers[2]) != 3)
		return;
	text_fill(&words, c->lang, TEXT_CTL_NO_QUORUM, (const char *[]){ numbers[0], numbers[1], numbers[2] }, 3);
	snprintf(c->detail, sizeof c->detail, "%s", buf_text(&words));
	buf_release(&words);
}

/* {"id","ok"} or {"id","error":{...}} into its parts. */
static enum err take_answer(struct ctl *c, json_t **ok, const json_t *answer, int64_t id)
{
	const json_t *error = json_object_get(answer, "error");

	if (json_integer_value(json_object_get(answer, "id")) != id)
		return ERR_JSON;
	if (error) {
		const char *code = json_string_value(json_object_get(error, "code"));
		const char *detail = json_string_value(json_object_get(error, "detail"));

		snprintf(c->detail, sizeof c->detail, "%s", detail ? detail : "");
		enum err err = err_from_code(code ? code : "");
		say_quorum(c, err);
		return err ? err : ERR_BUG;
	}
	if (!json_is_object(json_object_get(answer, "ok")))
		return ERR_JSON;
	if (ok)
		*ok = json_incref(json_object_get(answer, "ok"));
	return OK;
}

enum err ctl_request(struct ctl *c, json_t **ok, const char *type, json_t *body)
{
	int64_t id = c->next_id++;
	json_t *message = json_pack("{s:I, s:s, s:o}", "id", (json_int_t)id, "type", type, "body", body), *answer = NULL;
	enum err err = message ? OK : ERR_MEMORY;

	c->detail[0] = 0;
	if (!err && c->session[0] && json_object_set_new(message, "session", json_string(c->session)))
		err = ERR_MEMORY;
	char *line = err ? NULL : json_write(message);
	if (!err && !line)
		err = ERR_MEMORY;
	if (!err)
		err = send_all(c->fd, line, strlen(line));
	if (!err)
		err = send_all(c->fd, "\n", 1);
	if (line)
		wipe(line, strlen(line));
	free(line);
	json_decref(message);

	if (!err)
		err = read_answer(c, &answer);
	if (!err)
		err = take_answer(c, ok, answer, id);
	json_decref(answer);
	return err;
}

enum err ctl_login(struct ctl *c, char *kept)
{
	json_t *ok = NULL;
	struct buf prompt = { 0 };

	text_fill(&prompt, c->lang, TEXT_CTL_PASSWORD_OF, &c->as, 1);
	enum err err = passphrase_read(c->password, sizeof c->password, buf_text(&prompt), c->password_fd);
	buf_release(&prompt);
	if (!err)
		err = ctl_request(c, &ok, "login", json_pack("{s:s, s:s}", "name", c->as, "password", c->password));
	if (!err && kept)
		memcpy(kept, c->password, sizeof c->password);
	wipe(c->password, sizeof c->password);
	if (!err) {
		const char *session = json_string_value(json_object_get(ok, "session"));

		snprintf(c->session, sizeof c->session, "%s", session ? session : "");
	}
	json_decref(ok);
	return err;
}

enum err ctl_add_second(struct ctl *c, json_t *body)
{
	struct buf prompt = { 0 };

	if (!c->second)
		return ERR_SECOND_PERSON;
	text_fill(&prompt, c->lang, TEXT_CTL_PASSWORD_OF, &c->second, 1);
	ctl_clear_progress();
	enum err err = passphrase_read(c->password, sizeof c->password, buf_text(&prompt), c->second_fd);
	buf_release(&prompt);
	if (!err && json_object_set_new(body, "second", json_pack("{s:s, s:s}", "name", c->second, "password", c->password)))
		err = ERR_MEMORY;
	wipe(c->password, sizeof c->password);
	return err;
}

void ctl_say(const struct ctl *c, enum text_id id, const char *const *values, size_t count)
{
	struct buf line = { 0 };

	text_fill(&line, c->lang, id, values, count);
	ctl_clear_progress();
	printf("%s\n", buf_text(&line));
	fflush(stdout);
	buf_release(&line);
}

void ctl_progress(const struct ctl *c, enum text_id id, const char *const *values, size_t count)
{
	struct buf line = { 0 };

	if (!isatty(STDERR_FILENO))
		return;
	text_fill(&line, c->lang, id, values, count);
	fprintf(stderr, "\r\033[K%s", buf_text(&line));
	fflush(stderr);
	buf_release(&line);
}

void ctl_clear_progress(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}

void ctl_detail(struct ctl *c, enum text_id id, const char *value)
{
	struct buf words = { 0 };

	text_fill(&words, c->lang, id, &value, 1);
	snprintf(c->detail, sizeof c->detail, "%s", buf_text(&words));
	buf_release(&words);
}

void ctl_say_written(const struct ctl *c, size_t count)
{
	char number[24];

	snprintf(number, sizeof number, "%zu", count);
	ctl_say(c, TEXT_CTL_WRITTEN, (const char *[]){ c->out, number }, 2);
}

void ctl_sleep_ms(unsigned ms)
{
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };

	nanosleep(&t, NULL);
}

enum err ctl_wait_act(struct ctl *c, int64_t number)
{
	for (unsigned i = 0; i < CTL_WAIT_SECONDS * 10; i++) {
		json_t *ok = NULL;
		enum err err = ctl_request(c, &ok, "act", json_pack("{s:I}", "number", (json_int_t)number));

		if (err)
			return err;
		const char *state = json_string_value(json_object_get(ok, "state"));
		bool is_done = state && strcmp(state, "done") == 0, is_gone = state && strcmp(state, "gone") == 0;
		char signatures[24];

		snprintf(signatures, sizeof signatures, "%lld", (long long)json_integer_value(json_object_get(ok, "signatures")));
		json_decref(ok);
		if (is_done)
			return OK;
		if (is_gone)
			return ERR_ACT;
		ctl_progress(c, TEXT_CTL_WAIT_SIGNATURES, (const char *[]){ signatures }, 1);
		ctl_sleep_ms(100);
	}
	return ERR_BUSY;
}

enum err ctl_read_file(struct ctl *c, struct buf *out, const char *path, size_t max)
{
	enum err err = file_read(out, path, max);

	if (err)
		snprintf(c->detail, sizeof c->detail, "%s", path);
	return err;
}

enum err ctl_write_file(struct ctl *c, const char *path, struct buf *content)
{
	enum err err = content->failed ? ERR_MEMORY : file_write_durable(path, content->at, content->len, 0600);

	if (err)
		snprintf(c->detail, sizeof c->detail, "%s", path);
	return err;
}

enum err ctl_entries(struct ctl *c, enum err (*each)(void *arg, const char *line, size_t len), void *arg, int64_t *size)
{
	enum err err = OK;
	int64_t from = 0;

	for (bool more = true; !err && more;) {
		json_t *ok = NULL, *line;
		size_t i;

		err = ctl_request(c, &ok, "entries", json_pack("{s:I}", "from", (json_int_t)from));
		const json_t *lines = json_object_get(ok, "lines");
		json_array_foreach(lines, i, line) {
			if (!err)
				err = json_is_string(line) ? each(arg, json_string_value(line), json_string_length(line)) : ERR_JSON;
			from++;
		}
		*size = json_integer_value(json_object_get(ok, "size"));
		more = json_array_size(lines) > 0 && from < *size;
		json_decref(ok);
	}
	return err;
}
