/* browser.c - see browser.h. */
#include "ballot-client/kiosk/browser.h"
#include <event2/event.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "protocol/os/os.h"

enum { AGAIN_SECONDS = 3, END_TENTHS = 30, FOLDER_MAX = 200, PATH_SIZE = FOLDER_MAX + 40, ADDRESS_MAX = 160 };

struct browser {
	struct browser_options options;
	struct event *ended, *again;
	pid_t pid;                      /* 0: none runs */
	char folder[FOLDER_MAX];        /* its profile, and whatever else it may want to keep; "" if there is none */
	int lock;                       /* on the folder, while it is in use; -1: none */
};

/* ---- the folder ---- */

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *where)
{
	(void)s;
	(void)kind;
	(void)where;
	return remove(path);
}

/* The folder's lock; -1 if another has it. */
static int take(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* What a program that was killed has left behind. */
static void sweep(const char *memory)
{
	char pattern[PATH_SIZE];
	glob_t found = { 0 };
	struct stat s;

	snprintf(pattern, sizeof pattern, "%s/tally-kiosk-??????", memory);
	if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		bool is_ours = lstat(found.gl_pathv[i], &s) == 0 && S_ISDIR(s.st_mode) && s.st_uid == geteuid();
		int fd = is_ours ? take(found.gl_pathv[i]) : -1;

		if (fd < 0)
			continue;
		nftw(found.gl_pathv[i], remove_one, 16, FTW_DEPTH | FTW_PHYS);
		close(fd);
	}
	globfree(&found);
}

static enum err make_folder(struct browser *b)
{
	sweep(b->options.memory);
	snprintf(b->folder, sizeof b->folder, "%s/tally-kiosk-XXXXXX", b->options.memory);
	if (mkdtemp(b->folder)) {
		b->lock = take(b->folder);
		return b->lock < 0 ? ERR_IO : OK;
	}
	b->folder[0] = 0;
	return ERR_IO;
}

/* The address stands in a file that nobody else reads: arguments of programs are seen by all users of the machine. */
static enum err write_first_page(const struct browser *b)
{
	char path[PATH_SIZE], address[ADDRESS_MAX], text[ADDRESS_MAX + 100];

	b->options.new_address(b->options.context, address);
	snprintf(path, sizeof path, "%s/first.html", b->folder);
	int len = snprintf(text, sizeof text, "<!doctype html><meta http-equiv=refresh content=\"0;url=%s\">\n", address);
	enum err err = file_write_durable(path, text, (size_t)len, 0600);

	wipe(address, sizeof address);
	wipe(text, sizeof text);
	return err;
}

/* ---- the program ---- */

/* It knows no other home than its folder: nothing that it keeps reaches a disk. */
static void move_home(const char *folder)
{
	static const char *const homes[] = { "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TMPDIR" };
	const char *home = getenv("HOME");
	char authority[PATH_SIZE];

	/* the key to the display stays where it was */
	if (home && snprintf(authority, sizeof authority, "%s/.Xauthority", home) < (int)sizeof authority)
		setenv("XAUTHORITY", authority, 0);
	for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
		setenv(homes[i], folder, 1);
}

static void execute(const char *folder)
{
	char profile[PATH_SIZE], first[PATH_SIZE];
	char *arguments[] = { "chromium", profile, "--kiosk", "--incognito", "--no-first-run", "--noerrdialogs",
			      "--disable-breakpad", "--disable-crash-reporter", "--disable-session-crashed-bubble",
			      "--disable-pinch", "--overscroll-history-navigation=0", "--disable-features=Translate",
			      "--disable-background-networking", "--disable-component-update", "--disable-sync",
			      "--password-store=basic",
			      /* nobody could answer its question; the page's policy lets it have the camera alone */
			      "--auto-accept-camera-and-microphone-capture",
			      /* without it Chromium finds no voice of the machine's */
			      "--enable-speech-dispatcher", first, NULL };

	snprintf(profile, sizeof profile, "--user-data-dir=%s", folder);
	snprintf(first, sizeof first, "file://%s/first.html", folder);
	move_home(folder);
	/* it gets nothing of ours: no descriptor, no signal that is ignored; and it ends with us, however we end */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	signal(SIGPIPE, SIG_DFL);
	execvp(arguments[0], arguments);
	_exit(127);
}

static void start(struct browser *b)
{
	struct timeval later = { AGAIN_SECONDS, 0 };

	b->pid = write_first_page(b) == OK ? fork() : -1;
	if (b->pid == 0)
		execute(b->folder);
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

/* ---- life ---- */

enum err browser_new(struct browser **out, const struct browser_options *options)
{
	struct browser *b = calloc(1, sizeof *b);

	if (!b)
		return ERR_MEMORY;
	b->options = *options;
	b->lock = -1;
	b->ended = evsignal_new(options->base, SIGCHLD, on_ended, b);
	b->again = evtimer_new(options->base, on_again, b);
	enum err err = b->ended && b->again && event_add(b->ended, NULL) == 0 ? make_folder(b) : ERR_MEMORY;
	if (err) {
		browser_free(b);
		return err;
	}
	start(b);
	*out = b;
	return OK;
}

/* One that does not end when it is asked to is not waited for. */
static void end_program(pid_t pid)
{
	const struct timespec tenth = { 0, 100000000 };

	if (kill(pid, SIGTERM))
		return;
	for (int i = 0; i < END_TENTHS; i++) {
		if (waitpid(pid, NULL, WNOHANG) != 0)
			return;
		nanosleep(&tenth, NULL);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

void browser_free(struct browser *b)
{
	if (!b)
		return;
	if (b->pid)
		end_program(b->pid);
	if (b->folder[0])
		nftw(b->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	if (b->lock >= 0)
		close(b->lock);
	if (b->ended)
		event_free(b->ended);
	if (b->again)
		event_free(b->again);
	free(b);
}
