/* headless_trustee.c - a scrutineer without a screen: questions on standard output, answers on standard input. See headless.h. */
#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include "ballot-client/headless.h"
#include "ballot-client/trustee.h"
#include "protocol/os/os.h"

enum { ANSWER_MAX = ENTRY_MAX_SIZE, PASSPHRASE_MAX = 200 };

struct console {
	const struct headless *options;
	struct trustee *trustee;
	struct event *input;
	struct buf typed;
};

static void on_question(void *context, enum trustee_question q, const char *what, int64_t ballots)
{
	static const enum text_id texts[] = { [TRUSTEE_FINGERPRINT] = TEXT_TRUSTEE_FINGERPRINT, [TRUSTEE_SLIPS] = TEXT_TRUSTEE_SLIPS,
					      [TRUSTEE_ACT] = TEXT_TRUSTEE_ACT, [TRUSTEE_OPEN] = TEXT_TRUSTEE_OPEN };
	struct console *c = context;
	struct buf line = { 0 };
	char number[24];

	for (size_t i = 0; q == TRUSTEE_OPEN && i < c->options->head_count; i++) {
		if (strcmp(c->options->heads[i], what) == 0) {
			(void)!trustee_answer(c->trustee, what);
			return;
		}
	}
	snprintf(number, sizeof number, "%lld", (long long)ballots);
	text_fill(&line, c->options->lang, texts[q], (const char *[]){ what, number }, 2);
	printf("%s\n", buf_text(&line));
	fflush(stdout);
	buf_release(&line);
}

static void on_log(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "trustee %s\n", line);
}

static void take_line(struct console *c, const char *line)
{
	if (trustee_answer(c->trustee, line) != OK)
		printf("%s\n", text(c->options->lang, TEXT_TRUSTEE_NOT_ASKED));
	fflush(stdout);
}

static void on_input(evutil_socket_t fd, short what, void *context)
{
	struct console *c = context;
	char chunk[512];
	ssize_t n = read(fd, chunk, sizeof chunk);
	uint8_t *end;

	(void)what;
	if (n <= 0) {
		event_del(c->input);
		return;
	}
	buf_add(&c->typed, chunk, (size_t)n);
	while ((end = c->typed.len ? memchr(c->typed.at, '\n', c->typed.len) : NULL)) {
		*end = 0;
		take_line(c, (const char *)c->typed.at);
		buf_drop(&c->typed, (size_t)(end + 1 - c->typed.at));
	}
	if (c->typed.len > ANSWER_MAX)
		buf_drop(&c->typed, c->typed.len);
}

static void on_signal(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	event_base_loopbreak(context);
}

/* Somebody may type at a terminal or into a pipe. A file or /dev/null cannot be waited for, and
 * holds no answers to what is not yet asked: --confirm-head gives them. */
static bool has_person(void)
{
	return lseek(STDIN_FILENO, 0, SEEK_CUR) < 0 && errno == ESPIPE;
}

static enum err start(struct console *c)
{
	char passphrase[PASSPHRASE_MAX];
	enum err err = passphrase_read(passphrase, sizeof passphrase, text(c->options->lang, TEXT_TRUSTEE_PASSPHRASE), c->options->passphrase_fd);

	if (!err)
		err = trustee_new(&c->trustee, &(struct trustee_options){
			.base = c->options->base, .folder = c->options->folder, .passphrase = passphrase,
			.is_auto = c->options->is_auto, .context = c, .on_question = on_question, .on_log = on_log });
	wipe(passphrase, sizeof passphrase);
	return err;
}

enum err headless_trustee(const struct headless *h)
{
	struct console c = { .options = h };
	struct timeval end = { h->seconds, 0 };
	struct event *term = evsignal_new(h->base, SIGTERM, on_signal, h->base);
	enum err err = term ? start(&c) : ERR_MEMORY;

	if (!err && !h->is_auto && has_person()) {
		c.input = event_new(h->base, STDIN_FILENO, EV_READ | EV_PERSIST, on_input, &c);
		if (!c.input || event_add(c.input, NULL))
			err = ERR_IO;
	}
	if (!err && h->seconds)
		event_base_loopexit(h->base, &end);
	if (!err) {
		event_add(term, NULL);
		event_base_dispatch(h->base);
		err = trustee_failed(c.trustee);
	}
	trustee_free(c.trustee);
	if (c.input)
		event_free(c.input);
	if (term)
		event_free(term);
	buf_release(&c.typed);
	return err;
}
