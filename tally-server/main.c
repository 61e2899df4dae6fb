/* main.c - tally-server: reads its options, drops privileges, and forks the two processes. Wiring only.
 *
 * This process holds nothing but the two children: when either ends, or a signal says so, net is told to
 * end, and core ends once net has gone. Exit status: that of core (core.h), or of net if core was well.
 * A third one, which holds nothing of theirs, announces the server (announce.h); how it fares is of no account. */
#include <errno.h>
#include <getopt.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "protocol/os/os.h"
#include "protocol/text/catalogue.h"
#include "tally-server/announce.h"
#include "tally-server/core/core.h"
#include "tally-server/net/net.h"

enum { FILES = 8192, NAMES_MAX = 32, SOCKET_PATH_MAX = 100, STRANGERS_MAX = 4096, GRACE_SECONDS = 20 };

struct settings {
	struct core_options core;
	struct net_options net;
	const char *names[NAMES_MAX], *user;
	char socket[SOCKET_PATH_MAX + 1];
};

static const struct option options[] = {
	{ "state", required_argument, NULL, 's' }, { "listen", required_argument, NULL, 'l' }, { "terminal-port", required_argument, NULL, 't' },
	{ "browser-port", required_argument, NULL, 'b' }, { "socket", required_argument, NULL, 'k' }, { "name", required_argument, NULL, 'n' },
	{ "user", required_argument, NULL, 'u' }, { "strangers", required_argument, NULL, 'x' }, { NULL, 0, NULL, 0 },
};

static bool read_number(uint32_t *out, const char *given, uint32_t min, uint32_t max)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(given, &end, 10);
	if (errno || *end || *given < '0' || *given > '9' || n < min || n > max)
		return false;
	*out = (uint32_t)n;
	return true;
}

static bool read_port(uint16_t *out, const char *given)
{
	uint32_t n;

	if (!read_number(&n, given, 0, UINT16_MAX))
		return false;
	*out = (uint16_t)n;
	return true;
}

static bool read_option(struct settings *s, int which)
{
	switch (which) {
	case 's':
		s->core.state = optarg;
		return true;
	case 'l':
		s->net.address = optarg;
		return true;
	case 't':
		return read_port(&s->net.terminal_port, optarg);
	case 'b':
		return read_port(&s->net.browser_port, optarg);
	case 'k':
		s->net.socket = optarg;
		return true;
	case 'n':
		if (s->core.name_count == NAMES_MAX)
			return false;
		s->names[s->core.name_count++] = optarg;
		return true;
	case 'u':
		s->user = optarg;
		return true;
	case 'x':
		return read_number(&s->net.unauthenticated, optarg, 1, STRANGERS_MAX);
	default:
		return false;
	}
}

static bool read_options(struct settings *s, int argc, char **argv)
{
	int which;

	*s = (struct settings){ .net = { .address = "0.0.0.0", .terminal_port = 7431, .browser_port = 7443 } };
	while ((which = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (!read_option(s, which))
			return false;
	}
	if (optind != argc || !s->core.state)
		return false;
	s->core.names = s->names;
	/* the address that people type stands in the certificate, unless it stands for all */
	if (s->core.name_count < NAMES_MAX && strcmp(s->net.address, "0.0.0.0") && strcmp(s->net.address, "::"))
		s->names[s->core.name_count++] = s->net.address;
	if (!s->net.socket) {
		if (snprintf(s->socket, sizeof(s->socket), "%s/tally.sock", s->core.state) >= (int)sizeof(s->socket))
			return false;
		s->net.socket = s->socket;
	}
	return true;
}

static bool drop_privileges(const char *name)
{
	const struct passwd *user = getpwnam(name);

	return user && !initgroups(name, user->pw_gid) && !setgid(user->pw_gid) && !setuid(user->pw_uid);
}

/* A child ends with this process, whatever becomes of it; net by a signal that it obeys, core by net's end. */
static pid_t start(const char *name, int signal_of_death, int close_fd)
{
	pid_t parent = getpid(), child = fork();

	if (child)
		return child;
	close(close_fd);
	prctl(PR_SET_NAME, name);
	if (signal_of_death)
		prctl(PR_SET_PDEATHSIG, signal_of_death);
	if (getppid() != parent)
		_exit(EXIT_SETUP);
	return 0;
}

static int exit_status(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_HALTED;
}

/* Wait for both; `stop` holds the signals that end us and SIGCHLD, all blocked. */
static int supervise(pid_t core, pid_t net, const sigset_t *stop)
{
	int core_status = -1, net_status = -1, status;
	pid_t ended;

	while (core_status < 0 || net_status < 0) {
		const struct timespec grace = { .tv_sec = GRACE_SECONDS };
		bool is_ending = core_status >= 0 || net_status >= 0;
		int sig = is_ending ? sigtimedwait(stop, NULL, &grace) : sigwaitinfo(stop, NULL);

		if (sig == SIGTERM || sig == SIGINT)
			kill(net, SIGTERM);
		while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
			if (ended == core)
				core_status = exit_status(status);
			if (ended == net)
				net_status = exit_status(status);
		}
		if (core_status >= 0 && net_status < 0)
			kill(net, sig < 0 ? SIGKILL : SIGTERM);
	}
	return core_status ? core_status : net_status;
}

int main(int argc, char **argv)
{
	struct settings s;
	sigset_t stop, before;
	int fds[2];
	pid_t core, net;

	process_harden(FILES);
	if (!read_options(&s, argc, argv)) {
		fprintf(stderr, "%s\n", text(lang_from(getenv("LANG")), TEXT_SERVER_USAGE));
		return EXIT_USAGE;
	}
	if (s.user && !drop_privileges(s.user)) {
		fprintf(stderr, "start_failed reason=\"cannot become %s\"\n", s.user);
		return EXIT_SETUP;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		return EXIT_SETUP;
	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGCHLD);
	sigprocmask(SIG_BLOCK, &stop, &before);
	core = start("tally-core", 0, fds[1]);
	if (!core) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		return core_run(fds[0], &s.core);
	}
	net = start("tally-net", SIGTERM, fds[0]);
	if (!net) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		return net_run(fds[1], &s.net);
	}
	if (announce_is_of_use(s.net.address, s.net.browser_port) && !start("tally-announce", SIGTERM, fds[0])) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		announce_run(s.net.browser_port);
	}
	close(fds[0]);
	close(fds[1]);
	if (core < 0 || net < 0)
		return EXIT_SETUP;
	return supervise(core, net, &stop);
}
