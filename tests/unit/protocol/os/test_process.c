/* Does a hardened process outlive a broken pipe, leave no dump, and have the files it asked for? */
#include "tests/unit/cmocka_all.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "protocol/os/os.h"

/* 0, or the number of the question that was answered with no. */
static int questions(void)
{
	struct rlimit limit = { 100, 1000 };
	int ends[2];

	setrlimit(RLIMIT_NOFILE, &limit);
	process_harden(500);
	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur != 500)
		return 1;
	process_harden(10);
	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur != 500)
		return 2;
	process_harden(2000);
	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur != 1000)
		return 3;
	if (getrlimit(RLIMIT_CORE, &limit) || limit.rlim_cur || limit.rlim_max)
		return 4;
	if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0))
		return 5;
	if (umask(0) != 077)
		return 6;
	if (pipe(ends) || close(ends[0]) || write(ends[1], "x", 1) != -1)
		return 7;
	return 0;
}

/* In a child, since nothing of it can be taken back. */
static void a_hardened_process_answers_every_question(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0)
		_exit(questions());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void clocks_tell_seconds_and_microseconds(void **state)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	uint64_t start = clock_monotonic_us(), gone;
	int64_t before, now;

	(void)state;
	nanosleep(&pause, NULL);
	gone = clock_monotonic_us() - start;
	assert_in_range(gone, 20000, 60000000);
	before = time(NULL);
	now = clock_wall_seconds();
	/* the clock that is cheap to read lags a little */
	assert_in_range(now, before, time(NULL) + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hardened_process_answers_every_question),
		cmocka_unit_test(clocks_tell_seconds_and_microseconds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
