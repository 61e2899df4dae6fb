/* process.c - a process that keeps its secrets from dumps and debuggers, and clocks. Must not know what the program does. */
#include "protocol/os/os.h"

#include <jansson.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

/* Where it gets no memory for a longer text jansson 2.14 leaves letters out and says nothing: a
 * process that reads like that must not go on. */
static void *malloc_or_end(size_t size)
{
	void *at = malloc(size);

	if (!at)
		abort();
	return at;
}

/* jansson's memory holds passwords and key files while they are read: it is wiped before it goes back. */
static void wiping_free(void *at)
{
	if (at)
		wipe(at, malloc_usable_size(at));
	free(at);
}

void process_harden(unsigned files)
{
	struct rlimit limit = { 0, 0 };

	signal(SIGPIPE, SIG_IGN);
	setrlimit(RLIMIT_CORE, &limit);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	umask(077);
	json_set_alloc_funcs(malloc_or_end, wiping_free);
	/* only ever raised: where the hard limit is lower, as many as it gives */
	if (!getrlimit(RLIMIT_NOFILE, &limit) && limit.rlim_cur < files) {
		limit.rlim_cur = files < limit.rlim_max ? files : limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static struct timespec now(clockid_t clock)
{
	struct timespec t = { 0 };

	clock_gettime(clock, &t);
	return t;
}

int64_t clock_wall_seconds(void)
{
	return now(CLOCK_REALTIME).tv_sec;
}

uint64_t clock_monotonic_us(void)
{
	struct timespec t = now(CLOCK_MONOTONIC);

	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}
