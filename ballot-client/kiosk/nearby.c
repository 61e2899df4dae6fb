/* nearby.c - see nearby.h. A line of the program: =;INTERFACE;PROTOCOL;NAME;TYPE;DOMAIN;HOST;ADDRESS;PORT;TEXTS */
#include "ballot-client/kiosk/nearby.h"
#include <arpa/inet.h>
#include <event2/event.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "protocol/base/bytes.h"

/* Avahi itself gives up after 5 s on a name that nobody answers for. */
enum { LOOK_SECONDS = 8, PAUSE_SECONDS = 5, SAID_MAX = 64 << 10 };
enum field { KIND, INTERFACE, PROTOCOL, NAME, TYPE, DOMAIN, HOST, ADDRESS, PORT, FIELDS };

/* ---- what was said ---- */

static bool split(struct span fields[FIELDS], struct span line)
{
	for (size_t i = 0; i < FIELDS; i++) {
		const uint8_t *end = line.len ? memchr(line.at, ';', line.len) : NULL;

		if (!end)
			return false;
		fields[i] = (struct span){ line.at, (size_t)(end - line.at) };
		line = (struct span){ end + 1, line.len - fields[i].len - 1 };
	}
	return fields[KIND].len == 1 && *fields[KIND].at == '=';
}

/* A number in `len` decimal digits and nothing else; -1 if it is none. */
static long number(const uint8_t *at, size_t len)
{
	long n = 0;

	for (size_t i = 0; i < len; i++) {
		if (at[i] < '0' || at[i] > '9')
			return -1;
		n = 10 * n + at[i] - '0';
	}
	return n;
}

static bool is_utf8(const char *text)
{
	json_t *s = json_string(text);

	json_decref(s);
	return s;
}

/* Bytes are escaped as \DDD, and a character that means something as \ and itself. */
static bool read_name(char out[NEARBY_NAME_MAX + 1], struct span s)
{
	size_t len = 0;

	for (size_t i = 0; i < s.len; i++) {
		long c = s.at[i];

		if (c == '\\') {
			if (++i == s.len)
				return false;
			c = s.at[i];
			if (c >= '0' && c <= '9') {
				c = s.len - i >= 3 ? number(s.at + i, 3) : -1;
				i += 2;
			}
		}
		if (c < ' ' || c == 0x7f || c > UINT8_MAX || len == NEARBY_NAME_MAX)
			return false;
		out[len++] = (char)c;
	}
	out[len] = '\0';
	return len && is_utf8(out);
}

/* Loopback is another server on each machine, and fe80:: is nothing without the name of an interface. */
static bool is_of_use(const char *host, bool *is_v6)
{
	struct in6_addr six;
	struct in_addr four;

	*is_v6 = inet_pton(AF_INET6, host, &six) == 1;
	if (*is_v6)
		return !IN6_IS_ADDR_UNSPECIFIED(&six) && !IN6_IS_ADDR_LOOPBACK(&six) && !IN6_IS_ADDR_LINKLOCAL(&six) &&
		       !IN6_IS_ADDR_MULTICAST(&six) && !IN6_IS_ADDR_V4MAPPED(&six);
	if (inet_pton(AF_INET, host, &four) != 1)
		return false;
	uint32_t net = ntohl(four.s_addr) >> 24;
	return net && net != IN_LOOPBACKNET && net < 224;
}

static bool read_address(char out[NEARBY_ADDRESS_MAX + 1], struct span address, struct span port)
{
	char host[INET6_ADDRSTRLEN] = "";
	bool is_v6;
	long n = port.len && port.len <= 5 ? number(port.at, port.len) : -1;

	if (address.len >= sizeof host || n < 1 || n > UINT16_MAX)
		return false;
	memcpy(host, address.at, address.len);
	if (!is_of_use(host, &is_v6))
		return false;
	return snprintf(out, NEARBY_ADDRESS_MAX + 1, is_v6 ? "[%s]:%ld" : "%s:%ld", host, n) <= NEARBY_ADDRESS_MAX;
}

static void add(struct nearby_list *list, const struct nearby_server *found)
{
	size_t i = 0;

	while (i < list->count && strcmp(list->at[i].name, found->name) < 0)
		i++;
	if (i < list->count && strcmp(list->at[i].name, found->name) == 0) {
		if (list->at[i].address[0] == '[' && found->address[0] != '[')
			list->at[i] = *found;
		return;
	}
	if (list->count == NEARBY_MAX)
		return;
	memmove(&list->at[i + 1], &list->at[i], (list->count - i) * sizeof list->at[0]);
	list->at[i] = *found;
	list->count++;
}

void nearby_read(struct nearby_list *out, const char *text, size_t len)
{
	const char *end;

	*out = (struct nearby_list){ .count = 0 };
	for (; len && (end = memchr(text, '\n', len)); len -= (size_t)(end + 1 - text), text = end + 1) {
		struct span fields[FIELDS], line = { (const uint8_t *)text, (size_t)(end - text) };
		/* zeroed behind its texts too, so that lists can be compared as bytes */
		struct nearby_server found = { .name = "" };

		if (split(fields, line) && read_name(found.name, fields[NAME]) && read_address(found.address, fields[ADDRESS], fields[PORT]))
			add(out, &found);
	}
}

/* ---- the program ---- */

struct nearby {
	struct nearby_options options;
	struct nearby_list found;
	struct event *clock;            /* ends a look, and begins the next */
	struct event *heard;            /* NULL: no look is under way */
	pid_t pid;
	int from;                       /* the reading end of its pipe */
	size_t said_len;
	char said[SAID_MAX];
};

static void execute(int out)
{
	int null = open("/dev/null", O_RDWR);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0)
		_exit(126);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	signal(SIGPIPE, SIG_DFL);
	execlp("avahi-browse", "avahi-browse", "--resolve", "--parsable", "--terminate", "--no-db-lookup", "_tally._tcp", (char *)NULL);
	_exit(127);
}

static void end_look(struct nearby *n)
{
	if (!n->heard)
		return;
	kill(n->pid, SIGKILL);
	waitpid(n->pid, NULL, 0);
	event_free(n->heard);
	n->heard = NULL;
	close(n->from);
}

static void take(struct nearby *n)
{
	const struct timeval pause = { PAUSE_SECONDS, 0 };
	struct nearby_list before = n->found;

	end_look(n);
	nearby_read(&n->found, n->said, n->said_len);
	event_add(n->clock, &pause);
	if (memcmp(&n->found, &before, sizeof before) != 0)
		n->options.on_change(n->options.context);
}

static void on_heard(evutil_socket_t fd, short what, void *context)
{
	struct nearby *n = context;
	ssize_t got = read(fd, n->said + n->said_len, SAID_MAX - n->said_len);

	(void)what;
	if (got > 0)
		n->said_len += (size_t)got;
	if (got <= 0 || n->said_len == SAID_MAX)
		take(n);
}

/* What cannot be begun is tried again after the pause, as what has found nothing. */
static void look(struct nearby *n)
{
	const struct timeval limit = { LOOK_SECONDS, 0 };
	int ends[2];

	n->said_len = 0;
	if (pipe2(ends, O_CLOEXEC)) {
		take(n);
		return;
	}
	n->heard = event_new(n->options.base, ends[0], EV_READ | EV_PERSIST, on_heard, n);
	n->pid = n->heard && event_add(n->heard, NULL) == 0 ? fork() : -1;
	if (n->pid == 0)
		execute(ends[1]);
	close(ends[1]);
	n->from = ends[0];
	if (n->pid > 0) {
		event_add(n->clock, &limit);
		return;
	}
	if (n->heard)
		event_free(n->heard);
	n->heard = NULL;
	close(ends[0]);
	take(n);
}

static void on_clock(evutil_socket_t fd, short what, void *context)
{
	struct nearby *n = context;

	(void)fd;
	(void)what;
	if (n->heard)
		take(n);
	else
		look(n);
}

/* ---- life ---- */

enum err nearby_new(struct nearby **out, const struct nearby_options *options)
{
	const struct timeval now = { 0, 0 };
	struct nearby *n = calloc(1, sizeof *n);

	if (!n)
		return ERR_MEMORY;
	n->options = *options;
	n->clock = evtimer_new(options->base, on_clock, n);
	if (!n->clock || event_add(n->clock, &now)) {
		nearby_free(n);
		return ERR_MEMORY;
	}
	*out = n;
	return OK;
}

void nearby_free(struct nearby *n)
{
	if (!n)
		return;
	end_look(n);
	if (n->clock)
		event_free(n->clock);
	free(n);
}

const struct nearby_list *nearby_found(const struct nearby *n)
{
	return &n->found;
}
