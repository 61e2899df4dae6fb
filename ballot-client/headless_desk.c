/* headless_desk.c - a check-in desk on standard input. See headless.h. */
#include <event2/event.h>
#include <string.h>
#include "ballot-client/headless.h"

enum { LINE_CAP = 200, RETRY_SECONDS = 1 };

struct desk {
	const struct headless *options;
	struct link *link;
	struct event *retry;
	char line[LINE_CAP];            /* the scan that has no verdict yet; "" if none */
	bool has_ended;
	enum err err;
};

static void step(struct desk *d);

static void on_verdict(void *context, enum err err, const json_t *ok, const char *detail)
{
	struct desk *d = context;
	struct timeval wait = { RETRY_SECONDS, 0 };

	/* a scan whose answer was lost is sent again: the second of the same kind changes nothing */
	if (err_category(err) == ERR_CAT_TRANSIENT) {
		event_add(d->retry, &wait);
		return;
	}
	json_t *line = json_pack("{s:s}", "event", "scan");
	if (!err)
		json_object_update(line, (json_t *)ok);
	else
		json_object_set_new(line, "error", json_string(err_code(err)));
	if (detail[0])
		json_object_set_new(line, "detail", json_string(detail));
	headless_print(line);
	d->line[0] = 0;
	step(d);
}

/* "in CODE" or "out CODE". */
static json_t *scan_body(const char *line)
{
	const char *space = strchr(line, ' ');

	if (!space)
		return NULL;
	return json_pack("{s:s, s:s#}", "badge", space + 1, "mode", line, (int)(space - line));
}

static void step(struct desk *d)
{
	if (link_is_busy(d->link) || link_state(d->link) != LINK_UP)
		return;
	while (!d->line[0] && !d->has_ended) {
		if (!headless_line(d->line, sizeof d->line, stdin))
			d->has_ended = true;
	}
	if (d->has_ended) {
		event_base_loopbreak(d->options->base);
		return;
	}
	json_t *body = scan_body(d->line);
	if (!body || link_send(d->link, "scan", body, on_verdict, d) != OK) {
		d->err = body ? ERR_MEMORY : ERR_USAGE;
		event_base_loopbreak(d->options->base);
	}
}

static void on_state(void *context, enum link_state state, enum err why)
{
	struct desk *d = context;

	if (state == LINK_REFUSED) {
		d->err = why;
		event_base_loopbreak(d->options->base);
	}
	step(d);
}

static void on_retry(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	step(context);
}

enum err headless_desk(const struct headless *h)
{
	struct desk d = { .options = h };
	struct timeval end = { h->seconds, 0 };

	d.retry = evtimer_new(h->base, on_retry, &d);
	if (!d.retry)
		return ERR_MEMORY;
	enum err err = link_new(&d.link, &(struct link_options){ .base = h->base, .folder = h->folder, .context = &d, .on_state = on_state });
	if (!err && h->seconds)
		event_base_loopexit(h->base, &end);
	if (!err) {
		event_base_dispatch(h->base);
		err = d.err ? d.err : d.has_ended ? OK : ERR_BUSY;
	}
	link_free(d.link);
	event_free(d.retry);
	return err;
}
