/* kiosk.c - see kiosk.h. Wiring. */
#include "ballot-client/kiosk/kiosk.h"
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include "ballot-client/identity.h"
#include "ballot-client/kiosk/browser.h"
#include "ballot-client/kiosk/delegate.h"
#include "ballot-client/kiosk/enrolment.h"
#include "ballot-client/kiosk/local.h"
#include "ballot-client/kiosk/trustee_screen.h"

struct shop {
	const struct kiosk *options;
	struct event_base *base;
	struct local *local;
	struct browser *browser;
	enum err failed;
	/* one of these: before the machine has a role, and by its role */
	struct enrolment *enrolment;
	struct delegate *delegate;
	struct trustee_screen *trustee;
};

static void on_change(void *context)
{
	struct shop *s = context;

	if (s->local)
		local_publish(s->local);
}

static json_t *state(void *context)
{
	struct shop *s = context;
	json_t *o = s->enrolment ? enrolment_state(s->enrolment) : s->delegate ? delegate_state(s->delegate) : trustee_screen_state(s->trustee);

	if (o)
		json_object_set_new(o, "lang", json_string(s->options->lang == LANG_ZH ? "zh" : "en"));
	return o;
}

static enum err act(void *context, const json_t *body)
{
	struct shop *s = context;

	if (s->enrolment)
		return enrolment_act(s->enrolment, body);
	return s->delegate ? delegate_act(s->delegate, body) : trustee_screen_act(s->trustee, body);
}

static bool picture(void *context, const char *path, struct buf *svg)
{
	struct shop *s = context;

	return s->delegate && delegate_picture(s->delegate, path, svg);
}

static void on_signal(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	event_base_loopbreak(context);
}

/* Each browser that is started gets an address of its own. */
static void new_address(void *context, char out[160])
{
	struct shop *s = context;

	local_renew(s->local);
	local_url(out, s->local);
}

static enum err take_role(struct shop *s, enum machine_role role)
{
	const struct kiosk *k = s->options;

	if (role == MACHINE_TERMINAL)
		return delegate_new(&s->delegate, &(struct delegate_options){
			.base = s->base, .folder = k->folder, .is_booth = k->is_booth, .is_checker = k->is_checker,
			.context = s, .idle_seconds = k->idle_seconds, .on_change = on_change });
	if (role == MACHINE_TRUSTEE)
		return trustee_screen_new(&s->trustee, &(struct trustee_screen_options){
			.base = s->base, .folder = k->folder, .media = k->media, .context = s, .on_change = on_change });
	return ERR_USAGE;
}

/* From the page of the code to that of the role; a role without a page has the other programs for it. */
static void on_joined(void *context)
{
	struct shop *s = context;
	struct identity who;
	enum err err = identity_read(&who, s->options->folder);

	if (!err)
		err = take_role(s, who.role);
	if (err == ERR_USAGE) {
		enrolment_tell_other(s->enrolment, &who);
		return;
	}
	if (err) {
		s->failed = err;
		event_base_loopbreak(s->base);
		return;
	}
	enrolment_free(s->enrolment);
	s->enrolment = NULL;
	on_change(s);
}

static enum err begin(struct shop *s)
{
	const struct kiosk *k = s->options;
	struct identity who;

	if (!identity_is_there(k->folder))
		return enrolment_new(&s->enrolment, &(struct enrolment_options){ .base = s->base, .folder = k->folder, .server = k->server, .context = s,
										 .on_change = on_change, .on_joined = on_joined });
	enum err err = identity_read(&who, k->folder);
	return err ? err : take_role(s, who.role);
}

static enum err open_shop(struct shop *s)
{
	const struct kiosk *k = s->options;
	char url[160];
	enum err err = begin(s);

	if (!err)
		err = local_new(&s->local, &(struct local_options){
			.base = s->base, .port = k->port, .files = embedded_kiosk, .context = s, .state = state, .act = act,
			.picture = picture });
	if (!err && k->has_browser)
		return browser_new(&s->browser, &(struct browser_options){
			.base = s->base, .memory = "/dev/shm", .context = s, .new_address = new_address });
	if (!err) {
		local_url(url, s->local);
		printf("ready %s\n", url);
		fflush(stdout);
		wipe(url, sizeof url);
	}
	return err;
}

enum err kiosk_run(const struct kiosk *options)
{
	struct shop s = { .options = options };
	struct event *term = NULL, *interrupt = NULL;
	enum err err = OK;

	local_wipe_buffers();
	s.base = event_base_new();
	if (s.base) {
		term = evsignal_new(s.base, SIGTERM, on_signal, s.base);
		interrupt = evsignal_new(s.base, SIGINT, on_signal, s.base);
	}
	if (!term || !interrupt || event_add(term, NULL) || event_add(interrupt, NULL))
		err = ERR_MEMORY;
	if (!err)
		err = open_shop(&s);
	if (!err) {
		event_base_dispatch(s.base);
		err = s.failed;
	}
	browser_free(s.browser);
	local_free(s.local);
	enrolment_free(s.enrolment);
	delegate_free(s.delegate);
	trustee_screen_free(s.trustee);
	if (term)
		event_free(term);
	if (interrupt)
		event_free(interrupt);
	if (s.base)
		event_base_free(s.base);
	return err;
}
