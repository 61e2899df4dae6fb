/* browser.c - see browser.h. */
#include "ballot-client/kiosk/browser.h"
#include <event2/event.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "protocol/base/bytes.h"

enum { AGAIN_SECONDS = 3, FOLDER_MAX = 200, ADDRESS_MAX = 160 };

struct browser {
	struct browser_options options;
	struct event *ended, *again;
	pid_t pid;                      /* 0: none runs */
	char folder[FOLDER_MAX];        /* its profile; "" if there is none */
};

static enum err make_folder(struct browser *b)
{
	const char *run = getenv("XDG_RUNTIME_DIR");

	/* both are kept in memory: what is typed must not reach a disk */
	snprintf(b->folder, sizeof b->folder, "%s/tally-kiosk-XXXXXX", run && run[0] ? run : "/dev/shm");
	if (mkdtemp(b->folder))
		return OK;
	b->folder[0] = 0;
	return ERR_IO;
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *where)
{
	(void)s;
	(void)kind;
	(void)where;
	return remove(path);
}

static void execute(const char *folder, const char *address)
{
	char profile[FOLDER_MAX + 20];
	char *arguments[] = { "chromium", profile, "--kiosk", "--incognito", "--no-first-run", "--noerrdialogs", "--disable-breakpad", "--disable-crash-reporter",
			      "--disable-session-crashed-bubble", "--disable-pinch", "--overscroll-history-navigation=0", "--disable-translate",
			      "--disable-background-networking", "--disable-component-update", "--disable-sync", "--password-store=basic",
			      /* nobody could answer its question; the page's policy lets it have the camera alone */
			      "--auto-accept-camera-and-microphone-capture",
			      (char *)(uintptr_t)address, NULL };

	snprintf(profile, sizeof profile, "--user-data-dir=%s", folder);
	/* it gets nothing of ours: no descriptor, no signal that is ignored */
	close_range(STDERR_FILENO + 1, ~0U, 0);
	signal(SIGPIPE, SIG_DFL);
	execvp(arguments[0], arguments);
	_exit(127);
}

static void start(struct browser *b)
{
	struct timeval later = { AGAIN_SECONDS, 0 };
	char address[ADDRESS_MAX];

	b->options.new_address(b->options.context, address);
	b->pid = fork();
	if (b->pid == 0)
		execute(b->folder, address);
	wipe(address, sizeof address);
	if (b->pid < 0) {
		b->pid = 0;
		event_add(b->again, &later);
	}
}

static void on_ended(evutil_socket_t fd, short what, void *context)
{
	struct browser *b = context;
	struct timeval later = { AGAIN_SECONDS, 0 };

	(void)fd;
	(void)what;
	if (!b->pid || waitpid(b->pid, NULL, WNOHANG) != b->pid)
		return;
	b->pid = 0;
	event_add(b->again, &later);
}

static void on_again(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	start(context);
}

enum err browser_new(struct browser **out, const struct browser_options *options)
{
	struct browser *b = calloc(1, sizeof *b);

	if (!b)
		return ERR_MEMORY;
	b->options = *options;
	b->ended = evsignal_new(options->base, SIGCHLD, on_ended, b);
	b->again = evtimer_new(options->base, on_again, b);
	enum err err = b->ended && b->again && event_add(b->ended, NULL) == 0 ? make_folder(b) : ERR_MEMORY;
	if (err != OK) {
		browser_free(b);
		return err;
	}
	start(b);
	*out = b;
	return OK;
}

void browser_free(struct browser *b)
{
	if (!b)
		return;
	if (b->pid && kill(b->pid, SIGTERM) == 0)
		waitpid(b->pid, NULL, 0);
	if (b->folder[0])
		nftw(b->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	if (b->ended)
		event_free(b->ended);
	if (b->again)
		event_free(b->again);
	free(b);
}
