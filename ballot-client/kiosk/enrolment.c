/* enrolment.c - see enrolment.h. */
#include "ballot-client/kiosk/enrolment.h"
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "ballot-client/enrol.h"
#include "ballot-client/kiosk/nearby.h"
#include "protocol/base/code.h"
#include "protocol/base/fields.h"
#include "protocol/os/os.h"

enum { PORT_USUAL = 7443, SERVER_MAX = IDENTITY_HOST_MAX + 8 };

enum step { ASKING, CALLING, OTHER };

struct enrolment {
	struct enrolment_options options;
	enum step step;
	enum err why;                   /* why it is not enrolled, after a call */
	char server[SERVER_MAX + 1];    /* as it was typed; "" if it was not yet */
	pid_t pid;                      /* of the call; 0: none runs */
	int result;                     /* the reading end of its pipe */
	struct event *ended;
	struct nearby *nearby;
	struct identity other;          /* OTHER: as what it is enrolled */
};

/* ---- the server's address ---- */

/* HOST, HOST:PORT or HOST PORT, as the console shows it. An address with colons of its own stands
 * in brackets, or has its port behind a space. */
static enum err read_server(char host[IDENTITY_HOST_MAX + 1], uint16_t *port, const char *text)
{
	const char *end = strrchr(text, ' ') ? strrchr(text, ' ') : strrchr(text, ':');
	size_t len = end ? (size_t)(end - text) : strlen(text);
	unsigned long number = PORT_USUAL;
	char *rest;

	if (end) {
		number = strtoul(end + 1, &rest, 10);
		if (end[1] < '0' || end[1] > '9' || *rest || number < 1 || number > UINT16_MAX)
			return ERR_RANGE;
	}
	if (len > 2 && text[0] == '[' && text[len - 1] == ']') {
		text++;
		len -= 2;
	} else if (end && *end == ':' && memchr(text, ':', len)) {
		return ERR_RANGE;
	}
	if (!len || len > IDENTITY_HOST_MAX || strcspn(text, " /@[]") < len)
		return ERR_RANGE;
	memcpy(host, text, len);
	host[len] = '\0';
	*port = (uint16_t)number;
	return OK;
}

static enum err take_server(struct enrolment *e, const char *text)
{
	char host[IDENTITY_HOST_MAX + 1];
	uint16_t port;
	enum err err = strlen(text) <= SERVER_MAX ? read_server(host, &port, text) : ERR_RANGE;

	if (err)
		return err;
	strcpy(e->server, text);
	e->why = OK;
	return OK;
}

/* ---- the call ---- */

static void end_call(struct enrolment *e)
{
	if (!e->pid)
		return;
	kill(e->pid, SIGKILL);
	waitpid(e->pid, NULL, 0);
	e->pid = 0;
	event_free(e->ended);
	e->ended = NULL;
	close(e->result);
}

static void on_ended(evutil_socket_t fd, short what, void *context)
{
	struct enrolment *e = context;
	enum err err;

	(void)what;
	/* a child that died says nothing */
	if (read(fd, &err, sizeof err) != sizeof err)
		err = ERR_IO;
	end_call(e);
	e->step = ASKING;
	e->why = err;
	if (err)
		e->options.on_change(e->options.context);
	else
		e->options.on_joined(e->options.context);
}

/* The child: it holds nothing of the page's, and ends with its parent. */
static void call(const struct enrolment *e, int out, const char *host, uint16_t port, const char *code)
{
	struct identity who;
	char detail[300];
	enum err err;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	if (dup2(out, STDERR_FILENO + 1) < 0)
		_exit(1);
	close_range(STDERR_FILENO + 2, ~0U, 0);
	err = enrol(&who, detail, e->options.folder, host, port, code);
	(void)!write(STDERR_FILENO + 1, &err, sizeof err);
	_exit(0);
}

static enum err begin_call(struct enrolment *e, const char *host, uint16_t port, const char *code)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return ERR_IO;
	e->ended = event_new(e->options.base, ends[0], EV_READ, on_ended, e);
	e->pid = e->ended && event_add(e->ended, NULL) == 0 ? fork() : -1;
	if (e->pid == 0)
		call(e, ends[1], host, port, code);
	close(ends[1]);
	if (e->pid < 0) {
		e->pid = 0;
		if (e->ended)
			event_free(e->ended);
		e->ended = NULL;
		close(ends[0]);
		return ERR_MEMORY;
	}
	e->result = ends[0];
	e->step = CALLING;
	e->why = OK;
	return OK;
}

/* ---- the page ---- */

static json_t *nearby_state(const struct nearby_list *found)
{
	json_t *list = json_array();

	for (size_t i = 0; i < found->count; i++)
		json_array_append_new(list, json_pack("{s:s, s:s}", "name", found->at[i].name, "server", found->at[i].address));
	return list;
}

json_t *enrolment_state(const struct enrolment *e)
{
	static const char *const steps[] = { [ASKING] = "asking", [CALLING] = "calling", [OTHER] = "other" };

	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "role", "none", "state", steps[e->step], "why", err_code(e->why),
			 "server", e->server, "machine", e->other.name,
			 "as", e->step == OTHER ? machine_role_name(e->other.role) : "",
			 "nearby", nearby_state(nearby_found(e->nearby)));
}

static enum err do_enrol(struct enrolment *e, const char *code)
{
	char host[IDENTITY_HOST_MAX + 1];
	uint8_t bytes[15];
	uint16_t port;
	enum err err = code_read(bytes, CODE_ENROL, code);

	wipe(bytes, sizeof bytes);
	if (!err)
		err = read_server(host, &port, e->server);
	return err ? err : begin_call(e, host, port, code);
}

enum err enrolment_act(struct enrolment *e, const json_t *body)
{
	struct fields f;

	fields_open(&f, body);
	const char *name = fields_text(&f, "do", 1, 20);
	const char *server = strcmp(name, "server") == 0 ? fields_text(&f, "server", 1, SERVER_MAX) : NULL;
	const char *code = strcmp(name, "enrol") == 0 ? fields_text(&f, "code", 1, 80) : NULL;
	enum err err = fields_close(&f);

	if (!err && e->step != ASKING)
		err = ERR_POLL_STATE;
	if (!err)
		err = server ? take_server(e, server) : code ? do_enrol(e, code) : ERR_RANGE;
	e->options.on_change(e->options.context);
	return err;
}

void enrolment_tell_other(struct enrolment *e, const struct identity *who)
{
	e->step = OTHER;
	e->other = *who;
	e->options.on_change(e->options.context);
}

/* ---- life ---- */

enum err enrolment_new(struct enrolment **out, const struct enrolment_options *options)
{
	struct enrolment *e = calloc(1, sizeof *e);

	if (!e)
		return ERR_MEMORY;
	e->options = *options;
	/* before the code is used up for a folder that takes nothing */
	enum err err = folder_make(options->folder);
	if (!err && access(options->folder, W_OK) != 0)
		err = ERR_IO;
	if (!err && options->server)
		err = take_server(e, options->server);
	if (!err)
		err = nearby_new(&e->nearby, &(struct nearby_options){ .base = options->base, .context = options->context,
								       .on_change = options->on_change });
	if (err) {
		enrolment_free(e);
		return err;
	}
	*out = e;
	return OK;
}

void enrolment_free(struct enrolment *e)
{
	if (!e)
		return;
	end_call(e);
	nearby_free(e->nearby);
	free(e);
}
