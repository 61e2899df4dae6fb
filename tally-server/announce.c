/* announce.c - see announce.h. */
#include "tally-server/announce.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { LABEL_MAX = 63 };

bool announce_is_of_use(const char *address, uint16_t port)
{
	struct in6_addr six;
	struct in_addr four;

	if (inet_pton(AF_INET, address, &four) == 1)
		return port && ntohl(four.s_addr) >> 24 != IN_LOOPBACKNET;
	return port && inet_pton(AF_INET6, address, &six) == 1 && !IN6_IS_ADDR_LOOPBACK(&six);
}

void announce_run(uint16_t port)
{
	char name[LABEL_MAX + 1] = "", number[6];
	int null = open("/dev/null", O_RDWR);

	/* it gets nothing of ours, and has nothing to tell: a machine without Avahi is as good */
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0)
		_exit(126);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	signal(SIGPIPE, SIG_DFL);
	if (gethostname(name, LABEL_MAX) || !name[0])
		snprintf(name, sizeof name, "tally");
	snprintf(number, sizeof number, "%u", port);
	execlp("avahi-publish", "avahi-publish", "--service", "--no-fail", "--", name, "_tally._tcp", number, (char *)NULL);
	_exit(127);
}
