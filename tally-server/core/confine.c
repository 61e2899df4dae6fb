/* confine.c - see confine.h. */
#include "tally-server/core/confine.h"

#include <seccomp.h>

#include "tally-server/core/log.h"
#include "tally-server/roster/roster.h"
#include "tally-server/sandbox.h"

static const int allowed[] = {
	/* memory, time, an end */
	SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise),
	SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep), SCMP_SYS(getpid),
	SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(geteuid), SCMP_SYS(exit_group), SCMP_SYS(exit), SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield),
	SCMP_SYS(restart_syscall),
	/* the pipe to net, which is open */
	SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(recvfrom), SCMP_SYS(sendto), SCMP_SYS(read), SCMP_SYS(write),
	SCMP_SYS(writev), SCMP_SYS(close),
	/* the store, keys and exports, below the state folder */
	SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(pread64), SCMP_SYS(pwrite64), SCMP_SYS(lseek), SCMP_SYS(fstat),
	SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs),
	SCMP_SYS(fcntl), SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(ftruncate), SCMP_SYS(fallocate), SCMP_SYS(access),
	SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
	SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(fchmod),
	SCMP_SYS(fchown), SCMP_SYS(umask), SCMP_SYS(utimensat),
	/* the child that reads a roster, and closes itself in further */
	SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(dup2), SCMP_SYS(dup3), SCMP_SYS(close_range), SCMP_SYS(kill),
	SCMP_SYS(prctl), SCMP_SYS(prlimit64), SCMP_SYS(setrlimit), SCMP_SYS(seccomp),
};

bool confine_core(const char *state)
{
	/* what a child of ours reads before its work cannot be opened later */
	roster_prepare();
	if (!sandbox_files(state))
		log_event("sandbox files=open reason=\"the kernel has no Landlock\"");
	return sandbox_calls(allowed, sizeof(allowed) / sizeof(*allowed), SANDBOX_FORKS);
}
