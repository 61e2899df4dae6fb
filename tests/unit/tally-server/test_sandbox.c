/* Can a process that has closed itself in still do its work, and nothing else? What is tried here
 * is what one would try who has got into net, or into core. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tally-server/core/confine.h"
#include "tally-server/net/net_internal.h"
#include "tally-server/roster/roster.h"
#include "tally-server/sandbox.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/temp_folder.h"

struct place {
	char state[TEMP_PATH_SIZE + 60], key[TEMP_PATH_SIZE + 60], outside[TEMP_PATH_SIZE + 60], log[TEMP_PATH_SIZE + 60];
};

static void write_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "secret", 6), 6);
	close(fd);
}

static void make_place(struct place *p, void **state)
{
	temp_path(p->state, state, "state");
	temp_path(p->key, state, "state/private.key");
	temp_path(p->outside, state, "outside");
	temp_path(p->log, state, "log");
	assert_int_equal(mkdir(p->state, 0700), 0);
	write_file(p->key);
	write_file(p->outside);
}

/* Run `act` in a child, whose standard error goes to the place's log. Its verdict: NULL, or what did not hold. */
static void in_child(const struct place *p, const char *(*act)(const struct place *))
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		int log = open(p->log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		const char *wrong;

		dup2(log, STDERR_FILENO);
		wrong = act(p);
		if (wrong)
			dprintf(STDOUT_FILENO, "%s\n", wrong);
		_exit(wrong ? 1 : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static bool is_refused(long result)
{
	return result < 0 && (errno == EPERM || errno == EACCES);
}

/* What neither may do. */
static const char *tries_of_both(const struct place *p)
{
	char *const argv[] = { (char *)(uintptr_t)"/bin/true", NULL };
	char stolen[8];
	struct iovec here = { stolen, sizeof(stolen) }, there = { (void *)(uintptr_t)p, sizeof(stolen) };

	if (!is_refused(execve(argv[0], argv, NULL)))
		return "runs a program";
	if (!is_refused(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL)) || !is_refused(process_vm_readv(getppid(), &here, 1, &there, 1, 0)))
		return "looks into another process";
	if (!is_refused(socket(AF_INET, SOCK_STREAM, 0)) || !is_refused(socket(AF_UNIX, SOCK_STREAM, 0)) ||
	    !is_refused(socket(AF_NETLINK, SOCK_RAW, 0)))
		return "makes a socket";
	if (mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
		return "has memory that it can write and run";
	if (!is_refused(syscall(SYS_unshare, CLONE_NEWUSER)) || !is_refused(chmod(p->key, 0666)) || !is_refused(symlink(p->key, p->outside)))
		return "does what is of no use to it";
	return NULL;
}

static const char *as_net(const struct place *p)
{
	struct net_log log = { 0 };
	int door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), pipe[2];
	char bytes[8] = "hello";

	if (listen(door, 4) || socketpair(AF_UNIX, SOCK_STREAM, 0, pipe))
		return "cannot begin";
	if (!net_confine(&log))
		return "cannot close itself in";
	if (!is_refused(open(p->key, O_RDONLY)) || !is_refused(open(p->outside, O_RDONLY)) || !is_refused(open("/proc/self/maps", O_RDONLY)))
		return "reads a file";
	if (!is_refused(open(p->key, O_WRONLY)) || !is_refused(open(p->outside, O_CREAT | O_WRONLY, 0600)) || !is_refused(unlink(p->key)) ||
	    !is_refused(rename(p->key, p->outside)))
		return "changes a file";
	if (!is_refused(fork()) || !is_refused(kill(getppid(), 0)))
		return "reaches other processes";
	if (!is_refused(bind(door, NULL, 0)) || !is_refused(connect(door, NULL, 0)))
		return "goes out by itself";
	/* its work */
	if (write(pipe[0], bytes, 6) != 6 || read(pipe[1], bytes, 6) != 6)
		return "cannot speak to core";
	if (accept4(door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC) >= 0 || errno == EPERM)
		return "cannot accept";
	return tries_of_both(p);
}

/* Below the state folder everything, elsewhere nothing. */
static const char *keeps_to_its_folder(const struct place *p)
{
	char path[TEMP_PATH_SIZE + 80], moved[TEMP_PATH_SIZE + 80];
	int fd;

	if (!is_refused(open(p->outside, O_RDONLY)) || !is_refused(open("/etc/passwd", O_RDONLY)) || !is_refused(open("/proc/self/mem", O_RDWR)))
		return "reads a file elsewhere";
	snprintf(path, sizeof(path), "%s-new", p->outside);
	if (!is_refused(open(path, O_CREAT | O_WRONLY, 0600)) || !is_refused(unlink(p->outside)) || rename(p->key, path) == 0)
		return "changes a file elsewhere";
	snprintf(path, sizeof(path), "%s/new", p->state);
	snprintf(moved, sizeof(moved), "%s/moved", p->state);
	fd = open(path, O_CREAT | O_RDWR, 0600);
	if (fd < 0 || write(fd, "x", 1) != 1 || fsync(fd) || ftruncate(fd, 0) || fchmod(fd, 0600) || close(fd) ||
	    rename(path, moved) || unlink(moved))
		return "cannot keep its files";
	return NULL;
}

static const char *reads_a_roster(void)
{
	const char *const table = "编号,姓名,单位\n1,张三,一组\n";
	json_t *roster = NULL;
	enum err err = roster_read(&roster, (const uint8_t *)table, strlen(table));

	json_decref(roster);
	return err ? "cannot read a roster" : NULL;
}

static const char *as_core(const struct place *p)
{
	const char *wrong;

	if (!confine_core(p->state))
		return "cannot close itself in";
	wrong = keeps_to_its_folder(p);
	if (!wrong)
		wrong = reads_a_roster();
	return wrong ? wrong : tries_of_both(p);
}

/* A kernel without Landlock: what is then left holds, and it is said. */
static const char *as_core_on_an_old_kernel(const struct place *p)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

	if (!ctx || seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SYS_landlock_create_ruleset, 0) || seccomp_load(ctx))
		return "cannot begin";
	seccomp_release(ctx);
	if (!confine_core(p->state))
		return "cannot close itself in";
	if (open(p->key, O_RDONLY) < 0)
		return "cannot read its files";
	return tries_of_both(p);
}

static const char *who_is_killed(const struct place *p)
{
	static const int allowed[] = { SCMP_SYS(write), SCMP_SYS(exit_group) };

	(void)p;
	if (!sandbox_calls(allowed, 2, SANDBOX_KILLS))
		return "cannot close itself in";
	(void)socket(AF_INET, SOCK_STREAM, 0);
	return "lives on";
}

static void net_opens_no_file_and_runs_nothing(void **state)
{
	struct place p;

#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	make_place(&p, state);
	in_child(&p, as_net);
	assert_int_equal(access(p.key, F_OK), 0);
}

static void core_keeps_to_its_folder_and_has_no_network(void **state)
{
	struct place p;

	make_place(&p, state);
	in_child(&p, as_core);
}

static void a_kernel_without_landlock_is_said_once_and_all_else_holds(void **state)
{
	struct place p;
	char said[200] = "";
	int fd;

	make_place(&p, state);
	in_child(&p, as_core_on_an_old_kernel);
	fd = open(p.log, O_RDONLY);
	assert_true(read(fd, said, sizeof(said) - 1) > 0);
	close(fd);
	assert_non_null(strstr(said, "event=sandbox files=open"));
	assert_ptr_equal(strchr(said, '\n'), strrchr(said, '\n'));
}

static void a_call_that_is_not_allowed_ends_who_asked_for_that(void **state)
{
	struct place p;
	int status;
	pid_t pid;

	make_place(&p, state);
	pid = fork();
	if (!pid)
		_exit(who_is_killed(&p) != NULL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSYS);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(net_opens_no_file_and_runs_nothing),
		IN_FOLDER(core_keeps_to_its_folder_and_has_no_network),
		IN_FOLDER(a_kernel_without_landlock_is_said_once_and_all_else_holds),
		IN_FOLDER(a_call_that_is_not_allowed_ends_who_asked_for_that),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
